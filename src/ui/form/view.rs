//! A form as it is seen: labels in one column, values beside them, errors under them; two columns of sections where
//! there is room.

use super::plan::{
    GUTTER, Item, Plan, Rows, Wishes, below_field, field_height, help_lines, inside_width, plan,
};
use super::spec::FieldKind;
use super::state::{FormState, Over};
use crate::action::{Action, Scope};
use crate::input::{Key, KeyCode};
use crate::keymap::Hint;
use crate::theme::Role;
use crate::ui::Look;
use crate::ui::layer::{Layer, clear};
use crate::ui::spots::Spot;
use crate::ui::text::{clip, put, restyle, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl FormState {
    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let cells = inside_width(self, (screen.width, screen.height));
        let plan = plan(self, cells);
        let message = self.message();
        let message_rows = message.as_ref().map_or(0, |toast| toast.height(cells + 2));
        let hints = self.hints(look);
        let note = match (self.saving, self.fields.iter().filter(|f| f.is_dirty()).count()) {
            (true, _) => "saving…".to_owned(),
            (false, 0) => String::new(),
            (false, n) => format!("{n} changed"),
        };
        let said = [self.summary(), &note].into_iter().filter(|part| !part.is_empty());
        let note = said.collect::<Vec<_>>().join(" · ");
        // The layer keeps its size from field to field: it has room for the longest help.
        let longest = self.fields.iter().map(|field| help_lines(&field.spec.help, cells).len()).max();
        let longest = u16::try_from(longest.unwrap_or(0)).unwrap_or(0).max(1);
        let layer = Layer {
            title: &self.title,
            note: &note,
            hints: &hints,
            width: cells,
            height: plan.height.saturating_add(1 + longest + message_rows),
        };
        let inside = layer.draw(screen, buf, look);
        if inside.height < 2 || inside.width < 8 {
            return None;
        }
        let cells = plan.value_cells();
        let focused = self.fields.get(self.focus);
        // What is understood of the focused field stands where its help would, when it does not fit beside it.
        let overflow = focused.and_then(|field| self.overflow(field, cells));
        let help = overflow.as_deref().or(focused.map(|field| field.spec.help.as_str())).unwrap_or_default();
        let help = help_lines(help, inside.width);
        let rows = Rows::share(
            inside.height,
            &Wishes {
                focused: focused.map_or(1, |field| field_height(field, cells)),
                fields: plan.height,
                help: u16::try_from(help.len()).unwrap_or(1),
                message: message_rows,
            },
        );
        if let Some(toast) = message.filter(|_| rows.message > 0) {
            let (x, y) = (inside.x.saturating_sub(1), inside.bottom() - rows.message);
            toast.draw(Rect { x, y, width: inside.width + 2, height: rows.message }, buf, look);
        }
        let cursor = self.paper(Rect { height: rows.fields, ..inside }, &plan, buf, look);
        let top = inside.bottom() - rows.message - rows.help;
        for (y, line) in (top..top + rows.help).zip(&help) {
            put(buf, inside.x + GUTTER, y, line, inside.width.saturating_sub(GUTTER), look.style(Role::Dim));
        }
        match &self.over {
            Over::None => cursor,
            Over::Picker(picker) => picker.draw(screen, buf, look),
            Over::Month(month) => {
                month.draw(screen, buf, look);
                None
            }
            Over::Leave => {
                self.leave_question(screen, buf, look);
                None
            }
        }
    }

    /// Draws the fields on a paper of their full height and shows the part with the focused one; returns the cursor.
    fn paper(&self, area: Rect, plan: &Plan, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let mut paper = Buffer::empty(Rect { x: 0, y: 0, width: area.width, height: plan.height.max(1) });
        let (mut cursor, mut focus) = (None, (0, 0));
        for (column, items) in &plan.columns {
            for item in items {
                match item {
                    Item::Heading(section, y) => {
                        let title = &self.sections[*section].0;
                        put(&mut paper, column.x, *y, title, column.width, look.style(Role::Heading));
                    }
                    Item::Field(i, y) => {
                        let field = &self.fields[*i];
                        let height = field_height(field, plan.value_cells());
                        let place = Rect { x: column.x, y: *y, width: column.width, height };
                        let drawn = self.field(place, plan.label, *i, &mut paper, look);
                        if *i == self.focus {
                            cursor = drawn;
                            focus = (*y, place.height);
                        }
                    }
                }
            }
        }
        let first = first_row(area.height, focus, cursor.map(|at: Position| at.y));
        let first = first.min(plan.height.saturating_sub(area.height));
        clear(area, buf);
        for y in 0..area.height.min(plan.height - first.min(plan.height)) {
            for x in 0..area.width {
                buf[(area.x + x, area.y + y)] = paper[(x, first + y)].clone();
            }
        }
        self.field_spots(area, plan, first, look);
        let edge = area.right();
        if first > 0 {
            put(buf, edge, area.y, "↑", 1, look.style(Role::Dim));
        }
        if plan.height > first + area.height {
            put(buf, edge, area.bottom() - 1, "↓", 1, look.style(Role::Dim));
        }
        cursor
            .map(|at| Position { x: area.x + at.x, y: (area.y + at.y).saturating_sub(first) })
            .filter(|at| area.contains(*at))
    }

    /// Where fields are on the screen, of a paper that is shown from its row `first` on.
    fn field_spots(&self, area: Rect, plan: &Plan, first: u16, look: &Look<'_>) {
        for (column, items) in &plan.columns {
            for item in items {
                let Item::Field(i, top) = item else { continue };
                let bottom = top + field_height(&self.fields[*i], plan.value_cells());
                let (top, bottom) = ((*top).max(first) - first, bottom.max(first) - first);
                let place = Rect {
                    x: area.x + column.x,
                    y: area.y.saturating_add(top),
                    width: column.width,
                    height: bottom - top,
                };
                look.spot(place.intersection(area), Spot::Field(*i));
            }
        }
    }

    fn field(
        &self,
        area: Rect,
        label_cells: u16,
        index: usize,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) -> Option<Position> {
        let (field, focused) = (&self.fields[index], index == self.focus);
        if focused {
            for y in area.y..area.y + field.rows() {
                put(buf, area.x, y, "▌", 1, look.style(Role::Accent));
            }
        }
        let label =
            clip(&field.spec.label, usize::from(label_cells - if field.spec.required { 2 } else { 0 }));
        let role = if focused { Role::Accent } else { Role::Dim };
        let used = put(buf, area.x + GUTTER, area.y, &label, label_cells, look.style(role));
        if field.spec.required {
            put(buf, area.x + GUTTER + used, area.y, " *", 2, look.style(Role::Warn));
        }
        if field.is_dirty() && !focused {
            put(buf, area.x, area.y, "•", 1, look.style(Role::Accent));
        }
        let x = area.x + GUTTER + label_cells + 2;
        let value = Rect { x, width: area.right().saturating_sub(x), height: field.rows(), ..area };
        if focused {
            restyle(buf, value, look.style(Role::Input));
        }
        let drawn = self.value(field, value, focused, buf, look);
        for (y, (line, role)) in (value.bottom()..area.bottom()).zip(below_field(field, value.width)) {
            put(buf, x, y, &line, value.width, look.style(role));
        }
        drawn
    }

    fn hints(&self, look: &Look<'_>) -> Vec<Hint> {
        let pick = self.fields.get(self.focus).and_then(|field| match field.spec.kind {
            FieldKind::Date(_) | FieldKind::When | FieldKind::Until(_) => Some("calendar"),
            FieldKind::Choice(_) | FieldKind::Reference { .. } => Some("choose"),
            _ => None,
        });
        let hint = |action, label: &str| look.keymap.hint(action).map(|h| Hint::new(h.keys, label));
        let help = look.keymap.hints(&[Scope::Form, Scope::Always]).into_iter().find(|hint| hint.vital);
        [
            self.is_one_line().then(|| Hint::new(Key::plain(KeyCode::Enter).to_string(), self.does)),
            hint(Action::Save, self.does).filter(|_| !self.is_one_line()),
            hint(Action::NextField, "next").filter(|_| self.fields.len() > 1),
            pick.and_then(|label| hint(Action::PickValue, label)),
            self.notice.as_ref().and_then(|_| hint(Action::FormNotice, "look at it")),
            hint(Action::Back, "close"),
            help,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn leave_question(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let changed: Vec<&str> =
            self.fields.iter().filter(|f| f.is_dirty()).map(|f| f.spec.label.as_str()).collect();
        let lines = wrap(&format!("Changed: {}", changed.join(", ")), 46);
        let mut hints = look.keymap.hints(&[Scope::Leave]);
        let back = look.keymap.key_text(Action::Back);
        hints.iter_mut().filter(|hint| hint.label == "go on").for_each(|hint| hint.keys.clone_from(&back));
        // What sells or issues is not called a save.
        hints
            .iter_mut()
            .filter(|hint| hint.label == "save")
            .for_each(|hint| self.does.clone_into(&mut hint.label));
        let title = format!("{} what you typed?", capital(self.does));
        let layer = Layer {
            title: &title,
            hints: &hints,
            width: 46,
            height: u16::try_from(lines.len().min(5)).unwrap_or(5),
            ..Layer::default()
        };
        let inside = layer.draw(screen, buf, look);
        for (y, line) in (inside.y..inside.bottom()).zip(&lines) {
            put(buf, inside.x, y, line, inside.width, look.style(Role::Text));
        }
    }
}

/// A word with a capital.
fn capital(word: &str) -> String {
    let mut rest = word.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The first row on screen: as near the middle as may be, the focused field (first row, rows) whole with its error;
/// one that is taller than the screen from its top, unless the cursor stands lower.
fn first_row(height: u16, (top, rows): (u16, u16), cursor: Option<u16>) -> u16 {
    if rows > height {
        return top.max(cursor.map_or(0, |row| (row + 1).saturating_sub(height)));
    }
    let middle = (top + rows / 2).saturating_sub(height / 2);
    middle.min(top).max((top + rows).saturating_sub(height))
}
