//! From the flags of `task` and `task template` to typed values.

use crate::cli::CliError;
use crate::cli::address;
use crate::cli::args::{TaskFields, TaskTemplateFields};
use crate::cli::studio::Studio;
use crate::cli::values;
use crate::domain::client::text::Kind;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::task::{fields, template};
use crate::domain::when::{DatePreference, parse_date};
use crate::store::protocol::Branch;

/// The fields of a task that were given, read. A person must be named exactly.
pub(super) fn task(given: &TaskFields, studio: &Studio, branch: &Branch) -> Result<FieldValues, CliError> {
    let checklist = (!given.checklist.is_empty()).then(|| given.checklist.join("\n"));
    let mut texts = values::of_flags([
        (fields::TITLE, &given.title),
        (fields::STAGE, &given.stage),
        (fields::DUE, &given.due),
        (fields::ANCHOR, &given.anchor),
        (fields::DAYS, &given.days),
        (fields::ASSIGNEE, &given.assignee),
        (fields::CHECKLIST, &checklist),
        (fields::NOTES, &given.notes),
    ]);
    values::add_set(&mut texts, &given.set, ("a task", &fields::ALL))?;
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    values::read(texts, |key, text| {
        Ok(match key {
            fields::ASSIGNEE if !text.trim().is_empty() => Ok(address::person(studio, text)?),
            fields::DUE if !text.trim().is_empty() => {
                parse_date(text, reader.now.date(), DatePreference::Future)
                    .map(FieldValue::Date)
                    .map_err(|error| error.to_string())
            }
            fields::DAYS => reader.read(Kind::Number, text),
            _ => reader.read(Kind::Text, text),
        })
    })
}

/// The fields of a template that were given.
pub(super) fn template(given: &TaskTemplateFields) -> FieldValues {
    let items = (!given.tasks.is_empty()).then(|| given.tasks.join("\n"));
    let texts = values::of_flags([(template::fields::NAME, &given.name), (template::fields::ITEMS, &items)]);
    texts.into_iter().map(|(key, text)| (FieldKey::from(key), FieldValue::text(&text))).collect()
}
