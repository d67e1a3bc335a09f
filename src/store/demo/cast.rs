//! The organization, its branches, and the people who work there.

use super::calendar::{PAST, Place};
use super::chance::Chance;
use super::ledger::{Cell, Change, Entry};
use super::rows::{Branch, Filled, Organization, User};
use super::studio::Studio;
use crate::domain::id::{BranchId, OrgId, UserId};
use crate::store::protocol::StoreError;
use crate::store::unit::Severity;
use std::rc::Rc;

/// What somebody is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    /// Meets clients: the counter, the telephone, the messages.
    Desk,
    /// Answers for projects: quotes, bookings, moves.
    Lead,
    /// Holds the camera.
    Shoot,
    /// Holds the camera, and answers for projects of their own.
    Senior,
    /// Sends invoices and takes payments.
    Money,
}

/// Somebody of the demo's staff.
struct Role {
    name: &'static str,
    email: &'static str,
    roles: &'static str,
    place: Option<Place>,
    duties: &'static [Duty],
    /// What the calendar can book them for.
    pub(super) skill: Option<&'static str>,
    status: &'static str,
}

const fn role(
    name: &'static str,
    email: &'static str,
    roles: &'static str,
    place: Place,
    duties: &'static [Duty],
) -> Role {
    Role { name, email, roles, place: Some(place), duties, skill: None, status: "active" }
}

impl Role {
    const fn can(self, skill: &'static str) -> Self {
        Self { skill: Some(skill), ..self }
    }
}

use Duty::{Desk, Lead, Money, Senior, Shoot};
use Place::{Bengaluru, Dubai};

const OWNER: Role = Role {
    name: "Asha Rao",
    email: "asha@lumen.example",
    roles: r#"["owner"]"#,
    place: None,
    duties: &[Lead],
    skill: None,
    status: "active",
};

