//! The mouse: what lies under it is what was seen, and it does nothing that a key could not do.

use super::stage::{Stage, World};
use studiovault::action::{ACTIONS, Scope};
use studiovault::input::MouseKind::{self, Click, DoubleClick, WheelDown, WheelUp};
use studiovault::screens::TabId;

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (200, 50)];

fn clients(size: (u16, u16)) -> Stage {
    Stage::new(World::Full, TabId::Clients, size)
}

/// The line of the selected row: it has the marker.
#[track_caller]
fn selected(stage: &Stage) -> String {
    let screen = stage.screen();
    let line = screen.lines().find(|line| line.starts_with('▌'));
    line.unwrap_or_else(|| panic!("nothing is selected:\n{screen}")).to_owned()
}

/// The names in the list, from the top.
fn names(stage: &Stage) -> Vec<String> {
    let screen = stage.screen();
    let rows = screen.lines().skip_while(|line| !line.trim_start().starts_with("NAME")).skip(1);
    let name = |line: &str| {
        line.trim_start_matches(['▌', ' ', '✓']).split("  ").next().unwrap_or_default().to_owned()
    };
    rows.take_while(|line| !line.starts_with('─')).map(name).filter(|name| !name.is_empty()).collect()
}

/// Uses the mouse on a row of the list, counted from 0.
fn on_row(s: &mut Stage, kind: MouseKind, row: usize) {
    let screen = s.screen();
    let head = screen.lines().position(|line| line.trim_start().starts_with("NAME")).unwrap();
    s.mouse_at(kind, 5, u16::try_from(head + 1 + row).unwrap());
}

#[test]
fn a_click_selects_a_row_and_a_double_click_opens_it() {
    for size in SIZES {
        let mut s = clients(size);
        let names = names(&s);
        assert!(names.len() > 5, "{names:?}");
        for row in [4, 1, 1] {
            on_row(&mut s, Click, row);
            assert!(selected(&s).contains(names[row].as_str()), "{row}:\n{}", s.screen());
        }
        on_row(&mut s, Click, 2);
        on_row(&mut s, DoubleClick, 2);
        // The detail has the keys: a narrow screen shows nothing else.
        s.sees("Timeline").sees("Esc list").keys("<Esc>");
        assert!(selected(&s).contains(names[2].as_str()), "{}", s.screen());
    }
}

#[test]
fn the_wheel_moves_the_list_under_it() {
    for size in SIZES {
        let mut s = clients(size);
        let names = names(&s);
        on_row(&mut s, WheelDown, 0);
        assert!(selected(&s).contains(names[3].as_str()), "{}", s.screen());
        on_row(&mut s, WheelUp, 4);
        on_row(&mut s, WheelUp, 4);
        assert!(selected(&s).contains(names[0].as_str()), "{}", s.screen());
        // Outside of every list it does nothing.
        s.mouse_at(WheelDown, 1, 0);
        assert!(selected(&s).contains(names[0].as_str()), "{}", s.screen());
    }
}

#[test]
fn whoever_types_a_search_goes_on_typing() {
    let mut s = clients((120, 36));
    let fourth = names(&s)[3].clone();
    s.keys("/");
    on_row(&mut s, WheelDown, 1);
    assert!(selected(&s).contains(fourth.as_str()), "{}", s.screen());
    s.types("pri").sees("/ pri");
    on_row(&mut s, Click, 1);
    s.keys("j");
    // A click ends it: the next key is for the list.
    s.sees("/ pri");
    assert!(!s.screen().contains("prij"), "{}", s.screen());
}

#[test]
fn what_stands_beside_the_list_takes_clicks_and_the_wheel() {
    let mut s = clients((140, 40));
    let first = names(&s)[0].clone();
    let timeline = "became a client";
    s.mouse(Click, timeline);
    let lit = |s: &Stage, text: &str| {
        let (screen, buffer) = (s.screen(), s.buffer());
        let (y, line) = screen.lines().enumerate().find(|(_, line)| line.contains(text)).unwrap();
        let x = unicode_width::UnicodeWidthStr::width(&line[..line.find(text).unwrap()]);
        let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y).unwrap())];
        cell.bg != ratatui::style::Color::Reset
    };
    assert!(lit(&s, timeline), "{}", s.screen());
    s.mouse(WheelUp, timeline).mouse(WheelUp, timeline).mouse(WheelUp, timeline);
    assert!(!lit(&s, timeline), "{}", s.screen());
    // Back in the list the other pane gives the keys up.
    on_row(&mut s, Click, 0);
    s.keys("j");
    assert!(!selected(&s).contains(first.as_str()), "{}", s.screen());
}

