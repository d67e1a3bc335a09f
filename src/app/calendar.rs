//! What can be done in the calendar: going to a date or a project, editing a block, leaving out what is not looked for.

use super::forms::event::EventForm;
use super::layers::{Layer, Purpose};
use super::projects::AboutProject;
use super::{About, App, sentence};
use crate::action::Action;
use crate::domain::project::ProjectStatus;
use crate::domain::role::Permission;
use crate::domain::when::{parse_when, say_date_long};
use crate::screens::calendar::CalendarTab;
use crate::screens::effect::slots;
use crate::screens::tab::Tab;
use crate::store::protocol::{CalendarFilter, Direction, Only, Query, Reply, RowRef, Table};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The leave that an action asks for; `None` for what is none of the calendar, or may be done by everybody who sees it.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    match action {
        Action::EditBlock | Action::CarryBlock | Action::BlockGear => Some(Permission::EditProjects),
        Action::BlockProject | Action::BlockHistory | Action::BlockPapers => Some(Permission::ViewProjects),
        _ => None,
    }
}

/// The id of the choice that stands for whoever it is: no asset has it.
const ANYBODY: &str = "*";

impl App {
    pub(super) fn calendar(&self) -> Option<&CalendarTab> {
        self.tab().and_then(Tab::as_calendar)
    }

    /// Does something to the open calendar.
    pub(super) fn in_calendar(
        &mut self,
        act: impl FnOnce(&mut CalendarTab, &mut crate::screens::effect::Out),
    ) {
        if let Some(calendar) = self.tabs.get_mut(self.open).and_then(|tab| tab.as_calendar_mut()) {
            act(calendar, &mut self.out);
        }
    }

    /// Does an action of the calendar that is more than moving about in it; `false` when it is none.
    pub(super) fn calendar_action(&mut self, action: Action) -> bool {
        match action {
            Action::JumpToDate => self.open_jump(),
            Action::NewBooking => self.project_action(action),
            Action::NextConflict => self.seek_conflict(Direction::Later),
            Action::PrevConflict => self.seek_conflict(Direction::Earlier),
            Action::BlockProject => {
                let block = self.calendar().and_then(CalendarTab::block);
                if let Some(block) = block {
                    self.jump(&RowRef { table: Table::Projects, id: block.project.to_string() });
                }
            }
            Action::EditBlock => {
                match self.calendar().and_then(CalendarTab::block).map(|block| block.event) {
                    Some(Some(event)) => self.read_for(Query::SubEvent(event), About::SubEvent),
                    Some(None) => self.project_action(Action::EditProject),
                    None => {}
                }
            }
            Action::BlockPapers => {
                let block = self.calendar().and_then(CalendarTab::block);
                if let Some(block) = block {
                    self.choose_block_paper(&block);
                }
            }
            Action::BlockGear => {
                if let Some(block) = self.calendar().and_then(CalendarTab::block) {
                    self.read_for(Query::Project(block.project), About::Project(AboutProject::Gear));
                }
            }
            Action::BlockHistory => {
                if let Some(subject) = self.tab().and_then(|tab| tab.subject()) {
                    self.open_history(&subject);
                }
            }
            _ => return false,
        }
        true
    }

    /// Opens the form of a sub-event as it is now.
    pub(super) fn sub_event_read(&mut self, reply: Reply) {
        let Reply::SubEvent(event) = reply else { return };
        let block = self.calendar().and_then(CalendarTab::block);
        let of_block = block.filter(|block| block.project == event.project).map(|block| block.branch);
        let shown = || self.shown_branch().or_else(|| self.ready()?.branches.first()).map(|b| b.id.clone());
        if let Some(branch) = of_block.or_else(shown) {
            self.open_form(EventForm::open(&branch, &event));
        }
    }

    // -- conflicts ----------------------------------------------------------------------------------------------

    fn seek_conflict(&mut self, direction: Direction) {
        let from = self.calendar().and_then(CalendarTab::conflict_from);
        let from = from.map(|(at, lock)| (at, lock.cloned()));
        let (from, beside) = from.unwrap_or_else(|| (self.words.now().timestamp(), None));
        let query = Query::NextConflict { scope: self.scope.clone(), from, beside, direction };
        self.read_for(query, About::Conflict(direction));
    }

    /// Goes to what cannot stay as it is, and says why.
    pub(super) fn conflict_read(&mut self, reply: Reply, direction: Direction) {
        let Reply::NextConflict(found) = reply else { return };
        let Some(found) = found else {
            let way = if direction == Direction::Later { "after" } else { "before" };
            return self.say(Toast::new(Tone::Note, format!("There is no conflict {way} this")));
        };
        let lock = &found.lock;
        let day = self.ctx().words_in(&found.branch).date_of(lock.start);
        let why = match (&lock.trouble, &found.crossed) {
            (Some(trouble), _) => format!("{} needs replacement: {}", lock.asset_name, trouble.words()),
            (None, Some(clash)) => format!("Held only, and {clash}"),
            (None, None) => format!("{} cannot stay as it is", lock.asset_name),
        };
        self.in_calendar(|calendar, out| calendar.go_to_conflict(day, lock, out));
        self.say(Toast::new(Tone::Note, why));
    }

    // -- going to a date ----------------------------------------------------------------------------------------

