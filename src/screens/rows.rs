//! What the rows of each list look like.

mod assets;
mod kits;
mod notifications;
mod packages;
pub(in crate::screens) mod tasks;

use super::list::Listed;
use super::words::{Words, about, event};
use super::{Ctx, TabId};
use crate::action::{Action, Scope};
use crate::store::protocol::{
    AgendaRow, AuditRow, ClientRow, InvoiceRow, ProjectRow, Query, RowRef, Table as Rows, unnumbered,
};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::table::{Cell, Column, Room, Row};
use crate::ui::text::hits;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Why a list is empty, and what to press.
pub struct Emptiness {
    /// Why.
    pub title: &'static str,
    /// What would be here.
    pub text: &'static str,
    /// What to press.
    pub press: &'static [(Action, &'static str)],
}

/// Where the keys of a tab are looked up, innermost first: in its list and in its detail.
#[derive(Clone, Copy, Debug)]
pub struct Scopes {
    /// While the list has them.
    pub list: &'static [Scope],
    /// While the detail has them.
    pub detail: &'static [Scope],
}

impl Scopes {
    /// A tab without acts of its own.
    pub const PLAIN: Self = Self {
        list: &[Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
}

/// A row that can be drawn.
pub trait Shown: Listed {
    /// The tab that lists it.
    const TAB: TabId;
    /// Its table.
    const ROWS: Rows;
    /// Where its keys are looked up.
    const SCOPES: Scopes = Scopes::PLAIN;
    /// What an empty list says.
    const EMPTY: Emptiness;
    /// What of a row a search looks at, in a sentence.
    const SEARCHED: &'static str;
    /// The columns.
    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>>;
    /// The cells. `above` is the row before, for lists that are grouped; `search` what is searched for.
    fn row<'a>(&'a self, above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a>;
    /// What the detail asks.
    fn detail(id: &str) -> Query;
    /// What a person calls it.
    fn label(&self) -> String;
    /// The id of the record that the row stands for.
    fn record(&self) -> &str {
        self.id()
    }
    /// The record that the row stands for.
    fn reference(&self) -> RowRef {
        RowRef { table: Self::ROWS, id: self.record().to_owned() }
    }
}

const fn flex(min: u16, max: u16, weight: u16) -> Room {
    Room::Flex { min, max, weight }
}

fn status(word: &str) -> Cell<'static> {
    let badge = Badge::of(word);
    Cell::new(badge.text()).role(badge.role)
}

fn named<'a>(text: impl Into<Cow<'a, str>>, otherwise: &'static str, search: &str) -> Cell<'a> {
    let text = text.into();
    if text.trim().is_empty() {
        return Cell::dim(otherwise);
    }
    let found = if search.is_empty() { Vec::new() } else { hits(&text, search) };
    Cell::new(text).hits(found)
}

impl Shown for ClientRow {
    const TAB: TabId = TabId::Clients;
    const ROWS: Rows = Rows::Clients;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Clients, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Clients, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names, phone digits and tags are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No clients yet",
        text: "Everybody you shoot for stands here, found by name, phone or tag.",
        press: &[(Action::NewClient, "new client"), (Action::Commands, "every command")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("NAME", flex(14, 40, 3)),
            Column::new("PHONE", flex(16, 18, 1)).drop(1),
            Column::new("LAST SHOOT", Room::Fixed(10)).right().drop(3),
            Column::new("SPENT", ctx.amount_room(11)).right().drop(2),
            Column::new("TAGS", flex(16, 30, 2)).drop(5),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(4));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let shoot = self.last_shoot.map_or_else(|| "—".to_owned(), |at| ctx.words.short(at));
        let tags = self.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ");
        let mut cells = vec![
            named(&self.name, "(no name)", search),
            Cell::new(self.phone.as_str()),
            Cell::dim(shoot),
            Cell::new(ctx.amount(self.spent)).role(if self.spent.minor == 0 {
                Role::Dim
            } else {
                Role::Text
            }),
            Cell::dim(tags),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.archived)
    }

