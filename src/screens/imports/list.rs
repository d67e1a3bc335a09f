//! What was imported, and taking one of it back.

use super::job::{News, Trouble, Work};
use super::paint::{Lines, hints, layer};
use super::{Ctx, Room, RoomEvent, counted};
use crate::action::{Action, Scope};
use crate::domain::id::ImportId;
use crate::keymap::Press;
use crate::screens::words::several;
use crate::store::imports::Undone;
use crate::store::port::Ticket;
use crate::store::progress::Step;
use crate::store::protocol::{ImportKind, ImportState, ImportSummary, Reply, StoreError};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::confirm::{Confirm, ConfirmEvent};
use crate::ui::rows::{first_shown, moved, select};
use crate::ui::text::{put, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Imports that are shown: the newest ones.
pub const LIMIT: u32 = 200;
/// Rows that a page key moves by.
const PAGE: usize = 10;
/// Lines that tell more of the selected import.
const MORE: u16 = 4;
/// Rows that stay which are named before an import is taken back.
const NAMED: usize = 3;

/// How far taking one back is.
enum Taking {
    Nothing,
    /// What would stay is being looked for.
    Weighing(Ticket, ImportId),
    /// It is asked whether to.
    Asking(Box<Confirm>, ImportId),
    /// It goes.
    Going(Ticket, Option<Step>),
}

/// What was imported.
pub struct Imports {
    rows: Option<Result<Vec<ImportSummary>, String>>,
    read: Option<Ticket>,
    selected: usize,
    taking: Taking,
    /// The import that is about to be taken back as soon as the list is there.
    first: Option<ImportId>,
    said: Option<(String, Role)>,
    /// What is asked for next is slow work, not the list.
    works: Option<Work>,
}

impl Imports {
    /// The list, about to be read; of `first` it is asked at once whether it shall be taken back.
    #[must_use]
    pub const fn new(first: Option<ImportId>) -> Self {
        Self { rows: None, read: None, selected: 0, taking: Taking::Nothing, first, said: None, works: None }
    }

    fn rows(&self) -> &[ImportSummary] {
        match &self.rows {
            Some(Ok(rows)) => rows,
            _ => &[],
        }
    }

    fn work(&mut self, work: Work) -> RoomEvent {
        self.works = Some(work.clone());
        RoomEvent::Work(work)
    }

    fn take_back(&mut self) -> RoomEvent {
        let Some(import) = self.rows().get(self.selected) else { return RoomEvent::None };
        let (id, is_gone) = (import.id.clone(), import.state == ImportState::Undone);
        self.said = is_gone.then(|| ("It was taken back already.".to_owned(), Role::Warn));
        if is_gone { RoomEvent::None } else { self.work(Work::Weigh(id)) }
    }

    fn ask(&mut self, id: ImportId, kept: &[(String, String)]) {
        if let Some(import) = self.rows().iter().find(|import| import.id == id) {
            self.taking = Taking::Asking(Box::new(question(import, kept)), id);
        }
    }

    fn answered(&mut self, event: ConfirmEvent, id: ImportId) -> RoomEvent {
        match event {
            ConfirmEvent::None => RoomEvent::None,
            ConfirmEvent::No => {
                self.taking = Taking::Nothing;
                RoomEvent::None
            }
            ConfirmEvent::Yes => self.work(Work::TakeBack(id)),
        }
    }

    /// The work that is waited for.
    const fn flight(&self) -> Option<Ticket> {
        match &self.taking {
            Taking::Weighing(ticket, _) | Taking::Going(ticket, _) => Some(*ticket),
            Taking::Nothing | Taking::Asking(..) => None,
        }
    }

    fn keys(&self) -> Vec<(Action, &'static str)> {
        match &self.taking {
            Taking::Weighing(..) | Taking::Going(..) => vec![(Action::Back, "stop")],
            _ if self.rows().is_empty() => vec![(Action::Back, "close")],
            _ => vec![(Action::TakeBackImport, "take back"), (Action::Back, "close")],
        }
    }

    fn draw_rows(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let style = |role| ctx.look.style(role);
        let height = usize::from(area.height);
        let first = first_shown(self.selected, height, self.rows().len());
        let wide = area.width >= 70;
        let source = area.x + if wide { 20 } else { 13 };
        for (y, (at, import)) in (area.y..).zip(self.rows().iter().enumerate().skip(first).take(height)) {
            let row = Rect { y, height: 1, ..area };
            ctx.look.row_spot(row, at, self.selected);
            let said = |at| if wide { ctx.words.moment(at) } else { ctx.words.short(at) };
            let when = import.started.map_or_else(|| "—".to_owned(), said);
            put(buf, area.x + 2, y, &when, source - area.x - 4, style(Role::Dim));
            let badge = state(import.state);
            let text = badge.text();
            put_right(buf, Rect { width: area.width - 1, ..row }, &text, style(badge.role));
            let came = counted(import.created, "new", "new", ctx);
            let at_right = area.right().saturating_sub(STATE + 1);
            put_right(buf, Rect { width: at_right.saturating_sub(area.x), ..row }, &came, style(Role::Text));
            let room = at_right.saturating_sub(source + CAME);
            put(buf, source, y, &import.source, room, style(Role::Text));
            if at == self.selected {
                select(row, buf, &ctx.look);
            }
        }
    }

    fn draw_more(&self, lines: &mut Lines<'_>, ctx: &Ctx<'_>) {
        let Some(import) = self.rows().get(self.selected) else { return };
        let branch = import.branch.as_ref().map_or("every branch", |id| ctx.branch_name(id));
        let mut facts = vec![format!("{} into {branch}", import.by)];
        for (count, one, many) in [
            (import.updated, "changed", "changed"),
            (import.skipped, "there already", "there already"),
            (import.rejected, "not usable", "not usable"),
            (import.taken_back, "taken back", "taken back"),
        ] {
            if count > 0 {
                facts.push(counted(count, one, many, ctx));
            }
        }
        lines.say(&facts.join(" · "), Role::Text, ctx);
        lines.say(import.id.as_str(), Role::Dim, ctx);
    }
}

/// Cells of how many came in.
const CAME: u16 = 12;
/// Cells of a state.
const STATE: u16 = 18;

/// How far an import is, with a sign.
const fn state(state: ImportState) -> Badge<'static> {
    match state {
        ImportState::Applying => Badge::new("◐", "not finished", Role::Waiting),
        ImportState::Done => Badge::new("✓", "done", Role::Good),
        ImportState::Undoing => Badge::new("◐", "half taken back", Role::Waiting),
        ImportState::Undone => Badge::new("×", "taken back", Role::Dim),
    }
}

