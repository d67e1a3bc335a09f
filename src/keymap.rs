//! Which keys mean which action, by scope: the defaults of [`crate::action::ACTIONS`], and what the configuration
//! changes about them.
//!
//! Footers (`Keymap::hints`), the help, the palette and `docs/keys.md` (`Keymap::markdown`) all read a keymap,
//! so a key that is configured is also the key that is shown.

use crate::action::{ACTIONS, Action, ActionSpec, Group, Scope, meet};
use crate::input::{Key, KeyError};
use std::collections::BTreeMap;

/// Keys by action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    /// By `Action as usize`.
    keys: Vec<Vec<Key>>,
    by_key: BTreeMap<(Scope, Key), Action>,
}

/// A key and what it means where it was pressed. Widgets take presses: a key that means nothing may still type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// The key.
    pub key: Key,
    /// What it means, if anything.
    pub action: Option<Action>,
}

/// One entry of a footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key as printed.
    pub keys: String,
    /// What it does, in a word or two.
    pub label: String,
    /// Whether it stays when others must go: the ways to everything else.
    pub vital: bool,
}

impl Hint {
    /// A hint.
    #[must_use]
    pub fn new(keys: impl Into<String>, label: impl Into<String>) -> Self {
        Self { keys: keys.into(), label: label.into(), vital: false }
    }
}

/// What is wrong with a configured keymap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No action has this name.
    #[error("keys: there is no action {name:?}{}", did_you_mean(*.nearest))]
    UnknownAction {
        /// What was written.
        name: String,
        /// The nearest name that there is.
        nearest: Option<&'static str>,
    },
    /// No key has this name.
    #[error("keys: {action}: {error}")]
    BadKey {
        /// The action it was written for.
        action: &'static str,
        /// What is wrong with it.
        error: KeyError,
    },
    /// One key for two actions that are active together.
    #[error("keys: {key} would mean both {first} and {second}; give one of them another key")]
    Clash {
        /// The key.
        key: Key,
        /// One action.
        first: &'static str,
        /// The other one.
        second: &'static str,
    },
    /// A key that types, for an action that is meant while typing.
    #[error("keys: {key} types text where {action} is meant; add ctrl or alt, or use a function key")]
    Types {
        /// The key.
        key: Key,
        /// The action.
        action: &'static str,
    },
    /// An action that must keep a key.
    #[error("keys: {action} needs at least one key")]
    Needed {
        /// The action.
        action: &'static str,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!("; did you mean {name:?}?")).unwrap_or_default()
}

impl Default for Keymap {
    fn default() -> Self {
        Self::from_keys(ACTIONS.iter().map(|spec| spec.keys.to_vec()).collect())
    }
}

impl Keymap {
    fn from_keys(keys: Vec<Vec<Key>>) -> Self {
        let by_key = ACTIONS
            .iter()
            .zip(&keys)
            .flat_map(|(spec, keys)| keys.iter().map(move |key| ((spec.scope, *key), spec.action)))
            .collect();
        Self { keys, by_key }
    }

