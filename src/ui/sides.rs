//! Values of one record side by side, field by field, one of them chosen: what conflicts and merges share.

use super::Look;
use super::form::{FieldSpec, FormContext, FormEvent, FormSpec, FormState, Section};
use super::layer::{Layer, rule};
use super::rows::{first_shown, moved, select};
use super::text::{clip, put, put_right, width, wrap};
use super::toast::{Toast, Tone};
use crate::action::{Action, Scope};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::keymap::{Hint, Press};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What was chosen for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// Nothing yet: nobody can know.
    Open,
    /// The value of a side.
    Side(usize),
    /// A value that stands on no side.
    Typed(FieldValue),
}

/// A field in which the sides differ.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) spec: FieldSpec,
    pub(super) sides: Vec<FieldValue>,
    pub(super) pick: Pick,
}

impl Row {
    pub(super) fn result(&self) -> Option<&FieldValue> {
        match &self.pick {
            Pick::Open => None,
            Pick::Side(side) => self.sides.get(*side),
            Pick::Typed(value) => Some(value),
        }
    }
}

/// One column of a drawing: its head, and its key.
pub(super) struct Head {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) note: String,
}

/// What a cell shows.
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) chosen: bool,
}

/// Rows with one selected, and perhaps a field of it being typed.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    pub(super) rows: Vec<Row>,
    pub(super) selected: usize,
    pub(super) editing: Option<Box<FormState>>,
    pub(super) blocked: Option<String>,
    pub(super) context: FormContext,
}

/// What [`Sides::edit_press`] did with a press.
pub(super) enum Editing {
    /// No field is being typed: the press is for the rows.
    Idle,
    /// It was for the field, which may have a question.
    Taken(Option<FormEvent>),
}

impl Sides {
    pub(super) fn new(rows: Vec<Row>, context: FormContext) -> Self {
        let selected = rows.iter().position(|row| row.pick == Pick::Open).unwrap_or(0);
        Self { rows, selected, editing: None, blocked: None, context }
    }

    /// Goes to the next open row, if there is one; says why nothing is saved.
    pub(super) fn first_open(&mut self) -> bool {
        let Some(open) = self.rows.iter().position(|row| row.pick == Pick::Open) else { return false };
        self.selected = open;
        let count = self.rows.iter().filter(|row| row.pick == Pick::Open).count();
        self.blocked = Some(match count {
            1 => format!("Not saved: choose a value for {}", self.rows[open].spec.label),
            n => format!("Not saved: {n} fields still need a choice"),
        });
        true
    }

    pub(super) fn choose(&mut self, pick: Pick) {
        self.blocked = None;
        if let Some(row) = self.rows.get_mut(self.selected) {
            row.pick = pick;
        }
    }

    /// Chooses a side of every row.
    pub(super) fn choose_all(&mut self, side: impl Fn(&Row) -> usize) {
        self.blocked = None;
        self.rows.iter_mut().for_each(|row| row.pick = Pick::Side(side(row)));
    }

    /// Chooses the side left or right of the chosen one.
    pub(super) fn step(&mut self, back: bool) {
        let Some(row) = self.rows.get(self.selected) else { return };
        let last = row.sides.len().saturating_sub(1);
        let to = match (&row.pick, back) {
            (Pick::Side(side), true) => side.saturating_sub(1),
            (Pick::Side(side), false) => (side + 1).min(last),
            (_, true) => 0,
            (_, false) => last,
        };
        self.choose(Pick::Side(to));
    }

    pub(super) fn moved(&mut self, action: Action) {
        if let Some(to) = moved(self.selected, self.rows.len(), 8, action) {
            self.blocked = None;
            self.selected = to;
        }
    }

    /// The values of `base` with what was chosen put in.
    pub(super) fn over(&self, base: &FieldValues) -> FieldValues {
        let mut values = base.clone();
        for row in &self.rows {
            if let Some(value) = row.result() {
                values.insert(row.spec.key.clone(), value.clone());
            }
        }
        values
    }

    // -----------------------------------------------------------------------------------------------------------
    // Typing a value

    /// Opens a form of one field that holds `value`.
    pub(super) fn edit(&mut self, value: &FieldValue) {
        let Some(row) = self.rows.get(self.selected) else { return };
        let spec = FormSpec::new("value", &row.spec.label, vec![Section::new("", vec![row.spec.clone()])]);
        let base: FieldValues = [(row.spec.key.clone(), value.clone())].into_iter().collect();
        self.editing = Some(Box::new(FormState::new(&spec, &base, self.context.clone())));
    }

