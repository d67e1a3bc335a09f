//! Projects with their sub-events and tasks, and the files that come of them.

use super::chores::TASK_LISTS;
use super::ledger::{Cell, Change, Entry};
use super::rows::{Filled, MediaObject, Project, ProjectEvent, ProjectTask};
use super::story::{Step, Story};
use super::studio::Studio;
use super::{book, talk, texts};
use crate::domain::id::{EventId, MediaId, ProjectId, TaskId};
use crate::domain::project::ProjectDetails;
use crate::store::protocol::StoreError;
use crate::store::unit::Severity;
use serde_json::json;
use std::rc::Rc;

/// The inquiry is taken down: the project and its days.
pub(super) fn open(studio: &mut Studio<'_>, at: i64, story: &mut Story) -> Result<(), StoreError> {
    story.id = ProjectId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(story.place);
    let statuses = story.statuses();
    let status = statuses.last().copied().unwrap_or("inquiry");
    let before = match status {
        "cancelled" | "trashed" => statuses.iter().rev().nth(1).copied(),
        _ => None,
    };
    let activated = story.when(Step::Activate);
    let location = story.events.first().map_or("", |e| e.location);
    let details = ProjectDetails {
        title: story.title.clone(),
        kind: story.kind.word.to_owned(),
        location: location.to_owned(),
        source: story.source.to_owned(),
        notes: if studio.chance.percent(12) {
            (*studio.chance.pick(&texts::BRIEFS)).to_owned()
        } else {
            String::new()
        },
        ..ProjectDetails::default()
    };
    let client = studio.clients[story.client].id.clone();
    let lead = &cast.person(story.lead).id;
    studio.loader.put(&Project {
        id: &story.id,
        branch_id: branch,
        client_id: &client,
        status,
        start_date: story.start(),
        details_json: &details.to_json(),
        activated_at: activated,
        created_at: at,
        version: i64::try_from(statuses.len()).unwrap_or(1),
        lead_user_id: lead,
        delivery_at: activated.map(|_| story.delivery).filter(|at| *at > 0),
        status_before: before,
        trashed_at: story.when(Step::Trash),
    })?;
    studio.loader.count(Filled::Projects, branch, status);
    let events = hold(studio, at, story)?;
    let locks = book::lock(studio, at, story, &events)?;
    let change = Change::made(Filled::Projects, &story.id)
        .says("branch_id", branch)
        .says("client_id", &client)
        .says("status", "inquiry")
        .is("start_date", Cell::Number(story.start()))
        .says("details.title", &story.title)
        .says("details.kind", story.kind.word)
        .says("details.location", location)
        .says("details.source", story.source)
        .says("lead_user_id", lead);
    let mut touched: Vec<_> = events.iter().map(|id| (Filled::ProjectEvents, id.as_str())).collect();
    touched.extend(locks.iter().map(|id| (Filled::BookingLocks, id.as_str())));
    touched.push((Filled::Clients, &client));
    let actor = &cast.person(story.desk).id;
    studio.record(&Entry {
        touched,
        subject: Some(&client),
        ..Entry::new(at, Some(branch), actor, "project.created", vec![change])
    })
}

/// Writes the sub-events; returns their ids.
fn hold(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::with_capacity(story.events.len());
    let cast = Rc::clone(&studio.cast);
    for event in &story.events {
        let id = EventId::from_uuid(studio.ids.at(at)).to_string();
        let crew = (event.title == "Wedding").then_some("all hands");
        studio.loader.put(&ProjectEvent {
            id: &id,
            project_id: &story.id,
            branch_id: cast.branch(story.place),
            title: event.title,
            start_time: event.start,
            end_time: event.end,
            tz: story.place.zone(),
            location: event.location,
            notes: crew,
            created_at: at,
        })?;
        ids.push(id);
    }
    Ok(ids)
}

