//! Imports of clients: what a file is taken for, what would become of it, how far it is, and taking it back.
//!
//! The files and the writing are the session's: what shall be done goes out as [`job::Work`], what came of it comes
//! back as [`job::News`].

pub mod bring;
mod columns;
pub mod job;
pub mod list;
mod paint;
mod result;

use super::Ctx;
use crate::action::Scope;
use crate::domain::id::ImportId;
use crate::keymap::Press;
use crate::store::port::Ticket;
use crate::store::protocol::{Reply, StoreError};
use job::{News, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a press or some news lead to.
#[derive(Clone, Debug, PartialEq)]
pub enum RoomEvent {
    /// Nothing to do but draw.
    None,
    /// Do this beside the screen, then call [`Room::asked`].
    Work(Work),
    /// Stop what is being done.
    Stop,
    /// Read the list of imports again, then call [`Room::asked`].
    Read,
    /// Show the imports instead, at this one, and ask whether it shall be taken back.
    TakeBack(ImportId),
    /// It was closed.
    Closed,
}

/// Something about imports that lies over the screen.
pub trait Room: Send {
    /// The scopes its presses are looked up in now.
    fn scopes(&self) -> &'static [Scope];
    /// What a press does.
    fn press(&mut self, press: Press) -> RoomEvent;
    /// What a paste does.
    fn paste(&mut self, text: &str) -> RoomEvent;
    /// What it asked for is under way.
    fn asked(&mut self, ticket: Ticket);
    /// Takes news of slow work.
    fn news(&mut self, ticket: Ticket, news: News) -> RoomEvent;
    /// Takes the answer of the store.
    fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> RoomEvent;
    /// Draws over a screen; returns where the cursor stands.
    fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position>;
}

/// "1 client", "1,198 clients", as this person writes numbers.
fn counted(n: u64, one: &str, many: &str, ctx: &Ctx<'_>) -> String {
    if n == 1 {
        return format!("1 {one}");
    }
    format!("{} {many}", ctx.words.count(crate::store::protocol::Count::Exact(n)))
}
