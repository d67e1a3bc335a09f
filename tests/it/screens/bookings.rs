//! What the forms of bookings look like, and what they do when somebody else was faster.

use super::snapshots;
use crate::stage::World;
use studiovault::screens::TabId;
use studiovault::store::protocol::{Clash, Holder, StoreError};

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
