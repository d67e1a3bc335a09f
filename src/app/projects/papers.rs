//! Papers of a project: chosen, read, copied, written into files.

use super::super::forms::paper::PaperFileForm;
use super::super::layers::{Layer, Purpose as Choosing};
use super::super::{About, App};
use crate::documents::{self, CalendarFile, Phones};
use crate::domain::id::{BranchId, EventId, ProjectId};
use crate::domain::paper::{CalendarOf, CalendarScope, Outings, OutingsOf};
use crate::screens::calendar::Block;
use crate::screens::paper::{PaperFile, PaperPane, file_name};
use crate::store::protocol::{ProjectDetail, Query, Reply};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// The ids of the choices that stand for no sub-event: none has such an id.
const CHECKLIST: &str = "*";
const NO_SHEET: &str = "*sheet";
const OF_PROJECT: &str = "*project";
const OF_PERSON: &str = "*person";
const OF_BRANCH: &str = "*branch";

/// Days that are over and stand in a calendar file all the same.
const PAST_DAYS: u16 = 30;

/// Whose papers are offered.
#[derive(Clone, Debug)]
pub(in crate::app) struct PapersOf {
    project: ProjectId,
    /// What the project, or the block of the calendar, is called.
    called: String,
    branch: BranchId,
}

/// Which paper is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum AboutPaper {
    /// The call sheet of the first sub-event of the answer.
    CallSheet,
    /// The checklist of all of them.
    Checklist,
    /// A calendar file, and what it is about.
    Calendar(CalendarScope, String),
}

/// What is offered beside call sheets.
fn others(branch: &str) -> [Choice; 4] {
    [
        Choice::new(CHECKLIST, "Gear checklist").note("of the whole project"),
        Choice::new(OF_PROJECT, "Calendar file of the project"),
        Choice::new(OF_PERSON, "Calendar file of a person…"),
        Choice::new(OF_BRANCH, "Calendar file of the branch").note(branch.to_owned()),
    ]
}

impl App {
    /// Offers the papers of a project.
    pub(super) fn choose_paper(&mut self, detail: &ProjectDetail) {
        let words = self.ctx().words_in(&detail.project.branch).into_owned();
        let sheets = detail.events.rows.iter().map(|event| {
            let label = format!("Call sheet: {}", event.title);
            Choice::new(event.id.as_str(), label).note(words.moment(event.start))
        });
        let mut sheets: Vec<Choice> = sheets.collect();
        if sheets.is_empty() {
            sheets.push(Choice::new(NO_SHEET, "Call sheet").note("there is no sub-event yet"));
        }
        let called = detail.project.details.called().to_owned();
        let of = PapersOf { project: detail.id().clone(), called, branch: detail.project.branch.clone() };
        self.offer_papers(sheets, of);
    }

    /// Offers the papers of a block of the calendar: of its sub-event, and of its project.
    pub(in crate::app) fn choose_block_paper(&mut self, block: &Block) {
        let sheet = |event: &EventId| Choice::new(event.as_str(), format!("Call sheet: {}", block.title));
        let none = || Choice::new(NO_SHEET, "Call sheet").note("this is booked without a sub-event");
        let sheets = vec![block.event.as_ref().map_or_else(none, sheet)];
        let (project, called) = (block.project.clone(), block.title.clone());
        self.offer_papers(sheets, PapersOf { project, called, branch: block.branch.clone() });
    }

