//! What is needed: from a package's hooks and from what people write to needs that name something in a branch.

use super::super::access::Access;
use super::super::column;
use super::super::packages::{self, stock};
use super::super::protocol::{Branch, ListKind, Needs, StoreError};
use super::super::search::query;
use crate::domain::field::FieldErrors;
use crate::domain::fold;
use crate::domain::free::{Need, Sort, Wanted, Written, names, other_words};
use crate::domain::hook::{self, Hooks, Preferred, Stock, nearest};
use crate::domain::id::{AssetId, KitId};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};

/// The most needs of one booking.
const MANY: usize = 50;
/// The most pieces of one booking.
const PIECES: u32 = 500;
/// Names that are looked through where the search has nothing.
const LOOKED_THROUGH: i64 = 2_000;

/// A need with the words for it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) words: String,
    pub(super) wanted: Wanted,
}

/// Needs that are understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Understood {
    pub(super) lines: Vec<Line>,
    /// Hooks in a shape of another program.
    pub(super) unread: Vec<String>,
}

/// Reads needs for a branch.
///
/// # Errors
/// Invalid: a line that names nothing, with what is near. Refused: nothing is needed at all.
pub(super) fn understand(
    conn: &Connection,
    access: &Access,
    branch: &Branch,
    needs: &Needs,
) -> Result<Understood, StoreError> {
    let reader = Reader { conn, branch, stock: stock::of(conn, &[branch], None)? };
    let mut understood = Understood::default();
    if let Some(id) = &needs.package {
        let package = packages::read(conn, access, Permission::ViewPackages, id)?;
        if package.branch != branch.id {
            return Err(StoreError::NotFound { what: "package", id: id.to_string() });
        }
        reader.hooks(&package.offer.resources, &mut understood);
        if understood.lines.is_empty() && needs.lines.is_empty() && needs.wanted.is_empty() {
            return Err(names_nothing(&package.offer.name, &understood.unread));
        }
    }
    reader.lines(&needs.lines, &mut understood)?;
    for wanted in &needs.wanted {
        understood.lines.push(Line { words: reader.words(wanted)?, wanted: wanted.clone() });
    }
    let pieces = understood.lines.iter().fold(0_u32, |sum, line| sum.saturating_add(line.wanted.qty));
    if understood.lines.len() > MANY || pieces > PIECES {
        return Err(StoreError::refused(
            "that is more than one booking can need",
            "Name at most 50 needs and 500 pieces.",
        ));
    }
    if understood.lines.is_empty() {
        return Err(invalid("write what is needed, e.g. camera x2, lead photographer or any A7iii"));
    }
    Ok(understood)
}

/// The space that a place is called by, as a need of its own; `None` for a place elsewhere.
pub(super) fn place(conn: &Connection, branch: &Branch, place: &str) -> Result<Option<Wanted>, StoreError> {
    let place = fold::clean_line(place, 200);
    if place.is_empty() {
        return Ok(None);
    }
    let found = match stock::asset(conn, branch, &place)? {
        Preferred::One(kind, found) => (kind == SPACE).then(|| AssetId::from(found.id.as_str())),
        _ => space_in_short(conn, branch, &place)?,
    };
    Ok(found.map(|id| Wanted { need: Need::Type(SPACE.to_owned()), qty: 1, prefer: Some(id) }))
}

/// The only space whose name begins with these words: "Studio A" is short for "Studio A, daylight".
fn space_in_short(conn: &Connection, branch: &Branch, place: &str) -> Result<Option<AssetId>, StoreError> {
    let place = fold::fold(place);
    let mut statement = conn.prepare_cached(
        "SELECT id, name FROM assets WHERE branch_id = ?1 AND type = ?2 ORDER BY name COLLATE NOCASE, id LIMIT ?3",
    )?;
    let mut rows = statement.query((branch.id.as_str(), SPACE, SPACES))?;
    let mut found = None;
    while let Some(r) = rows.next()? {
        let name = fold::fold(&column::text(r, 1)?);
        let is_short = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        if name.strip_prefix(place.as_str()).is_some_and(is_short) {
            if found.is_some() {
                return Ok(None);
            }
            found = Some(AssetId::from(column::text(r, 0)?));
        }
    }
    Ok(found)
}

/// Spaces of a branch that are looked through.
const SPACES: i64 = 300;

