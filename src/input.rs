//! What a person does at a terminal, independent of where it comes from: the local terminal, an SSH channel, a test.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum KeyCode {
    /// A printed character; capitals carry their shift in the character itself.
    Char(char),
    /// A function key, 1 to 24.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab, which terminals send as a key of its own.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete forward.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// A key with its modifiers. Shift is kept only where it does not change the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Control held.
    pub ctrl: bool,
    /// Alt (Option, Meta) held.
    pub alt: bool,
    /// Shift held, on keys that print nothing.
    pub shift: bool,
}

impl Key {
    /// The key alone.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }
    /// A printed character.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }
    /// Control and a character.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false, shift: false }
    }
    /// Alt and a character.
    #[must_use]
    pub const fn alt(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: false, alt: true, shift: false }
    }
    /// Whether two keys are the same; `==` in constant code.
    #[must_use]
    pub const fn same(self, other: Self) -> bool {
        let code = match (self.code, other.code) {
            (KeyCode::Char(a), KeyCode::Char(b)) => a == b,
            (KeyCode::F(a), KeyCode::F(b)) => a == b,
            (a, b) => a.rank() == b.rank(),
        };
        code && self.ctrl == other.ctrl && self.alt == other.alt && self.shift == other.shift
    }
    /// Whether this key belongs to whoever edits a line of text: it types, deletes or moves within the line.
    /// While a line is being edited, such keys mean nothing else.
    #[must_use]
    pub const fn edits_line(self) -> bool {
        match self.code {
            KeyCode::Char(c) if self.ctrl => matches!(c, 'a' | 'b' | 'e' | 'f' | 'h' | 'k' | 'u' | 'w' | 'y'),
            KeyCode::Char(c) if self.alt => matches!(c, 'b' | 'f' | 'd'),
            KeyCode::Char(_)
            | KeyCode::Backspace
            | KeyCode::Delete
            | KeyCode::Left
            | KeyCode::Right
            | KeyCode::Home
            | KeyCode::End => true,
            _ => false,
        }
    }
    /// The character that this key types into a field, if it types one.
    #[must_use]
    pub const fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl KeyCode {
    /// Every key that is neither a character nor a function key: its name in print, then what may be typed for it.
    const NAMED: [(Self, &'static [&'static str]); 16] = [
        (Self::Enter, &["⏎", "enter", "return"]),
        (Self::Esc, &["Esc", "escape"]),
        (Self::Tab, &["Tab"]),
        (Self::BackTab, &["S-Tab", "shift-tab", "backtab"]),
        (Self::Backspace, &["⌫", "backspace"]),
        (Self::Delete, &["Del", "delete"]),
        (Self::Insert, &["Ins", "insert"]),
        (Self::Up, &["↑", "up"]),
        (Self::Down, &["↓", "down"]),
        (Self::Left, &["←", "left"]),
        (Self::Right, &["→", "right"]),
        (Self::Home, &["Home"]),
        (Self::End, &["End"]),
        (Self::PageUp, &["PgUp", "pageup"]),
        (Self::PageDown, &["PgDn", "pagedown"]),
        (Self::Char(' '), &["Space"]),
    ];

    const fn rank(self) -> u8 {
        match self {
            Self::Char(_) => 0,
            Self::F(_) => 1,
            Self::Enter => 2,
            Self::Esc => 3,
            Self::Tab => 4,
            Self::BackTab => 5,
            Self::Backspace => 6,
            Self::Delete => 7,
            Self::Insert => 8,
            Self::Up => 9,
            Self::Down => 10,
            Self::Left => 11,
            Self::Right => 12,
            Self::Home => 13,
            Self::End => 14,
            Self::PageUp => 15,
            Self::PageDown => 16,
        }
    }
}

/// As keys are printed everywhere: `⏎`, `ctrl-s`, `F9`, `S-Tab`, `Space`, `n`, `N`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        if let Some((_, names)) = KeyCode::NAMED.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(names[0]);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            other => write!(f, "{other:?}"),
        }
    }
}

/// Why a text names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is nothing between the quotes.
    #[error("a key is missing: write one like \"n\", \"ctrl-s\" or \"F9\"")]
    Empty,
    /// No key has this name.
    #[error("{text:?} names no key{}", .nearest.map(|n| format!("; did you mean {n:?}?")).unwrap_or_default())]
    Unknown {
        /// What was written.
        text: String,
        /// The nearest name that there is.
        nearest: Option<&'static str>,
    },
}

/// Reads what [`Display`](fmt::Display) prints, and the long names: `enter`, `shift-tab`, `page-up`, `ctrl+s`, `C-s`.
impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (mut rest, mut key) = (text, Self::plain(KeyCode::Esc));
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        loop {
            let lower = rest.to_ascii_lowercase();
            let prefix = |names: &[&str]| {
                names.iter().find_map(|n| (lower.len() > n.len() && lower.starts_with(n)).then_some(n.len()))
            };
            let is_back_tab = matches!(lower.as_str(), "s-tab" | "shift-tab" | "shift+tab");
            if let Some(n) = prefix(&["ctrl-", "ctrl+", "control-"]).or(rest.strip_prefix("C-").map(|_| 2)) {
                key.ctrl = true;
                rest = &rest[n..];
            } else if let Some(n) = prefix(&["alt-", "alt+", "meta-"]).or(rest.strip_prefix("M-").map(|_| 2))
            {
                key.alt = true;
                rest = &rest[n..];
            } else if let Some(n) = prefix(&["shift-", "shift+"]).filter(|_| !is_back_tab) {
                key.shift = true;
                rest = &rest[n..];
            } else {
                break;
            }
        }
        key.code =
            code(rest).ok_or_else(|| KeyError::Unknown { text: text.to_owned(), nearest: nearest(rest) })?;
        if let KeyCode::Char(c) = key.code {
            if key.shift {
                key.code = KeyCode::Char(c.to_ascii_uppercase());
                key.shift = false;
            }
            if key.ctrl {
                key.code = KeyCode::Char(c.to_ascii_lowercase());
            }
        }
        Ok(key)
    }
}

