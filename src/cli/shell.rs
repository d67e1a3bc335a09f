//! `completions` and `man`: what shells and manuals are told, made from the command line itself.

use super::CliError;
use super::args::{Cli, ManArgs};
use super::out::Console;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use std::path::Path;

/// Prints the completions of a shell.
pub(super) fn completions(shell: Shell, console: &mut Console<'_>) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut visible(), "studiovault", &mut script);
    Ok(console.out.write_all(&script)?)
}

/// Prints the manual page of the program, or writes a page for every command into a folder.
pub(super) fn man(args: &ManArgs, console: &mut Console<'_>) -> Result<(), CliError> {
    let mut root = Cli::command();
    root.build();
    match &args.out {
        Some(folder) => write_pages(&root, folder, console),
        None => Ok(console.out.write_all(&page(&root)?)?),
    }
}

fn write_pages(root: &Command, folder: &Path, console: &mut Console<'_>) -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::Usage {
        message: format!("the pages cannot be written to {}: {error}", folder.display()),
        hint: "Name a folder that you may write to, e.g. --out ~/.local/share/man/man1.".to_owned(),
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    for command in every(root) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        std::fs::write(&path, page(command)?).map_err(failed)?;
        writeln!(console.out, "{}", path.display())?;
    }
    Ok(())
}

fn page(command: &Command) -> Result<Vec<u8>, CliError> {
    let mut text = Vec::new();
    let man = Man::new(command.clone()).source(concat!("studiovault ", env!("CARGO_PKG_VERSION")));
    man.manual("StudioVault").render(&mut text)?;
    Ok(text)
}

/// A command and all below it that people are told of.
fn every(command: &Command) -> Vec<&Command> {
    let mut all = vec![command];
    command.get_subcommands().filter(|inner| !inner.is_hide_set()).for_each(|inner| all.extend(every(inner)));
    all
}

/// The command line without what is hidden: completions would offer it.
fn visible() -> Command {
    let root = Cli::command();
    let shown = root.get_subcommands().filter(|inner| !inner.is_hide_set());
    Command::new("studiovault")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_subcommand(true)
        .args(root.get_arguments())
        .subcommands(shown)
}
