//! The forms of bookings: a whole one at once, and one thing for a project.

use super::super::App;
use super::super::layers::Layer;
use super::FormLayer;
use super::kind::{Draft, Filled, First, FormKind, Keeping, Opened, Unready, labelled};
use super::places::Places;
use super::project::{make_client, may_make_client};
use crate::domain::booking::rules::{HOLD_HOURS, Needed, fields};
use crate::domain::booking::{Lock, LockKind};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{AssetId, BranchId, EventId, LockId, PackageId, ProjectId};
use crate::domain::project::{event, fields as project, usual_title};
use crate::screens::bookings::{self, END, EVENT, KIT, PACKAGE, forms};
use crate::screens::effect::slots;
use crate::screens::projects::BRANCH;
use crate::store::port::Ticket;
use crate::store::protocol::{
    BookingCommand, BranchScope, Command, ListKind, LockChange, NewBooking, Outcome, ProjectDetail, Query,
    RowRef, Slot, Table, Verdict, Want, WantedLock,
};
use crate::ui::form::{FormSpec, FormState};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

fn get<'v>(values: &'v FieldValues, key: &str) -> Option<&'v FieldValue> {
    values.get(&FieldKey::from(key))
}

fn reference(values: &FieldValues, key: &str) -> Option<String> {
    match get(values, key) {
        Some(FieldValue::Reference { id, .. }) => Some(id.clone()),
        _ => None,
    }
}

const fn moment(value: Option<&FieldValue>) -> Option<Timestamp> {
    match value {
        Some(FieldValue::When(at)) => Some(*at),
        _ => None,
    }
}

fn number(values: &FieldValues, key: &str) -> Option<u32> {
    match get(values, key) {
        Some(FieldValue::Number(n)) => u32::try_from(*n).ok(),
        _ => None,
    }
}

fn wrong(key: &str, why: &str) -> Unready {
    let mut errors = FieldErrors::default();
    errors.add(key, why);
    Unready::Fields(errors)
}

// -- a whole booking ----------------------------------------------------------------------------------------------

/// The form of a whole booking.
pub(in crate::app) struct BookingForm {
    places: Places,
    /// What was found free for it.
    wanted: Vec<WantedLock>,
    /// What that is called, in words.
    with: String,
    /// The package that it was found for: what that takes needs no proposal any more.
    found_for: Option<PackageId>,
}

/// Where a draft remembers what was found free, and what it is called.
const WANTED: &str = "wanted";
const WITH: &str = "with";

impl BookingForm {
    /// The form, for a branch; it starts at `start`, if that is known.
    pub(in crate::app) fn open(app: &App, branch: BranchId, start: Option<Timestamp>) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let asked = (branches.len() > 1).then_some(branch.as_str());
        let base = bookings::booking_base(asked, start);
        Opened::new(
            bookings::booking(&branches),
            base,
            Self {
                places: Places::new(app, branch),
                wanted: Vec::new(),
                with: String::new(),
                found_for: None,
            },
        )
    }

    /// The form for a time that is free, with what is free then; and with the package that it is for.
    pub(in crate::app) fn open_at(
        app: &App,
        (branch, package): (BranchId, Option<FieldValue>),
        slot: &Slot,
    ) -> Opened {
        let mut opened = Self::open(app, branch.clone(), Some(slot.start));
        opened.base.insert(FieldKey::from(END), FieldValue::When(slot.end));
        let names: Vec<&str> = slot.given.iter().map(|given| given.name.as_str()).collect();
        let wanted = slot.given.iter().map(WantedLock::from).collect();
        if let Some(package) = package {
            opened.base.insert(FieldKey::from(PACKAGE), package);
        }
        let found_for = reference(&opened.base, PACKAGE).map(|id| id.as_str().into());
        let places = Places::new(app, branch);
        Self { places, wanted, with: names.join(", "), found_for }.found(opened)
    }

    /// The form for what was found free.
    fn found(self, mut opened: Opened) -> Opened {
        opened.spec.title = format!("{} with {}", opened.spec.title, self.with);
        opened.kind = Arc::new(self);
        opened
    }

    /// The booking as it is typed, without what it takes.
    fn booking(&self, filled: &Filled<'_>) -> NewBooking {
        let values = &filled.values;
        let of = |keys: &[(&str, &str)]| -> FieldValues {
            let given =
                keys.iter().filter_map(|(from, to)| Some((FieldKey::from(*to), get(values, from)?.clone())));
            given.collect()
        };
        let place = (project::LOCATION, project::LOCATION);
        let title = (project::TITLE, project::TITLE);
        let start = (project::START, project::START);
        let project = of(&[(project::CLIENT, project::CLIENT), title, start, place]);
        let event = of(&[
            (project::TITLE, event::fields::TITLE),
            (project::START, event::fields::START),
            (END, event::fields::END),
            (project::LOCATION, event::fields::LOCATION),
        ]);
        NewBooking {
            branch: self.places.of(&filled.text(BRANCH)),
            project,
            event,
            package: reference(values, PACKAGE).map(|id| id.as_str().into()),
            wanted: self.wanted.clone(),
            kind: LockKind::of(&filled.text(fields::KIND)),
            hold_until: moment(get(values, fields::EXPIRES)),
        }
    }
}