/// Everybody; the owner first, so that the demo opens as hers.
const ROLES: [Role; 17] = [
    OWNER,
    role("Kiran Gowda", "kiran@lumen.example", r#"["manager"]"#, Bengaluru, &[Lead, Money]),
    role("Layla Al Mansoori", "layla@lumen.example", r#"["manager"]"#, Dubai, &[Lead, Money]),
    role("Meenakshi Iyer", "meenakshi@lumen.example", r#"["clerk"]"#, Bengaluru, &[Desk]),
    role("Farhan Sheikh", "farhan@lumen.example", r#"["clerk","photographer"]"#, Bengaluru, &[Desk, Shoot])
        .can("second photographer"),
    role("Arjun Menon", "arjun@lumen.example", r#"["photographer"]"#, Bengaluru, &[Shoot, Senior])
        .can("lead photographer"),
    role("Sneha Kulkarni", "sneha@lumen.example", r#"["photographer"]"#, Bengaluru, &[Shoot, Senior])
        .can("lead photographer"),
    role("ರವಿ ಶೆಟ್ಟಿ", "ravi@lumen.example", r#"["photographer"]"#, Bengaluru, &[Shoot, Senior])
        .can("cinematographer"),
    role("Lakshmi Narayanan", "lakshmi@lumen.example", r#"["accountant"]"#, Bengaluru, &[Money]),
    role("Tara D'Souza", "tara@lumen.example", r#"["freelancer"]"#, Bengaluru, &[Shoot])
        .can("second photographer"),
    role("Vikram Das", "vikram@lumen.example", r#"["freelancer"]"#, Bengaluru, &[Shoot]).can("drone pilot"),
    role("Rosa Santos", "rosa@lumen.example", r#"["clerk"]"#, Dubai, &[Desk]),
    role("Omar Haddad", "omar@lumen.example", r#"["photographer"]"#, Dubai, &[Shoot, Senior])
        .can("lead photographer"),
    role("陈伟", "wei@lumen.example", r#"["photographer"]"#, Dubai, &[Shoot, Senior]).can("cinematographer"),
    role("Priya Nambiar", "priya@lumen.example", r#"["accountant"]"#, Dubai, &[Money]),
    role("Yusuf Khan", "yusuf@lumen.example", r#"["freelancer"]"#, Dubai, &[Shoot])
        .can("second photographer"),
    Role {
        status: "suspended",
        ..role("Daniel Price", "daniel@lumen.example", r#"["freelancer"]"#, Dubai, &[])
    },
];

/// A person as everybody else of the demo knows them.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) place: Option<Place>,
    pub(super) skill: Option<&'static str>,
    duties: &'static [Duty],
}

/// The studio's frame.
pub(super) struct Cast {
    pub(super) org: String,
    branches: [String; 2],
    people: Vec<Person>,
}

impl Cast {
    /// With ids; nothing is written yet.
    pub(super) fn new(mut id: impl FnMut() -> uuid::Uuid) -> Self {
        let org = OrgId::from_uuid(id()).to_string();
        let branches = [(); 2].map(|()| BranchId::from_uuid(id()).to_string());
        let people = ROLES.iter().map(|r| Person {
            id: UserId::from_uuid(id()).to_string(),
            name: r.name,
            place: r.place,
            skill: r.skill,
            duties: r.duties,
        });
        Self { org, branches, people: people.collect() }
    }

    /// The id of a branch.
    pub(super) fn branch(&self, place: Place) -> &str {
        &self.branches[place.no()]
    }

    /// The owner.
    pub(super) fn owner(&self) -> &str {
        &self.people[0].id
    }

    /// Somebody of a branch, or above them all.
    pub(super) fn person(&self, no: usize) -> &Person {
        &self.people[no]
    }

    /// Everybody.
    pub(super) fn people(&self) -> &[Person] {
        &self.people
    }

    /// The number of somebody in a branch who does this.
    pub(super) fn who(&self, chance: &mut Chance, place: Place, duty: Duty) -> usize {
        let fits = |p: &Person| p.duties.contains(&duty) && p.place == Some(place);
        let many = self.people.iter().filter(|p| fits(p)).count();
        let chosen = chance.place(many);
        self.people.iter().enumerate().filter(|(_, p)| fits(p)).nth(chosen).map_or(0, |(no, _)| no)
    }
}

fn address(place: Place) -> &'static str {
    match place {
        Bengaluru => {
            r#"{"country":"IN","tz":"Asia/Kolkata","line1":"14, 100 Feet Road, Indiranagar","city":"Bengaluru","state":"29","postal_code":"560038"}"#
        }
        Dubai => {
            r#"{"country":"AE","tz":"Asia/Dubai","line1":"Warehouse 27, Alserkal Avenue, Al Quoz","city":"Dubai"}"#
        }
    }
}

fn tax(place: Place) -> &'static str {
    match place {
        Bengaluru => r#"{"currency":"INR","scheme":"india_gst","gstin":"29AAGCB7383J1Z4","rate":18}"#,
        Dubai => r#"{"currency":"AED","scheme":"uae_vat","trn":"100234567800003","rate":5}"#,
    }
}

const NAMES: [&str; 2] = ["Bengaluru", "Dubai"];

/// Writes the organization, its branches and its people, on the first day.
pub(super) fn found(studio: &mut Studio<'_>) -> Result<(), StoreError> {
    let at = studio.calendar.at(Bengaluru, -PAST, 9 * 60);
    let cast = Rc::clone(&studio.cast);
    studio.loader.put(&Organization {
        id: &cast.org,
        name: "Lumen & Lore Studios",
        config_json: r#"{"currency":"INR","timezone":"Asia/Kolkata"}"#,
        plan_tier: "paid_org",
        created_at: at,
    })?;
    let mut changes =
        vec![Change::made(Filled::Organizations, &cast.org).says("name", "Lumen & Lore Studios")];
    for place in Place::ALL {
        studio.loader.put(&Branch {
            id: cast.branch(place),
            org_id: &cast.org,
            name: NAMES[place.no()],
            address_json: address(place),
            tax_json: tax(place),
            invoice_prefix: place.prefix(),
            created_at: at,
            currency_exponent: place.currency().exponent(),
        })?;
        changes.push(Change::made(Filled::Branches, cast.branch(place)).says("name", NAMES[place.no()]));
    }
    let system = UserId::system();
    let nobody = User {
        id: system.as_str(),
        org_id: &cast.org,
        branch_id: None,
        email: None,
        roles_json: "[]",
        status: "active",
        created_at: at,
        name: "System",
    };
    studio.loader.put(&nobody)?;
    hire(studio, 0, at)?;
    changes.push(made(&cast, 0));
    studio.record(&Entry {
        severity: Severity::High,
        ..Entry::new(at, None, cast.owner(), "studio.set_up", changes)
    })?;
    for (no, at) in (1..ROLES.len()).zip((at + 300..).step_by(420)) {
        hire(studio, no, at)?;
        let branch = ROLES[no].place.map(|place| cast.branch(place));
        studio.record(&Entry {
            severity: Severity::High,
            ..Entry::new(at, branch, cast.owner(), "user.created", vec![made(&cast, no)])
        })?;
    }
    Ok(())
}

fn made(cast: &Cast, no: usize) -> Change<'_> {
    Change::made(Filled::Users, &cast.people[no].id)
        .says("name", ROLES[no].name)
        .says("email", ROLES[no].email)
        .is("roles_json", Cell::Text(ROLES[no].roles))
        .says("status", ROLES[no].status)
}

fn hire(studio: &mut Studio<'_>, no: usize, at: i64) -> Result<(), StoreError> {
    let role = &ROLES[no];
    let cast = &studio.cast;
    studio.loader.put(&User {
        id: &cast.people[no].id,
        org_id: &cast.org,
        branch_id: role.place.map(|place| cast.branch(place)),
        email: Some(role.email),
        roles_json: role.roles,
        status: role.status,
        created_at: at,
        name: role.name,
    })
}
