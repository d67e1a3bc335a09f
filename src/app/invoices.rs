//! What can be done to invoices, from their list and their detail.

use super::forms::invoice::{CreditForm, HeaderForm, LineForm, of_package};
use super::forms::reason::ReasonForm;
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, InvoiceId, InvoiceItemId, ProjectId};
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::payment::Method;
use crate::domain::role::Permission;
use crate::screens::clients;
use crate::screens::detail::Content;
use crate::screens::invoices;
use crate::screens::paper::{PaperPane, file_name};
use crate::store::protocol::{
    AdvanceOf, BranchScope, DraftSource, InvoiceCommand, InvoiceDetail, ListKind, ProjectDetail, Query,
    Reply, RowRef, Table,
};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// What the invoice is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AboutInvoice {
    AddLine,
    /// The form around its lines.
    Header,
    /// The form of one of its lines.
    Line(InvoiceItemId),
    RemoveLine(InvoiceItemId),
    Issue,
    Why,
    /// What was paid of it.
    Payments,
    /// Money that came in for it.
    Pay,
    /// How a sale was paid, and what was handed over, for its receipt.
    Receipt(Method, Option<i64>),
    Credit,
    Copy,
    Owner,
    Void,
    Remove,
    /// The package that a line of this invoice is about.
    Package(Box<InvoiceDetail>),
    /// The project of which a package or a quote is invoiced.
    Project(Invoiced),
}

/// What is invoiced, as far as it is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Invoiced {
    Client,
    Project,
    /// A package, of a project that is still to be chosen.
    PackageOf,
    /// The accepted quote, of a project that is still to be chosen.
    QuoteOf,
    /// A package of this project.
    Package(ProjectId),
    /// Nothing yet: this client pays in advance.
    Advance,
    /// Nothing yet: money comes in advance for this project.
    AdvanceFor,
    /// What this client owes from before.
    Opening,
}

/// A new invoice whose source is chosen: the branch that bills, and the invoice that can be copied.
#[derive(Clone, Debug)]
pub(super) struct Billing {
    branch: BranchId,
    copied: Option<InvoiceId>,
}

/// The ids of the choices of what is invoiced.
mod from {
    pub(super) const CLIENT: &str = "client";
    pub(super) const PROJECT: &str = "project";
    pub(super) const PACKAGE: &str = "package";
    pub(super) const QUOTE: &str = "quote";
    pub(super) const COUNTER: &str = "counter";
    pub(super) const ADVANCE: &str = "advance";
    pub(super) const ADVANCE_FOR: &str = "advance_for";
    pub(super) const OPENING: &str = "opening";
    pub(super) const COPY: &str = "copy";
}

/// The choice of a line without a package.
const FREE: &str = "";

/// The leave that an action asks for; `None` for what is none of invoices.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::NewInvoice
        | Action::AddInvoiceLine
        | Action::EditInvoice
        | Action::IssueInvoice
        | Action::CreditInvoice
        | Action::CopyInvoice
        | Action::RemoveInvoiceLine
        | Action::VoidInvoice
        | Action::RemoveInvoice => Permission::EditInvoices,
        Action::CounterSale => Permission::SellAtCounter,
        Action::RecordPayment => Permission::RecordPayments,
        Action::InvoicePayments => Permission::RefundPayments,
        Action::WhyTotal | Action::OpenInvoiced | Action::InvoiceHistory => Permission::ViewInvoices,
        _ => return None,
    })
}

impl App {
    pub(super) fn invoice_action(&mut self, action: Action) {
        if action == Action::NewInvoice {
            return self.choose_billing();
        }
        let Some(tab) = self.tab() else { return };
        let (line, Some(subject)) = (tab.line(), tab.subject()) else { return };
        let line = line.filter(|row| row.table == Table::InvoiceItems).map(|row| row.id);
        let about = match (action, line) {
            (Action::InvoiceHistory, _) => return self.open_history(&subject),
            (Action::InvoicePayments, _) => return self.ask_payments(subject.row.id.into()),
            (Action::EditInvoice, Some(line)) => AboutInvoice::Line(line.into()),
            (Action::EditInvoice, None) => AboutInvoice::Header,
            (Action::RemoveInvoiceLine, Some(line)) => AboutInvoice::RemoveLine(line.into()),
            (Action::AddInvoiceLine, _) => AboutInvoice::AddLine,
            (Action::IssueInvoice, _) => AboutInvoice::Issue,
            (Action::WhyTotal, _) => AboutInvoice::Why,
            (Action::RecordPayment, _) => AboutInvoice::Pay,
            (Action::CreditInvoice, _) => AboutInvoice::Credit,
            (Action::CopyInvoice, _) => AboutInvoice::Copy,
            (Action::OpenInvoiced, _) => AboutInvoice::Owner,
            (Action::VoidInvoice, _) => AboutInvoice::Void,
            (Action::RemoveInvoice, _) => AboutInvoice::Remove,
            _ => return,
        };
        self.read_for(Query::InvoiceDetail(subject.row.id.into()), About::Invoice(about));
    }

