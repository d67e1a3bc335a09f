//! An invoice as the document that it is: parties, lines, taxes, what was paid of it, what the law asks for.

use super::lines::{LABEL, Line, long};
use crate::domain::invoice::party::Party;
use crate::domain::invoice::{Invoice, InvoiceItem, InvoiceKind, InvoiceStatus};
use crate::domain::money::Money;
use crate::domain::quote::edit_qty;
use crate::domain::tax::bill::{Pricing, RoundOff, TaxedLine};
use crate::domain::tax::{Basis, Liability, PLACE_UNKNOWN, adapter};
use crate::screens::Ctx;
use crate::screens::words::{plain, several};
use crate::store::protocol::{Allocated, InvoiceDetail, RowRef, Table};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::text::wrap;
use jiff::Timestamp;

/// The lines that can be selected, in the order in which they stand; those that lead to a record name it.
pub(super) fn rows(detail: &InvoiceDetail) -> Vec<Option<RowRef>> {
    let of = |table, id: &str| Some(RowRef { table, id: id.to_owned() });
    let invoice = &detail.invoice;
    let mut rows: Vec<Option<RowRef>> =
        invoice.items.iter().map(|item| of(Table::InvoiceItems, item.id.as_str())).collect();
    rows.extend(detail.allocations.iter().map(|_| None));
    rows.extend(invoice.corrects.iter().map(|id| of(Table::Invoices, id.as_str())));
    rows.extend(detail.credits.iter().map(|(id, _)| of(Table::Invoices, id.as_str())));
    rows.extend(invoice.project.iter().map(|id| of(Table::Projects, id.as_str())));
    rows
}

/// How far it is, in the words of lists: what is paid in part is said, and a credit note is never paid.
pub(in crate::screens) fn standing(invoice: &Invoice) -> &'static str {
    let is_note = matches!(invoice.kind, InvoiceKind::CreditNote | InvoiceKind::RefundVoucher);
    match invoice.status {
        InvoiceStatus::Paid if is_note => "issued",
        InvoiceStatus::Issued if invoice.open < invoice.breakdown.total => "part",
        status => status.as_str(),
    }
}

/// The document as lines.
pub(super) fn lines<'a>(detail: &'a InvoiceDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let mut page = Page { lines: Vec::new(), entries: 0, columns, invoice: &detail.invoice, ctx };
    page.head();
    page.parties();
    page.items(detail);
    page.sums();
    page.paid(detail);
    page.links(detail);
    page.foot();
    page.lines
}

/// A document while it is put into lines.
struct Page<'a, 'c> {
    lines: Vec<Line<'a>>,
    entries: usize,
    columns: u16,
    invoice: &'a Invoice,
    ctx: &'c Ctx<'c>,
}

