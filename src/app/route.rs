//! Where a key goes: to whoever waits for it, the topmost layer, or the open tab.

use super::layers::Layer;
use super::{App, Effect, MAX_HELD, Written};
use crate::action::{Action, Scope};
use crate::input::{InputEvent, Key};
use crate::keymap::Press;
use crate::screens::TabId;
use crate::screens::tab::{Tab, TabEvent};
use crate::store::protocol::Command;
use crate::ui::toast::{Toast, Tone};

impl App {
    pub(super) fn input(&mut self, event: InputEvent) {
        match event {
            InputEvent::Resize { width, height } => self.resize(width, height),
            InputEvent::Closed => {}
            // What it points at may be gone by the time that it is its turn.
            InputEvent::Mouse(_) if self.is_waiting() => {}
            event if self.is_waiting() => self.hold(event),
            InputEvent::Mouse(mouse) => self.mouse(mouse),
            InputEvent::Key(key) => self.key(key),
            InputEvent::Paste(text) => self.paste(&text),
        }
    }

    /// Whether something is being opened or saved, so that the next key is not for what is on screen now.
    pub(super) fn is_waiting(&self) -> bool {
        self.opening.is_some()
            || self.layers.is_empty() && self.tab().is_some_and(|tab| tab.is_saving())
            || self.stalled && self.layers.is_empty() && self.tab().is_some_and(Tab::is_moving)
            || matches!(self.layers.last(), Some(Layer::Form(form)) if form.state.is_saving())
            || matches!(self.layers.last(), Some(Layer::Find(find)) if find.is_hurried())
            || matches!(self.layers.last(), Some(Layer::Handover(list)) if list.is_waiting())
            || matches!(self.layers.last(), Some(Layer::Serial(line)) if line.is_waiting())
            || matches!(self.layers.last(), Some(Layer::Merge(merge)) if merge.is_saving())
            || matches!(self.layers.last(), Some(Layer::Update(update)) if update.is_saving())
    }

    /// Keeps a key until what it is meant for is there. Escape and force-quit do not wait.
    pub(super) fn hold(&mut self, event: InputEvent) {
        if let InputEvent::Key(key) = event {
            match self.keymap.lookup(&[Scope::Always], key) {
                Some(Action::ForceQuit) => return self.out.push(Effect::Quit),
                Some(Action::Back) => {
                    self.held.clear();
                    self.stalled = false;
                    if self.opening.take().is_none() {
                        self.key(key);
                    }
                    return;
                }
                _ => {}
            }
        }
        if self.held.len() < MAX_HELD {
            self.held.push_back(event);
        }
    }

    /// Hands kept keys out, as far as nothing waits any more.
    pub(super) fn release(&mut self) {
        while !self.is_waiting() {
            self.stalled = false;
            let Some(event) = self.held.pop_front() else { return };
            self.input(event);
        }
    }

