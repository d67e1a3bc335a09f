//! JSON columns that hold a list of texts: what a package includes, a checklist's words. Edited one per line.

use super::fold;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most lines of one list.
pub const MAX_LINES: usize = 100;
/// The longest line, in characters.
pub const MAX_LINE: usize = 300;

/// A list of texts as it is stored. What another program put there in a shape of its own is shown as a line of JSON
/// and kept as it is, as long as its line is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(Vec<Value>);

impl Texts {
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

    /// The lines that people read and edit.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(line).filter(|line| !line.is_empty()).collect()
    }

    /// All lines as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list that a text of lines means: an element whose line is still there stays what it was.
    ///
    /// # Errors
    /// Too many lines.
    pub fn edited(&self, text: &str) -> Result<Self, String> {
        let mut before: Vec<&Value> = self.0.iter().filter(|element| !element.is_string()).collect();
        let lines =
            text.lines().map(|line| fold::clean_line(line, usize::MAX)).filter(|line| !line.is_empty());
        let elements: Vec<Value> = lines
            .map(|text| match before.iter().position(|element| line(element) == text) {
                Some(at) => before.remove(at).clone(),
                None => Value::String(fold::clean_line(&text, MAX_LINE)),
            })
            .collect();
        if elements.len() > MAX_LINES {
            return Err(format!("at most {MAX_LINES} lines; there are {}", elements.len()));
        }
        Ok(Self(elements))
    }

    /// The column; `None` when there is nothing to keep.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| Value::Array(self.0.clone()).to_string())
    }
}

/// One element as a line.
fn line(element: &Value) -> String {
    match element {
        Value::String(text) => fold::clean_line(text, MAX_LINE),
        Value::Null => String::new(),
        other => fold::clean_line(&other.to_string(), usize::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_other_programs_are_kept() {
        let table = [
            (r#"["Album","50 prints"]"#, "Album\n50 prints"),
            (r#"["Album",{"pages":40},7]"#, "Album\n{\"pages\":40}\n7"),
            (r#"{"album":true}"#, "{\"album\":true}"),
            ("Album, prints", "Album, prints"),
            ("[broken", "[broken"),
            ("null", ""),
            ("  ", ""),
        ];
        for (stored, text) in table {
            let texts = Texts::parse(Some(stored));
            assert_eq!(texts.text(), text, "{stored}");
            assert_eq!(texts.edited(text).unwrap().text(), text, "{stored}");
        }
        let texts = Texts::parse(Some(r#"["Album",{"pages":40}]"#));
        let edited = texts.edited("  Frame \n\n{\"pages\":40}\n").unwrap();
        assert_eq!(edited.to_json().as_deref(), Some(r#"["Frame",{"pages":40}]"#));
        assert_eq!(Texts::default().to_json(), None);
        assert!(texts.edited(&"x\n".repeat(MAX_LINES + 1)).is_err());
    }
}
