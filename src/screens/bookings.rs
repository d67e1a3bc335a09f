//! The forms of bookings, and how what stands in the way of one is said.

use super::projects::{self, BRANCH};
use super::words::Words;
use crate::domain::booking::rules::fields;
use crate::domain::booking::{Lock, LockKind, Trouble};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::project::{event, fields as project};
use crate::store::protocol::{Branch, Obstacle, Verdict};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::picker::Choice;
use crate::ui::toast::{Toast, Tone};
use jiff::Timestamp;

/// The names that drafts call the forms by.
pub mod forms {
    /// A whole booking.
    pub const BOOKING: &str = "booking";
    /// Something that is booked for a project, new or changed.
    pub const LOCK: &str = "lock";
}

/// The package of a booking.
pub const PACKAGE: &str = "package";
/// When a booking ends.
pub const END: &str = event::fields::END;
/// A kit that is booked as a whole, instead of something by itself.
pub const KIT: &str = "kit";
/// For which sub-event something is booked: its id, or empty for the project as a whole.
pub const EVENT: &str = "event";

/// How a booking stands: the stored words of a lock's kind.
const KINDS: [(&str, &str); 2] = [("hold", "held, for now"), ("firm", "booked firmly")];

/// The label of a field.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        PACKAGE => "Package",
        EVENT => "Sub-event",
        fields::ASSET => "What",
        fields::START => "From",
        fields::END => "Until",
        fields::QTY => "Pieces",
        fields::KIND => "Booked",
        fields::EXPIRES => "Held until",
        fields::BUFFER_BEFORE => "Minutes before",
        fields::BUFFER_AFTER => "Minutes after",
        other => other,
    }
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

fn kinds() -> FieldKind {
    FieldKind::Choice(KINDS.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect())
}

fn kind_and_expiry() -> [FieldSpec; 2] {
    [
        field(fields::KIND, kinds())
            .required()
            .help("Held: shown, and in nobody's way. Firm: nobody else gets it."),
        field(fields::EXPIRES, FieldKind::When)
            .placeholder("in 3 days")
            .help("When a hold ends by itself; three days from now when nothing is said."),
    ]
}

/// The form of a whole booking. With several branches to choose from, the branch is asked too.
#[must_use]
pub fn booking(branches: &[Branch]) -> FormSpec {
    let reference =
        |key: &str, label: &str| FieldSpec::new(key, label, FieldKind::Reference { what: label.to_owned() });
    let text = |key: &str, label: &str| FieldSpec::new(key, label, FieldKind::Text);
    let mut what = vec![
        reference(project::CLIENT, "Client")
            .required()
            .help("Type a name or a number; a client who is not there yet can be made from here."),
        reference(PACKAGE, "Package").help("What it takes is proposed from it, and a quote is drafted."),
        text(project::TITLE, "Title").required().placeholder("Sharma wedding"),
        FieldSpec::new(project::START, "Starts", FieldKind::When).required().placeholder("20 Oct 10:00"),
        FieldSpec::new(END, "Ends", FieldKind::Until(FieldKey::from(project::START)))
            .required()
            .placeholder("14:00")
            .help("A time alone is on the day of the start, or on the next morning: 14:00, in 4 hours, 21 Oct 2:00."),
        text(project::LOCATION, "Where"),
    ];
    if branches.len() > 1 {
        let choices = branches.iter().map(|b| (b.id.to_string(), b.name.clone())).collect();
        what.push(FieldSpec::new(BRANCH, "Branch", FieldKind::Choice(choices)).required());
    }
    let sections = vec![Section::new("What", what), Section::new("How", kind_and_expiry().into())];
    FormSpec::new(forms::BOOKING, "New booking", sections).saying(fields::KIND)
}

/// What the form of a whole booking holds at first.
#[must_use]
pub fn booking_base(branch: Option<&str>, start: Option<Timestamp>) -> FieldValues {
    let mut base = projects::new_base(None, None, None);
    base.insert(FieldKey::from(fields::KIND), FieldValue::text("hold"));
    if let Some(branch) = branch {
        base.insert(FieldKey::from(BRANCH), FieldValue::text(branch));
    }
    if let Some(start) = start {
        base.insert(FieldKey::from(project::START), FieldValue::When(start));
    }
    base
}