/// Whether it shall be taken back: its file's name must be typed.
fn question(import: &ImportSummary, kept: &[(String, String)]) -> Confirm {
    let rows = |n| match import.kind {
        ImportKind::Clients => several(n, "client", "clients"),
        ImportKind::Seed => several(n, "row", "rows"),
    };
    let mut lines = vec![format!("{} that it made go", rows(import.created))];
    if import.updated > 0 {
        lines.push(format!("{} that it changed are put back", rows(import.updated)));
    }
    if !kept.is_empty() {
        let count = u64::try_from(kept.len()).unwrap_or(u64::MAX);
        let named: Vec<String> = kept.iter().take(NAMED).map(|(row, why)| format!("{row}: {why}")).collect();
        let and = if kept.len() > NAMED { ", …" } else { "" };
        lines.push(format!(
            "of these, {} because of what came since: {}{and}",
            stays(count),
            named.join(", ")
        ));
    }
    Confirm::new(format!("Take back what {} brought in?", import.source), "take it back")
        .consequences(lines)
        .typed(&import.source)
}

fn stays(count: u64) -> String {
    if count == 1 { "1 stays".to_owned() } else { format!("{count} stay") }
}

fn said(undone: &Undone) -> (String, Role) {
    let back = if undone.restored == 0 { String::new() } else { format!(", put {} back", undone.restored) };
    let kept = u64::try_from(undone.kept.len()).unwrap_or(u64::MAX);
    let stay = match undone.kept.first() {
        None => String::new(),
        Some((row, why)) if kept == 1 => format!("; {row} stays: {why}"),
        Some((row, why)) => format!("; {kept} stay, e.g. {row}: {why}"),
    };
    let removed = several(undone.removed, "row", "rows");
    if undone.is_stopped {
        return (
            format!("◐ Stopped: removed {removed} so far{back}. Taking it back again goes on."),
            Role::Warn,
        );
    }
    (format!("✓ Took it back: removed {removed}{back}{stay}"), Role::Good)
}

