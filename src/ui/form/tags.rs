//! Words as chips, with one being typed and a completion of it.

use crate::input::{Key, KeyCode};
use crate::ui::line::{Edit, Line};
use unicode_normalization::UnicodeNormalization;

/// Tags being edited.
#[derive(Clone, Debug)]
pub(super) struct Tags {
    pub(super) chips: Vec<String>,
    pub(super) line: Line,
    /// Completions of what is typed, from outside, the best first.
    suggestions: Vec<String>,
    chosen: usize,
}

/// A tag longer than this is a sentence.
const LONGEST: usize = 40;

impl Tags {
    pub(super) fn new(chips: &[String]) -> Self {
        Self { chips: chips.to_vec(), line: Line::new("", LONGEST), suggestions: Vec::new(), chosen: 0 }
    }

    /// Chips and what is being typed, as one text.
    pub(super) fn typed(&self) -> String {
        let mut all = self.chips.join(",");
        if !self.line.is_empty() {
            // Neither sign can be typed into a tag.
            all.push(';');
            all.push_str(self.line.text());
        }
        all
    }

    pub(super) fn restore(&mut self, typed: &str) {
        let (chips, pending) = typed.split_once(';').unwrap_or((typed, ""));
        self.chips.clear();
        for word in chips.split(',') {
            self.add(word);
        }
        self.line.set(pending);
    }

    /// Every tag: the one being typed is one.
    pub(super) fn all(&self) -> Vec<String> {
        let mut tags = self.clone();
        tags.commit();
        tags.chips
    }

    fn add(&mut self, word: &str) -> bool {
        let tag: String = word.nfc().collect::<String>().trim().trim_start_matches('#').to_owned();
        let known = self.chips.iter().any(|chip| chip.to_lowercase() == tag.to_lowercase());
        if tag.is_empty() || known {
            return false;
        }
        self.chips.push(tag);
        true
    }

    /// Makes what is typed a chip.
    pub(super) fn commit(&mut self) -> bool {
        let word = self.line.text().to_owned();
        self.line.set("");
        self.suggestions.clear();
        self.add(&word)
    }

    pub(super) fn suggest(&mut self, suggestions: Vec<String>) {
        self.suggestions = suggestions.into_iter().filter(|s| !self.chips.contains(s)).collect();
        self.chosen = 0;
    }

    /// What would be put behind the typed text.
    pub(super) fn ghost(&self) -> &str {
        let typed = self.line.text();
        if typed.is_empty() || self.line.before_cursor() != typed {
            return "";
        }
        let tail =
            |s: &str| s.get(..typed.len()).filter(|start| start.eq_ignore_ascii_case(typed)).map(str::len);
        let suggestion = self.suggestions.get(self.chosen).map_or("", String::as_str);
        tail(suggestion).map_or("", |from| &suggestion[from..])
    }

    /// The other completions.
    pub(super) fn suggestions(&self) -> &[String] {
        &self.suggestions
    }

    /// What a key does; `Edit::None` when the form should move on.
    pub(super) fn key(&mut self, key: Key) -> Edit {
        let count = self.suggestions.len();
        match key.code {
            KeyCode::Enter | KeyCode::Char(' ' | ',' | ';') if !key.ctrl && !self.line.is_empty() => {
                self.commit();
                Edit::Changed
            }
            KeyCode::Char(' ' | ',' | ';') if !key.ctrl => Edit::Moved,
            KeyCode::Right | KeyCode::End if !self.ghost().is_empty() => {
                let full = self.suggestions[self.chosen].clone();
                self.line.set(&full);
                self.commit();
                Edit::Changed
            }
            KeyCode::Down | KeyCode::Up if count > 1 && !self.line.is_empty() => {
                let step = if key.code == KeyCode::Down { 1 } else { count - 1 };
                self.chosen = (self.chosen + step) % count;
                Edit::Moved
            }
            KeyCode::Backspace if self.line.is_empty() => {
                if self.chips.pop().is_some() {
                    Edit::Changed
                } else {
                    Edit::Moved
                }
            }
            _ => self.line.key(key),
        }
    }

    /// Makes chips of a pasted list; `Edit::Full` when some of it was left out.
    pub(super) fn paste(&mut self, text: &str) -> Edit {
        const MOST: usize = 2_000;
        let part: String = text.chars().take(MOST).collect();
        let mut full = part.len() < text.len();
        for word in part.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')) {
            full |= word.chars().count() > LONGEST;
            let word: String =
                word.chars().filter(|c| !crate::ui::text::is_hostile(*c)).take(LONGEST).collect();
            self.add(&word);
        }
        if full { Edit::Full } else { Edit::Changed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_chips() {
        let mut tags = Tags::new(&["vip".to_owned()]);
        for c in "#wedding VIP x".chars() {
            tags.key(Key::char(c));
        }
        assert_eq!((tags.chips.join("|"), tags.line.text()), ("vip|wedding".to_owned(), "x"));
        assert_eq!(tags.all(), ["vip", "wedding", "x"]);
        let mut again = Tags::new(&[]);
        again.restore(&tags.typed());
        assert_eq!(again.typed(), tags.typed());
        tags.key(Key::plain(KeyCode::Backspace));
        tags.key(Key::plain(KeyCode::Backspace));
        assert_eq!(tags.all(), ["vip"]);
    }

    #[test]
    fn completes_with_the_right_arrow() {
        let mut tags = Tags::new(&[]);
        for c in "we".chars() {
            tags.key(Key::char(c));
        }
        tags.suggest(vec!["wedding".to_owned(), "west".to_owned()]);
        assert_eq!(tags.ghost(), "dding");
        tags.key(Key::plain(KeyCode::Down));
        assert_eq!(tags.ghost(), "st");
        tags.key(Key::plain(KeyCode::Right));
        assert_eq!(tags.chips, ["west"]);
        assert_eq!(tags.paste(&"tag ".repeat(3_000_000)), Edit::Full);
    }
}
