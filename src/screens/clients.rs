//! The forms and questions about clients.

use super::Ctx;
use super::words::several;
use crate::domain::client::{check_email, check_tax_number, fields, state_of};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::store::protocol::{Branch, DuplicateHint, DuplicateReason};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section, Toward};
use crate::ui::toast::{Toast, Tone};

/// The names that drafts call the forms by.
pub mod forms {
    /// A client, new or edited.
    pub const CLIENT: &str = "client";
    /// A note on a client.
    pub const NOTE: &str = "client_note";
    /// Tags to add and remove.
    pub const TAGS: &str = "client_tags";
}

/// The field that chooses the branch of a new client; no field of the record.
pub const BRANCH: &str = "branch";
/// The text of a note.
pub const BODY: &str = "body";
/// Tags to add.
pub const ADD: &str = "add";
/// Tags to take away.
pub const REMOVE: &str = "remove";

/// Languages that a studio writes in.
const LANGUAGES: [(&str, &str); 16] = [
    ("en", "English"),
    ("hi", "हिन्दी Hindi"),
    ("bn", "বাংলা Bengali"),
    ("te", "తెలుగు Telugu"),
    ("mr", "मराठी Marathi"),
    ("ta", "தமிழ் Tamil"),
    ("ur", "اردو Urdu"),
    ("gu", "ગુજરાતી Gujarati"),
    ("kn", "ಕನ್ನಡ Kannada"),
    ("ml", "മലയാളം Malayalam"),
    ("pa", "ਪੰਜਾਬੀ Punjabi"),
    ("ar", "العربية Arabic"),
    ("de", "Deutsch German"),
    ("es", "Español Spanish"),
    ("fr", "Français French"),
    ("zh", "中文 Chinese"),
];

/// The label of a field, in forms, conflicts and merges.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::NAME => "Name",
        fields::PHONE => "Phone",
        fields::ALT_PHONE => "Second phone",
        fields::EMAIL => "E-mail",
        fields::TAGS => "Tags",
        fields::BUSINESS => "Business",
        fields::GSTIN => "GSTIN",
        fields::ADDRESS => "Address",
        fields::CITY => "City",
        fields::STATE => "State",
        fields::BIRTHDAY => "Birthday",
        fields::ANNIVERSARY => "Anniversary",
        fields::LANGUAGE => "Language",
        fields::MARKETING => "Offers",
        fields::FOLLOW_UP => "Follow up",
        fields::REFERRED_BY => "Referred by",
        fields::PAYMENT_DAYS => "Pays within",
        fields::CREDIT_LIMIT => "Credit limit",
        fields::NOTES => "Notes",
        other => other,
    }
}

