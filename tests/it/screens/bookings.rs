//! What the forms of bookings look like, and what they do when somebody else was faster.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::screens::TabId;
use studiovault::store::protocol::{
    BookingCommand, Clash, Command, Conflict, Holder, Obstacle, Query, Reply, RowRef, StoreError, Table,
    Verdict,
};

#[test]
fn the_forms_of_bookings() {
    let states = [
        ("booking_new", TabId::Calendar, "n"),
        ("booking_gear", TabId::Projects, "a crew <Enter>"),
        ("booking_lock", TabId::Projects, "a crew <Enter> mavic <Enter>"),
        ("booking_lock_new", TabId::Projects, "a crew <Enter> <Enter>"),
        ("booking_lock_change", TabId::Projects, "a crew <Enter> mavic <Enter> <Enter>"),
        ("booking_release", TabId::Projects, "a crew <Enter> mavic <Enter> take <Enter>"),
    ];
    for (name, tab, keys) in states {
        snapshots(name, World::Full, tab, |s| {
            s.keys(keys);
        });
    }
}

#[test]
fn a_clash_keeps_the_form_and_names_the_holder() {
    let clash = Clash {
        asset: "ast_1".into(),
        asset_name: "Mavic 3".into(),
        lock: "lck_9".into(),
        project: "prj_9".into(),
        project_name: "Mehta film".into(),
        holder: Holder::Other,
        start: "2026-11-25T13:00:00Z".parse().unwrap(),
        end: "2026-11-25T15:00:00Z".parse().unwrap(),
        before: 1_800,
        after: 1_800,
        zone: "Asia/Kolkata".into(),
        date: None,
    };
    snapshots("booking_clash", World::Full, TabId::Projects, |s| {
        s.keys("a crew <Enter> mavic <Enter> <Enter> <C-s>");
        s.applied(Err(StoreError::Booked(Some(Box::new(clash.clone())))));
        s.sees("Mavic 3 is booked for Mehta film").sees("Crew or gear for");
    });
}

#[test]
fn a_proposal_that_comes_late_books_nothing_behind_another_form() {
    let mut s = Stage::new(World::Full, TabId::Calendar, (120, 36));
    s.late(|query| matches!(query, Query::Proposal(_)));
    s.keys("n").types("Priya").keys("<Enter> <Tab> Pri <Enter> <Tab> x <Tab> <C-u>").types("24 dec 10:00");
    s.keys("<Tab>").types("14:00").keys("<C-s>").sees("New booking");
    // Keys wait for it; whoever does not wait goes back to typing, and is not asked about what was typed before.
    s.keys("<Esc> <Esc> d 2 <Enter> e").sees("Edit Priya Sharma");
    s.arrives().sees("Edit Priya Sharma");
    assert!(!s.screen().contains("It takes") && s.writes.is_empty(), "{}", s.screen());
}

#[test]
fn what_stands_in_the_way_is_said_of_what_is_typed_now() {
    let few = || {
        let obstacles = vec![Obstacle::TooFew { capacity: 1 }];
        Ok(Reply::Obstacles(vec![Verdict { asset_name: "Mavic 3".into(), obstacles }]))
    };
    let mut s = Stage::new(World::Full, TabId::Projects, (120, 36));
    s.late(|query| matches!(query, Query::Obstacles(_)));
    s.keys("a crew <Enter> mavic <Enter> <Enter> <Tab> <Tab> <Tab> 2").sees("Crew or gear for");
    s.arrives_with(few()).sees("There are only 1 of Mavic 3");
    s.keys("3 <S-Tab> <S-Tab> <S-Tab> <BS>");
    s.arrives_with(few());
    assert!(!s.screen().contains("There are only"), "{}", s.screen());
}

#[test]
fn a_lock_that_somebody_else_changed_is_saved_over_theirs_when_it_is_saved_again() {
    let mut s = Stage::new(World::Full, TabId::Projects, (120, 36));
    s.keys("a crew <Enter> mavic <Enter> <Enter> <Tab> <Tab> <Tab> 2 <C-s>");
    let conflict = Conflict {
        row: RowRef { table: Table::BookingLocks, id: "lck_1".into() },
        label: "Mavic 3".into(),
        changed_by: "Ravi".into(),
        version: 99,
        theirs: std::collections::BTreeMap::new(),
    };
    s.applied(Err(StoreError::Conflict(Box::new(conflict))));
    s.sees("Mavic 3 was changed by Ravi meanwhile").sees("Saving again").keys("<C-s>");
    let version = match s.writes.pop() {
        Some((_, Command::Bookings(BookingCommand::EditLock { version, .. }))) => version,
        other => panic!("{other:?}"),
    };
    assert_eq!(version, 99);
}
