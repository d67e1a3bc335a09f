//! Imports: batch by batch, others in between, continued after a crash, taken back as a whole.

use super::{Studio, values};
use std::io::{BufRead, BufReader};
use std::process::{Command as Process, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use studiovault::domain::client::admit::{OddPhones, admit};
use studiovault::domain::country::CountryCode;
use studiovault::domain::id::{BranchId, ClientId, ImportId, SessionId};
use studiovault::store::imports::{Applied, Candidate, Changed, ClientsPlan, DuplicateOf, Staged, Verdict};
use studiovault::store::port::Ticket;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

/// Set for the process that is to be killed: the database that it imports into.
const VICTIM: &str = "STUDIOVAULT_TEST_IMPORT_VICTIM";

fn plan(store: &Store, branch: &BranchId, duplicates: OnDuplicate, batch: usize) -> ClientsPlan {
    ClientsPlan {
        branch: branch.clone(),
        source: "old.csv".to_owned(),
        digest: "d1".to_owned(),
        settings: String::new(),
        duplicates,
        resume: None,
        scratch: store.path().parent().unwrap().to_owned(),
        batch,
    }
}

fn candidate(fields: &[(&str, &str)]) -> Candidate {
    let admitted = admit(&values(fields), CountryCode::from_code("IN"), OddPhones::Keep).unwrap();
    Candidate { admitted, created: None }
}

/// (name, phone) of a line of a long file.
fn person(line: u32) -> Candidate {
    candidate(&[("name", &format!("Person {line}")), ("phone", &format!("98450 {:05}", 10_000 + line))])
}

fn stage_people(store: &Store, actor: &Actor, plan: ClientsPlan, lines: u32) -> Staged {
    let mut staging = store.stage_clients(actor, plan).unwrap();
    for line in 2..lines + 2 {
        staging.offer(line, &person(line)).unwrap();
    }
    staging.finish().unwrap()
}

impl Studio {
    fn stage(&self, duplicates: OnDuplicate, rows: &[(u32, Candidate)]) -> (Staged, Vec<Verdict>) {
        let plan = plan(&self.store, &self.branch, duplicates, 2);
        let mut staging = self.store.stage_clients(&self.owner, plan).unwrap();
        let verdicts = rows.iter().map(|(line, row)| staging.offer(*line, row).unwrap()).collect();
        (staging.finish().unwrap(), verdicts)
    }

    fn apply(&self, staged: Staged) -> Applied {
        let never = AtomicBool::new(false);
        self.store.apply_clients(&self.owner, staged, &never, &mut |_| {}).unwrap()
    }

    fn import(&self, duplicates: OnDuplicate, rows: &[(u32, Candidate)]) -> Applied {
        self.apply(self.stage(duplicates, rows).0)
    }

    fn take_back(&self, id: &ImportId, rule: Changed) -> Result<Vec<(String, String)>, StoreError> {
        let never = AtomicBool::new(false);
        let undone = self.store.undo_import(&self.owner, id.as_str(), rule, &never, &mut |_| {})?;
        assert!(!undone.is_stopped);
        self.store.finish_indexing().unwrap();
        Ok(undone.kept)
    }

    fn imports(&self) -> Vec<ImportSummary> {
        let query = Query::Imports { scope: BranchScope::All, limit: 50 };
        match self.store.ask(&self.owner, query).unwrap() {
            Reply::Imports(imports) => imports,
            other => panic!("{other:?}"),
        }
    }

    fn id_of(&self, name: &str) -> ClientId {
        self.page(ListQuery { text: name.to_owned(), limit: 5, ..Default::default() }).rows[0].id.clone()
    }

    fn history(&self, id: &ClientId) -> Vec<HistoryEntry> {
        let row = RowRef { table: Table::Clients, id: id.to_string() };
        match self.store.ask(&self.owner, Query::History(row)).unwrap() {
            Reply::History(entries) => entries,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_imported_is_found_audited_and_knows_where_it_came_from() {
    let s = Studio::new();
    let rows = [
        (2, candidate(&[("name", "Priya Sharma"), ("phone", "98450 12345"), ("tags", "wedding vip")])),
        (3, candidate(&[("name", "Anil Rao"), ("phone", "+1 348656302"), ("city", "Mysuru")])),
        (
            7,
            Candidate {
                created: Some(1_500_000_000),
                ..candidate(&[("name", "王伟"), ("phone", "98450 12347")])
            },
        ),
    ];
    let applied = s.import(OnDuplicate::Skip, &rows);
    assert_eq!((applied.created, applied.updated, applied.left.len()), (3, 0, 0));
    s.store.finish_indexing().unwrap();
    assert_eq!(
        (s.find("sharma"), s.find("348656"), s.find("#wedding")),
        (vec!["Priya Sharma".to_owned()], vec!["Anil Rao".to_owned()], vec!["Priya Sharma".to_owned()])
    );
    let wang = s.client(&s.id_of("王伟"));
    assert_eq!(wang.client.created.unwrap().as_second(), 1_500_000_000);
    assert_eq!(wang.client.phone_e164.as_deref(), Some("+919845012347"));
    let said: Vec<&str> = wang.timeline.iter().map(|e| e.text.as_str()).collect();
    assert_eq!(said, ["imported from old.csv, line 7", "became a client"]);
    let history = s.history(&wang.client.id);
    assert_eq!(history.len(), 1);
    assert_eq!((history[0].event.as_str(), history[0].actor.as_str()), ("client.imported", "Asha"));
    assert_eq!(history[0].changes, [("from".to_owned(), String::new(), "old.csv, line 7".to_owned())]);

    let [import] = s.imports().try_into().unwrap();
    assert_eq!((import.state, import.created, import.source.as_str()), (ImportState::Done, 3, "old.csv"));
    assert_eq!(Some(&import.id), applied.id.as_ref());
    let log = s.sqlite3("SELECT payload_json FROM audit_logs WHERE event_type = 'client.imported'").unwrap();
    assert_eq!(log.lines().count(), 2, "one entry a batch");
    assert!(!log.contains("Priya") && !log.contains("old.csv"), "{log}");
    s.assert_sound();
}

#[test]
fn who_is_there_already_is_recognised_by_the_phone() {
    let s = Studio::new();
    let there = s.add("Priya Sharma", "98450 12345");
    // Another program's row: its phone was never read.
    s.sqlite3(&format!(
        "INSERT INTO clients (id, branch_id, name, phone) VALUES ('c1', '{b}', 'Old Row', '098450-12346'), ('c2', '{b}', 'Odd Row', '12345 67')",
        b = s.branch
    ))
    .unwrap();
    let merged = s.add("Gone", "98450 12349");
    let kept = s.add("Kept", "98450 12350");
    super::undo::merge(&s, &s.owner, &kept, &merged, &[]);
    let rows = [
        (2, candidate(&[("name", "P Sharma"), ("phone", "+91 98450-12345")])),
        (3, candidate(&[("name", "Old"), ("phone", "9845012346")])),
        (4, candidate(&[("name", "Odd"), ("phone", "1234567")])),
        (5, candidate(&[("name", "New"), ("phone", "98450 12348")])),
        (6, candidate(&[("name", "New Too"), ("phone", "+919845012348")])),
        (7, candidate(&[("name", "Free Again"), ("phone", "98450 12349")])),
        (8, candidate(&[("name", "Priya Sharma"), ("phone", "98450 12399")])),
    ];
    let client = |id: &str, name: &str| DuplicateOf::Client { id: id.into(), name: name.to_owned() };
    let (staged, verdicts) = s.stage(OnDuplicate::Skip, &rows);
    assert_eq!(
        verdicts,
        [
            Verdict::Skip(client(there.as_str(), "Priya Sharma")),
            Verdict::Skip(client("c1", "Old Row")),
            Verdict::Skip(client("c2", "Odd Row")),
            Verdict::Add,
            Verdict::Skip(DuplicateOf::Line(5)),
            Verdict::Add,
            Verdict::Add,
        ]
    );
    let counts = staged.counts();
    assert_eq!((counts.rows, counts.added, counts.skipped, counts.same_names), (7, 3, 4, 1));
    let (staged, verdicts) = s.stage(OnDuplicate::Import, &rows[..2]);
    assert!(verdicts.iter().all(|v| matches!(v, Verdict::AddTwin(_))), "{verdicts:?}");
    assert_eq!(s.apply(staged).created, 2);
    s.assert_sound();
}

#[test]
fn clients_are_brought_up_to_the_file_and_taken_back() {
    let s = Studio::new();
    let there = s.add_with(&[
        ("name", "Priya Sharma"),
        ("phone", "98450 12345"),
        ("city", "Mysuru"),
        ("tags", "vip"),
    ]);
    let rows = [
        (2, candidate(&[("name", "P"), ("phone", "9845012345"), ("email", "p@x.in"), ("tags", "wedding")])),
        (3, candidate(&[("name", "New"), ("phone", "98450 12346")])),
        (4, candidate(&[("name", "New"), ("phone", "98450 12346"), ("city", "Hampi")])),
        (5, candidate(&[("name", "P"), ("phone", "98450 12345"), ("notes", "likes mornings")])),
        (6, candidate(&[("name", "P"), ("phone", "98450 12345")])),
    ];
    let applied = s.import(OnDuplicate::Update, &rows);
    assert_eq!((applied.created, applied.updated), (1, 3), "the last row says nothing new");
    let p = s.client(&there).client;
    assert_eq!(
        (p.name.as_str(), p.profile.city.as_str(), p.profile.email.as_str()),
        ("Priya Sharma", "Mysuru", "p@x.in")
    );
    assert_eq!(
        (p.profile.tags.join(" "), p.profile.notes.as_str()),
        ("vip wedding".to_owned(), "likes mornings")
    );
    assert_eq!(s.client(&s.id_of("New")).client.profile.city, "Hampi");
    let history = s.history(&there);
    assert_eq!(history[0].event, "client.imported");
    assert!(history[0].changes.contains(&("profile.notes".into(), String::new(), "likes mornings".into())));
    assert_eq!(s.take_back(&applied.id.unwrap(), Changed::Refuse).unwrap(), []);
    let p = s.client(&there).client;
    assert_eq!((p.profile.email.as_str(), p.profile.tags.as_slice()), ("", &["vip".to_owned()][..]));
    assert_eq!(s.find("new"), Vec::<String>::new());
    s.assert_sound();
}

#[test]
fn an_import_that_was_stopped_goes_on_where_it_was() {
    let s = Studio::new();
    let stop = AtomicBool::new(false);
    let begin =
        |batch| stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, batch), 40);
    let applied = s
        .store
        .apply_clients(&s.owner, begin(10), &stop, &mut |step| stop.store(step.done >= 20, Ordering::SeqCst))
        .unwrap();
    assert!(applied.is_stopped);
    let [import] = s.imports().try_into().unwrap();
    assert_eq!((import.state, import.created, import.planned), (ImportState::Applying, 20, 40));
    let doctor = s.store.examine(&s.owner).unwrap();
    assert!(doctor.is_sound() && doctor.checks.iter().any(|c| c.detail.contains("1 were interrupted")));

    // Another file does not continue it, and neither does the same one into the same import twice.
    let other = ClientsPlan {
        digest: "d2".into(),
        resume: Some(import.id.clone()),
        ..plan(&s.store, &s.branch, OnDuplicate::Skip, 10)
    };
    assert!(matches!(s.store.stage_clients(&s.owner, other), Err(StoreError::Refused(_))));
    let (first, second) = (begin(7), begin(7));
    assert!(first.is_resumed() && first.id() == &import.id);
    assert_eq!((first.counts().applied_before, first.to_write()), (20, 20));
    assert_eq!(s.apply(first).created, 20);
    let late = s.store.apply_clients(&s.owner, second, &AtomicBool::new(false), &mut |_| {});
    assert!(matches!(late, Err(StoreError::Refused(_))), "{late:?}");
    assert_eq!(s.sqlite3("SELECT count(*), count(DISTINCT phone) FROM clients").unwrap(), "40|40");
    assert_eq!(s.imports()[0].state, ImportState::Done);
    let again = begin(10);
    assert!(!again.is_resumed());
    assert_eq!((again.to_write(), again.counts().skipped), (0, 40));
    assert_eq!(s.apply(again).id, None, "nothing to write is no import");
    s.assert_sound();
}

/// Not a test of its own: what [`kill_nine_between_batches_loses_and_doubles_nothing`] starts, as a process, to kill it.
#[test]
fn victim() {
    let Ok(path) = std::env::var(VICTIM) else { return };
    let store = Store::open(OpenOptions::new(path)).unwrap();
    let actor = store.sign_in(None, "test").unwrap();
    let branch = super::workspace(&store, &actor).branches[0].id.clone();
    let staged = stage_people(&store, &actor, plan(&store, &branch, OnDuplicate::Skip, 5), 300);
    let never = AtomicBool::new(false);
    store.apply_clients(&actor, staged, &never, &mut |step| println!("WRITTEN {}", step.done)).unwrap();
    println!("WRITTEN all");
}

#[test]
fn kill_nine_between_batches_loses_and_doubles_nothing() {
    let s = Studio::new();
    let mut complete = false;
    let mut rounds = 0;
    while !complete {
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::imports::victim", "--nocapture", "--test-threads=1"])
            .env(VICTIM, s.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (mut said, mut seen) = (0, 0);
        for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
            let Some((_, word)) = line.split_once("WRITTEN ") else { continue };
            complete |= word == "all";
            said = word.parse::<u32>().unwrap_or(said);
            seen += 1;
            if seen == 20 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        rounds += 1;
        let written: u32 = s.sqlite3("SELECT count(*) FROM clients").unwrap().parse().unwrap();
        assert!(written >= said, "{said} were said to be written, {written} are there");
        assert!(rounds < 40, "it gets nowhere");
    }
    assert!(rounds > 2, "it was killed on the way");
    assert_eq!(
        s.sqlite3("SELECT count(*), count(DISTINCT phone), min(version), max(version) FROM clients").unwrap(),
        "300|300|1|1"
    );
    let [import] = s.imports().try_into().unwrap();
    assert_eq!((import.state, import.created), (ImportState::Done, 300));
    assert_eq!(s.find("person 299"), ["Person 299"]);
    s.assert_sound();
}

#[test]
fn others_write_between_two_batches() {
    let s = Studio::new();
    let staged = stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 400);
    let port = s.store.port(s.owner.clone());
    let create = |name: &str, phone: &str| Command::CreateClient {
        branch: s.branch.clone(),
        values: values(&[("name", name), ("phone", phone)]),
    };
    // A store of its own: as if it were another program.
    let elsewhere = Store::open(OpenOptions::new(s.path())).unwrap();
    let (go, told) = sync_channel::<()>(1);
    let (theirs, actor) = (
        create("Of Another Program", "98450 99999"),
        Actor { session: SessionId::from("ses_2"), ..s.owner.clone() },
    );
    let thread = std::thread::spawn(move || {
        told.recv().unwrap();
        elsewhere.run(&actor, theirs).unwrap();
    });
    let never = AtomicBool::new(false);
    let mut batches = 0;
    s.store
        .apply_clients(&s.owner, staged, &never, &mut |_| {
            batches += 1;
            if batches == 3 {
                port.apply(Ticket(1), create("Of This Program", "98450 99998"));
                go.send(()).unwrap();
            }
        })
        .unwrap();
    thread.join().unwrap();
    let order = s
        .sqlite3("SELECT group_concat(CASE event_type WHEN 'client.imported' THEN '.' WHEN 'client.created' THEN 'X' ELSE '' END, '') FROM (SELECT event_type FROM audit_chain c JOIN audit_logs a ON a.id = c.audit_id ORDER BY seq)")
        .unwrap();
    assert_eq!((order.matches('.').count(), order.matches('X').count()), (40, 2), "{order}");
    assert!(
        order.starts_with("..X") && order.ends_with('.'),
        "this program's write is next, the other's in between: {order}"
    );
    s.store.finish_indexing().unwrap();
    assert_eq!(s.find("of this program"), ["Of This Program"]);
    assert_eq!(s.find("of another"), ["Of Another Program"]);
    s.assert_sound();
}

#[test]
fn an_import_is_taken_back_as_a_whole_or_not_at_all() {
    let s = Studio::new();
    let applied =
        s.apply(stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 30));
    let id = applied.id.unwrap();
    s.store.finish_indexing().unwrap();
    let (edited, shot, noted) = (s.id_of("Person 10"), s.id_of("Person 11"), s.id_of("Person 12"));
    s.edit(&edited, &[("city", "Hampi")]).unwrap();
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status) VALUES ('prj_1', '{}', '{shot}', 'active')",
        s.branch
    ))
    .unwrap();
    s.run(Command::AddClientNote { client: noted.clone(), body: "called".into() }).unwrap();
    let refused = s.take_back(&id, Changed::Refuse).unwrap_err().to_string();
    for said in ["3 rows", "Person 10", "was edited", "Person 11", "has projects", "Person 12", "has notes"] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert_eq!(s.sqlite3("SELECT count(*) FROM clients").unwrap(), "30", "nothing was taken back");
    let kept = s.take_back(&id, Changed::Keep).unwrap();
    assert_eq!(kept.len(), 3, "{kept:?}");
    assert_eq!(s.find("person").len(), 3);
    assert_eq!((s.imports()[0].state, s.imports()[0].taken_back), (ImportState::Undone, 27));
    assert!(matches!(s.take_back(&id, Changed::Keep), Err(StoreError::Refused(_))), "not twice");
    assert_eq!(s.history(&edited).len(), 2, "who stays keeps the history");
    // The same file can be imported again; who stayed is recognised.
    let again = stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 30);
    assert!(!again.is_resumed());
    assert_eq!(again.to_write(), 27);
    s.assert_sound();
}

