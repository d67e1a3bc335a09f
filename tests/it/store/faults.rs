//! A file that cannot be used: a clear error, and nothing lost.

use super::{Holder, Studio, sqlite3, values};
use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc;
use studiovault::store::backup::Replace;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

fn new_client(s: &Studio) -> Result<Outcome, StoreError> {
    s.run(Command::CreateClient {
        branch: s.branch.clone(),
        values: values(&[("name", "Anil"), ("phone", "98450 12346")]),
    })
}

#[test]
fn a_locked_database_is_waited_for() {
    let s = Studio::new();
    let holder = Holder::of(&s.path());
    let (sender, receiver) = mpsc::sync_channel(1);
    let (store, owner, branch) = (s.store.clone(), s.owner.clone(), s.branch.clone());
    std::thread::spawn(move || {
        let command =
            Command::CreateClient { branch, values: values(&[("name", "Anil"), ("phone", "98450 12346")]) };
        sender.send(store.run(&owner, command)).unwrap();
    });
    // Reading goes on while the write waits for the other program.
    assert_eq!(s.page(ListQuery { limit: 5, ..Default::default() }).rows.len(), 0);
    holder.let_go();
    assert!(receiver.recv().unwrap().is_ok());
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let s = Studio::new();
    s.add("Priya", "98450 12345");
    // As large as it is now and no larger: SQLite reports that like a disk without room.
    let pages = s.sqlite3("PRAGMA page_count").unwrap();
    let store = Store::open(OpenOptions::new(s.path())).unwrap();
    store.limit_pages(pages.parse().unwrap()).unwrap();
    let big = "x".repeat(4_000);
    let mut failed = None;
    for i in 0..400 {
        let fields =
            [("name", format!("Client {i}")), ("phone", "98450 12345".to_owned()), ("notes", big.clone())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let command = Command::CreateClient { branch: s.branch.clone(), values: values(&fields) };
        if let Err(error) = store.run(&s.owner, command) {
            failed = Some(error);
            break;
        }
    }
    assert_eq!(failed, Some(StoreError::DiskFull));
    store.stop();
    s.assert_sound();
    assert_eq!(s.find("priya"), ["Priya"]);
    new_client(&s).unwrap();
}

#[test]
fn a_damaged_file_is_named_and_a_backup_of_it_is_not_kept() {
    let s = Studio::new();
    for i in 0..200 {
        s.add(&format!("Client {i}"), "98450 12345");
    }
    let copy = s.dir.path().join("damaged.db");
    s.store.backup(&s.owner, &copy, Replace::Never).unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let from = bytes.len() / 3;
    bytes[from..from * 2].fill(0xAA);
    std::fs::write(&copy, bytes).unwrap();
    let Err(StoreError::Corrupt(_)) = Store::open(OpenOptions::new(&copy)).and_then(|store| {
        let owner = store.sign_in(None, "test")?;
        let report = store.examine(&owner)?;
        if report.is_sound() { Ok(()) } else { Err(StoreError::Corrupt("doctor said so".into())) }
    }) else {
        panic!("the damage was not seen")
    };
    let target = s.dir.path().join("backup.db");
    assert!(studiovault::store::backup::backup(&copy, &target, Replace::Never).is_err());
    assert!(!target.exists() && !s.dir.path().join("backup.db.part").exists());
}

#[test]
fn backups_are_whole_and_never_run_over_a_file() {
    let s = Studio::new();
    s.add("Priya", "98450 12345");
    let to = s.dir.path().join("copy.db");
    let report = s.store.backup(&s.owner, &to, Replace::Never).unwrap();
    assert!(report.bytes > 0);
    assert_eq!(sqlite3(&to, "SELECT name FROM clients; PRAGMA integrity_check").unwrap(), "Priya\nok");
    assert!(matches!(s.store.backup(&s.owner, &to, Replace::Never), Err(StoreError::Refused(_))));
    s.add("Anil", "98450 12346");
    s.store.backup(&s.owner, &to, Replace::Existing).unwrap();
    assert_eq!(sqlite3(&to, "SELECT count(*) FROM clients").unwrap(), "2");
    assert!(matches!(s.store.backup(&s.owner, &s.path(), Replace::Existing), Err(StoreError::Refused(_))));
    assert_eq!(
        s.client(&s.page(ListQuery { limit: 1, ..Default::default() }).rows[0].id).client.name,
        "Anil"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = match Store::open(OpenOptions::new(file.join("studio.db"))) {
        Err(error) => error,
        Ok(_) => panic!("opened inside a file"),
    };
    assert!(matches!(error, StoreError::ReadOnly(_)), "{error:?}");
}

#[test]
fn a_read_only_file_is_read_and_not_written() {
    let s = Studio::new();
    s.add("Priya", "98450 12345");
    let copy = s.dir.path().join("frozen.db");
    s.store.backup(&s.owner, &copy, Replace::Never).unwrap();
    std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o444)).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&copy).is_ok() {
        // Whoever runs the tests may write any file; then the file has nothing to refuse.
        return;
    }
    let store = Store::open(OpenOptions::new(&copy)).unwrap();
    let owner = store.sign_in(None, "test").unwrap();
    assert!(!super::workspace(&store, &owner).writable);
    let command = Command::CreateClient {
        branch: s.branch.clone(),
        values: values(&[("name", "Anil"), ("phone", "98450 12346")]),
    };
    assert!(matches!(store.run(&owner, command), Err(StoreError::ReadOnly(_))));
}
