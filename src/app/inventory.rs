//! What can be done to assets, from their list and their details.

use super::forms::asset::{AwayForm, ConditionForm, EditAsset, NewAsset};
use super::layers::{Intent, Layer, Purpose};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::asset::Condition;
use crate::domain::asset::away::AwayWindow;
use crate::domain::id::{AssetId, BranchId};
use crate::domain::role::Permission;
use crate::screens::detail::Content;
use crate::screens::tab::Subject;
use crate::screens::{clients, inventory};
use crate::store::protocol::{Arrival, AssetDetail, BranchScope, InventoryCommand, Query, Reply, Transfers};
use crate::ui::picker::Picker;
use crate::ui::toast::{Toast, Tone};

/// What the asset is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutAsset {
    Edit,
    Away,
    Transfer,
}

/// What is being chosen.
pub(super) enum Choosing {
    /// How these are.
    Condition(Vec<AssetId>),
    /// Where these go, or what is taken in.
    Transfer(Vec<AssetId>, Vec<(BranchId, String)>),
    /// What is done about a time away.
    Away(Box<AssetDetail>, Box<AwayWindow>),
}

/// The leave that an action asks for; `None` for what is none of assets.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::NewAsset
        | Action::EditAsset
        | Action::AssetAway
        | Action::AssetCondition
        | Action::TransferAssets => Permission::EditInventory,
        Action::AssetHistory => Permission::ViewInventory,
        _ => return None,
    })
}