fn asset_field() -> FieldSpec {
    field(fields::ASSET, FieldKind::Reference { what: "Gear, space or person".to_owned() })
        .help("Type a name, a type or a serial number.")
}

/// The form of something that is booked for a project already.
#[must_use]
pub fn lock(title: &str) -> FormSpec {
    lock_of(title, vec![asset_field().required()], &[])
}

/// The form of something that is to be booked for a project, with its sub-events (id, name) to choose from.
#[must_use]
pub fn new_lock(title: &str, events: &[(String, String)]) -> FormSpec {
    let kit = FieldSpec::new(KIT, "or a kit", FieldKind::Reference { what: "Kit".to_owned() })
        .help("Everything that is in it is booked together, or nothing of it.");
    lock_of(title, vec![asset_field(), kit], events)
}

fn lock_of(title: &str, what: Vec<FieldSpec>, events: &[(String, String)]) -> FormSpec {
    let mut all = what;
    if !events.is_empty() {
        all.push(field(EVENT, FieldKind::Choice(events.to_vec())).help(
            "It is booked for the time of the sub-event, with its buffers and the way there and back.",
        ));
    }
    let timed = if events.is_empty() { "" } else { "Only where it is not the sub-event's own time." };
    all.extend([
        field(fields::START, FieldKind::When).placeholder("20 Oct 10:00").help(timed),
        field(fields::END, FieldKind::Until(FieldKey::from(fields::START))).placeholder("14:00").help(timed),
        field(fields::QTY, FieldKind::Number { min: 1, max: 1_000_000 }).placeholder("1"),
        field(fields::BUFFER_BEFORE, FieldKind::Number { min: 0, max: 10_080 }).placeholder("0"),
        field(fields::BUFFER_AFTER, FieldKind::Number { min: 0, max: 10_080 }).placeholder("0"),
    ]);
    FormSpec::new(forms::LOCK, title, vec![Section::new("", all)])
}

/// Asks before something that is booked is freed.
#[must_use]
pub fn ask_release(asset: &str, project: &str) -> Confirm {
    Confirm::new(format!("Take {asset} away from {project}?"), "take away").consequences([
        "It is free again for others at once.",
        "u takes it back, as long as nobody else books it and it is not away.",
    ])
}

/// What stands in the way, in a sentence; `None` when nothing does.
#[must_use]
pub fn notice(verdict: &Verdict, words: &Words) -> Option<Toast> {
    let name = &verdict.asset_name;
    let first = verdict.obstacles.first()?;
    let span = |start, end| format!("{} {}", words.day(start), words.span(start, end));
    let (tone, text) = match first {
        Obstacle::TooFew { capacity } => (Tone::Warn, format!("There are only {capacity} of {name}")),
        Obstacle::Gone(why) => (Tone::Warn, format!("{name} is {}", why.words())),
        Obstacle::Away { why, start, end } => {
            let is = if *why == Trouble::Maintenance { "under repair" } else { "away" };
            let until = end.map_or_else(|| format!("from {} on", words.day(*start)), |end| span(*start, end));
            (Tone::Warn, format!("{name} is {is} {until}"))
        }
        Obstacle::Booked(clash) => {
            let when = span(clash.start, clash.end);
            (Tone::Warn, format!("{name} is booked for {}, {when}{}", clash.project_name, clash.buffers()))
        }
        Obstacle::Held(clash) => {
            let when = span(clash.start, clash.end);
            (
                Tone::Note,
                format!(
                    "{name} is held for {}, {when}{}: that is in nobody's way",
                    clash.project_name,
                    clash.buffers()
                ),
            )
        }
    };
    Some(Toast::new(tone, text))
}

/// What can be done to what is booked: (id, label).
pub mod acts {
    /// Book something else.
    pub const MORE: &str = "+";
    /// Another time, another asset, more or fewer.
    pub const CHANGE: &str = "change";
    /// Make it firm.
    pub const FIRM: &str = "firm";
    /// Make it a hold.
    pub const HOLD: &str = "hold";
    /// Let a hold hold for as long again.
    pub const EXTEND: &str = "extend";
    /// Free it.
    pub const RELEASE: &str = "release";
}

