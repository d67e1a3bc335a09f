//! The assets of a branch that a search looks at, and what is known of their times. Rows are read as far as somebody
//! asks, and only those of the time that is looked at.

use super::super::column;
use super::super::protocol::{Branch, StillOut, StoreError};
use super::needs::{Line, named};
use crate::domain::booking::Taken;
use crate::domain::fold;
use crate::domain::free::{Buffers, Free, Need, Profile, Span, Supply, Wish};
use crate::domain::hook;
use crate::domain::id::{AssetId, KitId, LockId};
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::collections::HashMap;

/// Assets of a type that are read at once.
const PAGE: i64 = 64;
/// People that are looked at for their skills.
const PEOPLE: i64 = 2_000;

const ONE: &str = "SELECT id, name, type,
  iif(EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = assets.id AND t.outcome IS NULL), 'in_transit', status),
  coalesce(capacity, 1), metadata_json FROM assets WHERE branch_id = ?1 AND id = ?2";
/// Behind a name.
pub(super) const OF_TYPE: &str = "SELECT id, name, type,
  iif(EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = assets.id AND t.outcome IS NULL), 'in_transit', status),
  coalesce(capacity, 1), metadata_json FROM assets
  WHERE branch_id = ?1 AND type = ?2 AND name COLLATE NOCASE >= ?3 AND (name COLLATE NOCASE > ?3 OR id > ?4) ORDER BY name COLLATE NOCASE, id LIMIT ?5";
const HUMANS: &str = "SELECT id, name, type,
  iif(EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = assets.id AND t.outcome IS NULL), 'in_transit', status),
  coalesce(capacity, 1), metadata_json FROM assets
  WHERE branch_id = ?1 AND type = 'human' ORDER BY name COLLATE NOCASE, id LIMIT ?2";
const OF_KIT: &str = "SELECT asset_id, qty FROM kit_assets WHERE kit_id = ?1 ORDER BY id LIMIT 500";
const HAS_WINDOW: &str = "SELECT EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 AND coalesce(end_time, 253402300800) > ?2)";

/// What of an asset is out and was due back by `?2`, or at no time that anybody said: nobody knows when it is there again.
const LATE: &str = "SELECT coalesce(u.name, u.email, c.holder, c.holder_user_id), c.due_at, c.qty
  FROM asset_custody c LEFT JOIN users u ON u.id = c.holder_user_id
  WHERE c.asset_id = ?1 AND c.back_at IS NULL AND (c.due_at IS NULL OR c.due_at <= ?2)
  ORDER BY c.due_at IS NULL, c.due_at, c.id LIMIT 100";

/// Firm locks of an asset that reach into a time, of the covering index.
const FIRM: &str = "SELECT start_time, end_time, qty, id FROM booking_locks
  WHERE asset_id = ?1 AND kind = 'firm' AND released_at IS NULL AND start_time < ?3 AND end_time > ?2
    AND start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)";
/// Holds of an asset that reach into a time and hold still at `?4`.
const HELD: &str = "SELECT start_time, end_time, qty, id FROM booking_locks
  WHERE asset_id = ?1 AND kind = 'hold' AND released_at IS NULL AND start_time < ?3 AND end_time > ?2
    AND start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)
    AND coalesce(expires_at, 253402300800) > ?4";
/// When an asset is away within a time.
const AWAY: &str = "SELECT start_time, coalesce(end_time, 253402300800) FROM asset_maintenance
  WHERE asset_id = ?1 AND start_time < ?3 AND coalesce(end_time, 253402300800) > ?2";

/// An asset that may be of use.
#[derive(Clone, Debug)]
pub(super) struct Asset {
    pub(super) id: AssetId,
    pub(super) name: String,
    pub(super) kind: String,
    /// Condition as stored.
    pub(super) status: String,
    pub(super) capacity: u32,
    /// What a person can do.
    pub(super) skills: Vec<String>,
    /// Who has pieces of it still, though they were due back, and how many these are.
    pub(super) late: Option<(StillOut, u32)>,
    /// Whether it is not there from now on: lost, retired, on its way, or broken without a word of when it is back.
    pub(super) is_gone: bool,
}

/// Where the assets of a wish come from.
enum Source {
    /// These, all of them known.
    Known(Vec<usize>),
    /// Those of a type, by name: read page by page.
    Type { kind: String, read: Vec<usize>, is_done: bool },
}

/// A wish as part of the line that it was written in; a kit's line is one wish per asset.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) line: usize,
    pub(super) kit: Option<KitId>,
    /// The skill that is asked for.
    pub(super) skill: Option<String>,
}

