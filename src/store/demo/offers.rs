//! What the studio sells: packages, and the templates that they were copied from.

use super::bill::Scheme;
use super::calendar::{PAST, Place};
use super::chores;
use super::ledger::{Cell, Change, Entry, text};
use super::rows::{Filled, Package, PackageTemplate};
use super::studio::{Studio, Turn};
use crate::domain::id::{PackageId, PackageTemplateId};
use crate::domain::money::to_real;
use crate::domain::package::OfferSnapshot;
use crate::domain::percent::Percent;
use crate::store::protocol::StoreError;
use serde_json::{Value, json};
use std::rc::Rc;

/// Something that is sold.
pub(super) struct Offer {
    pub(super) name: &'static str,
    kind: &'static str,
    /// In whole rupees and whole dirhams; 0 where it is not sold.
    prices: [i64; 2],
    /// In hundreds of photographs, pieces, hours: what a customer gets.
    includes: &'static [&'static str],
    excludes: &'static [&'static str],
    /// Assets by type and people by skill, with how many.
    needs: &'static [(Need, u32)],
    /// How the branches stand to the organization's template.
    copies: Copies,
}

/// What a booking needs.
#[derive(Clone, Copy)]
pub(super) enum Need {
    Asset(&'static str),
    Human(&'static str),
}

/// How the copies of a template stand to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    /// As the template has it.
    Current,
    /// The template has been published anew; Bengaluru took it over, Dubai has not yet said.
    Waiting,
    /// The same, but Dubai does not want it.
    Ignored,
    /// The branch's own: there is no template.
    Own,
    /// The same, no longer sold.
    Retired,
}

use Need::{Asset, Human};

/// Numbers of the offers.
pub(super) mod no {
    pub(in crate::store::demo) const CLASSIC: usize = 0;
    pub(in crate::store::demo) const GRAND: usize = 1;
    pub(in crate::store::demo) const ENGAGEMENT: usize = 2;
    pub(in crate::store::demo) const NEWBORN: usize = 3;
    pub(in crate::store::demo) const PORTRAIT: usize = 4;
    pub(in crate::store::demo) const BRAND: usize = 5;
    pub(in crate::store::demo) const HEADSHOTS: usize = 6;
    pub(in crate::store::demo) const COVERAGE: usize = 7;
    pub(in crate::store::demo) const PRODUCT: usize = 8;
    pub(in crate::store::demo) const DESERT: usize = 9;
    pub(in crate::store::demo) const HERITAGE: usize = 10;
}

/// Everything that is sold.
pub(super) const OFFERS: [Offer; 12] = [
    Offer {
        name: "Wedding Classic",
        kind: "time_based",
        prices: [185_000, 14_500],
        includes: &[
            "2 photographers, 2 days",
            "500 edited photographs",
            "online gallery for a year",
            "album, 40 pages",
        ],
        excludes: &["travel beyond 50 km", "raw files"],
        needs: &[(Human("lead photographer"), 1), (Human("second photographer"), 1), (Asset("camera"), 2)],
        copies: Copies::Current,
    },
    Offer {
        name: "Wedding Grand",
        kind: "time_based",
        prices: [340_000, 26_000],
        includes: &[
            "4 people, 3 days",
            "1,000 edited photographs",
            "film of 12 minutes",
            "drone",
            "2 albums, 60 pages",
        ],
        excludes: &["travel beyond 50 km"],
        needs: &[
            (Human("lead photographer"), 1),
            (Human("second photographer"), 1),
            (Human("cinematographer"), 1),
            (Asset("camera"), 3),
            (Asset("drone"), 1),
        ],
        copies: Copies::Waiting,
    },
    Offer {
        name: "Engagement Story",
        kind: "time_based",
        prices: [65_000, 5_200],
        includes: &["1 photographer, 5 hours", "120 edited photographs"],
        excludes: &["make-up"],
        needs: &[(Human("lead photographer"), 1), (Asset("camera"), 1)],
        copies: Copies::Current,
    },
    Offer {
        name: "Newborn & Family",
        kind: "time_based",
        prices: [18_000, 1_600],
        includes: &["2 hours in the studio", "25 edited photographs", "props and wraps"],
        excludes: &["prints"],
        needs: &[(Human("lead photographer"), 1), (Asset("space"), 1), (Asset("light"), 2)],
        copies: Copies::Current,
    },
    Offer {
        name: "Portrait Hour",
        kind: "time_based",
        prices: [7_500, 650],
        includes: &["1 hour", "10 edited photographs"],
        excludes: &["outfits beyond two"],
        needs: &[(Human("second photographer"), 1), (Asset("space"), 1), (Asset("light"), 1)],
        copies: Copies::Ignored,
    },
    Offer {
        name: "Brand Day",
        kind: "time_based",
        prices: [95_000, 9_000],
        includes: &["1 day, photographer and cinematographer", "60 photographs", "3 reels of 30 seconds"],
        excludes: &["models", "set building"],
        needs: &[
            (Human("lead photographer"), 1),
            (Human("cinematographer"), 1),
            (Asset("camera"), 2),
            (Asset("light"), 3),
        ],
        copies: Copies::Current,
    },
    Offer {
        name: "Corporate Headshots",
        kind: "qty_based",
        prices: [1_200, 110],
        includes: &["per person: 1 look, 2 retouched photographs"],
        excludes: &["location beyond the city"],
        needs: &[(Human("second photographer"), 1), (Asset("light"), 2)],
        copies: Copies::Current,
    },
    Offer {
        name: "Event Coverage",
        kind: "time_based",
        prices: [42_000, 3_800],
        includes: &["1 photographer, 8 hours", "all usable photographs within 3 days"],
        excludes: &["live streaming"],
        needs: &[(Human("lead photographer"), 1), (Asset("camera"), 1)],
        copies: Copies::Current,
    },
    Offer {
        name: "Product Table",
        kind: "qty_based",
        prices: [450, 45],
        includes: &["per picture: white ground, clipped, retouched"],
        excludes: &["ghost mannequin"],
        needs: &[(Asset("space"), 1), (Asset("camera"), 1), (Asset("light"), 2)],
        copies: Copies::Current,
    },
    Offer {
        name: "Desert Pre-wedding",
        kind: "time_based",
        prices: [0, 7_800],
        includes: &["sunset, 4 hours, car included", "80 edited photographs"],
        excludes: &["permits of reserves"],
        needs: &[(Human("lead photographer"), 1), (Asset("drone"), 1)],
        copies: Copies::Own,
    },
    Offer {
        name: "Heritage Sari Portrait",
        kind: "time_based",
        prices: [14_000, 0],
        includes: &["draping artist", "2 hours", "15 edited photographs", "1 framed print 12×18"],
        excludes: &["jewellery"],
        needs: &[(Human("second photographer"), 1), (Asset("space"), 1)],
        copies: Copies::Own,
    },
    Offer {
        name: "Passport Bundle",
        kind: "qty_based",
        prices: [250, 0],
        includes: &["8 prints, 2 formats"],
        excludes: &[],
        needs: &[],
        copies: Copies::Retired,
    },
];

impl Offer {
    /// What one costs in a branch, minor units.
    pub(super) const fn price(&self, place: Place) -> i64 {
        self.prices[place.no()] * 100
    }

