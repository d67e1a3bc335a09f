//! The only glue between an [`App`] and the world: it drains what has happened, runs what the app asks for, and draws
//! at most once per drained queue.
//!
//! Nothing here ticks. A session sleeps until the store answers, a key comes, something is due, or it is told to stop.

mod desk;
pub mod feeds;
mod files;
pub mod folders;
pub mod import;

use crate::app::{App, Msg};
use crate::input::{InputEvent, Mouse, MouseKind};
use crate::screens::effect::{Effect, Timer};
use crate::store::port::{Slot, StoreEvent, Ticket};
use crate::store::protocol::{Actor, Command, FormDraft, PageFrom, Query, StoreError};
use crate::store::{Port, Store};
use desk::Desk;
use feeds::Keeper;
use files::Files;
use folders::{Disk, Folders, Seen};
use jiff::{Timestamp, ZonedDateTime};
use ratatui::Terminal;
use ratatui::backend::Backend;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// How long after the last keystroke a form is kept.
pub const DRAFT_DELAY: Duration = Duration::from_millis(700);
/// Two clicks in such a time are one double click: the usual time of desktops.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);
/// How long an answer may take before what is on screen is dimmed.
pub const LATE: Duration = Duration::from_millis(100);
/// How long the first frame waits for its rows.
pub const FIRST_FRAME: Duration = Duration::from_millis(25);
/// How long a stop waits for accepted writes.
const LAST_WRITES: Duration = Duration::from_secs(5);
/// What a test pastes to see a fault of ours from outside. Debug builds only.
#[cfg(debug_assertions)]
pub const PANIC_WORDS: &str = "StudioVault, fail here and now.";
/// Events handled before a frame is drawn in between.
const DRAIN: usize = 512;
/// Tickets of the session's own writes, apart from those of the app.
const OWN: u64 = 1 << 63;

/// What a session needs of a store. A test brings a fake one.
pub trait Door {
    /// Asks.
    fn query(&self, slot: Slot, ticket: Ticket, query: Query);
    /// Writes.
    fn apply(&self, ticket: Ticket, command: Command);
    /// The next event, when there is one.
    fn next(&self) -> impl Future<Output = StoreEvent>;
    /// The next event, if it is there already.
    fn take(&self) -> Option<StoreEvent>;
    /// The store behind it with who works, for slow work that takes many writes.
    fn behind(&self) -> Option<(Store, Actor)>;
}

impl Door for Port {
    fn query(&self, slot: Slot, ticket: Ticket, query: Query) {
        Self::query(self, slot, ticket, query);
    }
    fn apply(&self, ticket: Ticket, command: Command) {
        Self::apply(self, ticket, command);
    }
    fn next(&self) -> impl Future<Output = StoreEvent> {
        Self::next(self)
    }
    fn take(&self) -> Option<StoreEvent> {
        Self::take(self)
    }
    fn behind(&self) -> Option<(Store, Actor)> {
        Some((self.store().clone(), self.actor()))
    }
}

/// Where a session is seen.
pub trait Display {
    /// What it draws with.
    type Backend: Backend;
    /// The terminal.
    fn terminal(&mut self) -> &mut Terminal<Self::Backend>;
    /// The person's terminal has another size.
    fn resized(&mut self, width: u16, height: u16);
    /// Puts a text on the person's clipboard.
    fn copy(&mut self, text: &str);
    /// Gives the terminal back, stops until somebody continues the program, takes it again. `false` when there is
    /// nobody who could.
    fn suspend(&mut self) -> bool;
    /// Somebody else stopped and continued the program: the terminal may be in any state.
    fn resumed(&mut self);
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Quit,
    /// The terminal is gone.
    Closed,
    /// The host was told to stop.
    Stopped,
}

/// What the host tells a running session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Stop in good order.
    Stop,
    /// The terminal has this size now.
    Size(u16, u16),
    /// Suspend, as if the person had asked.
    Suspend,
    /// The program was stopped and goes on: another one may have used the terminal.
    Continued,
}

