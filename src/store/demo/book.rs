//! Who and what is booked for which day: locks over people, gear and rooms, what went out, kits, and what is away.

use super::calendar::Place;
use super::chance::Chance;
use super::ledger::{Cell, Change, Entry};
use super::offers::{Need, OFFERS};
use super::rows::{AssetCustody, AssetMaintenance, AssetTransfer, BookingLock, Filled, Kit, KitAsset};
use super::story::{DAY, HOUR, Held, Step, Story};
use super::studio::{Studio, Turn};
use crate::domain::id::{CustodyId, KitId, LockId, MaintenanceId, TransferId};
use crate::store::protocol::StoreError;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Something that can be booked.
struct Thing {
    id: String,
    /// The asset's type, or a person's skill.
    word: &'static str,
    name: String,
    /// Which person it is.
    person: Option<usize>,
    /// What it is firmly booked for, by its first second: the first second that is free again.
    busy: BTreeMap<i64, i64>,
    /// It went out and has not come back.
    is_out: bool,
}

impl Thing {
    fn is_free(&self, start: i64, end: i64) -> bool {
        self.busy.range(..end).next_back().is_none_or(|(_, until)| *until <= start)
    }
}

/// Everything that can be booked, by branch.
#[derive(Default)]
pub(super) struct Pool {
    things: Vec<Thing>,
    /// Numbers of things by word.
    by_word: [BTreeMap<&'static str, Vec<usize>>; 2],
    chance: Option<Chance>,
    away: Vec<Away>,
}

/// How many of a kind are looked at before one is given up.
const LOOKS: usize = 12;
/// Preparation before and clearing up after, seconds.
const BUFFER: i64 = 1_800;

impl Pool {
    /// With chances of its own.
    pub(super) fn new(chance: Chance) -> Self {
        Self { chance: Some(chance), ..Self::default() }
    }

    /// Something that can be booked from now on.
    pub(super) fn add(
        &mut self,
        place: Place,
        word: &'static str,
        (id, name): (&str, &str),
        person: Option<usize>,
    ) {
        self.by_word[place.no()].entry(word).or_default().push(self.things.len());
        self.things.push(Thing {
            id: id.to_owned(),
            word,
            name: name.to_owned(),
            person,
            busy: BTreeMap::new(),
            is_out: false,
        });
    }

    fn chance(&mut self) -> &mut Chance {
        self.chance.get_or_insert_with(|| Chance::new(1))
    }

    /// One of a kind that is free, and not taken for this day already.
    fn free(&mut self, place: Place, word: &str, (start, end): (i64, i64), taken: &[usize]) -> Option<usize> {
        let many = self.by_word[place.no()].get(word)?.len();
        let first = self.chance().place(many);
        let all = self.by_word[place.no()].get(word)?;
        (0..many.min(LOOKS))
            .map(|step| all[(first + step) % many])
            .find(|no| !taken.contains(no) && self.things[*no].is_free(start, end))
    }

    fn person(&self, place: Place, who: usize) -> Option<usize> {
        let people = self.by_word[place.no()].values().flatten();
        people.copied().find(|no| self.things[*no].person == Some(who))
    }

