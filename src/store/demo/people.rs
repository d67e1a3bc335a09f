//! Clients: who they are, how they are reached, and what is noted on them.

use super::bill::Scheme;
use super::calendar::Place;
use super::cast::Duty;
use super::chance::Chance;
use super::kinds::Life;
use super::ledger::{Cell, Change, Entry};
use super::names::{self, Abroad, Name};
use super::rows::{Client, ClientNote, Filled};
use super::studio::{Studio, Turn};
use super::texts;
use crate::domain::client::{ClientProfile, Referrer};
use crate::domain::gstin::{self, GstinError};
use crate::domain::id::{ClientId, NoteId};
use crate::store::protocol::StoreError;
use jiff::civil::Date;
use std::rc::Rc;

/// A client as the rest of the demo knows them.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) place: Place,
    pub(super) life: Life,
    /// What their projects are called after.
    pub(super) label: String,
    /// Which tax they are invoiced with.
    pub(super) scheme: Scheme,
    /// The state that they are invoiced in, as GST numbers it.
    pub(super) state: &'static str,
    /// Whether they are a business with a tax number.
    pub(super) is_business: bool,
    /// What they are called in full.
    pub(super) name: String,
}

/// A phone as typed and in E.164.
struct Phone {
    typed: String,
    e164: String,
}

/// Mobile prefixes that are given out in India (Karnataka's operators) and in the Emirates.
const INDIA: [&str; 20] = [
    "98440", "98441", "98442", "98443", "98444", "98445", "98446", "98447", "98448", "98449", "98450",
    "98451", "98452", "98453", "98454", "98455", "98456", "98457", "98458", "98459",
];
const EMIRATES: [&str; 6] = ["50", "52", "54", "55", "56", "58"];

/// The n-th number of a range of `size`: a step that has no factor in common with it reaches every number once.
fn scatter(n: usize, size: u64) -> u64 {
    (n as u64 * 7_919 + 104_729) % size
}

fn phone(chance: &mut Chance, n: usize, place: Place, abroad: Option<Abroad>) -> Phone {
    if let Some(Abroad { calling, start, rest }) = abroad.filter(|_| chance.percent(30)) {
        let width = rest as usize;
        let number = scatter(n, 10_u64.pow(rest));
        return Phone {
            typed: format!("+{calling} {start} {number:0width$}"),
            e164: format!("+{calling}{start}{number:0width$}"),
        };
    }
    match place {
        Place::Bengaluru => {
            let number = scatter(n, INDIA.len() as u64 * 100_000);
            let (start, rest) = (INDIA[(number / 100_000) as usize], number % 100_000);
            let typed = match chance.below(10) {
                0..=5 => format!("{start} {rest:05}"),
                6..=7 => format!("+91 {start} {rest:05}"),
                8 => format!("{start}{rest:05}"),
                _ => format!("0{start}-{rest:05}"),
            };
            Phone { typed, e164: format!("+91{start}{rest:05}") }
        }
        Place::Dubai => {
            let number = scatter(n, EMIRATES.len() as u64 * 10_000_000);
            let (start, rest) = (EMIRATES[(number / 10_000_000) as usize], number % 10_000_000);
            let typed = match chance.below(3) {
                0 => format!("+971 {start} {:03} {:04}", rest / 10_000, rest % 10_000),
                _ => format!("0{start} {:03} {:04}", rest / 10_000, rest % 10_000),
            };
            Phone { typed, e164: format!("+971{start}{rest:07}") }
        }
    }
}

/// A GSTIN in a state whose check digit is right.
fn tax_number(chance: &mut Chance, state: &str) -> String {
    let letter = |chance: &mut Chance| char::from(b'A' + u8::try_from(chance.below(26)).unwrap_or(0));
    let mut body = String::from(state);
    body.extend([letter(chance), letter(chance), letter(chance), 'C', letter(chance)]);
    body.push_str(&format!("{:04}", chance.below(10_000)));
    body.extend([letter(chance), '1', 'Z']);
    match gstin::check(&format!("{body}0")) {
        Err(GstinError::CheckDigit { expected, .. }) => format!("{body}{expected}"),
        _ => format!("{body}0"),
    }
}