impl Room for Imports {
    fn scopes(&self) -> &'static [Scope] {
        match &self.taking {
            Taking::Asking(confirm, _) => confirm.scopes(),
            _ => &[Scope::Import, Scope::Move, Scope::Always],
        }
    }

    fn press(&mut self, press: Press) -> RoomEvent {
        if let Taking::Asking(confirm, id) = &mut self.taking {
            let (event, id) = (confirm.handle(press), id.clone());
            return self.answered(event, id);
        }
        match press.action {
            Some(Action::Back) if matches!(self.taking, Taking::Weighing(..)) => {
                self.taking = Taking::Nothing;
                RoomEvent::Stop
            }
            Some(Action::Back) if self.flight().is_some() => RoomEvent::Stop,
            Some(Action::Back) => RoomEvent::Closed,
            _ if self.flight().is_some() => RoomEvent::None,
            Some(Action::TakeBackImport) => self.take_back(),
            Some(action) => {
                let count = self.rows().len();
                self.selected = moved(self.selected, count, PAGE, action).unwrap_or(self.selected);
                RoomEvent::None
            }
            None => RoomEvent::None,
        }
    }

    fn paste(&mut self, text: &str) -> RoomEvent {
        if let Taking::Asking(confirm, _) = &mut self.taking {
            confirm.paste(text);
        }
        RoomEvent::None
    }

    fn asked(&mut self, ticket: Ticket) {
        match self.works.take() {
            Some(Work::Weigh(id)) => self.taking = Taking::Weighing(ticket, id),
            Some(Work::TakeBack(_)) => self.taking = Taking::Going(ticket, None),
            _ => self.read = Some(ticket),
        }
    }

    fn news(&mut self, ticket: Ticket, news: News) -> RoomEvent {
        if self.flight() != Some(ticket) {
            return RoomEvent::None;
        }
        if let News::Step(far) = news {
            if let Taking::Going(_, step) = &mut self.taking {
                *step = Some(far);
            }
            return RoomEvent::None;
        }
        let before = std::mem::replace(&mut self.taking, Taking::Nothing);
        match (news, before) {
            (News::Weighed(kept), Taking::Weighing(_, id)) => {
                self.ask(id, &kept);
                return RoomEvent::None;
            }
            (News::TakenBack(undone), _) => self.said = Some(said(&undone)),
            (News::Failed(Trouble { message, hint }), _) => {
                self.said = Some((format!("! {message}. {hint}"), Role::Bad));
            }
            _ => {}
        }
        RoomEvent::Read
    }

    fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> RoomEvent {
        if self.read != Some(ticket) {
            return RoomEvent::None;
        }
        self.read = None;
        self.rows = match result {
            Ok(Reply::Imports(rows)) => Some(Ok(rows)),
            Ok(_) => return RoomEvent::None,
            Err(StoreError::Interrupted) => return RoomEvent::Read,
            Err(error) => Some(Err(error.to_string())),
        };
        self.selected = self.selected.min(self.rows().len().saturating_sub(1));
        let Some(first) = self.first.take() else { return RoomEvent::None };
        let Some(at) = self.rows().iter().position(|row| row.id == first) else { return RoomEvent::None };
        self.selected = at;
        self.take_back()
    }

    fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let note = if self.rows().is_empty() { String::new() } else { self.rows().len().to_string() };
        let inside = layer(screen, buf, ctx, ("Imports", &note), &hints(ctx, &self.keys()));
        let mut lines = Lines::new(inside, buf);
        if let Some((text, role)) = &self.said {
            lines.say(text, *role, ctx);
        }
        match &self.taking {
            Taking::Weighing(..) => lines.say("Looking for what was changed since…", Role::Dim, ctx),
            Taking::Going(_, step) => lines.progress(*step, ctx),
            Taking::Nothing | Taking::Asking(..) => {}
        }
        match &self.rows {
            None => lines.say("Reading…", Role::Dim, ctx),
            Some(Err(error)) => lines.say(error, Role::Bad, ctx),
            Some(Ok(rows)) if rows.is_empty() => {
                lines.say("Nothing was imported yet.", Role::Text, ctx);
                let key = ctx.look.keymap.key_text(Action::ImportClients);
                lines.say(&format!("{key} in the clients imports a file."), Role::Dim, ctx);
            }
            Some(Ok(_)) => {
                let area = lines.rest();
                let height = area.height.saturating_sub(MORE);
                self.draw_rows(Rect { height, ..area }, buf, ctx);
                let below = Rect { y: area.y + height, height: area.height - height, ..area };
                let mut lines = Lines::new(below, buf);
                lines.skip(1);
                self.draw_more(&mut lines, ctx);
            }
        }
        match &self.taking {
            Taking::Asking(confirm, _) => confirm.draw(screen, buf, &ctx.look),
            _ => None,
        }
    }
}
