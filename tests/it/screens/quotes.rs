//! What quotes look like: what can be done to one in each status, its lines and its terms.

use super::snapshots;
use crate::stage::World;
use studiovault::screens::TabId;

/// The keys that open the quote at a place among the sections of the second project.
fn opened(place: usize) -> String {
    format!("j <Enter> g {} <Enter>", "j ".repeat(7 + place))
}

#[test]
fn what_can_be_done_to_a_quote() {
    for (place, status) in ["accepted", "draft", "sent", "declined", "expired"].iter().enumerate() {
        snapshots(&format!("quote_{status}"), World::Full, TabId::Projects, |s| {
            s.keys(&opened(place)).sees(&format!("Wedding gold · {status}"));
        });
    }
}

#[test]
fn the_forms_of_a_quote() {
    let draft = opened(1);
    let forms = [
        ("line_new", "<Enter>"),
        ("line_edit", "<Down> <Down> <Down> <Enter>"),
        ("line_invalid", "<Enter> <Tab> <Tab> <C-u> 1.2345 <Tab> x <C-s>"),
        ("terms", "<Down> <Enter>"),
    ];
    for (name, keys) in forms {
        snapshots(&format!("quote_{name}"), World::Full, TabId::Projects, |s| {
            s.keys(&draft).keys(keys);
        });
    }
    snapshots("quote_decline", World::Full, TabId::Projects, |s| {
        s.keys(&opened(2)).keys("<Down> <Enter>");
    });
}
