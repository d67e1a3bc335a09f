//! The forms of a quote: its terms, and a line. A quote is read again after each, so that its sums are seen.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, labelled};
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::id::{BranchId, ProjectId, QuoteId, QuoteItemId};
use crate::domain::money::Currency;
use crate::domain::quote::{Quote, QuoteItem, fields};
use crate::screens::quotes::{self, forms};
use crate::store::protocol::{Command, Outcome, QuoteCommand, RowRef, Table};
use crate::ui::form::FormSpec;

/// Where a draft remembers the quote, its project, its branch and its currency.
const QUOTE: &str = "quote";
const PROJECT: &str = "project";
const BRANCH: &str = "branch";
const CURRENCY: &str = "currency";

/// The quote that a form is about.
#[derive(Clone)]
struct Of {
    quote: QuoteId,
    project: ProjectId,
    branch: BranchId,
    currency: Currency,
}

impl Of {
    fn new(quote: &Quote) -> Self {
        Self {
            quote: quote.id.clone(),
            project: quote.project.clone(),
            branch: quote.branch.clone(),
            currency: quote.total.currency,
        }
    }

    /// What a draft remembers of it.
    fn known(&self, keeping: Keeping) -> Keeping {
        keeping
            .knowing(QUOTE, FieldValue::text(self.quote.as_str()))
            .knowing(PROJECT, FieldValue::text(self.project.as_str()))
            .knowing(BRANCH, FieldValue::text(self.branch.as_str()))
            .knowing(CURRENCY, FieldValue::text(self.currency.code()))
    }

    /// What a draft remembered, and what the form held beside it.
    fn resumed(draft: &Draft<'_>) -> Option<(Self, FieldValues)> {
        let currency = Currency::from_code(&draft.text(CURRENCY))?;
        let [quote, project, branch] = [QUOTE, PROJECT, BRANCH].map(|key| draft.text(key));
        let of = Self { quote: quote.into(), project: project.into(), branch: branch.into(), currency };
        let mut base = draft.base();
        base.retain(|key, _| ![QUOTE, PROJECT, BRANCH, CURRENCY].contains(&key.0.as_str()));
        Some((of, base))
    }
}

/// The form of a quote's terms.
pub(in crate::app) struct TermsForm {
    of: Of,
}

impl TermsForm {
    /// The form, with the values that were read.
    pub(in crate::app) fn open(quote: &Quote) -> Opened {
        Opened::new(quotes::terms(), quote.values(), Self { of: Of::new(quote) }).at(quote.version)
    }
}

impl FormKind for TermsForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Quotes, id: self.of.quote.to_string() };
        Some(self.of.known(Keeping::new(forms::TERMS, "Terms of the quote").about(row)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let command = QuoteCommand::Edit {
            id: self.of.quote.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        };
        Ok(command.into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.of.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.of.currency)
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.open_quote(self.of.quote.clone());
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((quotes::terms(), "the quote"))
    }
}

/// The form of a line.
pub(in crate::app) struct ItemForm {
    of: Of,
    item: Option<QuoteItemId>,
}

impl ItemForm {
    /// The form of a new line.
    pub(in crate::app) fn open_new(quote: &Quote) -> Opened {
        Opened::new(quotes::item(NEW), quotes::new_item(), Self { of: Of::new(quote), item: None })
    }

    /// The form of a line that is there.
    pub(in crate::app) fn open(quote: &Quote, item: &QuoteItem) -> Opened {
        let kind = Self { of: Of::new(quote), item: Some(item.id.clone()) };
        Opened::new(quotes::item(EDIT), item.values(), kind)
    }
}

/// The titles of the form of a line.
const NEW: &str = "New line";
const EDIT: &str = "Edit line";

impl FormKind for ItemForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let title = if self.item.is_some() { EDIT } else { NEW };
        let keeping = Keeping::new(forms::ITEM, labelled(title, &form.state.text(fields::DESCRIPTION)));
        let keeping = match &self.item {
            Some(item) => keeping.about(RowRef { table: Table::QuoteItems, id: item.to_string() }),
            None => keeping,
        };
        Some(self.of.known(keeping))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let (quote, values) = (self.of.quote.clone(), filled.values.clone());
        let command = match &self.item {
            None => QuoteCommand::AddItem { quote, values },
            Some(item) => {
                QuoteCommand::EditItem { quote, item: item.clone(), base: filled.base.clone(), values }
            }
        };
        Ok(command.into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.of.branch)
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.of.currency)
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.open_quote(self.of.quote.clone());
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.item.as_ref().map(|_| (quotes::item(EDIT), "the line"))
    }
}

/// Opens the draft of a quote's terms again.
pub(super) fn resume_terms(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (of, base) = Of::resumed(draft)?;
    Some(Opened::new(quotes::terms(), base, TermsForm { of }).at(draft.version()))
}

/// Opens the draft of a line again.
pub(super) fn resume_item(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (of, base) = Of::resumed(draft)?;
    let item = draft.about().map(QuoteItemId::from);
    let title = if item.is_some() { EDIT } else { NEW };
    Some(Opened::new(quotes::item(title), base, ItemForm { of, item }))
}
