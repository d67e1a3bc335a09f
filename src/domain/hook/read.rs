//! From lines that people write to hooks.

use super::{Hook, Hooks, MAX_HOOKS, MAX_QTY, Need, Preference};
use crate::domain::{digit, fold};
use std::collections::BTreeMap;

/// What is there to be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// The types of assets of which there is one.
    pub types: Vec<String>,
    /// The skills that somebody has.
    pub skills: Vec<String>,
    /// What each preferred asset turned out to be, by what was written (see [`preferences`]).
    pub preferred: BTreeMap<String, Preferred>,
}

/// What a preferred asset turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preferred {
    /// One asset: its type, and how it is referred to.
    One(String, Preference),
    /// None; the nearest names.
    None(Vec<String>),
    /// Several; how to tell them apart.
    Several(Vec<String>),
    /// Preferences have no place here: the inventory is a branch's, and this is for all of them.
    OfABranch,
}

/// A line before it is known what it names.
struct Wanted {
    /// The type or skill; empty in a line that only prefers.
    what: String,
    qty: u32,
    /// Whether a skill is meant, said in so many words.
    person: bool,
    prefer: Option<String>,
}

/// The assets that lines prefer, as they are written there.
#[must_use]
pub fn preferences(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| split(&fold::clean_line(line, usize::MAX)).1.map(ToOwned::to_owned))
        .collect()
}

/// The hooks that lines mean. `before` holds what is stored: lines that it has keep the keys that we do not know.
///
/// # Errors
/// What is wrong, line by line, with the nearest names.
pub fn read(text: &str, before: &Hooks, stock: &Stock) -> Result<Hooks, String> {
    let mut old: Vec<&Hook> = before.0.iter().collect();
    let (mut hooks, mut errors): (Vec<Hook>, Vec<String>) = (Vec::new(), Vec::new());
    let lines = text.lines().map(|line| fold::clean_line(line, usize::MAX));
    for (number, line) in (1..).zip(lines).filter(|(_, line)| !line.is_empty()) {
        // What was there may stay, also when nothing answers to it any more.
        if let Some(at) = old.iter().position(|hook| hook.line() == line) {
            hooks.push(old.remove(at).clone());
            continue;
        }
        match one(&line, hooks.last(), stock) {
            Ok(Read::Hook(hook)) => hooks.push(kept(hook, &mut old)),
            Ok(Read::PreferenceOfLast(prefer)) => {
                if let Some(last) = hooks.pop() {
                    hooks.push(Hook { prefer: Some(prefer), ..last }.written());
                }
            }
            Err(error) => errors.push(format!("line {number}: {error}")),
        }
    }
    if hooks.len() > MAX_HOOKS {
        errors.push(format!("at most {MAX_HOOKS} lines; there are {}", hooks.len()));
    }
    if errors.is_empty() { Ok(Hooks(hooks)) } else { Err(errors.join("; ")) }
}

enum Read {
    Hook(Hook),
    /// A line that only prefers says something of the line before, if that needs such an asset.
    PreferenceOfLast(Preference),
}

/// A changed line of the same need keeps what else was stored with it.
fn kept(hook: Hook, old: &mut Vec<&Hook>) -> Hook {
    match old.iter().position(|before| before.need == hook.need) {
        Some(at) => Hook { stored: old.remove(at).stored.clone(), ..hook }.written(),
        None => hook,
    }
}

fn one(line: &str, last: Option<&Hook>, stock: &Stock) -> Result<Read, String> {
    if line.starts_with(['{', '[', '"']) {
        return Err("keep what another program wrote as it was, or take the line out".to_owned());
    }
    let wanted = parse(line)?;
    let prefer = wanted.prefer.as_deref().map(|name| preferred(name, stock)).transpose()?;
    let Some((kind, prefer)) = prefer else {
        return Ok(Read::Hook(Hook::new(need(&wanted, stock)?, wanted.qty, None)));
    };
    if wanted.what.is_empty() {
        let of_last = last.is_some_and(|l| l.prefer.is_none() && fits(&l.need, &kind));
        if of_last && wanted.qty == 1 {
            return Ok(Read::PreferenceOfLast(prefer));
        }
        return Ok(Read::Hook(Hook::new(Need::Asset(kind), wanted.qty, Some(prefer))));
    }
    let need = need(&wanted, stock)?;
    if !fits(&need, &kind) {
        return Err(format!("{} is no {}: its type is {kind}", prefer.label, wanted.what));
    }
    Ok(Read::Hook(Hook::new(need, wanted.qty, Some(prefer))))
}

/// Whether an asset of a type can be what is needed.
fn fits(need: &Need, kind: &str) -> bool {
    match need {
        Need::Asset(wanted) => fold::fold(wanted) == fold::fold(kind),
        Need::Person(_) => kind == "human",
        Need::Other => false,
    }
}

