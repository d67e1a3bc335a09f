//! What was sent to clients, in its list.

use super::{Emptiness, Scopes, Shown, flex, named};
use crate::action::{Action, Scope};
use crate::domain::notification::channel_text;
use crate::screens::words::plain;
use crate::screens::{Ctx, TabId};
use crate::store::protocol::{NotificationRow, Query, Table as Rows};
use crate::theme::Role;
use crate::ui::table::{Cell, Column, Room, Row};

impl Shown for NotificationRow {
    const TAB: TabId = TabId::Outbox;
    const ROWS: Rows = Rows::Notifications;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Outbox, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Outbox, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Recipients and what was sent are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "Nothing was sent yet",
        text: "What clients were told, by which channel and at what cost, stands here, newest first.",
        press: &[(Action::NewNotification, "record one"), (Action::Commands, "every command")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("SENT", Room::Fixed(17)).drop(3),
            Column::new("WHAT", flex(16, 26, 2)),
            Column::new("BY", Room::Fixed(8)).drop(2),
            Column::new("CLIENT", flex(12, 28, 2)).drop(1),
            Column::new("PROJECT", flex(12, 32, 2)).drop(4),
            Column::new("COST", flex(8, 12, 1)).right().drop(5),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(6));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let sent = self.at.map_or_else(|| "—".to_owned(), |at| ctx.words.moment(at));
        let mut cost = ctx.words.amount(self.cost);
        if self.billed {
            cost.insert_str(0, "● ");
        }
        let role = match (self.billed, self.cost.minor) {
            (true, _) => Role::Warn,
            (false, 0) => Role::Dim,
            (false, _) => Role::Text,
        };
        let mut cells = vec![
            Cell::dim(sent),
            named(plain(&self.kind), "—", search),
            Cell::dim(channel_text(&self.channel).to_owned()),
            named(self.client.as_str(), "no client", search),
            named(self.title.as_str(), "—", search),
            Cell::new(cost).role(role),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells)
    }

    fn detail(id: &str) -> Query {
        Query::Notification(id.into())
    }

    fn label(&self) -> String {
        plain(&self.kind)
    }
}
