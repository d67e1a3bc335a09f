//! Widgets that know no studio. A tour for whoever builds screens of them:
//!
//! - Everything draws with a [`Look`]: the theme and the keymap of the session. `draw(area, buf, &look)` takes
//!   `&self`, writes only inside its area, and never fails, whatever the size.
//! - **The frame**: [`header::Header`], [`footer::Footer`] (hints come from [`crate::keymap::Keymap::hints`]),
//!   [`toast::Toast`] for what happened.
//! - **Panes**: [`table::Table`] draws the window of rows that it is handed, [`table::Scroll`] keeps the selected row
//!   in it, [`empty::Blank`] stands in when there are no rows, [`badge::Badge`] shows a status.
//! - **Over the screen**: [`layer::Layer`] clears a place, frames and titles it, and returns its inside.
//! - **Text**: [`text`] measures, clips and wraps by what a person sees as signs; [`text::put`] is the only way to
//!   the buffer.
//!
//! A widget with state is handed [`crate::keymap::Press`]es, looked up in the scopes that it names itself
//! (`scopes()`), and answers with an event of its own.

use crate::keymap::Keymap;
use crate::theme::{Role, Theme};
use ratatui::style::Style;

pub mod badge;
pub mod confirm;
pub mod empty;
pub mod footer;
pub mod form;
pub mod header;
pub mod help;
pub mod layer;
pub mod line;
pub mod month;
pub mod palette;
pub mod picker;
pub mod rows;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod toast;

/// What widgets draw with.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Styles by role.
    pub theme: &'a Theme,
    /// Keys by action, for the hints.
    pub keymap: &'a Keymap,
}

impl Look<'_> {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }
}

#[cfg(test)]
mod tests;
