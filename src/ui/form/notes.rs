//! Several lines of text being edited: wrapped between words, moved in as it is seen.
//!
//! Ours rather than a text area widget: it must wrap by the cells of any script, be pure, and bring no keys of its
//! own.

use crate::input::{Key, KeyCode};
use crate::ui::line::{Edit, request};
use crate::ui::text::{head, is_hostile, parts, put, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::ops::Range;
use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;

/// Lines of text with a cursor.
#[derive(Clone, Debug)]
pub(super) struct Notes {
    input: Input,
    max: usize,
    /// The column that up and down try to keep.
    goal: Option<usize>,
}

impl Notes {
    pub(super) fn new(text: &str, max: usize) -> Self {
        Self { input: Input::new(lines_of(text).take(max).collect()), max, goal: None }
    }

    pub(super) fn text(&self) -> &str {
        self.input.value()
    }

    fn cursor(&self) -> usize {
        byte(self.text(), self.input.cursor())
    }

    fn go(&mut self, to: usize) -> Edit {
        let chars = self.text()[..to].chars().count();
        match self.input.handle(InputRequest::SetCursor(chars)) {
            Some(_) => Edit::Moved,
            None => Edit::None,
        }
    }

    /// What a key does when lines are `cells` wide. `Edit::None` for up and down at the ends: the form moves on.
    pub(super) fn key(&mut self, key: Key, cells: usize) -> Edit {
        let goal = self.goal.take();
        let (text, cursor) = (self.text(), self.cursor());
        let line_start = text[..cursor].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[cursor..].find('\n').map_or(text.len(), |at| cursor + at);
        match key.code {
            KeyCode::Up | KeyCode::Down => return self.vertical(key.code == KeyCode::Up, cells, goal),
            KeyCode::Enter => return self.insert('\n'),
            KeyCode::Home => return self.go(line_start),
            KeyCode::End => return self.go(line_end),
            KeyCode::Char('a') if key.ctrl => return self.go(line_start),
            KeyCode::Char('e') if key.ctrl => return self.go(line_end),
            KeyCode::Char('u') if key.ctrl => return self.cut(line_start..cursor),
            KeyCode::Char('k') if key.ctrl => {
                // At the end of a line its break goes, as in every editor with this key.
                let end = if line_end == cursor { (cursor + 1).min(text.len()) } else { line_end };
                return self.cut(cursor..end);
            }
            _ => {}
        }
        if let Some(c) = key.typed() {
            return self.insert(c);
        }
        let Some(request) = request(key).filter(|r| *r != InputRequest::Yank) else { return Edit::None };
        match self.input.handle(request) {
            None => Edit::None,
            Some(did) if did.value => Edit::Changed,
            Some(_) => Edit::Moved,
        }
    }

    fn insert(&mut self, c: char) -> Edit {
        if self.text().chars().count() >= self.max {
            return Edit::Full;
        }
        self.input.handle(InputRequest::InsertChar(c));
        Edit::Changed
    }

    fn cut(&mut self, range: Range<usize>) -> Edit {
        if range.is_empty() {
            return Edit::None;
        }
        let mut text = self.text().to_owned();
        text.replace_range(range.clone(), "");
        let cursor = text[..range.start].chars().count();
        self.input = Input::new(text).with_cursor(cursor);
        Edit::Changed
    }

    fn vertical(&mut self, up: bool, cells: usize, goal: Option<usize>) -> Edit {
        let (text, cursor) = (self.text(), self.cursor());
        let lines = wrapped(text, cells);
        let at = line_of(&lines, cursor);
        let column = goal.unwrap_or_else(|| width(&text[lines[at].start..cursor]));
        let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < lines.len()) };
        let Some(to) = to else { return Edit::None };
        let line = lines[to].clone();
        let mut target = line.start + head(&text[line.clone()], column).len();
        // The place behind the last sign of a wrapped line is the start of the next one: stay before it.
        if target == line.end
            && lines.get(to + 1).is_some_and(|next| next.start == line.end)
            && target > line.start
        {
            target = line.start + text[line].grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        }
        self.go(target);
        self.goal = Some(column);
        Edit::Moved
    }

    /// Puts a pasted text in at the cursor, as much as fits.
    pub(super) fn paste(&mut self, text: &str) -> Edit {
        let room = self.max.saturating_sub(self.text().chars().count());
        let mut rest = lines_of(text);
        let new: String = rest.by_ref().take(room).collect();
        let full = rest.next().is_some();
        let at = self.cursor();
        let (before, after) = self.text().split_at(at);
        let cursor = self.input.cursor() + new.chars().count();
        self.input = Input::new(format!("{before}{new}{after}")).with_cursor(cursor);
        if full { Edit::Full } else { Edit::Changed }
    }

    /// Draws; with the focus, the cursor's line is always on screen. Returns where the cursor stands.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, style: Style, focused: bool) -> Option<Position> {
        if area.is_empty() {
            return None;
        }
        let (text, cursor, rows) = (self.text(), self.cursor(), usize::from(area.height));
        let lines = wrapped(text, usize::from(area.width));
        let at = line_of(&lines, cursor);
        let first = if focused { (at + 1).saturating_sub(rows) } else { 0 };
        for (y, line) in (area.y..).zip(lines.iter().skip(first).take(rows)) {
            put(buf, area.x, y, text[line.clone()].trim_end(), area.width, style);
        }
        if !focused && lines.len() > rows {
            put(buf, area.right() - 1, area.bottom() - 1, "…", 1, style);
        }
        let x = u16::try_from(width(&text[lines[at].start..cursor])).unwrap_or(u16::MAX).min(area.width - 1);
        Some(Position { x: area.x + x, y: area.y + u16::try_from(at - first.min(at)).unwrap_or(0) })
    }
}

