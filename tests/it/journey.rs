//! From nothing to a working studio, as a person would do it.

mod board;
mod bookings;
mod calendar;
mod custody;
mod imports;
mod inventory;
mod invoices;
mod packages;
mod papers;
mod projects;
mod quotes;
mod tasks;
mod thread;
mod timeline;

use super::harness::{Harness, Studio};
use std::time::Duration;
use studiovault::screens::TabId;

/// The questions of a new studio, answered.
fn set_up(h: &mut Harness) {
    h.sees("Welcome to StudioVault").sees("India").sees("INR").sees("Asia/Kolkata");
    h.types("Pixeldence").keys("<Tab> <C-u> Bengaluru <Tab> <Tab> <Tab> <Tab> Asha <C-s>");
    h.wait_for("your studio is ready");
}

/// A client with a name and a phone.
fn make(h: &mut Harness, name: &str, phone: &str) {
    h.keys("n").sees("New client");
    h.types(name).keys("<Tab>").types(phone).keys("<C-s>");
    h.wait_for(&format!("Added {name}"));
    // The index follows behind the commit: whoever searches next finds the new client.
    h.studio.store.finish_indexing().unwrap();
}

#[test]
fn from_nothing_to_a_studio_and_back_again() {
    let studio = Studio::empty();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    set_up(&mut h);
    h.sees("Nothing is booked").sees("Pixeldence ▸ Bengaluru").sees("Asha · owner");

    h.keys("2").sees("No clients yet");
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    make(&mut h, "प्रिया शर्मा", "98450 40021");

    h.keys("/ shar").sees("Priya Sharma").sees_no("Prakash").sees("1 of 3");
    h.keys("<C-u> 77120").sees("Prakash Shetty").sees_no("Priya");
    h.keys("<Esc>").sees("Priya Sharma").sees("Prakash Shetty");

    h.keys("/ priya <Enter> e").sees("Edit Priya Sharma");
    h.keys("<Tab> <Tab> priya@example.com <C-s>").wait_for("Saved Priya Sharma");
    h.sees("priya@example.com").keys("u").wait_for("Undid: edit of Priya Sharma");
    h.wait_until_gone("priya@example.com");
    h.keys("U").wait_for("priya@example.com");
    h.keys("q");
    assert!(h.has_quit());
    let studio = h.stop();

    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("Priya Sharma").sees("Prakash Shetty").sees("प्रिया शर्मा").sees_no("unfinished");
}

#[test]
fn leaving_the_first_questions_asks_once() {
    let studio = Studio::empty();
    let mut h = Harness::at(&studio, TabId::Clients, (80, 24));
    h.types("Pixeldence").keys("<Esc>").sees("Leave StudioVault?").sees_no("Save what you typed?");
    h.sees("Your answers are kept").keys("n").sees("Pixeldence").keys("<Esc> y");
    assert!(h.has_quit());
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (80, 24))
        .sees("Pixeldence")
        .keys("<Esc>")
        .sees("Your answers are kept");
}

#[test]
fn the_first_answers_are_there_again_after_a_hard_stop() {
    let studio = Studio::empty();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.types("Pixeldence").keys("<Tab> Bengaluru <Tab> <Tab> <C-u> xx").pass(Duration::from_secs(1));
    // The session goes without a word, as when the power fails.
    drop(h);
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("Welcome to StudioVault").sees("Your answers of last time").sees_no("unfinished");
    h.sees("Pixeldence").sees("Bengaluru").sees("xx").sees("3 changed");
    // They stay with the form, also when nothing more is typed.
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("Pixeldence")
        .keys("<Tab> <Tab> <Tab> <C-u> INR <Tab> <Tab> Asha <C-s>")
        .wait_for("your studio is ready");
    h.sees("Pixeldence ▸ Bengaluru");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("No clients yet")
        .sees_no("unfinished")
        .sees_no("last time")
        .keys("R")
        .sees("No form was left unfinished");
}

