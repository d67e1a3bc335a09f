use super::*;
use crate::domain::field::same;
use proptest::prelude::*;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Opened on 20 Nov 2026, shot on 10 Dec, in Bengaluru.
fn anchors() -> Anchors {
    Anchors {
        opened: Some(at("2026-11-20T06:00:00Z")),
        activated: None,
        shoot: Some(at("2026-12-10T04:30:00Z")),
        delivery: None,
        zone: zone("Asia/Kolkata"),
    }
}

fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
    pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
}

fn day(text: &str) -> FieldValue {
    FieldValue::Date(text.parse().unwrap())
}

#[test]
fn a_task_is_due_at_the_end_of_its_day() {
    let entry = |pairs: &[(&str, FieldValue)]| {
        let mut all = values(&[("title", FieldValue::text("Cull"))]);
        all.extend(values(pairs));
        check(&all, &ProjectStatus::Editing, &anchors())
    };
    let due = |pairs: &[(&str, FieldValue)]| entry(pairs).unwrap().due.map(|at| at.to_string());
    assert_eq!(due(&[]), None);
    assert_eq!(due(&[("due", day("2026-12-01"))]).as_deref(), Some("2026-12-01T18:29:59Z"));
    let after = [("anchor", FieldValue::text("shoot")), ("days", FieldValue::Number(2))];
    assert_eq!(due(&after).as_deref(), Some("2026-12-12T18:29:59Z"));
    assert_eq!(due(&[("anchor", FieldValue::text("booking"))]).as_deref(), Some("2026-11-20T18:29:59Z"));
    assert_eq!(due(&[("anchor", FieldValue::text("delivery"))]), None, "there is no day yet");
    assert_eq!(entry(&[]).unwrap().stage, ProjectStatus::Editing);
    assert_eq!(entry(&[("stage", FieldValue::text("active"))]).unwrap().stage, ProjectStatus::Active);
}

#[test]
fn what_is_wrong_stands_under_its_field() {
    let number = |n| FieldValue::Number(n);
    for (pairs, field, said) in [
        (vec![("title", FieldValue::Empty)], "title", "a title"),
        (
            vec![("due", day("2026-11-19"))],
            "due",
            "that is 19 Nov 2026, before the project was opened (20 Nov 2026)",
        ),
        (
            vec![("anchor", FieldValue::text("shoot")), ("days", number(-21))],
            "days",
            "that is 19 Nov 2026, before the project was opened (20 Nov 2026)",
        ),
        (
            vec![("due", day("2026-12-01")), ("anchor", FieldValue::text("shoot"))],
            "due",
            "either a day or an anchor",
        ),
        (vec![("days", number(3))], "anchor", "days need something"),
        (vec![("anchor", FieldValue::text("moonrise"))], "anchor", "choose booking"),
        (vec![("anchor", FieldValue::text("shoot")), ("days", number(99_999))], "days", "a whole number"),
        (vec![("stage", FieldValue::text("archived"))], "stage", "there is no stage"),
        (vec![("colour", FieldValue::text("red"))], "colour", "no field"),
    ] {
        let mut all = values(&[("title", FieldValue::text("Cull"))]);
        all.extend(values(&pairs));
        let errors = check(&all, &ProjectStatus::Active, &anchors()).unwrap_err();
        let message = errors.0.get(&FieldKey::from(field));
        assert!(message.is_some_and(|m| m.contains(said)), "{pairs:?}: {errors:?}");
    }
}

