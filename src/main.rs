//! The binary: the world outside, handed to the command line, and the exit code.

use std::io::IsTerminal;
use std::process::ExitCode;
use studiovault::cli::{self, CliError, World};
use studiovault::config::{DigitGrouping, Dirs, Settings, StartTab, ThemeChoice};
use studiovault::domain::money::Grouping;
use studiovault::host::local::{self, LocalError, LocalOptions, MouseUse};
use studiovault::screens::TabId;
use studiovault::store::{OpenOptions, Store};
use studiovault::theme::{ColourLevel, Palette, Theme};

fn main() -> ExitCode {
    let code = cli::start(
        std::env::args_os(),
        &mut World {
            env: &|name| std::env::var_os(name),
            dirs: Dirs::of_user(),
            // Not locked: the terminal application writes to the same place, from another thread if need be.
            out: &mut std::io::BufWriter::new(std::io::stdout()),
            err: &mut std::io::stderr(),
            width: local::output_width(),
            err_is_terminal: std::io::stderr().is_terminal(),
            answer: &answer,
            input: &|| std::io::read_to_string(std::io::stdin()),
            log: &cli::log::start,
            open: &open,
        },
    );
    ExitCode::from(code)
}

/// The next line that is typed, where a person sits at the terminal.
fn answer() -> Option<String> {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return None;
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok().filter(|read| *read > 0).map(|_| line)
}

/// Opens the terminal application on this terminal.
fn open(settings: &Settings, email: Option<&str>) -> Result<(), CliError> {
    let host = |error: LocalError| CliError::Host {
        message: error.to_string(),
        hint: error.hint(),
        code: error.exit_code(),
    };
    // Before anything is opened: a wrong call leaves no file behind.
    local::check_terminal().map_err(host)?;
    local::warm_up();
    let store = Store::open(OpenOptions::new(&settings.database))?;
    let actor = store.sign_in(email, "tui")?;
    let env = |name: &str| std::env::var(name).ok();
    let level = ColourLevel::detect(env);
    let palette = match settings.theme {
        ThemeChoice::Auto => Palette::detect(env),
        ThemeChoice::Dark => Palette::Dark,
        ThemeChoice::Light => Palette::Light,
        ThemeChoice::HighContrast => Palette::HighContrast,
        ThemeChoice::Mono => Palette::Mono,
    };
    let options = LocalOptions {
        store,
        actor,
        theme: Theme::new(palette, level),
        keymap: cli::keymap(settings)?,
        start_tab: match settings.start_tab {
            StartTab::Calendar => TabId::Calendar,
            StartTab::Clients => TabId::Clients,
            StartTab::Projects => TabId::Projects,
            StartTab::Invoices => TabId::Invoices,
            StartTab::Inventory => TabId::Inventory,
            StartTab::Audit => TabId::Audit,
        },
        grouping: match settings.digit_grouping {
            DigitGrouping::Auto => None,
            DigitGrouping::Indian => Some(Grouping::Indian),
            DigitGrouping::Western => Some(Grouping::Western),
        },
        mouse: if settings.mouse { MouseUse::Listen } else { MouseUse::LetBe },
        database: settings.database.clone(),
    };
    local::run(options).map_err(host)
}