fn byte(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

fn lines_of(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter_map(|c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        c if is_hostile(c) => None,
        c => Some(c),
    })
}

/// The ranges of a text's lines as they are seen, at least one. The cursor has a cell of its own at the end of each.
fn wrapped(text: &str, cells: usize) -> Vec<Range<usize>> {
    let room = cells.saturating_sub(1).max(2);
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        let end = start + paragraph.len();
        let (mut from, mut used) = (start, 0);
        for (at, word) in parts(paragraph) {
            let (at, cells) = (start + at, width(word));
            // White space hangs over the edge: it belongs to the line it ends.
            if used + cells > room && at > from && !word.trim().is_empty() {
                lines.push(from..at);
                (from, used) = (at, 0);
            }
            let mut rest = at;
            while used + width(&text[rest..at + word.len()]) > room && !word.trim().is_empty() {
                let part = head(&text[rest..at + word.len()], room - used).len();
                if part == 0 {
                    break;
                }
                rest += part;
                lines.push(from..rest);
                (from, used) = (rest, 0);
            }
            used += width(&text[rest..at + word.len()]);
        }
        lines.push(from..end);
        start = end + 1;
    }
    lines
}

fn line_of(lines: &[Range<usize>], cursor: usize) -> usize {
    lines.iter().rposition(|line| line.start <= cursor).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(code: KeyCode) -> Key {
        Key::plain(code)
    }

    #[test]
    fn moves_as_it_is_seen() {
        let mut notes = Notes::new("one two three\nfour", 100);
        assert_eq!(notes.key(plain(KeyCode::Down), 9), Edit::None);
        assert_eq!(notes.key(plain(KeyCode::Up), 9), Edit::Moved);
        assert_eq!(&notes.text()[..notes.cursor()], "one two thre");
        assert_eq!(notes.key(plain(KeyCode::Up), 9), Edit::Moved);
        assert_eq!(&notes.text()[..notes.cursor()], "one ");
        assert_eq!(notes.key(plain(KeyCode::Up), 9), Edit::None);
    }

    #[test]
    fn edits_lines() {
        let mut notes = Notes::new("山田\n太郎", 100);
        notes.key(plain(KeyCode::Home), 20);
        notes.key(plain(KeyCode::Backspace), 20);
        assert_eq!(notes.text(), "山田太郎");
        notes.key(plain(KeyCode::Enter), 20);
        notes.key(Key::ctrl('k'), 20);
        assert_eq!(notes.text(), "山田\n");
        assert_eq!(notes.paste("a\r\nb\u{1b}"), Edit::Changed);
        assert_eq!(notes.text(), "山田\na\nb");
        notes.key(Key::ctrl('u'), 20);
        assert_eq!(notes.text(), "山田\na\n");
        let mut notes = Notes::new("", 5);
        assert_eq!(notes.paste(&"long\n".repeat(2_000_000)), Edit::Full);
        assert_eq!(notes.key(Key::char('x'), 20), Edit::Full);
    }

    proptest! {
        #[test]
        fn lines_cover_the_text(text in "[a-z 山\u{301}\n👩]{0,60}", cells in 0usize..14) {
            let lines = wrapped(&text, cells);
            let shown: String = lines.iter().map(|line| text[line.clone()].to_owned()).collect();
            prop_assert_eq!(shown, text.replace('\n', ""));
            for line in &lines {
                prop_assert!(width(text[line.clone()].trim_end()) <= cells.max(3));
            }
        }

        #[test]
        fn the_cursor_stays_inside(
            text in "[a-z 山\n]{0,40}", keys in proptest::collection::vec(0usize..12, 0..40),
            cells in 0u16..12, rows in 0u16..4,
        ) {
            let codes = [
                plain(KeyCode::Left), plain(KeyCode::Right), plain(KeyCode::Home), plain(KeyCode::End),
                plain(KeyCode::Backspace), plain(KeyCode::Delete), Key::ctrl('w'), Key::ctrl('u'),
                plain(KeyCode::Up), plain(KeyCode::Down), plain(KeyCode::Enter), Key::char('字'),
            ];
            let mut notes = Notes::new(&text, 60);
            for key in keys {
                notes.key(codes[key], usize::from(cells));
                let area = Rect::new(2, 1, cells, rows);
                let mut buf = Buffer::empty(Rect::new(0, 0, 20, 6));
                if let Some(at) = notes.draw(area, &mut buf, Style::new(), true) {
                    prop_assert!(area.contains(at), "{at:?} {area:?}");
                }
            }
        }
    }
}
