//! `config`: where the configuration lies, what is in force and why, and whether it holds.

use super::args::{ConfigCommand, OutputFlags};
use super::out::{Column, Console, Sheet, Value};
use super::{CliError, keys};
use crate::config::{ConfigError, Dirs, Env, Fault, Flags, Paths, Settings, Source};
use serde_json::json;
use std::path::Path;

const COLUMNS: [Column; 5] = [
    Column::text("key", "KEY"),
    Column::text("value", "VALUE"),
    Column::text("from", "FROM"),
    Column::hidden("source"),
    Column::hidden("line"),
];

/// What decides about the configuration.
pub(super) struct Around<'a> {
    pub(super) flags: Flags,
    pub(super) env: Env<'a>,
    pub(super) dirs: Option<Dirs>,
}

impl Around<'_> {
    fn file(&self) -> Result<Paths, CliError> {
        let paths = Paths::resolve(&self.flags, self.env, self.dirs.clone());
        if paths.config_file.is_some() {
            return Ok(paths);
        }
        let fault =
            Fault::new("there is no home directory to keep a configuration in; name a file with --config");
        Err(ConfigError { file: None, faults: vec![fault] }.into())
    }

    fn settings(&self) -> Result<Settings, CliError> {
        let settings = Settings::load(&self.flags, self.env, self.dirs.clone())?;
        keys::keymap(&settings)?;
        Ok(settings)
    }
}

/// Runs a command on the configuration. None of them needs a database, and `path` not even a file that holds.
pub(super) fn run(
    command: &ConfigCommand,
    around: &Around<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match command {
        ConfigCommand::Path => {
            let path = around.file()?.config_file.unwrap_or_default();
            Ok(writeln!(console.out, "{}", path.display())?)
        }
        ConfigCommand::Show(flags) => show(&around.settings()?, *flags, console),
        ConfigCommand::Check => {
            around.settings()?;
            let path = around.file()?.config_file.unwrap_or_default();
            let what = if path.exists() { "holds" } else { "is not there: the defaults hold" };
            Ok(console.say(&format!("{} {what}", path.display()))?)
        }
    }
}

fn show(settings: &Settings, flags: OutputFlags, console: &mut Console<'_>) -> Result<(), CliError> {
    let file = settings.config_file.as_deref();
    let rows: Vec<[Value; 5]> = settings
        .in_force()
        .into_iter()
        .map(|value| {
            let (from, source, line) = origin(value.source, file);
            [Value::text(value.key), Value::text(value.value), Value::text(from), Value::text(source), line]
        })
        .collect();
    let mut sheet = Sheet::new(flags.format(), &COLUMNS);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

/// Where a value comes from, in words, as a name, and the line.
fn origin(source: Source, file: Option<&Path>) -> (String, &'static str, Value) {
    match source {
        Source::Default => ("default".to_owned(), "default", Value::Nothing),
        Source::File(line) => {
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            (format!("{file}:{line}"), "file", Value::Other(String::new(), json!(line)))
        }
        Source::Environment(name) => (name.to_owned(), "environment", Value::Nothing),
        Source::Flag(name) => (name.to_owned(), "flag", Value::Nothing),
    }
}
