//! Messages among the staff, and what was sent to clients.

use super::calendar::Place;
use super::ledger::{Cell, Change, Entry};
use super::rows::{Filled, Message, Notification};
use super::story::Story;
use super::studio::Studio;
use super::texts;
use crate::domain::id::{MessageId, NotificationId};
use crate::domain::money::to_real;
use crate::store::protocol::StoreError;
use std::rc::Rc;

/// Somebody writes in the thread of an inquiry or a project.
pub(super) fn message(studio: &mut Studio<'_>, at: i64, story: &Story, no: u8) -> Result<(), StoreError> {
    let id = MessageId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let (scope, texts): (_, &[&str]) =
        if no == 0 { ("lead", &texts::FIRST_MESSAGES) } else { ("project", &texts::LATER_MESSAGES) };
    let content = *studio.chance.pick(texts);
    let who = *studio.chance.pick(&[story.desk, story.lead, story.shooter]);
    let sender = &cast.person(if no == 0 { story.desk } else { who }).id;
    let attachments = content.contains('📎').then_some(r#"["references.pdf"]"#);
    studio.loader.put(&Message {
        id: &id,
        scope_type: scope,
        scope_id: &story.id,
        sender_user_id: sender,
        content,
        attachments_json: attachments,
        created_at: at,
    })?;
    let change = Change::made(Filled::Messages, &id)
        .says("scope_type", scope)
        .says("scope_id", &story.id)
        .says("content", content);
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched: vec![(Filled::Projects, &story.id)],
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(story.place)), sender, "message.sent", vec![change])
    })
}

/// Writes a notification to the client of a project; returns its id. The entry is its caller's.
pub(super) fn notify(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    kind: &'static str,
    note: Option<&str>,
) -> Result<String, StoreError> {
    send(studio, at, (story.place, Some(&story.id)), (kind, note), story.desk)
}

/// The contract is signed.
pub(super) fn sign(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let id = notify(studio, at, story, "contract_signed", None)?;
    sent(studio, at, story, &id, "contract_signed")
}

/// The client is reminded of the invoice.
pub(super) fn remind(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let id = notify(studio, at, story, "invoice_due", Some("first reminder"))?;
    sent(studio, at, story, &id, "invoice_due")
}

fn sent(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    id: &str,
    kind: &'static str,
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let change = Change::made(Filled::Notifications, id).says("type", kind).says("project_id", &story.id);
    let actor = &cast.person(story.desk).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched: vec![(Filled::Projects, &story.id)],
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(story.place)), actor, "notification.sent", vec![change])
    })
}

/// How many notifications of a month cost nothing, and what one costs after that, minor units: WhatsApp, SMS, e-mail.
const INCLUDED: u64 = 60;
const CHANNELS: [(&str, i64); 3] = [("whatsapp", 25), ("sms", 45), ("email", 0)];

fn send(
    studio: &mut Studio<'_>,
    at: i64,
    (place, project): (Place, Option<&str>),
    (kind, note): (&'static str, Option<&str>),
    who: usize,
) -> Result<String, StoreError> {
    let id = NotificationId::from_uuid(studio.ids.at(at)).to_string();
    let cast = Rc::clone(&studio.cast);
    let (channel, price) = CHANNELS[studio.chance.weighted([6, 1, 3].into_iter())];
    let cost = if studio.notification_no(place, at) > INCLUDED { price } else { 0 };
    let branch = cast.branch(place);
    studio.loader.put(&Notification {
        id: &id,
        branch_id: branch,
        project_id: project,
        kind,
        channel,
        cost: to_real(cost, place.currency()),
        billed: cost > 0 && studio.is_month_over(place, at),
        created_at: at,
        note,
        created_by: &cast.person(who).id,
    })?;
    studio.loader.count(Filled::Notifications, branch, "all");
    Ok(id)
}

/// Greetings of a season go to the clients of a branch: more than a month includes.
pub(super) fn greet(studio: &mut Studio<'_>, at: i64, place: Place) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let who = cast.who(&mut studio.chance, place, super::cast::Duty::Desk);
    let clients = studio.clients.iter().filter(|c| c.place == place && !c.is_business).count();
    let mut ids = Vec::new();
    for _ in 0..clients.min(GREETED) {
        ids.push(send(studio, at, (place, None), ("season_greeting", Some("🪔 Happy Deepavali")), who)?);
    }
    let actor = &cast.person(who).id;
    studio.record(&Entry {
        touched: ids.iter().map(|id| (Filled::Notifications, id.as_str())).collect(),
        facts: vec![("notifications", Cell::Number(i64::try_from(ids.len()).unwrap_or(0)))],
        ..Entry::new(at, Some(cast.branch(place)), actor, "notification.sent", Vec::new())
    })
}

/// How many clients are greeted, at most.
const GREETED: usize = 80;
