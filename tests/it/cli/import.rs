//! `import`: real files of other programs, and what is said of bad ones.

use super::clients::{add, json, ok, studio};
use super::{Home, Ran};
use serde_json::Value;

impl Home {
    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
        path.display().to_string()
    }

    fn import(&self, bytes: &[u8], args: &[&str]) -> Ran {
        let file = self.file("clients.csv", bytes);
        self.run(&[&["import", "clients", &file, "--json"], args].concat())
    }

    fn names(&self) -> Vec<String> {
        let list = json(self.run(&["client", "list", "--all-pages", "--json"]));
        let names =
            list.as_array().into_iter().flatten().map(|c| c["name"].as_str().unwrap_or_default().to_owned());
        names.collect()
    }
}

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

#[test]
fn tables_of_every_make_are_read() {
    let plain = "Name,Phone,City\nJosé Núñez,98450 12345,Mysuru\nJürgen Größe,98450 12346,Hampi\n";
    let names = ["José Núñez", "Jürgen Größe"];
    let files: [(&str, Vec<u8>); 13] = [
        ("UTF-8", plain.into()),
        ("UTF-8", format!("\u{FEFF}{plain}").into()),
        ("UTF-8", plain.replace('\n', "\r\n").into()),
        ("UTF-8", plain.replace('\n', "\r").into()),
        ("UTF-8", plain.replace(',', ";").into()),
        ("UTF-8", plain.replace(',', "\t").into()),
        ("UTF-8", format!("sep=|\r\n{}", plain.replace(',', "|")).into()),
        ("UTF-8", plain.trim_end().into()),
        ("UTF-8", plain.replace("Name,Phone,City\n", "").into()),
        ("UTF-16LE", utf16(plain, true, false)),
        ("UTF-16BE", utf16(plain, true, true)),
        ("UTF-16LE", utf16(&plain.replace(',', "\t").replace('\n', "\r\n"), false, false)),
        ("windows-1252", latin1(plain)),
    ];
    for (encoding, bytes) in files {
        let home = studio();
        let report = json(home.import(&bytes, &[]));
        assert_eq!(report["reading"]["encoding"], encoding, "{report}");
        assert_eq!((&report["created"], &report["counts"]["rejected"]), (&2.into(), &0.into()), "{report}");
        assert_eq!(home.names(), names, "{report}");
    }
}

