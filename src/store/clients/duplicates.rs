//! Clients that look like the one being typed.

use super::super::access::Access;
use super::super::protocol::{BranchScope, DuplicateHint, DuplicateReason, ListKind, StoreError};
use super::super::search::query as search;
use crate::domain::id::{BranchId, ClientId};
use crate::domain::role::Permission;
use crate::domain::{fold, phone};
use rusqlite::{Connection, OptionalExtension};

/// At most so many hints.
const SHOWN: usize = 5;
/// Candidates that are looked at for a close name.
const CANDIDATES: usize = 60;
/// Digits at the end of a number that must agree: enough to tell people apart, without country code or trunk zero.
const TAIL: usize = 9;

/// Clients of the branch with the same phone or a close name, the likeliest first.
pub(in crate::store) fn find(
    conn: &Connection,
    access: &Access,
    branch: &BranchId,
    name: &str,
    typed_phone: &str,
    except: Option<&ClientId>,
) -> Result<Vec<DuplicateHint>, StoreError> {
    let scope = BranchScope::One(branch.clone());
    let branches = access.branches(Permission::ViewClients, &scope)?;
    let mut hints: Vec<DuplicateHint> = Vec::new();
    let digits = phone::digits(typed_phone);
    if digits.len() >= 6 {
        let tail = &digits[digits.len().saturating_sub(TAIL)..];
        for id in search::ids(conn, ListKind::Clients, &branches, tail, CANDIDATES)? {
            push(conn, &mut hints, &id, except, |_, other| {
                phone::digits(other).ends_with(tail).then_some(DuplicateReason::SamePhone)
            })?;
        }
    }
    let folded = fold::fold(name);
    if folded.chars().count() >= 3 {
        for id in search::ids(conn, ListKind::Clients, &branches, &starts(&folded), CANDIDATES)? {
            push(conn, &mut hints, &id, except, |other, _| {
                match fold::closeness(&fold::fold(other), &folded)? {
                    fold::Closeness::Same => Some(DuplicateReason::SameName),
                    fold::Closeness::Close => Some(DuplicateReason::CloseName),
                }
            })?;
        }
    }
    hints.truncate(SHOWN);
    Ok(hints)
}

/// The first two characters of each word: what close names share.
fn starts(folded: &str) -> String {
    let words = fold::words(folded);
    words.iter().map(|w| w.chars().take(2).collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn push(
    conn: &Connection,
    hints: &mut Vec<DuplicateHint>,
    id: &str,
    except: Option<&ClientId>,
    why: impl Fn(&str, &str) -> Option<DuplicateReason>,
) -> Result<(), StoreError> {
    if hints.len() >= SHOWN
        || except.is_some_and(|e| e.as_str() == id)
        || hints.iter().any(|h| h.id.as_str() == id)
    {
        return Ok(());
    }
    let found: Option<(String, String)> = conn
        .prepare_cached("SELECT name, phone FROM clients WHERE id = ?1 AND merged_into IS NULL")?
        .query_row([id], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    if let Some((name, phone)) = found
        && let Some(why) = why(&name, &phone)
    {
        hints.push(DuplicateHint { id: ClientId::from(id), name, phone, why });
    }
    Ok(())
}
