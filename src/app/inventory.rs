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
use crate::screens::words::Words;
use crate::screens::{clients, inventory};
use crate::store::protocol::{
    Arrival, AssetDetail, BookedLine, BranchScope, InventoryCommand, Lines, Query, Reply, Transfers,
};
use crate::ui::picker::Picker;
use crate::ui::toast::{Toast, Tone};
use jiff::{SignedDuration, Timestamp};

/// What the asset is read for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AboutAsset {
    Edit,
    Away,
    Condition,
    Transfer,
    /// To be sent to this branch, of this name.
    Send(BranchId, String),
}

/// Assets as they were read, for an act on all of them.
pub(super) struct Meant {
    /// Which, each with its version.
    ids: Vec<(AssetId, i64)>,
    /// Their branch: of the first, of several.
    branch: Option<BranchId>,
    /// What a person calls them.
    called: String,
    /// How the one is; `None` for several.
    condition: Option<Condition>,
    /// What is booked of it from now on; `None` for several.
    booked: Option<Lines<BookedLine>>,
}

impl Meant {
    /// The question for some assets.
    fn query(ids: &[String]) -> Query {
        match ids {
            [one] => Query::Asset(AssetId::from(one.as_str())),
            many => Query::Things(many.iter().map(|id| AssetId::from(id.as_str())).collect()),
        }
    }

    fn of(reply: Reply) -> Option<Self> {
        match reply {
            Reply::Asset(detail) => Some(Self {
                ids: vec![(detail.asset.id, detail.asset.version)],
                branch: Some(detail.asset.branch),
                called: detail.asset.name,
                condition: Some(detail.asset.condition),
                booked: Some(detail.booked),
            }),
            Reply::Scanned(things) => Some(Self {
                called: format!("{} assets", things.len()),
                branch: things.first().map(|thing| thing.branch.clone()),
                ids: things.into_iter().map(|thing| (thing.asset, thing.version)).collect(),
                condition: None,
                booked: None,
            }),
            _ => None,
        }
    }
}

/// What is being chosen.
pub(super) enum Choosing {
    /// How these are.
    Condition(Meant),
    /// Where the assets at hand go, or what of this is taken in.
    Transfer(Transfers),
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
            Action::AssetCondition => {
                return self.read_for(Meant::query(&ids), About::Asset(AboutAsset::Condition));
            }
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
            (AboutAsset::Condition, reply) => self.choose_condition(Meant::of(reply)),
            (AboutAsset::Send(to, name), reply) => self.ask_send(Meant::of(reply), (to, &name)),
            _ => {}
        }
    }

    /// Words in the days and hours of a branch, if it is known.
    fn words_about(&self, branch: Option<&BranchId>) -> Words {
        branch.map_or_else(|| self.words.clone(), |branch| self.ctx().words_in(branch).into_owned())
    }

    // -- condition ----------------------------------------------------------------------------------------------

    fn choose_condition(&mut self, meant: Option<Meant>) {
        let Some(meant) = meant else { return };
        let title = match meant.ids.len() {
            1 => format!("How is {}?", meant.called),
            many => format!("How are these {many}?"),
        };
        let current = meant.condition.as_ref().map(|condition| condition.as_str().to_owned());
        let picker = Picker::local(title, inventory::conditions(), current.as_deref());
        self.layers.push(Layer::Picker(picker, Purpose::Inventory(Box::new(Choosing::Condition(meant)))));
    }

    /// What is said about a loss, a repair or an end belongs to the record: it is asked for.
    fn picked_condition(&mut self, meant: &Meant, word: &str) {
        let (ids, to) = (meant.ids.clone(), Condition::from(word.to_owned()));
        if matches!(to, Condition::Available | Condition::InTransit) {
            let command = InventoryCommand::SetCondition { ids, to, note: String::new() };
            return self.apply(command.into(), Written::Marked);
        }
        let words = self.words_about(meant.branch.as_ref());
        let consequence = inventory::consequence(&to, meant.booked.as_ref(), &words);
        self.open_form(ConditionForm::open(&meant.called, &consequence, (ids, to)));
    }

    // -- times away ---------------------------------------------------------------------------------------------

    /// On the line of a time away: what is done about it; else a new one.
    fn about_away(&mut self, detail: Box<AssetDetail>) {
        let selected = self.tab().and_then(|tab| tab.away()).map(|window| window.id.clone());
        let window = selected.and_then(|id| detail.away.rows.iter().find(|window| window.id == id).cloned());
        let Some(window) = window else {
            return self.open_form(AwayForm::open_new(&detail, self.this_minute()));
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
                self.open_form(AwayForm::open_new(detail, self.this_minute()));
            }
        }
    }

    /// Now, without seconds.
    fn this_minute(&self) -> Timestamp {
        let now = self.words.now().timestamp();
        now.as_second()
            .checked_rem(60)
            .and_then(|over| now.checked_sub(SignedDuration::from_secs(over)).ok())
            .unwrap_or(now)
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
        let choices = inventory::transfers(&ways, &sent, &self.words_about(home.as_ref()));
        if choices.is_empty() {
            let text = "There is no other branch, and nothing is on its way";
            return self.say(Toast::new(Tone::Note, text));
        }
        let what = match (ids.as_slice(), self.tab().and_then(|tab| tab.subject())) {
            ([_], Some(subject)) => subject.label,
            (many, _) => format!("{} assets", many.len()),
        };
        let title = if sent.is_empty() { "Transfers".to_owned() } else { format!("Transfers, and {what}") };
        let picker = Picker::local(title, choices, None);
        let choosing = Choosing::Transfer(Transfers { ways, branches });
        self.layers.push(Layer::Picker(picker, Purpose::Inventory(Box::new(choosing))));
    }

    fn picked_transfer(&mut self, Transfers { ways, branches }: &Transfers, choice: &str) {
        let Some((what, id)) = choice.split_once(':') else { return };
        let outcome = match what {
            "receive" => Arrival::Received,
            "return" => Arrival::Returned,
            _ => {
                let to = branches.iter().find(|(branch, _)| branch.as_str() == id);
                let name = to.map_or_else(|| id.to_owned(), |(_, name)| name.clone());
                let ids = self.tab().map(|tab| tab.subjects()).unwrap_or_default();
                let about = AboutAsset::Send(id.into(), name);
                return self.read_for(Meant::query(&ids), About::Asset(about));
            }
        };
        let Some(way) = ways.iter().find(|way| way.asset.as_str() == id) else { return };
        let ids = vec![(way.asset.clone(), way.version)];
        self.apply(InventoryCommand::Arrive { ids, outcome, note: String::new() }.into(), Written::Act);
    }

    fn ask_send(&mut self, meant: Option<Meant>, (to, name): (BranchId, &str)) {
        let Some(meant) = meant else { return };
        let words = self.words_about(meant.branch.as_ref());
        let confirm = inventory::ask_send(&meant.called, name, (meant.booked.as_ref(), &words));
        let command = InventoryCommand::Transfer { ids: meant.ids, to, note: String::new() };
        self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Marked)));
    }

    pub(super) fn picked_inventory(&mut self, choosing: &Choosing, choice: &str) {
        match choosing {
            Choosing::Condition(meant) => self.picked_condition(meant, choice),
            Choosing::Transfer(found) => self.picked_transfer(found, choice),
            Choosing::Away(detail, window) => self.picked_about_away(detail, window, choice),
        }
    }
}
