//! Assets in their list: how each is, what it is booked for now or next, and where it is.

use super::{Emptiness, Scopes, Shown, flex, named};
use crate::action::{Action, Scope};
use crate::domain::booking::LockKind;
use crate::screens::inventory::condition;
use crate::screens::words::{Words, kind_of};
use crate::screens::{Ctx, TabId};
use crate::store::protocol::{AssetRow, Busy, Query, Table as Rows};
use crate::theme::Role;
use crate::ui::table::{Cell, Column, Room, Row};

impl Shown for AssetRow {
    const TAB: TabId = TabId::Inventory;
    const ROWS: Rows = Rows::Assets;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Inventory, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Inventory, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names, types and serial numbers are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No gear yet",
        text: "Cameras, lenses, lights, spaces and people who can be booked stand here.",
        press: &[(Action::NewAsset, "new asset"), (Action::TransferAssets, "take in from another branch")],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("NAME", flex(14, 40, 3)),
            Column::new("TYPE", Room::Fixed(7)).drop(3),
            Column::new("CONDITION", Room::Fixed(16)),
            Column::new("BOOKED", flex(20, 40, 3)).drop(1),
            Column::new("WHERE", flex(12, 26, 2)).drop(2),
            Column::new("SERIAL", flex(10, 18, 1)).drop(4),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(5));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let words = ctx.words_in(&self.branch);
        let badge = condition(&self.status, self.standing.away);
        let mut cells = vec![
            named(&self.name, "(no name)", search),
            Cell::dim(kind_of(&self.kind)),
            Cell::new(badge.text()).role(badge.role),
            booked(self, &words),
            place(self, &words),
            named(&self.serial, "—", search),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(matches!(self.status.as_str(), "lost" | "retired"))
    }

    fn detail(id: &str) -> Query {
        Query::Asset(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

/// What it is booked for now, else next. A hold has its sign.
fn booked<'a>(row: &'a AssetRow, words: &Words) -> Cell<'a> {
    let sign = |busy: &Busy| if busy.kind == LockKind::Hold { "░" } else { "█" };
    match (&row.standing.now, &row.standing.next) {
        (Some(now), _) => {
            let end = if words.date_of(now.end) == words.today() {
                words.clock(now.end)
            } else {
                words.short(now.end)
            };
            Cell::new(format!("{} to {end} {}", sign(now), now.name)).role(Role::Accent)
        }
        (None, Some(next)) => {
            let start = if words.date_of(next.start) == words.today() {
                words.clock(next.start)
            } else {
                words.short(next.start)
            };
            Cell::dim(format!("{} {start} {}", sign(next), next.name))
        }
        (None, None) => Cell::dim("—"),
    }
}

/// Who has it, or that it is there.
fn place<'a>(row: &'a AssetRow, words: &Words) -> Cell<'a> {
    let standing = &row.standing;
    if standing.holder.is_empty() {
        return Cell::dim("—");
    }
    let (out, all) = standing.pieces;
    let many = if all > 1 { format!("{out} of {all}: ") } else { String::new() };
    match standing.due {
        Some(due) if due <= words.now().timestamp() => {
            Cell::new(format!("! {many}{}, due {}", standing.holder, words.short(due))).role(Role::Bad)
        }
        Some(due) => Cell::new(format!("→ {many}{}, due {}", standing.holder, words.short(due))),
        None => Cell::new(format!("→ {many}{}", standing.holder)),
    }
}