/// A language as people call it.
#[must_use]
pub fn language(key: &str) -> &str {
    LANGUAGES.iter().find(|(k, _)| *k == key).map_or(key, |(_, name)| name)
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

/// One field of the client form, to type another value for a conflict or a merge.
#[must_use]
pub fn one_field(key: &str) -> Option<FieldSpec> {
    sections().into_iter().flat_map(|section| section.fields).find(|spec| spec.key.0 == key)
}

fn sections() -> Vec<Section> {
    let languages = LANGUAGES.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    vec![
        Section::new(
            "Who",
            vec![
                field(fields::NAME, FieldKind::Text).required(),
                field(fields::PHONE, FieldKind::Phone)
                    .required()
                    .help("As they write it; a number without + is read in the branch's country."),
                field(fields::EMAIL, FieldKind::Text).rule(|text, _| check_email(text)),
                field(fields::TAGS, FieldKind::Tags)
                    .help("Words to find groups by; a space or comma ends one."),
                field(fields::NOTES, FieldKind::Notes { rows: 3 }),
            ],
        ),
        Section::new(
            "Dates",
            vec![
                field(fields::FOLLOW_UP, FieldKind::When)
                    .placeholder("tomorrow 10:00")
                    .help("When to get back to them; the list has a filter for what is due."),
                field(fields::BIRTHDAY, FieldKind::Date(Toward::Past)),
                field(fields::ANNIVERSARY, FieldKind::Date(Toward::Past)),
            ],
        ),
        Section::new(
            "Reach",
            vec![
                field(fields::ALT_PHONE, FieldKind::Phone),
                field(fields::ADDRESS, FieldKind::Notes { rows: 2 }),
                field(fields::CITY, FieldKind::Text),
                field(fields::STATE, FieldKind::Text)
                    .placeholder("e.g. 29 or Karnataka")
                    .help("Where their invoices are taxed, unless their GSTIN says so.")
                    .rule(|text, country| state_of(text, country).map(drop)),
                field(fields::LANGUAGE, FieldKind::Choice(languages)),
                field(fields::REFERRED_BY, FieldKind::Reference { what: "Referred by".to_owned() }),
                field(fields::MARKETING, FieldKind::Toggle)
                    .help("Whether they agreed to be written to about offers."),
            ],
        ),
        Section::new(
            "Money",
            vec![
                field(fields::BUSINESS, FieldKind::Text),
                field(fields::GSTIN, FieldKind::Text)
                    .max(15)
                    .help("The tax number for their invoices.")
                    .rule(check_tax_number),
                field(fields::PAYMENT_DAYS, FieldKind::Number { min: 0, max: 365 })
                    .placeholder("days")
                    .help("Days an invoice may stay unpaid."),
                field(fields::CREDIT_LIMIT, FieldKind::Money).help("How much may be owed at once."),
            ],
        ),
    ]
}

/// The form of a new client. With several branches to choose from, the branch is asked too.
#[must_use]
pub fn new_client(branches: &[Branch]) -> FormSpec {
    let mut sections = sections();
    if branches.len() > 1
        && let Some(first) = sections.first_mut()
    {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        first.fields.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    FormSpec::new(forms::CLIENT, "New client", sections)
}

/// The form of a new client who is made on the way to something else: how they are called and reached, nothing more.
#[must_use]
pub fn new_client_in_short(branches: &[Branch]) -> FormSpec {
    let mut form = new_client(branches);
    form.sections.truncate(1);
    if let Some(section) = form.sections.first_mut() {
        let wanted = [fields::NAME, fields::PHONE, fields::EMAIL, BRANCH];
        section.fields.retain(|field| wanted.contains(&field.key.0.as_str()));
        section.title.clear();
    }
    form
}

/// What the form of a new client holds at first.
#[must_use]
pub fn new_client_base(branch: &BranchId) -> FieldValues {
    FieldValues::from([(FieldKey::from(BRANCH), FieldValue::text(branch.as_str()))])
}

/// The form of a client that exists.
#[must_use]
pub fn edit_client(name: &str) -> FormSpec {
    FormSpec::new(forms::CLIENT, &format!("Edit {name}"), sections())
}

/// The form of a note.
#[must_use]
pub fn note(name: &str) -> FormSpec {
    let body = FieldSpec::new(BODY, "Note", FieldKind::Notes { rows: 6 }).required();
    FormSpec::new(forms::NOTE, &format!("Note on {name}"), vec![Section::new("", vec![body])])
}

/// The form that tags many clients.
#[must_use]
pub fn tags(who: &str) -> FormSpec {
    let fields = vec![
        FieldSpec::new(ADD, "Add", FieldKind::Tags).help("Tags that all of them shall have."),
        FieldSpec::new(REMOVE, "Take away", FieldKind::Tags).help("Tags that none of them shall have."),
    ];
    FormSpec::new(forms::TAGS, &format!("Tags of {who}"), vec![Section::new("", fields)])
}

/// The form of one client's tags: those that are there can be taken away.
#[must_use]
pub fn own_tags(who: &str) -> FormSpec {
    let field = FieldSpec::new(ADD, "Tags", FieldKind::Tags)
        .help("A space or comma ends a tag, Backspace takes the last away.");
    FormSpec::new(forms::TAGS, &format!("Tags of {who}"), vec![Section::new("", vec![field])])
}

/// Who several clients are, in a title.
#[must_use]
pub fn who(ids: &[String], label: &str) -> String {
    if ids.len() == 1 && !label.is_empty() {
        label.to_owned()
    } else {
        several(ids.len() as u64, "client", "clients")
    }
}

/// Asks before clients leave the list.
#[must_use]
pub fn ask_archive(who: &str) -> Confirm {
    Confirm::new(format!("Archive {who}?"), "archive")
        .consequences(["They leave the usual list and stay in the filter “archived”.", "u takes it back."])
}

/// Asks for the name before personal data goes for good.
#[must_use]
pub fn ask_erase(name: &str) -> Confirm {
    Confirm::new(format!("Erase the personal data of {name} for good?"), "erase")
        .consequences([
            "Everything personal goes, from the record to the search and the history; so do messages on their projects, and where their files lie.",
            "The files themselves stay: see to them first.",
            "Invoices and payments are kept for 7 years.",
            "Backups made before today still hold the data.",
            "This cannot be undone.",
        ])
        .typed(name)
}

/// Asks before a note goes.
#[must_use]
pub fn ask_delete_note(text: &str) -> Confirm {
    Confirm::new("Delete this note?", "delete").consequences([text.to_owned()])
}

/// Asks before a merge is taken back.
#[must_use]
pub fn ask_unmerge(gone: &str, into: &str) -> Confirm {
    Confirm::new(format!("Make {gone} and {into} two clients again?"), "take the merge back").consequences([
        format!("{gone} comes back with what was moved from it."),
        "What was changed since the merge stays where it is now.".to_owned(),
    ])
}

/// Says who looks like the client being typed.
#[must_use]
pub fn duplicate_notice(hints: &[DuplicateHint], key: &str) -> Option<Toast> {
    let first = hints.first()?;
    let why = match first.why {
        DuplicateReason::SamePhone => "has the same phone",
        DuplicateReason::SameName => "has the same name",
        DuplicateReason::CloseName => "has a name like this",
    };
    let more = match hints.len() - 1 {
        0 => String::new(),
        n => format!(", and {n} more"),
    };
    let text = format!("{} · {} {why}{more}", first.name, first.phone);
    let toast =
        Toast::new(if first.why == DuplicateReason::CloseName { Tone::Note } else { Tone::Warn }, text);
    Some(if key.is_empty() { toast } else { toast.hint(format!("{key} opens it")) })
}

/// Which branch a new client goes to, unless somebody chooses: the one that is shown, one's own, the first.
#[must_use]
pub fn home_branch(ctx: &Ctx<'_>, shown: Option<&BranchId>) -> Option<BranchId> {
    let workspace = ctx.workspace?;
    let own = workspace.me.as_ref().and_then(|me| me.branch.as_ref());
    shown.or(own).cloned().or_else(|| workspace.branches.first().map(|b| b.id.clone()))
}
