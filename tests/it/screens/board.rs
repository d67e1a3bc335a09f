//! What the board looks like, and what the mouse does there.

use super::snapshots;
use crate::stage::{Stage, World};
use studiovault::input::MouseKind;
use studiovault::screens::TabId;

#[test]
fn the_board() {
    let states = [
        ("board", "v"),
        ("board_detail", "v l l <Enter> j"),
        ("board_right", "v l l l l j"),
        ("board_marked", "v <Space> <Space>"),
        ("board_search", "v / sharma"),
        ("board_search_nothing", "v / zzz"),
        ("board_mine", "v f mine <Enter>"),
        ("board_back", "v l l <"),
        ("board_filter", "v f"),
    ];
    for (name, keys) in states {
        snapshots(name, World::Full, TabId::Projects, |s| {
            s.keys(keys);
        });
    }
}

#[test]
fn a_board_without_cards() {
    for (name, world) in
        [("board_empty", World::Empty), ("board_loading", World::Silent), ("board_error", World::Broken)]
    {
        snapshots(name, world, TabId::Projects, |s| {
            s.keys("v");
        });
    }
    snapshots("board_mine_empty", World::Empty, TabId::Projects, |s| {
        s.keys("v f mine <Enter>");
    });
}

#[test]
fn a_click_selects_a_card_and_a_double_click_opens_it() {
    let mut stage = Stage::new(World::Full, TabId::Projects, (200, 50));
    stage.keys("v").sees("▌ Sharma wedding");
    stage.mouse(MouseKind::Click, "王伟 portrait").sees("▌ 王伟 portrait");
    stage.mouse(MouseKind::Click, "₹68,000.00").sees("▌ Sharma wedding");
    stage.mouse(MouseKind::DoubleClick, "₹68,000.00").sees("Taj West End");
    stage.mouse(MouseKind::Click, "عائلة").sees("▌ عائلة");
    stage.mouse(MouseKind::WheelDown, "Newborn").sees("▌ Album");
}
