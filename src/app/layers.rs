//! What lies over the tabs, and where its keys go.

use super::forms::FormLayer;
use super::forms::event::SeriesWrite;
use super::forms::paper::PaperFileForm;
use super::invoices::{Billing, Invoiced};
use super::projects::papers::PapersOf;
use super::proposal::{Proposed, Swap};
use super::scan::ScanLayer;
use super::sides::{ConflictLayer, MergeLayer};
use super::updates::UpdateLayer;
use super::{App, Written, chosen};
use crate::action::{Action, Scope};
use crate::domain::id::{BranchId, ClientId, LockId, MergeId, ProjectId};
use crate::domain::project::Project;
use crate::domain::quote::Quote;
use crate::input::InputEvent;
use crate::keymap::Press;
use crate::screens::find::Find;
use crate::screens::free::{Replacements, SlotList};
use crate::screens::handover::Handover;
use crate::screens::history::{History, HistoryEvent};
use crate::screens::imports::Room;
use crate::screens::messages::Thread;
use crate::screens::paper::{PaperEvent, PaperPane};
use crate::screens::serial::Serial;
use crate::store::protocol::{
    BranchScope, Command, DraftSource, InvoiceDetail, ListChoice, PaymentRow, ProjectCommand, ProjectDetail,
    RowRef, Table,
};
use crate::ui::confirm::{Confirm, ConfirmEvent};
use crate::ui::help::{Help, HelpEvent};
use crate::ui::palette::{Palette, PaletteEvent};
use crate::ui::picker::{Choice, Picker, PickerEvent};

/// Something over the tabs. The topmost one has the keys.
pub(super) enum Layer {
    Form(Box<FormLayer>),
    Confirm(Confirm, Intent),
    Picker(Picker, Purpose),
    Help(Help),
    Palette(Palette),
    /// The search of everything.
    Find(Box<Find>),
    Conflict(Box<ConflictLayer>),
    Merge(Box<MergeLayer>),
    Update(Box<UpdateLayer>),
    History(Box<History>),
    /// A paper that is read.
    Paper(Box<PaperPane>),
    Thread(Box<Thread>),
    /// A folder is looked through.
    Scan(Box<ScanLayer>),
    /// A file on its way in, or what was imported.
    Import(Box<dyn Room>),
    /// Times at which everything is free.
    Slots(Box<SlotList>),
    /// What needs a replacement.
    Replacements(Box<Replacements>),
    /// A list to tick, of what goes out or comes back.
    Handover(Box<Handover>),
    /// A serial number is scanned.
    Serial(Box<Serial>),
    /// A form that was never saved, offered at the start.
    Offer,
}

/// What a question is about.
pub(super) enum Intent {
    Apply(Command, Written),
    /// Save the form below by this.
    SaveForm(Box<Command>),
    /// The typed name goes with the command.
    Erase(ClientId),
    /// The typed name goes with the command.
    Purge(ProjectId),
    /// Throw the forms away that are offered.
    ForgetDrafts,
    /// Close the list to tick below.
    CloseHandover,
    /// Leave onboarding.
    Quit,
}

