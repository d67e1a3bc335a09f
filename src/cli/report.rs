//! `report`: sums of what was invoiced and paid.

use super::args::{ReportCommand, ReportDayArgs, ReportOwingArgs, ReportSpanArgs};
use super::invoice::list::day;
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::money::{Currency, Money};
use crate::domain::receivable::Age;
use crate::domain::report::{Day, Owing, Revenue, Taken, Taxes};
use crate::domain::tax::Head;
use crate::store::protocol::{Query, Reply, Report, ReportQuery};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// Runs a report.
pub(super) fn run(command: &ReportCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        ReportCommand::Revenue(args) => revenue(args, studio, console),
        ReportCommand::Tax(args) => tax(args, studio, console),
        ReportCommand::Receivables(args) => receivables(args, studio, console),
        ReportCommand::DayEnd(args) => day_end(args, studio, console),
    }
}

fn ask(studio: &Studio, query: ReportQuery) -> Result<Report, CliError> {
    match studio.ask(Query::Report(Box::new(query)))? {
        Reply::Report(report) => Ok(*report),
        _ => Err(unexpected()),
    }
}

/// The days that are meant; without any, from the first day of so many months ago, that is of this month for none.
fn span(args: &ReportSpanArgs, months: i64, studio: &Studio) -> Result<(Date, Date), CliError> {
    let branch = args.branch.as_deref();
    let today = Timestamp::now().to_zoned_datetime(studio.usual_zone(branch)?).date();
    let first = today.first_of_month().checked_sub(jiff::Span::new().months(months)).unwrap_or(today);
    let from = day(args.from.as_deref(), branch, studio)?.unwrap_or(first);
    let to = day(args.to.as_deref(), branch, studio)?.unwrap_or(today.max(from));
    if to < from {
        return Err(CliError::usage("the last day lies before the first one", "Swap --from and --to."));
    }
    Ok((from, to))
}

fn money(minor: i64, currency: Currency, studio: &Studio) -> Value {
    studio.money(Money { minor, currency })
}

fn branch_name(id: &crate::domain::id::BranchId, studio: &Studio) -> Value {
    Value::maybe(studio.branch_of(id).map(|branch| branch.name.as_str()))
}

const REVENUE: [Column; 9] = [
    Column::whole("month", "MONTH"),
    Column::text("branch_name", "BRANCH"),
    Column::number("invoices", "INVOICES"),
    Column::number("credit_notes", "CREDITED"),
    Column::money("taxable", "TAXABLE"),
    Column::money("tax", "TAX"),
    Column::money("total", "TOTAL"),
    Column::hidden("currency"),
    Column::hidden("branch"),
];

