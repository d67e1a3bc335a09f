//! Tasks and their templates on the stage.

use super::{at, page, place};
use studiovault::domain::project::ProjectStatus;
use studiovault::domain::task::template::{Items, TaskTemplate};
use studiovault::domain::task::{Anchor, Checklist, Task};
use studiovault::store::protocol::*;

const TITLES: [&str; 6] = [
    "Cull the photos",
    "ಸ್ಥಳವನ್ನು ಖಚಿತಪಡಿಸಿ",
    "Print the album 📖 on matte paper with a linen cover and send proofs",
    "婚礼视频剪辑",
    "Thank-you call",
    "",
];
const DUE: [Option<&str>; 6] = [
    Some("2026-11-18T18:29:59Z"),
    Some("2026-11-20T18:29:59Z"),
    Some("2026-11-21T18:29:59Z"),
    Some("2026-12-30T18:29:59Z"),
    Some("2027-08-01T18:29:59Z"),
    None,
];

pub(super) fn rows(filter: &str) -> Reply {
    let row = |i: usize| TaskRow {
        id: format!("tsk_{i}").as_str().into(),
        project: "prj_0".into(),
        branch: if i == 3 { "br_2" } else { "br_1" }.into(),
        title: TITLES[i].into(),
        project_title: ["Sharma wedding", "Product: मिठाई box", "Sangeet"][i % 3].into(),
        stage: ["editing", "active", "editing", "editing", "completed", "culling"][i].into(),
        due: DUE[i].map(at),
        assignee: ["Asha", "Asha", "", "Rahul", "Asha", "Asha"][i].into(),
        checklist: [(1, 3), (0, 0), (2, 2), (0, 12), (0, 0), (0, 0)][i],
        done: filter.ends_with("done").then(|| at("2026-11-19T07:30:00Z")),
        cursor: place(i),
    };
    Reply::Tasks(page((0..6).map(row).collect(), 6))
}

pub(super) fn template_rows() -> Reply {
    let row = |i: usize| TaskTemplateRow {
        id: format!("tkt_{i}").as_str().into(),
        branch: (i == 1).then(|| "br_2".into()),
        name: ["Wedding", "製品撮影", "Newborn with a very long name that goes on and on and on"][i].into(),
        tasks: [12, 1, 0][i],
        archived: false,
        cursor: place(i),
    };
    Reply::TaskTemplates(page((0..3).map(row).collect(), 3))
}

pub(crate) fn task(id: &str) -> TaskDetail {
    let i = id.strip_prefix("tsk_").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0).min(5);
    TaskDetail {
        task: Task {
            id: id.into(),
            project: "prj_0".into(),
            branch: "br_1".into(),
            template: Some("tkt_0".into()),
            title: TITLES[i].into(),
            stage: ProjectStatus::Editing,
            anchor: (i != 1).then_some((Anchor::Shoot, 2)),
            due: DUE[i].map(at),
            assignee: Some("usr_1".into()),
            assignee_name: "Asha".into(),
            checklist: Checklist::parse(Some(
                r#"[{"text":"Both cards are backed up","done":true},{"text":"Duplicates and closed eyes are out","done":false},{"text":"ಆಯ್ಕೆ 400","done":false}]"#,
            )),
            notes: "The client wants the garden first.\nNo flash photos from the temple.".into(),
            done: None,
            done_by: String::new(),
            created: Some(at("2026-11-10T04:30:00Z")),
            version: 2,
        },
        project_title: "Sharma wedding".into(),
        client: "Priya Sharma".into(),
        status: ProjectStatus::Editing,
        branch_name: "Bengaluru".into(),
        zone: "Asia/Kolkata".into(),
        editable: true,
    }
}

pub(super) fn template(id: &str) -> TaskTemplateDetail {
    let items = Items::default()
        .edited("Confirm the venue | active | 14 days before shoot\n- Parking\n- Power sockets\nCull the photos | editing | 2 days after shoot\nThank-you call | completed")
        .unwrap();
    TaskTemplateDetail {
        template: TaskTemplate {
            id: id.into(),
            org: "org_1".into(),
            branch: None,
            name: "Wedding".into(),
            items,
            archived: None,
            version: 1,
        },
        branch_name: String::new(),
    }
}
