//! One line for a serial number, from anywhere: it leads to the thing that has it.

use super::Ctx;
use crate::action::{Action, Scope};
use crate::domain::id::AssetId;
use crate::keymap::{Hint, Press};
use crate::store::port::Ticket;
use crate::store::protocol::{Reply, Scanned, StoreError};
use crate::theme::Role;
use crate::ui::layer::Layer;
use crate::ui::line::Line;
use crate::ui::text::put;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a press or an answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum SerialEvent {
    /// Nothing to do but draw.
    None,
    /// Look for this number, then call [`Serial::asked`].
    Ask(String),
    /// This thing has it.
    Go(AssetId),
    /// Several have it.
    Choose(Vec<Scanned>),
    /// Nothing has it: search everything for it.
    Find(String),
    /// It was closed.
    Closed,
}

/// A line for a serial number.
#[derive(Clone, Debug, Default)]
pub struct Serial {
    line: Line,
    flight: Option<Ticket>,
    failed: String,
}

impl Serial {
    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Find, Scope::Move, Scope::Always]
    }

    /// The question is under way.
    pub const fn asked(&mut self, ticket: Ticket) {
        self.flight = Some(ticket);
    }

    /// Whether the next key is for what the number leads to.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.flight.is_some()
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> SerialEvent {
        match press.action {
            Some(Action::Back) => SerialEvent::Closed,
            Some(Action::OpenFound) => self.ask(),
            Some(_) => SerialEvent::None,
            None => {
                self.line.key(press.key);
                SerialEvent::None
            }
        }
    }

    fn ask(&self) -> SerialEvent {
        let text = self.line.text().trim();
        if text.is_empty() { SerialEvent::None } else { SerialEvent::Ask(text.to_owned()) }
    }

    /// What a paste does; a scanner that ends with a line feed has scanned.
    pub fn paste(&mut self, text: &str) -> SerialEvent {
        self.line.paste(text);
        if text.ends_with(['\n', '\r']) { self.ask() } else { SerialEvent::None }
    }

    /// Takes an answer.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> SerialEvent {
        if self.flight != Some(ticket) {
            return SerialEvent::None;
        }
        self.flight = None;
        match result {
            Ok(Reply::Scanned(mut found)) => match found.len() {
                0 => SerialEvent::Find(self.line.text().trim().to_owned()),
                1 => SerialEvent::Go(found.remove(0).asset),
                _ => SerialEvent::Choose(found),
            },
            Ok(_) => SerialEvent::None,
            Err(error) => {
                self.failed = error.to_string();
                SerialEvent::None
            }
        }
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let mut hints = ctx.look.keymap.hints(&[Scope::Find]);
        hints.extend(ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let layer =
            Layer { title: "Scan or type a serial number", note: "", hints: &hints, width: 60, height: 3 };
        let inside = layer.draw(screen, buf, &ctx.look);
        if inside.height == 0 {
            return None;
        }
        put(buf, inside.x, inside.y, "◆", 1, style(Role::Accent));
        let field = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
        let cursor = self.line.draw(field, buf, style(Role::Text));
        let (said, role) = match (self.failed.is_empty(), self.flight.is_some()) {
            (false, _) => (self.failed.as_str(), Role::Bad),
            (true, true) => ("Looking…", Role::Dim),
            (true, false) => ("It leads to the thing, and to who has it.", Role::Dim),
        };
        if inside.height > 2 {
            put(buf, inside.x + 2, inside.y + 2, said, inside.width.saturating_sub(2), style(role));
        }
        cursor
    }
}
