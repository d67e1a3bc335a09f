//! A day with everything that papers say.

use super::project;
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::domain::paper::{Booked, Outing, Outings, OutingsOf};
use studiovault::domain::project::ProjectStatus;
use studiovault::domain::project::event::Lead;
use studiovault::store::protocol::Reply;

fn booked(name: &str, kind: &str, serial: &str) -> Booked {
    Booked {
        lock: format!("lck_{name}").into(),
        asset: format!("ast_{name}").into(),
        name: name.into(),
        kind: kind.into(),
        serial: serial.into(),
        role: if kind == "human" { "lead photographer".into() } else { String::new() },
        phone: if kind == "human" { "+91 98450 77120".into() } else { String::new() },
        qty: 1,
        held: LockKind::Firm,
        expires: None,
        trouble: None,
        is_taken: false,
        kit: String::new(),
        out: None,
        due: None,
        back: None,
    }
}

/// The sub-events of the project on the stage, with who and what is booked.
pub(crate) fn outings(of: &OutingsOf) -> Reply {
    let detail = project::project("prj_2");
    let lead = Lead { before: 1_800, after: 900, travel: 3_600 };
    let events = detail.events.rows.into_iter().enumerate().map(|(at, mut event)| {
        event.lead = if at == 0 { lead } else { Lead::default() };
        event.notes =
            if at == 0 { "No flash in the temple; the priest insists.".into() } else { String::new() };
        Outing {
            event,
            branch: "br_1".into(),
            branch_name: "Bengaluru".into(),
            project: detail.project.details.called().to_owned(),
            status: ProjectStatus::Active,
            client: "Priya Sharma प्रिया".into(),
            phone: "+91 98450 12345".into(),
            lead: "Rahul".into(),
            lead_contact: "rahul@pixeldence.in".into(),
            booked: vec![
                booked("Rahul Nair", "human", ""),
                booked("王伟", "human", ""),
                booked("Studio A", "space", ""),
                Booked { kit: "Wedding kit".into(), ..booked("Sony A7iii #1", "camera", "SN-10041") },
                Booked { kit: "Wedding kit".into(), qty: 2, ..booked("Softbox", "light", "SB-7") },
                Booked { trouble: Some(Trouble::Maintenance), ..booked("Mavic 3", "drone", "DJI-3-0099") },
            ],
            changed: "2026-11-20T10:00:00Z".parse().unwrap(),
            sequence: 3,
        }
    });
    let mut rows: Vec<Outing> = events.collect();
    if let OutingsOf::Event(id) = of {
        let at = rows.iter().position(|row| row.event.id == *id).unwrap_or(0);
        rows = vec![rows.swap_remove(at)];
    }
    Reply::Outings(Box::new(Outings { rows, more: false }))
}
