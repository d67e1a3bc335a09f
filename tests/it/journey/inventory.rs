//! The inventory, as a person would work with it.

use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

#[test]
fn gear_is_made_broken_mended_lost_and_found() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.sees("No gear yet").keys("n").sees("New asset");
    h.types("came").keys("<Enter> <Tab>").types("Sony A7 IV").keys("<Tab>").types("SN1").keys("<C-s>");
    h.wait_for("Added Sony A7 IV").wait_for("✓ available").wait_for("on none of the last 90 days");
    h.keys("e").sees("Edit Sony A7 IV").keys("<Tab> <C-u>").types("Sony A7 V").keys("<C-s>");
    h.wait_for("Saved Sony A7 V").keys("u").wait_for("Undid: edit of Sony A7 V").wait_for("Sony A7 IV");

    h.keys("m").wait_for("When Sony A7 IV is away").keys("<Tab> <Tab> <Tab>").types("shutter").keys("<C-s>");
    h.wait_for("Recorded Sony A7 IV under repair from ").wait_for("under repair: shutter");
    h.keys("<Enter> m").wait_for("it is back").types("back").keys("<Enter>");
    h.wait_for("Noted that Sony A7 IV is back").keys("<Esc>");

    h.keys("c").sees("How is Sony A7 IV?").types("lost").keys("<Enter>").sees("Mark Sony A7 IV lost");
    h.sees("Nothing is booked of").types("left in a taxi").keys("<C-s>");
    h.wait_for("Marked Sony A7 IV lost").wait_for("! lost");
    h.keys("H").wait_for("left in a taxi").keys("<Esc>");
    h.keys("c").types("avail").keys("<Enter>").wait_for("Found Sony A7 IV again").wait_for("✓ available");
    h.keys("t").wait_for("There is no other branch");
    h.keys("f").types("lens").keys("<Enter>").wait_for("Nothing is lens");
}