    /// Whether it is sold by the piece.
    pub(super) fn is_by_piece(&self) -> bool {
        self.kind == "qty_based"
    }

    /// What a booking of it needs, and how many.
    pub(super) const fn needs(&self) -> &'static [(Need, u32)] {
        self.needs
    }

    fn hooks(&self) -> Value {
        let hook = |(need, qty): &(Need, u32)| match need {
            Asset(kind) => json!({ "kind": "asset", "type": kind, "qty": qty }),
            Human(skill) => json!({ "kind": "human", "skill": skill, "qty": qty }),
        };
        self.needs.iter().map(hook).collect()
    }

    /// What a package or a revision of its template says, price in minor units.
    fn says(&self, place: Place, price: i64) -> Result<String, StoreError> {
        text(&OfferSnapshot {
            name: self.name.to_owned(),
            kind: self.kind.to_owned(),
            currency: place.currency(),
            price,
            tax_rate: Scheme::of(place).rate(),
            inclusions: json!(self.includes),
            exclusions: json!(self.excludes),
            resource_hooks: self.hooks(),
        })
    }

    /// Whether the template was published anew.
    fn is_revised(&self) -> bool {
        matches!(self.copies, Copies::Waiting | Copies::Ignored)
    }

    /// Whether a branch still has the first revision.
    fn is_behind(&self, place: Place) -> bool {
        place == Place::Dubai && self.is_revised()
    }
}

