//! A person at a terminal, in a test: a real store on a temporary file, a real application, a real session.
//!
//! ```ignore
//! let mut h = Harness::studio();
//! h.keys("2 n Priya <Tab> 9845012345 <C-s>");
//! h.wait_for("Saved");
//! h.sees("Priya");
//! ```
//!
//! Nothing sleeps: keys are handled at once, and waiting means taking what the store answers until the screen says
//! what was waited for. What fails prints the screen.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use studiovault::app::{App, Guesses, Setup};
use studiovault::domain::country::CountryCode;
use studiovault::domain::id::ProjectId;
use studiovault::domain::money::Currency;
use studiovault::input::{InputEvent, Key, KeyCode};
use studiovault::keymap::Keymap;
use studiovault::screens::TabId;
use studiovault::session::folders::Disk;
use studiovault::session::{Display, Session};
use studiovault::store::protocol::{Actor, BranchScope, Command, ListKind, Query, Reply, SetUp};
use studiovault::store::{OpenOptions, Port, Store};
use studiovault::theme::{ColourLevel, Palette, Theme};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// How long an answer may take before a test gives up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A screen in memory.
pub(crate) struct Screen {
    terminal: Terminal<TestBackend>,
    pub(crate) copied: Vec<String>,
}

impl Display for Screen {
    type Backend = TestBackend;
    fn terminal(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.terminal
    }
    fn resized(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(width, height);
    }
    fn copy(&mut self, text: &str) {
        self.copied.push(text.to_owned());
    }
    fn suspend(&mut self) -> bool {
        false
    }
    fn resumed(&mut self) {}
}

/// A database file that several harnesses can share.
#[derive(Clone)]
pub(crate) struct Studio {
    _dir: Arc<TempDir>,
    path: PathBuf,
    pub(crate) store: Store,
}

impl Studio {
    /// A file with nothing in it.
    pub(crate) fn empty() -> Self {
        let dir = Arc::new(TempDir::new().unwrap());
        let path = dir.path().join("studio.db");
        let store = Store::open(OpenOptions::new(&path)).unwrap();
        Self { _dir: dir, path, store }
    }

    /// A studio in Bengaluru, with Asha as its owner.
    pub(crate) fn new() -> Self {
        let studio = Self::empty();
        let answers = SetUp {
            organization: "Pixeldence".into(),
            branch: "Bengaluru".into(),
            country: CountryCode::from_code("IN").unwrap(),
            currency: Currency::from_code("INR").unwrap(),
            zone: "Asia/Kolkata".into(),
            owner: "Asha".into(),
        };
        studio.run(Command::SetUp(answers));
        studio
    }

    /// The same file, opened as another program does.
    pub(crate) fn elsewhere(&self) -> Self {
        Self { store: Store::open(OpenOptions::new(&self.path)).unwrap(), ..self.clone() }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn actor(&self) -> Actor {
        self.store.sign_in(None, "test").unwrap()
    }

    /// The only project that there is.
    pub(crate) fn only_project(&self) -> ProjectId {
        let text = String::new();
        let query = Query::References { kind: ListKind::Projects, scope: BranchScope::All, text };
        match self.store.ask(&self.actor(), query) {
            Ok(Reply::References(hits)) if hits.len() == 1 => hits[0].id.as_str().into(),
            other => panic!("one project, not {other:?}"),
        }
    }

    /// Somebody with a role, whose address is `name@x.in`; another program wrote the row.
    pub(crate) fn hire(&self, name: &str, role: &str) {
        let sql = format!(
            "INSERT INTO users (id, org_id, branch_id, email, roles_json, status, name)
             SELECT 'usr_{name}', org_id, id, '{name}@x.in', '[\"{role}\"]', 'active', '{name}' FROM branches"
        );
        crate::store::sqlite3(&self.path, &sql).unwrap();
    }

    /// Writes as the first owner.
    pub(crate) fn run(&self, command: Command) {
        self.store.run(&self.actor(), command).unwrap();
    }
}

/// A person at a terminal.
pub(crate) struct Harness {
    runtime: Runtime,
    session: Session<Screen, Port>,
    pub(crate) studio: Studio,
}

impl Harness {
    /// At the clients of a studio that has none, on a screen of 120×36.
    pub(crate) fn studio() -> Self {
        Self::at(&Studio::new(), TabId::Clients, (120, 36))
    }

    /// At a tab of a studio.
    pub(crate) fn at(studio: &Studio, tab: TabId, size: (u16, u16)) -> Self {
        Self::of(studio, None, (tab, size))
    }

    /// The same as somebody else than the owner, who is named by e-mail address.
    pub(crate) fn of(studio: &Studio, email: Option<&str>, (tab, size): (TabId, (u16, u16))) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let actor = studio.store.sign_in(email, "tui").unwrap();
        let app = App::new(Setup {
            size,
            theme: Theme::new(Palette::Dark, ColourLevel::Ansi256),
            keymap: Keymap::default(),
            seed: Uuid::now_v7().as_u128(),
            guesses: Guesses {
                country: CountryCode::from_code("IN"),
                zone: Some("Asia/Kolkata".into()),
                owner: String::new(),
            },
            start_tab: tab,
            grouping: None,
        });
        let terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        let screen = Screen { terminal, copied: Vec::new() };
        let port = studio.store.port(actor);
        let session =
            runtime.block_on(async { Session::new(app, screen, port).with_disk(Disk::Own { home: None }) });
        let mut h = Self { runtime, session, studio: studio.clone() };
        h.runtime.block_on(h.session.start());
        h.settle();
        h
    }