    fn detail(id: &str) -> Query {
        Query::Client(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

impl Shown for AgendaRow {
    const TAB: TabId = TabId::Calendar;
    const ROWS: Rows = Rows::Projects;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Calendar, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Calendar, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Titles, clients and places are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "Nothing is booked",
        text: "Shoots and sub-events stand here by day as soon as projects have dates.",
        press: &[
            (Action::TabClients, "your clients"),
            (Action::Filter, "past shoots"),
            (Action::Commands, "every command"),
            (Action::Help, "every key"),
        ],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        // With the zone of what is far away: a studio in several zones has that on every page.
        let clock = if ctx.several_zones() { Room::Fixed(9) } else { flex(5, 9, 9) };
        let mut columns = vec![
            Column::new("DAY", Room::Fixed(10)),
            Column::new("TIME", clock).drop(2),
            Column::new("PROJECT", flex(14, 44, 3)),
            Column::new("CLIENT", flex(12, 28, 2)).drop(1),
            Column::new("STATUS", Room::Fixed(11)).drop(3),
            Column::new("WHERE", flex(12, 26, 1)).drop(4),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(5));
        }
        columns
    }

    fn row<'a>(&'a self, above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let words = own_words(self, ctx);
        let day = words.date_of(self.start);
        let goes_on = above.is_some_and(|row| own_words(row, ctx).date_of(row.start) == day);
        let is_today = day == words.today();
        let role = if is_today { Role::Accent } else { Role::Heading };
        let day = if goes_on { Cell::new("") } else { Cell::new(words.date(day)).role(role) };
        let title = match &self.event {
            Some(event) => Cow::Owned(format!("{} · {}", event.title, self.title)),
            None => Cow::Borrowed(self.title.as_str()),
        };
        let mut cells = vec![
            day,
            Cell::dim(clock_of(self, &words, ctx)),
            named(title, "Project", search),
            named(&self.client, "no client", search),
            status(&self.status),
            Cell::dim(self.location.as_str()),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.status == "cancelled")
    }

    fn detail(id: &str) -> Query {
        Query::Project(id.into())
    }

    fn label(&self) -> String {
        self.title.clone()
    }

    fn record(&self) -> &str {
        self.id.as_str()
    }
}

/// The words of a line of the agenda: a sub-event is on its own day, wherever the person is who looks.
fn own_words<'a>(row: &AgendaRow, ctx: &Ctx<'a>) -> Cow<'a, Words> {
    let zone = row.event.as_ref().map_or("", |event| event.zone.as_str());
    match TimeZone::get(zone) {
        Ok(zone) if !zone.is_unknown() && zone.iana_name() != ctx.words.zone() => {
            Cow::Owned(ctx.words.in_zone(zone))
        }
        _ => Cow::Borrowed(ctx.words),
    }
}

/// The time of day, with its zone if that is another one than here: days and hours of two places stand under each other.
fn clock_of(row: &AgendaRow, words: &Words, ctx: &Ctx<'_>) -> String {
    let offset = |words: &Words| words.now().time_zone().to_offset(row.start);
    let clock = words.clock(row.start);
    if offset(words) == offset(ctx.words) {
        return clock;
    }
    let zone = row.start.to_zoned_datetime(words.now().time_zone().clone()).strftime("%Z").to_string();
    format!("{clock} {zone}")
}