/// What happened to an offer later on.
#[derive(Clone, Copy)]
pub(super) enum News {
    /// Its template was published anew.
    Revised(usize),
    /// A branch took that over.
    Taken(usize),
    /// A branch does not want it.
    Ignored(usize),
    /// It is no longer sold.
    Retired(usize),
}

/// What was written of the offers.
#[derive(Default)]
pub(super) struct Catalogue {
    /// Package ids by offer and branch; empty where it is not sold.
    pub(super) packages: Vec<[String; 2]>,
    /// Template ids by offer; empty where there is none.
    templates: Vec<String>,
    /// The package as it is quoted, by offer and branch.
    pub(super) snapshots: Vec<[String; 2]>,
    /// Ids of the task templates.
    pub(super) tasks: Vec<String>,
}

/// When templates were published anew, and when an offer was given up.
const REVISED: i64 = -85;
const RETIRED: i64 = -200;

/// Writes templates and packages.
pub(super) fn stock(studio: &mut Studio<'_>) -> Result<(), StoreError> {
    let mut at = studio.calendar.at(Place::Bengaluru, -PAST + 2, 11 * 60);
    for (no, offer) in OFFERS.iter().enumerate() {
        at += 300;
        let template = match offer.copies {
            Copies::Own | Copies::Retired => None,
            _ => Some(publish(studio, offer, at)?),
        };
        let mut ids = [String::new(), String::new()];
        for place in Place::ALL.into_iter().filter(|place| offer.price(*place) > 0) {
            at += 60;
            ids[place.no()] = sell(studio, offer, place, template.as_deref(), at)?;
        }
        let snapshot = |place: Place| offer.says(place, offer.price(place));
        studio.catalogue.snapshots.push([snapshot(Place::Bengaluru)?, snapshot(Place::Dubai)?]);
        studio.catalogue.packages.push(ids);
        studio.catalogue.templates.push(template.unwrap_or_default());
        let place = Place::Bengaluru;
        match offer.copies {
            Copies::Retired => {
                studio.plan(studio.calendar.at(place, RETIRED, 660), Turn::Offer(News::Retired(no)));
            }
            _ if offer.is_revised() => {
                studio.plan(studio.calendar.at(place, REVISED, 690), Turn::Offer(News::Revised(no)));
                studio.plan(studio.calendar.at(place, REVISED, 710), Turn::Offer(News::Taken(no)));
                if offer.copies == Copies::Ignored {
                    studio.plan(studio.calendar.at(place, REVISED + 1, 800), Turn::Offer(News::Ignored(no)));
                }
            }
            _ => {}
        }
    }
    for list in &chores::TASK_LISTS {
        at += 120;
        let id = chores::plan(studio, list, at)?;
        studio.catalogue.tasks.push(id);
    }
    Ok(())
}

/// The organization's template, as it is published today.
fn publish(studio: &mut Studio<'_>, offer: &Offer, at: i64) -> Result<String, StoreError> {
    let id = PackageTemplateId::from_uuid(studio.ids.at(at)).to_string();
    let revision = 1 + i64::from(offer.is_revised());
    let cast = Rc::clone(&studio.cast);
    studio.loader.put(&PackageTemplate {
        id: &id,
        org_id: &cast.org,
        name: offer.name,
        kind: offer.kind,
        currency: Place::Bengaluru.currency().code(),
        price: offer.price(Place::Bengaluru),
        tax_rate: Scheme::CentralAndState.rate(),
        inclusions_json: &json!(offer.includes).to_string(),
        exclusions_json: &json!(offer.excludes).to_string(),
        resource_hooks_json: &offer.hooks().to_string(),
        revision,
        created_at: at,
        version: revision,
    })?;
    let made = Change::made(Filled::PackageTemplates, &id).says("name", offer.name);
    studio.record(&Entry::new(at, None, cast.owner(), "package_template.created", vec![made]))?;
    Ok(id)
}

