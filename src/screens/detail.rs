//! What stands beside (or over) a list: one record in full.
//!
//! The old record stays until the new one is there, so that walking down a list never flickers.

use super::Ctx;
use super::effect::Out;
use super::words::{about, event};
use crate::action::Action;
use crate::domain::asset::away::AwayWindow;
use crate::domain::id::BranchId;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    AssetDetail, ClientDetail, InvoiceDetail, KitDetail, PackageDetail, PackageTemplateDetail, ProjectDetail,
    Query, RecordDetail, Reply, RowRef, StoreError, Table, TaskDetail, TaskTemplateDetail, TimelineEntry,
    TimelineKind,
};
use crate::theme::Role;
use crate::ui::empty::Blank;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

mod asset;
mod invoice;
mod kit;
mod lines;
mod package;
mod project;
mod task;

/// A record in full.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A client with the timeline.
    Client(Box<ClientDetail>),
    /// A project with what hangs on it.
    Project(Box<ProjectDetail>),
    /// A package with what its template has to say.
    Package(Box<PackageDetail>),
    /// A template with its copies.
    PackageTemplate(Box<PackageTemplateDetail>),
    /// A task with its project.
    Task(Box<TaskDetail>),
    /// A template of tasks.
    TaskTemplate(Box<TaskTemplateDetail>),
    /// An asset with its bookings and who had it.
    Asset(Box<AssetDetail>),
    /// A kit with what is in it.
    Kit(Box<KitDetail>),
    /// An invoice as the document that it is.
    Invoice(Box<InvoiceDetail>),
    /// Anything else, as labelled facts.
    Record(Box<RecordDetail>),
}

impl Content {
    fn id(&self) -> &str {
        match self {
            Self::Client(detail) => detail.client.id.as_str(),
            Self::Project(detail) => detail.id().as_str(),
            Self::Package(detail) => detail.package.id.as_str(),
            Self::PackageTemplate(detail) => detail.template.id.as_str(),
            Self::Task(detail) => detail.task.id.as_str(),
            Self::TaskTemplate(detail) => detail.template.id.as_str(),
            Self::Asset(detail) => detail.asset.id.as_str(),
            Self::Kit(detail) => detail.kit.id.as_str(),
            Self::Invoice(detail) => detail.invoice.id.as_str(),
            Self::Record(detail) => &detail.row.id,
        }
    }

    /// The branch whose days and hours its dates are in.
    const fn branch(&self) -> Option<&BranchId> {
        match self {
            Self::Client(detail) => Some(&detail.client.branch),
            Self::Task(detail) => Some(&detail.task.branch),
            // A project brings its zone along; packages and templates have no dates.
            Self::Project(_) | Self::Package(_) | Self::PackageTemplate(_) | Self::TaskTemplate(_) => None,
            Self::Asset(detail) => Some(&detail.asset.branch),
            Self::Kit(detail) => Some(&detail.kit.branch),
            Self::Invoice(detail) => Some(&detail.invoice.branch),
            Self::Record(detail) => detail.branch.as_ref(),
        }
    }

    /// How many entries can be walked through.
    fn entries(&self) -> usize {
        match self {
            Self::Client(detail) => detail.timeline.len(),
            Self::Project(detail) => project::rows(detail).len(),
            Self::Package(detail) => package::rows(detail).len(),
            Self::PackageTemplate(detail) => package::template_rows(detail).len(),
            Self::Task(detail) => task::rows(detail).len(),
            Self::TaskTemplate(detail) => task::template_rows(detail).len(),
            Self::Asset(detail) => asset::rows(detail).len(),
            Self::Kit(detail) => kit::rows(detail).len(),
            Self::Invoice(detail) => invoice::rows(detail).len(),
            Self::Record(detail) => {
                detail.facts.len() + detail.sections.iter().map(|(_, lines)| lines.len()).sum::<usize>()
            }
        }
    }
}

/// The detail of a tab.
#[derive(Clone, Debug)]
pub struct DetailPane {
    slot: Slot,
    wanted: Option<String>,
    content: Option<Content>,
    flight: Option<Ticket>,
    failed: Option<(String, &'static str)>,
    stale: bool,
    late: bool,
    /// The entry that is selected while the detail has the focus.
    entry: usize,
    /// Lines scrolled past, for details whose facts are longer than the screen.
    page: usize,
}

impl DetailPane {
    /// A pane that shows nothing yet.
    #[must_use]
    pub const fn new(slot: Slot) -> Self {
        Self {
            slot,
            wanted: None,
            content: None,
            flight: None,
            failed: None,
            stale: false,
            late: false,
            entry: 0,
            page: 10,
        }
    }

    /// Shows this record, or nothing. What is there already is not asked again unless it is stale.
    pub fn want(&mut self, id: Option<&str>, query: impl FnOnce(&str) -> Query, out: &mut Out) {
        let Some(id) = id else {
            (self.wanted, self.content, self.flight, self.failed) = (None, None, None, None);
            return;
        };
        if self.wanted.as_deref() == Some(id) && !self.stale {
            return;
        }
        if self.wanted.as_deref() != Some(id) {
            self.entry = 0;
            self.wanted = Some(id.to_owned());
        }
        (self.stale, self.late) = (false, false);
        self.flight = Some(out.query(self.slot, query(id)));
    }

