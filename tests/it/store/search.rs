//! Search: any script, any digits, one character or many.

use super::Studio;
use studiovault::store::protocol::*;

fn people() -> Studio {
    let s = Studio::new();
    for (name, phone) in [
        ("Priya Sharma", "+91 98450 12345"),
        ("प्रिया शर्मा", "+91 98450 40021"),
        ("王伟", "+91 98450 55555"),
        ("محمد الأحمد", "+971 50 984 5011"),
        ("José Ñandú", "+91 98450 77120"),
        ("Ann O'Neil 🎉", "+91 80260 12345"),
    ] {
        s.add(name, phone);
    }
    s
}

#[test]
fn names_in_any_script() {
    let s = people();
    for (typed, name) in [
        ("priya", "Priya Sharma"),
        ("SHAR", "Priya Sharma"),
        ("pr", "Priya Sharma"),
        ("s", "Priya Sharma"),
        ("प्रिया", "प्रिया शर्मा"),
        ("शर्मा", "प्रिया शर्मा"),
        ("प्र", "प्रिया शर्मा"),
        ("王伟", "王伟"),
        ("伟", "王伟"),
        ("محمد", "محمد الأحمد"),
        ("الاحمد", "محمد الأحمد"),
        ("jose nandu", "José Ñandú"),
        ("nand jo", "José Ñandú"),
        ("neil", "Ann O'Neil 🎉"),
    ] {
        assert!(s.find(typed).contains(&name.to_owned()), "{typed}: {:?}", s.find(typed));
    }
    assert_eq!(s.find("priya sharma x"), Vec::<String>::new());
    assert_eq!(s.find("priya 98450").len(), 1);
}

#[test]
fn digits_anywhere_in_a_phone() {
    let s = people();
    assert_eq!(s.find("98450").len(), 5, "four Indian numbers and the run inside the Emirati one");
    assert_eq!(s.find("40021"), ["प्रिया शर्मा"]);
    assert_eq!(s.find("+91 98450-40021"), ["प्रिया शर्मा"]);
    assert_eq!(s.find("098450 40021"), ["प्रिया शर्मा"], "with a trunk zero");
    assert_eq!(s.find("९८४५० ४००२१"), ["प्रिया शर्मा"]);
    assert!(s.find("98").len() >= 5 && s.find("21") == ["प्रिया शर्मा"]);
    assert!(s.find("7").len() >= 2);
    assert!(s.find("555555555").is_empty());
}

#[test]
fn tags_business_and_registration_number() {
    let s = Studio::new();
    s.add_with(&[
        ("name", "Anil"),
        ("phone", "98450 12345"),
        ("tags", "wedding"),
        ("business_name", "Lotus Films"),
    ]);
    s.add_with(&[("name", "Beena"), ("phone", "98450 12346"), ("gstin", "27AAPFU0939F1ZV")]);
    assert_eq!(s.find("#wedding"), ["Anil"]);
    assert_eq!(s.find("#wed"), ["Anil"]);
    assert_eq!(s.find("lotus"), ["Anil"]);
    assert_eq!(s.find("aapfu0939"), ["Beena"]);
    assert_eq!(s.find("0939"), ["Beena"]);
}

#[test]
fn what_is_typed_is_never_syntax() {
    let s = people();
    for odd in [
        "\"",
        "priya\" OR \"x",
        "*",
        "a*",
        "NEAR(a b)",
        "body:priya",
        "-priya",
        "'; DROP TABLE clients; --",
        "\u{301}",
        "%",
        "_",
        "()",
    ] {
        drop(s.find(odd));
    }
    assert_eq!(s.find("priya"), ["Priya Sharma"]);
}

#[test]
fn another_programs_rows_are_found_after_their_commit() {
    let s = people();
    s.sqlite3(&format!(
        "INSERT INTO clients (id, branch_id, name, phone) VALUES ('cli_x', '{}', 'Foreign Writer', '555')",
        s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(s.find("foreign"), ["Foreign Writer"]);
    s.sqlite3("UPDATE clients SET name = 'Renamed' WHERE id = 'cli_x'").unwrap();
    s.store.finish_indexing().unwrap();
    assert!(s.find("foreign").is_empty());
    s.sqlite3("DELETE FROM clients WHERE id = 'cli_x'").unwrap();
    s.store.finish_indexing().unwrap();
    assert!(s.find("renamed").is_empty());
    s.assert_sound();
}

/// Walks a list page by page in both directions; every row comes once, in the same order.
fn walk(s: &Studio, text: &str, sort: &str, limit: u32) {
    let query =
        |from| ListQuery { text: text.to_owned(), sort: sort.to_owned(), from, limit, ..Default::default() };
    let mut forward = Vec::new();
    let mut page = s.page(query(PageFrom::Start));
    assert!(!page.more_before);
    loop {
        forward.extend(page.rows.iter().map(|r| r.id.to_string()));
        let Some(last) = page.rows.last().filter(|_| page.more_after) else { break };
        page = s.page(query(PageFrom::After(last.cursor.clone())));
    }
    let mut backward = Vec::new();
    let mut page = s.page(query(PageFrom::End));
    assert!(!page.more_after);
    loop {
        backward.extend(page.rows.iter().rev().map(|r| r.id.to_string()));
        let Some(first) = page.rows.first().filter(|_| page.more_before) else { break };
        page = s.page(query(PageFrom::Before(first.cursor.clone())));
    }
    backward.reverse();
    assert_eq!(forward, backward, "{text:?} {sort:?}");
    let mut unique = forward.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), forward.len(), "{text:?} {sort:?}: a row came twice");
    assert!(forward.len() > 20, "{text:?} {sort:?}: only {}", forward.len());
}

