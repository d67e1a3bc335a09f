//! Series of numbers: what comes next, and whether any is missing. That none is, the database itself sees to.

use super::super::access::Access;
use super::super::protocol::{Branch, BranchScope, Outcome, SeriesReport, StoreError};
use super::super::unit::{Entry, Unit};
use super::{profile, read};
use crate::domain::id::{BranchId, SeriesNumberId};
use crate::domain::invoice::number::{Parts, Series, Template};
use crate::domain::invoice::party::BillingProfile;
use crate::domain::role::Permission;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use uuid::Uuid;

/// The number that an invoice gets.
pub(super) struct Next {
    pub(super) serial: i64,
    pub(super) number: String,
    pub(super) fiscal_year: String,
}

/// Missing counts that a report names.
const NAMED: usize = 100;

/// The next number of a series. The invoice that is written with it moves the series on, in the same transaction.
pub(super) fn take(
    unit: &Unit<'_>,
    branch: &Branch,
    profile: &BillingProfile,
    (series, today): (Series, Date),
) -> Result<Next, StoreError> {
    let fiscal_year = profile.fiscal_start.year_of(today).label();
    let key = (branch.id.as_str(), series.as_str(), fiscal_year.as_str());
    let found: Option<(i64, Option<String>)> = unit
        .conn
        .prepare_cached(
            "SELECT next, last_on FROM number_series WHERE branch_id = ?1 AND series = ?2 AND fiscal_year = ?3 AND device = ''",
        )?
        .query_row(key, |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let template = Template::parse(&profile.template).map_err(|error| {
        StoreError::refused(
            format!("the branch's template of numbers does not hold: {error}"),
            "Nothing was issued.",
        )
    })?;
    let parts = Parts { prefix: &profile.prefix, fiscal_year: &fiscal_year, series, device: "", n: 1 };
    let (serial, last) = match found {
        Some(found) => found,
        None => {
            let first = given(unit.conn, branch.id.as_str(), &template.head(parts))? + 1;
            (open(unit.conn, key, first)?, None)
        }
    };
    if last.as_deref().is_some_and(|last| last > today.to_string().as_str()) {
        return Err(StoreError::refused(
            format!(
                "the last number of this series is of {}, and today is {today}",
                last.unwrap_or_default()
            ),
            "Nothing was issued: dates of a series never decrease. Look at the computer's clock.",
        ));
    }
    let number =
        template.number(Parts { n: u64::try_from(serial).unwrap_or(1), ..parts }).map_err(|error| {
            StoreError::refused(
                format!("the next number cannot be given: {error}"),
                "Nothing was issued. Set a shorter prefix or template for the branch.",
            )
        })?;
    Ok(Next { serial, number, fiscal_year })
}

/// Opens a series.
fn open(
    conn: &Connection,
    (branch, series, fiscal_year): (&str, &str, &str),
    first: i64,
) -> Result<i64, StoreError> {
    let id = SeriesNumberId::from_uuid(Uuid::now_v7());
    conn.prepare_cached(
        "INSERT INTO number_series (id, branch_id, series, fiscal_year, first, next) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    )?
    .execute((id.as_str(), branch, series, fiscal_year, first))?;
    Ok(first)
}

/// The highest count that another program gave out in this form: a studio that comes from there goes on counting behind
/// it. Zero where there is none.
fn given(conn: &Connection, branch: &str, head: &str) -> Result<i64, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT number FROM invoices WHERE branch_id = ?1 AND number IS NOT NULL AND number COLLATE NOCASE >= ?2 AND number COLLATE NOCASE < ?3",
    )?;
    // The sign behind the digits ends the range.
    let mut rows = statement.query((branch, format!("{head}0"), format!("{head}:")))?;
    let mut highest = 0;
    while let Some(r) = rows.next()? {
        let number: String = r.get(0)?;
        let count =
            number.get(head.len()..).filter(|count| count.bytes().all(|digit| digit.is_ascii_digit()));
        let count: Option<i64> = count.and_then(|count| count.parse().ok());
        highest = count.filter(|n| *n < 1_000_000_000).map_or(highest, |n| highest.max(n));
    }
    Ok(highest)
}

