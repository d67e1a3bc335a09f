//! Needs as people write them: `camera x2`, `lead photographer`, `any A7iii`, `kit: wedding`, `prefer Studio A`.

use crate::domain::fold;
use crate::domain::hook::{MAX_QTY, quantity, split};

/// What kind of thing a line names, where it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Whatever has that name.
    Open,
    /// Anything of the kind: `any …`.
    Any,
    /// Somebody with a skill: `person: …`.
    Person,
    /// A kit: `kit: …`.
    Kit,
}

/// A line of needs, before it is known what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The whole line, cleaned: an asset may be called just so, number and all.
    pub line: String,
    /// The words without the number.
    pub what: String,
    /// How many.
    pub qty: u32,
    /// What it says of itself.
    pub sort: Sort,
    /// The asset that is preferred.
    pub prefer: Option<String>,
}

impl Written {
    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let line = fold::clean_line(text, 200);
        let (head, prefer) = split(&line);
        if prefer == Some("") {
            return Err("which asset is preferred? write e.g. prefer Sony A7iii #1".to_owned());
        }
        let (sort, head) = sort(head);
        let (mut what, mut qty) = quantity(head)?;
        // `any 2 cameras` has the number behind the word.
        let (sort, rest) = match (sort, self::sort(&what)) {
            (Sort::Open, (Sort::Any, rest)) => (Sort::Any, rest.to_owned()),
            (sort, _) => (sort, what),
        };
        what = rest;
        if qty == 1 && sort == Sort::Any {
            (what, qty) = quantity(&what)?;
        }
        if what.is_empty() && prefer.is_none() {
            return Err("write what is needed, e.g. camera x2, lead photographer or any A7iii".to_owned());
        }
        debug_assert!((1..=MAX_QTY).contains(&qty));
        Ok(Self { prefer: prefer.map(ToOwned::to_owned), what, qty, sort, line: line.clone() })
    }
}

/// The word before the name that says what is named.
fn sort(head: &str) -> (Sort, &str) {
    if let Some((word, rest)) = head.split_once(':') {
        match fold::fold(word).as_str() {
            "person" => return (Sort::Person, rest.trim()),
            "kit" => return (Sort::Kit, rest.trim()),
            _ => {}
        }
    }
    match head.split_once(' ') {
        Some((word, rest)) if fold::fold(word) == "any" => (Sort::Any, rest.trim()),
        _ => (Sort::Open, head),
    }
}

/// What a studio calls the types of assets, besides their own names in one or many.
const CALLED: [(&str, &str); 12] = [
    ("studio", "space"),
    ("studio floor", "space"),
    ("floor", "space"),
    ("room", "space"),
    ("stage", "space"),
    ("people", "human"),
    ("person", "human"),
    ("crew", "human"),
    ("lenses", "lens"),
    ("mic", "audio"),
    ("microphone", "audio"),
    ("body", "camera"),
];

/// Other words for what was written, folded: without the `s` of many, and the type that it is called after.
#[must_use]
pub fn other_words(what: &str) -> Vec<String> {
    let folded = fold::fold(what);
    let single = folded.strip_suffix('s').filter(|word| word.len() > 2).map(ToOwned::to_owned);
    let mut words: Vec<String> = single.into_iter().collect();
    let called =
        |word: &str| CALLED.iter().find(|(name, _)| *name == word).map(|(_, kind)| (*kind).to_owned());
    let kinds: Vec<String> = words.iter().chain([&folded]).filter_map(|word| called(word)).collect();
    words.extend(kinds);
    words
}

/// Whether all words occur in a name, with or without the spaces that people leave out: `a7iii` is in `Sony A7 III #1`.
#[must_use]
pub fn names(name: &str, words: &str) -> bool {
    let (name, words) = (fold::fold(name), fold::fold(words));
    let squeeze = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let squeezed = squeeze(&name);
    !words.is_empty()
        && words.split(' ').all(|word| {
            let bare = squeeze(word);
            name.contains(word) || !bare.is_empty() && squeezed.contains(&bare)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        let cases = [
            ("camera x2", Sort::Open, "camera", 2),
            ("2 cameras", Sort::Open, "cameras", 2),
            ("any A7iii", Sort::Any, "A7iii", 1),
            ("any A7iii x 2", Sort::Any, "A7iii", 2),
            ("2 any A7iii", Sort::Any, "A7iii", 2),
            ("Any 2 cameras", Sort::Any, "cameras", 2),
            ("person: drone", Sort::Person, "drone", 1),
            ("kit: Wedding", Sort::Kit, "Wedding", 1),
            ("Anya Rao", Sort::Open, "Anya Rao", 1),
        ];
        for (line, sort, what, qty) in cases {
            let read = Written::parse(line).unwrap();
            assert_eq!((read.sort, read.what.as_str(), read.qty), (sort, what, qty), "{line}");
        }
        let prefers = Written::parse("camera, prefer Sony A7iii #1").unwrap();
        assert_eq!(prefers.prefer.as_deref(), Some("Sony A7iii #1"));
        for line in ["", " ", "any", "x2", "camera x0", "camera x100"] {
            let read = Written::parse(line);
            assert!(read.is_err() || read.as_ref().is_ok_and(|r| r.what == "any"), "{line}: {read:?}");
        }
    }

    #[test]
    fn words_are_found_in_names() {
        for (name, words) in [
            ("Sony A7 III #1", "a7iii"),
            ("Sony A7 III #1", "sony 7 III"),
            ("FE 24-70mm f/2.8", "24-70"),
            ("FE 24-70mm f/2.8", "2470"),
            ("प्रिया शर्मा", "प्रिया"),
        ] {
            assert!(names(name, words), "{words} in {name}");
        }
        assert!(!names("Sony A7 III", "a7 iv"));
        assert!(!names("Sony", "-"));
        assert_eq!(other_words("Cameras"), ["camera"]);
        assert_eq!(other_words("studio floor"), ["space"]);
        assert_eq!(other_words("rooms"), ["room", "space"]);
    }
}
