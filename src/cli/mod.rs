//! The command line: the same queries and commands as the screens, for scripts and for people in a hurry.
//!
//! Results go to the output, everything else to the error stream; both are passed in, so that tests run commands in
//! their own process.
//!
//! # Adding a command
//!
//! 1. **Arguments** in `args`, as a variant of [`args::Command`] or of the command's own enumeration. What
//!    many commands take is flattened in, never written again: [`args::ListFlags`] (`--search --branch --limit
//!    --all-pages --json --csv`), [`args::OutputFlags`] (`--json --csv`), [`args::WriteFlags`] (`--dry-run --json`).
//! 2. **Lists** are a constant `out::Listing`: which list of the store, the columns, and a function from a row to its
//!    values. Columns have two names, the one of JSON and CSV (stable, `snake_case`, the same word as the field has
//!    in forms and `--set`) and the heading for people; the id comes last. What is no list of the store is
//!    written with `out::Sheet`. Values are `out::Value`s; amounts, times and days come from `Studio::money`,
//!    `time` and `day`, which know the branch's digits and zone. Nobody formats for one of the three outputs alone.
//! 3. **One record** is an `out::Record`: facts with name, label and value, sections with columns and rows.
//! 4. **Writes** are one [`crate::store::protocol::Command`] each, handed to `write::act`, or to `write::save` when they
//!    make or change one record (its id is printed, or the record), or to `write::carry_out` when anything else follows.
//!    All of them rehearse it with `--dry-run`; `write::refuse_stale` is `--if-version`. The outcome's message starts
//!    with a past participle ("Moved …"), so that "Would have moved …" can be said of it. What a command cannot
//!    say in one `Command` belongs into the store, or `--dry-run` would be a guess.
//!    From flags to values: `values`, which also has `--set` and "nothing to change".
//! 5. **Which record** is meant: a constant `address::Kind`, then `resolve` with `Guess::ByText` for reads and
//!    `Guess::Nothing` for writes, or `resolve_all`.
//! 6. **Errors** are [`CliError`]s: what happened, and in the hint what to do next. The exit code comes with the kind.
//! 7. `name` (for the log), `docs/cli.md` (`UPDATE_DOCS=1 cargo test --test it docs`), and a test in `tests/it/cli/`.

mod address;
pub mod args;
mod asset;
mod audit;
mod backup;
mod booking;
mod check;
mod client;
mod config;
mod confirm;
mod custody;
mod demo;
pub mod docs;
mod doctor;
mod error;
mod find;
mod free;
mod ics;
mod import;
mod invoice;
mod keys;
mod kit;
pub mod log;
mod media;
mod message;
mod notification;
mod out;
mod package;
mod papers;
mod payment;
mod progress;
mod project;
mod report;
mod shell;
mod studio;
mod task;
mod tax;
mod values;
mod window;
mod write;

pub use error::CliError;
pub use keys::keymap;

use crate::config::{Dirs, Env, Flags, Settings};
use args::{AuditCommand, Cli, Command};
use clap::Parser;
use out::Console;
use std::ffi::OsString;
use std::io::{ErrorKind, Write};

/// Opens the terminal application as the person with this e-mail address, or as the owner.
pub type Open<'a> = &'a dyn Fn(&Settings, Option<&str>) -> Result<(), CliError>;

/// Reads a line that a person types.
pub type Answer<'a> = &'a dyn Fn() -> Option<String>;

/// Reads the standard input to its end.
pub type Input<'a> = &'a dyn Fn() -> std::io::Result<String>;

/// What a run of the program sees of the world outside.
pub struct World<'a> {
    /// The environment.
    pub env: Env<'a>,
    /// The user's directories, if there are any.
    pub dirs: Option<Dirs>,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where errors and remarks go.
    pub err: &'a mut dyn Write,
    /// How many cells wide the terminal is that results go to; `None` when they go to a file or a pipe.
    pub width: Option<usize>,
    /// Whether a person looks at remarks as they come: how far a long look is, is told to nobody else.
    pub err_is_terminal: bool,
    /// The next line that a person types; `None` where nobody is there to do so.
    pub answer: Answer<'a>,
    /// Everything that comes from the standard input.
    pub input: Input<'a>,
    /// Starts the log once the settings are known.
    pub log: &'a dyn Fn(&Settings) -> std::io::Result<()>,
    /// Opens the terminal application: the host, which this floor does not know.
    pub open: Open<'a>,
}

/// Runs the program: reads the arguments, does what they say, reports, and returns the exit code.
pub fn start(args: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return explain(&error, world),
    };
    let result = dispatch(&cli, world).and_then(|()| Ok(world.out.flush()?));
    let Err(error) = result else { return 0 };
    // Whoever reads the output has seen enough (`… | head`): nothing failed.
    if matches!(&error, CliError::Output(cause) if cause.kind() == ErrorKind::BrokenPipe) {
        return 0;
    }
    say(&error, world.err);
    error.exit_code()
}

