//! Templates of tasks: what every wedding needs, edited as lines.
//!
//! ```text
//! Confirm the venue | active | 14 days before shoot
//! - Parking
//! - Power sockets
//! Cull the photos | editing | 2 days after shoot
//! Thank-you call | completed | 1 week after delivery
//! ```

use super::{Anchor, MAX_DAYS, MAX_TITLE, stage};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, OrgId, TaskTemplateId};
use crate::domain::project::ProjectStatus;
use crate::domain::texts::{MAX_LINE, MAX_LINES};
use crate::domain::{digit, fold};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The stable keys of a template's fields.
pub mod fields {
    /// Name. Text, required.
    pub const NAME: &str = "name";
    /// The tasks, as lines (see [`super`]). Required.
    pub const ITEMS: &str = "items";
}

/// A task of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What is to be done.
    pub title: String,
    /// The project status that it belongs to.
    pub stage: ProjectStatus,
    /// What its due day is counted from, and how many days.
    pub anchor: Option<(Anchor, i64)>,
    /// Things to tick.
    pub checklist: Vec<String>,
    /// Keys that we do not know.
    other: Map<String, Value>,
}

impl Item {
    fn parse(stored: &Value) -> Self {
        let text = |key: &str| stored[key].as_str().unwrap_or_default().to_owned();
        let days = stored["days"].as_i64().unwrap_or(0);
        let title = match stored {
            Value::Object(_) => text("title"),
            Value::String(title) => title.clone(),
            other => other.to_string(),
        };
        let things = stored["checklist"].as_array().into_iter().flatten();
        let thing = |thing: &Value| match thing {
            Value::String(text) => text.clone(),
            Value::Object(keys) => keys.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
            other => other.to_string(),
        };
        let mut other = stored.as_object().cloned().unwrap_or_default();
        other.retain(|key, _| !["title", "stage", "anchor", "days", "checklist"].contains(&key.as_str()));
        let stage = text("stage");
        Self {
            title: fold::clean_line(&title, MAX_TITLE),
            stage: if stage.is_empty() { ProjectStatus::Active } else { ProjectStatus::from(stage) },
            anchor: Some(text("anchor")).filter(|a| !a.is_empty()).map(|a| (Anchor::from(a), days)),
            checklist: things.map(thing).map(|text| fold::clean_line(&text, MAX_LINE)).collect(),
            other,
        }
    }

    fn to_value(&self) -> Value {
        let mut keys = Map::new();
        keys.insert("title".to_owned(), json!(self.title));
        keys.insert("stage".to_owned(), json!(self.stage.as_str()));
        if let Some((anchor, days)) = &self.anchor {
            keys.insert("anchor".to_owned(), json!(anchor.as_str()));
            keys.insert("days".to_owned(), json!(days));
        }
        if !self.checklist.is_empty() {
            keys.insert("checklist".to_owned(), json!(self.checklist));
        }
        keys.extend(self.other.clone());
        Value::Object(keys)
    }

    /// The line that people edit, with the things to tick below.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{} | {}", self.title.replace('|', "/"), self.stage);
        if let Some((anchor, days)) = &self.anchor {
            text.push_str(&format!(" | {}", when(anchor, *days)));
        }
        for thing in &self.checklist {
            text.push_str(&format!("\n- {thing}"));
        }
        text
    }
}

/// "14 days before shoot", "on delivery": what [`read_when`] reads back.
fn when(anchor: &Anchor, days: i64) -> String {
    let unit = if days.unsigned_abs() == 1 { "day" } else { "days" };
    match days {
        0 => format!("on {}", anchor.as_str()),
        1.. => format!("{days} {unit} after {}", anchor.as_str()),
        _ => format!("{} {unit} before {}", days.unsigned_abs(), anchor.as_str()),
    }
}

/// The tasks of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Items(pub Vec<Item>);

impl Items {
    /// Reads the column. What is no list has no tasks.
    #[must_use]
    pub fn parse(stored: &str) -> Self {
        match serde_json::from_str(stored) {
            Ok(Value::Array(elements)) => Self(elements.iter().map(Item::parse).collect()),
            _ => Self::default(),
        }
    }

    /// The column.
    #[must_use]
    pub fn to_json(&self) -> String {
        Value::Array(self.0.iter().map(Item::to_value).collect()).to_string()
    }

