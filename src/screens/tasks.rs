//! The forms and questions about tasks and their templates.

use crate::domain::project::ProjectStatus;
use crate::domain::task::{Anchor, MAX_DAYS, fields, template};

use crate::store::protocol::{Branch, StageDone};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section, Toward};

/// The names that drafts call the forms by.
pub mod forms {
    /// A task, new or edited.
    pub const TASK: &str = "task";
    /// A template, new or edited.
    pub const TEMPLATE: &str = "task_template";
}

/// The field that chooses the project of a new task; no field of the record.
pub const PROJECT: &str = "project";
/// The field that chooses the branch of a new template; no field of the record.
pub const BRANCH: &str = "branch";

/// The label of a field, in forms, conflicts and histories.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::TITLE => "Task",
        fields::STAGE => "Stage",
        fields::DUE => "Due",
        fields::ANCHOR => "Counted from",
        fields::DAYS => "Days after",
        fields::ASSIGNEE => "Who",
        fields::CHECKLIST => "Checklist",
        fields::NOTES => "Notes",
        template::fields::NAME => "Name",
        template::fields::ITEMS => "Tasks",
        other => other,
    }
}

/// A stored column as the form calls it.
#[must_use]
pub fn stored_label(column: &str) -> &str {
    match column {
        "due_at" => label(fields::DUE),
        "assignee_user_id" => label(fields::ASSIGNEE),
        "checklist_json" => label(fields::CHECKLIST),
        "items_json" => label(template::fields::ITEMS),
        "done_at" => "Done",
        other => label(other),
    }
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

/// Choices of words; another program's stays one.
fn choices<'a>(words: impl Iterator<Item = (&'a str, &'a str)>, stored: &str) -> FieldKind {
    let mut choices: Vec<(String, String)> =
        words.map(|(key, word)| (key.to_owned(), super::words::plain(word))).collect();
    if !stored.is_empty() && !choices.iter().any(|(key, _)| key == stored) {
        choices.push((stored.to_owned(), stored.to_owned()));
    }
    FieldKind::Choice(choices)
}

fn sections(stage: &str, anchor: &str) -> Vec<Section> {
    let stages = ProjectStatus::BOARD.iter().map(|status| (status.as_str(), status.as_str()));
    let anchors = Anchor::ALL;
    let anchors = anchors.iter().map(|anchor| (anchor.as_str(), anchor.as_str()));
    vec![
        Section::new(
            "What",
            vec![
                field(fields::TITLE, FieldKind::Text).required(),
                field(fields::ASSIGNEE, FieldKind::Reference { what: "person".to_owned() }),
                field(fields::STAGE, choices(stages, stage))
                    .help("The status of the project that it belongs to; empty: where the project stands."),
                field(fields::CHECKLIST, FieldKind::Notes { rows: 3 })
                    .help("One thing per line; [x] in front of what is done."),
                field(fields::NOTES, FieldKind::Notes { rows: 3 }),
            ],
        ),
        Section::new(
            "When",
            vec![
                field(fields::DUE, FieldKind::Date(Toward::Future))
                    .help("A day of its own; leave it empty to count one."),
                field(fields::ANCHOR, choices(anchors, anchor))
                    .help("The day follows when the booking, the shoot or the delivery moves."),
                field(fields::DAYS, FieldKind::Number { min: -MAX_DAYS, max: MAX_DAYS })
                    .help("Before: a negative number."),
            ],
        ),
    ]
}

/// The form of a new task; without a project it asks for one.
#[must_use]
pub fn new_task(project: Option<&str>) -> FormSpec {
    let mut sections = sections("", "");
    let title = project.map_or_else(|| "New task".to_owned(), |name| format!("New task for {name}"));
    if project.is_none()
        && let Some(first) = sections.first_mut()
    {
        let kind = FieldKind::Reference { what: "project".to_owned() };
        first.fields.insert(1, FieldSpec::new(PROJECT, "Project", kind).required());
    }
    FormSpec::new(forms::TASK, &title, sections)
}

/// The form of a task that exists, with the words that are stored.
#[must_use]
pub fn edit_task(name: &str, (stage, anchor): (&str, &str)) -> FormSpec {
    FormSpec::new(forms::TASK, &format!("Edit {name}"), sections(stage, anchor))
}

/// The form of a template; a new one asks which branch it is for where there are several.
#[must_use]
pub fn template(title: &str, branches: &[Branch]) -> FormSpec {
    let mut fields = vec![
        field(template::fields::NAME, FieldKind::Text).required(),
        field(template::fields::ITEMS, FieldKind::Notes { rows: 8 })
            .required()
            .help("One per line: Album draft | editing | 14 days after shoot; below it, - things to tick."),
    ];
    if branches.len() > 1 {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        let help = "Empty: every branch uses it.";
        fields.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).help(help));
    }
    FormSpec::new(forms::TEMPLATE, title, vec![Section::new("", fields)])
}

/// Asks before a task goes.
#[must_use]
pub fn ask_delete(title: &str) -> Confirm {
    Confirm::new(format!("Delete the task {title}?"), "delete").consequences(["u takes it back."])
}

/// Asks whether a project goes on, because its last task here was done.
#[must_use]
pub fn ask_move(offer: &StageDone) -> Confirm {
    let (from, to) = (super::words::plain(offer.from.as_str()), super::words::plain(offer.to.as_str()));
    Confirm::new(format!("Move {} to {to}?", offer.title), "move")
        .consequences([format!("Every task of {from} is done."), "u takes it back.".to_owned()])
}
