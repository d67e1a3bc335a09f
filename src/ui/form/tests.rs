//! Forms as a person fills them in.

use super::plan::{Rows, Wishes};
use super::*;
use crate::action::Scope;
use crate::domain::country::CountryCode;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::money::{Currency, Grouping};
use crate::input::Key;
use crate::keymap::Keymap;
use crate::ui::picker::Choice;
use crate::ui::testing::{SIZES, paint, press, roles, screen};
use crate::ui::toast::{Toast, Tone};
use jiff::ZonedDateTime;
use jiff::civil::date;

fn context() -> FormContext {
    let now: ZonedDateTime = "2026-11-20T14:05[Asia/Kolkata]".parse().unwrap_or_else(|e| panic!("{e}"));
    let currency = Currency::from_code("INR").unwrap_or_else(|| panic!("INR"));
    let (grouping, country) = (Grouping::Indian, CountryCode::from_code("IN"));
    FormContext { now, since: None, currency, grouping, country, parsers: Parsers::default() }
}

fn spec() -> FormSpec {
    let language =
        [("en", "English"), ("hi", "हिन्दी"), ("ja", "日本語")].map(|(k, l)| (k.to_owned(), l.to_owned()));
    let field = FieldSpec::new;
    FormSpec::new(
        "client",
        "New client",
        vec![
            Section::new(
                "Who",
                vec![
                    field("name", "Name", FieldKind::Text)
                        .required()
                        .max(60)
                        .help("As it stands on invoices."),
                    field("phone", "Phone", FieldKind::Phone).required().placeholder("+91 98450 12345"),
                    field("tags", "Tags", FieldKind::Tags)
                        .placeholder("wedding vip")
                        .help("Words; Space makes one."),
                    field("language", "Language", FieldKind::Choice(language.to_vec())),
                    field("marketing_ok", "Offers by message", FieldKind::Toggle),
                ],
            ),
            Section::new(
                "When",
                vec![
                    field("birthday", "Birthday", FieldKind::Date(Toward::Past)),
                    field("follow_up", "Follow up", FieldKind::When).help("“tomorrow 10:00”, “fri 3pm”"),
                ],
            ),
            Section::new(
                "Money and more",
                vec![
                    field("credit_limit", "Credit limit", FieldKind::Money),
                    field("payment_days", "Days to pay", FieldKind::Number { min: 0, max: 365 }),
                    field("referred_by", "Referred by", FieldKind::Reference { what: "Client".to_owned() })
                        .placeholder("nobody"),
                    field("notes", "Notes", FieldKind::Notes { rows: 4 }).max(2_000),
                ],
            ),
        ],
    )
}

fn base() -> FieldValues {
    let pairs = [
        ("name", FieldValue::Text("山田 Zoë प्रिया محمد 👩‍👩‍👧 e\u{301}".to_owned())),
        ("phone", FieldValue::Text("not a number".to_owned())),
        ("tags", FieldValue::Tags(vec!["wedding".to_owned(), "golden hour".to_owned(), "日本".to_owned()])),
        ("language", FieldValue::Text("hi".to_owned())),
        ("marketing_ok", FieldValue::Toggle(true)),
        ("birthday", FieldValue::Date(date(1990, 2, 3))),
        ("follow_up", FieldValue::When("2026-11-24T04:30:17Z".parse().unwrap_or_else(|e| panic!("{e}")))),
        ("credit_limit", FieldValue::Money(11_800_000)),
        ("payment_days", FieldValue::Number(15)),
        ("referred_by", FieldValue::Reference { id: "cli_2".to_owned(), label: "Asha 山".to_owned() }),
        (
            "notes",
            FieldValue::Text(
                "First line that is rather long and wraps somewhere.\n第二行です。\nthird".to_owned(),
            ),
        ),
    ];
    pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
}

fn new() -> FormState {
    FormState::new(&spec(), &FieldValues::new(), context())
}

