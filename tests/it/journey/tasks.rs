//! Tasks and their templates, as a person would work with them.

use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

#[test]
fn a_template_is_made_changed_and_archived() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Tasks, (120, 36));
    h.sees("No open tasks for you").keys("T").sees("No templates yet").keys("n").sees("New task template");
    h.types("Wedding").keys("<Tab>").types("Album draft | editing | 14 days after shoot");
    h.keys("<C-s>").wait_for("Wedding").wait_for("Album draft · editing · 14 days after the");
    h.keys("e").sees("Edit the template Wedding").keys("<Tab> <Enter>").types("- Show it").keys("<C-s>");
    h.wait_for("Saved Wedding").wait_for("○ Show it");
    h.keys("A").wait_for("Archived").keys("<Esc> <Esc>");
}