    fn open_jump(&mut self) {
        let mut picker = Picker::remote("Go to: 24 dec, tomorrow, in 3 weeks, 2026-12-24", None);
        picker.set_choices("", self.date_choices(""));
        self.layers.push(Layer::Picker(picker, Purpose::JumpToDate));
    }

    /// What a text can mean as a date, said in full so that nobody goes to a wrong year; what is not understood says so.
    pub(super) fn date_choices(&self, text: &str) -> Vec<Choice> {
        let today = self.words.today();
        let choice = |day: Date, note: &str| Choice::new(day.to_string(), say_date_long(day)).note(note);
        if text.trim().is_empty() {
            let days = [
                ("today", Some(today)),
                ("tomorrow", today.tomorrow().ok()),
                ("next week", today.nth_weekday(1, Weekday::Monday).ok()),
                ("next month", today.last_of_month().tomorrow().ok()),
                ("in 3 months", today.checked_add(3.months()).ok()),
                ("in a year", today.checked_add(1.years()).ok()),
            ];
            return days.into_iter().filter_map(|(note, day)| Some(choice(day?, note))).collect();
        }
        match parse_when(text, self.words.now()) {
            Ok(at) => vec![choice(self.words.date_of(at), &self.words.day(at))],
            Err(error) => vec![Choice::new("", sentence(&error.to_string()))],
        }
    }

    /// Goes to the chosen date; whether the question stays, because none was understood.
    pub(super) fn picked_date(&mut self, id: &str) -> bool {
        let Ok(day) = id.parse::<Date>() else { return true };
        self.in_calendar(|calendar, out| calendar.go_to(day, out));
        false
    }

    // -- what is left out ---------------------------------------------------------------------------------------

    /// What the calendar can be narrowed to; what is in force says so.
    pub(super) fn open_calendar_filter(&mut self) {
        let Some((filter, names)) = self.calendar().and_then(CalendarTab::chosen) else { return };
        let on = |is: bool| if is { "✓ in force" } else { "" };
        let mut choices = vec![
            Choice::new("all", "everything"),
            Choice::new("mine", "mine: what I am booked for or answer for").note(on(filter.mine)),
            Choice::new("holds", "holds and inquiries").note(on(filter.only == Only::Holds)),
            Choice::new("conflicts", "conflicts").note(on(filter.only == Only::Conflicts)),
            Choice::new("human", "a crew member…").note(names.0.clone()),
            Choice::new("space", "a space…").note(names.1.clone()),
        ];
        for status in ProjectStatus::BOARD {
            let word = status.as_str();
            let is_on = filter.status.as_deref() == Some(word);
            choices.push(Choice::new(format!("={word}"), format!("status {word}")).note(on(is_on)));
        }
        let picker = Picker::local("Show only", choices, None);
        self.layers.push(Layer::Picker(picker, Purpose::CalendarFilter));
    }

    pub(super) fn picked_calendar_filter(&mut self, id: &str) {
        let Some((filter, names)) = self.calendar().and_then(CalendarTab::chosen) else { return };
        let (mut filter, mut names) = (filter.clone(), names.clone());
        let only = |now: Only, wanted: Only| if now == wanted { Only::All } else { wanted };
        match id {
            "mine" => filter.mine = !filter.mine,
            "holds" => filter.only = only(filter.only, Only::Holds),
            "conflicts" => filter.only = only(filter.only, Only::Conflicts),
            "human" | "space" => {
                let kind = if id == "human" { "human" } else { "space" };
                let title = if id == "human" {
                    "Only what they are booked for"
                } else {
                    "Only what it is booked for"
                };
                self.layers.push(Layer::Picker(Picker::remote(title, None), Purpose::Bookable(kind)));
                return self.search_bookable(kind, "");
            }
            id => match id.strip_prefix('=') {
                Some(status) if filter.status.as_deref() == Some(status) => filter.status = None,
                Some(status) => filter.status = Some(status.to_owned()),
                None => {
                    filter = CalendarFilter::default();
                    names = (String::new(), String::new());
                }
            },
        }
        self.in_calendar(|calendar, out| calendar.choose(filter, names, out));
    }

    /// Looks for people or spaces.
    pub(super) fn search_bookable(&mut self, kind: &'static str, text: &str) {
        let (scope, text) = (self.scope.clone(), text.to_owned());
        self.out.query(slots::REFERENCES, Query::Bookable { scope, asset_type: kind.to_owned(), text });
    }

    /// People or spaces with the way back to all of them.
    pub(super) fn bookable_choices(kind: &str, mut found: Vec<Choice>) -> Vec<Choice> {
        found.insert(0, Choice::new(ANYBODY, if kind == "human" { "everybody" } else { "every space" }));
        found
    }

    pub(super) fn picked_bookable(&mut self, kind: &str, choice: &Choice) {
        let Some((filter, names)) = self.calendar().and_then(CalendarTab::chosen) else { return };
        let (mut filter, mut names) = (filter.clone(), names.clone());
        let any = choice.id == ANYBODY;
        let (asset, name) = if kind == "human" {
            (&mut filter.crew, &mut names.0)
        } else {
            (&mut filter.space, &mut names.1)
        };
        *asset = (!any).then(|| choice.id.as_str().into());
        *name = if any { String::new() } else { choice.label.clone() };
        self.in_calendar(|calendar, out| calendar.choose(filter, names, out));
    }
}
