//! How dates, amounts and counts are written for this person: in their zone, their currency's grouping, and as people
//! say them near today.

use crate::domain::media::size_text;
pub use crate::store::audit::words::event;

use crate::domain::money::{Currency, Grouping, Money, format_amount, format_money};
use crate::domain::when::{NEAR_DAYS, days_between};
use crate::store::protocol::Count;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// The words of one person.
#[derive(Clone, Debug)]
pub struct Words {
    now: ZonedDateTime,
    /// `None` for the way of each currency.
    grouping: Option<Grouping>,
    /// For counts.
    usual: Grouping,
}

impl Words {
    /// Before the first tick of the clock.
    #[must_use]
    pub fn new(grouping: Option<Grouping>) -> Self {
        Self {
            now: Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC),
            grouping,
            usual: Grouping::Western,
        }
    }

    /// The time has come. Returns whether the day or the minute that is shown has changed.
    pub fn set_now(&mut self, now: ZonedDateTime) -> bool {
        let zone = self.now.time_zone().clone();
        let known = self.now.timestamp() != Timestamp::UNIX_EPOCH;
        let now = if known { now.with_time_zone(zone) } else { now };
        let changed =
            (now.date(), now.hour(), now.minute()) != (self.now.date(), self.now.hour(), self.now.minute());
        self.now = now;
        changed
    }

    /// The branch whose days count.
    pub fn set_place(&mut self, zone: &str, usual: Grouping) {
        if let Ok(zone) = TimeZone::get(zone) {
            self.now = self.now.with_time_zone(zone);
        }
        self.usual = usual;
    }

    /// The name of the zone, e.g. `Asia/Kolkata`, if it has one.
    #[must_use]
    pub fn zone(&self) -> Option<&str> {
        self.now.time_zone().iana_name()
    }

    /// The same words in another zone.
    #[must_use]
    pub fn in_zone(&self, zone: TimeZone) -> Self {
        Self { now: self.now.with_time_zone(zone), ..self.clone() }
    }

    /// Now, in the branch's zone.
    #[must_use]
    pub const fn now(&self) -> &ZonedDateTime {
        &self.now
    }

    /// Today, in the branch's zone.
    #[must_use]
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The day of a moment, in the branch's zone.
    #[must_use]
    pub fn date_of(&self, at: Timestamp) -> Date {
        at.to_zoned_datetime(self.now.time_zone().clone()).date()
    }

    /// A day as people say it: "today", "Tue 24 Nov", far away "2021-03-04".
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        match days_between(self.today(), date) {
            0 => "today".to_owned(),
            -1 => "yesterday".to_owned(),
            1 => "tomorrow".to_owned(),
            days if days.abs() <= NEAR_DAYS => date.strftime("%a %-d %b").to_string(),
            _ => date.to_string(),
        }
    }

    /// When something is due, or since when it is over: "due in 9 days", "12 days over".
    #[must_use]
    pub fn due(&self, day: Date) -> String {
        match days_between(self.today(), day) {
            0 => "due today".to_owned(),
            1 => "due tomorrow".to_owned(),
            -1 => "1 day over".to_owned(),
            days if days > NEAR_DAYS => format!("due {day}"),
            days if days > 0 => format!("due in {days} days"),
            days => format!("{} days over", days.unsigned_abs()),
        }
    }

    /// The day of a moment, short: "12 Oct", far away "2021-03-04".
    #[must_use]
    pub fn short(&self, at: Timestamp) -> String {
        let date = self.date_of(at);
        match days_between(self.today(), date) {
            0 => "today".to_owned(),
            days if days.abs() <= NEAR_DAYS => date.strftime("%-d %b").to_string(),
            _ => date.to_string(),
        }
    }

    /// The day of a moment.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> String {
        self.date(self.date_of(at))
    }

    /// A moment: "today 14:00", "Tue 24 Nov 10:30", far away "2021-03-04 10:30".
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        format!("{} {}", self.day(at), self.clock(at))
    }

    /// The time of day of a moment.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.now.time_zone().clone()).strftime("%H:%M").to_string()
    }

    /// From when to when, beside the day of the start: "10:00–14:00", over midnight "19:00–Tue 24 Nov 02:00".
    #[must_use]
    pub fn span(&self, start: Timestamp, end: Timestamp) -> String {
        if self.date_of(start) == self.date_of(end) {
            format!("{}–{}", self.clock(start), self.clock(end))
        } else {
            format!("{}–{}", self.clock(start), self.moment(end))
        }
    }

    /// A size in bytes: "48.3 MB".
    #[must_use]
    pub fn size(&self, bytes: u64) -> String {
        size_text(bytes)
    }

    /// An amount without its currency: for columns.
    #[must_use]
    pub fn amount(&self, money: Money) -> String {
        format_amount(money.minor, money.currency, self.grouping_of(money.currency))
    }

    /// An amount with its currency.
    #[must_use]
    pub fn money(&self, money: Money) -> String {
        format_money(money, self.grouping_of(money.currency))
    }

    /// How amounts of a currency are grouped: as this person wants it, else as its countries do.
    #[must_use]
    pub fn grouping_of(&self, currency: Currency) -> Grouping {
        self.grouping.unwrap_or_else(|| Grouping::for_currency(currency))
    }

    /// A count: `1,000,000`, or `33+`.
    #[must_use]
    pub fn count(&self, count: Count) -> String {
        match count {
            Count::Exact(n) => self.number(n),
            Count::AtLeast(n) => format!("{}+", self.number(n)),
        }
    }

    /// A count by itself: `1,000,000`, or `200 and more`.
    #[must_use]
    pub fn count_in_words(&self, count: Count) -> String {
        match count {
            Count::Exact(_) => self.count(count),
            Count::AtLeast(n) => format!("{} and more", self.number(n)),
        }
    }

    fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, digit) in digits.chars().enumerate() {
            let left = digits.len() - i;
            let comma = match self.grouping.unwrap_or(self.usual) {
                Grouping::Western => left.is_multiple_of(3),
                Grouping::Indian => left == 3 || left > 3 && left % 2 == 1,
            };
            if i > 0 && comma {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }
}

