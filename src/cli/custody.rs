//! `asset out`, `asset in`, `asset who`, `asset overdue`: who has what.

use super::address::{ASSET, Guess, KIT, PROJECT};
use super::args::{AssetInArgs, AssetOutArgs, AssetOverdueArgs, AssetWhoArgs, KitInArgs, KitOutArgs};
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, address, write};
use crate::domain::custody::{Afterwards, Custody, Holder};
use crate::domain::field::FieldValue;
use crate::domain::id::{AssetId, BranchId, ProjectId};
use crate::domain::when::parse_when;
use crate::store::protocol::{
    CheckOut, Command, CustodyCommand, Due, GearList, Lines, OutItem, OutWhat, Outstanding, Query, Reply,
    Return, Returned, StoreError, Wanted,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const COLUMNS: [Column; 13] = [
    Column::text("asset_name", "ASSET"),
    Column::text("serial", "SERIAL"),
    Column::text("holder", "WHO"),
    Column::text("project_title", "PROJECT"),
    Column::whole("out", "OUT"),
    Column::whole("due", "DUE"),
    Column::whole("back", "BACK"),
    Column::text("condition", "CONDITION"),
    Column::hidden("qty"),
    Column::hidden("late"),
    Column::hidden("kit"),
    Column::hidden("asset"),
    Column::id(),
];

fn row(custody: &Custody, now: Timestamp) -> [Value; 13] {
    let zone = TimeZone::get(&custody.zone).unwrap_or(TimeZone::UTC);
    let time = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| Value::Time(at, zone.clone()));
    let condition = if custody.is_out() { &custody.condition_out } else { &custody.condition_back };
    [
        Value::text(&custody.asset_name),
        Value::text(&custody.serial),
        Value::text(&custody.holder_name),
        Value::text(&custody.project_title),
        time(Some(custody.out)),
        time(custody.due),
        time(custody.back),
        Value::text(condition),
        Value::Count(u64::from(custody.qty)),
        Value::Flag(custody.is_late(now)),
        Value::maybe(custody.kit.as_ref()),
        Value::text(custody.asset.as_str()),
        Value::text(custody.id.as_str()),
    ]
}

fn print(
    lines: &Lines<Custody>,
    format: super::out::Format,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let now = Timestamp::now();
    let rows: Vec<[Value; 13]> = lines.rows.iter().map(|custody| row(custody, now)).collect();
    let mut sheet = Sheet::new(format, &COLUMNS);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    if lines.more > 0 {
        console.note(&format!("{} more; --limit N shows more of them", lines.more))?;
    }
    Ok(())
}

/// Prints who had something.
pub(super) fn who(args: &AssetWhoArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let asset = AssetId::from(ASSET.resolve(studio, &args.asset, Guess::ByText)?);
    let Reply::Custody(lines) = studio.ask(Query::Custody { asset, limit: args.limit })? else {
        return Err(unexpected());
    };
    print(&lines, args.output.format(), console)
}

/// Prints what should be back, or all that is out.
pub(super) fn overdue(
    args: &AssetOverdueArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let which = if args.all { Outstanding::All } else { Outstanding::Late };
    let scope = studio.scope(args.branch.as_deref())?;
    let Reply::Custody(lines) = studio.ask(Query::Outstanding { scope, which, limit: args.limit })? else {
        return Err(unexpected());
    };
    print(&lines, args.output.format(), console)
}

/// An asset and how many pieces of it: `NAME`, `NAME:4`.
pub(super) fn pieces(studio: &Studio, given: &str) -> Result<(AssetId, u32), CliError> {
    let counted = given.rsplit_once(':').and_then(|(name, many)| Some((name, many.parse::<u32>().ok()?)));
    // A name may itself end so.
    if let Ok(id) = ASSET.resolve(studio, given, Guess::Nothing) {
        return Ok((id.into(), 1));
    }
    match counted {
        Some((_, 0)) => {
            Err(CliError::usage(format!("{given}: at least one piece"), "Write NAME:4 for four."))
        }
        Some((name, many)) => Ok((ASSET.resolve(studio, name, Guess::Nothing)?.into(), many)),
        None => Ok((ASSET.resolve(studio, given, Guess::Nothing)?.into(), 1)),
    }
}

