//! A [`Backend`] that writes escape sequences to any sink: one write per frame, and as few bytes as it takes.
//!
//! Not the stock one, because that one asks the process's terminal for its size, turns colours off for the whole
//! process when `NO_COLOR` is set, and writes several times per frame. Nothing here asks the terminal anything.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Takes over the screen: alternate screen, bracketed paste, no cursor.
pub const ENTER: &str = "\x1b[?1049h\x1b[2J\x1b[?2004h\x1b[?25l";
/// Gives the screen back as it was found. Safe to send twice.
pub const LEAVE: &str = "\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?25h\x1b[?1049l";

#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// Writes frames as escape sequences.
pub struct AnsiBackend<W> {
    sink: W,
    out: Vec<u8>,
    size: Size,
    /// Where the terminal's cursor is, as far as it is certain.
    at: Option<Position>,
    pen: Pen,
    shown: bool,
    wanted: Option<Position>,
    position: Position,
    /// Whether the terminal takes a frame as a whole (mode 2026).
    synchronized: bool,
}

impl<W: Write> AnsiBackend<W> {
    /// A backend for a terminal of this size, with the cursor hidden and the screen clear.
    pub fn new(sink: W, size: Size, synchronized: bool) -> Self {
        Self {
            sink,
            out: Vec::with_capacity(16 * 1024),
            size,
            at: None,
            pen: PLAIN,
            shown: false,
            wanted: None,
            position: Position::ORIGIN,
            synchronized,
        }
    }

    /// The terminal has another size now.
    pub const fn resize(&mut self, size: Size) {
        self.size = size;
    }

    /// Somebody else wrote to the terminal: nothing is certain about cursor and pen.
    pub fn forget(&mut self) {
        self.out.clear();
        self.at = None;
        self.shown = false;
        self.pen = PLAIN;
        self.out.extend_from_slice(b"\x1b[0m");
    }

    /// Sends bytes that draw nothing, at once.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.write_all(bytes)?;
        self.sink.flush()
    }

    fn go(&mut self, x: u16, y: u16) {
        match self.at {
            Some(at) if at == Position::new(x, y) => {}
            Some(at) if at.y == y && x > at.x && x - at.x == 1 => self.out.extend_from_slice(b"\x1b[C"),
            Some(at) if at.y == y && x > at.x => push(&mut self.out, format_args!("\x1b[{}C", x - at.x)),
            _ => push(&mut self.out, format_args!("\x1b[{};{}H", y + 1, x + 1)),
        }
        self.at = Some(Position::new(x, y));
    }

    fn take_pen(&mut self, pen: Pen) {
        if pen == self.pen {
            return;
        }
        let mut sgr = Sgr::new(&mut self.out);
        if pen == PLAIN {
            sgr.code(0);
        } else {
            let mut now = self.pen;
            if now.modifier.difference(pen.modifier) != Modifier::empty() {
                sgr.code(0);
                now = PLAIN;
            }
            for (flag, code) in MODIFIERS {
                if pen.modifier.contains(flag) && !now.modifier.contains(flag) {
                    sgr.code(code);
                }
            }
            if pen.fg != now.fg {
                sgr.colour(pen.fg, 0);
            }
            if pen.bg != now.bg {
                sgr.colour(pen.bg, 10);
            }
        }
        sgr.end();
        self.pen = pen;
    }
}

const MODIFIERS: [(Modifier, u8); 8] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

fn push(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a Vec cannot fail.
    let _ = out.write_fmt(text);
}

