//! When the steps of a project come: each after the one before it, in office hours, and for the reasons of its kind.

use super::chores::TASK_LISTS;
use super::story::{DAY, Fate, HOUR, Payment, Step, Story, Task};
use super::studio::Studio;
use super::texts;

/// Puts the steps in their places. Each follows the one before it; what is agreed is agreed in office hours.
pub(super) fn schedule(studio: &mut Studio<'_>, at: i64, story: &mut Story, fate: Fate) {
    let lead = (story.start() - at).max(DAY);
    story.steps.push((at, Step::Open));
    story.steps.push((after(studio, story, at, HOUR, 6 * HOUR), Step::Message(0)));
    if fate == Fate::Trashed {
        story.reason = *studio.chance.pick(&texts::TRASHED);
        story.steps.push((after(studio, story, at, 8 * HOUR, 3 * DAY), Step::Trash));
        return;
    }
    let quoted = after(studio, story, at, 2 * HOUR, (lead / 12).clamp(4 * HOUR, 3 * DAY));
    story.steps.push((quoted, Step::Quote));
    if fate == Fate::Waiting {
        return;
    }
    if fate == Fate::Lost {
        story.reason = *studio.chance.pick(&texts::LOST);
        // Some say no, some are never heard of again.
        let (least, most) = if studio.chance.percent(35) { (20 * DAY, 70 * DAY) } else { (DAY, 15 * DAY) };
        story.steps.push((after(studio, story, quoted, least, most), Step::Lose));
        return;
    }
    let accepted = after(studio, story, quoted, 3 * HOUR, (lead / 4).clamp(6 * HOUR, 21 * DAY));
    story.steps.push((accepted, Step::Accept));
    // Businesses that pay nothing in advance are invoiced when the work is delivered.
    let is_billed_later =
        studio.clients[story.client].is_business && story.advance == 0 && fate == Fate::Booked;
    let slack = if studio.chance.percent(30) { 5 * DAY } else { 2 * HOUR };
    let issued = after(studio, story, accepted, 600, slack);
    if !is_billed_later {
        story.steps.push((issued, Step::Issue));
    }
    let booked = if story.advance == 0 {
        issued + 300
    } else {
        let paid = after(studio, story, issued, HOUR, (lead / 8).clamp(3 * HOUR, 5 * DAY));
        story.payments.push(Payment { at: paid, amount: story.advance });
        paid + 120
    };
    story.steps.push((booked, Step::Activate));
    // Nobody shoots before it is booked.
    let late = (booked + 3 * HOUR - story.start()).max(0);
    let shift = (late + DAY - 1) / DAY * DAY;
    for event in &mut story.events {
        (event.start, event.end) = (event.start + shift, event.end + shift);
    }
    if lead > 12 * DAY {
        story.steps.push((after(studio, story, booked, HOUR, 3 * DAY), Step::Sign));
    }
    if fate == Fate::CalledOff && story.start() > booked + 2 * DAY {
        story.reason = *studio.chance.pick(&texts::CANCELLED);
        let off = after(studio, story, booked, DAY, (story.start() - booked - DAY).max(DAY + 1));
        story.steps.push((off, Step::Cancel));
        story.steps.push((off + 900, Step::Settle));
        story.due = issued + 14 * DAY;
        pay_steps(story);
        return;
    }
    produce(studio, story, booked);
    let mut billed = issued;
    if is_billed_later {
        let done = story.moved_to("completed").unwrap_or(story.delivery);
        billed = after(studio, story, done, HOUR, 2 * DAY);
        story.steps.push((billed, Step::Issue));
    }
    bill_rest(studio, story, billed, booked.max(billed));
    pay_steps(story);
}

/// A moment in office hours, so much after another one.
fn after(studio: &mut Studio<'_>, story: &Story, at: i64, least: i64, most: i64) -> i64 {
    let at = at + studio.chance.within(least, most.max(least));
    studio.calendar.office(story.place, at)
}

