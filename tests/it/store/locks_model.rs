//! Bookings through the store's own commands, in any order, against a model that counts every minute.

#![expect(
    clippy::disallowed_methods,
    reason = "the file is looked into past the store, as another program would"
)]

use super::Studio;
use super::bookings::studio;
use super::projects::event;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use studiovault::domain::booking::LockKind;
use studiovault::domain::booking::rules::Needed;
use studiovault::store::protocol::*;

/// A moment far enough ahead.
const AT: i64 = 1_800_000_000;
const ASSETS: [(&str, u32); 3] = [("cam", 1), ("room", 1), ("lights", 3)];
const PROJECTS: usize = 3;
/// Minutes that a sub-event lasts.
const LASTS: i64 = 12;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(AT + minute * 60).unwrap()
}

/// What somebody does in the program.
#[derive(Clone, Debug)]
enum Act {
    Lock { project: usize, asset: usize, start: i64, length: i64, qty: u32, kind: LockKind },
    OnEvent { project: usize, asset: usize, qty: u32 },
    Edit { which: usize, asset: usize, start: i64, length: i64 },
    Kind { which: usize, kind: LockKind },
    Release(usize),
    Step { project: usize, step: Step },
    MoveEvent { project: usize, start: i64 },
    Undo,
    Redo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Activate,
    Back,
    Cancel,
    Reopen,
    Trash,
    Restore,
}

const STEPS: &[Step] = &[Step::Activate, Step::Back, Step::Cancel, Step::Reopen, Step::Trash, Step::Restore];

fn act() -> impl Strategy<Value = Act> {
    let kind = || prop_oneof![Just(LockKind::Firm), Just(LockKind::Hold)];
    let lock = (0..PROJECTS, 0..3_usize, 0..60_i64, 1..25_i64, 1..4_u32, kind()).prop_map(
        |(project, asset, start, length, qty, kind)| Act::Lock { project, asset, start, length, qty, kind },
    );
    let on_event = (0..PROJECTS, 0..3_usize, 1..3_u32).prop_map(|(project, asset, qty)| Act::OnEvent {
        project,
        asset,
        qty,
    });
    let edit = (0..40_usize, 0..3_usize, 0..60_i64, 1..25_i64)
        .prop_map(|(which, asset, start, length)| Act::Edit { which, asset, start, length });
    let step =
        (0..PROJECTS, prop::sample::select(STEPS)).prop_map(|(project, step)| Act::Step { project, step });
    let event = (0..PROJECTS, 0..60_i64).prop_map(|(project, start)| Act::MoveEvent { project, start });
    prop_oneof![
        5 => lock,
        2 => on_event,
        3 => edit,
        2 => (0..40_usize, kind()).prop_map(|(which, kind)| Act::Kind { which, kind }),
        1 => (0..40_usize).prop_map(Act::Release),
        5 => step,
        2 => event,
        1 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// A lock as a child would keep it, in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Kept {
    project: usize,
    asset: usize,
    start: i64,
    end: i64,
    qty: u32,
    firm: bool,
    released: bool,
    on_event: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    /// Where each project stands, and where it stood before it was cancelled or thrown away.
    status: Vec<Vec<&'static str>>,
    events: Vec<i64>,
    locks: BTreeMap<String, Kept>,
}

impl Model {
    fn stands(&self, project: usize) -> &'static str {
        self.status[project].last().unwrap()
    }

    fn is_live(&self, project: usize) -> bool {
        matches!(self.stands(project), "inquiry" | "active")
    }

    /// The most of an asset that is out at once, among the locks that count.
    fn peak(&self, asset: usize, counts: impl Fn(&str, &Kept) -> bool) -> u32 {
        let taken = |minute: i64| {
            let out = self.locks.iter().filter(|(id, kept)| {
                !kept.released
                    && kept.asset == asset
                    && (kept.start..kept.end).contains(&minute)
                    && counts(id, kept)
            });
            out.map(|(_, kept)| kept.qty).sum()
        };
        (-200..300).map(taken).max().unwrap_or(0)
    }

    fn is_overbooked(&self) -> bool {
        (0..ASSETS.len()).any(|asset| self.peak(asset, |_, kept| kept.firm) > ASSETS[asset].1)
    }

    /// Whether a lock lies over others of its own project, holds too, so that not all could be firm.
    fn is_in_its_own_way(&self, id: &str) -> bool {
        let lock = &self.locks[id];
        let with = |other: &str, kept: &Kept| {
            other == id || (kept.project == lock.project && kept.start < lock.end && kept.end > lock.start)
        };
        self.peak(lock.asset, with) > ASSETS[lock.asset].1
    }

    /// The locks of a project go along with it.
    fn follow(&mut self, project: usize, from: &str) {
        let (to, was_live) = (self.stands(project), matches!(from, "inquiry" | "active"));
        let is_live = self.is_live(project);
        let from_inquiry =
            if was_live { from == "inquiry" } else { self.status[project].first() == Some(&"inquiry") };
        for kept in self.locks.values_mut().filter(|kept| kept.project == project) {
            match (was_live, is_live) {
                (_, false) => kept.released = true,
                (_, true) => {
                    kept.released = false;
                    kept.firm = to != "inquiry" && (kept.firm || from_inquiry);
                }
            }
        }
    }

    fn step(&mut self, project: usize, step: Step) -> Option<ProjectCommand> {
        let from = self.stands(project);
        let id = format!("p{project}");
        let moved = |to: &str| ProjectCommand::Move {
            id: id.as_str().into(),
            from: from.into(),
            to: to.into(),
            reason: "as agreed".into(),
        };
        let stack = &mut self.status[project];
        let command = match (step, from) {
            (Step::Activate, "inquiry") => {
                *stack = vec!["active"];
                moved("active")
            }
            (Step::Back, "active") => {
                *stack = vec!["inquiry"];
                moved("inquiry")
            }
            (Step::Cancel, "inquiry" | "active") => {
                stack.push("cancelled");
                moved("cancelled")
            }
            (Step::Reopen, "cancelled") => {
                stack.pop();
                moved(stack.last()?)
            }
            (Step::Trash, "inquiry" | "active" | "cancelled") => {
                stack.push("trashed");
                ProjectCommand::Trash { id: id.as_str().into(), reason: "a mistake".into() }
            }
            (Step::Restore, "trashed") => {
                stack.pop();
                ProjectCommand::Restore(id.as_str().into())
            }
            _ => return None,
        };
        self.follow(project, from);
        Some(command)
    }
}

