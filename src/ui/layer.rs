//! What lies over a screen: a clear ground, a thin line around it, a title; the whole screen when that is small.

use super::Look;
use super::footer::Footer;
use super::spots::Spot;
use super::text::{clip, put, put_line, width};
use crate::keymap::Hint;
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Empties an area: no text, no style.
pub fn clear(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    // A wide sign that starts left of the area would reach into it.
    for y in area.top()..area.bottom() {
        if area.left() > buf.area.left() && width(buf[(area.left() - 1, y)].symbol()) > 1 {
            buf[(area.left() - 1, y)].set_symbol(" ");
        }
        for x in area.left()..area.right() {
            buf[(x, y)].reset();
        }
    }
}

/// A thin horizontal line.
pub fn rule(x: u16, y: u16, cells: u16, buf: &mut Buffer, look: &Look<'_>) {
    put_line(buf, Rect { x, y, width: cells, height: 1 }, "─", look.style(Role::Line));
}

/// A thin vertical line.
pub fn divider(x: u16, y: u16, rows: u16, buf: &mut Buffer, look: &Look<'_>) {
    put_line(buf, Rect { x, y, width: 1, height: rows }, "│", look.style(Role::Line));
}

/// A layer over the screen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layer<'a> {
    /// Its title.
    pub title: &'a str,
    /// Dim, at the right of the title; may be empty.
    pub note: &'a str,
    /// What can be pressed, in its last line; empty for no such line.
    pub hints: &'a [Hint],
    /// Columns that its inside wants.
    pub width: u16,
    /// Rows that its inside wants.
    pub height: u16,
}

impl Layer<'_> {
    /// Where the layer stands on a screen: in the middle, or everywhere when the screen is hardly larger.
    #[must_use]
    pub fn place(&self, screen: Rect) -> Rect {
        let foot = if self.hints.is_empty() { 0 } else { 2 };
        let width = self.width.saturating_add(4);
        let height = self.height.saturating_add(2 + foot);
        // A sliver of what lies below helps nobody: where it would be narrow, the layer takes the whole width.
        let slivers = screen.width < 84 && width.saturating_add(8) >= screen.width;
        if screen.width < 70 || slivers || width.saturating_add(4) > screen.width {
            return screen;
        }
        let height = height.min(screen.height);
        Rect {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + (screen.height - height) / 3,
            width,
            height,
        }
    }

    /// Clears the place, draws its frame, and returns the inside.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Rect {
        let place = self.place(screen);
        clear(place, buf);
        look.spot(screen, Spot::Around);
        look.spot(place, Spot::Layer);
        if place.width < 4 || place.height < 3 {
            return Rect { width: 0, height: 0, ..place };
        }
        let full = place == screen;
        if !full {
            frame(place, buf, look);
        }
        let note = if self.note.is_empty() { String::new() } else { format!(" {} ", self.note) };
        let note_width = u16::try_from(width(&note)).unwrap_or(u16::MAX);
        let room = place.width.saturating_sub(6);
        let title = format!(" {} ", clip(self.title, usize::from(room.saturating_sub(note_width))));
        let x = if full { place.x } else { place.x + 2 };
        let used = put(buf, x, place.y, &title, place.width - 2, look.style(Role::Heading));
        if used + note_width + 4 < place.width {
            let x = place.right() - 2 - note_width;
            put(buf, x, place.y, &note, note_width, look.style(Role::Dim));
        }
        let mut inside = Rect {
            x: place.x + if full { 1 } else { 2 },
            y: place.y + if full { 2 } else { 1 },
            width: place.width.saturating_sub(if full { 2 } else { 4 }),
            height: place.height.saturating_sub(2),
        };
        if full {
            rule(place.x, place.y + 1, place.width, buf, look);
        }
        if !self.hints.is_empty() {
            let y = if full { place.bottom() - 1 } else { place.bottom() - 2 };
            let line = Rect { x: inside.x.saturating_sub(1), y, width: inside.width + 2, height: 1 };
            Footer { hints: self.hints, status: "" }.draw(line, buf, look);
            inside.height = inside.height.saturating_sub(if full { 1 } else { 2 });
        }
        inside
    }
}

fn frame(area: Rect, buf: &mut Buffer, look: &Look<'_>) {
    let style = look.style(Role::Line);
    let line = "─".repeat(usize::from(area.width - 2));
    put(buf, area.x, area.y, &format!("╭{line}╮"), area.width, style);
    put(buf, area.x, area.bottom() - 1, &format!("╰{line}╯"), area.width, style);
    for y in area.y + 1..area.bottom() - 1 {
        put(buf, area.x, y, "│", 1, style);
        put(buf, area.right() - 1, y, "│", 1, style);
    }
}
