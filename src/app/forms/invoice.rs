//! The forms of an invoice: what stands around its lines, a line, a credit note. What it comes to is said while it is
//! typed.

use super::super::App;
use super::super::layers::Layer;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, labelled};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, InvoiceId, InvoiceItemId};
use crate::domain::invoice::InvoiceItem;
use crate::domain::invoice::entry::{check_line, fields};
use crate::domain::money::{Currency, Money};
use crate::domain::quote::parse_qty;
use crate::screens::invoices::{self, forms};
use crate::store::protocol::{Command, CreditLines, InvoiceCommand, InvoiceDetail, Outcome, RowRef, Table};
use crate::ui::form::FormSpec;
use crate::ui::toast::{Toast, Tone};

/// Where a draft remembers its invoice, branch, currency and law.
const INVOICE: &str = "invoice";
const BRANCH: &str = "branch";
const CURRENCY: &str = "currency";
const LAW: &str = "law";

/// The invoice that a form is about.
struct Of {
    id: InvoiceId,
    branch: BranchId,
    currency: Currency,
    law: String,
    /// As it was read; a form that is resumed says no sums.
    detail: Option<Box<InvoiceDetail>>,
}

impl Of {
    fn new(detail: &InvoiceDetail) -> Self {
        Self {
            id: detail.invoice.id.clone(),
            branch: detail.invoice.branch.clone(),
            currency: detail.invoice.currency,
            law: detail.taxed.as_ref().map_or_else(String::new, |taxed| taxed.law.clone()),
            detail: Some(Box::new(detail.clone())),
        }
    }

    fn known(&self, keeping: Keeping) -> Keeping {
        keeping
            .knowing(INVOICE, FieldValue::text(self.id.as_str()))
            .knowing(BRANCH, FieldValue::text(self.branch.as_str()))
            .knowing(CURRENCY, FieldValue::text(self.currency.code()))
            .knowing(LAW, FieldValue::text(&self.law))
    }

    fn resumed(draft: &Draft<'_>) -> Option<(Self, FieldValues)> {
        let currency = Currency::from_code(&draft.text(CURRENCY))?;
        let [id, branch, law] = [INVOICE, BRANCH, LAW].map(|key| draft.text(key));
        let of = Self { id: id.into(), branch: branch.into(), currency, law, detail: None };
        let mut base = draft.base();
        base.retain(|key, _| ![INVOICE, BRANCH, CURRENCY, LAW].contains(&key.0.as_str()));
        Some((of, base))
    }
}

/// The form of what stands above and below the lines.
pub(in crate::app) struct HeaderForm {
    of: Of,
}

impl HeaderForm {
    /// The form, with the values that were read.
    pub(in crate::app) fn open(detail: &InvoiceDetail) -> Opened {
        let of = Of::new(detail);
        let spec = invoices::header(&of.law);
        Opened::new(spec, detail.invoice.values(), Self { of }).at(detail.invoice.version)
    }
}

impl FormKind for HeaderForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Invoices, id: self.of.id.to_string() };
        Some(self.of.known(Keeping::new(forms::HEADER, "Draft of an invoice").about(row)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let command = InvoiceCommand::Edit {
            id: self.of.id.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        };
        Ok(command.into())
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let said = self.of.detail.as_ref().zip(form.state.values().ok()).and_then(|(detail, values)| {
            let typed = invoices::as_typed(&detail.invoice, &values);
            let mut taxed = detail.taxed.clone()?;
            taxed.supply.liability = typed.liability;
            let sums = invoices::sums(&taxed, &typed, &typed.bill_lines())?;
            Some(invoices::total_in_words(&typed, &sums, &app.words))
        });
        form.state.set_notice(said.map(|said| Toast::new(Tone::Note, format!("The {said}"))));
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.of.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.of.currency)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((invoices::header(&self.of.law), "the invoice"))
    }
}

/// The form of a line.
pub(in crate::app) struct LineForm {
    of: Of,
    item: Option<InvoiceItemId>,
}

/// The titles of the form of a line.
const NEW: &str = "New line";
const EDIT: &str = "Edit line";

impl LineForm {
    /// The form of a new line, with what is known of it already.
    pub(in crate::app) fn open_new(detail: &InvoiceDetail, known: FieldValues) -> Opened {
        let mut base = invoices::new_line(detail.taxed.as_ref());
        base.extend(known);
        Opened::new(invoices::line(NEW), base, Self { of: Of::new(detail), item: None })
    }

