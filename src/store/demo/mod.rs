//! A make-believe studio to try everything on: generated, the same for the same day and size, with everything in order.
//!
//! Eighteen months are lived through from the first day to the day of making, in the order of time, so that ids, invoice
//! numbers and the audit chain grow as they do in the product. Every kind of row has its room: `cast` the organization and
//! its people, `gear` assets, `book` who and what is booked, out and away, `offers` packages and their templates, `chores` lists of tasks, `people` clients, `story` and
//! `schedule` what happens to a project and when, `work` projects with tasks and files, `till` quotes, invoices and
//! payments, `talk` messages and notifications. A table that comes later gets a struct in `rows`, and is written where the
//! thing happens that it records.
//!
//! The clock is not read: what is made depends on the day and the size that are handed in.

mod bill;
mod book;
mod calendar;
mod cast;
mod chance;
mod chores;
mod gear;
mod kinds;
mod ledger;
mod load;
mod names;
mod offers;
mod part;
mod people;
mod rows;
mod schedule;
mod story;
mod studio;
mod talk;
mod texts;
mod till;
mod work;

use super::progress::{Step, Watch};
use super::protocol::StoreError;
use crate::domain::id::DeviceId;
use crate::domain::money::to_real;
use calendar::{Calendar, Place};
use cast::Cast;
use chance::{Chance, Ids};
use jiff::civil::{Date, Weekday};
use ledger::Ledger;
use load::{Aside, Loader};
use part::Part;
use rows::Filled;
use rusqlite::Connection;
use std::path::Path;
use studio::{FIRST_DAY, Studio, Turn};

/// Clients of a demo of size 1.
const CLIENTS: u64 = 300;
/// Sales at the counter of a demo of size 1.
const SALES: u64 = 70;
/// The largest size: a hundred million clients are nobody's studio.
pub const MAX_SCALE: u32 = 100_000;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoPlan {
    /// The day of making, where the studio is: the past ends with the day before it.
    pub today: Date,
    /// How many times as much as the demo has: 1 for 300 clients. The studio's frame (branches, staff, packages) stays.
    pub scale: u32,
}

