//! Looking for everything at once: clients, projects, invoices, assets and packages, the best hits first.
//!
//! Every kind is searched by itself, with its own permission and in the branches that this reaches: a kind that the
//! person may not see adds nothing, neither a hit nor a word. Places are found first, for each kind by the index of
//! its list; rows are read only for those that are shown.

use super::access::Access;
use super::column;
use super::lists;
use super::protocol::{
    Branch, BranchScope, Cursor, CursorPart, FindHit, Found, ListKind, PageFrom, StoreError,
};
use super::search::index::{Progress, progress};
use super::search::query::{Hit, Search};
use crate::domain::role::Reach;
use crate::domain::{fold, phone};
use rusqlite::Connection;

/// What is looked through; of equally good hits the earlier kind comes first.
const KINDS: [ListKind; 5] =
    [ListKind::Clients, ListKind::Projects, ListKind::Invoices, ListKind::Assets, ListKind::Packages];
/// The most hits that are answered.
const MAX: usize = 200;
/// Digits from which on a phone that ends with them is the one that was meant.
const WHOLE_NUMBER: usize = 7;

/// How well a row answers to what was typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    /// It is this invoice number, serial or phone.
    Exact,
    /// Its name begins so.
    Name,
    /// Its number or serial begins so.
    Number,
    /// It holds what was typed somewhere.
    Other,
}

/// A row that was found, before it is read.
struct Candidate {
    tier: Tier,
    hit: Hit,
}