    /// Presses keys: words are typed as they are, blanks between them are not; `<Enter> <Esc> <Tab> <S-Tab> <BS>
    /// <Space> <Up> <Down> <Left> <Right> <PgUp> <PgDn> <Home> <End> <Del> <F1> <C-x>` are keys.
    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for word in script.split_whitespace() {
            for key in keys_of(word) {
                self.input(InputEvent::Key(key));
            }
        }
        self.settle();
        self
    }

    /// Types a text with its blanks.
    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.input(InputEvent::Key(Key::char(c)));
        }
        self.settle();
        self
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.input(InputEvent::Paste(text.to_owned()));
        self.settle();
        self
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.input(InputEvent::Resize { width, height });
        self.settle();
        self
    }

    fn input(&mut self, event: InputEvent) {
        let session = &mut self.session;
        self.runtime.block_on(async {
            session.input(event);
            session.step();
        });
    }

    /// Takes answers until nothing is on its way that would change the screen.
    pub(crate) fn settle(&mut self) {
        let session = &mut self.session;
        self.runtime.block_on(async {
            session.step();
            while session.is_waiting() {
                let answered = tokio::time::timeout(PATIENCE, session.wait()).await;
                assert!(answered.is_ok(), "the store does not answer:\n{}", screen_of(session));
            }
        });
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) -> &mut Self {
        self.wait_until(|screen| screen.contains(text));
        self.sees(text)
    }

    /// Waits until the screen no longer shows a text.
    #[track_caller]
    pub(crate) fn wait_until_gone(&mut self, text: &str) -> &mut Self {
        self.wait_until(|screen| !screen.contains(text));
        self.sees_no(text)
    }

    fn wait_until(&mut self, is_so: impl Fn(&str) -> bool) {
        let session = &mut self.session;
        self.runtime.block_on(async {
            session.step();
            while !is_so(&screen_of(session)) {
                if tokio::time::timeout(PATIENCE, session.wait()).await.is_err() {
                    break;
                }
            }
        });
    }

    /// Fails, with the screen, unless it shows a text.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "the screen does not show {text:?}:\n{screen}");
        self
    }

    /// Fails, with the screen, if it shows a text.
    #[track_caller]
    pub(crate) fn sees_no(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(text), "the screen shows {text:?}:\n{screen}");
        self
    }

    /// The screen as text.
    pub(crate) fn screen(&mut self) -> String {
        screen_of(&mut self.session)
    }

    pub(crate) fn copied(&mut self) -> Vec<String> {
        self.session.display().copied.clone()
    }

    /// Lets everything that is due within so long happen.
    pub(crate) fn pass(&mut self, time: Duration) -> &mut Self {
        let session = &mut self.session;
        self.runtime.block_on(async {
            session.fire(tokio::time::Instant::now() + time);
            session.step();
        });
        self.settle();
        self
    }

    /// Whether the person has left.
    pub(crate) fn has_quit(&self) -> bool {
        self.session.ended().is_some()
    }

    /// Stops in good order: drafts kept, writes on the disk.
    pub(crate) fn stop(mut self) -> Studio {
        let session = &mut self.session;
        self.runtime.block_on(session.stop());
        self.studio
    }
}

fn screen_of(session: &mut Session<Screen, Port>) -> String {
    text_of(session.display().terminal().backend().buffer())
}

/// What a person reads.
pub(crate) fn text_of(buffer: &ratatui::buffer::Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut line = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(unicode_width::UnicodeWidthStr::width(symbol)).unwrap_or(1).max(1);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

pub(crate) fn keys_of(word: &str) -> Vec<Key> {
    let Some(name) = word.strip_prefix('<').and_then(|w| w.strip_suffix('>')) else {
        return word.chars().map(Key::char).collect();
    };
    let plain = Key::plain;
    let key = match name {
        "Enter" => plain(KeyCode::Enter),
        "Esc" => plain(KeyCode::Esc),
        "Tab" => plain(KeyCode::Tab),
        "S-Tab" => plain(KeyCode::BackTab),
        "BS" => plain(KeyCode::Backspace),
        "Space" => Key::char(' '),
        "Up" => plain(KeyCode::Up),
        "Down" => plain(KeyCode::Down),
        "Left" => plain(KeyCode::Left),
        "Right" => plain(KeyCode::Right),
        "PgUp" => plain(KeyCode::PageUp),
        "PgDn" => plain(KeyCode::PageDown),
        "Home" => plain(KeyCode::Home),
        "End" => plain(KeyCode::End),
        "Del" => plain(KeyCode::Delete),
        name if name.strip_prefix('F').is_some_and(|n| n.parse::<u8>().is_ok()) => {
            plain(KeyCode::F(name[1..].parse().unwrap_or(1)))
        }
        _ => match name.strip_prefix("C-").and_then(|c| c.chars().next()) {
            Some(c) => Key::ctrl(c),
            None => panic!("no key is called {word}"),
        },
    };
    vec![key]
}