impl DemoPlan {
    /// The zone in which it is today: the demo's first branch is there.
    pub const ZONE: &'static str = "Asia/Kolkata";
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoReport {
    /// Rows by table.
    pub rows: Vec<(&'static str, u64)>,
}

impl DemoReport {
    /// All rows.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.rows.iter().map(|(_, n)| n).sum()
    }
}

/// Makes the demo in a new file. It is put in place when it is whole: until then, and after any error, there is no file of
/// this name.
///
/// # Errors
/// The file exists (it is never overwritten); another program is making it; the disk is full or cannot be written.
pub fn make(path: &Path, plan: &DemoPlan, watch: Watch<'_>) -> Result<DemoReport, StoreError> {
    let mut part = Part::create(path)?;
    let report = fill(part.conn(), plan, watch)?;
    part.put_in_place()?;
    Ok(report)
}

/// Everything in one transaction: the schema stands aside, the past is lived, the schema is put back.
fn fill(conn: &mut Connection, plan: &DemoPlan, watch: Watch<'_>) -> Result<DemoReport, StoreError> {
    let scale = u64::from(plan.scale.clamp(1, MAX_SCALE));
    let calendar = Calendar::new(plan.today)?;
    super::migrate::build_file(conn, calendar.now())?;
    let tx = conn.transaction()?;
    let aside = Aside::take(&tx)?;
    let report = live(&tx, calendar, scale, watch)?;
    aside.put_back(&tx, &mut |done, of| {
        watch(Step { what: "building_indexes", done: done as u64, of: of as u64 });
    })?;
    tx.commit()?;
    Ok(report)
}

/// Lives through the past.
fn live(
    conn: &Connection,
    calendar: Calendar,
    scale: u64,
    watch: Watch<'_>,
) -> Result<DemoReport, StoreError> {
    let mut seeds = Chance::new(SEED);
    let start = calendar.at(Place::Bengaluru, -calendar::PAST, 9 * 60);
    let mut ids = Ids::new(seeds.bits());
    let cast = Cast::new(|| ids.at(start));
    // The past was made on a device of its own: what is done from now on starts the chain of this one.
    let device = DeviceId::from_uuid(ids.at(start));
    let ledger = Ledger::new(cast.org.clone(), device, seeds.clone());
    let mut studio = Studio::new(calendar, seeds, ids, Loader::new(conn)?, (ledger, cast));
    cast::found(&mut studio)?;
    gear::equip(&mut studio, scale)?;
    offers::stock(&mut studio)?;
    let days: Vec<i64> = (FIRST_DAY..0).collect();
    let weights: Vec<u64> = days.iter().map(|day| liveliness(&studio.calendar, *day)).collect();
    let clients = parts(scale * CLIENTS, &weights);
    let sales = parts(scale * SALES, &vec![1; days.len()]);
    plan_greetings(&mut studio);
    for (no, wish) in story::WISHES.iter().enumerate() {
        studio.plan(studio.calendar.at(Place::Bengaluru, wish.asked, 12 * 60), Turn::Wish(no));
    }
    for (at, day) in days.iter().enumerate() {
        plan_day(&mut studio, *day, (clients[at], sales[at]));
        let end = studio.calendar.at(Place::Bengaluru, day + 1, 0);
        studio.live_until(end)?;
        watch(Step { what: "making_clients", done: studio.clients.len() as u64, of: scale * CLIENTS });
    }
    let spent = studio.spent.iter().zip(&studio.clients).zip(1..).filter(|((spent, _), _)| **spent != 0);
    studio.loader.write_spend(
        spent.map(|((spent, client), rowid)| (rowid, to_real(*spent, client.place.currency()))),
    )?;
    studio.loader.finish()?;
    Ok(DemoReport { rows: Filled::ALL.iter().map(|t| (t.name(), studio.loader.made(*t))).collect() })
}

/// Any number would do; a change of it is another studio.
const SEED: u64 = 0x5374_7564_696f_5661;

/// How many clients come on a day, compared with others: more from year to year, more in the season, few on Sundays.
fn liveliness(calendar: &Calendar, day: i64) -> u64 {
    const MONTHS: [u64; 12] = [11, 10, 9, 9, 8, 6, 6, 8, 10, 13, 12, 10];
    let growth = u64::try_from(800 + 400 * (day - FIRST_DAY) / -FIRST_DAY).unwrap_or(800);
    let weekday = if calendar.date(day).weekday() == Weekday::Sunday { 3 } else { 10 };
    growth * MONTHS[calendar.month(day)] * weekday
}

/// Shares a number out by weight; the parts add up to it.
fn parts(whole: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    let (mut reached, mut given) = (0_u128, 0);
    weights
        .iter()
        .map(|weight| {
            reached += u128::from(*weight);
            let until = u64::try_from(u128::from(whole) * reached / sum.max(1)).unwrap_or(whole);
            until - std::mem::replace(&mut given, until)
        })
        .collect()
}

/// Plans who comes on a day.
fn plan_day(studio: &mut Studio<'_>, day: i64, (clients, sales): (u64, u64)) {
    for _ in 0..clients {
        let (place, at) = moment(studio, day);
        studio.plan(at, Turn::Arrive(place));
    }
    for _ in 0..sales {
        let (place, at) = moment(studio, day);
        studio.plan(at, Turn::Sale(place));
    }
}

/// Somewhere in the opening hours of a day, in one of the branches.
fn moment(studio: &mut Studio<'_>, day: i64) -> (Place, i64) {
    let place = if studio.chance.percent(64) { Place::Bengaluru } else { Place::Dubai };
    let second = studio.chance.within(0, 559 * 60);
    (place, studio.calendar.at(place, day, 9 * 60 + 40) + second)
}

/// Greetings go out in the last days of October, if anybody is there to be greeted.
fn plan_greetings(studio: &mut Studio<'_>) {
    for day in FIRST_DAY + 30..0 {
        let date = studio.calendar.date(day);
        if (date.month(), date.day()) == (10, 27) {
            for place in Place::ALL {
                studio.plan(studio.calendar.at(place, day, 11 * 60), Turn::Greeting(place));
            }
        }
    }
}
