//! Address cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as far as they say who a client is.
//!
//! A card is read as a row of a table with fixed headings, so that everything that holds for rows of tables (checks,
//! duplicates, rows put aside) holds for cards.

use super::ReadError;
use super::source::Source;
use super::table::Row;
use crate::domain::client::fields;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

/// What the cells of a card's row hold.
pub const HEADINGS: [&str; 13] = [
    fields::NAME,
    fields::PHONE,
    fields::EMAIL,
    fields::TAGS,
    fields::BUSINESS,
    fields::GSTIN,
    fields::ADDRESS,
    fields::CITY,
    fields::BIRTHDAY,
    fields::ANNIVERSARY,
    fields::LANGUAGE,
    fields::NOTES,
    "created",
];

/// Several values of one kind, as a cell of a table has them.
const SEVERAL: &str = " ::: ";
/// The longest line that is taken: photographs are long.
const LONGEST_LINE: u64 = 16 << 20;

/// Whether a text is one of address cards.
///
/// # Errors
/// It cannot be read.
pub fn is_cards(source: &Source) -> Result<bool, ReadError> {
    let mut head = Vec::new();
    source.text()?.take(1_024).read_to_end(&mut head).map_err(|cause| ReadError::io(source.path(), cause))?;
    let head = String::from_utf8_lossy(&head);
    let first = head.trim_start_matches('\u{FEFF}').trim_start();
    Ok(first.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD")))
}

/// Cards that are being read.
pub struct Cards<'s> {
    source: &'s Source,
    input: BufReader<File>,
    /// The number of the line that is read next.
    next_line: u32,
    /// A line that was read ahead, to see whether it goes on the one before.
    ahead: Option<Vec<u8>>,
}

impl<'s> Cards<'s> {
    /// The cards of a text.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(source: &'s Source) -> Result<Self, ReadError> {
        Ok(Self { source, input: source.text()?, next_line: 1, ahead: None })
    }

    /// The next card as a row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&mut self) -> Result<Option<Row>, ReadError> {
        let line = loop {
            let line = self.next_line;
            match self.content_line()? {
                None => return Ok(None),
                Some(text) if is(&text, "BEGIN:VCARD") => break line,
                Some(_) => {}
            }
        };
        let mut card = Card::default();
        // Cards can hold cards: those of an agent are not the client's.
        let mut depth = 1;
        while depth > 0 {
            let Some(text) = self.content_line()? else {
                let fault = Some("the card is not closed: END:VCARD is missing".to_owned());
                return Ok(Some(Row { line, cells: card.cells(), fault, is_short: false }));
            };
            if is(&text, "BEGIN:VCARD") {
                depth += 1;
            } else if is(&text, "END:VCARD") {
                depth -= 1;
            } else if depth == 1 {
                card.take(&text);
            }
        }
        let cells = card.cells();
        let unreadable = cells.iter().any(|cell| self.source.is_unreadable(cell) || cell.contains('\0'));
        let fault = unreadable.then(|| "the card holds characters that cannot be read".to_owned());
        Ok(Some(Row { line, cells, fault, is_short: false }))
    }

    /// A line with those that go on it: a line that starts with white space, or follows one that ends in `=` and is
    /// quoted-printable.
    fn content_line(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(mut text) = self.line()? else { return Ok(None) };
        loop {
            let is_soft = text.last() == Some(&b'=') && is_quoted_printable(&text);
            let Some(next) = self.line()? else { return Ok(Some(text)) };
            match next.first() {
                _ if is_soft => {
                    text.pop();
                    text.extend_from_slice(&next);
                }
                Some(b' ' | b'\t') => text.extend_from_slice(&next[1..]),
                _ => {
                    self.next_line -= 1;
                    self.ahead = Some(next);
                    return Ok(Some(text));
                }
            }
        }
    }

    fn line(&mut self) -> Result<Option<Vec<u8>>, ReadError> {
        let line = match self.ahead.take() {
            Some(line) => Some(line),
            None => self.new_line().map_err(|cause| ReadError::io(self.source.path(), cause))?,
        };
        self.next_line = self.next_line.saturating_add(u32::from(line.is_some()));
        Ok(line)
    }

    /// A line that was not read before, without its end.
    fn new_line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        if self.next_line == 1 && line.starts_with(b"\xEF\xBB\xBF") {
            line.drain(..3);
        }
        Ok(Some(line))
    }
}