    /// All lines as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(Item::text).collect::<Vec<_>>().join("\n")
    }

    /// The tasks that lines mean; one whose title stays keeps the keys that we do not know.
    ///
    /// # Errors
    /// What is wrong, line by line.
    pub fn edited(&self, text: &str) -> Result<Self, String> {
        let (mut items, mut errors): (Vec<Item>, Vec<String>) = (Vec::new(), Vec::new());
        let lines = text.lines().map(|line| fold::clean_line(line, usize::MAX));
        for (number, line) in (1..).zip(lines).filter(|(_, line)| !line.is_empty()) {
            let read = match (line.strip_prefix(['-', '•']), items.last_mut()) {
                (Some(thing), Some(item)) => {
                    item.checklist.push(fold::clean_line(thing, MAX_LINE));
                    Ok(())
                }
                (Some(_), None) => Err("a line with - belongs to the task above it".to_owned()),
                (None, _) => self.item(&line).map(|item| items.push(item)),
            };
            if let Err(error) = read {
                errors.push(format!("line {number}: {error}"));
            }
        }
        if items.len() > MAX_LINES {
            errors.push(format!("at most {MAX_LINES} tasks; there are {}", items.len()));
        }
        if errors.is_empty() { Ok(Self(items)) } else { Err(errors.join("; ")) }
    }

    fn item(&self, line: &str) -> Result<Item, String> {
        let mut parts = line.split('|').map(str::trim);
        let title = fold::clean_line(parts.next().unwrap_or_default(), MAX_TITLE);
        if !fold::has_letter(&title) {
            return Err(
                "a task needs a title, e.g. Cull the photos | editing | 2 days after shoot".to_owned()
            );
        }
        let before = self.0.iter().find(|item| item.title == title);
        let of = before.map_or(ProjectStatus::Active, |item| item.stage.clone());
        let (mut named, mut anchor) = (None, None);
        for part in parts.filter(|part| !part.is_empty()) {
            match (read_when(part), stage(part, &of)) {
                (Some(_), _) if anchor.is_some() => return Err(format!("“{part}” says when a second time")),
                (Some(when), _) => anchor = Some(when?),
                (None, Ok(stage)) if named.is_none() => named = Some(stage),
                (None, Ok(_)) => return Err(format!("“{part}” is a second stage")),
                (None, Err(error)) => {
                    return Err(format!("{error}, or say when: 2 days after shoot"));
                }
            }
        }
        let other = before.map(|item| item.other.clone()).unwrap_or_default();
        let stage = named.unwrap_or(ProjectStatus::Active);
        Ok(Item { title, stage, anchor, checklist: Vec::new(), other })
    }
}

/// `2 days after shoot`, `1 week before delivery`, `on booking`, `shoot +2`, `shoot -14`, `shoot`; `None` for what says
/// nothing of an anchor.
fn read_when(text: &str) -> Option<Result<(Anchor, i64), String>> {
    let plain = text.chars().map(digit::ascii).collect::<String>().to_lowercase();
    let spaced = plain.replace(['+', '-', '−'], " ");
    let words: Vec<&str> = spaced.split_whitespace().filter(|word| *word != "the").collect();
    let anchor = words.iter().find_map(|word| {
        Anchor::ALL.into_iter().find(|anchor| anchor.as_str() == word.trim_end_matches('s'))
    })?;
    let number = words.iter().find_map(|word| word.parse::<i64>().ok());
    let weeks = words.iter().any(|word| matches!(*word, "week" | "weeks" | "w"));
    let before = words.contains(&"before") || plain.contains(['-', '−']);
    let days = match number {
        Some(n) => n.checked_mul(if weeks { 7 } else { 1 }).filter(|n| *n <= MAX_DAYS),
        None if words.iter().any(|word| matches!(*word, "before" | "after" | "days" | "weeks")) => None,
        None => Some(0),
    };
    let said = |days: i64| (anchor.clone(), if before { -days } else { days });
    Some(days.map(said).ok_or_else(|| {
        format!("how many days is “{text}”? write e.g. 2 days after shoot, at most {MAX_DAYS}")
    }))
}

