//! Packages and their templates: create, edit, price, conflict, archive, copy, update, undo, rows of other programs.

use super::{Studio, values};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{BranchId, PackageId, PackageTemplateId, SessionId, UserId};
use studiovault::domain::money::Currency;
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

/// Values of a package: `price` in minor units, everything else as text.
fn offer(fields: &[(&str, &str)]) -> FieldValues {
    let mut values = values(fields);
    if let Some(price) = values.get_mut(&FieldKey::from("price")) {
        *price = FieldValue::Money(price.as_text().parse().unwrap());
    }
    values
}

fn gold() -> FieldValues {
    offer(&[
        ("name", "Wedding gold"),
        ("type", "time_based"),
        ("price", "8500000"),
        ("tax_rate", "18"),
        ("inclusions", "Album\nTeaser"),
    ])
}

fn with(base: &FieldValues, fields: &[(&str, &str)]) -> FieldValues {
    let mut all = base.clone();
    all.extend(offer(fields));
    all
}

impl Studio {
    fn add_package(&self, values: FieldValues) -> PackageId {
        let command = PackageCommand::Create { branch: self.branch.clone(), values };
        PackageId::from(self.run(Command::Packages(command)).unwrap().row.unwrap().id)
    }

    fn package(&self, id: &PackageId) -> PackageDetail {
        match self.store.ask(&self.owner, Query::Package(id.clone())).unwrap() {
            Reply::Package(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    fn template(&self, id: &PackageTemplateId) -> PackageTemplateDetail {
        match self.store.ask(&self.owner, Query::PackageTemplate(id.clone())).unwrap() {
            Reply::PackageTemplate(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    fn edit_package(&self, id: &PackageId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
        let package = self.package(id).package;
        let base = package.offer.values();
        let values = with(&base, fields);
        self.run(Command::Packages(PackageCommand::Edit {
            id: id.clone(),
            version: package.version,
            base,
            values,
        }))
    }

    fn edit_template(&self, id: &PackageTemplateId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
        let template = self.template(id).template;
        let base = template.offer.values();
        let values = with(&base, fields);
        let version = template.version;
        self.run(Command::Packages(PackageCommand::EditTemplate { id: id.clone(), version, base, values }))
    }

    fn packages(&self, actor: &Actor, text: &str, filter: &str) -> Vec<String> {
        let query = ListQuery { text: text.into(), filter: filter.into(), limit: 50, ..Default::default() };
        match self.store.ask(actor, Query::List(ListKind::Packages, query)).unwrap() {
            Reply::Packages(page) => page.rows.into_iter().map(|row| row.name).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn one(&self, sql: &str) -> String {
        self.sqlite3(sql).unwrap()
    }

    /// A second branch in Dubai, and one person per role at home in the first one.
    fn people(&self) {
        let org = self.one("SELECT id FROM organizations");
        self.sqlite3(&format!(
            "INSERT INTO branches (id, org_id, name, address_json, tax_json, currency_exponent) VALUES ('br_dubai', '{org}', 'Dubai', '{{\"country\":\"AE\"}}', '{{\"currency\":\"AED\"}}', 2);
             INSERT INTO users (id, org_id, branch_id, roles_json, status, name) VALUES
               ('u_manager', '{org}', '{b}', '[\"manager\"]', 'active', 'Meera'), ('u_clerk', '{org}', '{b}', '[\"clerk\"]', 'active', 'C'),
               ('u_photographer', '{org}', '{b}', '[\"photographer\"]', 'active', 'P'), ('u_accountant', '{org}', '{b}', '[\"accountant\"]', 'active', 'A');",
            b = self.branch
        ))
        .unwrap();
    }
}

fn person(role: &str) -> Actor {
    Actor { user: UserId::from(format!("u_{role}")), session: SessionId::from("ses_x"), host: "test".into() }
}

#[test]
fn a_package_is_made_listed_found_and_edited() {
    let s = Studio::new();
    let id = s.add_package(gold());
    s.add_package(with(
        &gold(),
        &[("name", "Baby shoot"), ("type", "qty_based"), ("price", "0"), ("inclusions", "")],
    ));
    assert_eq!(s.packages(&s.owner, "", ""), ["Baby shoot", "Wedding gold"]);
    assert_eq!(s.packages(&s.owner, "teas", ""), ["Wedding gold"]);
    assert_eq!(s.packages(&s.owner, "wed", ""), ["Wedding gold"]);
    let detail = s.package(&id);
    assert_eq!((detail.branch_name.as_str(), detail.package.version), ("Bengaluru", 1));
    assert_eq!(detail.package.offer.price.minor, 8_500_000);
    assert_eq!(
        s.one(&format!("SELECT price, tax_rate, inclusions_json FROM packages WHERE id = '{id}'")),
        "85000.0|18.0|[\"Album\",\"Teaser\"]"
    );

    s.edit_package(&id, &[("inclusions", "Album\nTeaser\nDrone"), ("exclusions", "Travel")]).unwrap();
    let package = s.package(&id).package;
    assert_eq!((package.version, package.offer.inclusions.lines().len()), (2, 3));
    let nothing = s.edit_package(&id, &[("tax_rate", "18.00")]).unwrap();
    assert!(nothing.message.starts_with("Nothing to save"), "{nothing:?}");
    s.assert_sound();
}

#[test]
fn packages_are_archived_restored_and_undone() {
    let s = Studio::new();
    let (a, b) = (s.add_package(gold()), s.add_package(with(&gold(), &[("name", "Silver")])));
    s.run(Command::Packages(PackageCommand::Archive(vec![a.clone(), b.clone()]))).unwrap();
    assert!(s.packages(&s.owner, "", "").is_empty());
    assert_eq!(s.packages(&s.owner, "", "archived"), ["Silver", "Wedding gold"]);
    s.run(Command::Packages(PackageCommand::Restore(vec![b.clone()]))).unwrap();
    assert_eq!(s.packages(&s.owner, "", ""), ["Silver"]);
    s.run(Command::Undo).unwrap();
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: archiving of 2 packages");
    s.edit_package(&a, &[("price", "100")]).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(s.package(&a).package.offer.price.minor, 8_500_000);
    s.run(Command::Redo).unwrap();
    assert_eq!(s.package(&a).package.offer.price.minor, 100);
    s.assert_sound();
}

#[test]
fn a_stale_edit_is_a_conflict_and_loses_nothing() {
    let s = Studio::new();
    let id = s.add_package(gold());
    let base = s.package(&id).package.offer.values();
    s.sqlite3("UPDATE packages SET price = 90000").unwrap();
    let values = with(&base, &[("name", "Wedding platinum")]);
    let stale = PackageCommand::Edit { id: id.clone(), version: 1, base, values };
    let Err(StoreError::Conflict(conflict)) = s.run(Command::Packages(stale)) else {
        panic!("a conflict was due")
    };
    assert_eq!(conflict.theirs[&FieldKey::from("price")], FieldValue::Money(9_000_000));
    assert_eq!(conflict.version, 2);
    let values = with(&conflict.theirs, &[("name", "Wedding platinum")]);
    let base = conflict.theirs.clone();
    s.run(Command::Packages(PackageCommand::Edit { id: id.clone(), version: 2, base, values })).unwrap();
    let package = s.package(&id).package;
    assert_eq!((package.offer.name.as_str(), package.offer.price.minor), ("Wedding platinum", 9_000_000));
}

#[test]
fn who_may_do_what_with_packages() {
    let s = Studio::new();
    s.people();
    let id = s.add_package(gold());
    let package = s.package(&id).package;
    let base = package.offer.values();
    let edit = |fields: &[(&str, &str)]| {
        Command::Packages(PackageCommand::Edit {
            id: id.clone(),
            version: 1,
            base: base.clone(),
            values: with(&base, fields),
        })
    };
    for role in ["manager", "clerk", "accountant"] {
        assert_eq!(s.packages(&person(role), "", ""), ["Wedding gold"], "{role}");
        assert!(s.store.ask(&person(role), Query::Package(id.clone())).is_ok());
    }
    let list = Query::List(ListKind::Packages, ListQuery { limit: 5, ..Default::default() });
    for query in [
        list,
        Query::Package(id.clone()),
        Query::History(RowRef { table: Table::Packages, id: id.to_string() }),
    ] {
        let denied = s.store.ask(&person("photographer"), query);
        assert_eq!(denied.unwrap_err(), StoreError::Denied(Permission::ViewPackages));
    }
    let create = Command::Packages(PackageCommand::Create { branch: s.branch.clone(), values: gold() });
    let archive = Command::Packages(PackageCommand::Archive(vec![id.clone()]));
    let template = Command::Packages(PackageCommand::CreateTemplate {
        currency: Currency::from_code("INR").unwrap(),
        values: gold(),
    });
    for role in ["manager", "clerk", "accountant", "photographer"] {
        for command in [
            &create,
            &archive,
            &template,
            &edit(&[("name", "Mine")]),
            &edit(&[("name", "Mine"), ("price", "1")]),
        ] {
            let error = s.store.run(&person(role), command.clone()).unwrap_err();
            assert!(matches!(error, StoreError::Denied(_)), "{role} {command:?}: {error:?}");
        }
    }
    assert!(matches!(
        s.store.run(&person("clerk"), edit(&[("price", "1")])),
        Err(StoreError::Denied(Permission::PricePackages))
    ));
    s.store.run(&person("manager"), edit(&[("price", "8600000"), ("tax_rate", "12")])).unwrap();
    s.store.run(&person("manager"), Command::Undo).unwrap();
    s.sqlite3(&format!("UPDATE packages SET branch_id = 'br_dubai' WHERE id = '{id}'")).unwrap();
    assert!(matches!(
        s.store.run(&person("manager"), edit(&[("price", "1")])),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn a_price_that_departs_by_more_than_a_tenth_is_grave() {
    let s = Studio::new();
    let id = s.add_package(gold());
    for (price, severity) in
        [("9350000", "medium"), ("9000000", "medium"), ("8000000", "high"), ("9000000", "high")]
    {
        s.edit_package(&id, &[("price", price)]).unwrap();
        let entry = "SELECT event_type || ' ' || severity FROM audit_logs ORDER BY rowid DESC LIMIT 1";
        assert_eq!(s.one(entry), format!("package.edited {severity}"), "{price}");
    }
    let payload = s.one("SELECT payload_json FROM audit_logs ORDER BY rowid DESC LIMIT 1");
    assert!(payload.contains("\"price\":[80000.0,90000.0]"), "{payload}");
    s.run(Command::Packages(PackageCommand::Archive(vec![id]))).unwrap();
    s.assert_sound();
}

#[test]
fn resources_have_to_name_something_that_is_there() {
    let s = Studio::new();
    let b = &s.branch;
    s.sqlite3(&format!(
        "INSERT INTO assets (id, branch_id, type, name, serial_number, status, metadata_json) VALUES
           ('ast_1', '{b}', 'camera', 'Sony A7iii #1', 'SN-1', 'available', NULL), ('ast_2', '{b}', 'camera', 'Twin', 'SN-2', 'available', NULL),
           ('ast_3', '{b}', 'camera', 'Twin', 'SN-3', 'available', NULL), ('ast_4', '{b}', 'light', 'Softbox', NULL, 'retired', NULL),
           ('ast_5', '{b}', 'human', 'Rahul', NULL, 'available', '{{\"skills\":[\"lead photographer\"]}}'), ('ast_6', '{b}', 'backdrop', 'Paper', NULL, 'available', 'broken');"
    ))
    .unwrap();
    let error = |lines: &str| {
        let create =
            PackageCommand::Create { branch: b.clone(), values: with(&gold(), &[("resources", lines)]) };
        match s.run(Command::Packages(create)) {
            Err(StoreError::Invalid(errors)) => errors.0[&FieldKey::from("resources")].clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        error("camra"),
        "line 1: nobody is “camra” and no asset is of that type; the nearest is camera"
    );
    assert_eq!(
        error("camera\ndrone"),
        "line 2: there is no drone in the inventory; there is backdrop, camera, human, light, lead photographer"
    );
    assert_eq!(error("prefer Sony A7 #1"), "line 1: no asset is called “Sony A7 #1”; there is Sony A7iii #1");
    assert_eq!(error("prefer ast_99"), "line 1: no asset is called “ast_99”");
    assert_eq!(
        error("prefer twin"),
        "line 1: several assets are called “twin”; write one of: Twin (SN-2), Twin (SN-3)"
    );

    let lines = "camera x2, prefer Twin (SN-3)\nlead photographer, prefer Rahul\nbackdrop\ncamera, prefer Sony A7iii #1";
    let id = s.add_package(with(&gold(), &[("resources", lines)]));
    let detail = s.package(&id);
    assert_eq!(detail.package.offer.resources.text(), lines);
    assert!(detail.unmet.is_empty());
    let stored = s.one("SELECT resource_hooks_json FROM packages");
    assert!(stored.starts_with(r#"[{"kind":"asset","type":"camera","qty":2,"prefer":"ast_3"},{"kind":"human","skill":"lead photographer""#), "{stored}");

    s.sqlite3("DELETE FROM assets WHERE id IN ('ast_3', 'ast_5')").unwrap();
    let detail = s.package(&id);
    assert_eq!(detail.package.offer.resources.0[0].line(), "camera x2, prefer ast_3");
    assert_eq!(detail.unmet, ["lead photographer, prefer ast_5"]);
    s.edit_package(&id, &[("name", "Renamed")]).unwrap();
    assert_eq!(s.one("SELECT resource_hooks_json FROM packages"), stored, "what was not touched stays");
}

#[test]
fn rows_of_other_programs_are_shown_and_kept() {
    let s = Studio::new();
    let b = &s.branch;
    s.sqlite3(&format!(
        "INSERT INTO packages (id, branch_id, name, type, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json, version) VALUES
           ('k1', '{b}', 'Boda', 'wedding', 1200.5, 21.0, '{{\"album\":true}}', 'not json', '[{{\"kind\":\"vehicle\"}},{{\"kind\":\"asset\",\"type\":\"camera\",\"lens\":\"50mm\"}}]', NULL),
           ('k4', '{b}', x'426164FF', NULL, 1, 'a lot', '', NULL, x'00', 'x'), ('k2', '{b}', 'Bad', NULL, 1, 'a lot', '', NULL, '[broken', 'x'), ('k3', '{b}', '', '', 0, 18.125, 'null', NULL, NULL, 1);"
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(s.packages(&s.owner, "", "").len(), 4);
    assert_eq!(s.packages(&s.owner, "boda", ""), ["Boda"]);
    let k1 = PackageId::from("k1");
    let detail = s.package(&k1);
    assert_eq!(detail.package.offer.kind.label(), "wedding");
    assert_eq!(detail.package.offer.tax_rate.to_string(), "21 %");
    assert_eq!(detail.unmet, ["camera"]);
    assert_eq!(detail.package.version, 1);
    s.edit_package(&k1, &[("price", "130000")]).unwrap();
    let row = s.one("SELECT type, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json, version FROM packages WHERE id = 'k1'");
    assert_eq!(
        row,
        "wedding|1300.0|21.0|{\"album\":true}|not json|[{\"kind\":\"vehicle\"},{\"kind\":\"asset\",\"type\":\"camera\",\"lens\":\"50mm\"}]|2"
    );
    s.edit_package(&k1, &[("exclusions", "not json\nTravel"), ("inclusions", "{\"album\":true}\nPrints")])
        .unwrap();
    let row = s.one("SELECT inclusions_json, exclusions_json FROM packages WHERE id = 'k1'");
    assert_eq!(row, "[{\"album\":true},\"Prints\"]|[\"not json\",\"Travel\"]");
    s.edit_package(&PackageId::from("k3"), &[("name", "Mini")]).unwrap();
    assert_eq!(s.one("SELECT tax_rate FROM packages WHERE id = 'k3'"), "18.125");
    s.edit_package(&PackageId::from("k2"), &[("name", "Mended"), ("tax_rate", "5"), ("type", "qty_based")])
        .unwrap();
    assert_eq!(
        s.one("SELECT name, type, tax_rate, resource_hooks_json FROM packages WHERE id = 'k2'"),
        "Mended|qty_based|5.0|[broken"
    );
}

// Templates --------------------------------------------------------------------------------------------------------

fn make_template(s: &Studio) -> PackageTemplateId {
    let create =
        PackageCommand::CreateTemplate { currency: Currency::from_code("INR").unwrap(), values: gold() };
    PackageTemplateId::from(s.run(Command::Packages(create)).unwrap().row.unwrap().id)
}

fn copy(s: &Studio, id: &PackageTemplateId, to: &[(&str, Option<i64>)]) -> Result<Outcome, StoreError> {
    let to = to
        .iter()
        .map(|(branch, price)| CopyTarget { branch: BranchId::from(*branch), price: *price })
        .collect();
    s.run(Command::Packages(PackageCommand::CopyTemplate { id: id.clone(), to }))
}

#[test]
fn a_template_is_copied_to_branches() {
    let s = Studio::new();
    s.people();
    let id = make_template(&s);
    let Err(StoreError::Invalid(errors)) = copy(&s, &id, &[(s.branch.as_str(), None), ("br_dubai", None)])
    else {
        panic!("another currency asks for a price")
    };
    assert_eq!(errors.0[&FieldKey::from("br_dubai")], "Dubai needs a price in AED");
    assert_eq!(s.one("SELECT count(*) FROM packages"), "0", "nothing half done");
    let outcome = copy(&s, &id, &[(s.branch.as_str(), None), ("br_dubai", Some(350_000))]).unwrap();
    assert_eq!(outcome.message, "Copied Wedding gold to Bengaluru, Dubai");
    assert_eq!(s.one("SELECT group_concat(price, ' ') FROM packages"), "85000.0 3500.0");
    let detail = s.template(&id);
    let copies: Vec<_> = detail
        .copies
        .iter()
        .map(|c| (c.branch_name.as_str(), c.price.currency.code().to_owned(), c.revision))
        .collect();
    assert_eq!(copies, [("Bengaluru", "INR".to_owned(), 1), ("Dubai", "AED".to_owned(), 1)]);
    assert!(detail.free.is_empty());
    let Err(StoreError::Invalid(errors)) = copy(&s, &id, &[("br_dubai", Some(1))]) else { panic!() };
    assert!(errors.to_string().contains("has a copy"), "{errors}");
    assert!(matches!(copy(&s, &id, &[]), Err(StoreError::Refused(_))));
    s.run(Command::Undo).unwrap();
    assert_eq!(s.one("SELECT count(*) FROM packages"), "0");
    s.assert_sound();
}

#[test]
fn a_published_change_is_offered_taken_or_ignored() {
    let s = Studio::new();
    s.people();
    let id = make_template(&s);
    copy(&s, &id, &[(s.branch.as_str(), None), ("br_dubai", Some(350_000))]).unwrap();
    let of = |branch: &str| {
        PackageId::from(s.one(&format!("SELECT id FROM packages WHERE branch_id = '{branch}'")))
    };
    let (here, dubai) = (of(s.branch.as_str()), of("br_dubai"));
    s.edit_package(&here, &[("name", "Gold, our way")]).unwrap();
    assert!(s.package(&here).update.is_none());
    let published =
        s.edit_template(&id, &[("price", "9000000"), ("inclusions", "Album\nTeaser\nReel")]).unwrap();
    assert_eq!(
        (published.message.as_str(), published.undoable),
        ("Published revision 2 of Wedding gold", false)
    );

    let detail = s.package(&here);
    let update = detail.update.unwrap();
    assert_eq!(update.revision, 2);
    assert_eq!(update.base[&FieldKey::from("price")], FieldValue::Money(8_500_000));
    assert_eq!(update.theirs[&FieldKey::from("price")], FieldValue::Money(9_000_000));
    let base = detail.package.offer.values();
    let values = with(&base, &[("inclusions", "Album\nTeaser\nReel")]);
    let accept = |revision| {
        Command::Packages(PackageCommand::Accept {
            id: here.clone(),
            revision,
            version: 2,
            base: base.clone(),
            values: values.clone(),
        })
    };
    assert!(matches!(s.run(accept(1)), Err(StoreError::Refused(_))));
    assert!(matches!(
        s.store.run(&person("manager"), accept(2)),
        Err(StoreError::Denied(Permission::EditPackages))
    ));
    s.run(accept(2)).unwrap();
    let detail = s.package(&here);
    assert!(detail.update.is_none());
    assert_eq!(detail.package.offer.name, "Gold, our way");
    assert_eq!((detail.package.offer.price.minor, detail.package.origin.unwrap().revision), (8_500_000, 2));
    assert!(matches!(s.run(accept(2)), Err(StoreError::Conflict(_) | StoreError::Refused(_))));
    s.run(Command::Undo).unwrap();
    assert_eq!(s.package(&here).update.unwrap().revision, 2);

    let update = s.package(&dubai).update.unwrap();
    assert!(
        !update.theirs.contains_key(&FieldKey::from("price")),
        "another currency's price is no price here"
    );
    assert_eq!(update.foreign_price.unwrap().minor, 9_000_000);
    s.run(Command::Packages(PackageCommand::Ignore { id: dubai.clone(), revision: 2 })).unwrap();
    assert!(s.package(&dubai).update.is_none());
    s.edit_template(&id, &[("price", "9100000")]).unwrap();
    assert_eq!(s.package(&dubai).update.unwrap().revision, 3, "the next one is offered again");
    assert!(matches!(
        s.run(Command::Packages(PackageCommand::Ignore { id: dubai, revision: 2 })),
        Err(StoreError::Refused(_))
    ));
    s.assert_sound();
}

#[test]
fn templates_are_found_archived_and_belong_to_the_organization() {
    let s = Studio::new();
    s.people();
    let id = make_template(&s);
    let named = |actor: &Actor, text: &str, filter: &str| -> Vec<String> {
        let query = ListQuery { text: text.into(), filter: filter.into(), limit: 9, ..Default::default() };
        match s.store.ask(actor, Query::List(ListKind::PackageTemplates, query)).unwrap() {
            Reply::PackageTemplates(page) => page.rows.into_iter().map(|row| row.name).collect(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(named(&person("manager"), "", ""), ["Wedding gold"]);
    assert_eq!(named(&person("manager"), "gold", ""), ["Wedding gold"]);
    s.sqlite3(
        "INSERT INTO organizations (id, name) VALUES ('org_x', 'Elsewhere');
         INSERT INTO package_templates (id, org_id, name, type, currency, price, tax_rate, created_at) VALUES ('pkt_x', 'org_x', 'Their gold', 'time_based', 'INR', 1, 0, 1);",
    )
    .unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(named(&s.owner, "gold", ""), ["Wedding gold"]);
    assert_eq!(named(&s.owner, "", ""), ["Wedding gold"]);
    let not_found = s.store.ask(&s.owner, Query::PackageTemplate(PackageTemplateId::from("pkt_x")));
    assert!(matches!(not_found, Err(StoreError::NotFound { .. })));
    s.run(Command::Packages(PackageCommand::ArchiveTemplates(vec![id.clone()]))).unwrap();
    assert_eq!((named(&s.owner, "", "").len(), named(&s.owner, "", "archived").len()), (0, 1));
    s.run(Command::Undo).unwrap();
    assert_eq!(named(&s.owner, "", "").len(), 1);
    let prefer = s.edit_template(&id, &[("resources", "prefer Sony")]).unwrap_err();
    assert!(prefer.to_string().contains("own package"), "{prefer}");
    s.edit_template(&id, &[("name", "Wedding platinum")]).unwrap();
    assert_eq!(named(&s.owner, "plat", ""), ["Wedding platinum"]);
    let base = gold();
    let values = with(&base, &[("tax_rate", "5")]);
    let stale = PackageCommand::EditTemplate { id, version: 1, base, values };
    assert!(matches!(s.run(Command::Packages(stale)), Err(StoreError::Conflict(_))));
    s.assert_sound();
}
