//! Who asks and what they may see: resolved from the database on every call, never from what the caller says.

use super::protocol::{Actor, Branch, BranchScope, Organization, Person, Refusal, StoreError};
use crate::domain::country::CountryCode;
use crate::domain::id::{BranchId, OrgId, ProjectId, UserId};
use crate::domain::money::Currency;
use crate::domain::role::{Permission, Reach, Role, reach};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

/// An actor with everything that decides what they may do.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// Who, and from where.
    pub(super) actor: Actor,
    /// What to call them.
    pub(super) name: String,
    /// Roles that grant something.
    pub(super) roles: Vec<Role>,
    /// The organization; `None` while there is none.
    pub(super) org: Option<Organization>,
    home: Option<BranchId>,
    all_branches: Vec<Branch>,
    global_clients: bool,
}

impl Access {
    /// Resolves an actor.
    ///
    /// # Errors
    /// Denied when the person is gone or suspended; on a database without users only `usr_system` is let in, to
    /// set it up, and refused as soon as somebody is there.
    pub(super) fn resolve(conn: &Connection, actor: &Actor) -> Result<Self, StoreError> {
        let found = conn
            .prepare_cached("SELECT org_id, branch_id, coalesce(name, email, id), roles_json FROM users WHERE id = ?1 AND status IS NOT 'suspended'")?
            .query_row([actor.user.as_str()], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?, r.get::<_, String>(2)?, r.get::<_, Option<String>>(3)?))
            })
            .optional()?;
        match found {
            Some((org, home, name, roles)) if actor.user != UserId::system() => {
                Self::of_person(conn, actor, &org, home.map(BranchId::from), name, roles.as_deref())
            }
            _ if actor.user == UserId::system() => {
                if has_people(conn)? {
                    return Err(StoreError::Refused(set_up_already()));
                }
                Self::of_nobody(conn, actor)
            }
            _ => Err(StoreError::Denied(Permission::SeeWorkspace)),
        }
    }

    fn of_person(
        conn: &Connection,
        actor: &Actor,
        org: &str,
        home: Option<BranchId>,
        name: String,
        roles: Option<&str>,
    ) -> Result<Self, StoreError> {
        let (organization, config) = organization(conn, Some(org))?.unzip();
        let config = config.unwrap_or_default();
        Ok(Self {
            actor: actor.clone(),
            name,
            roles: parse_roles(roles),
            all_branches: branches(conn, org, &config)?,
            org: organization,
            home,
            global_clients: config["global_client_list"] == Value::Bool(true),
        })
    }

    fn of_nobody(conn: &Connection, actor: &Actor) -> Result<Self, StoreError> {
        let (org, config) = organization(conn, None)?.unzip();
        let all_branches = match &org {
            Some(org) => branches(conn, org.id.as_str(), &config.unwrap_or_default())?,
            None => Vec::new(),
        };
        Ok(Self {
            actor: actor.clone(),
            name: "nobody yet".to_owned(),
            roles: Vec::new(),
            org,
            home: None,
            all_branches,
            global_clients: false,
        })
    }

    /// Whether nobody is set up yet and this is whoever sits at the keyboard.
    pub(super) fn is_nobody(&self) -> bool {
        self.actor.user == UserId::system()
    }

    /// How far a permission reaches.
    ///
    /// # Errors
    /// Denied when it does not reach at all.
    pub(super) fn require(&self, permission: Permission) -> Result<Reach, StoreError> {
        if self.is_nobody() {
            let may = matches!(
                permission,
                Permission::SeeWorkspace
                    | Permission::SetUp
                    | Permission::CheckHealth
                    | Permission::Backup
                    | Permission::OwnWork
            );
            return if may { Ok(Reach::Org) } else { Err(StoreError::Denied(permission)) };
        }
        match reach(&self.roles, permission) {
            Some(Reach::Branch) if permission == Permission::ViewClients && self.global_clients => {
                Ok(Reach::Org)
            }
            Some(reach) => Ok(reach),
            None => Err(StoreError::Denied(permission)),
        }
    }

    /// The branches that a permission reaches, narrowed to what was asked for.
    ///
    /// # Errors
    /// Denied without the permission; a branch out of reach is not found.
    pub(super) fn branches(
        &self,
        permission: Permission,
        scope: &BranchScope,
    ) -> Result<Vec<&Branch>, StoreError> {
        let reach = self.require(permission)?;
        let reached = self.all_branches.iter().filter(|b| match reach {
            Reach::Org => true,
            Reach::Branch => self.home.as_ref() == Some(&b.id),
            // What is assigned is some projects, and no branch: see `is_assigned`.
            Reach::Assigned => false,
        });
        match scope {
            BranchScope::All => Ok(reached.collect()),
            BranchScope::One(id) => {
                let found: Vec<&Branch> = reached.filter(|b| b.id == *id).collect();
                if found.is_empty() {
                    return Err(StoreError::NotFound { what: "branch", id: id.to_string() });
                }
                Ok(found)
            }
        }
    }

    /// Whether the actor is assigned to a project: the asset that they are is booked for it, or for one of its sub-events.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn is_assigned(&self, conn: &Connection, project: &ProjectId) -> Result<bool, StoreError> {
        Ok(conn
            .prepare_cached(
                "SELECT 1 FROM booking_locks l JOIN assets a ON a.id = l.asset_id
                 WHERE l.project_id = ?1 AND a.user_id = ?2 AND l.released_at IS NULL
                   AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch()) LIMIT 1",
            )?
            .query_row((project.as_str(), self.actor.user.as_str()), |_| Ok(()))
            .optional()?
            .is_some())
    }

    /// The branches of the organization, whatever is reached in them: for rows that are the actor's own.
    ///
    /// # Errors
    /// A branch of another organization is not found.
    pub(super) fn branches_of_org(&self, scope: &BranchScope) -> Result<Vec<&Branch>, StoreError> {
        match scope {
            BranchScope::All => Ok(self.all_branches.iter().collect()),
            BranchScope::One(id) => match self.any_branch(id) {
                Some(branch) => Ok(vec![branch]),
                None => Err(StoreError::NotFound { what: "branch", id: id.to_string() }),
            },
        }
    }

    /// A branch of the organization, whatever is reached in it.
    pub(super) fn any_branch(&self, id: &BranchId) -> Option<&Branch> {
        self.all_branches.iter().find(|b| b.id == *id)
    }

    /// The branch of a row, if the permission reaches it.
    ///
    /// # Errors
    /// As if the row did not exist, so that nobody learns of rows of other branches.
    pub(super) fn branch_of(
        &self,
        permission: Permission,
        branch: &str,
        what: &'static str,
        id: &str,
    ) -> Result<&Branch, StoreError> {
        self.branches(permission, &BranchScope::All)?
            .into_iter()
            .find(|b| b.id.as_str() == branch)
            .ok_or_else(|| StoreError::NotFound { what, id: id.to_owned() })
    }

    /// The organization's id.
    ///
    /// # Errors
    /// Refused while nothing is set up.
    pub(super) fn org_id(&self) -> Result<&OrgId, StoreError> {
        self.org.as_ref().map(|o| &o.id).ok_or(StoreError::Denied(Permission::SeeWorkspace))
    }

    /// The branches that this person may see at all: all of the organization's, or the home branch.
    pub(super) fn visible_branches(&self) -> Vec<Branch> {
        let org_wide = self.roles.contains(&Role::Owner) || self.global_clients;
        self.all_branches.iter().filter(|b| org_wide || self.home.as_ref() == Some(&b.id)).cloned().collect()
    }

    /// This person with their rights; `None` while nobody is set up.
    pub(super) fn person(&self) -> Option<Person> {
        (!self.is_nobody()).then(|| Person {
            id: self.actor.user.clone(),
            name: self.name.clone(),
            roles: self.roles.clone(),
            branch: self.home.clone(),
            rights: Permission::ALL.into_iter().filter_map(|p| Some((p, self.require(p).ok()?))).collect(),
        })
    }
}