    /// Opens the form of a line of the shown draft. `false` when the row is no line of it.
    pub(super) fn open_invoice_line(&mut self, row: &RowRef) -> bool {
        if row.table != Table::InvoiceItems {
            return false;
        }
        let shown = self.tab().and_then(|tab| tab.content());
        let Some(Content::Invoice(detail)) = shown else { return true };
        let (id, is_draft) = (detail.invoice.id.clone(), detail.invoice.status == InvoiceStatus::Draft);
        if is_draft && self.may(Permission::EditInvoices) {
            let about = AboutInvoice::Line(row.id.as_str().into());
            self.read_for(Query::InvoiceDetail(id), About::Invoice(about));
        } else {
            let toast = Toast::new(Tone::Note, "A line of what was issued does not change any more");
            self.say(toast.hint("A credit note takes it back"));
        }
        true
    }

    /// Goes on with an invoice as it is now, or with what was read for one.
    pub(super) fn invoice_read(&mut self, about: AboutInvoice, reply: Reply) {
        match (about, reply) {
            (AboutInvoice::Package(detail), Reply::Package(package)) => {
                self.open_invoice_form(LineForm::open_new(&detail, of_package(&package.package.offer)));
            }
            (AboutInvoice::Payments, Reply::Payments(rows)) => self.choose_payment(rows),
            (AboutInvoice::Project(of), Reply::Project(detail)) => self.invoiced_project_read(&of, &detail),
            (about, Reply::Invoice(detail)) => self.act_on_invoice(about, detail),
            _ => {}
        }
    }

    fn act_on_invoice(&mut self, about: AboutInvoice, detail: Box<InvoiceDetail>) {
        let needs_draft = matches!(
            about,
            AboutInvoice::AddLine
                | AboutInvoice::Header
                | AboutInvoice::Line(_)
                | AboutInvoice::RemoveLine(_)
                | AboutInvoice::Issue
                | AboutInvoice::Remove
        );
        let needs_issued = matches!(about, AboutInvoice::Credit | AboutInvoice::Pay | AboutInvoice::Void);
        let is_draft = detail.invoice.status == InvoiceStatus::Draft;
        if needs_draft && !is_draft || needs_issued && is_draft {
            return self.say_how_to_change(&detail.invoice);
        }
        let (id, version) = (detail.invoice.id.clone(), detail.invoice.version);
        let item = |id: &InvoiceItemId| detail.invoice.items.iter().find(|known| known.id == *id);
        match about {
            AboutInvoice::AddLine => self.choose_line(detail),
            AboutInvoice::Header => self.open_invoice_form(HeaderForm::open(&detail)),
            AboutInvoice::Line(line) => {
                if let Some(item) = item(&line) {
                    self.open_invoice_form(LineForm::open(&detail, item));
                }
            }
            AboutInvoice::RemoveLine(item) => {
                let command = InvoiceCommand::RemoveLine { invoice: (id, version), item };
                self.apply(command.into(), Written::Act);
            }
            AboutInvoice::Issue if detail.invoice.items.is_empty() => {
                let key = self.keymap.key_text(Action::AddInvoiceLine);
                let toast = Toast::new(Tone::Note, "The draft has no line: there is nothing to issue");
                self.say(toast.hint(format!("{key} adds one")));
            }
            AboutInvoice::Issue => {
                let confirm = invoices::ask_issue(&detail.invoice, &self.words);
                let command = InvoiceCommand::Issue { id, version };
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            }
            AboutInvoice::Why => self.show_why(&detail),
            AboutInvoice::Pay => self.open_payment(&detail.invoice),
            AboutInvoice::Receipt(method, tendered) => self.show_receipt(&detail.invoice, method, tendered),
            AboutInvoice::Credit => self.open_form(CreditForm::open(detail)),
            AboutInvoice::Copy => {
                self.draft_invoice(detail.invoice.branch.clone(), DraftSource::Copy(id));
            }
            AboutInvoice::Owner => self.show_owner(&detail.invoice),
            AboutInvoice::Void => {
                let command = InvoiceCommand::Void { id, version, reason: String::new() };
                let title = format!("Void {}", detail.invoice.called());
                let help = "Its number is kept. The reason stands with it.";
                self.open_form(ReasonForm::open(&title, help, command.into()));
            }
            AboutInvoice::Remove => {
                let confirm = invoices::ask_remove(&detail.invoice, &self.words);
                let command = InvoiceCommand::Remove { id, version };
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            }
            AboutInvoice::Payments | AboutInvoice::Package(_) | AboutInvoice::Project(_) => {}
        }
    }