    fn space(&self, place: Place, location: &str) -> Option<usize> {
        let first = location.split([',', ' ']).next()?;
        let called = |no: &usize| {
            let name = self.things[*no].name.as_str();
            let room = name.split(',').next().unwrap_or(name);
            location.starts_with(room) || (first == "Warehouse" && name.starts_with(first))
        };
        self.by_word[place.no()].get("space")?.iter().copied().find(called)
    }
}

/// What a project's days need: its people, its gear, and the room if it is one of ours.
fn wanted(
    pool: &mut Pool,
    place: Place,
    (offer, shooter): (usize, usize),
    event: &Held,
    span: (i64, i64),
) -> Vec<usize> {
    let mut taken = Vec::new();
    let is_free = |pool: &Pool, no: usize| pool.things[no].is_free(span.0, span.1);
    let room = pool.space(place, event.location).filter(|no| is_free(pool, *no));
    taken.extend(room);
    let mut eye = pool.person(place, shooter).filter(|no| is_free(pool, *no));
    for (need, qty) in OFFERS[offer].needs() {
        for _ in 0..*qty {
            let found = match need {
                Need::Human(skill) => eye.take().or_else(|| pool.free(place, skill, span, &taken)),
                // Where it takes place has been said.
                Need::Asset("space") if room.is_some() => None,
                Need::Asset(kind) => pool.free(place, kind, span, &taken),
            };
            taken.extend(found);
        }
    }
    taken
}

/// Books what a project needs, as it stands on the day of making: an inquiry holds, a booking locks, what was called off
/// has let go. Returns the ids of the locks.
pub(super) fn lock(
    studio: &mut Studio<'_>,
    at: i64,
    story: &mut Story,
    events: &[String],
) -> Result<Vec<String>, StoreError> {
    let booked = story.when(Step::Activate);
    let left = [Step::Lose, Step::Cancel, Step::Trash].into_iter().find_map(|step| story.when(step));
    let desk = Rc::clone(&studio.cast);
    let mut ids = Vec::new();
    for (event, event_id) in story.events.iter().zip(events) {
        let span = (event.start - BUFFER, event.end + BUFFER);
        for no in wanted(&mut studio.pool, story.place, (story.offer, story.shooter), event, span) {
            let id = LockId::from_uuid(studio.ids.at(at)).to_string();
            if booked.is_some() && left.is_none() {
                studio.pool.things[no].busy.insert(span.0, span.1);
                story.gear.push((no, span.0, span.1));
            }
            studio.loader.put(&BookingLock {
                id: &id,
                project_id: &story.id,
                event_id,
                asset_id: &studio.pool.things[no].id,
                start_time: span.0,
                end_time: span.1,
                kind: if booked.is_some() { "firm" } else { "hold" },
                buffer_before: BUFFER,
                buffer_after: BUFFER,
                expires_at: booked.is_none().then_some(at + 14 * DAY),
                released_at: left,
                created_at: at,
                created_by: &desk.person(story.desk).id,
                branch_id: desk.branch(story.place),
                version: 1 + i64::from(booked.is_some()) + i64::from(left.is_some()),
            })?;
            ids.push(id);
        }
    }
    Ok(ids)
}

/// The gear of a project goes out with whoever shoots, and comes back; what went out lately may still be out.
pub(super) fn check_out(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let (holder, branch) = (&cast.person(story.shooter).id, cast.branch(story.place));
    let home = story.when(Step::Ingest);
    let mut gone: Vec<usize> = Vec::new();
    let mut made = Vec::new();
    for (no, _, end) in &story.gear {
        let thing = &studio.pool.things[*no];
        if thing.person.is_some() || thing.word == "space" || thing.is_out || gone.contains(no) {
            continue;
        }
        gone.push(*no);
        let is_late = studio.pool.chance().percent(60) && end + 4 * DAY > studio.calendar.now();
        let back = home.filter(|_| !is_late);
        studio.pool.things[*no].is_out = back.is_none();
        let id = CustodyId::from_uuid(studio.ids.at(at)).to_string();
        let is_scratched = studio.pool.chance().percent(2);
        studio.loader.put(&AssetCustody {
            id: &id,
            asset_id: &studio.pool.things[*no].id,
            project_id: &story.id,
            holder_user_id: holder,
            out_at: at,
            due_at: (end + 12 * HOUR).max(at + HOUR),
            back_at: back,
            condition_out: "good",
            condition_back: back.map(|_| if is_scratched { "scratched, works" } else { "good" }),
            out_by: holder,
            back_by: back.map(|_| holder.as_str()),
            version: 1 + i64::from(back.is_some()),
        })?;
        made.push((id, studio.pool.things[*no].id.clone()));
    }
    if made.is_empty() {
        return Ok(());
    }
    let changes =
        made.iter().map(|(id, asset)| Change::made(Filled::AssetCustody, id).says("asset_id", asset));
    let touched = made.iter().map(|(_, asset)| (Filled::Assets, asset.as_str()));
    let touched = touched.chain([(Filled::Projects, story.id.as_str())]).collect();
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched,
        subject: Some(&subject),
        ..Entry::new(at, Some(branch), holder, "asset.checked_out", changes.collect())
    })
}

/// Kits of the branches: what goes out together.
const KITS: [(&str, &[(&str, u32)]); 3] = [
    ("Wedding kit", &[("camera", 2), ("lens", 2), ("light", 2)]),
    ("Portrait kit", &[("camera", 1), ("lens", 1), ("light", 2)]),
    ("Film kit", &[("camera", 1), ("audio", 1), ("drone", 1)]),
];

