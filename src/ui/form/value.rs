//! The values of a form as they are seen.

use super::field::{Editor, Field};
use super::state::FormState;
use super::tags::Tags;
use crate::theme::Role;
use crate::ui::Look;
use crate::ui::text::{put, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

impl FormState {
    /// Draws the value of a field; returns where the cursor stands.
    pub(super) fn value(
        &self,
        field: &Field,
        area: Rect,
        focused: bool,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) -> Option<Position> {
        let ground = look.style(if focused { Role::Input } else { Role::Text });
        let dim = ground.patch(look.style(Role::Dim));
        // Slanted: what nobody typed must not look like what somebody did, also where dim is hardly seen.
        let slanted = dim.add_modifier(Modifier::ITALIC);
        let placeholder = |buf: &mut Buffer| {
            put(buf, area.x, area.y, &field.spec.placeholder, area.width, slanted);
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
                if let Some((at, text)) =
                    self.understood(field).filter(|(at, text)| fits(*at, text, area.width))
                {
                    put(buf, area.x + at, area.y, &text, area.width - at, dim);
                }
                cursor
            }
            Editor::Notes(notes) => {
                let cursor = notes.draw(area, buf, ground, focused);
                if notes.text().is_empty() {
                    placeholder(buf);
                }
                cursor.filter(|_| focused)
            }
            Editor::Choice(_) => {
                let label = field.choice_label();
                let none = if field.spec.placeholder.is_empty() { "—" } else { &field.spec.placeholder };
                let (text, style) = if label.is_empty() { (none, slanted) } else { (label, ground) };
                if !focused {
                    put(buf, area.x, area.y, text, area.width, style);
                    return None;
                }
                let mut x = area.x + put(buf, area.x, area.y, "‹ ", area.width, dim);
                x += put(buf, x, area.y, text, area.width.saturating_sub(4), style);
                put(buf, x, area.y, " ›", area.right().saturating_sub(x), dim);
                None
            }
            Editor::Toggle(on) => {
                let (text, role) = if *on { ("✓ yes", Role::Good) } else { ("○ no", Role::Dim) };
                put(buf, area.x, area.y, text, area.width, ground.patch(look.style(role)));
                None
            }
            Editor::Reference(value) => {
                let label = value.as_ref().map_or("", |(_, label)| label);
                if label.is_empty() {
                    placeholder(buf);
                } else {
                    put(buf, area.x, area.y, label, area.width, ground);
                }
                focused.then_some(Position { x: area.x, y: area.y }).filter(|_| label.is_empty())
            }
            Editor::Tags(tags) => {
                if tags.chips.is_empty() && tags.line.is_empty() {
                    placeholder(buf);
                }
                draw_tags(tags, area, focused, buf, (ground, look))
            }
        }
    }

    /// What a text was understood as, and where that stands beside it.
    fn understood(&self, field: &Field) -> Option<(u16, String)> {
        let Editor::Line(line) = &field.editor else { return None };
        let understood = field.understood(&self.context_of(field));
        let at = u16::try_from(width(line.text())).unwrap_or(u16::MAX).saturating_add(2);
        (!understood.is_empty()).then(|| (at, format!("→ {understood}")))
    }

    /// What there is to say of the value of the focused field that did not fit beside it.
    pub(super) fn overflow(&self, field: &Field, cells: u16) -> Option<String> {
        if let Editor::Tags(tags) = &field.editor {
            let more: Vec<&str> = tags.suggestions().iter().take(6).map(String::as_str).collect();
            return (!tags.line.is_empty() && !more.is_empty()).then(|| format!("→ {}", more.join(" · ")));
        }
        self.understood(field).filter(|(at, text)| !fits(*at, text, cells)).map(|(_, text)| text)
    }
}

fn fits(at: u16, text: &str, cells: u16) -> bool {
    usize::from(at) + width(text) <= usize::from(cells)
}

/// The chips, as far as they fit, and the tag being typed.
fn draw_tags(
    tags: &Tags,
    area: Rect,
    focused: bool,
    buf: &mut Buffer,
    (ground, look): (Style, &Look<'_>),
) -> Option<Position> {
    let dim = ground.patch(look.style(Role::Dim));
    let chips: Vec<String> = tags.chips.iter().map(|tag| format!("#{tag}")).collect();
    // The one being typed keeps its place: chips at the left give way.
    let keep = if focused { (width(tags.line.text()) + 8).min(usize::from(area.width) / 2) } else { 0 };
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
    let rest = Rect { x, width: area.right().saturating_sub(x), ..area };
    if !focused {
        put(buf, rest.x, rest.y, tags.line.text(), rest.width, ground);
        return None;
    }
    let cursor = tags.line.draw(rest, buf, ground);
    if let Some(at) = cursor {
        put(buf, at.x, at.y, tags.ghost(), area.right().saturating_sub(at.x), dim);
    }
    cursor
}
