//! Sub-events with what they need around them, and those that come again.

use super::bookings::{lock, studio};
use super::projects::event;
use super::{Studio, values};
use studiovault::domain::field::FieldValues;
use studiovault::domain::project::event::{Lead, SubEvent};
use studiovault::store::protocol::*;

/// The sub-event.
pub(super) fn read(s: &Studio, id: &str) -> SubEvent {
    match s.ask(Query::SubEvent(id.into())).unwrap() {
        Reply::SubEvent(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// Adds a sub-event with further fields; its id.
fn add(s: &Studio, project: &str, times: (&str, &str), more: &[(&str, &str)]) -> Result<String, StoreError> {
    let mut values = event("Haldi", times.0, times.1);
    values.extend(super::values(more));
    let outcome = s.run(ProjectCommand::AddEvent { project: project.into(), values })?;
    Ok(outcome.row.unwrap().id)
}

fn changed(event: &SubEvent, fields: &[(&str, &str)]) -> FieldValues {
    let mut changed = event.values();
    changed.extend(values(fields));
    changed
}

fn edit(s: &Studio, id: &str, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
    let now = read(s, id);
    let (base, values) = (now.values(), changed(&now, fields));
    s.run(ProjectCommand::EditEvent { id: now.id, version: now.version, base, values })
}

/// The locks, by id, as seconds from a moment.
fn locks(s: &Studio, from: i64) -> String {
    s.sqlite3(&format!(
        "SELECT group_concat(id || ' ' || (start_time - {from}) || '..' || (end_time - {from}) || ' ' || buffer_before || '+' || buffer_after, ', ')
         FROM (SELECT * FROM booking_locks ORDER BY id)"
    ))
    .unwrap()
}

#[test]
fn what_is_needed_around_a_sub_event_moves_the_edges_of_its_locks() {
    let s = studio();
    let id = add(&s, "p0", ("2027-01-15T04:30:00Z", "2027-01-15T06:30:00Z"), &[]).unwrap();
    let start = read(&s, &id).start.as_second();
    let tied = |lock_id: &str, asset: &str, from: i64, to: i64| {
        lock(lock_id, "p0", asset, (start + from, start + to), "firm", 1)
            .replace("(id,", "(event_id, id,")
            .replace("('", &format!("('{id}', '"))
    };
    s.sqlite3(
        &[tied("a", "cam", 0, 7_200), tied("b", "room", -600, 7_200), tied("c", "asha", 0, 7_200)].concat(),
    )
    .unwrap();
    edit(&s, &id, &[("buffer_before", "30m"), ("buffer_after", "15"), ("travel", "1h")]).unwrap();
    assert_eq!(read(&s, &id).lead, Lead { before: 1_800, after: 900, travel: 3_600 });
    // The way is that of people and gear; what a lock had of its own it keeps.
    let wide = "a -5400..11700 5400+4500, b -2400..8100 1800+900, c -5400..11700 5400+4500";
    assert_eq!(locks(&s, start), wide);
    // Typed in another way it is the same.
    let outcome = edit(&s, &id, &[("buffer_before", "0:30")]).unwrap();
    assert_eq!(outcome.message, "Nothing to save: Haldi is as it was");
    // Somebody else has the camera right before.
    s.sqlite3(&lock("z", "p1", "cam", (start - 7_200, start - 5_400), "firm", 1)).unwrap();
    let error = edit(&s, &id, &[("travel", "2h")]).unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Job 1, 2027-01-15 08:00 to 08:30");
    assert_eq!(locks(&s, start), format!("{wide}, z -7200..-5400 0+0"));
    edit(&s, &id, &[("buffer_before", ""), ("travel", "")]).unwrap();
    assert_eq!(locks(&s, start), "a 0..8100 0+900, b -600..8100 0+900, c 0..8100 0+900, z -7200..-5400 0+0");
    s.run(Command::Undo).unwrap();
    assert_eq!(locks(&s, start), format!("{wide}, z -7200..-5400 0+0"));
    let error = edit(&s, &id, &[("travel", "9 days")]).unwrap_err();
    assert_eq!(error.to_string(), "travel: at most 7 days fit here");
    s.assert_sound();
}

// -- series --------------------------------------------------------------------------------------------------------

/// Days, local start times and the locked assets of a project's sub-events.
fn dates(s: &Studio) -> Vec<String> {
    let rows = s
        .sqlite3(
            "SELECT strftime('%m-%d %H:%M', e.start_time + 19800, 'unixepoch') || coalesce((SELECT ' ' || group_concat(asset_id || '@' ||
               ((l.start_time - e.start_time) / 60) || '..' || ((l.end_time - e.start_time) / 60) || ' ' || kind, ' ')
               FROM (SELECT * FROM booking_locks ORDER BY asset_id) l WHERE l.event_id = e.id), '') FROM project_events e ORDER BY e.start_time, e.id",
        )
        .unwrap();
    rows.lines().map(ToOwned::to_owned).collect()
}

