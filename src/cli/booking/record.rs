//! A lock as it is printed, and a conflict with whoever holds what was wanted.

use crate::cli::CliError;
use crate::cli::out::{Console, Record, Value};
use crate::domain::booking::Trouble;
use crate::store::protocol::{Clash, Holder, LockDetail, StoreError};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// A lock. What can be written has the names that `booking lock --json` reads; times are those without buffers.
pub(super) fn of(detail: &LockDetail) -> Record {
    let lock = &detail.lock;
    let zone = TimeZone::get(&detail.zone).unwrap_or(TimeZone::UTC);
    let time = |at: Timestamp| Value::Time(at, zone.clone());
    let maybe = |at: Option<Timestamp>| at.map_or(Value::Nothing, time);
    let needed = lock.needed();
    let named = |id: &str, name: &str| Value::Other(name.to_owned(), json!({ "id": id, "name": name }));
    let event = lock.event.as_ref().map_or(Value::Nothing, |id| named(id.as_str(), &detail.event_title));
    Record::new(format!("{} for {}", lock.asset_name, detail.project_name))
        .fact("asset", "What", named(lock.asset.as_str(), &lock.asset_name))
        .fact("serial", "Serial", Value::text(&detail.serial))
        .fact("project", "For", named(lock.project.as_str(), &detail.project_name))
        .fact("event", "Sub-event", event)
        .fact("start", "From", time(needed.start))
        .fact("end", "To", time(needed.end))
        .fact("buffer_before", "Minutes before", minutes(lock.before))
        .fact("buffer_after", "Minutes after", minutes(lock.after))
        .fact("qty", "Pieces", Value::Count(lock.qty.into()))
        .fact("kind", "Booked", Value::Other(kind(detail).to_owned(), json!(lock.kind.as_str())))
        .fact("expires", "Holds until", maybe(lock.expires))
        .fact("trouble", "Needs replacement", Value::maybe(lock.trouble.map(Trouble::words)))
        .hidden("locked_from", time(lock.start))
        .hidden("locked_until", time(lock.end))
        .fact("released", "Free since", maybe(lock.released))
        .hidden("zone", Value::text(&detail.zone))
        .hidden("branch", Value::text(detail.branch.as_str()))
        .hidden("kit", Value::maybe(detail.kit.as_ref()))
        .fact("version", "Version", Value::Number(lock.version))
        .fact("id", "Id", Value::text(lock.id.as_str()))
}

/// Minutes for programs; people need not read that there are none.
fn minutes(seconds: u32) -> Value {
    let minutes = seconds / 60;
    Value::Other(if minutes == 0 { String::new() } else { minutes.to_string() }, json!(minutes))
}

/// How it is booked, in a word.
pub(super) fn kind(detail: &LockDetail) -> &'static str {
    let lock = &detail.lock;
    match lock.kind {
        _ if lock.released.is_some() => "free again",
        _ if lock.has_expired(Timestamp::now()) => "hold expired",
        crate::domain::booking::LockKind::Firm => "firm",
        crate::domain::booking::LockKind::Hold => "hold",
    }
}

/// Where JSON is printed, a conflict is as well: what was wanted, and who holds it.
pub(super) fn tell_conflict<T>(
    result: Result<T, CliError>,
    is_json: bool,
    console: &mut Console<'_>,
) -> Result<T, CliError> {
    if let Err(CliError::Store(StoreError::Booked(Some(clash)))) = &result
        && is_json
    {
        console.json(&conflict(clash))?;
    }
    result
}

fn conflict(clash: &Clash) -> serde_json::Value {
    let Clash {
        asset,
        asset_name,
        lock,
        project,
        project_name,
        holder,
        start,
        end,
        before,
        after,
        zone,
        date,
    } = clash;
    json!({ "conflict": {
        "message": clash.to_string(),
        "date": date,
        "asset": { "id": asset.as_str(), "name": asset_name },
        "holder": {
            "project": { "id": project.as_str(), "name": project_name },
            "lock": lock.as_str(),
            "start": start,
            "end": end,
            "buffer_before": before / 60,
            "buffer_after": after / 60,
            "zone": zone,
            "same_project": *holder == Holder::Itself,
        },
    } })
}
