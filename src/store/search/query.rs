//! Asking the search index.
//!
//! Hits come in two parts: rows whose name begins with what was typed, by name; then every other row that holds
//! all of the typed words, newest first. Both parts are walked by index, whatever their size.

use super::super::protocol::{Branch, Cursor, CursorPart, ListKind, PageFrom, StoreError};
use super::{NO_BRANCH, Place, RUN, digit_runs};
use crate::domain::id::BranchId;
use crate::domain::{fold, phone};
use rusqlite::{Connection, OptionalExtension, Row};

/// A found row with its place among the hits.
#[derive(Clone, Debug)]
pub(in crate::store) struct Hit {
    /// The row's id.
    pub(in crate::store) id: String,
    /// Its place.
    pub(in crate::store) cursor: Cursor,
}

/// Which way the hits are walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Walk {
    /// As shown.
    Forward,
    /// From the last towards the first.
    Backward,
}

/// What was typed, ready to be looked up.
#[derive(Clone, Debug)]
struct Terms {
    /// The beginning of a name.
    prefix: String,
    /// Behind every name that begins so.
    prefix_end: String,
    /// Query of the trigram index; empty when every term is short.
    grams: String,
    /// Query of the word index, when every term is short.
    words: String,
    /// What a proposed body must hold: the indexes know which trigrams or runs of digits a body has, not in which
    /// order. Empty when the word index is asked for words, which it knows exactly.
    holds: Vec<Held>,
}

/// Whether a row of a branch has exactly this folded name, as far as the index knows.
pub(in crate::store) fn has_name(
    conn: &Connection,
    kind: ListKind,
    branch: &BranchId,
    folded: &str,
) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM search_branches b JOIN search_docs d ON d.place = (?1 << 20 | b.no)
               WHERE b.branch_id = ?2 AND d.name = ?3)",
        )?
        .query_row((super::kind_no(kind), branch.as_str(), folded), |r| r.get(0))?)
}

/// A search over one kind of row in some branches.
pub(in crate::store) struct Search<'c> {
    conn: &'c Connection,
    terms: Terms,
    places: Vec<Place>,
    /// Ranges of docs, the newest branch first.
    ranges: Vec<(i64, i64)>,
}

impl<'c> Search<'c> {
    /// Prepares a search. `None` when nothing to look for was typed.
    pub(in crate::store) fn new(
        conn: &'c Connection,
        kind: ListKind,
        branches: &[&Branch],
        text: &str,
        org_wide: bool,
    ) -> Result<Option<Self>, StoreError> {
        let Some(terms) = Terms::of(text) else { return Ok(None) };
        let mut places = Vec::new();
        for branch in branches.iter().map(|b| b.id.as_str()).chain(org_wide.then_some(NO_BRANCH)) {
            let no: Option<i64> = conn
                .prepare_cached("SELECT no FROM search_branches WHERE branch_id = ?1")?
                .query_row([branch], |r| r.get(0))
                .optional()?;
            places.extend(no.map(|no| Place::new(kind, no)));
        }
        places.sort_unstable();
        // Whoever reaches everything is spared one look-up per branch.
        let ranges = if org_wide {
            vec![Place::all(kind)]
        } else {
            places.iter().rev().map(|place| (place.first(), place.last())).collect()
        };
        Ok(Some(Self { conn, terms, places, ranges }))
    }

    /// Up to `limit` hits from a place on. Walking backward, the nearest to the place come first.
    pub(in crate::store) fn hits(&self, from: &PageFrom, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let (walk, at) = match from {
            PageFrom::Start => (Walk::Forward, None),
            PageFrom::After(c) | PageFrom::At(c) => (Walk::Forward, Some(c)),
            PageFrom::End => (Walk::Backward, None),
            PageFrom::Before(c) => (Walk::Backward, Some(c)),
        };
        let at = at.map(Spot::of).transpose()?;
        // One more than asked for: the place itself may be among them.
        let mut hits = match walk {
            Walk::Forward => {
                let mut hits = if matches!(at, Some(Spot::Other(_))) {
                    Vec::new()
                } else {
                    self.named(walk, at.as_ref(), limit + 1)?
                };
                if hits.len() <= limit {
                    hits.extend(self.others(walk, at.as_ref(), limit + 1 - hits.len())?);
                }
                hits
            }
            Walk::Backward => {
                let mut hits = if matches!(at, Some(Spot::Named(..))) {
                    Vec::new()
                } else {
                    self.others(walk, at.as_ref(), limit + 1)?
                };
                if hits.len() <= limit {
                    hits.extend(self.named(walk, at.as_ref(), limit + 1 - hits.len())?);
                }
                hits
            }
        };
        if let PageFrom::After(c) | PageFrom::Before(c) = from {
            hits.retain(|hit| hit.cursor != *c);
        }
        hits.truncate(limit);
        Ok(hits)
    }