fn hit(form: &mut FormState, keys: &str) -> FormEvent {
    let mut event = FormEvent::None;
    for key in keys.split(' ') {
        event = form.handle(press(form.scopes(), key));
    }
    event
}

fn write(form: &mut FormState, text: &str) -> FormEvent {
    let mut event = FormEvent::None;
    for c in text.chars() {
        event = form.handle(Keymap::default().press(form.scopes(), Key::char(c)));
    }
    event
}

fn shown(form: &FormState, size: (u16, u16)) -> String {
    screen(size, |area, buf, look| form.draw(area, buf, look))
}

fn key(key: &str) -> FieldKey {
    FieldKey::from(key)
}

#[test]
fn looks_right_at_every_size() {
    for (w, h) in SIZES {
        let mut form = new();
        form.resize(w, h);
        insta::assert_snapshot!(format!("empty_{w}x{h}"), shown(&form, (w, h)));
        let mut form = FormState::new(&spec(), &base(), context());
        form.resize(w, h);
        form.focus(&key("notes"));
        insta::assert_snapshot!(format!("full_{w}x{h}"), shown(&form, (w, h)));
    }
}

#[test]
fn a_blocked_save_says_why_and_goes_there() {
    for (w, h) in SIZES {
        let mut form = new();
        form.resize(w, h);
        form.focus(&key("birthday"));
        write(&mut form, "someday");
        form.focus(&key("payment_days"));
        write(&mut form, "400");
        assert_eq!(hit(&mut form, "ctrl-s"), FormEvent::None);
        assert_eq!(form.focused(), Some(&key("name")));
        insta::assert_snapshot!(format!("invalid_{w}x{h}"), shown(&form, (w, h)));
    }
}

