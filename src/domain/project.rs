//! Projects: the record, its fields, and what makes an entry a project. Which status may follow which is in [`status`].

pub mod event;
pub mod status;

use super::check::{self, line, lines, moment};
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::id::{BranchId, ClientId, ProjectId, UserId};
use super::kept::{self, Kept};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
pub use status::{Move, MoveError, ProjectStatus, StatusBefore, Step};

/// What a booking is called as long as nobody says otherwise: who it is for, and what; `None` without either.
#[must_use]
pub fn usual_title(client: &str, package: &str) -> Option<String> {
    let parts: Vec<&str> =
        [client, package].into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The stable keys of a project's fields: forms, drafts, conflicts, history and `--json` use them.
pub mod fields {
    /// Whom it is for: a reference to a client. Required.
    pub const CLIENT: &str = "client";
    /// What it is called.
    pub const TITLE: &str = "title";
    /// What kind of work it is: a choice, or another program's word.
    pub const KIND: &str = "kind";
    /// When the shoot starts: date and time.
    pub const START: &str = "start";
    /// When the client gets the result: date and time.
    pub const DELIVERY: &str = "delivery";
    /// Where it takes place.
    pub const LOCATION: &str = "location";
    /// Who answers for it: a reference to a person.
    pub const LEAD: &str = "lead";
    /// How the client came to ask.
    pub const SOURCE: &str = "source";
    /// Free notes, several lines.
    pub const NOTES: &str = "notes";
    /// The status. Moved, never edited; conflicts and history name it.
    pub const STATUS: &str = "status";
}

/// A project as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Id.
    pub id: ProjectId,
    /// The branch that it belongs to.
    pub branch: BranchId,
    /// Whom it is for.
    pub client: ClientId,
    /// The client's name.
    pub client_name: String,
    /// Who answers for it.
    pub lead: Option<UserId>,
    /// That person's name; empty without one.
    pub lead_name: String,
    /// Where it stands.
    pub status: ProjectStatus,
    /// What a cancelled or trashed project goes back to.
    pub before: StatusBefore,
    /// When the shoot starts.
    pub start: Option<Timestamp>,
    /// When the client gets the result.
    pub delivery: Option<Timestamp>,
    /// When it became a booking; set once.
    pub activated: Option<Timestamp>,
    /// When the record was made.
    pub created: Option<Timestamp>,
    /// When it was put into the trash.
    pub trashed: Option<Timestamp>,
    /// Everything else.
    pub details: ProjectDetails,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// Days for which a project in the trash can be restored; then it may be purged. Source: the product's design, "Projects
/// and bookings".
pub const TRASH_DAYS: i64 = 30;

/// The first moment at which a project that was thrown away then can be purged; `None` beyond the end of time.
#[must_use]
pub fn purgeable_from(trashed: Timestamp) -> Option<Timestamp> {
    trashed.checked_add(jiff::Span::new().try_hours(TRASH_DAYS * 24).ok()?).ok()
}

/// `projects.details_json`: known keys typed, unknown keys kept as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectDetails {
    /// What it is called.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What kind of work it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Where it takes place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub location: String,
    /// How the client came to ask.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Free notes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Keys that we do not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Kept for ProjectDetails {
    fn other(&mut self) -> &mut Map<String, Value> {
        &mut self.other
    }
}

impl ProjectDetails {
    /// Reads `details_json`.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        kept::parse(stored)
    }

    /// The details as they are stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        kept::to_json(self)
    }

    /// What a person calls the project: its title, else another program's name for it, else its kind, else "Project".
    #[must_use]
    pub fn called(&self) -> &str {
        let name = self.other.get("name").and_then(Value::as_str).unwrap_or_default();
        [self.title.as_str(), name, self.kind.as_str()]
            .into_iter()
            .find(|text| !text.trim().is_empty())
            .unwrap_or("Project")
    }
}