/// What is being chosen.
pub(super) enum Purpose {
    Filter(&'static [ListChoice]),
    Sort(&'static [ListChoice]),
    Branch,
    Draft,
    /// Who is merged into this one.
    MergeWith(ClientId),
    Unmerge {
        into: String,
    },
    /// What is added to this project.
    Addition(Box<ProjectDetail>),
    /// Which of what is booked for this project.
    Gear(Box<ProjectDetail>),
    /// What a booking takes.
    Proposal(Box<Proposed>),
    /// What is taken instead of a piece of a proposal.
    Swap(Box<Swap>),
    /// What is done to something that is booked for this project.
    Lock(Box<ProjectDetail>, LockId),
    /// What is done to a kit that is booked for this project, of which this is the first part.
    Kit(Box<ProjectDetail>, LockId),
    /// Which package is quoted.
    Quoted {
        project: ProjectId,
        branch: BranchId,
    },
    /// Which file of the project is opened.
    File,
    /// What is done to this quote.
    Quote(Box<Quote>),
    /// What is invoiced; the invoice that can be copied.
    NewInvoice(Billing),
    /// Which client, project or package is invoiced.
    Invoiced(Invoiced, BranchId),
    /// Which quote is invoiced, in this branch.
    InvoicedQuote(BranchId),
    /// Which of these payments of an invoice.
    Payment(Vec<PaymentRow>),
    /// What is done about this payment.
    PaymentAct(Box<PaymentRow>),
    /// Of what a line is added to this draft.
    InvoiceLine(Box<InvoiceDetail>),
    /// Which template's tasks are added to this project.
    TaskTemplate(Box<ProjectDetail>),
    /// Which paper of this project is read.
    Paper(PapersOf),
    /// Whose calendar goes into a file.
    CalendarOf,
    /// Which dates of a series are meant.
    Series(Box<SeriesWrite>),
    /// About assets.
    Inventory(Box<super::inventory::Choosing>),
    /// Which link of a chain of custody; its project is shown.
    Custody,
    /// Which asset is shown.
    Asset,
    /// Where this project goes.
    MoveProject(Box<Project>),
    /// To which date the calendar goes.
    JumpToDate,
    /// What the calendar leaves out.
    CalendarFilter,
    /// Which person or space the calendar is narrowed to: of this type of asset.
    Bookable(&'static str),
}

/// The id of the choice that stands for all branches: no row has it.
const ALL_BRANCHES: &str = "*";

impl Layer {
    pub(super) fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Form(form) => form.state.scopes(),
            Self::Confirm(confirm, _) => confirm.scopes(),
            Self::Picker(picker, _) => picker.scopes(),
            Self::Help(help) => help.scopes(),
            Self::Palette(palette) => palette.scopes(),
            Self::Find(find) => find.scopes(),
            Self::Conflict(layer) => layer.state.scopes(),
            Self::Merge(layer) => layer.state.scopes(),
            Self::Update(layer) => layer.state.scopes(),
            Self::Thread(_) => &[Scope::Thread, Scope::Move, Scope::Always],
            Self::Import(room) => room.scopes(),
            Self::Paper(_) => &[Scope::Paper, Scope::Move, Scope::Always],
            Self::Handover(list) => list.scopes(),
            Self::Serial(line) => line.scopes(),
            Self::History(_) => &[Scope::History, Scope::Move, Scope::Always],
            Self::Slots(_) | Self::Replacements(_) => &[Scope::Free, Scope::Move, Scope::Always],
            Self::Scan(_) => &[Scope::Always],
            Self::Offer => &[Scope::Offer, Scope::Always],
        }
    }
}

impl App {
    pub(super) fn press_layer(&mut self, press: Press) {
        // The layer is taken out while it works, so that it can open others over itself.
        let at = self.layers.len().saturating_sub(1);
        let Some(mut layer) = self.layers.pop() else { return };
        let stays = match &mut layer {
            Layer::Form(form) => {
                let event = form.state.handle(press);
                self.form_event(form, event)
            }
            Layer::Confirm(confirm, intent) => {
                let event = confirm.handle(press);
                let typed = confirm.typed_text().to_owned();
                self.confirmed(event, intent, &typed)
            }
            Layer::Picker(picker, purpose) => {
                let event = picker.handle(press);
                self.picker_event(picker, event, purpose)
            }
            Layer::Help(help) => help.handle(press) == HelpEvent::None,
            Layer::Palette(palette) => match palette.handle(press) {
                PaletteEvent::None => true,
                PaletteEvent::Closed => false,
                PaletteEvent::Run(action) => {
                    self.run(action, chosen(action));
                    false
                }
            },
            Layer::Find(find) => {
                let event = find.handle(press);
                self.find_event(find, event)
            }
            Layer::Conflict(conflict) => {
                let event = conflict.state.handle(press);
                self.conflict_event(conflict, event)
            }
            Layer::Merge(merge) => {
                let event = merge.state.handle(press);
                self.merge_event(merge, event)
            }
            Layer::Update(update) => {
                let event = update.state.handle(press);
                self.update_event(update, event)
            }
            Layer::Scan(_) if press.action == Some(Action::Back) => {
                self.stop_scan();
                false
            }
            Layer::Scan(_) => true,
            Layer::Thread(thread) => {
                let event = thread.handle(press, &self.words);
                self.thread_event(thread, event)
            }
            Layer::Paper(paper) => match paper.handle(press) {
                PaperEvent::None => true,
                PaperEvent::Closed => false,
                PaperEvent::Copy(text) => {
                    self.copy(&text, "the paper");
                    true
                }
                PaperEvent::Save(file) => {
                    self.open_form(PaperFileForm::open(file, ""));
                    true
                }
            },
            Layer::History(history) => match history.handle(press) {
                HistoryEvent::None => true,
                HistoryEvent::Closed => false,
                HistoryEvent::Copy(text) => {
                    self.copy(&text, "the history");
                    true
                }
            },
            Layer::Slots(list) => {
                let event = list.handle(press);
                self.slot_event(list, event)
            }
            Layer::Replacements(list) => {
                let event = list.handle(press);
                self.replace_event(list, event)
            }
            Layer::Handover(list) => {
                let event = list.handle(press);
                self.handover_event(list, event)
            }
            Layer::Serial(line) => {
                let event = line.handle(press);
                self.serial_event(line, event)
            }
            Layer::Import(room) => {
                let event = room.press(press);
                self.room_event(room.as_mut(), event)
            }
            Layer::Offer => {
                self.press_offer(press);
                false
            }
        };
        if stays {
            self.layers.insert(at.min(self.layers.len()), layer);
        }
    }

