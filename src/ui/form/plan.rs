//! Where everything of a form stands: columns, rows, what gives way where there is little room.

use super::field::Field;
use super::state::FormState;
use crate::theme::Role;
use crate::ui::text::{width, wrap};
use ratatui::layout::Rect;

/// From this many columns on, sections stand side by side.
const TWO_COLUMNS: u16 = 108;
pub(super) const GUTTER: u16 = 2;
const COLUMN_GAP: u16 = 3;
/// Lines that help may take at most.
const HELP_ROWS: usize = 3;

/// Where everything stands, before scrolling.
pub(super) struct Plan {
    pub(super) columns: Vec<(Rect, Vec<Item>)>,
    pub(super) label: u16,
    pub(super) height: u16,
}

/// What would like to have rows inside the layer.
pub(super) struct Wishes {
    /// The focused field with what stands under it.
    pub(super) focused: u16,
    /// All fields.
    pub(super) fields: u16,
    /// Help for the focused field.
    pub(super) help: u16,
    /// Why it was not saved, or a notice.
    pub(super) message: u16,
}

/// The rows of the inside, from the top: fields, perhaps a blank, help, message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) fields: u16,
    pub(super) help: u16,
    pub(super) message: u16,
}

impl Rows {
    /// The focused field comes first, then the message, then help; a blank line is a luxury.
    pub(super) fn share(height: u16, wishes: &Wishes) -> Self {
        let spare = height.saturating_sub(wishes.focused.max(1));
        let message = wishes.message.min(spare);
        let help = wishes.help.min(spare - message);
        let rest = height - message - help;
        let blank = u16::from(rest > wishes.focused.max(7));
        Self { fields: wishes.fields.min(rest - blank), help, message }
    }
}

/// A section's heading or a field, by number, and its first row.
pub(super) enum Item {
    Heading(usize, u16),
    Field(usize, u16),
}

/// How wide the inside of the layer is.
pub(super) fn inside_width(form: &FormState, screen: (u16, u16)) -> u16 {
    match screen.0 {
        w if w >= TWO_COLUMNS && form.sections.len() > 1 => (w - 8).min(120),
        w if w >= 70 => (w - 8).min(76),
        w => w.saturating_sub(2),
    }
}

/// How wide values are drawn on a screen of this size.
pub(super) fn value_width(form: &FormState, screen: (u16, u16)) -> u16 {
    let columns = Columns::of(form, inside_width(form, screen));
    value_cells(columns.width, columns.label)
}

/// How wide values are drawn in a column.
pub(super) const fn value_cells(column: u16, label: u16) -> u16 {
    column.saturating_sub(GUTTER + label + 2)
}

/// What stands under a field, line by line: what is wrong, what to know.
pub(super) fn below_field(field: &Field, cells: u16) -> Vec<(String, Role)> {
    let said = [(&field.error, "!", Role::Bad), (&field.remark, "·", Role::Warn)];
    let said = said.into_iter().filter_map(|(text, sign, role)| Some((text.as_deref()?, sign, role)));
    said.flat_map(|(text, sign, role)| {
        let lines = wrap(text, usize::from(cells.saturating_sub(2)));
        let line = move |(i, line)| (format!("{} {line}", if i == 0 { sign } else { " " }), role);
        lines.into_iter().enumerate().map(line)
    })
    .collect()
}

/// The rows of a field with what stands under it.
pub(super) fn field_height(field: &Field, cells: u16) -> u16 {
    let below = below_field(field, cells).len();
    field.rows().saturating_add(u16::try_from(below).unwrap_or(u16::MAX))
}

/// Lines of help in the room under the fields.
pub(super) fn help_lines(text: &str, cells: u16) -> Vec<String> {
    let mut lines = wrap(text, usize::from(cells.saturating_sub(GUTTER)));
    lines.truncate(HELP_ROWS);
    lines
}

/// The columns of a form that is so wide inside.
struct Columns {
    two: bool,
    width: u16,
    label: u16,
}

impl Columns {
    fn of(form: &FormState, cells: u16) -> Self {
        let two = cells >= TWO_COLUMNS - 8 && form.sections.len() > 1;
        let column = if two { (cells - COLUMN_GAP) / 2 } else { cells };
        let longest = form.fields.iter().map(|f| width(&f.spec.label) + if f.spec.required { 2 } else { 0 });
        let longest = u16::try_from(longest.max().unwrap_or(0)).unwrap_or(u16::MAX);
        Self { two, width: column, label: longest.min(20).min(column * 2 / 5) }
    }
}

/// Where everything stands in a layer that is so wide inside.
pub(super) fn plan(form: &FormState, cells: u16) -> Plan {
    let Columns { two, width: width_of, label } = Columns::of(form, cells);
    let field_height = |field: &Field| field_height(field, value_cells(width_of, label));
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
    let split = if two {
        (1..sections.len()).min_by_key(|at| rows(&sections[..*at]).max(rows(&sections[*at..]))).unwrap_or(1)
    } else {
        sections.len()
    };
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
    let height = columns.iter().map(|(area, _)| area.height).max().unwrap_or(0);
    Plan { columns, label, height }
}

impl Plan {
    /// How wide values are drawn.
    pub(super) fn value_cells(&self) -> u16 {
        value_cells(self.columns.first().map_or(0, |(area, _)| area.width), self.label)
    }
}
