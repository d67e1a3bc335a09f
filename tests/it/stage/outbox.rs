//! The outbox on the stage.

use super::{at, page, place, rupees};
use studiovault::domain::field::FieldValue;
use studiovault::domain::id::NotificationId;
use studiovault::store::protocol::*;

pub(super) fn quota(used: u64) -> Option<Quota> {
    Some(Quota { used, included: 60 })
}

pub(super) fn rows(list: &ListQuery) -> Reply {
    let row = |i: usize| NotificationRow {
        id: format!("ntf_{i}").as_str().into(),
        branch: if i == 3 { "br_2" } else { "br_1" }.into(),
        project: (i != 3).then(|| format!("prj_{i}").as_str().into()),
        title: ["Sharma wedding", "Product: मिठाई box", "王伟 portrait 💍", ""][i].into(),
        client: ["Priya Sharma", "प्रिया शर्मा", "محمد الأحمد", ""][i].into(),
        kind: ["photos_ready", "booking_confirmed", "album_shipped", "season_greeting"][i].into(),
        channel: ["whatsapp", "email", "sms", "pigeon"][i].into(),
        cost: rupees([25, 0, 45, 1_234_567][i]),
        billed: i == 2,
        at: (i != 3).then(|| at("2026-11-20T04:30:00Z")),
        cursor: place(i),
    };
    let rows: Vec<_> = (0..4).map(row).filter(|row| row.kind.contains(&list.text)).collect();
    Reply::Notifications(Page { quota: quota(41), ..page(rows, 112) })
}

pub(super) fn notification(id: &NotificationId) -> Reply {
    Reply::Record(Box::new(RecordDetail {
        row: RowRef { table: Table::Notifications, id: id.to_string() },
        title: "photos ready".into(),
        subtitle: "Priya Sharma".into(),
        status: String::new(),
        currency: None,
        branch: None,
        facts: vec![
            ("Project".into(), FieldValue::text("Sharma wedding")),
            ("Note".into(), FieldValue::text("told her mother, too")),
            ("Recorded by".into(), FieldValue::text("Asha")),
        ],
        about: Some(RowRef { table: Table::Projects, id: "prj_0".into() }),
        sections: vec![(
            "Sent".into(),
            vec![SectionLine {
                at: Some(at("2026-11-20T04:30:00Z")),
                text: "by WhatsApp".into(),
                status: "billed".into(),
                amount: Some(rupees(25)),
            }],
        )],
    }))
}
