//! Widgets as a person sees them, at the sizes that matter, with names of all the world.

use super::badge::Badge;
use super::confirm::{Confirm, ConfirmEvent};
use super::empty::Blank;
use super::footer::Footer;
use super::header::{Header, TabName};
use super::help::{Help, HelpEvent};
use super::palette::{Palette, PaletteEvent};
use super::picker::{Choice, Picker, PickerEvent};
use super::table::{Cell, Column, Room, Row, Scroll, Table, pane_title};
use super::testing::{SIZES, lines, paint, press, roles, screen};
use super::text::hits;
use super::toast::{Toast, Tone};
use crate::action::{ACTIONS, Action, STACKS, Scope};
use crate::keymap::{Hint, Keymap};
use crate::theme::Role;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::layout::Rect;

const CLIENTS: &[Scope] = STACKS[2];

const NAMES: [(&str, &str, &str, &str); 7] = [
    ("Priya Sharma", "+91 98450 12345", "12 Oct", "4,82,300.00"),
    ("Prakash Shetty", "+91 98450 77120", "3 Sep", "68,000.00"),
    ("प्रिया शर्मा", "+91 98450 40021", "—", "0.00"),
    ("محمد الأحمد", "+971 50 984 5011", "12 Aug", "91,250.00"),
    ("山田太郎・スタジオ東京オリンピック記念写真館", "+81 90 1234 5678", "2 Jan", "1,200.00"),
    ("Zoë Mu\u{308}ller 👩‍👩‍👧 & family of the very long name that goes on", "+49 30 901820", "—", "12.50"),
    ("a\u{1b}[31mb\u{202e}evil\nname", "12", "today", "1.00"),
];

fn columns() -> [Column<'static>; 4] {
    [
        Column::new("NAME", Room::Flex { min: 14, max: 48, weight: 3 }),
        Column::new("PHONE", Room::Fixed(17)).drop(1),
        Column::new("LAST SHOOT", Room::Flex { min: 10, max: 14, weight: 1 }).drop(3),
        Column::new("SPENT", Room::Fixed(12)).right().drop(2),
    ]
}

fn rows(search: &str) -> Vec<Row<'static>> {
    let row = |(i, (name, phone, last, spent)): (
        usize,
        &(&'static str, &'static str, &'static str, &'static str),
    )| {
        let cells = vec![
            Cell::new(*name).hits(hits(name, search)),
            Cell::new(*phone),
            Cell::dim(*last),
            Cell::new(*spent),
        ];
        Row::new(cells).marked(i == 1 || i == 2).faded(i == 3)
    };
    NAMES.iter().enumerate().map(row).collect()
}

fn draw_table(size: (u16, u16), selected: usize, search: &str) -> ratatui::buffer::Buffer {
    let (columns, rows) = (columns(), rows(search));
    let table = Table {
        columns: &columns,
        rows: &rows,
        selected: Some(selected),
        focused: true,
        more_below: true,
        ..Table::default()
    };
    paint(size, |area, buf, look| {
        let area = pane_title(area, "Clients", "7 of 1,000,000", buf, look);
        table.draw(Rect { height: area.height.min(9), ..area }, buf, look);
    })
}

#[test]
fn tables_give_way() {
    for (w, h) in SIZES.into_iter().chain([(34, 8)]) {
        insta::assert_snapshot!(
            format!("table_{w}x{h}"),
            lines(&draw_table((w, h), 0, "sha")).join("\n").trim_end()
        );
    }
}

#[test]
fn a_selected_row_has_one_style() {
    let buf = draw_table((80, 24), 1, "sha");
    insta::assert_snapshot!(roles(&buf, 4), @"Selected:▌✓ Prakash Shetty +91 98450 77120 3 Sep 68,000.00");
    insta::assert_snapshot!(roles(&buf, 3), @"Text:Priya Match:Sha Text:rma +91 98450 12345 Dim:12 Oct Text:4,82,300.00");
    insta::assert_snapshot!(roles(&buf, 5), @"Accent:✓ Text:प्रि या शर्मा +91 98450 40021 Dim:— Text:0.00");
    insta::assert_snapshot!(roles(&buf, 6), @"Dim:محمد الأحمد Dim:+971 50 984 5011 Dim:12 Aug Dim:91,250.00");
    insta::assert_snapshot!(roles(&buf, 2), @"Dim:NAME Dim:PHONE Dim:LAST SHOOT Dim:SPENT");
}

