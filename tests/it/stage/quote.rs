//! Quotes on the stage, one in each status.

use super::{at, rupees};
use studiovault::domain::id::QuoteId;
use studiovault::domain::percent::Percent;
use studiovault::domain::quote::{Quote, QuoteItem};

/// The statuses of the quotes `quo_1` and on.
const STATUSES: [&str; 5] = ["accepted", "draft", "sent", "declined", "expired"];

/// The status of a quote.
pub(super) fn status(id: &str) -> &'static str {
    let place = id.strip_prefix("quo_").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
    STATUSES[(place - 1) % STATUSES.len()]
}

pub(super) fn quote(id: &QuoteId) -> Quote {
    let item = |n: usize, kind: &str, what: &str, qty: i64, price: i64| QuoteItem {
        id: format!("qit_{n}").as_str().into(),
        kind: kind.into(),
        description: what.into(),
        qty,
        unit_price: rupees(price),
        tax_rate: Percent::from_hundredths(1800),
        total: rupees(price * qty / 1000),
    };
    Quote {
        id: id.clone(),
        project: "prj_1".into(),
        branch: "br_1".into(),
        status: status(id.as_str()).into(),
        package: "Wedding gold".into(),
        discount: rupees(500_000),
        advance: rupees(2_500_000),
        subtotal: rupees(10_000_000),
        tax: rupees(1_800_000),
        total: rupees(11_800_000),
        valid_until: Some(at("2026-12-01T18:30:00Z")),
        notes: "Two cameras on both days".into(),
        items: vec![
            item(1, "service", "Two days of wedding", 2_000, 4_500_000),
            item(2, "merch", "ಆಲ್ಬಮ್ Album, 40 pages", 1_500, 1_000_000),
        ],
        version: 2,
    }
}
