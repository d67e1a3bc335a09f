//! The real program in a real terminal: it starts, resizes, stops for every reason, and leaves the terminal as it
//! was found.

#![expect(clippy::disallowed_methods, reason = "how long the program takes is what is measured")]

mod custody;
mod planning;
mod projects;
mod timeline;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};
use studiovault::store::protocol::{ListKind, ListQuery, Query, Reply};
use studiovault::store::{OpenOptions, Store};
use tempfile::TempDir;
use vt100::{MouseProtocolEncoding, MouseProtocolMode};

use super::cli::Home;
use super::harness::Studio;

/// How long the program may take on a busy machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

struct Terminal {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Everything that was sent to the terminal.
    raw: Vec<u8>,
    found: String,
}

impl Terminal {
    /// The application.
    fn start(db: &Path) -> Self {
        Self::run(db, &[])
    }

    /// A command of the program.
    fn run(db: &Path, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_studiovault"));
        command.arg("--db");
        command.arg(db);
        command.args(args);
        Self::spawn(command, db.parent().unwrap())
    }

    /// A shell that can stop programs and go on with them; it says `$db` for the database.
    fn shell(db: &Path) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.arg("-i");
        command.env("db", db);
        command.env("program", env!("CARGO_BIN_EXE_studiovault"));
        command.env("PS1", "ready> ");
        command.env_remove("ENV");
        Self::spawn(command, db.parent().unwrap())
    }

    fn spawn(mut command: CommandBuilder, home: &Path) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let found = format!("{:?}", pair.master.get_termios());
        command.env("TERM", "xterm-256color");
        command.env("XDG_CONFIG_HOME", home);
        command.env("XDG_STATE_HOME", home);
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (sender, bytes) = sync_channel(256);
        std::thread::spawn(move || {
            let mut buffer = [0_u8; 8192];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        // The slave stays open with us only as long as it takes to spawn: the program alone holds the terminal.
        drop(pair.slave);
        let parser = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
        Self { master: pair.master, child, writer, bytes, parser, raw: Vec::new(), found }
    }

    fn take(&mut self, timeout: Duration) -> bool {
        match self.bytes.recv_timeout(timeout) {
            Ok(bytes) => {
                self.parser.process(&bytes);
                self.raw.extend_from_slice(&bytes);
                true
            }
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }

    fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    #[track_caller]
    fn wait_for(&mut self, text: &str) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        while !self.screen().contains(text) && Instant::now() < until && self.take(Duration::from_millis(50))
        {
        }
        assert!(self.screen().contains(text), "the terminal does not show {text:?}:\n{}", self.screen());
        self
    }

    /// Sends keys and waits until the terminal is sent a text in answer, which may stand on the screen already.
    #[track_caller]
    fn answers(&mut self, keys: &str, text: &str) -> &mut Self {
        let from = self.raw.len();
        self.send(keys);
        let until = Instant::now() + PATIENCE;
        let came = |raw: &[u8]| String::from_utf8_lossy(&raw[from..]).contains(text);
        while !came(&self.raw) && Instant::now() < until && self.take(Duration::from_millis(50)) {}
        assert!(came(&self.raw), "{keys:?} is not answered with {text:?}:\n{}", self.screen());
        self
    }

    fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
        self
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.parser.screen_mut().set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits for the end; returns the exit code and how long it took.
    #[track_caller]
    fn end(&mut self) -> (u32, Duration) {
        let since = Instant::now();
        loop {
            while let Ok(bytes) = self.bytes.try_recv() {
                self.parser.process(&bytes);
                self.raw.extend_from_slice(&bytes);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                let took = since.elapsed();
                while self.take(Duration::from_millis(20))
                    && since.elapsed() < took + Duration::from_millis(200)
                {}
                return (status.exit_code(), took);
            }
            assert!(since.elapsed() < PATIENCE, "the program goes on:\n{}", self.screen());
            self.take(Duration::from_millis(2));
        }
    }

    /// Waits until the open form is kept: a little after the last key; nobody is told, so the database is asked.
    fn wait_for_drafts(&mut self, path: &Path) {
        let until = Instant::now() + PATIENCE;
        while drafts(path).is_empty() && Instant::now() < until {
            self.take(Duration::from_millis(50));
        }
    }

    /// The terminal goes away, as when its window is closed; returns when the program has ended.
    fn hang_up(self) {
        let Terminal { master, mut child, mut writer, bytes, .. } = self;
        drop(bytes);
        // Whoever reads the terminal in the background notices that nobody listens only when something comes: a move to
        // the next field is shown, and then the last hold on the terminal is gone.
        writer.write_all(b"\t").unwrap();
        drop((master, writer));
        let since = Instant::now();
        while child.try_wait().unwrap().is_none() {
            assert!(since.elapsed() < PATIENCE, "the program goes on without a terminal");
            std::thread::yield_now();
        }
    }

    #[track_caller]
    fn is_as_found(&self) {
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left");
        assert!(!screen.hide_cursor(), "the cursor is shown");
        assert!(!screen.bracketed_paste(), "pastes are plain again");
        assert_eq!(
            screen.mouse_protocol_mode(),
            MouseProtocolMode::None,
            "the mouse is the terminal's again"
        );
        assert_eq!(screen.mouse_protocol_encoding(), MouseProtocolEncoding::Default);
        assert_eq!(
            format!("{:?}", self.master.get_termios()),
            self.found,
            "the line discipline is the old one"
        );
    }
}