/// The booking stands.
pub(super) fn activate(studio: &mut Studio<'_>, at: i64, story: &mut Story) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(story.place);
    story.task_ids = give_tasks(studio, at, story)?;
    let told = talk::notify(studio, at, story, "booking_confirmed", None)?;
    let change = Change::changed(Filled::Projects, &story.id)
        .moved("status", Cell::Text("inquiry"), Cell::Text("active"))
        .is("activated_at", Cell::Number(at))
        .is("delivery_at", Cell::Number(story.delivery));
    let mut touched: Vec<_> = story.task_ids.iter().map(|id| (Filled::ProjectTasks, id.as_str())).collect();
    touched.push((Filled::Notifications, &told));
    let actor = &cast.person(story.lead).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched,
        subject: Some(&subject),
        facts: facts("inquiry", "active", ""),
        ..Entry::new(at, Some(branch), actor, "project.moved", vec![change])
    })
}

/// Writes the tasks as they stand on the day of making; returns their ids.
fn give_tasks(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<Vec<String>, StoreError> {
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(story.place);
    let list = story.kind.tasks;
    let template = studio.catalogue.tasks[list].clone();
    let left = ["cancelled", "trashed", "archived"];
    let parked = story.statuses().last().is_some_and(|status| left.contains(status)).then_some(1);
    let mut ids = Vec::with_capacity(story.tasks.len());
    for (task, position) in story.tasks.iter().zip(1..) {
        let chore = &TASK_LISTS[list].chores[task.chore];
        let id = TaskId::from_uuid(studio.ids.at(at)).to_string();
        let done = task.session.and_then(|session| story.when(Step::Tick(session)));
        let who = match chore.stage {
            "active" | "completed" if studio.chance.percent(20) => story.lead,
            "active" | "completed" => story.desk,
            _ => story.shooter,
        };
        let assignee = &cast.person(who).id;
        let items: Vec<_> =
            chore.checklist.iter().map(|text| json!({ "text": text, "done": done.is_some() })).collect();
        let checklist = (!items.is_empty()).then(|| json!(items).to_string());
        studio.loader.put(&ProjectTask {
            id: &id,
            project_id: &story.id,
            branch_id: branch,
            template_id: Some(&template),
            title: chore.title,
            stage: chore.stage,
            anchor: Some(chore.anchor),
            days: Some(chore.days),
            due_at: task.due,
            assignee_user_id: assignee,
            checklist_json: checklist.as_deref(),
            parked,
            position,
            done_at: done,
            done_by: done.map(|_| assignee.as_str()),
            created_at: at,
            version: 1 + i64::from(done.is_some()),
        })?;
        let state = match (done, parked) {
            (Some(_), _) => "done",
            (None, Some(_)) => "parked",
            (None, None) => "open",
        };
        studio.loader.count(Filled::ProjectTasks, branch, state);
        ids.push(id);
    }
    Ok(ids)
}

/// Tasks are ticked, those of one session at once.
pub(super) fn tick(studio: &mut Studio<'_>, at: i64, story: &Story, session: u8) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let ticked = story.tasks.iter().zip(&story.task_ids).filter(|(task, _)| task.session == Some(session));
    let changes =
        ticked.map(|(_, id)| Change::changed(Filled::ProjectTasks, id).is("done_at", Cell::Number(at)));
    let actor = &cast.person(if session == 0 { story.desk } else { story.shooter }).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched: vec![(Filled::Projects, &story.id)],
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(story.place)), actor, "task.ticked", changes.collect())
    })
}

/// It moves to the next status.
pub(super) fn advance(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    (from, to): (&'static str, &'static str),
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let change =
        Change::changed(Filled::Projects, &story.id).moved("status", Cell::Text(from), Cell::Text(to));
    if to == "shooting" {
        book::check_out(studio, at, story)?;
    }
    let told =
        if to == "completed" { Some(talk::notify(studio, at, story, "photos_ready", None)?) } else { None };
    let actor = &cast.person(if to == "shooting" { story.shooter } else { story.lead }).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        subject: Some(&subject),
        facts: facts(from, to, ""),
        touched: told.iter().map(|id| (Filled::Notifications, id.as_str())).collect(),
        ..Entry::new(at, Some(cast.branch(story.place)), actor, "project.moved", vec![change])
    })
}

/// What an entry says of a move beside the row.
fn facts<'a>(from: &'a str, to: &'a str, reason: &'a str) -> Vec<(&'static str, Cell<'a>)> {
    vec![("from", Cell::Text(from)), ("to", Cell::Text(to)), ("reason", Cell::Text(reason))]
}

/// The client goes elsewhere.
pub(super) fn lose(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    leave(studio, at, story, ("inquiry", "cancelled"))
}

