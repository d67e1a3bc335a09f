//! Rows of the timeline on the stage, around Friday 20 November 2026, 14:05 in Bengaluru.

use super::at;
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::domain::project::event::{Lead, SubEvent};
use studiovault::store::protocol::*;

/// A lock with its project: id, asset, from, until, kind, what is wrong with it.
type Booked = (&'static str, usize, &'static str, &'static str, LockKind, Option<Trouble>);

const ASSETS: [(&str, &str, &str); 12] = [
    ("space", "Studio A, daylight", "available"),
    ("space", "スタジオ B 大ホール", "available"),
    ("human", "प्रिया शर्मा", "available"),
    ("human", "محمد الأحمد", "available"),
    ("human", "Rahul (lead photographer, weekends)", "available"),
    ("camera", "Sony A7iii #1", "available"),
    ("camera", "Sony A7iii #2", "lost"),
    ("camera", "📷 Canon R5", "available"),
    ("lens", "FE 24-70mm f/2.8", "available"),
    ("light", "Profoto B10X", "available"),
    ("audio", "DJI Mic 2", "available"),
    ("crane", "Jib", "available"),
];

const LOCKS: [Booked; 9] = [
    ("lck_a", 0, "2026-11-20T03:30:00Z", "2026-11-20T11:30:00Z", LockKind::Firm, None),
    ("lck_b", 2, "2026-11-20T03:00:00Z", "2026-11-20T12:00:00Z", LockKind::Firm, None),
    ("lck_c", 5, "2026-11-20T03:00:00Z", "2026-11-20T12:00:00Z", LockKind::Firm, None),
    ("lck_d", 5, "2026-11-20T12:00:00Z", "2026-11-20T16:00:00Z", LockKind::Firm, None),
    ("lck_e", 1, "2026-11-18T06:30:00Z", "2026-11-18T12:30:00Z", LockKind::Hold, None),
    ("lck_f", 6, "2026-11-21T03:30:00Z", "2026-11-21T15:30:00Z", LockKind::Firm, Some(Trouble::Lost)),
    ("lck_g", 8, "2026-11-16T18:30:00Z", "2026-11-19T18:30:00Z", LockKind::Firm, None),
    ("lck_h", 4, "2026-11-21T04:30:00Z", "2026-11-22T15:30:00Z", LockKind::Firm, None),
    ("lck_i", 4, "2026-11-22T08:30:00Z", "2026-11-22T11:30:00Z", LockKind::Hold, None),
];

fn asset(i: usize) -> BlockAsset {
    let (kind, name, _) = ASSETS[i];
    BlockAsset { id: format!("ast_{i}").as_str().into(), name: name.into(), kind: kind.into() }
}

fn spans(i: usize) -> Vec<TimelineSpan> {
    let lock = |(id, _, start, end, kind, trouble): &Booked| TimelineSpan {
        start: at(start),
        end: Some(at(end)),
        what: SpanOf::Lock(SpanLock {
            id: (*id).into(),
            project: "prj_0".into(),
            event: Some("evt_0".into()),
            title: "Sangeet · Sharma wedding".into(),
            kind: *kind,
            qty: 1,
            before: if i == 0 { 0 } else { 1800 },
            after: if i == 0 { 0 } else { 1800 },
            trouble: *trouble,
            contested: *id == "lck_i",
        }),
    };
    let mut spans: Vec<TimelineSpan> = LOCKS.iter().filter(|lock| lock.1 == i).map(lock).collect();
    let away = |kind, start: &str, end: Option<&str>| TimelineSpan {
        start: at(start),
        end: end.map(at),
        what: SpanOf::Away("mnt_0".into(), kind),
    };
    match i {
        3 => spans.push(away(AwayKind::Leave, "2026-11-17T18:30:00Z", Some("2026-11-20T18:30:00Z"))),
        7 => spans.push(away(AwayKind::Maintenance, "2026-11-16T18:30:00Z", None)),
        9 => spans.push(TimelineSpan {
            start: at("2026-11-19T06:30:00Z"),
            end: Some(at("2026-11-20T08:35:00Z")),
            what: SpanOf::Overdue("cst_0".into()),
        }),
        _ => {}
    }
    spans
}

pub(super) fn page(query: &TimelineQuery) -> TimelinePage {
    let row = |i: usize| {
        let (kind, name, status) = ASSETS[i];
        TimelineRow {
            asset: asset(i).id,
            branch: "br_1".into(),
            name: name.into(),
            serial: format!("SN-{i}"),
            kind: kind.into(),
            status: status.into(),
            capacity: 1,
            place: Cursor([kind, name, "x"].map(|part| CursorPart::Text(part.into())).to_vec()),
            spans: spans(i),
            dense: (i == 10).then(|| at("2026-11-19T18:30:00Z")),
        }
    };
    let text = query.text.to_lowercase();
    let held = |row: &TimelineRow| {
        row.name.to_lowercase().contains(&text) && (query.filter.is_empty() || row.kind == query.filter)
    };
    TimelinePage { rows: (0..ASSETS.len()).map(row).filter(held).collect(), above: false, below: false }
}

fn carried_lock((id, i, start, end, kind, _): &Booked) -> CarriedLock {
    let (before, after) = if *i == 0 { (0, 0) } else { (1800, 1800) };
    CarriedLock {
        id: (*id).into(),
        asset: asset(*i),
        start: at(start),
        end: at(end),
        kind: *kind,
        qty: 1,
        before,
        after,
        expires: (*kind == LockKind::Hold).then(|| at("2026-11-23T06:30:00Z")),
        version: 3,
    }
}

/// The sub-event that the first three locks are for.
pub(super) fn block(id: &BlockId) -> BlockDetail {
    let wanted = match id {
        BlockId::Lock(lock) => lock.as_str(),
        _ => "lck_a",
    };
    let lock = LOCKS.iter().find(|lock| lock.0 == wanted).unwrap_or(&LOCKS[0]);
    let of_event = matches!(lock.0, "lck_a" | "lck_b" | "lck_c");
    let event = SubEvent {
        id: "evt_0".into(),
        project: "prj_0".into(),
        title: "Haldi".into(),
        start: at("2026-11-20T03:30:00Z"),
        end: at("2026-11-20T11:30:00Z"),
        zone: "Asia/Kolkata".into(),
        location: "Taj West End".into(),
        notes: String::new(),
        lead: Lead::default(),
        series: None,
        version: 7,
    };
    let locks =
        if of_event { LOCKS[..3].iter().map(carried_lock).collect() } else { vec![carried_lock(lock)] };
    let is_event = matches!(id, BlockId::Event(_));
    let is_lock = matches!(id, BlockId::Lock(_));
    BlockDetail {
        id: id.clone(),
        branch: "br_1".into(),
        zone: "Asia/Kolkata".into(),
        asset: (!is_event).then(|| asset(lock.1)),
        start: if is_event { event.start } else { at(lock.2) },
        end: Some(if is_event { event.end } else { at(lock.3) }),
        project: Some(BlockProject {
            id: "prj_0".into(),
            name: "Sharma wedding".into(),
            client: "Priya Sharma".into(),
            status: "active".into(),
        }),
        event: (of_event && (is_lock || is_event)).then_some(event),
        locks: Lines { rows: locks, more: 0 },
        note: if is_lock { "" } else { "shutter does not close" }.into(),
        away: matches!(id, BlockId::Away(_)).then_some(AwayKind::Maintenance),
        out: matches!(id, BlockId::Custody(_)).then(|| at("2026-11-17T06:30:00Z")),
    }
}