/// Packs the kits.
pub(super) fn pack(studio: &mut Studio<'_>, at: i64) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    for (place, (name, parts)) in Place::ALL.iter().flat_map(|p| KITS.iter().map(move |kit| (*p, *kit))) {
        let id = KitId::from_uuid(studio.ids.at(at)).to_string();
        let branch = cast.branch(place);
        studio.loader.put(&Kit { id: &id, branch_id: branch, name, created_at: at })?;
        let mut changes = vec![Change::made(Filled::Kits, &id).says("name", name)];
        let mut packed = Vec::new();
        for (word, many) in parts {
            let all = studio.pool.by_word[place.no()].get(word).map_or(&[][..], Vec::as_slice);
            let many = usize::try_from(*many).unwrap_or(usize::MAX);
            packed.extend(all.iter().take(many).map(|no| studio.pool.things[*no].id.clone()));
        }
        let parts: Vec<String> =
            packed.iter().map(|_| KitId::from_uuid(studio.ids.at(at)).to_string()).collect();
        for (part, asset) in parts.iter().zip(&packed) {
            studio.loader.put(&KitAsset { id: part, kit_id: &id, asset_id: asset, qty: 1 })?;
            changes.push(Change::made(Filled::KitAssets, part).is("asset_id", Cell::Text(asset)));
        }
        studio.record(&Entry::new(at, Some(branch), cast.owner(), "kit.created", changes))?;
    }
    Ok(())
}

/// Something that is under repair, or somebody on leave.
pub(super) struct Away {
    pub(super) asset: String,
    pub(super) place: Place,
    pub(super) kind: &'static str,
    pub(super) reason: &'static str,
    pub(super) start: i64,
    pub(super) end: i64,
}

/// Plans an absence: nothing is booked over it, and it is written down on the day on which it becomes known.
pub(super) fn plan_away(studio: &mut Studio<'_>, known: i64, away: Away) {
    if let Some(thing) = studio.pool.things.iter_mut().find(|thing| thing.id == away.asset) {
        thing.busy.insert(away.start, away.end);
    }
    studio.pool.away.push(away);
    studio.plan(known, Turn::Away(studio.pool.away.len() - 1));
}

/// Writes an absence down.
pub(super) fn send_away(studio: &mut Studio<'_>, at: i64, no: usize) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let id = MaintenanceId::from_uuid(studio.ids.at(at)).to_string();
    let Away { asset, place, kind, reason, start, end } = &studio.pool.away[no];
    studio.loader.put(&AssetMaintenance {
        id: &id,
        asset_id: asset,
        kind,
        start_time: *start,
        end_time: Some(*end),
        reason,
        created_at: at,
        created_by: cast.owner(),
    })?;
    let (asset, branch) = (asset.clone(), cast.branch(*place));
    let change = Change::made(Filled::AssetMaintenance, &id)
        .says("asset_id", &asset)
        .says("kind", kind)
        .says("reason", reason);
    studio.record(&Entry {
        touched: vec![(Filled::Assets, &asset)],
        ..Entry::new(at, Some(branch), cast.owner(), "asset.sent_away", vec![change])
    })
}

/// Sends something to the other branch, where nobody has taken it in yet.
pub(super) fn send_over(
    studio: &mut Studio<'_>,
    at: i64,
    asset: &str,
    from: Place,
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let to = Place::ALL[1 - from.no()];
    let id = TransferId::from_uuid(studio.ids.at(at)).to_string();
    let (from, to) = (cast.branch(from), cast.branch(to));
    let note = "for the fairs of the season";
    studio.loader.put(&AssetTransfer {
        id: &id,
        asset_id: asset,
        from_branch_id: from,
        to_branch_id: to,
        sent_at: at,
        sent_by: cast.owner(),
        note,
    })?;
    let change = Change::made(Filled::AssetTransfers, &id)
        .says("asset_id", asset)
        .says("from_branch_id", from)
        .says("to_branch_id", to)
        .says("note", note);
    studio.record(&Entry {
        touched: vec![(Filled::Assets, asset)],
        ..Entry::new(at, Some(from), cast.owner(), "asset.sent", vec![change])
    })
}
