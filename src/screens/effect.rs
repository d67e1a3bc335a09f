//! What an application asks of the world, as data.

use crate::domain::id::DraftId;
use crate::screens::imports::job::Work;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{Command, FormDraft, Query};
use std::time::Duration;

/// The places for answers: of two queries of one slot only the later one is answered.
pub mod slots {
    use crate::store::port::Slot;

    /// The organization, its branches, who I am. Asked after the lists: their rows take longer to read.
    pub const WORKSPACE: Slot = Slot(100);
    /// Forms that were never saved.
    pub const DRAFTS: Slot = Slot(101);
    /// Duplicates of the client being typed.
    pub const DUPLICATES: Slot = Slot(2);
    /// Tags while they are typed.
    pub const TAGS: Slot = Slot(3);
    /// What a picker looks for.
    pub const REFERENCES: Slot = Slot(4);
    /// What a merge would do.
    pub const MERGE: Slot = Slot(5);
    /// The history of a record.
    pub const HISTORY: Slot = Slot(6);
    /// The client that a form is opened for.
    pub const SUBJECT: Slot = Slot(7);

    /// The messages of a project.
    pub const THREAD: Slot = Slot(9);

    /// What a scan of a folder would change.
    pub const SCAN: Slot = Slot(10);

    /// What a search of everything finds.
    pub const FIND: Slot = Slot(8);
    /// What a serial number belongs to, and what a list to tick looks for.
    pub const CUSTODY: Slot = Slot(110);
    /// How much is overdue.
    pub const OVERDUE: Slot = Slot(111);
    /// What was imported.
    pub const IMPORTS: Slot = Slot(11);
    /// What stands in the way of the booking being typed.
    pub const OBSTACLES: Slot = Slot(102);
    /// What could be taken instead of a piece of a proposal.
    pub const STAND_INS: Slot = Slot(104);
    /// What a booking could take.
    pub const PROPOSAL: Slot = Slot(103);

    /// Times at which everything is free.
    pub const FREE: Slot = Slot(90);
    /// What needs a replacement.
    pub const TROUBLED: Slot = Slot(91);
    /// What could stand in.
    pub const ALTERNATIVES: Slot = Slot(92);

    /// The detail of a card on the board.
    pub const BOARD_DETAIL: Slot = Slot(199);
    /// A column of the board.
    #[must_use]
    pub const fn column(place: u16) -> Slot {
        Slot(200 + place)
    }
    /// The days of the calendar.
    pub const CALENDAR: Slot = Slot(230);
    /// Rows of the timeline.
    pub const TIMELINE: Slot = Slot(231);
    /// The selected block of the timeline.
    pub const TIMELINE_BLOCK: Slot = Slot(232);
    /// What is in the way of a block that is carried.
    pub const IN_THE_WAY: Slot = Slot(233);
    /// A block that is carried, as it is by now.
    pub const CARRIED: Slot = Slot(234);
    /// Whether an answer is for the calendar, in any of its shapes.
    #[must_use]
    pub const fn is_calendar(slot: Slot) -> bool {
        slot.0 >= CALENDAR.0 && slot.0 <= CARRIED.0
    }
    /// Whether an answer is for the board.
    #[must_use]
    pub const fn is_board(slot: Slot) -> bool {
        slot.0 >= BOARD_DETAIL.0 && slot.0 < 220
    }

    /// The list of a tab.
    #[must_use]
    pub const fn list(tab: u16) -> Slot {
        Slot(16 + 2 * tab)
    }
    /// The detail of a tab.
    #[must_use]
    pub const fn detail(tab: u16) -> Slot {
        Slot(17 + 2 * tab)
    }
}

/// What comes back after a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The toast of this number has been read.
    Toast(u64),
}

/// Why a folder was not looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// What happened.
    pub what: String,
    /// What was kept and what to do next.
    pub hint: String,
}

/// Something for the world to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the store.
    Query {
        /// Where the answer goes.
        slot: Slot,
        /// Which question.
        ticket: Ticket,
        /// The question.
        query: Query,
    },
    /// Write to the store.
    Apply {
        /// Which write.
        ticket: Ticket,
        /// The write.
        command: Box<Command>,
    },
    /// Keep what an open form holds; the latest state of a form wins, a little after its last change.
    KeepDraft(Box<FormDraft>),
    /// Forget a form's draft.
    DropDraft(DraftId),
    /// Put a text on the clipboard.
    Copy(String),
    /// Look through a folder of the person's machine.
    Look {
        /// Which walk.
        ticket: Ticket,
        /// The folder.
        path: String,
    },
    /// Stop looking through it.
    StopLooking,
    /// Make a file of the person's machine; none that is there is written over.
    WriteFile {
        /// Which write.
        ticket: Ticket,
        /// Where, as typed.
        path: String,
        /// What stands in it.
        text: String,
    },
    /// Send [`Timer`] back after a while.
    After(Duration, Timer),
    /// Do slow work with a file or an import; [`News`](crate::screens::imports::job::News) come of it.
    Import {
        /// Which work.
        ticket: Ticket,
        /// The work.
        work: Box<Work>,
    },
    /// Stop that work in good order: what is written stays.
    StopImport,
    /// Paint everything again, from nothing.
    Redraw,
    /// Stop the program until it is continued.
    Suspend,
    /// Leave.
    Quit,
}

/// Collects effects, and numbers questions and writes.
#[derive(Debug, Default)]
pub struct Out {
    effects: Vec<Effect>,
    last: u64,
}

impl Out {
    fn ticket(&mut self) -> Ticket {
        self.last += 1;
        Ticket(self.last)
    }

    /// Asks the store.
    pub fn query(&mut self, slot: Slot, query: Query) -> Ticket {
        let ticket = self.ticket();
        self.effects.push(Effect::Query { slot, ticket, query });
        ticket
    }

    /// Writes to the store.
    pub fn apply(&mut self, command: Command) -> Ticket {
        let ticket = self.ticket();
        self.effects.push(Effect::Apply { ticket, command: Box::new(command) });
        ticket
    }

    /// Makes a file.
    pub fn write_file(&mut self, path: String, text: String) -> Ticket {
        let ticket = self.ticket();
        self.effects.push(Effect::WriteFile { ticket, path, text });
        ticket
    }

    /// Looks through a folder.
    pub fn look(&mut self, path: &str) -> Ticket {
        let ticket = self.ticket();
        self.effects.push(Effect::Look { ticket, path: path.to_owned() });
        ticket
    }

    /// Asks for slow work.
    pub fn import(&mut self, work: Work) -> Ticket {
        let ticket = self.ticket();
        self.effects.push(Effect::Import { ticket, work: Box::new(work) });
        ticket
    }

    /// Anything else.
    pub fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// What was collected since the last time.
    pub fn take(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}