/// Somebody new: writes the client, and plans what will come of it.
pub(super) fn arrive(studio: &mut Studio<'_>, at: i64, place: Place) -> Result<(), StoreError> {
    let no = studio.clients.len();
    let name = Name::draw(&mut studio.chance, place);
    let life = Life::ALL[studio.chance.weighted(Life::ALL.iter().map(|(_, share)| *share))].0;
    let id = ClientId::from_uuid(studio.ids.at(at)).to_string();
    let phone = phone(&mut studio.chance, no, place, name.abroad);
    let mut profile = profile(studio, no, place, &name);
    let mut shown = name.full.clone();
    let (mut scheme, mut state) = (Scheme::of(place), "29");
    if life == Life::Business {
        (scheme, state) = as_business(&mut studio.chance, place, &name, &mut profile);
        if studio.chance.percent(40) {
            shown.clone_from(&profile.business_name);
        }
    }
    let label = match life {
        Life::Couple => format!("{} & {}", name.given, name.partner(&mut studio.chance)),
        Life::Business => profile.business_name.clone(),
        Life::Family | Life::Single => name.full.clone(),
    };
    let now = studio.calendar.now();
    let visits = visits(studio, life);
    // Somebody who came once for a portrait, long ago.
    let age = (now - at) / 86_400;
    let is_idle = life == Life::Single && age > 260 && studio.chance.percent(45);
    let archived = is_idle.then(|| at + 86_400 * studio.chance.within(150, age - 20));
    let is_due = age < 90 && studio.chance.percent(22);
    let follow_up = is_due.then(|| {
        let day = studio.calendar.workday(studio.chance.within(-4, 25));
        studio.calendar.at(place, day, 60 * studio.chance.within(10, 17))
    });
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(place);
    studio.loader.put(&Client {
        id: &id,
        branch_id: branch,
        name: &shown,
        phone: &phone.typed,
        profile_json: &profile.to_json(),
        created_at: at,
        version: 1 + i64::from(archived.is_some()),
        phone_e164: &phone.e164,
        follow_up_at: follow_up,
        archived_at: archived,
    })?;
    studio.loader.count(Filled::Clients, branch, if archived.is_some() { "archived" } else { "live" });
    let clerk = cast.who(&mut studio.chance, place, Duty::Desk);
    studio.record(&Entry {
        subject: Some(&id),
        ..Entry::new(
            at,
            Some(branch),
            &cast.person(clerk).id,
            "client.created",
            vec![
                Change::made(Filled::Clients, &id)
                    .says("branch_id", branch)
                    .says("name", &shown)
                    .says("phone", &phone.typed)
                    .says("profile.email", &profile.email)
                    .says("profile.business_name", &profile.business_name)
                    .says("profile.gstin", &profile.gstin)
                    .says("profile.city", &profile.city)
                    .says("profile.notes", &profile.notes)
                    .is("created_at", Cell::Number(at))
                    .says("phone_e164", &phone.e164),
            ],
        )
    })?;
    let is_business = life == Life::Business;
    studio.remember(Known { id, place, life, label, scheme, state, is_business, name: shown });
    if let Some(at) = archived {
        studio.plan(at, Turn::Archive(no));
    }
    plan_visits(studio, no, at, if archived.is_some() { visits.min(1) } else { visits });
    plan_notes(studio, no, at);
    Ok(())
}

fn profile(studio: &mut Studio<'_>, no: usize, place: Place, name: &Name) -> ClientProfile {
    let chance = &mut studio.chance;
    let mailbox = names::mailbox(&name.full);
    let mut profile = ClientProfile { language: name.language.to_owned(), ..ClientProfile::default() };
    if !mailbox.is_empty() && chance.percent(65) {
        let host = *chance.pick(&["mail.example", "post.example", "inbox.example"]);
        profile.email = format!("{mailbox}{}@{host}", no % 97);
    }
    for _ in 0..[0, 0, 1, 1, 1, 2, 3][chance.place(7)] {
        let tag = *chance.pick(&texts::TAGS);
        if !profile.tags.iter().any(|t| t == tag) {
            profile.tags.push(tag.to_owned());
        }
    }
    if chance.percent(75) {
        profile.city = (*chance.pick(texts::CITIES[place.no()])).to_owned();
    }
    if chance.percent(35) {
        let street = chance.pick(texts::STREETS[place.no()]);
        profile.address = format!("{}, {street}", 1 + chance.below(240));
    }
    if chance.percent(18) {
        profile.birthday = day_in(chance, 1962, 2004);
    }
    if chance.percent(12) {
        profile.anniversary = day_in(chance, 1995, 2024);
    }
    profile.marketing_ok = chance.percent(35);
    if chance.percent(9) {
        profile.notes = (*chance.pick(&texts::NOTES)).to_owned();
    }
    if studio.chance.percent(12) {
        let referrer = studio.somebody_before(place).map(|no| &studio.clients[no]);
        profile.referred_by =
            referrer.map(|r| Referrer { id: ClientId::from(r.id.as_str()), name: r.name.clone() });
    }
    profile
}