impl Project {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let d = &self.details;
        let when = |at: Option<Timestamp>| at.map_or(FieldValue::Empty, FieldValue::When);
        let reference =
            |id: &str, label: &str| FieldValue::Reference { id: id.to_owned(), label: label.to_owned() };
        let pairs = [
            (fields::CLIENT, reference(self.client.as_str(), &self.client_name)),
            (fields::TITLE, FieldValue::text(&d.title)),
            (fields::KIND, FieldValue::text(&d.kind)),
            (fields::START, when(self.start)),
            (fields::DELIVERY, when(self.delivery)),
            (fields::LOCATION, FieldValue::text(&d.location)),
            (
                fields::LEAD,
                self.lead.as_ref().map_or(FieldValue::Empty, |id| reference(id.as_str(), &self.lead_name)),
            ),
            (fields::SOURCE, FieldValue::text(&d.source)),
            (fields::NOTES, FieldValue::text(&d.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }

    /// Whether somebody who may edit only their own inquiries may edit this one: they answer for it, and it was not
    /// activated yet. Source: the product's design, "People, permission, audit".
    #[must_use]
    pub fn is_own_inquiry(&self, of: &UserId) -> bool {
        self.lead.as_ref() == Some(of) && self.status == ProjectStatus::Inquiry && self.activated.is_none()
    }
}

/// What a form about a project says, checked and in stored shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectEntry {
    /// Whom it is for; empty while nobody was chosen, which [`check()`] refuses.
    pub client: String,
    /// Who answers for it.
    pub lead: Option<UserId>,
    /// When the shoot starts, unix seconds.
    pub start: Option<i64>,
    /// When the client gets the result, unix seconds.
    pub delivery: Option<i64>,
    /// Everything else.
    pub details: ProjectDetails,
}

impl From<&Project> for ProjectEntry {
    fn from(project: &Project) -> Self {
        Self {
            client: project.client.to_string(),
            lead: project.lead.clone(),
            start: project.start.map(Timestamp::as_second),
            delivery: project.delivery.map(Timestamp::as_second),
            details: project.details.clone(),
        }
    }
}

/// Checks a new project.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues) -> Result<ProjectEntry, FieldErrors> {
    let mut entry = ProjectEntry::default();
    let mut errors = FieldErrors::default();
    if !values.contains_key(&FieldKey::from(fields::CLIENT)) {
        set(&mut entry, fields::CLIENT, &FieldValue::Empty, &mut errors);
    }
    fill(&mut entry, values, &mut errors);
    if entry.details.title.is_empty() && entry.details.kind.is_empty() {
        errors.add(fields::TITLE, "a title or a kind is needed: something to call it by");
    }
    errors.into_result(entry)
}

/// Checks an edit: only what changed is judged, so that an old oddity elsewhere does not stand in the way.
///
/// # Errors
/// What is wrong, by field.
pub fn edit(project: &Project, changes: &FieldValues) -> Result<ProjectEntry, FieldErrors> {
    let mut entry = ProjectEntry::from(project);
    let mut errors = FieldErrors::default();
    fill(&mut entry, changes, &mut errors);
    errors.into_result(entry)
}

fn fill(entry: &mut ProjectEntry, values: &FieldValues, errors: &mut FieldErrors) {
    for (key, value) in values {
        set(entry, &key.0, value, errors);
    }
    let dated =
        [fields::START, fields::DELIVERY].iter().find(|key| values.contains_key(&FieldKey::from(**key)));
    if let (Some(start), Some(delivery), Some(_)) = (entry.start, entry.delivery, dated)
        && delivery < start
    {
        errors.add(fields::DELIVERY, "the delivery lies before the shoot");
    }
}

fn set(entry: &mut ProjectEntry, key: &str, value: &FieldValue, errors: &mut FieldErrors) {
    let d = &mut entry.details;
    match key {
        fields::CLIENT => match check::reference(key, value, "client", errors) {
            Some((id, _)) => entry.client = id,
            None => errors.add(key, "a project is for a client: choose one, or make a new one"),
        },
        fields::TITLE => d.title = line(value),
        fields::KIND => d.kind = line(value),
        fields::START => entry.start = moment(key, value, errors),
        fields::DELIVERY => entry.delivery = moment(key, value, errors),
        fields::LOCATION => d.location = line(value),
        fields::LEAD => {
            entry.lead = check::reference(key, value, "person", errors).map(|(id, _)| UserId::from(id));
        }
        fields::SOURCE => d.source = line(value),
        fields::NOTES => d.notes = lines(value),
        _ => errors.add(key, "a project has no such field"),
    }
}