/// What is firm, and what is only held.
struct Times {
    firm: Profile,
    held: Profile,
}

/// The assets that lines of needs may get.
pub(super) struct Shelf<'c> {
    conn: &'c Connection,
    branch: &'c Branch,
    pub(super) assets: Vec<Asset>,
    by_id: HashMap<AssetId, usize>,
    sources: Vec<Source>,
    pub(super) wishes: Vec<Wish>,
    pub(super) parts: Vec<Part>,
    buffers: Buffers,
    except: Vec<String>,
    now: i64,
    window: Span,
    times: Vec<Option<Times>>,
}

impl<'c> Shelf<'c> {
    /// For some lines of needs.
    pub(super) fn new(
        (conn, branch): (&'c Connection, &'c Branch),
        lines: &[Line],
        (buffers, except): (Buffers, &[LockId]),
        now: i64,
    ) -> Result<Self, StoreError> {
        let mut shelf = Self {
            conn,
            branch,
            assets: Vec::new(),
            by_id: HashMap::new(),
            sources: Vec::new(),
            wishes: Vec::new(),
            parts: Vec::new(),
            buffers,
            except: except.iter().map(ToString::to_string).collect(),
            now,
            window: Span { start: 0, end: 0 },
            times: Vec::new(),
        };
        for (at, line) in lines.iter().enumerate() {
            shelf.add_line(at, line)?;
        }
        Ok(shelf)
    }

    fn add_line(&mut self, at: usize, line: &Line) -> Result<(), StoreError> {
        let qty = line.wanted.qty;
        let known = match &line.wanted.need {
            Need::Type(kind) => {
                let source = Source::Type { kind: kind.clone(), read: Vec::new(), is_done: false };
                let prefer = self.prefer(line)?;
                let fits = prefer.filter(|asset| self.assets[*asset].kind == *kind);
                self.add_wish(source, Wish { qty, prefer: fits }, Part { line: at, kit: None, skill: None });
                return Ok(());
            }
            Need::Asset(id) => self.by_id(id)?.into_iter().collect(),
            Need::Skill(skill) => self.people(skill)?,
            Need::Named(words) => {
                let ids = named(self.conn, self.branch, words)?;
                ids.iter().map(|id| self.by_id(id)).filter_map(Result::transpose).collect::<Result<_, _>>()?
            }
            Need::Kit(id) => return self.add_kit(at, id, qty),
        };
        let prefer = self.prefer(line)?.filter(|asset| known.contains(asset));
        let skill = match &line.wanted.need {
            Need::Skill(skill) => Some(skill.clone()),
            _ => None,
        };
        self.add_wish(Source::Known(known), Wish { qty, prefer }, Part { line: at, kit: None, skill });
        Ok(())
    }

    fn add_wish(&mut self, source: Source, wish: Wish, part: Part) {
        self.sources.push(source);
        self.wishes.push(wish);
        self.parts.push(part);
    }

