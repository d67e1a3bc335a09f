//! Handing things over: a list to tick, thing by thing or by scanning serial numbers, on the way out, on the way back,
//! and when a kit is packed.
//!
//! What is typed goes into one line at the top, so that a scanner works like a keyboard: a serial number and Enter tick
//! the thing. What is not on the list is looked for, and may be added.

mod build;
mod draw;

pub use build::{lacking, with_whom};

use crate::action::{Action, Scope};
use crate::domain::custody::{Afterwards, Custody, MAX_CONDITION};
use crate::domain::fold::fold;
use crate::domain::id::{AssetId, BranchId, CustodyId, EventId, KitId, ProjectId};
use crate::domain::kit::KitPart;
use crate::input::{Key, KeyCode};
use crate::keymap::Press;
use crate::store::port::Ticket;
use crate::store::protocol::{OutItem, OutWhat, ReferenceHit, Reply, Return, Returned, Scanned, StoreError};
use crate::theme::Role;
use crate::ui::line::{Edit, Line};
use crate::ui::rows::moved;

/// What the list is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Things go out, for a project if it is one's gear.
    Out {
        /// The project and its sub-event.
        project: Option<(ProjectId, Option<EventId>)>,
    },
    /// Things come back.
    In,
    /// A kit is packed: its id, and the version at which it was read.
    Pack {
        /// Which.
        kit: KitId,
        /// Its version.
        version: i64,
    },
}

/// What a press or an answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum HandoverEvent {
    /// Nothing to do but draw.
    None,
    /// Look for this serial number, then call [`Handover::asked`].
    Scan(String),
    /// Look for gear by this text, then call [`Handover::asked`].
    Look(String),
    /// Go on with what is ticked.
    Go,
    /// It was closed.
    Closed,
    /// Ask whether to close it: things are ticked.
    AskClose,
}

/// One thing on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    asset: AssetId,
    label: String,
    serial: String,
    /// Under which kit it stands; empty for none.
    group: String,
    kit: Option<KitId>,
    qty: u32,
    /// How many there can be at most.
    most: u32,
    /// The link of the chain that it comes back from, with the version that was read.
    custody: Option<(CustodyId, i64)>,
    /// Dim, at the right, with its colour.
    note: (String, Role),
    /// Why it cannot be ticked; empty when it can.
    blocked: String,
    ticked: Ticked,
    condition: String,
    then: Afterwards,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ticked {
    No,
    Yes,
}

/// Where keys go.
#[derive(Clone, Debug)]
enum Mode {
    /// Into the line for serial numbers.
    Scan,
    /// Into the condition of the selected thing.
    Note(Line),
    /// To what was found and is not on the list.
    Found { hits: Vec<Found>, selected: usize },
}

/// Something that was found and may be added.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
    asset: AssetId,
    label: String,
    serial: String,
    note: String,
    /// What is out of it, where one has it.
    out: Option<Custody>,
}

/// A list to tick.
#[derive(Clone, Debug)]
pub struct Handover {
    purpose: Purpose,
    title: String,
    branch: Option<BranchId>,
    items: Vec<Item>,
    selected: usize,
    line: Line,
    mode: Mode,
    flight: Option<(Ticket, String)>,
    /// What came of the last scan, with its colour.
    said: (String, Role),
    saving: Option<Ticket>,
    /// Whether anything was ticked or changed since it was opened.
    touched: Touched,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Touched {
    No,
    Yes,
}

/// The most pieces of one thing, where nothing says fewer.
const MANY: u32 = 1_000_000;
/// The most characters of a scan.
const MAX_SCAN: usize = 120;
/// Things that a page key moves by.
const PAGE: usize = 10;

impl Handover {
    /// What it is for.
    #[must_use]
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// The branch whose gear this is; `None` where it is gear of several.
    #[must_use]
    pub const fn branch(&self) -> Option<&BranchId> {
        self.branch.as_ref()
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Handover, Scope::Move, Scope::Always]
    }

    /// A question is under way.
    pub fn asked(&mut self, ticket: Ticket, text: String) {
        self.flight = Some((ticket, text));
    }

