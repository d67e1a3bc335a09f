//! `keys`: the table of actions with the keys in force.

use super::CliError;
use super::args::OutputFlags;
use super::out::{Column, Console, Sheet, Value};
use crate::action::{ACTIONS, ActionSpec, Group};
use crate::config::{ConfigError, Fault, Settings};
use crate::keymap::{Keymap, KeymapError};
use std::collections::BTreeMap;

/// The keymap of the settings.
///
/// # Errors
/// Every key or action that is wrong, with its line in the configuration file.
pub fn keymap(settings: &Settings) -> Result<Keymap, CliError> {
    let mut overrides = BTreeMap::new();
    for entry in &settings.keys {
        overrides.insert(entry.action.clone(), entry.keys.clone());
    }
    Keymap::with_overrides(&overrides).map_err(|errors| {
        let line_of = |error: &KeymapError| {
            let named = match error {
                KeymapError::UnknownAction { name, .. } => name.as_str(),
                KeymapError::BadKey { action, .. }
                | KeymapError::Types { action, .. }
                | KeymapError::Needed { action } => action,
                KeymapError::Clash { first, second, .. } => {
                    if overrides.contains_key(*second) {
                        second
                    } else {
                        first
                    }
                }
            };
            settings.keys.iter().find(|entry| entry.action == named).map(|entry| entry.line)
        };
        let mut faults: Vec<Fault> =
            errors.iter().map(|error| Fault { line: line_of(error), message: error.to_string() }).collect();
        faults.sort_by_key(|fault| fault.line);
        ConfigError { file: settings.config_file.clone(), faults }.into()
    })
}

const COLUMNS: [Column; 5] = [
    Column::text("keys", "KEYS"),
    Column::text("title", "ACTION"),
    Column::hidden("group"),
    Column::text("scope", "WHERE"),
    Column::text("name", "NAME"),
];

/// Prints every action by group, with its keys, words and name.
pub(super) fn print(
    flags: OutputFlags,
    settings: &Settings,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let keymap = keymap(settings)?;
    let row = |spec: &ActionSpec| {
        let keys = keymap.keys_text(spec.action);
        [
            if keys.is_empty() { Value::Other("–".to_owned(), "".into()) } else { Value::text(keys) },
            Value::text(spec.title),
            Value::text(spec.group.title()),
            Value::text(spec.scope.name()),
            Value::text(spec.name),
        ]
    };
    let in_group = |group| ACTIONS.iter().filter(move |spec| spec.group == group);
    let rows: Vec<_> = Group::ALL.into_iter().flat_map(in_group).map(row).collect();
    let mut sheet = Sheet::new(flags.format(), &COLUMNS);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}
