//! Clients: create, edit, conflict, tag, note, archive, merge, erase, undo.

use super::{Studio, values};
use studiovault::domain::field::{FieldKey, FieldValue};
use studiovault::domain::id::{ClientId, SessionId};
use studiovault::store::protocol::*;

#[test]
fn a_new_client_is_checked_and_kept() {
    let s = Studio::new();
    let id = s.add_with(&[
        ("name", "  Priya   Sharma "),
        ("phone", "98450 12345"),
        ("tags", "#wedding VIP wedding"),
    ]);
    let client = s.client(&id).client;
    assert_eq!((client.name.as_str(), client.phone.as_str()), ("Priya Sharma", "98450 12345"));
    assert_eq!(client.phone_e164.as_deref(), Some("+919845012345"));
    assert_eq!(client.profile.tags, ["wedding", "VIP"]);
    assert_eq!(client.version, 1);
    s.assert_sound();
}

#[test]
fn bad_fields_are_named_and_nothing_is_kept() {
    let s = Studio::new();
    for (fields, bad) in [
        (vec![("phone", "98450 12345")], "name"),
        (vec![("name", "\u{301}\u{94d}"), ("phone", "98450 12345")], "name"),
        (vec![("name", "Priya")], "phone"),
        (vec![("name", "Priya"), ("phone", "12")], "phone"),
        (vec![("name", "Priya"), ("phone", "98450 12345"), ("email", "priya")], "email"),
        (vec![("name", "Priya"), ("phone", "98450 12345"), ("gstin", "29ABC")], "gstin"),
        (vec![("name", "Priya"), ("phone", "98450 12345"), ("shoe_size", "7")], "shoe_size"),
    ] {
        let command = Command::CreateClient { branch: s.branch.clone(), values: values(&fields) };
        match s.run(command) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{fields:?}: {errors:?}")
            }
            other => panic!("{fields:?}: {other:?}"),
        }
    }
    assert_eq!(s.sqlite3("SELECT count(*) FROM clients").unwrap(), "0");
}

#[test]
fn unknown_keys_of_a_profile_survive_an_edit() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.sqlite3(&format!(
        "UPDATE clients SET profile_json = '{{\"shoe\":7,\"email\":\"p@x.in\"}}' WHERE id = '{id}'"
    ))
    .unwrap();
    s.edit(&id, &[("city", "Mysuru")]).unwrap();
    let profile = s.sqlite3(&format!("SELECT profile_json FROM clients WHERE id = '{id}'")).unwrap();
    assert!(
        profile.contains("\"shoe\":7") && profile.contains("Mysuru") && profile.contains("p@x.in"),
        "{profile}"
    );
}

#[test]
fn a_stale_edit_is_a_conflict_and_loses_nothing() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let client = s.client(&id).client;
    s.edit(&id, &[("phone", "98450 99999")]).unwrap();
    let base = client.values();
    let mut mine = base.clone();
    mine.extend(values(&[("name", "Priya Sharma")]));
    let stale = Command::EditClient { id: id.clone(), version: client.version, base, values: mine.clone() };
    let Err(StoreError::Conflict(conflict)) = s.run(stale) else { panic!("a conflict was due") };
    assert_eq!(conflict.changed_by, "Asha");
    assert_eq!(conflict.theirs[&FieldKey::from("phone")], FieldValue::text("98450 99999"));
    let mut resolved = conflict.theirs.clone();
    resolved.extend(values(&[("name", "Priya Sharma")]));
    s.run(Command::EditClient {
        id: id.clone(),
        version: conflict.version,
        base: conflict.theirs.clone(),
        values: resolved,
    })
    .unwrap();
    let client = s.client(&id).client;
    assert_eq!((client.name.as_str(), client.phone.as_str()), ("Priya Sharma", "98450 99999"));
}

#[test]
fn another_program_moves_the_version_too() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let client = s.client(&id).client;
    s.sqlite3(&format!("UPDATE clients SET name = 'Priya S' WHERE id = '{id}'")).unwrap();
    let mut mine = client.values();
    mine.extend(values(&[("name", "Priya Sharma")]));
    let stale = Command::EditClient { id, version: client.version, base: client.values(), values: mine };
    assert!(matches!(s.run(stale), Err(StoreError::Conflict(_))));
}

