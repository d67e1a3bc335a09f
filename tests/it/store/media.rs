//! Files of projects: added, edited, removed, scanned; how much room they take; who may; undo.

use super::{Studio, values};
use studiovault::domain::id::{MediaId, ProjectId};
use studiovault::domain::media::{Folder, FoundFile, ScanDiff};
use studiovault::store::protocol::*;

impl Studio {
    fn media(&self, command: MediaCommand) -> Result<Outcome, StoreError> {
        self.run(command)
    }

    fn add_file(&self, project: &ProjectId, fields: &[(&str, &str)]) -> MediaId {
        let add = MediaCommand::Add { project: project.clone(), values: values(fields) };
        MediaId::from(self.media(add).unwrap().row.unwrap().id)
    }

    fn files(&self, project: &ProjectId) -> MediaPage {
        match self.store.ask(&self.owner, Query::Media { project: project.clone(), after: None, limit: 100 })
        {
            Ok(Reply::Media(page)) => page,
            other => panic!("{other:?}"),
        }
    }

    fn file(&self, id: &MediaId) -> MediaDetail {
        match self.store.ask(&self.owner, Query::MediaFile(id.clone())) {
            Ok(Reply::MediaFile(detail)) => *detail,
            other => panic!("{other:?}"),
        }
    }

    fn edit_file(&self, id: &MediaId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
        let media = self.file(id).media;
        let mut changed = media.values();
        changed.extend(values(fields));
        let (version, base) = (media.version, media.values());
        self.media(MediaCommand::Edit { id: id.clone(), version, base, values: changed })
    }

    fn preview(&self, project: &ProjectId, folder: &Folder) -> ScanDiff {
        match self
            .store
            .ask(&self.owner, Query::MediaScan { project: project.clone(), folder: folder.clone() })
        {
            Ok(Reply::MediaScan(diff)) => *diff,
            other => panic!("{other:?}"),
        }
    }

    fn paths(&self, project: &ProjectId) -> Vec<String> {
        let mut paths: Vec<String> = self.files(project).slice.rows.into_iter().map(|r| r.path).collect();
        paths.sort();
        paths
    }
}

fn wedding(s: &Studio) -> ProjectId {
    s.open_project(&s.add("Priya", "98450 12345"), &[("title", "Sharma wedding")])
}

fn folder(files: &[(&str, u64)]) -> Folder {
    let files = files.iter().map(|(path, bytes)| FoundFile { path: (*path).into(), bytes: *bytes }).collect();
    Folder { root: "/m".into(), files, ..Folder::default() }
}

fn stored(lines: &[Stored]) -> Vec<(&str, u64, u64)> {
    lines.iter().map(|line| (line.file_type.as_str(), line.files, line.bytes)).collect()
}

#[test]
fn files_are_added_edited_and_removed_by_hand() {
    let s = Studio::new();
    let project = wedding(&s);
    let id = s.add_file(&project, &[("path", " /m/DSC1.NEF "), ("size", "48.3 MB")]);
    let media = s.file(&id).media;
    assert_eq!((media.path.as_str(), media.file_type.as_str()), ("/m/DSC1.NEF", "raw"));
    assert_eq!((media.bytes, media.watermark.as_str()), (48_300_000, "proof"));
    assert_eq!(s.file(&id).project_title, "Sharma wedding");
    let again = MediaCommand::Add { project: project.clone(), values: values(&[("path", "/m/DSC1.NEF")]) };
    assert!(matches!(s.media(again), Err(StoreError::Invalid(_))), "one file is kept once");
    s.edit_file(&id, &[("file_type", "delivery"), ("watermark_state", "clean"), ("title", "Cover")]).unwrap();
    let media = s.file(&id).media;
    assert_eq!(
        (media.file_type.as_str(), media.watermark.as_str(), media.bytes),
        ("delivery", "clean", 48_300_000)
    );
    assert!(matches!(s.edit_file(&id, &[("file_type", "film")]), Err(StoreError::Invalid(_))));
    assert_eq!(s.edit_file(&id, &[]).unwrap().message, "Nothing to save: Cover is as it was");
    assert_eq!(stored(&s.files(&project).storage), [("delivery", 1, 48_300_000)]);
    let detail = s.project(&project);
    assert_eq!((detail.media.rows.len(), stored(&detail.storage)), (1, vec![("delivery", 1, 48_300_000)]));

    s.media(MediaCommand::Remove(vec![id.clone()])).unwrap();
    assert!(s.files(&project).slice.rows.is_empty() && s.files(&project).storage.is_empty());
    let severity = s.sqlite3("SELECT severity FROM audit_logs WHERE event_type = 'media.removed'").unwrap();
    assert_eq!(severity, "high");
    s.run(Command::Undo).unwrap();
    assert_eq!(s.paths(&project), ["/m/DSC1.NEF"]);
    s.run(Command::Undo).unwrap();
    assert_eq!(s.file(&id).media.file_type, "raw");
    s.run(Command::Undo).unwrap();
    assert!(s.paths(&project).is_empty());
    s.run(Command::Redo).unwrap();
    assert_eq!(s.paths(&project), ["/m/DSC1.NEF"]);
    s.assert_sound();
}