impl FormKind for BookingForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = form.state.text(project::TITLE);
        let branch = FieldValue::text(self.places.own().as_str());
        let keeping = Keeping::new(forms::BOOKING, labelled("New booking", &name)).knowing(BRANCH, branch);
        if self.wanted.is_empty() {
            return Some(keeping);
        }
        let wanted = serde_json::to_string(&self.wanted).unwrap_or_default();
        Some(keeping.knowing(WANTED, FieldValue::text(&wanted)).knowing(WITH, FieldValue::text(&self.with)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(BookingCommand::Book(Box::new(self.booking(filled))).into())
    }

    /// Until somebody writes a title it says who and what.
    fn typed(&self, _app: &mut App, form: &mut FormLayer) {
        let label = |key: &str| {
            let text = form.state.text(key);
            text.split_once('\t').map_or(String::new(), |(_, label)| label.to_owned())
        };
        if let Some(title) = usual_title(&label(project::CLIENT), &label(PACKAGE)) {
            form.state.suggest(project::TITLE, &title);
        }
    }

    /// What a package takes is proposed first.
    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let at = |key: &str| moment(get(&filled.values, key));
        let booking = self.booking(filled);
        if self.found_for.is_some() && booking.package == self.found_for {
            return First::Save;
        }
        match (at(project::START), at(END)) {
            (Some(start), Some(end)) => app.propose(booking, [start, end]),
            _ => First::Save,
        }
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        let label = form.state.text(project::TITLE);
        app.reveal_made(form, label.trim(), outcome);
        // The calendar goes where it stands now.
        if let Some(start) = moment(get(&form.submitted, project::START)) {
            let branch = self.places.of(get(&form.submitted, BRANCH).map_or("", FieldValue::as_text));
            let day = app.ctx().words_in(&branch).date_of(start);
            app.in_calendar(|calendar, out| calendar.show_made(day, out));
        }
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(self.places.own())
    }

    fn zone(&self, state: &FormState) -> Option<TimeZone> {
        self.places.zone(state)
    }

    fn options_of(&self, app: &App, state: &FormState, field: &str, text: &str) -> Option<Query> {
        let (text, here) = (text.to_owned(), BranchScope::One(self.places.chosen(state)));
        match field {
            project::CLIENT => {
                Some(Query::References { kind: ListKind::Clients, scope: app.scope.clone(), text })
            }
            PACKAGE => Some(Query::References { kind: ListKind::Packages, scope: here, text }),
            _ => None,
        }
    }

    fn makes(&self, app: &App, field: &str) -> Option<&'static str> {
        (field == project::CLIENT && may_make_client(app)).then_some("client")
    }

    fn make(&self, app: &mut App, field: &FieldKey, text: &str) {
        make_client(app, self.places.own().clone(), field, text);
    }
}

/// Opens the draft of a booking's form again.
pub(super) fn resume(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let branch = BranchId::from(draft.text(BRANCH).as_str());
    let mut opened = BookingForm::open(app, branch.clone(), None);
    let mut base = draft.base();
    base.retain(|key, _| ![WANTED, WITH].contains(&key.0.as_str()));
    let wanted: Vec<WantedLock> = serde_json::from_str(&draft.text(WANTED)).unwrap_or_default();
    if !wanted.is_empty() {
        let found_for = reference(&base, PACKAGE).map(|id| id.as_str().into());
        let places = Places::new(app, branch);
        opened = BookingForm { places, wanted, with: draft.text(WITH), found_for }.found(opened);
    }
    if !opened.spec.fields().any(|f| f.key.0 == BRANCH) {
        base.remove(&FieldKey::from(BRANCH));
    }
    Some(Opened { base, ..opened })
}

