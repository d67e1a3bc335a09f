//! The frame around everything: whose studio, who am I; and setting it up.

use super::access::{Access, has_people, set_up_already};
use super::drafts;
use super::protocol::{Outcome, RowRef, SetUp, StoreError, Table, Workspace};
use super::unit::{Entry, Unit};
use crate::domain::field::FieldErrors;
use crate::domain::fold;
use crate::domain::id::{BranchId, OrgId, UserId};
use crate::domain::role::Permission;
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

/// The longest name of an organization, branch or person.
const MAX_NAME: usize = 120;

/// The frame.
pub(super) fn workspace(conn: &Connection, access: &Access) -> Result<Workspace, StoreError> {
    access.require(Permission::SeeWorkspace)?;
    Ok(Workspace {
        organization: access.org.clone(),
        branches: access.visible_branches(),
        me: access.person(),
        writable: is_writable(conn),
    })
}

/// Whether the file can be written. The connection cannot tell: readers are opened for reading only.
fn is_writable(conn: &Connection) -> bool {
    use rustix::fs::{Access as May, access};
    conn.path().is_none_or(|path| path.is_empty() || access(path, May::WRITE_OK).is_ok())
}

/// Makes the organization, its first branch and its owner; on a database with an organization but no people, the
/// owner only.
pub(super) fn set_up(
    conn: &Connection,
    access: &Access,
    now: i64,
    answers: &SetUp,
) -> Result<(Outcome, UserId), StoreError> {
    access.require(Permission::SetUp)?;
    if has_people(conn)? {
        return Err(StoreError::Refused(set_up_already()));
    }
    let answers = checked(answers)?;
    let owner = UserId::from_uuid(Uuid::now_v7());
    let mut unit = Unit::new(conn, access, now);
    let (org, branch) = match &access.org {
        Some(org) => (org.id.clone(), None),
        None => {
            let org = insert_organization(&mut unit, &answers)?;
            let branch = insert_branch(&mut unit, &org, &answers)?;
            (org, Some(branch))
        }
    };
    insert_user(&mut unit, &UserId::system(), &org, "System", &[])?;
    insert_user(&mut unit, &owner, &org, &answers.owner, &["owner"])?;
    drafts::drop_nobodys(conn)?;
    // The first entry of the log is the owner's: from here on there is somebody.
    let actor = super::protocol::Actor { user: owner.clone(), ..access.actor.clone() };
    let access = Access::resolve(conn, &actor)?;
    let entry = Entry { branch: branch.map(|b| b.to_string()), ..Entry::high("studio.set_up", "") };
    unit.with_access(&access).record(&entry)?;
    let row = RowRef { table: Table::Users, id: owner.to_string() };
    Ok((Unit::done(format!("Welcome, {}", answers.owner), Some(row)), owner))
}

/// The answers, cleaned.
fn checked(answers: &SetUp) -> Result<SetUp, StoreError> {
    let mut errors = FieldErrors::default();
    let mut name = |key: &str, text: &str| {
        let cleaned = fold::clean_line(text, MAX_NAME);
        if !fold::has_letter(&cleaned) {
            errors.add(key, "a name with at least one letter or digit is needed");
        }
        cleaned
    };
    let cleaned = SetUp {
        organization: name("organization", &answers.organization),
        branch: name("branch", &answers.branch),
        owner: name("owner", &answers.owner),
        ..answers.clone()
    };
    if jiff::tz::TimeZone::get(&answers.zone).is_err() {
        errors.add("zone", format!("“{}” is no time zone like Asia/Kolkata", answers.zone));
    }
    errors.into_result(cleaned).map_err(StoreError::Invalid)
}

fn insert_organization(unit: &mut Unit<'_>, answers: &SetUp) -> Result<OrgId, StoreError> {
    let id = OrgId::from_uuid(Uuid::now_v7());
    let config = json!({ "currency": answers.currency.code(), "timezone": answers.zone }).to_string();
    let now = unit.now;
    unit.insert(
        Table::Organizations,
        json!({ "id": id.as_str(), "name": answers.organization, "config_json": config, "plan_tier": "free_org", "created_at": now }),
    )?;
    Ok(id)
}

fn insert_branch(unit: &mut Unit<'_>, org: &OrgId, answers: &SetUp) -> Result<BranchId, StoreError> {
    let id = BranchId::from_uuid(Uuid::now_v7());
    let address = json!({ "country": answers.country.code(), "tz": answers.zone }).to_string();
    let tax = json!({ "currency": answers.currency.code() }).to_string();
    let now = unit.now;
    unit.insert(
        Table::Branches,
        json!({
            "id": id.as_str(), "org_id": org.as_str(), "name": answers.branch, "address_json": address, "tax_json": tax,
            "invoice_prefix": null, "created_at": now, "currency_exponent": answers.currency.exponent(),
        }),
    )?;
    Ok(id)
}

fn insert_user(
    unit: &mut Unit<'_>,
    id: &UserId,
    org: &OrgId,
    name: &str,
    roles: &[&str],
) -> Result<(), StoreError> {
    let now = unit.now;
    unit.insert(
        Table::Users,
        json!({
            "id": id.as_str(), "org_id": org.as_str(), "branch_id": null, "email": null,
            "roles_json": json!(roles).to_string(), "status": "active", "created_at": now, "name": name,
        }),
    )?;
    Ok(())
}
