//! Kits in their list.

use super::{Emptiness, Scopes, Shown, flex, named};
use crate::action::{Action, Scope};
use crate::screens::words::several;
use crate::screens::{Ctx, TabId};
use crate::store::protocol::{KitRow, Query, Table as Rows};
use crate::theme::Role;
use crate::ui::table::{Cell, Column, Room, Row};

impl Shown for KitRow {
    const TAB: TabId = TabId::Kits;
    const ROWS: Rows = Rows::Kits;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Kits, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Kits, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No kits yet",
        text: "Gear that goes out together stands here under one name: booked, checked out and returned as a whole.",
        press: &[(Action::NewKit, "new kit"), (Action::Back, "the inventory")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("NAME", flex(14, 44, 3)),
            Column::new("IN IT", Room::Fixed(10)).right().drop(2),
            Column::new("STATE", flex(16, 26, 1)),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(3));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let state = match (self.parts, self.missing, self.out) {
            (0, ..) => Cell::dim("○ empty"),
            (_, missing, _) if missing > 0 => Cell::new(format!("! {missing} missing")).role(Role::Bad),
            (parts, _, out) if out == parts => Cell::new("● out").role(Role::Waiting),
            (_, _, out) if out > 0 => Cell::new(format!("◐ {out} out")).role(Role::Waiting),
            _ => Cell::new("✓ here").role(Role::Good),
        };
        let parts =
            if self.parts == 0 { "nothing".to_owned() } else { several(self.parts, "thing", "things") };
        let mut cells = vec![named(&self.name, "(no name)", search), Cell::dim(parts), state];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.archived)
    }

    fn detail(id: &str) -> Query {
        Query::Kit(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
