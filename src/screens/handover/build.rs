//! The lists as they are opened.

use super::{Handover, Item, Mode, Purpose, Ticked, Touched};
use crate::domain::custody::{Afterwards, Custody};
use crate::domain::id::BranchId;
use crate::screens::words::Words;
use crate::store::protocol::{GearLine, GearList, KitDetail, KitThing, Lacking, Scanned};
use crate::theme::Role;
use crate::ui::line::Line;

/// Since when somebody has something, and when it is due: "Rahul, due today 18:00", "! Rahul, 3 days over".
#[must_use]
pub fn with_whom(custody: &Custody, words: &Words) -> (String, Role) {
    let who = &custody.holder_name;
    if custody.is_late(words.now().timestamp()) {
        let over =
            custody.due.map_or(0, |due| crate::domain::when::days_between(words.date_of(due), words.today()));
        let over = if over == 0 { "due since today".to_owned() } else { crate::domain::when::say_age(over) };
        return (format!("! {who}, {over}"), Role::Bad);
    }
    match custody.due {
        Some(due) => (format!("{who}, due {}", words.moment(due)), Role::Waiting),
        None => (format!("{who}, since {}", words.day(custody.out)), Role::Waiting),
    }
}

/// What is said of something that cannot be had.
#[must_use]
pub fn lacking(why: &Lacking, words: &Words) -> String {
    match why {
        Lacking::Repair(Some(until)) => format!("under repair until {}", words.moment(*until)),
        why => why.words(),
    }
}

impl Handover {
    fn open(purpose: Purpose, title: String, branch: Option<BranchId>, items: Vec<Item>) -> Self {
        Self {
            purpose,
            title,
            branch,
            items,
            selected: 0,
            line: Line::new("", super::MAX_SCAN),
            mode: Mode::Scan,
            flight: None,
            said: (String::new(), Role::Dim),
            saving: None,
            touched: Touched::No,
        }
    }

    /// A project's gear on its way out: what is here can be ticked.
    #[must_use]
    pub fn project_out(list: &GearList, words: &Words) -> Self {
        let items = list.lines.iter().map(|line| {
            let mut item = of_line(line);
            if let Some(custody) = &line.out {
                item.note = with_whom(custody, words);
                item.blocked = "out already".to_owned();
            } else if let Some(why) = &line.missing {
                item.note = (format!("! {}", lacking(why, words)), Role::Bad);
                item.blocked = lacking(why, words);
            } else if let Some(end) = line.end {
                item.note = (format!("until {}", words.moment(end)), Role::Dim);
            }
            item
        });
        let project = Some((list.project.clone(), list.event.clone()));
        let title = format!("Check out for {}", called(list));
        Self::open(Purpose::Out { project }, title, Some(list.branch.clone()), items.collect())
    }

    /// A project's gear on its way back: what is out for it.
    #[must_use]
    pub fn project_in(list: &GearList, words: &Words) -> Self {
        let ours = |line: &&GearLine| {
            line.out.as_ref().is_some_and(|out| out.project.as_ref() == Some(&list.project))
        };
        let items = list.lines.iter().filter(ours).map(|line| {
            let mut item = of_line(line);
            if let Some(custody) = &line.out {
                item.note = with_whom(custody, words);
                item.custody = Some((custody.id.clone(), custody.version));
                (item.qty, item.most) = (custody.qty, custody.qty);
            }
            item
        });
        let title = format!("Check in from {}", called(list));
        Self::open(Purpose::In, title, Some(list.branch.clone()), items.collect())
    }

    /// Things from the list, on their way out; all ticked that can be.
    #[must_use]
    pub fn things_out(things: &[Scanned], words: &Words) -> Self {
        let items = things.iter().map(|thing| {
            let mut item = of_thing(thing);
            let out = thing.out.iter().fold(0, |sum: u32, custody| sum.saturating_add(custody.qty));
            match thing.out.first() {
                Some(custody) if thing.capacity <= out => {
                    item.note = with_whom(custody, words);
                    item.blocked = "out already".to_owned();
                }
                _ => item.ticked = Ticked::Yes,
            }
            item
        });
        let mut list = Self::open(
            Purpose::Out { project: None },
            "Check out".to_owned(),
            branch(things),
            items.collect(),
        );
        list.touched = Touched::Yes;
        list
    }