// -- one thing for a project --------------------------------------------------------------------------------------

/// The form of something that is booked for a project: new, or changed.
pub(in crate::app) struct LockForm {
    project: ProjectId,
    branch: BranchId,
    /// What the project is called.
    name: String,
    /// Its sub-events.
    events: Vec<Known>,
    /// The lock that is changed; `None` for a new one.
    editing: Option<LockId>,
}

/// A sub-event as far as something is booked for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    id: String,
    title: String,
    start: Timestamp,
    end: Timestamp,
}

/// Where a draft remembers what it is about.
const PROJECT: &str = "project";
const EVENTS: &str = "sub_events";
const LABEL: &str = "Crew or gear for ";

impl LockForm {
    /// The form of something new for a project; for its only sub-event, if it has one.
    pub(in crate::app) fn open_new(detail: &ProjectDetail) -> Opened {
        let kind = Self::of(detail, None);
        let mut base = FieldValues::new();
        if let [only] = kind.events.as_slice() {
            base.insert(FieldKey::from(EVENT), FieldValue::text(&only.id));
        }
        Opened::new(kind.spec(), base, kind)
    }

    /// The form of something that is booked.
    pub(in crate::app) fn open(detail: &ProjectDetail, lock: &Lock) -> Opened {
        let kind = Self { events: Vec::new(), ..Self::of(detail, Some(lock.id.clone())) };
        Opened::new(kind.spec(), bookings::lock_base(lock), kind).at(lock.version)
    }

    fn of(detail: &ProjectDetail, editing: Option<LockId>) -> Self {
        let known = |event: &event::SubEvent| Known {
            id: event.id.to_string(),
            title: event.title.clone(),
            start: event.start,
            end: event.end,
        };
        Self {
            project: detail.id().clone(),
            branch: detail.project.branch.clone(),
            name: detail.project.details.called().to_owned(),
            events: detail.events.rows.iter().map(known).collect(),
            editing,
        }
    }

    fn spec(&self) -> FormSpec {
        let title = format!("{LABEL}{}", self.name);
        match self.editing {
            None => {
                let events = self.events.iter().map(|event| (event.id.clone(), event.title.clone()));
                bookings::new_lock(&title, &events.collect::<Vec<_>>())
            }
            Some(_) => bookings::lock(&title),
        }
    }

    /// The time that it would be locked, as far as the form knows it.
    fn want(&self, values: &FieldValues) -> Option<Want> {
        let asset = reference(values, fields::ASSET)?;
        let qty = number(values, fields::QTY).unwrap_or(1);
        let (start, end) = match needed(values) {
            Some(needed) => {
                let [start, end] = needed.locked().ok()?;
                (Timestamp::from_second(start).ok()?, Timestamp::from_second(end).ok()?)
            }
            None => {
                let event = get(values, EVENT)?.as_text();
                let event = self.events.iter().find(|known| known.id == event)?;
                (event.start, event.end)
            }
        };
        let except = self.editing.iter().cloned().collect();
        (start < end).then(|| Want { asset: asset.as_str().into(), start, end, qty, except })
    }
}

/// The time that is typed.
fn needed(values: &FieldValues) -> Option<Needed> {
    let minutes = |key: &str| number(values, key).unwrap_or(0).saturating_mul(60);
    Some(Needed {
        start: moment(get(values, fields::START))?,
        end: moment(get(values, fields::END))?,
        before: minutes(fields::BUFFER_BEFORE),
        after: minutes(fields::BUFFER_AFTER),
    })
}

/// Times that count only beside a start: where the sub-event's own time is taken, none of them may be lost unsaid.
fn refuse_loose_times(values: &FieldValues) -> Result<(), Unready> {
    let mut errors = FieldErrors::default();
    for key in [fields::END, fields::BUFFER_BEFORE, fields::BUFFER_AFTER] {
        if get(values, key).is_some_and(|value| *value != FieldValue::Empty) {
            errors.add(
                key,
                "counts only with From: give that too, or leave this empty for the sub-event's time",
            );
        }
    }
    errors.into_result(()).map_err(Unready::Fields)
}

