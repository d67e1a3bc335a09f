use super::*;
use crate::screens::effect::Effect;
use crate::screens::effect::slots;
use crate::store::protocol::{AssetRow, Cursor, CursorPart};
use proptest::prelude::*;

const SLOT: Slot = slots::list(4);

fn row(n: i64) -> AssetRow {
    AssetRow {
        standing: Default::default(),
        id: format!("ast_{n}").into(),
        branch: "br_1".into(),
        name: format!("Asset {n}"),
        kind: "camera".into(),
        serial: String::new(),
        status: "available".into(),
        cursor: Cursor(vec![CursorPart::Int(n)]),
    }
}

/// A store that holds numbers.
struct Fake {
    rows: Vec<i64>,
    asked: usize,
    /// A row that stands in the place of another one.
    moved: Option<(i64, i64)>,
}

impl Fake {
    fn of(n: i64) -> Self {
        Self { rows: (0..n).collect(), asked: 0, moved: None }
    }

    fn page(&mut self, query: &ListQuery) -> Page<AssetRow> {
        self.asked += 1;
        let place = |cursor: &Cursor| match cursor.0.as_slice() {
            [CursorPart::Int(n)] => *n,
            _ => panic!("a cursor of ours"),
        };
        let all: Vec<i64> = self
            .rows
            .iter()
            .copied()
            .filter(|n| query.text.is_empty() || n.to_string().contains(&query.text))
            .collect();
        let limit = query.limit as usize;
        let range = match &query.from {
            PageFrom::Start => 0..limit.min(all.len()),
            PageFrom::End => all.len().saturating_sub(limit)..all.len(),
            PageFrom::After(c) => {
                let at = all.partition_point(|n| *n <= place(c));
                at..(at + limit).min(all.len())
            }
            PageFrom::At(c) => {
                let at = all.partition_point(|n| *n < place(c));
                at..(at + limit).min(all.len())
            }
            PageFrom::Before(c) => {
                let at = all.partition_point(|n| *n < place(c));
                at.saturating_sub(limit)..at
            }
        };
        Page {
            rows: all[range.clone()].iter().map(|n| self.row(*n)).collect(),
            more_before: range.start > 0,
            more_after: range.end < all.len(),
            matching: Count::Exact(all.len() as u64),
            total: Count::Exact(self.rows.len() as u64),
            indexing: None,
            quota: None,
            ageing: Vec::new(),
            archived: Count::Exact(0),
        }
    }

    fn row(&self, place: i64) -> AssetRow {
        match self.moved {
            Some((id, to)) if to == place => AssetRow { cursor: row(to).cursor, ..row(id) },
            _ => row(place),
        }
    }

    /// Half of the page before a row, the rest from it on.
    fn around(&mut self, query: &ListQuery, id: &str) -> Result<Page<AssetRow>, StoreError> {
        let n: i64 = id[4..].parse().unwrap();
        let n = self.moved.filter(|(id, _)| *id == n).map_or(n, |(_, place)| place);
        if !self.rows.contains(&n) {
            return Err(StoreError::NotFound { what: "row", id: id.to_owned() });
        }
        let place = Cursor(vec![CursorPart::Int(n)]);
        let before = self.page(&ListQuery {
            from: PageFrom::Before(place.clone()),
            limit: query.limit / 2,
            ..query.clone()
        });
        let mut page =
            self.page(&ListQuery { from: PageFrom::At(place), limit: query.limit / 2, ..query.clone() });
        page.rows.splice(..0, before.rows);
        Ok(Page { more_before: before.more_before, ..page })
    }

    /// Answers the last question of the slot; says whether there was one.
    fn answer(&mut self, pane: &mut ListPane<AssetRow>, out: &mut Out) -> bool {
        let question = out.take().into_iter().rev().find_map(|effect| match effect {
            Effect::Query { ticket, query, .. } => Some((ticket, query)),
            _ => None,
        });
        let Some((ticket, query)) = question else { return false };
        let page = match query {
            Query::List(_, list) => Ok(self.page(&list)),
            Query::Around(_, list, id) => self.around(&list, &id),
            other => panic!("{other:?}"),
        };
        pane.reply(ticket, page.map(Reply::Assets), out);
        true
    }

    fn settle(&mut self, pane: &mut ListPane<AssetRow>, out: &mut Out) {
        while self.answer(pane, out) {
            assert!(self.asked < 10_000, "it never stops asking");
        }
    }
}

fn pane(height: usize) -> (ListPane<AssetRow>, Out) {
    let (mut pane, mut out) = (ListPane::new(SLOT, BranchScope::All), Out::default());
    pane.set_height(height, &mut out);
    pane.show(&mut out);
    (pane, out)
}

