//! Things to tick: `[{"text","done"}]`, edited one per line.

use crate::domain::fold;
use crate::domain::texts::{MAX_LINE, MAX_LINES};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A checklist as it is stored. What another program put there in a shape of its own is shown and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checklist(Vec<Value>);

impl Checklist {
    /// Reads a column. What is no JSON is a list of its lines; JSON that is no list is its only element.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        let Some(text) = stored.filter(|text| !text.trim().is_empty()) else { return Self::default() };
        match serde_json::from_str(text) {
            Ok(Value::Array(elements)) => Self(elements),
            Ok(Value::Null) => Self::default(),
            Ok(other) => Self(vec![other]),
            Err(_) => Self(text.lines().map(Value::from).collect()),
        }
    }

    /// A list of things that are all open.
    #[must_use]
    pub fn of(texts: &[String]) -> Self {
        Self(texts.iter().map(|text| json!({ "text": text, "done": false })).collect())
    }

    /// The things: what, and whether it is done.
    #[must_use]
    pub fn items(&self) -> Vec<(String, bool)> {
        self.0.iter().map(|element| (text(element), is_done(element))).collect()
    }

    /// How many are done, and how many there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.0.iter().filter(|element| is_done(element)).count(), self.0.len())
    }

    /// The lines that people edit: `[x] done`, `[ ] open`.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The list that lines mean; `[x]` before a line says that it is done, `[ ]` or nothing that it is not. What is
    /// stored with a thing stays with it as long as its words stay.
    ///
    /// # Errors
    /// Too many lines.
    pub fn edited(&self, lines: &str) -> Result<Self, String> {
        let mut before: Vec<&Value> = self.0.iter().collect();
        let mut elements = Vec::new();
        for typed in lines.lines().map(|line| fold::clean_line(line, usize::MAX)) {
            let (words, done) = read(&typed);
            if words.is_empty() {
                continue;
            }
            let at = before.iter().position(|element| text(element) == words);
            let element = match at.map(|at| before.remove(at)) {
                Some(element) if is_done(element) == done => element.clone(),
                Some(element) => with_done(element, done),
                None => json!({ "text": fold::clean_line(words, MAX_LINE), "done": done }),
            };
            elements.push(element);
        }
        if elements.len() > MAX_LINES {
            return Err(format!("at most {MAX_LINES} lines; there are {}", elements.len()));
        }
        Ok(Self(elements))
    }

    /// The list with one thing done or open again; `None` when that one is not there any more.
    #[must_use]
    pub fn ticked(&self, at: usize, what: &str, done: bool) -> Option<Self> {
        let element = self.0.get(at).filter(|element| text(element) == what)?;
        let mut elements = self.0.clone();
        elements[at] = with_done(element, done);
        Some(Self(elements))
    }

    /// The column; `None` when there is nothing to keep.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Array(self.0.clone()).to_string())
    }
}

fn text(element: &Value) -> String {
    let words = match element {
        Value::String(text) => text,
        Value::Object(keys) if keys.get("text").is_some_and(Value::is_string) => {
            return fold::clean_line(keys["text"].as_str().unwrap_or_default(), usize::MAX);
        }
        other => return other.to_string(),
    };
    fold::clean_line(words, usize::MAX)
}

fn is_done(element: &Value) -> bool {
    element["done"] == Value::Bool(true) || element["done"] == json!(1)
}

fn line(element: &Value) -> String {
    format!("[{}] {}", if is_done(element) { 'x' } else { ' ' }, text(element))
}

fn with_done(element: &Value, done: bool) -> Value {
    let mut keys = match element {
        Value::Object(keys) => keys.clone(),
        other => Map::from_iter([("text".to_owned(), Value::String(text(other)))]),
    };
    keys.insert("done".to_owned(), Value::Bool(done));
    Value::Object(keys)
}

/// The words of a line, and whether it says that they are done.
fn read(line: &str) -> (&str, bool) {
    let line = line.trim().trim_start_matches(['-', '*', '•']).trim_start();
    for (mark, done) in [("[x]", true), ("[X]", true), ("[✓]", true), ("[ ]", false), ("[]", false)] {
        if let Some(words) = line.strip_prefix(mark) {
            return (words.trim(), done);
        }
    }
    (line, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_edited_line_by_line_and_keep_what_is_stored() {
        let stored = r#"[{"text":"Backup","done":true,"by":"usr_1"},"Cull",{"steps":3}]"#;
        let list = Checklist::parse(Some(stored));
        assert_eq!(list.text(), "[x] Backup\n[ ] Cull\n[ ] {\"steps\":3}");
        assert_eq!(list.edited(&list.text()).unwrap(), list);
        assert_eq!(list.counts(), (1, 3));
        let edited = list.edited("- [ ] Backup\n* Album\n[x] Cull\n\n[x]\n").unwrap();
        assert_eq!(
            edited.to_json().as_deref(),
            Some(
                r#"[{"text":"Backup","done":false,"by":"usr_1"},{"text":"Album","done":false},{"text":"Cull","done":true}]"#
            )
        );
        assert_eq!(list.ticked(1, "Cull", true).unwrap().counts(), (2, 3));
        assert_eq!(list.ticked(1, "Backup", true), None, "another thing stands there by now");
        assert_eq!(list.ticked(9, "Cull", true), None);
        for odd in ["[broken", "7", "null", "[null]", r#"{"text":"One"}"#] {
            let list = Checklist::parse(Some(odd));
            assert_eq!(list.edited(&list.text()).unwrap().items(), list.items(), "{odd}");
        }
        assert!(list.edited(&"x\n".repeat(MAX_LINES + 1)).is_err());
    }
}
