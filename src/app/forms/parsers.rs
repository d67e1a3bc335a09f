//! How typed text is read: the domain's readers, in a form's words.

use super::super::sentence;
use crate::domain::money::{edit_amount, parse_amount};
use crate::domain::{phone, when};
use crate::ui::form::{Parsers, Toward};

/// How typed text is read.
pub(super) fn parsers() -> Parsers {
    Parsers {
        when: |text, now| when::parse_when(text, now).map_err(|error| sentence(&error.to_string())),
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