    /// Everything of a kit, each asset a wish of its own.
    fn add_kit(&mut self, at: usize, id: &KitId, times: u32) -> Result<(), StoreError> {
        let mut statement = self.conn.prepare_cached(OF_KIT)?;
        let rows = statement.query_map([id.as_str()], |r| Ok((column::text(r, 0)?, column::int(r, 1)?)))?;
        let rows: Vec<(String, Option<i64>)> = rows.collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Err(StoreError::refused(
                "this kit is empty",
                "Put assets into it, or name them one by one.",
            ));
        }
        for (asset, qty) in rows {
            let known = self.by_id(&AssetId::from(asset))?.into_iter().collect();
            let qty = pieces(qty).saturating_mul(times);
            let part = Part { line: at, kit: Some(id.clone()), skill: None };
            self.add_wish(Source::Known(known), Wish { qty, prefer: None }, part);
        }
        Ok(())
    }

    fn prefer(&mut self, line: &Line) -> Result<Option<usize>, StoreError> {
        line.wanted.prefer.as_ref().map(|id| self.by_id(id)).transpose().map(Option::flatten)
    }

    /// The number of an asset of the branch; `None` when the branch has none of this id.
    pub(super) fn by_id(&mut self, id: &AssetId) -> Result<Option<usize>, StoreError> {
        if let Some(at) = self.by_id.get(id) {
            return Ok(Some(*at));
        }
        let found = self
            .conn
            .prepare_cached(ONE)?
            .query_row([self.branch.id.as_str(), id.as_str()], asset)
            .optional()?;
        found.map(|asset| self.add(asset)).transpose()
    }

    /// Takes an asset that was read, and says its number.
    pub(super) fn add(&mut self, mut asset: Asset) -> Result<usize, StoreError> {
        if let Some(at) = self.by_id.get(&asset.id) {
            return Ok(*at);
        }
        asset.is_gone = match asset.status.as_str() {
            "lost" | "retired" | "in_transit" => true,
            // Broken: a window says until when; without one nobody knows.
            "maintenance" => {
                let known: bool = self
                    .conn
                    .prepare_cached(HAS_WINDOW)?
                    .query_row((asset.id.as_str(), self.now), |r| r.get(0))?;
                !known
            }
            _ => false,
        };
        // People and rooms are not carried away.
        if !matches!(asset.kind.as_str(), "human" | "space") {
            asset.late = self.late(&asset.id)?;
        }
        self.by_id.insert(asset.id.clone(), self.assets.len());
        self.assets.push(asset);
        self.times.push(None);
        Ok(self.assets.len() - 1)
    }

    fn late(&self, id: &AssetId) -> Result<Option<(StillOut, u32)>, StoreError> {
        let mut statement = self.conn.prepare_cached(LATE)?;
        let mut rows = statement.query((id.as_str(), self.now))?;
        let mut late: Option<(StillOut, u32)> = None;
        while let Some(r) = rows.next()? {
            let (due, qty) = (column::int(r, 1)?.map(super::stamp), pieces(column::int(r, 2)?));
            let (_, out) = late.get_or_insert((StillOut { holder: column::text(r, 0)?, due }, 0));
            *out = out.saturating_add(qty);
        }
        Ok(late)
    }

    /// Who has an asset still, if so many pieces of it cannot be had without what is overdue.
    pub(super) fn late_of(&self, at: usize, qty: u32) -> Option<Box<StillOut>> {
        let asset = &self.assets[at];
        let (late, out) = asset.late.as_ref()?;
        (asset.capacity.saturating_sub(*out) < qty).then(|| Box::new(late.clone()))
    }

    /// People of the branch with a skill, by name.
    fn people(&mut self, skill: &str) -> Result<Vec<usize>, StoreError> {
        let skill = fold::fold(skill);
        let mut statement = self.conn.prepare_cached(HUMANS)?;
        let mut rows = statement.query((self.branch.id.as_str(), PEOPLE))?;
        let mut people = Vec::new();
        while let Some(row) = rows.next()? {
            let person = asset(row)?;
            if person.skills.iter().any(|known| fold::fold(known) == skill) {
                people.push(self.add(person)?);
            }
        }
        Ok(people)
    }

    /// The next page of assets of a type.
    fn read_on(&mut self, wish: usize) -> Result<(), StoreError> {
        let Source::Type { kind, read, .. } = &self.sources[wish] else { return Ok(()) };
        let (name, id) = read.last().map_or((String::new(), String::new()), |at| {
            (self.assets[*at].name.clone(), self.assets[*at].id.to_string())
        });
        let mut statement = self.conn.prepare_cached(OF_TYPE)?;
        let rows = statement.query_map((self.branch.id.as_str(), kind, name, id, PAGE), asset)?;
        let page: Vec<Asset> = rows.collect::<Result<_, _>>()?;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        let page: Vec<usize> = page.into_iter().map(|asset| self.add(asset)).collect::<Result<_, _>>()?;
        if let Source::Type { read, is_done, .. } = &mut self.sources[wish] {
            read.extend(page);
            *is_done = is_last;
        }
        Ok(())
    }

    /// From now on only this time is looked at, without what bookings need around it.
    pub(super) fn look_at(&mut self, window: Span) {
        let [before, after] = self.buffers.around("");
        self.window =
            Span { start: window.start.saturating_sub(before), end: window.end.saturating_add(after) };
        self.times.iter_mut().for_each(|times| *times = None);
    }

    fn times(&mut self, at: usize) -> Result<&Times, StoreError> {
        let read = match self.times[at].take() {
            Some(times) => times,
            None => self.read_times(at)?,
        };
        Ok(self.times[at].insert(read))
    }

    fn read_times(&self, at: usize) -> Result<Times, StoreError> {
        let asset = &self.assets[at];
        let key = (asset.id.as_str(), self.window.start, self.window.end);
        let mut firm = self.taken(FIRM, key)?;
        let mut statement = self.conn.prepare_cached(AWAY)?;
        let mut rows = statement.query(key)?;
        while let Some(r) = rows.next()? {
            let [start, end] = [column::int(r, 0)?, column::int(r, 1)?].map(Option::unwrap_or_default);
            firm.push(Taken { start, end, qty: u32::MAX });
        }
        if asset.is_gone {
            firm.push(Taken { start: self.now, end: i64::MAX, qty: u32::MAX });
        }
        let held = self.taken(HELD, (key.0, key.1, key.2, self.now))?;
        Ok(Times { firm: Profile::new(asset.capacity, &firm), held: Profile::new(1, &held) })
    }

    fn taken(&self, sql: &str, key: impl Params) -> Result<Vec<Taken>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(key)?;
        let mut all = Vec::new();
        while let Some(r) = rows.next()? {
            let (taken, id) = taken(r)?;
            if !self.except.contains(&id) {
                all.push(taken);
            }
        }
        Ok(all)
    }

    /// The first start from `span.start` on, as far as is looked, from which some of an asset is free for as long.
    pub(super) fn next_free(&mut self, at: usize, span: Span) -> Result<Option<i64>, StoreError> {
        let wide = span.widened(self.buffers, &self.assets[at].kind);
        let horizon = self.window.end;
        let firm = &self.times(at)?.firm;
        let found = firm.next_free(1, wide.end - wide.start, wide.start);
        let found = found.filter(|start| start.saturating_add(wide.end - wide.start) <= horizon);
        Ok(found.map(|start| start + (span.start - wide.start)))
    }

    /// The time for which an asset would be locked.
    pub(super) fn wide(&self, at: usize, span: Span) -> Span {
        span.widened(self.buffers, &self.assets[at].kind)
    }

    /// What a booking of an asset needs before and after, in seconds.
    pub(super) fn around(&self, at: usize) -> [i64; 2] {
        self.buffers.around(&self.assets[at].kind)
    }

    /// The candidates of a wish that were read.
    pub(super) fn known(&self, wish: usize) -> &[usize] {
        match &self.sources[wish] {
            Source::Known(read) | Source::Type { read, .. } => read,
        }
    }
}

