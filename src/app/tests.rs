//! Tables of messages and effects: no store, no terminal.

use super::*;
use crate::store::protocol::{Command, Count, Cursor, CursorPart, Organization, Page, Person};
use crate::ui::toast::Tone;

fn app() -> App {
    App::new(Setup {
        size: (120, 36),
        theme: Theme::default(),
        keymap: Keymap::default(),
        seed: 7,
        guesses: Guesses::default(),
        start_tab: TabId::Clients,
        grouping: None,
    })
}

fn queries(effects: &[Effect]) -> Vec<(Slot, Ticket, Query)> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Query { slot, ticket, query } => Some((*slot, *ticket, query.clone())),
            _ => None,
        })
        .collect()
}

fn ticket_of(effects: &[Effect], wanted: Slot) -> Ticket {
    queries(effects)
        .into_iter()
        .rev()
        .find(|(slot, ..)| *slot == wanted)
        .map(|(_, ticket, _)| ticket)
        .unwrap()
}

fn key(app: &mut App, c: char) -> Vec<Effect> {
    app.update(Msg::Input(InputEvent::Key(Key::char(c))))
}

fn workspace() -> Workspace {
    Workspace {
        organization: Some(Organization { id: "org_1".into(), name: "Pixeldence".into() }),
        branches: vec![Branch {
            id: "br_1".into(),
            name: "Bengaluru".into(),
            country: None,
            currency: crate::domain::money::Currency::from_code("INR").unwrap(),
            zone: "Asia/Kolkata".into(),
        }],
        me: Some(Person {
            id: "usr_1".into(),
            name: "Asha".into(),
            roles: vec![crate::domain::role::Role::Owner],
            branch: None,
            rights: [Permission::EditClients, Permission::ViewClients, Permission::MergeClients]
                .map(|p| (p, crate::domain::role::Reach::Org))
                .to_vec(),
        }),
        writable: true,
    }
}

fn row(id: &str) -> ClientRow {
    ClientRow {
        id: id.into(),
        branch: "br_1".into(),
        name: id.to_owned(),
        phone: String::new(),
        tags: Vec::new(),
        last_shoot: None,
        spent: crate::domain::money::Money {
            minor: 0,
            currency: crate::domain::money::Currency::from_code("INR").unwrap(),
        },
        archived: false,
        cursor: Cursor(vec![CursorPart::Text(id.to_owned())]),
    }
}

fn clients(ids: &[&str]) -> Reply {
    Reply::Clients(Page {
        rows: ids.iter().map(|id| row(id)).collect(),
        more_before: false,
        more_after: false,
        matching: Count::Exact(ids.len() as u64),
        total: Count::Exact(ids.len() as u64),
        indexing: None,
        quota: None,
        ageing: Vec::new(),
        archived: Count::Exact(0),
    })
}

fn answer(app: &mut App, slot: Slot, ticket: Ticket, reply: Reply) -> Vec<Effect> {
    app.update(Msg::Reply { slot, ticket, result: Ok(reply) })
}

/// At the clients of a studio with two of them.
fn ready() -> App {
    let mut app = app();
    let effects = app.start();
    let list = slots::list(TabId::Clients as u16);
    answer(
        &mut app,
        slots::WORKSPACE,
        ticket_of(&effects, slots::WORKSPACE),
        Reply::Workspace(Box::new(workspace())),
    );
    answer(&mut app, list, ticket_of(&effects, list), clients(&["cli_a", "cli_b"]));
    app
}

#[test]
fn an_app_is_sent_between_threads() {
    const fn send<T: Send>() {}
    send::<App>();
}

#[test]
fn the_first_questions_are_all_asked_at_once() {
    let mut app = app();
    let effects = app.start();
    let asked: Vec<Slot> = queries(&effects).into_iter().map(|(slot, ..)| slot).collect();
    assert_eq!(asked, [slots::list(1), slots::WORKSPACE]);
    assert!(app.is_loading());
}

#[test]
fn only_what_is_seen_is_read_again_when_rows_move() {
    let mut app = ready();
    let effects = app.update(Msg::Changed(Change::Elsewhere));
    let asked: Vec<Slot> = queries(&effects).into_iter().map(|(slot, ..)| slot).collect();
    assert!(asked.contains(&slots::list(1)) && asked.contains(&slots::WORKSPACE), "{asked:?}");
    assert!(!asked.contains(&slots::list(0)) && !asked.contains(&slots::list(2)), "{asked:?}");
}

