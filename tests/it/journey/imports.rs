//! A file of clients on its way in from the screen, and out again.

use super::super::harness::{Harness, Studio};
use std::path::{Path, PathBuf};
use studiovault::screens::TabId;
use studiovault::store::protocol::{BranchScope, ImportState, ImportSummary, Query, Reply};
use tempfile::TempDir;

const TABLE: &str = "Client Name,Mobile No.,Spouse,E-mail\n\
    Priya Sharma,98450 12345,Rahul,priya@example.in\n\
    Anil Rao,98450 12346,,anil@example.in\n\
    Nobody,,,\n";

/// A folder with a file in it.
fn file(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// At the clients, asked for a file and having looked at this one.
fn looked_at(path: &Path) -> Harness {
    let mut h = Harness::studio();
    look_at(&mut h, path);
    h
}

fn look_at(h: &mut Harness, path: &Path) {
    h.keys("i").wait_for("Import clients from a file");
    h.paste(path.to_str().unwrap()).keys("<Enter>").wait_for("HOLDS");
}

fn imports(studio: &Studio) -> Vec<ImportSummary> {
    let query = Query::Imports { scope: BranchScope::All, limit: 10 };
    match studio.store.ask(&studio.actor(), query).unwrap() {
        Reply::Imports(imports) => imports,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_table_comes_in_and_goes_again() {
    let (folder, path) = file("old.csv", TABLE);
    let mut h = looked_at(&path);
    h.sees("UTF-8").sees("separated by comma").sees("headings in the first row");
    h.sees("Client Name").sees("— left out").sees("Priya Sharma · Anil Rao");
    h.keys("<C-s>").wait_for("What would come in");
    h.sees("2  new clients").sees("1  cannot be used").sees("line 4").sees("Nothing is written yet");
    assert!(imports(&h.studio).is_empty());
    h.keys("<C-s>").wait_for("Import 2 new clients into Bengaluru?").sees("put aside");
    h.keys("y").wait_for("✓ Imported 2 clients into Bengaluru.");
    h.sees("1 row was put aside").sees("old.rejected.csv");
    let aside = std::fs::read_to_string(folder.path().join("old.rejected.csv")).unwrap();
    assert!(aside.starts_with("line,reason,Client Name,Mobile No.,Spouse,E-mail\n4,"), "{aside}");
    h.keys("x").wait_for("Take back what old.csv brought in?").sees("2 clients that it made go");
    h.types("old.csv").keys("<Enter>").wait_for("✓ Took it back: removed 2 rows");
    h.wait_for("× taken back").keys("<Esc>").wait_for("No clients yet");
    assert_eq!(imports(&h.studio)[0].state, ImportState::Undone);
}

#[test]
fn what_is_no_file_is_said_under_the_field() {
    let (folder, path) = file("book.csv", b"PK\x03\x04 a spreadsheet");
    let mut h = Harness::studio();
    h.keys("i <Enter>").sees("! name a file");
    h.types("/no/such/file.csv").keys("<Enter>").wait_for("! there is no file /no/such/file.csv");
    h.keys("<BS>").sees_no("there is no file");
    h.keys("<Esc> i").paste(folder.path().to_str().unwrap()).keys("<Enter>").wait_for("is a folder");
    h.sees("Name a file in it.");
    h.keys("<Esc> i").paste(path.to_str().unwrap()).keys("<Enter>").wait_for("book.csv is");
    h.keys("<Esc>").sees("No clients yet");
}

#[test]
fn columns_are_taken_for_something_else() {
    let (_folder, path) = file("odd.csv", "A,B,C\nPriya Sharma,98450 12345,loves dogs\n");
    let mut h = looked_at(&path);
    h.keys("<C-s>").sees("! No column is taken for the name, none for the phone");
    h.keys("1").wait_for("A is the client's…").types("name").keys("<Enter>");
    h.keys("2").types("phone").keys("<Enter>").sees("Phone");
    h.keys("G <Enter>").types("notes").keys("<Enter>").sees("Notes");
    h.keys("d")
        .sees("put the row aside")
        .types("update")
        .keys("<Enter>")
        .sees("known phones: update who is there");
    h.keys("p").sees("odd phones: refused");
    h.keys("<C-s>").wait_for("1  new clients").keys("<C-s> y").wait_for("✓ Imported 1 client");
    h.keys("<Esc>").wait_for("Priya Sharma").keys("<Enter>").wait_for("loves dogs");
}

#[test]
fn what_was_guessed_wrong_is_read_again() {
    let (_folder, path) = file("wrong.csv", "Asha;98450 12345\nAnil;98450 12346\n");
    let mut h = looked_at(&path);
    h.sees("no headings").keys("t").wait_for("headings in the first row").sees("98450 12345");
    h.keys("t").wait_for("no headings");
    h.keys("s").sees("What separates columns").types("tab").keys("<Enter>").wait_for("separated by tab");
    h.keys("e").types("windows-1251").keys("<Enter>").wait_for("windows-1251, as said");
}

#[test]
fn files_of_every_encoding_and_shape_come_in() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(TABLE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = [b"\xEF\xBB\xBF", TABLE.as_bytes()].concat();
    let ragged =
        "name,phone,city\nPriya,98450 12345\nAnil,98450 12346,Mysuru,extra\nRavi,98450 12347,Hubli\n";
    let quoted = "name,phone,notes\n\"Priya\nSharma\",98450 12345,\"a\nb\"\nAnil,98450 12346,\n";
    let nul = "name,phone\nPri\0ya,98450 12345\nAnil,98450 12346\nRavi,98450 12347\n";
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Priya\nTEL:+91 98450 12345\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nFN:Anil\nTEL:+91 98450 12346\nEND:VCARD\n";
    for (name, bytes, said) in [
        ("utf16.csv", utf16, "UTF-16LE"),
        ("bom.csv", bom, "UTF-8"),
        ("ragged.csv", ragged.into(), "UTF-8"),
        ("quoted.csv", quoted.into(), "UTF-8"),
        ("nul.csv", nul.into(), "UTF-8"),
        ("cards.vcf", cards.into(), "address cards (vCard)"),
    ] {
        let (_folder, path) = file(name, bytes);
        let mut h = looked_at(&path);
        h.sees(said).keys("<C-s>").wait_for("2  new clients");
        h.keys("<C-s> y").wait_for("✓ Imported 2 clients").keys("<Esc>").wait_for("imported from");
    }
}

#[test]
fn nothing_to_import_is_said() {
    let (_folder, path) = file("old.csv", TABLE);
    let mut h = looked_at(&path);
    h.keys("<C-s>").wait_for("2  new clients").keys("<C-s> y").wait_for("✓ Imported").keys("<Esc>");
    look_at(&mut h, &path);
    h.keys("<C-s>").wait_for("There is nothing to import").sees("the same phone as Priya Sharma");
    h.keys("<C-s>").sees("There is nothing to import").keys("<Esc>").sees("HOLDS");
    assert_eq!(imports(&h.studio).len(), 1);
}

#[test]
fn a_file_that_was_changed_since_is_looked_at_again() {
    let (_folder, path) = file("old.csv", TABLE);
    let mut h = looked_at(&path);
    h.keys("<C-s>").wait_for("2  new clients");
    std::fs::write(&path, "name,phone\nSomebody else,98450 99999\n").unwrap();
    h.keys("<C-s> y").wait_for("the file was changed since it was checked").sees("Nothing was imported");
    assert!(imports(&h.studio).is_empty());
}

#[test]
fn what_was_changed_since_stays_when_an_import_is_taken_back() {
    let (_folder, path) = file("old.csv", TABLE);
    let mut h = looked_at(&path);
    h.keys("<C-s>").wait_for("2  new clients").keys("<C-s> y").wait_for("✓ Imported").keys("<Esc>");
    h.wait_for("Anil").keys("g a").types("called").keys("<C-s>").wait_until_gone("Note on");
    h.keys("I").wait_for("old.csv").keys("x").wait_for("of these, 1 stays").sees("has notes");
    h.types("old.cs").keys("<Enter>").sees("That is not old.csv");
    h.types("v").keys("<Enter>").wait_for("✓ Took it back: removed 1 row; Anil Rao");
}

#[test]
fn a_file_is_asked_for_from_everywhere_by_words() {
    let mut h = Harness::at(&Studio::new(), TabId::Calendar, (80, 24));
    h.keys(":").types("import clients").keys("<Enter>").wait_for("Its path on this machine");
    h.keys("<Esc> 2 I").wait_for("Nothing was imported yet.").keys("<Esc>").sees("No clients yet");
}

/// A file of many clients: their batches take a while.
fn many(rows: u32) -> (TempDir, PathBuf) {
    let row = |n: u32| format!("Person {n},98450 {n:05}\n");
    file("many.csv", format!("name,phone\n{}", (10_000..10_000 + rows).map(row).collect::<String>()))
}

#[test]
fn an_import_is_stopped_and_continued() {
    let (_folder, path) = many(16_000);
    let mut h = looked_at(&path);
    h.keys("<C-s>").wait_for("16,000  new clients").keys("<C-s> y").wait_for("rows checked");
    h.keys("<Esc>")
        .sees("Stop this import?")
        .keys("y")
        .wait_for("it was stopped before anything was written");
    assert!(imports(&h.studio).is_empty());
    h.keys("<Esc>");
    look_at(&mut h, &path);
    h.keys("<C-s>").wait_for("16,000  new clients").keys("<C-s> y").wait_for("clients: 5,000 of 16,000");
    h.keys("<Esc>").sees("the same file continues it").keys("y").wait_for("It was stopped before its end");
    h.keys("<Esc> I").wait_for("◐ not finished").keys("<Esc>");
    look_at(&mut h, &path);
    h.keys("<C-s>").wait_for("were written before").keys("<C-s> y").wait_for("✓ Imported");
    h.keys("<Esc> I").wait_for("✓ done");
    assert_eq!(imports(&h.studio)[0].created, 16_000);
}
