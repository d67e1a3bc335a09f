//! Reading the file: every mistake is collected, with its line and the nearest thing that would have been right.

use super::{Config, KEYS, KeyOverride, SETTINGS};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// No configuration is larger; something else was named by mistake.
const MAX_BYTES: u64 = 1 << 20;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, counted from 1.
    pub line: Option<usize>,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Fault {
    /// A fault without a line.
    pub fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }

    /// A fault on a line.
    pub fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }
}

/// Everything that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, if the faults are in one.
    pub file: Option<PathBuf>,
    /// The faults, by line.
    pub faults: Vec<Fault>,
}

impl ConfigError {
    /// One line for each fault, as `file:line: message`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|fault| match (&self.file, fault.line) {
            (Some(file), Some(line)) => format!("{}:{line}: {}", file.display(), fault.message),
            (Some(file), None) => format!("{}: {}", file.display(), fault.message),
            (None, _) => fault.message.clone(),
        })
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        "Nothing was started or changed. config.example.toml shows every key with its default."
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, line) in self.lines().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&line)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Reads the file; one that is not there is the defaults, unless somebody named it.
pub(super) fn file(path: &Path, is_named: bool) -> Result<(Config, Lines), ConfigError> {
    let wrong =
        |message: String| ConfigError { file: Some(path.to_owned()), faults: vec![Fault::new(message)] };
    let bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound && !is_named => return Ok(Default::default()),
        Err(error) => return Err(wrong(cannot_read(&error))),
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(wrong("this is larger than any configuration file; was another file meant?".to_owned()));
    }
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            let fault = Fault::at(line, "this is not UTF-8 text; save the file as UTF-8");
            return Err(ConfigError { file: Some(path.to_owned()), faults: vec![fault] });
        }
    };
    parse_with_lines(text).map_err(|faults| ConfigError { file: Some(path.to_owned()), faults })
}

fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn cannot_read(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such configuration file".to_owned(),
        ErrorKind::PermissionDenied => {
            "you may not read this configuration file (permission denied)".to_owned()
        }
        ErrorKind::IsADirectory => "this is a folder, not a configuration file".to_owned(),
        _ => format!("the configuration file cannot be read: {error}"),
    }
}

/// Where each key stands that the file has.
pub(super) type Lines = BTreeMap<&'static str, usize>;

/// Reads the text of a configuration file.
///
/// # Errors
/// Every fault, by line.
pub fn parse(text: &str) -> Result<Config, Vec<Fault>> {
    parse_with_lines(text).map(|(config, _)| config)
}

fn parse_with_lines(text: &str) -> Result<(Config, Lines), Vec<Fault>> {
    let line_of = |offset: usize| 1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|error| Fault {
            line: error.span().map(|span| line_of(span.start)),
            message: syntax(error.message()),
        })
        .collect();
    let broken: Vec<usize> = faults.iter().filter_map(|fault| fault.line).collect();
    let (mut config, mut lines) = (Config::default(), Lines::new());
    for (name, value) in table.get_ref() {
        let line = line_of(name.span().start);
        if broken.contains(&line) {
            continue;
        }
        let name: &str = name.get_ref();
        if name == KEYS {
            match value.get_ref() {
                DeValue::Table(keys) => read_keys(keys, "", &line_of, &mut config, &mut faults),
                other => {
                    faults.push(Fault::at(line, format!("`keys` {}", expected("a table: [keys]", other))))
                }
            }
        } else if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) {
            lines.insert(setting.name, line);
            if let Err(message) = (setting.set)(&mut config, value.get_ref()) {
                faults.push(Fault::at(line, format!("`{name}` {message}")));
            }
        } else {
            faults.push(Fault::at(line, unknown_key(name)));
        }
    }
    config.keys.sort_by_key(|key| key.line);
    faults.sort_by_key(|fault| fault.line);
    if faults.is_empty() { Ok((config, lines)) } else { Err(faults) }
}

/// `clients.merge = […]` without quotes is a table of tables in TOML: it is read as the name that was meant.
fn read_keys(
    table: &DeTable<'_>,
    prefix: &str,
    line_of: &impl Fn(usize) -> usize,
    config: &mut Config,
    faults: &mut Vec<Fault>,
) {
    const EXPECTED: &str = "a list of keys, e.g. [\"m\", \"ctrl-g\"]";
    for (name, value) in table {
        let line = line_of(name.span().start);
        let action = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => read_keys(inner, &format!("{action}."), line_of, config, faults),
            DeValue::Array(items) => {
                let mut keys = Vec::new();
                for item in items {
                    match item.get_ref().as_str() {
                        Some(key) => keys.push(key.to_owned()),
                        None => faults.push(Fault::at(
                            line_of(item.span().start),
                            format!("`{action}` {}", expected(EXPECTED, item.get_ref())),
                        )),
                    }
                }
                config.keys.push(KeyOverride { action, keys, line });
            }
            other => faults.push(Fault::at(line, format!("`{action}` {}", expected(EXPECTED, other)))),
        }
    }
}

fn syntax(message: &str) -> String {
    format!("this is no TOML: {message}")
}

fn unknown_key(name: &str) -> String {
    let known = SETTINGS.iter().map(|setting| setting.name).chain([KEYS]);
    match nearest(name, known.clone()) {
        Some(near) => format!("there is no key `{name}`; did you mean `{near}`?"),
        None => format!("there is no key `{name}`; the keys are {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// The known name that is closest to what was typed, if any is close at all.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Below this the two have little more in common than the alphabet.
    const CLOSE: f64 = 0.75;
    let typed = typed.to_lowercase();
    known
        .map(|name| (strsim::jaro_winkler(&typed, name), name))
        .filter(|(score, _)| *score >= CLOSE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// "must be …; it is the number 3".
pub(super) fn expected(what: &str, found: &DeValue<'_>) -> String {
    let found = match found {
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Float(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(value) => format!("the truth value {value}"),
        DeValue::Datetime(when) => format!("the date {when}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    };
    format!("must be {what}; it is {found}")
}

pub(super) fn one_of(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// What a wrong choice should have been; the nearest word when it looks like a slip of the finger.
pub(super) fn expected_one_of(words: &[&str], found: &DeValue<'_>) -> String {
    let message = expected(&one_of(words), found);
    match found.as_str().and_then(|typed| nearest(typed, words.iter().copied())) {
        Some(near) => format!("{message}; did you mean \"{near}\"?"),
        None => message,
    }
}
