//! The configuration in force, and where each value comes from.

use super::{
    ConfigError, DigitGrouping, Dirs, Env, Fault, KEYS, KeyOverride, LogLevel, Paths, SETTINGS, Setting,
    StartTab, ThemeChoice, read,
};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What the command line says about the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--db`.
    pub database: Option<PathBuf>,
    /// `--config`.
    pub config: Option<PathBuf>,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nobody said anything.
    #[default]
    Default,
    /// This line of the configuration file, counted from 1.
    File(usize),
    /// This variable.
    Environment(&'static str),
    /// This flag.
    Flag(&'static str),
}

/// A value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its key in the file; those of actions start with `keys.`.
    pub key: String,
    /// The value.
    pub value: String,
    /// Where it comes from.
    pub source: Source,
}

/// The configuration in force: flags over environment over file over defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The database file.
    pub database: PathBuf,
    /// Which colours.
    pub theme: ThemeChoice,
    /// Which tab first.
    pub start_tab: StartTab,
    /// How amounts are grouped.
    pub digit_grouping: DigitGrouping,
    /// Whether clicks and the wheel do something.
    pub mouse: bool,
    /// How much is logged.
    pub log: LogLevel,
    /// Keys that differ from the defaults.
    pub keys: Vec<KeyOverride>,
    /// The file that was read or would be.
    pub config_file: Option<PathBuf>,
    /// The log file, unless there is no place for one.
    pub log_file: Option<PathBuf>,
    /// Where the values come from that are not the defaults, by key.
    sources: BTreeMap<&'static str, Source>,
}

impl Settings {
    /// Reads the file and puts environment and flags over it.
    ///
    /// # Errors
    /// Everything that is wrong with the file and the environment, at once.
    pub fn load(flags: &Flags, env: Env<'_>, dirs: Option<Dirs>) -> Result<Self, ConfigError> {
        let paths = Paths::resolve(flags, env, dirs);
        let (config, lines) = match &paths.config_file {
            Some(file) => read::file(file, paths.config_is_named)?,
            None => Default::default(),
        };
        let mut faults = Vec::new();
        let theme = from_env(env, "STUDIOVAULT_THEME", config.theme, ThemeChoice::from_word, &mut faults, {
            ThemeChoice::WORDS
        });
        let log = from_env(env, "STUDIOVAULT_LOG", config.log, LogLevel::from_word, &mut faults, {
            LogLevel::WORDS
        });
        let database = paths.database(&config.database);
        if database.is_none() {
            faults.push(Fault::new(
                "there is no home directory to keep the database in; name a file with --db",
            ));
        }
        match database {
            Some(database) if faults.is_empty() => Ok(Self {
                database,
                theme,
                start_tab: config.start_tab,
                digit_grouping: config.digit_grouping,
                mouse: config.mouse,
                log,
                keys: config.keys,
                config_file: paths.config_file,
                log_file: paths.log_file,
                sources: SETTINGS.iter().map(|s| (s.name, source(s, &lines, flags, env))).collect(),
            }),
            _ => Err(ConfigError { file: None, faults }),
        }
    }

    /// Every value with where it comes from: the keys of the file in its order, then the keys of actions that differ
    /// from the defaults.
    #[must_use]
    pub fn in_force(&self) -> Vec<InForce> {
        let settings = SETTINGS.iter().map(|setting| InForce {
            key: setting.name.to_owned(),
            value: (setting.shown)(self),
            source: self.sources.get(setting.name).copied().unwrap_or_default(),
        });
        let keys = self.keys.iter().map(|entry| InForce {
            key: format!("{KEYS}.{}", entry.action),
            value: entry.keys.join(", "),
            source: Source::File(entry.line),
        });
        settings.chain(keys).collect()
    }
}

fn source(setting: &Setting, lines: &read::Lines, flags: &Flags, env: Env<'_>) -> Source {
    if setting.name == "database" && flags.database.is_some() {
        return Source::Flag("--db");
    }
    let set = setting.env.filter(|name| env(name).is_some_and(|value| !value.is_empty()));
    let line = || lines.get(setting.name).map_or(Source::Default, |line| Source::File(*line));
    set.map_or_else(line, Source::Environment)
}

fn from_env<T>(
    env: Env<'_>,
    name: &str,
    otherwise: T,
    from_word: fn(&str) -> Option<T>,
    faults: &mut Vec<Fault>,
    words: &[&str],
) -> T {
    let Some(value) = env(name).filter(|value| !value.is_empty()) else { return otherwise };
    let value = value.to_string_lossy();
    from_word(&value).unwrap_or_else(|| {
        faults.push(Fault::new(format!("{name} must be {}; it is `{value}`", read::one_of(words))));
        otherwise
    })
}