impl FormKind for LockForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Projects, id: self.project.to_string() };
        // What is changed is looked at again: it may be booked otherwise by then.
        let is_new = self.editing.is_none();
        is_new.then(|| {
            let events = serde_json::to_string(&self.events).unwrap_or_default();
            Keeping::new(forms::LOCK, format!("{LABEL}{}", self.name))
                .about(row)
                .knowing(PROJECT, FieldValue::text(self.branch.as_str()))
                .knowing(EVENTS, FieldValue::text(&events))
        })
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let values = &filled.values;
        let (asset, kit) = (reference(values, fields::ASSET), reference(values, KIT));
        if asset.is_some() && kit.is_some() {
            return Err(wrong(KIT, "either a kit or something by itself: take one of both away"));
        }
        let needed = needed(values);
        let event = get(values, EVENT).map(FieldValue::as_text).filter(|id| !id.is_empty());
        match (get(values, fields::START).and_then(|v| moment(Some(v))), needed, event) {
            (Some(_), None, _) => return Err(wrong(fields::END, "until when?")),
            (None, None, None) => return Err(wrong(fields::START, "from when?")),
            (None, None, Some(_)) => refuse_loose_times(values)?,
            _ => {}
        }
        if let Some(kit) = kit {
            if number(values, fields::QTY).is_some_and(|qty| qty > 1) {
                return Err(wrong(
                    fields::QTY,
                    "a kit goes once, with the pieces that are packed: leave this empty",
                ));
            }
            let (project, event) = (self.project.clone(), event.map(EventId::from));
            return Ok(BookingCommand::LockKit { project, event, kit: kit.as_str().into(), needed }.into());
        }
        let Some(asset) = asset.map(AssetId::from) else {
            return Err(wrong(fields::ASSET, "choose what is booked, or a kit"));
        };
        let qty = number(values, fields::QTY).unwrap_or(1);
        let command = match &self.editing {
            None => BookingCommand::Lock {
                project: self.project.clone(),
                event: event.map(EventId::from),
                wanted: vec![WantedLock { needed, qty, ..WantedLock::of(asset) }],
            },
            Some(id) => BookingCommand::EditLock {
                id: id.clone(),
                version: filled.version,
                change: LockChange {
                    asset: Some(asset),
                    start: needed.map(|needed| needed.start),
                    end: needed.map(|needed| needed.end),
                    before: needed.map(|needed| needed.before),
                    after: needed.map(|needed| needed.after),
                    qty: Some(qty),
                },
            },
        };
        Ok(command.into())
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let want = form.state.values().ok().and_then(|values| self.want(&values));
        match want {
            Some(want) => {
                form.obstacles = Some(app.out.query(slots::OBSTACLES, Query::Obstacles(vec![want])));
            }
            None => {
                form.obstacles = None;
                form.state.set_notice(None);
            }
        }
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        let scope = BranchScope::One(self.branch.clone());
        let text = text.to_owned();
        let kind = match field {
            fields::ASSET => ListKind::Assets,
            KIT => ListKind::Kits,
            _ => return None,
        };
        Some(Query::References { kind, scope, text })
    }
}

/// Opens the draft of a lock's form again, with the sub-events as they were then.
pub(super) fn resume_lock(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let kind = LockForm {
        project: draft.about()?.into(),
        branch: draft.text(PROJECT).as_str().into(),
        name: draft.named(LABEL),
        events: serde_json::from_str(&draft.text(EVENTS)).unwrap_or_default(),
        editing: None,
    };
    let mut base = draft.base();
    base.retain(|key, _| ![PROJECT, EVENTS].contains(&key.0.as_str()));
    Some(Opened::new(kind.spec(), base, kind))
}

impl App {
    /// What stands in the way of what is being typed is shown in the form that asked, as long as that is still typed.
    pub(in crate::app) fn obstacles(&mut self, ticket: Ticket, verdicts: &[Verdict]) {
        let asked = |layer: &Layer| matches!(layer, Layer::Form(form) if form.obstacles == Some(ticket));
        let Some(at) = self.layers.iter().position(asked) else { return };
        let Some(Layer::Form(form)) = self.layers.get(at) else { return };
        let words = form.kind.branch().map(|branch| self.ctx().words_in(branch).into_owned());
        let words = words.as_ref().unwrap_or(&self.words);
        let notice = verdicts.first().and_then(|verdict| bookings::notice(verdict, words));
        if let Some(Layer::Form(form)) = self.layers.get_mut(at) {
            form.state.set_notice(notice);
        }
    }

    /// Until when a hold holds that is made or taken up again now.
    pub(in crate::app) fn usual_hold(&self) -> Timestamp {
        let now = self.words.now().timestamp();
        Timestamp::from_second(now.as_second() + HOLD_HOURS * 3_600).unwrap_or(now)
    }
}
