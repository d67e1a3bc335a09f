//! One project from the inquiry to the archive: planned when it begins, carried out step by step.
//!
//! Everything about a project is decided when it begins, so that each of its rows can be written once, as it is on the
//! day of making; the steps then come in their turn and leave their rows, and their entries in the audit log.

use super::bill::{Bill, Line, Scheme, half_up};
use super::calendar::Place;
use super::cast::Duty;
use super::kinds::{KINDS, Kind, Life, Part};
use super::offers::OFFERS;
use super::studio::{Studio, Turn};
use super::texts;
use super::{schedule, talk, till, work};
use crate::store::protocol::StoreError;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 86_400;

/// What happens to a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The inquiry is taken down.
    Open,
    /// Somebody writes in the thread; the number says which message.
    Message(u8),
    /// The quote goes out.
    Quote,
    /// The client accepts it.
    Accept,
    /// The client declines it, or is never heard of again.
    Lose,
    /// The invoice is issued.
    Issue,
    /// Money comes in; the number says which payment.
    Pay(u8),
    /// The booking stands: holds become firm, tasks come.
    Activate,
    /// The contract is signed.
    Sign,
    /// It moves to the next status.
    Move(&'static str, &'static str),
    /// The pictures are copied to the store.
    Ingest,
    /// Tasks are ticked; the number says which session.
    Tick(u8),
    /// The client is reminded of the invoice.
    Remind,
    /// The result goes to the client.
    Deliver,
    /// The client takes something back: a credit note and a refund.
    Credit,
    /// The booking is called off.
    Cancel,
    /// The invoice of a booking that was called off is settled.
    Settle,
    /// It goes to the trash.
    Trash,
}

/// A sub-event with its times.
pub(super) struct Held {
    pub(super) title: &'static str,
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) location: &'static str,
}

/// A payment that is planned.
#[derive(Clone, Copy)]
pub(super) struct Payment {
    pub(super) at: i64,
    /// Minor units.
    pub(super) amount: i64,
}

/// A task of the project.
pub(super) struct Task {
    /// Which one of its list.
    pub(super) chore: usize,
    pub(super) due: i64,
    /// The session in which it is ticked.
    pub(super) session: Option<u8>,
}

/// A project in the making.
pub(super) struct Story {
    pub(super) client: usize,
    pub(super) place: Place,
    pub(super) kind: &'static Kind,
    pub(super) offer: usize,
    pub(super) title: String,
    /// How the client came to ask.
    pub(super) source: &'static str,
    pub(super) events: Vec<Held>,
    /// Who answers for it.
    pub(super) lead: usize,
    /// Who takes the pictures.
    pub(super) shooter: usize,
    /// Who talks with the client.
    pub(super) desk: usize,
    pub(super) bill: Bill,
    /// Minor units that activate it once paid.
    pub(super) advance: i64,
    pub(super) payments: Vec<Payment>,
    pub(super) tasks: Vec<Task>,
    /// What is booked firmly: which thing, from when, until when.
    pub(super) gear: Vec<(usize, i64, i64)>,
    /// When tasks are ticked.
    pub(super) sessions: Vec<i64>,
    pub(super) reason: &'static str,
    pub(super) due: i64,
    /// When the result is promised for.
    pub(super) delivery: i64,
    /// Steps that happen, in the order of time; what would come after the day of making is not among them.
    pub(super) steps: Vec<(i64, Step)>,
    next: usize,
    /// Ids, once their rows are written.
    pub(super) id: String,
    pub(super) quote: String,
    pub(super) invoice: String,
    pub(super) number: String,
    pub(super) paid: Vec<String>,
    pub(super) task_ids: Vec<String>,
    /// What has come in by the step that is carried out, minor units.
    pub(super) settled: i64,
}