/// The booking is called off.
pub(super) fn cancel(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    leave(studio, at, story, ("active", "cancelled"))
}

/// It should not have been entered.
pub(super) fn trash(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    leave(studio, at, story, ("inquiry", "trashed"))
}

fn leave(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    (from, to): (&'static str, &'static str),
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let is_trash = to == "trashed";
    let mut change = Change::changed(Filled::Projects, &story.id)
        .moved("status", Cell::Text(from), Cell::Text(to))
        .is("status_before", Cell::Text(from));
    if is_trash {
        change = change.is("trashed_at", Cell::Number(at));
    }
    let touched =
        if story.quote.is_empty() { Vec::new() } else { vec![(Filled::Quotes, story.quote.as_str())] };
    let (actor, event, severity) = match is_trash {
        true => (cast.owner(), "project.trashed", Severity::High),
        false => (cast.person(story.lead).id.as_str(), "project.moved", Severity::Medium),
    };
    let reason =
        if is_trash { vec![("reason", Cell::Text(story.reason))] } else { facts(from, to, story.reason) };
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        severity,
        touched,
        facts: reason,
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(story.place)), actor, event, vec![change])
    })
}

// Files ------------------------------------------------------------------------------------------------------------

/// The pictures are copied to the store.
pub(super) fn ingest(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let mut files = Vec::new();
    for (event, card) in story.events.iter().zip(1..) {
        let shots = studio.chance.within(80, 900);
        let first = studio.chance.within(1, 9_000);
        let path = format!("{}/raw/card{card}/DSC_{first:04}.{}", folder(studio, story), story.kind.raw);
        let size = shots * studio.chance.within(24_000_000, 52_000_000);
        files.push((path, "raw", size, Some(format!("{}, {shots} shots", event.title))));
    }
    let sheet = format!("{}/proxy/selection.mp4", folder(studio, story));
    files.push((sheet, "proxy", studio.chance.within(20_000_000, 400_000_000), None));
    keep(studio, at, story, files, "proof")
}

/// The result goes to the client.
pub(super) fn deliver(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let pictures = studio.chance.within(12, 600);
    let gallery = format!("{}/delivery/gallery-{pictures}.zip", folder(studio, story));
    let mut files = vec![(
        gallery,
        "delivery",
        pictures * studio.chance.within(6_000_000, 14_000_000),
        Some(format!("Gallery, {pictures} pictures")),
    )];
    if story.kind.word == "wedding" || story.kind.word == "film" {
        let film = format!("{}/delivery/film.mp4", folder(studio, story));
        files.push((
            film,
            "delivery",
            studio.chance.within(900_000_000, 9_000_000_000),
            Some("Film".to_owned()),
        ));
    }
    keep(studio, at, story, files, "clean")
}

fn folder(studio: &Studio<'_>, story: &Story) -> String {
    let date = studio.calendar.date(studio.calendar.day_of(story.place, story.start()));
    let name = story.id.rsplit('-').next().unwrap_or_default();
    format!("{}/{}/{date}-{}-{name}", story.place.prefix(), date.year(), story.kind.word)
}

type File = (String, &'static str, i64, Option<String>);

/// Writes the files. What a client has not paid for is shown with a mark across it.
fn keep(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    files: Vec<File>,
    best: &'static str,
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(story.place);
    let mark = if story.received() < story.bill.sum.total() { "proof" } else { best };
    let mut kept = Vec::with_capacity(files.len());
    for (path, file_type, size_bytes, title) in files {
        let id = MediaId::from_uuid(studio.ids.at(at)).to_string();
        studio.loader.put(&MediaObject {
            id: &id,
            project_id: &story.id,
            branch_id: branch,
            path: &path,
            file_type,
            size_bytes,
            watermark_state: mark,
            uploaded_at: at,
            title: title.as_deref(),
        })?;
        kept.push((id, path));
    }
    let changes = kept.iter().map(|(id, path)| Change::made(Filled::MediaObjects, id).says("path", path));
    let actor = &cast.person(story.shooter).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched: vec![(Filled::Projects, &story.id)],
        subject: Some(&subject),
        ..Entry::new(at, Some(branch), actor, "media.added", changes.collect())
    })
}