/// The line that gets the place: one that needs a space anyway prefers it, instead of the need of its own at the end.
/// `None` when it is named there already.
pub(super) fn settle(lines: &mut Vec<Line>, place: &AssetId) -> Option<usize> {
    let own = lines.len().checked_sub(1)?;
    if lines[..own].iter().any(|line| line.wanted.need == Need::Asset(place.clone())) {
        lines.pop();
        return None;
    }
    let is_space = |line: &Line| match &line.wanted.need {
        Need::Type(kind) => kind == SPACE,
        Need::Named(words) => names(&lines[own].words, words),
        _ => false,
    };
    let Some(at) = lines[..own].iter().position(is_space) else { return Some(own) };
    lines[at].wanted.prefer = Some(place.clone());
    lines.pop();
    Some(at)
}

/// Lets an asset that a booking has already serve the first need that it can: of several pieces it is one.
pub(super) fn serve(conn: &Connection, lines: &mut Vec<Line>, id: &AssetId) -> Result<(), StoreError> {
    let found = conn
        .prepare_cached("SELECT type, name FROM assets WHERE id = ?1")?
        .query_row([id.as_str()], |r| Ok((column::text(r, 0)?, column::text(r, 1)?)))
        .optional()?;
    let Some((kind, name)) = found else { return Ok(()) };
    let fits = |line: &Line| {
        line.wanted.prefer.is_none()
            && match &line.wanted.need {
                Need::Type(wanted) => *wanted == kind,
                // Whoever lacks the skill is not taken for it, whatever is preferred.
                Need::Skill(_) => kind == "human",
                Need::Named(words) => names(&name, words),
                _ => false,
            }
    };
    let Some(at) = lines.iter().position(fits) else { return Ok(()) };
    let line = &mut lines[at];
    if line.wanted.qty <= 1 {
        line.wanted.prefer = Some(id.clone());
        return Ok(());
    }
    line.wanted.qty -= 1;
    let mut one = line.clone();
    (one.wanted.qty, one.wanted.prefer) = (1, Some(id.clone()));
    lines.insert(at, one);
    Ok(())
}

/// What assets are where somebody can work.
const SPACE: &str = "space";

fn names_nothing(package: &str, unread: &[String]) -> StoreError {
    let message = match unread {
        [] => format!("“{package}” does not say what it needs from the inventory"),
        lines => format!(
            "what “{package}” needs was written by another program and cannot be read: {}",
            lines.join(", ")
        ),
    };
    StoreError::refused(message, "Add what it needs to the package, or say here what is needed.")
}

fn invalid(message: impl Into<String>) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.add("needs", message);
    StoreError::Invalid(errors)
}

struct Reader<'a> {
    conn: &'a Connection,
    branch: &'a Branch,
    stock: Stock,
}

