//! Carrying as a table: presses go in, times and questions come out.

use super::*;
use crate::domain::project::event::SubEvent;
use crate::input::Key;
use crate::keymap::Keymap;
use crate::screens::effect::Effect;
use crate::store::protocol::{BlockProject, Clash, Conflict, Holder, Lines, RowRef, Table};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn asset(id: &str, kind: &str) -> BlockAsset {
    BlockAsset { id: id.into(), name: id.to_uppercase(), kind: kind.to_owned() }
}

fn lock(id: &str, asset_id: &str, start: &str, end: &str, buffer: i64) -> CarriedLock {
    CarriedLock {
        id: id.into(),
        asset: asset(asset_id, "camera"),
        start: at(start),
        end: at(end),
        kind: LockKind::Firm,
        qty: 1,
        before: buffer,
        after: buffer,
        expires: None,
        version: 4,
    }
}

/// A sub-event from 10:00 to 14:00 in Berlin, the day before the clocks go back, with a camera that is out half an hour
/// longer at both ends, and a space.
fn block(id: BlockId) -> BlockDetail {
    let event: SubEvent = SubEvent {
        id: "evt".into(),
        project: "prj".into(),
        title: "Haldi".into(),
        start: at("2026-10-24T08:00:00Z"),
        end: at("2026-10-24T12:00:00Z"),
        zone: "Europe/Berlin".into(),
        location: String::new(),
        notes: String::new(),
        lead: crate::domain::project::event::Lead::default(),
        series: None,
        version: 7,
    };
    let camera = lock("lck_c", "cam1", "2026-10-24T07:30:00Z", "2026-10-24T12:30:00Z", 1800);
    let room = lock("lck_r", "room", "2026-10-24T08:00:00Z", "2026-10-24T12:00:00Z", 0);
    BlockDetail {
        id,
        branch: "br".into(),
        zone: "Europe/Berlin".into(),
        asset: Some(camera.asset.clone()),
        start: camera.start,
        end: Some(camera.end),
        project: Some(BlockProject {
            id: "prj".into(),
            name: "Wedding".into(),
            client: "Priya".into(),
            status: "active".into(),
        }),
        event: Some(event),
        locks: Lines { rows: vec![camera, room], more: 0 },
        note: String::new(),
        away: None,
        out: None,
    }
}

struct Hand {
    carry: Carry,
    out: Out,
    last: CarryEvent,
}

impl Hand {
    fn new(step: Step) -> Self {
        let carry = Carry::take(block(BlockId::Lock("lck_c".into())), step).unwrap();
        Self { carry, out: Out::default(), last: CarryEvent::Stay }
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        let now: ZonedDateTime = "2026-10-20T12:00:00+02:00[Europe/Berlin]".parse().unwrap();
        for key in keys.split_whitespace().flat_map(keys_of) {
            let press = Keymap::default().press(self.carry.scopes(), key);
            self.last = self.carry.press(press, &now, &mut self.out);
        }
        self
    }

    fn types(&mut self, text: &str) -> &mut Self {
        let now: ZonedDateTime = "2026-10-20T12:00:00+02:00[Europe/Berlin]".parse().unwrap();
        for c in text.chars() {
            let press = Keymap::default().press(self.carry.scopes(), Key::char(c));
            self.last = self.carry.press(press, &now, &mut self.out);
        }
        self
    }

    fn times(&self) -> String {
        self.carry.say_times(self.carry.times())
    }

    fn query(&mut self) -> (Slot, Ticket, Query) {
        let mut asked = self.out.take().into_iter().filter_map(|effect| match effect {
            Effect::Query { slot, ticket, query } => Some((slot, ticket, query)),
            _ => None,
        });
        asked.next_back().expect("a question")
    }

    fn command(&mut self) -> (Ticket, Command) {
        let mut written = self.out.take().into_iter().filter_map(|effect| match effect {
            Effect::Apply { ticket, command } => Some((ticket, *command)),
            _ => None,
        });
        written.next_back().expect("a write")
    }
}

