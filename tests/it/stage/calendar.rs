//! The calendar on the stage: blocks of every sort around the 20th of November 2026, some side by side, one over days.

use super::{NAMES, at};
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::store::protocol::*;

/// The days that are asked for, with nothing in them.
pub(super) fn empty(query: &CalendarQuery) -> CalendarPage {
    let mut days = 0;
    let mut day = query.from;
    while day < query.to {
        days += 1;
        day = day.tomorrow().unwrap();
    }
    CalendarPage {
        from: query.from,
        to: query.to,
        more: vec![Count::Exact(0); days],
        blocks: Vec::new(),
        zones: vec![("br_1".into(), "Asia/Kolkata".into()), ("br_2".into(), "Asia/Kolkata".into())],
    }
}

/// The days that are asked for.
pub(super) fn page(query: &CalendarQuery) -> Reply {
    let mut page = empty(query);
    let within = |block: &CalendarBlock| {
        let day = |at: jiff::Timestamp| at.in_tz("Asia/Kolkata").unwrap().date();
        day(block.start) < query.to && day(block.end.unwrap_or(block.start)) >= query.from
    };
    let filter = &query.filter;
    let applies = |block: &CalendarBlock| {
        filter.status.as_ref().is_none_or(|status| *status == block.status)
            && (filter.only != Only::Conflicts || block.is_conflict())
            && (filter.only != Only::Holds || block.kind == LockKind::Hold)
            && filter.crew.as_ref().is_none_or(|who| block.locks.rows.iter().any(|lock| lock.asset == *who))
    };
    page.blocks = blocks().into_iter().filter(|block| within(block) && applies(block)).collect();
    let busy = "2026-11-18".parse().unwrap();
    if filter.is_empty()
        && let Some(day) = (query.from <= busy && busy < query.to)
            .then(|| usize::try_from(busy.duration_since(query.from).as_hours() / 24).unwrap())
    {
        page.more[day] = if page.more.len() > 7 { Count::AtLeast(99) } else { Count::Exact(12) };
    }
    Reply::Calendar(Box::new(page))
}

fn lock(name: &str, asset_type: &str) -> BlockLock {
    BlockLock {
        id: format!("lck_{name}").as_str().into(),
        asset: format!("ast_{name}").as_str().into(),
        name: name.into(),
        asset_type: asset_type.into(),
        kind: LockKind::Firm,
        qty: 1,
        expires: None,
        trouble: None,
        contested: false,
    }
}

fn hold(name: &str, asset_type: &str, until: &str) -> BlockLock {
    BlockLock { kind: LockKind::Hold, expires: Some(at(until)), ..lock(name, asset_type) }
}

fn block(i: usize, title: &str, status: &str, start: &str, end: &str) -> CalendarBlock {
    CalendarBlock {
        project: format!("prj_{i}").as_str().into(),
        event: Some(format!("evt_{i}").as_str().into()),
        branch: "br_1".into(),
        title: title.into(),
        project_title: ["Sharma wedding", "Product: मिठाई box", "王伟 portrait"][i % 3].into(),
        client: NAMES[i % NAMES.len()].1.into(),
        phone: NAMES[i % NAMES.len()].2.into(),
        status: status.into(),
        kind: if status == "inquiry" { LockKind::Hold } else { LockKind::Firm },
        start: at(&format!("2026-11-{start}:00+05:30")),
        end: Some(at(&format!("2026-11-{end}:00+05:30"))),
        zone: "Asia/Kolkata".into(),
        location: String::new(),
        notes: String::new(),
        buffers: (0, 0),
        travel: 0,
        repeats: false,
        locks: Lines::default(),
    }
}

fn with(block: CalendarBlock, locks: Vec<BlockLock>) -> CalendarBlock {
    CalendarBlock { locks: Lines { rows: locks, more: 0 }, ..block }
}

fn blocks() -> Vec<CalendarBlock> {
    let crew = || vec![lock("Rahul (lead)", "human"), lock("ರವಿ ಶೆಟ್ಟಿ", "human")];
    let mut haldi = crew();
    haldi.extend([lock("Studio A", "space"), lock("Sony A7 IV #1", "camera"), lock("85 mm", "lens")]);
    let lost = BlockLock { trouble: Some(Trouble::Lost), ..lock("Sony FX3 #2", "camera") };
    let contested = BlockLock { contested: true, ..hold("Studio A", "space", "2026-11-21T12:30:00Z") };
    let mut blocks = vec![
        CalendarBlock {
            event: None,
            end: None,
            zone: String::new(),
            title: "Sharma engagement".into(),
            project_title: "Sharma engagement".into(),
            ..block(9, "", "inquiry", "16T11:00", "16T12:00")
        },
        with(block(1, "Product", "editing", "17T09:00", "17T13:00"), crew()),
        CalendarBlock {
            branch: "br_2".into(), ..block(2, "عائلة الأحمد", "active", "18T08:30", "18T10:15")
        },
        block(3, "Newborn 👶", "active", "18T09:00", "18T12:00"),
        with(
            block(4, "王伟 portrait", "inquiry", "18T10:00", "18T11:30"),
            vec![hold("Rahul (lead)", "human", "2026-11-19T12:30:00Z")],
        ),
        block(10, "Outdoor film", "shooting", "13T06:00", "19T20:00"),
        CalendarBlock {
            location: "Taj West End".into(),
            notes: "Grandmother sits in front.\nNo flash in the temple.".into(),
            buffers: (1_800, 900),
            travel: 3_600,
            repeats: true,
            ..with(block(0, "Haldi", "shooting", "20T12:00", "20T16:00"), haldi)
        },
        with(block(5, "Sangeet", "active", "20T19:00", "21T01:30"), vec![lost]),
        CalendarBlock {
            zone: "Asia/Dubai".into(),
            ..with(
                block(6, "Castelnuovo-Tedesco degli Alberti reunion", "inquiry", "21T10:00", "21T14:00"),
                vec![contested, hold("Nikon Z8", "camera", "2026-11-22T12:30:00Z")],
            )
        },
        block(7, "ವಿವಾಹ Wedding 💍", "completed", "22T06:00", "22T18:00"),
    ];
    blocks.sort_by(|a, b| (a.start, a.id()).cmp(&(b.start, b.id())));
    blocks
}
