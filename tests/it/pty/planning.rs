//! A shoot from the call to the shelf, in a real terminal: booked, run into by the command line, moved, checked out and in.

use super::{Terminal, studio};
use std::path::Path;
use std::process::{Command, Output};

const STOCK: &str = "INSERT INTO clients (id, branch_id, name, phone) SELECT 'cli_p', id, 'Priya Sharma', '98450 12345' FROM branches;
  INSERT INTO projects (id, branch_id, client_id, status, details_json) SELECT 'prj_f', id, 'cli_p', 'active', '{\"title\":\"Mehta film\"}' FROM branches;
  INSERT INTO assets (id, branch_id, type, name, serial_number, status) SELECT 'ast_1', id, 'camera', 'A7 #1', 'SN-1', 'available' FROM branches;
  INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json)
    SELECT 'pkg_1', id, 'Portrait', 'time_based', 5000, 18, '[{\"kind\":\"asset\",\"type\":\"camera\",\"qty\":1}]' FROM branches;";

/// What the command line says to somebody who wants the camera tomorrow.
fn lock(path: &Path, from: &str, to: &str) -> Output {
    let day = crate::store::sqlite3(path, "SELECT date(unixepoch() + 19800 + 86400, 'unixepoch')").unwrap();
    let times = [format!("{day} {from}"), format!("{day} {to}")];
    Command::new(env!("CARGO_BIN_EXE_studiovault"))
        .arg("--db")
        .arg(path)
        .args(["booking", "lock", "--asset", "A7 #1", "--project", "Mehta film"])
        .args(["--start", &times[0], "--end", &times[1]])
        .env("XDG_CONFIG_HOME", path.parent().unwrap())
        .env("XDG_STATE_HOME", path.parent().unwrap())
        .output()
        .unwrap()
}

#[test]
fn a_shoot_is_booked_run_into_moved_and_its_gear_goes_out_and_comes_back() {
    let (_dir, path) = studio();
    crate::store::sqlite3(&path, STOCK).unwrap();
    let ask = |sql: &str| crate::store::sqlite3(&path, sql).unwrap();

    // Booked from the calendar, with what the package needs.
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("1n").wait_for("New booking").send("Priya").wait_for("98450").send("\r\t");
    // Less is typed than is waited for: what is typed stands there before it is found.
    t.send("Portr").wait_for("Portrait").send("\r\tPortraits\t\x15tomorrow 10:00\t14:00\t\t\x1b[C");
    t.wait_for("booked firmly").send("\x13").wait_for("A7 #1").send("\r").wait_for("Booked Portraits");
    t.send("q");
    assert_eq!(t.end().0, 0);
    let times = "SELECT kind || strftime(' %H:%M', start_time + 19800, 'unixepoch') FROM booking_locks JOIN projects p ON p.id = project_id
      WHERE p.id <> 'prj_f'";
    assert_eq!(ask(times), "firm 10:00");

    // The command line cannot have it at that time, and takes another one.
    let refused = lock(&path, "13:00", "15:00");
    assert_eq!(refused.status.code(), Some(5), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is booked for Portraits"), "{refused:?}");
    let taken = lock(&path, "15:00", "17:00");
    assert!(taken.status.success(), "{taken:?}");

    // Moved on the timeline: not onto what the command line took, but behind it.
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("1T").wait_for("A7 #1").send("+]").wait_for("tomorrow 00:00");
    t.send("llllllllll").wait_for("Portraits").send("m").wait_for("Moving");
    t.send("e14:00\r").wait_for("is booked for Mehta film").send("\r").wait_for("is booked for Mehta film");
    assert_eq!(ask(times), "firm 10:00");
    t.send("e18:00\r").wait_for("free").send("\r").wait_for("takes it back");
    assert_eq!(ask(times), "firm 18:00");

    // Out by its serial number, and back.
    let out = "SELECT count(*) FROM asset_custody WHERE back_at IS NULL";
    t.send("3")
        .wait_for("Portraits")
        .send("/Portraits\r")
        .wait_for("1 of")
        .send("o")
        .wait_for("0 of 1 ticked");
    t.send("sn-1\r").wait_for("1 of 1 ticked").send("\x13").wait_for("Check out");
    t.send("\tRahul\x13").wait_for("Check out all the same?").wait_for("is booked for Mehta film").send("y");
    t.wait_for("Checked out A7 #1");
    assert_eq!(ask(out), "1");
    t.send("i").wait_for("0 of 1 ticked").send("sn-1\r").wait_for("1 of 1 ticked");
    t.send("\x13").wait_for("Checked in A7 #1").send("q");
    assert_eq!(ask(out), "0");
    assert_eq!(t.end().0, 0);
    t.is_as_found();
}