    /// The defaults, with the keys of some actions replaced: `"clients.merge" -> ["M", "ctrl-m"]`. An empty list
    /// leaves an action without a key.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first thing.
    pub fn with_overrides(overrides: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<KeymapError>> {
        let mut keys: Vec<Vec<Key>> = ACTIONS.iter().map(|spec| spec.keys.to_vec()).collect();
        let mut errors = Vec::new();
        for (name, texts) in overrides {
            let Some(action) = Action::parse(name) else {
                errors.push(KeymapError::UnknownAction { name: name.clone(), nearest: nearest_action(name) });
                continue;
            };
            let spec = action.spec();
            if texts.is_empty() && matches!(action, Action::Back | Action::ForceQuit) {
                errors.push(KeymapError::Needed { action: spec.name });
            }
            let mut chosen = Vec::new();
            for text in texts {
                match text.parse::<Key>() {
                    Err(error) => errors.push(KeymapError::BadKey { action: spec.name, error }),
                    Ok(key) if spec.scope.takes_text() && key.edits_line() => {
                        errors.push(KeymapError::Types { key, action: spec.name });
                    }
                    Ok(key) if chosen.contains(&key) => {}
                    Ok(key) => chosen.push(key),
                }
            }
            keys[action as usize] = chosen;
        }
        clashes(&keys, &mut errors);
        if errors.is_empty() { Ok(Self::from_keys(keys)) } else { Err(errors) }
    }

    /// What a key means in a stack of scopes, innermost first (see [`crate::action::STACKS`]). While text is being
    /// typed, keys that edit text mean nothing in the scopes outside.
    #[must_use]
    pub fn lookup(&self, scopes: &[Scope], key: Key) -> Option<Action> {
        for scope in scopes {
            if let Some(action) = self.by_key.get(&(*scope, key)) {
                return Some(*action);
            }
            if scope.takes_text() && key.edits_line() {
                return None;
            }
        }
        None
    }

    /// The key with what it means: what widgets are handed.
    #[must_use]
    pub fn press(&self, scopes: &[Scope], key: Key) -> Press {
        Press { key, action: self.lookup(scopes, key) }
    }

    /// The keys of an action.
    #[must_use]
    pub fn keys_for(&self, action: Action) -> &[Key] {
        self.keys.get(action as usize).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action as printed, or nothing.
    #[must_use]
    pub fn key_text(&self, action: Action) -> String {
        self.keys_for(action).first().map(Key::to_string).unwrap_or_default()
    }

    /// The first keys of several actions as printed: `↑ ↓`.
    #[must_use]
    pub fn key_texts(&self, actions: &[Action]) -> String {
        actions.iter().map(|action| self.key_text(*action)).collect::<Vec<_>>().join(" ")
    }

    /// All keys of an action as printed: `↑ k`.
    #[must_use]
    pub fn keys_text(&self, action: Action) -> String {
        self.keys_for(action).iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
    }

    /// One action as a footer entry, whatever its scope; `None` while it has no key.
    #[must_use]
    pub fn hint(&self, action: Action) -> Option<Hint> {
        let spec = action.spec();
        let label = if spec.hint.is_empty() { spec.title } else { spec.hint };
        self.keys_for(action).first().map(|key| Hint::new(key.to_string(), label))
    }

    /// The footer of a stack of scopes: what has a place there and a key that works there, in the order of the
    /// table.
    #[must_use]
    pub fn hints(&self, scopes: &[Scope]) -> Vec<Hint> {
        self.hints_where(scopes, |_| true)
    }

    /// The same, of the actions that are valid now.
    #[must_use]
    pub fn hints_where(&self, scopes: &[Scope], valid: impl Fn(Action) -> bool) -> Vec<Hint> {
        let works = |spec: &&ActionSpec, key: &Key| self.lookup(scopes, *key) == Some(spec.action);
        ACTIONS
            .iter()
            .filter(|spec| !spec.hint.is_empty() && scopes.contains(&spec.scope) && valid(spec.action))
            .filter_map(|spec| {
                let key = self.keys_for(spec.action).iter().find(|key| works(&spec, key))?;
                let vital = matches!(spec.action, Action::Help | Action::Commands);
                Some(Hint { vital, ..Hint::new(key.to_string(), spec.hint) })
            })
            .collect()
    }

    /// The actions of a stack of scopes: what the palette offers, whether or not they have a key.
    pub fn actions(&self, scopes: &[Scope]) -> impl Iterator<Item = &'static ActionSpec> {
        ACTIONS.iter().filter(move |spec| scopes.contains(&spec.scope))
    }

    /// `docs/keys.md`.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "# Keys\n\nGenerated from the table of actions; a test compares. Give an action other keys under \
             `[keys]` in the configuration file, by its name.\n",
        );
        for group in Group::ALL {
            out.push_str(&format!(
                "\n## {}\n\n| Keys | Action | Name | Where |\n|---|---|---|---|\n",
                group.title()
            ));
            for spec in ACTIONS.iter().filter(|spec| spec.group == group) {
                let keys: Vec<String> =
                    self.keys_for(spec.action).iter().map(|key| format!("`{key}`")).collect();
                let (keys, place) = (keys.join(" "), spec.scope.name());
                out.push_str(&format!(
                    "| {keys} | {} {} | `{}` | {place} |\n",
                    bold(spec),
                    spec.doc,
                    spec.name
                ));
            }
        }
        out.push_str("\n## Typing\n\n| Keys | Does |\n|---|---|\n");
        for (keys, doc) in TYPING {
            let keys: Vec<String> = keys.split(' ').map(|key| format!("`{key}`")).collect();
            out.push_str(&format!("| {} | {doc} |\n", keys.join(" ")));
        }
        out
    }
}

fn bold(spec: &ActionSpec) -> String {
    format!("**{}.**", spec.title)
}

/// The keys of a line of text. They are every terminal's habit and cannot be configured.
pub const TYPING: [(&str, &str); 9] = [
    ("← →", "One sign left, right."),
    ("ctrl-← ctrl-→", "One word left, right; alt-b and alt-f do the same."),
    ("Home ctrl-a", "To the start of the line."),
    ("End ctrl-e", "To the end of the line."),
    ("⌫ Del", "Deletes the sign before, behind the cursor."),
    ("ctrl-w alt-d", "Deletes the word before, behind the cursor."),
    ("ctrl-u ctrl-k", "Deletes to the start, to the end of the line."),
    ("ctrl-y", "Puts back what was deleted last."),
    ("Space ← →", "Cycles a choice or a switch."),
];

fn clashes(keys: &[Vec<Key>], errors: &mut Vec<KeymapError>) {
    for (i, first) in ACTIONS.iter().enumerate() {
        for (j, second) in ACTIONS.iter().enumerate().skip(i + 1) {
            if !meet(first.scope, second.scope) {
                continue;
            }
            for key in keys[i].iter().filter(|key| keys[j].contains(key)) {
                errors.push(KeymapError::Clash { key: *key, first: first.name, second: second.name });
            }
        }
    }
}