#[test]
fn two_people_edit_one_file() {
    let s = Studio::new();
    let project = wedding(&s);
    let id = s.add_file(&project, &[("path", "/m/a.jpg")]);
    let read = s.file(&id).media;
    s.edit_file(&id, &[("title", "Theirs")]).unwrap();
    let mut mine = read.values();
    mine.extend(values(&[("title", "Mine")]));
    let command = MediaCommand::Edit { id, version: read.version, base: read.values(), values: mine };
    match s.media(command) {
        Err(StoreError::Conflict(conflict)) => {
            assert_eq!(conflict.theirs[&"title".into()].as_text(), "Theirs")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_scan_is_one_act_that_is_shown_before_and_taken_back_after() {
    let s = Studio::new();
    let project = wedding(&s);
    s.add_file(&project, &[("path", "/m/gone.jpg"), ("size", "9")]);
    s.add_file(&project, &[("path", "/m/same.jpg"), ("size", "5")]);
    s.add_file(&project, &[("path", "/m/grown.jpg"), ("size", "1")]);
    s.add_file(&project, &[("path", "/elsewhere/x.jpg"), ("size", "7")]);
    let found =
        folder(&[("/m/grown.jpg", 4), ("/m/new.ARW", 100), ("/m/proxy/new.mov", 10), ("/m/same.jpg", 5)]);
    let diff = s.preview(&project, &found);
    assert_eq!((diff.added.len(), diff.changed.len(), diff.missing.len(), diff.same), (2, 1, 1, 1));
    assert_eq!(s.files(&project).slice.rows.len(), 4, "a preview changes nothing");

    let scan = |missing| MediaCommand::Scan { project: project.clone(), folder: found.clone(), missing };
    let outcome = s.media(scan(Missing::Keep)).unwrap();
    assert_eq!(outcome.message, "Scanned for Sharma wedding: 2 added, 1 changed, 0 removed");
    let all =
        ["/elsewhere/x.jpg", "/m/gone.jpg", "/m/grown.jpg", "/m/new.ARW", "/m/proxy/new.mov", "/m/same.jpg"];
    assert_eq!(s.paths(&project), all);
    let room = [("ingest", 4, 9 + 5 + 4 + 7), ("proxy", 1, 10), ("raw", 1, 100)];
    assert_eq!(stored(&s.files(&project).storage), room);
    assert_eq!(
        s.media(scan(Missing::Keep)).unwrap().message,
        "Nothing to change: the files of Sharma wedding are as they were, 1 missing ones kept"
    );
    s.run(Command::Undo).unwrap();
    assert_eq!(s.paths(&project).len(), 4, "one undo takes the whole scan back");
    assert_eq!(stored(&s.files(&project).storage), [("ingest", 4, 9 + 5 + 1 + 7)]);

    s.media(scan(Missing::Remove)).unwrap();
    assert!(!s.paths(&project).contains(&"/m/gone.jpg".to_owned()));
    assert!(s.paths(&project).contains(&"/elsewhere/x.jpg".to_owned()), "only the folder is compared");
    let logged = s
        .sqlite3("SELECT severity || (payload_json ->> '$.facts') FROM audit_logs WHERE event_type = 'media.scanned' ORDER BY rowid DESC LIMIT 1")
        .unwrap();
    assert_eq!(logged, r#"high{"added":2,"changed":1,"removed":1}"#);
    s.assert_sound();
}

#[test]
fn a_scan_that_is_no_scan_is_refused() {
    let s = Studio::new();
    let project = wedding(&s);
    let many: Vec<(String, u64)> = (0..20_001).map(|i| (format!("/m/{i}"), 1)).collect();
    let many: Vec<(&str, u64)> = many.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
    for odd in [folder(&many), folder(&[("/m/x", u64::MAX)]), folder(&[("", 1)]), Folder::default()] {
        let scan = MediaCommand::Scan { project: project.clone(), folder: odd, missing: Missing::Remove };
        assert!(matches!(s.media(scan), Err(StoreError::Refused(_))));
    }
    assert!(s.paths(&project).is_empty());
}

#[test]
fn storage_is_kept_for_every_writer() {
    let s = Studio::new();
    let project = wedding(&s);
    let b = s.branch.clone();
    s.sqlite3(&format!(
        "INSERT INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes) VALUES
           ('1', '{project}', '{b}', '/a', 'raw', 100), ('2', '{project}', '{b}', '/b', NULL, 50),
           ('3', '{project}', '{b}', '/c', 'timelapse', 'huge'), ('4', '{project}', '{b}', '/d', 'raw', -5);
         INSERT OR REPLACE INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes) VALUES ('1', '{project}', '{b}', '/a', 'raw', 300);
         INSERT OR IGNORE INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes) VALUES ('2', '{project}', '{b}', '/b', NULL, 999);
         UPDATE media_objects SET size_bytes = 60, file_type = 'proxy' WHERE id = '2';
         DELETE FROM media_objects WHERE id = '4';
         UPDATE media_objects SET size_bytes = 9223372036854775807 WHERE id = '3';"
    ))
    .unwrap();
    let expected = [("proxy", 1, 60), ("raw", 1, 300), ("timelapse", 1, 0)];
    assert_eq!(stored(&s.files(&project).storage), expected);
    match s.store.ask(&s.owner, Query::Storage(BranchScope::All)).unwrap() {
        Reply::Storage(branches) => {
            assert_eq!(branches[0].name, "Bengaluru");
            assert_eq!(stored(&branches[0].stored), expected);
        }
        other => panic!("{other:?}"),
    }
    // The same file is replaced once more after an insert that was ignored.
    s.sqlite3(&format!(
        "INSERT OR REPLACE INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes) VALUES ('2', '{project}', '{b}', '/b', 'proxy', 1)"
    ))
    .unwrap();
    s.assert_sound();
}

#[test]
fn words_of_another_program_are_kept() {
    let s = Studio::new();
    let project = wedding(&s);
    s.sqlite3(&format!(
        "INSERT INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes, watermark_state) VALUES
           ('1', '{project}', '{}', '/a', 'timelapse', 'huge', 'embossed')",
        s.branch
    ))
    .unwrap();
    s.edit_file(&"1".into(), &[("title", "Sky")]).unwrap();
    let row = s
        .sqlite3("SELECT file_type, size_bytes, watermark_state, title, version FROM media_objects")
        .unwrap();
    assert_eq!(row, "timelapse|huge|embossed|Sky|2");
    s.assert_sound();
}

#[test]
fn files_are_for_managers_and_their_branch() {
    let s = Studio::new();
    let project = wedding(&s);
    let id = s.add_file(&project, &[("path", "/m/a.jpg")]);
    for role in ["clerk", "photographer", "accountant", "freelancer"] {
        let actor = s.hire(&format!("u_{role}"), role);
        let ask = |query| s.store.ask(&actor, query);
        assert!(ask(Query::Media { project: project.clone(), after: None, limit: 5 }).is_err(), "{role}");
        assert!(ask(Query::MediaFile(id.clone())).is_err(), "{role}");
        let add = MediaCommand::Add { project: project.clone(), values: values(&[("path", "/x")]) };
        for command in [add, MediaCommand::Remove(vec![id.clone()])] {
            assert!(s.store.run(&actor, command.into()).is_err(), "{role}");
        }
    }
    let clerk = s.hire("u_c2", "clerk");
    let Ok(Reply::Project(detail)) = s.store.ask(&clerk, Query::Project(project.clone())) else { panic!() };
    assert!(
        detail.media.rows.is_empty() && detail.storage.is_empty(),
        "a project shows only what one may see"
    );
    let manager = s.hire("u_manager", "manager");
    assert!(s.store.run(&manager, MediaCommand::Remove(vec![id.clone()]).into()).is_ok());
    // Whoever moves to another branch takes nothing back in the old one.
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Mysuru' FROM organizations;
         UPDATE users SET branch_id = 'br_2' WHERE id = 'u_manager';",
    )
    .unwrap();
    assert!(matches!(s.store.run(&manager, Command::Undo), Err(StoreError::NotFound { .. })));
    assert!(matches!(s.store.ask(&manager, Query::MediaFile(id)), Err(StoreError::NotFound { .. })));
}

#[test]
fn where_files_lie_goes_with_an_erased_client() {
    let s = Studio::new();
    let priya = s.add("Priya Zanzibar", "98450 12345");
    let project = s.open_project(&priya, &[("title", "W")]);
    s.add_file(
        &project,
        &[("path", "/m/zanzibar wedding/a.nef"), ("title", "Priya Zanzibar"), ("size", "5 MB")],
    );
    let dump = || s.sqlite3(".dump").unwrap().to_lowercase();
    assert!(dump().contains("zanzibar wedding"));
    s.run(Command::EraseClient { id: priya, confirm: "Priya Zanzibar".into() }).unwrap();
    assert!(!dump().contains("zanzibar"), "{}", dump());
    assert_eq!(stored(&s.files(&project).storage), [("raw", 1, 5_000_000)]);
    s.assert_sound();
}
