//! What was sent to clients: kind, channel, and what it cost. The log is the studio's; delivery is somebody else's.

use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold::{clean_line, clean_lines};
use super::money::MAX_MINOR;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The fields of a notification, by the names that forms, `--set` and drafts use.
pub mod fields {
    /// What it says, as a stored word.
    pub const TYPE: &str = "type";
    /// The same in one's own words, when it is none of the usual ones.
    pub const OTHER_TYPE: &str = "other_type";
    /// How it was sent, as a stored word.
    pub const CHANNEL: &str = "channel";
    /// What it cost the studio.
    pub const COST: &str = "cost";
    /// A remark.
    pub const NOTE: &str = "note";
}

/// Notifications that a month of a branch includes (the product's price list); what is sent beyond is billed to the
/// studio at the end of the month.
pub const INCLUDED: u64 = 60;
/// The usual types (`notifications.type`). The set is open.
pub const TYPES: [&str; 4] = ["booking_confirmed", "invoice_due", "photos_ready", "contract_signed"];
/// The choice that stands for a type of one's own.
pub const OTHER: &str = "other";
/// The longest type of one's own, in characters.
const MAX_TYPE: usize = 40;
/// The longest remark, in characters.
pub const MAX_NOTE: usize = 2_000;

/// How something was sent (`notifications.channel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// `WhatsApp`
    Whatsapp,
    /// A text message.
    Sms,
    /// An e-mail.
    Email,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 3] = [Self::Whatsapp, Self::Sms, Self::Email];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The channel of a stored word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// A channel as people call it; another program's in its own word.
#[must_use]
pub fn channel_text(word: &str) -> &str {
    match word {
        "whatsapp" => "WhatsApp",
        "sms" => "SMS",
        "email" => "e-mail",
        other => other,
    }
}

/// What was sent, as it shall be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationEntry {
    /// Type as it is stored.
    pub kind: String,
    /// How.
    pub channel: Channel,
    /// What it cost, in minor units.
    pub cost: i64,
    /// A remark.
    pub note: String,
}

/// Checks what was typed of a notification. One that cost nothing is one of those that a month includes.
///
/// # Errors
/// One sentence a field.
pub fn check(values: &FieldValues) -> Result<NotificationEntry, FieldErrors> {
    let empty = FieldValue::Empty;
    let value = |key: &str| values.get(&FieldKey::from(key)).unwrap_or(&empty);
    let mut errors = FieldErrors::default();
    let kind = kind(value(fields::TYPE).as_text(), value(fields::OTHER_TYPE).as_text(), &mut errors);
    let channel = Channel::parse(value(fields::CHANNEL).as_text().trim());
    if channel.is_none() {
        errors.add(fields::CHANNEL, "choose whatsapp, sms or email");
    }
    let cost = match value(fields::COST) {
        FieldValue::Empty => 0,
        FieldValue::Money(minor) if (0..=MAX_MINOR).contains(minor) => *minor,
        _ => {
            errors.add(fields::COST, "an amount of zero or more is needed");
            0
        }
    };
    let note = clean_lines(value(fields::NOTE).as_text(), MAX_NOTE);
    errors.into_result(NotificationEntry { kind, channel: channel.unwrap_or(Channel::Email), cost, note })
}

/// The stored word of a type: a usual one, or one's own made a word of.
fn kind(chosen: &str, own: &str, errors: &mut FieldErrors) -> String {
    let chosen = clean_line(chosen, MAX_TYPE);
    let (field, text) = if chosen == OTHER || chosen.is_empty() && !own.trim().is_empty() {
        (fields::OTHER_TYPE, clean_line(own, MAX_TYPE))
    } else {
        (fields::TYPE, chosen)
    };
    let mut word = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !word.ends_with('_') {
            word.push('_');
        }
    }
    let word = word.trim_matches('_').to_owned();
    if word.is_empty() {
        errors.add(field, "say what was sent");
    }
    word
}

/// The month of a branch that a moment falls in, in the branch's zone: its first moment, and the first one of the
/// next month.
#[must_use]
pub fn month_of(at: Timestamp, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let first = at.to_zoned_datetime(zone.clone()).date().first_of_month();
    let start =
        |date: jiff::civil::Date| date.to_zoned_datetime(zone.clone()).map_or(at, |zoned| zoned.timestamp());
    let next = first.checked_add(1.month()).unwrap_or(first);
    (start(first), start(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
        pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
    }

    #[test]
    fn usual_and_own_types() {
        let entry = |kind: &str, own: &str| {
            let values = values(&[
                ("type", FieldValue::text(kind)),
                ("other_type", FieldValue::text(own)),
                ("channel", FieldValue::text("sms")),
            ]);
            check(&values).map(|entry| entry.kind)
        };
        assert_eq!(entry("photos_ready", "").unwrap(), "photos_ready");
        assert_eq!(entry("photos_ready", "ignored").unwrap(), "photos_ready");
        assert_eq!(entry("other", " Album — shipped! ").unwrap(), "album_shipped");
        assert!(!entry("", "दीवाली").unwrap().is_empty());
        assert_eq!(entry("other", "—").unwrap_err().0.len(), 1);
        assert!(entry("", "").is_err());
    }

    #[test]
    fn money_and_channel_are_checked() {
        let entry = |cost: FieldValue, channel: &str| {
            check(&values(&[
                ("type", FieldValue::text("photos_ready")),
                ("channel", FieldValue::text(channel)),
                ("cost", cost),
            ]))
        };
        assert_eq!(entry(FieldValue::Empty, "whatsapp").unwrap().cost, 0);
        assert_eq!(entry(FieldValue::Money(45), "email").unwrap().cost, 45);
        assert!(entry(FieldValue::Money(-1), "email").is_err());
        assert!(entry(FieldValue::text("45"), "email").is_err());
        assert!(entry(FieldValue::Empty, "pigeon").is_err());
    }

    #[test]
    fn a_month_is_the_branchs_own() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let december = (at("2026-11-30T18:30:00Z"), at("2026-12-31T18:30:00Z"));
        assert_eq!(month_of(at("2026-11-30T18:30:00Z"), &zone), december);
        assert_eq!(month_of(at("2026-12-31T18:29:59Z"), &zone), december);
        assert_eq!(month_of(at("2026-11-30T18:29:59Z"), &zone).1, december.0);
        // A month with a change of the clock in it.
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let march = month_of(at("2026-03-15T12:00:00Z"), &berlin);
        assert_eq!(march, (at("2026-02-28T23:00:00Z"), at("2026-03-31T22:00:00Z")));
    }
}
