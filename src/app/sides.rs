//! Conflicts and merges: two versions of a record become one.

use super::App;
use super::forms::client;
use super::forms::kind::{Filled, First};
use super::layers::Layer;
use crate::domain::client::fields;
use crate::domain::field::FieldKey;
use crate::domain::id::ClientId;
use crate::screens::clients;
use crate::screens::words::several;
use crate::store::port::Ticket;
use crate::store::protocol::{
    Command, Conflict as StoredConflict, MergePreview, MergeSide as StoredSide, Outcome, Reply, StoreError,
};
use crate::ui::conflict::{Conflict, ConflictEvent};
use crate::ui::merge::{Merge, MergeEvent, MergeSide};
use std::sync::Arc;

/// A conflict over the form that it belongs to.
pub(super) struct ConflictLayer {
    pub(super) state: Conflict,
    stored: StoredConflict,
    pub(super) options: Option<(Ticket, FieldKey, String)>,
}

/// A merge being prepared.
pub(super) struct MergeLayer {
    pub(super) state: Merge,
    preview: MergePreview,
    ticket: Option<Ticket>,
    pub(super) options: Option<(Ticket, FieldKey, String)>,
}

impl MergeLayer {
    pub(super) const fn is_saving(&self) -> bool {
        self.ticket.is_some()
    }
}

impl App {
    /// The record moved under the form at `at`: what only one side changed is settled at once, the rest is asked.
    pub(super) fn open_conflict(&mut self, at: usize, stored: StoredConflict) {
        let Some(Layer::Form(form)) = self.layers.get(at) else { return };
        let kind = Arc::clone(&form.kind);
        let mut context = self.form_context(kind.branch());
        context.currency = kind.currency().unwrap_or(context.currency);
        let Some(Layer::Form(form)) = self.layers.get_mut(at) else { return };
        let Some((spec, _)) = form.kind.conflict() else {
            // Nothing to compare field by field: what is typed goes on from what is stored now.
            form.version = stored.version;
            if let Some(kind) = form.kind.newer(&stored) {
                form.kind = kind;
            }
            let text = format!(
                "{} was changed by {} meanwhile. Saving again puts this in place of theirs",
                stored.label, stored.changed_by
            );
            return form.state.set_failed(text);
        };
        let state = Conflict::new(
            &spec,
            (&stored.label, &stored.changed_by),
            (&form.base, &stored.theirs, &form.submitted),
            context,
        );
        self.layers.push(Layer::Conflict(Box::new(ConflictLayer { state, stored, options: None })));
    }

    pub(super) fn conflict_event(&mut self, layer: &mut ConflictLayer, event: ConflictEvent) -> bool {
        match event {
            ConflictEvent::None => true,
            ConflictEvent::Close => false,
            ConflictEvent::Options { field, text } => {
                let form = self.layers.iter().rev().find_map(|l| match l {
                    Layer::Form(form) => Some(Arc::clone(&form.kind)),
                    _ => None,
                });
                let query = form.and_then(|kind| kind.options(self, &field.0, &text));
                layer.options = query.map(|query| (self.ask_options(query), field, text));
                true
            }
            ConflictEvent::Save(values) => {
                let is_form = |l: &&mut Layer| matches!(l, Layer::Form(f) if f.ticket.is_none());
                let Some(Layer::Form(form)) = self.layers.iter_mut().rev().find(is_form) else {
                    return false;
                };
                // From here on their version is what is being edited; a further conflict starts from it.
                layer.stored.theirs.clone_into(&mut form.base);
                form.submitted.clone_from(&values);
                form.kept_theirs = layer.state.keeps_theirs();
                form.version = layer.stored.version;
                let (base, kind, version) = (form.base.clone(), Arc::clone(&form.kind), form.version);
                let filled = Filled { base: &base, version, values };
                if kind.look_first(self, &filled) != First::Save {
                    return true;
                }
                if let Ok(command) = kind.command(&filled)
                    && let Some(Layer::Form(form)) = self.layers.iter_mut().rev().find(is_form)
                {
                    form.ticket = Some(self.out.apply(command));
                }
                true
            }
        }
    }

