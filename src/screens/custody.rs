//! The forms about who has what, and about kits.

use crate::domain::kit::fields;
use crate::store::protocol::Branch;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use serde::{Deserialize, Serialize};

/// The names that drafts call the forms by.
pub mod forms {
    /// To whom something goes out.
    pub const CHECK_OUT: &str = "check_out";
    /// In which state something comes back.
    pub const CHECK_IN: &str = "check_in";
    /// When something is due.
    pub const DUE: &str = "custody_due";
    /// A kit, new or edited.
    pub const KIT: &str = "kit";
}

/// The person of the house who takes it.
pub const PERSON: &str = "person";
/// Anybody else who takes it, by name.
pub const NAME: &str = "holder";
/// When it has to be back.
pub const DUE: &str = "due";
/// In which state it goes or comes.
pub const CONDITION: &str = "condition";
/// How many pieces come back.
pub const QTY: &str = "qty";
/// What becomes of it afterwards.
pub const THEN: &str = "then";
/// What a draft must know beside what was typed: what goes or comes, for what, and what is asked. No field of a form.
pub const ABOUT: &str = "about";
/// Until when it is under repair.
pub const UNTIL: &str = "repair_until";
/// The choice of [`THEN`] that puts it under repair.
pub const REPAIR: &str = "repair";
/// The field that chooses the branch of a new kit; no field of the record.
pub const BRANCH: &str = "branch";

/// The label of a stored field, in histories.
#[must_use]
pub fn stored_label(column: &str) -> &str {
    match column {
        "name" => "Name",
        "notes" => "Notes",
        "archived_at" => "Archived",
        "asset_id" => "Thing",
        "qty" => "How many",
        other => other,
    }
}

/// The form that asks who takes it and when it is due.
#[must_use]
pub fn check_out(title: &str, due: &str, asks: Asks) -> FormSpec {
    let mut fields = vec![
        FieldSpec::new(PERSON, "Who takes it", FieldKind::Reference { what: "Person".to_owned() })
            .help("One of the house. Leave it empty for anybody else."),
        FieldSpec::new(NAME, "or somebody else", FieldKind::Text)
            .max(crate::domain::custody::MAX_HOLDER)
            .help("By name; it is forgotten when a client of this name is erased."),
        FieldSpec::new(DUE, "Due back", FieldKind::When).placeholder("tomorrow 18:00").help(due),
    ];
    if asks == Asks::Condition {
        fields.push(condition("As it goes: \"scratch on the hood\"."));
    }
    FormSpec::new(forms::CHECK_OUT, title, vec![Section::new("", fields)])
}

/// Whether the form asks for the condition: of several things it is noted one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asks {
    /// It does.
    Condition,
    /// It does not.
    Nothing,
}

fn condition(help: &str) -> FieldSpec {
    FieldSpec::new(CONDITION, "Condition", FieldKind::Text)
        .max(crate::domain::custody::MAX_CONDITION)
        .help(help)
}

/// The form that asks in which state something comes back; of several pieces also how many.
#[must_use]
pub fn check_in(title: &str, out: u32) -> FormSpec {
    let then = vec![
        ("ready".to_owned(), "can go out again".to_owned()),
        (REPAIR.to_owned(), "to be repaired".to_owned()),
    ];
    let mut fields = vec![
        condition("As it came back; it is the reason of a repair."),
        FieldSpec::new(THEN, "Then", FieldKind::Choice(then))
            .help("Under repair it can be neither booked nor taken."),
        FieldSpec::new(UNTIL, "Repaired by", FieldKind::When).help("Empty: nobody knows yet."),
    ];
    if out > 1 {
        let all = format!("All {out}, or fewer: the rest stays out.");
        fields.insert(
            0,
            FieldSpec::new(QTY, "How many", FieldKind::Number { min: 1, max: i64::from(out) }).help(&all),
        );
    }
    FormSpec::new(forms::CHECK_IN, title, vec![Section::new("", fields)])
}

/// The form that asks when something is due.
#[must_use]
pub fn due(title: &str) -> FormSpec {
    let field = FieldSpec::new(DUE, "Due back", FieldKind::When)
        .placeholder("tomorrow 18:00")
        .help("Empty: nobody says when.");
    FormSpec::new(forms::DUE, title, vec![Section::new("", vec![field])])
}

/// The form of a kit. With several branches to choose from, the branch of a new one is asked too.
#[must_use]
pub fn kit(title: &str, branches: &[Branch]) -> FormSpec {
    let mut all = vec![
        FieldSpec::new(fields::NAME, "Name", FieldKind::Text).required().placeholder("Interview kit"),
        FieldSpec::new(fields::NOTES, "Notes", FieldKind::Notes { rows: 4 }),
    ];
    if branches.len() > 1 {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        all.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    FormSpec::new(forms::KIT, title, vec![Section::new("", all)])
}
