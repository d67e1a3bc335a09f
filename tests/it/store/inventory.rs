//! The inventory: assets, how they are, when they are away, and where they belong.

use super::Studio;
use studiovault::domain::asset::Condition;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{AssetId, BranchId};
use studiovault::store::protocol::*;

fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
    pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
}

fn text(text: &str) -> FieldValue {
    FieldValue::text(text)
}

fn soon(hours: i64) -> i64 {
    jiff::Timestamp::now().as_second() / 3_600 * 3_600 + hours * 3_600
}

fn at(hours: i64) -> FieldValue {
    FieldValue::When(jiff::Timestamp::from_second(soon(hours)).unwrap())
}

impl Studio {
    fn asset(&self, pairs: &[(&str, FieldValue)]) -> AssetId {
        let command = InventoryCommand::Create { branch: self.branch.clone(), values: values(pairs) };
        self.run(command).unwrap().row.unwrap().id.as_str().into()
    }

    fn camera(&self, name: &str) -> AssetId {
        self.asset(&[("type", text("camera")), ("name", text(name))])
    }

    fn seen(&self, id: &AssetId) -> AssetDetail {
        match self.ask(Query::Asset(id.clone())).unwrap() {
            Reply::Asset(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    fn mark(&self, id: &AssetId, to: Condition) -> Result<Outcome, StoreError> {
        self.run(InventoryCommand::SetCondition { ids: self.now(&[id]), to, note: String::new() })
    }

    /// Assets with their versions as they are now.
    fn now(&self, ids: &[&AssetId]) -> Vec<(AssetId, i64)> {
        let version = |id: &&AssetId| {
            let found = self.sqlite3(&format!("SELECT coalesce(version, 1) FROM assets WHERE id = '{id}'"));
            ((*id).clone(), found.unwrap().parse().unwrap())
        };
        ids.iter().map(version).collect()
    }

    /// Books an asset for a project `job` so many hours from now.
    fn book(&self, id: &AssetId, lock: &str, (from, to): (i64, i64), qty: u32) {
        let client = self.sqlite3("SELECT coalesce((SELECT id FROM clients LIMIT 1), '')").unwrap();
        let client = if client.is_empty() { self.add("Priya", "98450 12345").to_string() } else { client };
        self.sqlite3(&format!(
            "INSERT INTO projects (id, branch_id, client_id, status, details_json) SELECT 'job', '{}', '{client}', 'active', '{{\"title\":\"Sharma wedding\"}}'
               WHERE NOT EXISTS (SELECT 1 FROM projects WHERE id = 'job');
             INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, qty)
               VALUES ('{lock}', 'job', '{id}', {}, {}, 'firm', {qty});",
            self.branch,
            soon(from),
            soon(to)
        ))
        .unwrap();
    }

    /// Somebody with a role in a branch.
    fn person(&self, id: &str, role: &str, branch: Option<&str>) -> Actor {
        let branch = branch.map_or("NULL".to_owned(), |branch| format!("'{branch}'"));
        self.sqlite3(&format!(
            "INSERT INTO users (id, org_id, branch_id, name, roles_json, status) SELECT '{id}', id, {branch}, '{id}', '[\"{role}\"]', 'active' FROM organizations"
        ))
        .unwrap();
        Actor { user: id.into(), ..self.owner.clone() }
    }

    /// A second branch with its manager.
    fn far(&self) -> (BranchId, Actor) {
        self.sqlite3(
            "INSERT INTO branches (id, org_id, name, address_json) SELECT 'br_far', id, 'Mysuru', '{\"tz\":\"Asia/Kolkata\"}' FROM organizations",
        )
        .unwrap();
        (BranchId::from("br_far"), self.person("usr_far", "manager", Some("br_far")))
    }
}

#[test]
fn an_asset_is_made_changed_and_taken_back() {
    let s = Studio::new();
    let id = s.asset(&[
        ("type", text("camera")),
        ("name", text("Sony A7 IV")),
        ("serial", text("SN1")),
        ("price", FieldValue::Money(19_800_000)),
    ]);
    s.sqlite3(&format!(
        "UPDATE assets SET metadata_json = json_set(metadata_json, '$.locker', 7) WHERE id = '{id}'"
    ))
    .unwrap();
    let seen = s.seen(&id);
    assert_eq!((seen.asset.name.as_str(), seen.asset.capacity, seen.sight), ("Sony A7 IV", 1, Sight::Whole));
    let base = seen.asset.values();
    let mut next = base.clone();
    next.insert("name".into(), text("Sony A7 V"));
    next.insert("notes".into(), text("second body"));
    let edit = |base: &FieldValues, values: &FieldValues| {
        let (id, base, values) = (id.clone(), base.clone(), values.clone());
        s.run(InventoryCommand::Edit { id, version: 1, base, values })
    };
    assert_eq!(edit(&base, &next).unwrap().message, "Saved Sony A7 V");
    let stored = s.sqlite3(&format!("SELECT metadata_json FROM assets WHERE id = '{id}'")).unwrap();
    assert_eq!(stored, r#"{"locker":7,"notes":"second body","price_minor":19800000}"#);
    // Somebody who read it before finds out.
    let error = edit(&base, &values(&[("name", text("Sony A9"))])).unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
    s.run(Command::Undo).unwrap();
    assert_eq!(s.seen(&id).asset.name, "Sony A7 IV");
    let id = s.camera("FX3");
    s.run(Command::Undo).unwrap();
    assert!(matches!(s.ask(Query::Asset(id)), Err(StoreError::NotFound { .. })));
    s.assert_sound();
}

#[test]
fn a_serial_number_that_is_there_already_is_told_and_a_person_is_one_asset() {
    let s = Studio::new();
    s.asset(&[("type", text("camera")), ("name", text("One")), ("serial", text("SN1"))]);
    let twin = values(&[("type", text("lens")), ("name", text("Two")), ("serial", text("sn1"))]);
    let outcome = s.run(InventoryCommand::Create { branch: s.branch.clone(), values: twin }).unwrap();
    assert_eq!(outcome.message, "Added Two; One has the same serial number");
    let id: AssetId = outcome.row.unwrap().id.as_str().into();
    assert_eq!(s.seen(&id).namesakes, ["One"]);

    s.person("usr_r", "photographer", Some(s.branch.as_str()));
    let (_, far) = s.far();
    let who = |user: &str| {
        let person = FieldValue::Reference { id: user.into(), label: String::new() };
        values(&[
            ("type", text("human")),
            ("name", text("Rahul")),
            ("person", person),
            ("skills", text("lead, drone")),
        ])
    };
    let create = |values| s.run(InventoryCommand::Create { branch: s.branch.clone(), values });
    create(who("usr_r")).unwrap();
    let error = create(who("usr_r")).unwrap_err();
    assert_eq!(error.to_string(), "person: this is Rahul already: one person is one asset");
    for user in [far.user.as_str(), "usr_system", "nobody"] {
        assert!(create(who(user)).unwrap_err().to_string().starts_with("person: nobody who works"), "{user}");
    }
    s.assert_sound();
}

#[test]
fn facts_are_never_refused_and_what_is_booked_is_counted() {
    let s = Studio::new();
    let id = s.camera("Sony A7 IV");
    s.book(&id, "l1", (24, 30), 1);
    s.book(&id, "l2", (48, 50), 1);
    let outcome = s.mark(&id, Condition::Lost).unwrap();
    assert_eq!(outcome.message, "Marked Sony A7 IV lost; 2 bookings now need a replacement");
    assert_eq!((outcome.displaced, outcome.undoable), (2, false));
    let severity = "SELECT severity FROM audit_logs WHERE event_type = 'asset.lost'";
    assert_eq!(s.sqlite3(severity).unwrap(), "high");
    let seen = s.seen(&id);
    let troubles: Vec<_> = seen.booked.rows.iter().map(|line| line.trouble.map(|t| t.words())).collect();
    assert_eq!(troubles, [Some("lost"), Some("lost")]);
    assert_eq!(s.mark(&id, Condition::Lost).unwrap().message, "Nothing to change: it is lost already");
    assert_eq!(s.mark(&id, Condition::Available).unwrap().message, "Found Sony A7 IV again");
    assert_eq!(s.mark(&id, Condition::Retired).unwrap().displaced, 2);
    assert!(s.mark(&id, Condition::Other("gone".into())).is_err());
    s.run(Command::Undo).unwrap();
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    s.assert_sound();
}

#[test]
fn under_repair_opens_a_time_without_an_end_and_available_closes_it() {
    let s = Studio::new();
    let id = s.camera("Sony A7 IV");
    s.book(&id, "l1", (24, 30), 1);
    assert_eq!(s.mark(&id, Condition::Maintenance).unwrap().displaced, 1);
    let away = s.seen(&id).away.rows;
    assert_eq!((away.len(), away[0].end), (1, None));
    assert_eq!(s.mark(&id, Condition::Available).unwrap().message, "Marked Sony A7 IV available");
    let away = s.seen(&id).away.rows;
    assert!(away[0].end.is_some());
    assert_eq!(s.seen(&id).booked.rows[0].trouble, None);
    // Back and forth again: each act takes both rows along.
    s.run(Command::Undo).unwrap();
    let seen = s.seen(&id);
    assert_eq!((seen.asset.condition, seen.away.rows[0].end), (Condition::Maintenance, None));
    let window = &seen.away.rows[0];
    let ended = s.run(InventoryCommand::EndAway { id: window.id.clone(), version: window.version }).unwrap();
    assert_eq!(ended.message, "Noted that Sony A7 IV is back");
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    s.assert_sound();
}

#[test]
fn a_time_away_is_entered_over_a_booking_changed_ended_and_removed() {
    let s = Studio::new();
    let id = s.camera("Sony A7 IV");
    s.book(&id, "l1", (24, 30), 1);
    let add = |pairs: &[(&str, FieldValue)]| {
        s.run(InventoryCommand::AddAway { asset: id.clone(), values: values(pairs) })
    };
    let outcome = add(&[
        ("start", at(26)),
        ("end", at(27)),
        ("reason", text("शटर")),
        ("cost", FieldValue::Money(45_000)),
    ])
    .unwrap();
    assert!(outcome.message.starts_with("Recorded Sony A7 IV under repair from "), "{}", outcome.message);
    assert!(outcome.message.ends_with("; 1 booking now needs a replacement"), "{}", outcome.message);
    let window = s.seen(&id).away.rows.remove(0);
    assert_eq!((window.reason.as_str(), window.cost), ("शटर", Some(45_000)));
    assert_eq!(s.seen(&id).booked.rows[0].trouble.map(|t| t.words()), Some("under repair"));
    let mut later = window.values();
    later.insert("start".into(), at(30));
    later.insert("end".into(), FieldValue::Empty);
    let edit = |version, values: &FieldValues| {
        let (id, base) = (window.id.clone(), window.values());
        s.run(InventoryCommand::EditAway { id, version, base, values: values.clone() })
    };
    assert_eq!(edit(window.version, &later).unwrap().displaced, 0);
    assert!(matches!(edit(window.version, &values(&[("reason", text("x"))])), Err(StoreError::Conflict(_))));
    let error =
        s.run(InventoryCommand::EndAway { id: window.id.clone(), version: window.version }).unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
    let version = s.seen(&id).away.rows[0].version;
    let error = s.run(InventoryCommand::EndAway { id: window.id.clone(), version }).unwrap_err();
    assert_eq!(error.to_string(), "it has not begun yet");
    s.run(InventoryCommand::RemoveAway { id: window.id.clone(), version }).unwrap();
    assert!(s.seen(&id).away.rows.is_empty());
    s.run(Command::Undo).unwrap();
    assert_eq!(s.seen(&id).away.rows.len(), 1);
    for (pairs, why) in [
        (vec![("start", at(5)), ("end", at(5))], "end: the end must lie behind the start"),
        (vec![("end", at(5))], "start: a date and time is needed"),
        (
            vec![("start", at(5)), ("kind", text("leave"))],
            "kind: a thing or a place is away as maintenance or busy",
        ),
    ] {
        let error = add(&pairs).unwrap_err().to_string();
        assert!(error.starts_with(why), "{error}");
    }
    s.assert_sound();
}

#[test]
fn there_are_never_fewer_than_are_booked_at_once() {
    let s = Studio::new();
    let id =
        s.asset(&[("type", text("light")), ("name", text("C-stand")), ("capacity", FieldValue::Number(5))]);
    s.book(&id, "l1", (24, 30), 2);
    s.book(&id, "l2", (26, 28), 1);
    s.book(&id, "l3", (30, 40), 3);
    let seen = s.seen(&id).asset;
    let many = |n: i64| {
        let (id, base) = (id.clone(), seen.values());
        s.run(InventoryCommand::Edit {
            id,
            version: 1,
            base,
            values: values(&[("capacity", FieldValue::Number(n))]),
        })
    };
    let error = many(2).unwrap_err().to_string();
    assert!(error.starts_with("capacity: 3 are booked at once at 2"), "{error}");
    assert!(error.ends_with(": Sharma wedding, Sharma wedding. Free one of them first"), "{error}");
    many(3).unwrap();
    // Taking the larger number back is a smaller one too.
    let base = s.seen(&id).asset.values();
    let more = values(&[("capacity", FieldValue::Number(9))]);
    s.run(InventoryCommand::Edit { id: id.clone(), version: 2, base, values: more }).unwrap();
    s.book(&id, "l4", (31, 32), 4);
    let error = s.run(Command::Undo).unwrap_err();
    assert!(error.to_string().ends_with("more are booked since than there were"), "{error}");
    s.assert_sound();
}

#[test]
fn a_transfer_is_confirmed_by_the_other_branch() {
    let s = Studio::new();
    let (far, manager) = s.far();
    let id = s.camera("Sony A7 IV");
    s.book(&id, "l1", (24, 30), 1);
    s.sqlite3(&format!(
        "INSERT INTO kits (id, branch_id, name) VALUES ('k1', '{}', 'Kit'); INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('ka', 'k1', '{id}')",
        s.branch
    ))
    .unwrap();
    let send = |to: &BranchId| {
        s.run(InventoryCommand::Transfer { ids: s.now(&[&id]), to: to.clone(), note: "two batteries".into() })
    };
    assert!(send(&s.branch).unwrap_err().to_string().ends_with("already"));
    assert!(matches!(send(&"br_none".into()), Err(StoreError::NotFound { .. })));
    let outcome = send(&far).unwrap();
    assert_eq!(outcome.message, "Sent Sony A7 IV to Mysuru; 1 booking now needs a replacement");
    assert!(!outcome.undoable);
    assert!(send(&far).unwrap_err().to_string().ends_with("is on its way already"));
    let seen = s.seen(&id);
    assert_eq!(seen.asset.condition, Condition::InTransit);
    assert_eq!(seen.booked.rows[0].trouble.map(|t| t.words()), Some("in another branch"));
    // Until it has arrived it is not theirs, but they see that it comes.
    assert!(matches!(s.store.ask(&manager, Query::Asset(id.clone())), Err(StoreError::NotFound { .. })));
    let Reply::Transfers(coming) = s.store.ask(&manager, Query::Transfers(BranchScope::All)).unwrap() else {
        panic!()
    };
    assert_eq!(coming.branches.len(), 2);
    let coming = coming.ways;
    assert_eq!((coming.len(), coming[0].receivable, coming[0].to_name.as_str()), (1, true, "Mysuru"));
    assert!(s.mark(&id, Condition::Available).unwrap_err().to_string().ends_with("is on its way to Mysuru"));
    let arrive = |actor: &Actor, outcome| {
        s.store
            .run(actor, InventoryCommand::Arrive { ids: s.now(&[&id]), outcome, note: String::new() }.into())
    };
    let near = s.person("usr_near", "manager", Some(s.branch.as_str()));
    assert_eq!(arrive(&near, Arrival::Received).unwrap_err().to_string(), "Sony A7 IV is taken in by Mysuru");
    let received = arrive(&manager, Arrival::Received).unwrap();
    assert_eq!(received.message, "Received Sony A7 IV; it left the kits of the other branch");
    assert!(arrive(&manager, Arrival::Returned).is_err());
    assert!(matches!(s.store.ask(&near, Query::Asset(id.clone())), Err(StoreError::NotFound { .. })));
    let Reply::Asset(theirs) = s.store.ask(&manager, Query::Asset(id.clone())).unwrap() else { panic!() };
    assert_eq!(
        (theirs.asset.branch.as_str(), theirs.asset.condition.clone()),
        ("br_far", Condition::Available)
    );
    assert_eq!(
        (theirs.booked.rows[0].name.as_str(), theirs.booked.rows[0].project.clone()),
        ("another branch's project", None)
    );
    // Each branch reads of it in its own log.
    let entries = s.sqlite3("SELECT group_concat(event_type || ' ' || branch_id, ',') FROM (SELECT * FROM audit_logs WHERE event_type LIKE 'asset.%' ORDER BY event_type, branch_id)").unwrap();
    assert_eq!(entries.matches("asset.received").count(), 2, "{entries}");
    s.assert_sound();
}

#[test]
fn a_transfer_goes_back_and_what_is_lost_on_the_way_is_on_its_way_when_it_is_found() {
    let s = Studio::new();
    let (far, manager) = s.far();
    let id = s.camera("Sony A7 IV");
    let room = s.asset(&[("type", text("space")), ("name", text("Studio A"))]);
    let send = |ids: &[&AssetId]| {
        s.run(InventoryCommand::Transfer { ids: s.now(ids), to: far.clone(), note: String::new() })
    };
    // One that cannot go keeps all of them.
    assert_eq!(send(&[&id, &room]).unwrap_err().to_string(), "Studio A is a place, and stays where it is");
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    s.sqlite3(&format!(
        "INSERT INTO asset_custody (id, asset_id, holder, out_at) VALUES ('c', '{id}', 'Ravi', 5)"
    ))
    .unwrap();
    assert_eq!(send(&[&id]).unwrap_err().to_string(), "Sony A7 IV is out with somebody");
    s.sqlite3("UPDATE asset_custody SET back_at = 6").unwrap();
    send(&[&id]).unwrap();
    s.mark(&id, Condition::Lost).unwrap();
    s.mark(&id, Condition::Available).unwrap();
    assert_eq!(s.seen(&id).asset.condition, Condition::InTransit);
    let refuse =
        InventoryCommand::Arrive { ids: s.now(&[&id]), outcome: Arrival::Returned, note: "broken".into() };
    s.store.run(&manager, refuse.into()).unwrap();
    let seen = s.seen(&id);
    assert_eq!(
        (seen.asset.condition, seen.transfers[0].outcome),
        (Condition::Available, Some(Arrival::Returned))
    );
    s.assert_sound();
}

#[test]
fn an_act_on_an_asset_that_moved_since_it_was_read_is_a_conflict() {
    let s = Studio::new();
    let (far, manager) = s.far();
    let id = s.camera("Sony A7 IV");
    let read = s.now(&[&id]);
    s.mark(&id, Condition::Retired).unwrap();
    let note = String::new;
    let lost = InventoryCommand::SetCondition { ids: read.clone(), to: Condition::Available, note: note() };
    let send = InventoryCommand::Transfer { ids: read, to: far.clone(), note: note() };
    for command in [lost, send] {
        let Err(StoreError::Conflict(conflict)) = s.run(command) else { panic!() };
        assert_eq!((conflict.label.as_str(), conflict.changed_by.as_str()), ("Sony A7 IV", "Asha"));
    }
    s.mark(&id, Condition::Available).unwrap();
    s.run(InventoryCommand::Transfer { ids: s.now(&[&id]), to: far, note: note() }).unwrap();
    let read = s.now(&[&id]);
    s.mark(&id, Condition::Lost).unwrap();
    let receive = InventoryCommand::Arrive { ids: read, outcome: Arrival::Received, note: note() };
    assert!(matches!(s.store.run(&manager, receive.into()), Err(StoreError::Conflict(_))));
    assert_eq!(s.seen(&id).asset.condition, Condition::Lost);
}

#[test]
fn what_is_lost_on_the_way_is_lost_until_somebody_finds_it() {
    let s = Studio::new();
    let (far, manager) = s.far();
    let id = s.camera("Sony A7 IV");
    let send = || {
        s.run(InventoryCommand::Transfer { ids: s.now(&[&id]), to: far.clone(), note: String::new() })
            .unwrap();
        s.mark(&id, Condition::Lost).unwrap();
    };
    let arrive = |outcome| {
        let command = InventoryCommand::Arrive { ids: s.now(&[&id]), outcome, note: "found it".into() };
        s.store.run(&manager, command.into()).unwrap().message
    };
    let found =
        "SELECT group_concat(branch_id || ' ' || severity) FROM audit_logs WHERE event_type = 'asset.found'";
    send();
    assert_eq!(
        arrive(Arrival::Returned),
        "Returned Sony A7 IV: it belongs where it came from, and is lost until somebody finds it"
    );
    assert_eq!(s.seen(&id).asset.condition, Condition::Lost);
    assert_eq!(s.sqlite3(found).unwrap(), "");
    s.mark(&id, Condition::Available).unwrap();
    assert_eq!(s.sqlite3(found).unwrap(), format!("{} medium", s.branch));
    // Whoever takes it in has found it, and the log says so by itself.
    send();
    arrive(Arrival::Received);
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    assert_eq!(s.sqlite3(found).unwrap(), format!("{} medium,br_far medium", s.branch));
    s.assert_sound();
}

#[test]
fn the_counter_sees_whether_it_is_free_and_changes_nothing() {
    let s = Studio::new();
    let id = s.asset(&[
        ("type", text("camera")),
        ("name", text("Sony A7 IV")),
        ("price", FieldValue::Money(5)),
        ("notes", text("pawned")),
    ]);
    s.book(&id, "l1", (24, 30), 1);
    let away = values(&[("start", at(48)), ("reason", text("pawned again"))]);
    s.run(InventoryCommand::AddAway { asset: id.clone(), values: away }).unwrap();
    let clerk = s.person("usr_c", "clerk", Some(s.branch.as_str()));
    let Reply::Asset(seen) = s.store.ask(&clerk, Query::Asset(id.clone())).unwrap() else { panic!() };
    assert_eq!((seen.sight, seen.booked.rows.len(), seen.away.rows.len()), (Sight::Availability, 1, 1));
    assert!(!format!("{seen:?}").contains("pawned") && seen.asset.facts.price_minor.is_none(), "{seen:?}");
    let window = s.seen(&id).away.rows.remove(0);
    let all = s.now(&[&id]);
    for command in [
        InventoryCommand::Create { branch: s.branch.clone(), values: FieldValues::new() },
        InventoryCommand::SetCondition { ids: all.clone(), to: Condition::Lost, note: String::new() },
        InventoryCommand::EndAway { id: window.id, version: 1 },
        InventoryCommand::Transfer { ids: all, to: s.branch.clone(), note: String::new() },
    ] {
        assert!(matches!(s.store.run(&clerk, command.into()), Err(StoreError::Denied(_))));
    }
    assert!(matches!(s.store.ask(&clerk, Query::Transfers(BranchScope::All)), Err(StoreError::Denied(_))));
}

#[test]
fn another_branch_learns_nothing_and_changes_nothing() {
    let s = Studio::new();
    let (_, manager) = s.far();
    let id = s.camera("Sony A7 IV");
    s.run(InventoryCommand::AddAway { asset: id.clone(), values: values(&[("start", at(1))]) }).unwrap();
    let window = s.seen(&id).away.rows.remove(0);
    let all = s.now(&[&id]);
    for command in [
        InventoryCommand::Create { branch: s.branch.clone(), values: FieldValues::new() },
        InventoryCommand::Edit {
            id: id.clone(),
            version: 1,
            base: FieldValues::new(),
            values: values(&[("name", text("x"))]),
        },
        InventoryCommand::SetCondition { ids: all.clone(), to: Condition::Lost, note: String::new() },
        InventoryCommand::AddAway { asset: id.clone(), values: values(&[("start", at(1))]) },
        InventoryCommand::EndAway { id: window.id.clone(), version: 1 },
        InventoryCommand::RemoveAway { id: window.id, version: 1 },
        InventoryCommand::Transfer { ids: all.clone(), to: "br_far".into(), note: String::new() },
        InventoryCommand::Arrive { ids: all, outcome: Arrival::Received, note: String::new() },
    ] {
        let error = s.store.run(&manager, command.clone().into()).unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{command:?}: {error}");
    }
    assert!(matches!(s.store.ask(&manager, Query::Asset(id)), Err(StoreError::NotFound { .. })));
    s.assert_sound();
}

#[test]
fn available_ends_a_repair_that_the_mark_knows_nothing_of() {
    let s = Studio::new();
    let id = s.camera("Sony A7 IV");
    let values = values(&[("start", at(-2)), ("end", at(24))]);
    s.run(InventoryCommand::AddAway { asset: id.clone(), values }).unwrap();
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    assert_eq!(s.mark(&id, Condition::Available).unwrap().message, "Marked Sony A7 IV available");
    assert!(s.seen(&id).away.rows[0].end.is_some_and(|end| end.as_second() < soon(2)));
    let again = s.mark(&id, Condition::Available).unwrap().message;
    assert_eq!(again, "Nothing to change: it is available already");
    s.assert_sound();
}

#[test]
fn a_repair_whose_time_is_over_is_over() {
    let s = Studio::new();
    let id = s.camera("Sony A7 IV");
    let edit = |end: FieldValue| {
        let window = s.seen(&id).away.rows.remove(0);
        let (base, mut values) = (window.values(), window.values());
        values.insert("end".into(), end);
        s.run(InventoryCommand::EditAway { id: window.id, version: window.version, base, values })
    };
    // An end that is still to come leaves the mark. Once it has passed, the times say that it is there.
    s.mark(&id, Condition::Maintenance).unwrap();
    s.sqlite3("UPDATE asset_maintenance SET start_time = start_time - 7200").unwrap();
    edit(at(5)).unwrap();
    assert_eq!(s.seen(&id).asset.condition, Condition::Maintenance);
    let out = || {
        let what = OutWhat::Asset { id: id.clone(), qty: 1, kit: None };
        s.run(CustodyCommand::CheckOut(CheckOut {
            items: vec![OutItem { what, condition: String::new() }],
            project: None,
            event: None,
            holder: studiovault::domain::custody::Holder::Name("Ravi".into()),
            due: Due::Open,
            wanted: Wanted::Ask,
        }))
    };
    assert!(out().unwrap_err().to_string().contains("is under repair until"));
    s.sqlite3("UPDATE asset_maintenance SET end_time = unixepoch() - 60").unwrap();
    out().unwrap();
    // An end in the past takes the mark away at once.
    s.sqlite3("UPDATE asset_maintenance SET end_time = NULL").unwrap();
    edit(at(-1)).unwrap();
    assert_eq!(s.seen(&id).asset.condition, Condition::Available);
    s.assert_sound();
}

#[test]
fn an_asset_made_under_repair_is_taken_back_and_made_again() {
    let s = Studio::new();
    let id = s.asset(&[
        ("type", text("camera")),
        ("name", text("Sony A7 IV")),
        ("condition", text("maintenance")),
    ]);
    assert_eq!(s.seen(&id).away.rows.len(), 1);
    s.run(Command::Undo).unwrap();
    s.run(Command::Redo).unwrap();
    let seen = s.seen(&id);
    assert_eq!((seen.asset.condition, seen.away.rows.len()), (Condition::Maintenance, 1));
    s.assert_sound();
}
