//! Clients as address cards: vCard 3.0 (RFC 2426), which every telephone and address book reads.

use crate::domain::client::Client;
use std::io::{self, Write};

/// Bytes of a line, without its end.
const LINE: usize = 75;

/// Writes a client as a card.
///
/// # Errors
/// It cannot be written.
pub fn write(out: &mut dyn Write, client: &Client) -> io::Result<()> {
    let p = &client.profile;
    let mut lines = vec!["BEGIN:VCARD".to_owned(), "VERSION:3.0".to_owned()];
    lines.push(format!("UID:{}", escaped(client.id.as_str())));
    lines.push(format!("FN:{}", escaped(&client.name)));
    // Which part of a name is whose differs from people to people: the name stays whole.
    lines.push(format!("N:;{};;;", escaped(&client.name)));
    let texts = [
        ("TEL;TYPE=CELL,PREF:", client.phone_e164.as_ref().unwrap_or(&client.phone)),
        ("TEL;TYPE=VOICE:", &p.alt_phone),
        ("EMAIL;TYPE=INTERNET:", &p.email),
        ("ORG:", &p.business_name),
        ("X-GSTIN:", &p.gstin),
        ("LANG:", &p.language),
        ("NOTE:", &p.notes),
    ];
    lines.extend(
        texts
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(head, text)| format!("{head}{}", escaped(text))),
    );
    if !p.address.is_empty() || !p.city.is_empty() {
        lines.push(format!("ADR;TYPE=HOME:;;{};{};;;", escaped(&p.address), escaped(&p.city)));
    }
    if !p.tags.is_empty() {
        let tags: Vec<String> = p.tags.iter().map(|tag| escaped(tag)).collect();
        lines.push(format!("CATEGORIES:{}", tags.join(",")));
    }
    lines.extend(p.birthday.map(|date| format!("BDAY:{date}")));
    lines.extend(p.anniversary.map(|date| format!("X-ANNIVERSARY:{date}")));
    lines.push("END:VCARD".to_owned());
    lines.iter().try_for_each(|line| out.write_all(folded(line).as_bytes()))
}

/// A text as a value: what has a meaning in cards gets a backslash.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => value.extend(['\\', c]),
            '\n' => value.push_str("\\n"),
            '\r' => {}
            c => value.push(c),
        }
    }
    value
}

/// A line in pieces that are short enough, cut between characters; the further ones start with a space.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + line.len() / LINE * 3 + 2);
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(c);
        used += c.len_utf8();
    }
    text.push_str("\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let line = format!("NOTE:{}", "प्रिया ".repeat(20));
        let text = folded(&line);
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end_matches("\r\n"), line);
    }

    #[test]
    fn values_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }
}
