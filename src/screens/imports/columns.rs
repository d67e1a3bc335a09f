//! What a file is taken for, column by column, and what can be said instead.

use super::Ctx;
use super::job::{Mapping, Reading, Request};
use super::paint::{Lines, widest};
use crate::action::Action;
use crate::domain::client::admit::OddPhones;
use crate::exchange::charset::Charset;
use crate::exchange::columns::{Target, missing, retake};
use crate::exchange::table::{Delimiter, Headings};
use crate::screens::clients;
use crate::store::protocol::{Branch, OnDuplicate};
use crate::theme::Role;
use crate::ui::picker::{Choice, Picker};
use crate::ui::rows::{first_shown, select};
use crate::ui::text::put;
use ratatui::layout::Rect;

/// What is being chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// What a column is taken for.
    Field(usize),
    Encoding,
    Delimiter,
    Duplicates,
    Branch,
}

/// Whether the file has to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    Draw,
    ReadAgain,
}

/// The encodings that are offered; others are for the command line.
const ENCODINGS: [&str; 14] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "windows-1256",
    "macintosh",
    "shift_jis",
    "gbk",
    "big5",
    "euc-kr",
];

const DELIMITERS: [&str; 4] = ["comma", "semicolon", "tab", "pipe"];

const POLICIES: [(OnDuplicate, &str, &str); 3] = [
    (OnDuplicate::Skip, "put the row aside", "the one who is there stays as they are"),
    (OnDuplicate::Update, "update who is there", "what the row says and they lack or have otherwise"),
    (OnDuplicate::Import, "import all the same", "two clients with one phone"),
];

/// What becomes of clients who are there already, in words.
pub(super) fn policy(duplicates: OnDuplicate) -> &'static str {
    POLICIES.iter().find(|(policy, ..)| *policy == duplicates).map_or("", |(_, label, _)| label)
}

/// A field as the form of a client calls it.
pub(super) fn field(target: Target) -> &'static str {
    match target {
        Target::Field(field) => clients::label(field),
        Target::GivenName => "First name",
        Target::FamilyName => "Last name",
        Target::AddressPart(1) => "Address: postcode",
        Target::AddressPart(2) => "Address: state",
        Target::AddressPart(3) => "Address: country",
        Target::AddressPart(_) => "Address: next line",
        Target::Created => "Client since",
    }
}

/// The word for what can be said with one key.
const fn phones(odd: OddPhones) -> &'static str {
    match odd {
        OddPhones::Keep => "kept as typed",
        OddPhones::Refuse => "refused",
    }
}

/// Opens the list for what is being chosen; `None` where there is nothing to choose.
pub(super) fn picker(
    pick: Pick,
    request: &Request,
    reading: &Reading,
    branches: &[Branch],
) -> Option<Picker> {
    Some(match pick {
        Pick::Field(at) => {
            let column = reading.columns.get(at)?;
            let holder = |target| reading.columns.iter().find(|other| other.taken == Some(target));
            let mut choices = vec![Choice::new("", "— leave this column out")];
            choices.extend(Target::all().map(|target| {
                let note = holder(target).map(|other| format!("from {}", other.heading));
                Choice::new(target.name(), field(target)).note(note.unwrap_or_default())
            }));
            let current = column.taken.map_or("", Target::name);
            Picker::local(format!("{} is the client's…", column.heading), choices, Some(current))
        }
        Pick::Encoding => {
            let choices = ENCODINGS.iter().filter_map(|name| Charset::parse(name).ok());
            let choices = choices.map(|charset| Choice::new(charset.name(), charset.name())).collect();
            Picker::local("Encoding", choices, Some(reading.encoding))
        }
        Pick::Delimiter => {
            let choices = DELIMITERS.iter().map(|name| Choice::new(*name, *name)).collect();
            Picker::local("What separates columns", choices, Some(reading.delimiter?))
        }
        Pick::Duplicates => {
            let choices = POLICIES.iter().map(|(p, label, note)| Choice::new(p.as_str(), *label).note(*note));
            Picker::local(
                "A client with this phone is there",
                choices.collect(),
                Some(request.duplicates.as_str()),
            )
        }
        Pick::Branch => {
            let choices = branches.iter().map(|b| Choice::new(b.id.as_str(), &b.name)).collect();
            Picker::local("Into which branch", choices, Some(request.branch.id.as_str()))
        }
    })
}

/// Takes what was chosen.
pub(super) fn choose(
    pick: Pick,
    id: &str,
    request: &mut Request,
    reading: &mut Reading,
    branches: &[Branch],
) -> Then {
    match pick {
        Pick::Field(at) => {
            let mut taken: Vec<Option<Target>> = reading.columns.iter().map(|column| column.taken).collect();
            retake(&mut taken, at, Target::parse(id));
            for (column, taken) in reading.columns.iter_mut().zip(&taken) {
                column.taken = *taken;
            }
            request.map = Mapping::Exact(taken);
            Then::Draw
        }
        Pick::Encoding => {
            request.charset = Charset::parse(id).ok();
            read_anew(request)
        }
        Pick::Delimiter => {
            request.delimiter = Delimiter::parse(id).ok();
            read_anew(request)
        }
        Pick::Duplicates => {
            let chosen = POLICIES.iter().find(|(policy, ..)| policy.as_str() == id);
            request.duplicates = chosen.map_or(request.duplicates, |(policy, ..)| *policy);
            Then::Draw
        }
        Pick::Branch => {
            if let Some(branch) = branches.iter().find(|branch| branch.id.as_str() == id) {
                request.branch = branch.clone();
            }
            Then::ReadAgain
        }
    }
}