fn at(pane: &ListPane<AssetRow>) -> i64 {
    pane.selected().map_or(-1, |row| row.id.as_str()[4..].parse().unwrap())
}

fn shown(pane: &ListPane<AssetRow>) -> Vec<i64> {
    pane.visible().map(|row| row.id.as_str()[4..].parse().unwrap()).collect()
}

#[test]
fn the_first_page_is_no_larger_than_the_screen() {
    let (_, mut out) = pane(30);
    let effects = out.take();
    let Some(Effect::Query { query: Query::List(_, query), .. }) = effects.first() else {
        panic!("{effects:?}")
    };
    assert_eq!((effects.len(), query.limit, &query.from), (1, 30, &PageFrom::Start));
}

#[test]
fn a_hundred_held_keys_land_where_a_hundred_single_ones_would() {
    let (mut pane, mut out) = pane(30);
    let mut fake = Fake::of(100_000);
    for _ in 0..100 {
        pane.move_by(1, &mut out);
    }
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 100);
    for _ in 0..100 {
        pane.move_pages(1, &mut out);
    }
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 100 + 3000);
    assert!(pane.run.rows.len() <= KEEP + 2 * PAGE as usize, "{}", pane.run.rows.len());
    pane.last(&mut out);
    pane.move_by(-3, &mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 99_996);
}

#[test]
fn a_search_starts_at_the_best_hit_and_ends_where_it_began() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(5000);
    fake.settle(&mut pane, &mut out);
    pane.move_by(70, &mut out);
    fake.settle(&mut pane, &mut out);
    let before = shown(&pane);
    for text in ["4", "42", "421"] {
        pane.set_text(text, &mut out);
        assert_eq!(shown(&pane).len(), 10, "old rows stay until the answer comes");
    }
    pane.move_by(1, &mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!(shown(&pane), [421, 1421, 2421, 3421, 4210, 4211, 4212, 4213, 4214, 4215]);
    assert_eq!(at(&pane), 1421, "a move that was pressed before the answer holds for the new rows");
    assert_eq!(pane.counts(), Some((Count::Exact(15), Count::Exact(5000))));
    pane.set_text("", &mut out);
    assert_eq!(shown(&pane), before, "at once, without waiting");
    fake.settle(&mut pane, &mut out);
    assert_eq!((shown(&pane), at(&pane)), (before, 70));
}

#[test]
fn a_refresh_keeps_the_selected_row_and_the_place_on_screen() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(1000);
    pane.move_by(500, &mut out);
    fake.settle(&mut pane, &mut out);
    pane.move_by(-4, &mut out);
    let line = pane.selected_line();
    fake.rows.retain(|n| *n != 493 && *n != 10);
    pane.mark_stale();
    pane.show(&mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!((at(&pane), fake.rows.contains(&493)), (496, false));
    assert!(pane.selected_line() <= line);
    fake.rows.retain(|n| *n != 496);
    pane.mark_stale();
    pane.show(&mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 497, "the row is gone: the next one takes its place");
}

#[test]
fn new_rows_before_the_first_one_appear() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake { rows: (10..20).collect(), asked: 0, moved: None };
    fake.settle(&mut pane, &mut out);
    fake.rows.insert(0, 3);
    pane.seek("ast_3", &mut out);
    pane.mark_stale();
    pane.show(&mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!((at(&pane), shown(&pane)[0]), (3, 3));
}

#[test]
fn a_row_is_gone_to_wherever_it_stands() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(50_000);
    fake.settle(&mut pane, &mut out);
    for there in [30_000, 49_999, 0, 49_998, 7] {
        pane.seek(&format!("ast_{there}"), &mut out);
        fake.settle(&mut pane, &mut out);
        assert_eq!(at(&pane), there);
        assert_eq!(shown(&pane).len(), 10, "{:?}", shown(&pane));
    }
    // A move that is pressed meanwhile starts from there.
    pane.seek("ast_30000", &mut out);
    pane.move_by(-2, &mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 29_998);
    assert!(pane.has_above() && pane.has_below());
}

