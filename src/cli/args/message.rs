//! What `message` takes.

use super::{OutputFlags, ProjectHangsArgs, WriteFlags};
use clap::{Args, Subcommand};

/// `message`.
#[derive(Debug, Subcommand)]
pub enum MessageCommand {
    /// List the messages of a project, newest first
    List(WindowArgs),
    /// Show the thread of a project in full, newest last
    Show(ProjectHangsArgs),
    /// Write a message on a project; it cannot be changed afterwards. Prints its id
    Add(MessageAddArgs),
}

/// `message list` and `media list`.
#[derive(Debug, Args)]
pub struct WindowArgs {
    /// The project: the id or its beginning, the title, or a text that finds exactly one project
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// At most so many
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// All of them, whatever the limit
    #[arg(long)]
    pub all_pages: bool,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

impl WindowArgs {
    /// At most so many; `None` for all.
    pub(in crate::cli) const fn most(&self) -> Option<u32> {
        if self.all_pages { None } else { Some(self.limit) }
    }
}

/// `message add`.
#[derive(Debug, Args)]
pub struct MessageAddArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The message; several words may stand without quotes
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
