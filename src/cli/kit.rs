//! `kit`: gear that goes out together.

use super::address::{ASSET, Guess, KIT};
use super::args::{KitAddArgs, KitCommand as Args, KitEditArgs, KitIds, KitListArgs, KitShowArgs};
use super::out::{Choices, Column, Console, Listing, Record, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, custody, write};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::KitId;
use crate::domain::kit::{KitPart, fields};
use crate::store::protocol::{KitCommand, KitDetail, KitRow, KitThing, ListKind, Query, Reply};

/// Runs a command on kits.
pub(super) fn run(command: &Args, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        Args::List(args) => list(args, studio, console),
        Args::Show(args) => show(args, studio, console),
        Args::Add(args) => add(args, studio, console),
        Args::Edit(args) => edit(args, studio, console),
        Args::Archive(args) => {
            let command = KitCommand::Archive(all(args, studio)?);
            write::act(command.into(), args.write, studio, console)
        }
        Args::Restore(args) => {
            let command = KitCommand::Restore(all(args, studio)?);
            write::act(command.into(), args.write, studio, console)
        }
        Args::Out(args) => custody::kit_out(args, studio, console),
        Args::In(args) => custody::kit_in(args, studio, console),
    }
}

const KITS: Listing<KitRow, 7> = Listing {
    kind: ListKind::Kits,
    columns: [
        Column::text("name", "NAME"),
        Column::number("parts", "IN IT"),
        Column::number("out", "OUT"),
        Column::number("missing", "MISSING"),
        Column::hidden("archived"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Kits(page) = reply { Some(page) } else { None },
    row: |row, _| {
        [
            Value::text(&row.name),
            Value::Count(row.parts),
            Value::Count(row.out),
            Value::Count(row.missing),
            Value::Flag(row.archived),
            Value::text(row.branch.as_str()),
            Value::text(row.id.as_str()),
        ]
    },
};

fn list(args: &KitListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    KITS.print(&args.list, Choices { filter: args.filter.as_deref(), sort: None }, studio, console)
}

fn show(args: &KitShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = KitId::from(KIT.resolve(studio, &args.id, Guess::ByText)?);
    record(&detail(studio, &id)?, studio).write(args.output.format(), console)
}

fn detail(studio: &Studio, id: &KitId) -> Result<KitDetail, CliError> {
    match studio.ask(Query::Kit(id.clone()))? {
        Reply::Kit(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

const PARTS: [Column; 7] = [
    Column::text("name", "NAME"),
    Column::text("serial", "SERIAL"),
    Column::number("qty", "QTY"),
    Column::text("holder", "WITH"),
    Column::text("missing", "MISSING"),
    Column::hidden("status"),
    Column::id(),
];
const NEXT: [Column; 6] = [
    Column::text("title", "PROJECT"),
    Column::whole("start", "FROM"),
    Column::whole("end", "TO"),
    Column::text("kind", "KIND"),
    Column::number("parts", "THINGS"),
    Column::id(),
];

fn record(detail: &KitDetail, studio: &Studio) -> Record {
    let kit = &detail.kit;
    let part = |part: &KitThing| {
        [
            Value::text(&part.name),
            Value::text(&part.serial),
            Value::Count(u64::from(part.qty)),
            Value::maybe(part.out.as_ref().map(|custody| &custody.holder_name)),
            Value::maybe(part.missing.as_ref().map(crate::store::protocol::Lacking::words)),
            Value::text(&part.status),
            Value::text(part.asset.as_str()),
        ]
    };
    let archived = kit.archived.map_or(Value::Nothing, |at| studio.day(at, &kit.branch));
    Record::new(&kit.name)
        .hidden("name", Value::text(&kit.name))
        .fact("notes", "Notes", Value::text(&kit.notes))
        .fact("branch_name", "Branch", Value::text(&detail.branch_name))
        .hidden("branch", Value::text(kit.branch.as_str()))
        .fact("archived", "Archived", archived)
        .fact("version", "Version", Value::Number(kit.version))
        .fact("id", "Id", Value::text(kit.id.as_str()))
        .section(("parts", "In it"), &PARTS, detail.parts.iter().map(part))
        .section(
            ("next", "Booked"),
            &NEXT,
            detail.next.iter().map(|next| {
                [
                    Value::text(&next.title),
                    studio.time(next.start, &kit.branch),
                    studio.time(next.end, &kit.branch),
                    Value::text(&next.kind),
                    Value::Count(next.parts),
                    Value::text(next.project.as_str()),
                ]
            }),
        )
}

fn parts(given: &[String], studio: &Studio) -> Result<Vec<KitPart>, CliError> {
    let part = |given: &String| -> Result<KitPart, CliError> {
        let (asset, qty) = custody::pieces(studio, given)?;
        Ok(KitPart { asset, qty })
    };
    given.iter().map(part).collect()
}

fn add(args: &KitAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?.id.clone();
    let values: FieldValues = [
        (FieldKey::from(fields::NAME), FieldValue::text(&args.name)),
        (FieldKey::from(fields::NOTES), FieldValue::text(args.notes.as_deref().unwrap_or_default())),
    ]
    .into();
    let command = KitCommand::Create { branch, values, parts: parts(&args.assets, studio)? };
    save(command, args.write, studio, console)
}

fn edit(args: &KitEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = KitId::from(KIT.resolve(studio, &args.id, Guess::Nothing)?);
    let found = detail(studio, &id)?;
    let version = found.kit.version;
    write::refuse_stale(args.if_version, version, &found.kit.name)?;
    if args.add.is_empty() && args.remove.is_empty() {
        let given = [(fields::NAME, &args.name), (fields::NOTES, &args.notes)];
        let given: FieldValues = given
            .into_iter()
            .filter_map(|(key, text)| Some((FieldKey::from(key), FieldValue::text(text.as_deref()?))))
            .collect();
        let base = found.kit.values();
        let values = super::values::changed(&base, given, "--name \"Interview kit\" or --add A7-001")?;
        return save(KitCommand::Edit { id, version, base, values }, args.write, studio, console);
    }
    let mut all: Vec<KitPart> =
        found.parts.iter().map(|part| KitPart { asset: part.asset.clone(), qty: part.qty }).collect();
    for gone in ASSET.resolve_all(studio, &args.remove)? {
        let before = all.len();
        all.retain(|part| part.asset.as_str() != gone);
        if all.len() == before {
            return Err(CliError::Invalid {
                message: format!("{gone} is not in {}", found.kit.name),
                hint: "Nothing was saved. `kit show` lists what is in it.".to_owned(),
            });
        }
    }
    for part in parts(&args.add, studio)? {
        all.retain(|known| known.asset != part.asset);
        all.push(part);
    }
    save(KitCommand::Pack { id, version, parts: all }, args.write, studio, console)
}

fn all(args: &KitIds, studio: &Studio) -> Result<Vec<KitId>, CliError> {
    Ok(KIT.resolve_all(studio, &args.ids)?.into_iter().map(KitId::from).collect())
}

/// Carries the command out and prints the kit's id, or the kit.
fn save(
    command: KitCommand,
    flags: super::args::WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let kit = |id: &str| Ok(record(&detail(studio, &KitId::from(id))?, studio));
    write::save(command.into(), flags, studio, console, kit)
}