impl App {
    pub(super) fn inventory_action(&mut self, action: Action) {
        match action {
            Action::NewAsset => {
                let shown = self.shown_branch().map(|b| b.id.clone());
                if let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) {
                    self.open_form(NewAsset::open(self, branch));
                }
                return;
            }
            // What comes from another branch is taken in although nothing of it stands in the list.
            Action::TransferAssets => {
                return self.read_for(Query::Transfers(BranchScope::All), About::Asset(AboutAsset::Transfer));
            }
            _ => {}
        }
        let Some((subject, ids)) = self.tab().and_then(|tab| Some((tab.subject()?, tab.subjects()))) else {
            return;
        };
        let about = match action {
            Action::EditAsset => AboutAsset::Edit,
            Action::AssetAway => AboutAsset::Away,
            Action::AssetCondition => return self.choose_condition(&subject, &ids),
            Action::AssetHistory => return self.open_history(&subject),
            _ => return,
        };
        self.read_for(Query::Asset(AssetId::from(subject.row.id)), About::Asset(about));
    }

    /// Goes on with an asset as it is now.
    pub(super) fn asset_read(&mut self, about: AboutAsset, reply: Reply) {
        match (about, reply) {
            (AboutAsset::Edit, Reply::Asset(detail)) => self.open_form(EditAsset::open(&detail)),
            (AboutAsset::Away, Reply::Asset(detail)) => self.about_away(detail),
            (AboutAsset::Transfer, Reply::Transfers(ways)) => self.choose_transfer(ways),
            _ => {}
        }
    }

    // -- condition ----------------------------------------------------------------------------------------------

    fn choose_condition(&mut self, subject: &Subject, ids: &[String]) {
        let title = match ids.len() {
            1 => format!("How is {}?", subject.label),
            many => format!("How are these {many}?"),
        };
        let current = match self.tab().and_then(|tab| tab.content()) {
            Some(Content::Asset(detail)) if ids.len() == 1 && detail.asset.id.as_str() == ids[0] => {
                Some(detail.asset.condition.as_str().to_owned())
            }
            _ => None,
        };
        let picker = Picker::local(title, inventory::conditions(), current.as_deref());
        let ids = ids.iter().map(|id| id.as_str().into()).collect();
        self.layers.push(Layer::Picker(picker, Purpose::Inventory(Box::new(Choosing::Condition(ids)))));
    }

    /// What is said about a loss, a repair or an end belongs to the record: it is asked for.
    fn picked_condition(&mut self, ids: &[AssetId], word: &str) {
        let to = Condition::from(word.to_owned());
        if matches!(to, Condition::Available | Condition::InTransit) {
            let command = InventoryCommand::SetCondition { ids: ids.to_vec(), to, note: String::new() };
            return self.apply(command.into(), Written::Marked);
        }
        let (what, bookings) = self.told_of(ids);
        self.open_form(ConditionForm::open(&what, bookings, (ids.to_vec(), to)));
    }

    /// What a person calls these assets, and how many bookings they have from now on, if that is on screen.
    fn told_of(&self, ids: &[AssetId]) -> (String, Option<u64>) {
        match (ids, self.tab().and_then(|tab| tab.content())) {
            ([id], Some(Content::Asset(detail))) if detail.asset.id == *id => {
                (detail.asset.name.clone(), Some(detail.booked.rows.len() as u64 + detail.booked.more))
            }
            ([_], _) => {
                let label = self.tab().and_then(|tab| tab.subject()).map(|subject| subject.label);
                (label.unwrap_or_else(|| "it".to_owned()), None)
            }
            (many, _) => (format!("{} assets", many.len()), None),
        }
    }

    // -- times away ---------------------------------------------------------------------------------------------

    /// On the line of a time away: what is done about it; else a new one.
    fn about_away(&mut self, detail: Box<AssetDetail>) {
        let selected = self.tab().and_then(|tab| tab.away()).map(|window| window.id.clone());
        let window = selected.and_then(|id| detail.away.rows.iter().find(|window| window.id == id).cloned());
        let Some(window) = window else {
            let now = self.words.now().timestamp();
            return self.open_form(AwayForm::open_new(&detail, now));
        };
        let choices = inventory::about_away(&window, self.words.now().timestamp());
        let title = format!("{}, {}", detail.asset.name, window.kind.label());
        let picker = Picker::local(title, choices, None);
        let choosing = Choosing::Away(detail, Box::new(window));
        self.layers.push(Layer::Picker(picker, Purpose::Inventory(Box::new(choosing))));
    }

    fn picked_about_away(&mut self, detail: &AssetDetail, window: &AwayWindow, what: &str) {
        let (id, version) = (window.id.clone(), window.version);
        match what {
            "edit" => self.open_form(AwayForm::open(detail, window)),
            "end" => self.apply(InventoryCommand::EndAway { id, version }.into(), Written::Act),
            "remove" => {
                let confirm = inventory::ask_remove(&detail.asset.name);
                let command = InventoryCommand::RemoveAway { id, version };
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            }
            _ => {
                let now = self.words.now().timestamp();
                self.open_form(AwayForm::open_new(detail, now));
            }
        }
    }

    // -- transfers ----------------------------------------------------------------------------------------------

    fn choose_transfer(&mut self, found: Transfers) {
        let ids: Vec<AssetId> = match self.tab() {
            Some(tab) => tab.subjects().iter().map(|id| id.as_str().into()).collect(),
            None => Vec::new(),
        };
        let Transfers { ways, branches } = found;
        let on_its_way = ways.iter().any(|way| ids.contains(&way.asset));
        let home = match self.tab().and_then(|tab| tab.content()) {
            Some(Content::Asset(detail)) if ids.len() == 1 => Some(detail.asset.branch.clone()),
            _ => self.shown_branch().map(|branch| branch.id.clone()),
        };
        let others = branches.iter().filter(|(id, _)| Some(id) != home.as_ref());
        let sent: Vec<(BranchId, String)> =
            if ids.is_empty() || on_its_way { Vec::new() } else { others.cloned().collect() };
        let choices = inventory::transfers(&ways, &sent, &self.words);
        if choices.is_empty() {
            let text = "There is no other branch, and nothing is on its way";
            return self.say(Toast::new(Tone::Note, text));
        }
        let (what, _) = self.told_of(&ids);
        let title = if sent.is_empty() { "Transfers".to_owned() } else { format!("Transfers, and {what}") };
        let picker = Picker::local(title, choices, None);
        let choosing = Choosing::Transfer(ids, branches);
        self.layers.push(Layer::Picker(picker, Purpose::Inventory(Box::new(choosing))));
    }

    fn picked_transfer(&mut self, (ids, branches): (&[AssetId], &[(BranchId, String)]), choice: &str) {
        let Some((what, id)) = choice.split_once(':') else { return };
        let arrive =
            |outcome| InventoryCommand::Arrive { ids: vec![id.into()], outcome, note: String::new() };
        match what {
            "receive" => self.apply(arrive(Arrival::Received).into(), Written::Act),
            "return" => self.apply(arrive(Arrival::Returned).into(), Written::Act),
            _ => {
                let to = branches.iter().find(|(branch, _)| branch.as_str() == id);
                let to = to.map_or_else(|| id.to_owned(), |(_, name)| name.clone());
                let (called, bookings) = self.told_of(ids);
                let confirm = inventory::ask_send(&called, &to, bookings);
                let command =
                    InventoryCommand::Transfer { ids: ids.to_vec(), to: id.into(), note: String::new() };
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Marked)));
            }
        }
    }

    pub(super) fn picked_inventory(&mut self, choosing: &Choosing, choice: &str) {
        match choosing {
            Choosing::Condition(ids) => self.picked_condition(ids, choice),
            Choosing::Transfer(ids, branches) => self.picked_transfer((ids, branches), choice),
            Choosing::Away(detail, window) => self.picked_about_away(detail, window, choice),
        }
    }
}
