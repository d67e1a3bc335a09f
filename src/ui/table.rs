//! Rows under a head: columns that give way when it is narrow, one selected row, marks, matches.
//!
//! A table draws the rows it is handed: the window on screen, not the whole list. Where the window starts is the
//! caller's state; [`Scroll`] helps to keep the selected row in it.

use super::Look;
use super::layer::rule;
use super::text::{Align, put, put_hits, put_right, restyle, width};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::ops::Range;

/// How wide a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Always so many cells.
    Fixed(u16),
    /// At least `min`; what is left over is shared by weight, up to `max`.
    Flex {
        /// At least.
        min: u16,
        /// At most.
        max: u16,
        /// Share of what is left over.
        weight: u16,
    },
}

impl Room {
    const fn min(self) -> u16 {
        match self {
            Self::Fixed(n) | Self::Flex { min: n, .. } => n,
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its head.
    pub title: &'a str,
    /// How wide it may be.
    pub room: Room,
    /// Where its cells stand.
    pub align: Align,
    /// When it is too narrow, the column with the highest number goes first; 0 stays always.
    pub drop: u8,
}

impl<'a> Column<'a> {
    /// A column at the left that stays.
    #[must_use]
    pub const fn new(title: &'a str, room: Room) -> Self {
        Self { title, room, align: Align::Left, drop: 0 }
    }

    /// The same at the right: numbers.
    #[must_use]
    pub const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    /// The same, to be dropped when it is narrow.
    #[must_use]
    pub const fn drop(self, drop: u8) -> Self {
        Self { drop, ..self }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What it says.
    pub text: Cow<'a, str>,
    /// What it means.
    pub role: Role,
    /// What the search found in it.
    pub hits: Vec<Range<usize>>,
}

impl<'a> Cell<'a> {
    /// Ordinary text.
    #[must_use]
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), role: Role::Text, hits: Vec::new() }
    }

    /// Secondary text.
    #[must_use]
    pub fn dim(text: impl Into<Cow<'a, str>>) -> Self {
        Self { role: Role::Dim, ..Self::new(text) }
    }

    /// The same with another meaning.
    #[must_use]
    pub fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The same with what the search found (see [`super::text::hits`]).
    #[must_use]
    pub fn hits(self, hits: Vec<Range<usize>>) -> Self {
        Self { hits, ..self }
    }
}

/// A row: a cell for each column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// The cells, in the order of the columns.
    pub cells: Vec<Cell<'a>>,
    /// Whether it is marked.
    pub marked: bool,
    /// Whether it is out of use: archived, cancelled.
    pub faded: bool,
}

impl<'a> Row<'a> {
    /// A row of cells.
    #[must_use]
    pub fn new(cells: Vec<Cell<'a>>) -> Self {
        Self { cells, marked: false, faded: false }
    }

    /// The same, marked or not.
    #[must_use]
    pub fn marked(self, marked: bool) -> Self {
        Self { marked, ..self }
    }

    /// The same, faded or not.
    #[must_use]
    pub fn faded(self, faded: bool) -> Self {
        Self { faded, ..self }
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table<'a> {
    /// The columns.
    pub columns: &'a [Column<'a>],
    /// The rows on screen, the first one at the top.
    pub rows: &'a [Row<'a>],
    /// Which of these rows is selected.
    pub selected: Option<usize>,
    /// Whether this table has the focus.
    pub focused: bool,
    /// Whether the rows are old and new ones are on their way: they are dimmed.
    pub stale: bool,
    /// Whether there are rows above the first one.
    pub more_above: bool,
    /// Whether there are rows below the last one.
    pub more_below: bool,
}

/// Cells before the first column: marker, mark, space.
const GUTTER: u16 = 3;
const GAP: u16 = 2;

impl Table<'_> {
    /// How many rows fit in an area: its height without the head.
    #[must_use]
    pub const fn rows_in(area: Rect) -> u16 {
        area.height.saturating_sub(1)
    }

    /// Draws the head and the rows.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.width <= GUTTER || area.height == 0 {
            return;
        }
        let widths = widths(self.columns, area.width - GUTTER - 1);
        let mut x = area.x + GUTTER;
        for (column, cells) in self.columns.iter().zip(&widths).filter(|(_, w)| **w > 0) {
            cell(buf, (x, area.y), *cells, (column.title, &[]), column.align, (look, Role::Dim));
            x += cells + GAP;
        }
        for (i, row) in self.rows.iter().enumerate().take(usize::from(Self::rows_in(area))) {
            let y = area.y + 1 + u16::try_from(i).unwrap_or(0);
            if let Some(selected) = self.selected {
                look.row_spot(Rect { y, height: 1, ..area }, i, selected);
            }
            self.row(Rect { y, height: 1, ..area }, row, self.selected == Some(i), &widths, buf, look);
        }
        let edge = area.right() - 1;
        if self.more_above {
            put(buf, edge, area.y + 1, "↑", 1, look.style(Role::Dim));
        }
        if self.more_below && area.height > 2 {
            put(buf, edge, area.bottom() - 1, "↓", 1, look.style(Role::Dim));
        }
    }

    fn row(
        &self,
        area: Rect,
        row: &Row<'_>,
        selected: bool,
        widths: &[u16],
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let mut x = area.x + GUTTER;
        for ((column, cells), content) in self.columns.iter().zip(widths).zip(&row.cells) {
            if *cells == 0 {
                continue;
            }
            let faded = (self.stale || row.faded) && content.role == Role::Text;
            let role = if faded { Role::Dim } else { content.role };
            cell(buf, (x, area.y), *cells, (&content.text, &content.hits), column.align, (look, role));
            x += cells + GAP;
        }
        if row.marked {
            put(buf, area.x + 1, area.y, "✓", 1, look.style(Role::Accent));
        }
        if selected {
            put(buf, area.x, area.y, "▌", 1, look.style(Role::Selected));
            let role = if self.focused { Role::Selected } else { Role::SelectedDim };
            restyle(buf, area, look.style(role));
        }
    }
}

