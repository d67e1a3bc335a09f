//! Who has it: what goes out and comes back, and what stands in the way of that.

use super::Lacking;
use crate::domain::custody::{Afterwards, Custody, Holder, called};
use crate::domain::id::{AssetId, BranchId, CustodyId, EventId, KitId, LockId, ProjectId};
use crate::domain::role::Permission;
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Writes about who has what. None of them is undone: what went out by mistake is checked in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustodyCommand {
    /// Gives things out: all of them or none.
    CheckOut(CheckOut),
    /// Takes things back: all of them or none.
    CheckIn(Vec<Return>),
    /// Says anew when something that is out is due.
    ExtendDue {
        /// Which links of the chain, each with the version that was read.
        ids: Vec<(CustodyId, i64)>,
        /// When it is late from; `None` for no time.
        due: Option<Timestamp>,
    },
}

impl CustodyCommand {
    /// The permission that it needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        Permission::MoveCustody
    }

    /// A name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CheckOut(_) => "check out",
            Self::CheckIn(_) => "check in",
            Self::ExtendDue { .. } => "extend due",
        }
    }
}

impl From<CustodyCommand> for super::Command {
    fn from(command: CustodyCommand) -> Self {
        Self::Custody(command)
    }
}

/// Things that go out together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOut {
    /// What goes.
    pub items: Vec<OutItem>,
    /// For which project, if for one.
    pub project: Option<ProjectId>,
    /// For which of its sub-events, if for one.
    pub event: Option<EventId>,
    /// Who takes it.
    pub holder: Holder,
    /// When it has to be back.
    pub due: Due,
    /// What to do about what is wanted elsewhere meanwhile.
    pub wanted: Wanted,
}

/// One thing, or one kit, that goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutItem {
    /// What.
    pub what: OutWhat,
    /// In which state it goes; empty where nobody looked.
    pub condition: String,
}

/// What goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutWhat {
    /// An asset.
    Asset {
        /// Which.
        id: AssetId,
        /// How many pieces, from 1 on.
        qty: u32,
        /// As a part of which kit.
        kit: Option<KitId>,
    },
    /// Everything that is in a kit.
    Kit(KitId),
}

/// When something has to be back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// When its lock for the project ends; without one, nobody said when.
    LockEnd,
    /// Then.
    At(Timestamp),
    /// Nobody said when.
    Open,
}

/// What to do when something is booked for another project before it is due back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Nothing goes out, and the answer says who wants it.
    #[default]
    Ask,
    /// It goes out all the same.
    GoAhead,
}

/// Something that comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// What.
    pub what: Returned,
    /// The version at which its link of the chain was read; `None` where nobody looked, and for a kit.
    #[serde(default)]
    pub version: Option<i64>,
    /// How many pieces; `None` for all that are out. The rest stays out as it was.
    #[serde(default)]
    pub qty: Option<u32>,
    /// In which state; empty where nobody looked.
    pub condition: String,
    /// What becomes of it.
    pub then: Afterwards,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returned {
    /// What went out so.
    Custody(CustodyId),
    /// An asset that one holder has.
    Asset(AssetId),
    /// All that is out as a part of a kit.
    Kit(KitId),
}

/// What stands in the way of a check-out or check-in: nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hurdles {
    /// Which way things were to go.
    pub way: Way,
    /// How many were to go.
    pub of: usize,
    /// What stands in the way, in the order in which things were named.
    pub all: Vec<Hurdle>,
    /// The zone in which times are said.
    pub zone: String,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Out.
    Out,
    /// Back in.
    In,
}

