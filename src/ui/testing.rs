//! Screens of widgets, for tests.

use super::Look;
use crate::action::Scope;
use crate::input::Key;
use crate::keymap::{Keymap, Press};
use crate::theme::{ColourLevel, Palette, Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The sizes that every screen is tested at.
pub(crate) const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (200, 50)];

/// Draws on an empty screen and gives the buffer.
pub(crate) fn paint(size: (u16, u16), draw: impl FnOnce(Rect, &mut Buffer, &Look<'_>)) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let (theme, keymap) = (Theme::new(Palette::Dark, ColourLevel::TrueColour), Keymap::default());
    let area = buf.area;
    draw(area, &mut buf, &Look::new(&theme, &keymap));
    buf
}

/// What a person reads on a buffer, line by line.
pub(crate) fn lines(buf: &Buffer) -> Vec<String> {
    let row = |y: u16| {
        let (mut line, mut skip) = (String::new(), 0);
        for x in buf.area.left()..buf.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            skip = super::text::width(symbol).saturating_sub(1);
        }
        line.trim_end().to_owned()
    };
    (buf.area.top()..buf.area.bottom()).map(row).collect()
}

/// Draws on an empty screen and gives what a person reads, with `‸` as a line of its own under the cursor.
pub(crate) fn screen(
    size: (u16, u16),
    draw: impl FnOnce(Rect, &mut Buffer, &Look<'_>) -> Option<Position>,
) -> String {
    let mut cursor = None;
    let buf = paint(size, |area, buf, look| cursor = draw(area, buf, look));
    let mut text = lines(&buf);
    while text.last().is_some_and(String::is_empty) {
        text.pop();
    }
    if let Some(at) = cursor {
        text.push(format!("cursor {},{}", at.x, at.y));
    }
    text.join("\n")
}

/// The roles on a line of a buffer, run by run: `Key:⏎ Dim:open`. Roles that look the same have the first one's name.
pub(crate) fn roles(buf: &Buffer, y: u16) -> String {
    let theme = Theme::new(Palette::Dark, ColourLevel::TrueColour);
    let role = |x: u16| {
        let style = buf[(x, y)].style();
        Role::ALL.into_iter().find(|r| {
            ratatui::style::Style::reset().patch(theme.style(*r)).fg == style.fg
                && theme.style(*r).bg.unwrap_or(ratatui::style::Color::Reset) == style.bg.unwrap_or_default()
                // A placeholder is slanted besides.
                && theme.style(*r).add_modifier == style.add_modifier - ratatui::style::Modifier::ITALIC
        })
    };
    let mut runs: Vec<(Option<Role>, String)> = Vec::new();
    for x in buf.area.left()..buf.area.right() {
        let symbol = buf[(x, y)].symbol();
        match runs.last_mut() {
            Some((last, text)) if *last == role(x) => text.push_str(symbol),
            _ => runs.push((role(x), symbol.to_owned())),
        }
    }
    let shown = |(role, text): (Option<Role>, String)| {
        let name = role.map_or("?".to_owned(), |r| format!("{r:?}"));
        (!text.trim().is_empty())
            .then(|| format!("{name}:{}", text.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    runs.into_iter().filter_map(shown).collect::<Vec<_>>().join(" ")
}

/// Presses for keys by name, looked up in scopes.
pub(crate) fn press(scopes: &[Scope], key: &str) -> Press {
    let key: Key = key.parse().unwrap_or_else(|error| panic!("{error}"));
    Keymap::default().press(scopes, key)
}