fn cell(
    buf: &mut Buffer,
    (x, y): (u16, u16),
    cells: u16,
    (text, hits): (&str, &[Range<usize>]),
    align: Align,
    (look, role): (&Look<'_>, Role),
) {
    let used = u16::try_from(width(text)).unwrap_or(u16::MAX).min(cells);
    let shift = match align {
        Align::Left => 0,
        Align::Right => cells - used,
        Align::Centre => (cells - used) / 2,
    };
    put_hits(buf, (x + shift, y), text, cells - shift, look.style(role), (hits, look.style(Role::Match)));
}

/// How wide each column is in so many cells; 0 for the dropped ones.
#[must_use]
pub fn widths(columns: &[Column<'_>], cells: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = columns.iter().map(|_| true).collect();
    let need = |kept: &[bool]| {
        let mins =
            columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(c, _)| u32::from(c.room.min() + GAP));
        mins.sum::<u32>().saturating_sub(u32::from(GAP))
    };
    while need(&kept) > u32::from(cells) {
        let droppable = columns.iter().enumerate().filter(|(i, c)| kept[*i] && c.drop > 0);
        let Some((i, _)) = droppable.max_by_key(|(_, c)| c.drop) else { break };
        kept[i] = false;
    }
    let mut widths: Vec<u16> =
        columns.iter().zip(&kept).map(|(c, kept)| if *kept { c.room.min() } else { 0 }).collect();
    let used = u16::try_from(need(&kept)).unwrap_or(u16::MAX);
    let mut left = cells.saturating_sub(used);
    // Shares of what is left, again and again while a column reaches its maximum and others can take more.
    while left > 0 {
        let growing: Vec<(usize, u16, u16)> = columns
            .iter()
            .enumerate()
            .filter_map(|(i, c)| match c.room {
                Room::Flex { max, weight, .. } if kept[i] && weight > 0 && widths[i] < max => {
                    Some((i, max, weight))
                }
                _ => None,
            })
            .collect();
        let total: u32 = growing.iter().map(|(_, _, weight)| u32::from(*weight)).sum();
        if total == 0 {
            break;
        }
        let round = left;
        for (i, max, weight) in growing {
            let share = (u32::from(round) * u32::from(weight) / total).max(1);
            let share = u16::try_from(share).unwrap_or(u16::MAX).min(max - widths[i]).min(left);
            widths[i] += share;
            left -= share;
        }
    }
    // Columns that may never go are cut from the right when even they do not fit.
    let mut room = cells;
    for width in widths.iter_mut().filter(|w| **w > 0) {
        *width = (*width).min(room);
        room = room.saturating_sub(*width + GAP);
    }
    widths
}

/// Where a window on rows starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// The first row on screen.
    pub offset: usize,
}

impl Scroll {
    /// Moves as little as is needed for `selected` to be on screen, and no further than the rows go.
    pub fn follow(&mut self, selected: usize, height: usize, len: usize) {
        let height = height.max(1);
        self.offset = self.offset.min(selected).max((selected + 1).saturating_sub(height));
        self.offset = self.offset.min(len.saturating_sub(height));
    }

    /// The rows on screen.
    #[must_use]
    pub fn window(&self, height: usize, len: usize) -> Range<usize> {
        let start = self.offset.min(len);
        start..start.saturating_add(height).min(len)
    }
}

/// A heading with a line under it and a note at the right: the head of a pane.
pub fn pane_title(area: Rect, title: &str, note: &str, buf: &mut Buffer, look: &Look<'_>) -> Rect {
    if area.height == 0 {
        return area;
    }
    let used = put(buf, area.x + 1, area.y, title, area.width.saturating_sub(2), look.style(Role::Heading));
    let rest = Rect { x: area.x + used + 2, width: area.width.saturating_sub(used + 3), height: 1, ..area };
    put_right(buf, rest, note, look.style(Role::Dim));
    if area.height > 2 {
        rule(area.x, area.y + 1, area.width, buf, look);
    }
    Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
}