/// Something that is booked, to choose from.
#[must_use]
pub fn choice(lock: &Lock, words: &Words) -> Choice {
    let needed = lock.needed();
    let many = if lock.qty > 1 { format!(" x{}", lock.qty) } else { String::new() };
    let when = format!("{} {}", words.day(needed.start), words.span(needed.start, needed.end));
    let stands = match (lock.trouble, lock.kind) {
        (Some(why), _) => format!("! {}", why.words()),
        (None, LockKind::Firm) => "█ firm".to_owned(),
        (None, LockKind::Hold) if lock.has_expired(words.now().timestamp()) => "░ hold expired".to_owned(),
        (None, LockKind::Hold) => "░ hold".to_owned(),
    };
    Choice::new(lock.id.as_str(), format!("{}{many}", lock.asset_name)).note(format!("{when}  {stands}"))
}

/// A kit whose parts are booked for one time, to choose from: one line that names them.
#[must_use]
pub fn kit_choice(parts: &[&Lock], words: &Words) -> Option<Choice> {
    let first = parts.first()?;
    let name = first.kit.as_ref().map_or("", |kit| kit.name.as_str());
    let all: Vec<&str> = parts.iter().map(|lock| lock.asset_name.as_str()).collect();
    let label = format!("{name} ({}): {}", parts.len(), all.join(", "));
    Some(Choice { id: first.id.to_string(), label, ..choice(first, words) })
}

/// What can be done to a kit that is booked: to all of it, or to a part.
#[must_use]
pub fn kit_choices(parts: &[&Lock], words: &Words) -> Vec<Choice> {
    let Some(first) = parts.first() else { return Vec::new() };
    let of_all = choices(first).into_iter().filter(|choice| choice.id != acts::CHANGE);
    of_all.chain(parts.iter().map(|lock| choice(lock, words))).collect()
}

/// What can be done to something that is booked.
#[must_use]
pub fn choices(lock: &Lock) -> Vec<Choice> {
    let mut all = vec![Choice::new(acts::CHANGE, "change").note("time, pieces, or another one in its place")];
    match lock.kind {
        LockKind::Firm => {
            all.push(Choice::new(acts::HOLD, "only hold it").note("in nobody's way, for three days"))
        }
        LockKind::Hold => {
            all.push(Choice::new(acts::FIRM, "book it firmly").note("nobody else gets it"));
            all.push(Choice::new(acts::EXTEND, "hold it longer").note("for three days from now"));
        }
    }
    all.push(Choice::new(acts::RELEASE, "take it away").note("asks"));
    all
}

/// What the form of a lock that exists holds at first.
#[must_use]
pub fn lock_base(lock: &Lock) -> FieldValues {
    let needed = lock.needed();
    let number = |n: u32| FieldValue::Number(n.into());
    let asset = FieldValue::Reference { id: lock.asset.to_string(), label: lock.asset_name.clone() };
    [
        (fields::ASSET, asset),
        (fields::START, FieldValue::When(needed.start)),
        (fields::END, FieldValue::When(needed.end)),
        (fields::QTY, number(lock.qty)),
        (fields::BUFFER_BEFORE, number(lock.before / 60)),
        (fields::BUFFER_AFTER, number(lock.after / 60)),
    ]
    .into_iter()
    .map(|(key, value)| (FieldKey::from(key), value))
    .collect()
}

/// What is proposed for a booking, to choose from.
pub mod proposed {
    use super::super::words::Words;
    use crate::domain::fold::fold;
    use crate::store::protocol::{Proposal, StandIns};
    use crate::ui::picker::Choice;

    /// Save it so.
    pub const SAVE: &str = "save";
    /// Take nothing in its place.
    pub const LEAVE_OUT: &str = "";

    /// Go to the nearest time at which all of it is free.
    pub const NEAREST: &str = "nearest";
    /// The sign before what is free, and before what is not.
    const SIGNS: [&str; 2] = ["✓ ", "! "];