/// A studio with one client, closed.
fn studio() -> (TempDir, PathBuf) {
    let studio = Studio::new();
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("studio.db");
    studio.store.stop();
    std::fs::copy(studio.path(), &path).unwrap();
    (dir, path)
}

fn drafts(path: &Path) -> Vec<String> {
    let store = Store::open(OpenOptions::new(path)).unwrap();
    let actor = store.sign_in(None, "test").unwrap();
    match store.ask(&actor, Query::Drafts).unwrap() {
        Reply::Drafts(drafts) => drafts.into_iter().map(|draft| draft.label).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_starts_resizes_and_quits() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet");
    t.resize(60, 20);
    t.wait_for("No clients yet").send("nPriya\t9845012345\x13").wait_for("Added Priya");
    t.send("q");
    let (code, took) = t.end();
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(2), "{took:?}");
    t.is_as_found();
}

#[test]
fn it_stops_and_goes_on_as_the_shell_says() {
    let (_dir, path) = studio();
    let mut t = Terminal::shell(&path);
    t.wait_for("ready>").send("$program --db $db\r").wait_for("Clients").send("2").wait_for("No clients yet");
    t.send("nPriya\t9845012345\x13").wait_for("Added Priya").wait_for("became a client");
    for columns in [100, 70] {
        t.answers("\x1a", "Stopped").wait_for("ready>");
        t.is_as_found();
        assert!(!t.screen().contains("Priya"), "{}", t.screen());
        // Nobody tells a stopped program that its window is another one now.
        t.resize(columns, 24);
        t.send("fg\r").wait_for("SPENT").wait_for("? help");
        assert!(t.parser.screen().alternate_screen() && t.parser.screen().bracketed_paste());
        assert_eq!(t.parser.screen().mouse_protocol_mode(), MouseProtocolMode::PressRelease);
    }
    let screen = t.screen();
    assert!(!screen.contains('│') && screen.lines().count() == 24, "drawn for another window:\n{screen}");
    // With a form open; what was typed is there afterwards.
    t.send("nRahul").wait_for("Rahul");
    t.answers("\x03", "ready>");
    t.is_as_found();
    t.send("exit\r");
    assert_eq!(t.end().0, 0);
    assert_eq!(drafts(&path), ["New client · Rahul"]);
}

#[test]
fn the_mouse_is_listened_to_unless_it_is_let_be() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("No clients yet");
    let screen = t.parser.screen();
    assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::PressRelease);
    assert_eq!(screen.mouse_protocol_encoding(), MouseProtocolEncoding::Sgr);
    let x = screen.contents().lines().next().and_then(|line| line.find("1 Cal")).unwrap() + 1;
    t.send(&format!("\x1b[<0;{x};1M\x1b[<0;{x};1m")).wait_for("Nothing is booked").send("q");
    assert_eq!(t.end().0, 0);
    t.is_as_found();

    std::fs::create_dir_all(path.with_file_name("studiovault")).unwrap();
    std::fs::write(path.with_file_name("studiovault/config.toml"), "mouse = false\n").unwrap();
    let mut t = Terminal::start(&path);
    t.wait_for("No clients yet");
    assert_eq!(t.parser.screen().mouse_protocol_mode(), MouseProtocolMode::None);
    t.send("q");
    t.end();
}

