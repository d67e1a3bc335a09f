//! Giving gear out and taking it back, as a person would: one thing, a project's list, a kit, by serial number.

use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A studio with gear, and a project that has some of it booked.
fn studio() -> Studio {
    let studio = Studio::new();
    crate::store::sqlite3(
        studio.path(),
        "INSERT INTO clients (id, branch_id, name, phone, profile_json) SELECT 'cli_1', id, 'Priya Sharma', '98450 12345', '{}' FROM branches;
         INSERT INTO projects (id, branch_id, client_id, status, details_json, created_at)
           SELECT 'prj_1', id, 'cli_1', 'active', '{\"title\":\"Sharma wedding\"}', 1 FROM branches;
         INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity)
           SELECT 'ast_1', id, 'camera', 'Sony A7', 'A7-001', 'available', 1 FROM branches
           UNION ALL SELECT 'ast_2', id, 'lens', '50mm', 'LN-50', 'available', 1 FROM branches
           UNION ALL SELECT 'ast_3', id, 'light', 'Softbox', 'SB-9', 'available', 1 FROM branches;
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           VALUES ('lck_1', 'prj_1', 'ast_1', unixepoch() + 3600, unixepoch() + 90000, 'firm'),
             ('lck_2', 'prj_1', 'ast_2', unixepoch() + 3600, unixepoch() + 90000, 'firm');",
    )
    .unwrap();
    studio
}

#[test]
fn one_thing_goes_out_and_comes_back_to_be_repaired() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("Softbox").keys("j o").wait_for("Check out Softbox (SB-9)");
    h.keys("<C-s>").sees("who takes it has to be named");
    h.keys("<Tab>").types("Rahul").keys("<Tab> <Tab>").types("scratch").keys("<C-s>");
    h.wait_for("Checked out Softbox (SB-9) to Rahul");
    h.keys("o")
        .wait_for("Softbox (SB-9) is out: Rahul")
        .keys("i")
        .wait_for("Check in Softbox (SB-9) from Rahul");
    h.types("bent frame").keys("<Tab>").types("to be").keys("<Enter> <C-s>");
    h.wait_for("and put it under repair").keys("W").wait_for("Who had Softbox (SB-9)").sees("bent frame");
    h.keys("<Esc> i").wait_for("Softbox (SB-9) is not out");
}

#[test]
fn an_unfinished_check_out_and_check_in_are_resumed() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("Softbox").keys("j o").wait_for("Check out Softbox (SB-9)").keys("<Tab>").types("Ra");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("1 unfinished form: Check out Softbox (SB-9)")
        .keys("<Enter>")
        .sees("Check out Softbox (SB-9)");
    h.keys("<Tab>").types("hul").keys("<C-s>").wait_for("Checked out Softbox (SB-9) to Rahul");
    // Of several pieces some come back first.
    crate::store::sqlite3(
        studio.path(),
        "UPDATE assets SET capacity = 5 WHERE id = 'ast_3';
         INSERT INTO asset_custody (id, asset_id, holder, qty, out_at) VALUES ('cus_9', 'ast_3', 'Meera', 4, 5)",
    )
    .unwrap();
    h.keys("j i").wait_for("4 × Softbox").keys("- -").sees("2 of 4 × Softbox").keys("<C-s>");
    h.wait_for("Checked in 2 things")
        .keys("i")
        .wait_for("Check in Softbox (SB-9) from Meera")
        .sees("How many");
    h.keys("<C-u> 1 <Tab>").types("wet");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("1 unfinished form: Check in Softbox (SB-9) from Meera").keys("<Enter>").wait_for("wet");
    h.keys("<C-s>").wait_for("Checked in 1 of 2 Softbox (SB-9) from Meera; 1 still out");
    let chain = "SELECT group_concat(qty || coalesce(' ' || condition_back, '')) FROM (SELECT * FROM asset_custody WHERE holder = 'Meera' ORDER BY rowid)";
    assert_eq!(crate::store::sqlite3(studio.path(), chain).unwrap(), "1,2,1 wet");
}