#[test]
fn answers_that_are_taken_back_are_not_kept() {
    let studio = Studio::empty();
    let mut h = Harness::at(&studio, TabId::Clients, (80, 24));
    h.types("Pixel")
        .pass(Duration::from_secs(1))
        .keys("<C-u>")
        .sees_no("changed")
        .pass(Duration::from_secs(1));
    drop(h);
    Harness::at(&studio, TabId::Clients, (80, 24)).sees("Welcome").sees_no("Zenith").sees_no("last time");
}

#[test]
fn a_large_dialog_leaves_no_slivers() {
    let studio = Studio::new();
    for (columns, whole) in [(80, true), (83, true), (84, false)] {
        let mut h = Harness::at(&studio, TabId::Clients, (columns, 24));
        h.keys("n").sees("New client");
        if whole {
            h.sees_no("╭")
        } else {
            h.sees("╭")
        };
    }
}

#[test]
fn two_people_edit_the_same_client() {
    let studio = Studio::new();
    let mut one = Harness::at(&studio, TabId::Clients, (120, 36));
    make(&mut one, "Priya Sharma", "98450 12345");
    let mut two = Harness::at(&studio, TabId::Clients, (120, 36));

    one.keys("e").sees("Edit Priya Sharma");
    two.keys("e").sees("Edit Priya Sharma");
    one.types(" Rao").keys("<Tab> <Tab> one@example.com <C-s>").wait_for("Saved Priya Sharma Rao");
    two.wait_for("Priya Sharma Rao");
    two.types(" Iyer").keys("<Tab> <Tab> <Tab> vip <C-s>").wait_for("was changed meanwhile");
    // Only one of us changed the e-mail and the tags: only the name is a question.
    two.sees("1 to choose").sees("Priya Sharma Iyer").sees("Priya Sharma Rao");
    // The first one saves again while the second one still chooses.
    one.keys("e").types("!").keys("<C-s>").wait_for("Saved Priya Sharma Rao!");
    two.keys("m <C-s>").wait_for("Priya Sharma Rao!");
    two.sees("was changed meanwhile").keys("m <C-s>").wait_for("Saved Priya Sharma Iyer");
    two.sees("one@example.com").sees("#vip");
    one.wait_for("Priya Sharma Iyer");
}

#[test]
fn all_of_mine_and_all_of_theirs() {
    let studio = Studio::new();
    let mut one = Harness::at(&studio, TabId::Clients, (120, 36));
    make(&mut one, "Priya Sharma", "98450 12345");
    let mut two = Harness::at(&studio, TabId::Clients, (120, 36));
    for (take, name) in [("M", "Priya Sharma Iyer"), ("T", "Priya Sharma Iyer Rao")] {
        one.keys("e").sees("Edit Priya Sharma");
        two.keys("e").sees("Edit Priya Sharma");
        let email = format!("{}@example.com", take.to_lowercase());
        one.types(" Rao")
            .keys("<Tab> <Tab> <C-u>")
            .types(&email)
            .keys("<C-s>")
            .wait_for("Saved Priya Sharma");
        two.types(" Iyer").keys("<C-s>").wait_for("was changed meanwhile").keys(&format!("{take} <C-s>"));
        two.wait_for(if take == "M" { "Saved Priya Sharma Iyer" } else { "Kept the other version" });
        two.wait_for(name).wait_for(&email).sees_no("Nothing to save");
        one.wait_for(name).wait_for(&email);
    }
}

#[test]
fn two_clients_become_one_and_two_again() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Priya Sharma-Rao", "98450 99999");
    h.keys("g <Space> <Space> m").wait_for("Merge");
    h.sees("98450 12345").sees("98450 99999").keys("<C-s>").wait_for("Merged Priya Sharma");
    h.keys("<Esc>");
    h.wait_for("Merged in").keys("M").wait_for("two clients again").keys("y").wait_for("98450 99999");
}