    /// The record may have changed.
    pub const fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// The answer takes longer than a blink.
    pub fn mark_late(&mut self, ticket: Ticket) {
        self.late = self.flight == Some(ticket);
    }

    /// Whether an answer is on its way.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        self.flight.is_some()
    }

    /// Takes an answer. `false` when it is not the one that is waited for.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> bool {
        if self.flight != Some(ticket) {
            return false;
        }
        (self.flight, self.late, self.failed) = (None, false, None);
        match result {
            Ok(Reply::Client(detail)) => self.content = Some(Content::Client(detail)),
            Ok(Reply::Project(detail)) => self.content = Some(Content::Project(detail)),
            Ok(Reply::Package(detail)) => self.content = Some(Content::Package(detail)),
            Ok(Reply::PackageTemplate(detail)) => self.content = Some(Content::PackageTemplate(detail)),
            Ok(Reply::Task(detail)) => self.content = Some(Content::Task(detail)),
            Ok(Reply::TaskTemplate(detail)) => self.content = Some(Content::TaskTemplate(detail)),
            Ok(Reply::Asset(detail)) => self.content = Some(Content::Asset(detail)),
            Ok(Reply::Invoice(detail)) => self.content = Some(Content::Invoice(detail)),
            Ok(Reply::Kit(detail)) => self.content = Some(Content::Kit(detail)),
            Ok(Reply::Record(mut detail)) => {
                if detail.row.table == Table::AuditLogs {
                    (detail.title, detail.subtitle) = (event(&detail.title), about(&detail.subtitle));
                }
                self.content = Some(Content::Record(detail));
            }
            Ok(_) => {}
            Err(StoreError::Interrupted) => self.stale = true,
            Err(error) => {
                self.content = None;
                self.failed = Some((error.to_string(), error.hint()));
            }
        }
        let entries = self.content.as_ref().map_or(0, Content::entries);
        self.entry = self.entry.min(entries.saturating_sub(1));
        true
    }

    /// What is shown, when it is the record that is wanted and not an older one.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        self.content.as_ref().filter(|content| Some(content.id()) == self.wanted.as_deref())
    }

    /// The client that is shown.
    #[must_use]
    pub fn client(&self) -> Option<&ClientDetail> {
        match self.content() {
            Some(Content::Client(detail)) => Some(detail),
            _ => None,
        }
    }

    /// The selected entry of a client's timeline.
    #[must_use]
    pub fn entry(&self) -> Option<&TimelineEntry> {
        self.client().and_then(|detail| detail.timeline.get(self.entry))
    }

    /// The project that is shown.
    #[must_use]
    pub fn project(&self) -> Option<&ProjectDetail> {
        match self.content() {
            Some(Content::Project(detail)) => Some(detail),
            _ => None,
        }
    }

    /// The time away of an asset that the selected entry is about.
    #[must_use]
    pub fn away(&self) -> Option<&AwayWindow> {
        match self.content() {
            Some(Content::Asset(detail)) => asset::away_at(detail, self.entry),
            _ => None,
        }
    }

    /// The place of the selected entry.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.entry
    }

    /// The record of the selected entry, if it has one.
    #[must_use]
    pub fn entry_row(&self) -> Option<RowRef> {
        match self.content() {
            Some(Content::Project(detail)) => return project::rows(detail).into_iter().nth(self.entry),
            Some(Content::Package(detail)) => {
                return package::rows(detail).into_iter().nth(self.entry).flatten();
            }
            Some(Content::PackageTemplate(detail)) => {
                return package::template_rows(detail).into_iter().nth(self.entry).flatten();
            }
            Some(Content::Record(detail)) => return detail.about.clone(),
            Some(Content::Asset(detail)) => return asset::rows(detail).into_iter().nth(self.entry).flatten(),
            Some(Content::Invoice(detail)) => {
                return invoice::rows(detail).into_iter().nth(self.entry).flatten();
            }
            Some(Content::Kit(detail)) => return kit::rows(detail).into_iter().nth(self.entry).flatten(),
            Some(Content::Task(detail)) => return task::rows(detail).into_iter().nth(self.entry).flatten(),
            _ => {}
        }
        self.entry().filter(|entry| entry.kind != TimelineKind::Created).map(|entry| entry.row.clone())
    }

    /// Walks through the entries. `false` when the action is not about that.
    pub fn walk(&mut self, action: Action) -> bool {
        let len = self.content.as_ref().map_or(0, Content::entries);
        match crate::ui::rows::moved(self.entry, len, self.page, action) {
            Some(entry) => {
                self.entry = entry;
                true
            }
            None => false,
        }
    }

    /// Draws the record.
    pub fn view(&self, area: Rect, buf: &mut Buffer, focused: bool, ctx: &Ctx<'_>) {
        if area.width < 10 || area.height == 0 {
            return;
        }
        match (&self.content, &self.failed) {
            (_, Some((what, hint))) => Blank::failed(what, hint, &[]).draw(area, buf, &ctx.look),
            (Some(content), None) => {
                let old = Some(content.id()) != self.wanted.as_deref();
                lines::draw(content, self.entry, (focused, old && self.late), area, buf, ctx);
            }
            (None, None) if self.wanted.is_some() && self.late => {
                Blank { title: "Reading…", text: "", hints: &[], role: Role::Dim }.draw(area, buf, &ctx.look);
            }
            (None, None) => {}
        }
    }
}
