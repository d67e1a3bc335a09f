//! Bookings, as a person makes them: the form, what it proposes, and what stands in the way.

use super::make;
use crate::harness::{Harness, Studio};

/// Two cameras alike, another one, a lamp and two packages: one needs a camera of the first kind, one names nothing.
const INVENTORY: &str = "INSERT INTO assets (id, branch_id, type, name, serial_number, status)
      SELECT v.column1, b.id, v.column2, v.column3, 'SN-' || v.column1, 'available' FROM branches b,
        (VALUES ('a1', 'camera', 'Sony A7iii #1'), ('a2', 'camera', 'Sony A7iii #2'), ('c1', 'camera', 'Canon R5'),
          ('lamp', 'light', 'Godox AD600'), ('floor', 'space', 'Studio A'), ('floor2', 'space', 'Studio B')) v;
    INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json)
      SELECT 'k1', id, 'Portrait', 'time_based', 5000, 18,
        '[{\"kind\":\"asset\",\"type\":\"camera\",\"qty\":1,\"prefer\":\"a1\"}]' FROM branches;
    INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json)
      SELECT 'k2', id, 'Studio hour', 'time_based', 5000, 18,
        '[{\"kind\":\"asset\",\"type\":\"space\",\"qty\":1},{\"kind\":\"asset\",\"type\":\"camera\",\"qty\":3}]' FROM branches;";

/// A studio with a client, cameras and packages, at its projects.
pub(super) fn stocked() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    crate::store::sqlite3(h.studio.path(), INVENTORY).unwrap();
    h.studio.store.finish_indexing().unwrap();
    h.keys("3");
    h
}

/// Firm for another project, on the 24th of December 2031 between two times of the day.
fn taken(studio: &Studio, asset: &str, from: &str, to: &str) {
    let at =
        |clock: &str| format!("2031-12-24T{clock}:00+05:30").parse::<jiff::Timestamp>().unwrap().as_second();
    let sql = format!(
        "INSERT OR IGNORE INTO projects (id, branch_id, client_id, status, details_json)
           SELECT 'mehta', branch_id, id, 'active', '{{\"title\":\"Mehta film\"}}' FROM clients;
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           VALUES ('l_{asset}', 'mehta', '{asset}', {}, {}, 'firm')",
        at(from),
        at(to)
    );
    crate::store::sqlite3(studio.path(), &sql).unwrap();
}

/// The form of a booking of a package, from ten to two on that day; the keys are in the field behind the end.
fn filled(h: &mut Harness, package: &str) {
    h.keys("1 n").sees("New booking").types("Priya").wait_for("98450").keys("<Enter> <Tab>");
    h.types(package).wait_for(package).keys("<Enter> <Tab>").types("Portraits").keys("<Tab>");
    h.keys("<C-u>").types("24 dec 2031 10:00").keys("<Tab>").types("14:00").keys("<Tab>");
}

#[test]
fn what_is_proposed_is_swapped_for_what_fills_the_same_need() {
    let mut h = stocked();
    taken(&h.studio.clone(), "a2", "12:00", "15:00");
    filled(&mut h, "Portrait");
    h.keys("<C-s>").wait_for("It takes").sees("✓ Sony A7iii #1");
    h.types("a7iii").keys("<Enter>").wait_for("Instead of Sony A7iii #1");
    // Free ones of the kind, those that are not with who has them, and no lamp.
    h.wait_for("✓ Canon R5").sees("! Sony A7iii #2").sees("Mehta film").sees_no("Godox");
    h.types("canon").keys("<Enter>").wait_for("It takes").sees("✓ Canon R5").sees_no("✓ Sony");
    h.keys("<Enter>").wait_for("Held Portraits").sees("with Canon R5");
}

#[test]
fn the_nearest_time_takes_the_form_there() {
    let mut h = stocked();
    for asset in ["a1", "a2", "c1"] {
        taken(&h.studio.clone(), asset, "09:00", "16:00");
    }
    filled(&mut h, "Portrait");
    h.keys("<C-s>").wait_for("1 missing").sees("all of it is free").types("all of it").keys("<Enter>");
    h.wait_for("✓ Sony A7iii #1").sees_no("missing").keys("<Esc>").sees("2031-12-24 16:00");
    h.sees("2031-12-24 20:00");
}

#[test]
fn the_place_is_a_space_that_is_proposed_first_and_the_title_says_who_and_what() {
    let mut h = stocked();
    taken(&h.studio.clone(), "floor2", "09:00", "16:00");
    h.keys("1 n").sees("New booking").types("Priya").wait_for("98450").keys("<Enter> <Tab>");
    h.types("Studio hour").wait_for("Studio hour").keys("<Enter>").sees("Priya Sharma · Studio hour");
    h.keys("<Tab> <Tab> <C-u>").types("24 dec 2031 10:00").keys("<Tab>").types("14:00").keys("<Tab>");
    h.types("studio a").keys("<C-s>").wait_for("✓ Studio A").sees("✓ Canon R5").keys("<Esc>");
    h.keys("<C-u>")
        .types("studio b")
        .keys("<C-s>")
        .wait_for("! Studio A instead of Studio B: booked for Mehta film");
    h.sees("✓ Studio A");
    // What somebody typed stays theirs.
    h.keys("<Esc> <S-Tab> <S-Tab> <S-Tab>").types("Tuesday").keys("<S-Tab> <BS> <S-Tab>");
    h.sees("Tuesday").sees_no("· Studio hour");
}