#[test]
fn a_move_is_small_on_the_wire() {
    for columns in [80, 120] {
        let (before, after) = (draw_table((columns, 24), 0, ""), draw_table((columns, 24), 1, ""));
        let mut bytes = Vec::new();
        let mut backend = CrosstermBackend::new(&mut bytes);
        let diff = before.diff(&after);
        assert!(backend.draw(diff.into_iter()).is_ok() && Backend::flush(&mut backend).is_ok());
        assert!(bytes.len() <= 400, "{columns} columns: {} bytes", bytes.len());
    }
}

#[test]
fn scrolling_follows_and_stays_inside() {
    let mut scroll = Scroll::default();
    scroll.follow(9, 5, 20);
    assert_eq!(scroll.window(5, 20), 5..10);
    scroll.follow(6, 5, 20);
    assert_eq!(scroll.window(5, 20), 5..10);
    scroll.follow(2, 5, 20);
    assert_eq!(scroll.window(5, 20), 2..7);
    scroll.follow(2, 5, 4);
    assert_eq!(scroll.window(5, 4), 0..4);
    scroll.follow(0, 0, 0);
    assert_eq!(scroll.window(0, 0), 0..0);
}

fn header(open: usize) -> impl Fn((u16, u16)) -> String {
    move |size| {
        let names = [
            ("Calendar", "Cal"),
            ("Clients", "Clients"),
            ("Projects", "Proj"),
            ("Invoices", "Inv"),
            ("Inventory", "Gear"),
            ("Audit", "Audit"),
            ("Tasks", "Tasks"),
            ("Packages", "Pack"),
        ];
        let tab = |(n, (name, short)): (u8, (&'static str, &'static str))| TabName {
            key: n.to_string(),
            name,
            short,
            further: n > 6,
        };
        let tabs: Vec<TabName<'_>> = (1..).zip(names).map(tab).collect();
        let header = Header {
            brand: "StudioVault",
            place: "Pixeldence",
            branch: "Bengaluru",
            tabs: &tabs,
            open,
            user: "Asha",
            role: "owner",
        };
        lines(&paint(size, |area, buf, look| header.draw(area, buf, look))).join("\n")
    }
}

