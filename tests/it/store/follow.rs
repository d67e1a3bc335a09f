//! What is booked for a sub-event goes along with it: nothing meets what moves with it, and what it meets is refused.

use super::bookings::{lock, studio};
use super::events::read;
use super::projects::event;
use super::{Studio, values};
use studiovault::store::protocol::*;

fn add(s: &Studio, times: (&str, &str), more: &[(&str, &str)]) -> String {
    let mut fields = event("Haldi", times.0, times.1);
    fields.extend(values(more));
    s.run(ProjectCommand::AddEvent { project: "p0".into(), values: fields }).unwrap().row.unwrap().id
}

fn edit(s: &Studio, id: &str, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
    let now = read(s, id);
    let mut changed = now.values();
    changed.extend(values(fields));
    s.run(ProjectCommand::EditEvent {
        id: now.id.clone(),
        version: now.version,
        base: now.values(),
        values: changed,
    })
}

fn edit_all(s: &Studio, id: &str, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
    let now = read(s, id);
    let mut changed = now.values();
    changed.extend(values(fields));
    s.run(ProjectCommand::EditSeries {
        id: now.id.clone(),
        version: now.version,
        base: now.values(),
        values: changed,
        scope: SeriesScope::All,
    })
}

/// Two hours on 15 January 2027, with two locks of the camera that follow each other.
fn halves(s: &Studio, kind: &str, more: &[(&str, &str)]) -> (String, i64) {
    let id = add(s, ("2027-01-15T04:30:00Z", "2027-01-15T06:30:00Z"), more);
    let start = read(s, &id).start.as_second();
    for (lock_id, from, to) in [("a", 0, 3_600), ("b", 3_600, 7_200)] {
        let sql = lock(lock_id, "p0", "cam", (start + from, start + to), kind, 1);
        s.sqlite3(&sql.replace("(id,", "(event_id, id,").replace("('", &format!("('{id}', '"))).unwrap();
    }
    (id, start)
}

fn spans(s: &Studio, from: i64) -> String {
    s.sqlite3(&format!(
        "SELECT group_concat(id || ' ' || (start_time - {from}) || '..' || (end_time - {from}) || iif(released_at IS NULL, '', ' free'), ', ')
         FROM (SELECT * FROM booking_locks ORDER BY id)"
    ))
    .unwrap()
}

#[test]
fn locks_that_move_together_do_not_meet_on_the_way() {
    let s = studio();
    let (id, start) = halves(&s, "firm", &[("buffer_before", "30m")]);
    s.sqlite3("UPDATE booking_locks SET buffer_before = 1800").unwrap();
    let before = "a 0..3600, b 3600..7200";
    // Less before and more behind: both begin later, and end later.
    edit(&s, &id, &[("buffer_before", ""), ("buffer_after", "30m")]).unwrap();
    let later = "a 1800..5400, b 5400..9000";
    assert_eq!(spans(&s, start), later);
    for (command, expected) in [(Command::Undo, before), (Command::Redo, later), (Command::Undo, before)] {
        s.run(command).unwrap();
        assert_eq!(spans(&s, start), expected);
    }
    s.assert_sound();
}

#[test]
fn locks_that_grow_into_each_other_are_refused_in_words() {
    for kind in ["firm", "hold"] {
        let s = studio();
        let (id, start) = halves(&s, kind, &[]);
        let error = edit(&s, &id, &[("buffer_before", "30m"), ("buffer_after", "15m")]).unwrap_err();
        let words = "cam is booked for Job 0 itself already, 2027-01-15 09:30 to 11:15";
        assert!(error.to_string().starts_with(words), "{error}");
        assert_eq!(error.exit_code(), 5);
        assert_eq!(spans(&s, start), "a 0..3600, b 3600..7200");
        // Of several there is room for both.
        s.sqlite3("UPDATE assets SET capacity = 2 WHERE id = 'cam'").unwrap();
        edit(&s, &id, &[("buffer_before", "30m"), ("buffer_after", "15m")]).unwrap();
        assert_eq!(spans(&s, start), "a -1800..4500, b 1800..8100");
        s.assert_sound();
    }
}

