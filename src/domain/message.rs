//! Messages on leads and projects: what the people of a studio tell each other about the work. They are written once
//! and stay as they were written.

use super::field::FieldErrors;
use super::fold::clean_lines;
use serde::{Deserialize, Serialize};

/// The field of a message's text.
pub const BODY: &str = "body";
/// The longest message, in characters.
pub const MAX: usize = 20_000;

/// What a message hangs on (`messages.scope_type`). Both name a project; which word is stored says how far it was
/// when the message was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageScope {
    /// A project that is still an inquiry.
    Lead,
    /// A project that was booked.
    Project,
}

impl MessageScope {
    /// What a message on a project of this status hangs on.
    #[must_use]
    pub fn of_status(status: &str) -> Self {
        if status == "inquiry" { Self::Lead } else { Self::Project }
    }

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Project => "project",
        }
    }
}

/// The text of a message, cleaned: lines stay lines.
///
/// # Errors
/// There is nothing to say.
pub fn check(text: &str) -> Result<String, FieldErrors> {
    let body = clean_lines(text, MAX);
    let mut errors = FieldErrors::default();
    if body.is_empty() {
        errors.add(BODY, "write something to send");
    }
    errors.into_result(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_emptiness_is_refused() {
        assert_eq!(check("Hi\n\nall \u{7}").unwrap(), "Hi\n\nall");
        assert!(check(" \n\u{200b} ").is_err());
        assert_eq!(MessageScope::of_status("inquiry").as_str(), "lead");
        assert_eq!(MessageScope::of_status("editing").as_str(), "project");
    }
}