fn keys_of(word: &str) -> Vec<Key> {
    use crate::input::KeyCode::{Enter, Esc, PageDown, Tab};
    match word {
        "Enter" => vec![Key::plain(Enter)],
        "Esc" => vec![Key::plain(Esc)],
        "Tab" => vec![Key::plain(Tab)],
        "PgDn" => vec![Key::plain(PageDown)],
        word => word.chars().map(Key::char).collect(),
    }
}

#[test]
fn keys_carry_and_stretch() {
    let table = [
        ("", "2026-10-24 10:00 to 14:00"),
        ("l", "2026-10-24 11:00 to 15:00"),
        ("l h h", "2026-10-24 09:00 to 13:00"),
        // The clocks go back in between: the time on the wall stays.
        ("L", "2026-10-25 10:00 to 14:00"),
        ("PgDn", "2026-10-31 10:00 to 14:00"),
        ("> >", "2026-10-24 10:00 to 16:00"),
        ("<", "2026-10-24 10:00 to 13:00"),
        (",", "2026-10-24 09:00 to 14:00"),
        (". .", "2026-10-24 12:00 to 14:00"),
        // It cannot end before it starts.
        ("< < < < < <", "2026-10-24 10:00 to 11:00"),
        ("L H", "2026-10-24 10:00 to 14:00"),
    ];
    for (keys, expected) in table {
        let mut hand = Hand::new(Step::Minutes(60));
        assert_eq!(hand.keys(keys).times(), expected, "{keys}");
    }
    assert_eq!(Hand::new(Step::Day).keys("l").times(), "2026-10-25 10:00 to 14:00");
    assert_eq!(Hand::new(Step::Minutes(15)).keys("l").times(), "2026-10-24 10:15 to 14:15");
}

#[test]
fn everything_of_the_sub_event_goes_along_or_one_booking_alone() {
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("l >");
    let said = |hand: &Hand| -> Vec<String> {
        let moved = hand.carry.moved();
        moved.iter().map(|lock| format!("{} {} {}", lock.asset, lock.start, lock.end)).collect()
    };
    assert_eq!(
        said(&hand),
        ["cam1 2026-10-24T08:30:00Z 2026-10-24T14:30:00Z", "room 2026-10-24T09:00:00Z 2026-10-24T14:00:00Z"]
    );
    hand.keys("Tab");
    assert_eq!(hand.carry.part(), Part::Alone);
    assert_eq!(said(&hand), ["cam1 2026-10-24T08:30:00Z 2026-10-24T14:30:00Z"]);
    hand.keys("Tab");
    assert_eq!(hand.times(), "2026-10-24 11:00 to 16:00");
    // As a whole it moves in time only.
    assert_eq!(hand.keys("j").last, CarryEvent::Stay);
    assert_eq!(hand.keys("Tab j").last, CarryEvent::Row(1));
    let Hand { carry, out, .. } = &mut hand;
    carry.put_on(asset("cam2", "camera"), out);
    assert_eq!(said(&hand), ["cam2 2026-10-24T08:30:00Z 2026-10-24T14:30:00Z"]);
    let Hand { carry, out, .. } = &mut hand;
    carry.put_on(asset("cam1", "camera"), out);
    assert_eq!(said(&hand), ["cam1 2026-10-24T08:30:00Z 2026-10-24T14:30:00Z"]);
}

#[test]
fn a_sub_event_without_a_selected_booking_moves_as_a_whole() {
    let mut carry = Carry::take(block(BlockId::Event("evt".into())), Step::Day).unwrap();
    assert_eq!((carry.part(), carry.moved().len()), (Part::Whole, 2));
    carry.switch_part();
    assert_eq!(carry.part(), Part::Whole);
    let away = BlockDetail { event: None, locks: Lines::default(), ..block(BlockId::Away("mnt".into())) };
    assert!(Carry::take(away, Step::Day).is_none());
}

