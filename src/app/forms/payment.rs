//! The forms of money that comes in: a payment of an invoice, and a sale at the counter.

use super::super::About;
use super::super::App;
use super::super::invoices::AboutInvoice;
use super::super::layers::{Intent, Layer};
use super::FormLayer;
use super::kind::{Draft, Filled, First, FormKind, Keeping, Opened, Unready, labelled};
use crate::domain::counter::SaleLine;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ClientId};
use crate::domain::invoice::Invoice;
use crate::domain::invoice::entry::fields;
use crate::domain::money::{Currency, parse_amount};
use crate::domain::payment::{Deduction, Method};
use crate::domain::quote::edit_qty;
use crate::screens::payments::{self, Inclusive, forms};
use crate::screens::words::Words;
use crate::store::protocol::{
    AdvanceOf, BranchScope, Command, ListKind, Outcome, PaymentCommand, PaymentRow, Query, Received, Refund,
    Sale,
};
use crate::ui::toast::{Toast, Tone};
use jiff::ZonedDateTime;

/// Where the draft of a sale remembers its branch and currency.
const BRANCH: &str = "branch";
const CURRENCY: &str = "currency";

fn amount_of(values: &FieldValues, key: &str) -> Option<i64> {
    match values.get(&FieldKey::from(key)) {
        Some(FieldValue::Money(minor)) => Some(*minor),
        _ => None,
    }
}

fn reference_of(filled: &Filled<'_>) -> Option<String> {
    Some(filled.text(forms::REFERENCE)).filter(|text| !text.trim().is_empty())
}

/// The money that a form says came in.
fn received(now: &ZonedDateTime, filled: &Filled<'_>, errors: &mut FieldErrors) -> Received {
    let at = came(now, &filled.values).unwrap_or_else(|why| {
        errors.add(forms::DAY, why);
        None
    });
    Received {
        amount: amount_of(&filled.values, forms::AMOUNT).unwrap_or_default(),
        method: Method::parse(&filled.text(forms::HOW)).unwrap_or(Method::Cash),
        reference: reference_of(filled),
        at,
    }
}

/// The form of money that comes before an invoice.
pub(in crate::app) struct AdvanceForm {
    of: AdvanceOf,
    branch: BranchId,
    /// What time it is where the branch is.
    now: ZonedDateTime,
}

impl AdvanceForm {
    /// The form; `from` is what the client or project is called.
    pub(in crate::app) fn open(
        of: AdvanceOf,
        from: &str,
        (branch, now): (BranchId, ZonedDateTime),
    ) -> Opened {
        let cash = FieldValue::text(Method::Cash.as_str());
        let base = [(FieldKey::from(forms::HOW), cash)].into_iter().collect();
        Opened::new(payments::advance(from), base, Self { of, branch, now })
    }
}

