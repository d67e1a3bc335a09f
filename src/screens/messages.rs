//! Messages on projects: the form that writes one, and the thread read in full.

use super::Ctx;
use super::words::{Words, several};
use crate::action::{Action, Scope};
use crate::domain::id::{MessageId, ProjectId};
use crate::domain::message::{BODY, MAX};
use crate::keymap::{Hint, Press};
use crate::store::port::Ticket;
use crate::store::protocol::{Cursor, MessageLine, Query, Reply, StoreError};
use crate::theme::Role;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::layer::Layer;
use crate::ui::rows::moved;
use crate::ui::text::{put, wrap};
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The names that drafts call the forms by.
pub mod forms {
    /// A message.
    pub const MESSAGE: &str = "message";
}

/// The form of a message on what is called `about`.
#[must_use]
pub fn form(about: &str) -> FormSpec {
    let body = FieldSpec::new(BODY, "Message", FieldKind::Notes { rows: 6 })
        .required()
        .max(MAX)
        .help("The people of the studio who may see the project read it. It cannot be changed afterwards.");
    FormSpec::new(forms::MESSAGE, &format!("Message on {about}"), vec![Section::new("", vec![body])])
}

/// What stands at the right of a message's sender: the time of day, and what hangs on it.
#[must_use]
pub fn beside(message: &MessageLine, words: &Words) -> String {
    let clock = message.at.map(|at| words.clock(at));
    let parts = [(message.attachments > 0).then(|| files(message)), clock];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn files(message: &MessageLine) -> String {
    several(u64::from(message.attachments), "file", "files")
}

/// Messages that are read at once.
const WINDOW: u32 = 50;
/// The widest line of the thread: longer ones are hard to read.
const COLUMNS: u16 = 76;
/// The tallest thread.
const ROWS: u16 = 28;

/// What a press does to a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ThreadEvent {
    /// Nothing to do but draw.
    None,
    /// It was closed.
    Closed,
    /// This text shall go to the clipboard.
    Copy(String),
    /// A message shall be written.
    Write,
}

/// A project's messages in full, the newest last.
#[derive(Clone, Debug)]
pub struct Thread {
    project: ProjectId,
    name: String,
    zone: String,
    /// The message that was opened: the thread is first shown from it on.
    at: Option<MessageId>,
    messages: Vec<MessageLine>,
    /// Where the older ones start.
    next: Option<Cursor>,
    asked: Option<(Ticket, Asked)>,
    failed: Option<String>,
    /// The first line that is shown.
    top: usize,
    screen: Rect,
}

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The newest ones.
    Newest,
    /// Those before the ones that are there.
    Older,
}

/// A line of the thread.
enum Line<'t> {
    Gap,
    /// Who and when.
    Head(&'t MessageLine, String),
    Text(String),
}

impl Thread {
    /// The thread of a project, its times in `zone`, opened at a message; nothing is read yet.
    #[must_use]
    pub fn new((project, name): (ProjectId, &str), zone: &str, at: MessageId, size: (u16, u16)) -> Self {
        Self {
            project,
            name: name.to_owned(),
            zone: zone.to_owned(),
            at: Some(at),
            messages: Vec::new(),
            next: None,
            asked: None,
            failed: None,
            top: 0,
            screen: Rect::new(0, 0, size.0, size.1),
        }
    }

    /// The project.
    #[must_use]
    pub const fn project(&self) -> &ProjectId {
        &self.project
    }

    /// What the project is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The question for the newest messages: as many as are there, when there are some.
    #[must_use]
    pub fn newest(&self) -> Query {
        let known = u32::try_from(self.messages.len()).unwrap_or(WINDOW);
        Query::Messages { project: self.project.clone(), after: None, limit: known.max(WINDOW) }
    }

    /// The question for what was before, when the first line is seen and there is something before it.
    #[must_use]
    pub fn older(&self) -> Option<Query> {
        let after = self.next.clone().filter(|_| self.top == 0 && self.asked.is_none())?;
        Some(Query::Messages { project: self.project.clone(), after: Some(after), limit: WINDOW })
    }

    /// The newest ones were asked for.
    pub const fn asked_newest(&mut self, ticket: Ticket) {
        self.asked = Some((ticket, Asked::Newest));
    }

    /// Older ones were asked for.
    pub const fn asked_older(&mut self, ticket: Ticket) {
        self.asked = Some((ticket, Asked::Older));
    }

    /// The terminal has another size.
    pub const fn resize(&mut self, width: u16, height: u16) {
        self.screen = Rect::new(0, 0, width, height);
    }