impl Supply for Shelf<'_> {
    type Error = StoreError;

    fn candidate(&mut self, wish: usize, place: usize) -> Result<Option<usize>, StoreError> {
        loop {
            match &self.sources[wish] {
                Source::Type { read, is_done: false, .. } if place >= read.len() => self.read_on(wish)?,
                Source::Known(read) | Source::Type { read, .. } => return Ok(read.get(place).copied()),
            }
        }
    }

    fn has_choice(&self, wish: usize) -> bool {
        match &self.sources[wish] {
            Source::Known(known) => known.len() > 1,
            Source::Type { .. } => true,
        }
    }

    fn free(&mut self, asset: usize, span: Span) -> Result<Free, StoreError> {
        let wide = self.wide(asset, span);
        if self.assets[asset].is_gone && wide.end > self.now {
            return Ok(Free::default());
        }
        let late = self.late_of(asset, 1).is_some();
        let times = self.times(asset)?;
        Ok(Free { pieces: times.firm.free(wide), held: late || times.held.free(wide) == 0 })
    }

    fn blocked_until(&mut self, asset: usize, span: Span) -> Result<Option<(i64, u32)>, StoreError> {
        let wide = self.wide(asset, span);
        let found = self.times(asset)?.firm.more_from(wide);
        Ok(found.map(|(from, more)| (from + (span.start - wide.start), more)))
    }
}

fn pieces(n: Option<i64>) -> u32 {
    n.and_then(|n| u32::try_from(n).ok()).unwrap_or(1)
}

fn taken(r: &Row<'_>) -> rusqlite::Result<(Taken, String)> {
    let [start, end] = [column::int(r, 0)?, column::int(r, 1)?].map(Option::unwrap_or_default);
    Ok((Taken { start, end, qty: pieces(column::int(r, 2)?) }, column::text(r, 3)?))
}

/// An asset of a row of one of the statements above; whether it is gone is for [`Shelf::add`] to say.
pub(super) fn asset(r: &Row<'_>) -> rusqlite::Result<Asset> {
    let kind = column::text(r, 2)?;
    let skills =
        if kind == "human" { hook::skills_of(column::optional_text(r, 5)?.as_deref()) } else { Vec::new() };
    Ok(Asset {
        id: column::text(r, 0)?.into(),
        name: column::text(r, 1)?,
        status: column::text(r, 3)?,
        capacity: pieces(column::int(r, 4)?),
        skills,
        late: None,
        is_gone: false,
        kind,
    })
}