impl Story {
    /// When a step happened; `None` if it has not, by the day of making.
    pub(super) fn when(&self, step: Step) -> Option<i64> {
        self.steps.iter().find(|(_, s)| *s == step).map(|(at, _)| *at)
    }

    /// When it moved to a status.
    pub(super) fn moved_to(&self, status: &str) -> Option<i64> {
        self.steps.iter().find(|(_, s)| matches!(s, Step::Move(_, to) if *to == status)).map(|(at, _)| *at)
    }

    /// Its statuses so far, oldest first.
    pub(super) fn statuses(&self) -> Vec<&'static str> {
        let status = |step: &Step| match step {
            Step::Open => Some("inquiry"),
            Step::Activate => Some("active"),
            Step::Move(_, to) => Some(*to),
            Step::Lose | Step::Cancel => Some("cancelled"),
            Step::Trash => Some("trashed"),
            _ => None,
        };
        self.steps.iter().filter_map(|(_, step)| status(step)).collect()
    }

    /// What came in so far, minor units.
    pub(super) fn received(&self) -> i64 {
        let came = |no: usize| self.when(Step::Pay(u8::try_from(no).unwrap_or(u8::MAX))).is_some();
        self.payments.iter().enumerate().filter(|(no, _)| came(*no)).map(|(_, p)| p.amount).sum()
    }

    /// When it starts.
    pub(super) fn start(&self) -> i64 {
        self.events.first().map_or(0, |e| e.start)
    }

    pub(super) fn end(&self) -> i64 {
        self.events.last().map_or(0, |e| e.end)
    }
}

/// How a project ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is booked and done.
    Booked,
    /// The client goes elsewhere.
    Lost,
    /// It is booked, then called off.
    CalledOff,
    /// It should never have been entered.
    Trashed,
    /// The client has the quote and thinks about it.
    Waiting,
}

/// A project that is there whatever chance says, so that every state is seen on any day.
pub(super) struct Wish {
    /// Who asks for it.
    life: Life,
    kind: usize,
    /// When it is asked for, and when it takes place; days from the day of making.
    pub(super) asked: i64,
    first: i64,
    fate: Fate,
    /// Whether it is booked without an advance.
    is_free: bool,
}

/// Two for today and tomorrow, one that is being shot, one that is edited, one that waits for its invoice, one whose invoice is void, one that is
/// quoted, and one in the trash.
pub(super) static WISHES: [Wish; 8] = [
    Wish { life: Life::Couple, kind: 0, asked: -80, first: 0, fate: Fate::Booked, is_free: false },
    Wish { life: Life::Family, kind: 5, asked: -16, first: 1, fate: Fate::Booked, is_free: false },
    Wish { life: Life::Couple, kind: 2, asked: -22, first: -1, fate: Fate::Booked, is_free: false },
    Wish { life: Life::Couple, kind: 0, asked: -75, first: -10, fate: Fate::Booked, is_free: false },
    Wish { life: Life::Business, kind: 7, asked: -14, first: 12, fate: Fate::Booked, is_free: true },
    Wish { life: Life::Couple, kind: 0, asked: -90, first: -20, fate: Fate::CalledOff, is_free: true },
    Wish { life: Life::Couple, kind: 0, asked: -9, first: 130, fate: Fate::Waiting, is_free: false },
    Wish { life: Life::Family, kind: 5, asked: -12, first: 20, fate: Fate::Trashed, is_free: false },
];

/// A client asks for a project.
pub(super) fn begin(studio: &mut Studio<'_>, at: i64, client: usize, nth: usize) -> Result<(), StoreError> {
    let life = studio.clients[client].life;
    let kind = *studio.chance.pick(life.kind(nth));
    let fate = fate(studio, at, life);
    let ask = Ask { client, kind: &KINDS[kind], fate, first: None, is_free: false, is_new: nth == 0 };
    let story = draft(studio, at, &ask);
    go_on(studio, at, Box::new(story))
}