/// A class on Tuesdays from 5 January 2027 on, ten to twelve, four times.
fn class(s: &Studio, more: &[(&str, &str)]) -> String {
    let fields: Vec<(&str, &str)> = [("repeat", "every tue, 4 times")].iter().chain(more).copied().collect();
    add(s, "p0", ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &fields).unwrap()
}

fn nth(s: &Studio, n: usize) -> SubEvent {
    s.project(&"p0".into()).events.rows[n].clone()
}

fn edit_series(
    s: &Studio,
    event: &SubEvent,
    scope: SeriesScope,
    values: FieldValues,
) -> Result<Outcome, StoreError> {
    let (id, version, base) = (event.id.clone(), event.version, event.values());
    s.run(ProjectCommand::EditSeries { id, version, base, values, scope })
}

fn book(s: &Studio, event: &SubEvent, id: &str, asset: &str, kind: &str) {
    let (start, end) = (event.start.as_second(), event.end.as_second());
    let sql = lock(id, event.project.as_str(), asset, (start, end), kind, 1)
        .replace("(id,", "(event_id, id,")
        .replace("('", &format!("('{}', '", event.id));
    s.sqlite3(&sql).unwrap();
}

#[test]
fn a_rule_makes_every_date_or_none() {
    let s = studio();
    let mut values = event("Class", "2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z");
    values.extend(super::values(&[("repeat", "every tue until 2 feb, without 19 jan")]));
    let made = s.run(ProjectCommand::AddEvent { project: "p0".into(), values }).unwrap();
    assert_eq!(made.message, "Added Class to Job 0, 4 times: every Tue until 2 Feb, without 19 Jan");
    assert_eq!(dates(&s), ["01-05 10:00", "01-12 10:00", "01-26 10:00", "02-02 10:00"]);
    assert_eq!(nth(&s, 2).repeats(), "every Tue until 2 Feb, without 19 Jan");
    s.run(Command::Undo).unwrap();
    assert!(dates(&s).is_empty());
    assert_eq!(s.sqlite3("SELECT count(*) FROM event_series").unwrap(), "0");
    s.run(Command::Redo).unwrap();
    assert_eq!(dates(&s).len(), 4);
    for (rule, message) in [
        ("every wed, 4 times", "repeat: Tue 5 Jan 2027 is none of these dates; start on Wed 6 Jan 2027"),
        ("every day until 9999-12-31", "repeat: a series lasts at most 5 years; end it earlier"),
        ("every day, 400 times", "repeat: a series has at most 366 dates; end it earlier"),
    ] {
        let error =
            add(&s, "p1", ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &[("repeat", rule)]).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert_eq!(dates(&s).len(), 4);
    s.assert_sound();
}

#[test]
fn further_dates_get_what_is_booked_for_the_first_one_or_nothing_is_saved() {
    let s = studio();
    let id = add(&s, "p0", ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &[]).unwrap();
    book(&s, &read(&s, &id), "a", "cam", "hold");
    book(&s, &read(&s, &id), "b", "room", "hold");
    edit(&s, &id, &[("travel", "1h")]).unwrap();
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p0'").unwrap();
    let at: i64 =
        jiff::Timestamp::from_second(read(&s, &id).start.as_second()).unwrap().as_second() + 14 * 86_400;
    s.sqlite3(&lock("z", "p1", "cam", (at - 7_200, at - 3_000), "firm", 1)).unwrap();
    let error = edit(&s, &id, &[("repeat", "every tue 4 times")]).unwrap_err();
    assert_eq!(error.to_string(), "on Tue 19 Jan 2027: cam is booked for Job 1, 2027-01-19 08:00 to 09:10");
    assert_eq!(dates(&s), ["01-05 10:00 cam@-60..180 firm room@0..120 firm"]);
    assert_eq!(s.sqlite3("SELECT count(*) FROM event_series").unwrap(), "0");
    let more = [("repeat", "every tue 4 times without 19 jan"), ("title", "Class")];
    let saved = edit(&s, &id, &more).unwrap();
    assert_eq!(saved.message, "Saved Class, 3 times: every Tue, 4 times, without 19 Jan");
    let with = |day: &str| format!("{day} 10:00 cam@-60..180 firm room@0..120 firm");
    assert_eq!(dates(&s), ["01-05", "01-12", "01-26"].map(with));
    s.run(Command::Undo).unwrap();
    assert_eq!(dates(&s).len(), 1);
    s.assert_sound();
}

#[test]
fn one_this_and_following_or_all_are_edited() {
    let s = studio();
    class(&s, &[]);
    for n in 0..4 {
        book(&s, &nth(&s, n), &format!("l{n}"), "cam", "firm");
    }
    // This one: an hour later, and it stays one of the series.
    let second = nth(&s, 1);
    let mut values = second.values();
    values.extend(event("Class", "2027-01-12T05:30:00Z", "2027-01-12T07:30:00Z"));
    s.run(ProjectCommand::EditEvent {
        id: second.id.clone(),
        version: second.version,
        base: second.values(),
        values,
    })
    .unwrap();
    assert_eq!(dates(&s)[1], "01-12 11:00 cam@0..120 firm");
    // All, from the third one: half an hour earlier; what was edited by hand keeps its time, and gets the new place.
    let third = nth(&s, 2);
    let mut values = third.values();
    values.extend(event("Class", "2027-01-19T04:00:00Z", "2027-01-19T06:00:00Z"));
    values.extend(super::values(&[("location", "Hall"), ("title", "Haldi")]));
    let saved = edit_series(&s, &third, SeriesScope::All, values).unwrap();
    assert_eq!(
        saved.message,
        "Saved Haldi, 4 times: every Tue, 4 times; 1 date edited by hand kept as before"
    );
    let with = |day: &str| format!("{day} cam@0..120 firm");
    assert_eq!(dates(&s), ["01-05 09:30", "01-12 11:00", "01-19 09:30", "01-26 09:30"].map(with));
    assert_eq!(s.sqlite3("SELECT group_concat(DISTINCT location) FROM project_events").unwrap(), "Hall");
    // This and following: on Wednesdays, with another rule from here on.
    let third = nth(&s, 2);
    let mut values = third.values();
    values.extend(event("Haldi", "2027-01-20T04:00:00Z", "2027-01-20T06:00:00Z"));
    let saved = edit_series(&s, &third, SeriesScope::Following, values).unwrap();
    assert_eq!(saved.message, "Saved Haldi, 2 times: every Wed, 2 times");
    assert_eq!(dates(&s), ["01-05 09:30", "01-12 11:00", "01-20 09:30", "01-27 09:30"].map(with));
    assert_eq!(nth(&s, 0).repeats(), "every Tue until 18 Jan");
    assert_eq!(nth(&s, 3).repeats(), "every Wed, 2 times");
    // Longer: the further dates are made and booked.
    let third = nth(&s, 2);
    let saved = edit_series(
        &s,
        &third,
        SeriesScope::Following,
        changed(&third, &[("repeat", "every wed until 10 feb")]),
    )
    .unwrap();
    assert_eq!(saved.message, "Saved Haldi, 4 times: every Wed until 10 Feb");
    assert_eq!(dates(&s)[4..], ["02-03 09:30", "02-10 09:30"].map(with));
    // Undone step by step.
    for _ in 0..4 {
        s.run(Command::Undo).unwrap();
    }
    assert_eq!(dates(&s), ["01-05 10:00", "01-12 10:00", "01-19 10:00", "01-26 10:00"].map(with));
    s.assert_sound();
}

#[test]
fn a_daily_series_moves_over_itself_but_not_over_others() {
    let s = studio();
    let id = add(&s, "p0", ("2027-01-05T04:30:00Z", "2027-01-06T04:30:00Z"), &[("repeat", "daily 3 times")])
        .unwrap();
    for n in 0..3 {
        book(&s, &nth(&s, n), &format!("l{n}"), "cam", "firm");
    }
    let move_all = |from: &str, to: &str| {
        let first = nth(&s, 0);
        let mut values = first.values();
        values.extend(event("Haldi", from, to));
        edit_series(&s, &first, SeriesScope::All, values)
    };
    move_all("2027-01-06T04:30:00Z", "2027-01-07T04:30:00Z").unwrap();
    move_all("2027-01-04T04:30:00Z", "2027-01-05T04:30:00Z").unwrap();
    let with = |day: &str| format!("{day} 10:00 cam@0..1440 firm");
    assert_eq!(dates(&s), ["01-04", "01-05", "01-06"].map(with));
    let after = read(&s, &id).end.as_second() + 2 * 86_400;
    s.sqlite3(&lock("z", "p1", "cam", (after, after + 60), "firm", 1)).unwrap();
    let error = move_all("2027-01-04T05:30:00Z", "2027-01-05T05:30:00Z").unwrap_err();
    assert_eq!(error.to_string(), "on Wed 6 Jan 2027: cam is booked for Job 1, 2027-01-07 10:00 to 10:01");
    assert_eq!(dates(&s), ["01-04", "01-05", "01-06"].map(with));
    s.assert_sound();
}

#[test]
fn what_does_not_fit_a_series_is_said() {
    let s = studio();
    class(&s, &[]);
    let second = nth(&s, 1);
    let refused =
        |values: FieldValues, scope| edit_series(&s, &second, scope, values).unwrap_err().to_string();
    let ended = refused(changed(&second, &[("repeat", "")]), SeriesScope::Following);
    assert_eq!(ended, "repeat: to end it, remove this date and the following ones");
    let other = refused(changed(&second, &[("repeat", "every wed 3 times")]), SeriesScope::Following);
    assert_eq!(other, "repeat: Tue 12 Jan 2027 is none of these dates; start on Wed 13 Jan 2027");
    // One date cannot have a rule of its own.
    let values = changed(&second, &[("repeat", "every tue 9 times")]);
    let error = s
        .run(ProjectCommand::EditEvent {
            id: second.id.clone(),
            version: second.version,
            base: second.values(),
            values,
        })
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "repeat: the rule is that of the series: change this and the following dates, or all"
    );
    // Somebody was here in between.
    edit(&s, second.id.as_str(), &[("location", "Hall")]).unwrap();
    let stale = edit_series(&s, &second, SeriesScope::All, changed(&second, &[("location", "Roof")]));
    assert!(matches!(stale, Err(StoreError::Conflict(_))));
    let single = add(&s, "p0", ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &[]).unwrap();
    let single = read(&s, &single);
    let error =
        edit_series(&s, &single, SeriesScope::All, changed(&single, &[("location", "Roof")])).unwrap_err();
    assert_eq!(error.to_string(), "Haldi does not come again");
    // A month's days do not move along.
    let month =
        add(&s, "p1", ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &[("repeat", "monthly 3 times")])
            .unwrap();
    let month = read(&s, &month);
    let mut values = month.values();
    values.extend(event("Haldi", "2027-01-06T04:30:00Z", "2027-01-06T06:30:00Z"));
    let error = edit_series(&s, &month, SeriesScope::All, values).unwrap_err();
    assert_eq!(
        error.to_string(),
        "repeat: the days of a month do not move along: write the new ones here, e.g. every month on the 2nd Wed"
    );
    s.assert_sound();
}

