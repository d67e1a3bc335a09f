//! The board, as messages and effects: what it asks, and how it follows a card.

use super::*;
use crate::keymap::Keymap;
use crate::screens::effect::Effect;
use crate::screens::tab::Tab;
use crate::store::protocol::board::shown;
use crate::store::protocol::{Cursor, CursorPart, ListQuery, Page, Query};

/// A board with a store behind it that knows which card stands where.
struct Desk {
    board: Board,
    out: Out,
    keymap: Keymap,
    cards: Vec<(String, &'static str)>,
    asked: Vec<Query>,
}

impl Desk {
    fn new(cards: &[(&str, &'static str)]) -> Self {
        let cards = cards.iter().map(|(id, status)| ((*id).to_owned(), *status)).collect();
        let (board, out) = (Board::new(&BranchScope::All), Out::default());
        let mut desk = Self { board, out, keymap: Keymap::default(), cards, asked: Vec::new() };
        desk.board.resize(Rect::new(0, 2, 120, 30), &mut desk.out);
        desk.board.show(&mut desk.out);
        desk.settle();
        desk
    }

    fn card(id: &str, status: &str) -> CardRow {
        CardRow {
            id: id.into(),
            branch: "b".into(),
            title: format!("Title of {id}"),
            client: String::new(),
            status: status.to_owned(),
            start: None,
            event: None,
            delivery: None,
            open: None,
            package: String::new(),
            cursor: Cursor(vec![CursorPart::Int(0), CursorPart::Text(id.to_owned())]),
        }
    }

    fn page(&self, query: &ListQuery) -> Reply {
        let (status, _) = shown(&query.filter);
        let here = self.cards.iter().filter(|(id, s)| *s == status && id.contains(&query.text));
        let rows: Vec<CardRow> = here.map(|(id, status)| Self::card(id, status)).collect();
        let count = Count::Exact(rows.len() as u64);
        Reply::Board(Page {
            rows,
            more_before: false,
            more_after: false,
            matching: count,
            total: count,
            indexing: None,
            quota: None,
            ageing: Vec::new(),
            archived: Count::Exact(0),
        })
    }

    fn answer(&self, query: &Query) -> Result<Reply, StoreError> {
        match query {
            Query::List(_, query) => Ok(self.page(query)),
            Query::Around(_, query, id) => {
                let is_here = self.cards.iter().any(|(card, s)| card == id && *s == shown(&query.filter).0);
                if is_here {
                    Ok(self.page(query))
                } else {
                    Err(StoreError::NotFound { what: "row of this list", id: id.clone() })
                }
            }
            other => Err(StoreError::Internal(format!("{other:?}"))),
        }
    }

    fn settle(&mut self) {
        loop {
            let effects = self.out.take();
            if effects.is_empty() {
                break;
            }
            for effect in effects {
                let Effect::Query { slot, ticket, query } = effect else { continue };
                let result = self.answer(&query);
                self.asked.push(query);
                self.board.reply(slot, ticket, result, &mut self.out);
            }
        }
    }

    fn press(&mut self, key: char) -> &mut Self {
        let press = self.keymap.press(self.board.scopes(), Key::char(key));
        self.board.press(press, &mut self.out);
        self.settle();
        self
    }

    fn move_card(&mut self, id: &str, to: &'static str) {
        self.cards.iter_mut().filter(|(card, _)| card == id).for_each(|(_, status)| *status = to);
        let row = RowRef { table: Table::Projects, id: id.to_owned() };
        let change = Change::Rows { rows: vec![row], by: "s".into() };
        self.board.changed(&change, true, &mut self.out);
        assert!(self.board.is_moving(), "whoever acts on the card waits until it is known where it is");
        self.settle();
    }

    fn selected(&self) -> Option<String> {
        self.board.subject().map(|subject| subject.row.id)
    }
}

const CARDS: &[(&str, &str)] =
    &[("a", "inquiry"), ("b", "inquiry"), ("c", "inquiry"), ("d", "active"), ("e", "completed")];

#[test]
fn every_column_asks_for_its_window_and_no_more() {
    let desk = Desk::new(CARDS);
    let limits: Vec<u32> = desk
        .asked
        .iter()
        .filter_map(|query| match query {
            Query::List(_, query) => Some(query.limit),
            _ => None,
        })
        .collect();
    assert_eq!(limits.len(), COLUMNS);
    assert!(limits.iter().all(|limit| usize::try_from(*limit).unwrap() == draw::cards_in(30)));
}

#[test]
fn a_card_that_is_moved_stays_selected_in_its_new_column() {
    let mut desk = Desk::new(CARDS);
    desk.press('j');
    assert_eq!(desk.selected().as_deref(), Some("b"));
    desk.move_card("b", "active");
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("b"), 1));
    desk.move_card("b", "inquiry");
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("b"), 0));
    // What leaves the board leaves the selection where it stood.
    desk.move_card("b", "cancelled");
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("c"), 0));
    assert!(!desk.board.is_moving());
}

#[test]
fn a_card_of_somebody_else_that_moves_does_not_take_the_selection_along() {
    let mut desk = Desk::new(CARDS);
    desk.cards[1].1 = "editing";
    let rows = vec![RowRef { table: Table::Projects, id: "b".to_owned() }];
    desk.board.changed(&Change::Rows { rows, by: "other".into() }, true, &mut desk.out);
    desk.settle();
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("a"), 0));
    assert_eq!(desk.board.count(3), Some(Count::Exact(1)));
}

#[test]
fn a_record_is_gone_to_wherever_it_stands() {
    let mut desk = Desk::new(CARDS);
    desk.board.reveal("e", false, &mut desk.out);
    desk.settle();
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("e"), 4));
    // One that is not on the board is not selected: nobody would see what a key does to it.
    desk.board.reveal("zzz", false, &mut desk.out);
    desk.settle();
    assert_eq!(desk.selected().as_deref(), Some("e"));
    desk.board.reveal("zzz", true, &mut desk.out);
    desk.settle();
    assert_eq!(desk.selected().as_deref(), Some("zzz"), "its detail is open");
}

#[test]
fn columns_are_gone_through_and_kept_on_screen() {
    let mut desk = Desk::new(CARDS);
    desk.board.resize(Rect::new(0, 2, 60, 11), &mut desk.out);
    for (key, column, first) in [('l', 1, 0), ('l', 2, 1), ('l', 3, 2), ('l', 4, 3), ('l', 4, 3), ('h', 3, 3)]
    {
        desk.press(key);
        assert_eq!((desk.board.column, desk.board.first), (column, first));
    }
    desk.press('h').press('h').press('h');
    assert_eq!((desk.board.column, desk.board.first, desk.selected().as_deref()), (0, 0, Some("a")));
    desk.press('G');
    assert_eq!(desk.selected().as_deref(), Some("c"));
}

#[test]
fn a_search_looks_in_every_column_and_goes_to_its_hits() {
    let mut desk = Desk::new(CARDS);
    desk.press('/').press('d');
    assert_eq!(desk.board.count(0), Some(Count::Exact(0)));
    assert_eq!(desk.selected(), None);
    let press = desk.keymap.press(desk.board.scopes(), Key::plain(crate::input::KeyCode::Enter));
    desk.board.press(press, &mut desk.out);
    desk.settle();
    assert_eq!((desk.selected().as_deref(), desk.board.column), (Some("d"), 1));
}
