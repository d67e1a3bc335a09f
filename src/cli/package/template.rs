//! `package template`: the organization's templates.

use super::edit::changed;
use super::{record, values};
use crate::cli::CliError;
use crate::cli::address::{Guess, PACKAGE_TEMPLATE};
use crate::cli::args::{
    PackageCopyArgs, PackageEditArgs, PackageIds, PackageTemplateAddArgs, PackageTemplateCommand, WriteFlags,
};
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::write;
use crate::domain::field::FieldValue;
use crate::domain::id::PackageTemplateId;
use crate::store::protocol::{
    Command, CopyTarget, ListKind, PackageCommand, PackageTemplateDetail, PackageTemplateRow, Query, Reply,
};
use serde_json::json;

/// Runs a command on templates.
pub(super) fn run(
    command: &PackageTemplateCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    use PackageTemplateCommand as T;
    match command {
        T::List(args) => {
            let choices = Choices { filter: args.filter.as_deref(), sort: None };
            TEMPLATES.print(&args.list, choices, studio, console)
        }
        T::Show(args) => {
            let id = PACKAGE_TEMPLATE.resolve(studio, &args.id, Guess::ByText)?;
            record::of_template(&detail(studio, &id.into())?, studio).write(args.output.format(), console)
        }
        T::Add(args) => add(args, studio, console),
        T::Edit(args) => edit(args, studio, console),
        T::Archive(args) => {
            let command = PackageCommand::ArchiveTemplates(all(args, studio)?);
            write::act(Command::Packages(command), args.write, studio, console)
        }
        T::Restore(args) => {
            let command = PackageCommand::RestoreTemplates(all(args, studio)?);
            write::act(Command::Packages(command), args.write, studio, console)
        }
        T::Copy(args) => copy(args, studio, console),
    }
}

const TEMPLATES: Listing<PackageTemplateRow, 8> = Listing {
    kind: ListKind::PackageTemplates,
    columns: [
        Column::text("name", "NAME"),
        Column::text("type", "TYPE"),
        Column::money("price", "PRICE"),
        Column::number("tax_rate", "TAX"),
        Column::number("revision", "REVISION"),
        Column::number("copies", "COPIES"),
        Column::hidden("archived"),
        Column::id(),
    ],
    page: |reply| if let Reply::PackageTemplates(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &PackageTemplateRow, studio: &Studio) -> [Value; 8] {
    [
        Value::text(&row.name),
        record::kind(&row.kind),
        studio.money(row.price),
        Value::Other(row.tax_rate.to_string(), json!(row.tax_rate.edit())),
        Value::Number(row.revision),
        Value::Count(row.copies),
        Value::Flag(row.archived),
        Value::text(row.id.as_str()),
    ]
}

fn detail(studio: &Studio, id: &PackageTemplateId) -> Result<PackageTemplateDetail, CliError> {
    match studio.ask(Query::PackageTemplate(id.clone()))? {
        Reply::PackageTemplate(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

fn one(studio: &Studio, given: &str) -> Result<PackageTemplateDetail, CliError> {
    detail(studio, &PackageTemplateId::from(PACKAGE_TEMPLATE.resolve(studio, given, Guess::Nothing)?))
}

fn all(args: &PackageIds, studio: &Studio) -> Result<Vec<PackageTemplateId>, CliError> {
    let ids = PACKAGE_TEMPLATE.resolve_all(studio, &args.ids)?;
    Ok(ids.into_iter().map(PackageTemplateId::from).collect())
}

fn add(args: &PackageTemplateAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let currency = studio.branch_for_new(args.branch.as_deref())?.currency;
    let values = values::given(&args.fields, currency)?;
    save(PackageCommand::CreateTemplate { currency, values }, args.write, studio, console)
}

fn edit(args: &PackageEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let template = one(studio, &args.id)?.template;
    write::refuse_stale(args.if_version, template.version, &template.offer.name)?;
    let base = template.offer.values();
    let values = changed(args, &base, template.offer.price.currency)?;
    let (id, version) = (template.id, template.version);
    save(PackageCommand::EditTemplate { id, version, base, values }, args.write, studio, console)
}

fn copy(args: &PackageCopyArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let template = one(studio, &args.id)?.template;
    let mut to = Vec::new();
    for target in &args.to {
        let (name, price) = match target.split_once('=') {
            Some((name, price)) => (name, Some(price)),
            None => (target.as_str(), None),
        };
        let branch = studio.branch(name)?;
        let price = price.map(|text| values::price(&branch.name, text, branch.currency)).transpose()?;
        let price =
            price.and_then(|value| if let FieldValue::Money(minor) = value { Some(minor) } else { None });
        to.push(CopyTarget { branch: branch.id.clone(), price });
    }
    let command = PackageCommand::CopyTemplate { id: template.id, to };
    write::act(Command::Packages(command), args.write, studio, console)
}

/// Carries the command out and prints the template's id, or the template.
fn save(
    command: PackageCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let template = |id: &str| Ok(record::of_template(&detail(studio, &PackageTemplateId::from(id))?, studio));
    write::save(Command::Packages(command), flags, studio, console, template)
}