pub use crate::domain::asset::kind_said as kind_of;

/// A stored word as people read it: `in_transit` → `in transit`.
#[must_use]
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}

/// What an audit entry is about, as the store names it (table and id), with the table in people's words.
#[must_use]
pub fn about(entity: &str) -> String {
    let Some((table, id)) = entity.split_once(' ') else { return entity.to_owned() };
    let one = match table {
        "branches" => "branch",
        table => table.strip_suffix('s').unwrap_or(table),
    };
    format!("{} {id}", plain(one))
}

/// "1 project", "3 projects".
#[must_use]
pub fn several(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::new(None);
        words.set_place("Asia/Kolkata", Grouping::Indian);
        words.set_now("2026-11-23T10:00:00+05:30[Asia/Kolkata]".parse().unwrap());
        words
    }

    #[test]
    fn near_days_are_said_far_ones_written() {
        let table = [
            ("2026-11-23T08:30:00Z", "today 14:00"),
            ("2026-11-22T19:00:00Z", "today 00:30"),
            ("2026-11-24T04:30:00Z", "tomorrow 10:00"),
            ("2026-11-22T04:30:00Z", "yesterday 10:00"),
            ("2026-12-01T04:30:00Z", "Tue 1 Dec 10:00"),
            ("2021-03-04T04:30:00Z", "2021-03-04 10:00"),
            // Beyond half a year a day without its year could be one of two.
            ("2027-05-24T04:30:00Z", "Mon 24 May 10:00"),
            ("2027-05-25T04:30:00Z", "2027-05-25 10:00"),
            ("2026-05-25T04:30:00Z", "Mon 25 May 10:00"),
            ("2026-05-24T04:30:00Z", "2026-05-24 10:00"),
        ];
        for (at, said) in table {
            assert_eq!(words().moment(at.parse().unwrap()), said);
        }
    }

    #[test]
    fn what_is_due_is_said_in_days() {
        let table = [
            ("2026-11-23", "due today"),
            ("2026-11-24", "due tomorrow"),
            ("2026-12-02", "due in 9 days"),
            ("2028-01-01", "due 2028-01-01"),
            ("2026-11-22", "1 day over"),
            ("2026-11-11", "12 days over"),
        ];
        for (day, said) in table {
            assert_eq!(words().due(day.parse().unwrap()), said);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(words().count(Count::Exact(1_234_567)), "12,34,567");
        assert_eq!(words().count(Count::AtLeast(33)), "33+");
        assert_eq!(words().count_in_words(Count::AtLeast(200)), "200 and more");
        assert_eq!(Words::new(Some(Grouping::Western)).count(Count::Exact(1_000_000)), "1,000,000");
    }
}