    pub(super) fn paste_layer(&mut self, text: &str) {
        let at = self.layers.len().saturating_sub(1);
        let Some(mut layer) = self.layers.pop() else { return };
        let stays = match &mut layer {
            Layer::Form(form) => {
                let event = form.state.paste(text);
                self.form_event(form, event)
            }
            Layer::Picker(picker, purpose) => {
                let event = picker.paste(text);
                self.picker_event(picker, event, purpose)
            }
            Layer::Confirm(confirm, _) => {
                confirm.paste(text);
                true
            }
            Layer::Help(help) => help.paste(text) == HelpEvent::None,
            Layer::Palette(palette) => palette.paste(text) == PaletteEvent::None,
            Layer::Find(find) => {
                let event = find.paste(text);
                self.find_event(find, event)
            }
            Layer::Conflict(conflict) => {
                let event = conflict.state.paste(text);
                self.conflict_event(conflict, event)
            }
            Layer::Merge(merge) => {
                let event = merge.state.paste(text);
                self.merge_event(merge, event)
            }
            Layer::Update(update) => {
                let event = update.state.paste(text);
                self.update_event(update, event)
            }
            Layer::History(_) | Layer::Paper(_) | Layer::Thread(_) | Layer::Scan(_) => true,
            Layer::Slots(_) | Layer::Replacements(_) => true,
            Layer::Handover(list) => {
                let event = list.paste(text);
                self.handover_event(list, event)
            }
            Layer::Serial(line) => {
                let event = line.paste(text);
                self.serial_event(line, event)
            }
            Layer::Import(room) => {
                let event = room.paste(text);
                self.room_event(room.as_mut(), event)
            }
            Layer::Offer => {
                self.input(InputEvent::Paste(text.to_owned()));
                false
            }
        };
        if stays {
            self.layers.insert(at.min(self.layers.len()), layer);
        }
    }

    fn confirmed(&mut self, event: ConfirmEvent, intent: &mut Intent, typed: &str) -> bool {
        match event {
            ConfirmEvent::None => return true,
            ConfirmEvent::No => {}
            ConfirmEvent::Yes => match intent {
                Intent::Apply(command, written) => self.apply(command.clone(), *written),
                Intent::SaveForm(command) => self.save_form_by(command),
                Intent::Erase(id) => {
                    let command = Command::EraseClient { id: id.clone(), confirm: typed.trim().to_owned() };
                    self.apply(command, Written::Act);
                }
                Intent::Purge(id) => {
                    let command = ProjectCommand::Purge { id: id.clone(), confirm: typed.trim().to_owned() };
                    self.apply(command.into(), Written::Act);
                }
                Intent::ForgetDrafts => self.forget_offered(),
                Intent::CloseHandover => self.layers.retain(|layer| !matches!(layer, Layer::Handover(_))),
                Intent::Quit => self.out.push(super::Effect::Quit),
            },
        }
        false
    }

