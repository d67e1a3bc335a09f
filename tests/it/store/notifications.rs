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