/// A day in one of several years.
fn day_in(chance: &mut Chance, from: i64, to: i64) -> Option<Date> {
    let (year, month, day) = (chance.within(from, to), chance.within(1, 12), chance.within(1, 28));
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Turns a person into somebody who buys for a business; returns how it is invoiced, and in which state.
fn as_business(
    chance: &mut Chance,
    place: Place,
    name: &Name,
    profile: &mut ClientProfile,
) -> (Scheme, &'static str) {
    let family = if name.family.is_ascii() { name.family } else { "Prestige" };
    profile.business_name = names::business(chance, family);
    profile.payment_days = Some(*chance.pick(&[15, 30, 30, 45]));
    if chance.percent(40) {
        profile.credit_limit = Some(*chance.pick(&[10_000_000, 25_000_000, 50_000_000]));
    }
    match place {
        Place::Bengaluru => {
            let state = *chance.pick(&["29", "29", "29", "29", "29", "27", "33"]);
            profile.gstin = tax_number(chance, state);
            (if state == "29" { Scheme::CentralAndState } else { Scheme::Integrated }, state)
        }
        Place::Dubai => {
            profile.gstin = format!("100{:09}003", chance.below(1_000_000_000));
            (Scheme::Vat, "")
        }
    }
}

/// How often a client will come, if there is time.
fn visits(studio: &mut Studio<'_>, life: Life) -> usize {
    let weights: [u32; 5] = match life {
        Life::Business => [6, 40, 28, 16, 10],
        Life::Couple => [8, 64, 22, 6, 0],
        Life::Family => [12, 58, 24, 6, 0],
        Life::Single => [22, 70, 8, 0, 0],
    };
    studio.chance.weighted(weights.into_iter())
}

fn plan_visits(studio: &mut Studio<'_>, client: usize, arrived: i64, visits: usize) {
    let mut at = arrived + 60 * studio.chance.within(4, 50);
    for nth in 0..visits {
        studio.plan(at, Turn::Visit { client, nth });
        at += 86_400 * studio.chance.within(40, 260) + 60 * studio.chance.within(0, 200);
    }
}

fn plan_notes(studio: &mut Studio<'_>, client: usize, arrived: i64) {
    for _ in 0..[0, 0, 0, 1, 1, 2][studio.chance.place(6)] {
        let at = arrived + 86_400 * studio.chance.within(1, 120) + 60 * studio.chance.within(0, 240);
        studio.plan(at, Turn::Note(client));
    }
}

/// A note is written on a client.
pub(super) fn note(studio: &mut Studio<'_>, at: i64, client: usize) -> Result<(), StoreError> {
    let id = NoteId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let place = studio.clients[client].place;
    let author = &cast.person(cast.who(&mut studio.chance, place, Duty::Desk)).id;
    let body = *studio.chance.pick(&texts::NOTES);
    let subject = studio.clients[client].id.clone();
    studio.loader.put(&ClientNote {
        id: &id,
        client_id: &subject,
        author_user_id: author,
        body,
        created_at: at,
    })?;
    let made = Change::made(Filled::ClientNotes, &id)
        .says("client_id", &subject)
        .says("author_user_id", author)
        .says("body", body)
        .is("created_at", Cell::Number(at));
    studio.record(&Entry {
        subject: Some(&subject),
        touched: vec![(Filled::Clients, &subject)],
        ..Entry::new(at, Some(cast.branch(place)), author, "client.noted", vec![made])
    })
}

/// A client who has not come for long is put away.
pub(super) fn archive(studio: &mut Studio<'_>, at: i64, client: usize) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let place = studio.clients[client].place;
    let subject = studio.clients[client].id.clone();
    let actor = &cast.person(cast.who(&mut studio.chance, place, Duty::Desk)).id;
    let change = Change::changed(Filled::Clients, &subject).is("archived_at", Cell::Number(at));
    studio.record(&Entry {
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(place)), actor, "client.archived", vec![change])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::CountryCode;
    use crate::domain::phone as phones;
    use std::collections::HashSet;

    #[test]
    fn phones_are_real_numbers_and_no_two_alike() {
        let mut chance = Chance::new(3);
        let mut seen = HashSet::new();
        for no in 0..20_000 {
            let place = Place::ALL[no % 2];
            let country = CountryCode::from_code(["IN", "AE"][no % 2]);
            let name = Name::draw(&mut chance, place);
            let phone = phone(&mut chance, no, place, name.abroad);
            let parsed = phones::parse(&phone.typed, country).map(String::from);
            assert_eq!(parsed.as_ref(), Ok(&phone.e164), "{}", phone.typed);
            assert!(seen.insert(phone.e164), "{} twice", phone.typed);
        }
    }

    #[test]
    fn tax_numbers_check_themselves() {
        let mut chance = Chance::new(4);
        for _ in 0..500 {
            let number = tax_number(&mut chance, "29");
            assert!(gstin::check(&number).is_ok(), "{number}");
        }
    }
}
