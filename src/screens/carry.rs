//! Carrying: a block of time on its way to another time, or to another asset.
//!
//! A pure state machine that every view of the calendar can use. Nothing is written while somebody carries: at every step
//! the store is asked what is in the way, and only saving writes, with one command. Whoever carries sees who has what is
//! wanted before saving; if somebody was faster all the same, the store says so, and nothing that was carried is lost.

mod exact;
mod says;
pub use says::LINES;
#[cfg(test)]
mod tests;

use super::effect::{Out, slots};
use crate::action::{Action, Scope};
use crate::domain::booking::LockKind;
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::id::{AssetId, EventId, LockId};
use crate::domain::project::event::fields;
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    BlockAsset, BlockDetail, BlockId, BookingCommand, CarriedLock, Change, Command, LockChange, Obstacle,
    Outcome, ProjectCommand, Query, Reply, StoreError, Verdict, Want,
};
use crate::ui::line::{Edit, Line};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

/// What is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The sub-event with everything that is booked for it.
    Whole,
    /// One lock.
    Alone,
}

/// How far one press of a key carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many minutes.
    Minutes(i64),
    /// A day, at the same time on the wall.
    Day,
}

impl Step {
    fn span(self, by: i64) -> Span {
        match self {
            Self::Minutes(minutes) => (minutes * by).minutes(),
            Self::Day => by.days(),
        }
    }
}

/// What whoever shows the block has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarryEvent {
    /// Nothing but to draw.
    Stay,
    /// Another row is wanted, so many rows of the same kind below, above when negative: see [`Carry::put_on`].
    Row(i64),
    /// It is put back: nothing is carried any more.
    Over,
    /// It was no key of carrying.
    Unhandled,
}

/// What an answer to saving means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It was no answer to this.
    NotMine,
    /// It is where it was carried: nothing is carried any more.
    Done,
    /// It is still carried, and says why.
    Refused,
}

/// Where a lock would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The lock.
    pub lock: LockId,
    /// The asset that it was over.
    pub from: AssetId,
    /// The asset that it would be over.
    pub asset: AssetId,
    /// From when, buffer included.
    pub start: Timestamp,
    /// Until when, buffer included.
    pub end: Timestamp,
    /// How many pieces.
    pub qty: u32,
    /// How firmly.
    pub kind: LockKind,
}

/// What the person is to be told of the last press, besides what is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    text: String,
    is_bad: bool,
}

/// A block that is carried.
#[derive(Clone, Debug)]
pub struct Carry {
    block: BlockDetail,
    zone: TimeZone,
    part: Part,
    /// Where what is carried stands now: the sub-event, or the lock with its buffers.
    start: Timestamp,
    end: Timestamp,
    /// The asset that the lock is put on, when it is another one.
    onto: Option<BlockAsset>,
    step: Step,
    verdicts: Option<Vec<Verdict>>,
    /// What was asked about last, lock by lock: the verdicts are of these, in this order.
    judged: Vec<Moved>,
    asked: Option<Ticket>,
    reading: Option<Ticket>,
    saving: Option<Ticket>,
    exact: Option<Line>,
    note: Option<Note>,
}

impl Carry {
    /// Takes up a block. `None` when it is nothing that can be carried: a time away, or something that is out.
    #[must_use]
    pub fn take(block: BlockDetail, step: Step) -> Option<Self> {
        let zone = block.event.as_ref().map_or(&block.zone, |event| &event.zone);
        let zone = TimeZone::get(zone).or_else(|_| TimeZone::get(&block.zone)).unwrap_or(TimeZone::UTC);
        let part = if block.event.is_some() { Part::Whole } else { Part::Alone };
        let (start, end) = base(&block, part)?;
        Some(Self {
            block,
            zone,
            part,
            start,
            end,
            onto: None,
            step,
            verdicts: None,
            judged: Vec::new(),
            asked: None,
            reading: None,
            saving: None,
            exact: None,
            note: None,
        })
    }

