//! What `notification` takes.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `notification`.
#[derive(Debug, Subcommand)]
pub enum NotificationCommand {
    /// List what was sent to clients, newest first
    List(NotificationListArgs),
    /// Show one notification
    Show(NotificationShowArgs),
    /// Record that something was sent about a project; prints the new id
    ///
    /// Nothing is sent: the log is the studio's, delivery is somebody else's. It stays as it was recorded.
    Add(NotificationAddArgs),
}

/// `notification list`.
#[derive(Debug, Args)]
pub struct NotificationListArgs {
    /// Which: whatsapp, sms, email, booking_confirmed, invoice_due, photos_ready, contract_signed, billed
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `notification show`.
#[derive(Debug, Args)]
pub struct NotificationShowArgs {
    /// The id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `notification add`.
#[derive(Debug, Args)]
pub struct NotificationAddArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// What it said: booking_confirmed, invoice_due, photos_ready, contract_signed, or a word of your own
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: String,
    /// How it was sent: whatsapp, sms or email
    #[arg(long, value_name = "CHANNEL")]
    pub channel: String,
    /// What it cost the studio; nothing when not given
    #[arg(long, value_name = "AMOUNT")]
    pub cost: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
