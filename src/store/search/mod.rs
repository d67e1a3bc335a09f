//! Search: what is indexed, and how it is asked.
//!
//! Every searchable row has a *doc*: a number whose upper bits are its kind and branch, so that "clients of this
//! branch" is a range of docs and a full-text query needs no join to find it. Three characters or more are looked
//! up in a trigram index, one or two in an index of words and their beginnings.

mod docs;
pub(super) mod index;
pub(super) mod query;

use super::protocol::ListKind;

/// Kind and branch: the upper bits of a doc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place(i64);

impl Place {
    fn new(kind: ListKind, branch_no: i64) -> Self {
        Self(kind_no(kind) << 20 | branch_no)
    }

    /// Every doc of a kind, whatever its branch.
    fn all(kind: ListKind) -> (i64, i64) {
        (kind_no(kind) << 52, ((kind_no(kind) + 1) << 52) - 1)
    }

    fn first(self) -> i64 {
        self.0 << 32
    }

    fn last(self) -> i64 {
        self.first() | 0xffff_ffff
    }
}

/// The agenda, the list of projects and their board search the same docs.
const fn kind_no(kind: ListKind) -> i64 {
    match kind {
        ListKind::Clients => 1,
        ListKind::Projects | ListKind::Board | ListKind::Agenda => 2,
        ListKind::Invoices => 3,
        ListKind::Assets => 4,
        ListKind::Audit => 5,
        ListKind::Packages => 6,
        ListKind::PackageTemplates => 7,
        ListKind::Tasks => 8,
        ListKind::TaskTemplates => 9,
        ListKind::Notifications => 10,
        ListKind::Kits => 11,
    }
}

/// Entries of the organization that belong to no branch are filed under this.
const NO_BRANCH: &str = "";

/// The words of a folded body, each with what one or two typed characters can hit: words by their beginning, Chinese
/// characters one by one, and any two digits in a row of a longer number. Four digits in a row are words too: few phones share them, so that a run of digits is found without walking long lists.
fn indexed_words(body: &str) -> String {
    let mut words = crate::domain::fold::words(body);
    let mut runs: Vec<String> = Vec::new();
    for number in body.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= RUN) {
        runs.extend(digit_runs(number, 2));
        runs.extend(digit_runs(number, RUN));
    }
    runs.sort_unstable();
    runs.dedup();
    words.extend(runs);
    words.join(" ")
}

/// Digits in a row that are indexed as a word.
const RUN: usize = 4;

/// Every run of `length` digits in a number.
fn digit_runs(number: &str, length: usize) -> impl Iterator<Item = String> {
    (0..(number.len() + 1).saturating_sub(length)).map(move |start| number[start..start + length].to_owned())
}