    fn offer_papers(&mut self, mut choices: Vec<Choice>, of: PapersOf) {
        choices.extend(others(self.ctx().branch_name(&of.branch)));
        let picker = Picker::local(format!("Papers of {}", of.called), choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::Paper(of)));
    }

    /// Reads what the chosen paper is made of.
    pub(in crate::app) fn picked_paper(&mut self, of: &PapersOf, chosen: &str) {
        let project = of.project.clone();
        let (outings, about) = match chosen {
            CHECKLIST => (OutingsOf::Project(project), AboutPaper::Checklist),
            NO_SHEET => return self.say_no_sheet(),
            OF_PROJECT => return self.read_calendar(CalendarOf::Project(project), &of.called),
            OF_BRANCH => {
                let name = self.ctx().branch_name(&of.branch).to_owned();
                return self.read_calendar(CalendarOf::Branch(of.branch.clone()), &name);
            }
            OF_PERSON => {
                let picker = Picker::remote("Whose calendar?", None);
                self.layers.push(Layer::Picker(picker, Choosing::CalendarOf));
                return self.search_bookable("human", "");
            }
            event => (OutingsOf::Event(event.into()), AboutPaper::CallSheet),
        };
        self.read_for(Query::Outings(outings), About::Paper(about));
    }

    /// Somebody was chosen whose calendar goes into a file.
    pub(in crate::app) fn picked_calendar_of(&mut self, person: &Choice) {
        self.read_calendar(CalendarOf::Asset(person.id.as_str().into()), &person.label);
    }

    fn read_calendar(&mut self, of: CalendarOf, about: &str) {
        let scope = CalendarScope { of, past_days: PAST_DAYS, phones: false };
        let query = Query::Outings(scope.outings(self.words.now().timestamp()));
        self.read_for(query, About::Paper(AboutPaper::Calendar(scope, about.to_owned())));
    }

    /// Opens the paper, or asks where it goes.
    pub(in crate::app) fn paper_read(&mut self, about: AboutPaper, reply: Reply) {
        let Reply::Outings(found) = reply else { return };
        let today = self.words.today().to_string();
        let pane = match (about, found.rows.split_first()) {
            (AboutPaper::CallSheet, Some((outing, others))) => {
                let day = self.words_at(&outing.event.zone).date_of(outing.event.start).to_string();
                let path = file_name(&["call sheet", &outing.event.title, &day], "txt");
                PaperPane::new("Call sheet", (documents::call_sheet(outing, others), path), self.size)
            }
            (AboutPaper::CallSheet, None) => return self.say_no_sheet(),
            (AboutPaper::Checklist, first) => {
                let title = first.map(|(outing, _)| outing.project.as_str()).unwrap_or_default();
                let path = file_name(&["gear", title, &today], "txt");
                PaperPane::new("Gear checklist", (documents::checklist(title, &found.rows), path), self.size)
            }
            (AboutPaper::Calendar(scope, about), _) => return self.save_calendar(&scope, &about, *found),
        };
        self.layers.push(Layer::Paper(Box::new(pane)));
    }

    fn say_no_sheet(&mut self) {
        let text = "There is no sub-event to make a call sheet of";
        self.say(
            Toast::new(Tone::Note, text).hint("A call sheet says when and where: add a sub-event first"),
        );
    }

    fn save_calendar(&mut self, scope: &CalendarScope, about: &str, mut found: Outings) {
        let (from, to) = scope.span(self.words.now().timestamp());
        found.rows.retain(|outing| outing.event.end > from && outing.event.start < to);
        if found.rows.is_empty() {
            let toast = Toast::new(Tone::Note, format!("Nothing is on for {about}"));
            return self.say(toast.hint("There is nothing to put into a calendar file"));
        }
        // A block of the calendar is called by its sub-event; the file is of the project.
        let project = found.rows.first().map(|outing| outing.project.as_str());
        let project = project.filter(|name| matches!(scope.of, CalendarOf::Project(_)) && !name.is_empty());
        let about = project.unwrap_or(about);
        let name = format!("StudioVault · {about}");
        let text = documents::calendar(CalendarFile { name: &name, phones: Phones::Without }, &found.rows);
        let path = file_name(&["calendar", about], "ics");
        let note = if found.more {
            "There was more than a calendar file takes."
        } else {
            "Without phones of clients."
        };
        let what = format!("calendar of {about}");
        self.open_form(PaperFileForm::open(PaperFile { what, path, text }, note));
    }
}