#[test]
fn one_this_and_following_or_all_are_removed() {
    let s = studio();
    class(&s, &[]);
    for n in 0..4 {
        book(&s, &nth(&s, n), &format!("l{n}"), "cam", "firm");
    }
    let second = nth(&s, 1);
    s.run(ProjectCommand::RemoveEvent { id: second.id, version: second.version }).unwrap();
    assert_eq!(nth(&s, 0).repeats(), "every Tue, 4 times, without 12 Jan");
    let third = nth(&s, 1);
    let remove = |event: &SubEvent, scope| {
        s.run(ProjectCommand::RemoveSeries { id: event.id.clone(), version: event.version, scope })
    };
    assert_eq!(remove(&third, SeriesScope::Following).unwrap().message, "Removed 2 dates of Haldi");
    assert_eq!(dates(&s), ["01-05 10:00 cam@0..120 firm"]);
    assert_eq!(s.sqlite3("SELECT group_concat(id) FROM booking_locks").unwrap(), "l0");
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(dates(&s).len(), 4);
    assert_eq!(remove(&nth(&s, 3), SeriesScope::All).unwrap().message, "Removed 4 dates of Haldi");
    assert_eq!(
        s.sqlite3("SELECT (SELECT count(*) FROM event_series) || (SELECT count(*) FROM booking_locks)")
            .unwrap(),
        "00"
    );
    s.run(Command::Undo).unwrap();
    assert_eq!(dates(&s).len(), 4);
    s.assert_sound();
}

