//! One line of text being edited: by signs as people see them, scrolling sideways, never longer than it may be.

use super::text::{head, put, width};
use crate::input::{Key, KeyCode};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::{Input, InputRequest};

/// What a key or a paste did to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Nothing: the key is not for lines, or there was nothing to do.
    None,
    /// The cursor moved.
    Moved,
    /// The text changed.
    Changed,
    /// Something did not fit and was left out; what fits was taken.
    Full,
}

/// A line of text with a cursor.
#[derive(Clone, Debug)]
pub struct Line {
    input: Input,
    max: usize,
}

impl Default for Line {
    fn default() -> Self {
        Self::new("", 1_000)
    }
}

impl Line {
    /// A line that may be `max` characters long, with the cursor at its end.
    #[must_use]
    pub fn new(text: &str, max: usize) -> Self {
        let mut line = Self { input: Input::default(), max };
        line.set(text);
        line
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether there is no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Puts another text in, with the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(one_line(text).take(self.max).collect());
    }

    /// What a key does.
    pub fn key(&mut self, key: Key) -> Edit {
        if let Some(c) = key.typed() {
            if self.text().chars().count() >= self.max {
                return Edit::Full;
            }
            self.input.handle(InputRequest::InsertChar(c));
            return Edit::Changed;
        }
        let Some(request) = request(key) else { return Edit::None };
        // Deleting where nothing is left is told as a change by the library.
        let before = (self.text().len(), self.input.cursor());
        let did = self.input.handle(request).filter(|_| before != (self.text().len(), self.input.cursor()));
        if request == InputRequest::Yank && self.text().chars().count() > self.max {
            let cursor = self.input.cursor();
            self.input = Input::new(self.text().chars().take(self.max).collect()).with_cursor(cursor);
            return Edit::Full;
        }
        match did {
            None => Edit::None,
            Some(did) if did.value => Edit::Changed,
            Some(_) => Edit::Moved,
        }
    }

    /// Puts a pasted text in at the cursor: as much as fits, on one line. Costs no more than what fits.
    pub fn paste(&mut self, text: &str) -> Edit {
        let room = self.max.saturating_sub(self.text().chars().count());
        let mut rest = one_line(text.trim_end_matches(['\n', '\r']));
        let new: String = rest.by_ref().take(room).collect();
        let full = rest.next().is_some();
        if !new.is_empty() {
            let cursor = self.input.cursor();
            let at = self.text().char_indices().nth(cursor).map_or(self.text().len(), |(at, _)| at);
            let (before, after) = self.text().split_at(at);
            let end = cursor + new.chars().count();
            self.input = Input::new(format!("{before}{new}{after}")).with_cursor(end);
        }
        match (full, new.is_empty()) {
            (true, _) => Edit::Full,
            (false, true) => Edit::None,
            (false, false) => Edit::Changed,
        }
    }

    /// The text before the cursor.
    #[must_use]
    pub fn before_cursor(&self) -> &str {
        let text = self.text();
        &text[..text.char_indices().nth(self.input.cursor()).map_or(text.len(), |(at, _)| at)]
    }

    /// Draws the first line of `area`, scrolled so that the cursor is in it; returns where the cursor stands.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, style: Style) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let cells = usize::from(area.width);
        let before = self.before_cursor();
        // One cell stays free for a cursor behind the last sign.
        let start = skip(before, width(before).saturating_sub(cells - 1));
        let shown = head(&self.text()[start..], cells);
        put(buf, area.x, area.y, shown, area.width, style);
        let x = u16::try_from(width(&before[start..])).unwrap_or(u16::MAX).min(area.width - 1);
        Some(Position { x: area.x + x, y: area.y })
    }
}

/// Where a text starts when at least so many cells of it are left out.
fn skip(text: &str, cells: usize) -> usize {
    if cells == 0 {
        return 0;
    }
    let kept = super::text::tail(text, width(text).saturating_sub(cells));
    text.len() - kept.len()
}

fn one_line(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '\n' | '\t' => Some(' '),
        c if super::text::is_hostile(c) => None,
        c => Some(c),
    })
}

