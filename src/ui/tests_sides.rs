//! Conflicts and merges as a person settles them.

use super::conflict::{Conflict, ConflictEvent};
use super::form::{FieldKind, FieldSpec, FormContext, FormSpec, Parsers, Section};
use super::merge::{Merge, MergeEvent, MergeSide};
use super::testing::{SIZES, paint, press, roles, screen};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::money::{Currency, Grouping};

fn context() -> FormContext {
    FormContext {
        since: None,
        now: "2026-11-20T14:05[Asia/Kolkata]".parse().unwrap_or_else(|e| panic!("{e}")),
        currency: Currency::from_code("INR").unwrap_or_else(|| panic!("INR")),
        grouping: Grouping::Indian,
        country: None,
        parsers: Parsers::default(),
    }
}

fn spec() -> FormSpec {
    let field = FieldSpec::new;
    FormSpec::new(
        "client",
        "Client",
        vec![Section::new(
            "",
            vec![
                field("name", "Name", FieldKind::Text).required(),
                field("phone", "Phone", FieldKind::Phone),
                field("city", "City", FieldKind::Text),
                field("tags", "Tags", FieldKind::Tags),
                field("limit", "Credit limit", FieldKind::Money),
                field("notes", "Notes", FieldKind::Notes { rows: 3 }),
            ],
        )],
    )
}

fn values(name: &str, phone: &str, city: &str, tags: &[&str], limit: i64, notes: &str) -> FieldValues {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let pairs = [
        ("name", FieldValue::text(name)),
        ("phone", FieldValue::text(phone)),
        ("city", FieldValue::text(city)),
        ("tags", FieldValue::Tags(tags)),
        ("limit", if limit == 0 { FieldValue::Empty } else { FieldValue::Money(limit) }),
        ("notes", FieldValue::text(notes)),
    ];
    pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
}

fn conflict() -> Conflict {
    let long = "Prefers mornings. 山田太郎さんの紹介。 Wants the album in two volumes, with the parents' names in gold.";
    let base = values("Priya Sharma", "+91 98450 12345", "Bengaluru", &["vip"], 10_000, "Prefers mornings.");
    let theirs = values("Priya S. Sharma", "+91 98450 12345", "Mysuru", &["vip"], 20_000, long);
    let mine = values("प्रिया शर्मा 👩‍👩‍👧", "+91 90000 00000", "Mysuru", &["vip"], 10_000, "Prefers evenings.");
    Conflict::new(&spec(), ("Priya Sharma", "Asha"), (&base, &theirs, &mine), context())
}

fn hit(conflict: &mut Conflict, keys: &str) -> ConflictEvent {
    let mut event = ConflictEvent::None;
    for key in keys.split(' ') {
        event = conflict.handle(press(conflict.scopes(), key));
    }
    event
}

#[test]
fn conflicts_look_right_at_every_size() {
    for (w, h) in SIZES {
        let mut conflict = conflict();
        insta::assert_snapshot!(
            format!("conflict_{w}x{h}"),
            screen((w, h), |a, b, l| conflict.draw(a, b, l))
        );
        hit(&mut conflict, "G");
        insta::assert_snapshot!(
            format!("conflict_last_{w}x{h}"),
            screen((w, h), |a, b, l| conflict.draw(a, b, l))
        );
    }
    let conflict = conflict();
    let buf = paint((100, 24), |area, buf, look| {
        conflict.draw(area, buf, look);
    });
    let lines: Vec<String> = (5..10).map(|y| roles(&buf, y)).collect();
    insta::assert_snapshot!("conflict_roles", lines.join("\n"));
}

#[test]
fn a_conflict_is_settled_field_by_field() {
    let mut conflict = conflict();
    assert!(!conflict.is_settled());
    assert_eq!(hit(&mut conflict, "m ctrl-s"), ConflictEvent::None);
    insta::assert_snapshot!("conflict_blocked", screen((80, 24), |a, b, l| conflict.draw(a, b, l)));
    assert_eq!(hit(&mut conflict, "e ctrl-u"), ConflictEvent::None);
    conflict.paste("Prefers noon.");
    insta::assert_snapshot!("conflict_edit", screen((80, 24), |a, b, l| conflict.draw(a, b, l)));
    hit(&mut conflict, "ctrl-s");
    insta::assert_snapshot!("conflict_edited", screen((80, 24), |a, b, l| conflict.draw(a, b, l)));
    assert!(conflict.is_settled());
    let ConflictEvent::Save(saved) = hit(&mut conflict, "ctrl-s") else { panic!("not saved") };
    let expected = values("प्रिया शर्मा 👩‍👩‍👧", "+91 90000 00000", "Mysuru", &["vip"], 20_000, "Prefers noon.");
    assert_eq!(saved, expected);
    assert_eq!(hit(&mut conflict, "esc"), ConflictEvent::Close);
}

