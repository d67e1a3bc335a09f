//! What hangs on a project, section by section: the first lines of each, and how many more there are.

use super::super::clients::{money, time};
use super::super::column;
use super::super::protocol::{
    Cursor, InvoiceLine, Lines, MediaLine, MessageLine, MoneySummary, MoneySums, NotificationLine, QuoteLine,
    Slice, StoreError, Stored, TaskLine,
};
use super::super::{media, messages, notifications};
use crate::domain::id::{EventId, ProjectId};
use crate::domain::money::{Currency, Money};
use crate::domain::project::event::{InSeries, Lead, MAX_LEAD, SubEvent};
use jiff::civil::DateTime;
use rusqlite::{Connection, Row};
use serde_json::Value;

/// Lines of one section.
const LINES: usize = 50;

/// A section: `rows` reads at most `?2` rows, `count` counts at most four hundred more.
fn section<T>(
    conn: &Connection,
    id: &ProjectId,
    (rows, count): (&str, &str),
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<T>>,
) -> Result<Lines<T>, StoreError> {
    let mut statement = conn.prepare_cached(rows)?;
    let mut found = statement.query((id.as_str(), LINES as i64))?;
    let mut lines = Lines::default();
    let mut seen = 0;
    while let Some(row) = found.next()? {
        seen += 1;
        lines.rows.extend(read(row)?);
    }
    if seen == LINES {
        let all: i64 = conn.prepare_cached(count)?.query_row([id.as_str()], |r| r.get(0))?;
        lines.more = all.unsigned_abs().saturating_sub(LINES as u64);
    }
    Ok(lines)
}

/// A statement over sub-events `e` for [`event`], with what comes behind the columns.
macro_rules! event_sql {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.project_id, e.title, e.start_time, e.end_time, e.tz, e.location, e.notes, e.version,
               e.buffer_before, e.buffer_after, e.travel_time, s.id, s.rule, s.starts_on, s.tz, s.except_json, e.occurs_on
             FROM project_events e LEFT JOIN event_series s ON s.id = e.series_id ",
            $rest
        )
    };
}
pub(in crate::store) use event_sql;

/// Sub-events, earliest first.
pub(super) fn events(conn: &Connection, id: &ProjectId) -> Result<Lines<SubEvent>, StoreError> {
    section(
        conn,
        id,
        (
            event_sql!("WHERE e.project_id = ?1 ORDER BY e.start_time, e.id LIMIT ?2"),
            "SELECT count(*) FROM (SELECT 1 FROM project_events WHERE project_id = ?1 LIMIT 450)",
        ),
        event,
    )
}

/// A sub-event; `None` for one whose times mean nothing.
pub(in crate::store) fn event(r: &Row<'_>) -> rusqlite::Result<Option<SubEvent>> {
    let (Some(start), Some(end)) = (time(column::int(r, 3)?), time(column::int(r, 4)?)) else {
        return Ok(None);
    };
    Ok(Some(SubEvent {
        id: EventId::from(column::text(r, 0)?),
        project: ProjectId::from(column::text(r, 1)?),
        title: column::text(r, 2)?,
        start,
        end,
        zone: column::text(r, 5)?,
        location: column::text(r, 6)?,
        notes: column::text(r, 7)?,
        lead: Lead { before: seconds(r, 9)?, after: seconds(r, 10)?, travel: seconds(r, 11)? },
        series: in_series(r)?,
        version: column::int(r, 8)?.unwrap_or(1),
    }))
}

/// A length; one that means nothing is none.
fn seconds(r: &Row<'_>, at: usize) -> rusqlite::Result<i64> {
    Ok(column::int(r, at)?.filter(|seconds| (0..=MAX_LEAD).contains(seconds)).unwrap_or(0))
}

/// Its place in a series; `None` for one whose start means nothing.
fn in_series(r: &Row<'_>) -> rusqlite::Result<Option<InSeries>> {
    let (Some(id), Ok(first)) = (column::optional_text(r, 12)?, column::text(r, 14)?.parse::<DateTime>())
    else {
        return Ok(None);
    };
    let without: Vec<String> =
        column::optional_text(r, 16)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(Some(InSeries {
        id: id.into(),
        rule: column::text(r, 13)?,
        first,
        zone: column::text(r, 15)?,
        without: without.iter().filter_map(|start| Some(start.parse::<DateTime>().ok()?.date())).collect(),
        on: column::optional_text(r, 17)?.and_then(|start| start.parse().ok()),
    }))
}

