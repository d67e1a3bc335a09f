//! The floors of the house: imports only go down, and each room keeps to its own tools.
//!
//! The floor of a room is what `src/lib.rs` says in front of its `pub mod`; everything here reads the sources.

mod source;

use super::docs::{read, root};
use source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Imports between rooms of one floor, which are the exception; each with its reason.
const SIDEWAYS: &[(&str, &str)] = &[
    // An action has default keys.
    ("action", "input"),
    // Widgets take a key with its meaning, and the help lists them.
    ("ui", "keymap"),
];

/// Which rooms may name a crate. A room is a prefix of a module path.
const TOOLS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("ratatui", &["theme", "ui", "screens", "app", "session", "host"]),
    ("crossterm", &["host::local", "input"]),
    ("tokio", &["store", "session", "host"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("directories", &["config"]),
    ("toml", &["config"]),
    ("tracing_subscriber", &["cli"]),
    ("encoding_rs", &["exchange"]),
    ("chardetng", &["exchange"]),
    ("csv_core", &["exchange"]),
];

/// What is impure, and therefore never on F0 and F2 to F4: clock, chance, files, environment, processes, threads.
const IMPURE: &[&str] = &[
    "Timestamp::now",
    "Zoned::now",
    "ZonedDateTime::now",
    "TimeZone::system",
    "SystemTime",
    "Instant::now",
    "Uuid::now",
    "Uuid::new",
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "rand::",
    "tracing::",
];

/// Types that make a static mutable behind one's back.
const MUTABLE: &[&str] = &["Mutex", "RwLock", "Cell", "OnceLock", "LazyLock", "Atomic"];

/// Each room of `lib.rs` with its floor.
pub(crate) fn floors() -> BTreeMap<String, u8> {
    floors_of(&read("src/lib.rs"))
}

fn floors_of(lib: &str) -> BTreeMap<String, u8> {
    let mut floors = BTreeMap::from([("main".to_owned(), 7)]);
    let mut floor = None;
    for line in lib.lines() {
        if let Some(doc) = line.strip_prefix("// F") {
            floor = doc.get(..1).and_then(|digit| digit.parse().ok());
        } else if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            let floor = floor.take().unwrap_or_else(|| panic!("lib.rs does not say the floor of {name}"));
            floors.insert(name.to_owned(), floor);
        }
    }
    floors
}

fn upward(sources: &[Source], floors: &BTreeMap<String, u8>) -> Vec<String> {
    let mut wrong = BTreeSet::new();
    for source in sources {
        let Some(from) = floors.get(source.room()) else { continue };
        for (line, target) in source.imports() {
            let Some(to) = floors.get(&target).filter(|_| target != source.room()) else { continue };
            let sideways = to == from && SIDEWAYS.contains(&(source.room(), target.as_str()));
            if to >= from && !sideways {
                wrong.insert(format!(
                    "{}:{line}: F{from} {} imports F{to} {target}",
                    source.path,
                    source.room()
                ));
            }
        }
    }
    wrong.into_iter().collect()
}

fn assert_none(wrong: &[String], rule: &str) {
    assert!(wrong.is_empty(), "{rule}\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_only_go_down() {
    assert_none(&upward(&sources(), &floors()), "imports only go down (see ARCHITECTURE.md):");
}

#[test]
fn every_room_has_a_floor() {
    let floors = floors();
    for source in sources().iter().filter(|source| source.path != "src/lib.rs") {
        assert!(floors.contains_key(source.room()), "{}: {} is not in lib.rs", source.path, source.room());
    }
}

#[test]
fn sideways_imports_make_no_circle() {
    for (from, to) in SIDEWAYS {
        assert!(!SIDEWAYS.contains(&(*to, *from)), "{from} and {to} import each other");
    }
}

#[test]
fn each_room_keeps_to_its_own_tools() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (tool, rooms) in TOOLS {
            let at_home = rooms.iter().any(|room| source.is_within(room));
            for line in source.lines_with_path(tool).into_iter().filter(|_| !at_home) {
                wrong.push(format!("{}:{line}: {tool} is only for {}", source.path, rooms.join(", ")));
            }
        }
    }
    assert_none(&wrong, "each room keeps to its own tools:");
}

