//! `keys`: the table of actions with the keys in force.

use super::CliError;
use super::out::{self, Table};
use crate::action::{ACTIONS, Group};
use crate::config::{ConfigError, Fault, Settings};
use crate::keymap::{Keymap, KeymapError};
use std::collections::BTreeMap;
use std::io::Write;

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

/// Prints every action by group, with its keys, words and name.
pub(super) fn print(settings: &Settings, out: &mut dyn Write) -> Result<(), CliError> {
    let keymap = keymap(settings)?;
    let columns = [out::left("KEYS"), out::left("ACTION"), out::left("WHERE"), out::left("NAME")];
    let rows: Vec<Vec<String>> = Group::ALL
        .into_iter()
        .flat_map(|group| ACTIONS.iter().filter(move |spec| spec.group == group))
        .map(|spec| {
            let keys = keymap.keys_text(spec.action);
            let keys = if keys.is_empty() { "–".to_owned() } else { keys };
            vec![keys, spec.title.to_owned(), spec.scope.name().to_owned(), spec.name.to_owned()]
        })
        .collect();
    Table::new(&columns).rows(out, &rows)?;
    Ok(())
}