    fn say_how_to_change(&mut self, invoice: &Invoice) {
        let key = |action| self.keymap.key_text(action);
        let toast = if invoice.status == InvoiceStatus::Draft {
            let hint =
                format!("{} removes it, {} edits it", key(Action::RemoveInvoice), key(Action::EditInvoice));
            Toast::new(Tone::Note, "A draft has no number yet: it is edited, or thrown away").hint(hint)
        } else {
            let text = format!("{} was issued: nothing of it changes any more", invoice.called());
            let hint =
                format!("{} credits it, {} voids it", key(Action::CreditInvoice), key(Action::VoidInvoice));
            Toast::new(Tone::Note, text).hint(hint)
        };
        self.say(toast);
    }

    fn show_why(&mut self, detail: &InvoiceDetail) {
        if detail.why.is_empty() {
            let text = "How this total came about is not known: it was not issued here";
            return self.say(Toast::new(Tone::Note, text));
        }
        let text = detail.why.join("\n\n") + "\n";
        let path = file_name(&["why", &detail.invoice.called()], "txt");
        let pane = PaperPane::new("Why this total?", (text, path), self.size);
        self.layers.push(Layer::Paper(Box::new(pane)));
    }

    fn show_owner(&mut self, invoice: &Invoice) {
        let project = invoice.project.as_ref().map(|id| (Table::Projects, id.to_string()));
        let owner = project.or_else(|| invoice.client.as_ref().map(|id| (Table::Clients, id.to_string())));
        match owner {
            Some((table, id)) => self.jump(&RowRef { table, id }),
            None => self.say(Toast::new(Tone::Note, "It was sold at the counter, to nobody by name")),
        }
    }

    // -- lines --------------------------------------------------------------------------------------------------

    fn choose_line(&mut self, detail: Box<InvoiceDetail>) {
        self.search_packages(&detail.invoice.branch, "");
        let picker = Picker::remote("A line of which package?", None);
        self.layers.push(Layer::Picker(picker, Choosing::InvoiceLine(detail)));
    }

    /// The packages that were found, and that a line needs none.
    pub(super) fn line_choices(mut found: Vec<Choice>) -> Vec<Choice> {
        found.insert(0, Choice::new(FREE, "a free line").note("what, how many, at what price"));
        found
    }

    pub(super) fn picked_line(&mut self, detail: &InvoiceDetail, package: &str) {
        if package == FREE {
            return self.open_invoice_form(LineForm::open_new(detail, FieldValues::new()));
        }
        let about = AboutInvoice::Package(Box::new(detail.clone()));
        self.read_for(Query::Package(package.into()), About::Invoice(about));
    }

    // -- drafting -----------------------------------------------------------------------------------------------

    /// Drafts an invoice, then shows it.
    pub(super) fn draft_invoice(&mut self, branch: BranchId, source: DraftSource) {
        self.apply(InvoiceCommand::Draft { branch, source }.into(), Written::Invoice);
    }

    /// Drafts an invoice of a project: of its accepted quote, else of its package.
    pub(super) fn invoice_project(&mut self, detail: &ProjectDetail) {
        self.draft_invoice(detail.project.branch.clone(), DraftSource::Project(detail.id().clone()));
    }