#[test]
fn what_is_copied_reaches_the_clipboard_of_the_terminal() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet");
    t.send("nPriya\t9845012345\x13").wait_for("Added Priya");
    // "+919845012345"
    t.answers("y", "\x1b]52;c;KzkxOTg0NTAxMjM0NQ==\x07");
    t.send("q");
    assert_eq!(t.end().0, 0);
}

#[test]
fn a_terminal_is_told_how_far_a_long_look_is_and_a_program_is_not() {
    let (_dir, path) = studio();
    for (args, told, result) in
        [(&["doctor"][..], "integrity: ", "sound"), (&["audit", "verify"], "audit log: ", "entries verified")]
    {
        let mut t = Terminal::run(&path, args);
        t.wait_for(result);
        assert_eq!(t.end().0, 0);
        let raw = String::from_utf8_lossy(&t.raw).into_owned();
        assert!(raw.contains(told), "{raw}");
        assert!(!t.screen().contains("done"), "the line is gone:\n{}", t.screen());

        let mut t = Terminal::run(&path, &[args, &["--json"]].concat());
        t.wait_for("}");
        assert_eq!(t.end().0, 0);
        let raw = String::from_utf8_lossy(&t.raw).into_owned();
        assert!(!raw.contains(told) && !raw.contains('\x1b'), "{raw}");
    }
}

#[test]
fn nothing_is_asked_of_the_terminal() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet").send("q");
    t.end();
    let raw = String::from_utf8_lossy(&t.raw).into_owned();
    for question in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b]11;?", "\x1b[?2026$p", "\x1bP+q"] {
        assert!(!raw.contains(question), "{question:?} waits for an answer");
    }
    assert!(!raw.contains("\x1b[?2026h"), "this terminal is not known to take synchronized frames");
}

#[test]
fn every_signal_leaves_the_terminal_as_found_and_keeps_what_was_typed() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT] {
        let (_dir, path) = studio();
        let mut t = Terminal::start(&path);
        t.wait_for("Clients").send("2").wait_for("No clients yet").send("nPriya").wait_for("Priya");
        t.signal(signal);
        let (code, took) = t.end();
        assert_eq!(code, 0, "{signal:?}");
        assert!(took < Duration::from_secs(2), "{signal:?} took {took:?}");
        t.is_as_found();
        assert_eq!(drafts(&path), ["New client · Priya"], "{signal:?}");
    }
}

/// How a terminal with an open form may end.
#[derive(Clone, Copy, Debug)]
enum End {
    Signal(Signal),
    Fault,
    HangUp,
}

/// A database that does not exist yet, with the first question half answered.
fn onboarding(path: &Path) -> Terminal {
    let mut t = Terminal::start(path);
    t.wait_for("Welcome to StudioVault").send("Zenith\tMysuru").wait_for("Mysuru");
    t
}

#[test]
fn the_first_answers_survive_every_end() {
    use End::{Fault, HangUp, Signal as By};
    let signals = [Signal::TERM, Signal::HUP, Signal::INT, Signal::QUIT, Signal::KILL].map(By);
    for end in signals.into_iter().chain([Fault, HangUp]) {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("studio.db");
        let mut t = onboarding(&path);
        match end {
            By(Signal::KILL) => {
                t.wait_for_drafts(&path);
                t.signal(Signal::KILL);
                t.end();
            }
            By(signal) => {
                t.signal(signal);
                assert_eq!(t.end().0, 0, "{end:?}");
                t.is_as_found();
            }
            Fault => {
                t.send(&format!("\x1b[200~{}\x1b[201~", studiovault::session::PANIC_WORDS));
                assert_eq!(t.end().0, 1);
                t.is_as_found();
            }
            HangUp => t.hang_up(),
        }
        assert_eq!(drafts(&path), ["New studio"], "{end:?}");
        let mut t = Terminal::start(&path);
        t.wait_for("Your answers of last time").wait_for("Zenith").wait_for("Mysuru");
        t.send("\x03");
        assert_eq!(t.end().0, 0, "{end:?}");
        t.is_as_found();
    }
}

#[test]
fn a_fault_of_ours_leaves_the_terminal_as_found_and_keeps_what_was_typed() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet").send("nPriya").wait_for("Priya");
    t.send(&format!("\x1b[200~{}\x1b[201~", studiovault::session::PANIC_WORDS));
    assert_eq!(t.end().0, 1);
    t.is_as_found();
    t.wait_for("a fault of its own").wait_for("asked to fail");
    assert_eq!(drafts(&path), ["New client · Priya"]);
}

