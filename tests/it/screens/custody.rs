//! What handing over looks like: lists to tick, their forms, the scan, who had it.

use super::snapshots;
use crate::stage::World;
use studiovault::screens::TabId;

#[test]
fn handing_over() {
    let states = [
        ("handover_out", TabId::Projects, "o"),
        ("handover_out_ticked", TabId::Projects, "o <Space> <Space> <F2> strap <Enter>"),
        ("handover_out_unknown", TabId::Projects, "o zzz <Enter>"),
        ("handover_out_to_whom", TabId::Projects, "o <F3> <C-s>"),
        ("handover_in", TabId::Projects, "i <Space> <F5>"),
        ("handover_pack", TabId::Kits, "a"),
        ("handover_kit_out", TabId::Kits, "o"),
        ("check_out_form", TabId::Inventory, "j o"),
        ("who_had_it", TabId::Inventory, "W"),
        ("scan_serial", TabId::Clients, "<F8> a7"),
    ];
    for (name, tab, keys) in states {
        snapshots(name, World::Full, tab, |s| {
            s.keys(keys);
        });
    }
}
