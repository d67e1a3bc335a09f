//! Clients: the record, its fields, and what makes an entry a client.

pub mod admit;
pub mod text;

use super::check::{self, amount, date, line, lines, moment, number};
use super::country::CountryCode;
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::id::{BranchId, ClientId};
use super::kept::{self, Kept};
use super::money::Money;
use super::{fold, gstin, phone, tax};
use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    /// State as taxes know it, e.g. `29`: where supplies to the client are made.
    pub const STATE: &str = "state";
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
    /// When to get back to the client.
    pub follow_up: Option<Timestamp>,
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
    /// State as taxes know it; that of a GSTIN comes first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
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
    pub other: Map<String, Value>,
}

impl Kept for ClientProfile {
    fn other(&mut self) -> &mut Map<String, Value> {
        &mut self.other
    }
}

impl ClientProfile {
    /// Reads `profile_json`. What another program wrote in a shape of its own is kept among the other keys.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        kept::parse(stored)
    }

    /// The profile as it is stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        kept::to_json(self)
    }
}

/// Who sent a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referrer {
    /// The client who did.
    pub id: ClientId,
    /// The name that was shown when it was chosen.
    pub name: String,
}

/// What stands in front of a phone that found no other place.
const OTHER_PHONE: &str = "Other phone:";

/// Keeps the phones of some clients who become one: what is neither their phone nor their second one becomes the
/// second one where there is none, and stands in the notes otherwise.
pub fn keep_phones(entry: &mut ClientEntry, of: &[&Client], country: Option<CountryCode>) {
    let key = |typed: &str| phone::parse(typed, country).map_or_else(|_| phone::digits(typed), String::from);
    let mut kept = vec![key(&entry.phone), key(&entry.profile.alt_phone)];
    let phones = of.iter().flat_map(|client| [client.phone.as_str(), client.profile.alt_phone.as_str()]);
    for typed in phones.filter(|typed| !typed.trim().is_empty()) {
        let key = key(typed);
        if kept.contains(&key) {
            continue;
        }
        kept.push(key);
        if entry.profile.alt_phone.is_empty() {
            typed.clone_into(&mut entry.profile.alt_phone);
            continue;
        }
        let line = format!("{OTHER_PHONE} {typed}");
        if !entry.profile.notes.lines().any(|known| known == line) {
            if !entry.profile.notes.is_empty() {
                entry.profile.notes.push('\n');
            }
            entry.profile.notes.push_str(&line);
        }
    }
}

/// Sums and counts of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientStats {
    /// Issued and not yet paid, in the branch's currency.
    pub open: Money,
    /// The same in other currencies, each by itself.
    pub open_elsewhere: Vec<Money>,
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
            (fields::STATE, FieldValue::text(&p.state)),
            (fields::BIRTHDAY, date(p.birthday)),
            (fields::ANNIVERSARY, date(p.anniversary)),
            (fields::LANGUAGE, FieldValue::text(&p.language)),
            (fields::MARKETING, FieldValue::Toggle(p.marketing_ok)),
            (fields::FOLLOW_UP, self.follow_up.map_or(FieldValue::Empty, FieldValue::When)),
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

/// The longest name that is taken, in characters.
pub const MAX_NAME: usize = 200;
/// The most tags on one client, and the longest tag.
pub const MAX_TAGS: usize = 50;
/// The longest tag in characters.
pub const MAX_TAG: usize = 40;
/// The longest dated note.
pub const MAX_NOTE: usize = 5_000;

/// What a form about a client says, checked and in stored shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientEntry {
    /// Name, cleaned.
    pub name: String,
    /// Phone as typed, cleaned.
    pub phone: String,
    /// The phone in E.164.
    pub phone_e164: Option<String>,
    /// When to get back, unix seconds.
    pub follow_up: Option<i64>,
    /// Everything else.
    pub profile: ClientProfile,
}

