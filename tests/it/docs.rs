//! What is written about the program is checked against the program.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares a generated file with what the program generates now; `UPDATE_DOCS=1` writes it instead.
pub(crate) fn check_generated(path: &str, generated: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let path = root().join(path);
        std::fs::write(&path, generated).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let stored = read(path);
    if stored == generated {
        return;
    }
    let line = 1 + stored.lines().zip(generated.lines()).take_while(|(a, b)| a == b).count();
    panic!(
        "{path} is out of date from line {line} on; `UPDATE_DOCS=1 cargo test --test it docs` writes it anew"
    );
}

#[test]
fn the_key_table_is_up_to_date() {
    check_generated("docs/keys.md", &studiovault::keymap::Keymap::default().markdown());
}

#[test]
fn the_command_reference_is_up_to_date() {
    check_generated("docs/cli.md", &studiovault::cli::docs::cli_markdown());
}

#[test]
fn the_example_of_a_key_override_works() {
    let example = read("config.example.toml");
    let line = example.lines().find_map(|line| line.strip_prefix("# ").filter(|line| line.starts_with('"')));
    let text = format!("[keys]\n{}\n", line.unwrap_or_else(|| panic!("no example of a key override")));
    let config = studiovault::config::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let overrides = config.keys.into_iter().map(|entry| (entry.action, entry.keys)).collect();
    studiovault::keymap::Keymap::with_overrides(&overrides).unwrap_or_else(|errors| panic!("{errors:?}"));
}

#[test]
fn every_action_is_in_the_key_table_exactly_once() {
    let table = studiovault::keymap::Keymap::default().markdown();
    for spec in studiovault::action::ACTIONS {
        assert_eq!(table.matches(&format!("| `{}` |", spec.name)).count(), 1, "{}", spec.name);
    }
}

#[test]
fn the_readme_starts_with_two_commands_that_ci_knows() {
    let readme = read("README.md");
    let block = readme.split("```").nth(1).unwrap_or_default();
    let commands: Vec<&str> = block
        .lines()
        .skip(1)
        .filter_map(|line| line.split('#').next().map(str::trim).filter(|command| !command.is_empty()))
        .collect();
    assert_eq!(commands, ["cargo run --release", "cargo test"]);
    // `cargo run` has to know which program is meant; CI runs the second command with the committed lock file.
    assert!(read("Cargo.toml").contains("default-run = \"studiovault\""));
    assert!(read(".ci/run").lines().any(|line| line == "cargo test --locked"));
    assert!(root().join("Cargo.lock").exists());
}

/// The first cell of every row of every table, without its backquotes.
fn first_cells(markdown: &str) -> Vec<&str> {
    let cells = markdown.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
    cells.map(|cell| cell.trim().trim_matches('`')).collect()
}

#[test]
fn the_map_has_every_room_on_its_floor() {
    let map = read("ARCHITECTURE.md");
    let mut floor = String::new();
    let mut on_map = Vec::new();
    for line in map.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let Some(named) = cells.get(1).filter(|cell| cell.starts_with('F')) {
            floor = (*named).to_owned();
        }
        if let Some(room) = cells.get(2).and_then(|cell| cell.strip_prefix('`')?.strip_suffix('`')) {
            on_map.push((room.to_owned(), floor.clone()));
        }
    }
    on_map.sort();
    let rooms: Vec<(String, String)> =
        super::floors::floors().into_iter().map(|(room, floor)| (room, format!("F{floor}"))).collect();
    assert_eq!(on_map, rooms);
}

#[test]
fn every_dependency_has_its_reason() {
    let map = read("ARCHITECTURE.md");
    let reasons = first_cells(&map);
    let manifest = read("Cargo.toml");
    let section = |name: &str| -> Vec<String> {
        let lines = manifest.lines().skip_while(|line| *line != name).skip(1);
        lines
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
            .collect()
    };
    for dependency in section("[dependencies]") {
        assert!(
            reasons.contains(&dependency.as_str()),
            "ARCHITECTURE.md does not say why {dependency} is there"
        );
    }
    for dependency in section("[dev-dependencies]") {
        assert!(map.contains(&format!("`{dependency}`")), "ARCHITECTURE.md does not name {dependency}");
    }
}

#[test]
fn links_lead_somewhere() {
    for document in
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/guide.md", "docs/keys.md", "docs/cli.md"]
    {
        let text = read(document);
        let folder = root().join(document).parent().map(Path::to_owned).unwrap_or_default();
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split(')').next().unwrap_or_default();
            let is_picture = target.ends_with(".png");
            if !target.contains("://") && !target.starts_with('#') && !is_picture {
                assert!(folder.join(target).exists(), "{document} links to {target}, which is not there");
            }
        }
    }
}

#[test]
fn every_command_of_the_documents_is_understood() {
    use clap::Parser;
    for document in ["README.md", "docs/guide.md"] {
        let text = read(document);
        let mut in_code = false;
        for line in text.lines() {
            if line.starts_with("```") {
                in_code = !in_code;
            } else if in_code && line.starts_with("studiovault ") {
                let command = line.split(" #").next().unwrap_or_default();
                let parsed = studiovault::cli::args::Cli::try_parse_from(words(command));
                assert!(
                    parsed.is_ok(),
                    "{document}: {command}: {}",
                    parsed.err().map_or(String::new(), |e| e.to_string())
                );
            }
        }
    }
}

/// The words of a command as a shell splits them, with double quotes only.
fn words(command: &str) -> Vec<String> {
    command
        .split('"')
        .enumerate()
        .flat_map(|(i, part)| match i % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}