#[test]
fn tags_notes_and_archiving_are_undone_and_redone() {
    let s = Studio::new();
    let (a, b) = (s.add("Anil", "98450 12345"), s.add("Beena", "98450 12346"));
    let both = vec![a.clone(), b.clone()];
    s.run(Command::TagClients { ids: both.clone(), add: vec!["vip".into()], remove: vec![] }).unwrap();
    s.run(Command::AddClientNote { client: a.clone(), body: "Prefers mornings".into() }).unwrap();
    s.run(Command::ArchiveClients(both)).unwrap();
    assert!(s.client(&a).client.archived.is_some());
    assert_eq!(s.page(ListQuery { limit: 10, ..Default::default() }).rows.len(), 0);

    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: archiving of 2 clients");
    assert!(s.client(&a).client.archived.is_none());
    s.run(Command::Undo).unwrap();
    assert!(!s.client(&a).timeline.iter().any(|t| t.kind == TimelineKind::Note));
    s.run(Command::Undo).unwrap();
    assert!(s.client(&b).client.profile.tags.is_empty());
    s.run(Command::Redo).unwrap();
    assert_eq!(s.client(&b).client.profile.tags, ["vip"]);
    s.run(Command::Redo).unwrap();
    assert!(s.client(&a).timeline.iter().any(|t| t.kind == TimelineKind::Note));
    s.run(Command::Redo).unwrap();
    assert!(s.client(&b).client.archived.is_some());
    assert!(matches!(s.run(Command::Redo), Err(StoreError::Refused(_))));
    s.assert_sound();
}

#[test]
fn undo_does_not_run_over_somebody_elses_edit() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.edit(&id, &[("name", "Priya S")]).unwrap();
    let other = Actor { session: SessionId::from("ses_other"), ..s.owner.clone() };
    assert!(
        matches!(s.store.run(&other, Command::Undo), Err(StoreError::Refused(_))),
        "another terminal has nothing to undo"
    );
    s.sqlite3(&format!("UPDATE clients SET name = 'Priya T' WHERE id = '{id}'")).unwrap();
    assert!(matches!(s.run(Command::Undo), Err(StoreError::Refused(_))));
    assert_eq!(s.client(&id).client.name, "Priya T");
    // The entry that could not be applied is given up; the one before it cannot be applied either, and says so.
    assert!(matches!(s.run(Command::Undo), Err(StoreError::Refused(_))));
}

#[test]
fn undoing_a_creation_removes_the_client_unless_something_refers_to_it() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.run(Command::Undo).unwrap();
    assert!(matches!(s.store.ask(&s.owner, Query::Client(id)), Err(StoreError::NotFound { .. })));
    let id = s.add("Anil", "98450 12346");
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status) VALUES ('prj_1', '{}', '{id}', 'inquiry')",
        s.branch
    ))
    .unwrap();
    let refused = s.run(Command::Undo).unwrap_err();
    assert!(refused.to_string().contains("other records refer to it"), "{refused}");
    assert_eq!(s.client(&id).client.name, "Anil");
    s.assert_sound();
}

fn money(s: &Studio, client: &ClientId, project: &str, amount: f64) {
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status, created_at) VALUES ('prj_{project}', '{b}', '{client}', 'active', 1);
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, issued_at) VALUES ('inv_{project}', '{b}', 'prj_{project}', {amount}, 'issued', 2);
         INSERT INTO transactions VALUES ('txn_{project}', 'inv_{project}', 'cash_{project}', 'paid', {amount}, 3, NULL);",
        b = s.branch
    ))
    .unwrap();
}