    /// The scopes of its keys.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        match self.exact {
            Some(_) => &[Scope::Typed, Scope::Always],
            None => &[Scope::Carry, Scope::Move, Scope::Always],
        }
    }

    /// The block as it was read.
    #[must_use]
    pub const fn block(&self) -> &BlockDetail {
        &self.block
    }

    /// What is carried.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// From when to when it would be, buffers of a lock included.
    #[must_use]
    pub const fn times(&self) -> (Timestamp, Timestamp) {
        (self.start, self.end)
    }

    /// Whether the store was asked to save it.
    #[must_use]
    pub const fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// How far a press carries from now on: the zoom was changed.
    pub fn set_step(&mut self, step: Step) {
        self.step = step;
    }

    /// Whether it stands where it was.
    #[must_use]
    pub fn is_unmoved(&self) -> bool {
        base(&self.block, self.part) == Some((self.start, self.end)) && self.onto.is_none()
    }

    // -- keys -----------------------------------------------------------------------------------------------------

    /// What a press does. `now` is the moment that "today" is said from.
    pub fn press(&mut self, press: Press, now: &ZonedDateTime, out: &mut Out) -> CarryEvent {
        if self.saving.is_some() {
            return CarryEvent::Stay;
        }
        if self.exact.is_some() {
            return self.type_exact(press, now, out);
        }
        let Some(action) = press.action else { return CarryEvent::Unhandled };
        self.note = None;
        match action {
            Action::Left => self.shift(self.step.span(-1)),
            Action::Right => self.shift(self.step.span(1)),
            Action::CarryDayBack => self.shift((-1).days()),
            Action::CarryDayOn => self.shift(1.days()),
            Action::PageUp => self.shift((-1).weeks()),
            Action::PageDown => self.shift(1.weeks()),
            Action::CarryEndEarlier => self.stretch_end(self.step.span(-1)),
            Action::CarryEndLater => self.stretch_end(self.step.span(1)),
            Action::CarryStartEarlier => self.stretch_start(self.step.span(-1)),
            Action::CarryStartLater => self.stretch_start(self.step.span(1)),
            Action::CarryPart => self.switch_part(),
            Action::Up | Action::Down => {
                if self.part == Part::Whole {
                    self.say("The sub-event moves in time. One booking of it alone can go to another row.");
                    return CarryEvent::Stay;
                }
                return CarryEvent::Row(if action == Action::Up { -1 } else { 1 });
            }
            Action::CarryExact => {
                self.exact = Some(Line::default());
                return CarryEvent::Stay;
            }
            Action::CarrySave => return self.save(out),
            Action::Back => return CarryEvent::Over,
            _ => return CarryEvent::Unhandled,
        }
        self.ask(out);
        CarryEvent::Stay
    }

    /// Types into the line for an exact time.
    pub fn paste(&mut self, text: &str) {
        if let Some(line) = &mut self.exact {
            line.paste(text);
        }
    }

    fn type_exact(&mut self, press: Press, now: &ZonedDateTime, out: &mut Out) -> CarryEvent {
        let Some(line) = &mut self.exact else { return CarryEvent::Unhandled };
        match press.action {
            Some(Action::ConfirmTyped) => {
                let text = line.text().trim().to_owned();
                if text.is_empty() {
                    self.exact = None;
                    return CarryEvent::Stay;
                }
                match exact::read(&text, (self.start, self.end), now, &self.zone) {
                    Ok((start, end)) => {
                        self.exact = None;
                        self.note = None;
                        self.go(start, end);
                        self.ask(out);
                    }
                    Err(why) => self.note = Some(Note { text: why, is_bad: true }),
                }
            }
            Some(Action::Back) => {
                self.exact = None;
                self.note = None;
            }
            Some(_) => return CarryEvent::Unhandled,
            None => {
                if matches!(line.key(press.key), Edit::Changed) {
                    self.note = None;
                }
            }
        }
        CarryEvent::Stay
    }

    fn say(&mut self, text: &str) {
        self.note = Some(Note { text: text.to_owned(), is_bad: false });
    }

    fn complain(&mut self, text: impl Into<String>) {
        self.note = Some(Note { text: text.into(), is_bad: true });
    }

    /// A moment so much later on the wall; `None` beyond what the calendar shows.
    fn later(&self, at: Timestamp, by: Span) -> Option<Timestamp> {
        let moved = at.to_zoned_datetime(self.zone.clone()).checked_add(by).ok()?;
        (1..=9998).contains(&moved.year()).then(|| moved.timestamp())
    }

    fn shift(&mut self, by: Span) {
        match (self.later(self.start, by), self.later(self.end, by)) {
            (Some(start), Some(end)) => self.go(start, end),
            _ => self.complain("The calendar ends there"),
        }
    }

    fn stretch_start(&mut self, by: Span) {
        match self.later(self.start, by) {
            Some(start) => self.go(start, self.end),
            None => self.complain("The calendar ends there"),
        }
    }

    fn stretch_end(&mut self, by: Span) {
        match self.later(self.end, by) {
            Some(end) => self.go(self.start, end),
            None => self.complain("The calendar ends there"),
        }
    }

    /// Puts it there, if everything that would go along keeps some time beside its buffers.
    fn go(&mut self, start: Timestamp, end: Timestamp) {
        let before = (self.start, self.end);
        (self.start, self.end) = (start, end);
        if end <= start || self.is_too_short() {
            (self.start, self.end) = before;
            self.complain(if end <= start {
                "It cannot end before it starts"
            } else {
                "It cannot be shorter: something is booked for the part that would be gone"
            });
        }
    }

    fn is_too_short(&self) -> bool {
        let shift = self.shifts();
        self.carried().any(|lock| {
            let (start, end) = moved_times(lock, shift);
            end - start <= lock.before + lock.after
        })
    }

    fn switch_part(&mut self) {
        let other = match self.part {
            Part::Whole => Part::Alone,
            Part::Alone => Part::Whole,
        };
        let Some((start, end)) = base(&self.block, other) else {
            return self.say(match self.part {
                Part::Whole => "There is no single booking here: everything of the sub-event moves",
                Part::Alone => "It is booked for no sub-event: nothing else goes along",
            });
        };
        let (by_start, by_end) = self.shifts();
        let moved = |at: Timestamp, by: i64| Timestamp::from_second(at.as_second() + by).unwrap_or(at);
        self.part = other;
        self.onto = None;
        (self.start, self.end) = (moved(start, by_start), moved(end, by_end));
        if self.is_too_short() || self.end <= self.start {
            (self.start, self.end) = (start, end);
        }
    }

    /// Puts the lock on another asset, or back on its own.
    pub fn put_on(&mut self, asset: BlockAsset, out: &mut Out) {
        let own = self.block.asset.as_ref().is_some_and(|own| own.id == asset.id);
        self.onto = (!own).then_some(asset);
        self.ask(out);
    }

    /// The asset that the block is over now.
    #[must_use]
    pub fn asset(&self) -> Option<&AssetId> {
        self.onto.as_ref().or(self.block.asset.as_ref()).map(|asset| &asset.id)
    }

    /// Says that there is no other row to go to.
    pub fn no_row(&mut self) {
        self.say("There is no other one of its kind in that direction");
    }

    // -- where it would be ----------------------------------------------------------------------------------------

    /// By how much its start and its end were moved, in seconds.
    fn shifts(&self) -> (i64, i64) {
        let (start, end) = base(&self.block, self.part).unwrap_or((self.start, self.end));
        (self.start.as_second() - start.as_second(), self.end.as_second() - end.as_second())
    }

    fn carried(&self) -> impl Iterator<Item = &CarriedLock> {
        let own = match (&self.block.id, self.part) {
            (BlockId::Lock(id), Part::Alone) => Some(id),
            _ => None,
        };
        self.block.locks.rows.iter().filter(move |lock| own.is_none_or(|own| lock.id == *own))
    }

    /// Where every lock would be that goes along.
    #[must_use]
    pub fn moved(&self) -> Vec<Moved> {
        let shift = self.shifts();
        self.carried()
            .map(|lock| {
                let (start, end) = moved_times(lock, shift);
                let at = |second, otherwise| Timestamp::from_second(second).unwrap_or(otherwise);
                let asset = match (&self.onto, self.part) {
                    (Some(onto), Part::Alone) => onto.id.clone(),
                    _ => lock.asset.id.clone(),
                };
                Moved {
                    lock: lock.id.clone(),
                    from: lock.asset.id.clone(),
                    asset,
                    start: at(start, lock.start),
                    end: at(end, lock.end),
                    qty: lock.qty,
                    kind: lock.kind,
                }
            })
            .collect()
    }

    /// What is in the way: each obstacle with the lock that it is in the way of. Empty while that is being asked.
    #[must_use]
    pub fn obstacles(&self) -> Vec<(Moved, &Obstacle)> {
        let verdicts = self.verdicts.as_deref().unwrap_or_default();
        let mut found: Vec<(Moved, &Obstacle)> = self
            .moved()
            .into_iter()
            .zip(verdicts)
            .flat_map(|(moved, verdict)| {
                verdict.obstacles.iter().map(move |obstacle| (moved.clone(), obstacle))
            })
            .collect();
        found.sort_by_key(|(_, obstacle)| !obstacle.blocks());
        found
    }

    // -- the store ------------------------------------------------------------------------------------------------

    /// Asks what is in the way.
    pub fn ask(&mut self, out: &mut Out) {
        let moved = self.moved();
        // What was said of another place, or of other locks, is not true of these.
        if self.judged != moved {
            self.verdicts = None;
            self.judged.clone_from(&moved);
        }
        let except: Vec<LockId> = moved.iter().map(|lock| lock.lock.clone()).collect();
        let want = |lock: Moved| Want {
            asset: lock.asset,
            start: lock.start,
            end: lock.end,
            qty: lock.qty,
            except: except.clone(),
        };
        self.asked =
            Some(out.query(slots::IN_THE_WAY, Query::Obstacles(moved.into_iter().map(want).collect())));
    }

    /// Takes an answer; `false` when it is not for this.
    pub fn reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        if slot == slots::IN_THE_WAY {
            if self.asked == Some(ticket) {
                match result {
                    Ok(Reply::Obstacles(verdicts)) => {
                        self.verdicts = Some(verdicts);
                        self.asked = None;
                    }
                    Err(StoreError::Interrupted) | Ok(_) => {}
                    Err(error) => {
                        (self.verdicts, self.asked) = (None, None);
                        self.complain(error.to_string());
                    }
                }
            }
            return true;
        }
        if self.reading == Some(ticket) {
            self.reading = None;
            match result {
                Ok(Reply::Block(block)) => self.rebase(*block, out),
                Err(StoreError::NotFound { .. }) => self.complain("It was removed meanwhile"),
                Ok(_) | Err(_) => {}
            }
            return true;
        }
        false
    }

    /// Somebody else wrote: what is carried may have moved under the hand, and what is in the way may be gone.
    pub fn changed(&mut self, change: &Change, out: &mut Out) {
        if !matches!(change, Change::Searchable) && self.saving.is_none() {
            self.read_again(out);
        }
    }

    fn read_again(&mut self, out: &mut Out) {
        self.reading = Some(out.query(slots::CARRIED, Query::Block(self.block.id.clone())));
    }

    /// Goes on carrying from what is stored now. Where it was carried stays.
    fn rebase(&mut self, block: BlockDetail, out: &mut Out) {
        let was = base(&self.block, self.part);
        let Some(now) = base(&block, self.part) else {
            return self.complain("It was changed meanwhile, and cannot be carried so any more");
        };
        let is_unmoved = self.is_unmoved();
        let is_same = versions(&block) == versions(&self.block);
        self.block = block;
        if is_unmoved && !is_same {
            (self.start, self.end) = now;
        }
        if was != Some(now) {
            let text = format!("Somebody else moved it meanwhile, to {}", self.say_times(now));
            self.complain(text);
        } else if !is_same && self.note.as_ref().is_none_or(|note| !note.is_bad) {
            self.say("Somebody else changed it meanwhile; it goes on from there");
        }
        self.ask(out);
    }

    /// The command that puts it where it was carried.
    fn command(&self) -> Option<Command> {
        match (self.part, &self.block.event) {
            (Part::Whole, Some(event)) => {
                let base = event.values();
                let mut values = base.clone();
                values.insert(FieldKey::from(fields::START), FieldValue::When(self.start));
                values.insert(FieldKey::from(fields::END), FieldValue::When(self.end));
                let (id, version): (EventId, i64) = (event.id.clone(), event.version);
                Some(ProjectCommand::EditEvent { id, version, base, values }.into())
            }
            _ => self.edit_lock(),
        }
    }

    /// One lock by itself: only what was changed of it, buffers apart.
    fn edit_lock(&self) -> Option<Command> {
        let lock = self.block.lock()?;
        let (by_start, by_end) = self.shifts();
        let at = |moment: Timestamp, by: i64| Timestamp::from_second(moment.as_second() + by).ok();
        let change = LockChange {
            asset: self.onto.as_ref().map(|asset| asset.id.clone()),
            start: (by_start != 0).then(|| at(lock.start, by_start + lock.before)).flatten(),
            end: (by_end != 0).then(|| at(lock.end, by_end - lock.after)).flatten(),
            ..LockChange::default()
        };
        Some(BookingCommand::EditLock { id: lock.id.clone(), version: lock.version, change }.into())
    }

    fn save(&mut self, out: &mut Out) -> CarryEvent {
        if self.is_unmoved() {
            return CarryEvent::Over;
        }
        if let Some(command) = self.command() {
            self.saving = Some(out.apply(command));
        }
        CarryEvent::Stay
    }

    /// Takes the answer to a write.
    pub fn applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>, out: &mut Out) -> Saved {
        if self.saving != Some(ticket) {
            return Saved::NotMine;
        }
        self.saving = None;
        let Err(error) = result else { return Saved::Done };
        match error {
            StoreError::Conflict(conflict) => {
                let text = format!("{} changed it meanwhile", conflict.changed_by);
                self.complain(text);
            }
            error => {
                let mut text = error.to_string();
                if let Some(first) = text.get(..1).map(str::to_uppercase) {
                    text.replace_range(..1, &first);
                }
                self.complain(text);
            }
        }
        self.read_again(out);
        Saved::Refused
    }
}

/// From when to when what is carried stands in the store.
fn base(block: &BlockDetail, part: Part) -> Option<(Timestamp, Timestamp)> {
    match part {
        Part::Whole => block.event.as_ref().map(|event| (event.start, event.end)),
        Part::Alone => block.lock().map(|lock| (lock.start, lock.end)),
    }
}

fn versions(block: &BlockDetail) -> (Option<i64>, Vec<(&LockId, i64)>) {
    let locks = block.locks.rows.iter().map(|lock| (&lock.id, lock.version)).collect();
    (block.event.as_ref().map(|event| event.version), locks)
}

/// A lock goes along as the store lets it: by as much as the start and the end of what it is for.
fn moved_times(lock: &CarriedLock, (by_start, by_end): (i64, i64)) -> (i64, i64) {
    (lock.start.as_second() + by_start, lock.end.as_second() + by_end)
}
