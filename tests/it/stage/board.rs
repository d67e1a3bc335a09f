//! The board on the stage: a card of every sort.

use super::{NAMES, at, page, place, rupees};
use studiovault::domain::project::ProjectStatus;
use studiovault::store::protocol::*;

/// A column: the cards of its status, as far as their title matches.
pub(super) fn rows(list: &ListQuery) -> Reply {
    let (status, whose) = board::shown(&list.filter);
    let all = cards();
    let shown = all.into_iter().filter(|card| {
        card.status == status
            && (whose == Whose::Everybodys || card.client == "Priya Sharma")
            && card.title.to_lowercase().contains(&list.text.to_lowercase())
    });
    let cards: Vec<CardRow> = match list.from {
        PageFrom::After(_) => Vec::new(),
        _ => shown.collect(),
    };
    // Of what is done there is far more than a window.
    let total = if status == ProjectStatus::Completed.as_str() { 2_998_112 } else { cards.len() as u64 };
    let more_after = list.from == PageFrom::Start
        && status == ProjectStatus::Completed.as_str()
        && whose == Whose::Everybodys
        && list.text.is_empty();
    Reply::Board(Page { more_after, ..page(cards, total) })
}

fn card(i: usize, status: &str, title: &str, client: usize) -> CardRow {
    CardRow {
        id: format!("prj_{i}").as_str().into(),
        branch: "br_1".into(),
        title: title.into(),
        client: NAMES[client].1.into(),
        status: status.into(),
        start: None,
        event: None,
        delivery: None,
        open: None,
        package: String::new(),
        cursor: place(i),
    }
}

fn open(minor: i64, overdue: bool) -> Option<OpenMoney> {
    Some(OpenMoney { amount: rupees(minor), more: false, overdue })
}

fn cards() -> Vec<CardRow> {
    let when = |text: &str| Some(at(text));
    vec![
        CardRow {
            start: when("2027-02-14T04:30:00Z"),
            package: "Wedding gold, two days".into(),
            ..card(10, "inquiry", "Sharma engagement", 0)
        },
        card(11, "inquiry", "", 3),
        CardRow { start: when("2026-11-28T04:30:00Z"), ..card(12, "inquiry", "王伟 portrait", 4) },
        CardRow {
            start: when("2026-11-24T04:30:00Z"),
            event: when("2026-11-21T04:30:00Z"),
            open: open(2_500_000, true),
            ..card(13, "active", "Product: मिठाई box", 1)
        },
        CardRow {
            start: when("2026-11-20T10:30:00Z"),
            open: open(6_800_000, false),
            ..card(0, "shooting", "Sharma wedding", 0)
        },
        CardRow {
            start: when("2026-10-20T04:30:00Z"),
            delivery: when("2026-11-18T12:30:00Z"),
            open: open(1_234_567_890, true),
            ..card(14, "editing", "Castelnuovo-Tedesco degli Alberti family reunion", 6)
        },
        CardRow {
            start: when("2026-10-02T04:30:00Z"),
            delivery: when("2026-11-27T12:30:00Z"),
            ..card(15, "editing", "عائلة الأحمد", 3)
        },
        CardRow {
            start: when("2026-09-12T04:30:00Z"), ..card(1, "completed", "ವಿವಾಹ Wedding 💍", 2)
        },
        CardRow { start: when("2021-03-04T04:30:00Z"), ..card(16, "completed", "Newborn", 5) },
        CardRow { start: when("2026-08-12T04:30:00Z"), ..card(17, "completed", "Album", 0) },
    ]
}