#[test]
fn a_row_that_is_not_in_the_list_changes_nothing() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(1000);
    fake.settle(&mut pane, &mut out);
    pane.move_by(500, &mut out);
    fake.settle(&mut pane, &mut out);
    let before = shown(&pane);
    fake.rows.retain(|n| *n != 497);
    // Others changed something at the same time: that is read all the same.
    pane.mark_stale();
    pane.seek("ast_5000", &mut out);
    pane.move_by(1, &mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!(at(&pane), 501);
    assert!(!shown(&pane).contains(&497) && before.contains(&497) && !pane.is_unsettled());
    // Also in a list that nobody has looked at yet.
    let (mut pane, mut out) = (ListPane::new(SLOT, BranchScope::All), Out::default());
    pane.set_height(10, &mut out);
    pane.seek("ast_5000", &mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!((at(&pane), shown(&pane).len()), (0, 10));
}

#[test]
fn a_search_is_not_gone_through_for_a_row() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(1000);
    pane.set_text("42", &mut out);
    fake.settle(&mut pane, &mut out);
    pane.seek("ast_7", &mut out);
    assert!(out.take().is_empty());
    assert_eq!(at(&pane), 42);
}

#[test]
fn a_selected_row_that_moves_is_followed() {
    let (mut pane, mut out) = pane(10);
    let mut fake = Fake::of(1000);
    pane.move_by(500, &mut out);
    fake.settle(&mut pane, &mut out);
    fake.moved = Some((500, 3));
    fake.rows.retain(|n| *n != 500);
    pane.mark_stale();
    pane.show(&mut out);
    fake.settle(&mut pane, &mut out);
    assert_eq!((at(&pane), pane.selected_line()), (500, Some(3)), "{:?}", shown(&pane));
}

#[test]
fn an_error_is_shown_and_the_next_move_tries_again() {
    let (mut pane, mut out) = pane(10);
    let ticket = |out: &mut Out| match out.take().pop() {
        Some(Effect::Query { ticket, .. }) => ticket,
        other => panic!("{other:?}"),
    };
    assert_eq!(pane.standing(), Standing::Loading);
    let t = ticket(&mut out);
    pane.reply(t, Err(StoreError::Stopped), &mut out);
    assert!(matches!(pane.standing(), Standing::Failed(..)));
    assert!(out.take().is_empty());
    pane.mark_stale();
    pane.show(&mut out);
    let t = ticket(&mut out);
    assert!(!pane.reply(Ticket(9999), Err(StoreError::Stopped), &mut out), "an answer to another question");
    pane.reply(t, Ok(Reply::Assets(Fake::of(0).page(&ListQuery::default()))), &mut out);
    assert_eq!(pane.standing(), Standing::Empty);
}

#[derive(Clone, Copy, Debug)]
enum Op {
    By(i64),
    Pages(i64),
    First,
    Last,
    Answer,
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        4 => (-3_i64..=3).prop_map(Op::By),
        2 => (-2_i64..=2).prop_map(Op::Pages),
        1 => (-300_i64..=300).prop_map(Op::By),
        1 => Just(Op::First),
        1 => Just(Op::Last),
        3 => Just(Op::Answer),
    ];
    proptest::collection::vec(op, 0..60)
}

proptest! {
    /// Whenever answers come, and however large the list is: the cursor ends where it would in an array.
    #[test]
    fn like_an_array(n in 0_i64..2500, height in 1_usize..50, ops in ops()) {
        let (mut pane, mut out) = pane(height);
        let mut fake = Fake::of(n);
        let mut model = 0_i64;
        let mut questions = Vec::new();
        for op in ops {
            let last = (n - 1).max(0);
            match op {
                Op::By(by) => { pane.move_by(by, &mut out); model = (model + by).clamp(0, last); }
                Op::Pages(p) => { pane.move_pages(p, &mut out); model = (model + p * height as i64).clamp(0, last); }
                Op::First => { pane.first(&mut out); model = 0; }
                Op::Last => { pane.last(&mut out); model = last; }
                Op::Answer => {
                    questions.extend(out.take());
                    let latest = questions.drain(..).next_back();
                    if let Some(Effect::Query { ticket, query: Query::List(_, list), .. }) = latest {
                        let page = fake.page(&list);
                        pane.reply(ticket, Ok(Reply::Assets(page)), &mut out);
                    }
                }
            }
            questions.extend(out.take());
        }
        if let Some(Effect::Query { ticket, query: Query::List(_, list), .. }) = questions.pop() {
            let page = fake.page(&list);
            pane.reply(ticket, Ok(Reply::Assets(page)), &mut out);
        }
        fake.settle(&mut pane, &mut out);
        prop_assert_eq!(at(&pane), if n == 0 { -1 } else { model });
        prop_assert!(!pane.is_unsettled());
        let seen = shown(&pane);
        prop_assert_eq!(seen.len(), height.min(n as usize));
        prop_assert!(seen.windows(2).all(|w| w[0] + 1 == w[1]));
    }
}
