//! From the cells of a row to the values of a client.

use super::columns::Columns;
use super::headings::Target;
use crate::domain::client::fields;
use crate::domain::client::text::{Kind, Reader, kind};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::when::parse_when;
use jiff::civil;

/// Times beyond this are milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;
/// Some programs put several values into one cell with this between them.
const SEVERAL: &str = ":::";

/// A client as a row has it, not yet checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Values by field.
    pub values: FieldValues,
    /// When they became a client, unix seconds.
    pub created: Option<i64>,
}

/// In which order days and months stand: `3/4/1991`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first.
    #[default]
    DayFirst,
    /// Month first, as in the United States.
    MonthFirst,
}

/// Reads rows of a table.
#[derive(Clone, Debug)]
pub struct RowReader {
    /// Which column holds what.
    pub columns: Columns,
    /// How texts are read.
    pub reader: Reader,
    /// How dates are written.
    pub dates: DateOrder,
}

impl RowReader {
    /// A reader that knows from some rows how dates are written in this table.
    #[must_use]
    pub fn new(columns: Columns, reader: Reader, sample: &[Vec<String>]) -> Self {
        let dates = date_order(&columns, sample);
        Self { columns, reader, dates }
    }

    /// The client of a row.
    ///
    /// # Errors
    /// What cannot be read, by field.
    pub fn read(&self, cells: &[String]) -> Result<Entry, FieldErrors> {
        let mut entry = Entry::default();
        let mut errors = FieldErrors::default();
        for (field, text) in self.texts(cells) {
            match self.value(field, &text) {
                Ok(FieldValue::Empty) => {}
                Ok(value) => drop(entry.values.insert(FieldKey::from(field), value)),
                Err(message) => errors.add(field, message),
            }
        }
        let created =
            self.columns.of(Target::Created).find_map(|at| cells.get(at).filter(|c| !c.trim().is_empty()));
        match created.map(|text| self.moment(text)) {
            Some(Ok(at)) => entry.created = Some(at),
            Some(Err(message)) => errors.add("created", message),
            None => {}
        }
        errors.into_result(entry)
    }

    /// The texts of a row by field, joined where several columns make one.
    fn texts(&self, cells: &[String]) -> Vec<(&'static str, String)> {
        let mut texts: Vec<(&'static str, String)> = Vec::new();
        for target in Target::all().chain([Target::AddressPart(0)]) {
            let (field, between) = match target {
                Target::Field(field) => (field, joint(field)),
                Target::GivenName | Target::FamilyName => (fields::NAME, " "),
                Target::AddressPart(_) => (fields::ADDRESS, "\n"),
                Target::Created => continue,
            };
            for at in self.columns.of(target) {
                let cell = plain(cells.get(at).map_or("", String::as_str));
                if cell.is_empty() {
                    continue;
                }
                match texts.iter_mut().find(|(known, _)| *known == field) {
                    Some((_, text)) => {
                        text.push_str(between);
                        text.push_str(cell);
                    }
                    None => texts.push((field, cell.to_owned())),
                }
            }
        }
        settle_several(&mut texts);
        texts
    }

    fn value(&self, field: &'static str, text: &str) -> Result<FieldValue, String> {
        match kind(field) {
            Kind::Date if self.dates == DateOrder::MonthFirst => {
                self.reader.read(Kind::Date, &day_first(text).unwrap_or_else(|| text.to_owned()))
            }
            Kind::Tags => self.reader.read(Kind::Tags, &tags(text)),
            Kind::Text if is_shortened(text) && matches!(field, fields::PHONE | fields::ALT_PHONE) => {
                Err(format!(
                    "a spreadsheet has shortened the number to {text}: format the column as text and export it again"
                ))
            }
            kind => self.reader.read(kind, text),
        }
    }

    /// A moment of the past: seconds or milliseconds since 1970, a date, a date and a time.
    fn moment(&self, text: &str) -> Result<i64, String> {
        let text = text.trim();
        if let Some(number) = text.parse::<i64>().ok().filter(|n| n.abs() >= 100_000_000) {
            return Ok(if number.abs() > MILLISECONDS { number.div_euclid(1_000) } else { number });
        }
        let swapped = (self.dates == DateOrder::MonthFirst).then(|| day_first(text)).flatten();
        let zone = self.reader.now.time_zone();
        let civil = text.parse::<civil::DateTime>().ok().and_then(|at| zone.to_timestamp(at).ok());
        civil
            .map_or_else(|| parse_when(swapped.as_deref().unwrap_or(text), &self.reader.now), Ok)
            .map(jiff::Timestamp::as_second)
            .map_err(|error| error.to_string())
    }
}

/// What stands between several columns of one field.
fn joint(field: &str) -> &'static str {
    match field {
        fields::NAME => " ",
        fields::TAGS => ",",
        fields::PHONE | fields::ALT_PHONE | fields::EMAIL => SEVERAL,
        _ => "\n",
    }
}

