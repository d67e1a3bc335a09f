//! The forms of a quote: its terms, and a line. A quote is read again after each, so that its sums are seen.

use super::super::App;
use super::FormLayer;
use super::kind::{Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::id::{QuoteId, QuoteItemId};
use crate::domain::quote::{Quote, QuoteItem};
use crate::screens::quotes;
use crate::store::protocol::{Command, Outcome, QuoteCommand};
use crate::ui::form::FormSpec;

/// The form of a quote's terms.
pub(in crate::app) struct TermsForm {
    quote: QuoteId,
}

impl TermsForm {
    /// The form, with the values that were read.
    pub(in crate::app) fn open(quote: &Quote) -> Opened {
        let kind = Self { quote: quote.id.clone() };
        Opened::new(quotes::terms(), quote.values(), kind).at(quote.version)
    }
}

impl FormKind for TermsForm {
    /// Sums are looked at with their quote open: nobody goes on with them days later.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let command = QuoteCommand::Edit {
            id: self.quote.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        };
        Ok(command.into())
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.open_quote(self.quote.clone());
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((quotes::terms(), "the quote"))
    }
}

/// The form of a line.
pub(in crate::app) struct ItemForm {
    quote: QuoteId,
    item: Option<QuoteItemId>,
}

impl ItemForm {
    /// The form of a new line.
    pub(in crate::app) fn open_new(quote: &QuoteId) -> Opened {
        let kind = Self { quote: quote.clone(), item: None };
        Opened::new(quotes::item("New line"), quotes::new_item(), kind)
    }

    /// The form of a line that is there.
    pub(in crate::app) fn open(quote: &QuoteId, item: &QuoteItem) -> Opened {
        let kind = Self { quote: quote.clone(), item: Some(item.id.clone()) };
        Opened::new(quotes::item("Edit line"), item.values(), kind)
    }
}

impl FormKind for ItemForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let (quote, values) = (self.quote.clone(), filled.values.clone());
        let command = match &self.item {
            None => QuoteCommand::AddItem { quote, values },
            Some(item) => QuoteCommand::EditItem { quote, item: item.clone(), values },
        };
        Ok(command.into())
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.open_quote(self.quote.clone());
    }
}
