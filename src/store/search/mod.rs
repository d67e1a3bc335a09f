//! Search: what is indexed, and how it is asked.
//!
//! Every searchable row has a *doc*: a number whose upper bits are its kind and branch, so that "clients of this
//! branch" is a range of docs and a full-text query needs no join to find it. Three characters or more are looked
//! up in a trigram index, one or two in an index of words and their beginnings.

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

    fn first(self) -> i64 {
        self.0 << 32
    }

    fn last(self) -> i64 {
        self.first() | 0xffff_ffff
    }
}

/// The agenda and the project list search the same docs.
const fn kind_no(kind: ListKind) -> i64 {
    match kind {
        ListKind::Clients => 1,
        ListKind::Projects | ListKind::Agenda => 2,
        ListKind::Invoices => 3,
        ListKind::Assets => 4,
        ListKind::Audit => 5,
    }
}

/// Entries of the organization that belong to no branch are filed under this.
const NO_BRANCH: &str = "";

/// The words of a folded body, each with what one or two typed characters can hit: words by their beginning, Chinese
/// characters one by one, and any two digits in a row of a number as long as a phone's.
fn indexed_words(body: &str) -> String {
    let mut words = crate::domain::fold::words(body);
    let mut pairs: Vec<String> = Vec::new();
    for number in words.iter().filter(|w| w.len() >= 6 && w.bytes().all(|b| b.is_ascii_digit())) {
        for start in 0..number.len() - 1 {
            pairs.push(number[start..start + 2].to_owned());
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    words.extend(pairs);
    words.join(" ")
}