pub(super) fn request(key: Key) -> Option<InputRequest> {
    use InputRequest as R;
    let by_word = key.ctrl || key.alt;
    Some(match key.code {
        KeyCode::Left if by_word => R::GoToPrevWord,
        KeyCode::Right if by_word => R::GoToNextWord,
        KeyCode::Left => R::GoToPrevChar,
        KeyCode::Right => R::GoToNextChar,
        KeyCode::Home => R::GoToStart,
        KeyCode::End => R::GoToEnd,
        KeyCode::Backspace if by_word => R::DeletePrevWord,
        KeyCode::Delete if by_word => R::DeleteNextWord,
        KeyCode::Backspace => R::DeletePrevChar,
        KeyCode::Delete => R::DeleteNextChar,
        KeyCode::Char(c) if key.ctrl => match c {
            'a' => R::GoToStart,
            'b' => R::GoToPrevChar,
            'e' => R::GoToEnd,
            'f' => R::GoToNextChar,
            'h' => R::DeletePrevChar,
            'k' => R::DeleteTillEnd,
            'u' => R::DeleteFromStart,
            'w' => R::DeletePrevWord,
            'y' => R::Yank,
            _ => return None,
        },
        KeyCode::Char(c) if key.alt => match c {
            'b' => R::GoToPrevWord,
            'd' => R::DeleteNextWord,
            'f' => R::GoToNextWord,
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(code: KeyCode) -> Key {
        Key::plain(code)
    }

    #[test]
    fn edits_by_signs() {
        let mut line = Line::new("प्रिया 👩‍👩‍👧e\u{301}", 100);
        for expected in ["प्रिया 👩‍👩‍👧", "प्रिया ", "प्रिया"]
        {
            assert_eq!(line.key(plain(KeyCode::Backspace)), Edit::Changed);
            assert_eq!(line.text(), expected);
        }
        line.key(Key::ctrl('a'));
        line.key(Key::char('x'));
        assert_eq!(line.text(), "xप्रिया");
        assert_eq!(line.key(Key::ctrl('s')), Edit::None);
        line.key(Key::ctrl('k'));
        assert_eq!(line.text(), "x");
        line.key(Key::ctrl('y'));
        assert_eq!(line.text(), "xप्रिया");
    }

    #[test]
    fn takes_what_fits_of_a_paste() {
        let mut line = Line::new("ab", 6);
        line.key(plain(KeyCode::Left));
        assert_eq!(line.paste("1\n2\u{1b}3456"), Edit::Full);
        assert_eq!(line.text(), "a1 23b");
        assert_eq!(line.before_cursor(), "a1 23");
        assert_eq!(line.key(Key::char('x')), Edit::Full);
        let mut line = Line::default();
        assert_eq!(line.paste("+91 98450 12345\r\n"), Edit::Changed);
        assert_eq!(line.text(), "+91 98450 12345");
        assert_eq!(line.paste(&"x".repeat(10_000_000)), Edit::Full);
    }

    #[test]
    fn scrolls_to_the_cursor() {
        let shown = |line: &Line| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
            let at = line.draw(buf.area, &mut buf, Style::new()).map(|p| p.x);
            (buf.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>(), at)
        };
        let mut line = Line::new("abcdefgh", 100);
        assert_eq!(shown(&line), ("defgh ".to_owned(), Some(5)));
        line.key(plain(KeyCode::Home));
        assert_eq!(shown(&line), ("abcdef".to_owned(), Some(0)));
        assert_eq!(shown(&Line::new("山田太郎", 9)), ("太郎 ".replace("太郎", "太 郎 ") + " ", Some(4)));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_inside(
            text in ".{0,30}", keys in proptest::collection::vec(0usize..14, 0..40), cells in 0u16..12,
        ) {
            let codes = [
                plain(KeyCode::Left), plain(KeyCode::Right), plain(KeyCode::Home), plain(KeyCode::End),
                plain(KeyCode::Backspace), plain(KeyCode::Delete), Key::ctrl('w'), Key::ctrl('u'), Key::ctrl('k'),
                Key::ctrl('y'), Key::alt('b'), Key::char('字'), Key::char('\u{301}'), Key::char('x'),
            ];
            let mut line = Line::new(&text, 40);
            for key in keys {
                line.key(codes[key]);
                prop_assert!(line.text().chars().count() <= 40);
                let area = Rect::new(3, 0, cells, 1);
                let mut buf = Buffer::empty(Rect::new(0, 0, 20, 1));
                if let Some(at) = line.draw(area, &mut buf, Style::new()) {
                    prop_assert!(area.contains(at));
                } else {
                    prop_assert_eq!(cells, 0);
                }
            }
        }
    }
}
