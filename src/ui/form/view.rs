//! A form as it is seen: labels in one column, values beside them, errors under them; two columns of sections where
//! there is room.

use super::field::{Editor, Field};
use super::spec::FieldKind;
use super::state::{FormState, Over};
use crate::action::{Action, Scope};
use crate::keymap::Hint;
use crate::theme::Role;
use crate::ui::Look;
use crate::ui::layer::{Layer, clear};
use crate::ui::text::{clip, put, restyle, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From this many columns on, sections stand side by side.
const TWO_COLUMNS: u16 = 108;
const GUTTER: u16 = 2;
const COLUMN_GAP: u16 = 3;

/// Where everything stands, before scrolling.
struct Plan {
    columns: Vec<(Rect, Vec<Item>)>,
    label: u16,
    height: u16,
}

/// Where the cursor stands, and what did not fit beside the value.
type Drawn = (Option<Position>, Option<String>);

enum Item {
    Heading(usize, u16),
    Field(usize, u16),
}

fn inside_width(form: &FormState, screen: (u16, u16)) -> u16 {
    match screen.0 {
        w if w >= TWO_COLUMNS && form.sections.len() > 1 => (w - 8).min(120),
        w if w >= 70 => (w - 8).min(76),
        w => w.saturating_sub(2),
    }
}

/// How wide values are drawn on a screen of this size.
pub(super) fn value_width(form: &FormState, screen: (u16, u16)) -> u16 {
    let plan = plan(form, inside_width(form, screen));
    let column = plan.columns.first().map_or(0, |(area, _)| area.width);
    column.saturating_sub(GUTTER + plan.label + 2)
}

fn field_height(field: &Field) -> u16 {
    field.rows() + u16::from(field.error.is_some()) + u16::from(field.remark.is_some())
}

fn plan(form: &FormState, cells: u16) -> Plan {
    // (heading, first field, fields, rows)
    let mut sections = Vec::new();
    let mut first = 0;
    for (i, (title, count)) in form.sections.iter().enumerate() {
        let fields = &form.fields[first..(first + count).min(form.fields.len())];
        let rows = u16::from(!title.is_empty()) + fields.iter().map(field_height).sum::<u16>();
        sections.push((i, first, fields.len(), rows));
        first += count;
    }
    let rows = |part: &[(usize, usize, usize, u16)]| -> u16 {
        part.iter().map(|(_, _, _, rows)| rows + 1).sum::<u16>().saturating_sub(1)
    };
    let two = cells >= TWO_COLUMNS - 8 && sections.len() > 1;
    let split = if two {
        (1..sections.len()).min_by_key(|at| rows(&sections[..*at]).max(rows(&sections[*at..]))).unwrap_or(1)
    } else {
        sections.len()
    };
    let width_of = if two { (cells - COLUMN_GAP) / 2 } else { cells };
    let mut columns = Vec::new();
    for (n, part) in [&sections[..split], &sections[split..]].into_iter().enumerate() {
        if part.is_empty() {
            continue;
        }
        let (mut y, mut items) = (0, Vec::new());
        for (section, first, count, _) in part {
            y += u16::from(y > 0);
            if !form.sections[*section].0.is_empty() {
                items.push(Item::Heading(*section, y));
                y += 1;
            }
            for field in *first..first + count {
                items.push(Item::Field(field, y));
                y += field_height(&form.fields[field]);
            }
        }
        let x = u16::try_from(n).unwrap_or(0) * (width_of + COLUMN_GAP);
        columns.push((Rect { x, y: 0, width: width_of, height: y }, items));
    }
    let longest =
        form.fields.iter().map(|f| width(&f.spec.label) + if f.spec.required { 2 } else { 0 }).max();
    let label = u16::try_from(longest.unwrap_or(0)).unwrap_or(u16::MAX).min(20).min(width_of * 2 / 5);
    let height = columns.iter().map(|(area, _)| area.height).max().unwrap_or(0);
    Plan { columns, label, height }
}

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
        let layer = Layer {
            title: &self.title,
            note: &note,
            hints: &hints,
            width: cells,
            height: plan.height.saturating_add(2 + message_rows),
        };
        let inside = layer.draw(screen, buf, look);
        if inside.height < 2 || inside.width < 8 {
            return None;
        }
        let below = message_rows.min(inside.height - 2);
        if let Some(toast) = message.filter(|_| below > 0) {
            let place = Rect { x: inside.x.saturating_sub(1), width: inside.width + 2, ..inside };
            toast.draw(Rect { y: inside.bottom() - below, height: below, ..place }, buf, look);
        }
        let help = Rect { y: inside.bottom() - below - 1, height: 1, ..inside };
        let blank = u16::from(inside.height > below + 8);
        let fields = Rect { height: inside.height - below - 1 - blank, ..inside };
        let (cursor, overflow) = self.paper(fields, &plan, buf, look);
        self.help_line(help, overflow.as_deref(), buf, look);
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

    /// Draws the fields on a paper of their full height and shows the part with the focused one. Returns the cursor,
    /// and what did not fit beside its field.
    fn paper(&self, area: Rect, plan: &Plan, buf: &mut Buffer, look: &Look<'_>) -> Drawn {
        let mut paper = Buffer::empty(Rect { x: 0, y: 0, width: area.width, height: plan.height.max(1) });
        let (mut cursor, mut overflow, mut focus) = (None, None, (0, 0));
        for (column, items) in &plan.columns {
            for item in items {
                match item {
                    Item::Heading(section, y) => {
                        let title = &self.sections[*section].0;
                        put(&mut paper, column.x, *y, title, column.width, look.style(Role::Heading));
                    }
                    Item::Field(i, y) => {
                        let field = &self.fields[*i];
                        let place =
                            Rect { x: column.x, y: *y, width: column.width, height: field_height(field) };
                        let drawn = self.field(place, plan.label, *i, &mut paper, look);
                        if *i == self.focus {
                            (cursor, overflow) = drawn;
                            focus = (*y, place.height);
                        }
                    }
                }
            }
        }
        let middle = (focus.0 + focus.1 / 2).saturating_sub(area.height / 2);
        // The focused field is seen whole, its error too; a heading right above the first field stays with it.
        let first = middle.min(focus.0).max((focus.0 + focus.1).saturating_sub(area.height));
        let first = first.min(plan.height.saturating_sub(area.height));
        clear(area, buf);
        for y in 0..area.height.min(plan.height - first.min(plan.height)) {
            for x in 0..area.width {
                buf[(area.x + x, area.y + y)] = paper[(x, first + y)].clone();
            }
        }
        let edge = area.right();
        if first > 0 {
            put(buf, edge, area.y, "↑", 1, look.style(Role::Dim));
        }
        if plan.height > first + area.height {
            put(buf, edge, area.bottom() - 1, "↓", 1, look.style(Role::Dim));
        }
        let cursor = cursor
            .map(|at: Position| Position { x: area.x + at.x, y: (area.y + at.y).saturating_sub(first) })
            .filter(|at| area.contains(*at));
        (cursor, overflow)
    }

    fn field(&self, area: Rect, label_cells: u16, index: usize, buf: &mut Buffer, look: &Look<'_>) -> Drawn {
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
        let mut y = value.bottom();
        for (message, sign, role) in [(&field.error, "!", Role::Bad), (&field.remark, "·", Role::Warn)] {
            if let Some(message) = message {
                let text = format!("{sign} {message}");
                put(buf, x, y, &text, value.width, look.style(role));
                y += 1;
            }
        }
        drawn
    }

    fn value(&self, field: &Field, area: Rect, focused: bool, buf: &mut Buffer, look: &Look<'_>) -> Drawn {
        let ground = look.style(if focused { Role::Input } else { Role::Text });
        let dim = ground.patch(look.style(Role::Dim));
        let placeholder = |buf: &mut Buffer| {
            put(buf, area.x, area.y, &field.spec.placeholder, area.width, dim);
        };
        match &field.editor {
            Editor::Line(line) => {
                let cursor = if focused {
                    line.draw(area, buf, ground)
                } else {
                    put(buf, area.x, area.y, line.text(), area.width, ground);
                    None
                };
                if line.is_empty() {
                    placeholder(buf);
                }
                let understood = field.understood(&self.context);
                if understood.is_empty() {
                    return (cursor, None);
                }
                let text = format!("→ {understood}");
                let at = u16::try_from(width(line.text())).unwrap_or(u16::MAX).saturating_add(2);
                if usize::from(at) + width(&text) <= usize::from(area.width) {
                    put(buf, area.x + at, area.y, &text, area.width - at, dim);
                    return (cursor, None);
                }
                (cursor, Some(text))
            }
            Editor::Notes(notes) => {
                let cursor = notes.draw(area, buf, ground, focused);
                if notes.text().is_empty() {
                    placeholder(buf);
                }
                (cursor.filter(|_| focused), None)
            }
            Editor::Choice(_) => {
                let label = field.choice_label();
                let none = if field.spec.placeholder.is_empty() { "—" } else { &field.spec.placeholder };
                let (text, style) = if label.is_empty() { (none, dim) } else { (label, ground) };
                if !focused {
                    put(buf, area.x, area.y, text, area.width, style);
                    return (None, None);
                }
                let mut x = area.x + put(buf, area.x, area.y, "‹ ", area.width, dim);
                x += put(buf, x, area.y, text, area.width.saturating_sub(4), style);
                put(buf, x, area.y, " ›", area.right().saturating_sub(x), dim);
                (None, None)
            }
            Editor::Toggle(on) => {
                let (text, role) = if *on { ("✓ yes", Role::Good) } else { ("○ no", Role::Dim) };
                put(buf, area.x, area.y, text, area.width, ground.patch(look.style(role)));
                (None, None)
            }
            Editor::Reference(value) => {
                let label = value.as_ref().map_or("", |(_, label)| label);
                if label.is_empty() {
                    placeholder(buf);
                } else {
                    put(buf, area.x, area.y, label, area.width, ground);
                }
                (focused.then_some(Position { x: area.x, y: area.y }).filter(|_| label.is_empty()), None)
            }
            Editor::Tags(tags) => {
                let chips: Vec<String> = tags.chips.iter().map(|tag| format!("#{tag}")).collect();
                // The one being typed keeps its place: chips at the left give way.
                let keep =
                    if focused { (width(tags.line.text()) + 8).min(usize::from(area.width) / 2) } else { 0 };
                let room = usize::from(area.width).saturating_sub(keep);
                let mut from = 0;
                let total = |from: usize| chips[from..].iter().map(|c| width(c) + 1).sum::<usize>();
                while from < chips.len() && total(from) > room.saturating_sub(if from > 0 { 2 } else { 0 }) {
                    from += 1;
                }
                let mut x = area.x;
                if from > 0 {
                    x += put(buf, x, area.y, "… ", area.width, dim);
                }
                let chip_style = ground.patch(look.style(Role::Key));
                for chip in &chips[from..] {
                    x += put(buf, x, area.y, chip, area.right().saturating_sub(x), chip_style) + 1;
                }
                if chips.is_empty() && tags.line.is_empty() {
                    placeholder(buf);
                }
                let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
                if !focused {
                    put(buf, rest.x, rest.y, tags.line.text(), rest.width, ground);
                    return (None, None);
                }
                let cursor = tags.line.draw(rest, buf, ground);
                if let Some(at) = cursor {
                    put(buf, at.x, at.y, tags.ghost(), area.right().saturating_sub(at.x), dim);
                }
                let more: Vec<&str> = tags.suggestions().iter().take(6).map(String::as_str).collect();
                let more =
                    (!tags.line.is_empty() && !more.is_empty()).then(|| format!("→ {}", more.join(" · ")));
                (cursor, more)
            }
        }
    }

    fn help_line(&self, area: Rect, overflow: Option<&str>, buf: &mut Buffer, look: &Look<'_>) {
        let help = self.fields.get(self.focus).map_or("", |field| field.spec.help.as_str());
        let text = overflow.unwrap_or(help);
        put(
            buf,
            area.x + GUTTER.min(area.width),
            area.y,
            text,
            area.width.saturating_sub(GUTTER),
            look.style(Role::Dim),
        );
    }

    fn hints(&self, look: &Look<'_>) -> Vec<Hint> {
        let pick = self.fields.get(self.focus).and_then(|field| match field.spec.kind {
            FieldKind::Date(_) | FieldKind::When => Some("calendar"),
            FieldKind::Choice(_) | FieldKind::Reference { .. } => Some("choose"),
            _ => None,
        });
        let hint = |action, label: &str| look.keymap.hint(action).map(|h| Hint::new(h.keys, label));
        let help = look.keymap.hints(&[Scope::Form, Scope::Always]).into_iter().find(|hint| hint.vital);
        [
            hint(Action::Save, "save"),
            hint(Action::NextField, "next"),
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
        let layer = Layer {
            title: "Save what you typed?",
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
