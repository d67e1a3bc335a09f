//! What finding a free time and a replacement looks like.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::screens::TabId;
use studiovault::store::protocol::{BookingCommand, Command, Query};

/// Where the key is.
const PLACE: TabId = TabId::Calendar;

const NEEDS: &str = "F studio <Space> floor <Enter> lead <Space> photographer <Enter> any <Space> A7iii";

#[test]
fn the_form_that_looks_for_a_free_time() {
    snapshots("free_form", World::Full, PLACE, |s| {
        s.keys("F").sees("Find a free time");
    });
    snapshots("free_form_invalid", World::Full, PLACE, |s| {
        s.keys("F camera <Tab> <Tab> <C-u> long <Tab> <Tab> late <Tab> someday <C-s>");
    });
}

#[test]
fn free_times() {
    snapshots("free_times", World::Full, PLACE, |s| {
        s.keys(NEEDS).keys("<C-s>").sees("Free times");
    });
    snapshots("free_times_more", World::Full, PLACE, |s| {
        s.keys(NEEDS).keys("<C-s> j j j").sees("6 times");
    });
    snapshots("free_times_none", World::Full, PLACE, |s| {
        s.keys("F submarine <C-s>").sees("at no time that was asked for");
    });
}

#[test]
fn a_free_time_is_booked_with_what_is_free_then() {
    let mut s = Stage::new(World::Full, PLACE, (120, 36));
    s.keys(NEEDS).keys("<C-s>").sees("Free times");
    // Nothing typed is lost on the way back.
    s.keys("<Esc>").sees("Find a free time").sees("any A7iii");
    s.keys("<C-s> j <Enter>").sees("New booking with Studio A, daylight, 王伟").sees("2026-11-25 12:30");
    let screen = s.screen();
    assert!(!screen.contains("Free times") && !screen.contains("Find a free time"), "{screen}");
}

#[test]
fn a_search_that_is_closed_asks_nothing_and_is_there_again() {
    let mut s = Stage::new(World::Full, PLACE, (120, 36));
    s.keys(NEEDS).keys("<Esc>");
    let screen = s.screen();
    assert!(!screen.contains("Find a free time") && !screen.contains("Save"), "{screen}");
    s.keys("F").sees("Find a free time").sees("any A7iii");
}

#[test]
fn what_a_package_needs_is_looked_for_and_booked_with_it() {
    let mut s = Stage::new(World::Full, PLACE, (120, 36));
    // The form's field takes a package from a list.
    s.keys("F <Tab> Priya <Enter> <C-s>").sees("Free times");
    s.keys("<Enter>").sees("New booking with Studio A, daylight").sees("Package").sees("Priya Sharma");
}

/// Opens what needs a replacement by its words.
fn replacements(s: &mut Stage) {
    s.keys("r").sees("Needs replacement");
}

#[test]
fn what_needs_a_replacement() {
    snapshots("replacements", World::Full, TabId::Inventory, replacements);
    snapshots("replacements_none_free", World::Full, TabId::Inventory, |s| {
        replacements(s);
        s.keys("j j").sees("Nothing of its kind is free then");
    });
    snapshots("replacements_ask", World::Full, TabId::Inventory, |s| {
        replacements(s);
        s.keys("<Enter> j <Enter>").sees("instead of");
    });
}

#[test]
fn a_replacement_names_the_version_that_was_read() {
    let mut s = Stage::new(World::Full, TabId::Inventory, (120, 36));
    replacements(&mut s);
    s.keys("<Enter> <Enter> y");
    match s.writes.as_slice() {
        [(_, Command::Bookings(BookingCommand::EditLock { id, version, change }))] => {
            assert_eq!((id.as_str(), *version), ("lck_0", 3));
            assert_eq!(change.asset, Some("ast_Sony A7iii #2".into()));
            assert_eq!((change.start, change.end, change.qty), (None, None, None));
        }
        other => panic!("{other:?}"),
    }
}

/// Looking for free times takes a while.
fn slow_finder() -> Stage {
    let mut s = Stage::new(World::Full, PLACE, (120, 36));
    s.late(|query| matches!(query, Query::Slots(_)));
    s.keys(NEEDS).keys("<C-s>").sees("Find a free time");
    s
}

#[test]
fn times_that_come_after_the_search_was_left_show_themselves_over_nothing_else() {
    let mut s = slow_finder();
    // Back to typing, out of the search, and to a client.
    s.keys("<Esc> <Esc> d 2 <Enter> e").sees("Edit Priya Sharma").keys("<Tab> x");
    s.arrives().sees("Edit Priya Sharma");
    assert!(!s.screen().contains("Free times"), "{}", s.screen());
}

#[test]
fn whoever_goes_back_to_typing_is_not_shown_the_times_of_before() {
    let mut s = slow_finder();
    s.keys("<Esc> x").arrives().sees("any A7iiix");
    assert!(!s.screen().contains("Free times"), "{}", s.screen());
}

#[test]
fn keys_wait_for_the_times_that_are_looked_for() {
    let mut s = slow_finder();
    s.keys("j <Enter>").sees("Find a free time");
    s.arrives().sees("New booking with Studio A, daylight, 王伟").sees("2026-11-25 12:30");
}