/// A studio whose projects have a sub-event each, and the file, to look into.
struct Stage {
    s: Studio,
    file: rusqlite::Connection,
}

impl Stage {
    fn new() -> (Self, Model) {
        let s = studio();
        let mut sql = String::from("UPDATE assets SET capacity = 1 WHERE id IN ('cam', 'room');");
        for project in 0..PROJECTS {
            sql.push_str(&format!(
                "INSERT INTO project_events (id, branch_id, project_id, tz, created_at, title, start_time, end_time) SELECT 'e{project}', branch_id, id, 'Asia/Kolkata', 1, 'Haldi', {}, {} FROM projects WHERE id = 'p{project}';",
                at(0).as_second(),
                at(LASTS).as_second()
            ));
        }
        s.sqlite3(&sql).unwrap();
        let file = rusqlite::Connection::open(s.path()).unwrap();
        let model = Model {
            status: vec![vec!["inquiry"]; PROJECTS],
            events: vec![0; PROJECTS],
            locks: BTreeMap::new(),
        };
        (Self { s, file }, model)
    }

    fn version(&self, lock: &str) -> i64 {
        let sql = "SELECT version FROM booking_locks WHERE id = ?1";
        self.file.query_row(sql, [lock], |r| r.get(0)).unwrap()
    }