fn is(line: &[u8], what: &str) -> bool {
    line.trim_ascii().eq_ignore_ascii_case(what.as_bytes())
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let head = line.split(|byte| *byte == b':').next().unwrap_or_default();
    head.to_ascii_uppercase().windows(16).any(|part| part == b"QUOTED-PRINTABLE")
}

/// A line of a card: its name, its parameters, its value.
struct Property {
    name: String,
    parameters: Vec<String>,
    value: String,
}

impl Property {
    fn of(line: &[u8]) -> Option<Self> {
        let colon = colon(line)?;
        let head = String::from_utf8_lossy(&line[..colon]).to_uppercase();
        let mut parts = head.split(';').map(|part| part.trim().to_owned());
        // `item1.TEL`: which lines belong together does not matter here.
        let name = parts.next()?.rsplit('.').next()?.to_owned();
        let parameters: Vec<String> = parts.collect();
        let value = value(&line[colon + 1..], &parameters);
        Some(Self { name, parameters, value })
    }

    fn says(&self, word: &str) -> bool {
        self.parameters.iter().any(|parameter| {
            let values = parameter.rsplit('=').next().unwrap_or_default();
            values.split(',').any(|value| value.trim_matches('"') == word)
        })
    }

    /// How early it stands among others of its kind.
    fn rank(&self) -> usize {
        let prefers = self.says("PREF") || self.parameters.iter().any(|p| p == "PREF=1");
        match () {
            () if self.says("FAX") || self.says("PAGER") => 9,
            () if self.says("CELL") || self.says("IPHONE") || self.says("MOBILE") => usize::from(!prefers),
            () if prefers => 2,
            () => 3,
        }
    }

    /// The whole value, without escapes.
    fn text(&self) -> String {
        plain(&self.value)
    }

    /// The parts of a value between semicolons, without escapes.
    fn parts(&self) -> Vec<String> {
        split(&self.value, ';')
    }
}

/// The colon that ends the head: not one within quotation marks.
fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    line.iter().position(|byte| {
        quoted ^= *byte == b'"';
        *byte == b':' && !quoted
    })
}

/// The value as text: quoted-printable of whichever encoding it names.
fn value(bytes: &[u8], parameters: &[String]) -> String {
    if !parameters.iter().any(|p| p.ends_with("QUOTED-PRINTABLE")) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let bytes = unquoted(bytes);
    let named = parameters.iter().find_map(|p| p.strip_prefix("CHARSET="));
    let encoding = named.and_then(|name| Encoding::for_label(name.as_bytes()));
    let guess = || if std::str::from_utf8(&bytes).is_ok() { UTF_8 } else { WINDOWS_1252 };
    encoding.unwrap_or_else(guess).decode(&bytes).0.into_owned()
}

/// `=C3=A9` as bytes.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let digit =
        |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'=', Some(high), Some(low)) => {
                plain.push(high << 4 | low);
                at += 3;
            }
            (byte, ..) => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    plain
}

/// A value without its escapes.
fn plain(value: &str) -> String {
    split(value, '\0').concat()
}

/// A value in parts, without escapes.
fn split(value: &str, between: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next() } else { None };
        let Some(part) = parts.last_mut() else { break };
        match (c, escaped) {
            ('\\', Some('n' | 'N')) => part.push('\n'),
            ('\\', Some(c)) => part.push(c),
            (c, _) if c == between => parts.push(String::new()),
            (c, _) => part.push(c),
        }
    }
    parts
}

/// What is known of a card so far.
#[derive(Default)]
struct Card {
    full_name: String,
    name: String,
    organization: String,
    /// (rank, number)
    phones: Vec<(usize, String)>,
    emails: Vec<(usize, String)>,
    address: String,
    city: String,
    tags: Vec<String>,
    notes: Vec<String>,
    birthday: String,
    anniversary: String,
    language: String,
    tax_number: String,
}

