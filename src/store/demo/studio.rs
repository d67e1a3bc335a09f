//! The studio while its past is made up: what is known of it, what is planned, and where rows go.

use super::super::protocol::StoreError;
use super::book::{self, Pool};
use super::calendar::{Calendar, PAST, Place};
use super::cast::Cast;
use super::chance::{Chance, Ids};
use super::ledger::{Entry, Ledger};
use super::load::Loader;
use super::offers::{self, Catalogue, News};
use super::people::{self, Known};
use super::story::{self, Story};
use super::{talk, till};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

/// Something that will happen.
pub(super) enum Turn {
    /// Somebody becomes a client.
    Arrive(Place),
    /// A client asks for a project, their n-th.
    Visit {
        /// Which client.
        client: usize,
        /// Which of their projects, from 0.
        nth: usize,
    },
    /// A project of a certain kind is asked for, whatever chance says; the number says which.
    Wish(usize),
    /// A project goes on.
    Story(Box<Story>),
    /// Something is noted on a client.
    Note(usize),
    /// A client is archived.
    Archive(usize),
    /// Somebody buys at the counter.
    Sale(Place),
    /// Greetings of a season go out.
    Greeting(Place),
    /// It becomes known that something is away; the number says which.
    Away(usize),
    /// Something, by its id, is sent from a place to the other branch.
    Sent(Box<str>, Place),
    /// Something happens to an offer.
    Offer(News),
}

/// A turn with its time. Those of the same second come in the order of planning.
struct Planned {
    at: i64,
    no: u64,
    turn: Turn,
}

impl Ord for Planned {
    /// The earliest is the greatest: it comes out of the heap first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.no).cmp(&(self.at, self.no))
    }
}

impl PartialOrd for Planned {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Planned {}

/// A count that starts again with every branch and period.
struct Tally {
    place: Place,
    period: String,
    n: u64,
}

/// The studio in the making. Everything is written in the order of time, so that ids, numbers and the audit chain grow
/// with it as they do in the product.
pub(super) struct Studio<'c> {
    pub(super) calendar: Calendar,
    pub(super) chance: Chance,
    pub(super) ids: Ids,
    pub(super) loader: Loader<'c>,
    ledger: Ledger,
    pub(super) cast: Rc<Cast>,
    pub(super) catalogue: Catalogue,
    pub(super) pool: Pool,
    pub(super) clients: Vec<Known>,
    /// What each client spent, minor units.
    pub(super) spent: Vec<i64>,
    /// The last clients of each branch: who may come to the counter, or send somebody.
    recent: [Vec<usize>; 2],
    plans: BinaryHeap<Planned>,
    planned: u64,
    series: Vec<Tally>,
    outbox: Vec<Tally>,
}

/// How many clients a new one may have heard of the studio from.
const RECENT: usize = 64;

impl<'c> Studio<'c> {
    /// Before the first day.
    pub(super) fn new(
        calendar: Calendar,
        mut chance: Chance,
        ids: Ids,
        loader: Loader<'c>,
        (ledger, cast): (Ledger, Cast),
    ) -> Self {
        let own = Chance::new(chance.bits());
        Self {
            calendar,
            chance: own,
            ids,
            loader,
            ledger,
            cast: Rc::new(cast),
            catalogue: Catalogue::default(),
            pool: Pool::new(Chance::new(chance.bits())),
            clients: Vec::new(),
            spent: Vec::new(),
            recent: [Vec::new(), Vec::new()],
            plans: BinaryHeap::new(),
            planned: 0,
            series: Vec::new(),
            outbox: Vec::new(),
        }
    }

    /// Plans a turn; what would come after the day of making does not come.
    pub(super) fn plan(&mut self, at: i64, turn: Turn) {
        if at < self.calendar.now() {
            self.plans.push(Planned { at, no: self.planned, turn });
            self.planned += 1;
        }
    }

    /// Carries out everything that is planned before a moment.
    pub(super) fn live_until(&mut self, end: i64) -> Result<(), StoreError> {
        while self.plans.peek().is_some_and(|next| next.at < end) {
            let Some(Planned { at, turn, .. }) = self.plans.pop() else { break };
            match turn {
                Turn::Arrive(place) => people::arrive(self, at, place)?,
                Turn::Visit { client, nth } => story::begin(self, at, client, nth)?,
                Turn::Wish(no) => story::grant(self, at, no)?,
                Turn::Story(story) => story::go_on(self, at, story)?,
                Turn::Note(client) => people::note(self, at, client)?,
                Turn::Archive(client) => people::archive(self, at, client)?,
                Turn::Sale(place) => till::counter_sale(self, at, place)?,
                Turn::Offer(news) => offers::tell(self, at, news)?,
                Turn::Away(no) => book::send_away(self, at, no)?,
                Turn::Sent(asset, place) => book::send_over(self, at, &asset, place)?,
                Turn::Greeting(place) => talk::greet(self, at, place)?,
            }
        }
        Ok(())
    }

    /// Writes an entry of the audit log.
    pub(super) fn record(&mut self, entry: &Entry<'_>) -> Result<(), StoreError> {
        self.ledger.write(&mut self.loader, entry)
    }

    /// A client has come.
    pub(super) fn remember(&mut self, known: Known) {
        let no = self.clients.len();
        let recent = &mut self.recent[known.place.no()];
        if recent.len() == RECENT {
            recent.swap_remove(no % RECENT);
        }
        recent.push(no);
        self.clients.push(known);
        self.spent.push(0);
    }

    /// A client of the branch who came not long ago.
    pub(super) fn somebody_before(&mut self, place: Place) -> Option<usize> {
        let recent = &self.recent[place.no()];
        if recent.is_empty() { None } else { Some(*self.chance.pick(recent)) }
    }

    /// The next number of a series: gap-free per branch, series and fiscal year, in the order of issue. `kind` is empty
    /// for invoices, `C` for credit notes.
    pub(super) fn number(&mut self, place: Place, kind: &str, at: i64) -> String {
        let year = self.calendar.fiscal_year(place, self.calendar.day_of(place, at));
        let n = next(&mut self.series, place, format!("{year}/{kind}"));
        format!("{}/{year}/{kind}{n:05}", place.prefix())
    }

    /// How many notifications of its month a branch has sent, this one included.
    pub(super) fn notification_no(&mut self, place: Place, at: i64) -> u64 {
        let date = self.calendar.date(self.calendar.day_of(place, at));
        next(&mut self.outbox, place, date.strftime("%Y-%m").to_string())
    }

    /// Whether the month of a moment is over.
    pub(super) fn is_month_over(&self, place: Place, at: i64) -> bool {
        let (then, today) = (self.calendar.date(self.calendar.day_of(place, at)), self.calendar.date(0));
        (then.year(), then.month()) < (today.year(), today.month())
    }
}

fn next(tallies: &mut Vec<Tally>, place: Place, period: String) -> u64 {
    // The latest periods are asked for most.
    if let Some(tally) = tallies.iter_mut().rev().find(|t| t.place == place && t.period == period) {
        tally.n += 1;
        return tally.n;
    }
    tallies.push(Tally { place, period, n: 1 });
    1
}

/// The first day on which clients come.
pub(super) const FIRST_DAY: i64 = -PAST + 8;
