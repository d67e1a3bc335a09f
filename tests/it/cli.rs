//! The command line, run in this process.

mod assets;
mod booking;
mod care;
mod clients;
mod consistency;
mod custody;
mod demo;
mod free;
mod hangs;
mod import;
mod invoices;
mod output;
mod packages;
mod papers;
mod payments;
mod projects;
mod shell;
mod tasks;
mod taxes;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use studiovault::cli::{self, CliError, World};
use studiovault::config::{Dirs, Settings};
use tempfile::TempDir;

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// What a run sees beside its arguments.
#[derive(Default)]
struct Around<'a> {
    width: Option<usize>,
    answer: Option<&'a str>,
    input: &'a str,
    env: &'a [(&'a str, &'a str)],
}

/// A home directory to run commands in.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")) }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn dirs(&self) -> Dirs {
        let home = self.path();
        Dirs {
            home: home.to_owned(),
            config: home.join("config"),
            data: home.join("data"),
            state: home.join("state"),
        }
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&path, text))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Runs the program; nothing of the real environment is seen.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_at(None, args)
    }

    /// Runs the program as a person at a terminal of this width does.
    pub(crate) fn run_at(&self, width: Option<usize>, args: &[&str]) -> Ran {
        self.run_with(&Around { width, ..Around::default() }, args)
    }

    /// Runs the program as a person who answers this when asked.
    pub(crate) fn run_answered(&self, answer: &str, args: &[&str]) -> Ran {
        self.run_with(&Around { answer: Some(answer), ..Around::default() }, args)
    }

    /// Runs the program with this on its standard input.
    pub(crate) fn run_fed(&self, input: &str, args: &[&str]) -> Ran {
        self.run_with(&Around { input, ..Around::default() }, args)
    }

    /// Runs the program with these variables in its environment.
    pub(crate) fn run_in(&self, env: &[(&str, &str)], args: &[&str]) -> Ran {
        self.run_with(&Around { env, ..Around::default() }, args)
    }

    fn run_with(&self, around: &Around<'_>, args: &[&str]) -> Ran {
        let mut out = Vec::new();
        let (code, err) = self.run_into(around, args, &mut out);
        Ran { code, out: String::from_utf8_lossy(&out).into_owned(), err }
    }

    fn run_into(&self, around: &Around<'_>, args: &[&str], out: &mut dyn Write) -> (u8, String) {
        let mut err = Vec::new();
        let args = ["studiovault"].iter().chain(args).map(OsString::from);
        let mut world = World {
            env: &|name| {
                let found = around.env.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsString::from(value))
            },
            dirs: Some(self.dirs()),
            out,
            err: &mut err,
            width: around.width,
            err_is_terminal: false,
            answer: &|| around.answer.map(ToOwned::to_owned),
            input: &|| Ok(around.input.to_owned()),
            log: &|_| Ok(()),
            open: &|_: &Settings, _| Err(CliError::usage("the terminal application was opened", "")),
        };
        let code = cli::start(args, &mut world);
        (code, String::from_utf8_lossy(&err).into_owned())
    }
}

fn run(args: &[&str]) -> Ran {
    Home::new().run(args)
}

#[test]
fn help_and_version_are_results() {
    for args in [&["--help"][..], &["client", "add", "--help"], &["--version"]] {
        let ran = run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(ran.out.contains("studiovault"), "{}", ran.out);
    }
}

#[test]
fn wrong_usage_exits_with_2() {
    for args in [&["fnd"][..], &["find"], &["client", "list", "--limit", "0"], &["client", "tag", "cli_1"]] {
        let ran = run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}

#[test]
fn without_a_command_the_application_opens() {
    let ran = run(&["--as", "asha@example.com"]);
    assert_eq!(ran.err, "error: the terminal application was opened\n");
}

#[test]
fn a_missing_database_is_named_and_not_made() {
    let home = Home::new();
    for args in [
        &["find", "priya"][..],
        &["client", "list"],
        &["doctor"],
        &["backup", "copy.db"],
        &["audit", "verify"],
    ] {
        let ran = home.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (7, ""), "{args:?}: {ran:?}");
        assert!(ran.err.starts_with("error: there is no database "), "{}", ran.err);
        assert!(ran.err.contains("\nhint: Start `studiovault` once"), "{}", ran.err);
    }
    assert!(!home.path().join("data").exists());
}