#[test]
fn one_key_takes_all_of_one_side() {
    let mut theirs = conflict();
    assert!(
        matches!(hit(&mut theirs, "T ctrl-s"), ConflictEvent::Save(v) if v[&FieldKey::from("phone")] == FieldValue::text("+91 98450 12345"))
    );
    let mut base = conflict();
    hit(&mut base, "b left right l h");
    assert!(
        matches!(hit(&mut base, "M ctrl-s"), ConflictEvent::Save(v) if v[&FieldKey::from("limit")] == FieldValue::Money(20_000))
    );
}

#[test]
fn all_of_mine_is_only_what_i_changed() {
    let key = FieldKey::from;
    // Field by field: as it was, theirs, mine, and what `M` and `T` make of it.
    let table = [
        ("a", "b", "a", "b", "b"),
        ("a", "a", "c", "c", "a"),
        ("a", "b", "c", "c", "b"),
        ("a", "b", "", "", "b"),
        ("", "b", "", "b", "b"),
    ];
    for (base, theirs, mine, after_mine, after_theirs) in table {
        let of = |city: &str| values("Priya", "+91 1", city, &[], 0, "");
        let make =
            || Conflict::new(&spec(), ("Priya", "Asha"), (&of(base), &of(theirs), &of(mine)), context());
        for (keys, expected) in [("M", after_mine), ("T", after_theirs)] {
            let mut conflict = make();
            hit(&mut conflict, keys);
            assert_eq!(
                conflict.values()[&key("city")],
                FieldValue::text(expected),
                "{keys} of {base} {theirs} {mine}"
            );
            assert_eq!(conflict.keeps_theirs(), expected == theirs);
        }
    }
}

fn merge() -> Merge {
    let side =
        |name: &str, note: &str, values| MergeSide { name: name.to_owned(), note: note.to_owned(), values };
    Merge::new(
        &spec(),
        side(
            "Priya Sharma",
            "₹4,82,300.00 spent",
            values("Priya Sharma", "+91 1", "", &["vip", "日本"], 0, "one"),
        ),
        side(
            "P. Sharma",
            "₹0.00 spent",
            values("P. Sharma", "+91 1", "Mysuru", &["wedding", "vip"], 0, "two"),
        ),
        vec!["3 projects move".to_owned(), "1 invoice moves".to_owned()],
        context(),
    )
}

#[test]
fn merges_look_right_at_every_size() {
    for (w, h) in SIZES {
        let merge = merge();
        insta::assert_snapshot!(format!("merge_{w}x{h}"), screen((w, h), |a, b, l| merge.draw(a, b, l)));
    }
}

#[test]
fn a_merge_keeps_what_there_is() {
    let mut merge = merge();
    let go = |merge: &mut Merge, keys: &str| {
        let mut event = MergeEvent::None;
        for key in keys.split(' ') {
            event = merge.handle(press(merge.scopes(), key));
        }
        event
    };
    let all = values("Priya Sharma", "+91 1", "Mysuru", &["vip", "日本", "wedding"], 0, "one\ntwo");
    let expected = MergeEvent::Merge { values: all.clone(), swapped: false };
    assert_eq!(go(&mut merge, "ctrl-s"), expected);
    assert_eq!(go(&mut merge, "x ctrl-s"), MergeEvent::Merge { values: all, swapped: true });
    let event = go(&mut merge, "1 j j 2 j 1 3 1 ctrl-s");
    let MergeEvent::Merge { values: chosen, .. } = event else { panic!("{event:?}") };
    assert_eq!(chosen, values("P. Sharma", "+91 1", "Mysuru", &["vip", "日本"], 0, "two"));
    assert_eq!(go(&mut merge, "esc"), MergeEvent::Close);
}

#[test]
fn what_holds_one_value_says_why_it_does_not_take_both() {
    let mut merge = merge();
    let shows =
        |merge: &Merge| screen((80, 24), |a, b, l| merge.draw(a, b, l)).contains("Name holds one value");
    merge.handle(press(merge.scopes(), "3"));
    assert!(shows(&merge));
    merge.handle(press(merge.scopes(), "j"));
    assert!(!shows(&merge), "it is about the field that was left");
}

#[test]
fn nothing_panics_on_any_size() {
    let (conflict, merge) = (conflict(), merge());
    let same = values("a", "", "", &[], 0, "");
    let none = Conflict::new(&spec(), ("a", "b"), (&same, &same, &same), context());
    assert!(none.is_settled());
    for w in (0..130).step_by(7) {
        for h in 0..16 {
            screen((w, h), |a, b, l| conflict.draw(a, b, l));
            screen((w, h), |a, b, l| merge.draw(a, b, l));
            screen((w, h), |a, b, l| none.draw(a, b, l));
        }
    }
}