    /// A picker whose choices are said by what was typed into it has them at once.
    fn picker_event(&mut self, picker: &mut Picker, event: PickerEvent, purpose: &mut Purpose) -> bool {
        match (&event, &purpose) {
            (PickerEvent::Search(text), Purpose::JumpToDate) => {
                picker.set_choices(text, self.date_choices(text));
                true
            }
            _ => self.picked(event, purpose),
        }
    }

    fn picked(&mut self, event: PickerEvent, purpose: &mut Purpose) -> bool {
        let choice = match event {
            PickerEvent::None => return true,
            PickerEvent::Closed => return false,
            PickerEvent::Search(text) => {
                match purpose {
                    Purpose::Quoted { branch, .. } => self.search_packages(branch, &text),
                    Purpose::TaskTemplate(detail) => self.search_task_templates(detail, &text),
                    Purpose::Bookable(kind) => self.search_bookable(kind, &text),
                    Purpose::CalendarOf => self.search_bookable("human", &text),
                    Purpose::Invoiced(of, branch) => self.search_invoiced(of, branch, &text),
                    Purpose::InvoiceLine(detail) => self.search_packages(&detail.invoice.branch, &text),
                    _ => self.search_references(&text),
                }
                return true;
            }
            PickerEvent::Chosen(choice) => choice,
        };
        let named =
            |choices: &'static [ListChoice]| choices.iter().find(|c| c.name == choice.id).map(|c| c.name);
        match purpose {
            Purpose::Filter(choices) => {
                if let (Some(name), Some(tab)) = (named(choices), self.tabs.get_mut(self.open)) {
                    tab.set_filter(name, &mut self.out);
                }
            }
            Purpose::Sort(choices) => {
                if let (Some(name), Some(tab)) = (named(choices), self.tabs.get_mut(self.open)) {
                    tab.set_sort(name, &mut self.out);
                }
            }
            Purpose::Branch if choice.id == ALL_BRANCHES => self.set_scope(BranchScope::All),
            Purpose::Branch => self.set_scope(BranchScope::One(choice.id.as_str().into())),
            Purpose::Draft => self.resume_draft(&choice.id),
            Purpose::MergeWith(keep) if keep.as_str() != choice.id => {
                let keep = keep.clone();
                self.preview_merge(keep, choice.id.as_str().into());
            }
            Purpose::MergeWith(_) => {}
            Purpose::TaskTemplate(detail) => self.picked_task_template(&detail.project.id, &choice.id),
            Purpose::Addition(detail) => self.picked_addition(detail, &choice.id),
            Purpose::Proposal(proposed) => self.picked_proposal(proposed, &choice.id),
            Purpose::Swap(swap) => self.picked_swap(swap, &choice),
            Purpose::Gear(detail) => self.picked_gear(detail, &choice.id),
            Purpose::Lock(detail, lock) => self.picked_lock(detail, lock, &choice.id),
            Purpose::Kit(detail, lock) => self.picked_kit(detail, lock, &choice.id),
            Purpose::Quoted { project, .. } => self.picked_quoted(project, &choice.id),
            Purpose::Custody if choice.id.is_empty() => {}
            Purpose::Custody => self.jump(&RowRef { table: Table::Projects, id: choice.id }),
            Purpose::Asset => self.jump(&RowRef { table: Table::Assets, id: choice.id }),
            Purpose::File => self.open_media(choice.id.as_str().into()),
            Purpose::Quote(quote) => self.picked_quote(quote, &choice.id),
            Purpose::NewInvoice(billing) => self.picked_billing(&billing.clone(), &choice.id),
            Purpose::Invoiced(of, branch) => self.picked_invoiced(&of.clone(), &branch.clone(), &choice),
            Purpose::InvoicedQuote(branch) => {
                self.draft_invoice(branch.clone(), DraftSource::Quote(choice.id.as_str().into()));
            }
            Purpose::InvoiceLine(detail) => self.picked_line(detail, &choice.id),
            Purpose::Payment(rows) => {
                if let Some(row) = rows.iter().find(|row| row.id.as_str() == choice.id) {
                    self.choose_payment_act(row);
                }
            }
            Purpose::PaymentAct(row) => self.picked_payment_act(row, &choice.id),
            Purpose::Paper(of) => self.picked_paper(&of.clone(), &choice.id),
            Purpose::CalendarOf => self.picked_calendar_of(&choice),
            Purpose::Series(write) => self.picked_scope(write, &choice.id),
            Purpose::Inventory(choosing) => self.picked_inventory(choosing, &choice.id),
            Purpose::MoveProject(project) => self.picked_move(project, &choice.id),
            Purpose::JumpToDate => return self.picked_date(&choice.id),
            Purpose::CalendarFilter => self.picked_calendar_filter(&choice.id),
            Purpose::Bookable(kind) => self.picked_bookable(kind, &choice),
            Purpose::Unmerge { into } => {
                self.ask_unmerge(MergeId::from(choice.id.as_str()), &choice.label, &into.clone());
            }
        }
        false
    }

