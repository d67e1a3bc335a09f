use super::*;
use crate::domain::booking::Trouble;
use crate::domain::project::ProjectStatus;
use crate::domain::project::event::{Lead, SubEvent};
use icalendar::parser::{read_calendar, unfold};
use icalendar::{Component, EventLike};
use unicode_width::UnicodeWidthStr;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn booked(name: &str, kind: &str) -> Booked {
    Booked {
        lock: name.into(),
        asset: name.into(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        serial: "SN-1".to_owned(),
        role: "lead photographer".to_owned(),
        phone: "+91 98450 77120".to_owned(),
        qty: 1,
        held: LockKind::Firm,
        expires: None,
        trouble: None,
        is_taken: false,
        kit: String::new(),
        out: None,
        due: None,
        back: None,
    }
}

fn outing() -> Outing {
    Outing {
        event: SubEvent {
            id: "evt_1".into(),
            project: "prj_1".into(),
            title: "Wedding, day 1; प्रिया 💍".to_owned(),
            start: at("2026-11-25T00:30:00Z"),
            end: at("2026-11-25T06:30:00Z"),
            zone: "Asia/Kolkata".to_owned(),
            location: "Temple, ಬನಶಂಕರಿ".to_owned(),
            notes: "All hands.\nNo flash; the priest insists.".to_owned(),
            lead: Lead { before: 1_800, after: 0, travel: 3_600 },
            series: None,
            version: 3,
        },
        branch: "br_1".into(),
        branch_name: "Bengaluru".to_owned(),
        project: "Sharma wedding".to_owned(),
        status: ProjectStatus::Active,
        client: "Priya".to_owned(),
        phone: "98450 12345".to_owned(),
        lead: "Asha".to_owned(),
        lead_contact: "asha@x.in".to_owned(),
        booked: vec![
            booked("王伟", "human"),
            booked("Studio A", "space"),
            Booked { kit: "Wedding kit".to_owned(), ..booked("Sony A7iii", "camera") },
            Booked {
                qty: 3,
                kit: "Wedding kit".to_owned(),
                ..booked("A light with a name that is far too long for its column", "light")
            },
            Booked { trouble: Some(Trouble::Lost), ..booked("Mavic", "drone") },
        ],
        changed: at("2026-11-20T10:00:00Z"),
        sequence: 4,
    }
}

#[test]
fn the_call_is_the_start_less_the_way_and_the_preparation() {
    let sheet = call_sheet(&outing(), &[]);
    for line in [
        "Date        Wednesday 25 November 2026",
        "Times       06:00–12:00 (Asia/Kolkata)",
        "Call        04:30, 1 h on the way, there by 05:30, 30 min to prepare",
        "Client      Priya 98450 12345",
        "Wedding kit:",
        "    ! needs replacement: lost",
        "Lead        Asha asha@x.in",
    ] {
        assert!(sheet.lines().any(|l| l == line), "{line}\n{sheet}");
    }
    assert!(!sheet.contains("ALSO ON THIS DAY"));
    let mut early = outing();
    early.event.lead.travel = 6 * 3_600;
    assert!(call_sheet(&early, &[]).contains("Call        Tue 24 Nov 23:30, 6 h on the way"));
    early.event.lead = Lead::default();
    let also = call_sheet(&early, &[outing()]);
    assert!(also.contains("Call        06:00\n") && also.contains("ALSO ON THIS DAY"), "{also}");
}

#[test]
fn no_line_is_wider_than_the_paper() {
    let mut long = outing();
    long.event.title = "婚礼".repeat(60);
    long.event.location = "x".repeat(200);
    long.client = "ಪ್ರಿಯಾ ".repeat(40);
    let all = [long.clone(), outing()];
    let now = at("2026-11-24T10:00:00Z").to_zoned_datetime(TimeZone::get("Asia/Kolkata").unwrap());
    for paper in [call_sheet(&long, &all), checklist(&long.event.title, &all), agenda(&all, &now)] {
        for line in paper.lines() {
            assert!(line.width() <= text::WIDTH, "{} {line}", line.width());
        }
    }
}

#[test]
fn gear_is_listed_once_kits_together() {
    let mut later = outing();
    later.event.start = at("2026-11-26T00:30:00Z");
    later.event.end = at("2026-11-26T06:30:00Z");
    let list = checklist("Sharma wedding", &[outing(), later]);
    assert_eq!(list.matches("Sony A7iii").count(), 1, "{list}");
    assert!(
        list.contains("5 PIECES") && list.contains("\nWedding kit\n") && list.contains("\nSingle pieces\n"),
        "{list}"
    );
    assert!(list.contains("26 Nov 13:00"), "{list}");
    assert!(!list.contains("王伟") && !list.contains("Studio A"));
    let out = Booked {
        out: Some(at("2026-11-24T12:00:00Z")),
        back: Some(at("2026-11-26T12:00:00Z")),
        ..booked("Sony", "camera")
    };
    let list = checklist("x", &[Outing { booked: vec![out], ..outing() }]);
    assert!(list.contains("[x] Sony") && list.contains("24 Nov 17:30"), "{list}");
    assert!(checklist("x", &[]).contains("NOTHING IS BOOKED"));
}

/// The properties of the first event, as the parser of the crate reads them.
fn parsed(text: &str) -> Vec<(String, String)> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let event = calendar.components.iter().find(|c| c.name == "VEVENT").unwrap();
    event.properties.iter().map(|p| (p.name.to_string(), p.val.to_string())).collect()
}