/// Help and version are results, everything else that clap says is an error.
fn explain(error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    let stream: &mut dyn Write = if error.use_stderr() { world.err } else { world.out };
    // Nobody is left to tell when the stream is closed.
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

fn say(error: &CliError, err: &mut dyn Write) {
    let mut text = String::new();
    match error {
        CliError::Config(config) => {
            for line in config.lines() {
                text.push_str(&format!("error: {line}\n"));
            }
        }
        other => text.push_str(&format!("error: {}\n", out::printable(&other.to_string()))),
    }
    if !error.hint().is_empty() {
        text.push_str(&format!("hint: {}\n", error.hint()));
    }
    // Nobody is left to tell when the error stream is closed.
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    // The kind only: messages may hold what a client is called.
    tracing::error!(kind = error.kind(), "failed");
}

fn dispatch(cli: &Cli, world: &mut World<'_>) -> Result<(), CliError> {
    let flags = Flags { database: cli.db.clone(), config: cli.config.clone() };
    let console = &mut Console {
        out: &mut *world.out,
        err: &mut *world.err,
        width: world.width,
        err_is_terminal: world.err_is_terminal,
        answer: world.answer,
        input: world.input,
    };
    // What needs neither configuration nor database also works while one of them is broken.
    match &cli.command {
        Some(Command::Check(command)) => return check::run(command, console.out),
        Some(Command::Tax(command)) => return tax::run(command, console),
        Some(Command::Completions(args)) => return shell::completions(args.shell, console),
        Some(Command::Man(args)) => return shell::man(args, console),
        Some(Command::Docs(args)) => return docs::print(*args, console.out),
        Some(Command::Config(command)) => {
            let around = config::Around { flags, env: world.env, dirs: world.dirs.clone() };
            return config::run(command, &around, console);
        }
        _ => {}
    }
    let settings = Settings::load(&flags, world.env, world.dirs.clone())?;
    keymap(&settings)?;
    if let Err(error) = (world.log)(&settings) {
        console.note(&format!("nothing is logged, the log file cannot be written: {error}"))?;
    }
    let Some(command) = &cli.command else {
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "terminal application");
        return (world.open)(&settings, cli.as_email.as_deref());
    };
    tracing::info!(command = name(command), "command");
    let run = Run { settings: &settings, email: cli.as_email.as_deref() };
    match command {
        Command::Find(args) => find::find(args, &run, console),
        Command::Free(args) => free::free(args, &run, console),
        Command::Client(command) => client::run(command, &run, console),
        Command::Asset(command) => asset::run(command, &run, console),
        Command::Kit(command) => kit::run(command, &run, console),
        Command::Payment(command) => payment::run(command, &run, console),
        Command::Pos(args) => payment::pos(args, &run, console),
        Command::Package(command) => package::run(command, &run, console),
        Command::Project(command) => project::run(command, &run, console),
        Command::Booking(command) => booking::run(command, &run, console),
        Command::Invoice(command) => invoice::run(command, &run, console),
        Command::Message(command) => message::run(command, &run, console),
        Command::Media(command) => media::run(command, &run, console),
        Command::Notification(command) => notification::run(command, &run, console),
        Command::Task(command) => task::run(command, &run, console),
        Command::Agenda(args) => papers::agenda(args, &run, console),
        Command::Ics(command) => ics::run(command, &run, console),
        Command::Import(command) => import::run(command, &run, console),
        Command::Demo(args) => demo::demo(*args, (cli.db.as_deref(), world.open), &run, console),
        Command::Backup(args) => backup::backup(args, &run, console),
        Command::Doctor(args) => doctor::doctor(*args, &run, console),
        Command::Audit(AuditCommand::Verify(args)) => audit::verify(*args, &run, console),
        Command::Report(command) => report::run(command, &run, console),
        Command::Keys(args) => keys::print(*args, &settings, console),
        // Done above.
        Command::Check(_)
        | Command::Tax(_)
        | Command::Completions(_)
        | Command::Man(_)
        | Command::Docs(_)
        | Command::Config(_) => Ok(()),
    }
}

/// The name of a command for the log: never its arguments.
const fn name(command: &Command) -> &'static str {
    match command {
        Command::Find(_) => "find",
        Command::Free(_) => "free",
        Command::Client(_) => "client",
        Command::Asset(_) => "asset",
        Command::Kit(_) => "kit",
        Command::Package(_) => "package",
        Command::Payment(_) => "payment",
        Command::Pos(_) => "pos",
        Command::Project(_) => "project",
        Command::Booking(_) => "booking",
        Command::Invoice(_) => "invoice",
        Command::Message(_) => "message",
        Command::Media(_) => "media",
        Command::Notification(_) => "notification",
        Command::Task(_) => "task",
        Command::Agenda(_) => "agenda",
        Command::Ics(_) => "ics",
        Command::Import(_) => "import",
        Command::Demo(_) => "demo",
        Command::Backup(_) => "backup",
        Command::Doctor(_) => "doctor",
        Command::Audit(_) => "audit",
        Command::Check(_) => "check",
        Command::Report(_) => "report",
        Command::Tax(_) => "tax",
        Command::Keys(_) => "keys",
        Command::Config(_) => "config",
        Command::Completions(_) => "completions",
        Command::Man(_) => "man",
        Command::Docs(_) => "docs",
    }
}

/// What every command is given.
struct Run<'a> {
    settings: &'a Settings,
    email: Option<&'a str>,
}