#[test]
fn an_erased_client_is_forgotten_by_the_import_too() {
    let s = Studio::new();
    let there = s.add("Zuleika Pirani", "98450 12345");
    let plan =
        ClientsPlan { source: "zuleika.vcf".into(), ..plan(&s.store, &s.branch, OnDuplicate::Update, 10) };
    let mut staging = s.store.stage_clients(&s.owner, plan).unwrap();
    for (line, row) in [
        (2, candidate(&[("name", "Zuleika P"), ("phone", "98450 12345"), ("email", "zuleika@x.in")])),
        (3, candidate(&[("name", "Zuleika Second"), ("phone", "98450 12346"), ("city", "Quetta")])),
    ] {
        staging.offer(line, &row).unwrap();
    }
    let applied = s.apply(staging.finish().unwrap());
    s.store.finish_indexing().unwrap();
    let second = s.id_of("Zuleika Second");
    for (id, name) in [(&there, "Zuleika Pirani"), (&second, "Zuleika Second")] {
        s.run(Command::EraseClient { id: id.clone(), confirm: name.into() }).unwrap();
    }
    let left = s.sqlite3(".dump").unwrap().to_lowercase();
    for word in ["zuleika", "quetta", "pirani"] {
        assert!(!left.contains(word), "{word}");
    }
    assert!(s.history(&second).iter().any(|e| e.event == "client.imported"), "that it was imported stays");
    let refused = s.take_back(&applied.id.unwrap(), Changed::Refuse);
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    s.assert_sound();
}

