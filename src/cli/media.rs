//! `media`: the files of projects.

use super::address::{Guess, MEDIA};
use super::args::{
    MediaAddArgs, MediaCommand as Args, MediaEditArgs, MediaFields, MediaRemoveArgs, MediaScanArgs,
    MediaShowArgs, MediaStorageArgs, WindowArgs,
};
use super::out::{Column, Console, Record, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, project, values, write};
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::id::{BranchId, MediaId, ProjectId};
use crate::domain::media::{Folder, ScanDiff, fields, size_text};
use crate::folder::{self, FolderError};
use crate::store::protocol::{
    Cursor, MediaCommand, MediaDetail, MediaLine, MediaPage, Missing, Query, Reply, Stored,
};
use serde_json::json;
use std::ops::ControlFlow;

/// Runs a command on files.
pub(super) fn run(command: &Args, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        Args::List(args) => list(args, studio, console),
        Args::Show(args) => show(args, studio, console),
        Args::Storage(args) => storage(args, studio, console),
        Args::Add(args) => add(args, studio, console),
        Args::Edit(args) => edit(args, studio, console),
        Args::Remove(args) => remove(args, studio, console),
        Args::Scan(args) => scan(args, studio, console),
    }
}

// Reading -----------------------------------------------------------------------------------------------------------

const FILES: [Column; 7] = [
    Column::text("path", "PATH"),
    Column::text("title", "TITLE"),
    Column::text("file_type", "TYPE"),
    Column::number("size_bytes", "SIZE"),
    Column::text("watermark_state", "WATERMARK"),
    Column::text("uploaded_at", "SINCE"),
    Column::id(),
];

fn size(bytes: u64) -> Value {
    Value::Other(size_text(bytes), json!(bytes))
}

fn row(file: &MediaLine, branch: &BranchId, studio: &Studio) -> [Value; 7] {
    [
        Value::text(&file.path),
        Value::text(&file.title),
        Value::text(&file.kind),
        size(file.bytes),
        Value::text(&file.watermark),
        file.at.map_or(Value::Nothing, |at| studio.day(at, branch)),
        Value::text(file.id.as_str()),
    ]
}

fn page(
    studio: &Studio,
    project: &ProjectId,
    after: Option<Cursor>,
    limit: u32,
) -> Result<MediaPage, CliError> {
    match studio.ask(Query::Media { project: project.clone(), after, limit })? {
        Reply::Media(page) => Ok(page),
        _ => Err(unexpected()),
    }
}

fn list(args: &WindowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::ByText)?.project;
    let (files, more) =
        super::window::all(args.most(), |after, limit| Ok(page(studio, &project.id, after, limit)?.slice))?;
    let rows: Vec<[Value; 7]> = files.iter().map(|file| row(file, &project.branch, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &FILES);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    super::window::note_more(more, console)
}

fn show(args: &MediaShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = MEDIA.resolve(studio, &args.id, Guess::ByText)?;
    record(&file(studio, &id)?).write(args.output.format(), console)
}

fn file(studio: &Studio, id: &str) -> Result<MediaDetail, CliError> {
    match studio.ask(Query::MediaFile(MediaId::from(id)))? {
        Reply::MediaFile(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

fn record(detail: &MediaDetail) -> Record {
    let MediaDetail { media, project, project_title, branch } = detail;
    Record::new(crate::screens::media::called(&media.title, &media.path))
        .fact("path", "Path", Value::text(&media.path))
        .fact("title", "Title", Value::text(&media.title))
        .fact("file_type", "Type", Value::text(&media.file_type))
        .fact("size_bytes", "Size", size(media.bytes))
        .fact("watermark_state", "Watermark", Value::text(&media.watermark))
        .fact("project_title", "Project", Value::text(project_title))
        .hidden("project", Value::text(project.as_str()))
        .hidden("branch", Value::text(branch.as_str()))
        .fact("version", "Version", Value::Number(media.version))
        .fact("id", "Id", Value::text(media.id.as_str()))
}

const STORAGE: [Column; 5] = [
    Column::text("of", "OF"),
    Column::text("file_type", "TYPE"),
    Column::number("files", "FILES"),
    Column::number("size_bytes", "SIZE"),
    Column::hidden("id"),
];

/// The lines of a branch or project: one for each type, then their sum, whose type is `total`.
fn stored(name: &str, id: &str, stored: &[Stored]) -> Vec<[Value; 5]> {
    let line = |kind: &str, files: u64, bytes: u64| {
        [Value::text(name), Value::text(kind), Value::Count(files), size(bytes), Value::text(id)]
    };
    let mut lines: Vec<_> = stored.iter().map(|s| line(&s.file_type, s.files, s.bytes)).collect();
    let files = stored.iter().map(|s| s.files).fold(0, u64::saturating_add);
    let bytes = stored.iter().map(|s| s.bytes).fold(0, u64::saturating_add);
    lines.push(line("total", files, bytes));
    lines
}

fn storage(args: &MediaStorageArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let rows = if let Some(given) = &args.project {
        let project = project::find(studio, given, Guess::ByText)?.project;
        let page = page(studio, &project.id, None, 1)?;
        stored(project.details.called(), project.id.as_str(), &page.storage)
    } else {
        let scope = studio.scope(args.branch.as_deref())?;
        let Reply::Storage(branches) = studio.ask(Query::Storage(scope))? else { return Err(unexpected()) };
        branches.iter().flat_map(|of| stored(&of.name, of.branch.as_str(), &of.stored)).collect()
    };
    let mut sheet = Sheet::new(args.output.format(), &STORAGE);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

// Writing -----------------------------------------------------------------------------------------------------------

/// The fields that were given. A path is made absolute, as scans have it.
fn given(args: &MediaFields) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (fields::PATH, &args.path),
        (fields::TITLE, &args.title),
        (fields::TYPE, &args.kind),
        (fields::SIZE, &args.size),
        (fields::WATERMARK, &args.watermark),
    ]);
    values::read(texts, |key, text| {
        let absolute = (key == fields::PATH && !text.is_empty()).then(|| folder::absolute(text, None));
        Ok(Ok(FieldValue::text(&absolute.flatten().unwrap_or_else(|| text.to_owned()))))
    })
}

fn add(args: &MediaAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::Nothing)?.project.id;
    let mut values = given(&args.fields)?;
    let measured = values.get(&fields::PATH.into()).and_then(|path| folder::size_of(path.as_text()));
    if let (None, Some(bytes)) = (&args.fields.size, measured) {
        values.insert(fields::SIZE.into(), FieldValue::text(&bytes.to_string()));
    }
    save(MediaCommand::Add { project, values }, args.write, studio, console)
}