/// A wish comes true, for a client who came not long ago; without one it is let be.
pub(super) fn grant(studio: &mut Studio<'_>, at: i64, no: usize) -> Result<(), StoreError> {
    let wish = &WISHES[no];
    let Some(client) = studio.clients.iter().rposition(|known| known.life == wish.life) else {
        return Ok(());
    };
    let (fate, first) = (wish.fate, Some(wish.first));
    let ask = Ask { client, kind: &KINDS[wish.kind], fate, first, is_free: wish.is_free, is_new: false };
    let story = draft(studio, at, &ask);
    go_on(studio, at, Box::new(story))
}

/// What is asked for.
struct Ask {
    client: usize,
    kind: &'static Kind,
    fate: Fate,
    /// The day on which it starts, if that is not left to chance.
    first: Option<i64>,
    is_free: bool,
    /// Whether the client asks for the first time.
    is_new: bool,
}

/// The next step of a project.
pub(super) fn go_on(studio: &mut Studio<'_>, at: i64, mut story: Box<Story>) -> Result<(), StoreError> {
    let step = story.steps[story.next].1;
    match step {
        Step::Open => work::open(studio, at, &mut story)?,
        Step::Message(no) => talk::message(studio, at, &story, no)?,
        Step::Quote => till::quote(studio, at, &mut story)?,
        Step::Accept => till::accept(studio, at, &story)?,
        Step::Lose => work::lose(studio, at, &story)?,
        Step::Issue => till::issue(studio, at, &mut story)?,
        Step::Pay(no) => till::pay(studio, at, &mut story, usize::from(no))?,
        Step::Activate => work::activate(studio, at, &mut story)?,
        Step::Sign => talk::sign(studio, at, &story)?,
        Step::Move(from, to) => work::advance(studio, at, &story, (from, to))?,
        Step::Ingest => work::ingest(studio, at, &story)?,
        Step::Tick(session) => work::tick(studio, at, &story, session)?,
        Step::Remind => talk::remind(studio, at, &story)?,
        Step::Deliver => work::deliver(studio, at, &story)?,
        Step::Credit => till::credit(studio, at, &story)?,
        Step::Cancel => work::cancel(studio, at, &story)?,
        Step::Settle => till::settle(studio, at, &story)?,
        Step::Trash => work::trash(studio, at, &story)?,
    }
    story.next += 1;
    if let Some((at, _)) = story.steps.get(story.next) {
        studio.plan(*at, Turn::Story(story));
    }
    Ok(())
}

/// Decides everything about a project.
fn draft(studio: &mut Studio<'_>, at: i64, ask: &Ask) -> Story {
    let Ask { client, kind, fate, .. } = *ask;
    let (place, scheme) = (studio.clients[client].place, studio.clients[client].scheme);
    let first = ask.first.unwrap_or_else(|| first_day(studio, at, place, kind));
    let events = days(studio, first, place, kind);
    let offer = *studio.chance.pick(kind.offers[place.no()]);
    let bill = price(studio, place, scheme, kind, offer);
    let is_business = studio.clients[client].is_business;
    let advance = match studio.chance.below(4) {
        0 => 0,
        _ if ask.is_free => 0,
        _ if is_business && studio.chance.percent(65) => 0,
        share => bill.sum.total() * i64::try_from(20 + share * 10).unwrap_or(30) / 100 / 10_000 * 10_000,
    };
    let shooter = studio.cast.who(&mut studio.chance, place, Duty::Shoot);
    let desk = studio.cast.who(&mut studio.chance, place, Duty::Desk);
    let lead = match studio.chance.below(10) {
        0 => 0,
        1..=4 => studio.cast.who(&mut studio.chance, place, Duty::Lead),
        5..=7 => studio.cast.who(&mut studio.chance, place, Duty::Senior),
        _ => desk,
    };
    let title = format!("{} {}", studio.clients[client].label, kind.label.to_lowercase());
    let mut source = "repeat";
    if ask.is_new {
        source = *studio.chance.pick(&texts::SOURCES);
    }
    let mut story = Story {
        client,
        place,
        kind,
        offer,
        title,
        source,
        events,
        lead,
        shooter,
        desk,
        bill,
        advance,
        payments: Vec::new(),
        tasks: Vec::new(),
        gear: Vec::new(),
        sessions: Vec::new(),
        reason: "",
        due: 0,
        delivery: 0,
        steps: Vec::new(),
        next: 0,
        id: String::new(),
        quote: String::new(),
        invoice: String::new(),
        number: String::new(),
        paid: Vec::new(),
        task_ids: Vec::new(),
        settled: 0,
    };
    schedule::schedule(studio, at, &mut story, fate);
    let now = studio.calendar.now();
    story.steps.retain(|(at, _)| *at < now);
    story.steps.sort_by_key(|(at, _)| *at);
    story
}

