//! `booking new`: a whole booking at once, with what its package takes proposed as the form proposes it.

use super::record::tell_conflict;
use super::when;
use crate::cli::address::{Guess, PACKAGE};
use crate::cli::args::{BookingNewArgs, Firmness};
use crate::cli::out::Console;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::{CliError, project, write};
use crate::domain::booking::LockKind;
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::free::Buffers;
use crate::domain::id::{PackageId, ProjectId};
use crate::domain::length;
use crate::domain::project::{event, fields, usual_title};
use crate::domain::when::{edit_when, parse_when_exact, until};
use crate::store::protocol::{
    BookingCommand, Branch, Given, NeedAnswer, Needs, NewBooking, Proposal, ProposalQuery, Query, Reply,
    StoreError,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// The longest booking, in seconds.
const YEAR: i64 = 366 * 86_400;

/// Opens a project with everything that is booked for it, or says what is missing.
pub(super) fn new(args: &BookingNewArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let plan = Plan::of(args, studio, branch)?;
    let proposal = plan.proposal(studio)?;
    let short = proposal.as_ref().filter(|proposal| !proposal.is_whole() && !args.partial);
    if let Some(proposal) = short {
        if args.write.json {
            console.json(&json!({ "booked": [], "missing": plan.missing(proposal), "nearest": proposal.nearest.as_ref().map(|slot| json!({ "start": slot.start, "end": slot.end })) }))?;
        }
        return Err(plan.refused(proposal));
    }
    let booking = plan.booking(proposal.as_ref());
    let done = write::carry_out(BookingCommand::Book(Box::new(booking)).into(), args.write, studio, console);
    let Some(outcome) = tell_conflict(done, args.write.json, console)? else { return Ok(()) };
    let id = ProjectId::from(outcome.row.ok_or_else(unexpected)?.id);
    plan.tell(&id, proposal.as_ref(), studio, console)
}

/// A booking as it was asked for.
struct Plan<'a> {
    args: &'a BookingNewArgs,
    branch: &'a Branch,
    zone: jiff::tz::TimeZone,
    client: FieldValue,
    /// Its id and its name.
    package: Option<(PackageId, String)>,
    start: Timestamp,
    end: Timestamp,
    expires: Option<Timestamp>,
}

impl<'a> Plan<'a> {
    fn of(args: &'a BookingNewArgs, studio: &Studio, branch: &'a Branch) -> Result<Self, CliError> {
        let zone = studio.zone_of(&branch.id);
        let start = when("start", &args.start, &zone)?;
        let end = match (&args.end, &args.length) {
            (Some(end), _) => {
                let start = start.to_zoned_datetime(zone.clone());
                let now = Timestamp::now().to_zoned_datetime(zone.clone());
                until(end, (&start, &now), parse_when_exact)
                    .map_err(|error| super::wrong_time("end", &error))?
            }
            (None, Some(length)) => {
                let seconds =
                    length::parse(length, YEAR).map_err(|error| super::wrong_time("length", &error))?;
                let far = |_| super::wrong_time("length", &"that is too far away");
                start.checked_add(SignedDuration::from_secs(seconds)).map_err(far)?
            }
            (None, None) => {
                return Err(CliError::usage(
                    "how long does it take?",
                    "Give it with --length, e.g. --length 4h, or say until when with --end.",
                ));
            }
        };
        let package = args.package.as_deref().map(|given| package(studio, branch, given)).transpose()?;
        let expires = args.expires.as_deref().map(|text| when("expires", text, &zone)).transpose()?;
        let client = project::client(studio, &args.client)?;
        Ok(Self { args, branch, zone, client, package, start, end, expires })
    }

    /// What it could take; `None` when nothing is needed.
    fn proposal(&self, studio: &Studio) -> Result<Option<Proposal>, CliError> {
        let place = self.args.place.clone().unwrap_or_default();
        if self.package.is_none() && self.args.need.is_empty() && place.trim().is_empty() {
            return Ok(None);
        }
        let query = ProposalQuery {
            have: Vec::new(),
            needs: Needs {
                package: self.package.as_ref().map(|(id, _)| id.clone()),
                lines: self.args.need.clone(),
                wanted: Vec::new(),
            },
            branch: self.branch.id.clone(),
            place,
            start: self.start,
            end: self.end,
            buffers: Buffers::default(),
            except: Vec::new(),
        };
        match studio.ask(Query::Proposal(query)) {
            Ok(Reply::Proposal(found)) => Ok(Some(*found)),
            Ok(_) => Err(unexpected()),
            // The place is none of the studio's spaces, and nothing else is needed.
            Err(StoreError::Invalid(errors))
                if self.package.is_none()
                    && self.args.need.is_empty()
                    && !errors.0.contains_key(&FieldKey::from("end")) =>
            {
                Ok(None)
            }
            Err(StoreError::Refused(_)) if self.args.partial => Ok(None),
            Err(StoreError::Refused(refusal)) => Err(CliError::Invalid {
                message: refusal.message,
                hint: "Nothing was booked. Say what is needed with --need, or book without it: --partial."
                    .to_owned(),
            }),
            Err(StoreError::Invalid(errors)) => Err(CliError::Invalid {
                message: errors.0.into_values().collect::<Vec<_>>().join("; "),
                hint: "Nothing was booked.".to_owned(),
            }),
            Err(error) => Err(error.into()),
        }
    }

