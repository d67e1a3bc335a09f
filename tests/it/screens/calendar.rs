//! The calendar: every view, full, empty, narrowed, and with a block in full.

use super::{Stage, World, snapshots};
use studiovault::input::MouseKind;
use studiovault::screens::TabId;

#[test]
fn every_view() {
    for (name, world) in [("full", World::Full), ("empty", World::Empty)] {
        for (view, keys) in [("day", "v"), ("agenda", "v v"), ("month", "v v v")] {
            snapshots(&format!("calendar_{view}_{name}"), world, TabId::Calendar, |s| {
                s.keys(keys);
            });
        }
    }
}

#[test]
fn blocks_beside_each_other_and_in_full() {
    snapshots("calendar_week_beside", World::Full, TabId::Calendar, |s| {
        s.keys("h h j j j");
    });
    snapshots("calendar_block_hold", World::Full, TabId::Calendar, |s| {
        s.keys("l <Enter>");
    });
    snapshots("calendar_filtered", World::Full, TabId::Calendar, |s| {
        s.keys("f conflicts <Enter>");
    });
    snapshots("calendar_filter_menu", World::Full, TabId::Calendar, |s| {
        s.keys("f");
    });
    snapshots("calendar_jump", World::Full, TabId::Calendar, |s| {
        s.keys("J 24 <Space> dec");
    });
    snapshots("calendar_broken", World::Broken, TabId::Calendar, |_| {});
}

#[test]
fn a_click_picks_a_block_and_a_double_click_opens_it() {
    let mut s = Stage::new(World::Full, TabId::Calendar, (200, 50));
    s.mouse(MouseKind::Click, "Newborn").sees("Newborn").sees("Wed 18");
    let mut s = Stage::new(World::Full, TabId::Calendar, (80, 24));
    s.mouse(MouseKind::Click, "Sang").mouse(MouseKind::DoubleClick, "Sang").sees("needs replacement, lost");
    s.keys("<Esc>").sees("Week 47");
    s.mouse(MouseKind::Click, "Outdoor film").mouse(MouseKind::DoubleClick, "Outdoor film");
    s.sees("Product: मिठाई box").keys("<Esc>").sees("Week 47");
    let mut s = Stage::new(World::Full, TabId::Calendar, (80, 24));
    s.keys("v v v").mouse(MouseKind::Click, "24").keys("<Enter>").sees("Tuesday 24 November 2026");
}

#[test]
fn moving_about_asks_nothing_and_stepping_asks_once() {
    use studiovault::app::{Effect, Msg};
    use studiovault::input::InputEvent;
    let asked = |s: &mut Stage, key: char| {
        let key = studiovault::input::Key::char(key);
        let effects = s.app.update(Msg::Input(InputEvent::Key(key)));
        effects.iter().filter(|effect| matches!(effect, Effect::Query { .. })).count()
    };
    let mut s = Stage::new(World::Full, TabId::Calendar, (200, 50));
    for key in ['h', 'h', 'j', 'j', 'k', 'l', 'g', 'G'] {
        assert_eq!(asked(&mut s, key), 0, "{key}");
    }
    assert_eq!(asked(&mut s, ']'), 1);
}

#[test]
fn of_another_branch_nobody_is_left_out_and_nobody_is_named() {
    let mut s = Stage::new(World::Full, TabId::Calendar, (120, 36));
    let crew = |s: &Stage| {
        let screen = s.screen();
        screen.lines().find(|line| line.contains("a crew member")).map(ToOwned::to_owned).unwrap_or(screen)
    };
    s.keys("f crew <Enter> Rahul <Down> <Enter> f");
    assert!(crew(&s).contains("Rahul (lead)"), "{}", s.screen());
    s.keys("<Esc> b mys <Enter> f");
    assert!(!crew(&s).contains("Rahul"), "{}", s.screen());
}
