//! The question why: for acts that nobody does without saying so.

use super::FormLayer;
use super::kind::{Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::field::FieldValues;
use crate::screens::projects;
use crate::store::protocol::{Command, InvoiceCommand, PaymentCommand, ProjectCommand, QuoteCommand};

/// The form that asks for a reason and then does something.
pub(in crate::app) struct ReasonForm {
    /// The write; its reason is what was typed.
    command: Command,
}

impl ReasonForm {
    /// Asks why, then does `command`. `title` says what is about to happen.
    pub(in crate::app) fn open(title: &str, help: &str, command: Command) -> Opened {
        Opened::new(projects::reason(title, help), FieldValues::new(), Self { command })
    }
}

impl FormKind for ReasonForm {
    /// Whoever is interrupted asks again: what was to be done may have been done by somebody else.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let said = filled.text(projects::REASON);
        let mut command = self.command.clone();
        if let Command::Projects(ProjectCommand::Move { reason, .. } | ProjectCommand::Trash { reason, .. })
        | Command::Quotes(QuoteCommand::Decline { reason, .. })
        | Command::Invoices(InvoiceCommand::Void { reason, .. })
        | Command::Payments(PaymentCommand::Dispute { reason, .. }) = &mut command
        {
            *reason = said;
        }
        Ok(command)
    }
}
