//! Who has what on the stage, and kits with names that are hard to lay out.

use super::{at, page, place};
use studiovault::domain::custody::{Custody, Holder};
use studiovault::domain::kit::Kit;
use studiovault::store::protocol::*;

/// What is called what, and its serial number.
const THINGS: [(&str, &str, &str); 8] = [
    ("ast_1", "Sony A7iii #1", "A7-001"),
    ("ast_2", "Sony A7iii #2", "A7-002"),
    ("ast_3", "ソニー 24-70mm GM レンズ", "LN-2470"),
    ("ast_4", "ضوء استوديو كبير", "LT-77"),
    ("ast_5", "🎥 Gimbal RS 3", "GB-3"),
    ("ast_6", "प्रकाश softbox 120 cm with a name that goes on and on", "SB-120"),
    ("ast_7", "Batteries NP-FZ100", ""),
    ("ast_8", "DJI Mavic 3", "DR-9"),
];

pub(crate) fn link(no: usize) -> Custody {
    let (asset, name, serial) = THINGS[no];
    Custody {
        id: format!("cst_{no}").as_str().into(),
        asset: asset.into(),
        asset_name: name.into(),
        serial: serial.into(),
        branch: "br_1".into(),
        zone: "Asia/Kolkata".into(),
        project: Some("prj_0".into()),
        project_title: "Sharma wedding".into(),
        event: None,
        kit: None,
        kit_name: String::new(),
        holder: Holder::Person("usr_2".into()),
        holder_name: ["Rahul", "王伟"][no % 2].into(),
        qty: 1,
        out: at("2026-11-18T04:30:00Z"),
        due: Some(at(if no == 0 { "2026-11-20T12:30:00Z" } else { "2026-11-25T12:30:00Z" })),
        back: None,
        condition_out: "scratch on the hood".into(),
        condition_back: String::new(),
        out_by: "Asha".into(),
        back_by: String::new(),
        version: 1,
    }
}

/// One chain: out and late now, back before.
pub(crate) fn chain() -> Lines<Custody> {
    let before = Custody {
        id: "cst_9".into(),
        holder: Holder::Name("محمد الأحمد".into()),
        holder_name: "محمد الأحمد".into(),
        project: None,
        project_title: String::new(),
        out: at("2026-10-02T04:30:00Z"),
        due: Some(at("2026-10-04T04:30:00Z")),
        back: Some(at("2026-10-05T04:30:00Z")),
        condition_back: "lens cap missing".into(),
        back_by: "Asha".into(),
        ..link(0)
    };
    Lines { rows: vec![link(0), before], more: 0 }
}

fn line(no: usize) -> GearLine {
    let (asset, name, serial) = THINGS[no];
    let in_kit = no == 2 || no == 3;
    GearLine {
        asset: asset.into(),
        name: name.into(),
        kind: "camera".into(),
        serial: serial.into(),
        status: if no == 7 { "lost" } else { "available" }.into(),
        qty: if no == 6 { 4 } else { 1 },
        lock: Some(format!("lck_{no}").as_str().into()),
        start: Some(at("2026-11-23T04:30:00Z")),
        end: Some(at("2026-11-24T12:30:00Z")),
        kit: in_kit.then(|| "kit_1".into()),
        kit_name: if in_kit { "Interview kit".into() } else { String::new() },
        out: (no == 0).then(|| link(0)),
        missing: (no == 7).then(|| Lacking::Gone("lost".into())),
    }
}

/// A project's gear: one thing is out, one is lost, two are a kit.
pub(crate) fn gear_list(project: &str) -> GearList {
    GearList {
        project: project.into(),
        title: "Sharma wedding".into(),
        event: None,
        event_title: String::new(),
        branch: "br_1".into(),
        zone: "Asia/Kolkata".into(),
        lines: [2, 3, 0, 1, 4, 5, 6, 7].into_iter().map(line).collect(),
    }
}

/// What has a serial number.
pub(crate) fn scanned(serial: &str) -> Vec<Scanned> {
    let found =
        THINGS.iter().position(|(_, _, known)| !known.is_empty() && known.eq_ignore_ascii_case(serial));
    let thing = |no: usize| Scanned {
        asset: THINGS[no].0.into(),
        branch: "br_1".into(),
        name: THINGS[no].1.into(),
        kind: "camera".into(),
        serial: THINGS[no].2.into(),
        status: "available".into(),
        capacity: 1,
        version: 3,
        out: (no == 0).then(|| link(0)).into_iter().collect(),
    };
    found.map(thing).into_iter().collect()
}

/// Some things by their ids; one that nobody knows stands for the first.
pub(crate) fn things(ids: &[studiovault::domain::id::AssetId]) -> Vec<Scanned> {
    let serial = |id: &str| THINGS.iter().find(|(known, ..)| *known == id).map_or("A7-002", |found| found.2);
    ids.iter().flat_map(|id| scanned(serial(id.as_str()))).collect()
}

pub(crate) fn kits() -> Page<KitRow> {
    let names = [
        "Interview kit",
        "ウェディング一式",
        "طقم الإضاءة",
        "🎬 Drone day, with everything that has a propeller",
    ];
    let row = |i: usize| KitRow {
        id: format!("kit_{i}").as_str().into(),
        branch: if i == 2 { "br_2" } else { "br_1" }.into(),
        name: names[i].into(),
        parts: [4, 12, 0, 3][i],
        out: [0, 12, 0, 1][i],
        missing: [1, 0, 0, 0][i],
        archived: false,
        cursor: place(i),
    };
    page((0..4).map(row).collect(), 4)
}

pub(crate) fn kit(id: &str) -> KitDetail {
    let thing = |no: usize| KitThing {
        asset: THINGS[no].0.into(),
        name: THINGS[no].1.into(),
        kind: "camera".into(),
        serial: THINGS[no].2.into(),
        status: if no == 7 { "lost" } else { "available" }.into(),
        qty: if no == 6 { 4 } else { 1 },
        capacity: if no == 6 { 20 } else { 1 },
        out: (no == 0).then(|| link(0)),
        missing: (no == 7).then(|| Lacking::Gone("lost".into())),
    };
    KitDetail {
        kit: Kit {
            id: id.into(),
            branch: "br_1".into(),
            name: "Interview kit".into(),
            notes: "Charge the batteries the evening before.".into(),
            archived: None,
            version: 3,
        },
        branch_name: "Bengaluru".into(),
        parts: [0, 2, 5, 6, 7].into_iter().map(thing).collect(),
        next: vec![
            KitBooking {
                project: "prj_0".into(),
                title: "Sharma wedding".into(),
                start: at("2026-11-24T04:30:00Z"),
                end: at("2026-11-24T12:30:00Z"),
                kind: "firm".into(),
                parts: 5,
            },
            KitBooking {
                project: "prj_1".into(),
                title: "Product: मिठाई box".into(),
                start: at("2026-12-01T04:30:00Z"),
                end: at("2026-12-01T08:30:00Z"),
                kind: "hold".into(),
                parts: 4,
            },
        ],
    }
}