impl<'a> Page<'a, '_> {
    fn amount(&self, minor: i64) -> String {
        self.ctx.words.amount(Money { minor, currency: self.invoice.currency })
    }

    fn money(&self, minor: i64) -> String {
        self.ctx.words.money(Money { minor, currency: self.invoice.currency })
    }

    fn entry(&mut self) -> usize {
        self.entries += 1;
        self.entries - 1
    }

    fn head(&mut self) {
        let invoice = self.invoice;
        // Without a number it is called what it is, at the right.
        let title = invoice.number.as_deref().unwrap_or(invoice.kind.label());
        let document = match invoice.kind {
            InvoiceKind::Booking | InvoiceKind::Pos | InvoiceKind::Subscription => invoice.document.label(),
            kind => kind.label(),
        };
        self.lines.push(Line::Title(title, document.to_owned()));
        self.lines.push(Line::Badge(Badge::of(standing(invoice)), self.when()));
        if !invoice.reason.is_empty() {
            self.wrapped(&format!("Why: {}", invoice.reason), Role::Dim);
        }
    }

    /// Since when, and until when.
    fn when(&self) -> String {
        let (invoice, words) = (self.invoice, self.ctx.words);
        let issued = invoice.issued_on.map(|day| format!("issued {}", words.date(day)));
        let issued = issued.or_else(|| invoice.issued_at.map(|at| format!("issued {}", words.day(at))));
        let is_open = invoice.open > 0 || invoice.status == InvoiceStatus::Draft;
        let due = invoice.due_on.filter(|_| is_open).map(|day| words.due(day));
        issued.into_iter().chain(due).collect::<Vec<_>>().join(" · ")
    }

    fn wrapped(&mut self, text: &str, role: Role) {
        let lines = wrap(text.trim_end(), usize::from(self.columns).max(8));
        self.lines.extend(lines.into_iter().map(|line| Line::Text(line, role)));
    }

    fn parties(&mut self) {
        self.lines.push(Line::Gap);
        let invoice = self.invoice;
        self.party("From", &invoice.seller);
        if invoice.buyer == Party::default() {
            self.lines.push(Line::Fact("To", "a walk-in, nobody by name".to_owned(), Role::Dim));
        } else {
            self.party("To", &invoice.buyer);
        }
        if !invoice.project_title.is_empty() {
            self.fact("For", invoice.project_title.clone());
        }
        self.fact("Supply", self.place());
        match invoice.liability {
            Liability::Seller => {}
            Liability::Customer => self.fact("Tax", "the customer pays it (reverse charge)".to_owned()),
            Liability::ZeroRated => self.fact("Tax", "zero-rated".to_owned()),
        }
    }

    fn fact(&mut self, label: &'static str, text: String) {
        let room = usize::from(self.columns.saturating_sub(LABEL)).max(8);
        for (i, line) in wrap(&text, room).into_iter().enumerate() {
            self.lines.push(Line::Fact(if i == 0 { label } else { "" }, line, Role::Text));
        }
    }

    fn party(&mut self, label: &'static str, party: &Party) {
        if !party.name.is_empty() {
            self.fact(label, party.name.clone());
        }
        let address = party.address.replace('\n', ", ");
        for more in [&party.contact, &address, &party.registration] {
            if !more.is_empty() {
                let room = usize::from(self.columns.saturating_sub(LABEL)).max(8);
                let lines = wrap(more, room).into_iter().map(|line| Line::Fact("", line, Role::Dim));
                self.lines.extend(lines);
            }
        }
    }

    /// Where it is taxed, and why there.
    fn place(&self) -> String {
        let invoice = self.invoice;
        let Some(place) = &invoice.place else { return PLACE_UNKNOWN.to_owned() };
        let code = match invoice.currency.code() {
            "INR" => "IN",
            "AED" => "AE",
            _ => "none",
        };
        let named = adapter(code).ok().and_then(|law| law.place(place).ok());
        let named = named.unwrap_or_else(|| place.to_string());
        let basis = match invoice.basis {
            Basis::Registration => "by the client's registration",
            Basis::Address => "by the client's address",
            Basis::Counter => "at the counter",
            Basis::Unknown => "",
            Basis::Override => invoice.place_reason.as_str(),
        };
        if basis.is_empty() { named } else { format!("{named}, {basis}") }
    }

    fn items(&mut self, detail: &'a InvoiceDetail) {
        self.lines.extend([Line::Gap, Line::Heading("Lines")]);
        if self.invoice.items.is_empty() {
            let key = self.ctx.look.keymap.key_text(crate::action::Action::AddInvoiceLine);
            let text = match self.invoice.status {
                InvoiceStatus::Draft if !key.is_empty() => format!("None yet: {key} adds one."),
                InvoiceStatus::Draft => "None yet.".to_owned(),
                _ => "It came without lines.".to_owned(),
            };
            self.lines.push(Line::Text(text, Role::Dim));
        }
        let taxed = &self.invoice.breakdown.lines;
        for (at, item) in detail.invoice.items.iter().enumerate() {
            let entry = self.entry();
            let gross = taxed.get(at).map_or(0, |line| line.gross);
            let text = format!("{} × {}", edit_qty(item.qty), item.description);
            self.lines.push(Line::Sum(Some(entry), text, self.amount(gross), Role::Text));
            let below = self.about(item, taxed.get(at));
            let lines = wrap(&below, usize::from(self.columns).saturating_sub(4).max(8));
            self.lines.extend(lines.into_iter().map(|line| Line::Text(format!("    {line}"), Role::Dim)));
        }
    }

    /// What stands under a line: price of one, rate, code, discounts.
    fn about(&self, item: &InvoiceItem, taxed: Option<&TaxedLine>) -> String {
        let mut parts = vec![format!("{} each", self.amount(item.unit_price))];
        parts.push(match item.pricing {
            Pricing::Exclusive => format!("{} tax", item.tax_rate),
            Pricing::Inclusive => format!("{} tax in it", item.tax_rate),
        });
        if !item.code.is_empty() {
            let what = if item.kind == "merch" { "HSN" } else { "SAC" };
            parts.push(format!("{what} {}", item.code));
        }
        if item.discount > 0 {
            parts.push(format!("{} off", self.amount(item.discount)));
        }
        if let Some(spread) = taxed.map(|line| line.spread).filter(|spread| *spread > 0) {
            parts.push(format!("{} of the discount", self.amount(spread)));
        }
        parts.join(" · ")
    }

    fn sum(&mut self, text: impl Into<String>, minor: i64, role: Role) {
        let amount = self.amount(minor);
        self.lines.push(Line::Sum(None, text.into(), amount, role));
    }

    fn sums(&mut self) {
        let sums = &self.invoice.breakdown;
        self.lines.push(Line::Gap);
        let off: i64 = sums.lines.iter().map(|line| line.discount + line.spread).sum();
        if off > 0 {
            self.sum("Discounts", -off, Role::Dim);
        }
        // What came from elsewhere without lines says its tax, and not of what.
        if !sums.heads.is_empty() && !sums.lines.is_empty() {
            self.sum("Taxable", sums.taxable, Role::Dim);
        }
        for head in &sums.heads {
            self.sum(head.head.label(), head.amount, Role::Dim);
        }
        if sums.round_off != 0 || self.invoice.rounding == RoundOff::Whole {
            self.sum("Round off", sums.round_off, Role::Dim);
        }
        let total = self.money(sums.total);
        self.lines.push(Line::Sum(None, "Total".to_owned(), total, Role::Heading));
        let is_billed = !matches!(self.invoice.status, InvoiceStatus::Draft | InvoiceStatus::Void)
            && !matches!(self.invoice.kind, InvoiceKind::CreditNote | InvoiceKind::RefundVoucher);
        if is_billed {
            self.sum("Paid and credited", sums.total - self.invoice.open, Role::Dim);
            let role = match self.invoice.status {
                InvoiceStatus::Overdue => Role::Bad,
                _ if self.invoice.open > 0 => Role::Warn,
                _ => Role::Good,
            };
            self.sum("Open", self.invoice.open, role);
        }
    }

    fn paid(&mut self, detail: &'a InvoiceDetail) {
        if detail.allocations.is_empty() {
            return;
        }
        self.lines.extend([Line::Gap, Line::Heading("What paid it")]);
        for part in &detail.allocations {
            let entry = self.entry();
            let (text, amount) = (self.part(part), self.amount(part.amount));
            self.lines.push(Line::Sum(Some(entry), text, amount, Role::Text));
        }
    }

    fn part(&self, part: &Allocated) -> String {
        let at = part.at.and_then(|at| Timestamp::from_second(at).ok());
        let day = at.map(|at| format!("{} · ", self.ctx.words.day(at))).unwrap_or_default();
        let what = match part.kind.as_str() {
            "tds" => "tax deducted at source".to_owned(),
            kind => plain(kind),
        };
        let from = if part.from.is_empty() { String::new() } else { format!(" {}", part.from) };
        format!("{day}{what}{from}")
    }

    fn links(&mut self, detail: &'a InvoiceDetail) {
        let invoice = self.invoice;
        if invoice.corrects.is_none() && detail.credits.is_empty() && invoice.project.is_none() {
            return;
        }
        self.lines.push(Line::Gap);
        if invoice.corrects.is_some() {
            let entry = self.entry();
            self.lines.push(Line::Stop(entry, "Takes back", "the invoice that it corrects".to_owned()));
        }
        for (_, number) in &detail.credits {
            let entry = self.entry();
            self.lines.push(Line::Stop(entry, "Credit note", number.clone()));
        }
        if invoice.project.is_some() {
            let entry = self.entry();
            self.lines.push(Line::Stop(entry, "Project", invoice.project_title.clone()));
        }
    }

    fn foot(&mut self) {
        let invoice = self.invoice;
        if !invoice.legal.is_empty() {
            self.lines.push(Line::Gap);
        }
        for note in &invoice.legal {
            self.wrapped(note, Role::Dim);
        }
        for (label, text) in [("Notes", &invoice.notes), ("Terms", &invoice.terms)] {
            if !text.trim().is_empty() {
                self.lines.push(Line::Gap);
                long(&mut self.lines, None, label, text, self.columns);
            }
        }
        if invoice.status == InvoiceStatus::Draft {
            let n = u64::try_from(invoice.items.len()).unwrap_or(u64::MAX);
            let key = self.ctx.look.keymap.key_text(crate::action::Action::IssueInvoice);
            if n > 0 && !key.is_empty() {
                self.lines.push(Line::Gap);
                let text =
                    format!("{}; {key} issues it, then nothing of it changes.", several(n, "line", "lines"));
                self.wrapped(&text, Role::Dim);
            }
        }
    }
}