#[test]
fn managers_import_into_their_branch_and_nobody_else_does() {
    let s = Studio::new();
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Dubai' FROM organizations;
         INSERT INTO users (id, org_id, branch_id, roles_json, status)
           SELECT 'u_' || r, o.id, b.id, '[\"' || r || '\"]', 'active' FROM organizations o, branches b, (SELECT 'manager' AS r UNION SELECT 'clerk' UNION SELECT 'accountant')
           WHERE b.id <> 'br_2'",
    )
    .unwrap();
    let actor = |role: &str| Actor { user: format!("u_{role}").as_str().into(), ..s.owner.clone() };
    let all = Query::Imports { scope: BranchScope::All, limit: 50 };
    let stage = |role: &str, branch: &BranchId| {
        s.store.stage_clients(&actor(role), plan(&s.store, branch, OnDuplicate::Skip, 10)).map(drop)
    };
    assert_eq!(stage("manager", &s.branch), Ok(()));
    assert!(matches!(stage("manager", &BranchId::from("br_2")), Err(StoreError::NotFound { .. })));
    for role in ["clerk", "accountant"] {
        assert!(matches!(stage(role, &s.branch), Err(StoreError::Denied(_))), "{role}");
        assert!(matches!(s.store.ask(&actor(role), all.clone()), Err(StoreError::Denied(_))), "{role}");
    }
    // What somebody else's rights staged is not applied with less.
    let staged = stage_people(&s.store, &s.owner, plan(&s.store, &"br_2".into(), OnDuplicate::Skip, 10), 5);
    let never = AtomicBool::new(false);
    assert!(s.store.apply_clients(&actor("manager"), staged, &never, &mut |_| {}).is_err());
    let staged = stage_people(&s.store, &s.owner, plan(&s.store, &"br_2".into(), OnDuplicate::Skip, 10), 5);
    let id = s.apply(staged).id.unwrap();
    let undo = s.store.undo_import(&actor("manager"), id.as_str(), Changed::Keep, &never, &mut |_| {});
    assert!(matches!(undo, Err(StoreError::NotFound { .. })), "{undo:?}");
    assert_eq!(s.store.ask(&actor("manager"), all.clone()), Ok(Reply::Imports(vec![])));
}