fn preferred(name: &str, stock: &Stock) -> Result<(String, Preference), String> {
    match stock.preferred.get(name) {
        Some(Preferred::One(kind, prefer)) => Ok((kind.clone(), prefer.clone())),
        Some(Preferred::Several(names)) => {
            Err(format!("several assets are called “{name}”; write one of: {}", names.join(", ")))
        }
        Some(Preferred::OfABranch) => {
            Err(format!("“prefer {name}” belongs into a branch's own package: every branch has other gear"))
        }
        Some(Preferred::None(near)) if !near.is_empty() => {
            Err(format!("no asset is called “{name}”; there is {}", near.join(", ")))
        }
        _ => Err(format!("no asset is called “{name}”")),
    }
}

/// The type or skill that is named.
fn need(wanted: &Wanted, stock: &Stock) -> Result<Need, String> {
    let folded = fold::fold(&wanted.what);
    let known = |words: &[String]| words.iter().find(|word| fold::fold(word) == folded).cloned();
    if let Some(kind) = known(&stock.types).filter(|_| !wanted.person) {
        return Ok(Need::Asset(kind));
    }
    if let Some(skill) = known(&stock.skills) {
        return Ok(Need::Person(skill));
    }
    let near = nearest(&folded, stock.types.iter().filter(|_| !wanted.person).chain(&stock.skills));
    let what = &wanted.what;
    let missing = if wanted.person || !super::is_type(what) {
        format!("nobody is “{what}” and no asset is of that type")
    } else {
        format!("there is no {what} in the inventory")
    };
    let all = stock.types.len() + stock.skills.len();
    Err(match (near.is_empty(), all) {
        (false, _) => format!("{missing}; the nearest is {}", near.join(", ")),
        (true, 0) => format!("{missing}: it is empty"),
        (true, _) => format!("{missing}; there is {}", some(stock)),
    })
}

/// A few of the names that there are.
fn some(stock: &Stock) -> String {
    let names: Vec<&str> = stock.types.iter().chain(&stock.skills).map(String::as_str).take(8).collect();
    names.join(", ")
}

/// Up to three names that are close to what was typed, the closest first.
#[must_use]
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    /// Below this two words have little more in common than the alphabet.
    const CLOSE: f64 = 0.8;
    let mut scored: Vec<(f64, &str)> = names
        .map(|name| (strsim::jaro_winkler(typed, &fold::fold(name)), name.as_str()))
        .filter(|(score, _)| *score >= CLOSE)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().map(|(_, name)| name).take(3).collect()
}

/// What stands before "prefer", and the asset behind it.
pub(in crate::domain) fn split(line: &str) -> (&str, Option<&str>) {
    const WORD: &str = "prefer ";
    let starts_word =
        |at: usize| line[..at].chars().next_back().is_none_or(|c| c == ',' || c.is_whitespace());
    let is_there = |at: usize| line.get(at..at + WORD.len()).is_some_and(|w| w.eq_ignore_ascii_case(WORD));
    match line.char_indices().map(|(at, _)| at).find(|at| is_there(*at) && starts_word(*at)) {
        Some(at) => (line[..at].trim_end_matches([',', ' ']), Some(line[at + WORD.len()..].trim())),
        None => (line, None),
    }
}

fn parse(line: &str) -> Result<Wanted, String> {
    let (head, prefer) = split(line);
    if prefer == Some("") {
        return Err("which asset is preferred? write e.g. prefer Sony A7iii #1".to_owned());
    }
    let (person, head) = match head.split_once(':') {
        Some((word, rest)) if fold::fold(word) == "person" => (true, rest.trim()),
        _ => (false, head),
    };
    let (what, qty) = quantity(head)?;
    if what.is_empty() && prefer.is_none() || person && what.is_empty() {
        return Err("write what is needed, e.g. camera x2 or lead photographer".to_owned());
    }
    Ok(Wanted { what, qty, person, prefer: prefer.map(ToOwned::to_owned) })
}

/// `camera x2`, `camera × 2`, `2 cameras`' number, `2x camera`: the words and how many.
pub(in crate::domain) fn quantity(head: &str) -> Result<(String, u32), String> {
    let plain: String =
        head.chars().map(|c| if matches!(c, '×' | '✕') { 'x' } else { digit::ascii(c) }).collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    let number = |word: &str| -> Option<String> {
        let digits = word.strip_prefix(['x', 'X']).or(word.strip_suffix(['x', 'X'])).unwrap_or(word);
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
    };
    let is_x = |word: &&str| word.eq_ignore_ascii_case("x");
    let first = words.first().and_then(|word| number(word));
    let last = words.last().filter(|word| word.starts_with(['x', 'X'])).and_then(|word| number(word));
    let found = if let [.., x, n] = words.as_slice()
        && is_x(x)
        && let Some(n) = number(n)
    {
        words.truncate(words.len() - 2);
        Some(n)
    } else if last.is_some() {
        words.pop();
        last
    } else if first.is_some() {
        words.remove(0);
        if words.first().is_some_and(is_x) {
            words.remove(0);
        }
        first
    } else {
        None
    };
    let qty = found.map_or(Some(1), |n| n.parse::<u32>().ok().filter(|n| (1..=MAX_QTY).contains(n)));
    let qty = qty.ok_or_else(|| format!("how many? write a number from 1 to {MAX_QTY}, e.g. camera x2"))?;
    Ok((words.join(" "), qty))
}
