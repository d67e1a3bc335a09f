//! The few semantic colours of the product, and what they fall back to.

use ratatui::style::Style;

/// What a piece of text means. Widgets name roles, never colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Secondary text.
    Dim,
    /// Headings.
    Heading,
    /// Focus: the one accent colour.
    Accent,
    /// The selected row of the focused list.
    Selected,
    /// The selected row of a list without focus.
    SelectedDim,
    /// A key in the footer or help.
    Key,
    /// Thin lines.
    Line,
    /// Done, paid, free.
    Good,
    /// In progress, part, soft hold.
    Waiting,
    /// Needs attention.
    Warn,
    /// Wrong, overdue, destructive.
    Bad,
    /// A field being typed into.
    Input,
    /// A hit of the search inside a text.
    Match,
}

/// Styles by role.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// The style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}
