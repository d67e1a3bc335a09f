//! `payment` and `pos`.

use super::{OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `payment`.
#[derive(Debug, Subcommand)]
pub enum PaymentCommand {
    /// List payments and refunds, newest first
    List(PaymentListArgs),
    /// Show one payment or refund
    Show(PaymentShowArgs),
    /// Record a payment of an invoice; prints its id
    ///
    /// What is more than is open is kept with an advance receipt. Recording the same --reference again does nothing.
    Record(PaymentRecordArgs),
    /// Record money that comes before an invoice, and issue a receipt for it; prints the payment's id
    Advance(PaymentAdvanceArgs),
    /// Pay with an advance receipt or a credit note: an invoice, or the client's open ones, oldest due first
    Allocate(PaymentAllocateArgs),
    /// Take off an invoice what the client kept back as tax
    Tds(PaymentDeductArgs),
    /// Take off an invoice what will never be paid
    WriteOff(PaymentDeductArgs),
    /// Take off an invoice what a bank kept
    BankCharge(PaymentDeductArgs),
    /// Enter what a client owes from before, without a number and outside of taxes; prints the id
    Opening(PaymentOpeningArgs),
    /// Give money back
    Refund(PaymentRefundArgs),
    /// Note what a client's bank says of a payment: open, review, won, lost
    Dispute(PaymentDisputeArgs),
}

/// `payment list`.
#[derive(Debug, Args)]
pub struct PaymentListArgs {
    /// Only of this invoice, by number or id
    #[arg(long, value_name = "INVOICE")]
    pub invoice: Option<String>,
    /// Only this client's, by id, or a text that finds exactly one client
    #[arg(long, value_name = "CLIENT")]
    pub client: Option<String>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
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

/// `payment show`.
#[derive(Debug, Args)]
pub struct PaymentShowArgs {
    /// The payment: its id, or the id of the gateway
    #[arg(value_name = "PAYMENT")]
    pub payment: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// How money came in.
#[derive(Debug, Args)]
pub struct MoneyArgs {
    /// How it is paid: cash, card, upi, bank, gateway
    #[arg(long, value_name = "METHOD")]
    pub method: String,
    /// The id of the gateway, or the number on a slip or statement
    #[arg(long, value_name = "REFERENCE")]
    pub reference: Option<String>,
}

/// `payment record`.
#[derive(Debug, Args)]
pub struct PaymentRecordArgs {
    /// The invoice: number or id
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// How much; all that is open when not given
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    /// How it came
    #[command(flatten)]
    pub money: MoneyArgs,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment advance`.
#[derive(Debug, Args)]
pub struct PaymentAdvanceArgs {
    /// Of this client, by id or exactly the name
    #[arg(long, value_name = "CLIENT", conflicts_with = "project", required_unless_present = "project")]
    pub client: Option<String>,
    /// For this project, by id or exactly the title: with the advance that its quote asks for, it is booked
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// How much
    #[arg(long, value_name = "AMOUNT")]
    pub amount: String,
    /// How it came
    #[command(flatten)]
    pub money: MoneyArgs,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment allocate`.
#[derive(Debug, Args)]
pub struct PaymentAllocateArgs {
    /// The advance receipt or credit note: number or id
    #[arg(value_name = "RECEIPT")]
    pub receipt: String,
    /// The invoice that is paid; the client's open ones, oldest due first, when not given
    #[arg(long, value_name = "INVOICE")]
    pub invoice: Option<String>,
    /// How much; as much as there is and is open when not given
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment tds`, `write-off`, `bank-charge`.
#[derive(Debug, Args)]
pub struct PaymentDeductArgs {
    /// The invoice: number or id
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// How much
    #[arg(long, value_name = "AMOUNT")]
    pub amount: String,
    /// Why: it is kept
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment opening`.
#[derive(Debug, Args)]
pub struct PaymentOpeningArgs {
    /// The client: the id or its beginning, or exactly the name
    #[arg(value_name = "CLIENT")]
    pub client: String,
    /// How much
    #[arg(long, value_name = "AMOUNT")]
    pub amount: String,
    /// From which day it is owed
    #[arg(long, value_name = "DAY")]
    pub day: String,
    /// What it is, e.g. the number of the old invoice
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment refund`.
#[derive(Debug, Args)]
pub struct PaymentRefundArgs {
    /// The payment: its id, or the id of the gateway
    #[arg(value_name = "PAYMENT")]
    pub payment: String,
    /// How much; all that is left of it when not given
    #[arg(long, value_name = "AMOUNT")]
    pub amount: Option<String>,
    /// What the gateway keeps of it: so much less is given back
    #[arg(long, value_name = "AMOUNT")]
    pub fee: Option<String>,
    /// Why: it is kept
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Why although the work was delivered already; only an owner may
    #[arg(long, value_name = "TEXT")]
    pub after_delivery: Option<String>,
    /// Do not ask for a confirmation
    #[arg(long)]
    pub yes: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `payment dispute`.
#[derive(Debug, Args)]
pub struct PaymentDisputeArgs {
    /// The payment: its id, or the id of the gateway
    #[arg(value_name = "PAYMENT")]
    pub payment: String,
    /// The step: open, review, won, lost
    #[arg(value_name = "STEP")]
    pub step: String,
    /// What the bank says: it is kept
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `pos`.
#[derive(Debug, Args)]
pub struct PosArgs {
    /// What is sold: "DESCRIPTION;PRICE" or "DESCRIPTION;PRICE;QTY"; again for every line
    #[arg(long = "sell", value_name = "LINE", required = true)]
    pub lines: Vec<String>,
    /// Tax rate of every line in percent; the branch's usual one when not given
    #[arg(long, value_name = "PERCENT")]
    pub tax_rate: Option<String>,
    /// Whether the prices have their tax in them: yes or no
    #[arg(long, value_name = "YES_NO")]
    pub inclusive: Option<String>,
    /// To this client, by id or exactly the name; to nobody by name when not given
    #[arg(long, value_name = "CLIENT")]
    pub client: Option<String>,
    /// How it is paid
    #[command(flatten)]
    pub money: MoneyArgs,
    /// What was handed over; exactly the total when not given
    #[arg(long, value_name = "AMOUNT")]
    pub tendered: Option<String>,
    /// In which branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
