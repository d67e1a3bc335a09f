//! How typed text is read: the domain's readers, in a form's words.

use super::super::sentence;
use crate::domain::money::{edit_amount, parse_amount};
use crate::domain::{phone, when};
use crate::ui::form::{Parsers, Toward};

/// How typed text is read.
pub(super) fn parsers() -> Parsers {
    Parsers {
        when: |text, now| when::parse_when_exact(text, now).map_err(|error| sentence(&error.to_string())),
        date: |text, today, toward| {
            let preference = match toward {
                Toward::Future => when::DatePreference::Future,
                Toward::Past => when::DatePreference::Past,
            };
            let day =
                when::parse_date(text, today, preference).map_err(|error| sentence(&error.to_string()))?;
            if toward == Toward::Past && day > today {
                return Err("This day is still to come".to_owned());
            }
            Ok(day)
        },
        edit_when: when::edit_when,
        edit_date: when::edit_date,
        amount: |text, currency| parse_amount(text, currency).map_err(|error| sentence(&error.to_string())),
        phone: |text, country| {
            phone::parse(text, country)
                .map(|number| number.as_str().to_owned())
                .map_err(|error| sentence(&error.to_string()))
        },
        show_amount: edit_amount,
    }
}

#[cfg(test)]
mod tests {
    use super::parsers;

    #[test]
    fn a_form_guesses_no_hour_that_the_clocks_skip_or_repeat() {
        let now = "2026-03-01T12:00+01:00[Europe/Berlin]".parse().unwrap_or_else(|e| panic!("{e}"));
        let read = |text: &str| (parsers().when)(text, &now);
        let skipped = read("29 mar 2026 02:30").unwrap_err();
        assert!(skipped.contains("does not exist") && skipped.contains("01:59 and 03:00"), "{skipped}");
        let twice = read("25 oct 2026 02:30").unwrap_err();
        assert!(twice.contains("happens twice") && twice.contains("earlier or later"), "{twice}");
        let hour = jiff::SignedDuration::from_hours(1);
        let (earlier, later) = (read("25 oct 2026 02:30 earlier"), read("25 oct 2026 02:30 later"));
        assert_eq!(later, earlier.map(|at| at + hour));
    }
}