#[test]
fn what_is_in_the_way_is_asked_at_every_step_for_everything_that_goes_along() {
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("l");
    let (slot, ticket, Query::Obstacles(wants)) = hand.query() else { panic!("another question") };
    assert_eq!(wants.len(), 2);
    assert_eq!(wants[0].except, ["lck_c".into(), "lck_r".into()]);
    assert_eq!(wants[0].start, at("2026-10-24T08:30:00Z"));
    // The answer to an older step is none.
    hand.keys("l");
    let clash = Clash {
        asset: "cam1".into(),
        asset_name: "CAM1".into(),
        lock: "lck_x".into(),
        project: "prj_x".into(),
        project_name: "Mehta film".into(),
        start: at("2026-10-24T12:00:00Z"),
        end: at("2026-10-24T16:00:00Z"),
        before: 0,
        after: 0,
        zone: "Europe/Berlin".into(),
        date: None,
        holder: Holder::Other,
    };
    let verdicts = vec![
        Verdict { asset_name: "CAM1".into(), obstacles: vec![Obstacle::Booked(Box::new(clash))] },
        Verdict { asset_name: "ROOM".into(), obstacles: vec![] },
    ];
    let Hand { carry, out, .. } = &mut hand;
    carry.reply(slot, ticket, Ok(Reply::Obstacles(verdicts.clone())), out);
    assert_eq!(hand.carry.obstacles(), []);
    let (slot, ticket, _) = hand.query();
    let Hand { carry, out, .. } = &mut hand;
    carry.reply(slot, ticket, Ok(Reply::Obstacles(verdicts)), out);
    assert_eq!(hand.carry.obstacles().len(), 1);
    let words = crate::screens::words::Words::new(None);
    let (text, role) = hand.carry.verdict(&words);
    assert_eq!(text, "× CAM1 is booked for Mehta film, 2026-10-24 14:00–18:00");
    assert_eq!(role, crate::theme::Role::Bad);
}

#[test]
fn what_was_said_of_one_place_is_never_said_of_another() {
    let words = crate::screens::words::Words::new(None);
    let mut hand = Hand::new(Step::Minutes(60));
    let answer = |hand: &mut Hand, result| {
        let (slot, ticket, _) = hand.query();
        let Hand { carry, out, .. } = hand;
        carry.reply(slot, ticket, result, out);
    };
    let free = |name: &str| Verdict { asset_name: name.into(), obstacles: vec![] };
    hand.keys("l");
    answer(&mut hand, Ok(Reply::Obstacles(vec![free("CAM1"), free("ROOM")])));
    assert_eq!(hand.carry.verdict(&words).0, "✓ free");
    hand.keys("l");
    assert_eq!(hand.carry.verdict(&words).0, "looking what is in the way…");
    answer(&mut hand, Ok(Reply::Obstacles(vec![free("CAM1"), free("ROOM")])));
    // One lock by itself is another question.
    hand.keys("Tab");
    assert_eq!(hand.carry.part(), Part::Alone);
    assert_eq!(hand.carry.verdict(&words).0, "looking what is in the way…");
    answer(&mut hand, Err(StoreError::Corrupt("x".into())));
    assert_eq!(hand.carry.verdict(&words).0, "what is in the way could not be read");
}

#[test]
fn an_exact_time_can_be_typed() {
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("e").types("16:30-18:00").keys("Enter");
    assert_eq!(hand.times(), "2026-10-24 16:30 to 18:00");
    // What means nothing is said, and can be mended.
    hand.keys("e").types("soon").keys("Enter");
    assert_eq!(hand.carry.scopes(), [Scope::Typed, Scope::Always]);
    assert_eq!(hand.keys("Esc").last, CarryEvent::Stay);
    assert_eq!(hand.times(), "2026-10-24 16:30 to 18:00");
    assert_eq!(hand.keys("Esc").last, CarryEvent::Over);
}