#[test]
fn pages_are_whole_in_every_order() {
    let s = Studio::new();
    for i in 0..60 {
        let name = ["Anil", "anil", "Beena", "王伟", "Anil Anil"][i % 5];
        s.add(name, &format!("98450 123{i:02}"));
    }
    for sort in ["", "newest", "spent"] {
        walk(&s, "", sort, 7);
    }
    walk(&s, "anil", "", 7);
    walk(&s, "an", "", 7);
    walk(&s, "98450123", "", 7);
    let page = s.page(ListQuery { limit: 7, ..Default::default() });
    assert_eq!(page.total, Count::Exact(60));
    assert!(matches!(
        s.store.ask(
            &s.owner,
            Query::List(ListKind::Clients, ListQuery { sort: "shoe".into(), limit: 5, ..Default::default() })
        ),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn a_page_around_a_row_is_a_part_of_the_list() {
    let s = Studio::new();
    // Many ties: of names in any case, of what was spent, and of the second in which they were made.
    for i in 0..60 {
        let name = ["Anil", "anil", "Beena", "王伟", "Anil Anil"][i % 5];
        s.add(name, &format!("98450 123{i:02}"));
    }
    let around = |query: &ListQuery, id: &str| match s
        .store
        .ask(&s.owner, Query::Around(ListKind::Clients, query.clone(), id.to_owned()))?
    {
        Reply::Clients(page) => Ok(page),
        other => panic!("{other:?}"),
    };
    for sort in ["", "newest", "spent"] {
        let all = s.page(ListQuery { sort: sort.into(), limit: 100, ..Default::default() }).rows;
        let query = ListQuery { sort: sort.into(), limit: 9, text: "beena".into(), ..Default::default() };
        for (at, row) in all.iter().enumerate() {
            let page = around(&query, row.id.as_str()).unwrap();
            let first = at.saturating_sub(4);
            let rows = first..(first + 9).min(all.len());
            assert_eq!(page.rows, all[rows.clone()], "{sort:?} {at}");
            assert_eq!((page.more_before, page.more_after), (rows.start > 0, rows.end < all.len()));
            assert_eq!(page.matching, Count::Exact(60));
        }
    }
    let first = s.page(ListQuery { limit: 1, ..Default::default() }).rows[0].id.clone();
    s.run(Command::ArchiveClients(vec![first.clone()])).unwrap();
    let query = ListQuery { limit: 9, ..Default::default() };
    assert!(matches!(around(&query, first.as_str()), Err(StoreError::NotFound { .. })));
    let archived = ListQuery { filter: "archived".into(), ..query };
    assert_eq!(around(&archived, first.as_str()).unwrap().rows.len(), 1);
}

#[test]
fn an_index_of_which_a_part_is_gone_is_built_anew() {
    let s = Studio::new();
    s.add("Priya Sharma", "98450 12345");
    s.store.finish_indexing().unwrap();
    s.sqlite3("DROP TABLE search_grams").unwrap();
    s.add("Anil Sharma", "98450 77120");
    s.store.finish_indexing().unwrap();
    assert_eq!(s.find("sharma"), ["Anil Sharma", "Priya Sharma"]);
    s.assert_sound();
}

#[test]
fn the_log_is_searched_by_the_words_that_it_shows() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    s.run(Command::AddClientNote { client: priya, body: "From the fair".into() }).unwrap();
    s.store.finish_indexing().unwrap();
    for text in ["note added", "added note", "client.noted", "studio set up"] {
        let query = ListQuery { text: text.to_owned(), limit: 50, ..Default::default() };
        let Reply::AuditLog(page) = s.store.ask(&s.owner, Query::List(ListKind::Audit, query)).unwrap()
        else {
            panic!()
        };
        assert_eq!(page.rows.len(), 1, "{text}");
    }
}