/// The day on which a project starts, in a month in which people want such.
fn first_day(studio: &mut Studio<'_>, at: i64, place: Place, kind: &Kind) -> i64 {
    let asked = studio.calendar.day_of(place, at);
    let mut first = asked;
    for _ in 0..6 {
        first = asked + studio.chance.within(kind.lead.0, kind.lead.1);
        if kind.on_days_off && studio.chance.percent(85) {
            first = studio.calendar.weekend(first);
        }
        let wanted = kind.season.map_or(10, |s| s[place.no()][studio.calendar.month(first)]);
        if studio.chance.below(10) < u64::from(wanted) {
            break;
        }
    }
    first
}

/// The days of a project.
fn days(studio: &mut Studio<'_>, first: i64, place: Place, kind: &Kind) -> Vec<Held> {
    let parts = *studio.chance.pick(kind.days[place.no()]);
    let mut held = Vec::with_capacity(parts.len());
    for Part { title, day, start, minutes, venue } in parts {
        let location = *studio.chance.pick(venue.names(place));
        let start = studio.calendar.at(place, first + day, *start);
        held.push(Held { title, start, end: start + minutes * 60, location });
    }
    held
}

/// What is quoted.
fn price(studio: &mut Studio<'_>, place: Place, scheme: Scheme, kind: &Kind, offer: usize) -> Bill {
    let chance = &mut studio.chance;
    let of = &OFFERS[offer];
    let pieces = if of.is_by_piece() { chance.within(8, 60) } else { 1 };
    let mut lines = vec![Line::new("service", of.name, pieces * 1000, of.price(place))];
    let extras = if kind.word == "wedding" { chance.within(0, 3) } else { i64::from(chance.percent(30)) };
    let first = chance.place(texts::EXTRAS.len());
    for no in 0..usize::try_from(extras).unwrap_or(0) {
        let (item_type, description, prices) = texts::EXTRAS[(first + no * 2) % texts::EXTRAS.len()];
        let qty = if description == "Extra hour" { *chance.pick(&[1000, 1500, 2000]) } else { 1000 };
        lines.push(Line::new(item_type, description, qty, prices[place.no()] * 100));
    }
    let whole: i64 = lines.iter().map(|line| line.total).sum();
    let discount =
        if chance.percent(18) { half_up(whole, chance.within(4, 9), 100) / 5_000 * 5_000 } else { 0 };
    Bill::new(scheme, lines, discount)
}

fn fate(studio: &mut Studio<'_>, at: i64, life: Life) -> Fate {
    let lost = if life == Life::Business { 24 } else { 15 };
    let is_recent = at > studio.calendar.now() - 40 * DAY;
    match studio.chance.below(100) {
        n if n < lost => Fate::Lost,
        n if n < lost + 5 => Fate::CalledOff,
        n if n < lost + 17 && is_recent => Fate::Trashed,
        n if n < lost + 45 && is_recent => Fate::Waiting,
        _ => Fate::Booked,
    }
}