/// So many people of a file, of whom the first ten are imported when somebody stops it.
fn stopped_after_ten(s: &Studio, lines: u32) {
    let stop = AtomicBool::new(false);
    let staged = stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), lines);
    s.store
        .apply_clients(&s.owner, staged, &stop, &mut |step| stop.store(step.done >= 10, Ordering::SeqCst))
        .unwrap();
    assert_eq!((s.imports()[0].state, s.imports()[0].created), (ImportState::Applying, 10));
}

#[test]
fn an_import_of_which_nothing_is_left_is_complete() {
    let s = Studio::new();
    stopped_after_ten(&s, 12);
    for line in [12, 13] {
        s.add(&format!("Person {line}"), &format!("98450 {:05}", 10_000 + line));
    }
    let staged = stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 12);
    assert_eq!((staged.is_resumed(), staged.to_write()), (true, 0));
    assert_eq!(s.apply(staged).created, 0);
    let [import] = s.imports().try_into().unwrap();
    assert_eq!((import.state, import.created), (ImportState::Done, 10));
    assert!(s.history(&s.id_of("Person 2")).iter().any(|entry| entry.event == "client.imported"));
    s.take_back(&import.id, Changed::Refuse).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM clients").unwrap(), "2");
    s.assert_sound();
}

#[test]
fn an_import_that_comes_further_meanwhile_is_not_taken_back_in_part() {
    let s = Studio::new();
    stopped_after_ten(&s, 30);
    let id = s.imports()[0].id.clone();
    let never = AtomicBool::new(false);
    let mut others =
        Some(stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 30));
    let undone = s.store.undo_import(&s.owner, id.as_str(), Changed::Refuse, &never, &mut |step| {
        if step.what == "taken back"
            && let Some(staged) = others.take()
        {
            assert_eq!(s.apply(staged).created, 20);
        }
    });
    assert!(matches!(undone, Err(StoreError::Refused(_))), "{undone:?}");
    assert_eq!((s.imports()[0].state, s.imports()[0].created), (ImportState::Done, 30));
    s.take_back(&id, Changed::Refuse).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM clients").unwrap(), "0");
    s.assert_sound();
}