#[test]
fn pure_floors_stay_pure() {
    let floors = floors();
    let pure = |source: &&Source| matches!(floors.get(source.room()), Some(0 | 2..=4));
    let mut wrong = Vec::new();
    for source in sources().iter().filter(pure) {
        for word in IMPURE {
            for line in source.lines_with(word) {
                wrong.push(format!("{}:{line}: {word}", source.path));
            }
        }
    }
    assert_none(&wrong, "no clock, chance, file or environment on F0 and F2 to F4 (pass the value in):");
}

#[test]
fn nothing_is_global() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (number, line) in source.code_lines() {
            let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("pub")).collect();
            let is_static = words.first() == Some(&"static");
            if line.contains("static mut ")
                || line.contains("thread_local!")
                || (is_static && MUTABLE.iter().any(|kind| line.contains(kind)))
            {
                wrong.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    assert_none(&wrong, "no mutable statics, no thread-locals: many sessions live in one process:");
}

#[test]
fn no_sql_by_format() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| source.formatted_sql().into_iter().map(|line| format!("{}:{line}", source.path)))
        .collect();
    assert_none(&wrong, "SQL is text with parameters, never put together by format!:");
}

#[test]
fn lints_are_expected_with_a_reason_never_allowed() {
    let mut wrong = Vec::new();
    for source in source::under(&root().join("src")).into_iter().chain(source::under(&root().join("tests"))) {
        for (number, line) in source.raw_lines() {
            let attribute = line.trim_start();
            if attribute.starts_with("#[allow") || attribute.starts_with("#![allow") {
                wrong.push(format!("{}:{number}: {attribute}", source.path));
            }
        }
    }
    assert_none(&wrong, "#[expect(…, reason = \"…\")], never #[allow]:");
}

mod the_test_itself {
    use super::*;

    fn floors() -> BTreeMap<String, u8> {
        floors_of(
            "// F0 — rules.\npub mod domain;\n// F1 — rows.\npub mod store;\n// F4 — all.\npub mod app;\n",
        )
    }

    fn found(path: &str, text: &str) -> Vec<String> {
        upward(&[Source::new(path, text)], &floors())
    }

    #[test]
    fn sees_every_way_to_import() {
        for text in [
            "use crate::app::App;",
            "use crate::{domain::id, app::App};",
            "use crate::{\n    domain::{id, field},\n    app::{self, App},\n};",
            "fn f() { crate::app::run(); }",
            "pub(crate) use crate::app as front;",
            "use super::super::app::App;",
        ] {
            assert_eq!(found("src/store/rows.rs", text).len(), 1, "{text}");
        }
        assert_eq!(found("src/store.rs", "use super::app::App;").len(), 1);
        assert_eq!(
            found("src/domain/mod.rs", "use crate::store;"),
            ["src/domain/mod.rs:1: F0 domain imports F1 store"]
        );
    }

    #[test]
    fn lets_down_own_text_and_tests_be() {
        for text in [
            "use crate::domain::id;",
            "use super::port::app;",
            "// use crate::app::App;",
            "/* crate::app */ const A: &str = \"crate::app::App\";",
            "const A: &str = r#\"crate::app\"#; const B: char = '\"';",
            "#[cfg(test)]\nmod tests {\n    use crate::app::App;\n}\n",
        ] {
            assert_eq!(found("src/store/mod.rs", text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found("src/store/mod.rs", "#[cfg(test)]\nmod tests { }\nuse crate::app;").len(), 1);
    }

    #[test]
    fn sees_formatted_sql() {
        let sql = |text: &str| Source::new("src/store/a.rs", text).formatted_sql();
        assert_eq!(sql("let q = format!(\"SELECT {c} FROM t\");"), [1]);
        assert_eq!(sql("let q = format!(\n    \"DELETE FROM {t}\"\n);"), [1]);
        assert_eq!(sql("let q = format!(\"{a} ORDER BY {b}\");"), [1]);
        assert!(sql("let q = format!(\"Delete {name}?\"); run(\"DELETE FROM t\");").is_empty());
    }
}
