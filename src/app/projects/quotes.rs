//! What can be done to quotes: drafted from the project, opened from its detail.

use super::super::forms::quote::{ItemForm, TermsForm};
use super::super::forms::reason::ReasonForm;
use super::super::layers::{Layer, Purpose as Choosing};
use super::super::{About, App, Written};
use crate::domain::id::{BranchId, PackageId, ProjectId, QuoteId};
use crate::domain::quote::Quote;
use crate::screens::quotes::{self, acts};
use crate::store::protocol::{BranchScope, DraftSource, ListKind, ProjectDetail, Query, QuoteCommand, Reply};
use crate::ui::picker::{Choice, Picker};

/// The choice that quotes no package.
const WITHOUT: &str = "";

impl App {
    /// Asks which package is quoted.
    pub(super) fn choose_quoted(&mut self, detail: &ProjectDetail) {
        let (project, branch) = (detail.id().clone(), detail.project.branch.clone());
        let picker = Picker::remote("Quote which package?", None);
        self.search_packages(&branch, "");
        self.layers.push(Layer::Picker(picker, Choosing::Quoted { project, branch }));
    }

    /// Looks for packages of a branch.
    pub(in crate::app) fn search_packages(&mut self, branch: &BranchId, text: &str) {
        let scope = BranchScope::One(branch.clone());
        self.ask_options(Query::References { kind: ListKind::Packages, scope, text: text.to_owned() });
    }

    /// The packages that were found, and that none may be quoted.
    pub(in crate::app) fn quoted_choices(mut found: Vec<Choice>) -> Vec<Choice> {
        found.push(Choice::new(WITHOUT, "without a package"));
        found
    }

    /// Drafts a quote of what was chosen, then opens it.
    pub(in crate::app) fn picked_quoted(&mut self, project: &ProjectId, package: &str) {
        let package = (package != WITHOUT).then(|| PackageId::from(package));
        self.apply(QuoteCommand::Create { project: project.clone(), package }.into(), Written::Quote);
    }

    /// Opens a quote: what can be done to it.
    pub(in crate::app) fn open_quote(&mut self, id: QuoteId) {
        self.read_for(Query::Quote(id), About::Quote);
    }

    pub(in crate::app) fn quote_read(&mut self, reply: Reply) {
        let Reply::Quote(quote) = reply else { return };
        let choices = quotes::choices(&quote, &self.words);
        let picker = Picker::local(quotes::title(&quote, &self.words), choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::Quote(quote)));
    }

    /// Goes on with what was chosen to be done to a quote.
    pub(in crate::app) fn picked_quote(&mut self, quote: &Quote, act: &str) {
        let id = quote.id.clone();
        match act {
            acts::ADD => self.open_form(ItemForm::open_new(quote)),
            acts::TERMS => self.open_form(TermsForm::open(quote)),
            acts::SEND => self.apply(QuoteCommand::Send(id).into(), Written::Quote),
            acts::DROP => {
                let command = QuoteCommand::Remove { id, version: quote.version };
                self.apply(command.into(), Written::Act);
            }
            acts::INVOICE => self.draft_invoice(quote.branch.clone(), DraftSource::Quote(id)),
            acts::ACCEPT => self.apply(QuoteCommand::Accept(id).into(), Written::Act),
            acts::DECLINE => {
                let command = QuoteCommand::Decline { id, reason: String::new() };
                let opened =
                    ReasonForm::open("Why was it declined?", "It stands with the quote.", command.into());
                self.open_form(opened);
            }
            line => {
                let remove = line.strip_prefix(acts::REMOVE);
                let item = remove.unwrap_or(line);
                let Some(item) = quote.items.iter().find(|known| known.id.as_str() == item) else { return };
                if remove.is_some() {
                    let command = QuoteCommand::RemoveItem { quote: id, item: item.id.clone() };
                    self.apply(command.into(), Written::Quote);
                } else if quote.status == "draft" {
                    self.open_form(ItemForm::open(quote, item));
                }
            }
        }
    }
}