    fn booking(&self, proposal: Option<&Proposal>) -> NewBooking {
        let key = |name: &str| FieldKey::from(name);
        let title = FieldValue::text(&self.title());
        let place = self.args.place.as_deref().map_or(FieldValue::Empty, FieldValue::text);
        let project = [
            (key(fields::CLIENT), self.client.clone()),
            (key(fields::TITLE), title.clone()),
            (key(fields::START), FieldValue::When(self.start)),
            (key(fields::LOCATION), place.clone()),
        ];
        let event = [
            (key(event::fields::TITLE), title),
            (key(event::fields::START), FieldValue::When(self.start)),
            (key(event::fields::END), FieldValue::When(self.end)),
            (key(event::fields::LOCATION), place),
        ];
        NewBooking {
            branch: self.branch.id.clone(),
            project: project.into(),
            event: event.into(),
            package: self.package.as_ref().map(|(id, _)| id.clone()),
            wanted: proposal.map(Proposal::wanted).unwrap_or_default(),
            kind: match self.args.kind {
                Some(Firmness::Firm) => LockKind::Firm,
                Some(Firmness::Hold) | None => LockKind::Hold,
            },
            hold_until: self.expires,
        }
    }

    /// What it is called: as on the screen, who it is for and what it is.
    fn title(&self) -> String {
        if let Some(title) = &self.args.title {
            return title.clone();
        }
        let client = match &self.client {
            FieldValue::Reference { label, .. } => label.as_str(),
            _ => "",
        };
        let package = self.package.as_ref().map_or("", |(_, name)| name.as_str());
        usual_title(client, package).unwrap_or_default()
    }

    fn missing(&self, proposal: &Proposal) -> Vec<Value> {
        let answer = |need: &NeedAnswer| {
            let busy = need.busy.iter().map(|busy| {
                json!({ "asset": busy.asset, "name": busy.name, "why": busy.words(&self.zone), "free_from": busy.free_from })
            });
            json!({ "need": need.words, "missing": need.missing, "busy": busy.collect::<Vec<_>>() })
        };
        proposal.needs.iter().filter(|need| need.missing > 0).map(answer).collect()
    }

    /// Why nothing was booked: what is missing, who has it, and when all of it is free.
    fn refused(&self, proposal: &Proposal) -> CliError {
        let missing = proposal.needs.iter().filter(|need| need.missing > 0).map(|need| {
            let why = need.busy.first().map(|busy| format!(" ({}: {})", busy.name, busy.words(&self.zone)));
            format!("{} {}{}", need.missing, need.words, why.unwrap_or_default())
        });
        let message = format!("not all of it is free: missing {}", missing.collect::<Vec<_>>().join(", "));
        let when = match &proposal.nearest {
            Some(slot) => format!("All of it is free at {}.", edit_when(slot.start, &self.zone)),
            None => "There is no time near it at which all of it is free.".to_owned(),
        };
        let hint = format!("Nothing was booked. {when} --partial books what is there.");
        CliError::Conflict { message, hint }
    }

    /// Prints the project, what was booked for it, and what is missing.
    fn tell(
        &self,
        id: &ProjectId,
        proposal: Option<&Proposal>,
        studio: &Studio,
        console: &mut Console<'_>,
    ) -> Result<(), CliError> {
        let given: Vec<&Given> = proposal.iter().flat_map(|proposal| proposal.given()).collect();
        let missing = proposal.map(|proposal| self.missing(proposal)).unwrap_or_default();
        if self.args.write.json {
            let booked = given.iter().map(|given| {
                json!({ "asset": given.asset, "name": given.name, "type": given.kind, "qty": given.qty, "start": given.start, "end": given.end })
            });
            let project = project::printed(studio, id)?.json();
            let booked: Vec<Value> = booked.collect();
            return console.json(&json!({ "project": project, "booked": booked, "missing": missing }));
        }
        for need in proposal.iter().flat_map(|proposal| &proposal.needs) {
            if let Some(taken) = &need.taken {
                console.note(&format!(
                    "{}: {}; another space is taken instead",
                    taken.name,
                    taken.words(&self.zone)
                ))?;
            }
            if need.missing > 0 {
                console.note(&format!("missing: {} {}", need.missing, need.words))?;
            }
        }
        Ok(writeln!(console.out, "{id}")?)
    }
}

/// The package that is named, by id or name, with its name.
fn package(studio: &Studio, branch: &Branch, given: &str) -> Result<(PackageId, String), CliError> {
    let here = crate::store::protocol::BranchScope::One(branch.id.clone());
    let id = PackageId::from(PACKAGE.resolve_in(studio, &here, given, Guess::Nothing)?);
    match studio.ask(Query::Package(id.clone()))? {
        Reply::Package(detail) => Ok((id, detail.package.offer.name.clone())),
        _ => Err(unexpected()),
    }
}
