//! Taking over somebody's old address book: the checks of the forms, but a phone that no numbering plan knows is no
//! reason to lose a client.

use super::{ClientEntry, MAX_TAGS, clean_tags, fields, line, missing, set};
use crate::domain::check::MAX_TEXT;
use crate::domain::country::CountryCode;
use crate::domain::field::{FieldErrors, FieldValue, FieldValues};
use crate::domain::fold;
use crate::domain::phone::{self, PhoneError};

/// Fewer digits than this are no phone, whatever the country.
const LEAST_DIGITS: usize = 5;

/// What becomes of a number that its country does not give out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OddPhones {
    /// It is taken as typed, without an E.164 form: it can be read and searched, not dialled by a program.
    #[default]
    Keep,
    /// It is an error, as in a form.
    Refuse,
}

/// A client as a file has it, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Admitted {
    /// The client.
    pub entry: ClientEntry,
    /// Whether the phone is kept without an E.164 form.
    pub has_odd_phone: bool,
}

/// Checks a client from a file.
///
/// # Errors
/// What is wrong, by field.
pub fn admit(
    values: &FieldValues,
    country: Option<CountryCode>,
    odd: OddPhones,
) -> Result<Admitted, FieldErrors> {
    let mut entry = ClientEntry::default();
    let mut errors = missing(values);
    for (key, value) in values {
        match (key.0.as_str(), odd) {
            (fields::PHONE, OddPhones::Keep) if !line(value).is_empty() => {
                (entry.phone, entry.phone_e164) = phone(fields::PHONE, value, country, &mut errors);
            }
            (fields::ALT_PHONE, OddPhones::Keep) if !line(value).is_empty() => {
                entry.profile.alt_phone = phone(fields::ALT_PHONE, value, country, &mut errors).0;
            }
            (key, _) => set(&mut entry, key, value, country, &mut errors),
        }
    }
    let has_odd_phone = entry.phone_e164.is_none();
    errors.into_result(Admitted { entry, has_odd_phone })
}

/// (as typed, E.164 if it is a number of a country).
fn phone(
    key: &str,
    value: &FieldValue,
    country: Option<CountryCode>,
    errors: &mut FieldErrors,
) -> (String, Option<String>) {
    let typed = line(value);
    match phone::parse(&typed, country) {
        Ok(number) => return (typed, Some(number.into())),
        Err(error @ (PhoneError::Empty | PhoneError::NotANumber(_))) => errors.add(key, error.to_string()),
        Err(error) if phone::digits(&typed).len() < LEAST_DIGITS => errors.add(key, error.to_string()),
        Err(_) => {}
    }
    (typed, None)
}

/// Brings somebody who is there already up to what a file says of them: what the file has and they have not, or
/// otherwise, is taken; tags are added, notes are written below the old ones. Name and phone stay, for by them they
/// were recognised.
pub fn bring_up(client: &mut ClientEntry, file: &ClientEntry) {
    let (mine, theirs) = (&mut client.profile, &file.profile);
    let texts = [
        (&mut mine.alt_phone, &theirs.alt_phone),
        (&mut mine.email, &theirs.email),
        (&mut mine.business_name, &theirs.business_name),
        (&mut mine.gstin, &theirs.gstin),
        (&mut mine.address, &theirs.address),
        (&mut mine.city, &theirs.city),
        (&mut mine.language, &theirs.language),
    ];
    for (mine, theirs) in texts.into_iter().filter(|(_, theirs)| !theirs.is_empty()) {
        mine.clone_from(theirs);
    }
    mine.birthday = theirs.birthday.or(mine.birthday);
    mine.anniversary = theirs.anniversary.or(mine.anniversary);
    mine.payment_days = theirs.payment_days.or(mine.payment_days);
    mine.credit_limit = theirs.credit_limit.or(mine.credit_limit);
    mine.marketing_ok |= theirs.marketing_ok;
    mine.tags = clean_tags(&[mine.tags.as_slice(), theirs.tags.as_slice()].concat());
    mine.tags.truncate(MAX_TAGS);
    if !theirs.notes.is_empty() && !mine.notes.contains(&theirs.notes) {
        let both = if mine.notes.is_empty() {
            theirs.notes.clone()
        } else {
            format!("{}\n{}", mine.notes, theirs.notes)
        };
        mine.notes = fold::clean_lines(&both, MAX_TEXT);
    }
    client.follow_up = file.follow_up.or(client.follow_up);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::FieldKey;

    fn admitted(phone: &str, odd: OddPhones) -> Result<Admitted, FieldErrors> {
        let values = [("name", "Priya"), ("phone", phone)]
            .into_iter()
            .map(|(key, text)| (FieldKey::from(key), FieldValue::text(text)))
            .collect();
        admit(&values, CountryCode::from_code("IN"), odd)
    }

    #[test]
    fn a_phone_of_no_plan_is_kept_as_it_was_written() {
        let kept = admitted("+1 348656302", OddPhones::Keep).unwrap();
        assert_eq!((kept.entry.phone.as_str(), kept.entry.phone_e164.as_deref()), ("+1 348656302", None));
        assert!(kept.has_odd_phone);
        let whole = admitted("98450 12345", OddPhones::Keep).unwrap();
        assert_eq!(whole.entry.phone_e164.as_deref(), Some("+919845012345"));
        assert!(!whole.has_odd_phone);
    }

    #[test]
    fn what_is_no_phone_at_all_is_refused() {
        for phone in ["", "call me", "12", "98450 12345 / 98450 12346 x"] {
            let errors = admitted(phone, OddPhones::Keep).unwrap_err();
            assert_eq!(errors.0.keys().map(|k| k.0.as_str()).collect::<Vec<_>>(), ["phone"], "{phone}");
        }
        assert!(admitted("+1 348656302", OddPhones::Refuse).is_err());
        assert_eq!(admitted("", OddPhones::Keep).unwrap_err().to_string(), "phone: a phone number is needed");
    }

    #[test]
    fn somebody_who_is_there_keeps_what_the_file_does_not_say() {
        let entry = |fields: &[(&str, &str)]| {
            let values = fields
                .iter()
                .map(|(key, text)| {
                    let tags = || FieldValue::Tags(text.split(' ').map(ToOwned::to_owned).collect());
                    (FieldKey::from(*key), if *key == "tags" { tags() } else { FieldValue::text(text) })
                })
                .collect();
            admit(&values, CountryCode::from_code("IN"), OddPhones::Keep).unwrap().entry
        };
        let mut there = entry(&[
            ("name", "Priya Sharma"),
            ("phone", "98450 12345"),
            ("city", "Mysuru"),
            ("email", "old@x.in"),
            ("tags", "vip"),
            ("notes", "first"),
        ]);
        let file = entry(&[
            ("name", "P. Sharma"),
            ("phone", "+919845012345"),
            ("email", "new@x.in"),
            ("tags", "VIP wedding"),
            ("notes", "second"),
        ]);
        bring_up(&mut there, &file);
        assert_eq!((there.name.as_str(), there.phone.as_str()), ("Priya Sharma", "98450 12345"));
        assert_eq!((there.profile.city.as_str(), there.profile.email.as_str()), ("Mysuru", "new@x.in"));
        assert_eq!(there.profile.tags, ["vip", "wedding"]);
        assert_eq!(there.profile.notes, "first\nsecond");
        let before = there.clone();
        bring_up(&mut there, &file);
        assert_eq!(there, before, "twice is once");
    }
}
