//! The application: what happened goes in as [`Msg`]s, what to do about it comes out as [`Effect`]s.
//!
//! Pure and total: no clock, no files, no store, so that every behaviour can be written down as a table of messages
//! and effects. A key goes to the topmost layer, else to the open tab; which action it means is looked up in the
//! scopes of whatever has the keys.

mod acts;
mod calendar;
mod clients;
mod custody;
mod drafts;
mod find;
mod forms;
mod free;
mod imports;
mod inventory;
mod invoices;
mod layers;
mod media;
mod messages;
mod mouse;
mod outbox;
mod packages;
mod payments;
mod projects;
mod proposal;
mod replies;
mod route;
mod scan;
mod sides;
mod tasks;
mod updates;
mod view;

use crate::action::{Action, Scope};
use crate::domain::field::FieldKey;
use crate::domain::id::DraftId;
use crate::domain::media::Folder;
use crate::domain::money::Grouping;
use crate::domain::role::Permission;
use crate::input::{InputEvent, Key, KeyCode};
use crate::keymap::{Keymap, Press};
use crate::screens::calendar::CalendarTab;
use crate::screens::effect::{Out, Unread, slots};
use crate::screens::imports::job::News;
use crate::screens::projects_tab::ProjectsTab;
use crate::screens::tab::{ListTab, Tab};
use crate::screens::words::Words;
use crate::screens::{Ctx, TabId};
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::Direction;
use crate::store::protocol::{
    AssetRow, AuditRow, Branch, BranchScope, Change, ClientRow, FindHit, FormDraft, InvoiceRow, KitRow,
    NotificationRow, Outcome, PackageRow, PackageTemplateRow, Query, Reply, RowRef, StoreError, Table,
    TaskRow, TaskTemplateRow, Workspace,
};
use crate::theme::Theme;
use crate::ui::Look;
use crate::ui::toast::{Toast, Tone};
use jiff::ZonedDateTime;
use layers::Layer;
use ratatui::layout::Rect;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use uuid::Uuid;

pub use crate::screens::effect::{Effect, Timer};
pub use crate::screens::setup::Guesses;

/// What happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A person did something at the terminal.
    Input(InputEvent),
    /// The store answered a question.
    Reply {
        /// The pane that asked.
        slot: Slot,
        /// Its question.
        ticket: Ticket,
        /// The answer.
        result: Result<Reply, StoreError>,
    },
    /// The store answered a write.
    Applied {
        /// Which write.
        ticket: Ticket,
        /// What it did.
        result: Result<Outcome, StoreError>,
    },
    /// Rows moved.
    Changed(Change),
    /// What time it is.
    Clock(ZonedDateTime),
    /// An answer takes longer than a blink.
    Late {
        /// The pane that asked.
        slot: Slot,
        /// Its question.
        ticket: Ticket,
    },
    /// What was asked for with [`Effect::After`].
    Timer(Timer),
    /// A walk through a folder has found so many files so far.
    Looking {
        /// Which walk.
        ticket: Ticket,
        /// Files.
        files: u64,
    },
    /// A walk through a folder is over.
    Looked {
        /// Which walk.
        ticket: Ticket,
        /// What lies there.
        result: Result<Folder, Unread>,
    },
    /// A file was made, or was not.
    FileWritten {
        /// Which write.
        ticket: Ticket,
        /// Its path, or why not.
        result: Result<String, Unread>,
    },
    /// Slow work with a file or an import has news.
    Import {
        /// Which work.
        ticket: Ticket,
        /// The news.
        news: News,
    },
    /// There is no shell to go back to.
    CannotSuspend,
}

/// Something that is read from the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loadable<T> {
    /// Nobody asked.
    #[default]
    Empty,
    /// Asked.
    Loading(Ticket),
    /// There it is.
    Ready(T),
    /// It could not be read.
    Failed(String),
}

