//! The rooms of the house: one list with its detail per tab.
//!
//! Everything here is pure: keys and answers go in, [`effect::Effect`]s come out. [`list::ListPane`] is the window on
//! a list of any size, [`tab::ListTab`] puts it beside its [`detail::DetailPane`], [`rows`] says what the rows of each
//! list look like, [`words`] how dates and amounts are written. [`clients`] builds the forms and questions about
//! clients, [`projects`] those about projects, [`setup`] those of a new studio.

mod board;
pub mod bookings;
pub mod calendar;
pub mod carry;
pub mod clients;
pub mod custody;
pub mod detail;
pub mod effect;
pub mod events;
pub mod find;
pub mod free;
pub mod handover;
pub mod history;
pub mod imports;
pub mod inventory;
pub mod invoices;
pub mod list;
pub mod media;
pub mod messages;
pub mod notifications;
pub mod packages;
pub mod paper;
pub mod payments;
pub mod projects;
pub mod projects_tab;
pub mod quotes;
pub mod rows;
pub mod scan;
pub mod serial;
pub mod setup;
pub mod tab;
pub mod tasks;
pub mod timeline;
pub mod words;

use crate::action::Action;
use crate::domain::money::Money;
use crate::domain::role::Permission;
use crate::keymap::Hint;
use crate::store::protocol::Workspace;
use crate::ui::Look;
use crate::ui::table::Room;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use words::Words;

/// The tabs, in their order: the rooms that the first line names, and the shelves of rooms, which are reached from
/// theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TabId {
    /// The agenda.
    #[default]
    Calendar,
    /// Clients.
    Clients,
    /// Projects.
    Projects,
    /// Invoices.
    Invoices,
    /// Inventory.
    Inventory,
    /// The audit log.
    Audit,
    /// Tasks of projects.
    Tasks,
    /// Packages.
    Packages,
    /// A shelf of the packages: the organization's templates.
    PackageTemplates,
    /// What was sent to clients.
    Outbox,
    /// A shelf of the tasks: their templates.
    TaskTemplates,
    /// A shelf of the inventory: what goes out together.
    Kits,
}

impl TabId {
    /// Every tab, in order.
    pub const ALL: [Self; 12] = [
        Self::Calendar,
        Self::Clients,
        Self::Projects,
        Self::Invoices,
        Self::Inventory,
        Self::Audit,
        Self::Tasks,
        Self::Packages,
        Self::PackageTemplates,
        Self::Outbox,
        Self::TaskTemplates,
        Self::Kits,
    ];

    /// The rooms, in the order of the first line; `Tab` walks through them.
    pub const ROOMS: [Self; 9] = [
        Self::Calendar,
        Self::Clients,
        Self::Projects,
        Self::Invoices,
        Self::Inventory,
        Self::Audit,
        Self::Tasks,
        Self::Packages,
        Self::Outbox,
    ];

    /// The room whose shelf this is; a room is its own.
    #[must_use]
    pub const fn room(self) -> Self {
        match self {
            Self::PackageTemplates => Self::Packages,
            Self::TaskTemplates => Self::Tasks,
            Self::Kits => Self::Inventory,
            room => room,
        }
    }

    /// Whether the first line names it only where there is room for it, or while it is open.
    #[must_use]
    pub const fn is_further(self) -> bool {
        matches!(self, Self::Tasks | Self::Packages | Self::Outbox)
    }

    /// What it is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Calendar => "Calendar",
            Self::Clients => "Clients",
            Self::Projects => "Projects",
            Self::Invoices => "Invoices",
            Self::Inventory => "Inventory",
            Self::Audit => "Audit",
            Self::Tasks => "Tasks",
            Self::Packages => "Packages",
            Self::PackageTemplates => "Package templates",
            Self::Outbox => "Outbox",
            Self::TaskTemplates => "Task templates",
            Self::Kits => "Kits",
        }
    }

    /// What it is called where room is scarce.
    #[must_use]
    pub const fn short(self) -> &'static str {
        match self {
            Self::Calendar => "Cal",
            Self::Clients => "Clients",
            Self::Projects => "Proj",
            Self::Invoices => "Inv",
            Self::Inventory | Self::Kits => "Gear",
            Self::Audit => "Audit",
            Self::Tasks | Self::TaskTemplates => "Tasks",
            Self::Packages | Self::PackageTemplates => "Pack",
            Self::Outbox => "Out",
        }
    }

    /// The action that opens it.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Calendar => Action::TabCalendar,
            Self::Clients => Action::TabClients,
            Self::Projects => Action::TabProjects,
            Self::Invoices => Action::TabInvoices,
            Self::Inventory => Action::TabInventory,
            Self::Audit => Action::TabAudit,
            Self::Tasks => Action::TabTasks,
            Self::Packages => Action::TabPackages,
            Self::PackageTemplates => Action::PackageTemplates,
            Self::Outbox => Action::TabOutbox,
            Self::TaskTemplates => Action::TaskTemplates,
            Self::Kits => Action::Kits,
        }
    }

    /// The leave that it asks for.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::Calendar => Permission::ViewCalendar,
            Self::Clients => Permission::ViewClients,
            Self::Projects => Permission::ViewProjects,
            Self::Invoices => Permission::ViewInvoices,
            Self::Inventory | Self::Kits => Permission::ViewInventory,
            Self::Audit => Permission::ViewAudit,
            Self::Tasks | Self::TaskTemplates => Permission::ViewTasks,
            Self::Packages | Self::PackageTemplates => Permission::ViewPackages,
            Self::Outbox => Permission::ViewNotifications,
        }
    }
}