    // -- opening ------------------------------------------------------------------------------------------------

    pub(super) fn open_help(&mut self) {
        let help = Help::new(&self.keymap, self.scopes());
        self.layers.push(Layer::Help(help));
    }

    pub(super) fn open_palette(&mut self) {
        // What makes something new needs nothing that is selected: by words it is found from everywhere.
        let new = [
            Action::NewClient,
            Action::ImportClients,
            Action::NewProject,
            Action::NewBooking,
            Action::NewInvoice,
            Action::FindFree,
            Action::NeedsReplacement,
        ]
        .into_iter()
        .filter(|action| self.is_valid(*action));
        let palette = Palette::new(&self.keymap, self.scopes(), |action| self.is_valid(action));
        let palette = palette.with_elsewhere(new);
        self.layers.push(Layer::Palette(palette));
    }

    fn list_choices(choices: &[ListChoice]) -> Vec<Choice> {
        choices.iter().map(|c| Choice::new(c.name, c.label)).collect()
    }

    pub(super) fn open_filter(&mut self) {
        let Some(tab) = self.tab() else { return };
        let choices = tab.filters();
        let picker = Picker::local("Show", Self::list_choices(choices), Some(tab.filter()));
        self.layers.push(Layer::Picker(picker, Purpose::Filter(choices)));
    }

    pub(super) fn open_sort(&mut self) {
        let Some(tab) = self.tab() else { return };
        let choices = tab.kind().sorts();
        let picker = Picker::local("Order", Self::list_choices(choices), Some(tab.sort()));
        self.layers.push(Layer::Picker(picker, Purpose::Sort(choices)));
    }

    pub(super) fn open_branches(&mut self) {
        let Some(workspace) = self.ready() else { return };
        let mut choices = vec![Choice::new(ALL_BRANCHES, "All branches")];
        let branch = |b: &crate::store::protocol::Branch| Choice::new(b.id.as_str(), &b.name).note(&b.zone);
        choices.extend(workspace.branches.iter().map(branch));
        let current = match &self.scope {
            BranchScope::All => ALL_BRANCHES,
            BranchScope::One(id) => id.as_str(),
        };
        let picker = Picker::local("Branch", choices, Some(current));
        self.layers.push(Layer::Picker(picker, Purpose::Branch));
    }

    /// Whether an action of a question or list is what was pressed, for layers that let other keys through.
    fn press_offer(&mut self, press: Press) {
        match press.action {
            Some(Action::ResumeDraft) => self.resume_offered(),
            Some(Action::ForgetDraft) => self.ask_forget(),
            Some(Action::Back) => {}
            // Whoever does not care goes on working; the forms wait under the key for drafts.
            _ => self.input(InputEvent::Key(press.key)),
        }
    }
}