#[test]
fn a_bad_file_is_named_for_what_it_is_and_nothing_is_imported() {
    let home = studio();
    for (bytes, code, said) in [
        (&b""[..], 6, "the file is empty"),
        (b"\n\r\n", 6, "the file is empty"),
        (b"PK\x03\x04\x14\0\0\0", 6, "an Excel workbook or another ZIP archive"),
        (b"SQLite format 3\0", 6, "an SQLite database"),
        (b"%PDF-1.7\n", 6, "a PDF document"),
        (b"colour,size\nred,5\n", 6, "no column is understood as name or phone"),
        (b"name,size\nPriya,5\n", 6, "no column is understood as phone"),
        (
            b"name,phone\nPriya,\n,98450 12345\n",
            6,
            "2 of 2 rows cannot be used; line 2: phone: a phone number is needed",
        ),
        (b"name,phone\n", 0, "Nothing to import"),
        (&[0, 1, 2, 0, 0, 0, 3, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0], 6, "no text"),
    ] {
        let ran = home.import(bytes, &[]);
        assert_eq!(ran.code, code, "{said}: {ran:?}");
        assert!(ran.err.contains(said), "{said}: {ran:?}");
        assert!(code == 0 || ran.err.contains("\nhint: Nothing was imported."), "{ran:?}");
    }
    let folder = home.path().display().to_string();
    for (args, code, said) in [
        (&["import", "clients", "/nowhere/x.csv"][..], 3, "there is no file /nowhere/x.csv"),
        (&["import", "clients", &folder], 6, "a folder"),
        (&["import", "undo", "imp_none"], 3, "there is no import imp_none"),
        (&["import", "undo", "imp_"], 3, "there is no import imp_"),
        (&["import", "undo", ""], 3, "there is no import"),
    ] {
        let ran = home.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
    for (args, said) in [
        (["--map", "phne=2"], "no field `phne`"),
        (["--map", "phone=Fax"], "no column `Fax`"),
        (["--encoding", "klingon"], "no encoding klingon"),
        (["--delimiter", "x"], "no delimiter x"),
        (["--branch", "Atlantis"], "no branch Atlantis"),
    ] {
        let ran = home.import(b"name,phone\nPriya,98450 12345\n", &args);
        assert!([2, 3].contains(&ran.code) && ran.err.contains(said), "{ran:?}");
    }
    assert_eq!(home.names(), Vec::<String>::new());
}

#[test]
fn three_bad_rows_among_many_are_put_aside_with_their_lines() {
    let home = studio();
    let mut text = String::from("Client Name;Mobile;E-mail;Notes\n");
    for i in 0..3_000 {
        text.push_str(&match i {
            700 => "Bad Mail;98450 99999;no mail;\n".to_owned(),
            1_400 => "\"Two\nLines\";98450 99998;;\"and a \"\"quote\"\"\nmore\"\n".to_owned(),
            1_500 => "Nu\0ll;98450 99997;;\n".to_owned(),
            2_900 => "Ragged;98450 99996;;x;too;many\n".to_owned(),
            _ => format!("Client {i};98450 {:05};;\n", 10_000 + i),
        });
    }
    let ran = home.import(text.as_bytes(), &[]);
    assert!(ran.err.contains("3 rows were put aside, with the reasons: "), "{ran:?}");
    let report = json(ran);
    let told: Vec<(u64, &str)> = report["rejected"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| (r["line"].as_u64().unwrap_or(0), r["reason"].as_str().unwrap_or_default()))
        .collect();
    let expected = [
        (702, "email: an e-mail address looks like name@example.com"),
        (1_504, "the row holds a NUL character"),
        (2_904, "the row has 6 cells, the headings 4"),
    ];
    assert_eq!(told, expected);
    assert_eq!(report["created"], 2_997);
    let two = json(home.run(&["client", "show", "Two Lines", "--json"]));
    assert_eq!(
        (two["name"].as_str(), two["notes"].as_str()),
        (Some("Two Lines"), Some("and a \"quote\"\nmore"))
    );

    // Mended, the file of rejected rows is itself a table to import.
    let aside = home.path().join("clients.rejected.csv");
    let rejected = std::fs::read_to_string(&aside).unwrap_or_default();
    assert!(rejected.starts_with("line,reason,Client Name,Mobile,E-mail,Notes\n"), "{rejected}");
    assert_eq!(rejected.lines().count(), 4);
    let mended = rejected.replace("no mail", "").replace('\0', "").replace(",x,too,many", ",x,,");
    let report = json(home.import(mended.as_bytes(), &[]));
    assert_eq!((&report["created"], &report["counts"]["rejected"]), (&3.into(), &0.into()), "{report}");
    let left_out = report["reading"]["left_out"].as_array().cloned().unwrap_or_default();
    assert_eq!(left_out, ["line", "reason"]);
}

#[test]
fn a_rehearsal_says_the_same_and_keeps_nothing() {
    let home = studio();
    let file = home.file("clients.csv", b"name,phone\nPriya,98450 12345\nNobody,\n");
    let ran = home.run(&["import", "clients", &file, "--dry-run"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("Would have imported 1 client into Bengaluru"), "{ran:?}");
    for said in
        ["Encoding", "FROM COLUMN", "name", "Cannot be used", "LINE", "phone: a phone number is needed"]
    {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    assert_eq!(home.names(), Vec::<String>::new());
    assert_eq!(ok(home.run(&["import", "list", "--json"])), "[]\n");
    assert!(!home.path().join("clients.rejected.csv").exists());
    let strict = home.run(&["import", "clients", &file, "--strict"]);
    assert_eq!(strict.code, 6, "{strict:?}");
    assert_eq!(home.names(), Vec::<String>::new());
}

#[test]
fn a_mapping_is_guessed_shown_and_changed() {
    let home = studio();
    let table = b"Who,Number,Nick,Mail\nPriya Sharma,98450 12345,Pri,p@x.in\n";
    assert_eq!(home.import(table, &[]).code, 6);
    let report = json(home.import(table, &["--map", "name=who", "--map", "notes=3"]));
    let mapping: Vec<String> = report["reading"]["mapping"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|m| {
            format!(
                "{}={}",
                m["field"].as_str().unwrap_or_default(),
                m["columns"][0].as_str().unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(mapping, ["name=Who", "phone=Number", "notes=Nick", "email=Mail"]);
    let client = json(home.run(&["client", "show", "Priya Sharma", "--json"]));
    assert_eq!((client["notes"].as_str(), client["email"].as_str()), (Some("Pri"), Some("p@x.in")));
    let bare =
        json(home.import(b"Anil Rao,98450 12346\n", &["--no-header", "--map", "name=1", "--map", "phone=2"]));
    assert_eq!((&bare["created"], &bare["reading"]["has_headings"]), (&1.into(), &false.into()), "{bare}");
}

#[test]
fn duplicates_are_told_and_treated_as_asked() {
    let home = studio();
    let id = add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let table = b"name,phone,city\nP Sharma,+91 98450 12345,Mysuru\nNew,98450 12346,\nNew Too,98450-12346,\n";
    let report = json(home.import(table, &["--dry-run"]));
    let reasons: Vec<&str> =
        report["duplicates"].as_array().into_iter().flatten().filter_map(|r| r["reason"].as_str()).collect();
    assert_eq!(
        reasons,
        [format!("the same phone as Priya Sharma ({id})").as_str(), "the same phone as line 3"]
    );
    let report = json(home.import(table, &["--duplicates", "update"]));
    assert_eq!((&report["created"], &report["updated"]), (&1.into(), &1.into()), "{report}");
    assert_eq!(json(home.run(&["client", "show", &id, "--json"]))["city"], "Mysuru");
    let report = json(home.import(table, &[]));
    assert_eq!((&report["created"], &report["counts"]["skipped"]), (&0.into(), &3.into()), "{report}");
    let report = json(home.import(table, &["--duplicates", "import"]));
    assert_eq!(report["created"], 3);
    assert_eq!(home.names(), ["New", "New", "New Too", "P Sharma", "Priya Sharma"]);
}

#[test]
fn an_import_is_listed_and_taken_back() {
    let home = studio();
    let report = json(home.import(b"name,phone\nPriya,98450 12345\nAnil,98450 12346\n", &[]));
    let id = report["import"].as_str().unwrap_or_default().to_owned();
    let listed = json(home.run(&["import", "list", "--json"]));
    assert_eq!(
        (&listed[0]["id"], &listed[0]["created"], &listed[0]["state"]),
        (&id.as_str().into(), &2.into(), &"done".into())
    );
    ok(home.run(&["client", "tag", "Priya", "--add", "vip"]));
    for args in [&["import", "undo", &id][..], &["import", "undo", &id, "--dry-run"]] {
        let refused = home.run(args);
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(refused.err.contains("1 row of imp_") && refused.err.contains("Priya"), "{refused:?}");
    }
    let begun = &id[..24];
    assert_eq!(home.run(&["import", "undo", begun, "--keep-changed", "--dry-run"]).code, 0);
    let undone: Value = json(home.run(&["import", "undo", begun, "--keep-changed", "--json"]));
    assert_eq!((&undone["removed"], undone["kept"][0]["reason"].as_str()), (&1.into(), Some("was edited")));
    assert_eq!(home.names(), ["Priya"]);
    let listed = json(home.run(&["import", "list", "--json"]));
    assert_eq!(listed[0]["state"], "undone");
    assert_eq!(home.run(&["doctor"]).code, 0);
}

#[test]
fn what_lies_in_the_way_is_not_written_over() {
    let home = studio();
    let aside = home.file("mine.csv", b"mine");
    let ran = home.import(b"name,phone\nNobody,\nPriya,98450 12345\n", &["--rejects", &aside]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert_eq!(std::fs::read_to_string(&aside).unwrap_or_default(), "mine");
    assert_eq!(home.names(), Vec::<String>::new());
}

#[test]
fn a_database_is_merged_in_and_taken_back() {
    let home = studio();
    let file = home.path().join("old.db");
    crate::store::sqlite3(
        &file,
        &[
            include_str!("../../../migrations/0001_seed_schema.sql"),
            "INSERT INTO organizations VALUES ('o1', 'Lumière', NULL, NULL, 1, 1);
             INSERT INTO branches VALUES ('b1', 'o1', 'Main', NULL, NULL, NULL, 1, 1);
             INSERT INTO users VALUES ('u1', 'o1', NULL, 'boss@studio.example', '[\"owner\"]', 'active', 1, 1);
             INSERT INTO clients VALUES ('c1', 'b1', 'María García', '+34 600 123 123', NULL, 9, 1600000000000, 1);
             INSERT INTO projects VALUES ('p1', 'b1', 'c9', 'active', 1, NULL, NULL, 1, 1);",
        ]
        .concat()
        .replace("INSERT INTO projects", "PRAGMA foreign_keys = OFF; INSERT INTO projects"),
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let file = file.display().to_string();
    let rehearsed = home.run(&["import", "seed", &file, "--dry-run"]);
    assert_eq!(rehearsed.code, 0, "{rehearsed:?}");
    for said in ["Lumière becomes Pixeldence", "HERE ALREADY", "client_id refers to c9, which is not taken"]
    {
        assert!(rehearsed.out.contains(said), "{said}: {}", rehearsed.out);
    }
    assert!(rehearsed.err.contains("Would have merged 3 rows in"), "{rehearsed:?}");
    let ran = home.run(&["import", "seed", &file, "--json"]);
    assert!(ran.err.contains("1 person came in suspended"), "{ran:?}");
    let done = json(ran);
    assert_eq!((&done["created"], &done["milliseconds"]), (&3.into(), &1.into()), "{done}");
    assert_eq!(home.names(), ["María García"]);
    let id = done["import"].as_str().unwrap_or_default();
    assert_eq!(home.run(&["import", "undo", id]).code, 0);
    assert_eq!(home.names(), Vec::<String>::new());
    let missing = home.run(&["import", "seed", "/nowhere/x.db"]);
    assert_eq!(missing.code, 3, "{missing:?}");
    let table = home.file("t.csv", b"name\n");
    let wrong = home.run(&["import", "seed", &table]);
    assert_eq!(wrong.code, 6, "{wrong:?}");
    assert!(wrong.err.contains("is no SQLite database"), "{wrong:?}");
}

/// A studio with clients of every kind of value.
fn full_studio() -> Home {
    let home = studio();
    add(
        &home,
        &[
            "--name",
            "=Priya \"P\" Sharma, Jr.",
            "--phone",
            "98450 12345",
            "--alt-phone",
            "+971 50 984 5011",
            "--email",
            "p@x.in",
            "--tag",
            "wedding",
            "--tag",
            "vip",
            "--business-name",
            "Sharma; Sons",
            "--address",
            "12 MG Road\nIndiranagar",
            "--city",
            "Bengaluru",
            "--birthday",
            "1991-10-20",
            "--anniversary",
            "2019-02-14",
            "--language",
            "hi",
            "--marketing-ok",
            "yes",
            "--follow-up",
            "2027-01-05 10:00",
            "--payment-days",
            "15",
            "--credit-limit",
            "12500.50",
            "--notes",
            "likes: \\mornings\\,\nand; tea",
        ],
    );
    add(&home, &["--name", "王伟 प्रिया शर्मा", "--phone", "+86 131 2345 6789"]);
    let away = add(&home, &["--name", "Away", "--phone", "98450 12349"]);
    ok(home.run(&["client", "archive", &away]));
    home
}

/// What an export says of everybody, without what is made anew.
fn said_of_all(home: &Home, without: &[&str]) -> Value {
    let mut all = json(home.run(&["client", "export", "--json", "--yes"]));
    for client in all.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        for field in ["id", "created"].iter().chain(without) {
            client.remove(*field);
        }
    }
    all
}

#[test]
fn what_is_exported_as_csv_is_imported_as_it_was() {
    let home = full_studio();
    let file = home.path().join("out.csv").display().to_string();
    let ran = home.run(&["client", "export", "--csv", "--yes", "--output", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(ran.err.contains("Exported 2 clients"), "{ran:?}");
    let other = studio();
    let report = json(other.run(&["import", "clients", &file, "--json"]));
    assert_eq!((&report["created"], &report["counts"]["rejected"]), (&2.into(), &0.into()), "{report}");
    assert_eq!(said_of_all(&other, &[]), said_of_all(&home, &[]));
    let log = json(home.run(&["client", "export", "--json", "--yes", "Away"]));
    assert_eq!(log.as_array().map(Vec::len), Some(1), "who is named is exported, archived or not");
    let again = home.run(&["client", "export", "--csv", "--yes", "--output", &file]);
    assert_eq!(again.code, 5, "{again:?}");
    assert_eq!(
        json(home.run(&["client", "export", "--json", "--yes", "--archived"])).as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn what_is_exported_as_cards_is_imported_as_it_was() {
    let home = full_studio();
    let cards = ok(home.run(&["client", "export", "--vcard", "--yes"]));
    assert!(
        cards.starts_with("BEGIN:VCARD\r\nVERSION:3.0\r\n") && cards.ends_with("END:VCARD\r\n"),
        "{cards}"
    );
    assert!(cards.lines().all(|line| line.len() <= 75), "{cards}");
    let file = home.file("cards.vcf", cards.as_bytes());
    let other = studio();
    let rehearsed = ok(other.run(&["import", "clients", &file, "--dry-run"]));
    assert!(rehearsed.contains("address cards (vCard)"), "{rehearsed}");
    let report = json(other.run(&["import", "clients", &file, "--json"]));
    assert_eq!(report["created"], 2, "{report}");
    // Cards have the number as it is dialled, and no place for what only a studio knows.
    let not_on_cards = ["phone", "marketing_ok", "follow_up", "payment_days", "credit_limit"];
    assert_eq!(said_of_all(&other, &not_on_cards), said_of_all(&home, &not_on_cards));
    assert_eq!(other.run(&["client", "show", "98450 12345"]).code, 0);
    let bad = home.file("bad.vcf", b"BEGIN:VCARD\nFN:No Phone\nEND:VCARD\nBEGIN:VCARD\nFN:Fine\nTEL:98450 12350\nEND:VCARD\nBEGIN:VCARD\nFN:Open\nTEL:1");
    let report = json(other.run(&["import", "clients", &bad, "--json"]));
    let told: Vec<(u64, &str)> = report["rejected"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| (r["line"].as_u64().unwrap_or(0), r["reason"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [(1, "phone: a phone number is needed"), (8, "the card is not closed: END:VCARD is missing")]
    );
    assert_eq!(report["created"], 1);
}

#[test]
fn an_export_is_for_owners_and_managers_and_stands_in_the_log() {
    let home = full_studio();
    let db = home.path().join("data/studio.db");
    crate::store::sqlite3(
        &db,
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status)
           SELECT 'u_' || r, org_id, id, r || '@x.in', '[\"' || r || '\"]', 'active' FROM branches, (SELECT 'manager' AS r UNION SELECT 'clerk')",
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let denied = home.run(&["client", "export", "--csv", "--yes", "--as", "clerk@x.in"]);
    assert_eq!((denied.code, denied.out.as_str()), (4, ""), "{denied:?}");
    assert_eq!(home.run(&["client", "export", "--csv", "--yes", "--as", "manager@x.in"]).code, 0);
    assert_eq!(home.run(&["client", "export", "--vcard", "--yes", "Away"]).code, 0);
    assert_eq!(home.run(&["client", "export", "--yes"]).code, 2, "as what?");
    assert_eq!(home.run(&["client", "export", "--csv", "--yes", "cli_none"]).code, 3);
    let log = crate::store::sqlite3(
        &db,
        "SELECT a.severity, a.actor_user_id = 'u_manager', a.payload_json ->> '$.facts.format', a.payload_json ->> '$.facts.clients',
                (SELECT count(*) FROM audit_rows r WHERE r.audit_id = a.id) FROM audit_logs a WHERE event_type = 'client.exported' ORDER BY id",
    );
    assert_eq!(log.as_deref(), Ok("high|1|csv|2|0\nhigh|0|vcard|1|1"));
}

#[test]
fn an_export_is_confirmed_by_typing_or_by_a_flag() {
    let home = full_studio();
    let export = ["client", "export", "--csv"];
    let nobody = home.run(&export);
    assert_eq!((nobody.code, nobody.out.as_str()), (2, ""), "{nobody:?}");
    assert!(nobody.err.contains("Type export to go on") && nobody.err.contains("--yes"), "{nobody:?}");
    let wrong = home.run_answered("no\n", &export);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""), "{wrong:?}");
    let log = || {
        crate::store::sqlite3(
            &home.path().join("data/studio.db"),
            "SELECT payload_json ->> '$.facts.confirmed' FROM audit_logs WHERE event_type = 'client.exported' ORDER BY id",
        )
        .unwrap_or_else(|error| panic!("{error}"))
    };
    assert_eq!(log(), "");
    assert_eq!(home.run_answered("export\n", &export).code, 0);
    assert_eq!(home.run(&["client", "export", "--csv", "--yes"]).code, 0);
    assert_eq!(log(), "typed\nflag");
}
