//! A block on its way into a conflict and out again, in a real terminal.

use super::{Terminal, studio};

#[test]
fn a_block_is_carried_into_a_conflict_and_out_again() {
    let (_dir, path) = studio();
    let sql = "
      CREATE TEMP TABLE day AS SELECT (unixepoch() + 19800) / 86400 * 86400 - 19800 + 86400 AS at;
      INSERT INTO clients (id, branch_id, name, phone) SELECT 'cli_p', id, 'Priya', '+919845012345' FROM branches;
      INSERT INTO projects (id, branch_id, client_id, status, details_json)
        SELECT 'prj_w', id, 'cli_p', 'active', '{\"title\":\"Wedding\"}' FROM branches UNION ALL
        SELECT 'prj_f', id, 'cli_p', 'active', '{\"title\":\"Mehta film\"}' FROM branches;
      INSERT INTO assets (id, branch_id, type, name, status) SELECT 'ast_1', id, 'camera', 'A7 #1', 'available' FROM branches;
      INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
        SELECT 'lck_1', 'prj_w', 'ast_1', at + 36000, at + 50400, 'firm' FROM day UNION ALL
        SELECT 'lck_f', 'prj_f', 'ast_1', at + 57600, at + 64800, 'firm' FROM day;";
    crate::store::sqlite3(&path, sql).unwrap();
    let times = || {
        let sql =
            "SELECT strftime('%H:%M', start_time + 19800, 'unixepoch') FROM booking_locks WHERE id = 'lck_1'";
        crate::store::sqlite3(&path, sql).unwrap()
    };
    let mut t = Terminal::run(&path, &[]);
    t.wait_for("Clients").send("1T").wait_for("A7 #1").send("+]").wait_for("tomorrow 00:00");
    t.send("llllllllll").wait_for("Wedding").send("m").wait_for("only A7 #1");
    t.send("e15:00\r").wait_for("is booked for Mehta film").send("\r").wait_for("is booked for Mehta film");
    assert_eq!(times(), "10:00");
    t.send("e18:00\r").wait_for("free").send("\r").wait_for("takes it back");
    assert_eq!(times(), "18:00");
    t.send("u").wait_for("Undid");
    assert_eq!(times(), "10:00");
}
