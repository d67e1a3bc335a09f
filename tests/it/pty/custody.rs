//! A project's whole gear list goes out by typing serial numbers, and comes back, in a real terminal.

use super::{Terminal, studio};

#[test]
fn a_gear_list_is_scanned_out_and_in() {
    let (_dir, path) = studio();
    crate::store::sqlite3(
        &path,
        "INSERT INTO clients (id, branch_id, name, phone, profile_json) SELECT 'cli_1', id, 'Priya', '98450 12345', '{}' FROM branches;
         INSERT INTO projects (id, branch_id, client_id, status, details_json, created_at)
           SELECT 'prj_1', id, 'cli_1', 'active', '{\"title\":\"Sharma wedding\"}', 1 FROM branches;
         INSERT INTO assets (id, branch_id, type, name, serial_number, status)
           SELECT 'ast_' || n.value, b.id, 'camera', 'Body ' || n.value, 'SN-' || n.value, 'available' FROM branches b, json_each('[1,2,3]') n;
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           SELECT 'lck_' || id, 'prj_1', id, unixepoch() + 3600, unixepoch() + 90000, 'firm' FROM assets;",
    )
    .unwrap();
    let mut t = Terminal::start(&path);
    t.send("3").wait_for("Sharma wedding").send("o").wait_for("0 of 3 ticked");
    t.send("sn-1\r").wait_for("1 of 3 ticked").send("sn-2\r").wait_for("2 of 3 ticked");
    t.send("sn-3\r").wait_for("3 of 3 ticked").send("\x13").wait_for("Check out 3 things");
    t.send("\tRahul\x13").wait_for("Checked out 3 things to Rahul for Sharma wedding, due");
    assert_eq!(out(&path), "3");
    t.send("i").wait_for("0 of 3 ticked");
    t.send("sn-3\r").wait_for("1 of 3 ticked").send("sn-1\r").wait_for("2 of 3 ticked");
    t.send("sn-2\r").wait_for("3 of 3 ticked").send("\x13").wait_for("Checked in 3 things").send("q");
    assert_eq!(t.end().0, 0);
    t.is_as_found();
    assert_eq!(out(&path), "0");
}

fn out(path: &std::path::Path) -> String {
    crate::store::sqlite3(path, "SELECT count(*) FROM asset_custody WHERE back_at IS NULL").unwrap()
}
