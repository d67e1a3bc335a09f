//! Invoices on the stage: an overdue one, a draft, a counter sale that is paid.

use studiovault::domain::id::InvoiceId;
use studiovault::domain::invoice::party::Party;
use studiovault::domain::invoice::{Invoice, InvoiceItem, InvoiceKind, InvoiceStatus};
use studiovault::domain::money::Currency;
use studiovault::domain::percent::Percent;
use studiovault::domain::tax::bill::{Bill, Pricing, RoundOff, compute};
use studiovault::domain::tax::{self, Basis, Liability, Place, Registration, Supply};
use studiovault::store::protocol::{Allocated, InvoiceDetail, Taxed};

fn item(n: usize, what: &str, qty: i64, price: i64, pricing: Pricing) -> InvoiceItem {
    InvoiceItem {
        id: format!("iit_{n}").as_str().into(),
        kind: if n == 1 { "service" } else { "merch" }.into(),
        description: what.into(),
        code: if n == 1 { "998383" } else { "4911" }.into(),
        qty,
        unit_price: price,
        discount: if n == 2 { 10_000 } else { 0 },
        tax_rate: Percent::from_hundredths(1800),
        pricing,
        corrects: None,
    }
}

fn seller() -> Party {
    Party {
        name: "Pixeldence Studio".into(),
        address: "12 Church Street\nBengaluru".into(),
        place: Some("29".into()),
        registration: "29AAGCB7383J1Z4".into(),
        ..Party::default()
    }
}

/// The invoices `inv_0` and on: overdue, draft, a counter sale that is paid.
pub(super) fn detail(id: &InvoiceId) -> InvoiceDetail {
    let (kind, status) = match id.as_str() {
        "inv_1" => (InvoiceKind::Booking, InvoiceStatus::Draft),
        "inv_2" => (InvoiceKind::Pos, InvoiceStatus::Paid),
        _ => (InvoiceKind::Booking, InvoiceStatus::Overdue),
    };
    let (is_draft, is_sale) = (status == InvoiceStatus::Draft, kind == InvoiceKind::Pos);
    let place = (!is_draft).then(|| Place::from(if is_sale { "29" } else { "27" }));
    let supply = Supply {
        registration: Registration::Regular,
        seller: Some("29".into()),
        place: place.clone(),
        liability: Liability::Seller,
    };
    let treatment = tax::of_country("IN").treat(&supply).unwrap();
    let items = vec![
        item(1, "Two days of wedding", 2_000, 4_500_000, Pricing::Exclusive),
        item(2, "ಆಲ್ಬಮ್ Album, 40 pages", 1_500, 100_005, Pricing::Inclusive),
    ];
    let currency = Currency::from_code("INR").unwrap();
    let lines: Vec<_> = items.iter().map(InvoiceItem::bill_line).collect();
    let bill = Bill { lines: &lines, discount: 500_000, round_off: RoundOff::Whole, currency };
    let breakdown = compute(bill, &treatment).unwrap();
    let why = tax::why(bill, &treatment, &breakdown);
    let paid = if is_sale { breakdown.total } else { 5_000_000 };
    let invoice = Invoice {
        id: id.clone(),
        branch: "br_1".into(),
        project: (!is_sale).then(|| "prj_1".into()),
        project_title: if is_sale { String::new() } else { "Sharma wedding".into() },
        client: (!is_sale).then(|| "cli_1".into()),
        kind,
        status,
        number: (!is_draft).then(|| format!("BLR/26-27/0004{}", if is_sale { 4 } else { 2 })),
        currency,
        document: treatment.document,
        place,
        basis: if is_draft { Basis::Unknown } else { Basis::Address },
        place_reason: String::new(),
        liability: Liability::Seller,
        rounding: RoundOff::Whole,
        discount: 500_000,
        items,
        legal: treatment.notes.clone(),
        issued_at: None,
        issued_on: (!is_draft).then(|| "2026-11-01".parse().unwrap()),
        due_on: Some(if is_draft { "2026-12-01" } else { "2026-11-16" }.parse().unwrap()),
        seller: seller(),
        buyer: if is_sale {
            Party::default()
        } else {
            Party { name: "Priya Sharma".into(), ..Party::default() }
        },
        notes: "Two cameras on both days".into(),
        terms: "Paid within 15 days".into(),
        corrects: None,
        reason: String::new(),
        open: if is_draft { 0 } else { breakdown.total - paid },
        breakdown,
        version: 3,
    };
    let payment =
        Allocated { kind: "payment".into(), amount: paid, from: "upi_4711".into(), at: Some(1_793_500_000) };
    let taxed = Taxed { law: "IN".into(), supply, rate: Percent::from_hundredths(1800), payment_days: 15 };
    InvoiceDetail {
        why,
        allocations: if is_draft { Vec::new() } else { vec![payment] },
        credits: if is_draft || is_sale {
            Vec::new()
        } else {
            vec![("inv_9".into(), "BLR/26-27/C00001".into())]
        },
        taxed: is_draft.then_some(taxed),
        invoice,
    }
}
