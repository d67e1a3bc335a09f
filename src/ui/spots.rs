//! What a click or a turn of the wheel at a place means.
//!
//! Widgets say it while they draw: what was drawn last at a place lies on top. Nothing is kept between frames. To know
//! what lies under the mouse, the screen is drawn once more into a buffer that nobody sees, and this time the widgets
//! are listened to: what is clicked is what was seen, and moving about costs nothing.

use crate::input::Key;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// What something on the screen is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// It names a key: a click presses it.
    Key(Key),
    /// A row that lies so many steps below the selected one, or above it when negative.
    Steps(i64),
    /// A card that lies so many columns right of the selected one, or left of it when negative, and there so many steps
    /// below the card that was selected last.
    Card {
        /// Columns.
        columns: i64,
        /// Steps.
        steps: i64,
    },
    /// A day that lies so many days behind the selected one, or before it when negative.
    Days(i64),
    /// Something of a calendar, by its place among what is seen.
    Pick(usize),
    /// A field of a form, by its place in the form.
    Field(usize),
    /// The name of a tab, by its place.
    Tab(usize),
    /// A list.
    List,
    /// What stands beside a list, or over it.
    Detail,
    /// A layer over the screen: what lies below it cannot be reached.
    Layer,
    /// The screen around a layer.
    Around,
}

/// What lies where, in the order of drawing.
#[derive(Debug, Default)]
pub struct Spots {
    placed: RefCell<Vec<(Rect, Spot)>>,
}

impl Spots {
    /// Something is drawn here.
    pub(super) fn place(&self, area: Rect, spot: Spot) {
        self.placed.borrow_mut().push((area, spot));
    }

    /// What lies at a place, the topmost first; a layer hides what lies below it.
    #[must_use]
    pub fn at(&self, place: Position) -> Vec<Spot> {
        let placed = self.placed.borrow();
        let under = placed.iter().rev().filter(|(area, _)| area.contains(place)).map(|(_, spot)| *spot);
        let mut found = Vec::new();
        for spot in under {
            found.push(spot);
            if matches!(spot, Spot::Layer | Spot::Around) {
                break;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_last_lies_on_top_and_a_layer_hides_the_rest() {
        let spots = Spots::default();
        spots.place(Rect::new(0, 0, 20, 10), Spot::List);
        spots.place(Rect::new(0, 3, 20, 1), Spot::Steps(2));
        assert_eq!(spots.at(Position::new(5, 3)), [Spot::Steps(2), Spot::List]);
        spots.place(Rect::new(0, 0, 20, 10), Spot::Around);
        spots.place(Rect::new(4, 2, 8, 4), Spot::Layer);
        spots.place(Rect::new(4, 3, 8, 1), Spot::Steps(-1));
        assert_eq!(spots.at(Position::new(5, 3)), [Spot::Steps(-1), Spot::Layer]);
        assert_eq!(spots.at(Position::new(1, 3)), [Spot::Around]);
        assert_eq!(spots.at(Position::new(30, 3)), []);
    }
}