#[test]
fn what_goes_along_is_no_longer_than_what_is_booked_by_hand() {
    let s = studio();
    let (id, start) = halves(&s, "firm", &[]);
    s.sqlite3(&format!("UPDATE booking_locks SET end_time = {start} + 366 * 86400 WHERE id = 'b'")).unwrap();
    let error = edit(&s, &id, &[("buffer_after", "2h")]).unwrap_err().to_string();
    assert_eq!(error, "cam: it would be booked for more than a year");
    s.sqlite3("UPDATE projects SET status = 'cancelled', status_before = 'inquiry' WHERE id = 'p0'").unwrap();
    let error = edit(&s, &id, &[("buffer_after", "2h")]).unwrap_err().to_string();
    assert_eq!(error, "what is booked: it would be booked for more than a year");
}

#[test]
fn a_series_says_which_of_its_dates_is_not_free() {
    let s = studio();
    s.sqlite3(&lock("z", "p1", "cam", (1_800_334_000, 1_800_335_000), "firm", 1)).unwrap();
    let id = add(&s, ("2027-01-05T04:30:00Z", "2027-01-05T06:30:00Z"), &[]);
    let start = read(&s, &id).start.as_second();
    let sql = lock("a", "p0", "cam", (start, start + 7_200), "firm", 1);
    s.sqlite3(&sql.replace("(id,", "(event_id, id,").replace("('", &format!("('{id}', '"))).unwrap();
    let error = edit(&s, &id, &[("repeat", "every tue 4 times")]).unwrap_err();
    assert!(
        error.to_string().starts_with("on Tue 19 Jan 2027: cam is booked for Job 1, 2027-01-19 "),
        "{error}"
    );
    // It is busy on one date only: that is said as well.
    s.sqlite3("DELETE FROM booking_locks WHERE id = 'z'; INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time) VALUES ('m', 'cam', 'maintenance', 1800334000, 1800335000)").unwrap();
    let error = edit(&s, &id, &[("repeat", "every tue 4 times")]).unwrap_err();
    assert!(error.to_string().starts_with("on Tue 19 Jan 2027: cam is under repair, "), "{error}");
    s.sqlite3("UPDATE asset_maintenance SET start_time = start_time + 7200, end_time = end_time + 7200")
        .unwrap();
    edit(&s, &id, &[("repeat", "every tue 4 times")]).unwrap();
    let error = edit_all(&s, &id, &[("buffer_after", "3h")]).unwrap_err();
    assert!(error.to_string().starts_with("on Tue 19 Jan 2027: cam is under repair, "), "{error}");
    s.assert_sound();
}

#[test]
fn dates_of_a_series_that_touch_move_together() {
    let s = studio();
    let id = add(&s, ("2027-01-05T04:30:00Z", "2027-01-06T04:30:00Z"), &[("buffer_before", "30m")]);
    let start = read(&s, &id).start.as_second();
    let sql = lock("a", "p0", "cam", (start, start + 86_400), "firm", 1);
    s.sqlite3(&sql.replace("(id,", "(event_id, id,").replace("('", &format!("('{id}', '"))).unwrap();
    s.sqlite3("UPDATE booking_locks SET buffer_before = 1800").unwrap();
    edit(&s, &id, &[("repeat", "daily 4 times")]).unwrap();
    let from = || {
        s.sqlite3(&format!("SELECT group_concat((start_time - {start}) % 86400) FROM booking_locks")).unwrap()
    };
    assert_eq!(from(), "0,0,0,0");
    edit_all(&s, &id, &[("buffer_before", ""), ("buffer_after", "30m")]).unwrap();
    assert_eq!(from(), "1800,1800,1800,1800");
    s.run(Command::Undo).unwrap();
    assert_eq!(from(), "0,0,0,0");
    s.run(Command::Redo).unwrap();
    assert_eq!(from(), "1800,1800,1800,1800");
    s.assert_sound();
}
