//! What is free, as plain data: what a booking needs, and who could have what, when.

use super::{BranchScope, Clash, Obstacle, WantedLock};
use crate::domain::booking::Lock;
use crate::domain::free::{Buffers, Pattern, Wanted};
use crate::domain::id::{AssetId, BranchId, KitId, LockId, PackageId};
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// What a booking needs: all of it together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Needs {
    /// What a package needs.
    pub package: Option<PackageId>,
    /// As people write it, one need each: `camera x2`, `lead photographer`, `any A7iii`, an asset's name or serial
    /// number, a kit's name.
    pub lines: Vec<String>,
    /// In so many words.
    pub wanted: Vec<Wanted>,
}

/// Which assets a booking could have at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposalQuery {
    /// What it needs.
    pub needs: Needs,
    /// In which branch.
    pub branch: BranchId,
    /// Where, as people write it: a space of the branch that is called so is taken before others. Empty for nowhere.
    pub place: String,
    /// From when, without what is needed around it.
    pub start: Timestamp,
    /// Until when, without this moment.
    pub end: Timestamp,
    /// What is needed around it.
    pub buffers: Buffers,
    /// Locks that do not count: those that are about to be moved or given up.
    pub except: Vec<LockId>,
    /// What the booking has already: each serves a need of its kind before anything else does.
    pub have: Vec<AssetId>,
}

/// When a booking could take place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsQuery {
    /// What it needs.
    pub needs: Needs,
    /// Where.
    pub branch: BranchId,
    /// The earliest start.
    pub from: Timestamp,
    /// Behind the latest start: at most 366 days on.
    pub until: Timestamp,
    /// How long, in seconds, without what is needed around it.
    pub length: i64,
    /// At which hours and on which days, in the branch's wall time.
    pub pattern: Pattern,
    /// What is needed around it.
    pub buffers: Buffers,
    /// So many are enough: 1 to 200.
    pub limit: u32,
}

/// Assets for a booking at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// For each need what it gets, in the order in which they were given.
    pub needs: Vec<NeedAnswer>,
    /// Needs of the package that another program wrote in a shape of its own: nobody looked for them.
    pub unread: Vec<String>,
    /// When something is missing: the nearest time, before or after, at which all of it is free.
    pub nearest: Option<Slot>,
}

impl From<&Given> for WantedLock {
    /// For the time of the sub-event: its buffers are those that were looked at.
    fn from(given: &Given) -> Self {
        Self { qty: given.qty, kit: given.kit.clone(), ..Self::of(given.asset.clone()) }
    }
}

impl Proposal {
    /// All that is given, to be booked.
    #[must_use]
    pub fn wanted(&self) -> Vec<WantedLock> {
        self.given().map(WantedLock::from).collect()
    }

    /// Whether every need gets what it asks for.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.needs.iter().all(|need| need.missing == 0)
    }

    /// Everything that is given.
    pub fn given(&self) -> impl Iterator<Item = &Given> {
        self.needs.iter().flat_map(|need| &need.given)
    }
}

/// What a need gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedAnswer {
    /// The need, e.g. "camera x2, prefer Sony A7iii #1".
    pub words: String,
    /// How many pieces it is, from 1 on.
    pub wanted: u32,
    /// The assets that it gets.
    pub given: Vec<Given>,
    /// How many pieces are missing.
    pub missing: u32,
    /// How many pieces the inventory has of it, in whatever condition, counted no further than 1,000.
    pub there: u32,
    /// When pieces are missing: assets that would do and are not free, those that are free soonest first.
    pub busy: Vec<BusyAsset>,
    /// The space that was named as the place, when it is not free: another one is given instead.
    pub taken: Option<BusyAsset>,
}

/// An asset for a booking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Which.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// What it is: camera, space, human, …
    pub kind: String,
    /// How many pieces.
    pub qty: u32,
    /// As part of which kit.
    pub kit: Option<KitId>,
    /// From when it would be locked, with what is needed before.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// How much of that is preparation and the way there, in seconds.
    pub before: i64,
    /// How much of that is clearing up and the way back, in seconds.
    pub after: i64,
    /// Who holds it softly at that time.
    pub held: Option<Box<Clash>>,
    /// Who has it still, though it was due back.
    pub late: Option<Box<StillOut>>,
    /// What a person is there for: the skill that was asked for, or what they can do. Empty for things.
    pub role: String,
}

impl Given {
    /// Its name, and how many where it is several.
    #[must_use]
    pub fn label(&self) -> String {
        if self.qty > 1 { format!("{} x{}", self.name, self.qty) } else { self.name.clone() }
    }
}

/// Something that is out and was due back, or at no time that anybody said: nobody knows that it will be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillOut {
    /// Who has it.
    pub holder: String,
    /// Since when it is overdue; `None` where nobody said when it comes back.
    pub due: Option<Timestamp>,
}

impl StillOut {
    /// Who has it and since when it is due, with a writer of moments.
    #[must_use]
    pub fn words(&self, moment: impl FnOnce(Timestamp) -> String) -> String {
        match self.due {
            Some(due) => format!("still with {}, due {}", self.holder, moment(due)),
            None => format!("out with {}, nobody said until when", self.holder),
        }
    }
}

