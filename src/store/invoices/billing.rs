//! How a branch bills: read, and set by the owner.

use super::super::access::Access;
use super::super::conflict::{Standing, refuse_stale};
use super::super::protocol::{
    Billing, BillingCommand, Branch, BranchScope, Outcome, RowRef, StoreError, Table,
};
use super::super::unit::{Entry, Unit};
use super::issue::day_at;
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::BranchId;
use crate::domain::invoice::number::{NumberError, Parts, Series, Template};
use crate::domain::invoice::party::BillingProfile;
use crate::domain::invoice::settings::{self, SettingsEntry, fields};
use crate::domain::role::Permission;
use crate::domain::tax::Place;
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(in crate::store) fn carry_out(
    unit: &mut Unit<'_>,
    command: &BillingCommand,
) -> Result<Outcome, StoreError> {
    match command {
        BillingCommand::Set { branch, version, base, values } => set(unit, (branch, *version), base, values),
    }
}

/// What the columns of a branch say.
struct Stored {
    name: String,
    tax: Map<String, Value>,
    address: Value,
    prefix: Option<String>,
    version: i64,
}

impl Stored {
    fn read(conn: &Connection, branch: &BranchId) -> Result<Self, StoreError> {
        let (name, tax, address, prefix, version): (String, Option<String>, Option<String>, Option<String>, i64) = conn
            .prepare_cached(
                "SELECT name, tax_json, address_json, invoice_prefix, coalesce(version, 1) FROM branches WHERE id = ?1",
            )?
            .query_row([branch.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?;
        let tax = match tax.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => Map::new(),
            Some(text) => serde_json::from_str(text).map_err(|_| {
                StoreError::refused(
                    format!("what is stored about the taxes of {name} cannot be read"),
                    "Nothing was changed. Repair branches.tax_json with the program that wrote it.",
                )
            })?,
        };
        let address = address.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Ok(Self { name, tax, address, prefix, version })
    }

    fn values(&self) -> FieldValues {
        settings::values(self.prefix.as_deref(), &Value::Object(self.tax.clone()))
    }

    fn profile(&self) -> BillingProfile {
        let country = self.address["country"].as_str().unwrap_or_default().to_owned();
        let tax = Value::Object(self.tax.clone());
        BillingProfile::read(&self.name, &country, (&tax, &self.address), self.prefix.as_deref())
    }
}

/// How branches bill.
///
/// # Errors
/// Denied; a branch out of reach.
pub(in crate::store) fn read(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
) -> Result<Vec<Billing>, StoreError> {
    let now = Timestamp::now().as_second();
    let branches = access.branches(Permission::ViewInvoices, scope)?;
    branches.into_iter().map(|branch| one(conn, branch, now)).collect()
}

fn one(conn: &Connection, branch: &Branch, now: i64) -> Result<Billing, StoreError> {
    let stored = Stored::read(conn, &branch.id)?;
    let profile = stored.profile();
    let fiscal_year = profile.fiscal_start.year_of(day_at(now, branch)?).label();
    let registration = json!(profile.registration);
    Ok(Billing {
        branch: branch.id.clone(),
        name: stored.name.clone(),
        law: profile.jurisdiction.to_owned(),
        values: stored.values(),
        sample: sample(&profile, &fiscal_year).map_err(|error| error.to_string()),
        prefix: profile.prefix,
        template: profile.template,
        registration: registration.as_str().unwrap_or_default().to_owned(),
        state: profile.party.place.as_ref().map_or_else(String::new, |place: &Place| place.code().to_owned()),
        payment_days: profile.payment_days,
        fiscal_year,
        version: stored.version,
    })
}

fn sample(profile: &BillingProfile, fiscal_year: &str) -> Result<String, NumberError> {
    let parts = Parts { prefix: &profile.prefix, fiscal_year, series: Series::Main, device: "", n: 1 };
    Template::parse(&profile.template)?.number(parts)
}

fn set(
    unit: &mut Unit<'_>,
    (id, version): (&BranchId, i64),
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let branch = unit.access.branch_of(Permission::SetBilling, id.as_str(), "branch", id.as_str())?;
    let stored = Stored::read(unit.conn, id)?;
    let row = RowRef { table: Table::Branches, id: id.to_string() };
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(Unit::done(format!("Nothing to save: {} bills as it did", stored.name), Some(row)));
    }
    let standing = Standing {
        row: row.clone(),
        label: stored.name.clone(),
        version: stored.version,
        values: stored.values(),
    };
    refuse_stale(unit, standing, version, base)?;
    let mut merged = stored.values();
    merged.extend(changes);
    let entry = settings::check(&merged, stored.profile().adapter()).map_err(StoreError::Invalid)?;
    let after = with(stored, &entry);
    refuse_numbers(unit, branch, &after)?;
    let tax = Value::Object(after.tax).to_string();
    let prefix = after.prefix;
    unit.update(&row, "branch", |image| {
        image.insert("invoice_prefix".to_owned(), json!(prefix));
        image.insert("tax_json".to_owned(), json!(tax));
    })?;
    if unit.is_unchanged() {
        return Ok(Unit::done(format!("Nothing to save: {} bills as it did", after.name), Some(row)));
    }
    unit.record(&Entry::high("billing.set", id.as_str()))?;
    Ok(Unit::done(format!("Saved how {} bills; what was issued stays as it is", after.name), Some(row)))
}

fn with(mut stored: Stored, entry: &SettingsEntry) -> Stored {
    entry.write(&mut stored.tax);
    stored.prefix.clone_from(&entry.prefix);
    stored
}

/// The widest number of the year must fit, and be none that another branch of the same registration gives out.
fn refuse_numbers(unit: &Unit<'_>, branch: &Branch, after: &Stored) -> Result<(), StoreError> {
    let refused = |field: &str, why: String| {
        let mut errors = FieldErrors::default();
        errors.add(field, why);
        StoreError::Invalid(errors)
    };
    let own = after.profile();
    let widest = widest(&own, unit.now, branch)?.map_err(|error| {
        let field = match error {
            NumberError::TooLong { .. } | NumberError::Character { .. } | NumberError::Start(_)
                if own.template == crate::domain::invoice::number::DEFAULT_TEMPLATE =>
            {
                fields::PREFIX
            }
            _ => fields::TEMPLATE,
        };
        refused(field, format!("the widest number of the year would not do: {error}"))
    })?;
    let registration = own.party.registration.to_uppercase();
    if registration.is_empty() {
        return Ok(());
    }
    for other in unit.access.branches_of_org(&BranchScope::All)? {
        if other.id == branch.id {
            continue;
        }
        let theirs = Stored::read(unit.conn, &other.id)?.profile();
        if theirs.party.registration.to_uppercase() != registration {
            continue;
        }
        if self::widest(&theirs, unit.now, other)?.is_ok_and(|number| number.eq_ignore_ascii_case(&widest)) {
            return Err(refused(
                fields::PREFIX,
                format!(
                    "{} has the same registration and numbers with {}: choose another prefix",
                    other.name, theirs.prefix
                ),
            ));
        }
    }
    Ok(())
}

fn widest(
    profile: &BillingProfile,
    now: i64,
    branch: &Branch,
) -> Result<Result<String, NumberError>, StoreError> {
    let fiscal_year = profile.fiscal_start.year_of(day_at(now, branch)?).label();
    let template = Template::parse(&profile.template);
    Ok(template.and_then(|template| template.check_widest(&profile.prefix, &fiscal_year)))
}