/// What screens draw with: looks, words, and whose studio it is.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// Styles and keys.
    pub look: Look<'a>,
    /// Dates and amounts in the person's way.
    pub words: &'a Words,
    /// The studio, once it is known.
    pub workspace: Option<&'a Workspace>,
}

impl Ctx<'_> {
    /// The key of an action with its word, for panes that say what to press.
    #[must_use]
    pub fn hint(&self, action: Action, label: &str) -> Option<Hint> {
        let key = self.look.keymap.key_text(action);
        (!key.is_empty()).then(|| Hint::new(key, label))
    }

    /// Whether lists show rows of several branches.
    #[must_use]
    pub fn several_branches(&self) -> bool {
        self.workspace.is_some_and(|w| w.branches.len() > 1)
    }

    /// Whether the branches are in several time zones.
    #[must_use]
    pub fn several_zones(&self) -> bool {
        let branches = self.workspace.map_or(&[][..], |w| &w.branches);
        branches.windows(2).any(|pair| pair[0].zone != pair[1].zone)
    }

    /// Whether lists show amounts of several currencies.
    #[must_use]
    pub fn several_currencies(&self) -> bool {
        let branches = self.workspace.map_or(&[][..], |w| &w.branches);
        branches.windows(2).any(|pair| pair[0].currency != pair[1].currency)
    }

    /// An amount for a column: with its currency where there are several, for two of them under each other are not
    /// amounts of the same money.
    #[must_use]
    pub fn amount(&self, money: Money) -> String {
        if self.several_currencies() { self.words.money(money) } else { self.words.amount(money) }
    }

    /// The room for such an amount of at least `min` cells.
    #[must_use]
    pub fn amount_room(&self, min: u16) -> Room {
        let min = if self.several_currencies() { min + 4 } else { min };
        Room::Flex { min, max: min + 4, weight: 1 }
    }

    /// Words in the days and hours of a branch: of another zone, a day may be the next one.
    #[must_use]
    pub fn words_in(&self, branch: &crate::domain::id::BranchId) -> Cow<'_, Words> {
        let branch = self.workspace.and_then(|w| w.branches.iter().find(|b| b.id == *branch));
        match branch.map(|b| b.zone.as_str()) {
            Some(zone) if self.words.zone() != Some(zone) => TimeZone::get(zone)
                .map_or(Cow::Borrowed(self.words), |zone| Cow::Owned(self.words.in_zone(zone))),
            _ => Cow::Borrowed(self.words),
        }
    }

    /// The name of a branch.
    #[must_use]
    pub fn branch_name(&self, id: &crate::domain::id::BranchId) -> &str {
        self.workspace
            .and_then(|w| w.branches.iter().find(|b| b.id == *id))
            .map_or("", |branch| branch.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::BranchId;
    use crate::domain::money::Currency;
    use crate::keymap::Keymap;
    use crate::store::protocol::Branch;
    use crate::theme::Theme;
    use jiff::Timestamp;

    fn branch(id: &str, zone: &str) -> Branch {
        let (country, currency) = (None, Currency::NONE);
        Branch { id: BranchId::from(id), name: id.to_owned(), country, currency, zone: zone.to_owned() }
    }

    #[test]
    fn a_day_of_a_branch_is_the_same_wherever_the_person_is() {
        let branches = vec![branch("blr", "Asia/Kolkata"), branch("dxb", "Asia/Dubai")];
        let workspace = Workspace { organization: None, branches, me: None, writable: true };
        let mut words = Words::new(None);
        words.set_place("Asia/Kolkata", crate::domain::money::Grouping::Indian);
        let (theme, keymap) = (Theme::default(), Keymap::default());
        let ctx = Ctx { look: Look::new(&theme, &keymap), words: &words, workspace: Some(&workspace) };
        let due: Timestamp = "2026-12-10T23:59:00+04:00".parse().unwrap();
        assert_eq!(ctx.words.date_of(due).to_string(), "2026-12-11");
        assert_eq!(ctx.words_in(&"dxb".into()).date_of(due).to_string(), "2026-12-10");
        assert_eq!(ctx.words_in(&"blr".into()).date_of(due).to_string(), "2026-12-11");
        assert_eq!(ctx.words_in(&"gone".into()).date_of(due).to_string(), "2026-12-11");
    }
}