fn property(text: &str, name: &str) -> String {
    parsed(text).into_iter().find(|(n, _)| n == name).map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn a_calendar_file_is_read_by_others() {
    let file = CalendarFile { name: "StudioVault · Bengaluru", phones: Phones::Without };
    let text = calendar(file, &[outing()]);
    assert_eq!(text, calendar(file, &[outing()]));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
    }
    let expected = [
        ("UID", "evt_1@studiovault"),
        ("DTSTART", "20261125T003000Z"),
        ("DTEND", "20261125T063000Z"),
        ("SEQUENCE", "4"),
        ("STATUS", "CONFIRMED"),
        ("LAST-MODIFIED", "20261120T100000Z"),
        ("DTSTAMP", "20261120T100000Z"),
    ];
    for (name, value) in expected {
        assert_eq!(property(&text, name), value, "{text}");
    }
    assert!(text.contains("SUMMARY:Wedding\\, day 1\\; "), "{text}");
    let read: icalendar::Calendar = text.parse().unwrap();
    let event = read.components.iter().find_map(|c| c.as_event()).unwrap();
    assert_eq!(event.get_summary(), Some("Wedding, day 1; प्रिया 💍 · Sharma wedding"));
    assert_eq!(event.get_location(), Some("Temple, ಬನಶಂಕರಿ"));
    let description = event.get_description().unwrap();
    assert!(
        description.contains("Crew: 王伟\n") && description.contains("No flash; the priest"),
        "{description}"
    );
    assert!(!text.contains("98450"));
    let with = CalendarFile { phones: Phones::With, ..file };
    assert!(calendar(with, &[outing()]).contains("98450 12345"));
}

#[test]
fn what_is_not_sure_is_tentative_and_what_is_off_is_cancelled() {
    let status = |outing: Outing| {
        property(&calendar(CalendarFile { name: "x", phones: Phones::Without }, &[outing]), "STATUS")
    };
    assert_eq!(status(Outing { status: ProjectStatus::Inquiry, ..outing() }), "TENTATIVE");
    assert_eq!(status(Outing { status: ProjectStatus::Cancelled, ..outing() }), "CANCELLED");
    assert_eq!(status(Outing { status: ProjectStatus::Trashed, ..outing() }), "CANCELLED");
    let held = Booked { held: LockKind::Hold, ..booked("王伟", "human") };
    assert_eq!(status(Outing { booked: vec![held], ..outing() }), "TENTATIVE");
    assert_eq!(status(Outing { booked: Vec::new(), ..outing() }), "CONFIRMED");
}
