//! The forms and questions about projects.

use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::domain::project::{Move, Step, fields};
use crate::store::protocol::{Branch, Hanging, Purgeable};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::picker::Choice;

/// The names that drafts call the forms by.
pub mod forms {
    /// A project, new or edited.
    pub const PROJECT: &str = "project";
    /// Why something is done.
    pub const REASON: &str = "project_reason";
}

/// The field that chooses the branch of a new project; no field of the record.
pub const BRANCH: &str = "branch";
/// Why something is done.
pub const REASON: &str = "reason";

/// Kinds of work that studios take on.
const KINDS: [(&str, &str); 14] = [
    ("wedding", "Wedding"),
    ("pre_wedding", "Pre-wedding"),
    ("engagement", "Engagement"),
    ("maternity", "Maternity"),
    ("newborn", "Newborn"),
    ("family", "Family"),
    ("portrait", "Portrait"),
    ("birthday", "Birthday"),
    ("event", "Event"),
    ("corporate", "Corporate"),
    ("product", "Product"),
    ("fashion", "Fashion"),
    ("real_estate", "Real estate"),
    ("film", "Film"),
];

/// How clients come to ask.
const SOURCES: [(&str, &str); 8] = [
    ("referral", "Referral"),
    ("repeat", "Came back"),
    ("walk_in", "Walked in"),
    ("phone", "Phone call"),
    ("website", "Website"),
    ("instagram", "Instagram"),
    ("google", "Google"),
    ("fair", "Fair"),
];

/// The label of a field, in forms, conflicts and details.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::CLIENT => "Client",
        fields::TITLE => "Title",
        fields::KIND => "Kind",
        fields::START => "Shoot",
        fields::DELIVERY => "Delivery",
        fields::LOCATION => "Where",
        fields::LEAD => "Lead",
        fields::SOURCE => "Came by",
        fields::NOTES => "Notes",
        fields::STATUS => "Status",
        other => other,
    }
}

/// A stored column as the form calls it.
#[must_use]
pub fn stored_label(column: &str) -> &str {
    match column {
        "client_id" => label(fields::CLIENT),
        "start_date" => label(fields::START),
        "delivery_at" => label(fields::DELIVERY),
        "lead_user_id" => label(fields::LEAD),
        "activated_at" => "Booked",
        "trashed_at" => "Thrown away",
        other => label(other.strip_prefix("details.").unwrap_or(other)),
    }
}

/// A kind of work as people call it; another program's word as it is.
#[must_use]
pub fn kind(key: &str) -> &str {
    said(&KINDS, key)
}

/// How a client came to ask, as people call it.
#[must_use]
pub fn source(key: &str) -> &str {
    said(&SOURCES, key)
}

fn said<'a>(words: &[(&'a str, &'a str)], key: &'a str) -> &'a str {
    words.iter().find(|(k, _)| *k == key).map_or(key, |(_, word)| word)
}

fn choices(words: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(words.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect())
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

fn reference(key: &str) -> FieldSpec {
    field(key, FieldKind::Reference { what: label(key).to_owned() })
}

fn sections() -> Vec<Section> {
    vec![
        Section::new(
            "What",
            vec![
                reference(fields::CLIENT)
                    .required()
                    .help("Type a name or a number; a client who is not there yet can be made from here."),
                field(fields::TITLE, FieldKind::Text).placeholder("Sharma wedding"),
                field(fields::KIND, choices(&KINDS)),
                field(fields::START, FieldKind::When)
                    .placeholder("20 Oct 10:00")
                    .help("When the shoot starts, as far as it is known."),
                field(fields::LOCATION, FieldKind::Text),
                field(fields::NOTES, FieldKind::Notes { rows: 3 }),
            ],
        ),
        Section::new(
            "How",
            vec![
                reference(fields::LEAD).help("Who answers for it: it is one of “my projects” for them."),
                field(fields::DELIVERY, FieldKind::When).help("When the client gets the result."),
                field(fields::SOURCE, choices(&SOURCES)).help("How the client came to ask."),
            ],
        ),
    ]
}

/// The form of a new project. With several branches to choose from, the branch is asked too.
#[must_use]
pub fn new_project(branches: &[Branch]) -> FormSpec {
    let mut sections = sections();
    if branches.len() > 1
        && let Some(last) = sections.last_mut()
    {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        last.fields.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    FormSpec::new(forms::PROJECT, "New project", sections)
}

/// What the form of a new project holds at first: the branch where it is asked, the client it is opened for, and
/// whoever opens it as its lead. People are id and name.
#[must_use]
pub fn new_base(
    branch: Option<&BranchId>,
    client: Option<(&str, &str)>,
    lead: Option<(&str, &str)>,
) -> FieldValues {
    let person = |key: &str, (id, label): (&str, &str)| {
        let value = FieldValue::Reference { id: id.to_owned(), label: label.to_owned() };
        (FieldKey::from(key), value)
    };
    let branch = branch.map(|id| (FieldKey::from(BRANCH), FieldValue::text(id.as_str())));
    let client = client.map(|client| person(fields::CLIENT, client));
    let lead = lead.map(|lead| person(fields::LEAD, lead));
    branch.into_iter().chain(client).chain(lead).collect()
}

/// The form of a project that exists.
#[must_use]
pub fn edit_project(name: &str) -> FormSpec {
    FormSpec::new(forms::PROJECT, &format!("Edit {name}"), sections())
}

/// The form that asks for a reason.
#[must_use]
pub fn reason(title: &str, help: &str) -> FormSpec {
    let field = FieldSpec::new(REASON, "Reason", FieldKind::Text).required().help(help).max(1_000);
    FormSpec::new(forms::REASON, title, vec![Section::new("", vec![field])])
}

/// Asks for the name of a project before it goes for good.
#[must_use]
pub fn ask_purge(project: &Purgeable) -> Confirm {
    let gone = Hanging { notifications: 0, ..project.hanging }.words();
    let gone =
        if gone.is_empty() { "Nothing hangs on it.".to_owned() } else { format!("With it go: {gone}.") };
    let mut consequences = vec![gone];
    if project.hanging.media > 0 {
        consequences.push("The files themselves stay where they lie.".to_owned());
    }
    if project.hanging.notifications > 0 {
        consequences.push("What was sent about it stays in the outbox, without the project.".to_owned());
    }
    consequences.push("This cannot be undone.".to_owned());
    Confirm::new(format!("Purge {} for good?", project.title), "purge")
        .consequences(consequences)
        .typed(&project.title)
}

/// A legal move, to choose from.
#[must_use]
pub fn move_choice(legal: &Move) -> Choice {
    let note = match legal.step {
        Step::Forward => "next",
        Step::Back => "one step back, asks why",
        Step::Cancel => "asks why",
        Step::Reopen => "back to work, asks why",
    };
    Choice::new(legal.to.as_str(), super::words::plain(legal.to.as_str())).note(note)
}

/// The title of the question why a project is moved.
#[must_use]
pub fn move_title(name: &str, legal: &Move) -> String {
    match legal.step {
        Step::Forward => format!("Move {name} to {}", legal.to),
        Step::Back => format!("Move {name} back to {}", legal.to),
        Step::Cancel => format!("Cancel {name}"),
        Step::Reopen => format!("Reopen {name} as {}", legal.to),
    }
}
