//! `tax`: what is due on a document, without a database.

use super::CliError;
use super::args::{TaxCommand, TaxExplainArgs};
use super::out::Console;
use crate::domain::money::{Currency, edit_amount, parse_amount};
use crate::domain::percent::Percent;
use crate::domain::quote::parse_qty;
use crate::domain::tax::bill::{Bill, BillLine, Breakdown, HeadAmount, Pricing, RoundOff, compute};
use crate::domain::tax::{self, Head, Liability, Place, Registration, Supply, Treatment};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// Runs a command of this family.
pub(super) fn run(command: &TaxCommand, console: &mut Console<'_>) -> Result<(), CliError> {
    match command {
        TaxCommand::Explain(args) => explain(args, console),
    }
}

/// A document as given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    jurisdiction: String,
    seller_state: Option<String>,
    place_of_supply: Option<String>,
    #[serde(default)]
    registration: Registration,
    #[serde(default)]
    liability: Liability,
    currency: Option<Currency>,
    #[serde(default)]
    round_off: bool,
    document_discount: Option<Decimal>,
    lines: Vec<GivenLine>,
}

/// A line as given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenLine {
    qty: Decimal,
    unit_price: Decimal,
    discount: Option<Decimal>,
    rate: Decimal,
    #[serde(default)]
    inclusive: bool,
}

/// A decimal as text; a number of JSON is taken as it is written.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Decimal {
    Text(String),
    Number(serde_json::Number),
}

impl Decimal {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// What is printed.
#[derive(Serialize)]
struct Explained {
    document: &'static str,
    currency: Currency,
    taxable: String,
    heads: Map<String, Value>,
    round_off: String,
    total: String,
    lines: Vec<Map<String, Value>>,
    notes: Vec<String>,
    why: Vec<String>,
}

fn explain(args: &TaxExplainArgs, console: &mut Console<'_>) -> Result<(), CliError> {
    let text = read(&args.json, console)?;
    let given: Given = serde_json::from_str(&text).map_err(|error| invalid(&error))?;
    let adapter = tax::adapter(&given.jurisdiction).map_err(|error| invalid(&error))?;
    let currency = given.currency.unwrap_or_else(|| adapter.currency());
    let place =
        |text: &Option<String>| text.as_deref().filter(|text| !text.trim().is_empty()).map(Place::from);
    let supply = Supply {
        registration: given.registration,
        seller: place(&given.seller_state),
        place: place(&given.place_of_supply),
        liability: given.liability,
    };
    let treatment = adapter.treat(&supply).map_err(|error| invalid(&error))?;
    let lines = lines(&given.lines, currency)?;
    let discount = amount("document_discount", given.document_discount.as_ref(), currency)?;
    let round_off = if given.round_off { RoundOff::Whole } else { RoundOff::None };
    let bill = Bill { lines: &lines, discount, round_off, currency };
    let breakdown = compute(bill, &treatment).map_err(|error| invalid(&error))?;
    let why = tax::why(bill, &treatment, &breakdown);
    console.json(&explained(&breakdown, currency, treatment, why))
}

fn read(file: &Path, console: &Console<'_>) -> Result<String, CliError> {
    let read = if file == Path::new("-") { (console.input)() } else { std::fs::read_to_string(file) };
    read.map_err(|error| {
        let what =
            if file == Path::new("-") { "the standard input".to_owned() } else { file.display().to_string() };
        invalid(&format!("{what} cannot be read: {error}"))
    })
}

fn invalid(error: &dyn std::fmt::Display) -> CliError {
    CliError::Invalid {
        message: error.to_string(),
        hint: "`tax explain --help` names what is read.".to_owned(),
    }
}

fn amount(key: &str, given: Option<&Decimal>, currency: Currency) -> Result<i64, CliError> {
    let Some(given) = given else { return Ok(0) };
    parse_amount(&given.text(), currency).map_err(|error| invalid(&format!("{key}: {error}")))
}

fn lines(given: &[GivenLine], currency: Currency) -> Result<Vec<BillLine>, CliError> {
    given.iter().zip(1..).map(|(line, no)| read_line(line, no, currency)).collect()
}

fn read_line(line: &GivenLine, no: usize, currency: Currency) -> Result<BillLine, CliError> {
    let at = |key: &str| format!("line {no}, {key}");
    let qty = parse_qty(&line.qty.text()).ok_or_else(|| {
        invalid(&format!("{}: more than zero and below a million, at most three decimals", at("qty")))
    })?;
    let rate =
        Percent::parse(&line.rate.text()).map_err(|error| invalid(&format!("{}: {error}", at("rate"))))?;
    Ok(BillLine {
        qty,
        unit_price: amount(&at("unit_price"), Some(&line.unit_price), currency)?,
        discount: amount(&at("discount"), line.discount.as_ref(), currency)?,
        rate,
        pricing: if line.inclusive { Pricing::Inclusive } else { Pricing::Exclusive },
    })
}

fn explained(breakdown: &Breakdown, currency: Currency, treatment: Treatment, why: Vec<String>) -> Explained {
    let amount = |minor| edit_amount(minor, currency);
    let lines = breakdown.lines.iter().map(|line| {
        let amounts = [
            ("gross", line.gross),
            ("discount", line.discount),
            ("document_discount", line.spread),
            ("taxable", line.taxable),
            ("total", line.total),
        ];
        let mut out: Map<String, Value> =
            amounts.into_iter().map(|(key, minor)| (key.to_owned(), amount(minor).into())).collect();
        out.insert("heads".to_owned(), heads(&line.heads, currency).into());
        out
    });
    Explained {
        document: treatment.document.label(),
        currency,
        taxable: amount(breakdown.taxable),
        heads: heads(&breakdown.heads, currency),
        round_off: amount(breakdown.round_off),
        total: amount(breakdown.total),
        lines: lines.collect(),
        notes: treatment.notes,
        why,
    }
}

/// Every head, zero where it is not due: a script need not ask which there are.
fn heads(amounts: &[HeadAmount], currency: Currency) -> Map<String, Value> {
    let of = |head: Head| amounts.iter().filter(|found| found.head == head).map(|found| found.amount).sum();
    Head::ALL
        .into_iter()
        .map(|head| (head.as_str().to_owned(), edit_amount(of(head), currency).into()))
        .collect()
}
