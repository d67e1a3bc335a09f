//! Text that fits: measured in terminal cells, cut between what a person sees as signs (graphemes), never inside one.
//!
//! Everything that reaches the screen goes through [`put`] or [`clean`]: control characters and invisible signs
//! that reorder a line cannot leave a cell they were not given.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Where text stands in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// At the right: numbers.
    Right,
    /// In the middle.
    Centre,
}

/// Signs that may not reach the screen: controls, and what turns the writing direction of a whole line.
pub(super) fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text on one line: line breaks and tabs become spaces, controls and direction overrides vanish.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let keep = |c: char| match c {
        '\n' | '\t' => Some(' '),
        c if is_hostile(c) => None,
        c => Some(c),
    };
    Cow::Owned(text.chars().filter_map(keep).collect())
}

fn sign_width(sign: &str) -> usize {
    if sign.contains(char::is_control) { 0 } else { usize::from(sign.cell_width()) }
}

/// How many cells a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|b| !b.is_ascii_control()).count();
    }
    text.graphemes(true).map(sign_width).sum()
}

/// The longest start of a text that fits.
#[must_use]
pub fn head(text: &str, max: usize) -> &str {
    let mut used = 0;
    for (at, sign) in text.grapheme_indices(true) {
        used += sign_width(sign);
        if used > max {
            return &text[..at];
        }
    }
    text
}

/// The longest end of a text that fits.
#[must_use]
pub fn tail(text: &str, max: usize) -> &str {
    let (mut used, mut from) = (0, text.len());
    for (at, sign) in text.grapheme_indices(true).rev() {
        used += sign_width(sign);
        if used > max {
            break;
        }
        from = at;
    }
    &text[from..]
}

/// A text that fits, with `…` where something was cut.
#[must_use]
pub fn clip(text: &str, max: usize) -> Cow<'_, str> {
    // A text of few bytes is never wider than its bytes.
    if text.len() <= max || width(text) <= max {
        return Cow::Borrowed(text);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    Cow::Owned(format!("{}…", head(text, max - 1).trim_end()))
}

/// A text of exactly so many cells: clipped or padded.
#[must_use]
pub fn fit(text: &str, cells: usize, align: Align) -> String {
    let clipped = clip(text, cells);
    let room = cells.saturating_sub(width(&clipped));
    let left = match align {
        Align::Left => 0,
        Align::Right => room,
        Align::Centre => room / 2,
    };
    format!("{}{clipped}{}", " ".repeat(left), " ".repeat(room - left))
}

/// The space at which no line is broken.
pub const NO_BREAK: &str = "\u{a0}";

/// The parts of a line that are never broken inside, with where they start: words with their punctuation, white space,
/// single signs of scripts that are written without spaces.
pub(super) fn parts(line: &str) -> Vec<(usize, &str)> {
    let wide = |sign: Option<&str>| sign.is_some_and(|sign| sign_width(sign) > 1);
    let mut starts: Vec<usize> = Vec::new();
    let mut last = "";
    for (at, word) in line.split_word_bound_indices() {
        // A no-break space joins what stands around it.
        let blank = |word: &str| word.trim().is_empty() && !word.contains(NO_BREAK);
        let first = word.graphemes(true).next();
        let letter = word.starts_with(char::is_alphanumeric);
        let breaks =
            blank(word) != blank(last) || (letter && (wide(first) || wide(last.graphemes(true).next_back())));
        if at == 0 || breaks {
            starts.push(at);
        }
        last = word;
    }
    let ends = starts.iter().skip(1).copied().chain([line.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| (*start, &line[*start..end]))
        .filter(|(_, p)| !p.is_empty())
        .collect()
}

/// Breaks a text into lines that fit: between words where possible, at its own line breaks always. What no-break spaces
/// join stays together, and is written with plain ones.
#[must_use]
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let max = max.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut used) = (String::new(), 0);
        for (_, word) in parts(paragraph) {
            let cells = width(word);
            if used + cells > max && used > 0 {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            if used == 0 && word.trim().is_empty() && !lines.is_empty() {
                continue;
            }
            let mut rest = word;
            while width(rest) > max {
                let part = head(rest, max);
                lines.push(part.to_owned());
                rest = &rest[part.len()..];
            }
            line.push_str(rest);
            used += width(rest);
        }
        lines.push(line.trim_end().to_owned());
    }
    for line in lines.iter_mut().filter(|line| line.contains(NO_BREAK)) {
        *line = line.replace(NO_BREAK, " ");
    }
    lines
}

