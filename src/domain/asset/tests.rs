use super::*;

fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
    pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
}

fn person(facts: &str) -> Asset {
    Asset {
        id: "ast_1".into(),
        branch: "br_1".into(),
        kind: "human".to_owned(),
        name: "Rahul".to_owned(),
        serial: String::new(),
        condition: Condition::Available,
        person: None,
        person_name: String::new(),
        capacity: 1,
        facts: AssetFacts::parse(Some(facts)),
        version: 1,
    }
}

#[test]
fn an_asset_needs_a_type_and_a_name() {
    let errors = check(&FieldValues::new()).unwrap_err();
    assert_eq!(errors.0.keys().map(|key| key.0.as_str()).collect::<Vec<_>>(), ["name", "type"]);
    let whole = values(&[
        ("type", FieldValue::text(" Camera ")),
        ("name", FieldValue::text(" Sony  A7 IV ")),
        ("serial", FieldValue::text("SN 1")),
        ("capacity", FieldValue::Number(3)),
        ("price", FieldValue::Money(19_800_000)),
        ("bought", FieldValue::Date(jiff::civil::date(2026, 3, 1))),
    ]);
    let entry = check(&whole).unwrap();
    assert_eq!((entry.kind.as_str(), entry.name.as_str(), entry.capacity), ("camera", "Sony A7 IV", 3));
    assert_eq!(entry.facts.to_json().unwrap(), r#"{"bought":"2026-03-01","price_minor":19800000}"#);
    for (key, value) in [
        ("type", FieldValue::text("teapot")),
        ("name", FieldValue::text("—")),
        ("capacity", FieldValue::Number(0)),
        ("price", FieldValue::Money(-1)),
        ("person", FieldValue::Reference { id: "usr_1".to_owned(), label: String::new() }),
        ("skills", FieldValue::text("drone")),
        ("condition", FieldValue::text("booked")),
        ("condition", FieldValue::text("in_transit")),
        ("colour", FieldValue::text("red")),
    ] {
        let mut bad = whole.clone();
        bad.insert(key.into(), value);
        let errors = check(&bad).unwrap_err();
        assert_eq!(errors.0.keys().map(|k| k.0.as_str()).collect::<Vec<_>>(), [key]);
    }
}

#[test]
fn skills_are_read_from_where_other_programs_wrote_them_and_edited_in_one_place() {
    let asset = person(r#"{"role":"Lead photographer","skill":"drone","locker":7}"#);
    assert_eq!(asset.facts.all_skills(), ["drone", "Lead photographer"]);
    let changes = values(&[("skills", FieldValue::text("lead photographer, गायक,lead photographer"))]);
    let entry = edit(&asset, &changes).unwrap();
    assert_eq!(entry.facts.skills, ["lead photographer", "गायक"]);
    let json: Value = serde_json::from_str(&entry.facts.to_json().unwrap()).unwrap();
    assert_eq!((json["locker"].as_i64(), json["role"].as_str()), (Some(7), Some("Lead photographer")));
    assert!(json.get("skill").is_none());
}

#[test]
fn an_edit_judges_only_what_changed_and_a_person_is_one() {
    let mut odd = person("no json");
    odd.kind = "robot".to_owned();
    odd.capacity = 4;
    let entry = edit(&odd, &values(&[("name", FieldValue::text("R2"))])).unwrap();
    assert_eq!((entry.kind.as_str(), entry.name.as_str()), ("robot", "R2"));
    assert!(entry.facts.to_json().unwrap().contains("no json"));
    let errors = edit(&odd, &values(&[("type", FieldValue::text("human"))])).unwrap_err();
    assert_eq!(errors.to_string(), "capacity: there is one of a person");
    let errors = edit(&odd, &values(&[("condition", FieldValue::text("lost"))])).unwrap_err();
    assert_eq!(errors.to_string(), "condition: the condition is changed by an act of its own");
}

#[test]
fn conditions_are_known_by_their_word_and_by_what_people_read() {
    for (word, condition) in [
        ("available", Some(Condition::Available)),
        (" Under repair", Some(Condition::Maintenance)),
        ("in transit", Some(Condition::InTransit)),
        ("booked", None),
        ("", None),
    ] {
        assert_eq!(Condition::known(word), condition, "{word}");
    }
    assert_eq!(Condition::from("broken".to_owned()).label(), "broken");
}
