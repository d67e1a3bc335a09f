//! Kits: packed, booked, given out and taken back as a whole.

use super::custody::{actor, asset, back, out, studio};
use super::{Studio, values};
use studiovault::domain::id::KitId;
use studiovault::domain::kit::KitPart;
use studiovault::store::protocol::*;

fn parts(all: &[(&str, u32)]) -> Vec<KitPart> {
    all.iter().map(|(asset, qty)| KitPart { asset: (*asset).into(), qty: *qty }).collect()
}

fn create(s: &Studio, name: &str, all: &[(&str, u32)]) -> Result<KitId, StoreError> {
    let command =
        KitCommand::Create { branch: s.branch.clone(), values: values(&[("name", name)]), parts: parts(all) };
    s.run(command).map(|outcome| outcome.row.unwrap().id.as_str().into())
}

fn detail(s: &Studio, id: &KitId) -> KitDetail {
    match s.ask(Query::Kit(id.clone())).unwrap() {
        Reply::Kit(detail) => *detail,
        other => panic!("{other:?}"),
    }
}

fn names(s: &Studio, who: &Actor, text: &str, filter: &str) -> Vec<String> {
    let query = ListQuery { text: text.into(), filter: filter.into(), limit: 50, ..Default::default() };
    match s.store.ask(who, Query::List(ListKind::Kits, query)).unwrap() {
        Reply::Kits(page) => page.rows.into_iter().map(|row| row.name).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_kit_is_made_packed_anew_archived_and_all_of_it_undone() {
    let s = studio();
    let id = create(&s, "Interview kit", &[("cam", 1), ("batteries", 2), ("batteries", 2)]).unwrap();
    let things = |s: &Studio| {
        detail(s, &id).parts.iter().map(|part| format!("{} {}", part.name, part.qty)).collect::<Vec<_>>()
    };
    assert_eq!(things(&s), ["batteries 4", "cam 1"]);
    s.store.finish_indexing().unwrap();
    assert_eq!(names(&s, &s.owner, "interv", ""), ["Interview kit"]);
    let version = detail(&s, &id).kit.version;
    let pack = |version: i64, all: &[(&str, u32)]| {
        s.run(KitCommand::Pack { id: id.clone(), version, parts: parts(all) })
    };
    assert_eq!(
        pack(version, &[("cam", 1), ("lens", 1)]).unwrap().message,
        "Packed Interview kit: 2 things in it"
    );
    assert!(matches!(pack(version, &[("cam", 1)]), Err(StoreError::Conflict(_))), "somebody was faster");
    assert_eq!(things(&s), ["cam 1", "lens 1"]);
    s.run(Command::Undo).unwrap();
    assert_eq!(things(&s), ["batteries 4", "cam 1"]);
    s.run(Command::Redo).unwrap();
    assert_eq!(things(&s), ["cam 1", "lens 1"]);
    let kit = detail(&s, &id).kit;
    let mut changed = kit.values();
    changed.extend(values(&[("name", "Talk kit")]));
    s.run(KitCommand::Edit { id: id.clone(), version: kit.version, base: kit.values(), values: changed })
        .unwrap();
    s.run(KitCommand::Archive(vec![id.clone()])).unwrap();
    assert_eq!(names(&s, &s.owner, "", ""), [""; 0]);
    assert_eq!(names(&s, &s.owner, "", "archived"), ["Talk kit"]);
    s.run(KitCommand::Restore(vec![id.clone()])).unwrap();
    for _ in 0..5 {
        s.run(Command::Undo).unwrap();
    }
    assert!(matches!(s.ask(Query::Kit(id)), Err(StoreError::NotFound { .. })));
    assert_eq!(s.sqlite3("SELECT count(*) FROM kit_assets").unwrap(), "0");
    s.assert_sound();
}

#[test]
fn only_gear_of_the_branch_is_in_a_kit() {
    let s = studio();
    for (all, why) in [
        (&[("far", 1)][..], "far (A7-001) belongs to Dubai"),
        (&[("rahul", 1)][..], "a kit holds gear"),
        (&[("batteries", 11)][..], "there are only 10 of batteries"),
        (&[("nothing", 1)][..], "there is no asset nothing"),
    ] {
        let error = create(&s, "Kit", all).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    assert!(matches!(create(&s, "—", &[]), Err(StoreError::Invalid(_))));
    create(&s, "Kit", &[]).unwrap();
    assert!(matches!(create(&s, "kit", &[]), Err(StoreError::Invalid(_))), "one name, one kit");
    let clerk = actor("clerk");
    let command =
        KitCommand::Create { branch: s.branch.clone(), values: values(&[("name", "K")]), parts: vec![] };
    assert!(matches!(s.store.run(&clerk, command.into()), Err(StoreError::Denied(_))));
}

#[test]
fn a_kit_goes_out_and_comes_back_as_a_whole() {
    let s = studio();
    let id = create(&s, "Kit", &[("cam", 1), ("batteries", 2)]).unwrap();
    let whole = |id: &KitId| OutItem { what: OutWhat::Kit(id.clone()), condition: String::new() };
    s.run(CustodyCommand::CheckOut(out(vec![whole(&id)], "Rahul"))).unwrap();
    assert!(detail(&s, &id).parts.iter().all(|part| part.out.is_some()));
    assert_eq!(
        s.sqlite3("SELECT group_concat(qty) FROM asset_custody WHERE kit_id IS NOT NULL").unwrap(),
        "2,1"
    );
    let again = s.run(CustodyCommand::CheckOut(out(vec![whole(&id)], "Chetan"))).unwrap_err();
    assert!(again.to_string().contains("cam (A7-001) is out with Rahul"), "{again}");
    let done = s.run(CustodyCommand::CheckIn(vec![back(Returned::Kit(id.clone()))])).unwrap();
    assert_eq!(done.message, "Checked in 2 things");
    // A thing that is lost is named, on the shelf and when the kit shall go.
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'cam'").unwrap();
    let lost: Vec<String> = detail(&s, &id)
        .parts
        .iter()
        .filter_map(|part| Some(format!("{} is {}", part.name, part.missing.as_ref()?.words())))
        .collect();
    assert_eq!(lost, ["cam is lost"]);
    let error = s.run(CustodyCommand::CheckOut(out(vec![whole(&id)], "Rahul"))).unwrap_err();
    assert_eq!(error.to_string(), "cam (A7-001) is lost");
    let empty = create(&s, "Empty", &[]).unwrap();
    let error =
        s.run(CustodyCommand::CheckOut(out(vec![whole(&empty), asset("lens")], "Rahul"))).unwrap_err();
    assert_eq!(error.to_string(), "there is nothing in Empty");
    s.assert_sound();
}

#[test]
fn a_kit_of_another_branch_is_not_there() {
    let s = studio();
    s.sqlite3("INSERT INTO kits (id, branch_id, name) VALUES ('kit_far', 'br_dubai', 'Far kit'); INSERT INTO kit_assets VALUES ('x', 'kit_far', 'far', 1)").unwrap();
    s.store.finish_indexing().unwrap();
    let manager = actor("manager");
    assert_eq!(names(&s, &manager, "", ""), [""; 0]);
    assert_eq!(names(&s, &manager, "far", ""), [""; 0]);
    assert!(matches!(s.store.ask(&manager, Query::Kit("kit_far".into())), Err(StoreError::NotFound { .. })));
    let whole = OutItem { what: OutWhat::Kit("kit_far".into()), condition: String::new() };
    let taken = s.store.run(&manager, CustodyCommand::CheckOut(out(vec![whole], "X")).into());
    assert!(matches!(taken, Err(StoreError::NotFound { what: "kit", .. })), "{taken:?}");
    let returned =
        s.store.run(&manager, CustodyCommand::CheckIn(vec![back(Returned::Kit("kit_far".into()))]).into());
    assert!(matches!(returned, Err(StoreError::NotFound { what: "kit", .. })), "{returned:?}");
    let pack = KitCommand::Pack { id: "kit_far".into(), version: 2, parts: Vec::new() };
    assert!(matches!(s.store.run(&manager, pack.into()), Err(StoreError::NotFound { .. })));
    assert_eq!(names(&s, &s.owner, "far", ""), ["Far kit"]);
}