/// The shoot, the work behind it, and the delivery.
fn produce(studio: &mut Studio<'_>, story: &mut Story, booked: i64) {
    let last = studio.calendar.day_of(story.place, story.end());
    let edit = studio.chance.within(story.kind.edit.0, story.kind.edit.1);
    story.delivery = studio.calendar.at(story.place, studio.calendar.workday(last + edit), 18 * 60);
    let shooting = (story.start() - 40 * 60).max(booked + 60);
    let home = story.end() + studio.chance.within(1, 3) * HOUR;
    // Cards are backed up and looked through before anybody sits down to edit.
    let editing = after(studio, story, home, 14 * HOUR, (edit * DAY / 3).min(7 * DAY)).max(shooting + HOUR);
    let late =
        if studio.chance.percent(20) { studio.chance.within(2, 9) } else { -studio.chance.within(0, 2) };
    let done = studio.calendar.office(story.place, (story.delivery + late * DAY).max(editing + DAY));
    let archived = after(studio, story, done, 25 * DAY, 70 * DAY);
    story.steps.extend([
        (shooting, Step::Move("active", "shooting")),
        (home, Step::Ingest),
        (editing, Step::Move("shooting", "editing")),
        (done - 300, Step::Deliver),
        (done, Step::Move("editing", "completed")),
        (archived, Step::Move("completed", "archived")),
    ]);
    for no in 1..=u8::try_from(studio.chance.within(0, 2)).unwrap_or(0) {
        let latest = (done - booked - DAY).max(3 * HOUR);
        story.steps.push((after(studio, story, booked, 2 * HOUR, latest), Step::Message(no)));
    }
    tasks(studio, story, booked);
}

/// The tasks of the project, and the sessions in which they are ticked.
fn tasks(studio: &mut Studio<'_>, story: &mut Story, booked: i64) {
    let chores = TASK_LISTS[story.kind.tasks].chores;
    let starts =
        [booked, story.moved_to("shooting").unwrap_or(booked), story.moved_to("editing").unwrap_or(booked)];
    let done = story.moved_to("completed").unwrap_or(story.delivery);
    let opened = studio.calendar.day_of(story.place, story.steps.first().map_or(booked, |(at, _)| *at));
    let stages = [
        ("active", booked + HOUR, starts[1] - HOUR),
        ("shooting", starts[1] + HOUR, starts[2] - 600),
        ("editing", starts[2] + DAY, done - HOUR),
        ("completed", done + 3 * DAY, done + 12 * DAY),
    ];
    for (stage, from, until) in stages {
        let session = u8::try_from(story.sessions.len()).unwrap_or(u8::MAX);
        let ticked = from + studio.chance.within(0, (until - from).max(1));
        let ticked = studio.calendar.office(story.place, ticked);
        let mut any = false;
        for (chore, plan) in chores.iter().enumerate().filter(|(_, c)| c.stage == stage) {
            let anchor = match plan.anchor {
                "booking" => booked,
                "shoot" => story.start(),
                _ => story.delivery,
            };
            // As the product has it: the last second of a day, none before the project was opened.
            let day = studio.calendar.day_of(story.place, anchor) + plan.days;
            let due = studio.calendar.at(story.place, day.max(opened) + 1, 0) - 1;
            // Now and then one is forgotten, until the job is done.
            let times = if done < studio.calendar.now() { 2 } else { 16 };
            let forgotten = studio.chance.percent(times) && (stage == "completed" || times > 2);
            story.tasks.push(Task { chore, due, session: (!forgotten).then_some(session) });
            any |= !forgotten;
        }
        story.sessions.push(ticked);
        if any {
            story.steps.push((ticked, Step::Tick(session)));
        }
    }
}

/// When the rest of the invoice is due, and when it comes.
fn bill_rest(studio: &mut Studio<'_>, story: &mut Story, issued: i64, booked: i64) {
    let is_business = studio.clients[story.client].is_business;
    let due = if is_business { issued + 30 * DAY } else { (story.end() + 7 * DAY).max(issued + 7 * DAY) };
    story.due = studio.calendar.at(story.place, studio.calendar.day_of(story.place, due), 24 * 60 - 1);
    let wait = match studio.chance.below(100) {
        0..=77 => studio.chance.within(-10, 6),
        78..=92 => studio.chance.within(7, 60),
        _ => 2_000,
    };
    let paid = studio.calendar.office(story.place, (story.due + wait * DAY).max(booked + 2 * HOUR));
    let rest = story.bill.sum.total() - story.advance;
    if wait > 3 && story.due + 3 * DAY < paid {
        story.steps.push((studio.calendar.office(story.place, story.due + 2 * DAY), Step::Remind));
    }
    if studio.chance.percent(14) {
        let half = rest / 2 / 10_000 * 10_000;
        story.payments.push(Payment { at: paid, amount: half });
        story.payments.push(Payment { at: paid + 9 * DAY, amount: rest - half });
    } else {
        story.payments.push(Payment { at: paid, amount: rest });
    }
    let has_merch = story.bill.lines.iter().any(|line| line.item_type == "merch");
    let done = story.moved_to("completed").unwrap_or(paid);
    if has_merch && wait < 60 && studio.chance.percent(16) {
        let settled = story.payments.last().map_or(paid, |p| p.at).max(done);
        story.steps.push((after(studio, story, settled, DAY, 9 * DAY), Step::Credit));
    }
}

fn pay_steps(story: &mut Story) {
    let steps = story.payments.iter().zip(0..).map(|(payment, no)| (payment.at, Step::Pay(no)));
    story.steps.extend(steps);
}