    fn choose_billing(&mut self) {
        let shown = self.shown_branch().map(|b| b.id.clone());
        let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) else { return };
        let selected = self.tab().and_then(|tab| tab.subject()).filter(|s| s.row.table == Table::Invoices);
        let mut choices = vec![
            Choice::new(from::CLIENT, "For a client").note("without a project"),
            Choice::new(from::PROJECT, "Of a project")
                .note("its accepted quote, else its package, less what was invoiced"),
            Choice::new(from::QUOTE, "Of an accepted quote"),
            Choice::new(from::PACKAGE, "Of a package").note("for a project"),
            Choice::new(from::COUNTER, "At the counter").note("to nobody by name"),
        ];
        if self.may(Permission::RecordPayments) {
            choices.extend([
                Choice::new(from::ADVANCE, "Money in advance, of a client").note("a receipt for it"),
                Choice::new(from::ADVANCE_FOR, "Money in advance, for a project").note("a receipt for it"),
                Choice::new(from::OPENING, "What a client owes from before").note("an opening balance"),
            ]);
        }
        if let Some(subject) = &selected {
            choices.push(Choice::new(from::COPY, format!("A copy of {}", subject.label)));
        }
        let copied = selected.map(|subject| subject.row.id.into());
        let picker = Picker::local("New invoice", choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::NewInvoice(Billing { branch, copied })));
    }

    pub(super) fn picked_billing(&mut self, billing: &Billing, chosen: &str) {
        let branch = billing.branch.clone();
        let (title, of) = match chosen {
            from::COUNTER => return self.draft_invoice(branch, DraftSource::Counter),
            from::COPY => {
                if let Some(id) = &billing.copied {
                    self.read_for(Query::InvoiceDetail(id.clone()), About::Invoice(AboutInvoice::Copy));
                }
                return;
            }
            from::CLIENT => ("Invoice which client?", Invoiced::Client),
            from::ADVANCE => ("Which client pays in advance?", Invoiced::Advance),
            from::ADVANCE_FOR => ("An advance for which project?", Invoiced::AdvanceFor),
            from::OPENING => ("Who owes from before?", Invoiced::Opening),
            from::PROJECT => ("Invoice which project?", Invoiced::Project),
            from::PACKAGE => ("A package for which project?", Invoiced::PackageOf),
            _ => ("The quote of which project?", Invoiced::QuoteOf),
        };
        self.choose_invoiced(title, of, branch);
    }

    fn choose_invoiced(&mut self, title: &str, of: Invoiced, branch: BranchId) {
        self.search_invoiced(&of, &branch, "");
        self.layers.push(Layer::Picker(Picker::remote(title, None), Choosing::Invoiced(of, branch)));
    }

    /// Looks for what can be invoiced.
    pub(super) fn search_invoiced(&mut self, of: &Invoiced, branch: &BranchId, text: &str) {
        let kind = match of {
            Invoiced::Client | Invoiced::Advance | Invoiced::Opening => ListKind::Clients,
            Invoiced::Package(_) => ListKind::Packages,
            Invoiced::Project | Invoiced::PackageOf | Invoiced::QuoteOf | Invoiced::AdvanceFor => {
                ListKind::Projects
            }
        };
        let scope = BranchScope::One(branch.clone());
        self.ask_options(Query::References { kind, scope, text: text.to_owned() });
    }

    pub(super) fn picked_invoiced(&mut self, of: &Invoiced, branch: &BranchId, choice: &Choice) {
        let (id, branch) = (choice.id.as_str(), branch.clone());
        match of {
            Invoiced::Client => self.draft_invoice(branch, DraftSource::Client(id.into())),
            Invoiced::Project => self.draft_invoice(branch, DraftSource::Project(id.into())),
            Invoiced::Package(project) => {
                let source = DraftSource::Package { project: project.clone(), package: id.into() };
                self.draft_invoice(branch, source);
            }
            Invoiced::Advance => {
                self.open_advance(AdvanceOf::Client(id.into()), &choice.label, &branch);
            }
            Invoiced::AdvanceFor => {
                self.open_advance(AdvanceOf::Project(id.into()), &choice.label, &branch);
            }
            Invoiced::Opening => self.open_opening(id.into(), &choice.label, &branch),
            Invoiced::PackageOf => {
                self.choose_invoiced("Invoice which package?", Invoiced::Package(id.into()), branch);
            }
            Invoiced::QuoteOf => {
                let about = AboutInvoice::Project(Invoiced::QuoteOf);
                self.read_for(Query::Project(id.into()), About::Invoice(about));
            }
        }
    }

    fn invoiced_project_read(&mut self, _of: &Invoiced, detail: &ProjectDetail) {
        let branch = detail.project.branch.clone();
        let accepted: Vec<_> = detail.quotes.rows.iter().filter(|quote| quote.status == "accepted").collect();
        match accepted.as_slice() {
            [] => {
                let text = format!("{} has no accepted quote", detail.project.details.called());
                self.say(Toast::new(Tone::Note, text));
            }
            [one] => self.draft_invoice(branch, DraftSource::Quote(one.id.clone())),
            several => {
                let choice = |quote: &&crate::store::protocol::QuoteLine| {
                    let label = if quote.package.is_empty() { "Quote" } else { quote.package.as_str() };
                    Choice::new(quote.id.as_str(), label).note(self.words.money(quote.total))
                };
                let choices = several.iter().map(choice).collect();
                let picker = Picker::local("Invoice which quote?", choices, None);
                self.layers.push(Layer::Picker(picker, Choosing::InvoicedQuote(branch)));
            }
        }
    }
}