/// Why one thing cannot go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hurdle {
    /// Which; `None` where it is about the holder.
    pub asset: Option<AssetId>,
    /// What it is called; the holder's name where it is about them.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why something cannot go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Others have it, and too few are left.
    Out {
        /// Who has it.
        holder: String,
        /// Since when.
        since: Timestamp,
        /// When it is due back.
        due: Option<Timestamp>,
        /// How many are still here.
        left: u32,
    },
    /// Some of it should be back by now.
    Late {
        /// Who has it.
        holder: String,
        /// Since when it is late.
        due: Timestamp,
    },
    /// Who is to take it has something that should be back by now.
    HolderLate {
        /// What, as far as it is in reach; empty otherwise.
        what: String,
        /// Since when it is late.
        due: Timestamp,
    },
    /// There are not so many of it.
    TooFew {
        /// How many there are.
        capacity: u32,
    },
    /// It is lost, retired, or on its way to another branch: the word as stored.
    Gone(String),
    /// It is under repair.
    Repair {
        /// Until when, as far as anybody knows.
        until: Option<Timestamp>,
    },
    /// It is a person or a room.
    NoGear,
    /// It belongs to another branch than the rest, or than the project.
    OtherBranch(String),
    /// It is not booked for the project, and who asks may take only what is.
    NotBooked,
    /// It was said to go as a part of a kit that it is not in.
    NotInKit,
    /// The project has fewer of it booked, and who asks may take only what is.
    OnlyBooked {
        /// How many are booked.
        booked: u32,
        /// How many of them are out for the project already.
        out: u32,
    },
    /// The project has fewer of it booked: so many may go all the same.
    More {
        /// How many are booked.
        booked: u32,
        /// How many of them are out for the project already.
        out: u32,
    },
    /// A kit with nothing in it.
    Empty,
    /// It is not out.
    NotOut,
    /// Not so many pieces of it are out so.
    FewerOut {
        /// Who has it.
        holder: String,
        /// How many they have.
        out: u32,
    },
    /// A number of pieces was said of a whole kit.
    WholeKit,
    /// Some of its pieces are to be repaired, and a time under repair is of all of them.
    RepairsAll {
        /// How many there are.
        capacity: u32,
    },
    /// It is out, but all of it belongs where the actor moves nothing.
    OutOfReach,
    /// Several have some of it: which of them brings it back has to be said.
    Several(Vec<String>),
    /// Another project has it for sure before it is back: it may go all the same.
    Wanted {
        /// Which project; empty out of reach.
        project: String,
        /// From when.
        start: Timestamp,
        /// Until when.
        end: Timestamp,
    },
}

impl Hurdles {
    /// Whether it may go all the same, if somebody says so.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.all.iter().all(Hurdle::is_question)
    }

    /// Whether somebody else has what is wanted.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.all.iter().any(|hurdle| {
            matches!(hurdle.why, Why::Out { .. } | Why::Late { .. } | Why::Wanted { .. } | Why::NotOut)
        })
    }

    /// One line for each thing that cannot go.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        self.all.iter().map(move |hurdle| hurdle.line(&zone))
    }
}

impl fmt::Display for Hurdles {
    /// "Sony A7 IV is out with Rahul since …", or "2 of 7 cannot go out: …; …".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.lines().collect();
        if let [one] = lines.as_slice() {
            return f.write_str(one);
        }
        let what = match (self.way, self.is_question()) {
            (Way::Out, true) => "are asked about first",
            (Way::Out, false) => "cannot go out",
            (Way::In, _) => "cannot be taken back",
        };
        write!(f, "{} of {} {what}: {}", lines.len(), self.of.max(lines.len()), lines.join("; "))
    }
}

impl Hurdle {
    /// Whether it may go all the same, if somebody says so.
    #[must_use]
    pub const fn is_question(&self) -> bool {
        matches!(self.why, Why::Wanted { .. } | Why::More { .. })
    }

