//! Kits: rows, details, writes.

use super::Cursor;
use crate::domain::custody::{Custody, called};
use crate::domain::field::FieldValues;
use crate::domain::id::{AssetId, BranchId, KitId, ProjectId};
use crate::domain::kit::{Kit, KitPart};
use crate::domain::role::Permission;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A kit in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitRow {
    /// Id.
    pub id: KitId,
    /// Its branch.
    pub branch: BranchId,
    /// Name as typed.
    pub name: String,
    /// How many things are in it.
    pub parts: u64,
    /// How many of those are out.
    pub out: u64,
    /// How many are lost, retired, under repair or of another branch by now.
    pub missing: u64,
    /// Whether it is archived.
    pub archived: bool,
    /// Place in the list.
    pub cursor: Cursor,
}

/// Everything that the detail of a kit shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitDetail {
    /// The record.
    pub kit: Kit,
    /// Name of its branch.
    pub branch_name: String,
    /// What is in it, by name.
    pub parts: Vec<KitThing>,
    /// What it is booked for as a kit, earliest first, from now on; at most ten.
    pub next: Vec<KitBooking>,
}

/// One thing of a kit, and how it is with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitThing {
    /// What.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// Its type as stored.
    pub kind: String,
    /// Its serial number; empty without one.
    pub serial: String,
    /// Its condition as stored.
    pub status: String,
    /// How many pieces are in the kit.
    pub qty: u32,
    /// How many there are at all.
    pub capacity: u32,
    /// Who has it now.
    pub out: Option<Custody>,
    /// Whether it cannot be had, and why.
    pub missing: Option<Lacking>,
}

impl KitThing {
    /// What it is called, with its serial number.
    #[must_use]
    pub fn label(&self) -> String {
        called(&self.name, &self.serial)
    }
}

/// Why a thing of a kit cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lacking {
    /// Lost, retired or on its way: the word as stored.
    Gone(String),
    /// Under repair.
    Repair(Option<Timestamp>),
    /// In another branch by now.
    Moved,
    /// Fewer are left than the kit has.
    TooFew,
}

impl Lacking {
    /// In words, after "is".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Gone(word) => word.replace('_', " "),
            Self::Repair(_) => "under repair".to_owned(),
            Self::Moved => "in another branch".to_owned(),
            Self::TooFew => "fewer than the kit has".to_owned(),
        }
    }
}

/// What a kit is booked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitBooking {
    /// The project.
    pub project: ProjectId,
    /// What it is called.
    pub title: String,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// `firm` or `hold`.
    pub kind: String,
    /// How many of its things.
    pub parts: u64,
}

/// Writes about kits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KitCommand {
    /// Makes a kit.
    Create {
        /// In which branch.
        branch: BranchId,
        /// Values by field (see `domain::kit::fields`).
        values: FieldValues,
        /// What is in it.
        parts: Vec<KitPart>,
    },
    /// Changes name or notes: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: KitId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Says anew what is in it.
    Pack {
        /// Which.
        id: KitId,
        /// The version at which its contents were read.
        version: i64,
        /// All that shall be in it.
        parts: Vec<KitPart>,
    },
    /// Takes kits out of the usual list.
    Archive(Vec<KitId>),
    /// Puts archived kits back.
    Restore(Vec<KitId>),
}

impl KitCommand {
    /// The permission that it needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        Permission::EditInventory
    }

    /// A name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create kit",
            Self::Edit { .. } => "edit kit",
            Self::Pack { .. } => "pack kit",
            Self::Archive(_) => "archive kits",
            Self::Restore(_) => "restore kits",
        }
    }
}

impl From<KitCommand> for super::Command {
    fn from(command: KitCommand) -> Self {
        Self::Kits(command)
    }
}