/// Writes text at a place, cut to a width; returns how many cells it took.
pub fn put(buf: &mut Buffer, x: u16, y: u16, text: &str, max: u16, style: Style) -> u16 {
    let area = buf.area;
    if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
        return 0;
    }
    let max = max.min(area.right() - x);
    // The whole look, not a change to what was there: a title on a line does not inherit the line's colour.
    let style = Style::reset().patch(style);
    if is_plain(text) && text.len() <= usize::from(max) {
        return put_plain(buf, (x, y), text, style);
    }
    let text = clean(text);
    let (end, _) = buf.set_stringn(x, y, clip(&text, usize::from(max)), usize::from(max), style);
    end - x
}

/// Whether every byte is one sign of one cell.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// Plain text needs no looking for signs: most of every screen is written here, on every key.
fn put_plain(buf: &mut Buffer, (x, y): (u16, u16), text: &str, style: Style) -> u16 {
    let start = buf.index_of(x, y);
    let cells = buf.content.get_mut(start..start + text.len()).unwrap_or_default();
    for (cell, byte) in cells.iter_mut().zip(text.bytes()) {
        cell.set_char(char::from(byte)).set_style(style);
    }
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

/// Repeats a sign of one cell to the right or downwards: lines.
pub(super) fn put_line(buf: &mut Buffer, area: Rect, sign: &str, style: Style) {
    let area = area.intersection(buf.area);
    let style = Style::reset().patch(style);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buf[(x, y)].set_symbol(sign).set_style(style);
        }
    }
}

/// Writes text at the right end of an area's first line; returns how many cells it took.
pub fn put_right(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let cells = u16::try_from(width(text)).unwrap_or(u16::MAX).min(area.width);
    put(buf, area.right() - cells, area.y, text, cells, style)
}

