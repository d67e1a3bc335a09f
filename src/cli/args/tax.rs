//! `tax`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `tax`.
#[derive(Debug, Subcommand)]
pub enum TaxCommand {
    /// Compute the taxes of a document, and print how every amount came about; needs no database
    ///
    /// Reads an object from FILE (or - for standard input): jurisdiction (IN, AE, none), seller_state, place_of_supply,
    /// registration (regular, composition, unregistered), liability (seller, customer, zero_rated), currency, round_off,
    /// document_discount, and lines, each with qty, unit_price, discount, rate in percent, and inclusive. Amounts are
    /// decimal strings. The computation is the one that invoices are issued with.
    Explain(TaxExplainArgs),
}

/// `tax explain`.
#[derive(Debug, Args)]
pub struct TaxExplainArgs {
    /// The document, as JSON: a file, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub json: PathBuf,
}
