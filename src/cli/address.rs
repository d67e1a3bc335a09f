//! Naming a record on the command line: by its id, the beginning of its id, what it is called, or what finds it.

use super::CliError;
use super::studio::{Studio, unexpected};
use crate::domain::field::FieldValue;
use crate::domain::fold::fold;
use crate::store::protocol::{BranchScope, ListKind, Query, ReferenceHit, Reply, StoreError, Table};

/// Records that a message names when several were meant.
const NAMED: usize = 6;
/// The shortest beginning of an id that a message offers.
const SHORT: usize = 12;
/// The shortest beginning of an id that is looked for.
const PREFIX: usize = 4;

/// A kind of record that can be named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// Where its ids are.
    pub(super) table: Table,
    /// The list that finds it by what it is called, if one does.
    pub(super) list: Option<ListKind>,
    /// What people call one of them.
    pub(super) noun: &'static str,
}

/// Clients: by id, name or phone.
pub(super) const CLIENT: Kind = Kind { table: Table::Clients, list: Some(ListKind::Clients), noun: "client" };

/// Invoices: by number or id.
pub(super) const INVOICE: Kind =
    Kind { table: Table::Invoices, list: Some(ListKind::Invoices), noun: "invoice" };

/// Projects: by id, by title, or by whose they are.
pub(super) const PROJECT: Kind =
    Kind { table: Table::Projects, list: Some(ListKind::Projects), noun: "project" };
/// Files of projects: by id.
pub(super) const MEDIA: Kind = Kind { table: Table::MediaObjects, list: None, noun: "file" };
/// What was sent to clients: by id.
pub(super) const NOTIFICATION: Kind = Kind { table: Table::Notifications, list: None, noun: "notification" };
/// Sub-events of projects: by id.
pub(super) const SUB_EVENT: Kind = Kind { table: Table::ProjectEvents, list: None, noun: "sub-event" };
/// Assets: by id, name or serial number.
pub(super) const ASSET: Kind = Kind { table: Table::Assets, list: Some(ListKind::Assets), noun: "asset" };
/// Locks over what is booked: by id.
pub(super) const LOCK: Kind = Kind { table: Table::BookingLocks, list: None, noun: "lock" };
/// Quotes: by id.
pub(super) const QUOTE: Kind = Kind { table: Table::Quotes, list: None, noun: "quote" };
/// Tasks of projects: by id or title.
pub(super) const TASK: Kind = Kind { table: Table::ProjectTasks, list: Some(ListKind::Tasks), noun: "task" };
/// Templates of tasks: by id or name.
pub(super) const TASK_TEMPLATE: Kind =
    Kind { table: Table::TaskTemplates, list: Some(ListKind::TaskTemplates), noun: "task template" };
/// Kits: by id or name.
pub(super) const KIT: Kind = Kind { table: Table::Kits, list: Some(ListKind::Kits), noun: "kit" };
/// Packages: by id or name.
pub(super) const PACKAGE: Kind =
    Kind { table: Table::Packages, list: Some(ListKind::Packages), noun: "package" };
/// Package templates: by id or name.
pub(super) const PACKAGE_TEMPLATE: Kind =
    Kind { table: Table::PackageTemplates, list: Some(ListKind::PackageTemplates), noun: "package template" };

/// What can be booked: people, spaces, gear; by id or name.
pub(super) const BOOKED: Kind =
    Kind { table: Table::Assets, list: Some(ListKind::Assets), noun: "person or asset" };

/// How much is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guess {
    /// The id, the beginning of exactly one id, or exactly what one record is called: for writes.
    Nothing,
    /// Also a text that finds exactly one record: for reads.
    ByText,
}

impl Kind {
    /// The id of the record that was meant.
    ///
    /// # Errors
    /// None or several are meant; then the message names them.
    pub(super) fn resolve(self, studio: &Studio, given: &str, guess: Guess) -> Result<String, CliError> {
        self.resolve_in(studio, &BranchScope::All, given, guess)
    }

