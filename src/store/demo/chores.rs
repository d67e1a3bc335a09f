//! Lists of tasks that projects start with.

use super::ledger::{Change, Entry};
use super::rows::{Filled, TaskTemplate};
use super::studio::Studio;
use crate::store::protocol::StoreError;
use serde_json::{Value, json};
use std::rc::Rc;

/// A task of a template.
pub(super) struct Chore {
    pub(super) title: &'static str,
    /// The project status that it belongs to.
    pub(super) stage: &'static str,
    pub(super) anchor: &'static str,
    /// Days after the anchor.
    pub(super) days: i64,
    pub(super) checklist: &'static [&'static str],
}

const fn chore(title: &'static str, stage: &'static str, anchor: &'static str, days: i64) -> Chore {
    Chore { title, stage, anchor, days, checklist: &[] }
}

impl Chore {
    const fn with(self, checklist: &'static [&'static str]) -> Self {
        Self { checklist, ..self }
    }
}

/// A named list of tasks.
pub(super) struct TaskList {
    name: &'static str,
    pub(super) chores: &'static [Chore],
}

/// Numbers of the task lists.
pub(super) const WEDDING_TASKS: usize = 0;
pub(super) const PORTRAIT_TASKS: usize = 1;
pub(super) const BUSINESS_TASKS: usize = 2;

/// The lists of tasks that projects start with.
pub(super) const TASK_LISTS: [TaskList; 3] = [
    TaskList {
        name: "Wedding, from booking to album",
        chores: &[
            chore("Send the contract", "active", "booking", 2),
            chore("Call sheet", "active", "shoot", -7).with(&[
                "timings",
                "contacts of both families",
                "parking",
            ]),
            chore("Pack the bags", "shooting", "shoot", -1).with(&[
                "batteries charged",
                "cards formatted",
                "rain covers",
            ]),
            chore("Copy the cards to two disks", "shooting", "shoot", 1),
            chore("Cull", "editing", "shoot", 6),
            chore("Colour and retouch", "editing", "delivery", -12),
            chore("Album, first design", "editing", "delivery", -8),
            chore("Ask for a review", "completed", "delivery", 7),
        ],
    },
    TaskList {
        name: "Portrait",
        chores: &[
            chore("Confirm date and outfits", "active", "shoot", -2),
            chore("Copy the cards", "shooting", "shoot", 0),
            chore("Select with the client", "editing", "shoot", 3),
            chore("Retouch the selection", "editing", "delivery", -2),
        ],
    },
    TaskList {
        name: "Commercial job",
        chores: &[
            chore("Brief and shot list", "active", "booking", 3).with(&[
                "usage rights",
                "formats",
                "brand colours",
            ]),
            chore("Book studio and crew", "active", "shoot", -5),
            chore("Copy the cards to two disks", "shooting", "shoot", 0),
            chore("Rough selection to the client", "editing", "shoot", 3),
            chore("Final retouch and crops", "editing", "delivery", -2),
        ],
    },
];

/// Writes a list as a template; returns its id.
pub(super) fn plan(studio: &mut Studio<'_>, list: &TaskList, at: i64) -> Result<String, StoreError> {
    let id = format!("tkt_{}", studio.ids.at(at));
    let items: Value = list
        .chores
        .iter()
        .map(|c| json!({ "title": c.title, "stage": c.stage, "anchor": c.anchor, "days": c.days, "checklist": c.checklist }))
        .collect();
    let cast = Rc::clone(&studio.cast);
    studio.loader.put(&TaskTemplate {
        id: &id,
        org_id: &cast.org,
        name: list.name,
        items_json: &items.to_string(),
        created_at: at,
    })?;
    let made = Change::made(Filled::TaskTemplates, &id).says("name", list.name);
    studio.record(&Entry::new(at, None, cast.owner(), "task_template.created", vec![made]))?;
    Ok(id)
}
