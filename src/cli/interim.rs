//! Stands in for the domain's readers until they land.
use crate::domain::field::FieldValue;
use crate::domain::money::{Currency, Money};
use jiff::civil;
use jiff::tz::TimeZone;

pub(super) fn decimal(money: Money) -> String {
    let sign = if money.minor < 0 { "-" } else { "" };
    let minor = money.minor.unsigned_abs();
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}
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
pub(super) fn money(text: &str, _currency: Currency) -> Result<FieldValue, String> {
    text.parse::<i64>()
        .map(|major| FieldValue::Money(major * 100))
        .map_err(|_| format!("{text} is no amount"))
}