impl Card {
    fn take(&mut self, line: &[u8]) {
        let Some(property) = Property::of(line) else { return };
        match property.name.as_str() {
            "FN" => first(&mut self.full_name, property.text()),
            "N" => first(&mut self.name, name_of(&property.parts())),
            "ORG" => {
                let parts = property.parts();
                first(&mut self.organization, joined(parts.iter().map(String::as_str), ", "));
            }
            "TEL" => {
                let number = property.text();
                let number = number.trim().strip_prefix("tel:").unwrap_or(number.trim()).to_owned();
                self.phones.push((property.rank(), number));
            }
            "EMAIL" => self.emails.push((property.rank(), property.text())),
            "ADR" => self.address_of(&property.parts()),
            "CATEGORIES" => self.tags.extend(split(&property.value, ',')),
            "NOTE" => self.notes.push(property.text()),
            "BDAY" => first(&mut self.birthday, date(&property.text())),
            "ANNIVERSARY" | "X-ANNIVERSARY" | "X-EVOLUTION-ANNIVERSARY" => {
                first(&mut self.anniversary, date(&property.text()));
            }
            "LANG" => first(&mut self.language, property.text()),
            "X-GSTIN" | "X-TAX-ID" => first(&mut self.tax_number, property.text()),
            _ => {}
        }
    }

    /// Post office box, extended address, street, city, region, postal code, country.
    fn address_of(&mut self, parts: &[String]) {
        let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
        if !self.address.is_empty() || !self.city.is_empty() {
            return;
        }
        self.city = part(3).to_owned();
        self.address = joined([2, 1, 0, 5, 4, 6].into_iter().map(part), "\n");
    }

    /// The row, under [`HEADINGS`].
    fn cells(mut self) -> Vec<String> {
        self.phones.sort_by_key(|(rank, _)| *rank);
        self.emails.sort_by_key(|(rank, _)| *rank);
        let values =
            |several: &[(usize, String)]| joined(several.iter().map(|(_, value)| value.as_str()), SEVERAL);
        let name = [&self.full_name, &self.name, &self.organization]
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .cloned()
            .unwrap_or_default();
        // A card of a business alone has its name already.
        let business = if name == self.organization { String::new() } else { self.organization };
        vec![
            name,
            values(&self.phones),
            values(&self.emails),
            joined(self.tags.iter().map(String::as_str), ","),
            business,
            self.tax_number,
            self.address,
            self.city,
            self.birthday,
            self.anniversary,
            self.language,
            joined(self.notes.iter().map(String::as_str), "\n"),
            String::new(),
        ]
    }
}

fn first(known: &mut String, new: String) {
    if known.trim().is_empty() {
        *known = new;
    }
}

