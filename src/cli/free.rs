//! `free`: when everything that is needed is free, or whether it is at one time.

use super::address::{Guess, PACKAGE};
use super::args::FreeArgs;
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::free::{Buffers, Hours, Pattern, Weekdays};
use crate::domain::length;
use crate::domain::when::{edit_when, parse_when, until};
use crate::store::protocol::{
    Branch, Given, NeedAnswer, Needs, Proposal, ProposalQuery, Query, Reply, Slot, SlotsQuery, StillOut,
    StoreError,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use serde_json::json;

/// Seconds of a year: the longest booking and the furthest look ahead.
const YEAR: i64 = 366 * 86_400;

/// Times at which everything is free.
const TIMES: [Column; 4] = [
    Column::whole("start", "START"),
    Column::whole("end", "END"),
    Column::whole("latest_start", "OR AS LATE AS"),
    Column::text("assets", "ASSETS"),
];

/// What each need gets at one time.
const ANSWERS: [Column; 10] = [
    Column::text("need", "NEED"),
    Column::whole("state", "IS"),
    Column::number("qty", "QTY"),
    Column::text("asset", "ASSET"),
    Column::text("why", "WHY"),
    Column::whole("free_from", "FREE FROM"),
    Column::hidden("held_by"),
    Column::hidden("overdue_with"),
    Column::hidden("overdue_since"),
    Column::id(),
];

/// Prints when everything is free, or whether it is.
pub(super) fn free(args: &FreeArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = Studio::open(run, console)?;
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let package = args.package.as_deref().map(|given| PACKAGE.resolve(&studio, given, Guess::ByText));
    let needs = Needs {
        package: package.transpose()?.map(Into::into),
        lines: args.need.iter().chain(&args.asset).cloned().collect(),
        wanted: Vec::new(),
    };
    let ask = Ask { args, studio: &studio, branch, needs };
    match (&args.length, &args.to) {
        (None, Some(to)) => ask.at_one_time(to, console),
        (Some(length), _) => ask.times(length, console),
        (None, None) => {
            Err(CliError::usage("how long does it take?", "Give it with --length, e.g. --length 4h."))
        }
    }
}

struct Ask<'a> {
    args: &'a FreeArgs,
    studio: &'a Studio,
    branch: &'a Branch,
    needs: Needs,
}