#[test]
fn a_class_at_ten_stays_at_ten_and_skipped_times_are_said() {
    let s = studio();
    let id = add(
        &s,
        "p0",
        ("2027-03-21T01:30:00Z", "2027-03-21T02:00:00Z"),
        &[("repeat", "weekly 3 times"), ("zone", "Europe/Berlin")],
    );
    let id = id.unwrap();
    let starts =
        || s.project(&"p0".into()).events.rows.iter().map(|e| e.start.to_string()).collect::<Vec<_>>();
    // On 28 March the clocks go from two to three.
    assert_eq!(starts(), ["2027-03-21T01:30:00Z", "2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z"]);
    let first = read(&s, &id);
    let mut values = first.values();
    values.extend(event("Haldi", "2027-03-21T01:15:00Z", "2027-03-21T01:45:00Z"));
    let saved = edit_series(&s, &first, SeriesScope::All, values).unwrap();
    assert_eq!(
        saved.message,
        "Saved Haldi, 3 times: every Sun, 3 times; on Sun 28 Mar 2027 the clocks skip that time, it is at 03:15"
    );
    assert_eq!(starts(), ["2027-03-21T01:15:00Z", "2027-03-28T01:15:00Z", "2027-04-04T00:15:00Z"]);
    s.assert_sound();
}

#[test]
fn a_series_of_another_branch_is_not_there() {
    let s = studio();
    let id = class(&s, &[]);
    let event = read(&s, &id);
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
         INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'm2', org_id, 'br_2', '[\"manager\"]', 'active' FROM branches WHERE id = 'br_2';
         INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'ph', org_id, '{b}', '[\"photographer\"]', 'active' FROM branches WHERE id = 'br_2';"
    ))
    .unwrap();
    for (user, denied) in [("m2", false), ("ph", true)] {
        let mut actor = s.owner.clone();
        actor.user = user.into();
        for command in [
            ProjectCommand::EditSeries {
                id: event.id.clone(),
                version: event.version,
                base: event.values(),
                values: changed(&event, &[("location", "Roof")]),
                scope: SeriesScope::All,
            },
            ProjectCommand::RemoveSeries {
                id: event.id.clone(),
                version: event.version,
                scope: SeriesScope::All,
            },
        ] {
            let error = s.store.run(&actor, command.into()).unwrap_err();
            assert_eq!(matches!(error, StoreError::Denied(_)), denied, "{user}: {error}");
        }
    }
    assert_eq!(dates(&s).len(), 4);
}
