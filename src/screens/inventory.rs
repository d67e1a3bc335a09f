//! How assets are said, and the forms and questions about them.

use super::words::{Words, kind_of, several};
use crate::domain::asset::away::{self, AwayKind, AwayWindow};
use crate::domain::asset::{Condition, MAX_CAPACITY, TYPES, fields};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::store::protocol::{BookedLine, Branch, Lines, TransferLine};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section, Toward};
use crate::ui::picker::Choice;
use jiff::Timestamp;

/// The names that drafts call the forms by.
pub mod forms {
    /// An asset, new or edited.
    pub const ASSET: &str = "asset";
    /// A time away, new or edited.
    pub const AWAY: &str = "asset_away";
    /// What is said about a condition.
    pub const CONDITION: &str = "asset_condition";
}

/// The field that chooses the branch of a new asset; no field of the record.
pub const BRANCH: &str = "branch";
/// The field of what is said about a condition.
pub const NOTE: &str = "note";

/// How an asset is at this moment: what is in order, and away by its times, is away.
#[must_use]
pub fn condition(stored: &str, away: Option<AwayKind>) -> Badge<'_> {
    match (stored, away) {
        ("available" | "booked", Some(kind)) => Badge::new("◐", kind.label(), Role::Waiting),
        ("maintenance", _) => Badge::new("◐", AwayKind::Maintenance.label(), Role::Waiting),
        ("booked", None) => Badge::of("available"),
        (word, _) => Badge::of(word),
    }
}

/// The label of a field, in forms, conflicts and histories.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::KIND => "Type",
        fields::NAME => "Name",
        fields::SERIAL => "Serial number",
        fields::CAPACITY => "Pieces",
        fields::PERSON => "Staff",
        fields::SKILLS => "Skills",
        fields::BOUGHT => "Bought on",
        fields::PRICE => "Bought for",
        fields::NOTES => "Notes",
        fields::CONDITION => "Condition",
        other => other,
    }
}

/// A stored column as the form calls it.
#[must_use]
pub fn stored_label(column: &str) -> &str {
    match column {
        "serial_number" => label(fields::SERIAL),
        "user_id" => label(fields::PERSON),
        "status" => label(fields::CONDITION),
        "metadata_json" => "Details",
        "branch_id" => "Branch",
        other => label(other),
    }
}

/// The label of a field of a time away.
#[must_use]
pub fn away_label(key: &str) -> &str {
    match key {
        away::fields::KIND => "Why",
        away::fields::START | "start_time" => "From",
        away::fields::END | "end_time" => "Until",
        away::fields::REASON => "In words",
        away::fields::COST => "Cost",
        other => other,
    }
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

/// The fields. `stored` is the type that a record has: another program's word stays a choice.
fn sections(stored: &str) -> Vec<Section> {
    let mut kinds: Vec<(String, String)> =
        TYPES.iter().map(|kind| ((*kind).to_owned(), kind_of(kind))).collect();
    if !stored.is_empty() && !kinds.iter().any(|(key, _)| key == stored) {
        kinds.push((stored.to_owned(), stored.to_owned()));
    }
    vec![
        Section::new(
            "What",
            vec![
                field(fields::KIND, FieldKind::Choice(kinds)).required(),
                field(fields::NAME, FieldKind::Text).required().placeholder("Sony A7 IV #2"),
                field(fields::SERIAL, FieldKind::Text)
                    .help("As it stands on the thing: typing or scanning it finds it."),
                field(fields::CAPACITY, FieldKind::Number { min: 1, max: MAX_CAPACITY })
                    .help("How many there are of it; so many can be booked at once."),
            ],
        ),
        Section::new(
            "If it is somebody",
            vec![
                field(fields::PERSON, FieldKind::Reference { what: "member of the staff".to_owned() }),
                field(fields::SKILLS, FieldKind::Text)
                    .max(400)
                    .placeholder("lead photographer, drone")
                    .help("Packages ask for people by their skills; commas between several."),
            ],
        ),
        Section::new(
            "More",
            vec![
                field(fields::BOUGHT, FieldKind::Date(Toward::Past)),
                field(fields::PRICE, FieldKind::Money),
                field(fields::NOTES, FieldKind::Notes { rows: 3 }),
            ],
        ),
    ]
}

/// The form of a new asset. With several branches to choose from, the branch is asked too.
#[must_use]
pub fn new_asset(branches: &[Branch]) -> FormSpec {
    let mut sections = sections("");
    if let Some(first) = sections.first_mut() {
        let conditions = [Condition::Available, Condition::Maintenance, Condition::Retired];
        let choices = conditions.iter().map(|c| (c.as_str().to_owned(), c.label().to_owned())).collect();
        first.fields.push(field(fields::CONDITION, FieldKind::Choice(choices)));
        if branches.len() > 1 {
            let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
            first.fields.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
        }
    }
    FormSpec::new(forms::ASSET, "New asset", sections)
}

/// What the form of a new asset holds at first: in order, and the branch where it is asked.
#[must_use]
pub fn new_base(branch: Option<&BranchId>) -> FieldValues {
    let condition = (FieldKey::from(fields::CONDITION), FieldValue::text(Condition::Available.as_str()));
    let branch = branch.map(|id| (FieldKey::from(BRANCH), FieldValue::text(id.as_str())));
    std::iter::once(condition).chain(branch).collect()
}

/// The form of an asset that exists.
#[must_use]
pub fn edit_asset(name: &str, stored: &str) -> FormSpec {
    FormSpec::new(forms::ASSET, &format!("Edit {name}"), sections(stored))
}

/// Who is away: people have leave, things are repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A thing or a place.
    Thing,
    /// Somebody.
    Person,
}