#[test]
fn two_who_begin_the_same_file_do_not_both_get_through() {
    let s = Studio::new();
    let theirs = stage_people(&s.store, &s.owner, plan(&s.store, &s.branch, OnDuplicate::Skip, 10), 30);
    stopped_after_ten(&s, 30);
    let refused = s.store.apply_clients(&s.owner, theirs, &AtomicBool::new(false), &mut |_| {});
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert_eq!(s.sqlite3("SELECT count(*), count(DISTINCT phone) FROM clients").unwrap(), "10|10");
    s.assert_sound();
}

#[test]
fn a_file_that_another_program_brought_in_meanwhile_does_not_come_in_twice() {
    let s = Studio::new();
    let plan = || plan(&s.store, &s.branch, OnDuplicate::Skip, 100);
    let theirs = stage_people(&s.store, &s.owner, plan(), 30);
    let ours = s.apply(stage_people(&s.store, &s.owner, plan(), 30)).id.unwrap();
    let refused = s.store.apply_clients(&s.owner, theirs, &AtomicBool::new(false), &mut |_| {});
    let Err(StoreError::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.message, format!("another program imported this file meanwhile: {ours}"));
    assert_eq!(s.sqlite3("SELECT count(*), count(DISTINCT phone) FROM clients").unwrap(), "30|30");
    // Who judges it anew sees that everybody is there.
    assert_eq!(s.apply(stage_people(&s.store, &s.owner, plan(), 30)).id, None);
    s.assert_sound();
}
