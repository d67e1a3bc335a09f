//! The forms and questions about packages and their templates.

use super::words::several;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::domain::money::Currency;
use crate::domain::package::{PackageKind, fields};
use crate::domain::percent::Percent;
use crate::store::protocol::Branch;
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};

/// The names that drafts call the forms by.
pub mod forms {
    /// A package, new or edited.
    pub const PACKAGE: &str = "package";
    /// A template, new or edited.
    pub const TEMPLATE: &str = "package_template";
    /// Where a template is copied to.
    pub const COPY: &str = "package_copy";
}

/// The field that chooses the branch of a new package; no field of the record.
pub const BRANCH: &str = "branch";

/// The label of a field, in forms, conflicts and histories.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::NAME => "Name",
        fields::KIND => "Type",
        fields::PRICE => "Price",
        fields::TAX_RATE => "Tax",
        fields::INCLUSIONS => "Inclusions",
        fields::EXCLUSIONS => "Exclusions",
        fields::RESOURCES => "Resources",
        other => other,
    }
}

/// A stored column as the form calls it.
#[must_use]
pub fn stored_label(column: &str) -> &str {
    match column {
        "inclusions_json" => label(fields::INCLUSIONS),
        "exclusions_json" => label(fields::EXCLUSIONS),
        "resource_hooks_json" => label(fields::RESOURCES),
        "template_revision" => "Revision",
        "ignored_revision" => "Ignored",
        other => label(other),
    }
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

/// The fields. `stored` is the type that a record has: another program's word stays a choice.
fn sections(stored: &str, resources: &str) -> Vec<Section> {
    let mut kinds: Vec<(String, String)> =
        PackageKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind.label().to_owned())).collect();
    if !stored.is_empty() && !kinds.iter().any(|(key, _)| key == stored) {
        kinds.push((stored.to_owned(), stored.to_owned()));
    }
    let percent = |text: &str, _| Percent::parse(text).map(drop).map_err(|error| error.to_string());
    vec![
        Section::new(
            "Offer",
            vec![
                field(fields::NAME, FieldKind::Text).required().placeholder("Wedding gold"),
                field(fields::KIND, FieldKind::Choice(kinds)).required(),
                field(fields::PRICE, FieldKind::Money).required().help("Before tax."),
                field(fields::TAX_RATE, FieldKind::Text)
                    .required()
                    .max(8)
                    .placeholder("18")
                    .help("In percent, at most two decimals; 0 for none.")
                    .rule(percent),
            ],
        ),
        Section::new(
            "What is in it",
            vec![
                field(fields::INCLUSIONS, FieldKind::Notes { rows: 5 }).help("One per line."),
                field(fields::EXCLUSIONS, FieldKind::Notes { rows: 3 }).help("One per line."),
            ],
        ),
        Section::new(
            "What a booking needs",
            vec![field(fields::RESOURCES, FieldKind::Notes { rows: 4 }).help(resources)],
        ),
    ]
}

/// How resources of a branch are written.
const OF_A_BRANCH: &str =
    "One per line: camera x2, lead photographer, or with a preference: camera, prefer Sony A7iii #1.";
/// How resources of a template are written: preferences are a branch's.
const OF_THE_ORGANIZATION: &str = "One per line: camera x2, lead photographer.";

/// The form of a new package. With several branches to choose from, the branch is asked too.
#[must_use]
pub fn new_package(branches: &[Branch], stored: &str) -> FormSpec {
    let mut sections = sections(stored, OF_A_BRANCH);
    if branches.len() > 1
        && let Some(first) = sections.first_mut()
    {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        first.fields.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    FormSpec::new(forms::PACKAGE, "New package", sections)
}

/// What the form of a new package holds at first: the branch where it is asked, and what it is copied from.
#[must_use]
pub fn new_base(branch: Option<&BranchId>, like: FieldValues) -> FieldValues {
    let branch = branch.map(|id| (FieldKey::from(BRANCH), FieldValue::text(id.as_str())));
    like.into_iter().chain(branch).collect()
}

/// The form of a package that exists; whoever may only set prices sees price and tax.
#[must_use]
pub fn edit_package(name: &str, stored: &str, reach: Reach) -> FormSpec {
    let mut sections = sections(stored, OF_A_BRANCH);
    if reach == Reach::Prices {
        sections.truncate(1);
        for section in &mut sections {
            section.fields.retain(|f| matches!(f.key.0.as_str(), fields::PRICE | fields::TAX_RATE));
        }
    }
    FormSpec::new(forms::PACKAGE, &format!("Edit {name}"), sections)
}

/// What of a package a person may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everything.
    Whole,
    /// Price and tax.
    Prices,
}

/// The form of a new template.
#[must_use]
pub fn new_template(currency: Currency) -> FormSpec {
    let title = format!("New package template, in {}", currency.code());
    FormSpec::new(forms::TEMPLATE, &title, sections("", OF_THE_ORGANIZATION))
}

/// The form of a template that exists.
#[must_use]
pub fn edit_template(name: &str, stored: &str) -> FormSpec {
    FormSpec::new(
        forms::TEMPLATE,
        &format!("Edit the template {name}"),
        sections(stored, OF_THE_ORGANIZATION),
    )
}

/// The form that asks to which branches a template is copied: yes or no where its price holds, a price elsewhere.
#[must_use]
pub fn copy_template(name: &str, currency: Currency, free: &[(BranchId, String, Currency)]) -> FormSpec {
    let fields = free
        .iter()
        .map(|(id, branch, own)| {
            if *own == currency {
                return FieldSpec::new(id.as_str(), branch, FieldKind::Toggle);
            }
            let help = format!("A price in {} copies it to {branch}; empty does not.", own.code());
            FieldSpec::new(id.as_str(), branch, FieldKind::Text)
                .max(24)
                .placeholder(&format!("price in {}", own.code()))
                .help(&help)
        })
        .collect();
    FormSpec::new(forms::COPY, &format!("Copy {name} to branches"), vec![Section::new("", fields)])
}

/// Asks before several packages or templates leave the list.
#[must_use]
pub fn ask_archive(count: usize, (one, many): (&str, &str)) -> Confirm {
    Confirm::new(format!("Archive {}?", several(count as u64, one, many)), "archive")
        .consequences(["They leave the usual list and stay in the filter “archived”.", "u takes it back."])
}