    /// What the file says, in the model's terms.
    fn read(&self) -> BTreeMap<String, Kept> {
        let sql = "SELECT id, project_id, asset_id, start_time, end_time, qty, kind = 'firm', released_at IS NOT NULL, event_id IS NOT NULL
                   FROM booking_locks";
        let mut statement = self.file.prepare(sql).unwrap();
        let minute = |second: i64| (second - AT) / 60;
        let rows = statement.query_map([], |r| {
            let (project, asset): (String, String) = (r.get(1)?, r.get(2)?);
            let kept = Kept {
                project: project[1..].parse().unwrap(),
                asset: ASSETS.iter().position(|known| known.0 == asset).unwrap(),
                start: minute(r.get(3)?),
                end: minute(r.get(4)?),
                qty: r.get(5)?,
                firm: r.get(6)?,
                released: r.get(7)?,
                on_event: r.get(8)?,
            };
            Ok((r.get(0)?, kept))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// What the file says of everything, after an undo or a redo.
    fn read_all(&self, model: &Model) -> Model {
        let mut next = Model { locks: self.read(), ..model.clone() };
        for project in 0..PROJECTS {
            let detail = self.s.project(&format!("p{project}").as_str().into());
            next.events[project] = (detail.events.rows[0].start.as_second() - AT) / 60;
        }
        next
    }

    /// The command of an act, the model after it, and whether it shall be let through; `None` for what there is nothing
    /// to do.
    fn plan(&self, model: &Model, (no, act): (usize, &Act)) -> Option<(Command, Model, bool)> {
        let mut next = model.clone();
        let nth = |which: usize| model.locks.keys().nth(which % model.locks.len().max(1)).cloned();
        let kind_of = |firm: bool| if firm { LockKind::Firm } else { LockKind::Hold };
        let mut fits = true;
        let command: Command = match act {
            Act::Lock { .. } | Act::OnEvent { .. } => {
                let (project, asset, qty) = match act {
                    Act::Lock { project, asset, qty, .. } | Act::OnEvent { project, asset, qty } => {
                        (*project, *asset, *qty)
                    }
                    _ => return None,
                };
                let usual = model.stands(project) == "active";
                let (start, end, kind, on_event) = match act {
                    Act::Lock { start, length, kind, .. } => (*start, start + length, Some(*kind), false),
                    _ => (model.events[project], model.events[project] + LASTS, None, true),
                };
                let id = format!("l{no:03}");
                let firm = kind.map_or(usual, |kind| kind == LockKind::Firm);
                let kept = Kept { project, asset, start, end, qty, firm, released: false, on_event };
                next.locks.insert(id.clone(), kept);
                fits = model.is_live(project) && qty <= ASSETS[asset].1 && !next.is_in_its_own_way(&id);
                let needed = Needed { start: at(start), end: at(end), before: 0, after: 0 };
                let wanted = WantedLock {
                    id: Some(id.as_str().into()),
                    needed: (!on_event).then_some(needed),
                    qty,
                    kind,
                    ..WantedLock::of(ASSETS[asset].0.into())
                };
                let event = on_event.then(|| format!("e{project}").as_str().into());
                let project = format!("p{project}").as_str().into();
                BookingCommand::Lock { project, event, wanted: vec![wanted] }.into()
            }
            Act::Edit { which, asset, start, length } => {
                let id = nth(*which)?;
                let kept = next.locks.get_mut(&id)?;
                (kept.asset, kept.start, kept.end) = (*asset, *start, start + length);
                let (project, qty) = (kept.project, kept.qty);
                let stays = model.locks[&id] == *kept;
                fits = model.is_live(project)
                    && (stays || (qty <= ASSETS[*asset].1 && !next.is_in_its_own_way(&id)));
                let change = LockChange {
                    asset: Some(ASSETS[*asset].0.into()),
                    start: Some(at(*start)),
                    end: Some(at(start + length)),
                    ..LockChange::default()
                };
                let version = self.version(&id);
                BookingCommand::EditLock { id: id.as_str().into(), version, change }.into()
            }
            Act::Kind { which, kind } => {
                let id = nth(*which)?;
                let kept = next.locks.get_mut(&id)?;
                let (was, project) = (kind_of(kept.firm), kept.project);
                kept.firm = *kind == LockKind::Firm;
                fits = model.is_live(project)
                    && (was == *kind || *kind == LockKind::Hold || !next.is_in_its_own_way(&id));
                let locks = vec![(id.as_str().into(), self.version(&id))];
                BookingCommand::SetKind { locks, kind: *kind, expires: None }.into()
            }
            Act::Release(which) => {
                let id = nth(*which)?;
                next.locks.remove(&id)?;
                BookingCommand::Release(vec![(id.as_str().into(), self.version(&id))]).into()
            }
            Act::Step { project, step } => next.step(*project, *step)?.into(),
            Act::MoveEvent { project, start } => {
                let by = start - model.events[*project];
                if by == 0 || !model.is_live(*project) {
                    return None;
                }
                next.events[*project] = *start;
                for kept in next.locks.values_mut().filter(|kept| kept.project == *project && kept.on_event) {
                    (kept.start, kept.end) = (kept.start + by, kept.end + by);
                }
                let mut moved =
                    next.locks.iter().filter(|(_, kept)| kept.project == *project && kept.on_event);
                fits = moved.all(|(id, _)| !next.is_in_its_own_way(id));
                let detail = self.s.project(&format!("p{project}").as_str().into());
                let read = &detail.events.rows[0];
                let values = event("Haldi", &at(*start).to_string(), &at(start + LASTS).to_string());
                let (id, base) = (read.id.clone(), read.values());
                ProjectCommand::EditEvent { id, version: read.version, base, values }.into()
            }
            Act::Undo | Act::Redo => return None,
        };
        let fits = fits && !next.is_overbooked();
        Some((command, next, fits))
    }
}

/// What was there before each command that can be taken back, and after each that can be done again.
#[derive(Default)]
struct Stacks {
    undo: Vec<Model>,
    redo: Vec<Model>,
}

/// Where and how much, without how firmly: a lock on an inquiry whose project was booked or called off meanwhile comes
/// back as its project has it.
fn places(model: &Model) -> Vec<(&String, usize, usize, i64, i64, u32)> {
    model.locks.iter().map(|(id, k)| (id, k.project, k.asset, k.start, k.end, k.qty)).collect()
}

fn turn(stage: &Stage, model: &mut Model, stacks: &mut Stacks, act: &Act) -> Result<(), TestCaseError> {
    let (command, from, back) = match act {
        Act::Undo => (Command::Undo, &mut stacks.undo, &mut stacks.redo),
        _ => (Command::Redo, &mut stacks.redo, &mut stacks.undo),
    };
    let Some(there) = from.pop() else { return Ok(()) };
    match stage.s.run(command) {
        Ok(_) => {
            back.push(model.clone());
            let status = there.status.clone();
            *model = stage.read_all(&Model { status, ..model.clone() });
            prop_assert!(!model.is_overbooked(), "{:?} books something twice", act);
            prop_assert_eq!(places(model), places(&there));
        }
        // What moved along with its project since is not taken back over that; then nothing at all is.
        Err(error @ (StoreError::Refused(_) | StoreError::Conflict(_) | StoreError::Booked(_))) => {
            prop_assert_eq!(stage.read(), model.locks.clone(), "{}", error);
            *stacks = Stacks::default();
        }
        Err(error) => prop_assert!(false, "{:?}: {:?}", act, error),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Whatever people do in whatever order: the store lets through exactly what the model does, and keeps nothing of
    /// what it refuses.
    #[test]
    fn the_commands_agree_with_a_naive_model(acts in proptest::collection::vec(act(), 1..40)) {
        let (stage, mut model) = Stage::new();
        let mut stacks = Stacks::default();
        for (no, act) in acts.iter().enumerate() {
            if matches!(act, Act::Undo | Act::Redo) {
                turn(&stage, &mut model, &mut stacks, act)?;
                continue;
            }
            let Some((command, next, fits)) = stage.plan(&model, (no, act)) else { continue };
            match stage.s.run(command) {
                Ok(_) => {
                    prop_assert!(fits, "{:?} was let through: {:?}", act, model);
                    if next != model {
                        stacks.undo.push(model);
                        stacks.redo.clear();
                    }
                    model = next;
                }
                Err(StoreError::Booked(_) | StoreError::Refused(_)) if !fits => {}
                Err(error) => prop_assert!(false, "{:?} was refused: {:?} {:?}", act, error, model),
            }
            prop_assert_eq!(stage.read(), model.locks.clone(), "after {:?}", act);
        }
        stage.s.assert_sound();
    }
}
