//! What the layers of imports draw with: lines under each other, and how far something is.

use super::{Ctx, counted};
use crate::action::Action;
use crate::keymap::Hint;
use crate::store::progress::Step;
use crate::theme::Role;
use crate::ui::layer::Layer;
use crate::ui::text::{put, put_right, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The inside of a layer of imports: all of them are of one size, so that nothing jumps from step to step.
pub(super) fn layer(
    screen: Rect,
    buf: &mut Buffer,
    ctx: &Ctx<'_>,
    (title, note): (&str, &str),
    hints: &[Hint],
) -> Rect {
    let height = 22.min(screen.height.saturating_sub(6)).max(8);
    let width = 96.min(screen.width.saturating_sub(10));
    Layer { title, note, hints, width, height }.draw(screen, buf, &ctx.look)
}

/// The keys of some actions with their words.
pub(super) fn hints(ctx: &Ctx<'_>, wanted: &[(Action, &str)]) -> Vec<Hint> {
    wanted.iter().filter_map(|(action, label)| ctx.hint(*action, label)).collect()
}

/// Lines under each other.
pub(super) struct Lines<'b> {
    area: Rect,
    buf: &'b mut Buffer,
}

impl<'b> Lines<'b> {
    pub(super) const fn new(area: Rect, buf: &'b mut Buffer) -> Self {
        Self { area, buf }
    }

    /// What is left below.
    pub(super) const fn rest(&self) -> Rect {
        self.area
    }

    /// Where it is drawn to.
    pub(super) const fn buf(&mut self) -> &mut Buffer {
        self.buf
    }

    /// Leaves lines out.
    pub(super) fn skip(&mut self, lines: u16) {
        let lines = lines.min(self.area.height);
        self.area.y += lines;
        self.area.height -= lines;
    }

    /// A text, on as many lines as it takes.
    pub(super) fn say(&mut self, text: &str, role: Role, ctx: &Ctx<'_>) {
        let room = self.area.width.saturating_sub(2);
        for line in wrap(text, usize::from(room)) {
            if self.area.height == 0 {
                return;
            }
            put(self.buf, self.area.x + 1, self.area.y, &line, room, ctx.look.style(role));
            self.skip(1);
        }
    }

    /// Facts beside each other, as many as a line takes, each behind the key that changes it.
    pub(super) fn facts(&mut self, facts: &[(Option<Action>, String)], ctx: &Ctx<'_>) {
        let (start, end) = (self.area.x + 1, self.area.right());
        let mut x = start;
        for (action, text) in facts {
            let key = action.map(|action| ctx.look.keymap.key_text(action)).filter(|key| !key.is_empty());
            let key = key.map(|key| format!("{key} ")).unwrap_or_default();
            let cells = u16::try_from(width(&key) + width(text)).unwrap_or(u16::MAX);
            if x > start && x.saturating_add(cells) > end {
                self.skip(1);
                x = start;
            }
            if self.area.height == 0 {
                return;
            }
            x += put(self.buf, x, self.area.y, &key, end.saturating_sub(x), ctx.look.style(Role::Key));
            x += put(self.buf, x, self.area.y, text, end.saturating_sub(x), ctx.look.style(Role::Text)) + 3;
        }
        self.skip(1);
    }

    /// A count at the right of its column, with what it counts.
    pub(super) fn count(&mut self, (count, role): (u64, Role), text: &str, ctx: &Ctx<'_>) {
        if self.area.height == 0 {
            return;
        }
        let number = counted(count, "", "", ctx);
        let column = Rect { x: self.area.x, width: COUNT, height: 1, ..self.area };
        put_right(self.buf, column, number.trim(), ctx.look.style(role));
        let x = self.area.x + COUNT + 2;
        let room = self.area.right().saturating_sub(x);
        put(self.buf, x, self.area.y, text, room, ctx.look.style(Role::Text));
        self.skip(1);
    }

    /// How far something is.
    pub(super) fn progress(&mut self, step: Option<Step>, ctx: &Ctx<'_>) {
        let Some(step) = step else { return self.say("Reading the file…", Role::Dim, ctx) };
        let share = (step.done.min(step.of) * 100).checked_div(step.of).unwrap_or(0);
        let bar = u64::from(self.area.width.saturating_sub(4).min(60));
        let full = usize::try_from(bar * share / 100).unwrap_or(0);
        let empty = usize::try_from(bar).unwrap_or(0) - full;
        if self.area.height > 0 {
            let x = self.area.x + 1;
            let used = put(
                self.buf,
                x,
                self.area.y,
                &"█".repeat(full),
                self.area.width,
                ctx.look.style(Role::Accent),
            );
            let rest = self.area.width.saturating_sub(used);
            put(self.buf, x + used, self.area.y, &"░".repeat(empty), rest, ctx.look.style(Role::Line));
            self.skip(1);
        }
        let of = if step.of == 0 {
            String::new()
        } else {
            format!(" of {}", counted(step.of, "", "", ctx).trim())
        };
        let done = counted(step.done, "", "", ctx);
        self.say(&format!("{}: {}{of} ({share} %)", step.what, done.trim()), Role::Dim, ctx);
    }
}

/// Cells of a column of counts.
const COUNT: u16 = 9;

/// The longest of some texts, at least and at most so many cells.
pub(super) fn widest<'t>(texts: impl Iterator<Item = &'t str>, (min, max): (u16, u16)) -> u16 {
    let widest = texts.map(width).max().unwrap_or(0);
    u16::try_from(widest).unwrap_or(max).clamp(min, max.max(min))
}
