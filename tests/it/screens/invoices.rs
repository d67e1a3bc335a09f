//! What invoices look like: the document in each state, its forms and questions.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::screens::TabId;

fn shot(name: &str, keys: &'static str) {
    snapshots(&format!("invoice_{name}"), World::Full, TabId::Invoices, |s: &mut Stage| {
        s.keys(keys);
    });
}

#[test]
fn documents_in_each_state() {
    shot("issued", "<Enter>");
    shot("draft", "j <Enter>");
    shot("sale", "j j <Enter>");
    shot("why", "=");
}

#[test]
fn what_is_new() {
    shot("new", "n");
    shot("copy", "C");
}

#[test]
fn the_editor_of_a_draft() {
    shot("line_edit", "j <Enter> e");
    shot("line_edit_typed", "j <Enter> j e <Tab> <C-u> 3");
    shot("line_invalid", "j <Enter> e <Tab> <C-u> 1.2345 <Tab> <C-u> <C-s>");
    shot("header", "j e");
    shot("header_typed", "j e <C-u> 999999999 <C-u> 1000");
    shot("issue", "j i");
    shot("remove", "j D");
}

#[test]
fn corrections_of_what_was_issued() {
    shot("credit", "c");
    shot("credit_too_many", "c mistake <Tab> 3 <C-s>");
    shot("void", "V");
    shot("immutable", "e");
}