impl From<&Client> for ClientEntry {
    fn from(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            phone: client.phone.clone(),
            phone_e164: client.phone_e164.clone(),
            follow_up: client.follow_up.map(Timestamp::as_second),
            profile: client.profile.clone(),
        }
    }
}

/// Checks a new client.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, country: Option<CountryCode>) -> Result<ClientEntry, FieldErrors> {
    let mut entry = ClientEntry::default();
    let mut errors = missing(values);
    for (key, value) in values {
        set(&mut entry, &key.0, value, country, &mut errors);
    }
    errors.into_result(entry)
}

/// What a client cannot be without and is not there at all.
fn missing(values: &FieldValues) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for required in [fields::NAME, fields::PHONE] {
        if !values.contains_key(&FieldKey::from(required)) {
            set(&mut ClientEntry::default(), required, &FieldValue::Empty, None, &mut errors);
        }
    }
    errors
}

/// Checks an edit: only what changed is judged, so that an old oddity elsewhere does not stand in the way.
///
/// # Errors
/// What is wrong, by field.
pub fn edit(
    client: &Client,
    changes: &FieldValues,
    country: Option<CountryCode>,
) -> Result<ClientEntry, FieldErrors> {
    let mut entry = ClientEntry::from(client);
    let mut errors = FieldErrors::default();
    for (key, value) in changes {
        set(&mut entry, &key.0, value, country, &mut errors);
    }
    errors.into_result(entry)
}

fn set(
    entry: &mut ClientEntry,
    key: &str,
    value: &FieldValue,
    country: Option<CountryCode>,
    errors: &mut FieldErrors,
) {
    let p = &mut entry.profile;
    match key {
        fields::NAME => set_name(&mut entry.name, value, errors),
        fields::PHONE => {
            let checked = phone_of(key, value, country, errors);
            (entry.phone, entry.phone_e164) = checked.unwrap_or_default();
            if entry.phone.is_empty() {
                errors.add(key, "a phone number is needed");
            }
        }
        fields::ALT_PHONE => p.alt_phone = phone_of(key, value, country, errors).unwrap_or_default().0,
        fields::EMAIL => p.email = email(key, value, errors),
        fields::TAGS => p.tags = tags(key, value, errors),
        fields::BUSINESS => p.business_name = line(value),
        fields::GSTIN => p.gstin = tax_number(key, value, country, errors),
        fields::ADDRESS => p.address = lines(value),
        fields::CITY => p.city = line(value),
        fields::STATE => match state_of(&line(value), country) {
            Ok(code) => p.state = code,
            Err(wrong) => errors.add(key, wrong),
        },
        fields::BIRTHDAY => p.birthday = date(key, value, errors),
        fields::ANNIVERSARY => p.anniversary = date(key, value, errors),
        fields::LANGUAGE => p.language = line(value),
        fields::MARKETING => p.marketing_ok = *value == FieldValue::Toggle(true),
        fields::FOLLOW_UP => entry.follow_up = moment(key, value, errors),
        fields::REFERRED_BY => p.referred_by = referrer(key, value, errors),
        fields::PAYMENT_DAYS => p.payment_days = number(key, value, 0..=365, errors),
        fields::CREDIT_LIMIT => p.credit_limit = amount(key, value, errors),
        fields::NOTES => p.notes = lines(value),
        _ => errors.add(key, format!("a client has no field “{key}”")),
    }
}

fn set_name(name: &mut String, value: &FieldValue, errors: &mut FieldErrors) {
    let cleaned = fold::clean_line(value.as_text(), MAX_NAME);
    if cleaned.is_empty() {
        errors.add(fields::NAME, "a name is needed");
    } else if !fold::has_letter(&cleaned) {
        errors.add(fields::NAME, "a name needs at least one letter or digit");
    }
    *name = cleaned;
}

