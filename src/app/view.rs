//! The frame: header, the open tab, what lies over it, footer.

use super::layers::Layer;
use super::{App, Loadable};
use crate::action::{Action, Scope};
use crate::keymap::Hint;
use crate::screens::tab::Tab;
use crate::screens::words::plain;
use crate::screens::{Ctx, TabId};
use crate::store::protocol::BranchScope;
use crate::theme::Role;
use crate::ui::empty::Blank;
use crate::ui::footer::Footer;
use crate::ui::header::{Header, TabName};
use crate::ui::layer::rule;
use crate::ui::spots::{Spot, Spots};
use crate::ui::text::put;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The smallest terminal that the screens are made for.
const SMALLEST: (u16, u16) = (40, 8);
/// Header and its line, footer and its line.
const FRAME: u16 = 4;

/// Where tabs are drawn.
pub(super) const fn body(area: Rect) -> Rect {
    Rect { x: area.x, y: area.y + 2, width: area.width, height: area.height.saturating_sub(FRAME) }
}

/// Where messages end: on the line over the footer, so that one of a single line hides no row.
const fn message_place(area: Rect) -> Rect {
    let body = body(area);
    Rect { height: body.height + 1, ..body }
}

impl App {
    /// Draws everything.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        let buf = frame.buffer_mut();
        if let Some(cursor) = self.draw(area, buf) {
            frame.set_cursor_position(cursor);
        }
    }

    /// Draws everything into a buffer; returns where the cursor stands.
    #[must_use]
    pub fn draw(&self, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let cursor = self.paint(area, buf, &self.ctx());
        self.theme.finish(buf);
        cursor
    }

    /// What lies under a place, the topmost first: the screen is drawn once more, and listened to.
    pub(super) fn under(&self, place: Position) -> Vec<Spot> {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let (spots, mut unseen) = (Spots::default(), Buffer::empty(area));
        let ctx = self.ctx();
        self.paint(area, &mut unseen, &Ctx { look: ctx.look.listening(&spots), ..ctx });
        spots.at(place)
    }

    fn paint(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            self.too_small(area, buf);
            return None;
        }
        let welcome = self.ready().is_some_and(|w| w.organization.is_none() || w.me.is_none());
        let mut cursor = None;
        if !welcome {
            cursor = self.frame(area, buf, ctx);
        }
        for layer in &self.layers {
            cursor = match layer {
                Layer::Form(form) => form.state.draw(area, buf, &ctx.look),
                Layer::Confirm(confirm, _) => confirm.draw(area, buf, &ctx.look),
                Layer::Picker(picker, _) => picker.draw(area, buf, &ctx.look),
                Layer::Help(help) => help.draw(area, buf, &ctx.look),
                Layer::Palette(palette) => palette.draw(area, buf, &ctx.look),
                Layer::Find(find) => find.draw(area, buf, &self.scope, ctx),
                Layer::Conflict(layer) => layer.state.draw(area, buf, &ctx.look),
                Layer::Merge(layer) => layer.state.draw(area, buf, &ctx.look),
                Layer::Update(layer) => layer.state.draw(area, buf, &ctx.look),
                Layer::Paper(paper) => {
                    paper.draw(area, buf, ctx);
                    None
                }
                Layer::History(history) => {
                    history.draw(area, buf, ctx);
                    None
                }
                Layer::Scan(layer) => {
                    let (path, files) = layer.shown();
                    crate::screens::scan::draw(path, files, area, buf, ctx);
                    None
                }
                Layer::Thread(thread) => {
                    thread.draw(area, buf, ctx);
                    None
                }
                Layer::Slots(list) => {
                    list.draw(area, buf, ctx);
                    None
                }
                Layer::Replacements(list) => {
                    list.draw(area, buf, ctx);
                    None
                }
                Layer::Import(room) => room.draw(area, buf, ctx),
                Layer::Handover(list) => list.draw(area, buf, ctx),
                Layer::Serial(line) => line.draw(area, buf, ctx),
                Layer::Offer => {
                    self.offer().draw(message_place(area), buf, &ctx.look);
                    None
                }
            };
        }
        // Over everything: what went wrong must be seen even when a form covers the screen.
        if let Some(toast) = &self.toast {
            toast.draw(message_place(area), buf, &ctx.look);
        }
        cursor
    }

    fn too_small(&self, area: Rect, buf: &mut Buffer) {
        let style = self.theme.style(Role::Text);
        let lines = ["StudioVault needs".to_owned(), format!("{} × {}; this is", SMALLEST.0, SMALLEST.1)];
        let size = format!("{} × {}", area.width, area.height);
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().chain([&size])) {
            put(buf, area.x, y, line, area.width, style);
        }
    }

    /// Header, tab and footer.
    fn frame(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        self.header(Rect { height: 1, ..area }, buf, ctx);
        rule(area.x, area.y + 1, area.width, buf, &ctx.look);
        let body = body(area);
        let cursor = match &self.workspace {
            Loadable::Failed(error) => {
                Blank::failed("The studio could not be read", error, &[]).draw(body, buf, &ctx.look);
                None
            }
            Loadable::Ready(workspace) => {
                let tab = self.tab();
                let seen = tab
                    .is_none_or(|tab| workspace.me.as_ref().is_none_or(|me| me.may(tab.id().permission())));
                if seen {
                    tab.and_then(|tab| tab.view(body, buf, ctx))
                } else {
                    let text = "Your roles do not include this tab. An owner can change that.";
                    Blank::empty("Not for you", text, &[]).draw(body, buf, &ctx.look);
                    None
                }
            }
            Loadable::Empty | Loadable::Loading(_) => None,
        };
        rule(area.x, area.bottom() - 2, area.width, buf, &ctx.look);
        self.footer(Rect { y: area.bottom() - 1, height: 1, ..area }, buf, ctx);
        cursor
    }

    fn header(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let workspace = self.ready();
        let named = |tab: &TabId| {
            let key = self.keymap.key_text(tab.action());
            TabName { key, name: tab.title(), short: tab.short(), further: tab.is_further() }
        };
        let tabs: Vec<TabName<'_>> = TabId::ROOMS.iter().map(named).collect();
        let room = self.tab().map(|tab| tab.id().room());
        let me = workspace.and_then(|w| w.me.as_ref());
        let role = me.and_then(|me| me.roles.iter().min()).map_or("", |role| role.as_str());
        let branch = match (&self.scope, workspace) {
            (BranchScope::All, Some(w)) if w.branches.len() > 1 => "All branches",
            _ => self.shown_branch().map_or("", |b| b.name.as_str()),
        };
        let header = Header {
            brand: "StudioVault",
            place: workspace.and_then(|w| w.organization.as_ref()).map_or("", |o| o.name.as_str()),
            branch,
            tabs: &tabs,
            open: TabId::ROOMS.iter().position(|tab| Some(*tab) == room).unwrap_or(0),
            user: me.map_or("", |me| me.name.as_str()),
            role,
        };
        header.draw(area, buf, &ctx.look);
    }

    /// Whether the footer names an action: what would find nothing to work on is left out.
    fn is_offered(&self, action: Action) -> bool {
        let idle = match action {
            Action::Open | Action::OpenBlock => self.tab().is_some_and(|tab| tab.subject().is_none()),
            Action::Search | Action::Filter | Action::Sort => self.tab().is_some_and(Tab::is_blank),
            _ => false,
        };
        !idle && self.is_valid(action)
    }

    /// Says what a key does here, where that is another thing than elsewhere.
    fn relabel(&self, hints: &mut [Hint], action: Action, label: &str) {
        let key = self.keymap.key_text(action);
        let named = hints.iter_mut().filter(|hint| hint.keys == key && !key.is_empty());
        named.for_each(|hint| label.clone_into(&mut hint.label));
    }

    fn footer(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let scopes = self.tab().map_or(&[Scope::Global, Scope::Always][..], |tab| tab.scopes());
        // A layer says itself what can be pressed.
        let hints = match self.layers.last() {
            None => {
                let mut hints = self.keymap.hints_where(scopes, |action| self.is_offered(action));
                if scopes.contains(&Scope::Detail) {
                    let back = self.keymap.key_text(Action::Back);
                    hints.insert(0, Hint::new(back, self.tab().map_or("list", Tab::called)));
                }
                match self.tab().map(|tab| (tab.id(), tab.called())) {
                    Some((TabId::Projects, called)) if called != "list" => {
                        self.relabel(&mut hints, Action::SwitchView, "list");
                    }
                    Some((TabId::Calendar, "timeline")) => {
                        self.relabel(&mut hints, Action::ShowTimeline, "calendar");
                    }
                    _ => {}
                }
                if scopes.contains(&Scope::Carry) {
                    let back = self.keymap.key_text(Action::Back);
                    hints.insert(hints.len().min(1), Hint::new(back, "put back"));
                }
                if scopes.contains(&Scope::Search) {
                    let back = self.keymap.key_text(Action::Back);
                    hints.insert(hints.len().min(1), Hint::new(back, "clear"));
                }
                hints
            }
            Some(Layer::Offer) => self.keymap.hints(&[Scope::Offer]),
            Some(_) => Vec::new(),
        };
        let mut status = self.words.now().strftime("%H:%M").to_string();
        if self.overdue > 0 {
            status = format!("! {} overdue   {status}", self.overdue);
        }
        if self.ready().is_some_and(|w| !w.writable) {
            status = format!("{}   {status}", plain("read-only"));
        }
        Footer { hints: &hints, status: &status }.draw(area, buf, &ctx.look);
    }
}
