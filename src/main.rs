//! The binary: the world outside, handed to the command line, and the exit code.

use std::process::ExitCode;
use studiovault::cli::{self, CliError, World};
use studiovault::config::{Dirs, Settings};

fn main() -> ExitCode {
    let code = cli::start(
        std::env::args_os(),
        &mut World {
            env: &|name| std::env::var_os(name),
            dirs: Dirs::of_user(),
            // Not locked: the terminal application writes to the same place, from another thread if need be.
            out: &mut std::io::BufWriter::new(std::io::stdout()),
            err: &mut std::io::stderr(),
            log: &cli::log::start,
            open: &open,
        },
    );
    ExitCode::from(code)
}

/// Opens the terminal application on this terminal.
fn open(_settings: &Settings, _email: Option<&str>) -> Result<(), CliError> {
    Ok(())
}
