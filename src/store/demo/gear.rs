//! Cameras, lights, rooms and people: everything that can be booked.

use super::book::{self, Away};
use super::calendar::{PAST, Place};
use super::ledger::{Cell, Change, Entry, text};
use super::rows::{Asset, Filled};
use super::story::{DAY, HOUR};
use super::studio::{Studio, Turn};
use crate::domain::id::AssetId;
use crate::store::protocol::StoreError;
use serde_json::json;
use std::rc::Rc;

/// A model that the studio owns several of: type, name, how many in each branch, what one costs in rupees.
const MODELS: [(&str, &str, [u64; 2], u32); 23] = [
    ("camera", "Sony A7 IV", [4, 2], 198_000),
    ("camera", "Sony FX3", [2, 1], 335_000),
    ("camera", "Canon EOS R5", [1, 2], 302_000),
    ("lens", "FE 24-70mm f/2.8 GM II", [3, 2], 190_000),
    ("lens", "FE 70-200mm f/2.8 GM II", [2, 1], 240_000),
    ("lens", "FE 85mm f/1.4 GM", [2, 1], 152_000),
    ("lens", "RF 15-35mm f/2.8 L", [1, 1], 205_000),
    ("light", "Profoto B10X", [3, 2], 165_000),
    ("light", "Godox AD600 Pro", [2, 1], 72_000),
    ("light", "Aputure 300d II", [1, 1], 86_000),
    ("light", "Octabox 120 cm", [2, 1], 9_500),
    ("drone", "DJI Mavic 3 Pro", [1, 1], 210_000),
    ("audio", "DJI Mic 2", [2, 1], 32_000),
    ("audio", "Zoom F6", [1, 0], 61_000),
    ("other", "DJI RS 3 gimbal", [1, 1], 48_000),
    ("other", "Paper backdrop 2.72 m", [2, 1], 4_200),
    ("other", "Manfrotto 055 tripod", [2, 1], 27_000),
    ("other", "CFexpress 512 GB", [4, 2], 58_000),
    ("space", "Studio A, daylight", [1, 0], 0),
    ("space", "Studio B, blackout", [1, 0], 0),
    ("space", "Make-up room", [1, 0], 0),
    ("space", "Warehouse studio", [0, 1], 0),
    ("space", "Editing suite", [1, 1], 0),
];

/// Writes the inventory, so many times over; people and rooms once.
pub(super) fn equip(studio: &mut Studio<'_>, scale: u64) -> Result<(), StoreError> {
    let mut at = studio.calendar.at(Place::Bengaluru, -PAST + 1, 10 * 60);
    for (kind, name, many, price) in MODELS {
        for place in Place::ALL {
            let times = if kind == "space" { 1 } else { scale };
            let count = many[place.no()] * times;
            for copy in 1..=count {
                at += i64::from(copy <= 4) * 20;
                let label = if count == 1 { name.to_owned() } else { format!("{name} #{copy}") };
                buy(studio, at, place, kind, &label, price)?;
            }
        }
    }
    let cast = Rc::clone(&studio.cast);
    for (no, person) in cast.people().iter().enumerate() {
        if let (Some(place), Some(skill)) = (person.place, person.skill) {
            at += 20;
            let metadata = json!({ "skills": [skill] }).to_string();
            let what =
                What { kind: "human", name: person.name, status: "available", person: Some((no, skill)) };
            add(studio, (at, place), &what, (None, &metadata))?;
        }
    }
    book::pack(studio, at + 60)
}

/// Adds something that was bought, or rented.
fn buy(
    studio: &mut Studio<'_>,
    at: i64,
    place: Place,
    kind: &'static str,
    name: &str,
    price: u32,
) -> Result<(), StoreError> {
    if kind == "space" {
        let what = What { kind, name, status: "available", person: None };
        return add(studio, (at, place), &what, (None, r#"{"area_m2":48}"#));
    }
    let bits = studio.chance.bits();
    let serial = format!("{}{:07}", ["SN", "K", "4J"][usize::from(bits as u8) % 3], bits >> 41);
    // The twelfth of a row of things is always away: every condition is seen, whatever the chance.
    let status = match studio.loader.made(Filled::Assets) % 24 {
        5 => "maintenance",
        11 => "retired",
        16 => "lost",
        22 => "in_transit",
        _ => "available",
    };
    let bought = studio.calendar.date(-PAST + studio.chance.within(0, 20));
    let metadata = text(&json!({ "bought": bought, "price_inr": price, "insured": price > 100_000 }))?;
    add(studio, (at, place), &What { kind, name, status, person: None }, (Some(&serial), &metadata))
}

/// What is added.
struct What<'a> {
    kind: &'static str,
    name: &'a str,
    status: &'static str,
    /// Which person it is, and what they can do.
    person: Option<(usize, &'static str)>,
}

fn add(
    studio: &mut Studio<'_>,
    (at, place): (i64, Place),
    what: &What<'_>,
    (serial, metadata): (Option<&str>, &str),
) -> Result<(), StoreError> {
    let What { kind, name, status, person } = *what;
    let id = AssetId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(place);
    let row = Asset {
        id: &id,
        branch_id: branch,
        kind,
        name,
        serial_number: serial,
        status,
        metadata_json: metadata,
        user_id: person.map(|(no, _)| cast.person(no).id.as_str()),
    };
    studio.loader.put(&row)?;
    studio.loader.count(Filled::Assets, branch, status);
    let made = Change::made(Filled::Assets, &id)
        .says("type", kind)
        .says("name", name)
        .says("serial_number", serial.unwrap_or_default())
        .is("status", Cell::Text(status));
    studio.record(&Entry::new(at, Some(branch), cast.owner(), "asset.created", vec![made]))?;
    let now = studio.calendar.now();
    match status {
        // What is lost today was there until lately: some of its bookings need something else.
        "available" | "lost" => {
            let word = person.map_or(kind, |(_, skill)| skill);
            studio.pool.add(place, word, (&id, name), person.map(|(no, _)| no));
        }
        "maintenance" => {
            let (start, end) = (now - 4 * DAY, now + 6 * DAY);
            let (kind, reason) = ("maintenance", "does not start: with the service");
            book::plan_away(studio, start, Away { asset: id, place, kind, reason, start, end });
            return Ok(());
        }
        "in_transit" => studio.plan(now - 30 * HOUR, Turn::Sent(id.as_str().into(), place)),
        _ => {}
    }
    if person.is_some_and(|(no, _)| no % 3 == 0) {
        let (start, end) = (now + 20 * DAY, now + 25 * DAY);
        let away = Away { asset: id, place, kind: "leave", reason: "family wedding", start, end };
        book::plan_away(studio, now - 12 * DAY, away);
    }
    Ok(())
}
