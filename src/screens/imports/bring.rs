//! A file of clients on its way in: which file, what its columns are, what would become of its rows, and what came in.

use super::columns::{self, Pick, Then};
use super::job::{Brought, Mapping, News, Reading, Report, Request, Trouble, Work};
use super::paint::{Lines, hints, layer};
use super::{Ctx, Room, RoomEvent, result};
use crate::action::{Action, Scope};
use crate::domain::client::admit::OddPhones;
use crate::exchange::table::Headings;
use crate::input::KeyCode;
use crate::keymap::Press;
use crate::store::port::Ticket;
use crate::store::progress::Step;
use crate::store::protocol::{Branch, OnDuplicate, Reply, StoreError};
use crate::theme::Role;
use crate::ui::confirm::{Confirm, ConfirmEvent};
use crate::ui::line::Line;
use crate::ui::picker::{Picker, PickerEvent};
use crate::ui::rows::moved;
use crate::ui::text::restyle;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How far it is.
enum Stage {
    /// Which file.
    Ask,
    /// What its columns are.
    Columns,
    /// What would become of its rows.
    Checked(Box<Report>),
    /// They are being written.
    Bringing,
    /// What came in.
    Done(Box<Brought>),
    /// It did not come to its end.
    Failed(Trouble),
}

/// What lies over it.
enum Over {
    Nothing,
    Picker(Picker, Pick),
    /// Whether to import.
    Import(Confirm),
    /// Whether to stop.
    Stop(Confirm),
}

/// A file on its way in.
pub struct Bring {
    stage: Stage,
    over: Over,
    line: Line,
    request: Request,
    reading: Option<Reading>,
    branches: Vec<Branch>,
    /// The work that is waited for, and how far it is.
    flight: Option<(Ticket, Option<Step>)>,
    selected: usize,
    trouble: Option<Trouble>,
}

/// Signs of a path.
const LONGEST_PATH: usize = 4_000;
/// Rows that a page key moves by.
const PAGE: usize = 10;

impl Bring {
    /// Asks for a file, to bring it into this one of some branches.
    #[must_use]
    pub fn new(branch: Branch, branches: Vec<Branch>) -> Self {
        let request = Request {
            file: "".into(),
            branch,
            charset: None,
            delimiter: None,
            headings: Headings::Guess,
            map: Mapping::Guess(Vec::new()),
            duplicates: OnDuplicate::Skip,
            odd_phones: OddPhones::Keep,
            resume: None,
        };
        Self {
            stage: Stage::Ask,
            over: Over::Nothing,
            line: Line::new("", LONGEST_PATH),
            request,
            reading: None,
            branches,
            flight: None,
            selected: 0,
            trouble: None,
        }
    }

    // -- which file ---------------------------------------------------------------------------------------------

    fn press_ask(&mut self, press: Press) -> RoomEvent {
        match press.action {
            Some(Action::Back) if self.flight.is_some() => self.give_up(),
            Some(Action::Back) => RoomEvent::Closed,
            _ if self.flight.is_some() => RoomEvent::None,
            Some(Action::ConfirmTyped) if self.line.text().trim().is_empty() => {
                self.trouble = Some(Trouble {
                    message: "name a file".to_owned(),
                    hint: "Type its path, or drop it onto the terminal.".to_owned(),
                });
                RoomEvent::None
            }
            Some(Action::ConfirmTyped) => self.look_at_new(),
            _ => {
                self.line.key(press.key);
                self.trouble = None;
                RoomEvent::None
            }
        }
    }

    /// Another file is guessed at from nothing; what was chosen beside it stays.
    fn look_at_new(&mut self) -> RoomEvent {
        let file = std::path::PathBuf::from(self.line.text().trim());
        if self.request.file != file {
            let Request { branch, duplicates, odd_phones, .. } = self.request.clone();
            self.request = Request { file, duplicates, odd_phones, ..Self::new(branch, Vec::new()).request };
            self.selected = 0;
        }
        self.look()
    }

    fn look(&mut self) -> RoomEvent {
        self.trouble = None;
        RoomEvent::Work(Work::Look(self.request.clone()))
    }

    fn give_up(&mut self) -> RoomEvent {
        self.flight = None;
        RoomEvent::Stop
    }

    // -- what its columns are -----------------------------------------------------------------------------------