/// Lower case without marks, sign by sign: what a search compares.
fn folded(sign: &str) -> String {
    sign.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Where the words of a search stand in a text, whatever their case and marks. Ranges of bytes, on sign
/// boundaries, in order, without overlaps.
#[must_use]
pub fn hits(text: &str, search: &str) -> Vec<Range<usize>> {
    let signs: Vec<(usize, String)> = text.grapheme_indices(true).map(|(at, s)| (at, folded(s))).collect();
    let end_of = |i: usize| signs.get(i).map_or(text.len(), |(at, _)| *at);
    let mut hit = vec![false; signs.len()];
    for word in search.split_whitespace() {
        let word: Vec<String> = word.graphemes(true).map(folded).collect();
        for start in 0..(signs.len() + 1).saturating_sub(word.len()) {
            if signs[start..start + word.len()].iter().map(|(_, s)| s).eq(&word) {
                hit[start..start + word.len()].fill(true);
            }
        }
    }
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (i, _) in hit.iter().enumerate().filter(|(_, hit)| **hit) {
        match ranges.last_mut() {
            Some(last) if last.end == signs[i].0 => last.end = end_of(i + 1),
            _ => ranges.push(signs[i].0..end_of(i + 1)),
        }
    }
    ranges
}

/// Writes text with some ranges in another style; returns how many cells it took.
pub fn put_hits(
    buf: &mut Buffer,
    (x, y): (u16, u16),
    text: &str,
    max: u16,
    style: Style,
    (ranges, hit): (&[Range<usize>], Style),
) -> u16 {
    if ranges.is_empty() {
        return put(buf, x, y, text, max, style);
    }
    let (clipped, mut cells, mut at) = (clip(text, usize::from(max)), 0, 0);
    let shown = clipped.strip_suffix('…').map_or(clipped.len(), str::len);
    for range in ranges {
        let (from, to) = (range.start.min(shown), range.end.min(shown));
        cells += put(buf, x + cells, y, &clipped[at..from], max - cells, style);
        cells += put(buf, x + cells, y, &clipped[from..to], max - cells, style.patch(hit));
        at = to;
    }
    cells + put(buf, x + cells, y, &clipped[at..], max - cells, style)
}

/// Gives a whole area one look and nothing else: what was bold or coloured in it no longer is. One style for a row
/// is also what keeps a move of the selection small on the wire.
pub fn restyle(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buf[(x, y)].set_style(Style::reset().patch(style));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_between_signs() {
        assert_eq!(clip("Priya Sharma", 8), "Priya S…");
        assert_eq!(clip("Priya Sharma", 7), "Priya…");
        assert_eq!(clip("山田太郎", 5), "山田…");
        assert_eq!(clip("山田太郎", 4), "山…");
        assert_eq!(clip("👩‍👩‍👧 family", 4), "👩‍👩‍👧…");
        assert_eq!(head("e\u{301}a\u{308}", 1), "e\u{301}");
        assert_eq!(tail("山田太郎", 5), "太郎");
        assert_eq!(fit("९", 3, Align::Right), "  ९");
        assert_eq!(fit("12", 5, Align::Centre), " 12  ");
    }

    #[test]
    fn hostile_text_stays_in_its_cell() {
        assert_eq!(clean("a\u{1b}[31mb\nc\u{202e}d"), "a[31mb cd");
        assert_eq!(clean("plain"), Cow::Borrowed("plain"));
        let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
        assert_eq!(put(&mut buf, 0, 0, "x\u{1b}y\tz", 8, Style::new()), 4);
        assert_eq!(put(&mut buf, 9, 0, "outside", 8, Style::new()), 0);
        assert_eq!(put(&mut buf, 0, 7, "outside", 8, Style::new()), 0);
    }

    #[test]
    fn wraps_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("it ends here. (So it does.)", 10), ["it ends", "here. (So", "it does.)"]);
        assert_eq!(wrap("山田太郎さん", 5), ["山田", "太郎", "さん"]);
        assert_eq!(wrap("10:00 (2\u{a0}h)", 9), ["10:00", "(2 h)"]);
    }

    #[test]
    fn finds_whatever_case_and_marks() {
        let found = |text: &str, search: &str| -> Vec<String> {
            hits(text, search).into_iter().map(|r| text[r].to_owned()).collect()
        };
        assert_eq!(found("Zoë Müller", "zoe MUL"), ["Zoë", "Mül"]);
        assert_eq!(found("Anna", "n"), ["nn"]);
        assert_eq!(found("प्रिया शर्मा", "शर्मा"), ["शर्मा"]);
        assert!(found("Priya", "").is_empty());
        assert!(found("ab", "abc").is_empty());
    }

    proptest! {
        #[test]
        fn clipping_fits_and_never_splits(text in ".{0,40}", max in 0usize..30) {
            let clipped = clip(&text, max);
            prop_assert!(width(&clipped) <= max);
            prop_assert_eq!(width(&fit(&text, max, Align::Right)), max);
            prop_assert!(text.starts_with(head(&text, max)));
            for line in wrap(&text, max) {
                prop_assert!(width(&line) <= max.max(2));
            }
        }

        #[test]
        fn drawing_stays_inside(text in ".{0,40}", search in ".{0,3}", x in 0u16..24, max in 0u16..30) {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, 1));
            let ranges = hits(&text, &search);
            prop_assert!(put_hits(&mut buf, (x, 0), &text, max, Style::new(), (&ranges, Style::new())) <= max);
            restyle(&mut buf, Rect::new(0, 0, 99, 99), Style::new());
        }
    }
}
