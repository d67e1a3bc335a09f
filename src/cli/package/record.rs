//! A package or template with everything about it, as `show` and `--json` have it.

use crate::cli::out::{Column, Record, Value};
use crate::cli::studio::Studio;
use crate::domain::package::{Offer, OfferSnapshot, PackageKind};
use crate::store::protocol::{PackageDetail, PackageTemplateDetail};
use jiff::tz::TimeZone;
use serde_json::json;

/// The record of a package. The editable fields have the names that the form's fields have.
pub(super) fn of(detail: &PackageDetail, studio: &Studio) -> Record {
    let PackageDetail { package, branch_name, template_name, update, unmet } = detail;
    let origin = package.origin.as_ref();
    let newest = update.as_ref().map(|update| update.revision);
    let archived = package.archived.map_or(Value::Nothing, |at| studio.day(at, &package.branch));
    offer(&package.offer, studio)
        .fact("unmet", "Not there", lines(unmet))
        .fact("template_name", "Template", Value::text(template_name))
        .hidden("template", Value::maybe(origin.map(|origin| &origin.template)))
        .fact("template_revision", "Revision", origin.map_or(Value::Nothing, |o| Value::Number(o.revision)))
        .fact("update", "Update", newest.map_or(Value::Nothing, Value::Number))
        .fact("branch_name", "Branch", Value::text(branch_name))
        .hidden("branch", Value::text(package.branch.as_str()))
        .fact("archived", "Archived", archived)
        .fact("version", "Version", Value::Number(package.version))
        .fact("id", "Id", Value::text(package.id.as_str()))
}

const COPIES: [Column; 6] = [
    Column::text("branch_name", "BRANCH"),
    Column::text("name", "NAME"),
    Column::money("price", "PRICE"),
    Column::number("revision", "REVISION"),
    Column::text("archived", "ARCHIVED"),
    Column::id(),
];

/// The record of a template.
pub(super) fn of_template(detail: &PackageTemplateDetail, studio: &Studio) -> Record {
    let PackageTemplateDetail { template, copies, .. } = detail;
    offer(&template.offer, studio)
        .fact("revision", "Revision", Value::Number(template.revision))
        .fact(
            "archived",
            "Archived",
            template.archived.map_or(Value::Nothing, |at| Value::Day(at, TimeZone::UTC)),
        )
        .fact("version", "Version", Value::Number(template.version))
        .fact("id", "Id", Value::text(template.id.as_str()))
        .section(
            ("copies", "Copies"),
            &COPIES,
            copies.iter().map(|copy| {
                [
                    Value::text(&copy.branch_name),
                    Value::text(&copy.name),
                    studio.money(copy.price),
                    Value::Number(copy.revision),
                    Value::Flag(copy.archived),
                    Value::text(copy.package.as_str()),
                ]
            }),
        )
}

fn offer(offer: &Offer, studio: &Studio) -> Record {
    let resources: Vec<String> = offer.resources.0.iter().map(crate::domain::hook::Hook::line).collect();
    Record::new(&offer.name)
        .hidden("name", Value::text(&offer.name))
        .fact("type", "Type", kind(offer.kind.as_str()))
        .fact("price", "Price", studio.money(offer.price))
        .fact("tax_rate", "Tax", Value::Other(offer.tax_rate.to_string(), json!(offer.tax_rate.edit())))
        .fact("inclusions", "Inclusions", lines(&offer.inclusions.lines()))
        .fact("exclusions", "Exclusions", lines(&offer.exclusions.lines()))
        .fact("resources", "Resources", lines(&resources))
        .hidden("resource_hooks", Value::Other(String::new(), OfferSnapshot::from(offer).resource_hooks))
}

/// A type: for people in words, for programs as it is stored.
pub(super) fn kind(stored: &str) -> Value {
    let kind = PackageKind::from(stored.to_owned());
    Value::Other(kind.label().to_owned(), json!(stored))
}

fn lines(lines: &[String]) -> Value {
    Value::Lines(lines.to_vec())
}