#[test]
fn what_was_typed_is_there_again_after_a_hard_stop() {
    let mut h = Harness::studio();
    h.keys("n").types("Priya").pass(Duration::from_secs(1));
    // The session goes without a word, as when the power fails.
    let studio = h.studio.clone();
    drop(h);
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("1 unfinished form: New client · Priya").keys("<Enter>").sees("Priya").sees("New client");
    h.types(" Sharma").keys("<Tab> 9845012345 <C-s>").wait_for("Added Priya Sharma");
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (120, 36)).sees_no("unfinished");
}

#[test]
fn an_offered_form_can_be_forgotten_or_left_alone() {
    let mut h = Harness::studio();
    h.keys("n").types("Priya");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.sees("unfinished").keys("1").sees("Nothing is booked").sees_no("unfinished");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.keys("x").sees("Forget 1 unfinished form?").keys("n R").sees("Unfinished forms");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.keys("x y").wait_for("Forgot 1 form");
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (120, 36)).sees_no("unfinished");
}

#[test]
fn what_can_be_done_to_clients() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    // A note, dated; and away with it again.
    h.keys("/ priya <Enter> a").sees("Note on Priya Sharma");
    h.types("wants the album in Kannada").keys("<C-s>").wait_for("✎ wants the album");
    h.keys("l g X").sees("Delete this note?").keys("y").wait_until_gone("✎ wants the album");
    h.keys("u").wait_for("✎ wants the album").keys("<Esc> <Esc>");
    // Tags, on one and on many.
    h.keys("g t").sees("Tags of").types("vip,wedding").keys("<C-s>").wait_for("#vip #wedding");
    h.keys("t <BS> <C-s>").wait_until_gone("#wedding");
    h.keys("g <Space> <Space> t").sees("Tags of 2 clients").types("diwali").keys("<C-s>").wait_for("#diwali");
    h.keys("g").wait_for("#diwali").sees_no("marked");
    // The phone number, for another program.
    h.keys("y");
    assert_eq!(h.copied(), ["+919845077120"]);
    // Out of the list, and back by way of the archive.
    h.keys("A").wait_until_gone("Prakash Shetty  ").keys("f archived <Enter>").wait_for("Prakash Shetty");
    h.keys("A").wait_until_gone("Prakash Shetty  ").keys("f active <Enter>").wait_for("Prakash Shetty");
    // Who did what.
    h.keys("g H").wait_for("History of Prakash Shetty").sees("Asha").sees_no("br_").keys("<Esc>");
    // For good: only with the name.
    h.keys("g D").wait_for("Erase the personal data of Prakash Shetty").types("prakash").keys("<Enter>");
    h.sees("That is not Prakash Shetty").keys("<C-u>").types("Prakash Shetty").keys("<Enter>");
    h.wait_until_gone("98450 77120");
}

#[test]
fn a_long_note_is_read_in_full() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("a").wait_for("Note on Priya Sharma").types("Wants the album in two volumes, ").types("linen, ");
    h.types("with the names of both families embossed on the spine, ").types("and a copy for grandmother.");
    h.keys("<C-s>").wait_for("Noted on Priya Sharma").keys("<Enter>").wait_for("for grandmother.");
    h.keys("<Enter>").sees("There is nothing more to open here");
}

#[test]
fn the_detail_leads_back_to_the_list() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    h.keys("g l / priya").sees("1 of 2").sees("Esc clear").keys("<Esc>").sees_no("1 of 2");
    h.keys("l f").sees("archived").keys("<Esc> l s").sees("Order").keys("<Esc> l <Space>");
    h.sees("Mark is not possible here").sees("Rows are marked in the list").sees_no("1 marked");
    h.keys("6 n").sees("New client is not possible here").sees("2 goes to the clients").keys("1");
    h.keys(": new <Space> cl <Enter>").sees("New client").types("Anil").keys("<Tab> 9845012399 <C-s>");
    h.wait_for("Added Anil").sees("▌  Anil").keys("1");
    h.sees_no("⏎ open").sees_no("/ search").sees_no("f filter");
}

