//! The people of the studio, for fields that name one: who answers for a project, whose a task is.

use super::access::Access;
use super::protocol::{BranchScope, ReferenceHit, StoreError};
use crate::domain::fold::fold;
use crate::domain::role::Permission;
use rusqlite::Connection;
use serde_json::json;

/// People that are offered at once.
const OFFERED: usize = 50;

/// Active people of the actor's studio who work in one of the branches or are tied to none, by name. Every word of
/// `text` must be in the name or the e-mail address.
pub(super) fn find(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    text: &str,
) -> Result<Vec<ReferenceHit>, StoreError> {
    let branches = access.branches(Permission::SeeWorkspace, scope)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let mut statement = conn.prepare_cached(
        "SELECT id, coalesce(name, email, id), coalesce(email, '') FROM users
         WHERE org_id = ?1 AND status IS NOT 'suspended' AND id <> 'usr_system'
           AND (branch_id IS NULL OR branch_id IN (SELECT value FROM json_each(?2)))
         ORDER BY coalesce(name, email, id) COLLATE NOCASE, id",
    )?;
    let mut rows = statement.query((access.org_id()?.as_str(), json!(ids).to_string()))?;
    let wanted = fold(text);
    let mut hits = Vec::new();
    while let Some(row) = rows.next()?
        && hits.len() < OFFERED
    {
        let (label, note): (String, String) = (row.get(1)?, row.get(2)?);
        let (name, email) = (fold(&label), fold(&note));
        if wanted.split_whitespace().all(|word| name.contains(word) || email.contains(word)) {
            hits.push(ReferenceHit { id: row.get(0)?, label, note, apart: String::new() });
        }
    }
    Ok(hits)
}