#[test]
fn what_was_typed_survives_a_kill() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet").send("nPriya").wait_for("Priya");
    t.wait_for_drafts(&path);
    t.signal(Signal::KILL);
    t.end();
    let mut t = Terminal::start(&path);
    t.wait_for("1 unfinished form: New client · Priya").send("\r").wait_for("New client").wait_for("Priya");
    t.send("\x03");
    assert_eq!(t.end().0, 0);
    t.is_as_found();
}

#[test]
fn a_terminal_that_hangs_up_ends_the_program() {
    let (_dir, path) = studio();
    let mut t = Terminal::start(&path);
    t.wait_for("Clients").send("2").wait_for("No clients yet").send("nPriya").wait_for("Priya");
    t.hang_up();
    assert_eq!(drafts(&path), ["New client · Priya"]);
}

#[test]
fn without_a_terminal_it_says_what_there_is_instead() {
    let (_dir, path) = studio();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_studiovault"))
        .args(["--db".as_ref(), path.with_file_name("none.db").as_os_str()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("needs a terminal") && error.contains("client list"), "{error}");
    assert!(!path.with_file_name("none.db").exists(), "a wrong call leaves no file behind");
}

/// A word that finds a record, the sign of its kind, what it is called, and the tab that it stands in.
type Findable = (String, &'static str, String, &'static str);

/// Something of every kind in a make-believe studio, and the last name of somebody who was billed for a project.
fn findable(path: &Path) -> (Vec<Findable>, String) {
    let store = Store::open(OpenOptions::new(path)).unwrap();
    let actor = store.sign_in(None, "test").unwrap();
    let first =
        |kind| store.ask(&actor, Query::List(kind, ListQuery { limit: 40, ..ListQuery::default() })).unwrap();
    let Reply::Clients(clients) = first(ListKind::Clients) else { panic!("no clients") };
    let Reply::Projects(projects) = first(ListKind::Projects) else { panic!("no projects") };
    let Reply::Invoices(invoices) = first(ListKind::Invoices) else { panic!("no invoices") };
    let Reply::Assets(assets) = first(ListKind::Assets) else { panic!("no assets") };
    let Reply::Packages(packages) = first(ListKind::Packages) else { panic!("no packages") };
    let client = &clients.rows[0];
    let digits: String = client.phone.chars().filter(char::is_ascii_digit).collect();
    let billed = invoices.rows.iter().find(|row| row.number.is_some() && row.kind == "booking").unwrap();
    let (number, family) = (billed.number.clone().unwrap(), billed.client.split(' ').next_back().unwrap());
    let asset = assets.rows.iter().find(|row| !row.serial.is_empty()).unwrap();
    let wanted = vec![
        (digits, "@ client", client.name.clone(), "\n Clients"),
        (projects.rows[0].title.clone(), "▣ project", projects.rows[0].title.clone(), "\n Projects"),
        (number.clone(), "# invoice", number, "\n Invoices"),
        (asset.serial.clone(), "◆ gear", asset.name.clone(), "\n Inventory"),
        (packages.rows[0].name.clone(), "▤ package", packages.rows[0].name.clone(), "\n Packages"),
    ];
    (wanted, family.to_owned())
}

#[test]
fn everything_is_found_from_everywhere_and_escape_leads_back() {
    let home = Home::new();
    assert_eq!(home.run(&["demo", "--seed-only"]).code, 0);
    let path = home.path().join("data/demo.db");
    let (wanted, family) = findable(&path);
    let mut t = Terminal::start(&path);
    t.wait_for("\n Clients").send("1").wait_for("\n Week");
    for (text, kind, name, tab) in &wanted {
        let head: String = name.chars().take(16).collect();
        t.send("\x0b").wait_for("Esc close").send(text).wait_for(kind);
        t.wait_for(&head).send("\r").wait_for(tab).wait_for(&head).send("\x1b").wait_for("\n Week");
    }
    // One word, every kind that it stands in, in one list.
    t.send("\x0b")
        .wait_for("Esc close")
        .send(&family)
        .wait_for("@ client")
        .wait_for("▣ project")
        .wait_for("# invoice");
    t.send("\x1b").wait_for("\n Week").send("q");
    assert_eq!(t.end().0, 0);
    t.is_as_found();
}
