//! `completions`, `man` and `config`.

use super::clients::ok;
use super::{Home, run};
use clap::CommandFactory;
use serde_json::Value;
use std::process::Command;
use studiovault::cli::args::Cli;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

#[test]
fn every_shell_completes_every_command_that_people_are_told_of() {
    for shell in SHELLS {
        let script = ok(run(&["completions", shell]));
        for command in ["find", "client", "archive", "completions"] {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
        assert!(!script.contains("generated documentation"), "{shell} offers what is hidden");
    }
    assert_eq!(run(&["completions", "tcsh"]).code, 2);
}

#[test]
fn a_shell_that_is_there_takes_its_completions() {
    for (shell, flag) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let home = Home::new();
        home.write("script", &ok(run(&["completions", shell])));
        // A machine without the shell has nobody to complete for.
        let Ok(done) = Command::new(shell).arg(flag).arg(home.path().join("script")).output() else {
            continue;
        };
        assert!(done.status.success(), "{shell}: {}", String::from_utf8_lossy(&done.stderr));
    }
}

#[test]
fn completions_manual_and_configuration_need_neither_database_nor_a_configuration_that_holds() {
    let home = Home::new();
    home.write("config/config.toml", "broken");
    for args in [&["completions", "bash"][..], &["man"], &["config", "path"]] {
        let ran = home.run(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    }
}

fn names(command: &clap::Command, prefix: &str) -> Vec<String> {
    let name = format!("{prefix}{}", command.get_name());
    let inner = command.get_subcommands().filter(|inner| !inner.is_hide_set());
    let below: Vec<String> = inner.flat_map(|inner| names(inner, &format!("{name}-"))).collect();
    [format!("{name}.1")].into_iter().chain(below).collect()
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let home = Home::new();
    let page = ok(home.run(&["man"]));
    assert!(page.contains(".SH NAME\nstudiovault"), "{page}");
    assert!(page.contains("Exit codes"), "{page}");
    let folder = home.path().join("man/man1");
    let written = ok(home.run(&["man", "--out", &folder.to_string_lossy()]));
    for name in names(&Cli::command(), "") {
        let path = folder.join(&name);
        assert!(written.contains(&format!("{}\n", path.display())), "{name} is not told of");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(text.contains(".SH SYNOPSIS"), "{name}: {text}");
    }
    home.write("file", "");
    let nowhere = home.run(&["man", "--out", &home.path().join("file").to_string_lossy()]);
    assert_eq!((nowhere.code, nowhere.out.as_str()), (2, ""), "{nowhere:?}");
}

#[test]
fn the_values_in_force_are_shown_with_where_they_come_from() {
    let home = Home::new();
    let file = home.path().join("config/config.toml").display().to_string();
    assert_eq!(ok(home.run(&["config", "path"])), format!("{file}\n"));
    home.write("config/config.toml", "\ntheme = \"light\"\n\n[keys]\n\"clients.merge\" = [\"F6\", \"m\"]\n");
    let env = [("STUDIOVAULT_LOG", "debug")];
    let shown = home.run_in(&env, &["--db", "mine.db", "config", "show", "--json"]);
    let shown: Value = serde_json::from_str(&ok(shown)).unwrap_or_default();
    let entry = |key: &str| {
        let found = shown.as_array().into_iter().flatten().find(|entry| entry["key"] == key);
        found.cloned().unwrap_or_else(|| panic!("{key} is not in {shown}"))
    };
    let value = |value: &str, from: &str, source: &str, line: Option<u64>, key: &str| serde_json::json!({ "key": key, "value": value, "from": from, "source": source, "line": line });
    for expected in [
        value("light", &format!("{file}:2"), "file", Some(2), "theme"),
        value("F6, m", &format!("{file}:5"), "file", Some(5), "keys.clients.merge"),
        value("debug", "STUDIOVAULT_LOG", "environment", None, "log"),
        value("mine.db", "--db", "flag", None, "database"),
        value("auto", "default", "default", None, "digit_grouping"),
    ] {
        assert_eq!(entry(expected["key"].as_str().unwrap_or_default()), expected);
    }
    // Every key of the example is in force somehow.
    let example = super::super::docs::read("config.example.toml");
    for key in example.lines().filter_map(|line| line.split_once(" = ")).map(|(key, _)| key) {
        if !key.starts_with('#') {
            entry(key);
        }
    }
}

#[test]
fn a_check_of_the_configuration_names_every_fault() {
    let home = Home::new();
    let fine = home.run(&["config", "check"]);
    assert_eq!((fine.code, fine.out.as_str()), (0, ""));
    assert!(fine.err.ends_with("config.toml is not there: the defaults hold\n"), "{}", fine.err);
    home.write("config/config.toml", "theme = \"mono\"\n");
    assert!(home.run(&["config", "check"]).err.ends_with("config.toml holds\n"));

    home.write("config/config.toml", "them = \"dark\"\nstart_tab = \"client\"\n");
    let wrong = home.run(&["config", "check"]);
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.err.contains("config.toml:1: there is no key `them`; did you mean `theme`?"),
        "{}",
        wrong.err
    );
    assert!(
        wrong.err.contains("config.toml:2: ") && wrong.err.contains("did you mean \"clients\"?"),
        "{}",
        wrong.err
    );
    home.write("config/config.toml", "[keys]\n\"clients.marge\" = [\"m\"]\n");
    let wrong = home.run(&["config", "check"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean \"clients.merge\"?"), "{}", wrong.err);
    assert_eq!(home.run(&["--config", "none.toml", "config", "check"]).code, 2);
    assert_eq!(home.run_in(&[("STUDIOVAULT_THEME", "pink")], &["config", "check"]).code, 2);
}
