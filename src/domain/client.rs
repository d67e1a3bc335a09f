//! Clients: the record, its fields, and what makes an entry a client.

use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::id::{BranchId, ClientId};
use super::money::Money;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};

/// The stable keys of a client's fields: forms, drafts, conflicts, history and `--json` use them.
pub mod fields {
    /// Name. Text, required.
    pub const NAME: &str = "name";
    /// Phone as typed. Required.
    pub const PHONE: &str = "phone";
    /// A second phone.
    pub const ALT_PHONE: &str = "alt_phone";
    /// E-mail address.
    pub const EMAIL: &str = "email";
    /// Tags.
    pub const TAGS: &str = "tags";
    /// Name of a business.
    pub const BUSINESS: &str = "business_name";
    /// Tax registration number (GSTIN in India).
    pub const GSTIN: &str = "gstin";
    /// Street address, several lines.
    pub const ADDRESS: &str = "address";
    /// City.
    pub const CITY: &str = "city";
    /// Day of birth.
    pub const BIRTHDAY: &str = "birthday";
    /// Wedding or other anniversary.
    pub const ANNIVERSARY: &str = "anniversary";
    /// Language to write in: a choice.
    pub const LANGUAGE: &str = "language";
    /// Whether the client agreed to be written to about offers.
    pub const MARKETING: &str = "marketing_ok";
    /// When to get back to the client: date and time.
    pub const FOLLOW_UP: &str = "follow_up";
    /// Who sent the client: a reference to another client.
    pub const REFERRED_BY: &str = "referred_by";
    /// Days an invoice may stay unpaid.
    pub const PAYMENT_DAYS: &str = "payment_days";
    /// How much may be owed, in the branch's currency.
    pub const CREDIT_LIMIT: &str = "credit_limit";
    /// Free notes, several lines.
    pub const NOTES: &str = "notes";
}

/// A client as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    /// Id.
    pub id: ClientId,
    /// The branch that the client belongs to.
    pub branch: BranchId,
    /// Name as typed.
    pub name: String,
    /// Phone as typed.
    pub phone: String,
    /// The phone in E.164, if it is a valid number.
    pub phone_e164: Option<String>,
    /// Everything else.
    pub profile: ClientProfile,
    /// Paid minus refunded: a cache of the database.
    pub spent: Money,
    /// When the record was made.
    pub created: Option<Timestamp>,
    /// When the client was archived.
    pub archived: Option<Timestamp>,
    /// The client that this one was merged into.
    pub merged_into: Option<ClientId>,
    /// When the personal data was erased.
    pub erased: Option<Timestamp>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// `clients.profile_json`: known keys typed, unknown keys kept as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientProfile {
    /// A second phone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alt_phone: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Tags without `#`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Name of a business.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub business_name: String,
    /// Tax registration number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gstin: String,
    /// Street address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// City.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// Day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<civil::Date>,
    /// Anniversary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anniversary: Option<civil::Date>,
    /// Language key, e.g. `hi`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Whether offers may be sent.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub marketing_ok: bool,
    /// When to get back to the client, unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<i64>,
    /// Who sent the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referred_by: Option<Referrer>,
    /// Days an invoice may stay unpaid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_days: Option<i64>,
    /// How much may be owed, minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_limit: Option<i64>,
    /// Free notes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// Keys that we do not know.
    #[serde(flatten)]
    pub other: serde_json::Map<String, serde_json::Value>,
}

/// Who sent a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referrer {
    /// The client who did.
    pub id: ClientId,
    /// The name that was shown when it was chosen.
    pub name: String,
}

/// Sums and counts of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientStats {
    /// Issued and not yet paid.
    pub open: Money,
    /// Projects, cancelled ones included.
    pub projects: u64,
    /// Invoices.
    pub invoices: u64,
    /// Start of the latest project that was not cancelled.
    pub last_shoot: Option<Timestamp>,
}

impl Client {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let p = &self.profile;
        let date = |d: Option<civil::Date>| d.map_or(FieldValue::Empty, FieldValue::Date);
        let number = |n: Option<i64>| n.map_or(FieldValue::Empty, FieldValue::Number);
        let pairs = [
            (fields::NAME, FieldValue::text(&self.name)),
            (fields::PHONE, FieldValue::text(&self.phone)),
            (fields::ALT_PHONE, FieldValue::text(&p.alt_phone)),
            (fields::EMAIL, FieldValue::text(&p.email)),
            (
                fields::TAGS,
                if p.tags.is_empty() { FieldValue::Empty } else { FieldValue::Tags(p.tags.clone()) },
            ),
            (fields::BUSINESS, FieldValue::text(&p.business_name)),
            (fields::GSTIN, FieldValue::text(&p.gstin)),
            (fields::ADDRESS, FieldValue::text(&p.address)),
            (fields::CITY, FieldValue::text(&p.city)),
            (fields::BIRTHDAY, date(p.birthday)),
            (fields::ANNIVERSARY, date(p.anniversary)),
            (fields::LANGUAGE, FieldValue::text(&p.language)),
            (fields::MARKETING, FieldValue::Toggle(p.marketing_ok)),
            (
                fields::FOLLOW_UP,
                p.follow_up
                    .and_then(|s| Timestamp::from_second(s).ok())
                    .map_or(FieldValue::Empty, FieldValue::When),
            ),
            (
                fields::REFERRED_BY,
                p.referred_by.as_ref().map_or(FieldValue::Empty, |r| FieldValue::Reference {
                    id: r.id.to_string(),
                    label: r.name.clone(),
                }),
            ),
            (fields::PAYMENT_DAYS, number(p.payment_days)),
            (fields::CREDIT_LIMIT, p.credit_limit.map_or(FieldValue::Empty, FieldValue::Money)),
            (fields::NOTES, FieldValue::text(&p.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// Placeholder until the checks land with the store's commands.
///
/// # Errors
/// What is wrong, by field.
pub fn check(_values: &FieldValues) -> Result<(), FieldErrors> {
    Ok(())
}
