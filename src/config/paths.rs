//! Where the configuration, the data and the log lie.

use super::{Env, Flags};
use std::path::{Path, PathBuf};

/// The user's directories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dirs {
    /// The home directory.
    pub home: PathBuf,
    /// For configuration, e.g. `~/.config/studiovault`.
    pub config: PathBuf,
    /// For data, e.g. `~/.local/share/studiovault`.
    pub data: PathBuf,
    /// For logs, e.g. `~/.local/state/studiovault`.
    pub state: PathBuf,
}

impl Dirs {
    /// The directories of whoever runs the program, as the platform has them. `None` for a user without a home.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let base = directories::BaseDirs::new()?;
        let own = directories::ProjectDirs::from("", "", "studiovault")?;
        Some(Self {
            home: base.home_dir().to_owned(),
            config: own.config_dir().to_owned(),
            data: own.data_dir().to_owned(),
            state: own.state_dir().unwrap_or_else(|| own.data_local_dir()).to_owned(),
        })
    }
}

/// Where the files of this run lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The configuration file; `None` when nobody named one and there is no home.
    pub config_file: Option<PathBuf>,
    /// Whether somebody named the file: then it has to be there.
    pub config_is_named: bool,
    /// The log file; `None` when there is no home.
    pub log_file: Option<PathBuf>,
    named_database: Option<PathBuf>,
    dirs: Option<Dirs>,
}

impl Paths {
    /// Flags win over `STUDIOVAULT_CONFIG` and `STUDIOVAULT_DB`, those over the user's directories.
    #[must_use]
    pub fn resolve(flags: &Flags, env: Env<'_>, dirs: Option<Dirs>) -> Self {
        let from_env = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let named_config = flags.config.clone().or_else(|| from_env("STUDIOVAULT_CONFIG"));
        Self {
            config_is_named: named_config.is_some(),
            config_file: named_config.or_else(|| dirs.as_ref().map(|dirs| dirs.config.join("config.toml"))),
            log_file: dirs.as_ref().map(|dirs| dirs.state.join("studiovault.log")),
            named_database: flags.database.clone().or_else(|| from_env("STUDIOVAULT_DB")),
            dirs,
        }
    }

    /// The database file, given what the configuration file says.
    #[must_use]
    pub fn database(&self, configured: &str) -> Option<PathBuf> {
        if let Some(named) = &self.named_database {
            return Some(named.clone());
        }
        let dirs = self.dirs.as_ref();
        if configured.is_empty() {
            return dirs.map(|dirs| dirs.data.join("studio.db"));
        }
        if let Some(rest) = configured.strip_prefix("~/") {
            return dirs.map(|dirs| dirs.home.join(rest));
        }
        let folder = self.config_file.as_deref().and_then(Path::parent);
        Some(folder.map_or_else(|| PathBuf::from(configured), |folder| folder.join(configured)))
    }
}
