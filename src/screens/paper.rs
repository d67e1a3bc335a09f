//! A paper to read: a call sheet, a gear checklist. It is text, scrolled by lines and pages, copied as a whole.

use super::Ctx;
use crate::action::{Action, Scope};
use crate::domain::fold;
use crate::domain::media::MAX_PATH;
use crate::keymap::{Hint, Press};
use crate::theme::Role;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::layer::Layer;
use crate::ui::text::{put, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Lines that are seen at most.
const ROWS: usize = 40;
/// The longest name of a file that is proposed, in characters.
const MAX_NAME: usize = 60;
/// Cells of a paper, with its margins.
const WIDTH: u16 = 84;

/// What a press does to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperEvent {
    /// Nothing to do but draw.
    None,
    /// It was closed.
    Closed,
    /// This text shall go to the clipboard.
    Copy(String),
    /// This file shall be made.
    Save(PaperFile),
}

/// A paper on its way into a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperFile {
    /// What it is, in a title: "call sheet".
    pub what: String,
    /// Where it goes unless somebody says otherwise.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// The name that the form of a file is called by, and its field.
pub mod forms {
    /// A paper that is written into a file.
    pub const FILE: &str = "paper_file";
    /// The file.
    pub const PATH: &str = "path";
}

/// The form that asks where a paper goes. `note` is said of it beside; may be empty.
#[must_use]
pub fn file_form(what: &str, note: &str) -> FormSpec {
    let help = format!("A file that is not there yet; ~ is your home folder. {note}");
    let field =
        FieldSpec::new(forms::PATH, "File", FieldKind::Text).required().max(MAX_PATH).help(help.trim_end());
    FormSpec::new(forms::FILE, &format!("Save the {what}"), vec![Section::new("", vec![field])])
}

/// A name for a file of some words: "~/call-sheet-haldi-2026-10-20.txt".
#[must_use]
pub fn file_name(words: &[&str], ending: &str) -> String {
    let mut name = String::new();
    let words = fold::clean_line(&words.join(" "), MAX_PATH);
    for c in words.chars().flat_map(char::to_lowercase) {
        // Marks belong to the letter before them.
        if c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace() && !c.is_control()) {
            name.push(c);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    let short: String = name.trim_matches('-').chars().take(MAX_NAME).collect();
    format!("~/{}.{ending}", short.trim_end_matches('-'))
}

/// A paper that is open.
pub struct PaperPane {
    title: &'static str,
    text: String,
    /// Where it goes when it is saved as a file.
    path: String,
    /// Its lines as they fit.
    lines: Vec<String>,
    /// The first line that is seen.
    top: usize,
    /// Lines that fit.
    fit: usize,
}

impl PaperPane {
    /// A paper on a screen of this size.
    #[must_use]
    pub fn new(title: &'static str, (text, path): (String, String), size: (u16, u16)) -> Self {
        let mut pane = Self { title, lines: Vec::new(), text, path, top: 0, fit: 1 };
        pane.resize(size);
        pane
    }

    /// The screen has another size.
    pub fn resize(&mut self, (width, height): (u16, u16)) {
        let room = usize::from(WIDTH.min(width.saturating_sub(2)).saturating_sub(4)).max(8);
        self.lines = self.text.lines().flat_map(|line| fitted(line, room)).collect();
        // Frame, gap and hints.
        self.fit = usize::from(height.saturating_sub(6)).clamp(1, ROWS);
        self.top = self.top.min(self.last());
    }

    fn last(&self) -> usize {
        self.lines.len().saturating_sub(self.fit)
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> PaperEvent {
        let page = self.fit.saturating_sub(1).max(1);
        let to = match press.action {
            Some(Action::Back | Action::Left) => return PaperEvent::Closed,
            Some(Action::CopyPaper) => return PaperEvent::Copy(self.text.clone()),
            Some(Action::WritePaper) => {
                let (what, path) = (self.title.to_lowercase(), self.path.clone());
                return PaperEvent::Save(PaperFile { what, path, text: self.text.clone() });
            }
            Some(Action::Down) => self.top + 1,
            Some(Action::Up) => self.top.saturating_sub(1),
            Some(Action::PageDown) => self.top + page,
            Some(Action::PageUp) => self.top.saturating_sub(page),
            Some(Action::First) => 0,
            Some(Action::Last) => self.last(),
            _ => self.top,
        };
        self.top = to.min(self.last());
        PaperEvent::None
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let mut hints = ctx.look.keymap.hints(&[Scope::Paper]);
        hints.extend(ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let seen = self.lines.len().min(self.top + self.fit);
        let note = if self.lines.len() > self.fit {
            format!("{seen} of {} lines", self.lines.len())
        } else {
            String::new()
        };
        let layer = Layer {
            title: self.title,
            note: &note,
            hints: &hints,
            width: WIDTH.min(screen.width.saturating_sub(2)),
            height: u16::try_from(self.lines.len().clamp(1, self.fit)).unwrap_or(1),
        };
        let inside = layer.draw(screen, buf, &ctx.look);
        let shown = self.lines.iter().skip(self.top).take(usize::from(inside.height));
        for (y, line) in (inside.y..).zip(shown) {
            let role = match line.chars().next() {
                Some('-' | '=') => Role::Dim,
                _ if line.trim_start().starts_with("! ") => Role::Warn,
                _ => Role::Text,
            };
            put(buf, inside.x + 1, y, line, inside.width.saturating_sub(1), ctx.look.style(role));
        }
    }
}

/// A line of a paper in so many cells: a rule is cut, anything else goes on below.
fn fitted(line: &str, room: usize) -> Vec<String> {
    if width(line) <= room {
        return vec![line.to_owned()];
    }
    if let Some(sign @ ('-' | '=')) = line.chars().next()
        && line.chars().all(|c| c == sign)
    {
        return vec![sign.to_string().repeat(room)];
    }
    let lead = line.chars().take_while(|c| *c == ' ').count();
    let mut lines = wrap(line.trim_start(), room.saturating_sub(lead + 4).max(4)).into_iter();
    let first = lines.next().map(|first| format!("{}{first}", " ".repeat(lead)));
    first.into_iter().chain(lines.map(|rest| format!("{}{rest}", " ".repeat(lead + 4)))).collect()
}