fn code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && !c.is_control()
        && !KeyCode::NAMED.iter().any(|(_, names)| names[0] == name)
    {
        return Some(KeyCode::Char(c));
    }
    if let Some(n) = name.strip_prefix(['F', 'f']).and_then(|n| n.parse().ok()) {
        return (1..=24).contains(&n).then_some(KeyCode::F(n));
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', '_'], "");
    let wanted = plain(name);
    KeyCode::NAMED.iter().find(|(_, names)| names.iter().any(|n| plain(n) == wanted)).map(|(code, _)| *code)
}

fn nearest(name: &str) -> Option<&'static str> {
    let wanted = name.to_lowercase();
    KeyCode::NAMED
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .map(|n| (strsim::jaro_winkler(&n.to_lowercase(), &wanted), n))
        .filter(|(score, _)| *score > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, n)| n)
}

/// What a person does with the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MouseKind {
    /// The main button.
    Click,
    /// The main button once more, at once and at the same place.
    DoubleClick,
    /// The wheel, away from oneself.
    WheelUp,
    /// The wheel, towards oneself.
    WheelDown,
}

/// The mouse, over a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mouse {
    /// What it does.
    pub kind: MouseKind,
    /// The column, counted from 0.
    pub x: u16,
    /// The row, counted from 0.
    pub y: u16,
}

/// One event of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputEvent {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted in one piece (bracketed paste).
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has a new size.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal is gone: no key will come any more.
    Closed,
}

impl InputEvent {
    /// What a local terminal sent, in our words; `None` for what we do not listen to (releases, focus, mouse).
    #[must_use]
    pub fn from_crossterm(event: crossterm::event::Event) -> Option<Self> {
        use crossterm::event::{Event, KeyEventKind};
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Key::from_crossterm(key).map(Self::Key),
            Event::Paste(text) => Some(Self::Paste(text)),
            Event::Resize(width, height) => Some(Self::Resize { width, height }),
            _ => None,
        }
    }
}

impl Key {
    fn from_crossterm(event: crossterm::event::KeyEvent) -> Option<Self> {
        use crossterm::event::{KeyCode as C, KeyModifiers as M};
        let (ctrl, alt) = (event.modifiers.contains(M::CONTROL), event.modifiers.contains(M::ALT));
        let mut shift = event.modifiers.contains(M::SHIFT);
        let code = match event.code {
            C::Char(c) => {
                shift = false;
                KeyCode::Char(if ctrl { c.to_ascii_lowercase() } else { c })
            }
            C::F(n) => KeyCode::F(n),
            C::Tab if shift => {
                shift = false;
                KeyCode::BackTab
            }
            C::BackTab => {
                shift = false;
                KeyCode::BackTab
            }
            C::Enter => KeyCode::Enter,
            C::Esc => KeyCode::Esc,
            C::Tab => KeyCode::Tab,
            C::Backspace => KeyCode::Backspace,
            C::Delete => KeyCode::Delete,
            C::Insert => KeyCode::Insert,
            C::Up => KeyCode::Up,
            C::Down => KeyCode::Down,
            C::Left => KeyCode::Left,
            C::Right => KeyCode::Right,
            C::Home => KeyCode::Home,
            C::End => KeyCode::End,
            C::PageUp => KeyCode::PageUp,
            C::PageDown => KeyCode::PageDown,
            _ => return None,
        };
        Some(Self { code, ctrl, alt, shift })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prints_as_the_screens_show() {
        for text in
            ["⏎", "Esc", "ctrl-s", "F9", "S-Tab", "Space", "n", "N", "PgDn", "alt-b", "ctrl-PgUp", ":", "-"]
        {
            assert_eq!(text.parse::<Key>().map(|k| k.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn reads_long_names() {
        for (long, short) in [
            ("enter", "⏎"),
            ("shift-tab", "S-Tab"),
            ("page-up", "PgUp"),
            ("C-s", "ctrl-s"),
            ("ctrl+S", "ctrl-s"),
            ("shift-g", "G"),
            ("f12", "F12"),
            ("ctrl--", "ctrl--"),
        ] {
            assert_eq!(long.parse::<Key>().map(|k| k.to_string()), Ok(short.to_owned()), "{long}");
        }
    }

    #[test]
    fn says_what_was_meant() {
        let error = "etner".parse::<Key>().map_err(|error| error.to_string());
        assert_eq!(error, Err("\"etner\" names no key; did you mean \"enter\"?".to_owned()));
        assert!("F25".parse::<Key>().is_err());
        assert!("".parse::<Key>().is_err());
    }

    #[test]
    fn a_shifted_letter_carries_its_shift_in_itself() {
        use crossterm::event::{Event, KeyCode as C, KeyEvent, KeyModifiers as M};
        let event = |code, m| InputEvent::from_crossterm(Event::Key(KeyEvent::new(code, m)));
        assert_eq!(event(C::Char('G'), M::SHIFT), Some(InputEvent::Key(Key::char('G'))));
        assert_eq!(event(C::Char('S'), M::CONTROL | M::SHIFT), Some(InputEvent::Key(Key::ctrl('s'))));
        assert_eq!(event(C::Tab, M::SHIFT), Some(InputEvent::Key(Key::plain(KeyCode::BackTab))));
        assert_eq!(event(C::CapsLock, M::NONE), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_round_trips(text in "(ctrl-|alt-|shift-|C-)?.{0,6}") {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
            }
        }
    }
}
