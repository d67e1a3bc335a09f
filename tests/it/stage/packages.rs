//! Packages and templates on the stage.

use super::{page, place, rupees};
use studiovault::domain::hook::Hooks;
use studiovault::domain::money::{Currency, Money};
use studiovault::domain::package::{Offer, Origin, Package, PackageTemplate};
use studiovault::domain::percent::Percent;
use studiovault::domain::texts::Texts;
use studiovault::store::protocol::*;

const NAMES: [&str; 5] = [
    "Wedding gold 💍",
    "विवाह पैकेज",
    "バースデー撮影",
    "Product shots with retouching, white background, per piece",
    "زفاف ذهبي",
];
const KINDS: [&str; 5] = ["time_based", "time_based", "qty_based", "wedding", ""];
const PRICES: [i64; 5] = [8_500_000, 123_456_789, 0, 45_050, 350_000];

pub(super) fn rows() -> Reply {
    let row = |i: usize| PackageRow {
        id: format!("pkg_{i}").as_str().into(),
        branch: if i == 4 { "br_2" } else { "br_1" }.into(),
        name: NAMES[i].into(),
        kind: KINDS[i].into(),
        price: rupees(PRICES[i]),
        tax_rate: Percent::from_hundredths([1800, 1800, 500, 25, 0][i]),
        archived: false,
        update: i == 0,
        cursor: place(i),
    };
    Reply::Packages(page((0..5).map(row).collect(), 5))
}

pub(super) fn template_rows() -> Reply {
    let row = |i: usize| PackageTemplateRow {
        id: format!("pkt_{i}").as_str().into(),
        name: NAMES[i].into(),
        kind: KINDS[i].into(),
        price: Money { minor: PRICES[i], currency: Currency::from_code(["INR", "AED", "JPY"][i]).unwrap() },
        tax_rate: Percent::from_hundredths(1800),
        revision: [3, 1, 12][i],
        copies: [2, 0, 1][i],
        archived: false,
        cursor: place(i),
    };
    Reply::PackageTemplates(page((0..3).map(row).collect(), 3))
}

fn offer(name: &str) -> Offer {
    Offer {
        name: name.into(),
        kind: "time_based".to_owned().into(),
        price: rupees(8_500_000),
        tax_rate: Percent::from_hundredths(1800),
        inclusions: Texts::parse(Some(
            r#"["Two photographers for ten hours","Album of 40 pages, printed in Bengaluru on matte paper with a linen cover","Teaser of 90 seconds 🎬"]"#,
        )),
        exclusions: Texts::parse(Some(r#"["Travel outside the city"]"#)),
        resources: Hooks::parse(Some(
            r#"[{"kind":"asset","type":"camera","qty":2},{"kind":"human","skill":"lead photographer","qty":1},{"kind":"asset","type":"drone"}]"#,
        )),
    }
}

pub(crate) fn package(id: &str) -> PackageDetail {
    let first = id == "pkg_0";
    let at = id.strip_prefix("pkg_").and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
    let said = offer(NAMES[at.min(4)]);
    let mut newer = said.clone();
    newer.price.minor = 9_000_000;
    newer.exclusions = Texts::default();
    PackageDetail {
        package: Package {
            id: id.into(),
            branch: "br_1".into(),
            offer: said.clone(),
            origin: first.then(|| Origin { template: "pkt_0".into(), revision: 2, ignored: None }),
            archived: None,
            version: 3,
        },
        branch_name: "Bengaluru".into(),
        template_name: if first { "Wedding gold".into() } else { String::new() },
        update: first.then(|| PackageUpdate {
            revision: 3,
            base: said.values(),
            theirs: newer.values(),
            foreign_price: None,
        }),
        unmet: vec!["drone".into()],
    }
}

pub(super) fn template(id: &str) -> PackageTemplateDetail {
    let copy = |package: &str, branch: &str, revision, ignored, archived| TemplateCopy {
        package: package.into(),
        name: "Wedding gold 💍".into(),
        branch_name: branch.into(),
        revision,
        ignored,
        price: rupees(8_500_000),
        archived,
    };
    PackageTemplateDetail {
        template: PackageTemplate {
            id: id.into(),
            org: "org_1".into(),
            offer: offer("Wedding gold"),
            revision: 3,
            archived: None,
            version: 4,
        },
        copies: vec![
            copy("pkg_0", "Bengaluru", 2, None, false),
            copy("pkg_9", "Mysuru", 3, None, false),
            copy("pkg_8", "Hampi", 1, Some(3), true),
        ],
        free: vec![("br_2".into(), "Mysuru".into(), Currency::from_code("INR").unwrap())],
    }
}
