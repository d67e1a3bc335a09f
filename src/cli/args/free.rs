//! What `free` takes.

use super::OutputFlags;
use clap::Args;

/// `free`.
#[derive(Debug, Args)]
pub struct FreeArgs {
    /// What is needed, once for each: "camera x2", "lead photographer", "any A7iii", an asset's name or serial number, a kit
    #[arg(long, value_name = "NEED", required_unless_present_any = ["package", "asset"])]
    pub need: Vec<String>,
    /// What this package needs: an id, or a text that finds exactly one package
    #[arg(long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// Exactly this asset: its name, its serial number or its id
    #[arg(long, value_name = "ASSET")]
    pub asset: Vec<String>,
    /// How long the booking takes: 4h, 90m, 1h30, 2 days
    #[arg(long, value_name = "LENGTH", required_unless_present = "to")]
    pub length: Option<String>,
    /// The earliest start, or the start; without it now
    #[arg(long, value_name = "WHEN")]
    pub from: Option<String>,
    /// Ask whether it is free from --from to here, instead of when it is; with --length the end of the search
    #[arg(long, value_name = "WHEN")]
    pub to: Option<String>,
    /// How far ahead to look: 2w, 10 days
    #[arg(long, value_name = "LENGTH", default_value = "2w", conflicts_with = "to")]
    pub within: String,
    /// Only in the morning, 07:00 to 13:00
    #[arg(long, conflicts_with_all = ["afternoons", "evenings", "hours"])]
    pub mornings: bool,
    /// Only in the afternoon, 12:00 to 18:00
    #[arg(long, conflicts_with_all = ["evenings", "hours"])]
    pub afternoons: bool,
    /// Only in the evening, 17:00 to 23:00
    #[arg(long, conflicts_with = "hours")]
    pub evenings: bool,
    /// Only at these hours: 9-13:30, 20-2, any; without it the working hours, 08:00 to 20:00
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
    /// Only starting on these days: mon-fri, weekends, "sat sun"
    #[arg(long, value_name = "DAYS")]
    pub weekdays: Option<String>,
    /// Try a start every so often
    #[arg(long, value_name = "LENGTH", default_value = "30m")]
    pub step: String,
    /// What preparation takes before it
    #[arg(long, value_name = "LENGTH", default_value = "0m")]
    pub before: String,
    /// What clearing up takes after it
    #[arg(long, value_name = "LENGTH", default_value = "0m")]
    pub after: String,
    /// What the way takes, there and back, for gear and people
    #[arg(long, value_name = "LENGTH", default_value = "0m")]
    pub travel: String,
    /// At most so many times
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub limit: u32,
    /// In this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}