/// What whoever answers the first questions is told when somebody else has answered them.
pub(super) fn set_up_already() -> Refusal {
    Refusal {
        message: "this studio is set up already".to_owned(),
        hint: "Nothing was changed. Start the program again to open it.",
    }
}

/// Whether anybody but the system is a user.
pub(super) fn has_people(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM users WHERE id <> 'usr_system' LIMIT 1")?
        .query_row([], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Who to work as: the person with this email, else the first owner; nobody who is suspended,, else nobody yet.
pub(super) fn sign_in(conn: &Connection, email: Option<&str>) -> Result<UserId, StoreError> {
    if let Some(email) = email {
        return conn
            .query_row("SELECT id FROM users WHERE email = ?1 COLLATE NOCASE AND status IS NOT 'suspended' AND id <> 'usr_system'", [email], user_id)
            .optional()?
            .ok_or_else(|| StoreError::NotFound { what: "person with the email", id: email.to_owned() });
    }
    if !has_people(conn)? {
        return Ok(UserId::system());
    }
    let mut people = conn.prepare("SELECT id, roles_json FROM users WHERE status IS NOT 'suspended' AND id <> 'usr_system' ORDER BY created_at, id")?;
    let mut rows = people.query([])?;
    while let Some(row) = rows.next()? {
        if parse_roles(row.get::<_, Option<String>>(1)?.as_deref()).contains(&Role::Owner) {
            return Ok(user_id(row)?);
        }
    }
    Err(StoreError::NotFound {
        what: "active owner to open this database as; name somebody with --as EMAIL, not",
        id: "an owner".to_owned(),
    })
}

fn user_id(row: &Row<'_>) -> rusqlite::Result<UserId> {
    row.get::<_, String>(0).map(UserId::from)
}

/// The roles of `roles_json`; words that are not ours grant nothing.
fn parse_roles(json: Option<&str>) -> Vec<Role> {
    let words: Vec<String> = json.and_then(|j| serde_json::from_str(j).ok()).unwrap_or_default();
    words.iter().filter_map(|word| Role::parse(word)).collect()
}

fn organization(conn: &Connection, id: Option<&str>) -> Result<Option<(Organization, Value)>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT id, name, config_json FROM organizations WHERE ?1 IS NULL OR id = ?1 ORDER BY created_at, id LIMIT 1")?
        .query_row([id], |r| {
            let org = Organization { id: OrgId::from(r.get::<_, String>(0)?), name: r.get(1)? };
            Ok((org, json(r.get(2)?)))
        })
        .optional()?)
}

fn branches(conn: &Connection, org: &str, config: &Value) -> Result<Vec<Branch>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT id, name, address_json, tax_json FROM branches WHERE org_id = ?1 ORDER BY name COLLATE NOCASE, id")?;
    let rows = statement.query_map([org], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, json(r.get(2)?), json(r.get(3)?)))
    })?;
    rows.map(|row| {
        let (id, name, address, tax) = row?;
        Ok(Branch {
            id: BranchId::from(id),
            name,
            country: address["country"].as_str().and_then(CountryCode::from_code),
            currency: [&tax["currency"], &config["currency"]]
                .into_iter()
                .find_map(|v| v.as_str().and_then(Currency::from_code))
                .unwrap_or(Currency::NONE),
            zone: [&address["tz"], &config["timezone"]]
                .into_iter()
                .find_map(|v| v.as_str())
                .unwrap_or("UTC")
                .to_owned(),
        })
    })
    .collect()
}

/// A JSON column: what does not parse counts as nothing known.
fn json(text: Option<String>) -> Value {
    text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default()
}
