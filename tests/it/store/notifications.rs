//! The outbox: recorded by hand, exact money, who may.

use super::{Studio, values};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::ProjectId;
use studiovault::domain::money::Money;
use studiovault::store::protocol::*;

fn sent(kind: &str, channel: &str, cost: Option<i64>) -> FieldValues {
    let mut values = values(&[("type", kind), ("channel", channel)]);
    if let Some(cost) = cost {
        values.insert(FieldKey::from("cost"), FieldValue::Money(cost));
    }
    values
}

fn record(
    s: &Studio,
    actor: &Actor,
    project: &ProjectId,
    values: FieldValues,
) -> Result<Outcome, StoreError> {
    s.store.run(actor, Command::RecordNotification { project: project.clone(), values })
}

#[test]
fn what_was_sent_is_recorded_with_exact_money() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "Sharma wedding")]);
    let outcome = record(&s, &s.owner, &project, sent("photos_ready", "sms", Some(45))).unwrap();
    assert_eq!(outcome.message, "Recorded photos ready by SMS on Sharma wedding");
    record(&s, &s.owner, &project, sent("Album shipped!", "whatsapp", None)).unwrap();
    let Ok(Reply::Sent(slice)) =
        s.store.ask(&s.owner, Query::Sent { project: project.clone(), after: None, limit: 9 })
    else {
        panic!()
    };
    let line = |line: &NotificationLine| (line.kind.clone(), line.channel.clone(), line.cost.minor);
    let mut lines: Vec<_> = slice.rows.iter().map(line).collect();
    lines.sort();
    assert_eq!(
        lines,
        [("album_shipped".into(), "whatsapp".into(), 0), ("photos_ready".into(), "sms".into(), 45)]
    );
    assert_eq!(
        s.sqlite3("SELECT typeof(cost), cost FROM notifications WHERE channel = 'sms'").unwrap(),
        "real|0.45"
    );
    assert_eq!(s.project(&project).notifications.rows.len(), 2);
    for odd in [sent("", "sms", None), sent("x", "pigeon", None), sent("x", "sms", Some(-1))] {
        assert!(matches!(record(&s, &s.owner, &project, odd), Err(StoreError::Invalid(_))));
    }
    s.run(Command::Undo).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM notifications").unwrap(), "1");
    s.run(Command::Redo).unwrap();
    s.assert_sound();
}

#[test]
fn the_outbox_is_the_managers() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "W")]);
    for (role, may) in [
        ("manager", true),
        ("clerk", false),
        ("photographer", false),
        ("accountant", false),
        ("freelancer", false),
    ] {
        let actor = s.hire(&format!("u_{role}"), role);
        assert_eq!(record(&s, &actor, &project, sent("x", "email", None)).is_ok(), may, "{role}");
        let ask = s.store.ask(&actor, Query::Sent { project: project.clone(), after: None, limit: 9 });
        assert_eq!(ask.is_ok(), may, "{role}");
    }
}

#[test]
fn a_remark_goes_with_an_erased_client_and_the_cost_stays() {
    let s = Studio::new();
    let priya = s.add("Priya Zanzibar", "98450 12345");
    let project = s.open_project(&priya, &[("title", "W")]);
    let mut values = sent("photos_ready", "sms", Some(45));
    values.insert(FieldKey::from("note"), FieldValue::text("told Zanzibar's mother"));
    record(&s, &s.owner, &project, values).unwrap();
    s.run(Command::EraseClient { id: priya, confirm: "Priya Zanzibar".into() }).unwrap();
    assert!(!s.sqlite3(".dump").unwrap().contains("Zanzibar"));
    let line = s.project(&project).notifications.rows.remove(0);
    assert_eq!((line.note.as_str(), line.cost), ("", Money { minor: 45, currency: line.cost.currency }));
    s.assert_sound();
}

fn outbox(s: &Studio, actor: &Actor, query: ListQuery) -> Page<NotificationRow> {
    match s.store.ask(actor, Query::List(ListKind::Notifications, query)).unwrap() {
        Reply::Notifications(page) => page,
        other => panic!("{other:?}"),
    }
}

fn kinds(page: &Page<NotificationRow>) -> Vec<&str> {
    page.rows.iter().map(|row| row.kind.as_str()).collect()
}

