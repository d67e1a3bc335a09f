//! The configuration file, the environment and the flags.
//!
//! One table, `SETTINGS`, names every key: the reader, the errors and `config.example.toml` come from it. Flags win
//! over the environment, the environment over the file, the file over the defaults.

mod paths;
mod read;
mod settings;

pub use paths::{Dirs, Paths};
pub use read::{ConfigError, Fault, nearest, parse};
pub use settings::{Flags, InForce, Settings, Source};

use std::ffi::OsString;
use toml::de::DeValue;

/// Looks a variable of the environment up. A closure, so that a test brings its own environment.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<OsString>;

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// The words that the file, the environment and the flags take.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word of this choice.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The choice of a word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    )*};
}

choices! {
    /// Which colours to draw with.
    ThemeChoice {
        /// What the terminal says of its ground, else dark.
        #[default]
        Auto = "auto",
        /// Light text on a dark ground.
        Dark = "dark",
        /// Dark text on a light ground.
        Light = "light",
        /// Strong colours on black.
        HighContrast = "high-contrast",
        /// No colours: weight and signs only.
        Mono = "mono",
    }
    /// The tab that is open after the start.
    StartTab {
        /// The agenda.
        Calendar = "calendar",
        /// The address book.
        #[default]
        Clients = "clients",
        /// Projects.
        Projects = "projects",
        /// Invoices.
        Invoices = "invoices",
        /// Gear, spaces and people.
        Inventory = "inventory",
        /// The audit log.
        Audit = "audit",
    }
    /// How the digits of amounts are grouped.
    DigitGrouping {
        /// As usual for the currency: 4,82,300.00 for rupees, 482,300.00 elsewhere.
        #[default]
        Auto = "auto",
        /// 4,82,300.00 for every currency.
        Indian = "indian",
        /// 482,300.00 for every currency.
        Western = "western",
    }
    /// How much goes into the log file.
    LogLevel {
        /// Nothing; no file is made.
        Off = "off",
        /// What failed.
        Error = "error",
        /// And what looks wrong.
        Warn = "warn",
        /// And starts, stops and migrations.
        #[default]
        Info = "info",
        /// And every command and query by name.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }
}

/// Keys for one action, from the `[keys]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOverride {
    /// The action's name, e.g. `clients.merge`.
    pub action: String,
    /// The keys that mean it from now on; none at all unbinds it.
    pub keys: Vec<String>,
    /// Where in the file, for messages.
    pub line: usize,
}

/// What the configuration file says, or its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The database file as written; empty for the usual place.
    pub database: String,
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
    /// Keys that differ from the defaults, by action name.
    pub keys: Vec<KeyOverride>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: String::new(),
            theme: ThemeChoice::default(),
            start_tab: StartTab::default(),
            digit_grouping: DigitGrouping::default(),
            mouse: true,
            log: LogLevel::default(),
            keys: Vec::new(),
        }
    }
}

/// One key of the file.
struct Setting {
    name: &'static str,
    doc: &'static str,
    /// The variable of the environment that wins over it.
    env: Option<&'static str>,
    /// The value as TOML.
    toml: fn(&Config) -> toml::Value,
    set: fn(&mut Config, &DeValue<'_>) -> Result<(), String>,
    /// The value in force.
    shown: fn(&Settings) -> String,
}

macro_rules! choice_setting {
    ($name:literal, $field:ident, $kind:ty, $env:expr, $doc:literal) => {
        Setting {
            name: $name,
            doc: $doc,
            env: $env,
            toml: |config| config.$field.as_str().into(),
            shown: |settings| settings.$field.as_str().to_owned(),
            set: |config, value| {
                let chosen = value.as_str().and_then(<$kind>::from_word);
                config.$field = chosen.ok_or_else(|| read::expected_one_of(<$kind>::WORDS, value))?;
                Ok(())
            },
        }
    };
}

/// Every key outside `[keys]`, in the order of `config.example.toml`.
const SETTINGS: &[Setting] = &[
    Setting {
        name: "database",
        doc: "The database file. Empty: studio.db in the data directory (on Linux ~/.local/share/studiovault).\n\
              `~/` is your home; a relative path starts at the folder of this file.\n\
              Also: --db FILE, STUDIOVAULT_DB.",
        env: Some("STUDIOVAULT_DB"),
        toml: |config| config.database.as_str().into(),
        shown: |settings| settings.database.display().to_string(),
        set: |config, value| {
            config.database =
                value.as_str().map(str::to_owned).ok_or_else(|| read::expected("a path in quotes", value))?;
            Ok(())
        },
    },
    choice_setting!(
        "theme",
        theme,
        ThemeChoice,
        Some("STUDIOVAULT_THEME"),
        "Colours: auto, dark, light, high-contrast or mono. `auto` is light where the terminal says that its ground is\n\
         (COLORFGBG), else dark. `high-contrast` brings its own black ground. NO_COLOR wins over all of them.\n\
         Also: STUDIOVAULT_THEME."
    ),
    choice_setting!(
        "start_tab",
        start_tab,
        StartTab,
        None,
        "The tab that is open after the start: calendar, clients, projects, invoices, inventory or audit."
    ),
    choice_setting!(
        "digit_grouping",
        digit_grouping,
        DigitGrouping,
        None,
        "How amounts are grouped: auto (as usual for the currency), indian (4,82,300.00) or western (482,300.00)."
    ),
    Setting {
        name: "mouse",
        doc: "Whether clicks and the wheel do something. While they do, hold Shift (Option on a Mac, Fn in its Terminal)\n\
              to select text as usual.",
        env: None,
        toml: |config| config.mouse.into(),
        set: |config, value| {
            config.mouse = value.as_bool().ok_or_else(|| read::expected("true or false", value))?;
            Ok(())
        },
        shown: |settings| settings.mouse.to_string(),
    },
    choice_setting!(
        "log",
        log,
        LogLevel,
        Some("STUDIOVAULT_LOG"),
        "How much goes into the log file in the state directory (on Linux ~/.local/state/studiovault):\n\
         off, error, warn, info, debug or trace. Names, phones and secrets are never logged.\n\
         Also: STUDIOVAULT_LOG."
    ),
];

/// The name of the table of key overrides.
const KEYS: &str = "keys";

impl Config {
    /// The text of `config.example.toml`: every key with its default and what it means.
    #[must_use]
    pub fn example() -> String {
        let defaults = Self::default();
        let mut text = String::from(
            "# StudioVault's configuration: every key with its default.\n\
             # Copy this file to studiovault/config.toml in your configuration directory (on Linux ~/.config), or name\n\
             # one with --config FILE or STUDIOVAULT_CONFIG. Flags win over the environment, that over this file.\n\
             # It holds no secrets.\n",
        );
        for setting in SETTINGS {
            text.push('\n');
            comment(&mut text, setting.doc);
            text.push_str(&format!("{} = {}\n", setting.name, (setting.toml)(&defaults)));
        }
        text.push('\n');
        comment(
            &mut text,
            "Keys that differ from the defaults: \"action.name\" = [\"key\", …]. An empty list unbinds the action.\n\
             `studiovault keys` prints every action with its keys. For example:\n\
             \"clients.merge\" = [\"m\", \"ctrl-g\"]",
        );
        text.push_str("[keys]\n");
        text
    }
}

fn comment(text: &mut String, doc: &str) {
    for line in doc.lines() {
        text.push_str("# ");
        text.push_str(line);
        text.push('\n');
    }
}