/// (as typed, E.164), or `None` when nothing was typed.
fn phone_of(
    key: &str,
    value: &FieldValue,
    country: Option<CountryCode>,
    errors: &mut FieldErrors,
) -> Option<(String, Option<String>)> {
    let typed = line(value);
    if typed.is_empty() {
        return None;
    }
    match phone::parse(&typed, country) {
        Ok(e164) => Some((typed, Some(e164.as_str().to_owned()))),
        Err(error) => {
            errors.add(key, error.to_string());
            Some((typed, None))
        }
    }
}

fn email(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> String {
    let typed = line(value);
    if let Err(wrong) = check_email(&typed) {
        errors.add(key, wrong);
    }
    typed
}

/// Whether a text looks like an e-mail address; nothing typed is fine.
///
/// # Errors
/// How one looks.
pub fn check_email(typed: &str) -> Result<(), String> {
    let looks_right = typed.split_once('@').is_some_and(|(user, host)| {
        let host_fits = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
        !user.is_empty() && host_fits && !host.contains('@')
    });
    if typed.is_empty() || (looks_right && !typed.contains(char::is_whitespace)) {
        return Ok(());
    }
    Err("an e-mail address looks like name@example.com".to_owned())
}

fn tax_number(
    key: &str,
    value: &FieldValue,
    country: Option<CountryCode>,
    errors: &mut FieldErrors,
) -> String {
    let typed = line(value).to_uppercase();
    if let Err(wrong) = check_tax_number(&typed, country) {
        errors.add(key, wrong);
    }
    typed
}

/// The state that somebody typed, as the taxes of a country know it; nothing typed is fine.
///
/// # Errors
/// What those taxes expect.
pub fn state_of(typed: &str, country: Option<CountryCode>) -> Result<String, String> {
    tax::place_typed(typed, tax::of_country(country.as_ref().map_or("", CountryCode::code)))
}

/// Whether a text is a tax registration number of a country, as far as we know its rule (India's GSTIN); nothing typed
/// is fine.
///
/// # Errors
/// What is wrong with it.
pub fn check_tax_number(typed: &str, country: Option<CountryCode>) -> Result<(), String> {
    if typed.is_empty() || country.is_none_or(|c| c.code() != "IN") {
        return Ok(());
    }
    gstin::check(&typed.to_uppercase()).map(drop).map_err(|error| error.to_string())
}

/// Tags without `#`, each once whatever its case, in the order typed.
#[must_use]
pub fn clean_tags(words: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in words {
        let tag: String = fold::clean_line(word.trim().trim_start_matches('#'), MAX_TAG)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("-");
        if !tag.is_empty() && !tags.iter().any(|t| fold::fold(t) == fold::fold(&tag)) {
            tags.push(tag);
        }
    }
    tags
}

fn tags(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> Vec<String> {
    let FieldValue::Tags(words) = value else { return Vec::new() };
    let tags = clean_tags(words);
    if tags.len() > MAX_TAGS {
        errors.add(key, format!("at most {MAX_TAGS} tags"));
    }
    tags
}

fn referrer(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> Option<Referrer> {
    let (id, name) = check::reference(key, value, "client", errors)?;
    Some(Referrer { id: ClientId::from(id), name })
}

#[cfg(test)]
mod tests {
    use super::ClientProfile;

    #[test]
    fn odd_profiles_are_kept_whole() {
        for (stored, email) in [
            (r#"{"email":"a@b.c","tags":"vip","payment_days":"30","city":null,"x":{"y":1}}"#, "a@b.c"),
            (r#"["a"]"#, ""),
            ("not json", ""),
            (r#"{"email":null}"#, ""),
        ] {
            let mut profile = ClientProfile::parse(Some(stored));
            assert_eq!(profile.email, email, "{stored}");
            profile.notes = "new".to_owned();
            let again = ClientProfile::parse(Some(&profile.to_json()));
            assert_eq!(again, profile, "{stored}");
            assert!(stored.len() < 20 || profile.to_json().contains(r#""tags":"vip""#));
        }
        assert!(ClientProfile::parse(Some("not json")).to_json().contains("not json"));
    }
}