#[test]
fn keys_wait_for_the_form_that_was_asked_for() {
    let mut app = ready();
    let effects = key(&mut app, 'e');
    assert!(matches!(queries(&effects).as_slice(), [(slots::SUBJECT, _, Query::Client(_))]));
    assert!(key(&mut app, 'x').is_empty() && key(&mut app, 'D').is_empty(), "not for the list");
    let late = app.update(Msg::Reply {
        slot: slots::SUBJECT,
        ticket: Ticket(999),
        result: Err(StoreError::Stopped),
    });
    assert!(late.is_empty(), "the answer to another question");
    let ticket = ticket_of(&effects, slots::SUBJECT);
    app.update(Msg::Reply { slot: slots::SUBJECT, ticket, result: Err(StoreError::Busy) });
    assert_eq!(
        app.toast().map(|toast| toast.tone),
        Some(Tone::Note),
        "the keys went on to the list: D may not be"
    );
}

#[test]
fn acts_wait_until_it_is_known_who_is_selected() {
    let mut app = ready();
    key(&mut app, '/');
    let effects = key(&mut app, 'b');
    app.update(Msg::Input(InputEvent::Key(Key::plain(KeyCode::Enter))));
    assert!(key(&mut app, 'e').is_empty(), "the hits are not there yet");
    let list = slots::list(1);
    let effects = answer(&mut app, list, ticket_of(&effects, list), clients(&["cli_b"]));
    let subject = queries(&effects).into_iter().find(|(slot, ..)| *slot == slots::SUBJECT);
    assert_eq!(subject.map(|(.., query)| query), Some(Query::Client("cli_b".into())));
}

#[test]
fn force_quit_works_from_everywhere() {
    for keys in ["", "n", "/x", ":", "?", "e"] {
        let mut app = ready();
        for c in keys.chars() {
            key(&mut app, c);
        }
        let effects = app.update(Msg::Input(InputEvent::Key(Key::ctrl('c'))));
        assert_eq!(effects, [Effect::Quit], "after {keys:?}");
    }
}

