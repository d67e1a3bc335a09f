//! `check`: a value the way the forms see it.

use super::CliError;
use super::args::CheckPhoneArgs;
use crate::domain::country::{Country, CountryCode};
use crate::domain::phone;
use std::io::Write;

/// Prints a phone number in E.164.
pub(super) fn phone(args: &CheckPhoneArgs, out: &mut dyn Write) -> Result<(), CliError> {
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