    /// The scopes of whatever has the keys.
    pub(super) fn scopes(&self) -> &'static [Scope] {
        match self.layers.last() {
            Some(layer) => layer.scopes(),
            None => self.tab().map_or(&[Scope::Global, Scope::Always], |tab| tab.scopes()),
        }
    }

    pub(super) fn key(&mut self, key: Key) {
        let press = self.keymap.press(self.scopes(), key);
        self.press(press);
    }

    pub(super) fn press(&mut self, press: Press) {
        match press.action {
            Some(Action::ForceQuit) => self.out.push(Effect::Quit),
            Some(Action::Redraw) => self.out.push(Effect::Redraw),
            Some(Action::CounterSale) if !self.layers.is_empty() => self.sell_over(press),
            Some(Action::Help) if !matches!(self.layers.last(), Some(Layer::Help(_))) => self.open_help(),
            _ if !self.layers.is_empty() => self.press_layer(press),
            // Which row is selected is not known yet: "find Priya, edit" must not edit whoever stood there before.
            Some(action) if needs_selection(action) && self.tab().is_some_and(Tab::is_moving) => {
                self.stalled = true;
                self.hold(InputEvent::Key(press.key));
            }
            Some(action) => self.run(action, press),
            // Nothing to delete at the end of a search line: the key looks everywhere for what was typed.
            None if !self.press_tab(press) => match self.keymap.lookup(&[Scope::Global], press.key) {
                Some(Action::FindAnything) => self.open_find(),
                _ => self.say_where(press.key),
            },
            None => {}
        }
        if self.layers.is_empty() {
            self.forget_jumps();
        }
    }

    /// Does an action on a tab.
    pub(super) fn run(&mut self, action: Action, press: Press) {
        if !self.is_valid(action) {
            let spec = action.spec();
            let toast = Toast::new(Tone::Note, format!("{} is not possible here", spec.title));
            return self.say(toast.hint(self.why_not(action)));
        }
        if action == Action::CarryBlock {
            // What was said before must not lie over what is in the way of the block.
            self.toast = None;
        }
        match action.spec().scope {
            _ if action == Action::Back && self.jump_back() => {}
            _ if action == Action::CounterSale => self.open_sale(),
            _ if self.free_action(action) => {}
            Scope::Calendar if self.calendar_action(action) => {}
            Scope::Clients => self.client_action(action),
            _ if super::custody::permission(action).is_some() && action != Action::ScanSerial => {
                self.custody_action(action);
            }
            Scope::Projects if action != Action::SwitchView => self.project_action(action),
            Scope::Packages | Scope::PackageTemplates => self.package_action(action),
            Scope::Inventory => self.inventory_action(action),
            Scope::Outbox => self.outbox_action(action),
            Scope::Invoices => self.invoice_action(action),
            Scope::Tasks | Scope::TaskTemplates => self.task_action(action),
            Scope::Global if !is_of_the_tab(action) => self.global(action),
            _ => {
                if !self.press_tab(Press { action: Some(action), ..press }) && action == Action::Back {
                    self.leave_shelf();
                }
            }
        }
    }

    /// From a shelf back to its room; there is nothing to go back to from a room.
    fn leave_shelf(&mut self) {
        self.toast = None;
        if let Some(room) = self.tab().map(|tab| tab.id()).filter(|tab| *tab != tab.room()) {
            self.go_to_tab(room.room() as usize);
        }
    }

    /// A key that means something on another tab says where, instead of doing nothing; any other, that it means nothing.
    fn say_where(&mut self, key: Key) {
        let places = [
            (Scope::Clients, Action::TabClients, "the clients"),
            (Scope::Projects, Action::TabProjects, "the projects"),
            (Scope::Tasks, Action::TabTasks, "the tasks"),
            (Scope::Packages, Action::TabPackages, "the packages"),
            (Scope::Invoices, Action::TabInvoices, "the invoices"),
            (Scope::Inventory, Action::TabInventory, "the inventory"),
            (Scope::Outbox, Action::TabOutbox, "the outbox"),
            (Scope::Calendar, Action::TabCalendar, "the calendar"),
        ];
        let found = places
            .into_iter()
            .find_map(|(scope, tab, place)| Some((self.keymap.lookup(&[scope], key)?, tab, place)));
        let Some((action, tab, place)) = found else {
            let toast = Toast::new(Tone::Note, format!("{key} does nothing here"));
            return self.say(match self.keymap.key_text(Action::Help) {
                help if help.is_empty() => toast,
                help => toast.hint(format!("{help} shows every key")),
            });
        };
        let tab = self.keymap.key_text(tab);
        let toast = Toast::new(Tone::Note, format!("{} is not possible here", action.spec().title));
        let hint = if tab.is_empty() { String::new() } else { format!("{tab} goes to {place}.") };
        self.say(toast.hint(hint));
    }

    pub(super) fn press_tab(&mut self, press: Press) -> bool {
        let Some(tab) = self.tabs.get_mut(self.open) else { return false };
        match tab.press(press, &mut self.out) {
            TabEvent::Unhandled => return false,
            TabEvent::Done => {}
            TabEvent::Filter => self.open_filter(),
            TabEvent::Sort => self.open_sort(),
            TabEvent::CalendarFilter => self.open_calendar_filter(),
            TabEvent::Say(what, hint) => self.say(Toast::new(Tone::Note, what).hint(hint)),
            TabEvent::Show(row) => {
                if !self.open_line(&row) && !self.open_invoice_line(&row) {
                    self.jump(&row);
                }
            }
        }
        true
    }

    pub(super) fn global(&mut self, action: Action) {
        match action {
            Action::NextTab => self.step_room(1),
            Action::PrevTab => self.step_room(TabId::ROOMS.len() - 1),
            Action::Branch => self.open_branches(),
            Action::Undo => self.apply(Command::Undo, Written::Undo),
            Action::Redo => self.apply(Command::Redo, Written::Act),
            Action::Drafts => self.open_drafts(),
            Action::FindAnything => self.open_find(),
            Action::ScanSerial => self.open_serial(),
            Action::Commands => self.open_palette(),
            Action::Suspend => self.out.push(Effect::Suspend),
            Action::Quit => self.out.push(Effect::Quit),
            _ => {
                if let Some(tab) = TabId::ALL.iter().find(|tab| tab.action() == action) {
                    self.go_to_tab(*tab as usize);
                }
            }
        }
    }

    /// Goes so many rooms on, round the end.
    fn step_room(&mut self, by: usize) {
        let room = self.tab().map_or(TabId::Calendar, |tab| tab.id().room());
        let at = TabId::ROOMS.iter().position(|other| *other == room).unwrap_or(0);
        if let Some(to) = TabId::ROOMS.get((at + by) % TabId::ROOMS.len()) {
            self.go_to_tab(*to as usize);
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        if !self.layers.is_empty() {
            self.paste_layer(text);
        } else if let Some(tab) = self.tabs.get_mut(self.open) {
            tab.paste(text, &mut self.out);
        }
    }
}

/// Whether an action is about the selected record.
const fn needs_selection(action: Action) -> bool {
    match action {
        action if super::needs_nothing(action) => false,
        Action::Open
        | Action::OpenBlock
        | Action::Mark
        | Action::Right
        | Action::OtherPane
        | Action::DetailOpen => true,
        action => super::permission(action).is_some(),
    }
}

/// Actions of every tab that the tab itself does.
const fn is_of_the_tab(action: Action) -> bool {
    matches!(action, Action::OtherPane | Action::Search | Action::Filter | Action::Sort | Action::Mark)
}