fn edit(args: &MediaEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let media = file(studio, &MEDIA.resolve(studio, &args.id, Guess::Nothing)?)?.media;
    let name = crate::screens::media::called(&media.title, &media.path);
    write::refuse_stale(args.if_version, media.version, name)?;
    let base = media.values();
    let values = values::changed(&base, given(&args.fields)?, "--title \"The film\"")?;
    save(
        MediaCommand::Edit { id: media.id, version: media.version, base, values },
        args.write,
        studio,
        console,
    )
}

fn save(
    command: MediaCommand,
    flags: super::args::WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    write::save(command.into(), flags, studio, console, |id| Ok(record(&file(studio, id)?)))
}

fn remove(args: &MediaRemoveArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let ids = MEDIA.resolve_all(studio, &args.ids)?.into_iter().map(MediaId::from).collect();
    write::act(MediaCommand::Remove(ids).into(), args.write, studio, console)
}

fn scan(args: &MediaScanArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::Nothing)?.project.id;
    let found = folder::look(&args.folder, None, &mut |_| ControlFlow::Continue(())).map_err(refused)?;
    for folder in &found.unread {
        console.note(&format!("{folder} cannot be read: what is kept of it is left alone"))?;
    }
    if found.left_out > 0 {
        console
            .note(&format!("{} files are left out: their names or sizes cannot be kept", found.left_out))?;
    }
    if args.write.dry_run && !args.write.json {
        preview(&project, &found, args.remove_missing, studio, console)?;
    }
    let missing = if args.remove_missing { Missing::Remove } else { Missing::Keep };
    write::act(MediaCommand::Scan { project, folder: found, missing }.into(), args.write, studio, console)
}

fn refused(error: FolderError) -> CliError {
    let (message, hint) = (error.to_string(), error.hint().to_owned());
    match error {
        FolderError::Missing(_) => CliError::NotFound { message, hint },
        FolderError::NotAFolder(_) | FolderError::NotText | FolderError::TooLarge(_) => {
            CliError::Invalid { message, hint }
        }
        FolderError::Unreadable(..) | FolderError::Stopped => CliError::Host { message, hint, code: 1 },
    }
}

const CHANGES: [Column; 3] =
    [Column::whole("change", "CHANGE"), Column::number("size", "SIZE"), Column::text("path", "PATH")];

/// Says file by file what would change.
fn preview(
    project: &ProjectId,
    found: &Folder,
    removes: bool,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let query = Query::MediaScan { project: project.clone(), folder: found.clone() };
    let Reply::MediaScan(diff) = studio.ask(query)? else { return Err(unexpected()) };
    let ScanDiff { added, changed, missing, .. } = *diff;
    let gone = if removes { "removed" } else { "missing, kept" };
    let line = |what: &str, bytes: u64, path: &str| [Value::text(what), size(bytes), Value::text(path)];
    let added =
        added.iter().map(|(file, kind)| line(&format!("added as {}", kind.as_str()), file.bytes, &file.path));
    let changed = changed.iter().map(|(file, bytes)| line("another size", *bytes, &file.path));
    let missing = missing.iter().map(|file| line(gone, file.bytes, &file.path));
    let rows: Vec<[Value; 3]> = added.chain(changed).chain(missing).collect();
    let mut sheet = Sheet::new(super::out::Format::Table, &CHANGES);
    if !rows.is_empty() {
        sheet.rows(console, &rows)?;
    }
    Ok(sheet.end(console)?)
}
