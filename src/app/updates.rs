//! A template's newer revision beside what a branch made of it: taken over field by field, or not.

use super::App;
use super::layers::Layer;
use crate::domain::field::FieldValues;
use crate::domain::id::PackageId;
use crate::screens::packages::{self, Reach};
use crate::store::port::Ticket;
use crate::store::protocol::{Command, Outcome, PackageCommand, PackageDetail, StoreError};
use crate::ui::conflict::{Conflict, ConflictEvent, Wording};
use crate::ui::toast::{Toast, Tone};

/// An update being looked at.
pub(super) struct UpdateLayer {
    pub(super) state: Conflict,
    package: PackageId,
    revision: i64,
    version: i64,
    /// What the package says: an edit names what it was made from.
    mine: FieldValues,
    ticket: Option<Ticket>,
}

impl UpdateLayer {
    pub(super) const fn is_saving(&self) -> bool {
        self.ticket.is_some()
    }
}

impl App {
    /// Shows what the template changed since the package was copied.
    pub(super) fn open_update(&mut self, detail: &PackageDetail) {
        let package = &detail.package;
        let Some(update) = &detail.update else {
            let text = format!("There is no update for {}", package.offer.name);
            return self.say(Toast::new(Tone::Note, text));
        };
        let mut spec = packages::edit_package(&package.offer.name, package.offer.kind.as_str(), Reach::Whole);
        for section in &mut spec.sections {
            section.fields.retain(|field| update.theirs.contains_key(&field.key));
        }
        let mine = package.offer.values();
        let note = update.foreign_price.map(|price| {
            format!("The price stays: the template's is {}, another currency.", self.words.money(price))
        });
        let wording = Wording {
            title: format!("Update of {} to revision {}", package.offer.name, update.revision),
            heads: ["Template before", "Template now", "This branch"],
            lines: note.into_iter().collect(),
            back: "leave it for now",
        };
        let context = self.form_context(Some(&package.branch));
        let sides = (&update.base, &update.theirs, &mine);
        let state = Conflict::worded(&spec, wording, sides, context);
        self.layers.push(Layer::Update(Box::new(UpdateLayer {
            state,
            package: package.id.clone(),
            revision: update.revision,
            version: package.version,
            mine,
            ticket: None,
        })));
    }

    pub(super) fn update_event(&mut self, layer: &mut UpdateLayer, event: ConflictEvent) -> bool {
        match event {
            // No field of a package asks for options.
            ConflictEvent::None | ConflictEvent::Options { .. } => true,
            ConflictEvent::Close => false,
            ConflictEvent::Save(values) => {
                layer.ticket = Some(self.out.apply(Command::Packages(PackageCommand::Accept {
                    id: layer.package.clone(),
                    revision: layer.revision,
                    version: layer.version,
                    base: layer.mine.clone(),
                    values,
                })));
                true
            }
        }
    }

    /// The answer to an update. `false` when none waits for it.
    pub(super) fn update_applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>) -> bool {
        let waits = |layer: &Layer| matches!(layer, Layer::Update(update) if update.ticket == Some(ticket));
        let Some(at) = self.layers.iter().position(waits) else { return false };
        match result {
            Ok(outcome) => {
                self.layers.truncate(at);
                self.report(outcome);
            }
            Err(error @ StoreError::Conflict(_)) => {
                // What was looked at is no longer true: it has to be looked at again.
                self.layers.truncate(at);
                self.complain(error);
            }
            Err(error) => {
                if let Some(Layer::Update(update)) = self.layers.get_mut(at) {
                    update.ticket = None;
                }
                self.complain(error);
            }
        }
        true
    }
}
