//! Money that comes in: payments of invoices, and sales at the counter, from wherever one is.

use super::forms::payment::{AdvanceForm, OpeningForm, PaymentForm, RefundForm, SaleForm};
use super::forms::reason::ReasonForm;
use super::invoices::AboutInvoice;
use super::layers::Purpose as Choosing;
use super::layers::{Intent, Layer};
use super::{About, App, Written, sentence};
use crate::action::Action;
use crate::documents;
use crate::domain::id::{BranchId, ClientId, InvoiceId};
use crate::domain::invoice::{Invoice, InvoiceKind, InvoiceStatus};
use crate::domain::payment::{DisputeStep, Method};
use crate::keymap::Press;
use crate::screens::clients;
use crate::screens::paper::{PaperPane, file_name};
use crate::screens::payments::{self, forms};
use crate::store::protocol::{AdvanceOf, PaymentCommand, PaymentFilter, PaymentRow, Query};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// The choice of giving money back.
const REFUND: &str = "refund";
/// Payments of one invoice that are chosen from at most.
const MOST: u32 = 500;

impl App {
    /// Opens the form of money in advance.
    pub(super) fn open_advance(&mut self, of: AdvanceOf, from: &str, branch: &BranchId) {
        let now = self.form_context(Some(branch)).now;
        self.open_form(AdvanceForm::open(of, from, (branch.clone(), now)));
    }

    /// Opens the form of what a client owes from before.
    pub(super) fn open_opening(&mut self, client: ClientId, name: &str, branch: &BranchId) {
        self.open_form(OpeningForm::open(client, name, branch.clone()));
    }

    /// Opens the form of a payment, or says why there is nothing to pay.
    pub(super) fn open_payment(&mut self, invoice: &Invoice) {
        let pays = matches!(invoice.kind, InvoiceKind::AdvanceReceipt | InvoiceKind::CreditNote);
        if pays && invoice.status != InvoiceStatus::Void {
            let from = invoice.id.clone();
            let command = PaymentCommand::Allocate { from, to: None, amount: None };
            let intent = Intent::Apply(command.into(), Written::Act);
            return self.layers.push(Layer::Confirm(payments::ask_allocate(invoice), intent));
        }
        let is_paid =
            matches!(invoice.kind, InvoiceKind::Booking | InvoiceKind::Pos | InvoiceKind::Subscription);
        let why = match invoice.status {
            InvoiceStatus::Void => Some(format!("{} is void: nobody owes it", invoice.called())),
            _ if !is_paid => {
                Some(format!("{} is a {}: it is not paid", invoice.called(), invoice.kind.label()))
            }
            _ if invoice.open <= 0 => Some(format!("Nothing of {} is open", invoice.called())),
            _ => None,
        };
        if let Some(why) = why {
            return self.say(Toast::new(Tone::Note, why));
        }
        let now = self.form_context(Some(&invoice.branch)).now;
        self.open_invoice_form(PaymentForm::open(invoice, now));
    }

    /// Looks for what was paid of an invoice.
    pub(super) fn ask_payments(&mut self, invoice: InvoiceId) {
        let filter = PaymentFilter { invoice: Some(invoice), limit: MOST, ..PaymentFilter::default() };
        self.read_for(Query::Payments(Box::new(filter)), About::Invoice(AboutInvoice::Payments));
    }

    /// Lets one of the payments be chosen.
    pub(super) fn choose_payment(&mut self, rows: Vec<PaymentRow>) {
        if rows.is_empty() {
            let key = self.keymap.key_text(Action::RecordPayment);
            let toast = Toast::new(Tone::Note, "No money came in for it yet");
            return self.say(toast.hint(format!("{key} records a payment")));
        }
        let choice = |row: &PaymentRow| {
            let (label, note) = payments::in_a_list(row, &self.words);
            Choice::new(row.id.as_str(), label).note(note)
        };
        let picker = Picker::local("Which payment?", rows.iter().map(choice).collect(), None);
        self.layers.push(Layer::Picker(picker, Choosing::Payment(rows)));
    }

    /// Lets be chosen what is done about a payment, among what is legal as it stands.
    pub(super) fn choose_payment_act(&mut self, row: &PaymentRow) {
        let mut choices = Vec::new();
        if row.refund_of.is_none() && row.status == "paid" && payments::left_of(row) > 0 {
            choices.push(Choice::new(REFUND, "Give money back").note("all that is left of it, or a part"));
        }
        let legal = |step: &DisputeStep| row.refund_of.is_none() && step.statuses().0 == row.status;
        choices.extend(DisputeStep::ALL.into_iter().filter(legal).map(|step| {
            let (label, note) = payments::step_label(step);
            Choice::new(step.as_str(), label).note(note)
        }));
        if choices.is_empty() {
            return self
                .say(Toast::new(Tone::Note, "That money was given back: nothing more is done about it"));
        }
        let (title, _) = payments::in_a_list(row, &self.words);
        let picker = Picker::local(title, choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::PaymentAct(Box::new(row.clone()))));
    }

    /// Asks what is needed for what was chosen about a payment.
    pub(super) fn picked_payment_act(&mut self, row: &PaymentRow, chosen: &str) {
        if chosen == REFUND {
            return self.open_invoice_form(RefundForm::open(row, &self.words));
        }
        let Some(step) = DisputeStep::ALL.into_iter().find(|step| step.as_str() == chosen) else { return };
        let transaction = row.id.clone();
        let command = PaymentCommand::Dispute { transaction, step, reason: String::new() };
        let (title, help) = payments::step_label(step);
        let help = format!("{}; the reason is kept.", sentence(help));
        self.open_form(ReasonForm::open(title, &help, command.into()));
    }

    /// Opens a sale at the counter of the shown branch, else of one's own.
    pub(super) fn open_sale(&mut self) {
        let shown = self.shown_branch().map(|branch| branch.id.clone());
        let Some(id) = clients::home_branch(&self.ctx(), shown.as_ref()) else { return };
        let branch = self.ready().and_then(|w| w.branches.iter().find(|branch| branch.id == id));
        let Some(currency) = branch.map(|branch| branch.currency) else { return };
        self.open_form(SaleForm::open((id, currency)));
    }

    /// The key of a sale, with something open: a form stays below, a paper that was read makes room; where an answer is
    /// awaited, that comes first.
    pub(super) fn sell_over(&mut self, press: Press) {
        let opens = match self.layers.last() {
            Some(Layer::Paper(_)) => true,
            Some(Layer::Form(form)) => form.state.name() != forms::SALE && !form.kind.is_set_up(),
            _ => false,
        };
        let Some(action) = press.action.filter(|_| opens) else { return self.press_layer(press) };
        if matches!(self.layers.last(), Some(Layer::Paper(_))) {
            self.layers.pop();
        }
        self.run(action, press);
    }

    /// Shows the receipt of a sale.
    pub(super) fn show_receipt(&mut self, invoice: &Invoice, method: Method, tendered: Option<i64>) {
        let text = documents::receipt(invoice, method, tendered);
        let path = file_name(&["receipt", &invoice.called()], "txt");
        let pane = PaperPane::new("Receipt", (text, path), self.size);
        self.layers.push(Layer::Paper(Box::new(pane)));
    }
}