fn nearest_action(name: &str) -> Option<&'static str> {
    let last = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    let score = |known: &str| {
        strsim::jaro_winkler(known, name).max(0.95 * strsim::jaro_winkler(&last(known), &last(name)))
    };
    ACTIONS
        .iter()
        .map(|spec| (score(spec.name), spec.name))
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::STACKS;
    use crate::input::KeyCode;

    const CLIENTS: &[Scope] = STACKS[2];
    const FORM: &[Scope] = &[Scope::Form, Scope::Always];
    const PICKER: &[Scope] = &[Scope::Picker, Scope::Move, Scope::Always];

    fn overrides(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        pairs
            .iter()
            .map(|(name, keys)| ((*name).to_owned(), keys.iter().map(|k| (*k).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn the_same_key_means_the_same_or_types() {
        let keymap = Keymap::default();
        assert_eq!(keymap.lookup(CLIENTS, Key::char('n')), Some(Action::NewClient));
        assert_eq!(keymap.lookup(CLIENTS, Key::char('j')), Some(Action::Down));
        assert_eq!(keymap.lookup(CLIENTS, Key::ctrl('u')), Some(Action::HalfUp));
        assert_eq!(keymap.lookup(PICKER, Key::char('j')), None);
        assert_eq!(keymap.lookup(PICKER, Key::ctrl('u')), None);
        assert_eq!(keymap.lookup(PICKER, Key::plain(KeyCode::Down)), Some(Action::Down));
        assert_eq!(keymap.lookup(FORM, Key::char('?')), None);
        assert_eq!(keymap.lookup(FORM, Key::plain(KeyCode::F(1))), Some(Action::Help));
        assert_eq!(keymap.lookup(FORM, Key::ctrl('c')), Some(Action::ForceQuit));
    }

    #[test]
    fn every_action_can_be_reached_by_its_keys() {
        let keymap = Keymap::default();
        for spec in ACTIONS {
            for key in spec.keys {
                let reached = STACKS.iter().any(|stack| keymap.lookup(stack, *key) == Some(spec.action));
                assert!(reached, "{} by {key}", spec.name);
            }
        }
    }

    #[test]
    fn footers_tell_the_next_keys() {
        let line = |scopes: &[Scope]| {
            let hints = Keymap::default().hints(scopes);
            hints.iter().map(|h| format!("{} {}", h.keys, h.label)).collect::<Vec<_>>().join("  ")
        };
        insta::assert_snapshot!(line(CLIENTS), @"⏎ open  n new  e edit  t tags  a note  m merge  p project  H history  y copy  / search  f filter  s sort  : commands  ? help  q quit");
        insta::assert_snapshot!(line(FORM), @"ctrl-s save  Tab next  ctrl-o pick  F1 help");
        insta::assert_snapshot!(line(PICKER), @"⏎ choose  F1 help");
    }

    #[test]
    fn configured_keys_replace_the_defaults() {
        let keymap = Keymap::with_overrides(&overrides(&[("clients.merge", &["ctrl-n", "F6"])]));
        let keymap = keymap.unwrap_or_else(|errors| panic!("{errors:?}"));
        assert_eq!(keymap.lookup(CLIENTS, Key::char('m')), None);
        assert_eq!(keymap.lookup(CLIENTS, Key::ctrl('n')), Some(Action::MergeClients));
        assert_eq!(keymap.keys_text(Action::MergeClients), "ctrl-n F6");
        assert_eq!(Keymap::with_overrides(&BTreeMap::new()), Ok(Keymap::default()));
    }

    #[test]
    fn says_everything_that_is_wrong() {
        let wrong = Keymap::with_overrides(&overrides(&[
            ("client.merge", &["M"]),
            ("marge", &["M"]),
            ("clients.edit", &["q"]),
            ("app.back", &[]),
            ("form.save", &["s"]),
            ("list.sort", &["etner"]),
        ]));
        let Err(errors) = wrong else { panic!("all of this was accepted") };
        let text: Vec<String> = errors.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(text.join("\n"), @r#"
        keys: app.back needs at least one key
        keys: there is no action "client.merge"; did you mean "clients.merge"?
        keys: s types text where form.save is meant; add ctrl or alt, or use a function key
        keys: list.sort: "etner" names no key; did you mean "enter"?
        keys: there is no action "marge"; did you mean "clients.merge"?
        keys: q would mean both clients.edit and app.quit; give one of them another key
        "#);
    }

    #[test]
    fn the_document_has_every_action_once() {
        let text = Keymap::default().markdown();
        for spec in ACTIONS {
            assert_eq!(text.matches(&format!("`{}`", spec.name)).count(), 1, "{}", spec.name);
        }
    }
}
