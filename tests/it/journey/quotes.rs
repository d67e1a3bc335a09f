//! Quotes that were not finished in one go.

use super::make;
use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A project with a quote that has no line yet, opened.
fn quoted() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("3 n").sees("New project").types("Priya").wait_for("98450").keys("<Enter>").sees("Priya");
    h.keys("<Tab>").types("Wedding").keys("<C-s>").wait_for("Added Wedding");
    h.keys("a").sees("Add to Wedding").types("quote").keys("<Enter>").wait_for("without a package");
    h.keys("<Enter>").wait_for("Quote · draft · ₹0.00");
    h
}

/// The terminal is gone; somebody sits down at another one.
fn again(h: Harness) -> (Harness, Studio) {
    let studio = h.stop();
    (Harness::at(&studio, TabId::Projects, (120, 36)), studio)
}

#[test]
fn a_line_that_vanished_with_the_terminal_is_offered_again() {
    let mut h = quoted();
    h.keys("<Enter>").sees("New line").types("Album, 40 pages").keys("<Tab> <Tab> <Tab>").types("5000");
    let (mut h, studio) = again(h);
    h.sees("New line · Album, 40 pages").keys("<Enter>").sees("Album, 40 pages").sees("5000");
    h.keys("<C-s>").wait_for("Quote · draft · ₹5,000.00").sees("1 × Album, 40 pages");
    // One that is edited is that line again, and not another one.
    h.types("album").keys("<Down> <Up> <Enter>").sees("Edit line").types(" leather");
    drop(studio);
    let (mut h, _studio) = again(h);
    h.sees("Edit line · Album, 40 pages leather").keys("<Enter> <C-s>");
    h.wait_for("1 × Album, 40 pages leather").sees("₹5,000.00");
}

#[test]
fn terms_that_vanished_with_the_terminal_are_offered_again() {
    let mut h = quoted();
    h.types("discount")
        .keys("<Enter>")
        .sees("Terms of the quote")
        .keys("<Tab> <Tab> <Tab>")
        .types("Two cameras");
    let (mut h, _studio) = again(h);
    h.sees("Terms of the quote").keys("<Enter>").sees("Two cameras").keys("<C-s>").wait_for("Quote · draft");
}