#[test]
fn a_form_is_kept_while_it_is_typed_and_dropped_when_it_is_saved() {
    let mut app = ready();
    key(&mut app, 'n');
    let effects = key(&mut app, 'P');
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::KeepDraft(draft) => Some((**draft).clone()),
        _ => None,
    });
    let draft = kept.unwrap();
    assert_eq!((draft.form.as_str(), draft.label.as_str()), ("client", "New client · P"));
    app.update(Msg::Input(InputEvent::Key(Key::plain(KeyCode::Tab))));
    app.update(Msg::Input(InputEvent::Paste("+91 98450 12345".into())));
    let effects = app.update(Msg::Input(InputEvent::Key(Key::ctrl('s'))));
    let write = effects.iter().find_map(|effect| match effect {
        Effect::Apply { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let ticket = write.unwrap();
    // Whatever goes wrong, the form stays with every word.
    app.update(Msg::Applied { ticket, result: Err(StoreError::DiskFull) });
    let effects = app.update(Msg::Input(InputEvent::Key(Key::ctrl('s'))));
    let Some(Effect::Apply { ticket, command }) = effects.first() else { panic!("{effects:?}") };
    assert!(matches!(&**command, Command::CreateClient { values, .. } if values.len() > 2));
    let outcome = Outcome { message: "Added P".into(), row: None, undoable: true, ..Outcome::default() };
    let effects = app.update(Msg::Applied { ticket: *ticket, result: Ok(outcome) });
    assert!(effects.contains(&Effect::DropDraft(draft.id)), "{effects:?}");
}

#[test]
fn what_may_not_be_done_says_so() {
    let mut app = ready();
    let effects = key(&mut app, 'D');
    assert!(effects.iter().all(|effect| matches!(effect, Effect::After(..))), "{effects:?}");
    assert_eq!(app.toast().map(|toast| toast.hint.as_str()), Some("Your roles do not include it."));
}

#[test]
fn a_key_without_a_meaning_says_so() {
    let mut app = ready();
    key(&mut app, 'z');
    let toast = app.toast().unwrap();
    assert_eq!((toast.text.as_str(), toast.hint.as_str()), ("z does nothing here", "? shows every key"));
}

#[test]
fn only_what_can_be_done_again_is_said_to_be() {
    for (again, hint) in [(true, "U does it again"), (false, "")] {
        let mut app = ready();
        let effects = key(&mut app, 'u');
        let ticket = effects.iter().find_map(|effect| match effect {
            Effect::Apply { ticket, .. } => Some(*ticket),
            _ => None,
        });
        let outcome =
            Outcome { message: "Undid: merge".into(), row: None, undoable: again, ..Outcome::default() };
        app.update(Msg::Applied { ticket: ticket.unwrap(), result: Ok(outcome) });
        assert_eq!(app.toast().map(|toast| toast.hint.as_str()), Some(hint));
    }
}

#[test]
fn a_toast_goes_when_its_time_is_up_and_not_before() {
    let mut app = ready();
    app.update(Msg::CannotSuspend);
    app.update(Msg::CannotSuspend);
    app.update(Msg::Timer(Timer::Toast(1)));
    assert!(app.toast().is_some(), "the first toast's time does not end the second one");
    app.update(Msg::Timer(Timer::Toast(2)));
    assert!(app.toast().is_none());
}

#[test]
fn no_question_comes_between_a_form_and_what_is_typed_into_it() {
    let mut app = ready();
    if let Loadable::Ready(workspace) = &mut app.workspace
        && let Some(me) = &mut workspace.me
    {
        me.rights.push((Permission::MoveProjects, crate::domain::role::Reach::Org));
    }
    let ticked = |app: &mut App, then: &str| {
        let effects = key(app, 'u');
        let Some(Effect::Apply { ticket, .. }) = effects.first().cloned() else { panic!("{effects:?}") };
        then.chars().for_each(|c| drop(key(app, c)));
        let offers = Some(crate::store::protocol::StageDone {
            project: "prj_1".into(),
            title: "Wedding".into(),
            from: "active".into(),
            to: "shooting".into(),
        });
        let outcome = Outcome {
            message: "Finished Cull".into(),
            row: None,
            undoable: true,
            offers,
            ..Outcome::default()
        };
        app.update(Msg::Applied { ticket, result: Ok(outcome) });
        matches!(app.layers.last(), Some(Layer::Confirm(..)))
    };
    assert!(!ticked(&mut app, "nSun"), "its y and its Enter would have moved the project");
    assert!(matches!(app.layers.last(), Some(Layer::Form(_))));
    app.layers.clear();
    assert!(ticked(&mut app, ""));
}

#[test]
fn a_quote_is_valid_until_an_hour_of_its_own_branch() {
    use crate::domain::quote::{Quote, fields};
    let mut app = ready();
    if let Loadable::Ready(workspace) = &mut app.workspace {
        let dubai = Branch { id: "br_2".into(), zone: "Asia/Dubai".into(), ..workspace.branches[0].clone() };
        workspace.branches.push(dubai);
    }
    let none = crate::domain::money::Money {
        minor: 0,
        currency: crate::domain::money::Currency::from_code("INR").unwrap(),
    };
    let quote = Quote {
        id: "quo_1".into(),
        project: "prj_1".into(),
        branch: "br_2".into(),
        status: "draft".into(),
        package: String::new(),
        discount: none,
        advance: none,
        subtotal: none,
        tax: none,
        total: none,
        valid_until: None,
        notes: String::new(),
        items: Vec::new(),
        version: 1,
    };
    app.open_form(forms::quote::TermsForm::open(&quote));
    for _ in 0..2 {
        app.update(Msg::Input(InputEvent::Key(Key::plain(KeyCode::Tab))));
    }
    "2026-12-01 18:00".chars().for_each(|c| drop(key(&mut app, c)));
    let effects = app.update(Msg::Input(InputEvent::Key(Key::ctrl('s'))));
    let command = effects.into_iter().find_map(|effect| match effect {
        Effect::Apply { command, .. } => Some(*command),
        _ => None,
    });
    let Some(Command::Quotes(crate::store::protocol::QuoteCommand::Edit { values, .. })) = command else {
        panic!("{command:?}")
    };
    let until = values.get(&fields::VALID_UNTIL.into());
    let expected = "2026-12-01T18:00:00+04:00".parse().unwrap();
    assert_eq!(until, Some(&crate::domain::field::FieldValue::When(expected)));
}