    fn line(&self, zone: &TimeZone) -> String {
        let at = |moment: Timestamp| edit_when(moment, zone);
        let name = &self.name;
        match &self.why {
            Why::Out { holder, since, due, left } => {
                let due = due
                    .map_or("no time was said for its return".to_owned(), |due| format!("due {}", at(due)));
                let left = if *left > 0 { format!("; {left} left") } else { String::new() };
                format!("{name} is out with {holder} since {}, {due}{left}", at(*since))
            }
            Why::Late { holder, due } => {
                format!("{name} should be back from {holder} since {}", at(*due))
            }
            Why::HolderLate { what, due } => {
                let what = if what.is_empty() { "something of another branch" } else { what };
                format!("{name} has to bring back {what} first, due {}", at(*due))
            }
            Why::TooFew { capacity } => format!("there are only {capacity} of {name}"),
            Why::Gone(word) => match word.as_str() {
                "in_transit" => format!("{name} is on its way to another branch"),
                word => format!("{name} is {}", word.replace('_', " ")),
            },
            Why::Repair { until: Some(until) } => format!("{name} is under repair until {}", at(*until)),
            Why::Repair { until: None } => format!("{name} is under repair"),
            Why::NoGear => format!("{name} is a person or a room, and not handed over"),
            Why::OtherBranch(branch) => format!("{name} belongs to {branch}"),
            Why::NotBooked => format!("{name} is not booked for this project"),
            Why::NotInKit => {
                format!("{name} is in another kit, or in none: it does not go as a part of this one")
            }
            Why::OnlyBooked { booked, out } | Why::More { booked, out } => {
                let are = |n: u32| if n == 1 { "is" } else { "are" };
                let out =
                    if *out == 0 { String::new() } else { format!("; {out} {} out already", are(*out)) };
                format!("only {booked} of {name} {} booked for this project{out}", are(*booked))
            }
            Why::Empty => format!("there is nothing in {name}"),
            Why::FewerOut { holder, out } => {
                format!("{out} of {name} {} out with {holder}", if *out == 1 { "is" } else { "are" })
            }
            Why::WholeKit => format!("{name} is a kit: name the part of which fewer came back"),
            Why::RepairsAll { capacity } => format!(
                "under repair would be all {capacity} of {name}, also those that stay in use: take it back as ready, and write down what broke"
            ),
            Why::OutOfReach => format!("what is out of {name} belongs to another branch"),
            Why::NotOut => format!("{name} is not out"),
            Why::Several(holders) => format!("{} each have some of {name}", holders.join(" and ")),
            Why::Wanted { project, start, end } => {
                let project = if project.is_empty() { "another project" } else { project };
                format!("{name} is booked for {project}, {} to {}", at(*start), at(*end))
            }
        }
    }
}

/// The most links of a list of what is out.
pub const OUTSTANDING: u32 = 500;

/// Which of what is out a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outstanding {
    /// Everything, what is due first coming first.
    All,
    /// What should be back by now.
    Late,
}

/// The gear of a project: what is booked for it, and what is out for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GearList {
    /// The project.
    pub project: ProjectId,
    /// What it is called.
    pub title: String,
    /// The sub-event whose gear this is; `None` for all of the project.
    pub event: Option<EventId>,
    /// What the sub-event is called; empty without one.
    pub event_title: String,
    /// Its branch.
    pub branch: BranchId,
    /// IANA zone of the branch.
    pub zone: String,
    /// The things, kits together, then by name.
    pub lines: Vec<GearLine>,
}

/// One thing of a gear list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GearLine {
    /// What.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// Its type as stored.
    pub kind: String,
    /// Its serial number; empty without one.
    pub serial: String,
    /// Its condition as stored.
    pub status: String,
    /// How many pieces are booked, or out.
    pub qty: u32,
    /// The lock that ends last of those that are meant; `None` for what is out without being booked.
    pub lock: Option<LockId>,
    /// From when it is booked.
    pub start: Option<Timestamp>,
    /// Until when it is booked.
    pub end: Option<Timestamp>,
    /// As a part of which kit.
    pub kit: Option<KitId>,
    /// What the kit is called; empty without one.
    pub kit_name: String,
    /// Who has it now: for this project, else for something else.
    pub out: Option<Custody>,
    /// Whether it cannot be had now, and why.
    pub missing: Option<Lacking>,
}

impl GearLine {
    /// What it is called, with its serial number.
    #[must_use]
    pub fn label(&self) -> String {
        called(&self.name, &self.serial)
    }
}

/// An asset whose serial number was scanned or typed, with who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    /// What.
    pub asset: AssetId,
    /// Its branch.
    pub branch: BranchId,
    /// What it is called.
    pub name: String,
    /// Its type as stored.
    pub kind: String,
    /// Its serial number.
    pub serial: String,
    /// Its condition as stored.
    pub status: String,
    /// How many there are of it.
    pub capacity: u32,
    /// Version of the row.
    pub version: i64,
    /// Who has some of it now.
    pub out: Vec<Custody>,
}

impl Scanned {
    /// What it is called, with its serial number.
    #[must_use]
    pub fn label(&self) -> String {
        called(&self.name, &self.serial)
    }
}