#[test]
fn an_edit_judges_only_what_changed() {
    let task = Task {
        id: TaskId::from("t"),
        project: ProjectId::from("p"),
        branch: BranchId::from("b"),
        template: None,
        title: "Cull".into(),
        stage: ProjectStatus::from("culling"),
        anchor: None,
        due: Some(at("2020-01-01T00:00:00Z")),
        assignee: None,
        assignee_name: String::new(),
        checklist: Checklist::default(),
        notes: String::new(),
        done: None,
        done_by: String::new(),
        created: None,
        version: 1,
    };
    let base = task.values(&anchors().zone);
    let entry = edit(&task, &values(&[("title", FieldValue::text("Cull all"))]), &anchors()).unwrap();
    assert_eq!((entry.due, entry.stage.as_str()), (task.due, "culling"), "an odd day and stage stay");
    let anchored = values(&[
        ("due", FieldValue::Empty),
        ("anchor", FieldValue::text("shoot")),
        ("days", FieldValue::Number(1)),
    ]);
    let entry = edit(&task, &anchored, &anchors()).unwrap();
    assert_eq!(entry.anchor, Some((Anchor::Shoot, 1)));
    let task = Task { anchor: entry.anchor, due: entry.due, ..task };
    assert!(same(&task.values(&anchors().zone)[&FieldKey::from("due")], &FieldValue::Empty));
    let loose =
        values(&[("anchor", FieldValue::Empty), ("days", FieldValue::Empty), ("due", day("2026-12-24"))]);
    let entry = edit(&task, &loose, &anchors()).unwrap();
    assert_eq!(
        (entry.anchor, entry.due.map(|at| at.to_string()).as_deref()),
        (None, Some("2026-12-24T18:29:59Z"))
    );
    assert_ne!(base, task.values(&anchors().zone));
}

#[test]
fn a_counted_day_never_lies_before_the_project() {
    let due = |days| anchors().due(&Anchor::Shoot, days).unwrap().to_string();
    assert_eq!(due(-21), "2026-11-20T18:29:59Z");
    assert_eq!(due(-20), "2026-11-20T18:29:59Z");
    assert_eq!(due(-19), "2026-11-21T18:29:59Z");
    let booked = Anchors { activated: Some(at("2026-11-25T20:00:00Z")), ..anchors() };
    assert_eq!(booked.due(&Anchor::Booking, 0).unwrap().to_string(), "2026-11-26T18:29:59Z");
    assert_eq!(say_anchor(&Anchor::Shoot, -1), "1 day before the shoot");
    assert_eq!(say_anchor(&Anchor::Delivery, 0), "on the day of delivery");
    assert_eq!(say_anchor(&Anchor::Booking, 2), "2 days after booking");
}

const ZONES: [&str; 10] = [
    "Asia/Kolkata",
    "America/New_York",
    "Europe/Madrid",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Apia",
    "Atlantic/Azores",
    "UTC",
];

proptest! {
    /// Whatever the clocks do in between: so many days from the anchor's day is a day of the calendar, and the task is
    /// due in its last second.
    #[test]
    fn days_are_counted_on_the_calendar(second in 0_i64..4_102_444_800, days in -400_i64..400, zone_no in 0..ZONES.len()) {
        let tz = zone(ZONES[zone_no]);
        let shoot = Timestamp::from_second(second).unwrap();
        let anchors = Anchors { opened: None, activated: None, shoot: Some(shoot), delivery: None, zone: tz.clone() };
        let due = anchors.due(&Anchor::Shoot, days).unwrap();
        let start = day_of(shoot, &tz);
        let wanted = start.checked_add(Span::new().days(days)).unwrap();
        // A day that the calendar of a zone never had (Samoa skipped 30 Dec 2011) ends with the day before it.
        let skipped = wanted.to_zoned_datetime(tz.clone()).unwrap().date() != wanted;
        prop_assert!(day_of(due, &tz) == wanted || skipped, "{due} {wanted}");
        let next = due.checked_add(Span::new().seconds(1)).unwrap();
        prop_assert!(day_of(next, &tz) > wanted || skipped, "{next}");
    }

    /// Moving the anchor by whole days moves the due day by as many.
    #[test]
    fn a_moved_anchor_moves_the_day(second in 0_i64..4_000_000_000, by in -300_i64..300, zone_no in 0..ZONES.len()) {
        let tz = zone(ZONES[zone_no]);
        let zoned = Timestamp::from_second(second).unwrap().to_zoned_datetime(tz.clone());
        let moved = zoned.checked_add(Span::new().days(by)).unwrap();
        let of = |at: Timestamp| Anchors { opened: None, activated: None, shoot: Some(at), delivery: None, zone: tz.clone() };
        let (one, other) = (of(zoned.timestamp()), of(moved.timestamp()));
        let expected = day_of(moved.timestamp(), &tz).checked_add(Span::new().days(3)).unwrap();
        prop_assert_eq!(other.day(&Anchor::Shoot, 3), Some(expected));
        prop_assert!(one.due(&Anchor::Shoot, 3).is_some());
    }
}
