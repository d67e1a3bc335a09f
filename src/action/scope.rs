//! Where keys mean something: scopes, and which of them are ever active together.

/// Where an action is meant. Scopes stack: the innermost one is asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everywhere, whatever is open.
    Always,
    /// On a tab, with nothing open over it.
    Global,
    /// Wherever something is chosen from rows or columns.
    Move,
    /// The list of a tab.
    List,
    /// The detail beside (or over) a list.
    Detail,
    /// The calendar, in every view.
    Calendar,
    /// The calendar as a grid: a month, a week, a day.
    Grid,
    /// The timeline, and whatever is carried over it.
    Timeline,
    /// A block that is carried to another time.
    Carry,
    /// The clients tab, in its list and its detail.
    Clients,
    /// The projects tab, in its list and its detail.
    Projects,
    /// The packages tab, in its list and its detail.
    Packages,
    /// The templates of packages, in their list and their detail.
    PackageTemplates,
    /// The invoices, in their list and their detail.
    Invoices,
    /// The inventory, in its list and its detail.
    Inventory,
    /// The outbox, in its list and its detail.
    Outbox,
    /// The tasks tab, in its list and its detail.
    Tasks,
    /// The templates of tasks, in their list and their detail.
    TaskTemplates,
    /// The kits, in their list and their detail.
    Kits,
    /// A list to tick, of what goes out or comes back.
    Handover,
    /// The search line of a list.
    Search,
    /// A form.
    Form,
    /// A list to choose from, over something else.
    Picker,
    /// A month to choose a day from.
    Month,
    /// A question.
    Confirm,
    /// A question that is answered by typing a word.
    Typed,
    /// The question whether to leave a form with something typed in it.
    Leave,
    /// The help.
    Help,
    /// The commands by words.
    Palette,
    /// The search of everything.
    Find,
    /// Two people changed the same record.
    Conflict,
    /// Two records become one.
    Merge,
    /// The history of a record.
    History,
    /// A paper that is read.
    Paper,
    /// The messages of a project in full.
    Thread,
    /// What is free: times that were found, what could stand in.
    Free,
    /// A file on its way in, and what was imported.
    Import,
    /// A form that was never saved is offered.
    Offer,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 38] = [
        Self::Always,
        Self::Global,
        Self::Move,
        Self::List,
        Self::Detail,
        Self::Calendar,
        Self::Grid,
        Self::Timeline,
        Self::Carry,
        Self::Clients,
        Self::Projects,
        Self::Packages,
        Self::PackageTemplates,
        Self::Invoices,
        Self::Inventory,
        Self::Outbox,
        Self::Tasks,
        Self::TaskTemplates,
        Self::Kits,
        Self::Handover,
        Self::Search,
        Self::Form,
        Self::Picker,
        Self::Month,
        Self::Confirm,
        Self::Typed,
        Self::Leave,
        Self::Help,
        Self::Palette,
        Self::Find,
        Self::Conflict,
        Self::Merge,
        Self::History,
        Self::Paper,
        Self::Thread,
        Self::Free,
        Self::Import,
        Self::Offer,
    ];

    /// What it is called in messages and documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "everywhere",
            Self::Global => "tabs",
            Self::Move => "moving",
            Self::List => "lists",
            Self::Detail => "details",
            Self::Calendar => "calendar",
            Self::Grid => "calendar grids",
            Self::Timeline => "timeline",
            Self::Carry => "carrying a block",
            Self::Clients => "clients",
            Self::Projects => "projects",
            Self::Packages => "packages",
            Self::PackageTemplates => "package templates",
            Self::Invoices => "invoices",
            Self::Inventory => "inventory",
            Self::Outbox => "outbox",
            Self::Tasks => "tasks",
            Self::TaskTemplates => "task templates",
            Self::Kits => "kits",
            Self::Handover => "handing over",
            Self::Search => "search",
            Self::Form => "forms",
            Self::Picker => "pickers",
            Self::Month => "month",
            Self::Confirm => "questions",
            Self::Typed => "typed questions",
            Self::Leave => "leaving a form",
            Self::Help => "help",
            Self::Palette => "commands",
            Self::Find => "searching everything",
            Self::Conflict => "conflicts",
            Self::Merge => "merging",
            Self::History => "history",
            Self::Paper => "papers",
            Self::Thread => "messages",
            Self::Free => "what is free",
            Self::Import => "imports",
            Self::Offer => "offered drafts",
        }
    }

    /// Whether a line of text is being edited here. Keys that edit a line ([`Key::edits_line`](crate::input::Key::edits_line)) then never reach
    /// the scopes outside.
    #[must_use]
    pub const fn takes_text(self) -> bool {
        matches!(
            self,
            Self::Search
                | Self::Handover
                | Self::Form
                | Self::Picker
                | Self::Typed
                | Self::Help
                | Self::Palette
                | Self::Find
        )
    }
}

