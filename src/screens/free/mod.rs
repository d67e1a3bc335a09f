//! What is free, on the screen: the form that asks for it, the times that were found, and what needs a replacement.

mod slots;
mod troubled;

pub use slots::{SlotEvent, SlotList};
pub use troubled::{LIMIT, Replace, ReplaceEvent, Replacements};

use crate::domain::field::{FieldErrors, FieldValue, FieldValues};
use crate::domain::free::{Hours, Pattern, Weekdays};
use crate::domain::length;
use crate::store::protocol::Branch;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};

/// The fields of the form, and the name that drafts call it by.
pub mod forms {
    /// A search for a free time.
    pub const FREE: &str = "free_time";
    /// A package, for what it needs.
    pub const PACKAGE: &str = "package";
    /// What is needed, a line each.
    pub const NEEDS: &str = "needs";
    /// How long.
    pub const LENGTH: &str = "length";
    /// How far ahead.
    pub const WITHIN: &str = "until";
    /// Hours of the day.
    pub const HOURS: &str = "hours";
    /// Days of the week.
    pub const WEEKDAYS: &str = "weekdays";
    /// In which branch.
    pub const BRANCH: &str = "branch";
}

/// Seconds of a year: the longest booking and the furthest look ahead.
const YEAR: i64 = 366 * 86_400;

/// The form; with several branches it asks which one.
#[must_use]
pub fn form(branches: &[Branch]) -> FormSpec {
    let length = |text: &str, _| length::parse(text, YEAR).map(drop).map_err(|error| error.to_string());
    let hours = |text: &str, _| Hours::parse(text).map(drop).map_err(|error| error.to_string());
    let days = |text: &str, _| Weekdays::parse(text).map(drop).map_err(|error| error.to_string());
    let mut fields = vec![
        FieldSpec::new(forms::NEEDS, "What is needed", FieldKind::Notes { rows: 4 })
            .help("One per line: studio floor, lead photographer, any A7iii, camera x2, a kit by its name."),
        FieldSpec::new(forms::PACKAGE, "Package", FieldKind::Reference { what: "Package".to_owned() })
            .help("What it needs is looked for, with the lines above."),
        FieldSpec::new(forms::LENGTH, "How long", FieldKind::Text)
            .required()
            .max(40)
            .placeholder("4h")
            .help("4h, 1h30, 2 days.")
            .rule(length),
        FieldSpec::new(forms::WITHIN, "Within", FieldKind::Text)
            .required()
            .max(40)
            .placeholder("2 weeks")
            .help("How far ahead: 2 weeks, 10 days.")
            .rule(length),
        FieldSpec::new(forms::HOURS, "Hours", FieldKind::Text)
            .max(40)
            .placeholder("08:00-20:00")
            .help("mornings, afternoons, evenings, any, or e.g. 9-13:30; empty: the working hours.")
            .rule(hours),
        FieldSpec::new(forms::WEEKDAYS, "Days", FieldKind::Text)
            .max(60)
            .placeholder("any")
            .help("mon-fri, weekends, sat sun; empty: any.")
            .rule(days),
    ];
    if branches.len() > 1 {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        fields.push(FieldSpec::new(forms::BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    FormSpec::new(forms::FREE, "Find a free time", vec![Section::new("", fields)]).does("find")
}

/// What the form holds at first.
#[must_use]
pub fn base(branch: &Branch) -> FieldValues {
    let text = |key: &str, text: &str| (key.into(), FieldValue::text(text));
    FieldValues::from_iter([
        text(forms::LENGTH, "4h"),
        text(forms::WITHIN, "2 weeks"),
        text(forms::BRANCH, branch.id.as_str()),
    ])
}

/// What is looked for: length and how far ahead in seconds, and the pattern.
///
/// # Errors
/// What is wrong, by field.
pub fn read(text: impl Fn(&str) -> String) -> Result<(i64, i64, Pattern), FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut seconds = |key: &str| match length::parse(&text(key), YEAR) {
        Ok(0) => {
            errors.add(key, "how long? write e.g. 4h");
            0
        }
        Ok(seconds) => seconds,
        Err(error) => {
            errors.add(key, error.to_string());
            0
        }
    };
    let (long, within) = (seconds(forms::LENGTH), seconds(forms::WITHIN));
    let mut pattern = Pattern::default();
    let typed = |key: &str| Some(text(key)).filter(|text| !text.trim().is_empty());
    match typed(forms::HOURS).as_deref().map(Hours::parse).transpose() {
        Ok(hours) => pattern.hours = hours,
        Err(error) => errors.add(forms::HOURS, error.to_string()),
    }
    match typed(forms::WEEKDAYS).as_deref().map(Weekdays::parse).transpose() {
        Ok(days) => pattern.weekdays = days.unwrap_or_default(),
        Err(error) => errors.add(forms::WEEKDAYS, error.to_string()),
    }
    errors.into_result((long, within, pattern))
}