#[test]
fn a_merge_moves_what_follows_and_is_taken_back() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Priya Sharma"), ("phone", "98450 12345"), ("city", "Mysuru")]);
    let gone = s.add_with(&[("name", "Priya S"), ("phone", "98450 99999"), ("email", "p@x.in")]);
    money(&s, &keep, "a", 100.50);
    money(&s, &gone, "b", 50.25);
    s.run(Command::AddClientNote { client: gone.clone(), body: "From the fair".into() }).unwrap();
    let Reply::MergePreview(preview) =
        s.store.ask(&s.owner, Query::MergePreview { keep: keep.clone(), gone: gone.clone() }).unwrap()
    else {
        panic!()
    };
    assert_eq!(preview.moving, [("projects".to_owned(), 1), ("notes".to_owned(), 1)]);
    let mut result = preview.keep.values.clone();
    result.insert(FieldKey::from("email"), FieldValue::text("p@x.in"));
    let merge = Command::MergeClients {
        keep: (keep.clone(), preview.keep.version),
        gone: (gone.clone(), preview.gone.version),
        values: result,
    };
    s.run(merge).unwrap();
    let detail = s.client(&keep);
    assert_eq!(detail.client.spent.minor, 15_075);
    assert_eq!(detail.client.profile.email, "p@x.in");
    assert_eq!(detail.stats.projects, 2);
    assert_eq!(s.find("priya").len(), 1, "the other is no longer found");
    assert_eq!(detail.merges.len(), 1);
    s.assert_sound();

    // Something changed since: it stays.
    s.edit(&keep, &[("city", "Hampi")]).unwrap();
    s.run(Command::UnmergeClients(detail.merges[0].id.clone())).unwrap();
    let (kept, back) = (s.client(&keep), s.client(&gone));
    assert_eq!((kept.client.profile.email.as_str(), kept.client.profile.city.as_str()), ("", "Hampi"));
    assert_eq!((kept.client.spent.minor, back.client.spent.minor), (10_050, 5_025));
    assert!(back.timeline.iter().any(|t| t.text.contains("From the fair")));
    assert_eq!(s.find("priya").len(), 2);
    s.assert_sound();
}

#[test]
fn undo_takes_a_merge_back() {
    let s = Studio::new();
    let (keep, gone) = (s.add("Priya", "98450 12345"), s.add("Priya S", "98450 12346"));
    let merge = Command::MergeClients {
        keep: (keep.clone(), 1),
        gone: (gone.clone(), 1),
        values: s.client(&keep).client.values(),
    };
    s.run(merge.clone()).unwrap();
    assert!(s.run(merge).is_err(), "the same merge again");
    s.run(Command::Undo).unwrap();
    assert!(s.client(&gone).client.merged_into.is_none());
}

#[test]
fn erasure_leaves_nothing_personal_and_keeps_the_money() {
    let s = Studio::new();
    for i in 0..40 {
        s.add(&format!("Fill {i}"), "98450 55555");
    }
    let id =
        s.add_with(&[("name", "Xanthippe Oldname"), ("phone", "98450 12345"), ("email", "zubeida@x.in")]);
    for i in 0..40 {
        s.add(&format!("Gill {i}"), "98450 55555");
    }
    s.edit(
        &id,
        &[("name", "Yolanda Newname, a much longer one than before"), ("notes", "some long notes here")],
    )
    .unwrap();
    s.edit(&id, &[("name", "Zubeida Quraishi"), ("notes", "")]).unwrap();
    money(&s, &id, "a", 100.0);
    s.edit(&id, &[("city", "Quetta")]).unwrap();
    s.run(Command::AddClientNote { client: id.clone(), body: "Zubeida likes mornings".into() }).unwrap();
    assert!(s.run(Command::EraseClient { id: id.clone(), confirm: "Someone".into() }).is_err());
    s.run(Command::EraseClient { id: id.clone(), confirm: "zubeida quraishi".into() }).unwrap();
    let client = s.client(&id).client;
    assert_eq!(
        (client.name.as_str(), client.phone.as_str(), client.spent.minor),
        ("Erased client", "", 10_000)
    );
    assert!(s.find("zubeida").is_empty() && s.find("9845012345").is_empty());
    assert!(s.edit(&id, &[("name", "Back")]).is_err());
    assert!(s.store.verify_audit(&s.owner).unwrap().broken.is_none(), "the chain stays whole");
    s.assert_sound();
    let path = s.path();
    s.store.stop();
    let mut bytes = std::fs::read(&path).unwrap();
    for suffix in ["-wal", "-shm"] {
        bytes.extend(std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default());
    }
    for word in [
        "Zubeida",
        "zubeida",
        "Quetta",
        "quetta",
        "9845012345",
        "98450 12345",
        "Xanthippe",
        "xanthippe",
        "Yolanda",
        "yolanda",
        "long notes",
    ] {
        let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
        assert!(!found, "{word} is still in the file");
    }
}

