//! Widgets that know no studio. A tour for whoever builds screens of them:
//!
//! - Everything draws with a `Look`: the theme and the keymap of the session. `draw(area, buf, &look)` takes
//!   `&self`, writes only inside its area, and never fails, whatever the size.
//! - **The frame**: `header::Header`, `footer::Footer` (hints come from `crate::keymap::Keymap::hints`),
//!   `toast::Toast` for what happened.
//! - **Panes**: `table::Table` draws the window of rows that it is handed, `table::Scroll` keeps the selected row
//!   in it, `empty::Blank` stands in when there are no rows, `badge::Badge` shows a status.
//! - **Over the screen**: `layer::Layer` clears a place, frames and titles it, and returns its inside.
//! - **Text**: `text` measures, clips and wraps by what a person sees as signs; `text::put` is the only way to
//!   the buffer. `line::Line` is one line being edited: the search line of a list is one.
//!
//! A widget with state is a layer that the app keeps on its stack. All of them work alike:
//!
//! ```text
//! let press = keymap.press(layer.scopes(), key);        // a key with what it means here; it may still type
//! match layer.handle(press) { /* its own event */ }     // pure; paste(text) likewise
//! let cursor = layer.draw(area, buf, &look);            // over the screen; where the terminal's cursor goes
//! ```
//!
//! - `picker::Picker`: one of many. `local` for menus (filter, sort, branch), `remote` for records from the store.
//! - `palette::Palette`: the actions that are valid now, by words. `help::Help`: every key, searchable.
//! - `confirm::Confirm`: a question with its consequences; `.danger()`, or `.typed(name)` for what is final.
//! - `form`: forms from a specification, with everything that belongs to typing. `month::Month`: a day.
//! - `conflict::Conflict`: base, theirs and mine, field by field. `merge::Merge`: two records become one.
//!
//! Help, redraw and force-quit (`crate::action::Scope::Always`) belong to whoever routes keys: look at
//! `press.action` for them before handing a press on. Everything else in a press is the widget's, Esc included.
//!
//! **The mouse**: a widget says with `Look::spot` what lies where while it draws; see `spots`. A click on a row walks
//! there with the keys that everybody has, so a list that calls `Look::row_spot` for its rows is done.
//!
//! In a list: `rows::moved` says where a movement leads, and selection, marks and `table::Scroll` are the
//! screen's state.

use crate::keymap::Keymap;
use crate::theme::{Role, Theme};
use ratatui::layout::Rect;
use ratatui::style::Style;
use spots::{Spot, Spots};

pub mod badge;
pub mod confirm;
pub mod conflict;
pub mod empty;
pub mod footer;
pub mod form;
pub mod header;
pub mod help;
pub mod hours;
pub mod layer;
pub mod line;
pub mod merge;
pub mod month;
pub mod palette;
pub mod picker;
pub mod rows;
mod sides;
pub mod spots;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod timeline;
pub mod toast;
pub mod weeks;

/// What widgets draw with.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Styles by role.
    pub theme: &'a Theme,
    /// Keys by action, for the hints.
    pub keymap: &'a Keymap,
    spots: Option<&'a Spots>,
}

impl<'a> Look<'a> {
    /// What a frame is drawn with.
    #[must_use]
    pub const fn new(theme: &'a Theme, keymap: &'a Keymap) -> Self {
        Self { theme, keymap, spots: None }
    }

    /// The same, while somebody wants to know what lies where.
    #[must_use]
    pub const fn listening(self, spots: &'a Spots) -> Self {
        Self { spots: Some(spots), ..self }
    }

    /// Says what a click or the wheel means here. Costs nothing while nobody listens.
    pub fn spot(&self, area: Rect, spot: Spot) {
        if let Some(spots) = self.spots {
            spots.place(area, spot);
        }
    }

    /// The same for a row of a list, of which another one is selected.
    pub fn row_spot(&self, area: Rect, row: usize, selected: usize) {
        let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        self.spot(area, Spot::Steps(place(row) - place(selected)));
    }

    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_sides;