#[test]
fn a_click_on_a_tab_opens_it() {
    for (width, height) in SIZES {
        let mut s = clients((width, height));
        let tab = if width < 100 { "4" } else { "4 Invoices" };
        s.mouse(Click, tab).sees("NUMBER");
        s.mouse(Click, "2").sees("PHONE");
        // While something lies over the screen, what lies below is out of reach.
        s.keys(":").mouse_at(Click, 40, 0).keys("<Esc>").sees("PHONE");
    }
}

#[test]
fn a_click_on_a_key_presses_it() {
    for size in SIZES {
        let mut s = clients(size);
        s.mouse(Click, "n new").sees("New client");
        s.types("Priya").mouse(Click, "Esc close").sees("Save what you typed?");
        s.mouse(Click, "d discard").sees("PHONE");
        s.mouse(Click, "? help").sees("Keys").mouse(Click, "Esc close").sees("PHONE");
    }
}

#[test]
fn a_click_goes_to_a_field() {
    for size in SIZES {
        let mut s = clients(size);
        s.keys("n").mouse(Click, "E-mail").types("priya@example.com").sees("priya@example.com");
        s.mouse(Click, "Name").types("Priya Sharma").keys("<Tab>").sees("Priya Sharma");
        let before = s.screen();
        s.mouse_at(Click, 0, 0).mouse_at(WheelDown, size.0 / 2, size.1 / 2).mouse_at(
            DoubleClick,
            size.0 - 1,
            1,
        );
        assert_eq!(s.screen(), before, "a form is not left or moved by a slip of the hand");
    }
}

#[test]
fn menus_are_chosen_from_and_left_by_a_click() {
    let mut s = clients((120, 36));
    s.keys("f").mouse(Click, "to follow up").mouse(DoubleClick, "to follow up");
    assert!(!s.screen().contains("╭"), "{}", s.screen());
    s.sees("to follow up");
    for open in [":", "?", "f", "H"] {
        s.keys(open).sees("╭").mouse_at(Click, 0, 20);
        assert!(!s.screen().contains('╭'), "{open}:\n{}", s.screen());
    }
    s.mouse(Click, ": commands").mouse(Click, "New client").mouse(DoubleClick, "New client").sees("Who");
}

/// Uses the mouse all over a screen, in a state that is made anew for every line.
fn everywhere(tab: TabId, size: (u16, u16), state: &str) {
    const KINDS: [MouseKind; 4] = [Click, DoubleClick, WheelUp, WheelDown];
    for y in (0..size.1).step_by(2) {
        let mut s = Stage::new(World::Full, tab, size);
        s.keys(state);
        for x in (0..size.0).step_by(7) {
            s.mouse_at(KINDS[usize::from(x + y) % KINDS.len()], x, y);
        }
        s.mouse_at(Click, u16::MAX, u16::MAX);
        assert!(!s.screen().trim().is_empty());
    }
}

#[test]
fn no_click_anywhere_breaks_anything() {
    let states = ["", "/pr", "<Enter>", "?", ":", "f", "n", "e", "H", "t", "x", "<Space> <Down> <Space> m"];
    for (i, state) in states.iter().enumerate() {
        everywhere(TabId::Clients, SIZES[i % SIZES.len()], state);
    }
    for (i, tab) in TabId::ALL.into_iter().enumerate() {
        for (j, state) in ["", "<Enter>", "n", "e"].iter().enumerate() {
            everywhere(tab, SIZES[(i + j) % SIZES.len()], state);
        }
    }
}

#[test]
fn every_scope_knows_at_most_one_action_for_enter() {
    // A double click does what Enter does.
    let enter = "enter".parse().unwrap();
    for scope in [Scope::List, Scope::Detail, Scope::Picker, Scope::Palette, Scope::Month] {
        assert_eq!(
            ACTIONS.iter().filter(|a| a.scope == scope && a.keys.contains(&enter)).count(),
            1,
            "{scope:?}"
        );
    }
}

#[test]
fn a_hit_is_gone_to_by_a_double_click_and_a_click_beside_closes_the_search() {
    let mut s = Stage::new(World::Full, TabId::Invoices, (200, 50));
    s.keys("<C-k> sony");
    let screen = s.screen();
    let line = screen.lines().position(|line| line.contains("Sony A7iii")).unwrap();
    s.mouse_at(Click, 60, u16::try_from(line).unwrap());
    s.mouse_at(DoubleClick, 60, u16::try_from(line).unwrap());
    s.sees("Inventory").keys("<Esc>").sees("BLR/26-27/00042").keys("<C-k>").sees("Search everything");
    s.mouse_at(Click, 1, 1);
    assert!(!s.screen().contains("Search everything"));
}
