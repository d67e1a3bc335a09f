//! What the mouse does: nothing that a key could not do. A click walks to the row with the keys that walk there, a
//! click on a key presses it, and the wheel is three times up or down in whatever lies under it.

use super::layers::Layer;
use super::{App, chosen};
use crate::action::{ACTIONS, Action, Scope};
use crate::input::{Key, KeyCode, Mouse, MouseKind};
use crate::screens::tab::Tab;
use crate::ui::spots::Spot;
use ratatui::layout::Position;

/// Rows that one notch of the wheel moves by.
const NOTCH: i64 = 3;
/// No screen has more rows or days to walk over.
const FARTHEST: i64 = 1_000;

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse) {
        let under = self.under(Position::new(mouse.x, mouse.y));
        match mouse.kind {
            MouseKind::Click => self.click(&under),
            MouseKind::DoubleClick => self.double_click(&under),
            MouseKind::WheelUp => self.wheel(&under, -NOTCH),
            MouseKind::WheelDown => self.wheel(&under, NOTCH),
        }
    }

    fn click(&mut self, under: &[Spot]) {
        match under {
            [Spot::Key(key), ..] => self.key(*key),
            [Spot::Tab(tab), ..] => self.go_to_tab(*tab),
            [Spot::Pick(at), ..] => self.pick(*at, under),
            [Spot::Field(field), ..] => self.go_to_field(*field),
            [Spot::Days(days), ..] => self.walk(*days, Action::Left, Action::Right),
            [Spot::Steps(steps), ..] => {
                if self.enter(under) {
                    self.walk(*steps, Action::Up, Action::Down);
                }
            }
            [Spot::Card { columns, steps }, ..] => {
                if self.enter(under) {
                    self.walk(*columns, Action::Left, Action::Right);
                    self.walk(*steps, Action::Up, Action::Down);
                }
            }
            [Spot::List | Spot::Detail, ..] => {
                self.enter(under);
            }
            [Spot::Around, ..] => self.leave_menu(),
            [Spot::Layer, ..] | [] => {}
        }
    }

    /// The first click has selected what is opened now: layers that keep the selected row in their middle show another
    /// one under the mouse by then.
    fn double_click(&mut self, under: &[Spot]) {
        match under {
            [Spot::Steps(_) | Spot::Days(_) | Spot::Pick(_) | Spot::Card { .. }, ..] => {
                if self.enter(under) {
                    self.press(chosen(self.opening_action()));
                }
            }
            other => self.click(other),
        }
    }

    fn wheel(&mut self, under: &[Spot], rows: i64) {
        let in_form = matches!(self.layers.last(), Some(Layer::Form(_))) && under.contains(&Spot::Layer);
        let reachable = under.iter().any(|spot| matches!(spot, Spot::List | Spot::Detail | Spot::Layer));
        if !reachable || in_form && self.scopes().contains(&Scope::Form) {
            return;
        }
        // Whoever types a search goes on typing while the wheel looks through what it finds.
        let searching = under.contains(&Spot::List) && self.scopes().contains(&Scope::Search);
        if searching || self.enter(under) {
            if let Some(Spot::Card { columns, .. }) = under.first() {
                self.walk(*columns, Action::Left, Action::Right);
            }
            self.walk(rows, Action::Up, Action::Down);
        }
    }

    /// Gives the pane under the mouse the keys. `false` when there is none to give them to.
    fn enter(&mut self, under: &[Spot]) -> bool {
        if !self.layers.is_empty() {
            return under.contains(&Spot::Layer);
        }
        let Some(tab) = self.tab() else { return false };
        let in_search = tab.scopes().contains(&Scope::Search);
        let in_detail = tab.scopes().contains(&Scope::Detail);
        let to_detail = under.contains(&Spot::Detail);
        if in_search {
            self.press_tab(chosen(Action::SearchKeep));
        }
        if in_detail != to_detail {
            self.press_tab(chosen(Action::OtherPane));
        }
        self.tab().is_some_and(|tab: &dyn Tab| tab.scopes().contains(&Scope::Detail) == to_detail)
    }

    /// Selects a block of the calendar.
    fn pick(&mut self, at: usize, under: &[Spot]) {
        if self.enter(under)
            && let Some(calendar) = self.tabs.get_mut(self.open).and_then(|tab| tab.as_calendar_mut())
        {
            calendar.pick(at, &mut self.out);
        }
    }

    fn walk(&mut self, steps: i64, back: Action, on: Action) {
        let action = if steps < 0 { back } else { on };
        for _ in 0..steps.abs().min(FARTHEST) {
            self.press(chosen(action));
        }
    }

    fn go_to_field(&mut self, field: usize) {
        let at = self.layers.len().saturating_sub(1);
        if !matches!(self.layers.last(), Some(Layer::Form(_))) {
            return;
        }
        let Some(Layer::Form(mut form)) = self.layers.pop() else { return };
        let event = form.state.go_to(field);
        if self.form_event(&mut form, event) {
            self.layers.insert(at.min(self.layers.len()), Layer::Form(form));
        }
    }

    /// A click beside a menu closes it. A form is not left by a slip of the hand.
    fn leave_menu(&mut self) {
        let menu = matches!(
            self.layers.last(),
            Some(
                Layer::Picker(..)
                    | Layer::Palette(_)
                    | Layer::Find(_)
                    | Layer::Help(_)
                    | Layer::History(_)
                    | Layer::Paper(_)
                    | Layer::Slots(_)
                    | Layer::Replacements(_)
                    | Layer::Thread(_)
            )
        );
        if menu {
            self.layers.pop();
        }
    }

    /// What Enter means here, whichever key that has by now.
    fn opening_action(&self) -> Action {
        let enter = Key::plain(KeyCode::Enter);
        let scopes = self.scopes();
        let opens = |scope: &Scope| {
            ACTIONS
                .iter()
                .find(|spec| spec.scope == *scope && spec.keys.contains(&enter))
                .map(|spec| spec.action)
        };
        scopes.iter().find_map(opens).unwrap_or(Action::Open)
    }
}