#[test]
fn roles_tell_focus_errors_and_secondary_text() {
    let mut form = new();
    hit(&mut form, "ctrl-s");
    write(&mut form, "Zoë");
    let buf = paint((80, 24), |area, buf, look| {
        form.draw(area, buf, look);
    });
    let lines: Vec<String> = (0..7).map(|y| roles(&buf, y)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn an_error_waits_until_the_field_is_left_and_goes_when_mended() {
    let mut form = new();
    write(&mut form, "A");
    hit(&mut form, "tab");
    write(&mut form, "12");
    assert!(!shown(&form, (80, 24)).contains("Write a phone number"));
    hit(&mut form, "tab");
    assert!(shown(&form, (80, 24)).contains("! Write a phone number"));
    hit(&mut form, "S-Tab");
    write(&mut form, "345 678");
    assert!(!shown(&form, (80, 24)).contains("Write a phone number"));
}

#[test]
fn saves_what_was_typed() {
    let mut form = new();
    write(&mut form, "Priya Sharma");
    hit(&mut form, "enter");
    assert_eq!(write(&mut form, "+91 98450 12345"), FormEvent::Changed);
    hit(&mut form, "enter");
    write(&mut form, "wedding vi");
    hit(&mut form, "tab right right tab space tab");
    write(&mut form, "1990-02-03");
    hit(&mut form, "tab");
    write(&mut form, "2026-11-24 10:00");
    hit(&mut form, "tab");
    write(&mut form, "1,18,000.5");
    hit(&mut form, "tab");
    write(&mut form, "15");
    hit(&mut form, "tab tab");
    write(&mut form, "one");
    hit(&mut form, "enter");
    write(&mut form, "two");
    let FormEvent::Submit(values) = hit(&mut form, "ctrl-s") else { panic!("{}", shown(&form, (80, 40))) };
    let value = |name: &str| values[&key(name)].clone();
    assert_eq!(value("name"), FieldValue::Text("Priya Sharma".to_owned()));
    assert_eq!(value("phone"), FieldValue::Text("+91 98450 12345".to_owned()));
    assert_eq!(value("tags"), FieldValue::Tags(vec!["wedding".to_owned(), "vi".to_owned()]));
    assert_eq!(value("language"), FieldValue::Text("hi".to_owned()));
    assert_eq!(value("marketing_ok"), FieldValue::Toggle(true));
    assert_eq!(value("birthday"), FieldValue::Date(date(1990, 2, 3)));
    assert_eq!(value("credit_limit"), FieldValue::Money(11_800_050));
    assert_eq!(value("payment_days"), FieldValue::Number(15));
    assert_eq!(value("referred_by"), FieldValue::Empty);
    assert_eq!(value("notes"), FieldValue::Text("one\ntwo".to_owned()));
    assert!(form.is_saving());
    assert_eq!(write(&mut form, "lost?"), FormEvent::None);
    assert_eq!(form.text("notes"), "one\ntwo");
}

#[test]
fn what_was_not_touched_keeps_its_value() {
    let mut form = FormState::new(&spec(), &base(), context());
    assert!(!form.is_dirty());
    assert_eq!(form.values(), Ok(base()));
    assert_eq!(hit(&mut form, "esc"), FormEvent::Close);
    hit(&mut form, "tab tab tab tab tab tab tab tab tab tab tab tab");
    assert_eq!(form.values(), Ok(base()));
}

#[test]
fn nothing_typed_is_lost_by_leaving() {
    let mut form = new();
    write(&mut form, "Pri");
    assert_eq!(hit(&mut form, "esc"), FormEvent::None);
    insta::assert_snapshot!("leave_80x24", shown(&form, (80, 24)));
    assert_eq!(hit(&mut form, "esc"), FormEvent::None);
    assert_eq!(form.text("name"), "Pri");
    assert_eq!(hit(&mut form, "esc s"), FormEvent::None);
    assert_eq!(form.focused(), Some(&key("phone")), "the save was blocked by the phone");
    assert_eq!(hit(&mut form, "esc d"), FormEvent::Close);
    hit(&mut form, "S-Tab ctrl-z");
    assert!(!form.is_dirty());
}

#[test]
fn drafts_carry_what_does_not_parse() {
    let mut form = new();
    write(&mut form, "Zoë 山");
    form.focus(&key("birthday"));
    write(&mut form, "31 foo");
    form.focus(&key("tags"));
    write(&mut form, "a b");
    form.focus(&key("notes"));
    write(&mut form, "x");
    hit(&mut form, "enter");
    let mut again = new();
    again.restore(&form.typed());
    again.restore(&[(key("gone"), "field".to_owned())]);
    assert_eq!(again.typed(), form.typed());
    assert!(again.is_dirty());
    let edited = FormState::new(&spec(), &base(), context());
    assert_eq!(edited.typed(), []);
}

#[test]
fn pastes_are_cut_to_what_fits() {
    let mut form = new();
    let huge = "x".repeat(10_000_000);
    assert_eq!(form.paste(&huge), FormEvent::Changed);
    assert_eq!(form.text("name").len(), 60);
    assert!(shown(&form, (80, 24)).contains("Only the first 60 characters fit"));
    hit(&mut form, "backspace");
    assert!(!shown(&form, (80, 24)).contains("Only the first"));
    form.focus(&key("notes"));
    form.paste(&"line\r\n".repeat(2_000_000));
    assert_eq!(form.text("notes").chars().count(), 2_000);
    form.focus(&key("tags"));
    assert!(matches!(form.paste("a, b;c\nd"), FormEvent::Options { .. }));
    assert_eq!(form.text("tags"), "a,b,c,d");
    form.focus(&key("payment_days"));
    form.paste("12\n");
    assert_eq!(form.text("payment_days"), "12");
}

#[test]
fn choices_cycle_and_open() {
    let mut form = new();
    form.focus(&key("language"));
    for expected in ["en", "hi", "ja", "", "en"] {
        hit(&mut form, "space");
        assert_eq!(form.text("language"), expected);
    }
    hit(&mut form, "down");
    assert_eq!(form.scopes()[0], Scope::Picker);
    write(&mut form, "日");
    insta::assert_snapshot!("choice_picker_80x24", shown(&form, (80, 24)));
    assert_eq!(hit(&mut form, "enter"), FormEvent::Changed);
    assert_eq!(form.text("language"), "ja");
    hit(&mut form, "backspace");
    assert_eq!(form.text("language"), "");
    form.focus(&key("marketing_ok"));
    hit(&mut form, "space left left");
    assert_eq!(form.text("marketing_ok"), "yes");
}

#[test]
fn references_ask_outside() {
    let mut form = new();
    form.focus(&key("referred_by"));
    let asked = FormEvent::Options { field: key("referred_by"), text: "a".to_owned() };
    assert_eq!(write(&mut form, "a"), asked);
    form.set_options(&key("referred_by"), "b", vec![Choice::new("late", "Late")]);
    form.set_options(&key("referred_by"), "a", vec![Choice::new("cli_2", "Asha").note("+91 1")]);
    insta::assert_snapshot!("reference_picker_80x24", shown(&form, (80, 24)));
    assert_eq!(hit(&mut form, "enter"), FormEvent::Changed);
    assert_eq!(form.text("referred_by"), "cli_2\tAsha");
    hit(&mut form, "delete");
    assert_eq!(form.text("referred_by"), "");
}

#[test]
fn tags_complete_from_outside() {
    let mut form = new();
    form.focus(&key("tags"));
    assert_eq!(write(&mut form, "we"), FormEvent::Options { field: key("tags"), text: "we".to_owned() });
    form.set_options(&key("tags"), "we", vec![Choice::new("", "wedding"), Choice::new("", "westend")]);
    insta::assert_snapshot!("tags_80x24", shown(&form, (80, 24)));
    hit(&mut form, "right");
    assert_eq!(form.text("tags"), "wedding");
}

#[test]
fn dates_have_a_calendar() {
    let mut form = new();
    form.focus(&key("follow_up"));
    write(&mut form, "2026-11-24 15:30");
    assert!(shown(&form, (80, 24)).contains("→ Tue 24 Nov 15:30"));
    hit(&mut form, "ctrl-o right");
    insta::assert_snapshot!("month_80x24", shown(&form, (80, 24)));
    assert_eq!(hit(&mut form, "enter"), FormEvent::Changed);
    assert_eq!(form.text("follow_up"), "2026-11-25 15:30");
    form.focus(&key("birthday"));
    hit(&mut form, "F4 t PgDn g enter");
    assert_eq!(form.text("birthday"), "2026-12-01");
    assert!(
        shown(&form, (80, 24)).contains("→ 1 Dec 2026"),
        "the year that was meant is seen, this year's too"
    );
    hit(&mut form, "F4 esc");
    assert_eq!(form.scopes()[0], Scope::Form);
}

#[test]
fn the_outside_can_refuse_and_warn() {
    let mut form = FormState::new(&spec(), &base(), context());
    assert!(matches!(hit(&mut form, "ctrl-s"), FormEvent::Submit(_)));
    let mut errors = FieldErrors::default();
    errors.add("credit_limit", "Only a manager may raise the limit");
    form.set_errors(&errors);
    assert_eq!((form.is_saving(), form.focused()), (false, Some(&key("credit_limit"))));
    let notice = Toast::new(Tone::Warn, "Priya Sharma has the same phone").hint("ctrl-g shows her");
    form.set_notice(Some(notice));
    assert!(shown(&form, (80, 24)).contains("Only a manager"));
    hit(&mut form, "backspace");
    assert!(!shown(&form, (80, 24)).contains("Only a manager"));
    insta::assert_snapshot!("notice_80x24", shown(&form, (80, 24)));
    assert_eq!(hit(&mut form, "ctrl-g"), FormEvent::Notice);
    form.set_failed("the disk is full");
    assert!(shown(&form, (80, 24)).contains("Not saved: the disk is full"));
}

#[test]
fn the_focused_field_is_always_seen() {
    for size in [(60, 15), (40, 8), (80, 24), (120, 20)] {
        let mut form = FormState::new(&spec(), &base(), context());
        form.resize(size.0, size.1);
        for _ in 0..12 {
            let label = form.fields[form.focus].spec.label.clone();
            let start: String = label.chars().take(6).collect();
            assert!(
                shown(&form, size).contains(&format!("▌ {start}")),
                "{label} at {size:?}\n{}",
                shown(&form, size)
            );
            hit(&mut form, "tab");
        }
    }
}

#[test]
fn what_is_wrong_is_read_in_full_wherever_it_stands() {
    let why = "Only a manager may do this; ask Zoë, or leave it as it was";
    for size in [(60, 15), (40, 12), (40, 8), (80, 24), (120, 20)] {
        for at in spec().fields().map(|field| field.key.clone()) {
            // Four lines of notes and as many of an error are more than the smallest screen has.
            if (size, at.0.as_str()) == ((40, 8), "notes") {
                continue;
            }
            let mut form = new();
            form.resize(size.0, size.1);
            let mut errors = FieldErrors::default();
            spec().fields().for_each(|field| errors.add(&field.key.0, why));
            form.set_errors(&errors);
            form.focus(&at);
            let seen = shown(&form, size);
            // At the right of the screen stand arrows, and perhaps another column.
            let from = seen.find('▌').unwrap_or_else(|| panic!("no focus on {at:?}:\n{seen}"));
            let words: Vec<&str> = seen[from..].split_whitespace().collect();
            let mut left = why.split(' ').filter(|word| !words.contains(word));
            assert_eq!(left.next(), None, "{at:?} at {size:?}\n{seen}");
        }
    }
}

#[test]
fn room_is_shared_by_what_matters_most() {
    let share = |height, focused, message, help| {
        let Rows { fields, help, message } =
            Rows::share(height, &Wishes { focused, fields: 20, help, message });
        (fields, help, message)
    };
    assert_eq!(share(30, 1, 2, 1), (20, 1, 2), "there is room for everything");
    assert_eq!(share(12, 2, 2, 2), (7, 2, 2), "a blank line is left between fields and help");
    assert_eq!(share(9, 2, 2, 2), (5, 2, 2), "the blank gives way");
    assert_eq!(share(5, 2, 2, 2), (2, 1, 2), "then the help");
    assert_eq!(share(3, 2, 2, 2), (2, 0, 1), "then the message");
    assert_eq!(share(1, 9, 2, 2), (1, 0, 0));
}

#[test]
fn keys_walk_through_the_form() {
    let mut form = new();
    let at = |form: &FormState| form.focused().map(|k| k.0.clone()).unwrap_or_default();
    hit(&mut form, "S-Tab");
    assert_eq!(at(&form), "notes");
    hit(&mut form, "down");
    assert_eq!(at(&form), "name");
    hit(&mut form, "PgDn");
    assert_eq!(at(&form), "birthday");
    hit(&mut form, "PgDn up up");
    assert_eq!(at(&form), "birthday");
    hit(&mut form, "PgUp up");
    assert_eq!(at(&form), "notes");
}

#[test]
fn nothing_panics_on_any_size() {
    let mut form = FormState::new(&spec(), &base(), context());
    hit(&mut form, "tab ctrl-s");
    for w in (0..130).step_by(9) {
        for h in 0..16 {
            form.resize(w, h);
            shown(&form, (w, h));
            hit(&mut form, "tab x");
        }
    }
}

/// A form of a start and an end, with a reader that knows days and times alone, as the real one does.
fn span(base: &FieldValues) -> FormState {
    fn when(text: &str, now: &jiff::ZonedDateTime) -> Result<jiff::Timestamp, String> {
        let (day, time) = match text.split_once(' ') {
            Some((day, time)) => (day.parse().map_err(|_| "no day".to_owned())?, time),
            None => (now.date(), text),
        };
        let time: jiff::civil::Time = time.parse().map_err(|_| "no time".to_owned())?;
        let at = day.to_datetime(time).to_zoned_datetime(now.time_zone().clone());
        at.map(|at| at.timestamp()).map_err(|error| error.to_string())
    }
    let start = FieldSpec::new("start", "Starts", FieldKind::When);
    let end = FieldSpec::new("end", "Ends", FieldKind::Until(FieldKey::from("start")));
    let spec = FormSpec::new("span", "Span", vec![Section::new("", vec![start, end])]);
    let edit_when = |at: jiff::Timestamp, zone: &jiff::tz::TimeZone| {
        at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
    };
    let parsers = Parsers { when, edit_when, ..Parsers::default() };
    FormState::new(&spec, base, FormContext { parsers, ..context() })
}

#[test]
fn an_end_goes_along_with_its_start() {
    let at = |text: &str| FieldValue::When(text.parse().unwrap());
    let base = FieldValues::from_iter([
        (FieldKey::from("start"), at("2026-11-24T04:30:00Z")),
        (FieldKey::from("end"), at("2026-11-24T08:30:00Z")),
    ]);
    let mut form = span(&base);
    let hours = |form: &FormState| {
        let values = form.values().unwrap();
        let moment = |key: &str| match values[&FieldKey::from(key)] {
            FieldValue::When(at) => at,
            ref other => panic!("{other:?}"),
        };
        moment("end").duration_since(moment("start")).as_hours()
    };
    // Typed anew, over other times on the way: it lasts as long as it did.
    hit(&mut form, "ctrl-u");
    form.paste("2026-11-25 16:00");
    assert_eq!(hours(&form), 4, "{:?}", form.typed());
    // Whoever says another end says how long it lasts from then on.
    hit(&mut form, "tab ctrl-u");
    form.paste("18:00");
    assert_eq!(hours(&form), 2);
    hit(&mut form, "S-Tab ctrl-u");
    form.paste("2026-11-26 09:00");
    assert_eq!(hours(&form), 2, "{:?}", form.typed());
}

#[test]
fn a_time_alone_is_behind_the_field_that_it_follows() {
    let mut form = span(&FieldValues::new());
    for (start, end, said) in [
        ("2026-12-01 10:00", "14:00", "2026-12-01T14:00"),
        ("2026-12-01 19:00", "02:00", "2026-12-02T02:00"),
        ("2026-12-01 19:00", "2026-12-03 02:00", "2026-12-03T02:00"),
        // A day that was typed is meant: that it lies before the start is for the rules to say.
        ("2026-12-01 19:00", "2026-12-01 02:00", "2026-12-01T02:00"),
    ] {
        form.restore(&[("start".into(), start.to_owned()), ("end".into(), end.to_owned())]);
        let values = form.values().unwrap_or_else(|errors| panic!("{errors}"));
        let Some(FieldValue::When(at)) = values.get(&FieldKey::from("end")) else { panic!("{values:?}") };
        let zone = context().now.time_zone().clone();
        assert_eq!(at.to_zoned_datetime(zone).datetime().strftime("%Y-%m-%dT%H:%M").to_string(), said);
    }
}

#[test]
fn another_zone_keeps_the_clock() {
    let spec =
        FormSpec::new("at", "At", vec![Section::new("", vec![FieldSpec::new("at", "At", FieldKind::When)])]);
    let at: jiff::Timestamp = "2026-12-01T04:30:00Z".parse().unwrap_or_else(|e| panic!("{e}"));
    let base = FieldValues::from([("at".into(), FieldValue::When(at))]);
    let mut form = FormState::new(&spec, &base, context());
    let dubai = jiff::tz::TimeZone::get("Asia/Dubai").unwrap_or_else(|e| panic!("{e}"));
    form.set_zone(&dubai);
    assert!(!form.is_dirty());
    let later = FieldValue::When("2026-12-01T06:00:00Z".parse().unwrap_or_else(|e| panic!("{e}")));
    assert_eq!(form.values().unwrap_or_default().get(&FieldKey::from("at")), Some(&later));
    // The clock goes on in the form's zone.
    form.set_now(context().now);
    assert_eq!(form.values().unwrap_or_default().get(&FieldKey::from("at")), Some(&later));
}
