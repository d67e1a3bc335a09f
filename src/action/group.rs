//! Under which headings actions stand in the help.

/// Under which heading an action stands in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Moving about.
    Moving,
    /// Tabs, panes, branches.
    Places,
    /// What a list can do.
    Lists,
    /// The calendar.
    Calendar,
    /// What can be done to clients.
    Clients,
    /// What can be done to projects.
    Projects,
    /// What can be done to invoices.
    Invoices,
    /// What can be done to gear, spaces and people.
    Inventory,
    /// What can be done in the outbox.
    Outbox,
    /// What can be done to packages and their templates.
    Packages,
    /// Tasks and their templates.
    Tasks,
    /// Forms and pickers.
    Forms,
    /// Conflicts and merges.
    Choosing,
    /// The program itself.
    Program,
}

impl Group {
    /// Every group, in the order of the help.
    pub const ALL: [Self; 14] = [
        Self::Calendar,
        Self::Clients,
        Self::Projects,
        Self::Invoices,
        Self::Packages,
        Self::Inventory,
        Self::Outbox,
        Self::Tasks,
        Self::Lists,
        Self::Moving,
        Self::Places,
        Self::Forms,
        Self::Choosing,
        Self::Program,
    ];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Moving => "Moving",
            Self::Places => "Tabs and panes",
            Self::Lists => "Lists",
            Self::Calendar => "Calendar",
            Self::Clients => "Clients",
            Self::Projects => "Projects",
            Self::Packages => "Packages",
            Self::Invoices => "Invoices",
            Self::Inventory => "Inventory",
            Self::Outbox => "Outbox",
            Self::Tasks => "Tasks",
            Self::Forms => "Forms and pickers",
            Self::Choosing => "Conflicts and merges",
            Self::Program => "StudioVault",
        }
    }
}