/// A cell as it was before a spreadsheet was kept from taking it for a formula.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// Of several phones in one cell the second is the other one; a lone other phone is the phone. Of several e-mail
/// addresses the first counts. What there is no field for goes to the notes, so that nothing is lost.
fn settle_several(texts: &mut Vec<(&'static str, String)>) {
    let mut take = |field: &str| {
        let at = texts.iter().position(|(known, _)| *known == field)?;
        Some(texts.remove(at).1)
    };
    let several = |text: Option<String>| -> Vec<String> {
        let text = text.unwrap_or_default();
        text.split(SEVERAL).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
    };
    let mut phones = several(take(fields::PHONE));
    phones.extend(several(take(fields::ALT_PHONE)));
    let emails = several(take(fields::EMAIL));
    let notes = take(fields::NOTES);
    let more = |what: &str, values: &[String]| {
        (!values.is_empty()).then(|| format!("{what}: {}", values.join(", ")))
    };
    let more = [
        more("More phones", phones.get(2..).unwrap_or_default()),
        more("More e-mail addresses", emails.get(1..).unwrap_or_default()),
    ];
    let notes: Vec<String> = notes.into_iter().chain(more.into_iter().flatten()).collect();
    let notes = (!notes.is_empty()).then(|| notes.join("\n"));
    let found = [
        (fields::PHONE, phones.first()),
        (fields::ALT_PHONE, phones.get(1)),
        (fields::EMAIL, emails.first()),
        (fields::NOTES, notes.as_ref()),
    ];
    texts.extend(found.into_iter().filter_map(|(field, text)| Some((field, text?.clone()))));
}

/// Tags between commas, whatever stands between them; the groups that an address book makes by itself are none.
fn tags(text: &str) -> String {
    let parts = text.replace(SEVERAL, ",").replace([';', '|', '\n'], ",");
    parts.split(',').filter(|tag| !tag.trim_start().starts_with("* ")).collect::<Vec<_>>().join(",")
}

/// `9.84501E+09`
fn is_shortened(text: &str) -> bool {
    let number = text.split_once(['E', 'e']).filter(|(_, power)| power.starts_with('+'));
    number.is_some_and(|(digits, power)| {
        digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
            && power[1..].bytes().all(|b| b.is_ascii_digit())
    })
}

/// The numbers of a date such as `10/20/1991`, with what stands behind them.
fn parts(text: &str) -> Option<(u32, u32, &str)> {
    let text = text.trim();
    let sign = text.find(['/', '.', '-'])?;
    let rest = &text[sign + 1..];
    let second = rest.find(['/', '.', '-'])?;
    let number = |text: &str| (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten();
    Some((number(&text[..sign])?, number(&rest[..second])?, &rest[second + 1..]))
}

/// A date with its month first as one with its day first.
fn day_first(text: &str) -> Option<String> {
    let (month, day, rest) = parts(text)?;
    Some(format!("{day}/{month}/{rest}"))
}

/// Month first only if some date cannot be read otherwise, and none speaks against it.
fn date_order(columns: &Columns, sample: &[Vec<String>]) -> DateOrder {
    let is_date = |target: &Option<Target>| match target {
        Some(Target::Created) => true,
        Some(Target::Field(field)) => matches!(kind(field), Kind::Date | Kind::When),
        _ => false,
    };
    let dates =
        sample.iter().flat_map(|row| row.iter().zip(columns.taken())).filter(|(_, taken)| is_date(taken));
    let (mut day_first, mut month_first) = (false, false);
    for (first, second, _) in dates.filter_map(|(cell, _)| parts(cell)) {
        day_first |= first > 12;
        month_first |= second > 12;
    }
    if month_first && !day_first { DateOrder::MonthFirst } else { DateOrder::DayFirst }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn reader(headings: &[&str], sample: &[&[&str]]) -> RowReader {
        let columns = Columns::by_headings(&strings(headings));
        let now = "2026-11-23T10:00:00+05:30[Asia/Kolkata]".parse().unwrap();
        let reader = Reader { currency: Currency::from_code("INR").unwrap(), now };
        let sample: Vec<Vec<String>> = sample.iter().map(|row| strings(row)).collect();
        RowReader::new(columns, reader, &sample)
    }

    fn read(headings: &[&str], cells: &[&str]) -> Result<Entry, FieldErrors> {
        reader(headings, &[cells]).read(&strings(cells))
    }

    fn text(entry: &Entry, field: &str) -> String {
        match entry.values.get(&FieldKey::from(field)) {
            Some(FieldValue::Text(text)) => text.clone(),
            Some(FieldValue::Tags(tags)) => tags.join(" "),
            Some(FieldValue::Date(date)) => date.to_string(),
            Some(other) => format!("{other:?}"),
            None => String::new(),
        }
    }

    #[test]
    fn parts_of_a_field_are_joined() {
        let headings = [
            "First Name",
            "Last Name",
            "Phone 1 - Value",
            "Phone 2 - Value",
            "Street",
            "Area",
            "City",
            "PIN",
            "Labels",
        ];
        let cells = [
            "Priya",
            "Sharma",
            "98450 12345 ::: 98450 12346",
            "",
            "12 MG Road",
            "Indiranagar",
            "Bengaluru",
            "560038",
            "* myContacts ::: wedding",
        ];
        let entry = read(&headings, &cells).unwrap();
        assert_eq!(text(&entry, "name"), "Priya Sharma");
        assert_eq!(
            (text(&entry, "phone"), text(&entry, "alt_phone")),
            ("98450 12345".into(), "98450 12346".into())
        );
        assert_eq!(text(&entry, "address"), "12 MG Road\n560038\nIndiranagar");
        assert_eq!((text(&entry, "city"), text(&entry, "tags")), ("Bengaluru".into(), "wedding".into()));
    }

    #[test]
    fn what_there_is_no_field_for_goes_to_the_notes() {
        let cells = ["Priya", "98450 12345 ::: 98450 12346 ::: 98450 12347", "p@x.in ::: q@x.in", "tea"];
        let entry = read(&["Name", "Phone", "E-mail", "Notes"], &cells).unwrap();
        assert_eq!(text(&entry, "email"), "p@x.in");
        assert_eq!(text(&entry, "notes"), "tea\nMore phones: 98450 12347\nMore e-mail addresses: q@x.in");
    }

    #[test]
    fn a_lone_second_phone_is_the_phone() {
        let entry = read(&["Name", "Phone", "Landline"], &["Priya", "", "080 2345 6789"]).unwrap();
        assert_eq!(
            (text(&entry, "phone"), text(&entry, "alt_phone")),
            ("080 2345 6789".into(), String::new())
        );
    }

    #[test]
    fn dates_are_read_in_the_tables_order() {
        let headings = ["Name", "Phone", "DOB", "Created"];
        let months = reader(&headings, &[&["a", "1", "10/20/1991", ""]]);
        assert_eq!(months.dates, DateOrder::MonthFirst);
        let entry = months.read(&strings(&["a", "1", "3/4/1991", "3/4/2020"])).unwrap();
        assert_eq!(text(&entry, "birthday"), "1991-03-04");
        assert_eq!(entry.created.map(|at| at / 86_400), Some(18_325));
        let days = reader(&headings, &[&["a", "1", "20/10/1991", ""], &["b", "1", "10/20/1991", ""]]);
        assert_eq!(days.dates, DateOrder::DayFirst);
        assert_eq!(
            text(&days.read(&strings(&["a", "1", "3/4/1991", ""])).unwrap(), "birthday"),
            "1991-04-03"
        );
        assert!(days.read(&strings(&["a", "1", "10/20/1991", ""])).is_err());
    }

    #[test]
    fn moments_of_the_past_are_read() {
        let at =
            |cell: &str| read(&["Name", "Phone", "Created"], &["a", "1", cell]).map(|entry| entry.created);
        for cell in ["1606000000", "1606000000123", "2020-11-22T04:36:40+05:30", "2020-11-22 04:36:40"] {
            assert_eq!(at(cell).unwrap(), Some(1_606_000_000), "{cell}");
        }
        assert_eq!(at("").unwrap(), None);
        assert_eq!(at("14 Feb 2019").unwrap().map(|s| s / 86_400), Some(17_941));
        assert!(at("long ago").unwrap_err().to_string().starts_with("created: "));
    }

    #[test]
    fn cells_of_spreadsheets_are_taken_for_what_they_were() {
        let entry = read(&["Name", "Phone", "Notes"], &["'=Priya", "'+91 98450 12345", "'tis"]).unwrap();
        assert_eq!(
            (text(&entry, "name"), text(&entry, "phone")),
            ("=Priya".into(), "+91 98450 12345".into())
        );
        assert_eq!(text(&entry, "notes"), "'tis");
        let errors = read(&["Name", "Phone"], &["Priya", "9.84501E+09"]).unwrap_err();
        assert!(errors.to_string().contains("shortened the number"), "{errors}");
        let errors =
            read(&["Name", "Phone", "DOB", "Marketing"], &["a", "1", "soon", "perhaps"]).unwrap_err();
        assert_eq!(errors.0.len(), 2);
    }
}