    /// Rows whose name begins with what was typed.
    fn named(&self, walk: Walk, at: Option<&Spot>, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let sql = match walk {
            Walk::Forward => {
                "SELECT doc, row_id, name FROM search_docs WHERE place = ?1 AND (name, doc) >= (?2, ?3) AND name < ?4
                 ORDER BY name, doc LIMIT ?5"
            }
            Walk::Backward => {
                "SELECT doc, row_id, name FROM search_docs WHERE place = ?1 AND (name, doc) <= (?2, ?3) AND name >= ?4
                 ORDER BY name DESC, doc DESC LIMIT ?5"
            }
        };
        let (name, doc) = match (at, walk) {
            (Some(Spot::Named(name, doc)), _) => (name.as_str(), *doc),
            (_, Walk::Forward) => (self.terms.prefix.as_str(), 0),
            (_, Walk::Backward) => (self.terms.prefix_end.as_str(), i64::MAX),
        };
        let end = if walk == Walk::Forward { &self.terms.prefix_end } else { &self.terms.prefix };
        let mut found: Vec<(String, i64, String)> = Vec::new();
        let mut statement = self.conn.prepare_cached(sql)?;
        for place in &self.places {
            let rows = statement.query_map((place.0, name, doc, end, count(limit)), |r| {
                Ok((r.get(2)?, r.get(0)?, r.get(1)?))
            })?;
            for row in rows {
                found.push(row?);
            }
        }
        if self.places.len() > 1 {
            found.sort_unstable();
            if walk == Walk::Backward {
                found.reverse();
            }
        }
        found.truncate(limit);
        Ok(found
            .into_iter()
            .map(|(name, doc, id)| Hit {
                id,
                cursor: Cursor(vec![CursorPart::Int(0), CursorPart::Text(name), CursorPart::Int(doc)]),
            })
            .collect())
    }

    /// Every other row that holds all terms, newest first within a branch.
    fn others(&self, walk: Walk, at: Option<&Spot>, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let (sql, query) = self.others_sql(walk);
        let mut hits = Vec::new();
        let mut statement = self.conn.prepare_cached(sql)?;
        let forward = walk == Walk::Forward;
        let mut ranges = self.ranges.clone();
        if !forward {
            ranges.reverse();
        }
        for (mut first, mut last) in ranges {
            match at {
                Some(Spot::Other(doc)) if forward => last = last.min(*doc),
                Some(Spot::Other(doc)) => first = first.max(*doc),
                _ => {}
            }
            if first > last {
                continue;
            }
            // Rows are stepped one by one until the page is full: what the index proposes is looked at here.
            let mut rows = statement.query((query, first, last))?;
            while hits.len() < limit
                && let Some(row) = rows.next()?
            {
                hits.extend(self.other_hit(row)?);
            }
        }
        Ok(hits)
    }

    /// A proposed row, if its body really holds every term and its name is not among the named hits.
    fn other_hit(&self, r: &Row<'_>) -> Result<Option<Hit>, StoreError> {
        let (name, body) =
            (r.get_ref(2)?.as_str().unwrap_or_default(), r.get_ref(3)?.as_str().unwrap_or_default());
        if name.starts_with(&self.terms.prefix) || !self.terms.holds.iter().all(|held| held.is_in(body)) {
            return Ok(None);
        }
        let doc: i64 = r.get(0)?;
        Ok(Some(Hit { id: r.get(1)?, cursor: Cursor(vec![CursorPart::Int(1), CursorPart::Int(doc)]) }))
    }

    fn others_sql(&self, walk: Walk) -> (&'static str, &str) {
        let forward = walk == Walk::Forward;
        match (self.terms.grams.is_empty(), forward) {
            (false, true) => (
                "SELECT d.doc, d.row_id, d.name, d.body FROM search_grams g JOIN search_docs d ON d.doc = g.rowid
                 WHERE search_grams MATCH ?1 AND g.rowid BETWEEN ?2 AND ?3 ORDER BY g.rowid DESC",
                &self.terms.grams,
            ),
            (false, false) => (
                "SELECT d.doc, d.row_id, d.name, d.body FROM search_grams g JOIN search_docs d ON d.doc = g.rowid
                 WHERE search_grams MATCH ?1 AND g.rowid BETWEEN ?2 AND ?3 ORDER BY g.rowid",
                &self.terms.grams,
            ),
            (true, true) => (
                "SELECT d.doc, d.row_id, d.name, d.body FROM search_words w JOIN search_docs d ON d.doc = w.rowid
                 WHERE search_words MATCH ?1 AND w.rowid BETWEEN ?2 AND ?3 ORDER BY w.rowid DESC",
                &self.terms.words,
            ),
            (true, false) => (
                "SELECT d.doc, d.row_id, d.name, d.body FROM search_words w JOIN search_docs d ON d.doc = w.rowid
                 WHERE search_words MATCH ?1 AND w.rowid BETWEEN ?2 AND ?3 ORDER BY w.rowid",
                &self.terms.words,
            ),
        }
    }
}

fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// A cursor of a search, understood.
enum Spot {
    Named(String, i64),
    Other(i64),
}

impl Spot {
    fn of(cursor: &Cursor) -> Result<Self, StoreError> {
        match cursor.0.as_slice() {
            [CursorPart::Int(0), CursorPart::Text(name), CursorPart::Int(doc)] => {
                Ok(Self::Named(name.clone(), *doc))
            }
            [CursorPart::Int(1), CursorPart::Int(doc)] => Ok(Self::Other(*doc)),
            _ => Err(StoreError::Internal("a cursor of another list".to_owned())),
        }
    }
}

impl Terms {
    fn of(text: &str) -> Option<Self> {
        let folded = if phone::is_phone_query(text) { phone::digits(text) } else { fold::fold(text) };
        if folded.is_empty() {
            return None;
        }
        if folded.len() >= RUN && folded.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::of_digits(folded));
        }
        let (mut grams, mut words, mut holds) = (Vec::new(), Vec::new(), Vec::new());
        for term in folded.split(' ').filter(|t| !t.is_empty()) {
            let term = local_part(term);
            if term.chars().count() >= 3 {
                grams.extend(trigrams(without_trunk_zero(term)));
                holds.push(Held::Anywhere(without_trunk_zero(term).to_owned()));
            } else {
                words.extend(fold::words(term).iter().map(|w| format!("{}*", quoted(w))));
                holds.push(Held::of_short(term));
            }
        }
        if grams.is_empty() && words.is_empty() {
            return None;
        }
        Some(Self {
            prefix_end: format!("{folded}\u{10ffff}"),
            prefix: folded,
            grams: grams.join(" AND "),
            words: words.join(" AND "),
            holds: if grams.is_empty() { Vec::new() } else { holds },
        })
    }
}

impl Terms {
    /// A run of digits long enough to be looked up by the runs of four that it is made of.
    fn of_digits(digits: String) -> Self {
        let run = without_trunk_zero(&digits).to_owned();
        let mut words: Vec<String> = digit_runs(&run, RUN).map(|r| quoted(&r)).collect();
        words.dedup();
        Self {
            prefix_end: format!("{digits}\u{10ffff}"),
            prefix: digits,
            grams: String::new(),
            words: words.join(" AND "),
            holds: vec![Held::Anywhere(run)],
        }
    }
}

/// The trigrams of a term, each a string of the full-text query.
fn trigrams(term: &str) -> Vec<String> {
    let chars: Vec<char> = term.chars().collect();
    let mut grams: Vec<String> = chars.windows(3).map(|w| quoted(&w.iter().collect::<String>())).collect();
    grams.dedup();
    grams
}

/// A number typed with a trunk zero is looked for without it: it may be stored with the country code instead.
fn without_trunk_zero(term: &str) -> &str {
    let bare = term.trim_start_matches('0');
    let is_trunk = term.len() >= 6 && bare.len() >= 5 && term.bytes().all(|b| b.is_ascii_digit());
    if is_trunk { bare } else { term }
}

/// Of an e-mail address the part before the `@` is indexed.
fn local_part(term: &str) -> &str {
    term.split_once('@').map_or(term, |(local, _)| local)
}

/// What a body must hold.
#[derive(Clone, Debug)]
enum Held {
    /// Anywhere: long terms, digits, Chinese characters.
    Anywhere(String),
    /// At the beginning of a word.
    Beginning(String),
}

impl Held {
    fn of_short(term: &str) -> Self {
        let digits = term.bytes().all(|b| b.is_ascii_digit());
        let characters = !term.is_ascii() && fold::words(term).iter().all(|word| word.chars().count() == 1);
        if digits || characters { Self::Anywhere(term.to_owned()) } else { Self::Beginning(term.to_owned()) }
    }

    fn is_in(&self, body: &str) -> bool {
        match self {
            Self::Anywhere(text) => body.contains(text.as_str()),
            Self::Beginning(text) => {
                body.match_indices(text.as_str()).any(|(at, _)| !body[..at].ends_with(char::is_alphanumeric))
            }
        }
    }
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('"', "\"\""))
}

/// The ids of the first hits: for look-ups that need no pages.
pub(in crate::store) fn ids(
    conn: &Connection,
    kind: ListKind,
    branches: &[&Branch],
    text: &str,
    limit: usize,
) -> Result<Vec<String>, StoreError> {
    let Some(search) = Search::new(conn, kind, branches, text, false)? else { return Ok(Vec::new()) };
    Ok(search.hits(&PageFrom::Start, limit)?.into_iter().map(|hit| hit.id).collect())
}
