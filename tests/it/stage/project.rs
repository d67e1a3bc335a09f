//! A project on the stage: something in every section.

use super::{at, rupees};
use studiovault::domain::booking::{Lock, LockKind, Trouble};
use studiovault::domain::id::MediaId;
use studiovault::domain::media::Media;
use studiovault::domain::project::event::{Lead, SubEvent};
use studiovault::domain::project::{Project, ProjectDetails, StatusBefore};
use studiovault::store::protocol::*;

pub(crate) fn project(id: &str) -> ProjectDetail {
    let status = if id == "prj_2" { "cancelled" } else { "shooting" };
    ProjectDetail {
        project: Project {
            id: id.into(),
            branch: "br_1".into(),
            client: "cli_1".into(),
            client_name: "Priya Sharma".into(),
            lead: Some("usr_1".into()),
            lead_name: "Asha".into(),
            status: status.into(),
            before: StatusBefore::parse((status == "cancelled").then_some("active")),
            start: Some(at("2026-11-24T04:30:00Z")),
            delivery: Some(at("2027-01-15T12:30:00Z")),
            activated: Some(at("2026-11-03T04:30:00Z")),
            created: Some(at("2026-10-12T04:30:00Z")),
            trashed: None,
            details: ProjectDetails {
                title: "Sharma wedding".into(),
                kind: "wedding".into(),
                location: "Taj West End".into(),
                source: "referral".into(),
                notes: "Two hundred guests. No flash in the temple; the priest insists.".into(),
                ..ProjectDetails::default()
            },
            version: 4,
        },
        branch_name: "Bengaluru".into(),
        zone: "Asia/Kolkata".into(),
        phone: "+91 98450 12345".into(),
        events: events(id),
        locks: locks(id),
        quotes: quotes(id),
        tasks: tasks(),
        messages: messages(),
        media: media(),
        storage: storage(),
        notifications: notifications(),
        money: Some(money()),
    }
}

fn lines<T>(rows: Vec<T>) -> Lines<T> {
    Lines { rows, more: 0 }
}

fn events(project: &str) -> Lines<SubEvent> {
    let event = |id: &str, title: &str, start: &str, end: &str, location: &str| SubEvent {
        id: id.into(),
        project: project.into(),
        title: title.into(),
        start: at(start),
        end: at(end),
        zone: "Asia/Kolkata".into(),
        location: location.into(),
        notes: String::new(),
        lead: Lead::default(),
        series: None,
        version: 1,
    };
    lines(vec![
        event("evt_1", "Haldi", "2026-11-24T04:30:00Z", "2026-11-24T08:30:00Z", "Home"),
        event("evt_2", "ವಿವಾಹ Wedding 💍", "2026-11-25T13:30:00Z", "2026-11-25T20:30:00Z", "Temple"),
    ])
}

fn locks(project: &str) -> Lines<Lock> {
    let lock = |no: u32, name: &str, of: &str, kind: LockKind| Lock {
        id: format!("lck_{no}").as_str().into(),
        project: project.into(),
        event: Some("evt_2".into()),
        asset: format!("ast_{no}").as_str().into(),
        asset_name: name.into(),
        asset_type: of.into(),
        start: at("2026-11-25T13:00:00Z"),
        end: at("2026-11-25T21:00:00Z"),
        before: 0,
        after: 0,
        kind,
        qty: if no == 2 { 2 } else { 1 },
        expires: None,
        released: None,
        kit: None,
        trouble: (no == 3).then_some(Trouble::Maintenance),
        version: 1,
    };
    lines(vec![
        lock(2, "Softbox", "light", LockKind::Firm),
        lock(1, "Rahul Nair", "human", LockKind::Firm),
        lock(3, "Sony A7iii #1", "camera", LockKind::Firm),
        lock(1, "Mavic 3", "drone", LockKind::Hold),
    ])
}

/// The second project was quoted more than once.
fn quotes(project: &str) -> Lines<QuoteLine> {
    let count = if project == "prj_1" { 5 } else { 1 };
    let quote = |n: usize| QuoteLine {
        id: format!("quo_{n}").as_str().into(),
        status: super::quote::status(&format!("quo_{n}")).into(),
        package: "Wedding gold".into(),
        total: rupees(11_800_000),
        advance: rupees(2_500_000),
        valid_until: None,
        created: Some(at("2026-10-20T04:30:00Z")),
    };
    lines((1..=count).map(quote).collect())
}

fn tasks() -> Lines<TaskLine> {
    let task = |id: &str, title: &str, done: bool| TaskLine {
        id: id.into(),
        title: title.into(),
        stage: "shooting".into(),
        due: Some(at("2026-11-23T04:30:00Z")),
        assignee: if done { "Rahul".into() } else { String::new() },
        done: done.then(|| at("2026-11-19T04:30:00Z")),
        checklist: if done { (0, 0) } else { (1, 3) },
        version: 1,
    };
    Lines {
        rows: vec![task("tsk_1", "Pack the lights", false), task("tsk_2", "Scout the temple", true)],
        more: 3,
    }
}

