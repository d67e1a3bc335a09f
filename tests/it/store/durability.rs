//! Nothing that was acknowledged is lost: not to kill -9, not among many writers, not when the writer stops.

use super::{Studio, sqlite3, values};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command as Process, Stdio};
use studiovault::domain::id::BranchId;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

/// Set for the process that is to be killed: the database that it writes to.
const VICTIM: &str = "STUDIOVAULT_TEST_VICTIM";
/// How often a writer is killed.
const ROUNDS: usize = 8;

/// Not a test of its own: what [`kill_nine_loses_nothing_acknowledged`] starts, as a process, to kill it.
#[test]
fn victim() {
    let Ok(path) = std::env::var(VICTIM) else { return };
    let store = Store::open(OpenOptions::new(path)).unwrap();
    let actor = store.sign_in(None, "test").unwrap();
    let branch = super::workspace(&store, &actor).branches[0].id.clone();
    for i in 0..100_000 {
        let id = create(&store, &actor, &branch, i);
        println!("ACK {id}");
    }
}

fn create(store: &Store, actor: &Actor, branch: &BranchId, i: usize) -> String {
    let name = format!("Client {i}");
    let command = Command::CreateClient {
        branch: branch.clone(),
        values: values(&[("name", &name), ("phone", "98450 12345")]),
    };
    store.run(actor, command).unwrap().row.unwrap().id
}

#[test]
fn kill_nine_loses_nothing_acknowledged() {
    let s = Studio::new();
    let path = s.path();
    let mut acknowledged = BTreeSet::new();
    for round in 0..ROUNDS {
        let mut child = Process::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::durability::victim", "--nocapture", "--test-threads=1"])
            .env(VICTIM, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        for line in lines.map_while(Result::ok) {
            if let Some((_, id)) = line.split_once("ACK ") {
                acknowledged.insert(id.to_owned());
                seen += 1;
            }
            if seen == 5 + round * 7 {
                // SIGKILL; what is still in the pipe was acknowledged too and is read on.
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
    }
    let there: BTreeSet<String> =
        sqlite3(&path, "SELECT id FROM clients").unwrap().lines().map(ToOwned::to_owned).collect();
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(
        lost.is_empty() && acknowledged.len() > 100,
        "{} acknowledged, lost: {lost:?}",
        acknowledged.len()
    );
    s.assert_sound();
}

#[test]
fn many_writers_leave_one_whole_chain() {
    let s = Studio::new();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (path, branch) = (s.path(), s.branch.clone());
            std::thread::spawn(move || {
                // A store of its own each: as if they were programs of their own.
                let store = Store::open(OpenOptions::new(path)).unwrap();
                let actor = store.sign_in(None, "test").unwrap();
                (0..25).for_each(|i| drop(create(&store, &actor, &branch, i)));
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(
        s.sqlite3("SELECT count(*), count(DISTINCT seq) = max(seq) FROM audit_chain").unwrap(),
        "101|1"
    );
    s.assert_sound();
}

#[test]
fn two_editors_of_one_client_never_lose_an_update() {
    let s = Studio::new();
    let id = s.add("Counter", "98450 12345");
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (path, id) = (s.path(), id.clone());
            std::thread::spawn(move || {
                let store = Store::open(OpenOptions::new(path)).unwrap();
                let actor = store.sign_in(None, "test").unwrap();
                let mut done = 0;
                while done < 10 {
                    let Reply::Client(detail) = store.ask(&actor, Query::Client(id.clone())).unwrap() else {
                        panic!()
                    };
                    let base = detail.client.values();
                    let count: u32 = detail.client.profile.city.parse().unwrap_or(0);
                    let mut next = base.clone();
                    next.extend(values(&[("city", &(count + 1).to_string())]));
                    let edit = Command::EditClient {
                        id: id.clone(),
                        version: detail.client.version,
                        base,
                        values: next,
                    };
                    match store.run(&actor, edit) {
                        Ok(_) => done += 1,
                        Err(StoreError::Conflict(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|t| t.join().unwrap());
    assert_eq!(s.client(&id).client.profile.city, "40");
}

#[test]
fn what_was_accepted_before_a_stop_is_written() {
    let s = Studio::new();
    let port = s.store.port(s.owner.clone());
    for i in 0..20_u64 {
        let command = Command::CreateClient {
            branch: s.branch.clone(),
            values: values(&[("name", &format!("Client {i}")), ("phone", "98450 12345")]),
        };
        port.apply(studiovault::store::port::Ticket(i), command);
    }
    s.store.stop();
    assert_eq!(s.sqlite3("SELECT count(*) FROM clients").unwrap(), "20");
    assert!(matches!(s.run(Command::Undo), Err(StoreError::Stopped)));
}
