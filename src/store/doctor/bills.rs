//! What was invoiced, how it is numbered, and what is open of it.

use super::super::protocol::StoreError;
use super::{Check, Verdict, judged, ok, one};
use rusqlite::Connection;

/// A row's amount in minor units, as the triggers count it.
macro_rules! minor {
    ($amount:literal) => {
        concat!(
            "CAST(round(",
            $amount,
            " * CASE b.currency_exponent WHEN 0 THEN 1 WHEN 3 THEN 1000 ELSE 100 END) AS INTEGER)"
        )
    };
}

/// Lines, taxes and round-off are the total of everything that was issued; the two heads of a pair are equal. A receipt
/// or voucher may have no lines: it is about money, not about work.
pub(super) fn sums(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        concat!(
            "SELECT count(*) FROM (SELECT ",
            minor!("i.amount_total"),
            " AS total, i.taxable, i.tax, i.round_off, i.invoice_type AS kind, count(t.id) AS lines, sum(t.taxable) AS net, sum(t.total) AS gross,
               sum(t.total <> t.taxable + coalesce((SELECT sum(value) FROM json_each(iif(json_valid(t.tax_json), t.tax_json, '{}'))), 0)) AS astray,
               sum(iif(json_valid(t.tax_json), coalesce(t.tax_json ->> '$.cgst', 0) <> coalesce(t.tax_json ->> '$.sgst', 0) + coalesce(t.tax_json ->> '$.utgst', 0), 0)) AS uneven
             FROM invoices i JOIN branches b ON b.id = i.branch_id LEFT JOIN invoice_items t ON t.invoice_id = i.id
             WHERE i.serial IS NOT NULL GROUP BY i.id)
             WHERE total <> coalesce(taxable, 0) + coalesce(tax, 0) + coalesce(round_off, 0) AND taxable IS NOT NULL
                OR lines > 0 AND (net <> taxable OR gross + coalesce(round_off, 0) <> total OR astray > 0 OR uneven > 0)
                OR lines = 0 AND kind IN ('booking', 'pos', 'subscription', 'credit_note')"
        ),
    )?;
    let astray = one(
        conn,
        "SELECT (SELECT count(*) FROM (SELECT o.qty, sum(t.qty) AS back, o.total, sum(t.total) AS money
             FROM invoice_items o JOIN invoice_items t ON t.corrects_item_id = o.id JOIN invoices n ON n.id = t.invoice_id
             WHERE n.serial IS NOT NULL AND n.status <> 'void' GROUP BY o.id) WHERE back > qty OR money > total)
           + (SELECT count(*) FROM invoices n LEFT JOIN invoices o ON o.id = n.corrects_id
             WHERE n.corrects_id IS NOT NULL AND n.serial IS NOT NULL AND o.serial IS NULL)",
    )?;
    if astray > 0 {
        return Ok(judged("invoices", "", 0, astray, "more was credited than was invoiced"));
    }
    let what = "the lines, taxes and round-off of an invoice are not its total";
    Ok(judged("invoices", "lines, taxes and round-off are the total of every invoice", 0, wrong, what))
}

/// Every series counts from its first number to its last without a gap, on days that never decrease. What another
/// program wrote without a number stands outside of them.
pub(super) fn numbers(conn: &Connection) -> Result<Check, StoreError> {
    let gaps = one(
        conn,
        "WITH given(branch_id, series, fiscal_year, device, n, low, high) AS (
           SELECT branch_id, series, fiscal_year, device, count(*), min(serial), max(serial) FROM invoices WHERE serial IS NOT NULL GROUP BY 1, 2, 3, 4)
         SELECT (SELECT count(*) FROM number_series s LEFT JOIN given g USING (branch_id, series, fiscal_year, device)
             WHERE coalesce(g.n, 0) <> s.next - s.first OR g.low <> s.first OR g.high <> s.next - 1)
           + (SELECT count(*) FROM given g LEFT JOIN number_series s USING (branch_id, series, fiscal_year, device) WHERE s.id IS NULL)",
    )?;
    let days = one(
        conn,
        "SELECT count(*) FROM (SELECT issued_on, lag(issued_on) OVER (PARTITION BY branch_id, series, fiscal_year, device ORDER BY serial) AS before
           FROM invoices WHERE serial IS NOT NULL) WHERE issued_on < before",
    )?;
    let twice = one(
        conn,
        "SELECT count(*) FROM (SELECT 1 FROM invoices i JOIN branches b ON b.id = i.branch_id WHERE i.serial IS NOT NULL
           GROUP BY coalesce(iif(json_valid(b.tax_json), nullif(upper(b.tax_json ->> '$.gstin'), ''), NULL), b.id), lower(i.number), i.fiscal_year HAVING count(*) > 1)",
    )?;
    let other = one(
        conn,
        "SELECT count(*) FROM invoices WHERE serial IS NULL AND number IS NULL AND status <> 'draft' AND coalesce(invoice_type, '') <> 'overage'",
    )?;
    let fault = |detail: String| Check { name: "numbers", verdict: Verdict::Fault, detail };
    Ok(match (gaps, days, twice, other) {
        (0, 0, 0, 0) => ok("numbers", "every series of numbers is without a gap"),
        (0, 0, 0, n) => Check {
            name: "numbers",
            verdict: Verdict::Note,
            detail: format!(
                "{n} invoices of another program have no number: they stand outside of every series"
            ),
        },
        (0, 0, n, _) => fault(format!("{n} numbers were given to several documents")),
        (0, n, ..) => {
            fault(format!("{n} documents are of a day before the one that stands in front of them"))
        }
        (n, ..) => fault(format!("{n} series of numbers have a gap, or do not know what comes next")),
    })
}