/// Says from which number a series starts: a studio that switches in the middle of a year goes on counting.
pub(super) fn start(
    unit: &Unit<'_>,
    branch: &BranchId,
    (series, day): (Series, Date),
    first: u64,
) -> Result<Outcome, StoreError> {
    let branch = read::branch_for(unit.access, Permission::SetNumbers, branch)?;
    let first = i64::try_from(first)
        .ok()
        .filter(|n| (1..1_000_000_000).contains(n))
        .ok_or_else(|| StoreError::refused("a series starts from a number from 1", "Nothing was changed."))?;
    let profile = profile::of_branch(unit.conn, &branch.id)?;
    let fiscal_year = profile.fiscal_start.year_of(day).label();
    let key = (branch.id.as_str(), series.as_str(), fiscal_year.as_str());
    let issued: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM invoices WHERE branch_id = ?1 AND series = ?2 AND fiscal_year = ?3 AND device = '' AND serial IS NOT NULL)",
        )?
        .query_row(key, |r| r.get(0))?;
    if issued {
        return Err(StoreError::refused(
            format!("numbers of {fiscal_year} were given out already"),
            "Nothing was changed: a series has no gaps.",
        ));
    }
    unit.conn
        .prepare_cached("DELETE FROM number_series WHERE branch_id = ?1 AND series = ?2 AND fiscal_year = ?3 AND device = ''")?
        .execute(key)?;
    unit.conn
        .prepare_cached("INSERT INTO number_series (id, branch_id, series, fiscal_year, first, next) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")?
        .execute((SeriesNumberId::from_uuid(Uuid::now_v7()).as_str(), key.0, key.1, key.2, first))?;
    let facts = json!({ "series": series.as_str(), "fiscal_year": fiscal_year, "first": first });
    unit.record(&Entry::high("series.started", branch.id.as_str()).with(facts))?;
    Ok(Unit::done(format!("The next number of {fiscal_year} is {first}"), None))
}

/// Every series of the branches, latest fiscal year first.
///
/// # Errors
/// Denied.
pub(in crate::store) fn report(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
) -> Result<Vec<SeriesReport>, StoreError> {
    let mut reports = Vec::new();
    for branch in access.branches(Permission::ViewInvoices, scope)? {
        let mut statement = conn.prepare_cached(
            "SELECT series, fiscal_year, device, first, next FROM number_series WHERE branch_id = ?1 ORDER BY fiscal_year DESC, series, device",
        )?;
        let mut rows = statement.query([branch.id.as_str()])?;
        while let Some(r) = rows.next()? {
            let (series, fiscal_year, device): (String, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
            let Some(series) = Series::parse(&series) else { continue };
            reports.push(one(conn, branch, (series, fiscal_year, device), (r.get(3)?, r.get(4)?))?);
        }
    }
    Ok(reports)
}

fn one(
    conn: &Connection,
    branch: &Branch,
    (series, fiscal_year, device): (Series, String, String),
    (first, next): (i64, i64),
) -> Result<SeriesReport, StoreError> {
    let mut report = SeriesReport {
        branch: branch.id.clone(),
        series,
        fiscal_year,
        device,
        from: None,
        to: None,
        issued: 0,
        voided: 0,
        missing: Vec::new(),
        next: u64::try_from(next).unwrap_or(1),
    };
    let mut statement = conn.prepare_cached(
        "SELECT serial, number, status = 'void' FROM invoices
         WHERE branch_id = ?1 AND series = ?2 AND fiscal_year = ?3 AND device = ?4 AND serial IS NOT NULL ORDER BY serial",
    )?;
    let mut rows =
        statement.query((branch.id.as_str(), series.as_str(), &report.fiscal_year, &report.device))?;
    let mut expected = first;
    while let Some(r) = rows.next()? {
        let serial: i64 = r.get(0)?;
        let number: Option<String> = r.get(1)?;
        miss(&mut report.missing, expected..serial);
        expected = serial + 1;
        report.issued += 1;
        report.voided += u64::from(r.get::<_, bool>(2)?);
        report.from = report.from.take().or_else(|| number.clone());
        report.to = number;
    }
    miss(&mut report.missing, expected..next);
    Ok(report)
}

fn miss(missing: &mut Vec<u64>, gap: std::ops::Range<i64>) {
    let room = NAMED.saturating_sub(missing.len());
    missing.extend(gap.filter_map(|n| u64::try_from(n).ok()).take(room));
}