    pub(super) fn scopes(&self, own: &'static [Scope]) -> &'static [Scope] {
        self.editing.as_ref().map_or(own, |form| form.scopes())
    }

    pub(super) fn edit_press(&mut self, press: Press) -> Editing {
        let Some(form) = &mut self.editing else { return Editing::Idle };
        let event = form.handle(press);
        Editing::Taken(self.edited(event))
    }

    pub(super) fn edit_paste(&mut self, text: &str) -> Option<FormEvent> {
        let event = self.editing.as_mut().map(|form| form.paste(text))?;
        self.edited(event)
    }

    fn edited(&mut self, event: FormEvent) -> Option<FormEvent> {
        match event {
            FormEvent::Close => self.editing = None,
            FormEvent::Submit(values) => {
                self.editing = None;
                if let Some(value) = values.into_values().next() {
                    let side =
                        self.rows.get(self.selected).and_then(|r| r.sides.iter().position(|s| *s == value));
                    self.choose(side.map_or(Pick::Typed(value), Pick::Side));
                }
            }
            event @ FormEvent::Options { .. } => return Some(event),
            _ => {}
        }
        None
    }

    // -----------------------------------------------------------------------------------------------------------
    // Drawing

    /// Draws three columns under their heads, or, where it is narrow, the columns of the selected field under each
    /// other.
    pub(super) fn draw(
        &self,
        screen: Rect,
        (title, note, lines): (&str, &str, &[String]),
        heads: &[Head],
        cells: impl Fn(&Row) -> Vec<Cell>,
        hints: &[Hint],
        (buf, look): (&mut Buffer, &Look<'_>),
    ) -> Option<Position> {
        let wide = screen.width >= 80;
        let columns = if screen.width >= 70 { (screen.width - 6).min(132) } else { screen.width };
        let expanded = u16::try_from(heads.len() + 4).unwrap_or(8);
        let rows = u16::try_from(self.rows.len() + lines.len()).unwrap_or(u16::MAX).saturating_add(expanded);
        let layer = Layer { title, note, hints, width: columns.saturating_sub(4), height: rows.max(8) };
        let mut inside = layer.draw(screen, buf, look);
        if inside.height < 3 || inside.width < 20 {
            return None;
        }
        if let Some(blocked) = &self.blocked {
            let toast = Toast::new(Tone::Error, blocked);
            let height = toast.height(inside.width).min(inside.height / 2);
            toast.draw(Rect { x: inside.x.saturating_sub(1), ..inside }, buf, look);
            inside.height -= height;
        }
        let shown = lines.len().min(usize::from(inside.height / 3));
        for line in &lines[..shown] {
            put(buf, inside.x, inside.y, line, inside.width, look.style(Role::Dim));
            inside = below(inside, 1);
        }
        if wide {
            self.beside(inside, heads, &cells, buf, look);
        } else {
            self.stacked(inside, heads, &cells, buf, look);
        }
        self.editing.as_ref().and_then(|form| form.draw(screen, buf, look))
    }

    fn beside(
        &self,
        area: Rect,
        heads: &[Head],
        cells: &impl Fn(&Row) -> Vec<Cell>,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let label = (area.width / 6).clamp(15, 20);
        let column = (area.width - label - 2) / u16::try_from(heads.len().max(1)).unwrap_or(3);
        let place = |i: usize| area.x + 2 + label + u16::try_from(i).unwrap_or(0) * column;
        for (i, head) in heads.iter().enumerate() {
            let x = place(i);
            let mut used = put(buf, x, area.y, &head.key, column, look.style(Role::Key));
            used += u16::from(used > 0);
            // Two clients of one name are told apart by what becomes of them.
            let note = u16::try_from(width(&head.note)).unwrap_or(0);
            let gap = if note == 0 { 0 } else { note + 2 };
            let room = column.saturating_sub(used + 1 + gap).max(4);
            used += put(buf, x + used, area.y, &head.title, room, look.style(Role::Heading)) + 2;
            put(buf, x + used, area.y, &head.note, column.saturating_sub(used + 1), look.style(Role::Dim));
        }
        rule(area.x, area.y + 1, area.width, buf, look);
        let list = below(area, 2);
        let room = usize::from(column.saturating_sub(4).max(2));
        // The selected field shows its values in full, up to a handful of lines.
        let tall = |row: &Row| {
            let lines = cells(row).iter().map(|cell| wrap(&cell.text, room).len()).max().unwrap_or(1);
            u16::try_from(lines.min(5)).unwrap_or(5)
        };
        let extra = self.rows.get(self.selected).map_or(0, |row| tall(row) - 1);
        let height = usize::from(list.height.saturating_sub(extra).max(1));
        let first = first_shown(self.selected, height, self.rows.len());
        let mut y = list.y;
        for (i, row) in self.rows.iter().enumerate().skip(first) {
            let selected = i == self.selected;
            let lines = if selected { tall(row) } else { 1 }.min(list.bottom().saturating_sub(y));
            if lines == 0 {
                break;
            }
            look.row_spot(Rect { y, height: lines, ..area }, i, self.selected);
            self.label(Rect { x: area.x, y, width: label, height: 1 }, row, buf, look);
            for (n, cell) in cells(row).iter().enumerate() {
                let role = if cell.chosen { Role::Text } else { Role::Dim };
                if cell.chosen {
                    put(buf, place(n), y, "●", 1, look.style(Role::Accent));
                }
                let max = column.saturating_sub(4);
                let wrapped = if selected { wrap(&cell.text, room) } else { vec![cell.text.clone()] };
                for (line, at) in wrapped.iter().zip(y..y + lines) {
                    put(buf, place(n) + 2, at, line, max, look.style(role));
                }
            }
            if selected {
                select(Rect { y, height: lines, ..area }, buf, look);
            }
            y += lines;
        }
    }

    fn stacked(
        &self,
        area: Rect,
        heads: &[Head],
        cells: &impl Fn(&Row) -> Vec<Cell>,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let per_field = heads.len() + 1;
        let height = usize::from(area.height).saturating_sub(per_field - 1).max(1);
        let first = first_shown(self.selected, height, self.rows.len());
        let label = 16.min(area.width / 3);
        let mut y = area.y;
        for (i, row) in self.rows.iter().enumerate().skip(first) {
            if y >= area.bottom() {
                break;
            }
            let line = Rect { y, height: 1, ..area };
            look.row_spot(line, i, self.selected);
            self.label(Rect { width: label, ..line }, row, buf, look);
            y += 1;
            if i != self.selected {
                let chosen = row.result().map(|value| self.context.say(&row.spec.kind, value));
                let (text, role) = match &chosen {
                    Some(text) => (text.as_str(), Role::Dim),
                    None => ("choose", Role::Warn),
                };
                let x = area.x + label + 2;
                put(buf, x, line.y, text, area.right().saturating_sub(x), look.style(role));
                continue;
            }
            select(line, buf, look);
            for (head, cell) in heads.iter().zip(cells(row)) {
                if y >= area.bottom() {
                    break;
                }
                if cell.chosen {
                    put(buf, area.x + 2, y, "●", 1, look.style(Role::Accent));
                }
                let used = put(buf, area.x + 4, y, &head.key, 8, look.style(Role::Key));
                let x = area.x + 4 + used + u16::from(used > 0);
                put(buf, x, y, &clip(&head.title, 12), 12, look.style(Role::Heading));
                let x = area.x + label + 4;
                let role = if cell.chosen { Role::Text } else { Role::Dim };
                put(buf, x, y, &cell.text, area.right().saturating_sub(x), look.style(role));
                y += 1;
            }
        }
        if self.rows.len() > 1 {
            let place = format!("{} of {}", self.selected + 1, self.rows.len());
            put_right(buf, Rect { y: area.bottom() - 1, height: 1, ..area }, &place, look.style(Role::Dim));
        }
    }

    fn label(&self, area: Rect, row: &Row, buf: &mut Buffer, look: &Look<'_>) {
        let (sign, role) = match row.pick {
            Pick::Open => ("?", Role::Warn),
            Pick::Side(_) => ("", Role::Text),
            Pick::Typed(_) => ("✎", Role::Accent),
        };
        put(buf, area.x + 1, area.y, sign, 1, look.style(role));
        put(buf, area.x + 3, area.y, &row.spec.label, area.width.saturating_sub(3), look.style(Role::Text));
    }
}

fn below(area: Rect, rows: u16) -> Rect {
    Rect { y: area.y + rows, height: area.height.saturating_sub(rows), ..area }
}

/// The fields of a form in which `differ` says so, in its order, with the value of each side.
pub(super) fn rows(
    spec: &FormSpec,
    sides: &[&FieldValues],
    pick: impl Fn(&FieldSpec, &[FieldValue]) -> Option<Pick>,
) -> Vec<Row> {
    let value = |side: &FieldValues, key: &FieldKey| side.get(key).cloned().unwrap_or_default();
    spec.fields()
        .filter_map(|field| {
            let sides: Vec<FieldValue> = sides.iter().map(|side| value(side, &field.key)).collect();
            pick(field, &sides).map(|pick| Row { spec: field.clone(), sides, pick })
        })
        .collect()
}