#[test]
fn marks_go_with_the_act_they_were_for() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    // A space ends a tag as a comma does; one marked row is as good as two.
    h.keys("g <Space>").sees("1 marked").keys("t").sees("Tags of").types("vip gold ").sees("#vip #gold");
    h.keys("<C-s>").wait_for("Tagged Prakash").sees_no("marked").keys("g").wait_for("#vip #gold");
    h.keys("u").wait_for("Undid").sees_no("marked");
    h.keys("g <Space> <Space>").sees("2 marked").keys("A").sees("Archive 2 clients?").keys("y");
    h.wait_for("Archived 2").sees_no("marked");
    h.keys("f archived <Enter>")
        .wait_for("Priya Sharma")
        .keys("g <Space> <Space>")
        .sees("2 marked")
        .keys("A");
    h.wait_for("Restored 2").sees_no("marked");
    h.keys("f active <Enter>").wait_for("Priya Sharma").keys("g <Space> <Space> m").wait_for("Merge");
    h.keys("<C-s>")
        .wait_for("Merged Pr")
        .sees_no("marked")
        .keys("<Esc> u")
        .wait_for("Undid")
        .sees_no("marked");
}

#[test]
fn somebody_who_is_there_already_is_found_while_typing() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("n").types("Pria S").keys("<Tab>").types("9845012345").wait_for("has the same phone");
    h.keys("<C-g>").wait_for("The form is kept").sees("Priya Sharma").sees_no("New client");
    h.keys("R").wait_for("Unfinished forms").keys("<Enter>").sees("Pria S").sees("New client");
    h.keys("<Esc> d").sees_no("New client");
    let studio = h.stop();
    Harness::at(&studio, TabId::Clients, (120, 36)).sees_no("unfinished");
}

#[test]
fn a_form_keeps_every_word_on_any_screen() {
    let mut h = Harness::studio();
    h.keys("n").types("Priya").keys("<Tab>").paste("98450\n12345").resize(60, 15).sees("Priya");
    h.resize(20, 5).resize(200, 50).sees("Priya").sees("98450 12345").keys("<C-s>").wait_for("Added Priya");
}

#[test]
fn a_pasted_text_is_looked_for() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    h.paste("98450 77120").sees("Prakash Shetty").sees_no("Priya Sharma").sees("1 of 2");
}

#[test]
fn dates_are_typed_as_people_say_them() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.keys("n").sees("New client");
    h.types("Anil").keys("<Tab>").types("98450 12345").keys("<Tab> <Tab> <Tab> <Tab>");
    h.types("tomorrow 10am").sees("→ tomorrow 10:00").keys("<Tab>");
    h.types("20 oct 1990").keys("<Tab>").types("31 feb").keys("<Tab>");
    h.sees("31 Feb").sees("20 Oct 1990");
    h.keys("<S-Tab> <C-u> 14 <Space> feb <Space> 2015 <C-s>").wait_for("Added Anil");
    h.sees("tomorrow 10:00");
}

#[test]
fn what_is_wrong_is_said_as_soon_as_the_field_is_left() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Clients, (120, 36));
    h.keys("n").sees("New client");
    h.types("Anil").keys("<Tab>").types("98450 12345").keys("<Tab>").types("anil").keys("<Tab>");
    h.sees("an e-mail address looks like");
}

#[test]
fn the_list_goes_where_a_new_client_stands() {
    let studio = Studio::new();
    crate::store::sqlite3(
        studio.path(),
        "WITH n(i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 1900)
         INSERT INTO clients (id, branch_id, name, phone, created_at)
         SELECT 'old' || i, (SELECT id FROM branches), 'Client ' || i, '98450 1' || i, i FROM n",
    )
    .unwrap();
    for size in [(120, 36), (80, 24)] {
        let name = format!("Zoya {}", size.0);
        let mut h = Harness::at(&studio, TabId::Clients, size);
        h.wait_for("Client 1001").sees_no("Client 1900");
        make(&mut h, &name, "98450 77120");
        // Far from what was loaded: between those before and behind, selected, and moved from.
        h.sees(&format!("▌  {name}")).sees("Client 1900").sees_no("Client 1001");
        h.keys("e").sees(&format!("Edit {name}")).keys("<C-u> Client <Space> 1500").types("½").keys("<C-s>");
        h.wait_for("Saved").sees("▌  Client 1500½").sees("Client 1501").sees_no("Client 1900");
        h.keys("j").sees("▌  Client 1501").keys("u").wait_for("Undid").sees("▌  Client 1501");
        // One that is not in this list is only shown beside it; nothing moves.
        h.keys("g f archived <Enter>").sees_no("Client 1001");
        make(&mut h, "Yusuf", "98450 77121");
        h.sees_no("▌  Yusuf").keys("f active <Enter>").wait_for("Client 1001");
        h.stop();
    }
}

