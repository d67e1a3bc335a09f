//! The commands on packages and their templates, against a real store.

use super::Home;
use super::clients::{json, ok, studio};

fn add(home: &Home, args: &[&str]) -> String {
    let base = [
        "package",
        "add",
        "--name",
        "Wedding gold",
        "--type",
        "time_based",
        "--price",
        "85,000",
        "--tax-rate",
        "18",
    ];
    ok(home.run(&[&base, args].concat())).trim_end().to_owned()
}

#[test]
fn a_package_is_added_shown_edited_and_archived() {
    let home = studio();
    let id = add(&home, &["--include", "Album", "--include", "Teaser"]);
    assert!(id.starts_with("pkg_"), "{id}");
    let record = json(home.run(&["package", "show", "wedding", "--json"]));
    assert_eq!(
        record["price"],
        serde_json::json!({"amount": "85000.00", "currency": "INR", "minor": 8_500_000})
    );
    assert_eq!(record["tax_rate"], "18");
    assert_eq!(record["inclusions"], serde_json::json!(["Album", "Teaser"]));
    assert_eq!(record["type"], "time_based");

    let edited = json(home.run(&["package", "edit", &id, "--tax-rate", "12.5", "--include", "", "--json"]));
    assert_eq!((&edited["tax_rate"], &edited["version"]), (&"12.5".into(), &2.into()));
    assert_eq!(edited["inclusions"], serde_json::json!([]));
    let table = ok(home.run(&["package", "list"]));
    assert!(
        table.contains("Wedding gold") && table.contains("₹85,000.00") && table.contains("12.5 %"),
        "{table}"
    );
    let csv = ok(home.run(&["package", "list", "--csv"]));
    assert_eq!(csv.lines().next(), Some("name,type,price,price_currency,tax_rate,update,archived,branch,id"));

    let found = json(home.run(&["find", "gold", "--json"]));
    assert_eq!((&found[0]["kind"], &found[0]["detail"]), (&"package".into(), &"by time".into()));
    assert_eq!(found[0]["amount"]["minor"], 8_500_000);

    let copy =
        ok(home.run(&["package", "add", "--like", &id, "--name", "Wedding silver", "--price", "50000"]));
    let copy = json(home.run(&["package", "show", copy.trim_end(), "--json"]));
    assert_eq!((&copy["tax_rate"], &copy["price"]["minor"]), (&"12.5".into(), &5_000_000.into()));

    ok(home.run(&["package", "archive", &id, "wedding silver"]));
    assert_eq!(json(home.run(&["package", "list", "--json"])), serde_json::json!([]));
    ok(home.run(&["package", "restore", &id]));
    assert_eq!(
        json(home.run(&["package", "list", "--filter", "archived", "--json"])).as_array().unwrap().len(),
        1
    );
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_kept() {
    let home = studio();
    let id = add(&home, &[]);
    for (args, code, said) in [
        (vec!["package", "add", "--name", "X"], 6, "price: a price of zero or more is needed"),
        (vec!["package", "edit", &id, "--tax-rate", "18.125"], 6, "at most two decimals"),
        (vec!["package", "edit", &id, "--price", "12.345"], 6, "price"),
        (
            vec!["package", "edit", &id, "--resource", "camera x2"],
            6,
            "there is no camera in the inventory: it is empty",
        ),
        (vec!["package", "edit", &id, "--type", "wedding"], 6, "choose time_based or qty_based"),
        (vec!["package", "edit", &id], 2, "nothing to change"),
        (vec!["package", "edit", &id, "--name", "Y", "--if-version", "7"], 5, "has version 1 by now"),
        (vec!["package", "show", "nobody"], 3, "there is no package nobody"),
        (vec!["package", "accept", &id], 3, "there is no update for Wedding gold"),
        (vec!["package", "list", "--filter", "odd"], 2, "there is no filter odd"),
    ] {
        let ran = home.run(&args);
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(said), "{args:?} {ran:?}");
    }
    assert_eq!(json(home.run(&["package", "show", &id, "--json"]))["version"], 1);
}

#[test]
fn dry_runs_keep_nothing() {
    let home = studio();
    let id = add(&home, &[]);
    let ran = home.run(&["package", "edit", &id, "--name", "Platinum", "--dry-run"]);
    assert!(ran.err.contains("Would have saved Platinum"), "{ran:?}");
    let ran = home.run(&["package", "archive", &id, "--dry-run"]);
    assert!(ran.err.contains("Would have archived Wedding gold"), "{ran:?}");
    assert_eq!(json(home.run(&["package", "show", &id, "--json"]))["name"], "Wedding gold");
}

#[test]
fn a_template_is_published_copied_and_taken_over() {
    let home = studio();
    let base = [
        "package",
        "template",
        "add",
        "--name",
        "Gold",
        "--type",
        "time_based",
        "--price",
        "85000",
        "--tax-rate",
        "18",
    ];
    let template = ok(home.run(&base)).trim_end().to_owned();
    assert!(template.starts_with("pkt_"), "{template}");
    let copied = home.run(&["package", "template", "copy", "gold", "--to", "Bengaluru", "--dry-run"]);
    assert!(copied.err.contains("Would have copied Gold to Bengaluru"), "{copied:?}");
    ok(home.run(&["package", "template", "copy", &template[..12], "--to", "bengaluru"]));
    let copy = json(home.run(&["package", "list", "--json"]))[0]["id"].as_str().unwrap().to_owned();

    ok(home.run(&["package", "edit", &copy, "--price", "80000"]));
    let published =
        home.run(&["package", "template", "edit", "gold", "--price", "90000", "--include", "Album"]);
    assert!(published.err.contains("Published revision 2 of Gold"), "{published:?}");
    assert_eq!(json(home.run(&["package", "show", &copy, "--json"]))["update"], 2);
    assert!(ok(home.run(&["package", "list"])).contains("yes"));

    let refused = home.run(&["package", "accept", &copy]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains("branch and template both changed price"), "{refused:?}");
    let accepted = json(home.run(&["package", "accept", &copy, "--mine", "price", "--json"]));
    assert_eq!(
        (&accepted["price"]["minor"], &accepted["inclusions"][0]),
        (&8_000_000.into(), &"Album".into())
    );
    assert_eq!((&accepted["update"], &accepted["template_revision"]), (&serde_json::Value::Null, &2.into()));

    ok(home.run(&["package", "template", "edit", "gold", "--name", "Gold plus"]));
    ok(home.run(&["package", "ignore", &copy]));
    assert_eq!(json(home.run(&["package", "show", &copy, "--json"]))["update"], serde_json::Value::Null);
    let shown = json(home.run(&["package", "template", "show", "gold plus", "--json"]));
    assert_eq!((&shown["revision"], &shown["copies"][0]["revision"]), (&3.into(), &2.into()));
    ok(home.run(&["package", "template", "archive", "gold plus"]));
    assert_eq!(json(home.run(&["package", "template", "list", "--json"])), serde_json::json!([]));
    ok(home.run(&["package", "template", "restore", &template]));
}