/// What an application starts from.
pub struct Setup {
    /// Columns and rows.
    pub size: (u16, u16),
    /// Styles.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// Where ids of drafts start: a fresh UUID.
    pub seed: u128,
    /// What the environment suggests for a new studio.
    pub guesses: Guesses,
    /// The tab that is open first.
    pub start_tab: TabId,
    /// How amounts are grouped; `None` for the way of their currency.
    pub grouping: Option<Grouping>,
}

/// What a form or question waits for before it can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opening {
    ticket: Ticket,
    about: About,
}

/// What a record is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Client(clients::AboutClient),
    Project(projects::AboutProject),
    Paper(projects::papers::AboutPaper),
    Quote,
    Invoice(invoices::AboutInvoice),
    Media,
    Package(packages::AboutPackage),
    Task(tasks::AboutTask),
    Asset(inventory::AboutAsset),
    SubEvent,
    Conflict(Direction),
    Custody(custody::AboutCustody),
}

/// The leave that an action asks for; `None` for what everybody may.
const fn permission(action: Action) -> Option<Permission> {
    if let Some(found) = free::permission(action) {
        return Some(found);
    }
    if let Some(permission) = custody::permission(action) {
        return Some(permission);
    }
    if let Some(permission) = invoices::permission(action) {
        return Some(permission);
    }
    match (clients::permission(action), projects::permission(action), packages::permission(action)) {
        (None, None, None) => match (outbox::permission(action), inventory::permission(action)) {
            (None, None) => match tasks::permission(action) {
                None => calendar::permission(action),
                found => found,
            },
            (None, found) => found,
            (found, _) => found,
        },
        (None, None, found) | (None, found, _) | (found, ..) => found,
    }
}

/// Whether an act of a tab needs no selected record.
const fn needs_nothing(action: Action) -> bool {
    matches!(
        action,
        Action::NewClient
            | Action::ImportClients
            | Action::ListImports
            | Action::NewProject
            | Action::NewBooking
            | Action::NewPackage
            | Action::NewPackageTemplate
            | Action::NewNotification
            | Action::PackageTemplates
            | Action::NewAsset
            | Action::TransferAssets
            | Action::NewTask
            | Action::NewTaskTemplate
            | Action::FindFree
            | Action::NeedsReplacement
            | Action::TaskTemplates
            | Action::Kits
            | Action::NewKit
            | Action::NewInvoice
            | Action::CounterSale
            | Action::ScanSerial
    )
}

/// Whether a permission is for looking only: a read-only file does not stand in its way.
const fn only_looks(permission: Permission) -> bool {
    matches!(
        permission,
        Permission::ViewCalendar
            | Permission::ViewClients
            | Permission::ViewProjects
            | Permission::ViewPackages
            | Permission::ViewTasks
            | Permission::ViewInventory
            | Permission::ViewInvoices
    )
}

/// What a write was for, where more than a toast follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Act,
    /// Of undo itself: redo takes it back.
    Undo,
    /// Of the marked rows: they are unmarked.
    Marked,
    /// Of a quote: it is opened again, with its sums.
    Quote,
    /// Of an invoice: it is shown.
    Invoice,
}

/// Keys kept while something is being opened or saved.
const MAX_HELD: usize = 256;

/// The application.
pub struct App {
    theme: Theme,
    keymap: Keymap,
    size: (u16, u16),
    words: Words,
    out: Out,
    workspace: Loadable<Workspace>,
    scope: BranchScope,
    tabs: Vec<Box<dyn Tab>>,
    open: usize,
    layers: Vec<Layer>,
    toast: Option<Toast>,
    toasts: u64,
    drafts: Vec<FormDraft>,
    offered: bool,
    seed: u128,
    guesses: Guesses,
    opening: Option<Opening>,
    /// A booking whose proposal is on its way.
    proposing: Option<proposal::Proposing>,
    held: VecDeque<InputEvent>,
    /// Free times that are looked for, for the form on top.
    looking_for: Option<(Ticket, crate::store::protocol::SlotsQuery)>,
    /// What the search for a free time asked for when it was closed: the next one begins with it.
    last_search: Vec<(FieldKey, String)>,
    /// An act on the selected record waits until it is known which one that is.
    stalled: bool,
    writes: BTreeMap<u64, Written>,
    /// Records that were searched for and gone to, the last one first.
    recent: Vec<FindHit>,
    /// Jumps that Esc takes back, the last one last.
    jumps: Vec<find::Jump>,
    /// How much gear should be back by now.
    overdue: u64,
}