impl Reader<'_> {
    fn hooks(&self, hooks: &Hooks, understood: &mut Understood) {
        for hook in &hooks.0 {
            let known = |word: &str, all: &[String]| {
                all.iter()
                    .find(|known| fold::fold(known) == fold::fold(word))
                    .cloned()
                    .unwrap_or(word.to_owned())
            };
            let need = match &hook.need {
                hook::Need::Asset(kind) => Need::Type(known(kind, &self.stock.types)),
                hook::Need::Person(skill) => Need::Skill(known(skill, &self.stock.skills)),
                hook::Need::Other => {
                    understood.unread.push(hook.line());
                    continue;
                }
            };
            let prefer = hook.prefer.as_ref().map(|prefer| AssetId::from(prefer.id.as_str()));
            understood
                .lines
                .push(Line { words: hook.line(), wanted: Wanted { need, qty: hook.qty, prefer } });
        }
    }

    fn lines(&self, lines: &[String], understood: &mut Understood) -> Result<(), StoreError> {
        let mut wrong = Vec::new();
        for text in lines.iter().filter(|text| !text.trim().is_empty()) {
            match self.line(text)? {
                Ok(line) => understood.lines.push(line),
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(invalid(wrong.join("; "))) }
    }

    /// What a line names, or why it names nothing.
    fn line(&self, text: &str) -> Result<Result<Line, String>, StoreError> {
        let written = match Written::parse(text) {
            Ok(written) => written,
            // An asset may be called as no need is written.
            Err(error) => return Ok(self.asset(text)?.ok_or(error)),
        };
        let prefer = match written.prefer.as_deref().map(|name| self.preferred(name)).transpose()? {
            Some(Err(error)) => return Ok(Err(error)),
            Some(Ok((kind, id))) => Some((kind, id)),
            None => None,
        };
        let need = match (&prefer, written.what.as_str()) {
            (Some((kind, _)), "") => Ok(Need::Type(kind.clone())),
            _ => self.need(&written)?,
        };
        Ok(need.map(|need| {
            let (qty, words) = match &need {
                // The line as a whole is an asset's name: its number is not one of pieces.
                Need::Asset(_) if self.is_whole(&written) => (1, written.line.clone()),
                _ => (written.qty, written.line.clone()),
            };
            Line { words, wanted: Wanted { need, qty, prefer: prefer.map(|(_, id)| id) } }
        }))
    }

    fn is_whole(&self, written: &Written) -> bool {
        written.line != written.what && self.asset(&written.line).is_ok_and(|asset| asset.is_some())
    }

    fn asset(&self, text: &str) -> Result<Option<Line>, StoreError> {
        let text = fold::clean_line(text, 200);
        Ok(match stock::asset(self.conn, self.branch, &text)? {
            Preferred::One(_, found) => {
                let wanted = Wanted { need: Need::Asset(found.id.as_str().into()), qty: 1, prefer: None };
                Some(Line { words: found.label, wanted })
            }
            _ => None,
        })
    }

    fn preferred(&self, name: &str) -> Result<Result<(String, AssetId), String>, StoreError> {
        Ok(match stock::asset(self.conn, self.branch, name)? {
            Preferred::One(kind, found) => Ok((kind, found.id.as_str().into())),
            Preferred::Several(all) => {
                Err(format!("several assets are called “{name}”; write one of: {}", all.join(", ")))
            }
            Preferred::None(near) if !near.is_empty() => {
                Err(format!("no asset is called “{name}”; there is {}", near.join(", ")))
            }
            _ => Err(format!("no asset is called “{name}”")),
        })
    }

    /// What the words name: a type, a skill, an asset, a kit, another word for a type; with `any` also a part of names.
    fn need(&self, written: &Written) -> Result<Result<Need, String>, StoreError> {
        let what = written.what.as_str();
        if written.sort == Sort::Kit {
            return Ok(self.kit(what)?.ok_or_else(|| format!("no kit is called “{what}”")));
        }
        if let Some(need) = self.type_or_skill(written, &[fold::fold(what)]) {
            return Ok(Ok(need));
        }
        let mut several = None;
        if written.sort == Sort::Open {
            for text in [written.line.as_str(), what] {
                match stock::asset(self.conn, self.branch, text)? {
                    Preferred::One(_, found) => return Ok(Ok(Need::Asset(found.id.as_str().into()))),
                    Preferred::Several(all) => several = Some(all),
                    _ => {}
                }
            }
            if let Some(need) = self.kit(what)? {
                return Ok(Ok(need));
            }
        }
        if let Some(need) = self.type_or_skill(written, &other_words(what)) {
            return Ok(Ok(self.rather_a_studio(what, need)?));
        }
        if let Some(all) = several {
            let all = all.join(", ");
            return Ok(Err(format!(
                "several assets are called “{what}”; write any {what}, or one of: {all}"
            )));
        }
        let named =
            if written.sort == Sort::Person { Vec::new() } else { named(self.conn, self.branch, what)? };
        Ok(match (written.sort, named.as_slice()) {
            (_, []) => Err(self.nothing(what)?),
            (Sort::Any, _) => Ok(Need::Named(what.to_owned())),
            // Part of one name alone says enough.
            (_, [one]) => Ok(Need::Asset(one.clone())),
            (_, some) => Err(self.part_of_names(what, some)?),
        })
    }

    /// Whoever asks for a studio means one that is called so, where there is any, and no other room.
    fn rather_a_studio(&self, what: &str, need: Need) -> Result<Need, StoreError> {
        let folded = fold::fold(what);
        let Some(word) = ["studio", "floor"].into_iter().find(|word| folded.contains(word)) else {
            return Ok(need);
        };
        let named = named(self.conn, self.branch, word)?;
        for id in &named {
            let kind: String = self
                .conn
                .prepare_cached("SELECT type FROM assets WHERE id = ?1")?
                .query_row([id.as_str()], |r| column::text(r, 0))?;
            if kind != "space" {
                return Ok(need);
            }
        }
        Ok(if named.is_empty() { need } else { Need::Named(word.to_owned()) })
    }

    fn type_or_skill(&self, written: &Written, words: &[String]) -> Option<Need> {
        let known = |all: &[String]| all.iter().find(|known| words.contains(&fold::fold(known))).cloned();
        let kind = known(&self.stock.types).filter(|_| written.sort != Sort::Person);
        kind.map(Need::Type).or_else(|| known(&self.stock.skills).map(Need::Skill))
    }

    fn kit(&self, name: &str) -> Result<Option<Need>, StoreError> {
        let id = self
            .conn
            .prepare_cached(
                "SELECT id FROM kits WHERE branch_id = ?1 AND name = ?2 COLLATE NOCASE AND archived_at IS NULL
                 ORDER BY name COLLATE NOCASE, id LIMIT 1",
            )?
            .query_row([self.branch.id.as_str(), name], |r| column::text(r, 0))
            .optional()?;
        Ok(id.map(|id| Need::Kit(KitId::from(id))))
    }

    fn part_of_names(&self, what: &str, ids: &[AssetId]) -> Result<String, StoreError> {
        let mut all = Vec::new();
        for id in ids.iter().take(3) {
            all.extend(asset_name(self.conn, self.branch, id)?);
        }
        Ok(format!("no asset is called just “{what}”; write any {what} for one of {}", all.join(", ")))
    }

    fn nothing(&self, what: &str) -> Result<String, StoreError> {
        // What is stored as human nobody calls so.
        let types =
            self.stock.types.iter().map(|kind| if kind == "human" { "person" } else { kind.as_str() });
        let known: Vec<String> =
            types.map(ToOwned::to_owned).chain(self.stock.skills.iter().cloned()).collect();
        let known = known.iter();
        let mut near: Vec<String> =
            nearest(&fold::fold(what), known.clone()).into_iter().map(ToOwned::to_owned).collect();
        if let Preferred::None(names) = stock::asset(self.conn, self.branch, what)? {
            near.extend(names.into_iter().filter(|name| !near.contains(name)).take(3).collect::<Vec<_>>());
        }
        let some: Vec<&str> = known.map(String::as_str).take(8).collect();
        Ok(match (near.is_empty(), some.is_empty()) {
            (false, _) => {
                format!("nothing in {} is “{what}”; the nearest is {}", self.branch.name, near.join(", "))
            }
            (true, false) => {
                format!("nothing in {} is “{what}”; there is {}", self.branch.name, some.join(", "))
            }
            (true, true) => format!("nothing in {} is “{what}”: its inventory is empty", self.branch.name),
        })
    }

    /// The words for a need that came without any.
    fn words(&self, wanted: &Wanted) -> Result<String, StoreError> {
        let mut words = match &wanted.need {
            Need::Type(kind) => match &wanted.prefer {
                Some(id) => asset_name(self.conn, self.branch, id)?.unwrap_or_else(|| kind.clone()),
                None => kind.clone(),
            },
            Need::Skill(skill) => skill.clone(),
            Need::Named(words) => format!("any {words}"),
            Need::Asset(id) => asset_name(self.conn, self.branch, id)?
                .ok_or_else(|| StoreError::NotFound { what: "asset", id: id.to_string() })?,
            Need::Kit(id) => kit_name(self.conn, self.branch, id)?
                .ok_or_else(|| StoreError::NotFound { what: "kit", id: id.to_string() })?,
        };
        if wanted.qty == 0 {
            return Err(invalid(format!("{words}: how many? from 1 on")));
        }
        if wanted.qty > 1 {
            words.push_str(&format!(" x{}", wanted.qty));
        }
        Ok(words)
    }
}

