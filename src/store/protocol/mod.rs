//! The vocabulary between the store and everybody else: plain data, no SQL, no handles.

mod billing;
pub mod board;
mod bookings;
mod calendar;
mod clients;
mod custody;
mod finder;
mod hanging;
mod import;
mod inventory;
mod invoices;
mod kits;
mod locks;
mod media;
mod notifications;
mod packages;
mod page;
mod papers;
mod payments;
mod projects;
mod quotes;
mod read;
mod reports;
mod tasks;
mod timeline;
mod workspace;
mod write;

pub use super::error::StoreError;
pub use billing::*;
pub use board::{CardDate, CardRow, OpenMoney, Whose};
pub use bookings::*;
pub use calendar::*;
pub use clients::*;
pub use custody::*;
pub use finder::*;
pub use hanging::*;
pub use import::*;
pub use inventory::*;
pub use invoices::*;
pub use kits::*;
pub use locks::*;
pub use media::*;
pub use notifications::*;
pub use packages::*;
pub use page::*;
pub use papers::*;
pub use payments::*;
pub use projects::*;
pub use quotes::*;
pub use read::*;
pub use reports::*;
pub use tasks::*;
pub use timeline::*;
pub use workspace::*;
pub use write::*;

use crate::domain::id::{BranchId, SessionId, UserId};
use serde::{Deserialize, Serialize};

/// Who asks, and from where. Roles are *not* in here: the store reads them from the database on every call, so a
/// forged actor gains nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The run of the program that asks; undo is per session.
    pub session: SessionId,
    /// The host: `tui`, `cli`, `ssh`, `sync`.
    pub host: String,
}

/// Which branches a list covers. The store narrows it to what the actor may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchScope {
    /// Every branch that the actor may see.
    #[default]
    All,
    /// One branch.
    One(BranchId),
}