    /// What is out of some things, on its way back; all ticked.
    #[must_use]
    pub fn things_in(open: &[Custody], title: &str, words: &Words) -> Self {
        let items = open.iter().map(|custody| Item {
            asset: custody.asset.clone(),
            label: custody.label(),
            serial: custody.serial.clone(),
            group: custody.kit_name.clone(),
            kit: custody.kit.clone(),
            qty: custody.qty,
            most: custody.qty,
            custody: Some((custody.id.clone(), custody.version)),
            note: with_whom(custody, words),
            blocked: String::new(),
            ticked: Ticked::Yes,
            condition: String::new(),
            then: Afterwards::Ready,
        });
        let branch = open.first().map(|custody| custody.branch.clone());
        let mut list = Self::open(Purpose::In, title.to_owned(), branch, items.collect());
        list.touched = Touched::Yes;
        list
    }

    /// A kit on its way out: all of it is ticked that can be.
    #[must_use]
    pub fn kit_out(detail: &KitDetail, words: &Words) -> Self {
        let items = detail.parts.iter().map(|part| {
            let mut item = of_part(part, words);
            item.kit = Some(detail.kit.id.clone());
            if item.blocked.is_empty() {
                item.ticked = Ticked::Yes;
            }
            item
        });
        let title = format!("Check out {}", detail.kit.name);
        let mut list = Self::open(
            Purpose::Out { project: None },
            title,
            Some(detail.kit.branch.clone()),
            items.collect(),
        );
        list.touched = Touched::Yes;
        list
    }

    /// What is in a kit, to be packed anew: what is in it is ticked.
    #[must_use]
    pub fn pack(detail: &KitDetail, words: &Words) -> Self {
        let items = detail.parts.iter().map(|part| {
            let mut item = of_part(part, words);
            item.blocked.clear();
            item.ticked = Ticked::Yes;
            item
        });
        let kit = &detail.kit;
        let purpose = Purpose::Pack { kit: kit.id.clone(), version: kit.version };
        Self::open(purpose, format!("What is in {}", kit.name), Some(kit.branch.clone()), items.collect())
    }
}

fn called(list: &GearList) -> String {
    if list.event_title.is_empty() {
        list.title.clone()
    } else {
        format!("{}: {}", list.title, list.event_title)
    }
}

fn branch(things: &[Scanned]) -> Option<BranchId> {
    let first = things.first()?;
    things.iter().all(|thing| thing.branch == first.branch).then(|| first.branch.clone())
}

fn of_line(line: &GearLine) -> Item {
    Item {
        asset: line.asset.clone(),
        label: line.label(),
        serial: line.serial.clone(),
        group: line.kit_name.clone(),
        kit: line.kit.clone(),
        qty: line.qty,
        most: super::MANY,
        custody: None,
        note: (String::new(), Role::Dim),
        blocked: String::new(),
        ticked: Ticked::No,
        condition: String::new(),
        then: Afterwards::Ready,
    }
}

fn of_thing(thing: &Scanned) -> Item {
    Item {
        asset: thing.asset.clone(),
        label: thing.label(),
        serial: thing.serial.clone(),
        group: String::new(),
        kit: None,
        qty: 1,
        most: super::MANY,
        custody: None,
        note: (String::new(), Role::Dim),
        blocked: String::new(),
        ticked: Ticked::No,
        condition: String::new(),
        then: Afterwards::Ready,
    }
}

fn of_part(part: &KitThing, words: &Words) -> Item {
    let (note, blocked) = match (&part.missing, &part.out) {
        (Some(why), _) => ((format!("! {}", lacking(why, words)), Role::Bad), lacking(why, words)),
        (None, Some(custody)) if part.capacity.saturating_sub(custody.qty) < part.qty => {
            (with_whom(custody, words), "out already".to_owned())
        }
        _ => ((String::new(), Role::Dim), String::new()),
    };
    Item {
        asset: part.asset.clone(),
        label: part.label(),
        serial: part.serial.clone(),
        group: String::new(),
        kit: None,
        qty: part.qty,
        most: super::MANY,
        custody: None,
        note,
        blocked,
        ticked: Ticked::No,
        condition: String::new(),
        then: Afterwards::Ready,
    }
}