/// A person at a terminal.
pub struct Session<D: Display, S: Door> {
    app: App,
    display: D,
    door: S,
    queries: BTreeMap<Slot, (Ticket, Query)>,
    waiting: BTreeMap<Slot, (Ticket, Instant)>,
    writes: BTreeSet<u64>,
    drafts: BTreeMap<String, (FormDraft, Instant)>,
    /// Drafts on their way to the disk: one that finds the store busy is tried again.
    keeping: BTreeMap<u64, FormDraft>,
    timers: Vec<(Instant, Timer)>,
    desk: Desk,
    minute: Instant,
    clicked: Clicks,
    folders: Folders,
    files: Files,
    feeds: Keeper,
    /// Whether files of this machine are the person's to name.
    own_disk: bool,
    own: u64,
    dirty: bool,
    ended: Option<Ended>,
}

impl<D: Display, S: Door> Session<D, S> {
    /// A session of an app that has not asked anything yet.
    pub fn new(app: App, display: D, door: S) -> Self {
        Self {
            app,
            display,
            door,
            queries: BTreeMap::new(),
            waiting: BTreeMap::new(),
            writes: BTreeSet::new(),
            drafts: BTreeMap::new(),
            keeping: BTreeMap::new(),
            timers: Vec::new(),
            desk: Desk::new(),
            minute: Instant::now(),
            clicked: Clicks::default(),
            folders: Folders::new(Disk::default()),
            files: Files::new(Disk::default()),
            feeds: Keeper::default(),
            own_disk: false,
            own: OWN,
            dirty: true,
            ended: None,
        }
    }

    /// The same for somebody who may look at folders and name files of this machine.
    #[must_use]
    pub fn with_disk(mut self, disk: Disk) -> Self {
        self.desk.allow(disk.clone());
        let own_disk = matches!(disk, Disk::Own { .. });
        Self { folders: Folders::new(disk.clone()), files: Files::new(disk), own_disk, ..self }
    }

    /// The application.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Where it is seen.
    pub const fn display(&mut self) -> &mut D {
        &mut self.display
    }

    /// Runs, once it was started, until the person leaves, the terminal goes, or a signal says stop. Afterwards
    /// drafts are kept and accepted writes are on the disk.
    pub async fn run(
        &mut self,
        input: &mut mpsc::Receiver<InputEvent>,
        signals: &mut mpsc::Receiver<Signal>,
    ) -> Ended {
        loop {
            self.drain(input, signals);
            if let Some(ended) = self.ended {
                self.stop().await;
                return ended;
            }
            self.paint();
            self.ask();
            if self.ended.is_some() {
                continue;
            }
            let due = self.due();
            tokio::select! {
                biased;
                signal = signals.recv() => self.signal(signal.unwrap_or(Signal::Stop)),
                event = self.door.next() => self.store(event),
                seen = self.folders.next() => self.seen(seen),
                (ticket, result) = self.files.next() => self.tell(Msg::FileWritten { ticket, result }),
                event = input.recv() => self.input(event.unwrap_or(InputEvent::Closed)),
                (ticket, news) = self.desk.next() => self.tell(Msg::Import { ticket, news }),
                () = sleep_until(due) => {}
            }
        }
    }

    /// Asks the first questions, gives the answers a moment so that the first frame is a full one, and draws it.
    pub async fn start(&mut self) {
        self.clock();
        let effects = self.app.start();
        self.run_effects(effects);
        self.ask();
        let until = Instant::now() + FIRST_FRAME;
        while self.app.is_loading() && self.ended.is_none() {
            tokio::select! {
                biased;
                event = self.door.next() => self.store(event),
                () = sleep_until(until) => break,
            }
            while let Some(event) = self.door.take() {
                self.store(event);
            }
            tracing::debug!(loading = self.app.is_loading(), "answers for the first frame");
            self.ask_some(|query| !is_further_page(query));
        }
        self.paint();
        tracing::debug!("the first frame is drawn");
        let effects = self.app.first_frame_drawn();
        self.run_effects(effects);
        self.ask();
    }

