//! Packages and templates in their lists.

use super::{Emptiness, Scopes, Shown, flex, named};
use crate::action::{Action, Scope};
use crate::domain::package::PackageKind;
use crate::screens::words::{plain, several};
use crate::screens::{Ctx, TabId};
use crate::store::protocol::{PackageRow, PackageTemplateRow, Query, Table as Rows};
use crate::theme::Role;
use crate::ui::table::{Cell, Column, Room, Row};

fn kind(stored: &str) -> Cell<'static> {
    let kind = PackageKind::from(stored.to_owned());
    Cell::dim(if stored.is_empty() { "—".to_owned() } else { plain(kind.label()) })
}

/// Whether amounts of several currencies stand under each other: then each one says its own.
fn is_mixed(ctx: &Ctx<'_>) -> bool {
    let mut currencies = ctx.workspace.into_iter().flat_map(|w| &w.branches).map(|branch| branch.currency);
    let first = currencies.next();
    currencies.any(|currency| Some(currency) != first)
}

impl Shown for PackageRow {
    const TAB: TabId = TabId::Packages;
    const ROWS: Rows = Rows::Packages;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Packages, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Packages, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No packages yet",
        text: "What a branch offers at a price stands here: what is in it, what is not, what a booking needs.",
        press: &[
            (Action::NewPackage, "new package"),
            (Action::PackageTemplates, "templates"),
            (Action::Commands, "every command"),
        ],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("NAME", flex(14, 44, 3)),
            Column::new("TYPE", Room::Fixed(11)).drop(2),
            Column::new("TAX", Room::Fixed(7)).right().drop(3),
            Column::new("PRICE", flex(12, 16, 1)).right(),
            Column::new("UPDATE", Room::Fixed(8)).drop(1),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(4));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let update = if self.update { Cell::new("↑ update").role(Role::Accent) } else { Cell::new("") };
        let price = if is_mixed(ctx) { ctx.words.money(self.price) } else { ctx.words.amount(self.price) };
        let mut cells = vec![
            named(&self.name, "(no name)", search),
            kind(&self.kind),
            Cell::dim(self.tax_rate.to_string()),
            Cell::new(price),
            update,
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.archived)
    }

    fn detail(id: &str) -> Query {
        Query::Package(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}

impl Shown for PackageTemplateRow {
    const TAB: TabId = TabId::PackageTemplates;
    const ROWS: Rows = Rows::PackageTemplates;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::PackageTemplates, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::PackageTemplates, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No templates yet",
        text: "Packages of the whole organization stand here; branches have copies and are told of changes.",
        press: &[(Action::NewPackageTemplate, "new template"), (Action::Back, "the packages")],
    };

    fn columns(_ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        vec![
            Column::new("NAME", flex(14, 44, 3)),
            Column::new("TYPE", Room::Fixed(11)).drop(3),
            Column::new("TAX", Room::Fixed(7)).right().drop(4),
            Column::new("PRICE", flex(18, 20, 1)).right(),
            Column::new("REVISION", Room::Fixed(8)).right().drop(2),
            Column::new("COPIES", Room::Fixed(10)).right().drop(1),
        ]
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let copies = match self.copies {
            0 => "none".to_owned(),
            n => several(n, "branch", "branches"),
        };
        Row::new(vec![
            named(&self.name, "(no name)", search),
            kind(&self.kind),
            Cell::dim(self.tax_rate.to_string()),
            Cell::new(ctx.words.money(self.price)),
            Cell::dim(self.revision.to_string()),
            Cell::dim(copies),
        ])
        .faded(self.archived)
    }

    fn detail(id: &str) -> Query {
        Query::PackageTemplate(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