    /// Takes an answer. `false` when it was interrupted and [`Thread::newest`] has to be asked once more.
    #[must_use]
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>, words: &Words) -> bool {
        let Some((_, asked)) = self.asked.take_if(|(asked, _)| *asked == ticket) else { return true };
        let slice = match result {
            Ok(Reply::Messages(slice)) => slice,
            Ok(_) => return true,
            Err(StoreError::Interrupted) => return false,
            Err(error) => {
                self.failed = Some(error.to_string());
                return true;
            }
        };
        self.failed = None;
        let mut rows = slice.rows;
        rows.reverse();
        self.next = slice.next;
        match asked {
            Asked::Newest => {
                let at_end = self.top >= self.last_top(words);
                self.messages = rows;
                let opened = self.at.take().and_then(|at| self.line_of(&at, words));
                self.top = match opened {
                    Some(line) => line,
                    None if at_end => self.last_top(words),
                    None => self.top,
                };
            }
            Asked::Older => {
                let before = self.lines(words).len();
                self.messages.splice(0..0, rows);
                // What is read stays where it is.
                self.top += self.lines(words).len().saturating_sub(before);
            }
        }
        self.top = self.top.min(self.last_top(words));
        true
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press, words: &Words) -> ThreadEvent {
        let Some(action) = press.action else { return ThreadEvent::None };
        match action {
            Action::Back | Action::Left => return ThreadEvent::Closed,
            Action::WriteMessage => return ThreadEvent::Write,
            Action::CopyMessage => {
                let shown = self.shown(words);
                return shown.map_or(ThreadEvent::None, |m| ThreadEvent::Copy(m.text.clone()));
            }
            _ => {}
        }
        let last = self.last_top(words);
        if let Some(to) = moved(self.top, last + 1, self.height(words), action) {
            self.top = to;
        }
        ThreadEvent::None
    }

    /// The first message of which something is shown.
    fn shown(&self, words: &Words) -> Option<&MessageLine> {
        let heads = self.lines(words);
        let before = heads.get(..=self.top.min(heads.len().saturating_sub(1)))?;
        let head = |line: &Line<'_>| if let Line::Head(m, _) = line { Some(m.id.clone()) } else { None };
        let id = before.iter().rev().find_map(head)?;
        self.messages.iter().find(|message| message.id == id)
    }

    fn line_of(&self, id: &MessageId, words: &Words) -> Option<usize> {
        let is_it = |line: &Line<'_>| matches!(line, Line::Head(message, _) if message.id == *id);
        self.lines(words).iter().position(is_it)
    }

    fn columns(&self) -> u16 {
        COLUMNS.min(self.screen.width.saturating_sub(4)).max(8)
    }

    fn lines(&self, words: &Words) -> Vec<Line<'_>> {
        let words = TimeZone::get(&self.zone).map_or_else(|_| words.clone(), |zone| words.in_zone(zone));
        let mut lines = Vec::new();
        for message in &self.messages {
            if !lines.is_empty() {
                lines.push(Line::Gap);
            }
            let when = message.at.map(|at| words.moment(at)).unwrap_or_default();
            let files = if message.attachments > 0 { files(message) } else { String::new() };
            let lead = if message.scope == "lead" { "on the inquiry" } else { "" };
            let notes = [when.as_str(), files.as_str(), lead];
            let notes = notes.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
            lines.push(Line::Head(message, notes));
            lines.extend(wrap(&message.text, usize::from(self.columns()) - 2).into_iter().map(Line::Text));
        }
        lines
    }

    fn layer<'l>(&self, title: &'l str, note: &'l str, hints: &'l [Hint], lines: usize) -> Layer<'l> {
        let height = u16::try_from(lines).unwrap_or(ROWS).clamp(1, ROWS);
        Layer { title, note, hints, width: self.columns(), height }
    }

    /// Lines that are seen at once.
    fn height(&self, words: &Words) -> usize {
        let hints = [Hint::new(String::new(), "close")];
        let place = self.layer("", "", &hints, self.lines(words).len()).place(self.screen);
        let around = if place == self.screen { 3 } else { 4 };
        usize::from(place.height.saturating_sub(around)).max(1)
    }

    /// The first line when the last one is seen.
    fn last_top(&self, words: &Words) -> usize {
        self.lines(words).len().saturating_sub(self.height(words))
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let mut hints = ctx.look.keymap.hints(&[Scope::Thread]);
        hints.extend(ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let lines = self.lines(ctx.words);
        let title = format!("Messages on {}", self.name);
        let note = self.note(lines.len(), ctx.words);
        let inside = self.layer(&title, &note, &hints, lines.len()).draw(screen, buf, &ctx.look);
        let style = |role| ctx.look.style(role);
        let say = |buf: &mut Buffer, text: &str, role| {
            put(buf, inside.x, inside.y, text, inside.width, style(role));
        };
        if let Some(error) = &self.failed {
            return say(buf, error, Role::Bad);
        }
        if lines.is_empty() {
            let text = if self.asked.is_some() { "Reading…" } else { "Nobody has written anything yet." };
            return say(buf, text, Role::Dim);
        }
        let shown = (inside.y..inside.bottom()).zip(lines.iter().skip(self.top));
        for (y, line) in shown {
            match line {
                Line::Gap => {}
                Line::Head(message, notes) => {
                    let who = format!("✎ {}", message.sender);
                    let used = put(buf, inside.x, y, &who, inside.width, style(Role::Heading));
                    let room = inside.width.saturating_sub(used + 2);
                    put(buf, inside.x + used + 2, y, notes, room, style(Role::Dim));
                }
                Line::Text(text) => {
                    put(buf, inside.x + 2, y, text, inside.width.saturating_sub(2), style(Role::Text));
                }
            }
        }
    }

    /// How many messages there are, and whether there is more than is seen.
    fn note(&self, lines: usize, words: &Words) -> String {
        let above = if self.top > 0 || self.next.is_some() { "↑" } else { "" };
        let below = if self.top + self.height(words) < lines { "↓" } else { "" };
        let more = if self.next.is_some() { "+" } else { "" };
        let n = self.messages.len();
        if n == 0 { String::new() } else { format!("{n}{more} {above}{below}").trim_end().to_owned() }
    }
}