    // -- merging ------------------------------------------------------------------------------------------------

    pub(super) fn merge_previewed(&mut self, result: Result<Reply, StoreError>) {
        let preview = match result {
            Ok(Reply::MergePreview(preview)) => *preview,
            Ok(_) => return,
            Err(error) => return self.complain(&error),
        };
        let side = |side: &StoredSide| MergeSide {
            name: side.name.clone(),
            note: format!("{} spent", self.words.money(side.spent)),
            values: side.values.clone(),
        };
        let moving = preview.moving.iter().filter(|(_, n)| *n > 0);
        let mut consequences: Vec<String> = moving
            .map(|(what, n)| {
                let verb = if *n == 1 { "moves" } else { "move" };
                format!("{} {verb}", several(*n, what.trim_end_matches('s'), what))
            })
            .collect();
        consequences.push("it can be taken back".to_owned());
        let phone = |side: &StoredSide| side.values.get(&FieldKey::from(fields::PHONE)).cloned();
        if phone(&preview.keep) != phone(&preview.gone) {
            consequences.push("every phone is kept".to_owned());
        }
        let spec = clients::edit_client(&preview.keep.name);
        let context = self.form_context(None);
        let state = Merge::new(&spec, side(&preview.keep), side(&preview.gone), consequences, context);
        self.layers.push(Layer::Merge(Box::new(MergeLayer { state, preview, ticket: None, options: None })));
    }

    pub(super) fn merge_event(&mut self, layer: &mut MergeLayer, event: MergeEvent) -> bool {
        match event {
            MergeEvent::None => true,
            MergeEvent::Close => false,
            MergeEvent::Options { field, text } => {
                let query = client::options(self, &field.0, &text);
                layer.options = query.map(|query| (self.ask_options(query), field, text));
                true
            }
            MergeEvent::Merge { values, swapped } => {
                let side = |side: &StoredSide| -> (ClientId, i64) { (side.id.clone(), side.version) };
                let (keep, gone) = (side(&layer.preview.keep), side(&layer.preview.gone));
                let (keep, gone) = if swapped { (gone, keep) } else { (keep, gone) };
                layer.ticket = Some(self.out.apply(Command::MergeClients { keep, gone, values }));
                true
            }
        }
    }

    /// The answer to a merge. `false` when no merge waits for it.
    pub(super) fn merge_applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>) -> bool {
        let waits = |layer: &Layer| matches!(layer, Layer::Merge(merge) if merge.ticket == Some(ticket));
        let Some(at) = self.layers.iter().position(waits) else { return false };
        match result {
            Ok(outcome) => {
                self.layers.truncate(at);
                if let Some(tab) = self.tabs.get_mut(self.open) {
                    tab.clear_marks();
                    if let Some(row) = &outcome.row {
                        tab.reveal(&row.id, false, &mut self.out);
                    }
                }
                self.report(outcome);
            }
            Err(StoreError::Conflict(_)) => {
                // What was previewed is no longer true: look again, choose again.
                let Layer::Merge(merge) = self.layers.swap_remove(at) else { return true };
                let (keep, gone) = (merge.preview.keep.id.clone(), merge.preview.gone.id.clone());
                self.preview_merge(keep, gone);
                self.complain(&StoreError::Refused(crate::store::protocol::Refusal {
                    message: "one of the two was changed meanwhile".to_owned(),
                    hint: "Nothing was merged. Here they are as they stand now.",
                }));
            }
            Err(error) => {
                if let Some(Layer::Merge(merge)) = self.layers.get_mut(at) {
                    merge.ticket = None;
                }
                self.complain(error);
            }
        }
        true
    }
}