impl Ask<'_> {
    fn now(&self) -> ZonedDateTime {
        Timestamp::now().to_zoned_datetime(self.studio.zone_of(&self.branch.id))
    }

    fn buffers(&self) -> Result<Buffers, CliError> {
        let read = |text: &str| length_of(text, 30 * 86_400);
        let args = self.args;
        Ok(Buffers { before: read(&args.before)?, after: read(&args.after)?, travel: read(&args.travel)? })
    }

    fn pattern(&self) -> Result<Pattern, CliError> {
        let args = self.args;
        let named = [
            (args.mornings, Hours::MORNING),
            (args.afternoons, Hours::AFTERNOON),
            (args.evenings, Hours::EVENING),
        ];
        let named = named.into_iter().find(|(is_named, _)| *is_named).map(|(_, hours)| hours);
        let hours = args.hours.as_deref().map(Hours::parse).transpose().map_err(usage)?.or(named);
        let weekdays = args.weekdays.as_deref().map(Weekdays::parse).transpose().map_err(usage)?;
        let step = length_of(&args.step, 86_400)? / 60;
        let step = u16::try_from(step).ok().filter(|step| *step > 0);
        let step = step.ok_or_else(|| CliError::usage("--step: from a minute to a day", ""))?;
        Ok(Pattern { hours, weekdays: weekdays.unwrap_or_default(), step })
    }

    fn start(&self) -> Result<Timestamp, CliError> {
        match &self.args.from {
            Some(from) => when("--from", from, &self.now()),
            None => Ok(self.now().timestamp()),
        }
    }

    /// A moment as seen from the start: a time alone is on its day, or on the next one.
    fn end(&self, to: &str, start: Timestamp) -> Result<Timestamp, CliError> {
        let start = start.to_zoned_datetime(self.studio.zone_of(&self.branch.id));
        until(to, (&start, &self.now()), parse_when).map_err(|error| usage(format!("--to: {error}")))
    }

    /// What the store answers; what was written wrong is named without the words for a form.
    fn ask(&self, query: Query) -> Result<Reply, CliError> {
        self.studio.ask(query).map_err(|error| match error {
            StoreError::Invalid(errors) => CliError::Invalid {
                message: errors.0.into_values().collect::<Vec<_>>().join("; "),
                hint: String::new(),
            },
            error => error.into(),
        })
    }

    /// The first times at which all of it is free.
    fn times(&self, length: &str, console: &mut Console<'_>) -> Result<(), CliError> {
        let args = self.args;
        let from = self.start()?;
        let until = match &args.to {
            Some(to) => self.end(to, from)?,
            None => {
                let within = SignedDuration::from_secs(length_of(&args.within, YEAR)?);
                from.checked_add(within).map_err(|_| usage("that is too far away"))?
            }
        };
        let query = SlotsQuery {
            needs: self.needs.clone(),
            branch: self.branch.id.clone(),
            from,
            until,
            length: length_of(length, YEAR)?,
            pattern: self.pattern()?,
            buffers: self.buffers()?,
            limit: args.limit,
        };
        let Reply::Slots(found) = self.ask(Query::Slots(query))? else { return Err(unexpected()) };
        self.unread(&found.unread, console)?;
        let rows: Vec<[Value; TIMES.len()]> = found.slots.iter().map(|slot| self.time(slot)).collect();
        let mut sheet = Sheet::new(args.output.format(), &TIMES);
        if !rows.is_empty() {
            sheet.rows(console, &rows)?;
        }
        sheet.end(console)?;
        if rows.is_empty() {
            return Err(CliError::NotFound {
                message: format!("{} is free at no time that was asked for", all(&found.needs)),
                hint: "Look further ahead with --within, at other --hours or --weekdays, or for less."
                    .to_owned(),
            });
        }
        if let Some(next) = found.next {
            let from = edit_when(next, &self.studio.zone_of(&self.branch.id));
            console
                .note(&format!("there may be more: --limit N shows them, or go on with --from \"{from}\""))?;
        }
        Ok(())
    }

    fn time(&self, slot: &Slot) -> [Value; TIMES.len()] {
        let time = |at: Timestamp| self.studio.time(at, &self.branch.id);
        let names: Vec<String> = slot.given.iter().map(name).collect();
        let assets: Vec<serde_json::Value> = slot.given.iter().map(asset).collect();
        let latest = if slot.latest > slot.start { time(slot.latest) } else { Value::Nothing };
        [time(slot.start), time(slot.end), latest, Value::Other(names.join(", "), json!(assets))]
    }

    /// Whether all of it is free at one time, and who has what is not.
    fn at_one_time(&self, to: &str, console: &mut Console<'_>) -> Result<(), CliError> {
        let start = self.start()?;
        let end = self.end(to, start)?;
        let query = ProposalQuery {
            have: Vec::new(),
            needs: self.needs.clone(),
            branch: self.branch.id.clone(),
            place: String::new(),
            start,
            end,
            buffers: self.buffers()?,
            except: Vec::new(),
        };
        let Reply::Proposal(found) = self.ask(Query::Proposal(query))? else {
            return Err(unexpected());
        };
        self.unread(&found.unread, console)?;
        let rows: Vec<[Value; ANSWERS.len()]> =
            found.needs.iter().flat_map(|need| self.answer(need)).collect();
        let mut sheet = Sheet::new(self.args.output.format(), &ANSWERS);
        sheet.rows(console, &rows)?;
        sheet.end(console)?;
        if found.is_whole() { Ok(()) } else { Err(self.missing(&found)) }
    }

    fn answer(&self, need: &NeedAnswer) -> Vec<[Value; ANSWERS.len()]> {
        let zone = self.studio.zone_of(&self.branch.id);
        let mut rows = Vec::new();
        for given in &need.given {
            let held = given.held.as_ref().map(|clash| clash.project_name.clone());
            let late = given.late.as_ref();
            let held_words =
                held.as_ref().map(|project| format!("held for {project}, which is in nobody's way"));
            let why: Vec<String> =
                late.map(|late| late_words(late, &zone)).into_iter().chain(held_words).collect();
            rows.push([
                Value::text(&need.words),
                Value::text("free"),
                Value::Count(u64::from(given.qty)),
                Value::text(&given.name),
                Value::maybe(Some(why.join("; ")).filter(|why| !why.is_empty())),
                Value::Nothing,
                Value::maybe(held),
                Value::maybe(late.map(|late| late.holder.clone())),
                late.and_then(|late| late.due)
                    .map_or(Value::Nothing, |due| self.studio.time(due, &self.branch.id)),
                Value::text(given.asset.as_str()),
            ]);
        }
        if need.missing > 0 {
            let why = if need.there == 0 { "there is none in the inventory" } else { "" };
            rows.push([
                Value::text(&need.words),
                Value::text("missing"),
                Value::Count(u64::from(need.missing)),
                Value::Nothing,
                Value::maybe(Some(why).filter(|why| !why.is_empty())),
                Value::Nothing,
                Value::Nothing,
                Value::Nothing,
                Value::Nothing,
                Value::Nothing,
            ]);
        }
        for busy in &need.busy {
            rows.push([
                Value::text(&need.words),
                Value::text("busy"),
                Value::Nothing,
                Value::text(&busy.name),
                Value::text(busy.words(&zone)),
                busy.free_from.map_or(Value::Nothing, |at| self.studio.time(at, &self.branch.id)),
                Value::Nothing,
                Value::Nothing,
                Value::Nothing,
                Value::text(busy.asset.as_str()),
            ]);
        }
        rows
    }

    fn missing(&self, found: &Proposal) -> CliError {
        let missing: Vec<String> =
            found.needs.iter().filter(|need| need.missing > 0).map(|need| need.words.clone()).collect();
        let hint = match &found.nearest {
            Some(slot) => {
                let zone = self.studio.zone_of(&self.branch.id);
                format!("All of it is free at {}.", edit_when(slot.start, &zone))
            }
            None => "There is no time near it at which all of it is free; ask for less, or for another."
                .to_owned(),
        };
        CliError::Conflict { message: format!("{} is not free then", all(&missing)), hint }
    }

    fn unread(&self, lines: &[String], console: &mut Console<'_>) -> Result<(), CliError> {
        for line in lines {
            console.note(&format!(
                "the package says something of another program that nobody looked for: {line}"
            ))?;
        }
        Ok(())
    }
}

