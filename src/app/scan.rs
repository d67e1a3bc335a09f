//! Scanning a folder: from the form to the walk, to the question, to one write. The form stays under all of it until the
//! files are saved, so that nothing typed is lost on the way.

use super::App;
use super::layers::{Intent, Layer};
use crate::domain::field::FieldErrors;
use crate::domain::id::ProjectId;
use crate::domain::media::{Folder, ScanDiff};
use crate::screens::effect::{Effect, Out, Unread, slots};
use crate::screens::scan::{self, forms};
use crate::screens::words::several;
use crate::store::port::Ticket;
use crate::store::protocol::{Command, MediaCommand, Missing, Query, Reply, StoreError};
use crate::ui::toast::{Toast, Tone};

/// What is scanned for whom.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// The project.
    pub(super) project: ProjectId,
    /// What it is called.
    pub(super) name: String,
    /// The folder, as typed.
    pub(super) path: String,
    /// What happens to what is gone.
    pub(super) missing: Missing,
}

/// A scan under way, over its form.
pub(super) struct ScanLayer {
    scan: Scan,
    /// The walk, or the comparison that follows it.
    ticket: Ticket,
    /// Files so far.
    files: u64,
    /// What the walk found.
    folder: Option<Folder>,
}

impl ScanLayer {
    /// Asks what it would change to take the folder over.
    fn compare(&mut self, folder: Folder, out: &mut Out) {
        let query = Query::MediaScan { project: self.scan.project.clone(), folder: folder.clone() };
        self.ticket = out.query(slots::SCAN, query);
        self.folder = Some(folder);
    }

    /// The folder and how many files were seen.
    pub(super) fn shown(&self) -> (&str, u64) {
        (&self.scan.path, self.files)
    }
}

impl App {
    /// Looks through a folder.
    pub(super) fn start_scan(&mut self, scan: Scan) {
        let ticket = self.out.look(&scan.path);
        self.layers.push(Layer::Scan(Box::new(ScanLayer { scan, ticket, files: 0, folder: None })));
    }

    /// Stops looking.
    pub(super) fn stop_scan(&mut self) {
        self.out.push(Effect::StopLooking);
        self.say(Toast::new(Tone::Note, "Stopped looking; nothing was changed"));
    }

    /// The walk has come so far.
    pub(super) fn looking(&mut self, ticket: Ticket, files: u64) {
        if let Some(Layer::Scan(layer)) = self.layers.last_mut()
            && layer.ticket == ticket
        {
            layer.files = files;
        }
    }

    /// The walk is over: what it found is compared with what is known.
    pub(super) fn looked(&mut self, ticket: Ticket, result: Result<Folder, Unread>) {
        let Some(Layer::Scan(layer)) = self.layers.last_mut() else { return };
        if layer.ticket != ticket {
            return;
        }
        match result {
            Ok(folder) => {
                layer.files = folder.files.len() as u64;
                layer.compare(folder, &mut self.out);
            }
            Err(unread) => {
                self.layers.pop();
                let why = format!("{}. {}", super::sentence(&unread.what), unread.hint);
                self.scan_refused(forms::FOLDER, why);
            }
        }
    }

    /// What was found is compared: asks whether to take it over.
    pub(super) fn scan_compared(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        if !matches!(self.layers.last(), Some(Layer::Scan(layer)) if layer.ticket == ticket) {
            return;
        }
        let Some(Layer::Scan(mut layer)) = self.layers.pop() else { return };
        if result == Err(StoreError::Interrupted)
            && let Some(folder) = layer.folder.take()
        {
            // Nothing of ours superseded it: ask once more.
            layer.compare(folder, &mut self.out);
            return self.layers.push(Layer::Scan(layer));
        }
        let ScanLayer { scan, folder, .. } = *layer;
        match (result, folder) {
            (Ok(Reply::MediaScan(diff)), Some(folder)) => self.scan_found(scan, folder, &diff),
            (Ok(_), _) => {}
            (Err(error), _) => self.scan_refused(forms::FOLDER, format!("{error}. {}", error.hint())),
        }
    }

    fn scan_found(&mut self, scan: Scan, folder: Folder, diff: &ScanDiff) {
        let changes = diff.added.len() + diff.changed.len();
        let gone = diff.missing.len() as u64;
        match (changes, gone, scan.missing) {
            (0, 0, _) if diff.same == 0 => {
                let why = "There are no files in this folder; hidden ones and links do not count.";
                self.scan_refused(forms::FOLDER, why.to_owned());
            }
            (0, 0, _) => {
                let text =
                    format!("Nothing to change: {} as known", several(diff.same, "file is", "files are"));
                self.close_scanned(text);
            }
            (0, _, Missing::Keep) => {
                let said = several(gone, "file is", "files are");
                self.scan_refused(forms::GONE, format!("{said} no longer there; nothing else has changed."));
            }
            _ => {
                let confirm = scan::ask(&scan.name, &folder, (diff, scan.missing), &self.words);
                let command = MediaCommand::Scan { project: scan.project, folder, missing: scan.missing };
                self.layers.push(Layer::Confirm(confirm, Intent::SaveForm(Box::new(command.into()))));
            }
        }
    }

    /// Says under a field of the form why nothing came of it.
    fn scan_refused(&mut self, field: &str, why: String) {
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            let mut errors = FieldErrors::default();
            errors.add(field, why);
            form.state.set_errors(&errors);
        }
    }

    /// Nothing is left to do for the form.
    fn close_scanned(&mut self, text: String) {
        if let Some(Layer::Form(mut form)) = self.layers.pop() {
            self.drop_draft(&mut form);
        }
        self.say(Toast::new(Tone::Note, text));
    }

    /// Saves the form on top by a command that it did not know yet.
    pub(super) fn save_form_by(&mut self, command: &Command) {
        let ticket = self.out.apply(command.clone());
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            form.ticket = Some(ticket);
            form.state.save_again();
        }
    }
}