#[test]
fn saving_writes_one_command_with_what_was_read() {
    let mut hand = Hand::new(Step::Minutes(60));
    assert_eq!(hand.keys("Enter").last, CarryEvent::Over);
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("l Enter");
    let (ticket, command) = hand.command();
    let Command::Projects(ProjectCommand::EditEvent { id, version, base, values }) = command else {
        panic!("another command")
    };
    assert_eq!((id.as_str(), version), ("evt", 7));
    let changed = crate::domain::field::changed(&base, &values);
    assert_eq!(changed.len(), 2);
    // While it is being saved keys do nothing.
    assert_eq!(hand.keys("l").times(), "2026-10-24 11:00 to 15:00");
    let outcome = Outcome { message: "Saved Haldi".into(), row: None, undoable: true, ..Outcome::default() };
    let Hand { carry, out, .. } = &mut hand;
    assert_eq!(carry.applied(Ticket(999), &Ok(outcome.clone()), out), Saved::NotMine);
    assert_eq!(carry.applied(ticket, &Ok(outcome), out), Saved::Done);
}

#[test]
fn one_booking_alone_is_written_without_its_buffers() {
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("Tab l j");
    let Hand { carry, out, .. } = &mut hand;
    carry.put_on(asset("cam2", "camera"), out);
    hand.keys("Enter");
    let (_, command) = hand.command();
    let Command::Bookings(BookingCommand::EditLock { id, version, change }) = command else {
        panic!("another command")
    };
    assert_eq!((id.as_str(), version), ("lck_c", 4));
    assert_eq!(change.asset, Some("cam2".into()));
    assert_eq!(change.start, Some(at("2026-10-24T09:00:00Z")));
    assert_eq!(change.end, Some(at("2026-10-24T13:00:00Z")));
}

#[test]
fn whoever_is_refused_goes_on_carrying() {
    let mut hand = Hand::new(Step::Minutes(60));
    hand.keys("l Enter");
    let (ticket, _) = hand.command();
    let refused = Err(StoreError::refused("it is away then", "Choose another time."));
    let Hand { carry, out, .. } = &mut hand;
    assert_eq!(carry.applied(ticket, &refused, out), Saved::Refused);
    assert_eq!(hand.carry.note.as_ref().map(|note| note.text.as_str()), Some("It is away then"));
    assert_eq!(hand.times(), "2026-10-24 11:00 to 15:00");
    // Somebody else was faster: what was carried stays, on top of what is stored now.
    hand.keys("Enter");
    let (ticket, _) = hand.command();
    let conflict = Conflict {
        row: RowRef { table: Table::ProjectEvents, id: "evt".into() },
        label: "Haldi".into(),
        changed_by: "Rahul".into(),
        version: 8,
        theirs: std::collections::BTreeMap::default(),
    };
    let Hand { carry, out, .. } = &mut hand;
    let conflict = Err(StoreError::Conflict(Box::new(conflict)));
    assert_eq!(carry.applied(ticket, &conflict, out), Saved::Refused);
    let (slot, ticket, query) = hand.query();
    assert_eq!(query, Query::Block(BlockId::Lock("lck_c".into())));
    let mut theirs = block(BlockId::Lock("lck_c".into()));
    let event = theirs.event.as_mut().unwrap();
    event.version = 8;
    event.start = at("2026-10-24T10:00:00Z");
    let Hand { carry, out, .. } = &mut hand;
    carry.reply(slot, ticket, Ok(Reply::Block(Box::new(theirs))), out);
    assert_eq!(hand.times(), "2026-10-24 11:00 to 15:00");
    assert!(
        hand.carry
            .note
            .as_ref()
            .is_some_and(|note| note.text.contains("moved it meanwhile, to 2026-10-24 12:00"))
    );
    hand.keys("Enter");
    let (_, command) = hand.command();
    assert!(matches!(command, Command::Projects(ProjectCommand::EditEvent { version: 8, .. })));
}

#[test]
fn nothing_is_carried_beyond_the_calendar() {
    let mut far = block(BlockId::Event("evt".into()));
    let event = far.event.as_mut().unwrap();
    (event.start, event.end) = (at("9998-12-30T08:00:00Z"), at("9998-12-30T12:00:00Z"));
    far.locks = Lines::default();
    let carry = Carry::take(far, Step::Day).unwrap();
    let mut hand = Hand { carry, out: Out::default(), last: CarryEvent::Stay };
    hand.keys("PgDn");
    assert_eq!(hand.times(), "9998-12-30 09:00 to 13:00");
    assert!(hand.carry.note.as_ref().is_some_and(|note| note.is_bad));
}
