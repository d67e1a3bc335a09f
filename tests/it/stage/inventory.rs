//! Assets on the stage.

use super::{at, page, place};
use studiovault::domain::asset::away::{AwayKind, AwayWindow};
use studiovault::domain::asset::usage::{DayUse, Strip, Usage};
use studiovault::domain::asset::{Asset, AssetFacts, Condition};
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::domain::field::FieldValue;
use studiovault::domain::money::Currency;
use studiovault::store::protocol::*;

const NAMES: [&str; 6] = [
    "Sony A7iii #1",
    "Studio A 🎬",
    "ソフトボックス",
    "राहुल (मुख्य फ़ोटोग्राफ़र)",
    "مصباح استوديو",
    "C-stand with a name that is far too long for one column",
];

fn busy(name: &str, start: &str, end: &str, kind: LockKind) -> Option<Busy> {
    Some(Busy { name: name.into(), start: at(start), end: at(end), kind })
}

pub(super) fn rows() -> Reply {
    let standing = |i: usize| match i {
        0 => Standing {
            next: busy("Sharma wedding", "2026-11-24T04:30:00Z", "2026-11-24T12:30:00Z", LockKind::Firm),
            away: Some(AwayKind::Maintenance),
            pieces: (0, 1),
            ..Standing::default()
        },
        1 => Standing {
            now: busy("Product: मिठाई box", "2026-11-20T03:30:00Z", "2026-11-20T12:30:00Z", LockKind::Firm),
            next: busy("Mehta family", "2026-11-21T03:30:00Z", "2026-11-21T05:30:00Z", LockKind::Hold),
            pieces: (0, 1),
            ..Standing::default()
        },
        3 => Standing { away: Some(AwayKind::Leave), pieces: (0, 1), ..Standing::default() },
        4 => Standing {
            holder: "محمد".into(),
            due: Some(at("2026-11-19T12:30:00Z")),
            pieces: (1, 1),
            ..Standing::default()
        },
        5 => Standing {
            holder: "Asha".into(),
            due: Some(at("2026-11-22T12:30:00Z")),
            pieces: (2, 6),
            ..Standing::default()
        },
        _ => Standing::default(),
    };
    let row = |i: usize| AssetRow {
        id: format!("ast_{i}").as_str().into(),
        branch: "br_1".into(),
        name: NAMES[i].into(),
        kind: ["camera", "space", "light", "human", "light", "other"][i].into(),
        serial: ["SN-0042-77120", "", "X1", "", "لـ-٤٢", ""][i].into(),
        status: ["maintenance", "available", "in_transit", "available", "available", "available"][i].into(),
        standing: standing(i),
        cursor: place(i),
    };
    Reply::Assets(page((0..6).map(row).collect(), 6))
}

fn line(lock: &str, name: &str, times: (&str, &str), kind: LockKind, trouble: Option<Trouble>) -> BookedLine {
    BookedLine {
        lock: lock.into(),
        project: Some("prj_0".into()),
        name: name.into(),
        start: at(times.0),
        end: at(times.1),
        kind,
        qty: 1,
        trouble,
    }
}

fn away() -> Vec<AwayWindow> {
    let window = |id: &str, start: &str, end: Option<&str>, reason: &str, cost| AwayWindow {
        id: id.into(),
        asset: "ast_0".into(),
        kind: AwayKind::Maintenance,
        start: at(start),
        end: end.map(at),
        reason: reason.into(),
        cost,
        version: 2,
    };
    vec![
        window("mnt_1", "2026-11-18T05:00:00Z", None, "shutter 📷 sticks", None),
        window("mnt_2", "2026-06-02T05:00:00Z", Some("2026-06-09T05:00:00Z"), "सेंसर की सफ़ाई", Some(450_000)),
    ]
}

