//! The studio itself: organization, branches, people with their rights.

use crate::domain::country::CountryCode;
use crate::domain::id::{BranchId, OrgId, UserId};
use crate::domain::money::Currency;
use crate::domain::role::{Permission, Reach, Role};
use serde::{Deserialize, Serialize};

/// The frame around everything: whose studio, which branches, who am I.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// `None` while nothing is set up: onboarding is due.
    pub organization: Option<Organization>,
    /// The branches that the actor may see, by name.
    pub branches: Vec<Branch>,
    /// The actor, once there is one.
    pub me: Option<Person>,
    /// Whether this person can write at all: `false` on a read-only file.
    pub writable: bool,
}

/// The organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Id.
    pub id: OrgId,
    /// Name.
    pub name: String,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Id.
    pub id: BranchId,
    /// Name.
    pub name: String,
    /// Country: the region of phones typed without a prefix.
    pub country: Option<CountryCode>,
    /// Currency of its money.
    pub currency: Currency,
    /// IANA time zone, e.g. `Asia/Kolkata`.
    pub zone: String,
}

/// A person with their rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// Name, else email, else id.
    pub name: String,
    /// Roles that grant something.
    pub roles: Vec<Role>,
    /// Home branch, if tied to one.
    pub branch: Option<BranchId>,
    /// What the roles permit, and how far.
    pub rights: Vec<(Permission, Reach)>,
}

impl Person {
    /// Whether this person may, at all.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.rights.iter().any(|(p, _)| *p == permission)
    }
}