fn name(given: &Given) -> String {
    let label = given.label();
    given.late.as_ref().map_or(label.clone(), |late| format!("{label} (still with {})", late.holder))
}

/// Who has something still, and since when it is overdue.
fn late_words(late: &StillOut, zone: &TimeZone) -> String {
    late.words(|due| format!("back {}", edit_when(due, zone)))
}

fn asset(given: &Given) -> serde_json::Value {
    json!({
        "asset": given.asset,
        "name": given.name,
        "type": given.kind,
        "role": Some(&given.role).filter(|role| !role.is_empty()),
        "qty": given.qty,
        "start": given.start,
        "end": given.end,
        "held_by": given.held.as_ref().map(|clash| &clash.project_name),
        "overdue_with": given.late.as_ref().map(|late| &late.holder),
        "overdue_since": given.late.as_ref().map(|late| late.due),
    })
}

/// What is needed, as one thing.
fn all(words: &[String]) -> String {
    words.join(" with ")
}

fn usage(message: impl std::fmt::Display) -> CliError {
    CliError::usage(message.to_string(), "")
}

fn length_of(text: &str, most: i64) -> Result<i64, CliError> {
    length::parse(text, most).map_err(usage)
}

fn when(flag: &str, text: &str, now: &ZonedDateTime) -> Result<Timestamp, CliError> {
    parse_when(text, now).map_err(|error| usage(format!("{flag}: {error}")))
}
