//! What is there for resource hooks to name: types, skills and assets of an inventory.

use super::super::column;
use super::super::protocol::{Branch, StoreError};
use crate::domain::field::FieldValue;
use crate::domain::fold;
use crate::domain::hook::{self, Hooks, Preference, Preferred, Stock};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

/// People that are looked at for their skills in one branch.
const PEOPLE: i64 = 2_000;
/// Assets of one name that are told apart.
const NAMESAKES: i64 = 6;

/// The stock of some branches, and what the assets that lines prefer are there.
pub(in crate::store) fn of(
    conn: &Connection,
    branches: &[&Branch],
    lines: Option<&FieldValue>,
) -> Result<Stock, StoreError> {
    let mut stock = Stock { preferred: preferred(conn, branches, lines)?, ..Stock::default() };
    for branch in branches {
        for kind in types(conn, branch)? {
            add(&mut stock.types, kind);
        }
        for skill in skills(conn, branch)? {
            add(&mut stock.skills, skill);
        }
    }
    Ok(stock)
}

fn add(words: &mut Vec<String>, word: String) {
    if !words.iter().any(|known| fold::fold(known) == fold::fold(&word)) {
        words.push(word);
    }
}

/// The types of a branch's assets: one look-up in the index each, however many assets there are.
fn types(conn: &Connection, branch: &Branch) -> Result<Vec<String>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT min(type) FROM assets WHERE branch_id = ?1 AND type > ?2")?;
    let (mut types, mut last) = (Vec::new(), String::new());
    while let Some(next) =
        statement.query_row([branch.id.as_str(), &last], |r| column::optional_text(r, 0))?
        && next > last
    {
        types.push(next.clone());
        last = next;
    }
    Ok(types)
}

fn skills(conn: &Connection, branch: &Branch) -> Result<Vec<String>, StoreError> {
    let mut statement = conn
        .prepare_cached("SELECT metadata_json FROM assets WHERE branch_id = ?1 AND type = 'human' ORDER BY name COLLATE NOCASE, id LIMIT ?2")?;
    let mut rows = statement.query((branch.id.as_str(), PEOPLE))?;
    let mut skills = Vec::new();
    while let Some(row) = rows.next()? {
        skills.extend(hook::skills_of(column::optional_text(row, 0)?.as_deref()));
    }
    Ok(skills)
}

/// What each preferred asset is. Preferences are of one branch's inventory.
fn preferred(
    conn: &Connection,
    branches: &[&Branch],
    lines: Option<&FieldValue>,
) -> Result<BTreeMap<String, Preferred>, StoreError> {
    let names = hook::preferences(lines.map_or("", FieldValue::as_text));
    let found = |name: String| -> Result<(String, Preferred), StoreError> {
        let asset = match branches {
            [branch] => asset(conn, branch, &name)?,
            _ => Preferred::OfABranch,
        };
        Ok((name, asset))
    };
    names.into_iter().map(found).collect()
}

/// An asset of a branch.
struct Asset {
    id: String,
    name: String,
    serial: String,
    kind: String,
}

impl Asset {
    /// How it is told from others of its name.
    fn own_label(&self) -> String {
        let Self { id, name, serial, .. } = self;
        if serial.is_empty() { id.clone() } else { format!("{name} ({serial})") }
    }
}

/// The asset that a text means: its id, its name, its serial number, or name and serial number.
pub(in crate::store) fn asset(
    conn: &Connection,
    branch: &Branch,
    text: &str,
) -> Result<Preferred, StoreError> {
    let mut found = by(conn, branch, BY_ID, text)?;
    if found.is_empty() {
        found = by(conn, branch, BY_NAME, text)?;
    }
    if found.is_empty() {
        found = by(conn, branch, BY_SERIAL, text)?;
    }
    if found.is_empty()
        && let Some((name, serial)) = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("))
    {
        found = by(conn, branch, BY_SERIAL, serial)?;
        found.retain(|asset| fold::fold(&asset.name) == fold::fold(name));
    }
    Ok(match found.as_slice() {
        [] => Preferred::None(near(conn, branch, text)?),
        [one] => {
            let label = label_of(conn, branch, one)?;
            Preferred::One(one.kind.clone(), Preference { id: one.id.clone(), label })
        }
        many => Preferred::Several(many.iter().map(Asset::own_label).collect()),
    })
}

const BY_ID: &str =
    "SELECT id, name, serial_number, type FROM assets WHERE id = ?2 AND branch_id = ?1 LIMIT ?3";
const BY_NAME: &str = "SELECT id, name, serial_number, type FROM assets WHERE branch_id = ?1 AND name = ?2 COLLATE NOCASE LIMIT ?3";
const BY_SERIAL: &str =
    "SELECT id, name, serial_number, type FROM assets WHERE branch_id = ?1 AND serial_number = ?2 LIMIT ?3";

fn by(conn: &Connection, branch: &Branch, sql: &str, text: &str) -> Result<Vec<Asset>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((branch.id.as_str(), text, NAMESAKES), |r| {
        Ok(Asset {
            id: column::text(r, 0)?,
            name: column::text(r, 1)?,
            serial: column::text(r, 2)?,
            kind: column::text(r, 3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The name, unless another asset of the branch has it too.
fn label_of(conn: &Connection, branch: &Branch, asset: &Asset) -> Result<String, StoreError> {
    let is_plain = fold::clean_line(&asset.name, usize::MAX) == asset.name;
    let is_alone = is_plain && by(conn, branch, BY_NAME, &asset.name)?.len() == 1;
    Ok(if is_alone { asset.name.clone() } else { asset.own_label() })
}

/// Names on either side of where the text would stand in the list of names.
fn near(conn: &Connection, branch: &Branch, text: &str) -> Result<Vec<String>, StoreError> {
    let start: String = text.chars().take(2).collect();
    let mut statement = conn.prepare_cached(
        "SELECT name FROM assets WHERE branch_id = ?1 AND name COLLATE NOCASE >= ?2 ORDER BY name COLLATE NOCASE LIMIT 200",
    )?;
    let names: Vec<String> = statement
        .query_map([branch.id.as_str(), &start], |r| column::text(r, 0))?
        .collect::<Result<_, _>>()?;
    let wanted = fold::fold(text);
    let mut scored: Vec<(f64, String)> =
        names.into_iter().map(|name| (strsim::jaro_winkler(&wanted, &fold::fold(&name)), name)).collect();
    scored.retain(|(score, _)| *score >= 0.75);
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.dedup_by(|(_, a), (_, b)| a == b);
    Ok(scored.into_iter().map(|(_, name)| name).take(3).collect())
}

/// Puts the names of preferred assets into hooks; one that is not in these branches keeps its id.
pub(in crate::store) fn label(
    conn: &Connection,
    branches: &[&Branch],
    hooks: &mut Hooks,
) -> Result<(), StoreError> {
    for prefer in hooks.0.iter_mut().filter_map(|hook| hook.prefer.as_mut()) {
        let of: Option<String> = conn
            .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
            .query_row([&prefer.id], |r| column::text(r, 0))
            .optional()?;
        let Some(branch) = branches.iter().find(|b| Some(b.id.as_str()) == of.as_deref()) else { continue };
        if let [asset] = by(conn, branch, BY_ID, &prefer.id)?.as_slice() {
            prefer.label = label_of(conn, branch, asset)?;
        }
    }
    Ok(())
}