    /// Its write is under way.
    pub fn saving(&mut self, ticket: Ticket) {
        self.saving = Some(ticket);
    }

    /// Whether this write is its own.
    #[must_use]
    pub fn is_saved_by(&self, ticket: Ticket) -> bool {
        self.saving == Some(ticket)
    }

    /// Whether the next key waits for an answer.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.saving.is_some() || self.flight.is_some()
    }

    /// The write failed: what was ticked stays.
    pub fn resume(&mut self) {
        self.saving = None;
    }

    /// The kit was changed meanwhile: what is ticked stays, and goes on from the version that is stored now. `false` for
    /// a list that packs none.
    pub fn go_on_from(&mut self, newer: i64) -> bool {
        match &mut self.purpose {
            Purpose::Pack { version, .. } => {
                *version = newer;
                true
            }
            Purpose::Out { .. } | Purpose::In => false,
        }
    }

    /// How many things are ticked.
    #[must_use]
    pub fn ticked(&self) -> usize {
        self.chosen().count()
    }

    fn chosen(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.ticked == Ticked::Yes)
    }

    /// What is ticked, on its way out.
    #[must_use]
    pub fn outgoing(&self) -> Vec<OutItem> {
        let item = |item: &Item| OutItem {
            what: OutWhat::Asset { id: item.asset.clone(), qty: item.qty, kit: item.kit.clone() },
            condition: item.condition.clone(),
        };
        self.chosen().map(item).collect()
    }

    /// What is ticked, on its way back.
    #[must_use]
    pub fn returning(&self) -> Vec<Return> {
        let back = |item: &Item| Return {
            what: match &item.custody {
                Some((custody, _)) => Returned::Custody(custody.clone()),
                None => Returned::Asset(item.asset.clone()),
            },
            version: item.custody.as_ref().map(|(_, version)| *version),
            qty: (item.custody.is_some() && item.qty < item.most).then_some(item.qty),
            condition: item.condition.clone(),
            then: item.then,
        };
        self.chosen().map(back).collect()
    }

    /// What is ticked, as the parts of a kit.
    #[must_use]
    pub fn parts(&self) -> Vec<KitPart> {
        self.chosen().map(|item| KitPart { asset: item.asset.clone(), qty: item.qty }).collect()
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> HandoverEvent {
        match &mut self.mode {
            Mode::Note(_) => self.noting(press),
            Mode::Found { .. } => self.choosing(press),
            Mode::Scan => self.scanning(press),
        }
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> HandoverEvent {
        // A scanner that ends with a line feed has scanned.
        let ends = text.ends_with(['\n', '\r']);
        match &mut self.mode {
            Mode::Note(line) => drop(line.paste(text)),
            Mode::Found { .. } => {}
            Mode::Scan => {
                self.line.paste(text);
                if ends {
                    return self.scan();
                }
            }
        }
        HandoverEvent::None
    }

    fn scanning(&mut self, press: Press) -> HandoverEvent {
        match press.action {
            Some(Action::Back) if !self.line.is_empty() => self.line.set(""),
            Some(Action::Back) if self.touched == Touched::Yes => return HandoverEvent::AskClose,
            Some(Action::Back) => return HandoverEvent::Closed,
            Some(Action::HandoverGo) => return self.go(),
            Some(Action::HandoverTick) if self.line.is_empty() => self.toggle(),
            Some(Action::HandoverTick) => return self.scan(),
            Some(Action::HandoverAll) => self.toggle_all(),
            Some(Action::HandoverNote) => self.note(),
            Some(Action::HandoverRepair) => self.repair(),
            Some(action) => {
                if let Some(to) = moved(self.selected, self.items.len(), PAGE, action) {
                    self.selected = to;
                }
            }
            None => self.typed(press.key),
        }
        HandoverEvent::None
    }

    /// While nothing is typed, the space bar ticks, and `+` and `-` count.
    fn typed(&mut self, key: Key) {
        match key.code {
            KeyCode::Char(' ') if self.line.is_empty() => self.toggle(),
            KeyCode::Char('+') if self.line.is_empty() => self.count(1),
            KeyCode::Char('-') if self.line.is_empty() => self.count(-1),
            _ => {
                if self.line.key(key) == Edit::Changed {
                    self.said.0.clear();
                }
            }
        }
    }

    fn go(&mut self) -> HandoverEvent {
        let packs = matches!(self.purpose, Purpose::Pack { .. });
        if packs || self.ticked() > 0 {
            return HandoverEvent::Go;
        }
        self.said = ("Nothing is ticked yet.".to_owned(), Role::Warn);
        HandoverEvent::None
    }

    fn toggle(&mut self) {
        let Some(item) = self.items.get_mut(self.selected) else { return };
        if !item.blocked.is_empty() {
            self.said = (format!("{}: {}", item.label, item.blocked), Role::Warn);
            return;
        }
        item.ticked = if item.ticked == Ticked::Yes { Ticked::No } else { Ticked::Yes };
        self.touched = Touched::Yes;
        self.said.0.clear();
        if item.ticked == Ticked::Yes {
            self.selected = (self.selected + 1).min(self.items.len().saturating_sub(1));
        }
    }

    /// Ticks everything that can be ticked; if all of that is ticked, nothing.
    fn toggle_all(&mut self) {
        let free = |item: &&mut Item| item.blocked.is_empty();
        let whole =
            self.items.iter().filter(|item| item.blocked.is_empty()).all(|item| item.ticked == Ticked::Yes);
        let to = if whole { Ticked::No } else { Ticked::Yes };
        self.items.iter_mut().filter(free).for_each(|item| item.ticked = to);
        self.touched = Touched::Yes;
    }

    fn note(&mut self) {
        if matches!(self.purpose, Purpose::Pack { .. }) {
            return;
        }
        if let Some(item) = self.items.get(self.selected) {
            self.mode = Mode::Note(Line::new(&item.condition, MAX_CONDITION));
        }
    }

    fn repair(&mut self) {
        if self.purpose != Purpose::In {
            return;
        }
        let Some(item) = self.items.get_mut(self.selected) else { return };
        item.then = match item.then {
            Afterwards::Ready => Afterwards::Repair { until: None },
            Afterwards::Repair { .. } => Afterwards::Ready,
        };
        self.touched = Touched::Yes;
    }

    fn count(&mut self, by: i64) {
        let Some(item) = self.items.get_mut(self.selected) else { return };
        let qty = i64::from(item.qty).saturating_add(by).clamp(1, i64::from(item.most.max(1)));
        item.qty = u32::try_from(qty).unwrap_or(1);
        self.touched = Touched::Yes;
    }

    fn noting(&mut self, press: Press) -> HandoverEvent {
        let Mode::Note(line) = &mut self.mode else { return HandoverEvent::None };
        match press.action {
            Some(Action::Back) => self.mode = Mode::Scan,
            Some(Action::HandoverTick | Action::HandoverGo) => {
                let text = line.text().trim().to_owned();
                if let Some(item) = self.items.get_mut(self.selected) {
                    item.condition = text;
                }
                self.touched = Touched::Yes;
                self.mode = Mode::Scan;
            }
            _ => drop(line.key(press.key)),
        }
        HandoverEvent::None
    }

    fn choosing(&mut self, press: Press) -> HandoverEvent {
        let Mode::Found { hits, selected } = &mut self.mode else { return HandoverEvent::None };
        match press.action {
            Some(Action::HandoverTick) => {
                if let Some(found) = hits.get(*selected).cloned() {
                    self.add(found);
                }
            }
            Some(Action::Back) => {
                self.mode = Mode::Scan;
                self.said.0.clear();
            }
            Some(action) => {
                if let Some(to) = moved(*selected, hits.len(), PAGE, action) {
                    *selected = to;
                }
            }
            // Whoever scans the next thing does not want this one.
            None => {
                self.mode = Mode::Scan;
                self.typed(press.key);
            }
        }
        HandoverEvent::None
    }

    fn add(&mut self, found: Found) {
        self.mode = Mode::Scan;
        self.line.set("");
        self.touched = Touched::Yes;
        if let Some(at) = self.items.iter().position(|item| item.asset == found.asset) {
            self.tick(at);
            return;
        }
        self.said = (format!("Added {}", found.label), Role::Good);
        let out = found.out.filter(|_| self.purpose == Purpose::In);
        self.items.push(Item {
            asset: found.asset,
            label: found.label,
            serial: found.serial,
            group: String::new(),
            kit: None,
            qty: out.as_ref().map_or(1, |out| out.qty),
            most: match &out {
                Some(out) => out.qty,
                None if self.purpose == Purpose::In => 1,
                None => MANY,
            },
            custody: out.map(|out| (out.id, out.version)),
            note: (found.note, Role::Dim),
            blocked: String::new(),
            ticked: Ticked::Yes,
            condition: String::new(),
            then: Afterwards::Ready,
        });
        self.selected = self.items.len() - 1;
    }

    /// Ticks what has the number that stands in the line, or looks for it.
    fn scan(&mut self) -> HandoverEvent {
        let text = self.line.text().trim().to_owned();
        if text.is_empty() {
            return HandoverEvent::None;
        }
        let wanted = fold(&text);
        let by_serial = |item: &Item| !item.serial.is_empty() && fold(&item.serial) == wanted;
        let at = self.items.iter().position(by_serial);
        let at = at.or_else(|| self.items.iter().position(|item| fold(&item.label) == wanted));
        match at {
            Some(at) => {
                self.line.set("");
                self.tick(at);
                HandoverEvent::None
            }
            None => HandoverEvent::Scan(text),
        }
    }

    fn tick(&mut self, at: usize) {
        self.selected = at;
        let Some(item) = self.items.get_mut(at) else { return };
        if !item.blocked.is_empty() {
            self.said = (format!("{}: {}", item.label, item.blocked), Role::Warn);
            return;
        }
        self.touched = Touched::Yes;
        let again = item.ticked == Ticked::Yes;
        item.ticked = Ticked::Yes;
        let said = if again { "is ticked already" } else { "ticked" };
        self.said = (format!("{} {said}", item.label), if again { Role::Warn } else { Role::Good });
    }

    /// Takes an answer.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> HandoverEvent {
        let Some((_, text)) = self.flight.take_if(|(asked, _)| *asked == ticket) else {
            return HandoverEvent::None;
        };
        match result {
            Ok(Reply::Scanned(found)) if found.is_empty() => return HandoverEvent::Look(text),
            Ok(Reply::Scanned(found)) => self.scanned(&text, found),
            Ok(Reply::References(hits)) => self.looked(&text, hits),
            Ok(_) => {}
            Err(error) => self.said = (error.to_string(), Role::Bad),
        }
        HandoverEvent::None
    }

    fn scanned(&mut self, text: &str, found: Vec<Scanned>) {
        let hits = found.into_iter().map(|one| Found {
            label: one.label(),
            serial: one.serial.clone(),
            note: one.out.first().map(|out| format!("out with {}", out.holder_name)).unwrap_or_default(),
            asset: one.asset,
            out: <[Custody; 1]>::try_from(one.out).ok().map(|[only]| only),
        });
        self.offer(hits.collect(), &format!("{text} is not on this list."));
    }

    fn looked(&mut self, text: &str, hits: Vec<ReferenceHit>) {
        if hits.is_empty() {
            self.said = (format!("Nothing has the serial number or the name “{text}”"), Role::Bad);
            return;
        }
        let hits = hits.into_iter().map(|hit| Found {
            asset: hit.id.as_str().into(),
            label: crate::domain::custody::called(&hit.label, &hit.note),
            serial: hit.note,
            note: String::new(),
            out: None,
        });
        self.offer(hits.collect(), &format!("No serial number is “{text}”; close to it:"));
    }

    fn offer(&mut self, hits: Vec<Found>, said: &str) {
        self.said = (said.to_owned(), Role::Warn);
        self.mode = Mode::Found { hits, selected: 0 };
    }
}
