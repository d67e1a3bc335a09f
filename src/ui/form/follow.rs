//! An end that goes along with its start: whoever moves the start of a booking means the whole of it.

use super::field::Field;
use super::spec::FieldKind;
use super::state::FormState;
use crate::domain::field::FieldValue;
use jiff::{SignedDuration, Timestamp};

impl FormState {
    /// Remembers how long everything lasts that has a start and an end.
    pub(super) fn measure(&mut self) {
        for at in 0..self.fields.len() {
            self.measure_one(at);
        }
    }

    /// The focused field changed: what ends behind it ends as much later; what is an end lasts as long as was typed.
    pub(super) fn keep_lengths(&mut self) {
        let Some(key) = self.fields.get(self.focus).map(|field| field.spec.key.clone()) else { return };
        self.measure_one(self.focus);
        for at in 0..self.fields.len() {
            let behind = |field: &Field| matches!(&field.spec.kind, FieldKind::Until(since) if *since == key);
            if self.fields.get(at).is_some_and(behind) {
                self.follow(at);
            }
        }
    }

    fn measure_one(&mut self, at: usize) {
        let length = self.span(at).and_then(|(start, end)| Some(end?.duration_since(start)));
        if let Some(field) = self.fields.get_mut(at)
            && matches!(field.spec.kind, FieldKind::Until(_))
        {
            field.length = length.filter(|length| *length > SignedDuration::ZERO);
        }
    }

    /// Start and end of the field at `at`, as they are read now; `None` without a start.
    fn span(&self, at: usize) -> Option<(Timestamp, Option<Timestamp>)> {
        let field = self.fields.get(at)?;
        let FieldKind::Until(since) = &field.spec.kind else { return None };
        let since = self.fields.iter().find(|other| other.spec.key == *since)?;
        let moment = |value| if let Ok(FieldValue::When(at)) = value { Some(at) } else { None };
        Some((moment(since.value(&self.context))?, moment(field.value(&self.context_of(field)))))
    }

    fn follow(&mut self, at: usize) {
        let Some((start, end)) = self.span(at) else { return };
        let Some(length) = self.fields.get(at).and_then(|field| field.length) else { return };
        let Ok(due) = start.checked_add(length) else { return };
        if end == Some(due) {
            return;
        }
        let text = (self.context.parsers.edit_when)(due, self.context.now.time_zone());
        if let Some(field) = self.fields.get_mut(at) {
            field.restore(&text);
            field.error = None;
        }
    }
}
