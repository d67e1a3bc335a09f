//! Scanning a folder for the files of a project: the form, how far it is, and what was found.

use super::words::{Words, several};
use super::{Ctx, media};
use crate::action::Action;
use crate::domain::media::{Folder, MAX_PATH, ScanDiff};
use crate::keymap::Hint;
use crate::store::protocol::{Missing, Stored};
use crate::theme::Role;
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::layer::Layer;
use crate::ui::text::put;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// The fields of the form, and the name that drafts call it by.
pub mod forms {
    /// A scan.
    pub const SCAN: &str = "media_scan";
    /// The folder.
    pub const FOLDER: &str = "folder";
    /// What happens to what is gone.
    pub const GONE: &str = "gone";
    /// It stays on the list.
    pub const KEEP: &str = "keep";
    /// It is taken off.
    pub const REMOVE: &str = "remove";
}

/// The form of a scan for what is called `about`.
#[must_use]
pub fn form(about: &str) -> FormSpec {
    let gone = [(forms::KEEP, "stay on the list"), (forms::REMOVE, "are taken off the list")];
    let gone = gone.map(|(key, label)| (key.to_owned(), label.to_owned())).into();
    let fields = vec![
        FieldSpec::new(forms::FOLDER, "Folder", FieldKind::Text)
            .required()
            .max(MAX_PATH)
            .placeholder("/media/card-1")
            .help("With all folders in it. It is only looked at; what would change is shown before anything is saved."),
        FieldSpec::new(forms::GONE, "Missing files", FieldKind::Choice(gone))
            .required()
            .help("A disk may only not be connected now: they stay unless you say otherwise."),
    ];
    FormSpec::new(forms::SCAN, &format!("Scan a folder for {about}"), vec![Section::new("", fields)])
}

/// Asks before what was found is taken over: how much of which type is new, what changed, what is gone.
#[must_use]
pub fn ask(about: &str, folder: &Folder, (diff, missing): (&ScanDiff, Missing), words: &Words) -> Confirm {
    let mut lines = vec![folder.root.clone()];
    if !diff.added.is_empty() {
        lines.push(format!("{} new", several(diff.added.len() as u64, "file is", "files are")));
        lines.extend(media::storage(&by_type(diff), words).into_iter().map(|line| format!("  {line}")));
    }
    lines.extend(counts(diff, missing));
    lines.extend(left_alone(folder));
    lines.push("u takes it back.".to_owned());
    Confirm::new(format!("Bring the files of {about} in line with this folder?"), "take over")
        .consequences(lines)
}

/// New files by type.
fn by_type(diff: &ScanDiff) -> Vec<Stored> {
    let mut sums: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (file, kind) in &diff.added {
        let (files, bytes) = sums.entry(kind.as_str()).or_default();
        (*files, *bytes) = (*files + 1, bytes.saturating_add(file.bytes));
    }
    let stored =
        |(kind, (files, bytes)): (&str, (u64, u64))| Stored { file_type: kind.to_owned(), files, bytes };
    sums.into_iter().map(stored).collect()
}

/// What else there is to say of how many files.
fn counts(diff: &ScanDiff, missing: Missing) -> Vec<String> {
    let gone = match missing {
        Missing::Keep => "no longer there; they stay on the list",
        Missing::Remove => "no longer there and taken off the list",
    };
    let lines = [
        (diff.changed.len() as u64, "of another size now"),
        (diff.missing.len() as u64, gone),
        (diff.same, "as known"),
    ];
    let said = |(n, what)| format!("{} {what}", several(n, "file is", "files are"));
    lines.into_iter().filter(|(n, _)| *n > 0).map(said).collect()
}

/// What the walk did not see.
fn left_alone(folder: &Folder) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(first) = folder.unread.first() {
        let n = several(folder.unread.len() as u64, "folder", "folders");
        lines.push(format!("! {n} not readable, left as known: {first}"));
    }
    if folder.left_out > 0 {
        let n = several(folder.left_out, "file", "files");
        lines.push(format!("! {n} left out: no name or size to keep"));
    }
    lines
}

/// Draws how far a walk through a folder is.
pub fn draw(path: &str, files: u64, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
    let hints: Vec<Hint> =
        ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "stop")).into_iter().collect();
    let layer = Layer { title: "Looking through the folder", note: "", hints: &hints, width: 60, height: 2 };
    let inside = layer.draw(screen, buf, &ctx.look);
    let said = format!("{} so far", several(files, "file", "files"));
    put(buf, inside.x, inside.y, path, inside.width, ctx.look.style(Role::Text));
    put(buf, inside.x, inside.y + 1, &said, inside.width, ctx.look.style(Role::Dim));
}
