//! A timeline: a row for each thing, a column for each hour or part of a day, and blocks over the time that is taken.
//!
//! It knows no studio: whoever draws one says what a block means by its [`Ink`]. Every ink has a sign of its own, so
//! that nothing depends on colours. A block is drawn over every column that it reaches into, however little.

mod axis;
mod draw;

pub use axis::{Axis, Column, Zoom};

use super::Look;
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a block means. Where several meet in a column the one that stands first is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// Something is in the way of what is carried.
    Blocked,
    /// What is carried, over what is only held.
    Over,
    /// What is carried.
    Carried,
    /// Taken for sure.
    Firm,
    /// More than can be told apart.
    Dense,
    /// Held: nobody's for sure.
    Hold,
    /// It should be back.
    Late,
    /// Out of order.
    Off,
    /// Away, with a word for it.
    Away,
    /// Preparation and clearing up.
    Buffer,
}

impl Ink {
    /// Every ink, in the order of a legend.
    pub const ALL: [Self; 10] = [
        Self::Firm,
        Self::Hold,
        Self::Buffer,
        Self::Off,
        Self::Away,
        Self::Late,
        Self::Dense,
        Self::Carried,
        Self::Over,
        Self::Blocked,
    ];

    /// Its sign, one cell.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Blocked => "×",
            Self::Over => "▚",
            Self::Carried => "▓",
            Self::Late => "!",
            Self::Firm => "█",
            Self::Dense => "≡",
            Self::Off => "▒",
            Self::Away => "╌",
            Self::Hold => "░",
            Self::Buffer => "▏",
        }
    }

    const fn role(self) -> Role {
        match self {
            Self::Blocked | Self::Late => Role::Bad,
            Self::Carried => Role::Accent,
            Self::Firm | Self::Dense => Role::Text,
            Self::Off | Self::Away => Role::Warn,
            Self::Hold | Self::Over => Role::Waiting,
            Self::Buffer => Role::Dim,
        }
    }
}

/// A block, `[from, to)` in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar<'a> {
    /// From when.
    pub from: i64,
    /// Until when, without this moment.
    pub to: i64,
    /// What it means.
    pub ink: Ink,
    /// What is written into it where there is room; may be empty.
    pub word: &'a str,
    /// Whether somebody has to look at it: its first column says so, and stays filled.
    pub is_flagged: bool,
}

/// The sign of a block that somebody has to look at.
pub const FLAG: &str = "×";

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row<'a> {
    /// What it is called.
    pub label: &'a str,
    /// What else is to be said of it, short, at the right of the label; may be empty.
    pub note: &'a str,
    /// Whether that is bad news.
    pub is_bad: bool,
    /// What is on it.
    pub bars: Vec<Bar<'a>>,
}

/// A line: a row, or the heading of those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A heading.
    Head(&'a str),
    /// A row.
    Row(Row<'a>),
}

/// What is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selected {
    /// The place of its row among the lines.
    pub line: usize,
    /// The moment under the cursor, unix seconds.
    pub at: i64,
    /// The block under it, `[from, to)`.
    pub block: Option<(i64, i64)>,
}

/// A timeline.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a> {
    /// The columns.
    pub axis: &'a Axis,
    /// The lines on screen, from the first one on.
    pub lines: &'a [Line<'a>],
    /// What is selected.
    pub selected: Option<Selected>,
    /// Whether it has the keys.
    pub is_focused: bool,
    /// Now, unix seconds.
    pub now: i64,
    /// In the corner over the labels.
    pub corner: &'a str,
    /// What was searched for in the labels.
    pub search: &'a str,
}

/// Lines over the rows: days, and hours.
pub const HEAD: u16 = 2;

/// Labels get no more cells than that beyond their own.
const WIDEST: u16 = 30;

/// The columns of labels in a place of some width.
#[must_use]
pub const fn label_width(cells: u16) -> u16 {
    match cells {
        0..=49 => 12,
        50..=69 => 15,
        70..=99 => 20,
        100..=149 => 26,
        _ => 32,
    }
}

/// The cells that are left for the columns.
#[must_use]
pub const fn plot_width(cells: u16) -> u16 {
    // The mark of the selected row, the labels, a gap.
    cells.saturating_sub(label_width(cells) + 2)
}

impl Timeline<'_> {
    /// The cells of the labels: columns that the time has no use for are theirs, as far as names are so long.
    fn label_cells(&self, cells: u16) -> u16 {
        let used = u16::try_from(self.axis.columns().len()).unwrap_or(u16::MAX);
        label_width(cells)
            + plot_width(cells).saturating_sub(used + 1).min(WIDEST.saturating_sub(label_width(cells)))
    }

    /// Draws heads and rows.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.height <= HEAD || area.width < label_width(area.width) + 4 {
            return;
        }
        let label = self.label_cells(area.width);
        let plot = Rect { x: area.x + label + 2, width: area.width.saturating_sub(label + 2), ..area };
        self.heads(area, plot, buf, look);
        let rows = Rect { y: area.y + HEAD, height: area.height - HEAD, ..area };
        self.rows(rows, plot, buf, look);
    }
}

/// Says what the signs mean, as many as fit, in a line. Those that are on screen come first.
pub fn legend(area: Rect, words: &[(Ink, &str)], buf: &mut Buffer, look: &Look<'_>) {
    draw::legend(area, words, buf, look);
}

#[cfg(test)]
mod tests;
