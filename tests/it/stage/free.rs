//! What is free, on the stage: some times, a few bookings that need something else.

use super::at;
use studiovault::domain::booking::{Lock, LockKind, Trouble};
use studiovault::store::protocol::*;

fn given(name: &str, kind: &str, qty: u32) -> Given {
    Given {
        asset: format!("ast_{name}").as_str().into(),
        name: name.into(),
        kind: kind.into(),
        qty,
        kit: None,
        start: at("2026-11-25T04:30:00Z"),
        end: at("2026-11-25T08:30:00Z"),
        before: 0,
        after: 0,
        held: None,
        late: None,
        role: if kind == "human" { "lead photographer".to_owned() } else { String::new() },
    }
}

fn clash(asset: &str, project: &str) -> Box<Clash> {
    Box::new(Clash {
        asset: format!("ast_{asset}").as_str().into(),
        asset_name: asset.into(),
        lock: "lck_9".into(),
        project: "prj_9".into(),
        project_name: project.into(),
        start: at("2026-11-25T03:30:00Z"),
        end: at("2026-11-25T12:30:00Z"),
        before: 0,
        after: 0,
        zone: "Asia/Kolkata".into(),
        date: None,
        holder: Holder::Other,
    })
}

/// Three times, and more on demand; none for a submarine.
pub(super) fn slots(query: &SlotsQuery) -> Reply {
    let slot = |start: &str, end: &str, latest: &str, given: Vec<Given>| Slot {
        start: at(start),
        end: at(end),
        latest: at(latest),
        given,
    };
    let crew = |name: &str| vec![given("Studio A, daylight", "space", 1), given(name, "human", 1)];
    let mut held = given("Sony A7iii #1", "camera", 2);
    held.held = Some(clash("Sony A7iii #1", "Mehta family"));
    let mut late = given("FE 24-70mm", "lens", 1);
    late.late = Some(Box::new(StillOut { holder: "Ravi".into(), due: Some(at("2026-11-20T12:30:00Z")) }));
    let some = vec![
        slot(
            "2026-11-25T04:30:00Z",
            "2026-11-25T08:30:00Z",
            "2026-11-25T06:00:00Z",
            [crew("प्रिया शर्मा"), vec![held]].concat(),
        ),
        slot(
            "2026-11-25T07:00:00Z",
            "2026-11-25T11:00:00Z",
            "2026-11-25T07:00:00Z",
            [crew("王伟"), vec![late]].concat(),
        ),
        slot("2026-12-24T17:30:00Z", "2026-12-24T21:30:00Z", "2026-12-24T18:00:00Z", crew("محمد الأحمد")),
    ];
    let nothing = query.needs.lines.iter().any(|line| line.contains("submarine"));
    Reply::Slots(Box::new(Slots {
        needs: query.needs.lines.clone(),
        unread: Vec::new(),
        slots: if nothing { Vec::new() } else { some },
        next: (!nothing).then(|| at("2026-12-24T18:00:01Z")),
        zone: "Asia/Kolkata".into(),
    }))
}

fn troubled_lock(i: usize) -> TroubledLock {
    TroubledLock {
        lock: Lock {
            id: format!("lck_{i}").as_str().into(),
            project: format!("prj_{i}").as_str().into(),
            event: None,
            asset: format!("ast_{i}").as_str().into(),
            asset_name: ["Sony A7iii #1", "王伟", "FE 70-200mm f/2.8 GM II, the one with the long name"][i]
                .into(),
            asset_type: ["camera", "human", "lens"][i].into(),
            start: at(["2026-11-25T04:30:00Z", "2026-11-29T04:30:00Z", "2026-12-02T04:30:00Z"][i]),
            end: at(["2026-11-25T08:30:00Z", "2026-11-29T19:30:00Z", "2026-12-02T08:30:00Z"][i]),
            kind: if i == 2 { LockKind::Hold } else { LockKind::Firm },
            qty: 1,
            before: 0,
            after: 0,
            expires: None,
            released: None,
            kit: None,
            trouble: [Some(Trouble::Lost), Some(Trouble::Away), None][i],
            version: 3,
        },
        crossed: (i == 2).then(|| clash("FE 70-200mm f/2.8 GM II", "Product: मिठाई box")),
        branch: "br_1".into(),
        project_name: ["Sharma wedding", "Product: मिठाई box", "محمد الأحمد"][i].into(),
        client: String::new(),
        event_title: String::new(),
    }
}

pub(super) fn troubled() -> Reply {
    Reply::Troubled(Troubled { rows: (0..3).map(troubled_lock).collect(), more: 0 })
}

pub(super) fn alternatives(lock: &str) -> Reply {
    let i = lock.trim_start_matches("lck_").parse().unwrap_or(0);
    let free = |name: &str, note: &str, held: Option<Box<Clash>>| Alternative {
        asset: format!("ast_{name}").as_str().into(),
        name: name.into(),
        note: note.into(),
        held,
        late: None,
    };
    Reply::Alternatives(Box::new(Alternatives {
        lock: troubled_lock(i),
        free: match i {
            0 => vec![
                free("Sony A7iii #2", "SN4711", None),
                free("Canon EOS R5", "K0815", Some(clash("Canon EOS R5", "Mehta family"))),
            ],
            1 => vec![free("प्रिया शर्मा", "lead photographer", None)],
            _ => Vec::new(),
        },
        busy: vec![BusyAsset {
            asset: "ast_fx3".into(),
            name: "Sony FX3".into(),
            status: "available".into(),
            why: Some(Obstacle::Booked(clash("Sony FX3", "Mehta family"))),
            free_from: Some(at("2026-11-25T12:30:00Z")),
        }],
    }))
}