/// The form of a time away.
#[must_use]
pub fn away_form(title: &str, who: Who) -> FormSpec {
    let kinds = AwayKind::for_asset(who == Who::Person);
    let kinds = kinds.iter().map(|kind| (kind.as_str().to_owned(), kind.label().to_owned())).collect();
    let field = |key: &str, kind| FieldSpec::new(key, away_label(key), kind);
    let mut fields = vec![
        field(away::fields::KIND, FieldKind::Choice(kinds)).required(),
        field(away::fields::START, FieldKind::When).required(),
        field(away::fields::END, FieldKind::Until(FieldKey::from(away::fields::START)))
            .help("Empty while nobody knows. A time alone is on the day of the start: 18:00, in 2 days, 3 Dec 9:00."),
        field(away::fields::REASON, FieldKind::Text).placeholder("shutter sticks"),
    ];
    if who == Who::Thing {
        fields.push(
            field(away::fields::COST, FieldKind::Money).help("What the repair costs, once it is known."),
        );
    }
    FormSpec::new(forms::AWAY, title, vec![Section::new("", fields)])
}

/// What the form of a new time away holds at first: from now on.
#[must_use]
pub fn away_base(who: Who, now: Timestamp) -> FieldValues {
    let [usual, _] = AwayKind::for_asset(who == Who::Person);
    let minute = Timestamp::from_second(now.as_second() / 60 * 60).unwrap_or(now);
    let pairs = [
        (away::fields::KIND, FieldValue::text(usual.as_str())),
        (away::fields::START, FieldValue::When(minute)),
    ];
    pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
}

/// The form that asks what is to be said about a condition; `consequence` says what follows.
#[must_use]
pub fn say_condition(title: &str, consequence: &str) -> FormSpec {
    let field = FieldSpec::new(NOTE, "What happened", FieldKind::Text).max(300).help(consequence);
    FormSpec::new(forms::CONDITION, title, vec![Section::new("", vec![field])])
}

/// The conditions to choose from, with what each would do.
#[must_use]
pub fn conditions() -> Vec<Choice> {
    let note = |condition: &Condition| match condition {
        Condition::Available => "repairs under way end now",
        Condition::Maintenance => "from now on, until it is available again",
        Condition::Lost => "bookings need a replacement; stays in the log",
        Condition::InTransit => "on its way, but not to another branch",
        Condition::Retired => "out of use for good; bookings need a replacement",
        Condition::Other(_) => "",
    };
    let choice = |c: &Condition| Choice::new(c.as_str(), c.label()).note(note(c));
    Condition::ALL.iter().map(choice).collect()
}