    /// The same; what is called so is looked for in these branches only.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub(super) fn resolve_in(
        self,
        studio: &Studio,
        scope: &BranchScope,
        given: &str,
        guess: Guess,
    ) -> Result<String, CliError> {
        let given = given.trim().trim_end_matches('…');
        let by_id = self.by_id(studio, given)?;
        if let Some(hit) = by_id.iter().find(|hit| hit.id == given) {
            return Ok(hit.id.clone());
        }
        let by_text = self.by_text(studio, scope, given)?;
        let wanted = fold(given);
        let is_called = |hit: &&ReferenceHit| {
            fold(&hit.label) == wanted || fold(&hit.note) == wanted || is_same_phone(&hit.note, given)
        };
        let called: Vec<&ReferenceHit> = by_text.iter().filter(is_called).collect();
        let found: Vec<&ReferenceHit> = by_text.iter().collect();
        let begun: Vec<&ReferenceHit> =
            if given.len() >= PREFIX { by_id.iter().collect() } else { Vec::new() };
        match (called.as_slice(), begun.as_slice(), found.as_slice()) {
            ([only], _, _) | ([], [only], _) => Ok(only.id.clone()),
            ([], [], [only]) if guess == Guess::ByText => Ok(only.id.clone()),
            ([], [], []) => Err(StoreError::NotFound { what: self.noun, id: given.to_owned() }.into()),
            ([], [], near) => Err(self.unclear(studio, given, near)),
            ([], several, _) | (several, _, _) => Err(self.unclear(studio, given, several)),
        }
    }

    /// The ids of the records that were meant, each once.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub(super) fn resolve_all(self, studio: &Studio, given: &[String]) -> Result<Vec<String>, CliError> {
        let mut ids = Vec::new();
        for given in given {
            let id = self.resolve(studio, given, Guess::Nothing)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    fn by_id(self, studio: &Studio, prefix: &str) -> Result<Vec<ReferenceHit>, CliError> {
        if prefix.is_empty() {
            return Ok(Vec::new());
        }
        references(studio.ask(Query::IdsFrom { table: self.table, prefix: prefix.to_owned() })?)
    }

    fn by_text(
        self,
        studio: &Studio,
        scope: &BranchScope,
        text: &str,
    ) -> Result<Vec<ReferenceHit>, CliError> {
        let Some(kind) = self.list.filter(|_| !text.is_empty()) else { return Ok(Vec::new()) };
        references(studio.ask(Query::References { kind, scope: scope.clone(), text: text.to_owned() })?)
    }

    /// "Sony A7 IV, camera · SN-0042 (ast_0192f3a4c1…)": what it is called, what tells it apart, and enough of its id.
    fn named(self, studio: &Studio, hit: &ReferenceHit) -> Result<String, CliError> {
        let id = self.short(studio, &hit.id)?;
        Ok(match (hit.label.as_str(), hit.tells().as_str()) {
            ("", "") => id,
            (name, "") | ("", name) => format!("{name} ({id})"),
            (name, tells) => format!("{name}, {tells} ({id})"),
        })
    }

    /// The beginning of an id that no other record's id has, as long as that is shorter.
    fn short(self, studio: &Studio, id: &str) -> Result<String, CliError> {
        for end in (SHORT..id.len().saturating_sub(1)).step_by(4) {
            let Some(begun) = id.get(..end) else { continue };
            if self.by_id(studio, begun)?.len() == 1 {
                return Ok(format!("{begun}…"));
            }
        }
        Ok(id.to_owned())
    }

    fn unclear(self, studio: &Studio, given: &str, hits: &[&ReferenceHit]) -> CliError {
        let names = hits.iter().take(NAMED).map(|hit| self.named(studio, hit)).collect::<Result<Vec<_>, _>>();
        let names = match names {
            Ok(names) => names,
            Err(error) => return error,
        };
        let noun = self.noun;
        let message = match (hits, names.as_slice()) {
            ([_], [only]) => format!("there is no {noun} {given}; did you mean {only}?"),
            (_, names) => {
                let more = if hits.len() > names.len() { "; …" } else { "" };
                format!("{given} may be several {noun}s: {}{more}", names.join("; "))
            }
        };
        CliError::usage(message, "Give the id of the one that is meant, or enough of it.")
    }
}

/// The person of the studio who is named exactly, by id, name or e-mail address, as a field has them.
///
/// # Errors
/// None or several are meant; then the message names them.
pub(super) fn person(studio: &Studio, given: &str) -> Result<FieldValue, CliError> {
    let given = given.trim();
    let ask = |text: &str| {
        references(studio.ask(Query::People { scope: BranchScope::All, text: text.to_owned() })?)
    };
    let wanted = fold(given);
    let named: Vec<ReferenceHit> = ask(given)?
        .into_iter()
        .filter(|hit| fold(&hit.label) == wanted || fold(&hit.note) == wanted)
        .collect();
    match named.as_slice() {
        [only] => Ok(FieldValue::Reference { id: only.id.clone(), label: only.label.clone() }),
        [] => {
            let everybody = ask("")?;
            if let Some(hit) = everybody.iter().find(|hit| hit.id == given) {
                return Ok(FieldValue::Reference { id: hit.id.clone(), label: hit.label.clone() });
            }
            let names: Vec<&str> = everybody.iter().take(NAMED).map(|hit| hit.label.as_str()).collect();
            let more = if everybody.len() > NAMED { ", …" } else { "" };
            Err(CliError::NotFound {
                message: format!("nobody here is called {given}"),
                hint: format!("Who works here: {}{more}.", names.join(", ")),
            })
        }
        several => {
            let told = |hit: &ReferenceHit| match hit.note.as_str() {
                "" => format!("{} ({})", hit.label, hit.id),
                email => format!("{}, {email} ({})", hit.label, hit.id),
            };
            let people: Vec<String> = several.iter().map(told).collect();
            Err(CliError::usage(
                format!("several people are called {given}: {}", people.join("; ")),
                "Give the id or the e-mail address of the one who is meant.",
            ))
        }
    }
}

/// Whether two phones are one number, of which one may be written without its country's prefix.
fn is_same_phone(stored: &str, given: &str) -> bool {
    /// Fewer digits are a piece of a number.
    const LEAST: usize = 7;
    let digits = |text: &str| -> Option<String> {
        let known = text.chars().all(|c| c.is_ascii_digit() || "+-()./ ".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (known && digits.len() >= LEAST).then(|| digits.trim_start_matches('0').to_owned())
    };
    digits(stored)
        .zip(digits(given))
        .is_some_and(|(stored, given)| stored.ends_with(&given) || given.ends_with(&stored))
}

fn references(reply: Reply) -> Result<Vec<ReferenceHit>, CliError> {
    if let Reply::References(hits) = reply { Ok(hits) } else { Err(unexpected()) }
}

#[cfg(test)]
mod tests {
    use super::is_same_phone;

    #[test]
    fn a_phone_is_the_same_with_or_without_its_prefix() {
        for given in ["98450 12345", "+91 98450-12345", "+919845012345", "(0)98450 12345"] {
            assert!(is_same_phone("98450 12345", given), "{given}");
        }
        for given in ["12345", "98450 12346", "x98450 12345", "", "450 12345 9"] {
            assert!(!is_same_phone("98450 12345", given), "{given}");
        }
    }
}
