//! How a slab and a bar look: their edges say how firmly they stand.

use super::{Bar, Edge, GoesOn};
use crate::ui::Look;
use crate::ui::text::{clip, put, put_line, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// From so many cells on a block has a frame: in less, every cell is for its words.
const FRAMED: u16 = 13;

/// A box with its lines: with a frame where there is room, else with an edge alone.
pub(super) fn draw_box(
    (sign, lines): (&str, &[Cow<'_, str>]),
    (edge, goes_on): (Edge, GoesOn),
    (line, text): (ratatui::style::Style, ratatui::style::Style),
    area: Rect,
    buf: &mut Buffer,
) {
    let title = lines.first().map_or("", AsRef::as_ref);
    // In a few cells the name says more than the sign; what is wrong is said in any.
    let title = match area.width {
        0..FRAMED if sign == "!" => format!("!{title}"),
        0..FRAMED => title.to_owned(),
        _ => format!("{sign} {title}"),
    };
    let (side, bar) = match edge {
        Edge::Firm => ("│", "─"),
        Edge::Soft => ("┊", "┄"),
    };
    if area.height < 3 || area.width < FRAMED {
        let mark = if edge == Edge::Firm { "█" } else { "┊" };
        let room = area.width.saturating_sub(1);
        let mut rows = narrow_rows(&title, &lines[lines.len().min(1)..], (room, area.height)).into_iter();
        for y in area.y..area.bottom() {
            put(buf, area.x, y, mark, 1, line);
            let Some((row, is_title)) = rows.next() else { continue };
            put(buf, area.x + 1, y, &row, room, if is_title { line } else { text });
        }
        return;
    }
    let (right, last) = (area.right() - 1, area.bottom() - 1);
    for y in area.y..area.bottom() {
        put(buf, area.x, y, side, 1, line);
        put(buf, right, y, side, 1, line);
    }
    let inner = area.width - 2;
    put_line(buf, Rect::new(area.x + 1, area.y, inner, 1), bar, line);
    let corners =
        |left: &'static str, end: &'static str| if edge == Edge::Firm { (left, end) } else { (side, side) };
    if !goes_on.before {
        let (left, end) = corners("┌", "┐");
        put(buf, area.x, area.y, left, 1, line);
        put(buf, right, area.y, end, 1, line);
    }
    put(buf, area.x + 1, area.y, &clip(&title, usize::from(inner)), inner, line);
    let mut body = area.y + 1..area.bottom();
    if !goes_on.behind {
        put_line(buf, Rect::new(area.x + 1, last, inner, 1), bar, line);
        let (left, end) = corners("└", "┘");
        put(buf, area.x, last, left, 1, line);
        put(buf, right, last, end, 1, line);
        body.end = last;
    }
    for (y, row) in body.zip(lines.iter().skip(1)) {
        put(buf, area.x + 1, y, row, inner, text);
    }
}

/// What stands in a block of a few cells: its lines broken into two each, as far as they have room; whether a row is of
/// the title.
fn narrow_rows(title: &str, rest: &[Cow<'_, str>], (cells, height): (u16, u16)) -> Vec<(String, bool)> {
    let (cells, most) = (usize::from(cells), usize::from(height));
    let all = std::iter::once((title, true)).chain(rest.iter().map(|line| (line.as_ref(), false)));
    let mut rows: Vec<(String, bool)> = Vec::new();
    for (line, is_title) in all {
        // A word is not torn: what is longer than a row is cut.
        let whole = line.split_whitespace().all(|word| width(word) <= cells);
        let broken = if whole { wrap(line, cells) } else { vec![line.to_owned()] };
        let room = most.saturating_sub(rows.len()).min(if most < 3 { 1 } else { 2 });
        for (i, part) in broken.iter().take(room).enumerate() {
            let is_cut = i + 1 == room && broken.len() > room;
            let text = if is_cut { broken[i..].join(" ") } else { part.clone() };
            rows.push((clip(&text, cells).into_owned(), is_title));
        }
    }
    rows
}

/// A bar over whole columns, with its name.
pub(super) fn draw_bar(
    bar: &Bar<'_>,
    shown: std::ops::Range<usize>,
    area: Rect,
    buf: &mut Buffer,
    look: &Look<'_>,
) {
    let style = look.style(bar.role);
    let (fill, mark) = if bar.edge == Edge::Firm { ("─", "█") } else { ("┄", "┊") };
    put_line(buf, area, fill, style);
    let before = bar.goes_on.before || bar.from < shown.start;
    let behind = bar.goes_on.behind || bar.to >= shown.end;
    put(buf, area.x, area.y, if before { "‹" } else { mark }, 1, style);
    put(buf, area.right() - 1, area.y, if behind { "›" } else { mark }, 1, style);
    let room = area.width.saturating_sub(3);
    let text = clip(&bar.text, usize::from(room));
    put(buf, area.x + 1, area.y, &format!("{text} "), room + 1, style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_cells_are_all_for_words() {
        let rows = |title: &str, rest: &[&str], cells| {
            let rest: Vec<Cow<'_, str>> = rest.iter().map(|line| Cow::Borrowed(*line)).collect();
            let rows = narrow_rows(title, &rest, (cells, 5));
            rows.into_iter().map(|(text, _)| text).collect::<Vec<_>>()
        };
        // Words are kept whole, a line takes two rows at most, and a word that is too long is cut.
        assert_eq!(rows("Desert at sunset", &["Zoë Hughes"], 8), ["Desert", "at suns…", "Zoë", "Hughes"]);
        assert_eq!(rows("Reception", &["王伟 & प्रिया", "x"], 8), ["Recepti…", "王伟 &", "प्रिया", "x"]);
        let one = narrow_rows("Desert at sunset", &["Zoë".into()], (8, 2));
        assert_eq!(one, [("Desert…".to_owned(), true), ("Zoë".to_owned(), false)]);
    }
}
