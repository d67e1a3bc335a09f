//! Bytes of a terminal → [`InputEvent`]s.
//!
//! Our own, because the crate that we would use asks the process's terminal and reads at most one kilobyte per
//! wake-up, spins when the terminal hangs up, and knows no other source than the process's own terminal.

use crate::input::{InputEvent, Key, KeyCode, Mouse, MouseKind};

/// A paste longer than this arrives in several pieces, so that memory stays bounded.
const MAX_PASTE: usize = 256 * 1024;
/// A control sequence longer than this is noise.
const MAX_SEQUENCE: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Turns bytes into events, whatever pieces they arrive in.
#[derive(Debug, Default)]
pub struct Decoder {
    buf: Vec<u8>,
    paste: Option<Vec<u8>>,
}

enum Parsed {
    /// So many bytes are an event, or are nothing to us.
    Used(usize, Option<InputEvent>),
    PasteStart(usize),
    /// More bytes may follow.
    Partial,
}

impl Decoder {
    /// Takes bytes and appends the events that they complete.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<InputEvent>) {
        self.buf.extend_from_slice(bytes);
        self.parse(false, events);
    }

    /// Whether an unfinished sequence is waiting: a lone escape may be the key or the start of another one.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.buf.is_empty() && self.paste.is_none()
    }

    /// Nothing followed for a while: takes what is there for what it looks like.
    pub fn settle(&mut self, events: &mut Vec<InputEvent>) {
        if self.paste.is_none() {
            self.parse(true, events);
            self.buf.clear();
        }
    }

    fn parse(&mut self, last: bool, events: &mut Vec<InputEvent>) {
        let mut at = 0;
        loop {
            if self.paste.is_some() {
                match self.take_paste(at, events) {
                    Some(next) => at = next,
                    None => return,
                }
            }
            let Some(rest) = self.buf.get(at..).filter(|rest| !rest.is_empty()) else { break };
            match parse_one(rest, last) {
                Parsed::Used(n, event) => {
                    events.extend(event);
                    at += n;
                }
                Parsed::PasteStart(n) => {
                    self.paste = Some(Vec::new());
                    at += n;
                }
                Parsed::Partial => break,
            }
        }
        self.buf.drain(..at);
    }

    /// Collects pasted bytes from `at` on; the place behind the paste, once its end is there.
    fn take_paste(&mut self, at: usize, events: &mut Vec<InputEvent>) -> Option<usize> {
        let rest = &self.buf[at..];
        let end = rest.windows(PASTE_END.len()).position(|w| w == PASTE_END);
        // Without the end, the last few bytes may be its beginning: they stay in the buffer.
        let upto = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_END.len() - 1));
        let mut text = self.paste.take().unwrap_or_default();
        text.extend_from_slice(&rest[..upto]);
        if let Some(end) = end {
            events.push(pasted(&text));
            return Some(at + end + PASTE_END.len());
        }
        if text.len() > MAX_PASTE {
            let whole = match std::str::from_utf8(&text) {
                Ok(_) => text.len(),
                Err(error) if error.error_len().is_none() => error.valid_up_to(),
                Err(_) => text.len(),
            };
            let rest = text.split_off(whole);
            events.push(pasted(&text));
            text = rest;
        }
        self.paste = Some(text);
        self.buf.drain(..at + upto);
        None
    }
}

