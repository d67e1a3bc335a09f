use super::stubborn::{OPINIONS, Stubborn};
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
        &[Line::from(vec!["b".bold(), Span::styled("c", Style::new().fg(Color::Indexed(200))), "d".into()])],
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

const NAMES: [&str; 10] = [
    "प्रिया शर्मा",
    "🇮🇳🇯🇵 Flags",
    "👩‍👩‍👧‍👦 Family 👨‍👩‍👧",
    "❤️ Heart ☎ ⌚",
    "مُحَمَّد الأحمد",
    "e\u{301}a\u{308}o\u{302} marks",
    "க்ஷ தமிழ் ನ್ನಡ",
    "王伟 東京 1\u{fe0f}\u{20e3}",
    "กำแพง ทั้ง",
    "👍🏽👍🏿 thumbs",
];

const WIDE: u16 = 40;
const HIGH: u16 = 6;

type Painted = Vec<(u16, u16, String, Style)>;

/// Draws pieces of text at their places; the bytes go to every terminal.
fn show(t: &mut Terminal<AnsiBackend<Writes>>, stubborn: &mut [Stubborn], pieces: &Painted) -> usize {
    t.draw(|f| {
        for (x, y, text, style) in pieces {
            let room = usize::from(WIDE - x);
            f.buffer_mut().set_stringn(*x, *y, text, room, *style);
        }
    })
    .unwrap();
    let writes = std::mem::take(&mut t.backend_mut().sink.0);
    assert!(writes.len() <= 1, "a frame is one write");
    for terminal in stubborn {
        writes.iter().for_each(|bytes| terminal.process(bytes));
        assert!(terminal.wraps(), "wrapping was left off");
    }
    writes.iter().map(Vec::len).sum()
}

fn contrary() -> (Terminal<AnsiBackend<Writes>>, Vec<Stubborn>) {
    let backend = AnsiBackend::new(Writes(Vec::new()), Size::new(WIDE, HIGH), false);
    let stubborn = OPINIONS.iter().map(|(_, opinion)| Stubborn::new(WIDE, HIGH, *opinion)).collect();
    (Terminal::new(backend).unwrap(), stubborn)
}

/// Names with a number behind each, as in a list that is scrolled to `first`.
fn list(first: usize, selected: u16) -> Painted {
    let row = |y: u16| {
        let i = first + usize::from(y);
        let style = if y == selected { Style::new().on_blue() } else { Style::new() };
        let name = format!("{:<38}", NAMES[i % NAMES.len()]);
        [(0, y, name, style), (24, y, format!("{i:>5}.00 │"), style)]
    };
    (0..HIGH).flat_map(row).collect()
}

fn plain() -> Painted {
    (0..HIGH).step_by(2).map(|y| (y, y, format!("plain {y} — 王 text"), Style::new())).collect()
}

fn assert_plain(stubborn: &[Stubborn], pieces: &Painted) {
    for (terminal, (opinion, _)) in stubborn.iter().zip(OPINIONS) {
        for y in 0..HIGH {
            let expected: String = pieces
                .iter()
                .filter(|piece| piece.1 == y)
                .map(|(x, _, text, _)| format!("{:1$}{text}", "", usize::from(*x)))
                .collect();
            assert_eq!(terminal.row(y.into()), expected, "row {y}: {opinion}");
        }
    }
}

#[test]
fn names_leave_nothing_behind_whatever_the_terminal_believes() {
    let (mut t, mut stubborn) = contrary();
    for first in 0..=NAMES.len() {
        show(&mut t, &mut stubborn, &list(first, (first % 6) as u16));
        for (terminal, (opinion, _)) in stubborn.iter().zip(OPINIONS) {
            for y in 0..usize::from(HIGH) {
                let number = format!("{:>5}.00 │", first + y);
                assert_eq!(terminal.piece(y, 24, 10), number, "row {y} of {first}: {opinion}");
            }
        }
    }
    show(&mut t, &mut stubborn, &plain());
    assert_plain(&stubborn, &plain());
}

#[test]
fn a_window_over_names_covers_them_and_goes_away() {
    let (mut t, mut stubborn) = contrary();
    let mut covered = list(0, 1);
    show(&mut t, &mut stubborn, &covered);
    covered.extend((1..5).map(|y| (8, y, "│ a window  │".to_owned(), Style::new())));
    show(&mut t, &mut stubborn, &covered);
    for terminal in &stubborn {
        for y in 1..5 {
            assert_eq!(terminal.piece(y, 8, 13), "│ a window  │");
        }
    }
    show(&mut t, &mut stubborn, &list(0, 1));
    show(&mut t, &mut stubborn, &plain());
    assert_plain(&stubborn, &plain());
}