/// A template as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTemplate {
    /// Id.
    pub id: TaskTemplateId,
    /// The organization.
    pub org: OrgId,
    /// The branch that it is for; `None` for every branch.
    pub branch: Option<BranchId>,
    /// Name as typed.
    pub name: String,
    /// The tasks.
    pub items: Items,
    /// When it was archived.
    pub archived: Option<Timestamp>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl TaskTemplate {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::NAME, FieldValue::text(&self.name)),
            (fields::ITEMS, FieldValue::text(&self.items.text())),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// Checks what a form about a template says: its name and its tasks. `before` is what is stored.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, before: (&str, &Items)) -> Result<(String, Items), FieldErrors> {
    let (mut name, mut items) = (before.0.to_owned(), before.1.clone());
    let mut errors = FieldErrors::default();
    for (key, value) in values {
        match key.0.as_str() {
            fields::NAME => {
                name = fold::clean_line(value.as_text(), MAX_TITLE);
            }
            fields::ITEMS => match before.1.edited(value.as_text()) {
                Ok(read) => items = read,
                Err(error) => errors.add(fields::ITEMS, error),
            },
            other => errors.add(other, format!("a template has no field “{other}”")),
        }
    }
    if !fold::has_letter(&name) {
        errors.add(fields::NAME, "a name with at least one letter or digit is needed");
    }
    if items.0.is_empty() {
        errors.add(
            fields::ITEMS,
            "at least one task is needed, e.g. Cull the photos | editing | 2 days after shoot",
        );
    }
    errors.into_result((name, items))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Items {
        Items::default().edited(text).unwrap()
    }

    #[test]
    fn lines_mean_tasks() {
        let text = "Confirm the venue | active | 14 days before shoot\n- Parking\n- Power sockets\nCull | editing | 2 days after shoot\nCall | completed";
        let items = read(text);
        assert_eq!(items.text(), text);
        assert_eq!(Items::parse(&items.to_json()), items);
        assert_eq!(items.0[0].anchor, Some((Anchor::Shoot, -14)));
        assert_eq!(items.0[0].checklist, ["Parking", "Power sockets"]);
        for (when, anchor) in [
            ("on delivery", (Anchor::Delivery, 0)),
            ("delivery", (Anchor::Delivery, 0)),
            ("1 week after the shoot", (Anchor::Shoot, 7)),
            ("२ days before Booking", (Anchor::Booking, -2)),
            ("shoot +3", (Anchor::Shoot, 3)),
            ("shoot - 3", (Anchor::Shoot, -3)),
            ("shoot -14", (Anchor::Shoot, -14)),
        ] {
            assert_eq!(read(&format!("Task | {when} | editing")).0[0].anchor, Some(anchor), "{when}");
        }
        assert_eq!(read("Just do it").0[0].stage, ProjectStatus::Active);
    }

    #[test]
    fn what_is_wrong_is_said_line_by_line() {
        for (text, error) in [
            ("- alone", "line 1: a line with - belongs to the task above it"),
            (
                "| editing",
                "line 1: a task needs a title, e.g. Cull the photos | editing | 2 days after shoot",
            ),
            (
                "A | edting",
                "line 1: there is no stage “edting”; choose one of inquiry, active, shooting, editing, completed, or say when: 2 days after shoot",
            ),
            ("A | editing | active", "line 1: “active” is a second stage"),
            ("A | shoot | delivery", "line 1: “delivery” says when a second time"),
            (
                "A | days after shoot",
                "line 1: how many days is “days after shoot”? write e.g. 2 days after shoot, at most 3650",
            ),
            (
                "A | 9999 days after shoot",
                "line 1: how many days is “9999 days after shoot”? write e.g. 2 days after shoot, at most 3650",
            ),
        ] {
            assert_eq!(Items::default().edited(text).unwrap_err(), error, "{text}");
        }
        let errors = check(&FieldValues::new(), ("", &Items::default())).unwrap_err();
        assert_eq!(errors.0.len(), 2);
    }

    #[test]
    fn what_other_programs_stored_is_kept() {
        let stored = r#"[{"title":"Cull","stage":"culling","anchor":"moonrise","days":3,"colour":"red"},"Call",{"title":"Deliver","checklist":[{"text":"Box"},7]}]"#;
        let items = Items::parse(stored);
        assert_eq!(
            items.text(),
            "Cull | culling | 3 days after moonrise\nCall | active\nDeliver | active\n- Box\n- 7"
        );
        let edited = items.edited("Cull | culling\nNew | editing").unwrap();
        assert_eq!(
            edited.to_json(),
            r#"[{"title":"Cull","stage":"culling","colour":"red"},{"title":"New","stage":"editing"}]"#
        );
        for odd in ["", "broken", "{}", "null", "[null]"] {
            assert!(Items::parse(odd).0.len() <= 1, "{odd}");
        }
    }
}