fn joined<'t>(parts: impl Iterator<Item = &'t str>, between: &str) -> String {
    parts.map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// Family name, given name, further names, prefixes, suffixes, as a person says them.
fn name_of(parts: &[String]) -> String {
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    joined([3, 1, 2, 0, 4].into_iter().map(part), " ")
}

/// A date with its year as a table has it; without one (`--1020`) nothing, for a client's date has a year.
fn date(text: &str) -> String {
    let day = text.trim().split('T').next().unwrap_or_default();
    let digits: String = day.chars().filter(char::is_ascii_digit).collect();
    let is_bare = day.len() == 8 && digits.len() == 8;
    match () {
        // Apple's way to say that the year is not known.
        () if day.starts_with("--") || day.starts_with("1604") => String::new(),
        () if is_bare => format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]),
        () => day.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::HowToRead;

    fn rows(bytes: &[u8]) -> Vec<Row> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cards.vcf");
        std::fs::write(&path, bytes).unwrap();
        let how = HowToRead { charset: None, country: None, scratch: folder.path() };
        let source = Source::open(&path, &how).unwrap();
        assert!(is_cards(&source).unwrap());
        let mut cards = Cards::open(&source).unwrap();
        std::iter::from_fn(|| cards.read().unwrap()).collect()
    }

    fn cell(row: &Row, heading: &str) -> String {
        row.cells[HEADINGS.iter().position(|h| *h == heading).unwrap()].clone()
    }

    #[test]
    fn cards_of_three_versions_are_read() {
        let text = "\u{FEFF}BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=9Bharma;Pri=\r\nya;;Ms;\r\nTEL;HOME:080 2345 6789\r\nTEL;CELL:98450 12345\r\nEND:VCARD\r\n\r\n\
            begin:vcard\r\nVERSION:3.0\r\nFN:Anil Rao\\, Jr.\r\nN:Rao;Anil;;;\r\nitem1.TEL;type=CELL;type=VOICE;type=pref:+91 98450\r\n  12346\r\nEMAIL;TYPE=INTERNET:a@x.in\r\nORG:Rao & Sons;Films\r\nADR;TYPE=HOME:;;12 MG Road\\nIndiranagar;Bengaluru;Karnataka;560038;India\r\nNOTE:likes\\nmornings\\; tea\r\nCATEGORIES:wedding,vip\r\nBDAY:1991-10-20T00:00:00Z\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\n SkZJRg\r\nEND:VCARD\r\n\
            BEGIN:VCARD\r\nVERSION:4.0\r\nFN:王伟\r\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+86-131-2345-6789\r\nANNIVERSARY:20190214\r\nBDAY:--1020\r\nLANG:zh\r\nAGENT:x\r\nEND:VCARD\r\n";
        let rows = rows(text.as_bytes());
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 9, 24]);
        assert!(rows.iter().all(|row| row.fault.is_none()), "{rows:?}");
        assert_eq!(cell(&rows[0], "name"), "Ms Priya śharma");
        assert_eq!(cell(&rows[0], "phone"), "98450 12345 ::: 080 2345 6789");
        let anil = &rows[1];
        assert_eq!(
            (cell(anil, "name"), cell(anil, "phone")),
            ("Anil Rao, Jr.".into(), "+91 98450 12346".into())
        );
        assert_eq!(cell(anil, "address"), "12 MG Road\nIndiranagar\n560038\nKarnataka\nIndia");
        assert_eq!((cell(anil, "city"), cell(anil, "email")), ("Bengaluru".into(), "a@x.in".into()));
        assert_eq!(
            (cell(anil, "business_name"), cell(anil, "tags")),
            ("Rao & Sons, Films".into(), "wedding,vip".into())
        );
        assert_eq!(
            (cell(anil, "notes"), cell(anil, "birthday")),
            ("likes\nmornings; tea".into(), "1991-10-20".into())
        );
        let wang = &rows[2];
        assert_eq!((cell(wang, "name"), cell(wang, "phone")), ("王伟".into(), "+86-131-2345-6789".into()));
        assert_eq!((cell(wang, "anniversary"), cell(wang, "birthday")), ("2019-02-14".into(), String::new()));
    }

    #[test]
    fn odd_cards_say_what_is_wrong() {
        let text = "BEGIN:VCARD\nFN:A\nno colon here\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nTEL:1\nEND:VCARD\nrubbish\nBEGIN:VCARD\nORG:Only Ltd\nTEL;FAX:2\nTEL:3\n";
        let rows = rows(text.as_bytes());
        assert_eq!((cell(&rows[0], "name"), cell(&rows[0], "phone")), ("A".into(), "1".into()));
        assert_eq!(rows[1].fault.as_deref(), Some("the card is not closed: END:VCARD is missing"));
        assert_eq!(
            (cell(&rows[1], "name"), cell(&rows[1], "business_name")),
            ("Only Ltd".into(), String::new())
        );
        assert_eq!(cell(&rows[1], "phone"), "3 ::: 2");
    }

    #[test]
    fn old_cards_in_old_encodings_are_read() {
        let latin = b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Jos=E9\nN:N\xFA\xF1ez;Jos\xE9\nTEL:98450 12345\nEND:VCARD\n";
        let rows = rows(latin);
        assert_eq!(cell(&rows[0], "name"), "José");
    }
}
