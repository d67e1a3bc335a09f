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
