//! A client with everything about it, as `client show` and `--json` have it.

use crate::cli::out::{Column, Record, Value};
use crate::cli::studio::Studio;
use crate::domain::client::Client;
use crate::domain::money::Money;
use crate::store::protocol::{ClientDetail, TimelineEntry};
use serde_json::json;

const TIMELINE: [Column; 6] = [
    Column::text("at", "WHEN"),
    Column::hidden("kind"),
    Column::text("text", "WHAT"),
    Column::text("status", "STATUS"),
    Column::money("amount", "AMOUNT"),
    Column::hidden("id"),
];

const CURRENCIES: [Column; 2] = [Column::text("currency", "CURRENCY"), Column::money("open", "OPEN")];

/// The record. The editable fields have the names that `--set` takes.
pub(super) fn of(detail: &ClientDetail, studio: &Studio) -> Record {
    let ClientDetail { client, branch_name, stats, timeline, .. } = detail;
    let branch = &client.branch;
    let day = |at: Option<jiff::Timestamp>| at.map_or(Value::Nothing, |at| studio.day(at, branch));
    profile(client, studio)
        .fact("spent", "Spent", studio.money(client.spent))
        .fact("open", "Open", studio.money(stats.open))
        .fact("projects", "Projects", Value::Count(stats.projects))
        .fact("invoices", "Invoices", Value::Count(stats.invoices))
        .fact("last_shoot", "Last shoot", day(stats.last_shoot))
        .fact("branch_name", "Branch", Value::text(branch_name))
        .hidden("branch", Value::text(branch.as_str()))
        .fact("created", "Client since", day(client.created))
        .fact("archived", "Archived", day(client.archived))
        .fact("merged_into", "Merged into", Value::maybe(client.merged_into.as_ref()))
        .fact("erased", "Erased", day(client.erased))
        .fact("version", "Version", Value::Number(client.version))
        .fact("id", "Id", Value::text(client.id.as_str()))
        .hidden("other", Value::Other(String::new(), client.profile.other.clone().into()))
        .section(
            ("other_currencies", "In other currencies"),
            &CURRENCIES,
            stats.open_elsewhere.iter().map(|open| [Value::text(open.currency.code()), studio.money(*open)]),
        )
        .section(
            ("timeline", "Timeline"),
            &TIMELINE,
            timeline.iter().map(|entry| event(entry, client, studio)),
        )
}

/// What can be edited.
fn profile(client: &Client, studio: &Studio) -> Record {
    let profile = &client.profile;
    let offers = if profile.marketing_ok { "may be sent" } else { "" };
    let referred_by = profile.referred_by.as_ref().map_or(Value::Nothing, |by| {
        Value::Other(by.name.clone(), json!({ "id": by.id.as_str(), "name": by.name }))
    });
    let limit = |minor| studio.money(Money { minor, currency: client.spent.currency });
    let date = |date: Option<jiff::civil::Date>| date.map_or(Value::Nothing, Value::Date);
    Record::new(&client.name)
        .hidden("name", Value::text(&client.name))
        .fact("phone", "Phone", Value::text(&client.phone))
        .hidden("phone_e164", Value::maybe(client.phone_e164.as_ref()))
        .fact("alt_phone", "Second phone", Value::text(&profile.alt_phone))
        .fact("email", "E-mail", Value::text(&profile.email))
        .fact("tags", "Tags", Value::Tags(profile.tags.clone()))
        .fact("business_name", "Business", Value::text(&profile.business_name))
        .fact("gstin", "Tax number", Value::text(&profile.gstin))
        .fact("address", "Address", Value::text(&profile.address))
        .fact("city", "City", Value::text(&profile.city))
        .fact("state", "State", Value::text(&profile.state))
        .fact("birthday", "Birthday", date(profile.birthday))
        .fact("anniversary", "Anniversary", date(profile.anniversary))
        .fact("language", "Language", Value::text(&profile.language))
        .fact("marketing_ok", "Offers", Value::Other(offers.to_owned(), profile.marketing_ok.into()))
        .fact(
            "follow_up",
            "Follow up",
            client.follow_up.map_or(Value::Nothing, |at| studio.time(at, &client.branch)),
        )
        .fact("referred_by", "Referred by", referred_by)
        .fact("payment_days", "Payment days", profile.payment_days.map_or(Value::Nothing, Value::Number))
        .fact("credit_limit", "Credit limit", profile.credit_limit.map_or(Value::Nothing, limit))
        .fact("notes", "Notes", Value::text(&profile.notes))
}

fn event(entry: &TimelineEntry, client: &Client, studio: &Studio) -> [Value; 6] {
    [
        studio.time(entry.at, &client.branch),
        Value::Other(String::new(), json!(entry.kind)),
        Value::text(&entry.text),
        Value::text(&entry.status),
        entry.amount.map_or(Value::Nothing, |amount| studio.money(amount)),
        Value::text(&entry.row.id),
    ]
}
