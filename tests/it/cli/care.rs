//! `backup`, `doctor` and `audit verify`.

use super::clients::studio;
use serde_json::Value;

#[test]
fn a_backup_is_a_whole_database_and_replaces_nothing_unasked() {
    let home = studio();
    assert_eq!(home.run(&["client", "add", "--name", "Priya", "--phone", "98450 12345"]).code, 0);
    let copy = home.path().join("copy.db");
    let copy = copy.to_string_lossy();
    let ran = home.run(&["backup", &copy]);
    assert_eq!((ran.code, ran.out.as_str()), (0, format!("{copy}\n").as_str()), "{ran:?}");
    let listed = home.run(&["--db", &copy, "client", "list", "--json"]);
    let clients: Value = serde_json::from_str(&listed.out).unwrap_or_default();
    assert_eq!(clients[0]["name"], "Priya", "{listed:?}");

    let again = home.run(&["backup", &copy]);
    assert_eq!((again.code, again.out.as_str()), (5, ""), "{again:?}");
    assert!(again.err.contains("--force"), "{}", again.err);
    assert_eq!(home.run(&["backup", &copy, "--force"]).code, 0);

    let onto_itself = home.path().join("data/studio.db");
    assert_ne!(home.run(&["backup", &onto_itself.to_string_lossy(), "--force"]).code, 0);
    let nowhere = home.path().join("none/copy.db");
    assert_eq!(home.run(&["backup", &nowhere.to_string_lossy()]).code, 7);
}

#[test]
fn doctor_finds_a_sound_database_sound() {
    let home = studio();
    let ran = home.run(&["doctor"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.contains("✓ integrity"), "{}", ran.out);
    let ran = home.run(&["doctor", "--json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    assert_eq!(report["sound"], true);
    assert_eq!(report["checks"][0]["name"], "integrity");
    assert_eq!(report["checks"][0]["verdict"], "ok");
}

#[test]
fn the_chain_is_verified_and_its_head_is_printed() {
    let home = studio();
    assert_eq!(home.run(&["client", "add", "--name", "Priya", "--phone", "98450 12345"]).code, 0);
    let ran = home.run(&["audit", "verify", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    assert_eq!(report["whole"], true);
    let verified = report["verified"].as_i64().unwrap_or_default();
    assert!(verified >= 2, "{report}");
    assert_eq!(report["heads"][0]["seq"], verified);
    let text = home.run(&["audit", "verify"]).out;
    assert!(text.starts_with(&format!("{verified} entries verified\n\nHeads\n  DEVICE ")), "{text}");
    assert!(text.contains(report["heads"][0]["hash"].as_str().unwrap_or("no hash")), "{text}");
}

#[test]
fn a_person_without_the_right_is_denied() {
    let home = studio();
    let nobody = home.run(&["--as", "nobody@example.com", "doctor"]);
    assert_eq!((nobody.code, nobody.out.as_str()), (3, ""), "{nobody:?}");
}