/// Quotes, newest first; a sent one whose time is over has expired.
pub(super) fn quotes(
    conn: &Connection,
    id: &ProjectId,
    branch: Currency,
) -> Result<Lines<QuoteLine>, StoreError> {
    section(
        conn,
        id,
        (
            "SELECT id, CASE WHEN status = 'sent' AND valid_until <= unixepoch() THEN 'expired' ELSE status END, package_json, total, advance, valid_until, created_at, currency FROM quotes
             WHERE project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2",
            "SELECT count(*) FROM (SELECT 1 FROM quotes WHERE project_id = ?1 LIMIT 450)",
        ),
        |r| {
            let package: Value = column::optional_text(r, 2)?
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default();
            let currency = Currency::from_code(&column::text(r, 7)?).unwrap_or(branch);
            let amount = |minor: Option<i64>| Money { minor: minor.unwrap_or(0), currency };
            Ok(Some(QuoteLine {
                id: column::text(r, 0)?.into(),
                status: column::text(r, 1)?,
                package: package["name"].as_str().unwrap_or_default().to_owned(),
                total: amount(column::int(r, 3)?),
                advance: amount(column::int(r, 4)?),
                valid_until: time(column::int(r, 5)?),
                created: time(column::int(r, 6)?),
            }))
        },
    )
}

/// Tasks by stage and place, as the index has them; open ones first.
pub(super) fn tasks(conn: &Connection, id: &ProjectId) -> Result<Lines<TaskLine>, StoreError> {
    section(
        conn,
        id,
        (
            "SELECT t.id, t.title, t.stage, t.due_at, coalesce(u.name, u.email, t.assignee_user_id), t.done_at,
                    t.checklist_json, t.version
             FROM project_tasks t LEFT JOIN users u ON u.id = t.assignee_user_id
             WHERE t.project_id = ?1 ORDER BY t.done_at IS NOT NULL, t.stage, t.position, t.id LIMIT ?2",
            "SELECT count(*) FROM (SELECT 1 FROM project_tasks WHERE project_id = ?1 LIMIT 450)",
        ),
        |r| {
            let points: Vec<Value> = column::optional_text(r, 6)?
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default();
            let done = points.iter().filter(|point| point["done"] == Value::Bool(true)).count();
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            Ok(Some(TaskLine {
                id: column::text(r, 0)?.into(),
                title: column::text(r, 1)?,
                stage: column::text(r, 2)?,
                due: time(column::int(r, 3)?),
                assignee: column::text(r, 4)?,
                done: time(column::int(r, 5)?),
                checklist: (count(done), count(points.len())),
                version: column::int(r, 7)?.unwrap_or(1),
            }))
        },
    )
}

/// The last messages, the newest last.
pub(super) fn messages(conn: &Connection, id: &ProjectId) -> Result<Lines<MessageLine>, StoreError> {
    let count = "SELECT count(*) FROM (SELECT 1 FROM messages WHERE scope_id = ?1 LIMIT 450)";
    let mut lines = lines_of(conn, id, messages::lines(conn, id, WINDOW)?, count)?;
    lines.rows.reverse();
    Ok(lines)
}

/// Files, newest first, and how much room all of them take.
pub(super) fn media(
    conn: &Connection,
    id: &ProjectId,
) -> Result<(Lines<MediaLine>, Vec<Stored>), StoreError> {
    let rows = media::lines(conn, id, WINDOW)?.rows;
    let stored = media::stored(conn, media::Of::Project, id.as_str())?;
    let all: u64 = stored.iter().map(|stored| stored.files).sum();
    Ok((Lines { more: all.saturating_sub(rows.len() as u64), rows }, stored))
}

/// What was sent, newest first.
pub(super) fn notifications(
    conn: &Connection,
    id: &ProjectId,
    currency: Currency,
) -> Result<Lines<NotificationLine>, StoreError> {
    let count = "SELECT count(*) FROM (SELECT 1 FROM notifications WHERE project_id = ?1 LIMIT 450)";
    lines_of(conn, id, notifications::lines(conn, id, currency, WINDOW)?, count)
}

/// The first window, as a section: `count` counts at most four hundred rows beyond it.
const WINDOW: (Option<&Cursor>, u32) = (None, LINES as u32);

fn lines_of<T>(
    conn: &Connection,
    id: &ProjectId,
    slice: Slice<T>,
    count: &str,
) -> Result<Lines<T>, StoreError> {
    let mut lines = Lines { rows: slice.rows, more: 0 };
    if slice.next.is_some() {
        let all: i64 = conn.prepare_cached(count)?.query_row([id.as_str()], |r| r.get(0))?;
        lines.more = all.unsigned_abs().saturating_sub(LINES as u64);
    }
    Ok(lines)
}