#[test]
fn the_header_gives_way() {
    let widths = [150, 140, 120, 100, 80, 60, 30, 8];
    let all: Vec<String> = [1, 7].iter().flat_map(|open| widths.map(|w| header(*open)((w, 1)))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn the_footer_gives_up_whole_hints() {
    let hints = Keymap::default().hints(CLIENTS);
    let line = |columns: u16, status: &str| {
        let footer = Footer { hints: &hints, status };
        lines(&paint((columns, 1), |area, buf, look| footer.draw(area, buf, look))).join("\n")
    };
    let all: Vec<String> =
        [200, 120, 80, 60, 20, 6].into_iter().map(|w| line(w, "2 marked · 14:05")).collect();
    insta::assert_snapshot!(all.join("\n"));
    let footer = Footer { hints: &hints, status: "14:05" };
    let buf = paint((40, 1), |area, buf, look| footer.draw(area, buf, look));
    insta::assert_snapshot!(roles(&buf, 0), @"Key:⏎ Dim:open Key:: Dim:commands Key:? Dim:help Dim:14:05");
}

#[test]
fn messages_say_what_to_do() {
    let toast = Toast::new(Tone::Done, "Saved Priya Sharma").hint("u undo");
    let error = Toast::new(
        Tone::Error,
        "The database is on a disk that is full. Nothing was saved; what you typed is still in the form.",
    )
    .hint("Free some space, then press ctrl-s again.");
    let draw = |toast: &Toast, size| {
        screen(size, |area, buf, look| {
            toast.draw(area, buf, look);
            None
        })
    };
    insta::assert_snapshot!(
        [draw(&toast, (60, 2)), draw(&error, (80, 4)), draw(&error, (200, 2))].join("\n----\n")
    );
}

#[test]
fn blank_panes_say_what_to_press() {
    let hints = [Hint::new("n", "new client"), Hint::new("ctrl-o", "import a list")];
    let blank = Blank::empty("No clients yet", "The first one takes a name and a phone number.", &hints);
    let failed =
        Blank::failed("The list could not be read", "Nothing is lost. The rows you see are older.", &[]);
    let draw = |blank: &Blank<'_>, size| {
        screen(size, |area, buf, look| {
            blank.draw(area, buf, look);
            None
        })
    };
    insta::assert_snapshot!(
        [draw(&blank, (60, 15)), draw(&failed, (40, 9)), draw(&Blank::loading("Reading clients"), (20, 3))]
            .join("\n----\n")
    );
    for (w, h) in [(0, 0), (3, 1), (5, 2), (80, 1)] {
        draw(&blank, (w, h));
    }
}

#[test]
fn badges_have_signs_and_colours_apart() {
    for (word, role) in
        [("paid", Role::Good), ("part", Role::Waiting), ("overdue", Role::Bad), ("void", Role::Dim)]
    {
        let buf = paint((20, 1), |_, buf, look| {
            Badge::of(word).draw(buf, 0, 0, 20, look);
        });
        assert_eq!(roles(&buf, 0), format!("{role:?}:{}", Badge::of(word).text()));
    }
}

#[test]
fn a_picker_narrows_and_chooses() {
    let choices = ["Hindi", "English", "ಕನ್ನಡ", "العربية", "日本語"].map(|l| Choice::new(l.to_lowercase(), l));
    let mut picker = Picker::local("Language", choices.to_vec(), Some("english"));
    let scopes = picker.scopes();
    for (w, h) in SIZES {
        insta::assert_snapshot!(format!("picker_{w}x{h}"), screen((w, h), |a, b, l| picker.draw(a, b, l)));
    }
    assert_eq!(picker.handle(press(scopes, "h")), PickerEvent::None);
    assert_eq!(picker.selected().map(|c| c.label.as_str()), Some("Hindi"));
    picker.handle(press(scopes, "↓"));
    assert_eq!(picker.handle(press(scopes, "enter")), PickerEvent::Chosen(Choice::new("english", "English")));
    assert_eq!(picker.handle(press(scopes, "esc")), PickerEvent::None);
    assert_eq!(picker.handle(press(scopes, "esc")), PickerEvent::Closed);
}

#[test]
fn a_picker_shows_first_what_begins_as_typed() {
    let countries =
        [("AR", "Argentina"), ("IN", "India"), ("ID", "Indonesia"), ("IO", "British Indian Ocean")];
    let choices = countries.map(|(id, label)| Choice::new(id, label)).to_vec();
    let mut picker = Picker::local("Country", choices, None);
    let scopes = picker.scopes();
    picker.handle(press(scopes, "i"));
    assert_eq!(picker.selected().map(|c| c.id.as_str()), Some("IN"));
    picker.handle(press(scopes, "d"));
    assert_eq!(picker.selected().map(|c| c.id.as_str()), Some("ID"), "the code itself comes first");
}

#[test]
fn a_remote_picker_asks_and_ignores_late_answers() {
    let mut picker = Picker::remote("Referred by", None);
    let scopes = picker.scopes();
    assert_eq!(picker.handle(press(scopes, "p")), PickerEvent::Search("p".to_owned()));
    picker.set_choices("", vec![Choice::new("old", "Old")]);
    assert_eq!(picker.selected(), None);
    picker.set_choices("p", vec![Choice::new("cli_1", "Priya Sharma").note("+91 98450 12345")]);
    assert_eq!(picker.selected().map(|c| c.id.as_str()), Some("cli_1"));
    insta::assert_snapshot!("picker_remote", screen((80, 24), |a, b, l| picker.draw(a, b, l)));
    assert_eq!(picker.paste("riya\n"), PickerEvent::Search("priya".to_owned()));
}

#[test]
fn the_palette_finds_by_words() {
    let mut palette = Palette::new(&Keymap::default(), CLIENTS, |action| action != Action::UnmergeClients);
    let scopes = palette.scopes();
    for (w, h) in SIZES {
        insta::assert_snapshot!(format!("palette_{w}x{h}"), screen((w, h), |a, b, l| palette.draw(a, b, l)));
    }
    for (text, found) in [
        ("erg", Action::MergeClients),
        ("personal", Action::EraseClient),
        ("new cl", Action::NewClient),
        ("arcive", Action::ArchiveClients),
        ("qt", Action::Quit),
    ] {
        palette.handle(press(scopes, "ctrl-u"));
        palette.paste(text);
        assert_eq!(palette.handle(press(scopes, "enter")), PaletteEvent::Run(found), "{text}");
    }
    palette.paste("zzz");
    assert_eq!(palette.handle(press(scopes, "enter")), PaletteEvent::None);
    assert_eq!(palette.handle(press(scopes, "esc")), PaletteEvent::Closed);
}

#[test]
fn the_help_has_every_action_once_and_finds() {
    let help = Help::new(&Keymap::default(), CLIENTS);
    let tall = screen((120, 300), |a, b, l| help.draw(a, b, l));
    for spec in ACTIONS {
        let row = format!("  {} ", spec.title);
        let found = tall
            .lines()
            .chain(["  "])
            .filter(|l| format!("{l} ").contains(&row) && l.contains(spec.doc))
            .count();
        // The layer shows a window; what is in it is there once.
        assert!(found <= 1, "{}", spec.name);
    }
    for (w, h) in SIZES {
        insta::assert_snapshot!(format!("help_{w}x{h}"), screen((w, h), |a, b, l| help.draw(a, b, l)));
    }
    let mut help = help;
    let scopes = help.scopes();
    for key in ["m", "e", "r", "g", "e"] {
        assert_eq!(help.handle(press(scopes, key)), HelpEvent::None);
    }
    insta::assert_snapshot!("help_search", screen((80, 24), |a, b, l| help.draw(a, b, l)));
    assert_eq!(help.handle(press(scopes, "esc")), HelpEvent::None);
    assert_eq!(help.handle(press(scopes, "esc")), HelpEvent::Closed);
}

#[test]
fn questions_wait_for_an_answer() {
    let mut ask = Confirm::new("Archive 2 clients?", "archive")
        .consequences(["They leave the list; u puts them back."]);
    for (w, h) in SIZES {
        insta::assert_snapshot!(format!("confirm_{w}x{h}"), screen((w, h), |a, b, l| ask.draw(a, b, l)));
    }
    let scopes = ask.scopes();
    assert_eq!(ask.handle(press(scopes, "x")), ConfirmEvent::None);
    assert_eq!(ask.handle(press(scopes, "enter")), ConfirmEvent::Yes);
    assert_eq!(ask.handle(press(scopes, "n")), ConfirmEvent::No);
    assert_eq!(ask.handle(press(scopes, "esc")), ConfirmEvent::No);
    let mut danger = Confirm::new("Delete this note?", "delete").danger();
    assert_eq!(danger.handle(press(scopes, "enter")), ConfirmEvent::No);
    danger.handle(press(scopes, "tab"));
    assert_eq!(danger.handle(press(scopes, "enter")), ConfirmEvent::Yes);
}

#[test]
fn what_cannot_be_taken_back_wants_a_word() {
    let mut ask = Confirm::new("Erase everything personal about Zoë 山田?", "erase")
        .consequences([
            "Name, phone, notes and tags are gone from every table, backup copies excepted.",
            "Invoices and payments stay.",
        ])
        .typed("Zoë 山田");
    let scopes = ask.scopes();
    assert_eq!(ask.handle(press(scopes, "y")), ConfirmEvent::None);
    assert_eq!(ask.handle(press(scopes, "enter")), ConfirmEvent::None);
    for (w, h) in SIZES {
        insta::assert_snapshot!(
            format!("confirm_typed_{w}x{h}"),
            screen((w, h), |a, b, l| ask.draw(a, b, l))
        );
    }
    ask.handle(press(scopes, "ctrl-u"));
    for c in "Zoë 山田".chars() {
        ask.handle(Keymap::default().press(scopes, crate::input::Key::char(c)));
    }
    assert_eq!(ask.typed_text(), "Zoë 山田");
    assert_eq!(ask.handle(press(scopes, "enter")), ConfirmEvent::Yes);
}

#[test]
fn nothing_panics_on_any_size() {
    let table = |w: u16, h: u16| draw_table((w, h), 3, "a");
    let picker = Picker::local("Pick", vec![Choice::new("a", "A")], None);
    let palette = Palette::new(&Keymap::default(), CLIENTS, |_| true);
    let help = Help::new(&Keymap::default(), CLIENTS);
    let ask = Confirm::new("Sure?", "yes").consequences(["one", "two"]).typed("word");
    for w in (0..90).step_by(7) {
        for h in 0..14 {
            table(w, h);
            header(2)((w, h));
            screen((w, h), |a, b, l| picker.draw(a, b, l));
            screen((w, h), |a, b, l| palette.draw(a, b, l));
            screen((w, h), |a, b, l| help.draw(a, b, l));
            screen((w, h), |a, b, l| ask.draw(a, b, l));
        }
    }
}

#[test]
fn every_state_can_live_on_another_thread() {
    fn sends<T: Send + Sync + 'static>() {}
    sends::<super::form::FormState>();
    sends::<super::conflict::Conflict>();
    sends::<super::merge::Merge>();
    sends::<Picker>();
    sends::<Palette>();
    sends::<Help>();
    sends::<Confirm>();
    sends::<Keymap>();
    sends::<crate::theme::Theme>();
}