/// One of the house if the name is exactly theirs, else that name.
fn holder(studio: &Studio, given: &str) -> Result<Holder, CliError> {
    match address::person(studio, given) {
        Ok(FieldValue::Reference { id, .. }) => Ok(Holder::Person(id.into())),
        Ok(_) | Err(CliError::Store(StoreError::NotFound { .. }) | CliError::NotFound { .. }) => {
            Ok(Holder::Name(given.to_owned()))
        }
        Err(error) => Err(error),
    }
}

fn moment(given: &str, zone: TimeZone) -> Result<Timestamp, CliError> {
    let now = Timestamp::now().to_zoned_datetime(zone);
    parse_when(given.trim(), &now).map_err(|error| CliError::Invalid {
        message: format!("{given}: {error}"),
        hint: "Write e.g. \"tomorrow 18:00\".".to_owned(),
    })
}

fn gear(studio: &Studio, project: &ProjectId) -> Result<GearList, CliError> {
    match studio.ask(Query::GearList { project: project.clone(), event: None })? {
        Reply::GearList(list) => Ok(*list),
        _ => Err(unexpected()),
    }
}

/// Zone of one's own branch, or the first.
fn own_zone(studio: &Studio) -> Result<TimeZone, CliError> {
    let branch: BranchId = studio.branch_for_new(None).map(|branch| branch.id.clone()).or_else(|error| {
        let branches = studio.ask(Query::Workspace)?;
        match branches {
            Reply::Workspace(workspace) => {
                workspace.branches.first().map(|branch| branch.id.clone()).ok_or(error)
            }
            _ => Err(error),
        }
    })?;
    Ok(studio.zone_of(&branch))
}

/// What the flags of a check-out say beside the things.
struct Errand<'a> {
    to: &'a str,
    project: Option<&'a str>,
    due: Option<&'a str>,
    anyway: bool,
}

fn check_out(
    items: impl FnOnce(Option<&GearList>) -> Result<Vec<OutItem>, CliError>,
    errand: &Errand<'_>,
    studio: &Studio,
) -> Result<Command, CliError> {
    let project = errand.project.map(|given| PROJECT.resolve(studio, given, Guess::Nothing)).transpose()?;
    let project = project.map(ProjectId::from);
    let list = project.as_ref().map(|project| gear(studio, project)).transpose()?;
    let due = match (errand.due, &list) {
        (Some(given), Some(list)) => {
            Due::At(moment(given, TimeZone::get(&list.zone).unwrap_or(TimeZone::UTC))?)
        }
        (Some(given), None) => Due::At(moment(given, own_zone(studio)?)?),
        (None, Some(_)) => Due::LockEnd,
        (None, None) => Due::Open,
    };
    let wanted = if errand.anyway { Wanted::GoAhead } else { Wanted::Ask };
    let holder = holder(studio, errand.to)?;
    let out = CheckOut { items: items(list.as_ref())?, project, event: None, holder, due, wanted };
    Ok(CustodyCommand::CheckOut(out).into())
}

