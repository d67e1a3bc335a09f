//! Who has what: checking out and in from the inventory, from projects and from kits; scanning; what is overdue.

use super::forms::custody::{CheckInForm, CheckOutForm, DueForm, KitForm};
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::custody::{Custody, called};
use crate::domain::id::{AssetId, BranchId, EventId, KitId, ProjectId};
use crate::domain::role::Permission;
use crate::screens::detail::Content;
use crate::screens::effect::slots;
use crate::screens::handover::{Handover, HandoverEvent, Purpose, with_whom};
use crate::screens::serial::{Serial, SerialEvent};
use crate::screens::words::Words;
use crate::screens::{TabId, clients};
use crate::store::port::Ticket;
use crate::store::protocol::{
    BranchScope, Change, CustodyCommand, KitCommand, ListKind, OutItem, OutWhat, Outcome, Outstanding, Query,
    Reply, RowRef, Scanned, StoreError, Table,
};
use crate::ui::confirm::Confirm;
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// What something is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutCustody {
    GearOut,
    GearIn,
    Out,
    In,
    Due,
    Who,
    EditKit,
    Pack,
    KitOut,
    KitIn,
}

/// The leave that an action asks for; `None` for what is none of these.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::CheckOut
        | Action::CheckIn
        | Action::ExtendDue
        | Action::GearOut
        | Action::GearIn
        | Action::CheckOutKit
        | Action::CheckInKit => Permission::MoveCustody,
        Action::WhoHad | Action::Kits | Action::KitHistory | Action::ScanSerial => Permission::ViewInventory,
        Action::NewKit | Action::EditKit | Action::PackKit | Action::ArchiveKits => Permission::EditInventory,
        _ => return None,
    })
}

/// How many links of a chain are shown.
const CHAIN: u32 = 100;

