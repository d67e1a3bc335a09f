//! A question before something happens: what it would do, and two answers. What cannot be taken back asks for a
//! word to be typed.

use super::Look;
use super::footer::hint_spot;
use super::layer::Layer;
use super::line::Line;
use super::text::{put, width, wrap};
use crate::action::{Action, Scope};
use crate::input::KeyCode;
use crate::keymap::{Hint, Press};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What a question answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfirmEvent {
    /// Nothing yet.
    None,
    /// Do it.
    Yes,
    /// Leave everything as it is.
    No,
}

/// A question.
#[derive(Clone, Debug)]
pub struct Confirm {
    question: String,
    consequences: Vec<String>,
    yes: String,
    no: &'static str,
    danger: bool,
    /// The word to type, and what was typed.
    word: Option<(String, Line)>,
    /// Whether `yes` is the answer that Enter gives.
    on_yes: bool,
    refused: bool,
}

impl Confirm {
    /// A question whose "yes" can be taken back; Enter says yes. `yes` names what is done: "archive".
    #[must_use]
    pub fn new(question: impl Into<String>, yes: impl Into<String>) -> Self {
        Self {
            question: question.into(),
            consequences: Vec::new(),
            yes: yes.into(),
            no: "leave as it is",
            danger: false,
            word: None,
            on_yes: true,
            refused: false,
        }
    }

    /// With another word for "no", where "leave as it is" could be misread.
    #[must_use]
    pub const fn or_else(mut self, no: &'static str) -> Self {
        self.no = no;
        self
    }

    /// The same with lines that say what would happen.
    #[must_use]
    pub fn consequences<S: Into<String>>(mut self, lines: impl IntoIterator<Item = S>) -> Self {
        self.consequences = lines.into_iter().map(Into::into).collect();
        self
    }

    /// The same for what destroys: Enter says no.
    #[must_use]
    pub fn danger(mut self) -> Self {
        (self.danger, self.on_yes) = (true, false);
        self
    }

    /// The same, but a word must be typed: the name of what is destroyed.
    #[must_use]
    pub fn typed(mut self, word: impl Into<String>) -> Self {
        self.word = Some((word.into(), Line::default()));
        self.danger()
    }

    /// What was typed, for whoever checks it once more.
    #[must_use]
    pub fn typed_text(&self) -> &str {
        self.word.as_ref().map_or("", |(_, line)| line.text())
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        if self.word.is_some() { &[Scope::Typed, Scope::Always] } else { &[Scope::Confirm, Scope::Always] }
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> ConfirmEvent {
        match (press.action, press.key.code) {
            (Some(Action::Yes), _) => ConfirmEvent::Yes,
            (Some(Action::No | Action::Back), _) => ConfirmEvent::No,
            (Some(Action::ConfirmTyped), _) => match &self.word {
                Some((word, line)) if line.text().trim() == word.trim() => ConfirmEvent::Yes,
                _ => {
                    self.refused = true;
                    ConfirmEvent::None
                }
            },
            (None, _) if self.word.is_some() => {
                if let Some((_, line)) = &mut self.word {
                    line.key(press.key);
                    self.refused = false;
                }
                ConfirmEvent::None
            }
            (None, KeyCode::Left | KeyCode::Right | KeyCode::Tab | KeyCode::BackTab) => {
                self.on_yes = !self.on_yes;
                ConfirmEvent::None
            }
            (None, KeyCode::Enter) if self.on_yes => ConfirmEvent::Yes,
            (None, KeyCode::Enter) => ConfirmEvent::No,
            _ => ConfirmEvent::None,
        }
    }

    /// What a paste does: nothing but into the word, and the word must be typed.
    pub fn paste(&mut self, _text: &str) -> ConfirmEvent {
        ConfirmEvent::None
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let wide = self.consequences.iter().map(|l| width(l) + 2).max().unwrap_or(0);
        let columns = wide
            .max(width(&self.question))
            .clamp(40, 66)
            .min(usize::from(screen.width.saturating_sub(4)).max(4));
        let question = wrap(&self.question, columns);
        let mut lines: Vec<String> =
            self.consequences.iter().flat_map(|line| wrap(line, columns - 2)).collect();
        let gap = usize::from(!lines.is_empty());
        let typing = if self.word.is_some() { 3 } else { 0 };
        let height = question.len() + gap + lines.len() + typing + 1;
        let hints = self.hints(look);
        let layer = Layer {
            title: if self.danger { "Please confirm" } else { "Question" },
            hints: if self.word.is_some() { &hints } else { &[] },
            width: u16::try_from(columns).unwrap_or(66),
            height: u16::try_from(height + usize::from(self.word.is_none())).unwrap_or(10),
            ..Layer::default()
        };
        let inside = layer.draw(screen, buf, look);
        // The answers stay: of what there is too much of, the end goes.
        let kept = question.len() + gap + typing.max(1);
        let room = usize::from(inside.height).saturating_sub(kept);
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push("…".to_owned());
        }
        let mut y = inside.y;
        let mut line = |text: &str, indent: u16, role: Role, buf: &mut Buffer| {
            if y < inside.bottom() {
                put(buf, inside.x + indent, y, text, inside.width.saturating_sub(indent), look.style(role));
            }
            y += 1;
        };
        for text in &question {
            line(text, 0, Role::Heading, buf);
        }
        for text in
            lines.iter().enumerate().flat_map(|(i, l)| (i == 0).then_some("").into_iter().chain([l.as_str()]))
        {
            line(text, 2, Role::Text, buf);
        }
        line("", 0, Role::Text, buf);
        let Some((word, typed)) = &self.word else {
            self.answers(
                Rect { y: y.min(inside.bottom().saturating_sub(1)), height: 1, ..inside },
                buf,
                look,
            );
            return None;
        };
        let (text, role) = if self.refused {
            (format!("That is not {word}. Type it exactly, or press Esc."), Role::Bad)
        } else {
            (format!("Type {word} to go on:"), Role::Dim)
        };
        line(&text, 0, role, buf);
        let field = Rect { x: inside.x, y, width: inside.width, height: u16::from(y < inside.bottom()) };
        super::text::restyle(buf, field, look.style(Role::Input));
        typed.draw(field, buf, look.style(Role::Input))
    }

    fn hints(&self, look: &Look<'_>) -> Vec<Hint> {
        let key = |action, label: &str| look.keymap.hint(action).map(|h| Hint::new(h.keys, label));
        let yes = if self.word.is_some() { Action::ConfirmTyped } else { Action::Yes };
        let no = if self.word.is_some() { Action::Back } else { Action::No };
        key(yes, &self.yes).into_iter().chain(key(no, self.no)).collect()
    }

    /// The two answers, as buttons: the one that Enter gives is lit.
    fn answers(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let mut x = area.x;
        for (i, hint) in self.hints(look).iter().enumerate() {
            let lit = (i == 0) == self.on_yes;
            let text = format!(" {} {} ", hint.keys, hint.label);
            let role = match (lit, i == 0 && self.danger) {
                (true, _) => Role::Selected,
                (false, true) => Role::Bad,
                (false, false) => Role::Text,
            };
            let used = put(buf, x, area.y, &text, area.right().saturating_sub(x), look.style(role));
            hint_spot(Rect { x, width: used, ..area }, hint, look);
            x += used + 2;
        }
    }
}