/// What is open is what was invoiced less what was paid of it, and nothing paid more than it had.
pub(super) fn balances(conn: &Connection) -> Result<Check, StoreError> {
    let open = one(
        conn,
        concat!(
            "WITH paid(id, n) AS (SELECT invoice_id, sum(amount) FROM payment_allocations GROUP BY 1),
               owed(id, branch_id, due_at, total) AS (SELECT i.id, i.branch_id, i.due_at, ",
            minor!("i.amount_total"),
            " FROM invoices i JOIN branches b ON b.id = i.branch_id
                 WHERE i.status NOT IN ('draft', 'void') AND coalesce(i.invoice_type, '') NOT IN ('credit_note', 'refund_voucher') AND i.amount_total >= 0)
             SELECT (SELECT count(*) FROM owed w LEFT JOIN invoice_balances o ON o.invoice_id = w.id LEFT JOIN paid p ON p.id = w.id
                 WHERE o.invoice_id IS NULL OR o.total <> w.total OR o.branch_id <> w.branch_id OR o.due_at IS NOT w.due_at
                   OR o.allocated <> coalesce(p.n, 0) OR o.balance <> max(0, o.total - o.allocated - o.settled_before) OR o.settled_before < 0)
               + (SELECT count(*) FROM paid p LEFT JOIN invoice_balances o ON o.invoice_id = p.id WHERE o.invoice_id IS NULL AND p.n <> 0)
               + (SELECT count(*) FROM invoices i JOIN invoice_balances o ON o.invoice_id = i.id WHERE i.serial IS NOT NULL AND o.total > 0
                   AND (i.status = 'paid') <> (o.balance = 0) AND i.status IN ('issued', 'paid', 'overdue'))"
        ),
    )?;
    let more = one(
        conn,
        concat!(
            "SELECT (SELECT count(*) FROM invoice_balances o JOIN invoices i ON i.id = o.invoice_id
                 WHERE o.allocated < 0 OR (i.serial IS NOT NULL AND o.allocated + o.settled_before > o.total))
               + (SELECT count(*) FROM (SELECT ",
            minor!("t.amount"),
            " AS has, t.status, sum(a.amount) AS n FROM payment_allocations a JOIN transactions t ON t.id = a.transaction_id
                 JOIN invoices i ON i.id = t.invoice_id JOIN branches b ON b.id = i.branch_id GROUP BY t.id)
                 WHERE abs(n) > has OR (n > 0 AND status = 'refunded') OR (n < 0 AND status <> 'refunded'))
               + (SELECT count(*) FROM (SELECT ",
            minor!("f.amount_total"),
            " AS has, sum(a.amount) AS n FROM payment_allocations a JOIN invoices f ON f.id = a.from_invoice_id
                 JOIN branches b ON b.id = f.branch_id GROUP BY f.id) WHERE n < 0 OR n > has)"
        ),
    )?;
    if more > 0 {
        return Ok(judged("balances", "", 0, more, "more was paid than there was, or than was owed"));
    }
    let what = "what is kept as open is not what was invoiced less what was paid";
    Ok(judged("balances", "what is open is what was invoiced less what was paid", 0, open, what))
}

/// What is owed by day and by client is what is open of the invoices.
pub(super) fn receivables(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT (SELECT count(*) FROM (SELECT * FROM receivable_days EXCEPT SELECT * FROM receivable_days_now))
           + (SELECT count(*) FROM (SELECT * FROM receivable_days_now EXCEPT SELECT * FROM receivable_days))
           + (SELECT count(*) FROM (SELECT * FROM receivable_clients EXCEPT SELECT * FROM receivable_clients_now))
           + (SELECT count(*) FROM (SELECT * FROM receivable_clients_now EXCEPT SELECT * FROM receivable_clients))",
    )?;
    let what = "what is kept as owed by day or by client is not what is open of the invoices";
    Ok(judged("receivables", "what is owed by day and by client is what is open", 0, wrong, what))
}
