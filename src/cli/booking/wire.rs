//! What `booking lock` reads as JSON. Every key that is not known and every value of a wrong type is named; nothing is
//! guessed.

use crate::cli::CliError;
use crate::config::nearest;
use serde_json::{Map, Value};

/// What one lock shall be, as texts and numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) asset: String,
    pub(super) project: String,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) tz: Option<String>,
    /// Minutes.
    pub(super) buffer_before: Option<u32>,
    /// Minutes.
    pub(super) buffer_after: Option<u32>,
    pub(super) qty: Option<u32>,
    pub(super) event: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) expires: Option<String>,
}

/// Whether one lock was wanted, or a list: what is printed has the same shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    List,
}

const KEYS: [&str; 11] = [
    "asset",
    "project",
    "start",
    "end",
    "tz",
    "buffer_before",
    "buffer_after",
    "qty",
    "event",
    "kind",
    "expires",
];

/// Reads an object, or a list of them.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<(Vec<Given>, Shape), CliError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| invalid(&format!("this is no JSON: {error}")))?;
    match value {
        Value::Object(object) => Ok((vec![given(object).map_err(|faults| invalid(&faults))?], Shape::One)),
        Value::Array(list) if list.is_empty() => Err(invalid("the list is empty: nothing is wanted")),
        Value::Array(list) => Ok((several(list)?, Shape::List)),
        other => Err(invalid(&format!("an object or a list of objects is wanted, not {}", called(&other)))),
    }
}

fn several(list: Vec<Value>) -> Result<Vec<Given>, CliError> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (no, value) in (1..).zip(list) {
        let read = match value {
            Value::Object(object) => given(object),
            other => Err(format!("an object is wanted, not {}", called(&other))),
        };
        match read {
            Ok(given) => all.push(given),
            Err(found) => faults.push(format!("lock {no}: {found}")),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(invalid(&faults.join("\n"))) }
}

fn invalid(message: &str) -> CliError {
    CliError::Invalid {
        message: message.to_owned(),
        hint: "Nothing was booked. `booking lock --help` names the keys.".to_owned(),
    }
}

fn given(mut object: Map<String, Value>) -> Result<Given, String> {
    let mut faults = Vec::new();
    let mut text = |key: &str| match object.remove(key) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text),
        Some(Value::String(_)) => {
            faults.push(format!("{key} is empty"));
            None
        }
        Some(other) => {
            faults.push(format!("{key} must be a text, not {}", called(&other)));
            None
        }
    };
    let texts = ["asset", "project", "start", "end", "tz", "event", "kind", "expires"].map(&mut text);
    let [asset, project, start, end, tz, event, kind, expires] = texts;
    let mut number = |key: &str| match object.remove(key) {
        None | Some(Value::Null) => None,
        Some(value) => {
            let read = value.as_u64().and_then(|n| u32::try_from(n).ok());
            if read.is_none() {
                let unit = if key == "qty" { "a whole number from 1 on" } else { "whole minutes, 0 or more" };
                faults.push(format!("{key} must be {unit}, not {}", called(&value)));
            }
            read
        }
    };
    let [buffer_before, buffer_after, qty] = ["buffer_before", "buffer_after", "qty"].map(&mut number);
    for key in object.keys() {
        let near = nearest(key, KEYS.into_iter());
        let near = near.map_or_else(
            || format!("the keys are {}", KEYS.join(", ")),
            |near| format!("did you mean {near}?"),
        );
        faults.push(format!("there is no key {key}; {near}"));
    }
    let mut needed = |key: &str, value: Option<String>| {
        let known = value.is_some() || faults.iter().any(|fault| fault.starts_with(key));
        if !known {
            faults.push(format!("{key} is missing"));
        }
        value.unwrap_or_default()
    };
    let (asset, project) = (needed("asset", asset), needed("project", project));
    if event.is_none() || start.is_some() || end.is_some() {
        needed("start", start.clone());
        needed("end", end.clone());
    }
    let given =
        Given { asset, project, start, end, tz, buffer_before, buffer_after, qty, event, kind, expires };
    if faults.is_empty() { Ok(given) } else { Err(faults.join("; ")) }
}

/// A value in a sentence.
fn called(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("the text “{}”", crate::domain::fold::clean_line(text, 40)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Shape, read};

    fn fault(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wanted_is_read() {
        let text = r#"{"asset":"A7","project":"Sharma","start":"2026-12-12T11:00","end":"2026-12-12T12:00","tz":"Asia/Kolkata","buffer_before":30,"qty":2}"#;
        let (all, shape) = read(text).unwrap();
        assert_eq!(shape, Shape::One);
        let expected = Given {
            asset: "A7".into(),
            project: "Sharma".into(),
            start: Some("2026-12-12T11:00".into()),
            end: Some("2026-12-12T12:00".into()),
            tz: Some("Asia/Kolkata".into()),
            buffer_before: Some(30),
            qty: Some(2),
            ..Given::default()
        };
        assert_eq!(all, [expected]);
        let (all, shape) = read(r#"[{"asset":"a","project":"p","event":"e"}]"#).unwrap();
        assert_eq!((all.len(), shape), (1, Shape::List));
    }

    #[test]
    fn what_is_wrong_is_named_all_of_it() {
        let wrong = r#"{"asset":7,"projct":"p","start":"","buffer_after":-5,"qty":"two"}"#;
        assert_eq!(
            fault(wrong),
            "asset must be a text, not 7; start is empty; buffer_after must be whole minutes, 0 or more, not -5; \
             qty must be a whole number from 1 on, not the text “two”; there is no key projct; did you mean project?; \
             project is missing; end is missing"
        );
        assert!(fault("{").starts_with("this is no JSON: "));
        assert_eq!(fault("7"), "an object or a list of objects is wanted, not 7");
        assert_eq!(fault("[]"), "the list is empty: nothing is wanted");
        assert_eq!(
            fault(r#"[{"asset":"a","project":"p","event":"e"},[]]"#),
            "lock 2: an object is wanted, not a list"
        );
        let half = r#"{"asset":"a","project":"p","event":"e","start":"2026-12-12T11:00"}"#;
        assert_eq!(fault(half), "end is missing");
        assert!(
            fault(r#"{"asset":"a","project":"p","event":"e","colour":"red"}"#)
                .contains("the keys are asset, project")
        );
    }
}