    /// What a choice of [`instead`] is called, without its sign.
    #[must_use]
    pub fn named(label: &str) -> &str {
        SIGNS.iter().find_map(|sign| label.strip_prefix(sign)).unwrap_or(label)
    }

    /// What could be taken instead: free ones first, of people those with the skill that is needed before others; then
    /// those that are not free, with who has them; last, nothing.
    #[must_use]
    pub fn instead(found: &StandIns, need: &str, words: &Words) -> Vec<Choice> {
        let need = fold(need);
        let fits =
            |note: &str| note.split(", ").any(|skill| !skill.is_empty() && need.contains(&fold(skill)));
        let mut free: Vec<_> = found.free.iter().collect();
        free.sort_by_key(|other| (other.held.is_some(), !fits(&other.note)));
        let free = free.into_iter().map(|other| {
            let held = other.held.as_ref().map(|clash| format!("held for {}", clash.project_name));
            let note = held.unwrap_or_else(|| other.note.clone());
            Choice::new(other.asset.as_str(), format!("{}{}", SIGNS[0], other.name)).note(note)
        });
        let busy = found.busy.iter().map(|busy| {
            let why = busy.words(words.now().time_zone());
            Choice::new(busy.asset.as_str(), format!("{}{}", SIGNS[1], busy.name)).note(why)
        });
        free.chain(busy).chain([Choice::new(LEAVE_OUT, "leave it out")]).collect()
    }

    /// The place of what is given, as a choice names it: which need, and which of its assets.
    #[must_use]
    pub fn place(id: &str) -> Option<(usize, usize)> {
        let (need, at) = id.split_once('/')?;
        Some((need.parse().ok()?, at.parse().ok()?))
    }

    /// Everything that is proposed, then what is missing with the nearest way out.
    #[must_use]
    pub fn choices(proposal: &Proposal, firm: bool, words: &Words) -> Vec<Choice> {
        let count = proposal.given().count();
        let what = if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
        let verb = if firm { "book it firmly" } else { "hold it" };
        let whole = if proposal.is_whole() { what } else { format!("{what}, not all that it needs") };
        // What is booked by one more Enter is all of it: where something is missing, the time at which nothing is comes first.
        let nearest = proposal.nearest.as_ref().filter(|_| !proposal.is_whole()).map(|slot| {
            let when = format!("{} {}", words.day(slot.start), words.span(slot.start, slot.end));
            Choice::new(NEAREST, format!("→ all of it is free {when}")).note("goes there")
        });
        let mut all: Vec<Choice> = nearest.into_iter().collect();
        all.push(Choice::new(SAVE, verb).note(whole));
        for (no, need) in proposal.needs.iter().enumerate() {
            if let Some(taken) = &need.taken {
                let why = taken.words(words.now().time_zone());
                let instead = need.given.first().map_or("nothing", |given| given.name.as_str());
                let label = format!("! {instead} instead of {}: {why}", taken.name);
                all.push(Choice::new(format!("taken {no}"), label));
            }
            for (at, given) in need.given.iter().enumerate() {
                let held = given
                    .held
                    .as_ref()
                    .map_or(String::new(), |clash| format!(", held for {}", clash.project_name));
                let late = given.late.as_ref();
                let sign = if late.is_some() || given.held.is_some() { "!" } else { "✓" };
                let late =
                    late.map_or(String::new(), |late| format!(", {}", late.words(|due| words.moment(due))));
                let choice = Choice::new(format!("{no}/{at}"), format!("{sign} {}", given.label()));
                all.push(choice.note(format!("{}{late}{held}", need.words)));
            }
            if need.missing > 0 {
                let soonest = need.busy.first().map_or_else(
                    || "nothing of that kind is there".to_owned(),
                    |busy| match busy.free_from {
                        Some(at) => format!("{} is free from {}", busy.name, words.moment(at)),
                        None => format!("{} is not free for weeks", busy.name),
                    },
                );
                let missing = format!("! {} missing: {}", need.missing, need.words);
                all.push(Choice::new(format!("missing {no}"), missing).note(soonest));
            }
        }
        for line in &proposal.unread {
            all.push(Choice::new("unread", format!("! not looked for: {line}")));
        }
        all
    }
}
