//! Imports over the tabs: opening them, handing their work to the session, and the news back to them.

use super::App;
use super::layers::Layer;
use crate::domain::id::ImportId;
use crate::screens::clients;
use crate::screens::effect::{Effect, slots};
use crate::screens::imports::bring::Bring;
use crate::screens::imports::job::News;
use crate::screens::imports::list::{self, Imports};
use crate::screens::imports::{Room, RoomEvent};
use crate::store::port::Ticket;
use crate::store::protocol::{BranchScope, Query, Reply, StoreError};

impl App {
    /// Asks for a file of clients.
    pub(super) fn open_import(&mut self) {
        let shown = self.shown_branch().map(|b| b.id.clone());
        let home = clients::home_branch(&self.ctx(), shown.as_ref());
        let branches = self.ready().map(|w| w.branches.clone()).unwrap_or_default();
        if let Some(branch) = branches.iter().find(|b| Some(&b.id) == home.as_ref()).cloned() {
            self.layers.push(Layer::Import(Box::new(Bring::new(branch, branches))));
        }
    }

    /// Shows what was imported; of `first` it is asked at once whether it shall be taken back.
    pub(super) fn open_imports(&mut self, first: Option<ImportId>) {
        let mut room = Imports::new(first);
        self.read_imports(&mut room);
        self.layers.push(Layer::Import(Box::new(room)));
    }

    fn read_imports(&mut self, room: &mut dyn Room) {
        let query = Query::Imports { scope: BranchScope::All, limit: list::LIMIT };
        let ticket = self.out.query(slots::IMPORTS, query);
        room.asked(ticket);
    }

    /// Does what a room asks for; whether it stays.
    pub(super) fn room_event(&mut self, room: &mut dyn Room, event: RoomEvent) -> bool {
        match event {
            RoomEvent::None => {}
            RoomEvent::Work(work) => {
                let ticket = self.out.import(work);
                room.asked(ticket);
            }
            RoomEvent::Stop => self.out.push(Effect::StopImport),
            RoomEvent::Read => self.read_imports(room),
            RoomEvent::TakeBack(id) => {
                self.open_imports(Some(id));
                return false;
            }
            RoomEvent::Closed => return false,
        }
        true
    }

    /// Hands something to the room that is open, wherever it lies.
    fn tell_room(&mut self, tell: impl FnOnce(&mut dyn Room) -> RoomEvent) {
        let is_room = |layer: &Layer| matches!(layer, Layer::Import(_));
        let Some(at) = self.layers.iter().rposition(is_room) else { return };
        let Layer::Import(mut room) = self.layers.remove(at) else { return };
        let event = tell(room.as_mut());
        if self.room_event(room.as_mut(), event) {
            self.layers.insert(at.min(self.layers.len()), Layer::Import(room));
        }
    }

    pub(super) fn import_news(&mut self, ticket: Ticket, news: News) {
        self.tell_room(|room| room.news(ticket, news));
    }

    pub(super) fn imports_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        self.tell_room(|room| room.reply(ticket, result));
    }
}