#[test]
fn duplicates_are_hinted_by_phone_and_by_name() {
    let s = Studio::new();
    s.add("Priya Sharma", "+91 98450 12345");
    s.add("Prakash Shetty", "98450 77120");
    let ask = |name: &str, phone: &str| {
        let query = Query::Duplicates {
            branch: s.branch.clone(),
            name: name.into(),
            phone: phone.into(),
            except: None,
        };
        match s.store.ask(&s.owner, query).unwrap() {
            Reply::Duplicates(hints) => hints.into_iter().map(|h| (h.name, h.why)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(ask("", "098450-12345"), [("Priya Sharma".to_owned(), DuplicateReason::SamePhone)]);
    assert_eq!(ask("priya  SHARMA", ""), [("Priya Sharma".to_owned(), DuplicateReason::SameName)]);
    assert_eq!(ask("Sharma Pria", ""), [("Priya Sharma".to_owned(), DuplicateReason::CloseName)]);
    assert_eq!(ask("Sharma Prakash", ""), []);
    assert_eq!(ask("Priya Sharmaa", ""), [("Priya Sharma".to_owned(), DuplicateReason::CloseName)]);
    assert_eq!(ask("Nobody", "98450 00000"), []);
}

#[test]
fn nobody_is_their_own_referrer_after_a_merge() {
    let s = Studio::new();
    let sender = s.add("Errer", "98450 12345");
    let sent = s.add("Erred", "98450 12346");
    let mut values = s.client(&sent).client.values();
    values.insert(
        FieldKey::from("referred_by"),
        FieldValue::Reference { id: sender.to_string(), label: "Errer".to_owned() },
    );
    let merge = Command::MergeClients { keep: (sender.clone(), 1), gone: (sent, 1), values };
    s.run(merge).unwrap();
    assert_eq!(s.client(&sender).client.profile.referred_by, None);
}

#[test]
fn a_merge_loses_no_phone_and_taking_it_back_leaves_none() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Priya"), ("phone", "98450 12345"), ("notes", "likes dogs")]);
    let gone = s.add_with(&[("name", "Priya S"), ("phone", "+91 98450 99999"), ("alt_phone", "98860 00001")]);
    let values = s.client(&keep).client.values();
    s.run(Command::MergeClients { keep: (keep.clone(), 1), gone: (gone.clone(), 1), values }).unwrap();
    let merged = s.client(&keep);
    assert_eq!(merged.client.phone, "98450 12345");
    assert_eq!(merged.client.profile.alt_phone, "+91 98450 99999");
    assert_eq!(merged.client.profile.notes, "likes dogs\nOther phone: 98860 00001");
    assert_eq!(s.find("99999"), ["Priya"]);
    s.run(Command::UnmergeClients(merged.merges[0].id.clone())).unwrap();
    let kept = s.client(&keep).client.profile;
    assert_eq!((kept.alt_phone.as_str(), kept.notes.as_str()), ("", "likes dogs"));
    s.assert_sound();
}

#[test]
fn the_same_phone_written_otherwise_is_no_other_phone() {
    let s = Studio::new();
    let keep = s.add("Priya", "98450 12345");
    let gone = s.add("Priya S", "+91 9845012345");
    let values = s.client(&keep).client.values();
    s.run(Command::MergeClients { keep: (keep.clone(), 1), gone: (gone, 1), values }).unwrap();
    let profile = s.client(&keep).client.profile;
    assert_eq!((profile.alt_phone.as_str(), profile.notes.as_str()), ("", ""));
}

#[test]
fn a_list_says_when_everybody_is_archived() {
    let s = Studio::new();
    let page = || {
        let page = s.page(ListQuery { limit: 50, ..Default::default() });
        (page.rows.len(), page.archived)
    };
    assert_eq!(page(), (0, Count::Exact(0)));
    let ids = vec![s.add("Priya", "98450 12345"), s.add("Anil", "98450 12346")];
    assert_eq!(page(), (2, Count::Exact(0)));
    s.run(Command::ArchiveClients(ids)).unwrap();
    assert_eq!(page(), (0, Count::Exact(2)));
}
