//! Papers of a project: chosen, read, copied.

use super::super::layers::{Layer, Purpose as Choosing};
use super::super::{About, App};
use crate::documents;
use crate::domain::id::{EventId, ProjectId};
use crate::domain::paper::OutingsOf;
use crate::screens::calendar::Block;
use crate::screens::paper::PaperPane;
use crate::store::protocol::{ProjectDetail, Query, Reply};
use crate::ui::picker::{Choice, Picker};

/// The id of the choice that stands for the checklist: no sub-event has it.
const CHECKLIST: &str = "*";

/// Which paper is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum AboutPaper {
    /// The call sheet of the first sub-event of the answer.
    CallSheet,
    /// The checklist of all of them.
    Checklist,
}

fn checklist() -> Choice {
    Choice::new(CHECKLIST, "Gear checklist").note("of the whole project")
}

impl App {
    /// Offers the papers of a project.
    pub(super) fn choose_paper(&mut self, detail: &ProjectDetail) {
        let mut choices: Vec<Choice> = detail
            .events
            .rows
            .iter()
            .map(|event| {
                let label = format!("Call sheet: {}", event.title);
                Choice::new(event.id.as_str(), label).note(self.words.moment(event.start))
            })
            .collect();
        choices.push(checklist());
        self.offer_papers(detail.project.details.called(), choices, detail.id().clone());
    }

    /// Offers the papers of a block of the calendar: of its sub-event, and of its project.
    pub(in crate::app) fn choose_block_paper(&mut self, block: &Block) {
        let sheet = |event: &EventId| Choice::new(event.as_str(), format!("Call sheet: {}", block.title));
        let choices = block.event.iter().map(sheet).chain([checklist()]).collect();
        self.offer_papers(&block.title, choices, block.project.clone());
    }

    fn offer_papers(&mut self, of: &str, choices: Vec<Choice>, project: ProjectId) {
        let picker = Picker::local(format!("Papers of {of}"), choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::Paper(project)));
    }

    /// Reads what the chosen paper is made of.
    pub(in crate::app) fn picked_paper(&mut self, project: ProjectId, chosen: &str) {
        let (of, about) = match chosen {
            CHECKLIST => (OutingsOf::Project(project), AboutPaper::Checklist),
            event => (OutingsOf::Event(event.into()), AboutPaper::CallSheet),
        };
        self.read_for(Query::Outings(of), About::Paper(about));
    }

    /// Opens the paper.
    pub(in crate::app) fn paper_read(&mut self, about: AboutPaper, reply: Reply) {
        let Reply::Outings(found) = reply else { return };
        let pane = match (about, found.rows.split_first()) {
            (AboutPaper::CallSheet, Some((outing, others))) => {
                PaperPane::new("Call sheet", documents::call_sheet(outing, others), self.size)
            }
            (AboutPaper::CallSheet, None) => return,
            (AboutPaper::Checklist, first) => {
                let title = first.map(|(outing, _)| outing.project.as_str()).unwrap_or_default();
                PaperPane::new("Gear checklist", documents::checklist(title, &found.rows), self.size)
            }
        };
        self.layers.push(Layer::Paper(Box::new(pane)));
    }
}