pub(super) fn messages() -> Lines<MessageLine> {
    let message = |id: &str, when: &str, sender: &str, text: &str| MessageLine {
        id: id.into(),
        at: Some(at(when)),
        sender: sender.into(),
        text: text.into(),
        scope: if id == "msg_1" { "lead" } else { "project" }.into(),
        attachments: u32::from(id == "msg_1"),
    };
    lines(vec![
        message("msg_1", "2026-10-18T04:30:00Z", "Rahul", "The temple allows\none tripod"),
        message(
            "msg_2",
            "2026-11-18T04:30:00Z",
            "प्रिया",
            "पुजारी से बात हुई: फ्लैश नहीं। 王伟 يحضر الإضاءة, and whoever comes by car parks behind the hall, not in front of the gate 📷",
        ),
    ])
}

pub(super) fn media() -> Lines<MediaLine> {
    lines(vec![MediaLine {
        id: "med_1".into(),
        title: String::new(),
        path: "2026/sharma/haldi-0001.cr3".into(),
        kind: "raw".into(),
        bytes: 48_123_456,
        watermark: "proof".into(),
        at: Some(at("2026-11-19T04:30:00Z")),
    }])
}

pub(super) fn storage() -> Vec<Stored> {
    vec![
        Stored { file_type: "delivery".into(), files: 1, bytes: 48_300_000 },
        Stored { file_type: "raw".into(), files: 1_204, bytes: 57_800_000_000 },
    ]
}

pub(super) fn file(id: &MediaId) -> MediaDetail {
    MediaDetail {
        media: Media {
            id: id.clone(),
            path: "/archive/2026/sharma/haldi-0001.cr3".into(),
            title: String::new(),
            file_type: "raw".into(),
            bytes: 48_123_456,
            watermark: "proof".into(),
            version: 1,
        },
        project: "prj_0".into(),
        project_title: "Sharma wedding".into(),
        branch: "br_1".into(),
    }
}

pub(super) fn notifications() -> Lines<NotificationLine> {
    lines(vec![NotificationLine {
        id: "ntf_1".into(),
        kind: "booking_confirmed".into(),
        channel: "whatsapp".into(),
        cost: rupees(25),
        billed: false,
        note: String::new(),
        at: Some(at("2026-11-03T04:30:00Z")),
    }])
}

fn money() -> MoneySummary {
    MoneySummary {
        sums: vec![MoneySums {
            quoted: Some(rupees(11_800_000)),
            invoiced: rupees(11_800_000),
            paid: rupees(5_000_000),
            open: rupees(6_800_000),
        }],
        invoices: lines(vec![InvoiceLine {
            id: "inv_0".into(),
            number: Some("BLR/26-27/00042".into()),
            kind: "booking".into(),
            status: "overdue".into(),
            total: rupees(11_800_000),
            issued: Some(at("2026-11-02T04:30:00Z")),
        }]),
    }
}

pub(crate) fn history() -> Vec<HistoryEntry> {
    let entry = |(event, about): (&str, &str), reason: &str, changes: &[(&str, &str, &str)]| HistoryEntry {
        id: "aud_1".into(),
        at: Some(at("2026-11-20T07:30:00Z")),
        actor: "Asha".into(),
        event: event.into(),
        reason: reason.into(),
        about: about.into(),
        changes: changes.iter().map(|(f, a, b)| ((*f).into(), (*a).into(), (*b).into())).collect(),
    };
    vec![
        entry(
            ("quote.edited", "Gold"),
            "",
            &[
                ("quotes.total", "₹1,18,000.00", "₹1,29,800.00"),
                ("quotes.subtotal", "₹1,00,000.00", "₹1,10,000.00"),
                ("quote_items.description", "", "Album"),
                ("quote_items.qty", "", "2"),
                ("quote_items.unit_price", "", "₹5,000.00"),
            ],
        ),
        entry(("project.moved", ""), "the venue is flooded", &[("status", "shooting", "active")]),
        entry(
            ("project.event_edited", "Haldi"),
            "",
            &[
                ("project_events.start_time", "1795494600", "1795501800"),
                ("project_events.location", "", "Home"),
            ],
        ),
        entry(
            ("project.edited", ""),
            "",
            &[
                ("start_date", "", "1795494600"),
                ("lead_user_id", "", "Asha"),
                ("details.location", "Home", "Taj West End"),
            ],
        ),
        entry(("project.created", ""), "", &[("details.title", "", "Sharma wedding")]),
    ]
}

pub(crate) fn purgeable() -> Purgeable {
    Purgeable {
        id: "prj_0".into(),
        branch: "br_1".into(),
        title: "Sharma wedding".into(),
        client: "Priya Sharma".into(),
        trashed: Some(at("2026-10-01T04:30:00Z")),
        from: Some(at("2026-10-31T04:30:00Z")),
        hanging: Hanging { quotes: 1, messages: 12, media: 340, notifications: 2, ..Hanging::default() },
    }
}