    fn press_columns(&mut self, press: Press) -> RoomEvent {
        if self.flight.is_some() {
            return if press.action == Some(Action::Back) { self.give_up() } else { RoomEvent::None };
        }
        let Some(reading) = &self.reading else { return RoomEvent::None };
        let count = reading.columns.len();
        self.trouble = None;
        let then = match (press.action, press.key.code) {
            (Some(Action::Back), _) => {
                self.stage = Stage::Ask;
                return RoomEvent::None;
            }
            (Some(Action::ImportGoOn), _) => return self.check(),
            (Some(Action::ImportField), _) => return self.open(Pick::Field(self.selected)),
            (Some(Action::ImportEncoding), _) => return self.open(Pick::Encoding),
            (Some(Action::ImportDelimiter), _) => return self.open(Pick::Delimiter),
            (Some(Action::ImportDuplicates), _) => return self.open(Pick::Duplicates),
            (Some(Action::ImportBranch), _) if self.branches.len() > 1 => return self.open(Pick::Branch),
            (Some(Action::ImportHeadings), _) if reading.delimiter.is_some() => {
                columns::turn_headings(&mut self.request, reading)
            }
            (Some(Action::ImportPhones), _) => {
                columns::turn_phones(&mut self.request);
                Then::Draw
            }
            (Some(action), _) => {
                self.selected = moved(self.selected, count, PAGE, action).unwrap_or(self.selected);
                Then::Draw
            }
            (None, KeyCode::Char(digit @ '1'..='9')) => {
                let at = usize::from(u8::try_from(digit).unwrap_or(b'1') - b'1');
                if at >= count {
                    return RoomEvent::None;
                }
                self.selected = at;
                return self.open(Pick::Field(at));
            }
            _ => Then::Draw,
        };
        self.then(then)
    }

    fn then(&mut self, then: Then) -> RoomEvent {
        match then {
            Then::Draw => RoomEvent::None,
            Then::ReadAgain => self.look(),
        }
    }

    fn open(&mut self, pick: Pick) -> RoomEvent {
        let Some(reading) = &self.reading else { return RoomEvent::None };
        if let Some(picker) = columns::picker(pick, &self.request, reading, &self.branches) {
            self.over = Over::Picker(picker, pick);
        }
        RoomEvent::None
    }

    fn picked(&mut self, event: PickerEvent, pick: Pick) -> RoomEvent {
        let choice = match event {
            PickerEvent::Chosen(choice) => choice,
            PickerEvent::None | PickerEvent::Search(_) => return RoomEvent::None,
            PickerEvent::Closed => {
                self.over = Over::Nothing;
                return RoomEvent::None;
            }
        };
        self.over = Over::Nothing;
        let Some(reading) = &mut self.reading else { return RoomEvent::None };
        let then = columns::choose(pick, &choice.id, &mut self.request, reading, &self.branches);
        self.then(then)
    }

    fn check(&mut self) -> RoomEvent {
        let Some(reading) = &self.reading else { return RoomEvent::None };
        if let Some(message) = columns::problem(reading) {
            let hint = "Choose the column that holds it, with Enter or its number.".to_owned();
            self.trouble = Some(Trouble { message, hint });
            return RoomEvent::None;
        }
        RoomEvent::Work(Work::Check(self.request.clone()))
    }

    // -- what would become of its rows --------------------------------------------------------------------------

    fn press_checked(&mut self, press: Press) -> RoomEvent {
        let Stage::Checked(report) = &self.stage else { return RoomEvent::None };
        match press.action {
            Some(Action::Back) => {
                self.stage = Stage::Columns;
                self.selected = 0;
            }
            Some(Action::ImportGoOn | Action::ImportField) if result::to_write(report) > 0 => {
                self.over = Over::Import(result::question(report, &self.request));
            }
            Some(action) => {
                let rows = result::remarks(report).len();
                self.selected = moved(self.selected, rows, PAGE, action).unwrap_or(self.selected);
            }
            None => {}
        }
        RoomEvent::None
    }

    fn bring(&mut self) -> RoomEvent {
        let Some(reading) = &self.reading else { return RoomEvent::None };
        let work = Work::Bring(self.request.clone(), reading.digest.clone());
        (self.stage, self.selected) = (Stage::Bringing, 0);
        RoomEvent::Work(work)
    }

    // -- while it comes in, and afterwards ----------------------------------------------------------------------

    fn press_done(&mut self, press: Press) -> RoomEvent {
        match (&self.stage, press.action) {
            (Stage::Done(brought), Some(Action::TakeBackImport)) => match &brought.applied.id {
                Some(id) => RoomEvent::TakeBack(id.clone()),
                None => RoomEvent::None,
            },
            (_, Some(Action::Back | Action::ImportField | Action::ImportGoOn)) => RoomEvent::Closed,
            _ => RoomEvent::None,
        }
    }

