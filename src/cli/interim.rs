//! Stands in for the domain's readers until they land.
use crate::domain::field::FieldValue;
use jiff::civil;
use jiff::tz::TimeZone;

pub(super) fn date(text: &str) -> Result<FieldValue, String> {
    text.parse::<civil::Date>()
        .map(FieldValue::Date)
        .map_err(|_| format!("{text} is no date; write it like 1991-10-20"))
}
pub(super) fn when(text: &str, zone: &TimeZone) -> Result<FieldValue, String> {
    let wrong = || format!("{text} is no date and time; write it like 2026-11-24 10:00");
    let local: civil::DateTime = text.parse().map_err(|_| wrong())?;
    Ok(FieldValue::When(local.to_zoned_datetime(zone.clone()).map_err(|_| wrong())?.timestamp()))
}