/// An asset that would do and is not free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusyAsset {
    /// Which.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// Its condition as stored: lost, in_transit, …
    pub status: String,
    /// What stands in the way first; `None` when that is its condition alone.
    pub why: Option<Obstacle>,
    /// The first start, from the one that was asked for on, at which it is free for the whole length; `None` when that
    /// is not within eight weeks.
    pub free_from: Option<Timestamp>,
}

/// A time at which everything is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The first start.
    pub start: Timestamp,
    /// The end, when it starts then.
    pub end: Timestamp,
    /// The last start on the same day with the same assets.
    pub latest: Timestamp,
    /// The assets; their times are those of the first start.
    pub given: Vec<Given>,
}

/// Times at which everything is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slots {
    /// The needs, as they were understood.
    pub needs: Vec<String>,
    /// Needs of the package that nobody looked for: see [`Proposal::unread`].
    pub unread: Vec<String>,
    /// The times, earliest first.
    pub slots: Vec<Slot>,
    /// From where to look for more; `None` when everything up to the end was looked at.
    pub next: Option<Timestamp>,
    /// The zone of the branch.
    pub zone: String,
}

/// What could stand in for what is locked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternatives {
    /// The lock, and what is wrong with it, if anything is.
    pub lock: TroubledLock,
    /// Free assets, the likest first.
    pub free: Vec<Alternative>,
    /// Assets that are not free, those that are free soonest first.
    pub busy: Vec<BusyAsset>,
}

/// What could stand in for an asset that nobody has locked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandIns {
    /// Free assets, the likest first.
    pub free: Vec<Alternative>,
    /// Assets that are not free, those that are free soonest first.
    pub busy: Vec<BusyAsset>,
}

/// A free asset that could stand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Which.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// What tells it from others: the serial number, or a person's skills.
    pub note: String,
    /// Who holds it softly at that time.
    pub held: Option<Box<Clash>>,
    /// Who has it still, though it was due back.
    pub late: Option<Box<StillOut>>,
}

/// Locks that will not work out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledQuery {
    /// In which branches.
    pub scope: BranchScope,
    /// Only those that end after this moment, and never those that are over; `None` from now on.
    pub from: Option<Timestamp>,
    /// Only those that start before this moment.
    pub until: Option<Timestamp>,
    /// At most so many, up to 1,000.
    pub limit: u32,
}

/// See [`TroubledQuery`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Troubled {
    /// Earliest first.
    pub rows: Vec<TroubledLock>,
    /// How many there are besides.
    pub more: u64,
}

/// A lock that will not work out as it is, if `lock.trouble` or `crossed` says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledLock {
    /// The lock; its `trouble` says what became of the asset.
    pub lock: Lock,
    /// A hold: who has the asset for sure at that time.
    pub crossed: Option<Box<Clash>>,
    /// Where.
    pub branch: BranchId,
    /// What the project is called.
    pub project_name: String,
    /// The client's name.
    pub client: String,
    /// What the sub-event is called; empty for the project as a whole.
    pub event_title: String,
}

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Towards what was.
    Earlier,
    /// Towards what comes.
    Later,
}

impl BusyAsset {
    /// Why it is not free: "booked for Sharma wedding, 2026-12-12 11:00 to 16:00", "under repair until 2026-12-03 09:00".
    #[must_use]
    pub fn words(&self, zone: &TimeZone) -> String {
        match &self.why {
            Some(obstacle) => obstacle.words(zone),
            None => match self.status.as_str() {
                "in_transit" => "on its way to another branch".to_owned(),
                "maintenance" => "under repair, nobody knows until when".to_owned(),
                _ => "not enough of it is free".to_owned(),
            },
        }
    }
}

impl Obstacle {
    /// What is in the way, in words behind "it is", with times in this zone.
    #[must_use]
    pub fn words(&self, zone: &TimeZone) -> String {
        match self {
            Self::TooFew { capacity: 1 } => "the only one of its kind".to_owned(),
            Self::TooFew { capacity } => format!("one of {capacity} in all"),
            Self::Gone(trouble) => trouble.words().to_owned(),
            Self::Away { why, end: Some(end), .. } => {
                format!("{} until {}", why.words(), edit_when(*end, zone))
            }
            Self::Away { why, end: None, .. } => format!("{}, nobody knows until when", why.words()),
            Self::Booked(clash) => format!("booked for {}", clash.for_whom(zone)),
            Self::Held(clash) => format!("held for {}", clash.for_whom(zone)),
        }
    }
}

impl Clash {
    /// "Sharma wedding, 2026-12-12 11:00 to 16:00".
    #[must_use]
    pub fn for_whom(&self, zone: &TimeZone) -> String {
        let (start, end) = (edit_when(self.start, zone), edit_when(self.end, zone));
        let end = match start.split_once(' ') {
            Some((day, _)) => end.strip_prefix(day).map_or(end.as_str(), str::trim_start),
            None => end.as_str(),
        };
        format!("{}, {start} to {end}{}", self.project_name, self.buffers())
    }
}
