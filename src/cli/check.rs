//! `check`: a value the way the forms see it.

use super::CliError;
use super::args::{CheckCommand, CheckPhoneArgs};
use crate::domain::country::{Country, CountryCode};
use crate::domain::invoice::number;
use crate::domain::{gstin, phone};
use std::fmt::Display;
use std::io::Write;

/// Checks a value.
pub(super) fn run(command: &CheckCommand, out: &mut dyn Write) -> Result<(), CliError> {
    match command {
        CheckCommand::Phone(args) => phone(args, out),
        CheckCommand::Gstin(args) => print(gstin::check(&args.text), out),
        CheckCommand::Number(args) => print(number::check(&args.text), out),
    }
}

fn print<T: Display, E: Display>(checked: Result<T, E>, out: &mut dyn Write) -> Result<(), CliError> {
    let value =
        checked.map_err(|error| CliError::Invalid { message: error.to_string(), hint: String::new() })?;
    Ok(writeln!(out, "{value}")?)
}

/// Prints a phone number in E.164.
fn phone(args: &CheckPhoneArgs, out: &mut dyn Write) -> Result<(), CliError> {
    let region = args.region.as_deref().map(region).transpose()?;
    let number = phone::parse(&args.text, region).map_err(|error| CliError::Invalid {
        message: error.to_string(),
        hint: match error {
            phone::PhoneError::RegionUnknown => "Or name the country, e.g. --region IN.".to_owned(),
            _ => String::new(),
        },
    })?;
    writeln!(out, "{number}")?;
    Ok(())
}

fn region(code: &str) -> Result<CountryCode, CliError> {
    CountryCode::from_code(&code.to_uppercase()).filter(|code| Country::by_code(*code).is_some()).ok_or_else(
        || CliError::usage(format!("{code} is no country code"), "Two letters, e.g. --region IN."),
    )
}