/// Gives things out.
pub(super) fn out(args: &AssetOutArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let condition = args.condition.clone().unwrap_or_default();
    let items = |list: Option<&GearList>| -> Result<Vec<OutItem>, CliError> {
        if let (true, Some(list)) = (args.all, list) {
            let here = list.lines.iter().filter(|line| line.out.is_none());
            let items: Vec<OutItem> = here
                .map(|line| OutItem {
                    what: OutWhat::Asset { id: line.asset.clone(), qty: line.qty, kit: line.kit.clone() },
                    condition: condition.clone(),
                })
                .collect();
            if items.is_empty() {
                return Err(CliError::Invalid {
                    message: format!("nothing that is booked for {} is here", list.title),
                    hint: "Nothing was checked out.".to_owned(),
                });
            }
            return Ok(items);
        }
        let item = |given: &String| -> Result<OutItem, CliError> {
            let (id, qty) = pieces(studio, given)?;
            // What is booked as a part of a kit goes as that.
            let kit = list.and_then(|list| list.lines.iter().find(|line| line.asset == id)?.kit.clone());
            Ok(OutItem { what: OutWhat::Asset { id, qty, kit }, condition: condition.clone() })
        };
        args.assets.iter().map(item).collect()
    };
    let errand = Errand {
        to: &args.to,
        project: args.project.as_deref(),
        due: args.due.as_deref(),
        anyway: args.anyway,
    };
    write::act(check_out(items, &errand, studio)?, args.write, studio, console)
}

/// Gives a kit out.
pub(super) fn kit_out(args: &KitOutArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let kit = KIT.resolve(studio, &args.id, Guess::Nothing)?.into();
    let condition = args.condition.clone().unwrap_or_default();
    let items = |_: Option<&GearList>| Ok(vec![OutItem { what: OutWhat::Kit(kit), condition }]);
    let errand = Errand {
        to: &args.to,
        project: args.project.as_deref(),
        due: args.due.as_deref(),
        anyway: args.anyway,
    };
    write::act(check_out(items, &errand, studio)?, args.write, studio, console)
}

/// Takes things back.
pub(super) fn take_in(
    args: &AssetInArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let then = if args.repair {
        let until = args.until.as_deref().map(|given| moment(given, own_zone(studio)?)).transpose()?;
        Afterwards::Repair { until }
    } else {
        Afterwards::Ready
    };
    let condition = args.condition.clone().unwrap_or_default();
    if args.qty.is_some() && args.assets.len() > 1 {
        return Err(CliError::usage("--qty is of one thing", "Take the things back one by one."));
    }
    let back = |what: Returned, version: Option<i64>| Return {
        what,
        version,
        qty: args.qty,
        condition: condition.clone(),
        then,
    };
    let returns: Vec<Return> = match &args.project {
        Some(given) => {
            let project = ProjectId::from(PROJECT.resolve(studio, given, Guess::Nothing)?);
            let list = gear(studio, &project)?;
            let open = list.lines.iter().filter_map(|line| line.out.as_ref());
            let ours = open.filter(|custody| custody.project.as_ref() == Some(&project));
            let returns: Vec<Return> = ours
                .map(|custody| back(Returned::Custody(custody.id.clone()), Some(custody.version)))
                .collect();
            if returns.is_empty() {
                return Err(CliError::Invalid {
                    message: format!("nothing is out for {}", list.title),
                    hint: "Nothing was checked in.".to_owned(),
                });
            }
            returns
        }
        None => {
            let ids = ASSET.resolve_all(studio, &args.assets)?;
            ids.into_iter()
                .map(|id| {
                    let id = AssetId::from(id);
                    let version = version_out(studio, &id);
                    back(Returned::Asset(id), version)
                })
                .collect()
        }
    };
    write::act(CustodyCommand::CheckIn(returns).into(), args.write, studio, console)
}

/// The version of the only link that is out of an asset. Who reads nothing of it hears from the write what is wrong.
fn version_out(studio: &Studio, id: &AssetId) -> Option<i64> {
    match studio.ask(Query::Things(vec![id.clone()])).ok()? {
        Reply::Scanned(things) => match things.first()?.out.as_slice() {
            [only] => Some(only.version),
            _ => None,
        },
        _ => None,
    }
}

/// Takes a kit back.
pub(super) fn kit_in(args: &KitInArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let what = Returned::Kit(KIT.resolve(studio, &args.id, Guess::Nothing)?.into());
    let condition = args.condition.clone().unwrap_or_default();
    let back = Return { what, version: None, qty: None, condition, then: Afterwards::Ready };
    write::act(CustodyCommand::CheckIn(vec![back]).into(), args.write, studio, console)
}
