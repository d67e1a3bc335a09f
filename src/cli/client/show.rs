//! `client show`.

use super::record::ClientRecord;
use super::resolve;
use crate::cli::CliError;
use crate::cli::args::ClientShowArgs;
use crate::cli::out::{self, Table, printable};
use crate::cli::studio::Studio;
use crate::domain::money::Money;
use crate::store::protocol::ClientDetail;
use crate::ui::text::{Align, fit, width};
use std::io::{self, Write};

/// Prints one client.
pub(super) fn show(args: &ClientShowArgs, studio: &Studio, out: &mut dyn Write) -> Result<(), CliError> {
    let detail = resolve(studio, &args.client)?;
    if args.output.json {
        out::json(out, &ClientRecord::from(detail))
    } else {
        Ok(text(&detail, studio, out)?)
    }
}

fn text(detail: &ClientDetail, studio: &Studio, out: &mut dyn Write) -> io::Result<()> {
    let ClientDetail { client, branch_name, stats, timeline, .. } = detail;
    let profile = &client.profile;
    let zone = studio.zone_of(&client.branch);
    let day = |at: jiff::Timestamp| at.to_zoned_datetime(zone.clone()).date().to_string();
    let minute =
        |at: jiff::Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    writeln!(out, "{}", printable(&client.name))?;
    let tags: Vec<String> = profile.tags.iter().map(|tag| format!("#{tag}")).collect();
    let facts = [
        ("Phone", client.phone.clone()),
        ("Second phone", profile.alt_phone.clone()),
        ("E-mail", profile.email.clone()),
        ("Tags", tags.join(" ")),
        ("Business", profile.business_name.clone()),
        ("Tax number", profile.gstin.clone()),
        ("Address", profile.address.clone()),
        ("City", profile.city.clone()),
        ("Birthday", profile.birthday.map(|date| date.to_string()).unwrap_or_default()),
        ("Anniversary", profile.anniversary.map(|date| date.to_string()).unwrap_or_default()),
        ("Language", profile.language.clone()),
        ("Offers", if profile.marketing_ok { "may be sent".to_owned() } else { String::new() }),
        ("Follow up", client.follow_up.map(minute).unwrap_or_default()),
        ("Referred by", profile.referred_by.as_ref().map(|by| by.name.clone()).unwrap_or_default()),
        ("Payment days", profile.payment_days.map(|days| days.to_string()).unwrap_or_default()),
        (
            "Credit limit",
            profile
                .credit_limit
                .map(|minor| studio.amount(Money { minor, currency: client.spent.currency }))
                .unwrap_or_default(),
        ),
        ("Notes", profile.notes.clone()),
        ("Spent", studio.amount(client.spent)),
        ("Open", studio.amount(stats.open)),
        ("Projects", stats.projects.to_string()),
        ("Invoices", stats.invoices.to_string()),
        ("Last shoot", stats.last_shoot.map(day).unwrap_or_default()),
        ("Branch", branch_name.clone()),
        ("Client since", client.created.map(day).unwrap_or_default()),
        ("Archived", client.archived.map(day).unwrap_or_default()),
        ("Merged into", client.merged_into.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Erased", client.erased.map(day).unwrap_or_default()),
        ("Version", client.version.to_string()),
        ("Id", client.id.to_string()),
    ];
    let widest = facts.iter().map(|(label, _)| width(label)).max().unwrap_or_default();
    for (label, value) in facts.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let mut label = *label;
        for line in printable(value).lines() {
            writeln!(out, "  {}  {line}", fit(label, widest, Align::Left))?;
            label = "";
        }
    }
    if timeline.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nTimeline")?;
    let columns = [out::left("  WHEN"), out::left("WHAT"), out::left("STATUS"), out::right("AMOUNT")];
    let rows: Vec<Vec<String>> = timeline
        .iter()
        .map(|entry| {
            let amount = entry.amount.map(|money| studio.amount(money)).unwrap_or_default();
            vec![format!("  {}", minute(entry.at)), entry.text.clone(), entry.status.clone(), amount]
        })
        .collect();
    Table::new(&columns).rows(out, &rows)
}