/// The columns may be others now: what was said of them is guessed again.
fn read_anew(request: &mut Request) -> Then {
    request.map = Mapping::Guess(Vec::new());
    Then::ReadAgain
}

/// The first row is one of headings, or it is not.
pub(super) fn turn_headings(request: &mut Request, reading: &Reading) -> Then {
    request.headings = if reading.has_headings { Headings::None } else { Headings::First };
    read_anew(request)
}

/// Odd phones are kept, or refused.
pub(super) const fn turn_phones(request: &mut Request) {
    request.odd_phones = match request.odd_phones {
        OddPhones::Keep => OddPhones::Refuse,
        OddPhones::Refuse => OddPhones::Keep,
    };
}

/// What is still missing before rows can be judged, in words; `None` when nothing is.
pub(super) fn problem(reading: &Reading) -> Option<String> {
    let taken: Vec<Option<Target>> = reading.columns.iter().map(|column| column.taken).collect();
    let missing = missing(&taken);
    let fields: Vec<String> = missing.iter().map(|name| clients::label(name).to_lowercase()).collect();
    (!fields.is_empty()).then(|| {
        format!("No column is taken for the {}: every client has one.", fields.join(", none for the "))
    })
}

/// Draws what is known of the file, and its columns.
pub(super) fn draw(
    lines: &mut Lines<'_>,
    (request, reading): (&Request, &Reading),
    selected: usize,
    ctx: &Ctx<'_>,
) {
    facts(lines, request, reading, ctx);
    lines.skip(1);
    let area = lines.rest();
    let heading = widest(reading.columns.iter().map(|c| c.heading.as_str()), (12, area.width / 3));
    let places =
        Places { number: area.x + 2, heading: area.x + 5, cells: heading, field: area.x + 7 + heading };
    let style = ctx.look.style(Role::Dim);
    put(lines.buf(), places.heading, area.y, "COLUMN", heading, style);
    put(lines.buf(), places.field, area.y, "FIELD", FIELD, style);
    let sample = places.field + FIELD + 2;
    put(lines.buf(), sample, area.y, "HOLDS", area.right().saturating_sub(sample), style);
    lines.skip(1);
    let area = lines.rest();
    let height = usize::from(area.height);
    let first = first_shown(selected, height, reading.columns.len());
    for (y, (at, column)) in (area.y..).zip(reading.columns.iter().enumerate().skip(first).take(height)) {
        let row = Rect { y, height: 1, ..area };
        ctx.look.row_spot(row, at, selected);
        let (word, role) =
            column.taken.map_or(("— left out", Role::Dim), |target| (field(target), Role::Text));
        if at < 9 {
            put(lines.buf(), places.number, y, &(at + 1).to_string(), 1, ctx.look.style(Role::Key));
        }
        put(lines.buf(), places.heading, y, &column.heading, places.cells, ctx.look.style(Role::Text));
        put(lines.buf(), places.field, y, word, FIELD, ctx.look.style(role));
        let samples = column.samples.join(" · ");
        put(lines.buf(), sample, y, &samples, area.right().saturating_sub(sample), ctx.look.style(Role::Dim));
        if at == selected {
            select(row, lines.buf(), &ctx.look);
        }
    }
}

/// Where a row's parts stand.
struct Places {
    number: u16,
    heading: u16,
    cells: u16,
    field: u16,
}

/// Cells of a field's name.
const FIELD: u16 = 17;

/// What was understood and what was said, each with the key that changes it.
fn facts(lines: &mut Lines<'_>, request: &Request, reading: &Reading, ctx: &Ctx<'_>) {
    let said = if reading.encoding_is_guessed { "" } else { ", as said" };
    let mut facts = vec![(Some(Action::ImportEncoding), format!("{}{said}", reading.encoding))];
    match reading.delimiter {
        Some(delimiter) => {
            let headings = if reading.has_headings { "headings in the first row" } else { "no headings" };
            facts.push((Some(Action::ImportDelimiter), format!("separated by {delimiter}")));
            facts.push((Some(Action::ImportHeadings), headings.to_owned()));
        }
        None => facts.push((None, "address cards (vCard)".to_owned())),
    }
    if reading.month_first {
        facts.push((None, "dates: month first".to_owned()));
    }
    if ctx.several_branches() {
        facts.push((Some(Action::ImportBranch), format!("into {}", request.branch.name)));
    }
    facts.push((Some(Action::ImportDuplicates), format!("known phones: {}", policy(request.duplicates))));
    facts.push((Some(Action::ImportPhones), format!("odd phones: {}", phones(request.odd_phones))));
    lines.facts(&facts, ctx);
}