    /// Handles everything that is there, and asks what came of it.
    fn drain(&mut self, input: &mut mpsc::Receiver<InputEvent>, signals: &mut mpsc::Receiver<Signal>) {
        let mut left = DRAIN;
        while left > 0 && self.ended.is_none() {
            left -= 1;
            if let Ok(signal) = signals.try_recv() {
                self.signal(signal);
            } else if let Some(event) = self.door.take() {
                self.store(event);
            } else if let Some(seen) = self.folders.take() {
                self.seen(seen);
            } else if let Some((ticket, result)) = self.files.take() {
                self.tell(Msg::FileWritten { ticket, result });
            } else if let Ok(event) = input.try_recv() {
                self.input(event);
            } else if let Some((ticket, news)) = self.desk.take() {
                self.tell(Msg::Import { ticket, news });
            } else {
                break;
            }
        }
        self.fire(Instant::now());
        self.ask_lists();
    }

    /// Takes what the store has answered so far; says whether there was anything. For tests, which step by hand.
    pub fn step(&mut self) -> bool {
        let mut any = false;
        while let Some(event) = self.door.take() {
            self.store(event);
            any = true;
        }
        while let Some(seen) = self.folders.take() {
            self.seen(seen);
            any = true;
        }
        while let Some((ticket, result)) = self.files.take() {
            self.tell(Msg::FileWritten { ticket, result });
            any = true;
        }
        while let Some((ticket, news)) = self.desk.take() {
            self.tell(Msg::Import { ticket, news });
            any = true;
        }
        self.fire(Instant::now());
        self.ask();
        self.paint();
        any
    }