/// A branch's package.
fn sell(
    studio: &mut Studio<'_>,
    offer: &Offer,
    place: Place,
    template: Option<&str>,
    at: i64,
) -> Result<String, StoreError> {
    let id = PackageId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(place);
    let behind = offer.is_behind(place);
    // The first revision was a tenth cheaper.
    let said = offer.price(Place::Bengaluru) * if behind { 9 } else { 10 } / 10;
    let said = offer.says(Place::Bengaluru, said)?;
    let archived = (offer.copies == Copies::Retired).then(|| studio.calendar.at(place, RETIRED, 660));
    let price = to_real(offer.price(place), place.currency());
    studio.loader.put(&Package {
        id: &id,
        branch_id: branch,
        name: offer.name,
        kind: offer.kind,
        price,
        tax_rate: Percent::from_hundredths(Scheme::of(place).rate()).to_real(),
        inclusions_json: &json!(offer.includes).to_string(),
        exclusions_json: &json!(offer.excludes).to_string(),
        resource_hooks_json: &offer.hooks().to_string(),
        template_id: template,
        template_revision: template.map(|_| if behind { 1 } else { 1 + i64::from(offer.is_revised()) }),
        template_json: template.map(|_| said.as_str()),
        ignored_revision: (behind && offer.copies == Copies::Ignored).then_some(2),
        archived_at: archived,
        version: 1 + i64::from(
            archived.is_some() || offer.is_revised() && !(behind && offer.copies == Copies::Waiting),
        ),
    })?;
    studio.loader.count(Filled::Packages, branch, if archived.is_some() { "archived" } else { "live" });
    let event = if template.is_some() { "package.copied" } else { "package.created" };
    let made = Change::made(Filled::Packages, &id).says("name", offer.name).is("price", Cell::Amount(price));
    studio.record(&Entry::new(at, Some(branch), cast.owner(), event, vec![made]))?;
    Ok(id)
}

/// Writes what happened to an offer: its rows are as they are today already.
pub(super) fn tell(studio: &mut Studio<'_>, at: i64, news: News) -> Result<(), StoreError> {
    let revision = [Cell::Number(1), Cell::Number(2)];
    match news {
        News::Revised(no) => {
            let cast = Rc::clone(&studio.cast);
            let template = studio.catalogue.templates[no].clone();
            let price = OFFERS[no].price(Place::Bengaluru);
            let change = Change::changed(Filled::PackageTemplates, &template)
                .moved("price", Cell::Number(price * 9 / 10), Cell::Number(price))
                .moved("revision", Cell::Number(1), Cell::Number(2));
            studio.record(&Entry::new(at, None, cast.owner(), "package_template.published", vec![change]))
        }
        News::Taken(no) => {
            let moved = ("template_revision", revision);
            tell_package(studio, at, (no, Place::Bengaluru), ("package.updated", moved))
        }
        News::Ignored(no) => {
            let moved = ("ignored_revision", [Cell::None, Cell::Number(2)]);
            tell_package(studio, at, (no, Place::Dubai), ("package.update_ignored", moved))
        }
        News::Retired(no) => {
            let moved = ("archived_at", [Cell::None, Cell::Number(at)]);
            tell_package(studio, at, (no, Place::Bengaluru), ("package.archived", moved))
        }
    }
}

fn tell_package(
    studio: &mut Studio<'_>,
    at: i64,
    (no, place): (usize, Place),
    (event, (field, [from, to])): (&'static str, (&'static str, [Cell<'_>; 2])),
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let id = studio.catalogue.packages[no][place.no()].clone();
    let change = Change::changed(Filled::Packages, &id).moved(field, from, to);
    studio.record(&Entry::new(at, Some(cast.branch(place)), cast.owner(), event, vec![change]))
}