/// The scopes that are ever active together, innermost first. Whoever looks keys up uses one of these.
pub const STACKS: [&[Scope]; 49] = {
    use Scope::{
        Always, Calendar, Carry, Clients, Confirm, Conflict, Detail, Find, Form, Free, Global, Grid,
        Handover, Help, History, Import, Inventory, Invoices, Kits, Leave, List, Merge, Month, Move, Offer,
        Outbox, PackageTemplates, Packages, Palette, Paper, Picker, Projects, Search, TaskTemplates, Tasks,
        Thread, Timeline, Typed,
    };
    [
        &[List, Move, Global, Always],
        &[Detail, Move, Global, Always],
        &[Clients, List, Move, Global, Always],
        &[Clients, Detail, Move, Global, Always],
        &[Projects, List, Move, Global, Always],
        &[Projects, Detail, Move, Global, Always],
        &[Packages, List, Move, Global, Always],
        &[Packages, Detail, Move, Global, Always],
        &[PackageTemplates, List, Move, Global, Always],
        &[PackageTemplates, Detail, Move, Global, Always],
        &[Invoices, List, Move, Global, Always],
        &[Invoices, Detail, Move, Global, Always],
        &[Inventory, List, Move, Global, Always],
        &[Inventory, Detail, Move, Global, Always],
        &[Outbox, List, Move, Global, Always],
        &[Outbox, Detail, Move, Global, Always],
        &[Tasks, List, Move, Global, Always],
        &[Tasks, Detail, Move, Global, Always],
        &[TaskTemplates, List, Move, Global, Always],
        &[TaskTemplates, Detail, Move, Global, Always],
        &[Calendar, List, Move, Global, Always],
        &[Calendar, Detail, Move, Global, Always],
        &[Calendar, Grid, Move, Global, Always],
        &[Timeline, Calendar, Grid, Move, Global, Always],
        &[Timeline, Calendar, Detail, Move, Global, Always],
        &[Carry, Timeline, Move, Always],
        &[Kits, List, Move, Global, Always],
        &[Kits, Detail, Move, Global, Always],
        &[Handover, Move, Always],
        &[Global, Always],
        &[Search, Move, Always],
        &[Form, Always],
        &[Picker, Move, Always],
        &[Month, Move, Always],
        &[Confirm, Always],
        &[Typed, Always],
        &[Leave, Always],
        &[Help, Move, Always],
        &[Palette, Move, Always],
        &[Find, Move, Always],
        &[Conflict, Move, Always],
        &[Merge, Move, Always],
        &[History, Move, Always],
        &[Paper, Move, Always],
        &[Thread, Move, Always],
        &[Free, Move, Always],
        &[Import, Move, Always],
        &[Offer, Always],
        &[Always],
    ]
};

/// The scopes that are ever active together with each scope, a bit for each.
const MET: [u64; Scope::ALL.len()] = {
    let mut met = [0; Scope::ALL.len()];
    let mut s = 0;
    while s < STACKS.len() {
        let stack = STACKS[s];
        let (mut bits, mut i) = (0, 0);
        while i < stack.len() {
            bits |= 1 << stack[i] as usize;
            i += 1;
        }
        while i > 0 {
            i -= 1;
            met[stack[i] as usize] |= bits;
        }
        s += 1;
    }
    met
};

/// Whether both scopes are ever active together.
#[must_use]
pub(crate) const fn meet(a: Scope, b: Scope) -> bool {
    MET[a as usize] & (1 << b as usize) != 0
}
