//! Panes without rows: they say why, and what to press.

use super::Look;
use super::footer::hint_spot;
use super::text::{clip, put, width, wrap};
use crate::keymap::Hint;
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A pane that has nothing to show yet, or cannot.
#[derive(Clone, Debug)]
pub struct Blank<'a> {
    /// Why: "No clients yet", "Nothing matches “prya”", "The list could not be read".
    pub title: &'a str,
    /// One or two sentences: what is kept, what it means; may be empty.
    pub text: &'a str,
    /// What to press.
    pub hints: &'a [Hint],
    /// How the title is meant: `Heading` for empty, `Dim` for loading, `Bad` for an error.
    pub role: Role,
}

impl<'a> Blank<'a> {
    /// Nothing there yet.
    #[must_use]
    pub const fn empty(title: &'a str, text: &'a str, hints: &'a [Hint]) -> Self {
        Self { title, text, hints, role: Role::Heading }
    }

    /// Still being read. Shown only where no older rows can stay.
    #[must_use]
    pub const fn loading(title: &'a str) -> Self {
        Self { title, text: "", hints: &[], role: Role::Dim }
    }

    /// Could not be read.
    #[must_use]
    pub const fn failed(title: &'a str, text: &'a str, hints: &'a [Hint]) -> Self {
        Self { title, text, hints, role: Role::Bad }
    }

    /// Draws in the middle of `area`, a little above the middle as eyes like it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.width < 4 || area.height == 0 {
            return;
        }
        let room = usize::from(area.width - 2).min(56);
        let title = if self.role == Role::Bad { format!("! {}", self.title) } else { self.title.to_owned() };
        let text = if self.text.is_empty() { Vec::new() } else { wrap(self.text, room) };
        let mut rows: Vec<Row<'_>> = vec![Row::Text(clip(&title, room).into_owned(), self.role)];
        rows.extend(text.into_iter().map(|line| Row::Text(line, Role::Dim)));
        if !self.hints.is_empty() {
            rows.push(Row::Text(String::new(), Role::Text));
            rows.extend(self.hints.iter().map(Row::Hint));
        }
        let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.height);
        let top = area.y + (area.height - height) * 2 / 5;
        // Hints stand in one column: their keys under each other.
        let keys = self.hints.iter().map(|h| width(&h.keys)).max().unwrap_or(0);
        let hint_width = self.hints.iter().map(|h| keys + 2 + width(&h.label)).max().unwrap_or(0).min(room);
        let centre =
            |cells: usize| area.x + (area.width - u16::try_from(cells).unwrap_or(0).min(area.width)) / 2;
        for (y, row) in (top..top + height).zip(&rows) {
            match row {
                Row::Text(line, role) => {
                    let x = centre(width(line));
                    put(buf, x, y, line, area.right() - x, look.style(*role));
                }
                Row::Hint(hint) => {
                    let x = centre(hint_width);
                    hint_spot(Rect::new(x, y, u16::try_from(hint_width).unwrap_or(0), 1), hint, look);
                    put(buf, x, y, &hint.keys, area.right() - x, look.style(Role::Key));
                    let x = x + u16::try_from(keys + 2).unwrap_or(0);
                    put(buf, x, y, &hint.label, area.right().saturating_sub(x), look.style(Role::Text));
                }
            }
        }
    }
}

enum Row<'a> {
    Text(String, Role),
    Hint(&'a Hint),
}