/// One `ESC [ … m` with everything that changes.
struct Sgr<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Sgr<'a> {
    const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, empty: true }
    }
    fn lead(&mut self) {
        self.out.extend_from_slice(if self.empty { b"\x1b[" } else { b";" });
        self.empty = false;
    }
    fn code(&mut self, code: u8) {
        self.lead();
        push(self.out, format_args!("{code}"));
    }
    /// `shift` is 0 for letters, 10 for the ground.
    fn colour(&mut self, colour: Color, shift: u8) {
        let basic = |n: u8| 30 + shift + n;
        let bright = |n: u8| 90 + shift + n;
        match colour {
            Color::Reset => self.code(39 + shift),
            Color::Black => self.code(basic(0)),
            Color::Red => self.code(basic(1)),
            Color::Green => self.code(basic(2)),
            Color::Yellow => self.code(basic(3)),
            Color::Blue => self.code(basic(4)),
            Color::Magenta => self.code(basic(5)),
            Color::Cyan => self.code(basic(6)),
            Color::Gray => self.code(basic(7)),
            Color::DarkGray => self.code(bright(0)),
            Color::LightRed => self.code(bright(1)),
            Color::LightGreen => self.code(bright(2)),
            Color::LightYellow => self.code(bright(3)),
            Color::LightBlue => self.code(bright(4)),
            Color::LightMagenta => self.code(bright(5)),
            Color::LightCyan => self.code(bright(6)),
            Color::White => self.code(bright(7)),
            Color::Indexed(n) => {
                self.lead();
                push(self.out, format_args!("{};5;{n}", 38 + shift));
            }
            Color::Rgb(r, g, b) => {
                self.lead();
                push(self.out, format_args!("{};2;{r};{g};{b}", 38 + shift));
            }
        }
    }
    fn end(self) {
        if !self.empty {
            self.out.push(b'm');
        }
    }
}

/// Whether every terminal agrees how wide this is. After anything else the cursor is placed anew: terminals differ
/// about emoji, combining marks and scripts that join.
fn is_certain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => matches!(c, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{2500}'..='\u{259f}'),
        _ => false,
    }
}

impl<W: Write> Backend for AnsiBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
            self.go(x, y);
            self.take_pen(pen);
            let symbol = cell.symbol();
            self.out.extend_from_slice(symbol.as_bytes());
            // At the right edge the cursor hangs between two lines: nothing is certain either.
            let next = x.saturating_add(u16::try_from(symbol.width()).unwrap_or(1));
            self.at = (is_certain(symbol) && next < self.size.width).then_some(Position::new(next, y));
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted = Some(self.position);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.position)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.position = position.into();
        if self.wanted.is_some() {
            self.wanted = Some(self.position);
        }
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.take_pen(PLAIN);
        self.out.extend_from_slice(match clear_type {
            ClearType::All => b"\x1b[2J".as_slice(),
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        });
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    /// The end of a frame: everything goes out in one write.
    fn flush(&mut self) -> io::Result<()> {
        if !self.out.is_empty() && self.pen != PLAIN {
            // A frame ends plain, so that whatever else writes to the terminal is readable.
            self.take_pen(PLAIN);
        }
        match self.wanted {
            Some(position) => {
                if self.at != Some(position) {
                    self.go(position.x, position.y);
                }
                if !self.shown {
                    self.out.extend_from_slice(b"\x1b[?25h");
                    self.shown = true;
                }
            }
            None if self.shown => {
                self.out.extend_from_slice(b"\x1b[?25l");
                self.shown = false;
            }
            None => {}
        }
        if self.out.is_empty() {
            return Ok(());
        }
        if self.synchronized {
            self.out.splice(0..0, *b"\x1b[?2026h");
            self.out.extend_from_slice(b"\x1b[?2026l");
        }
        let result = self.send_frame();
        self.out.clear();
        result
    }
}

impl<W: Write> AnsiBackend<W> {
    fn send_frame(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.out)?;
        self.sink.flush()
    }
}