impl App {
    /// An application that has asked nothing yet.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let all = BranchScope::All;
        let tabs: Vec<Box<dyn Tab>> = vec![
            Box::new(CalendarTab::new(all.clone())),
            Box::new(ListTab::<ClientRow>::new(all.clone())),
            Box::new(ProjectsTab::new(all.clone())),
            Box::new(ListTab::<InvoiceRow>::new(all.clone())),
            Box::new(ListTab::<AssetRow>::new(all.clone())),
            Box::new(ListTab::<AuditRow>::new(all.clone())),
            Box::new(ListTab::<TaskRow>::new(all.clone())),
            Box::new(ListTab::<PackageRow>::new(all.clone())),
            Box::new(ListTab::<PackageTemplateRow>::new(all.clone())),
            Box::new(ListTab::<NotificationRow>::new(all.clone())),
            Box::new(ListTab::<TaskTemplateRow>::new(all.clone())),
            Box::new(ListTab::<KitRow>::new(all.clone())),
        ];
        Self {
            theme: setup.theme,
            keymap: setup.keymap,
            size: setup.size,
            words: Words::new(setup.grouping),
            out: Out::default(),
            workspace: Loadable::Empty,
            scope: all,
            tabs,
            open: setup.start_tab as usize,
            layers: Vec::new(),
            toast: None,
            toasts: 0,
            drafts: Vec::new(),
            offered: false,
            seed: setup.seed,
            guesses: setup.guesses,
            opening: None,
            proposing: None,
            held: VecDeque::new(),
            looking_for: None,
            last_search: Vec::new(),
            stalled: false,
            writes: BTreeMap::new(),
            recent: Vec::new(),
            jumps: Vec::new(),
            overdue: 0,
        }
    }

    /// The first questions.
    pub fn start(&mut self) -> Vec<Effect> {
        self.place_tab();
        self.ask_workspace();
        self.out.take()
    }

    /// The questions that the first frame does not wait for.
    pub fn first_frame_drawn(&mut self) -> Vec<Effect> {
        self.out.query(slots::DRAFTS, Query::Drafts);
        self.ask_overdue();
        self.out.take()
    }

    /// Whether the first frame would still miss something that is on its way.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        match &self.workspace {
            Loadable::Empty | Loadable::Loading(_) => true,
            Loadable::Ready(_) | Loadable::Failed(_) => {
                self.layers.is_empty() && self.tab().is_some_and(Tab::is_unsettled)
            }
        }
    }

    /// Takes what happened; returns what to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let (layers, tab, toasts) = (self.layers.len(), self.open, self.toasts);
        self.take(msg);
        self.release();
        // Whoever opens something, or goes elsewhere, has read the older message: it would only stand in the way.
        if (self.layers.len() > layers || self.open != tab) && self.toasts == toasts {
            self.toast = None;
        }
        self.out.take()
    }

    fn take(&mut self, msg: Msg) {
        match msg {
            Msg::Input(event) => self.input(event),
            Msg::Reply { slot, ticket, result } => self.reply(slot, ticket, result),
            Msg::Applied { ticket, result } => self.applied(ticket, result),
            Msg::Changed(change) => self.changed(&change),
            Msg::Clock(now) => {
                self.words.set_now(now);
                self.tell_tabs_the_time();
                for layer in &mut self.layers {
                    if let Layer::Form(form) = layer {
                        form.state.set_now(self.words.now().clone());
                    }
                }
            }
            Msg::Late { slot, ticket } => {
                for tab in &mut self.tabs {
                    tab.late(slot, ticket);
                }
                if let (slots::FIND, Some(Layer::Find(find))) = (slot, self.layers.last_mut()) {
                    find.mark_late(ticket);
                }
            }
            Msg::Timer(Timer::Toast(number)) => {
                if number == self.toasts {
                    self.toast = None;
                }
            }
            Msg::Looking { ticket, files } => self.looking(ticket, files),
            Msg::Looked { ticket, result } => self.looked(ticket, result),
            Msg::FileWritten { ticket, result } => self.file_written(ticket, result),
            Msg::Import { ticket, news } => self.import_news(ticket, news),
            Msg::CannotSuspend => self.say(Toast::new(Tone::Note, "There is no shell to go back to")),
        }
    }

    // -- places -------------------------------------------------------------------------------------------------

    fn tab(&self) -> Option<&dyn Tab> {
        self.tabs.get(self.open).map(AsRef::as_ref)
    }

    /// Where tabs are drawn.
    fn body(&self) -> Rect {
        view::body(Rect::new(0, 0, self.size.0, self.size.1))
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
        self.place_tab();
        for layer in &mut self.layers {
            match layer {
                Layer::Form(form) => form.state.resize(width, height),
                Layer::Thread(thread) => thread.resize(width, height),
                Layer::Paper(paper) => paper.resize((width, height)),
                _ => {}
            }
        }
    }

    /// Gives the open tab its place, and what it needs to fill it.
    fn place_tab(&mut self) {
        let body = self.body();
        if let Some(tab) = self.tabs.get_mut(self.open) {
            tab.resize(body, &mut self.out);
            tab.show(&mut self.out);
        }
    }

    fn go_to_tab(&mut self, to: usize) {
        self.open = to.min(self.tabs.len().saturating_sub(1));
        self.place_tab();
    }

    /// Shows a record in its own tab.
    fn show_row(&mut self, row: &RowRef) {
        let to = match row.table {
            Table::Clients => TabId::Clients,
            Table::Projects => TabId::Projects,
            Table::Invoices | Table::Transactions => TabId::Invoices,
            Table::Assets => TabId::Inventory,
            Table::Kits => TabId::Kits,
            Table::AuditLogs => TabId::Audit,
            Table::Packages => TabId::Packages,
            Table::PackageTemplates => TabId::PackageTemplates,
            Table::Notifications => TabId::Outbox,
            Table::ProjectTasks => TabId::Tasks,
            Table::TaskTemplates => TabId::TaskTemplates,
            _ => return self.say(Toast::new(Tone::Note, "There is nothing more to open here")),
        };
        if row.table == Table::Transactions {
            return self.say(Toast::new(Tone::Note, "A payment stands with its invoice"));
        }
        self.go_to_tab(to as usize);
        if let Some(tab) = self.tabs.get_mut(self.open) {
            tab.reveal(&row.id, true, &mut self.out);
        }
    }

    fn set_scope(&mut self, scope: BranchScope) {
        self.scope = scope.clone();
        for tab in &mut self.tabs {
            tab.set_scope(scope.clone());
        }
        self.take_place_words();
        self.ask_overdue();
        self.place_tab();
    }

    // -- who and what -------------------------------------------------------------------------------------------

    fn ready(&self) -> Option<&Workspace> {
        match &self.workspace {
            Loadable::Ready(workspace) => Some(workspace),
            _ => None,
        }
    }

    /// The branch that is shown, when it is one.
    fn shown_branch(&self) -> Option<&Branch> {
        let branches = &self.ready()?.branches;
        match &self.scope {
            BranchScope::One(id) => branches.iter().find(|b| b.id == *id),
            BranchScope::All => branches.first().filter(|_| branches.len() == 1),
        }
    }

    /// Days and counts are those of the shown branch, else of one's own, else of the first.
    fn take_place_words(&mut self) {
        let Some(workspace) = self.ready() else { return };
        let own = workspace.me.as_ref().and_then(|me| me.branch.as_ref());
        let own = workspace.branches.iter().find(|b| Some(&b.id) == own);
        let branch = self.shown_branch().or(own).or(workspace.branches.first());
        if let Some((zone, currency)) = branch.map(|b| (b.zone.clone(), b.currency)) {
            self.words.set_place(&zone, Grouping::for_currency(currency));
            self.tell_tabs_the_time();
        }
    }

    /// Tabs whose days follow the clock go along with it.
    fn tell_tabs_the_time(&mut self) {
        let now = self.words.now().clone();
        for (i, tab) in self.tabs.iter_mut().enumerate() {
            tab.set_now(&now, i == self.open, &mut self.out);
        }
    }

    fn may(&self, permission: Permission) -> bool {
        self.ready().and_then(|w| w.me.as_ref()).is_none_or(|me| me.may(permission))
    }

    /// Whether this person has the leave for an action; of acts on several kinds of things, for any of them.
    fn has_leave(&self, action: Action, permission: Permission) -> bool {
        let any = projects::any_of(action);
        if any.is_empty() { self.may(permission) } else { any.iter().any(|p| self.may(*p)) }
    }

    /// Whether an action makes sense now. What is not valid is not offered, and says so when it is pressed.
    fn is_valid(&self, action: Action) -> bool {
        let Some(permission) = permission(action) else {
            return match action {
                Action::Drafts => !self.drafts.is_empty(),
                Action::Mark => self.tab().is_some_and(|tab| tab.scopes().contains(&Scope::List)),
                Action::Sort => self.tab().is_some_and(|tab| tab.kind().sorts().len() > 1),
                _ => true,
            };
        };
        let writable = self.ready().is_none_or(|w| w.writable);
        self.has_leave(action, permission)
            && (writable || only_looks(permission))
            && self.has_subject_for(action)
    }

    fn why_not(&self, action: Action) -> String {
        match permission(action) {
            None if action == Action::Sort => "This list has one order.".to_owned(),
            None if action == Action::Mark => {
                let key = self.keymap.key_text(Action::OtherPane);
                format!("Rows are marked in the list; {key} goes there.")
            }
            None => "No form was left unfinished.".to_owned(),
            Some(permission) if !self.has_leave(action, permission) => {
                "Your roles do not include it.".to_owned()
            }
            Some(_) if !self.ready().is_none_or(|w| w.writable) => "The database is read-only.".to_owned(),
            Some(_) => self.missing_subject(action).to_owned(),
        }
    }

    fn ctx(&self) -> Ctx<'_> {
        Ctx { look: Look::new(&self.theme, &self.keymap), words: &self.words, workspace: self.ready() }
    }

    fn fresh_draft_id(&mut self) -> DraftId {
        // Ids of one seed follow each other: the seed itself is random enough.
        self.seed = self.seed.wrapping_add(1);
        DraftId::from_uuid(Uuid::from_u128(self.seed))
    }

    // -- messages to the person ---------------------------------------------------------------------------------

    /// Says something for a while.
    fn say(&mut self, toast: Toast) {
        let seconds = match toast.tone {
            Tone::Done | Tone::Note => 6,
            Tone::Warn | Tone::Error => 20,
        };
        self.toasts += 1;
        self.toast = Some(toast);
        self.out.push(Effect::After(Duration::from_secs(seconds), Timer::Toast(self.toasts)));
    }

    fn complain(&mut self, error: &StoreError) {
        self.say(Toast::new(Tone::Error, sentence(&error.to_string())).hint(error.hint()));
    }

    /// What the last toast says, for tests.
    #[must_use]
    pub fn toast(&self) -> Option<&Toast> {
        self.toast.as_ref()
    }
}

/// A message with a capital at its start.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The press of an action that was chosen by words and not by a key.
const fn chosen(action: Action) -> Press {
    Press { key: Key::plain(KeyCode::Insert), action: Some(action) }
}

#[cfg(test)]
mod tests;