/// One asset; every one looks like the first.
pub(super) fn asset(id: &str) -> AssetDetail {
    let mut month = Strip::month_of("2026-11-20".parse().unwrap());
    for day in [2, 3, 9, 13, 14] {
        month.days[day] = DayUse::Booked;
    }
    month.days[6] = DayUse::Held;
    for day in 17..30 {
        month.days[day] = DayUse::Away;
    }
    month.days[23] = DayUse::Clash;
    let custody = |id: &str, holder: &str, out: &str, back: Option<&str>, after: &str| CustodyLine {
        id: id.into(),
        holder: holder.into(),
        project: Some("prj_0".into()),
        project_name: "Sharma wedding".into(),
        qty: 1,
        out: at(out),
        due: Some(at("2026-11-15T12:30:00Z")),
        back: back.map(at),
        condition: (String::new(), after.into()),
    };
    AssetDetail {
        asset: Asset {
            id: id.into(),
            branch: "br_1".into(),
            kind: "camera".into(),
            name: "Sony A7iii #1".into(),
            serial: "SN-0042-77120".into(),
            condition: Condition::Maintenance,
            person: None,
            person_name: String::new(),
            capacity: 1,
            facts: AssetFacts {
                notes: "Second body; the strap is with the tripod.".into(),
                bought: Some("2024-03-01".parse().unwrap()),
                price_minor: Some(19_800_000),
                ..AssetFacts::default()
            },
            version: 4,
        },
        sight: Sight::Whole,
        branch_name: "Bengaluru".into(),
        zone: "Asia/Kolkata".into(),
        currency: Currency::from_code("INR").unwrap(),
        booked: Lines {
            rows: vec![
                line(
                    "lck_1",
                    "Wedding · Sharma wedding",
                    ("2026-11-24T00:30:00Z", "2026-11-24T12:30:00Z"),
                    LockKind::Firm,
                    Some(Trouble::Maintenance),
                ),
                line(
                    "lck_2",
                    "Mehta family",
                    ("2026-12-21T03:30:00Z", "2026-12-22T05:30:00Z"),
                    LockKind::Hold,
                    None,
                ),
                line(
                    "lck_3",
                    "王伟 portrait",
                    ("2027-01-04T03:30:00Z", "2027-01-04T05:30:00Z"),
                    LockKind::Firm,
                    None,
                ),
            ],
            more: 2,
        },
        month,
        usage: Usage { booked: 31, of: 90, weeks: vec![1, 0, 3, 7, 2, 4, 5, 0, 0, 2, 3, 2, 2] },
        away: Lines { rows: away(), more: 0 },
        custody: Lines {
            rows: vec![
                custody(
                    "cst_1",
                    "Rahul",
                    "2026-11-13T03:30:00Z",
                    Some("2026-11-14T16:00:00Z"),
                    "lens cap missing",
                ),
                custody("cst_2", "आशा", "2026-11-02T03:30:00Z", Some("2026-11-03T16:00:00Z"), "good"),
            ],
            more: 0,
        },
        transfers: vec![TransferLine {
            asset: id.into(),
            asset_name: "Sony A7iii #1".into(),
            serial: String::new(),
            from: "br_2".into(),
            from_name: "Dubai".into(),
            to: "br_1".into(),
            to_name: "Bengaluru".into(),
            sent: at("2025-11-02T03:30:00Z"),
            note: "with two batteries".into(),
            outcome: Some(Arrival::Received),
            ended: Some(at("2025-11-05T03:30:00Z")),
            receivable: false,
            version: 3,
        }],
        namesakes: Vec::new(),
        others: vec![("Insured".into(), FieldValue::text("yes"))],
    }
}

/// What is on its way to Bengaluru.
pub(super) fn transfers() -> Transfers {
    let ways = vec![TransferLine {
        asset: "ast_9".into(),
        asset_name: "DJI Mavic 3 Pro".into(),
        serial: "DJ-9".into(),
        from: "br_2".into(),
        from_name: "Dubai".into(),
        to: "br_1".into(),
        to_name: "Bengaluru".into(),
        sent: at("2026-11-19T03:30:00Z"),
        note: String::new(),
        outcome: None,
        ended: None,
        receivable: true,
        version: 3,
    }];
    let branches = vec![("br_1".into(), "Bengaluru".into()), ("br_2".into(), "Dubai".into())];
    Transfers { ways, branches }
}