fn pasted(text: &[u8]) -> InputEvent {
    let text = String::from_utf8_lossy(text).replace("\r\n", "\n").replace('\r', "\n");
    InputEvent::Paste(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

fn key(code: KeyCode) -> Option<InputEvent> {
    Some(InputEvent::Key(Key::plain(code)))
}

fn parse_one(bytes: &[u8], last: bool) -> Parsed {
    match bytes {
        [0x1b] if last => Parsed::Used(1, key(KeyCode::Esc)),
        [0x1b] => Parsed::Partial,
        [0x1b, b'[', rest @ ..] => parse_csi(rest, last),
        [0x1b, b'O', rest @ ..] => match rest.first() {
            Some(b'M') => Parsed::Used(3, key(KeyCode::Enter)),
            Some(c) => Parsed::Used(3, letter(*c, 1)),
            None if last => Parsed::Used(2, with_alt(Key::char('O'))),
            None => Parsed::Partial,
        },
        // Two escapes: the first one was the key.
        [0x1b, 0x1b, ..] => Parsed::Used(1, key(KeyCode::Esc)),
        [0x1b, rest @ ..] => match parse_plain(rest, last) {
            Parsed::Used(n, Some(InputEvent::Key(k))) => Parsed::Used(n + 1, with_alt(k)),
            Parsed::Used(n, event) => Parsed::Used(n + 1, event),
            other => other,
        },
        _ => parse_plain(bytes, last),
    }
}

fn with_alt(key: Key) -> Option<InputEvent> {
    Some(InputEvent::Key(Key { alt: true, ..key }))
}

/// A character or control character, without an escape before it.
fn parse_plain(bytes: &[u8], last: bool) -> Parsed {
    let Some(first) = bytes.first().copied() else { return Parsed::Partial };
    let event = match first {
        b'\r' | b'\n' => key(KeyCode::Enter),
        b'\t' => key(KeyCode::Tab),
        0x7f | 0x08 => key(KeyCode::Backspace),
        0 => Some(InputEvent::Key(Key::ctrl(' '))),
        0x01..=0x1a => Some(InputEvent::Key(Key::ctrl(char::from(first - 1 + b'a')))),
        0x1b => key(KeyCode::Esc),
        0x1c => Some(InputEvent::Key(Key::ctrl('\\'))),
        0x1d => Some(InputEvent::Key(Key::ctrl(']'))),
        0x1e => Some(InputEvent::Key(Key::ctrl('^'))),
        0x1f => Some(InputEvent::Key(Key::ctrl('_'))),
        _ => return parse_char(bytes, last),
    };
    Parsed::Used(1, event)
}

fn parse_char(bytes: &[u8], last: bool) -> Parsed {
    let length = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => 1,
    };
    match bytes.get(..length).map(std::str::from_utf8) {
        Some(Ok(text)) => Parsed::Used(length, text.chars().next().and_then(|c| key(KeyCode::Char(c)))),
        // No UTF-8: one byte of it is dropped.
        Some(Err(_)) => Parsed::Used(1, None),
        None if last => Parsed::Used(bytes.len(), None),
        None => Parsed::Partial,
    }
}

/// What follows `ESC [`.
fn parse_csi(rest: &[u8], last: bool) -> Parsed {
    // The Linux console sends its first five function keys as `ESC [ [ A`.
    if let [b'[', tail @ ..] = rest {
        return match tail.first() {
            Some(c @ b'A'..=b'E') => Parsed::Used(4, key(KeyCode::F(c - b'A' + 1))),
            Some(_) => Parsed::Used(4, None),
            None if last => Parsed::Used(3, None),
            None => Parsed::Partial,
        };
    }
    // A terminal that knows only the oldest way to tell of the mouse: three bytes that may be anything.
    if let [b'M', tail @ ..] = rest {
        return match tail.len() {
            0..=2 if last => Parsed::Used(2 + rest.len(), None),
            0..=2 => Parsed::Partial,
            _ => Parsed::Used(6, None),
        };
    }
    let Some(end) = rest.iter().position(|b| (0x40..=0x7e).contains(b)) else {
        if let Some(bad) = rest.iter().position(|b| !(0x20..=0x3f).contains(b)) {
            return Parsed::Used(2 + bad, None);
        }
        return match rest {
            [] if last => Parsed::Used(2, with_alt(Key::char('['))),
            _ if last || rest.len() > MAX_SEQUENCE => Parsed::Used(2 + rest.len(), None),
            _ => Parsed::Partial,
        };
    };
    if let Some(bad) = rest[..end].iter().position(|b| !(0x20..=0x3f).contains(b)) {
        return Parsed::Used(2 + bad, None);
    }
    let used = 2 + end + 1;
    if let Some(b'<') = rest.first() {
        return Parsed::Used(used, mouse(&rest[1..end], rest[end]));
    }
    let mut params = rest[..end].split(|b| *b == b';').map(number);
    let first = params.next().flatten();
    let second = params.next().flatten();
    let third = params.next().flatten();
    let mods = second.unwrap_or(1);
    let event = match rest[end] {
        b'~' => match first {
            Some(200) => return Parsed::PasteStart(used),
            Some(27) => third.and_then(char::from_u32).and_then(|c| character(c, mods)),
            Some(n) => tilde(n).and_then(|code| modified(code, mods)),
            None => None,
        },
        b'u' => first.and_then(char::from_u32).and_then(|c| character(c, mods)),
        b'Z' => key(KeyCode::BackTab),
        c => letter(c, mods),
    };
    Parsed::Used(used, event)
}

/// `button;column;row`, counted from 1, and `M` for a press. Of the button, the bits from 4 to 16 are held keys, 32 is a
/// movement, 64 the wheel.
fn mouse(params: &[u8], end: u8) -> Option<InputEvent> {
    const HELD: u32 = 4 | 8 | 16;
    let mut params = params.split(|b| *b == b';').map(number);
    let (button, x, y) = (params.next()??, params.next()??, params.next()??);
    let kind = match (button & !HELD, end) {
        (0, b'M') => MouseKind::Click,
        (64, b'M') => MouseKind::WheelUp,
        (65, b'M') => MouseKind::WheelDown,
        _ => return None,
    };
    let cell = |n: u32| u16::try_from(n.checked_sub(1)?).ok();
    Some(InputEvent::Mouse(Mouse { kind, x: cell(x)?, y: cell(y)? }))
}

/// The number of a parameter, up to a sub-parameter.
fn number(text: &[u8]) -> Option<u32> {
    let digits = text.split(|b| *b == b':').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

const fn tilde(n: u32) -> Option<KeyCode> {
    Some(match n {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F((n - 10) as u8),
        17..=21 => KeyCode::F((n - 11) as u8),
        23 | 24 => KeyCode::F((n - 12) as u8),
        _ => return None,
    })
}

/// A key that is named by the final letter.
fn letter(c: u8, mods: u32) -> Option<InputEvent> {
    let code = match c {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(c - b'P' + 1),
        _ => return None,
    };
    modified(code, mods)
}

fn modified(code: KeyCode, mods: u32) -> Option<InputEvent> {
    let bits = mods.saturating_sub(1);
    Some(InputEvent::Key(Key { code, shift: bits & 1 != 0, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }))
}

/// A character that a terminal spells out with its modifiers.
fn character(c: char, mods: u32) -> Option<InputEvent> {
    let bits = mods.saturating_sub(1);
    let shift = bits & 1 != 0;
    let code = match c {
        '\r' => KeyCode::Enter,
        '\t' if shift => return key(KeyCode::BackTab),
        '\t' => KeyCode::Tab,
        '\u{1b}' => KeyCode::Esc,
        '\u{7f}' => KeyCode::Backspace,
        c => KeyCode::Char(if shift { c.to_uppercase().next().unwrap_or(c) } else { c }),
    };
    let shift = shift && !matches!(code, KeyCode::Char(_));
    Some(InputEvent::Key(Key { code, shift, alt: bits & 2 != 0, ctrl: bits & 4 != 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Vec<InputEvent> {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        decoder.feed(bytes, &mut events);
        decoder.settle(&mut events);
        events
    }

    fn k(key: Key) -> InputEvent {
        InputEvent::Key(key)
    }

    #[test]
    fn keys() {
        let plain = |code| k(Key::plain(code));
        let table: &[(&[u8], InputEvent)] = &[
            (b"a", k(Key::char('a'))),
            ("é".as_bytes(), k(Key::char('é'))),
            ("प".as_bytes(), k(Key::char('प'))),
            ("😀".as_bytes(), k(Key::char('😀'))),
            (b"\r", plain(KeyCode::Enter)),
            (b"\t", plain(KeyCode::Tab)),
            (b"\x7f", plain(KeyCode::Backspace)),
            (b"\x1b", plain(KeyCode::Esc)),
            (b"\x1b[A", plain(KeyCode::Up)),
            (b"\x1bOB", plain(KeyCode::Down)),
            (b"\x1bOP", plain(KeyCode::F(1))),
            (b"\x1b[15~", plain(KeyCode::F(5))),
            (b"\x1b[20~", plain(KeyCode::F(9))),
            (b"\x1b[24~", plain(KeyCode::F(12))),
            (b"\x1b[[C", plain(KeyCode::F(3))),
            (b"\x1b[Z", plain(KeyCode::BackTab)),
            (b"\x1b[3~", plain(KeyCode::Delete)),
            (b"\x13", k(Key::ctrl('s'))),
            (b"\x1bx", k(Key { alt: true, ..Key::char('x') })),
            (b"\x1b[1;5C", k(Key { ctrl: true, ..Key::plain(KeyCode::Right) })),
            (b"\x1b[5;2~", k(Key { shift: true, ..Key::plain(KeyCode::PageUp) })),
            (b"\x1b[115;5u", k(Key::ctrl('s'))),
            (b"\x1b[27;5;13~", k(Key { ctrl: true, ..Key::plain(KeyCode::Enter) })),
        ];
        for (bytes, event) in table {
            assert_eq!(all(bytes), vec![event.clone()], "{bytes:?}");
        }
        assert_eq!(all(b"\x1b\x1b"), vec![plain(KeyCode::Esc), plain(KeyCode::Esc)]);
        assert_eq!(all(b"\x1b[I\x1b[Ox"), vec![k(Key::char('x'))], "focus means nothing");
        assert_eq!(all(b"\xff\x80z"), vec![k(Key::char('z'))]);
    }

    #[test]
    fn pastes() {
        let paste = |text: &str| vec![InputEvent::Paste(text.to_owned())];
        assert_eq!(all(b"\x1b[200~a\r\nb\x1b[31mc\x1b[201~"), paste("a\nb[31mc"));
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        for byte in "\x1b[200~Priya प्रिया\x1b[201~q".as_bytes() {
            decoder.feed(&[*byte], &mut events);
        }
        assert_eq!(events, vec![InputEvent::Paste("Priya प्रिया".into()), k(Key::char('q'))]);
        let long = "प".repeat(MAX_PASTE);
        let mut events = Vec::new();
        decoder.feed(format!("\x1b[200~{long}\x1b[201~").as_bytes(), &mut events);
        let text: String =
            events.iter().map(|e| if let InputEvent::Paste(t) = e { t.as_str() } else { "?" }).collect();
        assert_eq!(text, long);
    }

    #[test]
    fn the_mouse_is_told_of_by_clicks_and_the_wheel_alone() {
        let mouse = |kind, x, y| vec![InputEvent::Mouse(Mouse { kind, x, y })];
        assert_eq!(all(b"\x1b[<0;12;3M"), mouse(MouseKind::Click, 11, 2));
        assert_eq!(all(b"\x1b[<64;1;1M"), mouse(MouseKind::WheelUp, 0, 0));
        assert_eq!(all(b"\x1b[<65;300;200M"), mouse(MouseKind::WheelDown, 299, 199));
        // With a key held it is the same.
        assert_eq!(all(b"\x1b[<16;2;2M"), mouse(MouseKind::Click, 1, 1));
        // Releases, other buttons, movements, the wheel to the side, and nonsense.
        for other in [
            "<0;12;3m",
            "<1;1;1M",
            "<2;1;1M",
            "<32;1;1M",
            "<35;1;1M",
            "<66;1;1M",
            "<0;0;1M",
            "<0;1M",
            "<;;M",
            "<0;99999;1M",
        ] {
            assert_eq!(all(format!("\x1b[{other}").as_bytes()), [], "{other}");
        }
    }

    #[test]
    fn a_terminal_that_tells_of_the_mouse_in_the_old_way_types_nothing() {
        assert_eq!(all(b"\x1b[M !!x"), [InputEvent::Key(Key::char('x'))]);
        assert_eq!(all(b"\x1b[M\x20\xff\xffx"), [InputEvent::Key(Key::char('x'))]);
        assert_eq!(all(b"\x1b[M "), []);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(text in "[a-zपé王\r\t]{0,20}(\u{1b}\\[[ABCD])?[a-z]{0,4}", cut in 0_usize..40) {
            let bytes = text.as_bytes();
            let cut = cut.min(bytes.len());
            let (mut decoder, mut events) = (Decoder::default(), Vec::new());
            decoder.feed(&bytes[..cut], &mut events);
            decoder.feed(&bytes[cut..], &mut events);
            decoder.settle(&mut events);
            prop_assert_eq!(events, all(bytes));
        }

        #[test]
        fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = all(&bytes);
        }
    }
}
