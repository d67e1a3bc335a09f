//! The search of everything: one line, one list of hits of every kind, and the way to each.

use super::Ctx;
use super::words::kind_of;
use crate::action::{Action, Scope};
use crate::keymap::{Hint, Press};
use crate::store::port::Ticket;
use crate::store::protocol::{AssetRow, BranchScope, FindHit, Found, Reply, StoreError, unnumbered};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::layer::Layer;
use crate::ui::line::{Edit, Line};
use crate::ui::rows::{first_shown, moved, select};
use crate::ui::text::{hits, put, put_hits, put_right, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a press or an answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum FindEvent {
    /// Nothing to do but draw.
    None,
    /// Ask the store for what this text finds, then call [`Find::asked`].
    Ask(String),
    /// Show this record in its own tab.
    Go(Box<FindHit>),
    /// It was closed.
    Closed,
}

/// The search of everything.
#[derive(Clone, Debug)]
pub struct Find {
    line: Line,
    /// Shown while nothing is typed: what was gone to last.
    recent: Vec<FindHit>,
    found: Found,
    failed: Option<(String, &'static str)>,
    flight: Option<Ticket>,
    late: bool,
    selected: usize,
    /// Whether somebody pressed Enter before the hits were there: the first one is gone to when they come.
    hurried: bool,
}

/// Hits on screen at once, where there is room.
const ROWS: u16 = 18;
/// Cells of a kind's name.
const KIND: u16 = 9;
/// The width from which kinds are named beside their sign.
const NAMED_FROM: u16 = 60;

/// Hits that are asked for: a few screens full. Who wants more types another word.
pub const LIMIT: u32 = 60;

impl Find {
    /// A search that starts with what was typed elsewhere, if anything. Ask for it at once, if it is not empty.
    #[must_use]
    pub fn new(text: &str, recent: Vec<FindHit>) -> Self {
        Self {
            line: Line::new(text, 200),
            recent,
            found: Found { hits: Vec::new(), more: false, indexing: None },
            failed: None,
            flight: None,
            late: false,
            selected: 0,
            hurried: false,
        }
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Find, Scope::Move, Scope::Always]
    }

    /// What is looked for.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text().trim()
    }

    /// The question is under way.
    pub const fn asked(&mut self, ticket: Ticket) {
        self.flight = Some(ticket);
    }

    /// Whether the next key is for what the first hit leads to.
    #[must_use]
    pub const fn is_hurried(&self) -> bool {
        self.hurried
    }

    /// The answer takes longer than a blink.
    pub fn mark_late(&mut self, ticket: Ticket) {
        self.late = self.flight == Some(ticket);
    }

    /// Takes an answer.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> FindEvent {
        if self.flight != Some(ticket) {
            return FindEvent::None;
        }
        let hurried = std::mem::take(&mut self.hurried);
        (self.flight, self.late, self.failed) = (None, false, None);
        match result {
            Ok(Reply::Found(found)) => {
                self.found = found;
                self.selected = 0;
            }
            // Nothing of ours superseded it: ask once more.
            Err(StoreError::Interrupted) => {
                self.hurried = hurried;
                return FindEvent::Ask(self.text().to_owned());
            }
            Ok(_) => {}
            Err(error) => self.failed = Some((error.to_string(), error.hint())),
        }
        if hurried { self.go() } else { FindEvent::None }
    }

    /// The hits, or what was gone to last while nothing is typed.
    fn shown(&self) -> &[FindHit] {
        if self.text().is_empty() { &self.recent } else { &self.found.hits }
    }

    fn go(&self) -> FindEvent {
        self.shown().get(self.selected).map_or(FindEvent::None, |hit| FindEvent::Go(Box::new(hit.clone())))
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> FindEvent {
        match press.action {
            Some(Action::Back) => FindEvent::Closed,
            Some(Action::OpenFound) if self.flight.is_some() => {
                self.hurried = true;
                FindEvent::None
            }
            Some(Action::OpenFound) => self.go(),
            Some(action) => {
                if let Some(to) = moved(self.selected, self.shown().len(), usize::from(ROWS), action) {
                    self.selected = to;
                }
                FindEvent::None
            }
            None => {
                let before = self.text().to_owned();
                match self.line.key(press.key) {
                    Edit::Changed => self.typed(&before),
                    _ => FindEvent::None,
                }
            }
        }
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> FindEvent {
        let before = self.text().to_owned();
        self.line.paste(text);
        self.typed(&before)
    }

    fn typed(&mut self, before: &str) -> FindEvent {
        if self.text() == before {
            return FindEvent::None;
        }
        self.selected = 0;
        if self.text().is_empty() {
            (self.flight, self.late, self.failed) = (None, false, None);
            self.found.hits.clear();
            return FindEvent::None;
        }
        FindEvent::Ask(self.text().to_owned())
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(
        &self,
        screen: Rect,
        buf: &mut Buffer,
        scope: &BranchScope,
        ctx: &Ctx<'_>,
    ) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let mut hints = ctx.look.keymap.hints(&[Scope::Find]);
        hints.extend(ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let note = match scope {
            BranchScope::One(branch) if ctx.several_branches() => ctx.branch_name(branch),
            _ => "",
        };
        let layer = Layer {
            title: "Search everything",
            note,
            hints: &hints,
            width: 96.min(screen.width.saturating_sub(10)),
            height: ROWS + 2,
        };
        let inside = layer.draw(screen, buf, &ctx.look);
        if inside.height < 3 {
            return None;
        }
        put(buf, inside.x, inside.y, "/", 1, style(Role::Key));
        let said = self.said();
        let said_width = u16::try_from(width(&said)).unwrap_or(0);
        put_right(buf, Rect { height: 1, ..inside }, &said, style(Role::Dim));
        let room = inside.width.saturating_sub(said_width + 4);
        let field = Rect { x: inside.x + 2, width: room, height: 1, ..inside };
        let cursor = self.line.draw(field, buf, style(Role::Text));
        let list = Rect { y: inside.y + 2, height: inside.height - 2, ..inside };
        self.list(list, buf, ctx);
        cursor
    }

    /// What is said of the hits, at the right of the line.
    fn said(&self) -> String {
        let share = self.found.indexing.map(|share| format!("indexing {share} %"));
        let said = match (self.text().is_empty(), self.found.more) {
            (true, _) if !self.recent.is_empty() => Some("gone to last".to_owned()),
            (false, true) => Some("more: type another word".to_owned()),
            _ => None,
        };
        share.into_iter().chain(said).collect::<Vec<_>>().join(" · ")
    }

    fn list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let shown = self.shown();
        if shown.is_empty() {
            let (text, role) = self.blank();
            let room = area.width.saturating_sub(3);
            let hint = self.failed.as_ref().map_or("", |(_, hint)| hint);
            let said =
                [(text.as_str(), role), (hint, Role::Dim)].into_iter().filter(|(text, _)| !text.is_empty());
            let lines = said
                .flat_map(|(text, role)| wrap(text, usize::from(room)).into_iter().map(move |l| (l, role)));
            for (y, (line, role)) in (area.y..area.bottom()).zip(lines) {
                put(buf, area.x + 2, y, &line, room, ctx.look.style(role));
            }
            return;
        }
        let height = usize::from(area.height);
        let first = first_shown(self.selected, height, shown.len());
        for (y, (i, hit)) in (area.y..).zip(shown.iter().enumerate().skip(first).take(height)) {
            let row = Rect { y, height: 1, ..area };
            ctx.look.row_spot(row, i, self.selected);
            self.row(hit, row, buf, ctx);
            if i == self.selected {
                select(row, buf, &ctx.look);
            }
        }
    }

    fn blank(&self) -> (String, Role) {
        match &self.failed {
            Some((what, _)) => (what.clone(), Role::Bad),
            None if self.text().is_empty() => {
                let text = "A name, digits of a phone, a tag, an invoice number, a serial, a package.";
                (text.to_owned(), Role::Dim)
            }
            None if self.flight.is_some() => ("Looking…".to_owned(), Role::Dim),
            None => (format!("Nothing matches “{}”", self.text()), Role::Dim),
        }
    }

    fn row(&self, hit: &FindHit, row: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let style = |role| ctx.look.style(role);
        let shown = Shown::of(hit, ctx);
        put(buf, row.x + 2, row.y, shown.sign, 1, style(Role::Accent));
        let mut x = row.x + 4;
        if row.width >= NAMED_FROM {
            put(buf, x, row.y, shown.kind, KIND - 1, style(Role::Dim));
            x += KIND;
        }
        let tail_width = u16::try_from(width(&shown.tail.0)).unwrap_or(0);
        put_right(buf, Rect { width: row.width - 1, ..row }, &shown.tail.0, style(shown.tail.1));
        let room = row.right().saturating_sub(x + tail_width + 3);
        let found = hits(&shown.label, self.text());
        let text = style(if self.late { Role::Dim } else { Role::Text });
        // The label has the first right to the room, but not to all of it.
        let label = room.min((room * 2 / 3).max(24));
        let match_of = (found.as_slice(), style(Role::Match));
        let used = put_hits(buf, (x, row.y), &shown.label, label, text, match_of);
        let rest = room.saturating_sub(used + 2);
        if rest > 3 {
            let found = hits(&shown.note, self.text());
            let match_of = (found.as_slice(), style(Role::Match));
            put_hits(buf, (x + used + 2, row.y), &shown.note, rest, style(Role::Dim), match_of);
        }
    }
}

/// Who has it, and whether it is overdue; `None` while it is in its branch.
fn with_whom(row: &AssetRow, ctx: &Ctx<'_>) -> Option<(String, Role)> {
    let standing = &row.standing;
    if standing.holder.is_empty() {
        return None;
    }
    let words = ctx.words_in(&row.branch);
    Some(match standing.due {
        Some(due) if due <= words.now().timestamp() => {
            (format!("! with {}, due {}", standing.holder, words.short(due)), Role::Bad)
        }
        Some(due) => (format!("→ with {} until {}", standing.holder, words.short(due)), Role::Text),
        None => (format!("→ with {}", standing.holder), Role::Text),
    })
}

/// A hit in words.
struct Shown {
    sign: &'static str,
    kind: &'static str,
    label: String,
    note: String,
    /// At the right, with its colour.
    tail: (String, Role),
}

impl Shown {
    fn of(hit: &FindHit, ctx: &Ctx<'_>) -> Self {
        let badge = |word: &str| {
            let badge = Badge::of(word);
            (badge.text(), badge.role)
        };
        let or = |text: &str, otherwise: &str| {
            if text.trim().is_empty() { otherwise.to_owned() } else { text.to_owned() }
        };
        let day = |at: Option<jiff::Timestamp>| at.map(|at| ctx.words.day(at)).unwrap_or_default();
        let (sign, kind, label, notes, tail, branch) = match hit {
            FindHit::Client(row) => {
                let tail = if row.archived { badge("archived") } else { (String::new(), Role::Dim) };
                let tags = row.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ");
                let notes = [row.phone.clone(), tags];
                ("@", "client", or(&row.name, "(no name)"), notes, tail, &row.branch)
            }
            FindHit::Project(row) => {
                let notes = [row.client.clone(), day(row.start)];
                ("▣", "project", or(&row.title, "Project"), notes, badge(&row.status), &row.branch)
            }
            FindHit::Invoice(row) => {
                let label = row.number.clone().unwrap_or_else(|| unnumbered(&row.kind, &row.status));
                let notes = [or(&row.client, "counter sale"), ctx.words.money(row.total)];
                ("#", "invoice", or(&label, "invoice"), notes, badge(&row.status), &row.branch)
            }
            FindHit::Asset(row) => {
                let notes = [kind_of(&row.kind), row.serial.clone()];
                let tail = with_whom(row, ctx).unwrap_or_else(|| badge(&row.status));
                ("◆", "gear", or(&row.name, "(no name)"), notes, tail, &row.branch)
            }
            FindHit::Package(row) => {
                let tail = if row.archived { badge("archived") } else { (String::new(), Role::Dim) };
                let notes = [format!("{} + {} tax", ctx.words.money(row.price), row.tax_rate), String::new()];
                ("▤", "package", or(&row.name, "(no name)"), notes, tail, &row.branch)
            }
        };
        let branch = if ctx.several_branches() { ctx.branch_name(branch).to_owned() } else { String::new() };
        let notes = notes.into_iter().chain([branch]).filter(|note| !note.trim().is_empty());
        Self { sign, kind, label, note: notes.collect::<Vec<_>>().join(" · "), tail }
    }
}
