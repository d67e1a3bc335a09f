use super::*;
use crate::domain::booking::LockKind;
use crate::store::protocol::{Count, Lines};
use jiff::civil::date;

fn block(id: &str, branch: &str, start: &str, end: Option<&str>) -> CalendarBlock {
    CalendarBlock {
        project: "prj".into(),
        event: Some(id.into()),
        branch: branch.into(),
        title: id.to_owned(),
        project_title: String::new(),
        client: String::new(),
        phone: String::new(),
        status: "active".to_owned(),
        kind: LockKind::Firm,
        start: start.parse().unwrap(),
        end: end.map(|end| end.parse().unwrap()),
        zone: String::new(),
        location: String::new(),
        notes: String::new(),
        buffers: (0, 0),
        travel: 0,
        repeats: false,
        locks: Lines::default(),
    }
}

fn laid(blocks: Vec<CalendarBlock>) -> Laid {
    Laid::new(CalendarPage {
        from: date(2026, 10, 24),
        to: date(2026, 10, 27),
        more: vec![Count::Exact(0); 3],
        blocks,
        zones: vec![("blr".into(), "Asia/Kolkata".to_owned()), ("ber".into(), "Europe/Berlin".to_owned())],
    })
}

fn said(laid: &Laid, at: usize) -> Vec<Option<(u16, u16, bool, bool)>> {
    let part = |day: &Date| laid.part(at, *day).map(|p| (p.from, p.to, p.goes_on.before, p.goes_on.behind));
    laid.days.iter().map(part).collect()
}

#[test]
fn a_block_lies_on_the_days_of_its_branch() {
    let laid = laid(vec![
        block("evening", "blr", "2026-10-24T19:00:00+05:30", Some("2026-10-25T02:00:00+05:30")),
        block("berlin", "ber", "2026-10-24T23:00:00+02:00", Some("2026-10-25T00:00:00+02:00")),
        block("days", "blr", "2026-10-23T09:00:00+05:30", Some("2026-10-25T18:00:00+05:30")),
        block("open", "blr", "2026-10-26T23:30:00+05:30", None),
    ]);
    assert_eq!(said(&laid, 0), [Some((1_140, 1_440, false, true)), Some((0, 120, true, false)), None]);
    // What ends at midnight is not on the day after.
    assert_eq!(said(&laid, 1), [Some((1_380, 1_440, false, false)), None, None]);
    assert_eq!(said(&laid, 2), [Some((0, 1_440, true, true)), Some((0, 1_080, true, false)), None]);
    assert_eq!(said(&laid, 3)[2], Some((1_410, 1_440, false, true)));
    assert!(laid.is_long(2) && !laid.is_long(0));
    assert_eq!(laid.columns(2), Some((0, 1, GoesOn { before: true, behind: false })));
    assert_eq!(laid.on(date(2026, 10, 24)), [2, 0, 1]);
    assert_eq!(laid.on(date(2026, 10, 30)), [0_usize; 0]);
}

#[test]
fn a_day_of_25_hours_has_room_for_what_began_twice() {
    // Berlin sets its clocks back on the 25th: 02:45 is followed by 02:15.
    let laid = laid(vec![
        block("night", "ber", "2026-10-25T00:45:00Z", Some("2026-10-25T01:15:00Z")),
        block("long", "ber", "2026-10-24T22:00:00Z", Some("2026-10-25T23:00:00Z")),
    ]);
    assert_eq!(said(&laid, 0)[1], Some((165, 195, false, false)));
    // The whole of that day is a day, not more.
    assert_eq!(said(&laid, 1), [None, Some((0, 1_440, false, false)), None]);
    assert!(laid.is_long(1));
}