fn revenue(args: &ReportSpanArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (from, to) = span(args, 11, studio)?;
    let scope = studio.scope(args.branch.as_deref())?;
    let Report::Revenue(lines) = ask(studio, ReportQuery::Revenue { scope, from, to })? else {
        return Err(unexpected());
    };
    let row = |line: &Revenue| {
        let amount = |minor| money(minor, line.currency, studio);
        [
            Value::text(&line.month),
            branch_name(&line.branch, studio),
            Value::Count(line.invoices),
            Value::Count(line.credits),
            amount(line.taxable),
            amount(line.tax),
            amount(line.total),
            Value::text(line.currency.code()),
            Value::text(line.branch.as_str()),
        ]
    };
    let rows: Vec<[Value; 9]> = lines.iter().map(row).collect();
    let mut sheet = Sheet::new(args.output.format(), &REVENUE);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

const TAXES: [Column; 13] = [
    Column::text("branch_name", "BRANCH"),
    Column::whole("table", "TABLE"),
    Column::whole("rate", "RATE"),
    Column::number("documents", "DOCUMENTS"),
    Column::money("taxable", "TAXABLE"),
    Column::money("cgst", "CGST"),
    Column::money("sgst", "SGST"),
    Column::money("utgst", "UTGST"),
    Column::money("igst", "IGST"),
    Column::money("vat", "VAT"),
    Column::money("tax", "TAX"),
    Column::hidden("currency"),
    Column::hidden("branch"),
];

fn tax(args: &ReportSpanArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (from, to) = span(args, 0, studio)?;
    let scope = studio.scope(args.branch.as_deref())?;
    let Report::Taxes(lines) = ask(studio, ReportQuery::Taxes { scope, from, to })? else {
        return Err(unexpected());
    };
    let row = |line: &Taxes| {
        let amount = |minor| money(minor, line.currency, studio);
        let head = |head: Head| line.heads.get(&head).map_or(Value::Nothing, |minor| amount(*minor));
        [
            branch_name(&line.branch, studio),
            Value::text(line.table.as_str()),
            Value::Other(line.rate.to_string(), json!(line.rate.edit())),
            Value::Count(line.documents),
            amount(line.taxable),
            head(Head::Cgst),
            head(Head::Sgst),
            head(Head::Utgst),
            head(Head::Igst),
            head(Head::Vat),
            amount(line.tax()),
            Value::text(line.currency.code()),
            Value::text(line.branch.as_str()),
        ]
    };
    let rows: Vec<[Value; 13]> = lines.iter().map(row).collect();
    let mut sheet = Sheet::new(args.output.format(), &TAXES);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

const OWING: [Column; 11] = [
    Column::text("client_name", "CLIENT"),
    Column::number("invoices", "INVOICES"),
    Column::money("current", "CURRENT"),
    Column::money("days_1_30", "1–30"),
    Column::money("days_31_60", "31–60"),
    Column::money("days_61_90", "61–90"),
    Column::money("over_90", "90+"),
    Column::money("total", "TOTAL"),
    Column::hidden("currency"),
    Column::hidden("client"),
    Column::hidden("branch"),
];

fn receivables(args: &ReportOwingArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let scope = studio.scope(args.branch.as_deref())?;
    let Report::Owing(lines) = ask(studio, ReportQuery::Owing { scope, limit: args.limit })? else {
        return Err(unexpected());
    };
    let row = |line: &Owing| {
        let amount = |minor| money(minor, line.owed.currency, studio);
        let age = |age: Age| amount(line.owed.open[age as usize]);
        [
            Value::text(if line.name.is_empty() { "(nobody by name)" } else { &line.name }),
            Value::Count(line.owed.count.iter().sum()),
            age(Age::Current),
            age(Age::Month),
            age(Age::Two),
            age(Age::Three),
            age(Age::Older),
            amount(line.owed.total()),
            Value::text(line.owed.currency.code()),
            Value::maybe(line.client.as_ref()),
            Value::text(line.branch.as_str()),
        ]
    };
    let rows: Vec<[Value; 11]> = lines.iter().map(row).collect();
    let mut sheet = Sheet::new(args.output.format(), &OWING);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

const DAY: [Column; 14] = [
    Column::whole("day", "DAY"),
    Column::text("branch_name", "BRANCH"),
    Column::whole("method", "HOW"),
    Column::number("payments", "PAYMENTS"),
    Column::money("received", "RECEIVED"),
    Column::number("refunds", "REFUNDS"),
    Column::money("refunded", "GIVEN BACK"),
    Column::hidden("issued"),
    Column::hidden_money("issued_total"),
    Column::hidden("voided"),
    Column::hidden("audit_entry"),
    Column::hidden("audit_head"),
    Column::hidden("currency"),
    Column::hidden("branch"),
];

fn day_end(args: &ReportDayArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = args.branch.as_deref();
    let today = Timestamp::now().to_zoned_datetime(studio.usual_zone(branch)?).date();
    let day = day(args.day.as_deref(), branch, studio)?.unwrap_or(today);
    let scope = studio.scope(branch)?;
    let Report::Day(days) = ask(studio, ReportQuery::Day { scope, day })? else { return Err(unexpected()) };
    let rows: Vec<[Value; 14]> = days
        .iter()
        .flat_map(|day| day.taken.iter().map(|(method, taken)| till(day, method.as_str(), taken, studio)))
        .collect();
    let mut sheet = Sheet::new(args.output.format(), &DAY);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    for day in &days {
        console.note(&closing(day, studio))?;
    }
    let head = days.first().and_then(|day| day.head.as_ref());
    if let Some((seq, hash)) = head {
        console.note(&format!("audit head: entry {seq}, {hash}"))?;
    }
    Ok(())
}

fn till(day: &Day, method: &str, taken: &Taken, studio: &Studio) -> [Value; 14] {
    let amount = |minor| money(minor, day.currency, studio);
    let head = day.head.as_ref();
    [
        Value::Date(day.day),
        branch_name(&day.branch, studio),
        Value::text(method),
        Value::Count(taken.payments),
        amount(taken.received),
        Value::Count(taken.refunds),
        amount(taken.refunded),
        Value::Count(day.issued),
        amount(day.issued_total),
        Value::Count(day.voided),
        head.map_or(Value::Nothing, |(seq, _)| Value::Number(*seq)),
        Value::maybe(head.map(|(_, hash)| hash)),
        Value::text(day.currency.code()),
        Value::text(day.branch.as_str()),
    ]
}

/// What a person signs below the sheet.
fn closing(day: &Day, studio: &Studio) -> String {
    let name = studio.branch_of(&day.branch).map_or("", |branch| branch.name.as_str());
    let said = |minor| match money(minor, day.currency, studio) {
        Value::Money(_, text) => text,
        _ => String::new(),
    };
    format!(
        "{name}: {} documents issued over {}, {} voided; cash of the day {}",
        day.issued,
        said(day.issued_total),
        day.voided,
        said(day.cash())
    )
}