    /// Whether an answer is on its way.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
            || !self.writes.is_empty()
            || self.folders.is_walking()
            || self.files.is_writing()
    }

    /// Why the session is over, if it is.
    pub const fn ended(&self) -> Option<Ended> {
        self.ended
    }

    /// Waits for the next event of the store, or news of slow work, and takes it.
    pub async fn wait(&mut self) {
        tokio::select! {
            biased;
            event = self.door.next() => self.store(event),
            seen = self.folders.next() => self.seen(seen),
            (ticket, result) = self.files.next() => self.tell(Msg::FileWritten { ticket, result }),
            (ticket, news) = self.desk.next() => self.tell(Msg::Import { ticket, news }),
        }
        self.step();
    }

    /// What the terminal sent.
    ///
    /// # Panics
    /// In debug builds, when `PANIC_WORDS` are pasted: what a fault of ours leaves behind has to be tried.
    pub fn input(&mut self, event: InputEvent) {
        let event = self.clicked.counted(event, Instant::now());
        #[cfg(debug_assertions)]
        if matches!(&event, InputEvent::Paste(text) if text == PANIC_WORDS) {
            panic!("asked to fail");
        }
        match &event {
            InputEvent::Closed => self.ended = Some(Ended::Closed),
            InputEvent::Resize { width, height } => self.display.resized(*width, *height),
            InputEvent::Key(_) | InputEvent::Paste(_) | InputEvent::Mouse(_) => {}
        }
        self.tell(Msg::Input(event));
    }

    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Stop => self.ended = Some(Ended::Stopped),
            Signal::Size(width, height) => self.input(InputEvent::Resize { width, height }),
            Signal::Suspend => self.run_effects(vec![Effect::Suspend]),
            Signal::Continued => {
                self.display.resumed();
                self.resumed();
            }
        }
    }

    /// The program goes on: it is later, and the window may be another one, which nobody tells a stopped program.
    fn resumed(&mut self) {
        self.clock();
        if let Ok(size) = self.display.terminal().size() {
            self.input(InputEvent::Resize { width: size.width, height: size.height });
        }
        self.repaint();
    }

    fn store(&mut self, event: StoreEvent) {
        match event {
            StoreEvent::Reply { slot, ticket, result } => {
                if self.waiting.get(&slot).is_some_and(|(waited, _)| *waited == ticket) {
                    self.waiting.remove(&slot);
                }
                self.tell(Msg::Reply { slot, ticket, result });
            }
            StoreEvent::Applied { ticket, result } => {
                self.writes.remove(&ticket.0);
                if ticket.0 < OWN {
                    return self.tell(Msg::Applied { ticket, result });
                }
                let draft = self.keeping.remove(&ticket.0);
                if let Err(error) = result {
                    tracing::warn!(%error, "a draft was not kept");
                    // A newer state of the form, if there is one, is the one to keep.
                    if let Some(draft) = draft.filter(|_| error == StoreError::Busy) {
                        let due = Instant::now() + DRAFT_DELAY;
                        self.drafts.entry(draft.id.to_string()).or_insert((draft, due));
                    }
                }
            }
            StoreEvent::Changed(change) => {
                if self.own_disk {
                    self.feeds.note(&change);
                }
                self.tell(Msg::Changed(change));
            }
        }
    }

    fn seen(&mut self, seen: Seen) {
        self.tell(match seen {
            Seen::Far(ticket, files) => Msg::Looking { ticket, files },
            Seen::Done(ticket, result) => Msg::Looked { ticket, result },
        });
    }

    fn tell(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.dirty = true;
        self.run_effects(effects);
    }

    fn run_effects(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Query { slot, ticket, query } => {
                    self.queries.insert(slot, (ticket, query));
                }
                Effect::Apply { ticket, command } => {
                    self.writes.insert(ticket.0);
                    self.door.apply(ticket, *command);
                }
                Effect::KeepDraft(draft) => {
                    let due = Instant::now() + DRAFT_DELAY;
                    self.drafts.insert(draft.id.to_string(), (*draft, due));
                }
                Effect::DropDraft(id) => {
                    self.drafts.remove(id.as_str());
                    self.keeping.retain(|_, draft| draft.id != id);
                    self.apply_own(Command::DropDraft(id));
                }
                Effect::Copy(text) => self.display.copy(&text),
                Effect::After(delay, timer) => {
                    self.timers.retain(|(_, t)| *t != timer);
                    self.timers.push((Instant::now() + delay, timer));
                }
                Effect::Look { ticket, path } => self.folders.look(ticket, path),
                Effect::StopLooking => self.folders.stop(),
                Effect::WriteFile { ticket, path, text } => {
                    if let Some((ticket, result)) = self.files.write(ticket, path, text) {
                        self.tell(Msg::FileWritten { ticket, result });
                    }
                }
                Effect::Import { ticket, work } => match self.door.behind() {
                    Some(behind) => self.desk.begin(ticket, *work, behind),
                    None => self.tell(Msg::Import { ticket, news: desk::nobody() }),
                },
                Effect::StopImport => self.desk.stop(),
                Effect::Redraw => self.repaint(),
                Effect::Suspend => {
                    self.flush_drafts();
                    if self.display.suspend() {
                        self.resumed();
                    } else {
                        self.tell(Msg::CannotSuspend);
                    }
                }
                Effect::Quit => self.ended = Some(Ended::Quit),
            }
        }
    }

    fn apply_own(&mut self, command: Command) {
        self.own += 1;
        self.writes.insert(self.own);
        self.door.apply(Ticket(self.own), command);
    }

    /// Sends the questions that were collected: of each slot the last one, and further pages last.
    fn ask(&mut self) {
        self.ask_some(|query| !is_further_page(query));
        self.ask_some(|_| true);
    }

    /// Sends those that the next frame is waiting for: pages of lists, and hits. What stands beside them can wait until the
    /// frame is drawn; a second thread at work would only delay it.
    fn ask_lists(&mut self) {
        self.ask_some(|query| {
            matches!(query, Query::List(..) | Query::Around(..) | Query::Find { .. })
                && !is_further_page(query)
        });
    }

    fn ask_some(&mut self, which: impl Fn(&Query) -> bool) {
        let now = Instant::now();
        let chosen: Vec<Slot> =
            self.queries.iter().filter(|(_, (_, q))| which(q)).map(|(slot, _)| *slot).collect();
        for slot in chosen {
            if let Some((ticket, query)) = self.queries.remove(&slot) {
                self.waiting.insert(slot, (ticket, now));
                self.door.query(slot, ticket, query);
            }
        }
    }

    /// Does what is due at this time.
    pub fn fire(&mut self, now: Instant) {
        if now >= self.minute {
            self.clock();
        }
        self.feeds.fire(now, || self.door.behind());
        let late: Vec<(Slot, Ticket)> = self
            .waiting
            .iter()
            .filter(|(_, (_, since))| now >= *since + LATE)
            .map(|(slot, (ticket, _))| (*slot, *ticket))
            .collect();
        for (slot, ticket) in late {
            self.waiting.remove(&slot);
            self.tell(Msg::Late { slot, ticket });
        }
        let due: Vec<Timer> =
            self.timers.iter().filter(|(at, _)| now >= *at).map(|(_, timer)| *timer).collect();
        self.timers.retain(|(at, _)| now < *at);
        for timer in due {
            self.tell(Msg::Timer(timer));
        }
        let ripe: Vec<String> =
            self.drafts.iter().filter(|(_, (_, at))| now >= *at).map(|(id, _)| id.clone()).collect();
        for id in ripe {
            if let Some((draft, _)) = self.drafts.remove(&id) {
                self.keep(draft);
            }
        }
    }

    fn keep(&mut self, draft: FormDraft) {
        let draft = FormDraft { saved_at: Timestamp::now(), ..draft };
        self.keeping.insert(self.own + 1, draft.clone());
        self.apply_own(Command::SaveDraft(draft));
    }

    /// Keeps every open form's draft at once.
    pub fn flush_drafts(&mut self) {
        for (_, (draft, _)) in std::mem::take(&mut self.drafts) {
            self.keep(draft);
        }
    }

    /// Tells the time, and when to tell it next.
    fn clock(&mut self) {
        let now = ZonedDateTime::now();
        let seconds = 60 - u64::try_from(now.second()).unwrap_or(0).min(59);
        self.minute = Instant::now() + Duration::from_secs(seconds);
        self.tell(Msg::Clock(now));
    }

    fn due(&self) -> Instant {
        let late = self.waiting.values().map(|(_, since)| *since + LATE);
        let timers = self.timers.iter().map(|(at, _)| *at);
        let drafts = self.drafts.values().map(|(_, at)| *at);
        late.chain(timers).chain(drafts).chain(self.feeds.due()).fold(self.minute, Instant::min)
    }

    fn repaint(&mut self) {
        if let Err(error) = self.display.terminal().clear() {
            tracing::info!(%error, "the terminal is gone");
            self.ended = Some(Ended::Closed);
        }
        self.dirty = true;
    }

    /// Draws a frame if anything has happened since the last one.
    pub fn paint(&mut self) {
        if !std::mem::take(&mut self.dirty) {
            return;
        }
        let app = &self.app;
        if let Err(error) = self.display.terminal().draw(|frame| app.view(frame)) {
            tracing::info!(%error, "the terminal is gone");
            self.ended = Some(Ended::Closed);
        }
    }

    /// Keeps the drafts and waits until every accepted write is answered.
    pub async fn stop(&mut self) {
        self.folders.stop();
        self.flush_drafts();
        let until = Instant::now() + LAST_WRITES;
        self.desk.close(until).await;
        while !self.writes.is_empty() {
            tokio::select! {
                biased;
                event = self.door.next() => {
                    if let StoreEvent::Applied { ticket, .. } = event {
                        self.writes.remove(&ticket.0);
                    }
                }
                () = sleep_until(until) => {
                    tracing::warn!(writes = self.writes.len(), "left without an answer to the last writes");
                    break;
                }
            }
        }
    }
}

/// Tells two clicks from a double click: terminals report only clicks.
#[derive(Debug, Default)]
struct Clicks {
    last: Option<(Instant, Mouse)>,
}

impl Clicks {
    fn counted(&mut self, event: InputEvent, now: Instant) -> InputEvent {
        let InputEvent::Mouse(mouse) = event else { return event };
        let last = self.last.take();
        if mouse.kind != MouseKind::Click {
            return event;
        }
        if last.is_some_and(|(at, first)| first == mouse && now.duration_since(at) <= DOUBLE_CLICK) {
            return InputEvent::Mouse(Mouse { kind: MouseKind::DoubleClick, ..mouse });
        }
        self.last = Some((now, mouse));
        event
    }
}

/// Whether a question reads rows beyond those on screen.
const fn is_further_page(query: &Query) -> bool {
    matches!(query, Query::List(_, list) if matches!(list.from, PageFrom::After(_) | PageFrom::Before(_)))
}