    fn answered(&mut self, event: ConfirmEvent, is_stop: bool) -> RoomEvent {
        if event == ConfirmEvent::None {
            return RoomEvent::None;
        }
        self.over = Over::Nothing;
        match (event, is_stop) {
            (ConfirmEvent::Yes, true) => RoomEvent::Stop,
            (ConfirmEvent::Yes, false) => self.bring(),
            _ => RoomEvent::None,
        }
    }

    fn failed(&mut self, trouble: Trouble) {
        match self.stage {
            Stage::Bringing => self.stage = Stage::Failed(trouble),
            _ => self.trouble = Some(trouble),
        }
    }

    // -- drawing ------------------------------------------------------------------------------------------------

    fn title(&self) -> (&'static str, String) {
        let file = self.reading.as_ref().map_or("", |reading| reading.file.as_str());
        let of = |n: u8| format!("{file} · {n} of 3");
        match &self.stage {
            Stage::Ask => ("Import clients from a file", String::new()),
            Stage::Columns => ("What the columns hold", of(1)),
            Stage::Checked(_) => ("What would come in", of(2)),
            Stage::Bringing => ("Importing", of(3)),
            Stage::Done(_) => ("What came in", of(3)),
            Stage::Failed(_) => ("Not imported", of(3)),
        }
    }

    fn keys(&self) -> Vec<(Action, &'static str)> {
        match &self.stage {
            _ if self.flight.is_some() && !matches!(self.stage, Stage::Bringing) => {
                vec![(Action::Back, "stop")]
            }
            Stage::Ask => vec![(Action::ConfirmTyped, "look at it"), (Action::Back, "close")],
            Stage::Columns => vec![
                (Action::ImportGoOn, "check the rows"),
                (Action::ImportField, "field"),
                (Action::Back, "another file"),
            ],
            Stage::Checked(report) if result::to_write(report) == 0 => vec![(Action::Back, "columns")],
            Stage::Checked(_) => vec![(Action::ImportGoOn, "import"), (Action::Back, "columns")],
            Stage::Bringing => vec![(Action::Back, "stop")],
            Stage::Done(brought) if brought.applied.id.is_some() => {
                vec![(Action::Back, "close"), (Action::TakeBackImport, "take back")]
            }
            Stage::Done(_) | Stage::Failed(_) => vec![(Action::Back, "close")],
        }
    }

    fn draw_ask(&self, lines: &mut Lines<'_>, ctx: &Ctx<'_>) -> Option<Position> {
        lines.say(
            "A table (CSV, of a spreadsheet or another program) or address cards (vCard).",
            Role::Text,
            ctx,
        );
        lines.say("Its path on this machine; ~ is the home directory.", Role::Dim, ctx);
        lines.skip(1);
        let area = lines.rest();
        let field =
            Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
        restyle(lines.buf(), field, ctx.look.style(Role::Input));
        let cursor = self.line.draw(field, lines.buf(), ctx.look.style(Role::Input));
        lines.skip(1);
        self.draw_trouble(lines, ctx);
        if let Some((_, step)) = &self.flight {
            lines.progress(*step, ctx);
            return None;
        }
        cursor
    }

    fn draw_trouble(&self, lines: &mut Lines<'_>, ctx: &Ctx<'_>) {
        let Some(Trouble { message, hint }) = &self.trouble else { return };
        lines.say(&format!("! {message}"), Role::Bad, ctx);
        if !hint.is_empty() {
            lines.say(hint, Role::Dim, ctx);
        }
    }

    fn draw_columns(&self, lines: &mut Lines<'_>, ctx: &Ctx<'_>) {
        self.draw_trouble(lines, ctx);
        if let Some((_, step)) = &self.flight {
            lines.progress(*step, ctx);
        }
        if let Some(reading) = &self.reading {
            columns::draw(lines, (&self.request, reading), self.selected, ctx);
        }
    }

    fn draw_bringing(&self, lines: &mut Lines<'_>, ctx: &Ctx<'_>) {
        let into = format!("Into {}. Everybody else can go on working meanwhile.", self.request.branch.name);
        lines.say(&into, Role::Text, ctx);
        lines.skip(1);
        lines.progress(self.flight.as_ref().and_then(|(_, step)| *step), ctx);
    }
}

