//! Tasks of projects: what is to be done, by when, by whom.
//!
//! A task is due at the end of a day in its branch's zone: a day that was chosen, or one counted from an *anchor* of
//! its project (booked, shot, delivered). An anchored day never lies before the day on which the project was opened:
//! "14 days before the shoot" of a project that was asked for a week ahead is due at once.

mod checklist;
pub mod template;

pub use checklist::Checklist;

use super::check;
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold;
use super::id::{BranchId, ProjectId, TaskId, TaskTemplateId, UserId};
use super::project::ProjectStatus;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// The stable keys of a task's fields: forms, drafts, conflicts, history and `--json` use them.
pub mod fields {
    /// What is to be done. Text, required.
    pub const TITLE: &str = "title";
    /// The project status that it belongs to: a choice, required.
    pub const STAGE: &str = "stage";
    /// The day when it is due, where no anchor gives it.
    pub const DUE: &str = "due";
    /// What its due day is counted from: a choice.
    pub const ANCHOR: &str = "anchor";
    /// Days after (before: negative) the anchor.
    pub const DAYS: &str = "days";
    /// Whose it is: a reference to a person.
    pub const ASSIGNEE: &str = "assignee";
    /// Things to tick, one per line: `[x] done`, `[ ] open`.
    pub const CHECKLIST: &str = "checklist";
    /// Free notes, several lines.
    pub const NOTES: &str = "notes";

    /// Every field.
    pub const ALL: [&str; 8] = [TITLE, STAGE, DUE, ANCHOR, DAYS, ASSIGNEE, CHECKLIST, NOTES];
}

/// The longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// The most days between a task and its anchor, either way.
pub const MAX_DAYS: i64 = 3_650;

/// What a due day is counted from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Anchor {
    /// When the project became a booking; until then, when it was opened.
    Booking,
    /// When the shoot starts.
    Shoot,
    /// When the client gets the result.
    Delivery,
    /// A word of another program: gives no day.
    Other(String),
}

impl Anchor {
    /// The anchors that a person chooses from.
    pub const ALL: [Self; 3] = [Self::Booking, Self::Shoot, Self::Delivery];

    /// The stored word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Booking => "booking",
            Self::Shoot => "shoot",
            Self::Delivery => "delivery",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for Anchor {
    fn from(word: String) -> Self {
        Self::ALL.into_iter().find(|anchor| anchor.as_str() == word).unwrap_or(Self::Other(word))
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> Self {
        anchor.as_str().to_owned()
    }
}

/// "2 days after the shoot", "on the day of delivery".
#[must_use]
pub fn say_anchor(anchor: &Anchor, days: i64) -> String {
    let what = match anchor {
        Anchor::Booking => "booking",
        Anchor::Shoot => "the shoot",
        Anchor::Delivery => "delivery",
        Anchor::Other(word) => word,
    };
    let count = |n: u64| if n == 1 { "1 day".to_owned() } else { format!("{n} days") };
    match days {
        0 => format!("on the day of {what}"),
        1.. => format!("{} after {what}", count(days.unsigned_abs())),
        _ => format!("{} before {what}", count(days.unsigned_abs())),
    }
}

/// What the days of a project's tasks are counted from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// When it was opened: no day that is counted lies before.
    pub opened: Option<Timestamp>,
    /// When it became a booking.
    pub activated: Option<Timestamp>,
    /// When the shoot starts.
    pub shoot: Option<Timestamp>,
    /// When the client gets the result.
    pub delivery: Option<Timestamp>,
    /// The zone in which its days are counted.
    pub zone: TimeZone,
}

impl Anchors {
    /// The day that is so many days from an anchor; `None` while the anchor has no day.
    #[must_use]
    pub fn day(&self, anchor: &Anchor, days: i64) -> Option<Date> {
        let at = match anchor {
            Anchor::Booking => self.activated.or(self.opened),
            Anchor::Shoot => self.shoot,
            Anchor::Delivery => self.delivery,
            Anchor::Other(_) => None,
        }?;
        day_of(at, &self.zone).checked_add(Span::new().try_days(days).ok()?).ok()
    }

    /// When a task is due that is so many days from an anchor: never before the day on which the project was opened.
    #[must_use]
    pub fn due(&self, anchor: &Anchor, days: i64) -> Option<Timestamp> {
        let day = self.day(anchor, days)?;
        let first = self.opened.map(|at| day_of(at, &self.zone));
        end_of_day(first.map_or(day, |first| first.max(day)), &self.zone)
    }

