//! What the timeline looks like, and carrying over it.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::input::MouseKind;
use studiovault::screens::TabId;

#[test]
fn the_timeline() {
    let states = [
        ("timeline_week", "T"),
        ("timeline_day", "T +"),
        ("timeline_weeks", "T -"),
        ("timeline_month", "T - -"),
        ("timeline_detail", "T <Enter>"),
        ("timeline_search", "T / sony"),
        ("timeline_search_nothing", "T / zzz"),
        ("timeline_filter", "T f"),
        ("timeline_people", "T f crew <Enter>"),
        ("timeline_end", "T G"),
        ("timeline_carried", "T m l l >"),
        ("timeline_carried_alone", "T m <Tab> j l"),
        ("timeline_carried_exact", "T m e 16:30"),
        ("timeline_carried_wrong", "T m e soon <Enter>"),
    ];
    for (name, keys) in states {
        snapshots(name, World::Full, TabId::Calendar, |s| {
            s.keys(keys);
        });
    }
}

#[test]
fn a_timeline_without_rows() {
    for (name, world) in [
        ("timeline_empty", World::Empty),
        ("timeline_loading", World::Silent),
        ("timeline_error", World::Broken),
    ] {
        snapshots(name, world, TabId::Calendar, |s| {
            s.keys("T");
        });
    }
}

#[test]
fn a_click_selects_a_row() {
    let mut stage = Stage::new(World::Full, TabId::Calendar, (120, 36));
    stage.keys("T").sees("▌Studio A");
    stage.mouse(MouseKind::Click, "Profoto").sees("▌Profoto");
    stage.mouse(MouseKind::WheelUp, "A7iii #1").sees("▌Sony A7iii #2");
}

#[test]
fn the_cursor_walks_from_block_to_block_and_over_the_edge_of_the_week() {
    let mut stage = Stage::new(World::Full, TabId::Calendar, (120, 36));
    stage.keys("T").sees("today 14:05");
    stage.keys("h").sees("today 09:00").keys("h").sees("today 00:00").keys("h").sees("yesterday 00:00");
    stage.keys("l l").sees("today 09:00");
    stage.keys("l l l").sees("Week 48").sees("Mon 23 Nov 00:00").keys("h").sees("Week 47").sees("Sun 22 Nov");
    stage.keys("]").sees("Week 48").keys("[ [").sees("Week 46").keys("t").sees("today 14:05");
}
