//! Lines of a paper: at most eighty cells wide, whatever the script.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells of a line.
pub(super) const WIDTH: usize = 80;

/// Wraps a text into lines of at most `room` cells, at white space where there is any. Line ends stay.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.trim_end().lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            for part in pieces(word, room) {
                let gap = usize::from(!line.is_empty());
                if gap > 0 && line.width() + gap + part.width() > room {
                    lines.push(std::mem::take(&mut line));
                }
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&part);
            }
        }
        lines.push(line);
    }
    lines
}

/// A word that is wider than a line, in pieces that are not.
fn pieces(word: &str, room: usize) -> Vec<String> {
    if word.width() <= room {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for grapheme in word.graphemes(true) {
        if let Some(last) = pieces.last_mut()
            && (last.is_empty() || last.width() + grapheme.width() <= room)
        {
            last.push_str(grapheme);
            continue;
        }
        pieces.push(grapheme.to_owned());
    }
    pieces
}

/// A text cut or filled up to exactly `room` cells.
pub(super) fn cell(text: &str, room: usize) -> String {
    let text = text.lines().next().unwrap_or_default();
    let mut cell = String::new();
    let fits = text.width() <= room;
    for grapheme in text.graphemes(true) {
        let left = if fits { room } else { room.saturating_sub(1) };
        if cell.width() + grapheme.width() > left {
            break;
        }
        cell.push_str(grapheme);
    }
    if !fits && room > 0 {
        cell.push('…');
    }
    let fill = room.saturating_sub(cell.width());
    cell.push_str(&" ".repeat(fill));
    cell
}

/// A paper in the making.
#[derive(Default)]
pub(super) struct Paper {
    text: String,
}

/// Cells before the values of facts.
const LABEL: usize = 12;

impl Paper {
    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// The title, underlined.
    pub(super) fn title(&mut self, title: &str) {
        for line in wrap(title, WIDTH) {
            self.line(&line);
        }
        self.line(&"=".repeat(WIDTH));
    }

    /// A heading behind a gap.
    pub(super) fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line(&"-".repeat(WIDTH));
    }

    /// A label with its value, which may take several lines; nothing for an empty one.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        for (at, line) in wrap(value, WIDTH - LABEL).iter().enumerate() {
            let label = cell(if at == 0 { label } else { "" }, LABEL);
            self.line(&format!("{label}{line}"));
        }
    }

    /// Text behind an indent.
    pub(super) fn text(&mut self, indent: usize, text: &str) {
        for line in wrap(text, WIDTH - indent) {
            self.line(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    /// The whole.
    pub(super) fn done(self) -> String {
        self.text
    }
}
