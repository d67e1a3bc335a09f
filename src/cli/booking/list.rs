//! `booking list`.

use super::{record, when};
use crate::cli::CliError;
use crate::cli::address::{ASSET, Guess};
use crate::cli::args::BookingListArgs;
use crate::cli::out::{Column, Console, Sheet, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::domain::booking::Trouble;
use crate::domain::id::AssetId;
use crate::store::protocol::{
    BranchScope, Cursor, LockDetail, LockQuery, LocksOf, OnlyHolds, Query, Reply, TroubledLock, TroubledQuery,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

/// Locks that one query brings.
const PAGE: u32 = 500;

const LOCKS: [Column; 14] = [
    Column::text("asset_name", "WHAT"),
    Column::text("project_name", "FOR"),
    Column::text("event_title", "SUB-EVENT"),
    Column::whole("start", "FROM"),
    Column::whole("end", "TO"),
    Column::number("qty", "QTY"),
    Column::text("kind", "BOOKED"),
    Column::text("expires", "UNTIL"),
    Column::text("trouble", "NEEDS REPLACEMENT"),
    Column::hidden("asset"),
    Column::hidden("project"),
    Column::hidden("event"),
    Column::hidden("version"),
    Column::id(),
];

fn row(detail: &LockDetail) -> [Value; 14] {
    let lock = &detail.lock;
    let zone = TimeZone::get(&detail.zone).unwrap_or(TimeZone::UTC);
    let needed = lock.needed();
    [
        Value::text(&lock.asset_name),
        Value::text(&detail.project_name),
        Value::text(&detail.event_title),
        Value::Time(needed.start, zone.clone()),
        Value::Time(needed.end, zone.clone()),
        Value::Count(lock.qty.into()),
        Value::Other(record::kind(detail).to_owned(), json!(lock.kind.as_str())),
        lock.expires.map_or(Value::Nothing, |at| Value::Time(at, zone)),
        Value::maybe(lock.trouble.map(Trouble::words)),
        Value::text(lock.asset.as_str()),
        Value::text(lock.project.as_str()),
        Value::maybe(lock.event.as_ref()),
        Value::Number(lock.version),
        Value::text(lock.id.as_str()),
    ]
}

/// Lists what is booked.
pub(super) fn list(
    args: &BookingListArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let query = query(args, studio)?;
    if let (true, LocksOf::Branches(scope)) = (args.troubled, &query.of) {
        return troubled(args, (&query, scope), studio, console);
    }
    let most = if args.all_pages { u32::MAX } else { args.limit };
    let mut sheet = Sheet::new(args.output.format(), &LOCKS);
    let (mut after, mut shown, mut more): (Option<Cursor>, u32, bool) = (None, 0, false);
    loop {
        let page = LockQuery { after: after.take(), limit: PAGE.min(most), ..query.clone() };
        let Reply::Locks(slice) = studio.ask(Query::Locks(page))? else { return Err(unexpected()) };
        let is_wanted = |detail: &&LockDetail| !args.troubled || detail.lock.trouble.is_some();
        let rows: Vec<[Value; 14]> = slice.rows.iter().filter(is_wanted).map(row).collect();
        let room = (most - shown) as usize;
        more = more || rows.len() > room;
        let rows = &rows[..rows.len().min(room)];
        sheet.rows(console, rows)?;
        shown += u32::try_from(rows.len()).unwrap_or(u32::MAX);
        match slice.next {
            Some(next) if shown < most => after = Some(next),
            next => {
                more = more || next.is_some();
                break;
            }
        }
    }
    sheet.end(console)?;
    if more {
        console.note("there are more; --limit shows more of them, --from what comes later")?;
    }
    Ok(())
}

/// Lists what needs a replacement in some branches: the store looks for that, and not at everything that is booked.
fn troubled(
    args: &BookingListArgs,
    (query, scope): (&LockQuery, &BranchScope),
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let asked = TroubledQuery { scope: scope.clone(), from: query.from, until: query.until, limit: u32::MAX };
    let Reply::Troubled(found) = studio.ask(Query::Troubled(asked))? else { return Err(unexpected()) };
    let most = if args.all_pages { usize::MAX } else { args.limit as usize };
    // A hold that somebody else has for sure is a conflict, and needs no replacement by that alone.
    let mut wanted = found.rows.into_iter().filter(|row| row.lock.trouble.is_some());
    let rows: Vec<[Value; 14]> =
        wanted.by_ref().take(most).map(|found| row(&detail(found, studio))).collect();
    let mut sheet = Sheet::new(args.output.format(), &LOCKS);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    if wanted.next().is_some() || found.more > 0 {
        console.note("there are more; --limit shows more of them, --from what comes later")?;
    }
    Ok(())
}

/// A lock that needs a replacement, as the list has it.
fn detail(found: TroubledLock, studio: &Studio) -> LockDetail {
    let zone = studio.zone_of(&found.branch);
    LockDetail {
        lock: found.lock,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
        branch: found.branch,
        project_name: found.project_name,
        event_title: found.event_title,
        serial: String::new(),
        kit: None,
    }
}

fn query(args: &BookingListArgs, studio: &Studio) -> Result<LockQuery, CliError> {
    let (of, zone) = match (&args.project, &args.asset) {
        (Some(project), _) => {
            let project = crate::cli::project::find(studio, project, Guess::ByText)?.project;
            (LocksOf::Project(project.id), studio.zone_of(&project.branch))
        }
        (None, Some(asset)) => {
            let id = ASSET.resolve(studio, asset, Guess::ByText)?;
            let id = AssetId::from(id.as_str());
            let Reply::Asset(detail) = studio.ask(Query::Asset(id.clone()))? else {
                return Err(unexpected());
            };
            (LocksOf::Asset(id), studio.zone_of(&detail.asset.branch))
        }
        (None, None) => {
            let scope = studio.scope(args.branch.as_deref())?;
            (LocksOf::Branches(scope), studio.usual_zone(args.branch.as_deref())?)
        }
    };
    let read = |name, text: &Option<String>| text.as_ref().map(|text| when(name, text, &zone)).transpose();
    let from = match read("from", &args.from)? {
        None if matches!(of, LocksOf::Project(_)) => None,
        None => Some(today(&zone)),
        given => given,
    };
    let holds = if args.holds { OnlyHolds::Yes } else { OnlyHolds::No };
    Ok(LockQuery { of, from, until: read("to", &args.to)?, holds, after: None, limit: PAGE })
}

/// The first moment of today.
fn today(zone: &TimeZone) -> Timestamp {
    let now = Timestamp::now();
    let day = now.to_zoned_datetime(zone.clone()).start_of_day();
    day.map_or(now, |start| start.timestamp())
}
