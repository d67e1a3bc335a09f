//! The inventory: its forms, and what is asked.

use super::snapshots;
use crate::stage::World;
use studiovault::screens::TabId;
use studiovault::store::protocol::*;

#[test]
fn the_inventory() {
    snapshots("asset_new", World::Full, TabId::Inventory, |s| {
        s.keys("n");
    });
    snapshots("asset_edit", World::Full, TabId::Inventory, |s| {
        s.keys("e");
    });
    snapshots("asset_condition", World::Full, TabId::Inventory, |s| {
        s.keys("c");
    });
    snapshots("asset_lost", World::Full, TabId::Inventory, |s| {
        s.keys("c l o s t <Enter>");
    });
    snapshots("asset_away", World::Full, TabId::Inventory, |s| {
        s.keys("m");
    });
    snapshots("asset_away_line", World::Full, TabId::Inventory, |s| {
        s.keys("<Enter> j j j m");
    });
    snapshots("asset_transfer", World::Full, TabId::Inventory, |s| {
        s.keys("t");
    });
    snapshots("asset_displaced", World::Full, TabId::Inventory, |s| {
        s.keys("c l o s t <Enter> <C-s>").applied(Ok(Outcome {
            message: "Marked Sony A7iii #1 lost; 3 bookings now need a replacement".into(),
            row: Some(RowRef { table: Table::Assets, id: "ast_0".into() }),
            undoable: false,
            displaced: 3,
            ..Outcome::default()
        }));
    });
}