/// What a text finds in every list that the person may see: at most `limit` hits.
pub(super) fn find(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    text: &str,
    limit: u32,
) -> Result<Found, StoreError> {
    let text = text.trim();
    let limit = (limit as usize).clamp(1, MAX);
    let mut found: Vec<(ListKind, Vec<&Branch>, Vec<Candidate>)> = Vec::new();
    let mut refused = None;
    for kind in KINDS {
        let permission = lists::permission(kind);
        match access.branches(permission, scope) {
            Ok(branches) => {
                let everywhere = *scope == BranchScope::All && access.require(permission)? == Reach::Org;
                let candidates = candidates(conn, kind, &branches, text, (everywhere, limit + 1))?;
                found.push((kind, branches, candidates));
            }
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if let (true, Some(error)) = (found.is_empty(), refused) {
        return Err(error);
    }
    let sizes: Vec<usize> = found.iter().map(|(_, _, candidates)| candidates.len()).collect();
    let shares = shares(&sizes, limit);
    let mut hits: Vec<(Tier, FindHit)> = Vec::new();
    for ((kind, branches, candidates), share) in found.into_iter().zip(&shares) {
        for Candidate { tier, hit } in candidates.into_iter().take(*share) {
            if let Some(hit) = lists::hit(conn, access, kind, &branches, hit)? {
                hits.push((promoted(tier, &hit, text), hit));
            }
        }
    }
    // Stable: of one tier the kinds keep their order, and the rows of a kind the order of its list.
    hits.sort_by_key(|(tier, _)| *tier);
    Ok(Found {
        hits: hits.into_iter().map(|(_, hit)| hit).collect(),
        more: sizes.iter().sum::<usize>() > shares.iter().sum(),
        indexing: match progress(conn)? {
            Progress::Percent(percent) => Some(percent),
            Progress::Done => None,
        },
    })
}

/// How many hits of each kind are shown: as many as there are, and when that is too many, a fair share of each, so
/// that a thousand clients do not hide the one project.
fn shares(sizes: &[usize], limit: usize) -> Vec<usize> {
    let mut shares = vec![0; sizes.len()];
    let mut left = limit;
    while left > 0 {
        let open: Vec<usize> = (0..sizes.len()).filter(|i| shares[*i] < sizes[*i]).collect();
        if open.is_empty() {
            break;
        }
        let each = (left / open.len()).max(1);
        for i in open {
            let more = each.min(sizes[i] - shares[i]).min(left);
            shares[i] += more;
            left -= more;
        }
    }
    shares
}

/// The rows of one kind that hold the text, the best first.
fn candidates(
    conn: &Connection,
    kind: ListKind,
    branches: &[&Branch],
    text: &str,
    (everywhere, limit): (bool, usize),
) -> Result<Vec<Candidate>, StoreError> {
    let mut found = Vec::new();
    if let Some(sql) = numbered(kind) {
        for branch in branches {
            keyed(conn, sql, branch, text, limit, &mut found)?;
        }
    }
    if let Some(search) = Search::new(conn, kind, branches, text, everywhere)? {
        for hit in search.hits(&PageFrom::Start, limit)? {
            // The name that an invoice is found by is its client's.
            let named =
                kind != ListKind::Invoices && matches!(hit.cursor.0.first(), Some(CursorPart::Int(0)));
            if !found.iter().any(|known: &Candidate| known.hit.id == hit.id) {
                found.push(Candidate { tier: if named { Tier::Name } else { Tier::Other }, hit });
            }
        }
    }
    found.sort_by_key(|candidate| candidate.tier);
    found.truncate(limit);
    Ok(found)
}

/// The statement that walks a kind's numbers in order, for kinds that have numbers.
const fn numbered(kind: ListKind) -> Option<&'static str> {
    match kind {
        ListKind::Invoices => Some(
            "SELECT id, number FROM invoices WHERE branch_id = ?1 AND number IS NOT NULL AND number COLLATE NOCASE >= ?2
             AND number COLLATE NOCASE < ?3 ORDER BY number COLLATE NOCASE LIMIT ?4",
        ),
        ListKind::Assets => Some(
            "SELECT id, serial_number FROM assets WHERE branch_id = ?1 AND serial_number IS NOT NULL
             AND serial_number COLLATE NOCASE >= ?2 AND serial_number COLLATE NOCASE < ?3
             ORDER BY serial_number COLLATE NOCASE LIMIT ?4",
        ),
        _ => None,
    }
}

/// Rows of a branch whose number is, or begins with, the text. Letters alone are hardly the beginning of a number.
fn keyed(
    conn: &Connection,
    sql: &str,
    branch: &Branch,
    text: &str,
    limit: usize,
    found: &mut Vec<Candidate>,
) -> Result<(), StoreError> {
    let begins = text.len() > 1 && text.bytes().any(|b| b.is_ascii_digit());
    let end = format!("{text}\u{10ffff}");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((branch.id.as_str(), text, &end, limit))?;
    while let Some(row) = rows.next()? {
        let exact = column::text(row, 1)?.eq_ignore_ascii_case(text);
        if exact || begins {
            let tier = if exact { Tier::Exact } else { Tier::Number };
            // Hits of a search of everything have no pages: the place is never used.
            let hit = Hit { id: column::text(row, 0)?, cursor: Cursor(Vec::new()) };
            found.push(Candidate { tier, hit });
        }
    }
    Ok(())
}

/// Gear that is called what was typed, as a whole or at the end of its name, comes before what only holds the words. A
/// client whose phone is the number that was typed, with or without the country, is an exact hit.
fn promoted(tier: Tier, hit: &FindHit, text: &str) -> Tier {
    if let FindHit::Asset(row) = hit {
        let (name, typed) = (fold::fold(&row.name), fold::fold(text));
        let before = name.strip_suffix(typed.as_str()).filter(|_| !typed.is_empty());
        return match before {
            Some("") => Tier::Exact,
            Some(before) if before.ends_with(' ') => tier.min(Tier::Name),
            _ => tier,
        };
    }
    let FindHit::Client(row) = hit else { return tier };
    if !phone::is_phone_query(text) {
        return tier;
    }
    let (typed, stored) = (phone::digits(text), phone::digits(&row.phone));
    let (typed, stored) = (typed.trim_start_matches('0'), stored.trim_start_matches('0'));
    let whole = typed.len() >= WHOLE_NUMBER && stored.len() >= WHOLE_NUMBER;
    if whole && (typed.ends_with(stored) || stored.ends_with(typed)) { Tier::Exact } else { tier }
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn every_kind_gets_its_share() {
        for (sizes, limit, expected) in [
            ([3, 2, 0, 1], 20, [3, 2, 0, 1]),
            ([50, 1, 0, 2], 20, [17, 1, 0, 2]),
            ([50, 50, 50, 50], 20, [5, 5, 5, 5]),
            ([50, 50, 50, 50], 2, [1, 1, 0, 0]),
            ([0, 0, 0, 0], 20, [0, 0, 0, 0]),
            ([0, 0, 7, 50], 8, [0, 0, 4, 4]),
        ] {
            assert_eq!(shares(&sizes, limit), expected, "{sizes:?} of {limit}");
        }
    }
}