impl App {
    pub(super) fn custody_action(&mut self, action: Action) {
        match action {
            Action::Kits => return self.go_to_tab(TabId::Kits as usize),
            Action::NewKit => {
                let shown = self.shown_branch().map(|b| b.id.clone());
                if let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) {
                    let opened = KitForm::open_new(self, branch);
                    self.open_form(opened);
                }
                return;
            }
            _ => {}
        }
        let Some((subject, ids)) = self.tab().and_then(|tab| Some((tab.subject()?, tab.subjects()))) else {
            return;
        };
        let things = || Query::Things(ids.iter().map(|id| AssetId::from(id.as_str())).collect());
        let kit = || Query::Kit(KitId::from(subject.row.id.as_str()));
        let (query, about) = match action {
            Action::CheckOut => (things(), AboutCustody::Out),
            Action::CheckIn => (things(), AboutCustody::In),
            Action::ExtendDue => (Query::Things(vec![subject.row.id.as_str().into()]), AboutCustody::Due),
            Action::WhoHad => {
                let asset = subject.row.id.as_str().into();
                (Query::Custody { asset, limit: CHAIN }, AboutCustody::Who)
            }
            Action::GearOut => (self.gear_of(&subject.row.id), AboutCustody::GearOut),
            Action::GearIn => (self.gear_of(&subject.row.id), AboutCustody::GearIn),
            Action::EditKit => (kit(), AboutCustody::EditKit),
            Action::PackKit => (kit(), AboutCustody::Pack),
            Action::CheckOutKit => (kit(), AboutCustody::KitOut),
            Action::CheckInKit => (kit(), AboutCustody::KitIn),
            Action::KitHistory => return self.open_history(&subject),
            Action::ArchiveKits => return self.archive_kits(&ids),
            _ => return,
        };
        self.read_custody(query, about);
    }

    pub(super) fn read_custody(&mut self, query: Query, about: AboutCustody) {
        self.read_for(query, About::Custody(about));
    }

    /// The gear of a project; of the sub-event whose line is selected in its detail, if one is.
    fn gear_of(&self, project: &str) -> Query {
        let line = self.tab().and_then(|tab| tab.line()).filter(|row| row.table == Table::ProjectEvents);
        let event = line.map(|row| EventId::from(row.id));
        Query::GearList { project: ProjectId::from(project), event }
    }

    /// Goes on with what was read.
    pub(super) fn custody_read(&mut self, about: AboutCustody, reply: Reply) {
        match (about, reply) {
            (AboutCustody::GearOut, Reply::GearList(list)) => {
                let words = self.words_at(&list.zone);
                self.open_handover(Handover::project_out(&list, &words));
            }
            (AboutCustody::GearIn, Reply::GearList(list)) => {
                let words = self.words_at(&list.zone);
                self.open_handover(Handover::project_in(&list, &words));
            }
            (AboutCustody::Out, Reply::Scanned(things)) => self.things_out(&things),
            (AboutCustody::In, Reply::Scanned(things)) => self.things_in(&things),
            (AboutCustody::Due, Reply::Scanned(things)) => {
                let open: Vec<Custody> = things.iter().flat_map(|thing| thing.out.clone()).collect();
                match DueForm::open(&open) {
                    Some(opened) => self.open_form(opened),
                    None => self.say_here(&things),
                }
            }
            (AboutCustody::Who, Reply::Custody(lines)) => self.show_chain(&lines.rows),
            (AboutCustody::EditKit, Reply::Kit(detail)) => self.open_form(KitForm::open(&detail.kit)),
            (AboutCustody::Pack, Reply::Kit(detail)) => {
                let list = Handover::pack(&detail, &self.words_of(&detail.kit.branch));
                self.open_handover(list);
            }
            (AboutCustody::KitOut, Reply::Kit(detail)) => {
                if detail.parts.is_empty() {
                    let key = self.keymap.key_text(Action::PackKit);
                    let toast = Toast::new(Tone::Note, format!("There is nothing in {}", detail.kit.name));
                    return self.say(toast.hint(format!("{key} packs it")));
                }
                let list = Handover::kit_out(&detail, &self.words_of(&detail.kit.branch));
                self.open_handover(list);
            }
            (AboutCustody::KitIn, Reply::Kit(detail)) => {
                let id = Some(&detail.kit.id);
                let open = detail.parts.iter().filter_map(|part| part.out.clone());
                let open: Vec<Custody> = open.filter(|custody| custody.kit.as_ref() == id).collect();
                if open.is_empty() {
                    let text = format!("{} is not out", detail.kit.name);
                    return self.say(Toast::new(Tone::Note, text));
                }
                let title = format!("Check in {}", detail.kit.name);
                let list = Handover::things_in(&open, &title, &self.words_of(&detail.kit.branch));
                self.open_handover(list);
            }
            _ => {}
        }
    }

    /// Words in the days and hours of a zone.
    pub(super) fn words_at(&self, zone: &str) -> Words {
        jiff::tz::TimeZone::get(zone).map_or_else(|_| self.words.clone(), |zone| self.words.in_zone(zone))
    }

    fn open_handover(&mut self, list: Handover) {
        self.toast = None;
        self.layers.push(Layer::Handover(Box::new(list)));
    }

    /// Words in the days and hours of a branch.
    fn words_of(&self, branch: &BranchId) -> Words {
        self.ctx().words_in(branch).into_owned()
    }

    fn things_out(&mut self, things: &[Scanned]) {
        let words = things.first().map_or_else(|| self.words.clone(), |thing| self.words_of(&thing.branch));
        let [thing] = things else {
            let list = Handover::things_out(things, &words);
            return self.open_handover(list);
        };
        let left = thing.out.iter().fold(thing.capacity, |left, custody| left.saturating_sub(custody.qty));
        if let Some(custody) = thing.out.first().filter(|_| left == 0) {
            let (whom, _) = with_whom(custody, &words);
            let key = self.keymap.key_text(Action::CheckIn);
            let toast = Toast::new(Tone::Note, format!("{} is out: {whom}", thing.label()));
            return self.say(toast.hint(format!("{key} takes it back")));
        }
        // Of which there are several, how many go is said on the list.
        if thing.capacity > 1 {
            let list = Handover::things_out(things, &words);
            return self.open_handover(list);
        }
        let what = OutWhat::Asset { id: thing.asset.clone(), qty: 1, kit: None };
        let item = OutItem { what, condition: String::new() };
        self.open_form(CheckOutForm::one(&thing.label(), item, thing.branch.clone()));
    }

    fn things_in(&mut self, things: &[Scanned]) {
        let open: Vec<Custody> = things.iter().flat_map(|thing| thing.out.clone()).collect();
        match open.as_slice() {
            [] => self.say_here(things),
            [one] => self.open_form(CheckInForm::open(one)),
            many @ [first, ..] => {
                let list = Handover::things_in(many, "Check in", &self.words_of(&first.branch));
                self.open_handover(list);
            }
        }
    }

    fn say_here(&mut self, things: &[Scanned]) {
        let what = match things {
            [one] => format!("{} is not out", one.label()),
            _ => "None of it is out".to_owned(),
        };
        self.say(Toast::new(Tone::Note, what));
    }

    /// Shows who had something; a link leads to its project.
    fn show_chain(&mut self, chain: &[Custody]) {
        let Some(first) = chain.first() else {
            let who =
                self.tab().and_then(|tab| tab.subject()).map(|subject| subject.label).unwrap_or_default();
            return self.say(Toast::new(Tone::Note, format!("Nobody had {who} yet")));
        };
        let words = self.words_of(&first.branch);
        let choice = |custody: &Custody| {
            let project = custody.project.as_ref().map(ToString::to_string).unwrap_or_default();
            let label = if custody.project_title.is_empty() {
                custody.holder_name.clone()
            } else {
                format!("{} · {}", custody.holder_name, custody.project_title)
            };
            let note = match custody.back {
                None => with_whom(custody, &words).0.replacen(&custody.holder_name, "out", 1),
                Some(back) => {
                    let condition = Some(&custody.condition_back).filter(|text| !text.is_empty());
                    let condition = condition.map(|text| format!(" · {text}")).unwrap_or_default();
                    format!("{} – {}{condition}", words.short(custody.out), words.short(back))
                }
            };
            Choice::new(project, label).note(note)
        };
        let title = format!("Who had {}", called(&first.asset_name, &first.serial));
        let picker = Picker::local(title, chain.iter().map(choice).collect(), None);
        self.layers.push(Layer::Picker(picker, Choosing::Custody));
    }

    fn archive_kits(&mut self, ids: &[String]) {
        let kits: Vec<KitId> = ids.iter().map(|id| KitId::from(id.as_str())).collect();
        let shown = self.tab().is_some_and(|tab| {
            let archived = match tab.content() {
                Some(Content::Kit(detail)) => detail.kit.archived.is_some(),
                _ => false,
            };
            tab.filter() == "archived" || ids.len() == 1 && archived
        });
        let command = if shown { KitCommand::Restore(kits) } else { KitCommand::Archive(kits) };
        self.apply(command.into(), Written::Marked);
    }

    pub(super) fn clear_marks(&mut self) {
        if let Some(tab) = self.tabs.get_mut(self.open) {
            tab.clear_marks();
        }
    }

    // -- the list to tick ---------------------------------------------------------------------------------------

    /// What the list answered; whether it stays.
    pub(super) fn handover_event(&mut self, list: &mut Handover, event: HandoverEvent) -> bool {
        match event {
            HandoverEvent::None => {}
            HandoverEvent::Closed => return false,
            HandoverEvent::AskClose => {
                let confirm = Confirm::new("Close without finishing?", "close")
                    .or_else("go on")
                    .consequences(["What was ticked and noted here is forgotten; nothing else changes."]);
                self.layers.push(Layer::Confirm(confirm, Intent::CloseHandover));
            }
            HandoverEvent::Scan(text) => {
                let scope = list.branch().cloned().map_or(BranchScope::All, BranchScope::One);
                let query = Query::Scan { scope, serial: text.clone() };
                list.asked(self.out.query(slots::CUSTODY, query), text);
            }
            HandoverEvent::Look(text) => {
                let scope = list.branch().cloned().map_or(BranchScope::All, BranchScope::One);
                let query = Query::References { kind: ListKind::Assets, scope, text: text.clone() };
                list.asked(self.out.query(slots::CUSTODY, query), text);
            }
            HandoverEvent::Go => self.go_on(list),
        }
        true
    }

    fn go_on(&mut self, list: &mut Handover) {
        let command = match list.purpose() {
            Purpose::Out { project } => {
                let opened = CheckOutForm::many(list.outgoing(), project.clone(), list.branch().cloned());
                return self.open_form(opened);
            }
            Purpose::In => CustodyCommand::CheckIn(list.returning()).into(),
            Purpose::Pack { kit, version } => {
                KitCommand::Pack { id: kit.clone(), version: *version, parts: list.parts() }.into()
            }
        };
        list.saving(self.out.apply(command));
    }

    /// The answer to a list's write. `false` when no list waits for it.
    pub(super) fn handover_applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>) -> bool {
        let waits = |layer: &Layer| matches!(layer, Layer::Handover(list) if list.is_saved_by(ticket));
        let Some(at) = self.layers.iter().position(waits) else { return false };
        match result {
            Ok(outcome) => {
                self.layers.truncate(at);
                self.clear_marks();
                self.report(outcome);
            }
            Err(error) => {
                let Some(Layer::Handover(list)) = self.layers.get_mut(at) else { return true };
                list.resume();
                match error {
                    StoreError::Conflict(newer) if list.go_on_from(newer.version) => {
                        let text = format!("{} was changed by {} meanwhile", newer.label, newer.changed_by);
                        let hint = "Nothing was saved. What is ticked stays; saving again puts it in place of theirs.";
                        self.say(Toast::new(Tone::Warn, text).hint(hint));
                    }
                    error => self.complain(error),
                }
            }
        }
        true
    }

    /// An answer for the list that looks something up, or for the line that scans.
    pub(super) fn custody_answered(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let is_ours = |layer: &Layer| matches!(layer, Layer::Handover(_) | Layer::Serial(_));
        let Some(at) = self.layers.iter().rposition(is_ours) else { return };
        let mut layer = self.layers.remove(at);
        let stays = match &mut layer {
            Layer::Handover(list) => {
                let event = list.reply(ticket, result);
                self.handover_event(list, event)
            }
            Layer::Serial(line) => {
                let event = line.reply(ticket, result);
                self.serial_event(line, event)
            }
            _ => true,
        };
        if stays {
            self.layers.insert(at.min(self.layers.len()), layer);
        }
    }

    // -- scanning -----------------------------------------------------------------------------------------------

    pub(super) fn open_serial(&mut self) {
        self.toast = None;
        self.layers.push(Layer::Serial(Box::default()));
    }

    /// What the line answered; whether it stays.
    pub(super) fn serial_event(&mut self, line: &mut Serial, event: SerialEvent) -> bool {
        match event {
            SerialEvent::None => return true,
            SerialEvent::Closed => {}
            SerialEvent::Ask(serial) => {
                let query = Query::Scan { scope: self.scope.clone(), serial };
                line.asked(self.out.query(slots::CUSTODY, query));
                return true;
            }
            SerialEvent::Go(asset) => {
                self.jump(&RowRef { table: Table::Assets, id: asset.to_string() });
            }
            SerialEvent::Choose(found) => {
                let choice = |thing: &Scanned| {
                    let branch = self.ctx().branch_name(&thing.branch).to_owned();
                    Choice::new(thing.asset.as_str(), thing.label()).note(branch)
                };
                let picker =
                    Picker::local("Several have this number", found.iter().map(choice).collect(), None);
                self.layers.push(Layer::Picker(picker, Choosing::Asset));
            }
            SerialEvent::Find(text) => self.open_find_for(&text),
        }
        false
    }

    // -- what is overdue ----------------------------------------------------------------------------------------

    /// Counts what should be back, for whoever may see it.
    pub(super) fn ask_overdue(&mut self) {
        if self.ready().is_some() && self.may(Permission::ViewInventory) {
            let query = Query::Outstanding { scope: self.scope.clone(), which: Outstanding::Late, limit: 0 };
            self.out.query(slots::OVERDUE, query);
        }
    }

    pub(super) fn overdue_read(&mut self, result: Result<Reply, StoreError>) {
        if let Ok(Reply::Custody(lines)) = result {
            self.overdue = lines.more + lines.rows.len() as u64;
        }
    }

    /// Rows moved: what is overdue is counted anew, if they tell of it.
    pub(super) fn recount_overdue(&mut self, change: &Change) {
        let moved = match change {
            Change::Elsewhere => true,
            Change::Searchable => false,
            Change::Rows { rows, .. } => {
                rows.iter().any(|row| matches!(row.table, Table::AssetCustody | Table::Assets))
            }
        };
        if moved {
            self.ask_overdue();
        }
    }
}