/// Whether the terminal of these variables is known to take synchronized frames. Asking it would cost a round trip
/// and garble terminals that do not answer.
#[must_use]
pub fn knows_synchronized(lookup: impl Fn(&str) -> Option<String>) -> bool {
    let term = lookup("TERM").unwrap_or_default();
    let program = lookup("TERM_PROGRAM").unwrap_or_default();
    // A multiplexer in between decides, and sets TERM itself.
    if term.starts_with("screen") || term.starts_with("tmux") {
        return false;
    }
    ["xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm", "contour"]
        .iter()
        .any(|t| term.starts_with(t))
        || ["WezTerm", "iTerm.app", "ghostty", "vscode"].contains(&program.as_str())
        || lookup("WT_SESSION").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::Terminal;
    use ratatui::style::{Style, Stylize};
    use ratatui::text::{Line, Span};

    struct Writes(Vec<Vec<u8>>);
    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn terminal() -> Terminal<AnsiBackend<Writes>> {
        Terminal::new(AnsiBackend::new(Writes(Vec::new()), Size::new(40, 4), false)).unwrap()
    }

    fn frame(terminal: &mut Terminal<AnsiBackend<Writes>>, lines: &[Line<'static>]) -> Vec<Vec<u8>> {
        terminal
            .draw(|f| {
                for (y, line) in lines.iter().enumerate() {
                    f.buffer_mut().set_line(0, y as u16, line, 40);
                }
            })
            .unwrap();
        std::mem::take(&mut terminal.backend_mut().sink.0)
    }

    #[test]
    fn one_write_per_frame_and_none_without_a_change() {
        let mut t = terminal();
        let lines = [Line::from("hello"), Line::from("world".bold())];
        assert_eq!(frame(&mut t, &lines).len(), 1);
        assert!(frame(&mut t, &lines).is_empty());
        let writes = frame(&mut t, &[Line::from("hallo"), lines[1].clone()]);
        assert_eq!(writes, vec![b"\x1b[1;2Ha".to_vec()]);
    }

    #[test]
    fn a_terminal_emulator_sees_the_same_cells() {
        let mut t = terminal();
        let mut emulator = vt100::Parser::new(4.try_into().unwrap(), 40.try_into().unwrap(), 0);
        let frames: [&[Line<'static>]; 3] = [
            &[Line::from("plain"), Line::from("प्रिया शर्मा|"), Line::from("王伟 with │ line")],
            &[Line::from(vec![
                "b".bold(),
                Span::styled("c", Style::new().fg(Color::Indexed(200))),
                "d".into(),
            ])],
            &[Line::from("王x"), Line::from("👩‍👩‍👧 family"), Line::from("e\u{301}é")],
        ];
        for lines in frames {
            for write in frame(&mut t, lines) {
                emulator.process(&write);
            }
            for (y, line) in lines.iter().enumerate().filter(|(_, l)| l.to_string().is_ascii()) {
                let row: String = emulator.screen().contents_between(y as u16, 0, y as u16, 40);
                assert_eq!(row.trim_end(), line.to_string().trim_end());
            }
        }
    }

    #[test]
    fn the_cursor_is_shown_and_hidden_with_the_frame() {
        let mut t = terminal();
        t.draw(|f| f.set_cursor_position((3, 1))).unwrap();
        assert_eq!(std::mem::take(&mut t.backend_mut().sink.0), vec![b"\x1b[2;4H\x1b[?25h".to_vec()]);
        t.draw(|f| f.set_cursor_position((3, 1))).unwrap();
        assert!(t.backend().sink.0.is_empty());
        t.draw(|_| {}).unwrap();
        assert_eq!(std::mem::take(&mut t.backend_mut().sink.0), vec![b"\x1b[?25l".to_vec()]);
    }

    #[test]
    fn only_known_terminals_get_synchronized_frames() {
        let env = |term: &'static str| move |name: &str| (name == "TERM").then(|| term.to_owned());
        assert!(knows_synchronized(env("xterm-kitty")));
        assert!(!knows_synchronized(env("xterm-256color")));
        assert!(!knows_synchronized(env("tmux-256color")));
    }
}
