//! The form of what was sent to a client, and how it is said.

use super::words::plain;
use crate::domain::notification::{Channel, OTHER, TYPES, channel_text, fields};
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};

/// The names that drafts call the forms by.
pub mod forms {
    /// Something that was sent.
    pub const NOTIFICATION: &str = "notification";
}

/// The field that chooses the project; no field of the record.
pub const PROJECT: &str = "project";

/// The form of something that was sent. `about` is what the project is called; without one the form asks for it.
#[must_use]
pub fn form(about: Option<&str>) -> FormSpec {
    let mut types: Vec<(String, String)> =
        TYPES.iter().map(|word| ((*word).to_owned(), plain(word))).collect();
    types.push((OTHER.to_owned(), "something else".to_owned()));
    let channels = Channel::ALL
        .iter()
        .map(|channel| (channel.as_str().to_owned(), channel_text(channel.as_str()).to_owned()))
        .collect();
    let mut asked = Vec::new();
    if about.is_none() {
        let what = FieldKind::Reference { what: "Project".to_owned() };
        asked.push(FieldSpec::new(PROJECT, "Project", what).required());
    }
    asked.extend([
        FieldSpec::new(fields::TYPE, "What", FieldKind::Choice(types)),
        FieldSpec::new(fields::OTHER_TYPE, "Something else", FieldKind::Text)
            .max(40)
            .placeholder("album shipped")
            .help("Only for what is none of the usual ones."),
        FieldSpec::new(fields::CHANNEL, "By", FieldKind::Choice(channels)).required(),
        FieldSpec::new(fields::COST, "Cost", FieldKind::Money)
            .help("What it cost the studio; empty for nothing."),
        FieldSpec::new(fields::NOTE, "Note", FieldKind::Notes { rows: 2 }).max(2_000),
    ]);
    let title = match about {
        Some(project) => format!("Sent about {project}"),
        None => "Record what was sent".to_owned(),
    };
    FormSpec::new(forms::NOTIFICATION, &title, vec![Section::new("", asked)])
}