#[test]
fn everything_is_found_from_anywhere_and_left_again() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    make(&mut h, "Prakash Shetty", "98450 77120");
    // From another tab to a client, with a key that does not wait for the hits; Esc leads back.
    h.keys("4 <C-k>").sees("Search everything").sees("an invoice number");
    h.types("77120").wait_for("Prakash Shetty").keys("<Enter>").sees("2 Clients").wait_for("became a client");
    h.sees_no("Search everything").keys("<Esc>").sees("No invoices yet");
    // From the search line of a list that knows nothing of it, with what was typed.
    h.keys("5 / pri")
        .sees("Nothing matches")
        .keys("<C-k>")
        .sees("Search everything")
        .wait_for("Priya Sharma");
    h.keys("<Enter> e")
        .wait_for("Edit Priya Sharma")
        .keys("<Esc> <Esc>")
        .sees("Inventory")
        .sees("Nothing matches");
    // What was gone to last is offered first.
    h.keys("<Esc> 2 g <C-k>").sees("Priya Sharma").sees("Prakash Shetty").keys("<Enter>");
    h.wait_for("became a client").keys("<Esc>").sees_no("Search everything");
    // Within one tab: back to who was selected.
    h.keys("g l <C-k> priya <Enter>").wait_for("98450 12345").keys("<Esc> e").wait_for("Edit Prakash Shetty");
    h.keys("<Esc>");
    // Nothing found, nothing lost.
    h.keys("<C-k> zzz <Enter>").sees("Nothing matches “zzz”").keys("<Esc>").sees("Prakash Shetty");
    // Whoever goes on elsewhere is not led back.
    h.keys("4 <C-k> priya <Enter>")
        .wait_for("became a client")
        .keys("h <Esc> <Esc>")
        .sees("Priya Sharma")
        .sees_no("No invoices");
}

#[test]
fn a_studio_that_somebody_else_sets_up_meanwhile_is_not_set_up_twice() {
    let studio = Studio::empty();
    let mut one = Harness::at(&studio, TabId::Clients, (120, 36));
    let mut two = Harness::at(&studio.elsewhere(), TabId::Clients, (120, 36));
    two.types("Rival").keys("<Tab> Mysuru").pass(Duration::from_secs(1));
    set_up(&mut one);
    two.wait_for("This studio is set up already").sees("Start the program again to open it");
    two.keys("<Tab> <Tab> <Tab> <Tab> Rahul <C-s>").wait_for("Not saved: this studio is set up already");
    let mut two = Harness::at(&two.stop(), TabId::Clients, (120, 36));
    two.sees("Pixeldence ▸ Bengaluru").sees("No clients yet").sees_no("unfinished");
}

#[test]
fn an_older_message_stands_over_nothing_that_was_opened() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Clients, (60, 15));
    make(&mut h, "Priya Sharma", "98450 12345");
    for (keys, opened) in [("f", "Show"), ("H", "History of"), ("?", "Keys"), ("D", "for good?")] {
        h.keys("y").sees("Copied +91").keys(keys).wait_for(opened).sees_no("Copied");
        if keys == "D" {
            h.types("Zq").sees("Zq");
        }
        h.keys("<Esc>");
    }
    h.keys("y").sees("Copied +91").keys("5").sees_no("Copied").keys("2");
    // What happens while something is open is seen all the same.
    h.keys("H").wait_for("client created").keys("y").sees("Copied the history");
}
