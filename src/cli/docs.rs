//! Documentation that is generated, so that it cannot be out of date: a test compares.

use super::CliError;
use super::args::{Cli, DocsArgs, Document};
use crate::config::Config;
use crate::keymap::Keymap;
use clap::CommandFactory;
use std::io::Write;

/// The width of help texts in the document, whatever the terminal of whoever generates it.
const WIDTH: usize = 100;

/// Prints a document.
pub(super) fn print(args: DocsArgs, out: &mut dyn Write) -> Result<(), CliError> {
    let text = match args.document {
        Document::Keys => Keymap::default().markdown(),
        Document::Cli => cli_markdown(),
        Document::Config => Config::example(),
    };
    out.write_all(text.as_bytes())?;
    Ok(())
}

/// `docs/cli.md`: the help of every command.
#[must_use]
pub fn cli_markdown() -> String {
    let mut text = String::from(
        "# The command line\n\nGenerated from the program's own help; a test compares. `--db`, `--as` and `--config` \
         stand before or behind any command.\n\n\
         Results go to the standard output, errors to the standard error as `error: …` and `hint: …`. Tables for \
         people are cut to the width of a terminal, and never in a file or a pipe.\n\n\
         With `--json` the output is JSON and nothing else: times are RFC 3339 in UTC, amounts are \
         `{\"amount\": \"1234.50\", \"currency\": \"INR\", \"minor\": 123450}`, what is not there is `null` or empty. \
         `--csv` prints the same values under the same names as RFC 4180 has it, in UTF-8: a header, CRLF, quotes \
         where they are needed; amounts are plain numbers with their currency in the column beside them. A text that \
         a spreadsheet would run as a formula (it starts with `=`, `@`, a tab, or with `+` or `-` and is no number) has \
         an apostrophe in front.\n\n\
         Records are named by their id, by its beginning if no other has it, or by exactly what they are called \
         (name, phone, number, serial). Commands that only read also take a text that finds exactly one.\n\n\
         With `--dry-run` a command that writes is carried out with every check and then taken back: it says what it \
         would have done, and exits as if it had been done.\n",
    );
    let mut root = Cli::command().term_width(WIDTH);
    root.build();
    section(&mut text, &mut root, 2);
    text
}

fn section(text: &mut String, command: &mut clap::Command, level: usize) {
    let help = command.render_long_help().to_string();
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    text.push_str(&format!("\n{} {name}\n\n```text\n", "#".repeat(level)));
    for line in help.trim_end().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push_str("```\n");
    for inner in command.get_subcommands_mut().filter(|inner| !inner.is_hide_set()) {
        section(text, inner, (level + 1).min(4));
    }
}