impl FormKind for AdvanceForm {
    /// Whoever is interrupted looks again whether it was recorded.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut errors = FieldErrors::default();
        let money = received(&self.now, filled, &mut errors);
        let command = PaymentCommand::Advance { of: self.of.clone(), money };
        errors.into_result(command.into()).map_err(Unready::Fields)
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

/// The form of what a client owes from before.
pub(in crate::app) struct OpeningForm {
    client: ClientId,
    branch: BranchId,
}

impl OpeningForm {
    /// The form, for a client of this name.
    pub(in crate::app) fn open(client: ClientId, name: &str, branch: BranchId) -> Opened {
        Opened::new(payments::opening(name), FieldValues::new(), Self { client, branch })
    }
}

impl FormKind for OpeningForm {
    /// Whoever is interrupted looks again whether it was entered.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let Some(FieldValue::Date(day)) = filled.values.get(&FieldKey::from(forms::DUE)) else {
            return Err(Unready::Form("it is not said since when it is owed"));
        };
        let amount = amount_of(&filled.values, forms::AMOUNT).unwrap_or_default();
        let (client, note) = (self.client.clone(), filled.text(forms::NOTE));
        Ok(PaymentCommand::OpeningBalance { client, amount, day: *day, note }.into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

/// The form of a payment of an invoice.
pub(in crate::app) struct PaymentForm {
    invoice: Box<Invoice>,
    /// What time it is where the branch is.
    now: ZonedDateTime,
}

impl PaymentForm {
    /// The form, with what is open filled in.
    pub(in crate::app) fn open(invoice: &Invoice, now: ZonedDateTime) -> Opened {
        let base = [
            (forms::AMOUNT, FieldValue::Money(invoice.open)),
            (forms::HOW, FieldValue::text(Method::Cash.as_str())),
        ];
        let base = base.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect();
        let version = invoice.version;
        let kind = Self { invoice: Box::new(invoice.clone()), now };
        Opened::new(payments::payment(invoice), base, kind).at(version)
    }
}

/// When money came: now, or at noon of a day before.
fn came(now: &ZonedDateTime, values: &FieldValues) -> Result<Option<i64>, &'static str> {
    let today = now.date();
    let Some(FieldValue::Date(day)) = values.get(&FieldKey::from(forms::DAY)) else { return Ok(None) };
    if *day > today {
        return Err("a payment does not come in the future");
    }
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(now.time_zone().clone());
    let noon = noon.map_err(|_| "that day cannot be told apart")?;
    Ok((*day < today).then(|| noon.timestamp().as_second()))
}

impl FormKind for PaymentForm {
    /// What is open is looked at again.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut errors = FieldErrors::default();
        let (how, invoice) = (filled.text(forms::HOW), self.invoice.id.clone());
        let amount = amount_of(&filled.values, forms::AMOUNT).unwrap_or_default();
        if let Some(kind) = Deduction::ALL.into_iter().find(|kind| kind.as_str() == how) {
            let reason = filled.text(forms::REFERENCE);
            if reason.trim().is_empty() {
                errors.add(forms::REFERENCE, "say what it is for: the reason is kept");
            }
            let command = PaymentCommand::Deduct { invoice, kind, amount, reason };
            return errors.into_result(command.into()).map_err(Unready::Fields);
        }
        let money = received(&self.now, filled, &mut errors);
        let command = PaymentCommand::Record { invoice, version: Some(filled.version), money };
        errors.into_result(command.into()).map_err(Unready::Fields)
    }

    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        match self.command(filled) {
            Ok(Command::Payments(PaymentCommand::Deduct { kind: Deduction::WriteOff, amount, .. })) => {
                let Ok(command) = self.command(filled) else { return First::Save };
                let confirm = payments::ask_write_off(&self.invoice, amount, &app.words);
                app.layers.push(Layer::Confirm(confirm, Intent::SaveForm(Box::new(command))));
                First::Leads
            }
            _ => First::Save,
        }
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let said = form.state.values().ok().and_then(|values| {
            let amount = amount_of(&values, forms::AMOUNT).filter(|amount| *amount > 0)?;
            Some(payments::open_after(&self.invoice, amount, &form.state.text(forms::HOW), &app.words))
        });
        form.state.set_notice(said.map(|said| Toast::new(Tone::Note, said)));
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.invoice.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.invoice.currency)
    }
}

/// The form of a refund.
pub(in crate::app) struct RefundForm {
    payment: Box<PaymentRow>,
}

impl RefundForm {
    /// The form, with all that is left of the payment filled in.
    pub(in crate::app) fn open(payment: &PaymentRow, words: &Words) -> Opened {
        let left = FieldValue::Money(payments::left_of(payment));
        let base = [(FieldKey::from(forms::AMOUNT), left)].into_iter().collect();
        Opened::new(payments::refund(payment, words), base, Self { payment: Box::new(payment.clone()) })
    }

    fn amounts(values: &FieldValues) -> (i64, i64) {
        let of = |key| amount_of(values, key).unwrap_or_default();
        (of(forms::AMOUNT), of(forms::FEE))
    }
}

impl FormKind for RefundForm {
    /// What is left is looked at again.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let (amount, fee) = Self::amounts(&filled.values);
        let mut errors = FieldErrors::default();
        if amount > payments::left_of(&self.payment) {
            errors.add(forms::AMOUNT, "not more than is left of the payment");
        }
        if fee > 0 && fee >= amount {
            errors.add(forms::FEE, "less than what is given back");
        }
        let delivered = filled.text(forms::DELIVERED);
        let refund = Refund {
            transaction: self.payment.id.clone(),
            amount: Some(amount),
            fee,
            reason: filled.text(forms::REASON),
            after_delivery: Some(delivered).filter(|text| !text.trim().is_empty()),
        };
        errors.into_result(PaymentCommand::Refund(refund).into()).map_err(Unready::Fields)
    }

    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let Ok(command) = self.command(filled) else { return First::Save };
        let (amount, fee) = Self::amounts(&filled.values);
        let confirm = payments::ask_refund(&self.payment, amount - fee, &app.words);
        app.layers.push(Layer::Confirm(confirm, Intent::SaveForm(Box::new(command))));
        First::Leads
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let read = |key| match form.state.text(key) {
            text if text.trim().is_empty() => Some(0),
            text => parse_amount(&text, self.payment.amount.currency).ok(),
        };
        let said = read(forms::AMOUNT).zip(read(forms::FEE)).filter(|(amount, _)| *amount > 0);
        let said = said.map(|typed| payments::refund_in_words(&self.payment, typed, &app.words));
        form.state.set_notice(said.map(|said| Toast::new(Tone::Note, said)));
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.payment.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.payment.amount.currency)
    }
}

