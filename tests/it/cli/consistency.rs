//! All commands are of one piece: the same flag means the same everywhere, what lists is printed in three ways, what
//! writes can be rehearsed. `src/cli/mod.rs` says how to add a command.

use super::clients::{add, ok, studio};
use clap::{Arg, Command, CommandFactory};
use std::collections::BTreeMap;
use studiovault::cli::args::Cli;

/// Commands that are about the program or the file, not about records of the studio.
const NOT_RECORDS: &[&str] = &["audit", "check", "config", "ics", "report", "tax"];

/// Commands on records that only read, beside `list` and `show`.
const OTHER_READS: &[&str] = &[
    "board",
    "diff",
    "storage",
    "export",
    "call-sheet",
    "checklist",
    "history",
    "transfers",
    "who",
    "overdue",
    "revenue",
    "receivables",
    "day-end",
];

/// Words that are a switch in one command and take a value in another, because people mean both by them: what is mine,
/// and my side of a field; to where, and to which day; what is added and removed is what the command is about.
const TWO_MEANINGS: &[&str] = &["mine", "to", "json", "add", "remove"];

/// Every command that does something, with the words that call it.
fn leaves(command: &Command, path: &[String]) -> Vec<(Vec<String>, Command)> {
    let inner: Vec<&Command> = command.get_subcommands().filter(|inner| !inner.is_hide_set()).collect();
    if inner.is_empty() {
        return vec![(path.to_vec(), command.clone())];
    }
    let below = |inner: &&Command| leaves(inner, &[path, &[inner.get_name().to_owned()]].concat());
    inner.iter().flat_map(below).collect()
}

fn all() -> Vec<(Vec<String>, Command)> {
    leaves(&Cli::command(), &[])
}

/// The commands on records: `client list`, `project move`, …
fn of_records() -> Vec<(String, String, Command)> {
    let named = |(path, command): (Vec<String>, Command)| match path.as_slice() {
        [group, .., name] if !NOT_RECORDS.contains(&group.as_str()) => {
            Some((path.join(" "), name.clone(), command))
        }
        _ => None,
    };
    all().into_iter().filter_map(named).collect()
}

/// Whether the list is one of a record, which has to be named.
fn hangs_on_a_record(command: &Command) -> bool {
    command.get_positionals().any(Arg::is_required_set)
}

fn flags(command: &Command) -> Vec<&Arg> {
    command.get_arguments().filter(|arg| arg.get_long().is_some()).collect()
}

#[track_caller]
fn must_have(what: &str, command: &Command, wanted: &[&str]) {
    for flag in wanted {
        let has = flags(command).iter().any(|arg| arg.get_long() == Some(flag));
        assert!(has, "`{what}` has no --{flag}: flatten the flags of src/cli/args.rs in");
    }
}

#[test]
fn what_reads_prints_in_three_ways_and_what_writes_can_be_rehearsed() {
    for (what, name, command) in of_records() {
        match name.as_str() {
            // What hangs on one record is as long as that has it.
            "list" if hangs_on_a_record(&command) => must_have(&what, &command, &["json", "csv"]),
            "list" => must_have(&what, &command, &["branch", "limit", "all-pages", "json", "csv"]),
            "show" => must_have(&what, &command, &["json", "csv"]),
            read if OTHER_READS.contains(&read) => must_have(&what, &command, &["json"]),
            "edit" => must_have(&what, &command, &["dry-run", "json", "if-version"]),
            _ => must_have(&what, &command, &["dry-run", "json"]),
        }
    }
}

#[test]
fn a_flag_is_written_and_valued_in_one_way() {
    let mut values: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (path, command) in all() {
        let what = path.join(" ");
        for arg in flags(&command) {
            let flag = arg.get_long().unwrap_or_default().to_owned();
            assert!(flag.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "`{what} --{flag}`");
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty(), "`{what} --{flag}` has no help");
            assert!(!help.ends_with('.'), "`{what} --{flag}`: {help}");
            let takes = arg.get_action().takes_values();
            let named = arg.get_value_names().filter(|_| takes).unwrap_or_default();
            let value = named.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            assert_eq!(value, value.to_uppercase(), "`{what} --{flag}`");
            if TWO_MEANINGS.contains(&flag.as_str()) {
                continue;
            }
            if let Some((first, other)) = values.get(&flag) {
                assert_eq!(&value, other, "--{flag} takes one thing in `{first}` and another in `{what}`");
            } else {
                values.insert(flag, (what.clone(), value));
            }
        }
    }
    assert!(values.len() > 10);
}

#[test]
fn every_list_has_stable_names_and_ids() {
    let home = studio();
    add(&home, &["--name", "Priya", "--phone", "98450 12345"]);
    ok(home.run(&["project", "add", "--client", "Priya", "--title", "Wedding"]));
    ok(home.run(&["asset", "add", "--type", "lens", "--name", "Wedding"]));
    for (what, _, command) in of_records().into_iter().filter(|(_, name, _)| name == "list") {
        let of = if hangs_on_a_record(&command) { " Wedding" } else { "" };
        let what = format!("{what}{of}");
        let args: Vec<&str> = what.split(' ').chain(["--csv"]).collect();
        let text = ok(home.run(&args));
        let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
        assert!(header.contains(&"id"), "`{what}`: {header:?}");
        for name in &header {
            let known = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            assert!(known, "`{what}`: {name:?} is no stable name");
        }
        let args: Vec<&str> = what.split(' ').chain(["--json"]).collect();
        assert!(ok(home.run(&args)).starts_with('['), "`{what}` prints no JSON list");
    }
}
