//! The columns of the board: whose cards, how many, and what they tell.

use super::Studio;
use studiovault::domain::project::ProjectStatus;
use studiovault::store::protocol::board::column;
use studiovault::store::protocol::*;

/// A column of the board, as somebody sees it.
fn cards(s: &Studio, actor: &Actor, status: &ProjectStatus, whose: Whose) -> Page<CardRow> {
    let place = ProjectStatus::BOARD.iter().position(|other| other == status).unwrap();
    let query = ListQuery { filter: column(place, whose).into(), limit: 50, ..ListQuery::default() };
    match s.store.ask(actor, Query::List(ListKind::Board, query)).unwrap() {
        Reply::Board(page) => page,
        other => panic!("{other:?}"),
    }
}

fn titles(page: &Page<CardRow>) -> Vec<&str> {
    page.rows.iter().map(|card| card.title.as_str()).collect()
}

#[test]
fn a_card_tells_what_comes_next_and_what_is_to_be_paid() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.sqlite3(&format!(
        "UPDATE projects SET start_date = unixepoch() + 900000, delivery_at = unixepoch() - 5 WHERE id = '{id}';
         INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           VALUES ('e1', '{id}', '{branch}', 'Haldi', unixepoch() + 500, unixepoch() + 900, 'UTC', 1),
                  ('e2', '{id}', '{branch}', 'Past', unixepoch() - 90000, unixepoch() - 80000, 'UTC', 1);
         INSERT INTO quotes (id, project_id, branch_id, status, currency, package_json, created_at)
           VALUES ('q1', '{id}', '{branch}', 'sent', 'INR', '{{\"name\":\"Gold\"}}', 5), ('q0', '{id}', '{branch}', 'declined', 'INR', '{{\"name\":\"Tin\"}}', 4);
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, issued_at, due_at)
           VALUES ('i1', '{branch}', '{id}', 1000, 'issued', 1, 2), ('i2', '{branch}', '{id}', 70, 'draft', 1, 2), ('i3', '{branch}', '{id}', 50, 'paid', 1, 2);
         INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, created_at) VALUES ('t1', 'i1', 'cash_1', 'paid', 250.5, 1);",
        branch = s.branch
    ))
    .unwrap();
    let page = cards(&s, &s.owner, &ProjectStatus::Inquiry, Whose::Everybodys);
    let card = &page.rows[0];
    let open = card.open.unwrap();
    assert_eq!((open.amount.minor, open.overdue), (74_950, true));
    assert_eq!(open.amount, s.project(&id).money.unwrap().sums[0].open, "the detail says the same");
    assert_eq!((card.package.as_str(), card.client.as_str()), ("Gold", "Priya"));
    let now = jiff::Timestamp::now();
    assert_eq!(card.next(now).map(|(what, _)| what), Some(CardDate::Event));
    assert!(card.is_late(now));
    // Who may not see invoices does not see on the card what is in them.
    let clerk = s.hire("u_clerk", "clerk");
    assert_eq!(cards(&s, &clerk, &ProjectStatus::Inquiry, Whose::Everybodys).rows[0].open, None);
    s.assert_sound();
}

#[test]
fn columns_know_how_many_they_are_and_whose() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let clerk = s.hire("u_clerk", "clerk");
    let open = |title: &str| s.open_project(&priya, &[("title", title)]);
    let (led, helped, other) = (open("Led"), open("Helped"), open("Other"));
    s.move_project(&other, "active", "").unwrap();
    s.sqlite3(&format!(
        "UPDATE projects SET lead_user_id = 'u_clerk' WHERE id = '{led}';
         INSERT INTO project_tasks (id, project_id, branch_id, title, stage, assignee_user_id, created_at)
           VALUES ('k', '{helped}', '{branch}', 'Cut', 'active', 'u_clerk', 1), ('l', '{led}', '{branch}', 'Cut', 'active', 'u_clerk', 1);",
        branch = s.branch
    ))
    .unwrap();
    let inquiries = cards(&s, &s.owner, &ProjectStatus::Inquiry, Whose::Everybodys);
    assert_eq!((titles(&inquiries), inquiries.total), (vec!["Helped", "Led"], Count::Exact(2)));
    let active = cards(&s, &clerk, &ProjectStatus::Active, Whose::Everybodys);
    assert_eq!((titles(&active), active.total), (vec!["Other"], Count::Exact(1)));
    assert_eq!(titles(&cards(&s, &clerk, &ProjectStatus::Inquiry, Whose::Mine)), ["Helped", "Led"]);
    assert!(titles(&cards(&s, &clerk, &ProjectStatus::Active, Whose::Mine)).is_empty());
    s.store.finish_indexing().unwrap();
    let query = |filter: &str| ListQuery {
        text: "led".into(),
        filter: filter.into(),
        limit: 9,
        ..ListQuery::default()
    };
    for (filter, found) in [("", 1), ("active", 0), ("mine", 1), ("mine active", 0)] {
        match s.store.ask(&clerk, Query::List(ListKind::Board, query(filter))).unwrap() {
            Reply::Board(page) => assert_eq!(page.rows.len(), found, "{filter:?}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_board_ends_at_the_branch() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    s.open_project(&priya, &[("title", "Here")]);
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Dubai' FROM organizations;
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('c2', 'br_2', 'Omar', '1');
         INSERT INTO projects (id, branch_id, client_id, status, lead_user_id, created_at) VALUES ('p2', 'br_2', 'c2', 'inquiry', '{}', 1);",
        s.owner.user
    ))
    .unwrap();
    let clerk = s.hire("u_clerk", "clerk");
    assert_eq!(cards(&s, &s.owner, &ProjectStatus::Inquiry, Whose::Everybodys).rows.len(), 2);
    let page = cards(&s, &clerk, &ProjectStatus::Inquiry, Whose::Everybodys);
    assert_eq!((titles(&page), page.total), (vec!["Here"], Count::Exact(1)));
    let around = Query::Around(ListKind::Board, ListQuery { limit: 9, ..ListQuery::default() }, "p2".into());
    assert!(matches!(s.store.ask(&clerk, around), Err(StoreError::NotFound { .. })));
}