/// The form of a sale at the counter.
pub(in crate::app) struct SaleForm {
    branch: BranchId,
    currency: Currency,
}

impl SaleForm {
    /// The form, in a branch.
    pub(in crate::app) fn open((branch, currency): (BranchId, Currency)) -> Opened {
        let base = [
            (forms::HOW, FieldValue::text(Method::Cash.as_str())),
            (forms::INCLUSIVE, FieldValue::Toggle(true)),
        ];
        let base = base.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect();
        Opened::new(payments::sale(), base, Self { branch, currency })
    }

    fn line(said: SaleLine, inclusive: bool) -> FieldValues {
        let pairs = [
            (fields::DESCRIPTION, FieldValue::text(&said.description)),
            (fields::TYPE, FieldValue::text("merch")),
            (fields::QTY, FieldValue::text(&edit_qty(said.qty))),
            (fields::UNIT_PRICE, FieldValue::Money(said.price)),
            (fields::INCLUSIVE, FieldValue::Toggle(inclusive)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

fn is_inclusive(values: &FieldValues) -> bool {
    matches!(values.get(&FieldKey::from(forms::INCLUSIVE)), Some(FieldValue::Toggle(true)))
}

impl FormKind for SaleForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let text = form.state.text(forms::LINES);
        let label = labelled("Counter sale", text.lines().next().unwrap_or_default());
        let keeping = Keeping::new(forms::SALE, label)
            .knowing(BRANCH, FieldValue::text(self.branch.as_str()))
            .knowing(CURRENCY, FieldValue::text(self.currency.code()));
        Some(keeping)
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut errors = FieldErrors::default();
        let said = payments::sale_lines(&filled.text(forms::LINES), self.currency).unwrap_or_else(|why| {
            errors.add(forms::LINES, why);
            Vec::new()
        });
        let client = match filled.values.get(&FieldKey::from(forms::CLIENT)) {
            Some(FieldValue::Reference { id, .. }) => Some(id.as_str().into()),
            _ => None,
        };
        let inclusive = is_inclusive(&filled.values);
        let sale = Sale {
            branch: self.branch.clone(),
            client,
            lines: said.into_iter().map(|line| Self::line(line, inclusive)).collect(),
            method: Method::parse(&filled.text(forms::HOW)).unwrap_or(Method::Cash),
            reference: reference_of(filled),
            tendered: amount_of(&filled.values, forms::TENDERED),
        };
        errors.into_result(PaymentCommand::Sell(sale).into()).map_err(Unready::Fields)
    }

    /// The receipt follows, with what is given back.
    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        let Some(row) = &outcome.row else { return };
        let text = form.submitted.get(&FieldKey::from(forms::HOW)).map(FieldValue::as_text);
        let method = text.and_then(Method::parse).unwrap_or(Method::Cash);
        let tendered = amount_of(&form.submitted, forms::TENDERED);
        let about = AboutInvoice::Receipt(method, tendered);
        app.read_for(Query::InvoiceDetail(row.id.as_str().into()), About::Invoice(about));
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        // Required fields may be empty yet: what can be said is said all the same.
        let lines = payments::sale_lines(&form.state.text(forms::LINES), self.currency).ok();
        let values = form.state.values().unwrap_or_default();
        let inclusive = if is_inclusive(&values) { Inclusive::Yes } else { Inclusive::No };
        let tendered = amount_of(&values, forms::TENDERED);
        let said = lines.and_then(|lines| {
            payments::sale_in_words(&lines, (inclusive, tendered), (self.currency, &app.words))
        });
        form.state.set_notice(said.map(|said| Toast::new(Tone::Note, said)));
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.currency)
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        (field == forms::CLIENT).then(|| Query::References {
            kind: ListKind::Clients,
            scope: BranchScope::One(self.branch.clone()),
            text: text.to_owned(),
        })
    }
}

/// Opens the draft of a sale again.
pub(super) fn resume_sale(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let currency = Currency::from_code(&draft.text(CURRENCY))?;
    Some(SaleForm::open((draft.text(BRANCH).into(), currency)))
}