/// Sums over a project's invoices and payments. Advance receipts are no invoices: they say what was paid.
const SUMS: &str = "SELECT coalesce(i.currency, ''),
    coalesce(sum(CASE WHEN i.status NOT IN ('issued', 'paid', 'overdue') THEN 0.0
      WHEN i.invoice_type IN ('credit_note', 'refund_voucher') THEN -i.amount_total
      WHEN i.invoice_type = 'advance_receipt' THEN 0.0 ELSE i.amount_total END), 0.0),
    coalesce(sum(i.got), 0.0),
    coalesce(sum(CASE WHEN i.status IN ('issued', 'overdue')
      AND coalesce(i.invoice_type, '') NOT IN ('credit_note', 'refund_voucher', 'advance_receipt')
      THEN max(0.0, i.amount_total - i.got) ELSE 0.0 END), 0.0)
  FROM (SELECT currency, status, invoice_type, amount_total,
      coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
        WHEN t.status = 'refunded' THEN -t.amount ELSE 0.0 END) FROM transactions t WHERE t.invoice_id = invoices.id), 0.0) AS got
    FROM invoices WHERE project_id = ?1) i GROUP BY 1";

/// What was quoted, invoiced, paid, and is open.
pub(super) fn money_of(
    conn: &Connection,
    id: &ProjectId,
    currency: Currency,
) -> Result<MoneySummary, StoreError> {
    let sums = sums(conn, id, currency)?;
    let invoices = section(
        conn,
        id,
        (
            "SELECT id, number, invoice_type, status, amount_total, issued_at, currency FROM invoices
             WHERE project_id = ?1 ORDER BY issued_at DESC, id DESC LIMIT ?2",
            "SELECT count(*) FROM (SELECT 1 FROM invoices WHERE project_id = ?1 LIMIT 450)",
        ),
        |r| {
            let own = column::optional_text(r, 6)?;
            let currency = own.as_deref().and_then(Currency::from_code).unwrap_or(currency);
            Ok(Some(InvoiceLine {
                id: column::text(r, 0)?.into(),
                number: column::optional_text(r, 1)?,
                kind: column::text(r, 2)?,
                status: column::text(r, 3)?,
                total: money(column::real(r, 4)?, currency),
                issued: time(column::int(r, 5)?),
            }))
        },
    )?;
    Ok(MoneySummary { sums, invoices })
}

/// Sums by currency, the branch's first.
fn sums(conn: &Connection, id: &ProjectId, branch: Currency) -> Result<Vec<MoneySums>, StoreError> {
    let mut sums = vec![MoneySums::none(branch)];
    let mut statement = conn.prepare_cached(SUMS)?;
    let mut rows = statement.query([id.as_str()])?;
    while let Some(r) = rows.next()? {
        if let Some(of) = of_currency(&mut sums, &column::text(r, 0)?) {
            let currency = of.invoiced.currency;
            of.invoiced = plus(of.invoiced, money(column::real(r, 1)?, currency));
            of.paid = plus(of.paid, money(column::real(r, 2)?, currency));
            of.open = plus(of.open, money(column::real(r, 3)?, currency));
        }
    }
    let mut statement = conn.prepare_cached(QUOTED)?;
    let mut rows = statement.query([id.as_str()])?;
    while let Some(r) = rows.next()? {
        if let Some(of) = of_currency(&mut sums, &column::text(r, 0)?) {
            let none = Money { minor: 0, currency: of.invoiced.currency };
            let sum = Money { minor: column::int(r, 1)?.unwrap_or(0), ..none };
            of.quoted = Some(plus(of.quoted.unwrap_or(none), sum));
        }
    }
    sums[1..].sort_by(|a, b| a.invoiced.currency.code().cmp(b.invoiced.currency.code()));
    Ok(sums)
}

/// The sums of a currency by its stored code; without one it is the branch's. Amounts in a currency that nobody knows
/// are in no sum: what they are worth cannot be said.
pub(super) fn of_currency<'s>(sums: &'s mut Vec<MoneySums>, code: &str) -> Option<&'s mut MoneySums> {
    let branch = sums.first()?.invoiced.currency;
    let currency = if code.is_empty() { branch } else { Currency::from_code(code)? };
    let at = sums.iter().position(|of| of.invoiced.currency == currency).unwrap_or(sums.len());
    if at == sums.len() {
        sums.push(MoneySums::none(currency));
    }
    sums.get_mut(at)
}

/// Two amounts of one currency.
pub(super) const fn plus(a: Money, b: Money) -> Money {
    Money { minor: a.minor.saturating_add(b.minor), currency: a.currency }
}

/// The sums of the accepted quotes by currency. What is no amount counts as nothing: it would end the sum.
const QUOTED: &str = "SELECT coalesce(currency, ''), sum(CASE WHEN typeof(total) = 'integer' AND total BETWEEN -999999999999999 AND 999999999999999 THEN total ELSE 0 END)
  FROM quotes WHERE project_id = ?1 AND status = 'accepted' GROUP BY 1";