    /// The form of a line that is there.
    pub(in crate::app) fn open(detail: &InvoiceDetail, item: &InvoiceItem) -> Opened {
        let kind = Self { of: Of::new(detail), item: Some(item.id.clone()) };
        Opened::new(invoices::line(EDIT), item.values(), kind).at(detail.invoice.version)
    }
}

impl FormKind for LineForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let title = if self.item.is_some() { EDIT } else { NEW };
        let keeping = Keeping::new(forms::LINE, labelled(title, &form.state.text(fields::DESCRIPTION)));
        let keeping = match &self.item {
            Some(item) => keeping.about(RowRef { table: Table::InvoiceItems, id: item.to_string() }),
            None => keeping,
        };
        Some(self.of.known(keeping))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let (invoice, values) = (self.of.id.clone(), filled.values.clone());
        let command = match &self.item {
            None => InvoiceCommand::AddLine { invoice, values },
            Some(item) => {
                InvoiceCommand::EditLine { invoice, item: item.clone(), base: filled.base.clone(), values }
            }
        };
        Ok(command.into())
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let said = self.of.detail.as_ref().zip(form.state.values().ok()).and_then(|(detail, values)| {
            let entry = check_line(&values, self.of.currency).ok()?;
            let items = &detail.invoice.items;
            let at = self.item.as_ref().and_then(|item| items.iter().position(|known| known.id == *item));
            let (line, sums) = invoices::with_line(detail, at, &entry)?;
            let line = app.words.money(Money { minor: line, currency: self.of.currency });
            let whole = invoices::total_in_words(&detail.invoice, &sums, &app.words);
            Some(format!("This line {line}; the {whole}"))
        });
        form.state.set_notice(said.map(|said| Toast::new(Tone::Note, said)));
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.of.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.of.currency)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.item.as_ref().map(|_| (invoices::line(EDIT), "the line"))
    }
}

/// The form of a credit note.
pub(in crate::app) struct CreditForm {
    detail: Box<InvoiceDetail>,
}

impl CreditForm {
    /// The form for an issued invoice.
    pub(in crate::app) fn open(detail: Box<InvoiceDetail>) -> Opened {
        let (spec, version) = (invoices::credit(&detail.invoice), detail.invoice.version);
        Opened::new(spec, FieldValues::new(), Self { detail }).at(version)
    }
}

impl FormKind for CreditForm {
    /// What is left to be credited is looked at again.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut errors = FieldErrors::default();
        let mut some = Vec::new();
        for item in &self.detail.invoice.items {
            let text = filled.text(item.id.as_str());
            match parse_qty(&text) {
                _ if text.trim().is_empty() => {}
                Some(qty) if qty <= item.qty => some.push((item.id.clone(), qty)),
                _ => errors.add(item.id.as_str(), "not more than were invoiced"),
            }
        }
        let lines = if some.is_empty() { CreditLines::Rest } else { CreditLines::Some(some) };
        let reason = filled.text(forms::REASON);
        let (id, version) = (self.detail.invoice.id.clone(), filled.version);
        errors
            .into_result(InvoiceCommand::Credit { id, version, lines, reason }.into())
            .map_err(Unready::Fields)
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.reveal_made(form, "", outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.detail.invoice.branch)
    }
}

/// Opens the draft of the form around the lines again.
pub(super) fn resume_header(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (of, base) = Of::resumed(draft)?;
    Some(Opened::new(invoices::header(&of.law), base, HeaderForm { of }).at(draft.version()))
}

/// Opens the draft of a line again.
pub(super) fn resume_line(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (of, base) = Of::resumed(draft)?;
    let item = draft.about().map(InvoiceItemId::from);
    let title = if item.is_some() { EDIT } else { NEW };
    Some(Opened::new(invoices::line(title), base, LineForm { of, item }))
}

/// What a package says of a line.
pub(in crate::app) fn of_package(offer: &crate::domain::package::Offer) -> FieldValues {
    let pairs = [
        (fields::DESCRIPTION, FieldValue::text(&offer.name)),
        (fields::QTY, FieldValue::text("1")),
        (fields::UNIT_PRICE, FieldValue::Money(offer.price.minor)),
        (fields::TAX_RATE, FieldValue::text(&offer.tax_rate.edit())),
    ];
    pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
}

impl App {
    /// Opens a form of an invoice, with its sums from the start.
    pub(in crate::app) fn open_invoice_form(&mut self, opened: Opened) {
        self.open_form(opened);
        if let Some(Layer::Form(mut form)) = self.layers.pop() {
            let kind = std::sync::Arc::clone(&form.kind);
            kind.typed(self, &mut form);
            self.layers.push(Layer::Form(form));
        }
    }
}