impl Room for Bring {
    fn scopes(&self) -> &'static [Scope] {
        match (&self.over, &self.stage) {
            (Over::Picker(picker, _), _) => picker.scopes(),
            (Over::Import(confirm) | Over::Stop(confirm), _) => confirm.scopes(),
            (Over::Nothing, Stage::Ask) => &[Scope::Typed, Scope::Always],
            (Over::Nothing, _) => &[Scope::Import, Scope::Move, Scope::Always],
        }
    }

    fn press(&mut self, press: Press) -> RoomEvent {
        match &mut self.over {
            Over::Picker(picker, pick) => {
                let (event, pick) = (picker.handle(press), *pick);
                return self.picked(event, pick);
            }
            Over::Import(confirm) => {
                let event = confirm.handle(press);
                return self.answered(event, false);
            }
            Over::Stop(confirm) => {
                let event = confirm.handle(press);
                return self.answered(event, true);
            }
            Over::Nothing => {}
        }
        match &self.stage {
            Stage::Ask => self.press_ask(press),
            Stage::Columns => self.press_columns(press),
            Stage::Checked(_) => self.press_checked(press),
            Stage::Bringing => {
                if press.action == Some(Action::Back) {
                    self.over = Over::Stop(result::ask_stop());
                }
                RoomEvent::None
            }
            Stage::Done(_) | Stage::Failed(_) => self.press_done(press),
        }
    }

    fn paste(&mut self, text: &str) -> RoomEvent {
        match (&mut self.over, &self.stage) {
            (Over::Picker(picker, pick), _) => {
                let (event, pick) = (picker.paste(text), *pick);
                self.picked(event, pick)
            }
            (Over::Nothing, Stage::Ask) if self.flight.is_none() => {
                self.line.paste(text);
                self.trouble = None;
                RoomEvent::None
            }
            _ => RoomEvent::None,
        }
    }

    fn asked(&mut self, ticket: Ticket) {
        self.flight = Some((ticket, None));
    }

    fn news(&mut self, ticket: Ticket, news: News) -> RoomEvent {
        let Some((_, step)) = self.flight.as_mut().filter(|(waited, _)| *waited == ticket) else {
            return RoomEvent::None;
        };
        if let News::Step(far) = news {
            *step = Some(far);
            return RoomEvent::None;
        }
        self.flight = None;
        // A question about what is over by now has no answer.
        self.over = Over::Nothing;
        match news {
            News::Looked(reading) => {
                self.selected = self.selected.min(reading.columns.len().saturating_sub(1));
                self.reading = Some(*reading);
                self.stage = Stage::Columns;
            }
            News::Checked(report) => {
                self.reading = Some(report.reading.clone());
                (self.stage, self.selected) = (Stage::Checked(report), 0);
            }
            News::Brought(brought) => self.stage = Stage::Done(brought),
            News::Failed(trouble) => self.failed(trouble),
            News::Stopped => self.failed(Trouble {
                message: "it was stopped before anything was written".to_owned(),
                hint: "Nothing was imported.".to_owned(),
            }),
            News::Step(_) | News::Weighed(_) | News::TakenBack(_) => {}
        }
        RoomEvent::None
    }

    fn reply(&mut self, _ticket: Ticket, _result: Result<Reply, StoreError>) -> RoomEvent {
        RoomEvent::None
    }

    fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let (title, note) = self.title();
        let inside = layer(screen, buf, ctx, (title, &note), &hints(ctx, &self.keys()));
        let lines = &mut Lines::new(inside, buf);
        let mut cursor = None;
        match &self.stage {
            Stage::Ask => cursor = self.draw_ask(lines, ctx),
            Stage::Columns => self.draw_columns(lines, ctx),
            Stage::Checked(report) => {
                result::draw_checked(lines, (report, &self.request), self.selected, ctx)
            }
            Stage::Bringing => self.draw_bringing(lines, ctx),
            Stage::Done(brought) => result::draw_done(lines, (brought, &self.request), ctx),
            Stage::Failed(Trouble { message, hint }) => {
                lines.say(&format!("! {message}"), Role::Bad, ctx);
                lines.say(hint, Role::Text, ctx);
            }
        }
        match &self.over {
            Over::Nothing => cursor,
            Over::Picker(picker, _) => picker.draw(screen, buf, &ctx.look),
            Over::Import(confirm) | Over::Stop(confirm) => confirm.draw(screen, buf, &ctx.look),
        }
    }
}