#[test]
fn every_fault_of_the_configuration_is_reported_at_once() {
    let home = Home::new();
    home.write("config/config.toml", "them = \"dark\"\nlog = 3\n");
    let ran = home.run(&["client", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let errors: Vec<&str> = ran.err.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 2, "{}", ran.err);
    assert!(
        errors[0].contains("config.toml:1: there is no key `them`; did you mean `theme`?"),
        "{}",
        ran.err
    );
}

#[test]
fn wrong_keys_are_reported_with_their_line() {
    let home = Home::new();
    home.write("config/config.toml", "[keys]\n\"clients.marge\" = [\"m\"]\n\"clients.edit\" = [\"nokey\"]\n");
    let ran = home.run(&["keys"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("config.toml:2: "), "{}", ran.err);
    assert!(ran.err.contains("did you mean \"clients.merge\"?"), "{}", ran.err);
    assert!(ran.err.contains("config.toml:3: "), "{}", ran.err);
}

#[test]
fn keys_are_printed_as_configured_and_aligned() {
    let home = Home::new();
    home.write("config/config.toml", "[keys]\nclients.merge = [\"F6\"]\n");
    let ran = home.run(&["keys"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let merge = ran.out.lines().find(|line| line.ends_with("clients.merge")).unwrap_or_default();
    assert!(merge.starts_with("F6 "), "{merge:?}");
    let columns: Vec<usize> = ran
        .out
        .lines()
        .filter_map(|line| Some(studiovault::ui::text::width(&line[..line.rfind("  ")? + 2])))
        .collect();
    assert!(columns.windows(2).all(|pair| pair[0] == pair[1]), "{}", ran.out);
}

#[test]
fn phones_are_checked_without_configuration_or_database() {
    let home = Home::new();
    home.write("config/config.toml", "broken");
    for (args, number) in [
        (&["check", "phone", "98450 12345", "--region", "IN"][..], "+919845012345\n"),
        (&["check", "phone", "--region", "in", "098450-12345"], "+919845012345\n"),
        (&["check", "phone", "+971 50 984 5011"], "+971509845011\n"),
    ] {
        let ran = home.run(args);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, number, ""), "{args:?}");
    }
    for text in ["98450 12345", "hello", "", "+91 12", "-5"] {
        let ran = home.run(&["check", "phone", text]);
        assert_eq!((ran.code, ran.out.as_str()), (6, ""), "{text:?}: {ran:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    assert_eq!(home.run(&["check", "phone", "1", "--region", "India"]).code, 2);
}

/// A reader that has gone away, or a disk that is full.
struct Failing(io::ErrorKind);

impl Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_closed_pipe_is_quiet_and_a_full_disk_is_not() {
    let home = Home::new();
    let (code, err) = home.run_into(&Around::default(), &["keys"], &mut Failing(io::ErrorKind::BrokenPipe));
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, err) = home.run_into(&Around::default(), &["keys"], &mut Failing(io::ErrorKind::StorageFull));
    assert_eq!(code, 1);
    assert!(err.starts_with("error: the output cannot be written"), "{err}");
}

#[test]
fn the_log_is_bounded_and_private() {
    let home = Home::new();
    let path = home.path().join("state/studiovault.log");
    let mut log = cli::log::LogFile::open(&path, 1_000).unwrap_or_else(|error| panic!("{error}"));
    for _ in 0..100 {
        log.write_all(&[b'x'; 99])
            .and_then(|()| log.write_all(b"\n"))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    let size = |name: &str| std::fs::metadata(home.path().join(name)).map(|file| file.len()).unwrap_or(0);
    assert!((1..=1_000).contains(&size("state/studiovault.log")));
    assert!((1..=1_000).contains(&size("state/studiovault.log.1")));
    assert_eq!(std::fs::read_dir(home.path().join("state")).map(Iterator::count).unwrap_or(0), 2);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).map(|file| file.permissions().mode()).unwrap_or(0);
        assert_eq!(mode & 0o077, 0, "others may read the log");
    }
}