/// Bookings that a warning names.
const NAMED: usize = 3;

/// What is booked, the next ones by name: "Haldi · Sharma wedding on Tue 24 Nov, …, and 17 more".
fn named(booked: &Lines<BookedLine>, words: &Words) -> String {
    let name = |line: &BookedLine| format!("{} on {}", line.name, words.day(line.start));
    let mut names: Vec<String> = booked.rows.iter().take(NAMED).map(name).collect();
    let more = booked.rows.len().saturating_sub(NAMED) as u64 + booked.more;
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}

/// How many there are, and what they are.
fn bookings(booked: &Lines<BookedLine>, words: &Words) -> String {
    let many = booked.rows.len() as u64 + booked.more;
    let verb = if many == 1 { "needs" } else { "need" };
    format!("{} {verb} a replacement then: {}.", several(many, "booking", "bookings"), named(booked, words))
}

/// What follows from a condition, in a sentence.
#[must_use]
pub fn consequence(to: &Condition, booked: Option<&Lines<BookedLine>>, words: &Words) -> String {
    let booked = match booked {
        Some(booked) if booked.rows.is_empty() => "Nothing is booked of it from now on.".to_owned(),
        Some(booked) => bookings(booked, words),
        None => "What is booked from now on will need a replacement.".to_owned(),
    };
    match to {
        Condition::Lost => format!("The loss stays in the log, where the owner sees it. {booked}"),
        _ => booked,
    }
}

/// Asks before assets are sent to another branch.
#[must_use]
pub fn ask_send(what: &str, to: &str, (booked, words): (Option<&Lines<BookedLine>>, &Words)) -> Confirm {
    let lines = [
        match booked {
            Some(booked) if booked.rows.is_empty() => "Nothing is booked of it here from now on.".to_owned(),
            Some(booked) => bookings(booked, words),
            None => "What is booked of them here will need a replacement.".to_owned(),
        },
        format!("It is in transit until somebody in {to} takes it in; until then it can be called back."),
    ];
    Confirm::new(format!("Send {what} to {to}?"), "send").consequences(lines)
}

/// Asks before a time away is removed.
#[must_use]
pub fn ask_remove(name: &str) -> Confirm {
    Confirm::new(format!("Remove this time away of {name}?"), "remove")
        .consequences(["It was entered by mistake: what really was stays in the record. u takes it back."])
}

/// What can be done about a time away.
#[must_use]
pub fn about_away(window: &AwayWindow, now: Timestamp) -> Vec<Choice> {
    let mut choices = vec![Choice::new("edit", "change it")];
    if window.covers(now) {
        choices.push(Choice::new("end", "it is back").note("ends now"));
    }
    choices.push(Choice::new("remove", "remove it").note("entered by mistake"));
    choices.push(Choice::new("new", "another time away"));
    choices
}

/// What can be sent, taken in, refused or called back: the ids are understood by whoever asks.
#[must_use]
pub fn transfers(ways: &[TransferLine], sent: &[(BranchId, String)], words: &Words) -> Vec<Choice> {
    // What is selected is meant first: sending asks once more, so that no key too many takes in what has not arrived.
    let send = |(branch, name): &(BranchId, String)| {
        Choice::new(format!("send:{branch}"), format!("send to {name}"))
    };
    let mut choices: Vec<Choice> = sent.iter().map(send).collect();
    for way in ways.iter().filter(|way| way.outcome.is_none()) {
        let note = format!("sent {} from {} {}", words.day(way.sent), way.from_name, way.serial);
        let note = note.trim_end().to_owned();
        if way.receivable {
            let label = format!("take in {}", way.asset_name);
            choices.push(Choice::new(format!("receive:{}", way.asset), label).note(&note));
            let label = format!("send {} back", way.asset_name);
            choices.push(
                Choice::new(format!("return:{}", way.asset), label).note(format!("to {}", way.from_name)),
            );
        } else {
            let label = format!("call {} back", way.asset_name);
            choices.push(
                Choice::new(format!("return:{}", way.asset), label)
                    .note(format!("on its way to {}", way.to_name)),
            );
        }
    }
    choices
}
