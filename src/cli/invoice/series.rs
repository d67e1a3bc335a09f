//! `invoice series`: whether any number is missing, and where a series starts.

use super::list::day;
use crate::cli::CliError;
use crate::cli::args::{InvoiceSeriesArgs, InvoiceSeriesCommand, InvoiceSeriesStartArgs};
use crate::cli::out::{Column, Console, Sheet, Value};
use crate::cli::project::status;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::write;
use crate::domain::invoice::number::Series;
use crate::store::protocol::{InvoiceCommand, Query, Reply, SeriesReport};
use jiff::Timestamp;
use serde_json::json;

const SERIES: [Column; 11] = [
    Column::text("branch_name", "BRANCH"),
    Column::text("series", "SERIES"),
    Column::whole("fiscal_year", "YEAR"),
    Column::hidden("device"),
    Column::whole("from", "FROM"),
    Column::whole("to", "TO"),
    Column::number("issued", "ISSUED"),
    Column::number("voided", "VOID"),
    Column::whole("missing", "MISSING"),
    Column::number("next", "NEXT"),
    Column::hidden("branch"),
];

/// Prints the report, or does what else is asked for.
pub(super) fn run(
    args: &InvoiceSeriesArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    if let Some(InvoiceSeriesCommand::Start(args)) = &args.command {
        return start(args, studio, console);
    }
    let scope = studio.scope(args.branch.as_deref())?;
    let Reply::Series(reports) = studio.ask(Query::Series(scope))? else { return Err(unexpected()) };
    let rows: Vec<[Value; 11]> = reports.iter().map(|report| row(report, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &SERIES);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

fn row(report: &SeriesReport, studio: &Studio) -> [Value; 11] {
    let branch = studio.branch_of(&report.branch);
    let missing: Vec<String> = report.missing.iter().map(u64::to_string).collect();
    let missing = if missing.is_empty() { "none".to_owned() } else { missing.join(", ") };
    [
        Value::maybe(branch.map(|branch| branch.name.as_str())),
        status(report.series.as_str()),
        Value::text(&report.fiscal_year),
        Value::text(&report.device),
        Value::maybe(report.from.as_ref()),
        Value::maybe(report.to.as_ref()),
        Value::Count(report.issued),
        Value::Count(report.voided),
        Value::Other(missing, json!(report.missing)),
        Value::Count(report.next),
        Value::text(report.branch.as_str()),
    ]
}

fn start(args: &InvoiceSeriesStartArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let series = Series::parse(&args.series).ok_or_else(|| {
        let words = Series::ALL.map(Series::as_str).join(", ");
        CliError::usage(format!("there is no series {}", args.series), format!("Choose one of: {words}."))
    })?;
    let today = || Timestamp::now().to_zoned_datetime(studio.zone_of(&branch.id)).date();
    let day = day(args.day.as_deref(), Some(branch.id.as_str()), studio)?.unwrap_or_else(today);
    let command = InvoiceCommand::StartSeries { branch: branch.id.clone(), series, day, first: args.first };
    write::act(command.into(), args.write, studio, console)
}
