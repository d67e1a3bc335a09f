//! `client export`.

use crate::cli::CliError;
use crate::cli::address::CLIENT;
use crate::cli::args::ClientExportArgs;
use crate::cli::confirm::confirm;
use crate::cli::out::{Column, Console, Format, Sheet, Value};
use crate::cli::studio::Studio;
use crate::domain::client::Client;
use crate::domain::id::ClientId;
use crate::domain::money::Money;
use crate::exchange::card_writer;
use crate::store::{Export, Exported};
use std::io::{self, BufWriter};
use std::path::Path;
use tempfile::NamedTempFile;

/// The editable fields have the names that forms and `--set` have for them, so that an import understands them.
const COLUMNS: [Column; 20] = [
    Column::hidden("name"),
    Column::hidden("phone"),
    Column::hidden("alt_phone"),
    Column::hidden("email"),
    Column::hidden("tags"),
    Column::hidden("business_name"),
    Column::hidden("gstin"),
    Column::hidden("address"),
    Column::hidden("city"),
    Column::hidden("birthday"),
    Column::hidden("anniversary"),
    Column::hidden("language"),
    Column::hidden("marketing_ok"),
    Column::hidden("follow_up"),
    Column::hidden("payment_days"),
    Column::hidden_money("credit_limit"),
    Column::hidden("notes"),
    Column::hidden("created"),
    Column::hidden("archived"),
    Column::hidden("id"),
];

/// Writes clients.
pub(super) fn export(
    args: &ClientExportArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    if let Some(path) = args.output.as_ref().filter(|path| std::fs::symlink_metadata(path).is_ok()) {
        return Err(CliError::Conflict {
            message: format!("{} is there already", path.display()),
            hint: "Nothing was written. Name another file with --output.".to_owned(),
        });
    }
    let format = match (args.vcard, args.csv) {
        (true, _) => "vcard",
        (false, true) => "csv",
        (false, false) => "json",
    };
    let which = which(args, studio)?;
    // Who may not is told so before they are asked for anything.
    studio.store().may_export_clients(studio.actor())?;
    let what = "This takes the personal data of clients out of the studio; the audit log notes it.";
    let confirmed = confirm((what, "export"), args.yes, console)?;
    let mut export = studio.store().export_clients(studio.actor(), &which, (format, confirmed))?;
    match &args.output {
        None => write(args, &mut export, studio, console)?,
        Some(path) => to_file(path, args, &mut export, studio, console)?,
    }
    let count = export.count();
    let clients = if count == 1 { "1 client".to_owned() } else { format!("{count} clients") };
    Ok(console.say(&format!("Exported {clients}"))?)
}

fn which(args: &ClientExportArgs, studio: &Studio) -> Result<Exported, CliError> {
    if !args.ids.is_empty() {
        let ids = CLIENT.resolve_all(studio, &args.ids)?;
        return Ok(Exported::These(ids.into_iter().map(ClientId::from).collect()));
    }
    let scope = studio.scope(args.branch.as_deref())?;
    Ok(if args.archived { Exported::All(scope) } else { Exported::Active(scope) })
}

/// The file is there under its name only once it is whole.
fn to_file(
    path: &Path,
    args: &ClientExportArgs,
    export: &mut Export,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let failed = |cause: io::Error| CliError::Invalid {
        message: format!("{} cannot be written: {cause}", path.display()),
        hint: "Nothing was written. Check the folder and its permissions.".to_owned(),
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = BufWriter::new(NamedTempFile::new_in(folder).map_err(failed)?);
    let mut into_file = Console { out: &mut file, err: &mut *console.err, ..*console };
    write(args, export, studio, &mut into_file)?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn write(
    args: &ClientExportArgs,
    export: &mut Export,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let format = if args.csv { Format::Csv } else { Format::Json };
    let mut sheet = Sheet::new(format, &COLUMNS);
    loop {
        let page = export.page()?;
        if page.is_empty() {
            break;
        }
        if args.vcard {
            page.iter().try_for_each(|client| card_writer::write(console.out, client))?;
        } else {
            let rows: Vec<[Value; 20]> = page.iter().map(|client| row(client, studio)).collect();
            sheet.rows(console, &rows)?;
        }
    }
    if !args.vcard {
        sheet.end(console)?;
    }
    console.out.flush()?;
    Ok(())
}

fn row(client: &Client, studio: &Studio) -> [Value; 20] {
    let p = &client.profile;
    let time = |at: Option<jiff::Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, &client.branch));
    let date = |date: Option<jiff::civil::Date>| date.map_or(Value::Nothing, Value::Date);
    let currency = client.spent.currency;
    [
        Value::text(&client.name),
        Value::text(&client.phone),
        Value::text(&p.alt_phone),
        Value::text(&p.email),
        Value::Tags(p.tags.clone()),
        Value::text(&p.business_name),
        Value::text(&p.gstin),
        Value::text(&p.address),
        Value::text(&p.city),
        date(p.birthday),
        date(p.anniversary),
        Value::text(&p.language),
        Value::Flag(p.marketing_ok),
        time(client.follow_up),
        p.payment_days.map_or(Value::Nothing, Value::Number),
        p.credit_limit.map_or(Value::Nothing, |minor| studio.money(Money { minor, currency })),
        Value::text(&p.notes),
        time(client.created),
        time(client.archived),
        Value::text(client.id.as_str()),
    ]
}