/// What an asset of the branch is called.
fn asset_name(conn: &Connection, branch: &Branch, id: &AssetId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT name FROM assets WHERE id = ?1 AND branch_id = ?2")?
        .query_row([id.as_str(), branch.id.as_str()], |r| column::text(r, 0))
        .optional()?)
}

/// What a kit of the branch is called.
pub(super) fn kit_name(conn: &Connection, branch: &Branch, id: &KitId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT name FROM kits WHERE id = ?1 AND branch_id = ?2")?
        .query_row([id.as_str(), branch.id.as_str()], |r| column::text(r, 0))
        .optional()?)
}

/// The assets in whose names all words occur: what the search knows; where it has nothing, names are looked through, for
/// people leave out spaces.
pub(super) fn named(conn: &Connection, branch: &Branch, words: &str) -> Result<Vec<AssetId>, StoreError> {
    /// Hits of the search that are looked at: it finds serial numbers and types, too.
    const HITS: usize = 200;
    let mut found = Vec::new();
    for id in query::ids(conn, ListKind::Assets, &[branch], words, HITS)? {
        let id = AssetId::from(id);
        if let Some(name) = asset_name(conn, branch, &id)?
            && names(&name, words)
        {
            found.push((fold::fold(&name), id));
        }
    }
    if found.is_empty() {
        let mut statement = conn.prepare_cached(
            "SELECT id, name FROM assets WHERE branch_id = ?1 ORDER BY name COLLATE NOCASE, id LIMIT ?2",
        )?;
        let mut rows = statement.query((branch.id.as_str(), LOOKED_THROUGH))?;
        while let Some(r) = rows.next()? {
            let name = column::text(r, 1)?;
            if names(&name, words) {
                found.push((fold::fold(&name), AssetId::from(column::text(r, 0)?)));
            }
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, id)| id).collect())
}
