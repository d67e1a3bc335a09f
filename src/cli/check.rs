//! `check`: a value the way the forms see it.

use super::CliError;
use super::args::CheckPhoneArgs;
use crate::domain::country::CountryCode;
use std::io::Write;

/// Prints a phone number in E.164.
pub(super) fn phone(args: &CheckPhoneArgs, out: &mut dyn Write) -> Result<(), CliError> {
    let region = args.region.as_deref().map(region).transpose()?;
    let text = args.text.trim();
    let id = region.and_then(|region| region.code().parse().ok());
    let number = phonenumber::parse(id, text)
        .ok()
        .filter(phonenumber::is_valid)
        .map(|number| number.format().mode(phonenumber::Mode::E164).to_string())
        .ok_or_else(|| CliError::Invalid {
            message: format!("{text} is no phone number"),
            hint: String::new(),
        })?;
    writeln!(out, "{number}")?;
    Ok(())
}

fn region(code: &str) -> Result<CountryCode, CliError> {
    CountryCode::from_code(&code.to_uppercase()).ok_or_else(|| {
        CliError::usage(format!("{code} is no country code"), "Two letters, e.g. --region IN.")
    })
}