#[test]
fn a_package_that_needs_nothing_says_so_and_is_booked_all_the_same() {
    let mut h = stocked();
    let none = "INSERT INTO packages (id, branch_id, name, type, price, tax_rate) SELECT 'k3', id, 'Retouching', 'qty_based', 500, 18 FROM branches";
    crate::store::sqlite3(h.studio.path(), none).unwrap();
    h.studio.store.finish_indexing().unwrap();
    filled(&mut h, "Retouching");
    h.keys("<C-s>").wait_for("does not say what it needs").keys("<Esc>");
    // The form keeps the reason, as long as nothing is changed.
    h.sees("New booking").sees("Not saved: “Retouching” does not say").keys("<C-s>").wait_for("It takes");
    h.keys("<Enter>").wait_for("Opened Portraits");
}

#[test]
fn whoever_was_faster_is_named_in_the_form_with_the_buffers_and_saving_proposes_anew() {
    let mut h = stocked();
    filled(&mut h, "Portrait");
    h.keys("<S-Tab> <S-Tab> <S-Tab> <S-Tab>").keys("<Tab> <Tab> <Tab> <Tab> <Tab>").keys("<Right>");
    h.sees("booked firmly").keys("<C-s>").wait_for("✓ Sony A7iii #1");
    taken(&h.studio.clone(), "a1", "12:00", "15:00");
    crate::store::sqlite3(
        h.studio.path(),
        "UPDATE booking_locks SET buffer_before = 1800, buffer_after = 1800",
    )
    .unwrap();
    h.keys("<Enter>").wait_for("Not saved: Sony A7iii #1 is booked for Mehta film").sees("New booking");
    h.sees("(with 30 min buffers)").keys("<C-s>").wait_for("It takes").sees("✓ Canon R5");
    h.keys("<Enter>").wait_for("Booked Portraits");
}

#[test]
fn what_is_booked_is_a_line_that_is_changed_taken_away_and_shown_on_the_timeline() {
    let mut h = stocked();
    filled(&mut h, "Portrait");
    h.keys("<C-s>").wait_for("It takes").keys("<Enter>").wait_for("Held Portraits");
    h.keys("3").wait_for("░ Sony A7iii #1").keys("<Enter> <Down>").keys("e");
    h.wait_for("Crew or gear for Portraits").sees("Sony A7iii #1").keys("<Esc> X");
    h.wait_for("Take Sony A7iii #1 away from Portraits?").keys("<Esc> <Enter>");
    h.wait_for("▌Sony A7iii #1").sees("2031-12-24 10:00–14:00 · held · Portraits");
}

#[test]
fn a_kit_is_booked_changed_and_taken_away_as_one_line() {
    let mut h = stocked();
    let kit = "INSERT INTO kits (id, branch_id, name) SELECT 'kit', id, 'Portrait kit' FROM branches;
        INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('k1', 'kit', 'c1'), ('k2', 'kit', 'lamp');";
    crate::store::sqlite3(h.studio.path(), kit).unwrap();
    h.studio.store.finish_indexing().unwrap();
    filled(&mut h, "Portrait");
    h.keys("<C-s>")
        .wait_for("It takes")
        .keys("<Enter>")
        .wait_for("Held Portraits")
        .keys("3")
        .wait_for("Portraits");
    h.keys("a")
        .wait_for("Crew")
        .types("crew")
        .keys("<Enter>")
        .wait_for("book something more")
        .keys("<Enter>");
    h.wait_for("or a kit").keys("<Tab>").types("portr").wait_for("Portrait kit").keys("<Enter> <C-s>");
    h.wait_for("Held Portrait kit (2 things) for Portraits");
    h.keys("a").wait_for("Crew").types("crew").keys("<Enter>");
    h.wait_for("Portrait kit (2): ").sees("Canon R5").sees("Godox AD600").types("kit").keys("<Enter>");
    h.wait_for("take it away")
        .types("take")
        .keys("<Enter>")
        .wait_for("Take Portrait kit away from Portraits?");
    h.keys("y").wait_for("Released").sees("from Portraits");
    // Of a kit that is not all free everything that is taken is named.
    taken(&h.studio.clone(), "lamp", "09:00", "16:00");
    crate::store::sqlite3(h.studio.path(), "UPDATE projects SET status = 'active'").unwrap();
    h.keys("a")
        .wait_for("Crew")
        .types("crew")
        .keys("<Enter>")
        .wait_for("book something more")
        .keys("<Enter>");
    h.wait_for("or a kit").keys("<Tab>").types("portr").wait_for("Portrait kit").keys("<Enter> <C-s>");
    h.wait_for("not all of Portrait kit is free: Godox AD600 is booked for");
}

