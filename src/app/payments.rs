//! Money that comes in: payments of invoices, and sales at the counter, from wherever one is.

use super::App;
use super::forms::payment::{PaymentForm, SaleForm};
use super::layers::Layer;
use crate::documents;
use crate::domain::invoice::{Invoice, InvoiceKind, InvoiceStatus};
use crate::domain::payment::Method;
use crate::keymap::Press;
use crate::screens::clients;
use crate::screens::paper::{PaperPane, file_name};
use crate::screens::payments::forms;
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Opens the form of a payment, or says why there is nothing to pay.
    pub(super) fn open_payment(&mut self, invoice: &Invoice) {
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
