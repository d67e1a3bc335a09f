//! The last line: what can be pressed next at the left, how things stand at the right.

use super::Look;
use super::spots::Spot;
use super::text::{put, put_right, width};
use crate::keymap::Hint;
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A line of key hints with a status at its right.
#[derive(Clone, Copy, Debug, Default)]
pub struct Footer<'a> {
    /// Hints, the most important first: what does not fit is left out whole, from the end.
    pub hints: &'a [Hint],
    /// How things stand, e.g. "2 marked" or "14:05"; given up before the first hint is.
    pub status: &'a str,
}

impl Footer<'_> {
    /// Draws the first line of `area`. Vital hints are given up last.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.is_empty() {
            return;
        }
        let mut room = usize::from(area.width.saturating_sub(2));
        let cells = |hint: &Hint| width(&hint.keys) + 1 + width(&hint.label);
        let first = self.hints.first().map_or(0, cells);
        let status = if width(self.status) + 3 + first <= room { self.status } else { "" };
        if !status.is_empty() {
            room -= width(status) + 3;
            let right = Rect { width: area.width - 1, ..area };
            put_right(buf, right, status, look.style(Role::Dim));
        }
        let mut x = area.x + 1;
        for hint in fitting(self.hints, room) {
            let start = x;
            let max = area.right().saturating_sub(x);
            x += put(buf, x, area.y, &hint.keys, max, look.style(Role::Key)) + 1;
            let max = area.right().saturating_sub(x);
            x += put(buf, x, area.y, &hint.label, max, look.style(Role::Dim)) + 2;
            hint_spot(
                Rect { x: start, y: area.y, width: (x - start).saturating_sub(2), height: 1 },
                hint,
                look,
            );
        }
    }
}

/// A hint that names one key can be clicked instead.
pub(super) fn hint_spot(area: Rect, hint: &Hint, look: &Look<'_>) {
    if let Ok(key) = hint.keys.parse() {
        look.spot(area, Spot::Key(key));
    }
}

/// The hints that fit, in order; vital ones keep their place when others must go.
fn fitting(hints: &[Hint], room: usize) -> Vec<&Hint> {
    let cells = |hint: &Hint| width(&hint.keys) + width(&hint.label) + 3;
    let total = |hints: &[&Hint]| hints.iter().map(|h| cells(h)).sum::<usize>().saturating_sub(2);
    let mut kept: Vec<&Hint> = hints.iter().collect();
    while total(&kept) > room {
        let Some(last) = kept.iter().rposition(|hint| !hint.vital).or(kept.len().checked_sub(1)) else {
            break;
        };
        kept.remove(last);
    }
    kept
}
