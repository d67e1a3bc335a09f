//! Tasks and their templates, as a person would work with them.

use super::{make, projects};
use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A booked project of Priya's, called Wedding.
fn booked() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    projects::open(&mut h, "Priya", "Wedding");
    h.keys(">").wait_for("it is active now");
    h
}

/// Adds a task to the selected project.
fn add(h: &mut Harness, title: &str) {
    h.keys("a").sees("Add to Wedding").types("task").keys("<Enter>").sees("New task for Wedding");
    h.types(title).keys("<C-s>").wait_for(&format!("Added {title}")).wait_for(&format!("○ {title}"));
}

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

#[test]
fn a_task_of_a_project_is_opened_changed_ticked_and_deleted() {
    let mut h = booked();
    add(&mut h, "Venue");
    // From its line in the project it is ticked and opened again.
    h.keys("l g").sees("x done").keys("x").wait_for("Move Wedding to shooting?").sees("Every task of active");
    h.keys("n").wait_for("✓ Venue").keys("x").wait_for("Reopened Venue").wait_for("○ Venue");
    // Enter leads to it, among the tasks; there it is changed.
    h.keys("<Enter>").wait_for("→ Wedding · Priya Sharma").sees("my open tasks");
    h.keys("e").sees("Edit Venue").keys("<Tab> <Tab> <Tab>").types("Parking").keys("<Enter>").types("Power");
    h.keys("<Tab> <Tab>").types("1 jan 2020").keys("<C-s>");
    h.wait_for("! that is 1 Jan 2020, before the")
        .sees("project was opened (")
        .keys("<C-u>")
        .types("tomorrow")
        .keys("<C-s>");
    h.wait_for("Saved Venue").wait_for("tomorrow").wait_for("○ Power").sees("0 of 2 done");
    h.keys("g x").wait_for("Ticked Parking: 1 of 2 in Venue").wait_for("✓ Parking");
    h.keys("x").wait_for("Unticked Parking: 0 of 2").wait_for("○ Parking");
    h.keys("o").wait_for("● active").sees("0/2").keys("<Esc>");
    // From the project it goes, and comes back.
    h.keys("3 l g X").wait_for("Delete the task Venue?").keys("y").wait_for("Deleted Venue");
    h.wait_until_gone("○ Venue").keys("u").wait_for("○ Venue");
}

#[test]
fn who_finishes_a_task_in_its_detail_does_not_stand_in_the_next_one() {
    let mut h = booked();
    for title in ["Venue", "Contract"] {
        add(&mut h, title);
    }
    h.keys("7").wait_for("Contract").keys("g <Enter>").sees("Esc list").keys("x").wait_for("Finished ");
    h.sees_no("Esc list").keys("u").wait_for("Undid: finishing of");
}

#[test]
fn the_last_task_of_a_status_offers_the_next_one() {
    let mut h = booked();
    for title in ["Venue", "Contract", "Cull"] {
        add(&mut h, title);
    }
    // A form that takes the last open task to another status says so as well as a tick does.
    h.keys("7").wait_for("Contract").keys("g <Space> <Space>").sees("2 marked").keys("x");
    h.wait_for("Finished 2 tasks").wait_until_gone("Contract");
    h.keys("e").sees("Edit Cull").keys("<Tab> <Tab>").types("editing").keys("<Enter> <C-s>");
    h.wait_for("Move Wedding to shooting?").keys("y").wait_for("is shooting now");
    h.wait_for("· shooting").keys("x").wait_for("Finished Cull").wait_for("No open tasks for you");
    h.keys("f").sees("my open tasks").types("done").keys("<Enter>").wait_for("✓ today");
    h.keys("g <Space> <Space> <Space>").sees("3 marked").keys("x").wait_for("Reopened 3 tasks");
    h.wait_for("Nothing is done").keys("f open <Down> <Enter>").wait_for("Contract").sees("Venue");
}

#[test]
fn a_template_is_applied_to_a_project() {
    let mut h = booked();
    h.keys("a").types("template").keys("<Enter>").wait_for("There is no template of tasks yet");
    h.keys("7 T n").sees("New task template").types("Weddings").keys("<Tab>");
    h.types("Cull | editing | 2 days after shoot").keys("<Enter>").types("Call | completed | on booking");
    h.keys("<C-s>").wait_for("Added the template Weddings");
    h.keys("3 a").sees("Add to Wedding").types("template").keys("<Enter>").wait_for("Tasks for Wedding from");
    h.wait_for("Weddings").keys("<Enter>").wait_for("Added 2 tasks of Weddings to Wedding");
    h.wait_for("○ Call").sees("○ Cull").sees("today").keys("u").wait_until_gone("○ Cull");
}

#[test]
fn whoever_may_not_change_a_task_may_tick_their_own() {
    let studio = Studio::new();
    for role in ["photographer", "freelancer"] {
        studio.hire(role, role);
    }
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    make(&mut h, "Priya Sharma", "98450 12345");
    projects::open(&mut h, "Priya", "Wedding");
    for (title, person) in [("Cull", "photographer"), ("Carry", "freelancer"), ("Venue", "asha")] {
        h.keys("a").types("task").keys("<Enter>").sees("New task for Wedding").types(title);
        h.keys("<Tab> <C-u>").types(person).wait_for(person).keys("<Enter> <C-s>");
        h.wait_for(&format!("Added {title}"));
    }
    let at = (TabId::Tasks, (120, 36));
    let mut photographer = Harness::of(&studio, Some("photographer@x.in"), at);
    photographer.wait_for("Cull").sees_no("Carry").sees_no("Venue").sees("x done").sees_no("n new");
    photographer.keys("f open <Enter>").wait_for("Cull").sees_no("Venue");
    photographer.keys("e").sees("Edit task is not possible here").keys("D").sees("roles do not include it");
    photographer.keys("x").wait_for("Finished Cull").keys("u").wait_for("Undid: finishing of Cull");
    let mut freelancer = Harness::of(&studio, Some("freelancer@x.in"), at);
    freelancer.wait_for("Carry").sees_no("Cull").sees_no("x done").keys("x").sees("roles do not include it");
}

#[test]
fn two_people_edit_the_same_task_and_a_lost_form_comes_back() {
    let mut one = booked();
    add(&mut one, "Venue");
    one.keys("7").wait_for("Venue").keys("e").sees("Edit Venue");
    let studio = one.studio.clone();
    let mut two = Harness::at(&studio, TabId::Tasks, (120, 36));
    two.keys("e").sees("Edit Venue");
    one.types(" one").keys("<C-s>").wait_for("Saved Venue one");
    two.types(" two").keys("<C-s>").wait_for("was changed meanwhile").sees("Venue one").sees("Venue two");
    two.keys("m <C-s>").wait_for("Saved Venue two");
    one.wait_for("Venue two").keys("e").types(" at last");
    one.stop();
    let mut again = Harness::at(&studio, TabId::Tasks, (120, 36));
    again.sees("Edit Venue two").keys("<Enter>").sees("Venue two at last").keys("<C-s>");
    again.wait_for("Saved Venue two at last");
}
