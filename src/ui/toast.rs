//! What just happened, and what went wrong: one or two lines above the footer that say what to do.

use super::Look;
use super::text::{clip, put, width, wrap};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How a toast is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Done,
    /// Something to know.
    Note,
    /// Something needs attention.
    Warn,
    /// Something went wrong.
    Error,
}

/// A message with a hint: "Saved Priya Sharma · u undo".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// How it is meant.
    pub tone: Tone,
    /// What happened.
    pub text: String,
    /// What to do about it; may be empty.
    pub hint: String,
}

impl Toast {
    /// A toast without a hint.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into(), hint: String::new() }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// How many lines it needs at a width: 1 to 5.
    #[must_use]
    pub fn height(&self, columns: u16) -> u16 {
        u16::try_from(self.lines(columns).len()).unwrap_or(5)
    }

    fn lines(&self, columns: u16) -> Vec<(String, bool)> {
        let room = usize::from(columns.saturating_sub(4));
        let gap = if self.hint.is_empty() { 0 } else { 3 };
        if width(&self.text) + gap + width(&self.hint) <= room {
            return vec![(self.text.clone(), false)];
        }
        let text = wrap_within(&self.text, room, 3).into_iter().map(|line| (line, false));
        let hint = if self.hint.is_empty() { Vec::new() } else { wrap_within(&self.hint, room, 2) };
        text.chain(hint.into_iter().map(|line| (line, true))).collect()
    }

    /// Draws at the bottom of `area`, over whatever was there.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let (sign, role) = match self.tone {
            Tone::Done => ("✓", Role::Good),
            Tone::Note => ("·", Role::Accent),
            Tone::Warn => ("!", Role::Warn),
            Tone::Error => ("!", Role::Bad),
        };
        let lines = self.lines(area.width);
        let height = self.height(area.width).min(area.height);
        let place = Rect { y: area.bottom() - height, height, ..area };
        super::layer::clear(place, buf);
        for (i, (line, is_hint)) in lines.iter().take(usize::from(height)).enumerate() {
            let y = place.y + u16::try_from(i).unwrap_or(0);
            let mut x = place.x + 1;
            if i == 0 {
                put(buf, x, y, sign, 1, look.style(role));
            }
            x += 2;
            let text_role = if *is_hint { Role::Dim } else { Role::Text };
            x += put(buf, x, y, line, place.right().saturating_sub(x), look.style(text_role));
            if lines.len() == 1 && !self.hint.is_empty() {
                let max = place.right().saturating_sub(x);
                x += put(buf, x, y, " · ", max, look.style(Role::Dim));
                put(buf, x, y, &self.hint, place.right().saturating_sub(x), look.style(Role::Dim));
            }
        }
    }
}

/// Breaks a text into at most so many lines; the last one is cut when there is more.
fn wrap_within(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, room);
    if lines.len() > most {
        let rest = lines.drain(most - 1..).collect::<Vec<_>>().join(" ");
        lines.push(clip(&rest, room).into_owned());
    }
    lines
}