#[test]
fn a_draft_keeps_what_was_found_free() {
    let mut h = stocked();
    h.keys("1 F").wait_for("Find").types("any a7iii").keys("<C-s>").wait_for("Sony A7iii #1");
    h.keys("<Enter>").wait_for("New booking with Sony A7iii #1").types("Priya").wait_for("98450");
    h.keys("<Enter> <Tab> <Tab>").types("Test");
    let studio = h.stop();
    let mut h = Harness::at(&studio, studiovault::screens::TabId::Clients, (120, 36));
    h.wait_for("1 unfinished form").keys("<Enter>").wait_for("New booking with Sony A7iii #1").keys("<C-s>");
    h.wait_for("Held Test").sees("with Sony A7iii #1");
}

#[test]
fn on_the_smallest_screen_it_is_seen_how_firmly_it_is_booked() {
    let mut h = stocked();
    h.resize(60, 15).keys("1 n").sees("New booking").sees("held, for now");
    h.keys("<S-Tab> <S-Tab> <Right>").sees("booked firmly").keys("<Tab> <Tab>").sees("booked firmly");
}

#[test]
fn crew_and_gear_of_a_block_are_a_key_away() {
    let mut h = stocked();
    filled(&mut h, "Portrait");
    h.keys("<C-s>").wait_for("It takes").keys("<Enter>").wait_for("Held Portraits");
    h.keys("1 J").types("24 dec 2031").keys("<Enter>").wait_for("Week 52").wait_for("Portraits");
    h.keys("a").wait_for("Crew and gear").sees("Sony A7iii #1").keys("<Esc>").sees("Week 52");
}

#[test]
fn times_are_those_of_the_branch_that_is_chosen() {
    let studio = crate::harness::Studio::new();
    let dubai = "INSERT INTO branches (id, org_id, name, address_json)
        SELECT 'br_dubai', org_id, 'Dubai', '{\"tz\":\"Asia/Dubai\"}' FROM branches;
        INSERT INTO packages (id, branch_id, name, type, price, tax_rate) VALUES
          ('k_dubai', 'br_dubai', 'Desert shoot', 'qty_based', 5000, 5);";
    crate::store::sqlite3(studio.path(), dubai).unwrap();
    studio.store.finish_indexing().unwrap();
    let mut h = Harness::at(&studio, studiovault::screens::TabId::Clients, (120, 36));
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("1 n").sees("New booking").types("Priya").wait_for("98450").keys("<Enter> <Tab> <Tab>");
    h.types("Portraits").keys("<Tab> <C-u>").types("2031-12-24 10:00").keys("<Tab>").types("14:00");
    h.keys("<Tab> <Tab>").types("Dubai").keys("<Enter>").sees("‹ Dubai ›").sees("2031-12-24 10:00");
    // Its packages are the branch's own.
    h.keys("<S-Tab> <S-Tab> <S-Tab> <S-Tab> <S-Tab>")
        .types("desert")
        .wait_for("Desert shoot")
        .keys("<Esc> <Esc>");
    h.keys("<C-s>").wait_for("Opened Portraits, 2031-12-24 10:00 to 14:00");
    let at = "SELECT strftime('%H:%M', start_time, 'unixepoch') FROM project_events";
    assert_eq!(crate::store::sqlite3(studio.path(), at).unwrap().trim(), "06:00");
    // The calendar goes there, and what is booked is said in the time of its branch.
    h.wait_for("Week 52").wait_for("Portraits");
    let booked = "INSERT INTO assets (id, branch_id, type, name, status) VALUES ('d1', 'br_dubai', 'light', 'Dune lamp', 'available');
        INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
          SELECT 'l_d', project_id, 'd1', start_time, end_time, 'hold' FROM project_events";
    crate::store::sqlite3(studio.path(), booked).unwrap();
    h.keys("3 a")
        .wait_for("Crew")
        .types("crew")
        .keys("<Enter>")
        .wait_for("Dune lamp")
        .sees("2031-12-24 10:00–14:00");
}

#[test]
fn a_package_is_booked_beside_what_was_found_free() {
    let mut h = stocked();
    h.keys("1 F").wait_for("Find").types("Godox AD600").keys("<C-s>").wait_for("Free times");
    h.keys("<Enter>")
        .wait_for("New booking with Godox AD600")
        .types("Priya")
        .wait_for("98450")
        .keys("<Enter> <Tab>");
    h.types("Portrait").wait_for("Portrait").keys("<Enter> <C-s>").wait_for("It takes").keys("<Enter>");
    h.wait_for("with Godox AD600 and Sony A7iii #1");
}

#[test]
fn what_is_typed_for_a_lock_is_never_dropped_unsaid() {
    let mut h = stocked();
    filled(&mut h, "Portrait");
    h.keys("<C-s>").wait_for("It takes").keys("<Enter>").wait_for("Held Portraits").keys("3");
    h.wait_for("Portraits").keys("a").wait_for("Crew").types("crew").keys("<Enter>");
    h.wait_for("book something more").keys("<Enter>").wait_for("or a kit");
    h.types("lamp")
        .wait_for("Godox")
        .keys("<Enter> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab>")
        .types("30")
        .keys("<C-s>");
    h.wait_for("counts only with From");
}
