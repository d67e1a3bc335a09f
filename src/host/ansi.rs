//! A [`Backend`] that writes escape sequences to any sink: one write per frame, and as few bytes as it takes.
//!
//! Not the stock one, because that one asks the process's terminal for its size, turns colours off for the whole
//! process when `NO_COLOR` is set, and writes several times per frame. Nothing here asks the terminal anything.
//!
//! Terminals disagree with each other about the columns of joined emoji, flags, combining marks and the scripts of
//! India, so a row with such text may not look as it was drawn, and mending single cells leaves pieces behind. What was
//! drawn is kept, and such a row is erased and written as a whole whenever it changes.

mod shadow;
#[cfg(test)]
mod stubborn;
#[cfg(test)]
mod tests;
mod width;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use shadow::{Shadow, is_bare};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;
use width::is_doubtful;

/// Takes over the screen: alternate screen, bracketed paste, no cursor.
pub const ENTER: &str = "\x1b[?1049h\x1b[2J\x1b[?2004h\x1b[?25l";
/// Asks for clicks and the wheel, but not for movements, in the way that knows no limit to the size of the screen.
pub const LISTEN: &str = "\x1b[?1000h\x1b[?1006h";
/// Gives the screen back as it was found, and the mouse. Safe to send twice, and when the mouse was never taken.
pub const LEAVE: &str = "\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";

#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// Writes frames as escape sequences.
pub struct AnsiBackend<W> {
    sink: W,
    out: Vec<u8>,
    size: Size,
    shadow: Shadow,
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
            shadow: Shadow::new(size),
            at: None,
            pen: PLAIN,
            shown: false,
            wanted: None,
            position: Position::ORIGIN,
            synchronized,
        }
    }

    /// The terminal has another size now.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        // Terminals move text about when they change their size.
        self.shadow.doubt();
    }

    /// Somebody else wrote to the terminal: nothing is certain about cursor and pen.
    pub fn forget(&mut self) {
        self.out.clear();
        self.at = None;
        self.shown = false;
        self.pen = PLAIN;
        self.shadow.doubt();
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

/// The columns that doubtful text takes at most, on whichever terminal.
fn reach(symbol: &str) -> usize {
    symbol.chars().count() * 2
}

impl<W: Write> Backend for AnsiBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.shadow.fit(self.size);
        let mut row = (0, Vec::new());
        for (x, y, cell) in content {
            if row.0 != y {
                self.change_row(row.0, &row.1);
                row.1.clear();
                row.0 = y;
            }
            row.1.push((x, cell));
        }
        self.change_row(row.0, &row.1);
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
        self.shadow.fit(self.size);
        let (Position { x, y }, Size { width, height }) = (self.position, self.size);
        let (rows, columns) = match clear_type {
            ClearType::All => (0..0, 0..0),
            ClearType::AfterCursor => (y.saturating_add(1)..height, x..width),
            ClearType::BeforeCursor => (0..y, 0..x.saturating_add(1)),
            ClearType::CurrentLine => (0..0, 0..width),
            ClearType::UntilNewLine => (0..0, x..width),
        };
        if clear_type == ClearType::All {
            self.shadow = Shadow::new(self.size);
        } else {
            self.go(x, y);
            self.shadow.erase(y, columns);
            rows.for_each(|row| self.shadow.erase(row, 0..width));
        }
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
    /// Writes what changes in a row, or all of it when the terminal may not show it as it was drawn.
    fn change_row(&mut self, y: u16, changes: &[(u16, &Cell)]) {
        if changes.is_empty() {
        } else if self.shadow.take(y, changes) {
            let cells = self.shadow.lend(y);
            self.write_row(y, &cells);
            self.shadow.give_back(y, cells);
        } else {
            for &(x, cell) in changes {
                self.write(x, y, cell.symbol(), Pen::of(cell));
            }
        }
    }

    fn write(&mut self, x: u16, y: u16, symbol: &str, pen: Pen) {
        self.go(x, y);
        self.take_pen(pen);
        self.out.extend_from_slice(symbol.as_bytes());
        // At the right edge the cursor hangs between two lines: nothing is certain either.
        let next = x.saturating_add(u16::try_from(symbol.width()).unwrap_or(1));
        self.at = (is_certain(symbol) && next < self.size.width).then_some(Position::new(next, y));
    }

    /// Erases a row and writes all of it, each piece of doubtful text on its own.
    fn write_row(&mut self, y: u16, cells: &[Cell]) {
        self.at = None;
        self.go(0, y);
        self.take_pen(PLAIN);
        self.out.extend_from_slice(b"\x1b[K");
        let is_blank = |cell: &Cell| cell.symbol() == " " && is_bare(cell.bg, cell.modifier);
        // How far doubtful text may have spilled: up to there blanks are written, not left erased.
        let mut spilled = 0;
        let mut at = 0;
        while let Some(cell) = cells.get(at) {
            let x = u16::try_from(at).unwrap_or(u16::MAX);
            if is_blank(cell) {
                let blanks = cells[at..].iter().take_while(|cell| is_blank(cell)).count();
                let bare = is_bare(self.pen.bg, self.pen.modifier);
                if at < spilled {
                    self.write(x, y, " ", if bare { self.pen } else { PLAIN });
                    at += 1;
                } else if at + blanks == cells.len() {
                    break;
                } else {
                    // A few are shorter than a move past them.
                    if blanks <= 3 && bare && self.at.is_some() {
                        (x..).take(blanks).for_each(|x| self.write(x, y, " ", self.pen));
                    }
                    at += blanks;
                }
                continue;
            }
            let (symbol, pen, columns) =
                (cell.symbol(), Pen::of(cell), usize::from(cell.cell_width()).max(1));
            let whole = cells.get(at + 1..at + columns).is_some_and(|c| c.iter().all(|c| c.symbol() == " "));
            if !whole {
                // Something was drawn over its other half.
                self.write(x, y, " ", pen);
                at += 1;
                continue;
            }
            if is_doubtful(symbol) {
                self.write_doubtful(x, y, cell);
                spilled = spilled.max(at + reach(symbol));
            } else {
                self.write(x, y, symbol, pen);
            }
            at += columns;
        }
    }

    fn write_doubtful(&mut self, x: u16, y: u16, cell: &Cell) {
        let (symbol, pen, columns) = (cell.symbol(), Pen::of(cell), cell.cell_width());
        if columns > 1 && !is_bare(pen.bg, pen.modifier) {
            // A terminal that takes it for narrower shows this ground beside it.
            (x..).take(columns.into()).for_each(|x| self.write(x, y, " ", pen));
        }
        let wraps = usize::from(x) + reach(symbol) > usize::from(self.size.width);
        if wraps {
            // A terminal that takes it for wider would go on in the next row.
            self.out.extend_from_slice(b"\x1b[?7l");
        }
        self.write(x, y, symbol, pen);
        if wraps {
            self.out.extend_from_slice(b"\x1b[?7h");
        }
        self.at = None;
    }

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