#[test]
fn names_at_the_edge_do_not_spill_into_the_next_row() {
    let (mut t, mut stubborn) = contrary();
    for x in WIDE - 12..WIDE {
        let pieces = (0..HIGH).map(|y| (x, y, NAMES[usize::from(x + y) % 10].to_owned(), Style::new()));
        let rows = (0..HIGH).map(|y| (0, y, format!("row {y}"), Style::new()));
        show(&mut t, &mut stubborn, &rows.chain(pieces).collect());
        for terminal in &stubborn {
            for y in 0..usize::from(HIGH) {
                assert_eq!(terminal.piece(y, 0, 8), format!("row {y}   "));
            }
        }
    }
    show(&mut t, &mut stubborn, &plain());
    assert_plain(&stubborn, &plain());
}

#[test]
fn any_frames_end_plain() {
    let mut seed = 7_u32;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as usize % below
    };
    let (mut t, mut stubborn) = contrary();
    for round in 0..300 {
        let styles = [Style::new(), Style::new().bold(), Style::new().on_blue(), Style::new().reversed()];
        let pieces = (0..random(9))
            .map(|_| {
                let (x, y) = (random(WIDE.into()) as u16, random(HIGH.into()) as u16);
                (x, y, NAMES[random(NAMES.len())].to_owned(), styles[random(4)])
            })
            .collect();
        show(&mut t, &mut stubborn, &pieces);
        match random(20) {
            0 => t.backend_mut().forget(),
            1 => t.clear().unwrap(),
            2 => t.backend_mut().resize(Size::new(WIDE, HIGH)),
            _ => {}
        }
        if round % 3 == 0 {
            show(&mut t, &mut stubborn, &plain());
            assert_plain(&stubborn, &plain());
        }
    }
}

#[test]
fn plain_rows_cost_what_the_changed_cells_cost() {
    let words = ["Priya Sharma", "王伟 東京", "Zoë — ₹ 4,82,300.00", "│ ✓ ● ▸ … │", "", "+91 98450 12345"];
    let mut t = terminal();
    let mut cells = AnsiBackend::new(Writes(Vec::new()), Size::new(40, 4), false);
    let mut before = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 40, 4));
    for round in 0..40_usize {
        let lines: Vec<Line<'static>> = (0..4)
            .map(|y| {
                let (a, b) = (words[(round + y) % 6], words[(round * y + 1) % 6]);
                Line::from(vec![a.bold(), "  ".into(), b.on_blue()])
            })
            .collect();
        let sent = frame(&mut t, &lines).concat();
        let mut after = ratatui::buffer::Buffer::empty(before.area);
        for (y, line) in lines.iter().enumerate() {
            after.set_line(0, y as u16, line, 40);
        }
        for (x, y, cell) in before.diff(&after) {
            cells.write(x, y, cell.symbol(), Pen::of(cell));
        }
        cells.flush().unwrap();
        assert_eq!(sent, std::mem::take(&mut cells.sink.0).concat());
        before = after;
    }
}

#[test]
fn a_row_with_names_costs_little_more_than_its_text() {
    let (mut t, mut stubborn) = contrary();
    show(&mut t, &mut stubborn, &list(0, 0));
    let move_of_two_rows = show(&mut t, &mut stubborn, &list(0, 1));
    assert!(move_of_two_rows <= 400, "{move_of_two_rows} bytes");
}

#[test]
fn a_changed_row_of_names_is_written_whole() {
    let mut t = terminal();
    frame(&mut t, &[Line::from("ab 🇮🇳 cd"), Line::from("plain")]);
    let writes = frame(&mut t, &[Line::from("ab 🇮🇳 ce"), Line::from("plaid")]);
    let expected = "\x1b[1;1H\x1b[Kab 🇮🇳\x1b[1;6H ce\x1b[2;5Hd";
    assert_eq!(String::from_utf8(writes.concat()).unwrap(), expected);
    let writes = frame(&mut t, &[Line::from("ab"), Line::from("plaid")]);
    assert_eq!(String::from_utf8(writes.concat()).unwrap(), "\x1b[1;1H\x1b[Kab");
    let writes = frame(&mut t, &[Line::from("ac"), Line::from("plaid")]);
    assert_eq!(String::from_utf8(writes.concat()).unwrap(), "\x1b[1;2Hc");
}

#[test]
fn what_spills_over_blanks_is_taken_away_at_once() {
    let (mut t, mut stubborn) = contrary();
    let name = |y: u16| (0, y, NAMES[2][..25].to_owned(), Style::new());
    let pieces = (0..HIGH).flat_map(|y| [name(y), (30, y, "end".to_owned(), Style::new())]).collect();
    show(&mut t, &mut stubborn, &pieces);
    for terminal in &stubborn {
        assert_eq!(terminal.piece(3, 2, 31), format!("{:28}end", ""));
    }
}