impl Shown for ProjectRow {
    const TAB: TabId = TabId::Projects;
    const ROWS: Rows = Rows::Projects;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Projects, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Projects, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Titles, clients and places are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No projects yet",
        text: "Every shoot that was asked for or booked stands here, newest first.",
        press: &[(Action::NewProject, "new project"), (Action::TabClients, "your clients")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("PROJECT", flex(16, 44, 3)),
            Column::new("CLIENT", flex(12, 28, 2)).drop(1),
            Column::new("STATUS", Room::Fixed(11)),
            Column::new("SHOOT", Room::Fixed(11)).right().drop(2),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(3));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let words = ctx.words_in(&self.branch);
        let start = self.start.map_or_else(|| "—".to_owned(), |at| words.day(at));
        let mut cells = vec![
            named(&self.title, "Project", search),
            named(&self.client, "no client", search),
            status(&self.status),
            Cell::dim(start),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(matches!(self.status.as_str(), "cancelled" | "archived" | "trashed"))
    }

    fn detail(id: &str) -> Query {
        Query::Project(id.into())
    }

    fn label(&self) -> String {
        self.title.clone()
    }
}

impl Shown for InvoiceRow {
    const TAB: TabId = TabId::Invoices;
    const ROWS: Rows = Rows::Invoices;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Invoices, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Invoices, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Numbers and clients are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No invoices yet",
        text: "Drafts, issued invoices and counter sales stand here, newest first.",
        press: &[(Action::NewInvoice, "new invoice"), (Action::Commands, "every command")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("NUMBER", flex(15, 17, 1)),
            Column::new("CLIENT", flex(12, 36, 3)).drop(1),
            Column::new("STATUS", Room::Fixed(9)),
            Column::new("DUE", flex(15, 16, 1)).right().drop(3),
            Column::new("TOTAL", ctx.amount_room(12)).right(),
            Column::new("OPEN", ctx.amount_room(11)).right().drop(2),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(4));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let kind = || Cell::dim(unnumbered(&self.kind, &self.status));
        // A due day is one of the branch, wherever the person is who looks.
        let words = ctx.words_in(&self.branch);
        let is_open = self.open.minor > 0 || self.status == "draft";
        let due = self.due.filter(|_| is_open);
        let due = due.map_or_else(|| "—".to_owned(), |at| words.due(words.date_of(at)));
        let open = if self.open.minor == 0 { Role::Dim } else { Role::Text };
        let mut cells = vec![
            self.number.as_deref().map_or_else(kind, |number| named(number, "", search)),
            named(&self.client, "counter sale", search),
            status(&self.status),
            Cell::new(due).role(if self.status == "overdue" { Role::Bad } else { Role::Dim }),
            Cell::new(ctx.amount(self.total)),
            Cell::new(if self.open.minor == 0 { "—".to_owned() } else { ctx.amount(self.open) }).role(open),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.status == "void")
    }

    fn detail(id: &str) -> Query {
        Query::InvoiceDetail(id.into())
    }

    fn label(&self) -> String {
        self.number.clone().unwrap_or_else(|| unnumbered(&self.kind, &self.status))
    }
}

impl Shown for AuditRow {
    const TAB: TabId = TabId::Audit;
    const ROWS: Rows = Rows::AuditLogs;
    const SEARCHED: &'static str = "What happened, and who did it, is searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "Nothing to answer for yet",
        text: "Who changed what, and when, stands here; nobody can change or delete it.",
        press: &[(Action::Filter, "other entries"), (Action::Commands, "every command")],
    };

    fn columns(_ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        vec![
            Column::new("WHEN", Room::Fixed(17)),
            Column::new("WHO", flex(10, 24, 2)).drop(1),
            Column::new("WHAT", flex(14, 32, 3)),
            Column::new("SEVERITY", Room::Fixed(8)).drop(2),
            Column::new("ABOUT", flex(12, 40, 2)).drop(3),
        ]
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let when = self.at.map_or_else(|| "—".to_owned(), |at| ctx.words.moment(at));
        Row::new(vec![
            Cell::dim(when),
            named(&self.actor, "—", search),
            named(event(&self.event), "—", search),
            status(&self.severity),
            Cell::dim(about(&self.entity)),
        ])
    }

    fn detail(id: &str) -> Query {
        Query::Audit(id.into())
    }

    fn label(&self) -> String {
        event(&self.event)
    }
}
