//! How a slab and a bar look: their edges say how firmly they stand.

use super::{Bar, Edge, GoesOn};
use crate::ui::Look;
use crate::ui::text::{clip, put, put_line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

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
        0..8 if sign == "!" => format!("!{title}"),
        0..8 => title.to_owned(),
        _ => format!("{sign} {title}"),
    };
    let (side, bar) = match edge {
        Edge::Firm => ("│", "─"),
        Edge::Soft => ("┊", "┄"),
    };
    if area.height < 3 || area.width < 6 {
        let mark = if edge == Edge::Firm { "█" } else { "┊" };
        let mut rows = std::iter::once(title.as_str()).chain(lines.iter().skip(1).map(AsRef::as_ref));
        for y in area.y..area.bottom() {
            put(buf, area.x, y, mark, 1, line);
            let style = if y == area.y { line } else { text };
            let room = area.width.saturating_sub(1);
            put(buf, area.x + 1, y, rows.next().unwrap_or_default(), room, style);
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