#[test]
fn a_projects_gear_is_scanned_out_and_in() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Projects, (120, 36));
    h.wait_for("Sharma wedding").keys("o").wait_for("Check out for Sharma wedding").sees("0 of 2 ticked");
    h.types("a7-001").keys("<Enter>").sees("Sony A7 (A7-001) ticked").sees("1 of 2 ticked");
    h.types("sb-9")
        .keys("<Enter>")
        .wait_for("sb-9 is not on this list")
        .keys("<Enter>")
        .sees("2 of 3 ticked");
    h.types("nothing").keys("<Enter>").wait_for("Nothing has the serial number");
    h.keys("<Esc> <F2>").types("new strap").keys("<Enter>").sees("new strap");
    h.keys("<C-s>").sees("Check out 2 things").types("Asha").wait_for("Asha").keys("<Enter> <C-s>");
    h.wait_for("Checked out 2 things to Asha for Sharma wedding, the first due");
    h.keys("i")
        .wait_for("Check in from Sharma wedding")
        .sees("0 of 2 ticked")
        .keys("<F3>")
        .sees("2 of 2 ticked");
    h.keys("<C-s>").wait_for("Checked in 2 things");
    h.keys("o")
        .wait_for("0 of 2 ticked")
        .keys("<Space> <Esc>")
        .wait_for("Close without finishing?")
        .keys("y");
    h.keys("<F8>").sees("Scan or type a serial number").types("ln-50").keys("<Enter>").wait_for("LN-50");
    h.sees("50mm");
}

#[test]
fn a_kit_is_made_packed_and_goes_out_whole() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("Softbox").keys("K").wait_for("No kits yet").keys("n").sees("New kit");
    h.types("Interview").keys("<C-s>").wait_for("What is in Interview");
    h.types("A7-001").keys("<Enter>").wait_for("is not on this list").keys("<Enter>");
    h.types("SB-9").keys("<Enter>").wait_for("is not on this list").keys("<Enter> <C-s>");
    h.wait_for("Packed Interview: 2 things in it")
        .keys("o")
        .wait_for("Check out Interview")
        .sees("2 of 2 ticked");
    h.keys("<C-s>").sees("Check out 2 things").keys("<Tab>").types("Ravi").keys("<C-s>");
    h.wait_for("Check out all the same?").sees("is booked for Sharma wedding").keys("y");
    h.wait_for("Checked out 2 things to Ravi").wait_for("● out");
    h.keys("i")
        .wait_for("Check in Interview")
        .keys("<C-s>")
        .wait_for("Checked in 2 things")
        .wait_for("✓ here");
}

#[test]
fn a_kit_that_somebody_else_changed_meanwhile_is_packed_all_the_same() {
    let studio = studio();
    let kit = "INSERT INTO kits (id, branch_id, name) SELECT 'kit', id, 'Interview' FROM branches;
        INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('k1', 'kit', 'ast_1');";
    crate::store::sqlite3(studio.path(), kit).unwrap();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("Softbox").keys("K").wait_for("Interview").keys("a").wait_for("What is in Interview");
    crate::store::sqlite3(studio.path(), "UPDATE kits SET notes = 'x', version = version + 1").unwrap();
    h.types("SB-9").keys("<Enter>").wait_for("is not on this list").keys("<Enter> <C-s>");
    h.wait_for("was changed by").sees("What is ticked stays").sees("2 in it").keys("<C-s>");
    h.wait_for("Packed Interview");
}

#[test]
fn whoever_puts_a_return_off_sees_for_whom() {
    let studio = studio();
    let two = "UPDATE assets SET capacity = 5 WHERE id = 'ast_3';
        INSERT INTO asset_custody (id, asset_id, holder, qty, out_at) VALUES
          ('cus_1', 'ast_3', 'Meera', 1, 5), ('cus_2', 'ast_3', 'Ravi', 1, 6);";
    crate::store::sqlite3(studio.path(), two).unwrap();
    let mut h = Harness::at(&studio, TabId::Inventory, (120, 36));
    h.wait_for("Softbox").keys("j d").wait_for("is due from Meera and Ravi");
    crate::store::sqlite3(
        studio.path(),
        "UPDATE asset_custody SET due_at = unixepoch() + 90000, version = version + 1 WHERE id = 'cus_2'",
    )
    .unwrap();
    h.types("tomorrow 18:00").keys("<C-s>").wait_for("was changed by someone else").keys("<C-s>");
    h.wait_until_gone("is due from Meera and Ravi");
}
