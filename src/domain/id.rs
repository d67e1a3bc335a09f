//! Identifiers: `<prefix>_<uuidv7>` for rows that we make; any TEXT that another client made is accepted.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The prefix of ids of this kind, without the underscore.
            pub const PREFIX: &'static str = $prefix;
            /// An id from a fresh UUID (version 7, so that ids sort by the time of making).
            #[must_use]
            pub fn from_uuid(uuid: Uuid) -> Self { Self(format!("{}_{}", $prefix, uuid.hyphenated())) }
            /// The stored text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl From<String> for $name { fn from(text: String) -> Self { Self(text) } }
        impl From<&str> for $name { fn from(text: &str) -> Self { Self(text.to_owned()) } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

ids! {
    /// An organization: the business that owns branches.
    OrgId = "org";
    /// A branch (one studio address, one currency, one time zone).
    BranchId = "br";
    /// A person who signs in, or `usr_system`.
    UserId = "usr";
    /// A client.
    ClientId = "cli";
    /// A project.
    ProjectId = "prj";
    /// A sub-event of a project: a block of time of its own.
    EventId = "evt";
    /// A quote.
    QuoteId = "quo";
    /// A line of a quote.
    QuoteItemId = "qit";
    /// A task of a project.
    TaskId = "tsk";
    /// A package.
    PackageId = "pkg";
    /// A package of the organization, to be copied to branches.
    PackageTemplateId = "pkt";
    /// Tasks that projects of a kind need, to be applied to one.
    TaskTemplateId = "tkt";
    /// An asset: gear, a space, or a person who can be booked.
    AssetId = "ast";
    /// A lock: an asset that is booked for a while.
    LockId = "lck";
    /// What is away for a while: repair, leave.
    MaintenanceId = "mnt";
    /// Something that went out, and who has it.
    CustodyId = "cst";
    /// Assets that go out together.
    KitId = "kit";
    /// A calendar file that is kept up to date.
    FeedId = "fed";
    /// A rule by which a sub-event comes again.
    SeriesId = "ser";
    /// Gear on its way from one branch to another.
    TransferId = "trf";
    /// A stored file of a project.
    MediaId = "med";
    /// An invoice.
    InvoiceId = "inv";
    /// A line of an invoice.
    InvoiceItemId = "ivi";
    /// What a payment, an advance or a credit pays.
    AllocationId = "pal";
    /// A series of numbers of a branch and fiscal year.
    SeriesNumberId = "nse";
    /// A payment or refund.
    TransactionId = "txn";
    /// A message on a lead or project.
    MessageId = "msg";
    /// A notification in the outbox.
    NotificationId = "ntf";
    /// An entry of the audit log.
    AuditId = "aud";
    /// A dated note on a client.
    NoteId = "not";
    /// A merge of two clients.
    MergeId = "mrg";
    /// An entry of the undo log.
    UndoId = "und";
    /// An import of a file.
    ImportId = "imp";
    /// A draft of an open form.
    DraftId = "drf";
    /// One run of the program by one person: a terminal, an SSH channel, a command.
    SessionId = "ses";
    /// The device a database file lives on; audit chains are per device.
    DeviceId = "dev";
}

impl UserId {
    /// The reserved, hidden user without roles: the actor of the system's own acts.
    #[must_use]
    pub fn system() -> Self {
        Self("usr_system".to_owned())
    }
}