    /// Whether a day lies before the project.
    fn is_before(&self, day: Date) -> bool {
        self.opened.is_some_and(|at| day < day_of(at, &self.zone))
    }
}

/// The day of a moment in a zone.
#[must_use]
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// The last second of a day in a zone; `None` at the end of time.
#[must_use]
pub fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?.to_zoned_datetime(zone.clone()).ok()?.timestamp();
    next.checked_sub(Span::new().seconds(1)).ok()
}

/// A task as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Id.
    pub id: TaskId,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// The project's branch.
    pub branch: BranchId,
    /// The template that it came from.
    pub template: Option<TaskTemplateId>,
    /// What is to be done.
    pub title: String,
    /// The project status that it belongs to.
    pub stage: ProjectStatus,
    /// What its due day is counted from, and how many days.
    pub anchor: Option<(Anchor, i64)>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whose it is.
    pub assignee: Option<UserId>,
    /// What that person is called; empty without one.
    pub assignee_name: String,
    /// Things to tick.
    pub checklist: Checklist,
    /// Free notes.
    pub notes: String,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// Who did it.
    pub done_by: String,
    /// When the record was made.
    pub created: Option<Timestamp>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl Task {
    /// The editable values by field. The day of an anchored task is not one: it follows.
    #[must_use]
    pub fn values(&self, zone: &TimeZone) -> FieldValues {
        let due = self.due.filter(|_| self.anchor.is_none());
        let assignee = self.assignee.as_ref().map_or(FieldValue::Empty, |id| FieldValue::Reference {
            id: id.to_string(),
            label: self.assignee_name.clone(),
        });
        let (anchor, days) = match &self.anchor {
            Some((anchor, days)) => (FieldValue::text(anchor.as_str()), FieldValue::Number(*days)),
            None => (FieldValue::Empty, FieldValue::Empty),
        };
        let pairs = [
            (fields::TITLE, FieldValue::text(&self.title)),
            (fields::STAGE, FieldValue::text(self.stage.as_str())),
            (fields::DUE, due.map_or(FieldValue::Empty, |at| FieldValue::Date(day_of(at, zone)))),
            (fields::ANCHOR, anchor),
            (fields::DAYS, days),
            (fields::ASSIGNEE, assignee),
            (fields::CHECKLIST, FieldValue::text(&self.checklist.text())),
            (fields::NOTES, FieldValue::text(&self.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// What a form about a task says, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskEntry {
    /// What is to be done, cleaned.
    pub title: String,
    /// The project status that it belongs to.
    pub stage: ProjectStatus,
    /// What its due day is counted from, and how many days.
    pub anchor: Option<(Anchor, i64)>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whose it is.
    pub assignee: Option<UserId>,
    /// Things to tick.
    pub checklist: Checklist,
    /// Free notes.
    pub notes: String,
}

impl From<&Task> for TaskEntry {
    fn from(task: &Task) -> Self {
        Self {
            title: task.title.clone(),
            stage: task.stage.clone(),
            anchor: task.anchor.clone(),
            due: task.due,
            assignee: task.assignee.clone(),
            checklist: task.checklist.clone(),
            notes: task.notes.clone(),
        }
    }
}

/// Checks a new task of a project. Without a stage it belongs to where the project stands.
///
/// # Errors
/// What is wrong, by field.
pub fn check(
    values: &FieldValues,
    stands: &ProjectStatus,
    anchors: &Anchors,
) -> Result<TaskEntry, FieldErrors> {
    let stage = if ProjectStatus::BOARD.contains(stands) { stands.clone() } else { ProjectStatus::Active };
    let blank = TaskEntry {
        title: String::new(),
        stage,
        anchor: None,
        due: None,
        assignee: None,
        checklist: Checklist::default(),
        notes: String::new(),
    };
    let mut values = values.clone();
    values.entry(FieldKey::from(fields::TITLE)).or_default();
    if values.get(&FieldKey::from(fields::STAGE)).is_some_and(|v| *v == FieldValue::Empty) {
        values.remove(&FieldKey::from(fields::STAGE));
    }
    put(blank, &values, anchors)
}

/// Checks an edit: only what changed is judged, so that an old oddity elsewhere does not stand in the way.
///
/// # Errors
/// What is wrong, by field.
pub fn edit(task: &Task, changes: &FieldValues, anchors: &Anchors) -> Result<TaskEntry, FieldErrors> {
    put(TaskEntry::from(task), changes, anchors)
}

fn put(mut entry: TaskEntry, changes: &FieldValues, anchors: &Anchors) -> Result<TaskEntry, FieldErrors> {
    let mut errors = FieldErrors::default();
    for (key, value) in changes {
        set(&mut entry, (&key.0, value), &mut errors);
    }
    let is_given = |key| changes.contains_key(&FieldKey::from(key));
    if is_given(fields::DUE) || is_given(fields::ANCHOR) || is_given(fields::DAYS) {
        set_due(&mut entry, changes, anchors, &mut errors);
    }
    errors.into_result(entry)
}

fn set(entry: &mut TaskEntry, (key, value): (&str, &FieldValue), errors: &mut FieldErrors) {
    match key {
        fields::TITLE => {
            entry.title = fold::clean_line(value.as_text(), MAX_TITLE);
            if !fold::has_letter(&entry.title) {
                errors.add(key, "a title with at least one letter or digit is needed");
            }
        }
        fields::STAGE => match stage(value.as_text(), &entry.stage) {
            Ok(stage) => entry.stage = stage,
            Err(error) => errors.add(key, error),
        },
        fields::ASSIGNEE => {
            let person = check::reference(key, value, "person", errors);
            entry.assignee = person.map(|(id, _)| UserId::from(id));
        }
        fields::CHECKLIST => match entry.checklist.edited(value.as_text()) {
            Ok(checklist) => entry.checklist = checklist,
            Err(error) => errors.add(key, error),
        },
        fields::NOTES => entry.notes = check::lines(value),
        fields::DUE | fields::ANCHOR | fields::DAYS => {}
        _ => errors.add(key, format!("a task has no field “{key}”")),
    }
}

/// One of the statuses that a project works through, or the word that is stored already.
///
/// # Errors
/// The words that there are.
pub fn stage(word: &str, before: &ProjectStatus) -> Result<ProjectStatus, String> {
    let stage = ProjectStatus::from(word.trim());
    if ProjectStatus::BOARD.contains(&stage) || stage == *before && !word.trim().is_empty() {
        return Ok(stage);
    }
    let words: Vec<&str> = ProjectStatus::BOARD.iter().map(ProjectStatus::as_str).collect();
    Err(format!("there is no stage “{}”; choose one of {}", word.trim(), words.join(", ")))
}

/// Either a day, or days from an anchor.
fn set_due(entry: &mut TaskEntry, changes: &FieldValues, anchors: &Anchors, errors: &mut FieldErrors) {
    let (before_anchor, before_days) = match &entry.anchor {
        Some((anchor, days)) => (Some(anchor.clone()), Some(*days)),
        None => (None, None),
    };
    let value = |key| changes.get(&FieldKey::from(key));
    let anchor = match value(fields::ANCHOR).map(|v| v.as_text().trim()) {
        None => before_anchor,
        Some("") => None,
        Some(word) => {
            let anchor = Anchor::from(word.to_owned());
            let is_odd = matches!(anchor, Anchor::Other(_)) && before_anchor.as_ref() != Some(&anchor);
            if is_odd {
                errors.add(fields::ANCHOR, "choose booking, shoot or delivery");
            }
            Some(anchor)
        }
    };
    let days = match value(fields::DAYS) {
        Some(days) => check::number(fields::DAYS, days, -MAX_DAYS..=MAX_DAYS, errors),
        None => before_days,
    };
    if anchor.is_none() && days.is_some() && value(fields::DAYS).is_some() {
        errors.add(fields::ANCHOR, "days need something to be counted from: booking, shoot or delivery");
    }
    let day = match value(fields::DUE) {
        Some(day) => check::date(fields::DUE, day, errors),
        // A day that was chosen stays until another one is, or an anchor.
        None if anchor.is_none() && entry.anchor.is_none() => return,
        None => None,
    };
    match (anchor, day) {
        (Some(_), Some(_)) => {
            errors.add(fields::DUE, "either a day or an anchor: leave one of them empty");
        }
        (Some(anchor), None) => {
            let days = days.unwrap_or(0);
            let early = anchors.day(&anchor, days).filter(|day| anchors.is_before(*day));
            if let Some(day) = early {
                errors.add(fields::DAYS, too_early(day, anchors));
            }
            entry.due = anchors.due(&anchor, days);
            entry.anchor = Some((anchor, days));
        }
        (None, day) => {
            if let Some(day) = day.filter(|day| anchors.is_before(*day)) {
                errors.add(fields::DUE, too_early(day, anchors));
            }
            entry.anchor = None;
            entry.due = day.and_then(|day| end_of_day(day, &anchors.zone));
        }
    }
}

fn too_early(day: Date, anchors: &Anchors) -> String {
    let say = |day: Date| day.strftime("%-d %b %Y").to_string();
    let opened = anchors.opened.map(|at| say(day_of(at, &anchors.zone))).unwrap_or_default();
    format!("that is {}, before the project was opened ({opened})", say(day))
}

#[cfg(test)]
mod tests;
