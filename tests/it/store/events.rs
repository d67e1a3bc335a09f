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
