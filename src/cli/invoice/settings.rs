//! `invoice settings`: how a branch bills.

use crate::cli::CliError;
use crate::cli::args::{
    BillingFields, InvoiceSettingsCommand, InvoiceSettingsSetArgs, InvoiceSettingsShowArgs,
};
use crate::cli::out::{Console, Record, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::{self, changed, reader};
use crate::cli::write;
use crate::domain::client::text::Kind;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::domain::invoice::settings::fields;
use crate::store::protocol::{Billing, BillingCommand, Branch, BranchScope, Query, Reply};

/// Runs a command on the settings.
pub(super) fn run(
    command: &InvoiceSettingsCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match command {
        InvoiceSettingsCommand::Show(args) => show(args, studio, console),
        InvoiceSettingsCommand::Set(args) => set(args, studio, console),
    }
}

fn show(args: &InvoiceSettingsShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    record(&of(studio, &branch.id)?).write(args.output.format(), console)
}

fn set(args: &InvoiceSettingsSetArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let billing = of(studio, &branch.id)?;
    write::refuse_stale(args.if_version, billing.version, &billing.name)?;
    let base = billing.values;
    let values = changed(&base, given(&args.fields, studio, branch)?, "--prefix BLR")?;
    let command = BillingCommand::Set { branch: branch.id.clone(), version: billing.version, base, values };
    write::save(command.into(), args.write, studio, console, |id| {
        Ok(record(&of(studio, &BranchId::from(id))?))
    })
}

fn of(studio: &Studio, branch: &BranchId) -> Result<Billing, CliError> {
    let Reply::Billing(found) = studio.ask(Query::Billing(BranchScope::One(branch.clone())))? else {
        return Err(unexpected());
    };
    found.into_iter().next().ok_or_else(unexpected)
}

fn given(given: &BillingFields, studio: &Studio, branch: &Branch) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (fields::PREFIX, &given.prefix),
        (fields::TEMPLATE, &given.number_template),
        (fields::LEGAL_NAME, &given.legal_name),
        (fields::GSTIN, &given.gstin),
        (fields::TRN, &given.trn),
        (fields::REGISTRATION, &given.registration),
        (fields::STATE, &given.state),
        (fields::FISCAL_START, &given.fiscal_start),
        (fields::ROUND, &given.round_off),
        (fields::PAYMENT_DAYS, &given.payment_days),
        (fields::TERMS, &given.terms),
        (fields::UPI, &given.upi),
        (fields::BANK, &given.bank),
    ]);
    let reader = reader(branch, studio.zone_of(&branch.id));
    values::read(texts, |key, text| {
        let kind = match key {
            fields::ROUND => Kind::Toggle,
            fields::PAYMENT_DAYS => Kind::Number,
            _ => Kind::Text,
        };
        Ok(reader.read(kind, text))
    })
}

/// The settings as they hold: what is set, else the usual.
fn record(billing: &Billing) -> Record {
    let set = |key: &str| match billing.values.get(&FieldKey::from(key)) {
        Some(value @ FieldValue::Text(_)) => Value::text(value.as_text()),
        Some(FieldValue::Toggle(on)) => Value::Flag(*on),
        _ => Value::Nothing,
    };
    let sample = match &billing.sample {
        Ok(number) => number.clone(),
        Err(why) => format!("none: {why}"),
    };
    Record::new(format!("How {} bills", billing.name))
        .hidden("branch_name", Value::text(&billing.name))
        .fact("law", "Law", Value::text(&billing.law))
        .fact("prefix", "Prefix", Value::text(&billing.prefix))
        .fact("number_template", "Numbers", Value::text(&billing.template))
        .fact("sample", "For instance", Value::text(sample))
        .fact("legal_name", "Legal name", set(fields::LEGAL_NAME))
        .fact("gstin", "GSTIN", set(fields::GSTIN))
        .fact("trn", "TRN", set(fields::TRN))
        .fact("registration", "Registration", Value::text(&billing.registration))
        .fact("state", "State", Value::text(&billing.state))
        .fact("fiscal_year", "Fiscal year", Value::text(&billing.fiscal_year))
        .fact("fiscal_start", "It starts", set(fields::FISCAL_START))
        .fact("round_off", "Rounds off", set(fields::ROUND))
        .fact("payment_days", "Due after days", Value::Number(billing.payment_days))
        .fact("terms", "Terms", set(fields::TERMS))
        .fact("upi", "UPI", set(fields::UPI))
        .fact("bank", "Bank", set(fields::BANK))
        .fact("version", "Version", Value::Number(billing.version))
        .fact("branch", "Branch", Value::text(billing.branch.as_str()))
}