#[test]
fn the_outbox_lists_filters_and_searches() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya Sharma", "98450 12345"), &[("title", "Lotus film")]);
    record(&s, &s.owner, &project, sent("photos_ready", "sms", Some(45))).unwrap();
    s.sqlite3(&format!(
        "INSERT INTO notifications (id, branch_id, project_id, type, channel, cost, billed, created_at) VALUES
           ('1', '{b}', NULL, 'season_greeting', 'pigeon', NULL, 'yes', NULL), ('2', '{b}', '{project}', 'invoice_due', 'email', 0, 1, 5),
           ('3', '{b}', '{project}', 'invoice_due', 'whatsapp', 0.25, 0, 6);",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let list = |filter: &str, text: &str| {
        outbox(
            &s,
            &s.owner,
            ListQuery { filter: filter.into(), text: text.into(), limit: 9, ..ListQuery::default() },
        )
    };
    let all = list("", "");
    assert_eq!(kinds(&all), ["photos_ready", "invoice_due", "invoice_due", "season_greeting"]);
    assert_eq!(all.total, Count::Exact(4));
    assert_eq!((all.rows[0].title.as_str(), all.rows[0].client.as_str()), ("Lotus film", "Priya Sharma"));
    assert_eq!((all.rows[3].project.as_ref(), all.rows[3].channel.as_str()), (None, "pigeon"));
    assert_eq!(kinds(&list("sms", "")), ["photos_ready"]);
    assert_eq!(list("invoice_due", "").rows.len(), 2);
    assert_eq!(list("billed", "").rows.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["2"]);
    assert_eq!(kinds(&list("", "greet")), ["season_greeting"]);
    assert_eq!(list("", "priya").rows.len(), 3);
    assert_eq!(list("email", "lotus").rows.len(), 1);
    // What a project is called, and whose it is, is followed.
    s.edit(&s.find_one("Priya"), &[("name", "Zoya Khan")]).unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(list("", "zoya").rows.len(), 3);
    assert_eq!(list("", "priya").rows.len(), 0);
    s.assert_sound();
}

impl Studio {
    fn find_one(&self, name: &str) -> studiovault::domain::id::ClientId {
        self.page(ListQuery { text: name.into(), limit: 1, ..ListQuery::default() }).rows.remove(0).id
    }
}

#[test]
fn a_month_is_counted_in_the_zone_of_its_branch() {
    let s = Studio::new();
    let zone = jiff::tz::TimeZone::get("Asia/Kolkata").unwrap();
    let now = jiff::Timestamp::now();
    let (start, end) = studiovault::domain::notification::month_of(now, &zone);
    s.sqlite3(&format!(
        "INSERT INTO notifications (id, branch_id, type, channel, created_at) VALUES
           ('1', '{b}', 'x', 'sms', {first}), ('2', '{b}', 'x', 'sms', {first} - 1), ('3', '{b}', 'x', 'sms', {next} - 1), ('4', '{b}', 'x', 'sms', {next});
         INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Mysuru' FROM organizations;
         INSERT INTO notifications (id, branch_id, type, channel, created_at) VALUES ('5', 'br_2', 'x', 'sms', {now});",
        b = s.branch,
        first = start.as_second(),
        next = end.as_second(),
        now = now.as_second(),
    ))
    .unwrap();
    let quota = |scope| outbox(&s, &s.owner, ListQuery { scope, limit: 1, ..ListQuery::default() }).quota;
    assert_eq!(quota(BranchScope::One(s.branch.clone())), Some(Quota { used: 2, included: 60 }));
    assert_eq!(quota(BranchScope::All), Some(Quota { used: 3, included: 120 }));
    // Whoever runs one branch counts one branch.
    let manager = s.hire("u_manager", "manager");
    let page = outbox(&s, &manager, ListQuery { limit: 9, ..ListQuery::default() });
    assert_eq!((page.quota, page.rows.len()), (Some(Quota { used: 2, included: 60 }), 4));
    let far = Query::Notification("5".into());
    assert!(matches!(s.store.ask(&manager, far), Err(StoreError::NotFound { .. })));
    assert!(s.store.ask(&manager, Query::Notification("1".into())).is_ok());
}
