//! From nothing to a working studio, as a person would do it.

use super::harness::{Harness, Studio};
use std::time::Duration;
use studiovault::screens::TabId;

/// The questions of a new studio, answered.
fn set_up(h: &mut Harness) {
    h.sees("Welcome to StudioVault").sees("India").sees("INR").sees("Asia/Kolkata");
    h.types("Pixeldence").keys("<Tab> <C-u> Bengaluru <Tab> <Tab> <Tab> <Tab> Asha <C-s>");
    h.wait_for("your studio is ready");
}

/// A client with a name and a phone.
fn make(h: &mut Harness, name: &str, phone: &str) {
    h.keys("n").sees("New client");
    h.types(name).keys("<Tab>").types(phone).keys("<C-s>");
    h.wait_for(&format!("Added {name}"));
}

#[test]
fn from_nothing_to_a_studio_and_back_again() {
    let studio = Studio::empty();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    set_up(&mut h);
    h.sees("Nothing is booked").sees("Pixeldence ▸ Bengaluru").sees("Asha · owner");

    h.keys("2").sees("No clients yet");
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    make(&mut h, "प्रिया शर्मा", "98450 40021");

    h.keys("/ shar").sees("Priya Sharma").sees_no("Prakash").sees("1 of 3");
    h.keys("<C-u> 77120").sees("Prakash Shetty").sees_no("Priya");
    h.keys("<Esc>").sees("Priya Sharma").sees("Prakash Shetty");

    h.keys("/ priya <Enter> e").sees("Edit Priya Sharma");
    h.keys("<Tab> <Tab> priya@example.com <C-s>").wait_for("Saved Priya Sharma");
    h.sees("priya@example.com").keys("u").wait_for("Undid: edit of Priya Sharma");
    h.sees_no("priya@example.com");
    h.keys("U").wait_for("priya@example.com");
    h.keys("q");
    assert!(h.has_quit());
    let studio = h.stop();

    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("Priya Sharma").sees("Prakash Shetty").sees("प्रिया शर्मा").sees_no("unfinished");
}

#[test]
fn two_people_edit_the_same_client() {
    let studio = Studio::new();
    let mut one = Harness::at(&studio, TabId::Clients, (120, 36));
    make(&mut one, "Priya Sharma", "98450 12345");
    let mut two = Harness::at(&studio, TabId::Clients, (120, 36));

    one.keys("e").sees("Edit Priya Sharma");
    two.keys("e").sees("Edit Priya Sharma");
    one.types(" Rao").keys("<Tab> <Tab> one@example.com <C-s>").wait_for("Saved Priya Sharma Rao");
    two.wait_for("Priya Sharma Rao");
    two.types(" Iyer").keys("<Tab> <Tab> <Tab> vip <C-s>").wait_for("was changed meanwhile");
    // Only one of us changed the e-mail and the tags: only the name is a question.
    two.sees("1 to choose").sees("Priya Sharma Iyer").sees("Priya Sharma Rao");
    // The first one saves again while the second one still chooses.
    one.keys("e").types("!").keys("<C-s>").wait_for("Saved Priya Sharma Rao!");
    two.keys("m <C-s>").wait_for("Priya Sharma Rao!");
    two.sees("was changed meanwhile").keys("m <C-s>").wait_for("Saved Priya Sharma Iyer");
    two.sees("one@example.com").sees("#vip");
    one.wait_for("Priya Sharma Iyer");
}

#[test]
fn two_clients_become_one_and_two_again() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Priya Sharma-Rao", "98450 99999");
    h.keys("g <Space> <Space> m").wait_for("Merge");
    h.sees("98450 12345").sees("98450 99999").keys("<C-s>").wait_for("Merged Priya Sharma");
    h.keys("<Esc>");
    h.sees("Merged in").keys("M").wait_for("two clients again").keys("y").wait_for("98450 99999");
}

#[test]
fn what_was_typed_is_there_again_after_a_hard_stop() {
    let mut h = Harness::studio();
    h.keys("n").types("Priya").pass(Duration::from_secs(1));
    // The session goes without a word, as when the power fails.
    let studio = h.studio.clone();
    drop(h);
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("1 unfinished form: New client · Priya").keys("<Enter>").sees("Priya").sees("New client");
    h.types(" Sharma").keys("<Tab> 9845012345 <C-s>").wait_for("Added Priya Sharma");
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (120, 36)).sees_no("unfinished");
}

#[test]
fn an_offered_form_can_be_forgotten_or_left_alone() {
    let mut h = Harness::studio();
    h.keys("n").types("Priya");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("unfinished").keys("1").sees("Nothing is booked").sees_no("unfinished");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.keys("x").wait_for("Forgot 1 form");
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (120, 36)).sees_no("unfinished");
}
