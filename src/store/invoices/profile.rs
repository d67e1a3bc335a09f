//! How a branch bills, and who is billed, as of now.

use super::super::protocol::StoreError;
use crate::domain::client::ClientProfile;
use crate::domain::id::{BranchId, ClientId};
use crate::domain::invoice::party::{BillingProfile, Party};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

fn json(text: Option<String>) -> Value {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// How a branch bills.
pub(in crate::store) fn of_branch(
    conn: &Connection,
    branch: &BranchId,
) -> Result<BillingProfile, StoreError> {
    let row = conn
        .prepare_cached("SELECT name, tax_json, address_json, invoice_prefix FROM branches WHERE id = ?1")?
        .query_row([branch.as_str()], |r| {
            Ok((r.get::<_, String>(0)?, json(r.get(1)?), json(r.get(2)?), r.get::<_, Option<String>>(3)?))
        })
        .optional()?;
    let (name, tax, address, prefix) =
        row.ok_or_else(|| StoreError::NotFound { what: "branch", id: branch.to_string() })?;
    let country = address["country"].as_str().unwrap_or_default().to_owned();
    Ok(BillingProfile::read(&name, &country, (&tax, &address), prefix.as_deref()))
}

/// A client as a party, and the days until an invoice is due if the client has days of their own. Nobody: a walk-in.
pub(super) fn of_client(
    conn: &Connection,
    client: Option<&ClientId>,
) -> Result<(Party, Option<i64>), StoreError> {
    let Some(client) = client else { return Ok((Party::default(), None)) };
    let row = conn
        .prepare_cached("SELECT name, phone, profile_json FROM clients WHERE id = ?1")?
        .query_row([client.as_str()], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    let Some((name, phone, profile)) = row else { return Ok((Party::default(), None)) };
    let known = ClientProfile::parse(profile.as_deref());
    let party = Party::of_client(&name, &phone, &known);
    Ok((party, known.payment_days))
}
