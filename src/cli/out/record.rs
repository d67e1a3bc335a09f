//! One record: labelled facts, and tables under headings.

use super::sheet::{Column, Sheet, object};
use super::{Console, Format, Value, csv, printable};
use crate::cli::CliError;
use crate::ui::text::{Align, fit, width};
use serde_json::Map;

/// One record, built fact by fact; each fact has the name that JSON and CSV have it under.
pub(in crate::cli) struct Record {
    title: String,
    facts: Vec<Fact>,
    sections: Vec<Section>,
}

struct Fact {
    name: &'static str,
    label: Option<&'static str>,
    value: Value,
}

struct Section {
    name: &'static str,
    heading: &'static str,
    columns: &'static [Column],
    rows: Vec<Vec<Value>>,
}

impl Record {
    /// A record under this title.
    pub(in crate::cli) fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), facts: Vec::new(), sections: Vec::new() }
    }

    /// A fact; people see it with its label, unless there is nothing to see.
    pub(in crate::cli) fn fact(mut self, name: &'static str, label: &'static str, value: Value) -> Self {
        self.facts.push(Fact { name, label: Some(label), value });
        self
    }

    /// A fact that only programs see.
    pub(in crate::cli) fn hidden(mut self, name: &'static str, value: Value) -> Self {
        self.facts.push(Fact { name, label: None, value });
        self
    }

    /// A table under a heading; a list of objects in JSON, left out of CSV, which has one row for one record.
    pub(in crate::cli) fn section<const N: usize>(
        mut self,
        (name, heading): (&'static str, &'static str),
        columns: &'static [Column; N],
        rows: impl IntoIterator<Item = [Value; N]>,
    ) -> Self {
        let rows = rows.into_iter().map(Vec::from).collect();
        self.sections.push(Section { name, heading, columns, rows });
        self
    }

    /// Writes it.
    pub(in crate::cli) fn write(&self, format: Format, console: &mut Console<'_>) -> Result<(), CliError> {
        match format {
            Format::Table => self.text(console),
            Format::Json => console.json(&self.json()),
            Format::Csv => self.csv(console),
        }
    }

    /// As JSON.
    pub(in crate::cli) fn json(&self) -> Map<String, serde_json::Value> {
        let facts = self.facts.iter().map(|fact| (fact.name.to_owned(), fact.value.json()));
        let sections = self.sections.iter().map(|section| {
            let rows = section.rows.iter().map(|row| object(section.columns, row).into()).collect();
            (section.name.to_owned(), serde_json::Value::Array(rows))
        });
        facts.chain(sections).collect()
    }

    fn csv(&self, console: &mut Console<'_>) -> Result<(), CliError> {
        let column = |fact: &Fact| match fact.value {
            Value::Money(..) => Column::hidden_money(fact.name),
            _ => Column::hidden(fact.name),
        };
        let columns: Vec<Column> = self.facts.iter().map(column).collect();
        let values: Vec<Value> = self.facts.iter().map(|fact| fact.value.clone()).collect();
        csv::header(console.out, &columns)?;
        Ok(csv::row(console.out, &columns, &values)?)
    }

    fn text(&self, console: &mut Console<'_>) -> Result<(), CliError> {
        writeln!(console.out, "{}", printable(&self.title))?;
        let facts: Vec<(&str, String)> = self
            .facts
            .iter()
            .filter_map(|fact| Some((fact.label?, printable(&fact.value.people()))))
            .filter(|(_, text)| !text.trim().is_empty())
            .collect();
        let widest = facts.iter().map(|(label, _)| width(label)).max().unwrap_or_default();
        for (label, text) in &facts {
            let mut label = *label;
            for line in text.lines() {
                writeln!(console.out, "  {}  {line}", fit(label, widest, Align::Left))?;
                label = "";
            }
        }
        for section in self.sections.iter().filter(|section| !section.rows.is_empty()) {
            writeln!(console.out, "\n{}", section.heading)?;
            let rows: Vec<&[Value]> = section.rows.iter().map(Vec::as_slice).collect();
            Sheet::indented(section.columns, 2).slices(console, &rows)?;
        }
        Ok(())
    }
}
