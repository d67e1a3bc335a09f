//! An asset with everything about it, as `show` and `--json` have it.

use crate::cli::out::{Column, Record, Value};
use crate::cli::studio::Studio;
use crate::domain::asset::away::AwayWindow;
use crate::domain::money::Money;
use crate::store::protocol::{Arrival, AssetDetail, BookedLine, CustodyLine, TransferLine};
use jiff::Timestamp;
use serde_json::json;

const BOOKED: [Column; 8] = [
    Column::whole("start", "FROM"),
    Column::whole("end", "TO"),
    Column::text("name", "FOR"),
    Column::text("kind", "KIND"),
    Column::number("qty", "QTY"),
    Column::text("trouble", "TROUBLE"),
    Column::hidden("project"),
    Column::id(),
];

/// The columns of times away.
pub(super) const AWAY: [Column; 7] = [
    Column::whole("start", "FROM"),
    Column::whole("end", "TO"),
    Column::text("kind", "WHY"),
    Column::text("reason", "IN WORDS"),
    Column::number("cost", "COST"),
    Column::hidden("version"),
    Column::id(),
];

const CUSTODY: [Column; 8] = [
    Column::whole("out", "OUT"),
    Column::text("holder", "WITH"),
    Column::text("project_name", "FOR"),
    Column::number("qty", "QTY"),
    Column::whole("due", "DUE"),
    Column::whole("back", "BACK"),
    Column::text("condition", "CONDITION"),
    Column::id(),
];

/// The columns of transfers.
pub(super) const TRANSFERS: [Column; 8] = [
    Column::whole("sent", "SENT"),
    Column::text("name", "NAME"),
    Column::text("serial", "SERIAL"),
    Column::text("from", "FROM"),
    Column::text("to", "TO"),
    Column::text("outcome", "OUTCOME"),
    Column::text("note", "NOTE"),
    Column::id(),
];

/// The record of an asset. The editable fields have the names that the form's fields have.
pub(super) fn of(detail: &AssetDetail, studio: &Studio) -> Record {
    let (asset, facts) = (&detail.asset, &detail.asset.facts);
    let price = facts.price_minor.map(|minor| Money { minor, currency: detail.currency });
    let person = asset.person.as_ref().map_or(Value::Nothing, |id| {
        Value::Other(asset.person_name.clone(), json!({ "id": id, "name": asset.person_name }))
    });
    let usage = &detail.usage;
    let used = match usage.booked {
        0 => format!("on none of the last {} days", usage.of),
        days => format!("on {days} of the last {} days, {} %", usage.of, usage.percent()),
    };
    Record::new(&asset.name)
        .hidden("name", Value::text(&asset.name))
        .fact("type", "Type", Value::text(&asset.kind))
        .fact("condition", "Condition", Value::text(asset.condition.as_str()))
        .fact("serial", "Serial", Value::text(&asset.serial))
        .fact("capacity", "Pieces", Value::Number(i64::from(asset.capacity)))
        .fact("person", "Staff", person)
        .fact("skills", "Skills", Value::text(facts.all_skills().join(", ")))
        .fact("bought", "Bought", facts.bought.map_or(Value::Nothing, Value::Date))
        .fact("price", "Price", price.map_or(Value::Nothing, |price| studio.money(price)))
        .fact("notes", "Notes", Value::text(&facts.notes))
        .fact("used", "Used", Value::Other(used, json!({ "booked": usage.booked, "of": usage.of })))
        .fact("branch_name", "Branch", Value::text(&detail.branch_name))
        .hidden("branch", Value::text(asset.branch.as_str()))
        .fact("version", "Version", Value::Number(asset.version))
        .fact("id", "Id", Value::text(asset.id.as_str()))
        .section(
            ("booked", "Booked"),
            &BOOKED,
            detail.booked.rows.iter().map(|line| booked(line, detail, studio)),
        )
        .section(("away", "Away"), &AWAY, detail.away.rows.iter().map(|line| away(line, detail, studio)))
        .section(
            ("custody", "Custody"),
            &CUSTODY,
            detail.custody.rows.iter().map(|line| custody(line, detail, studio)),
        )
        .section(
            ("transfers", "Transfers"),
            &TRANSFERS,
            detail.transfers.iter().map(|line| transfer(line, studio)),
        )
}

fn time(at: Option<Timestamp>, detail: &AssetDetail, studio: &Studio) -> Value {
    at.map_or(Value::Nothing, |at| studio.time(at, &detail.asset.branch))
}

fn booked(line: &BookedLine, detail: &AssetDetail, studio: &Studio) -> [Value; 8] {
    [
        time(Some(line.start), detail, studio),
        time(Some(line.end), detail, studio),
        Value::text(&line.name),
        Value::text(line.kind.as_str()),
        Value::Number(i64::from(line.qty)),
        Value::maybe(line.trouble.map(|why| why.words())),
        Value::maybe(line.project.as_ref()),
        Value::text(line.lock.as_str()),
    ]
}

/// A time away under the columns.
pub(super) fn away(line: &AwayWindow, detail: &AssetDetail, studio: &Studio) -> [Value; 7] {
    let cost = line.cost.map(|minor| studio.money(Money { minor, currency: detail.currency }));
    [
        time(Some(line.start), detail, studio),
        time(line.end, detail, studio),
        Value::text(line.kind.as_str()),
        Value::text(&line.reason),
        cost.unwrap_or(Value::Nothing),
        Value::Number(line.version),
        Value::text(line.id.as_str()),
    ]
}

fn custody(line: &CustodyLine, detail: &AssetDetail, studio: &Studio) -> [Value; 8] {
    let (out, back) = (&line.condition.0, &line.condition.1);
    let said = if back.is_empty() { out } else { back };
    [
        time(Some(line.out), detail, studio),
        Value::text(&line.holder),
        Value::text(&line.project_name),
        Value::Number(i64::from(line.qty)),
        time(line.due, detail, studio),
        time(line.back, detail, studio),
        Value::text(said),
        Value::text(line.id.as_str()),
    ]
}

/// A transfer under the columns; its id is the asset's, by which it is taken in.
pub(super) fn transfer(line: &TransferLine, studio: &Studio) -> [Value; 8] {
    [
        studio.time(line.sent, &line.to),
        Value::text(&line.asset_name),
        Value::text(&line.serial),
        Value::text(&line.from_name),
        Value::text(&line.to_name),
        Value::maybe(line.outcome.map(Arrival::as_str)),
        Value::text(&line.note),
        Value::text(line.asset.as_str()),
    ]
}
