//! Ids of rows that an import makes: each follows from the import and the line, so that a row is never made twice,
//! and whose it is can be told from the id alone.
//!
//! They are UUIDs of version 7 whose random part is shared by the whole import, and which count lines where others
//! count fractions of a millisecond (RFC 9562, 6.2): `time + line / 4096`, `line % 4096`, tag of the import.

use crate::domain::id::ClientId;
use uuid::Uuid;

/// Characters of the tag: the last 62 bits, with the variant in front.
pub(in crate::store) const TAG: usize = 17;
/// Lines that one millisecond counts.
const PER_MS: u32 = 1 << 12;

/// Where the ids of an import begin, and what they end in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct RowIds {
    /// Milliseconds since 1970.
    pub(in crate::store) ms: i64,
    /// What they end in.
    pub(in crate::store) tag: String,
}

impl RowIds {
    /// Ids that nobody has.
    pub(super) fn fresh() -> Self {
        let uuid = Uuid::now_v7();
        let text = uuid.hyphenated().to_string();
        Self {
            ms: i64::try_from(uuid.as_u128() >> 80).unwrap_or(0),
            tag: text[text.len() - TAG..].to_owned(),
        }
    }

    /// The id of the client on a line.
    pub(in crate::store) fn client(&self, line: u32) -> ClientId {
        let ms = self.ms + i64::from(line / PER_MS);
        let count = line % PER_MS;
        ClientId::from(format!(
            "{}_{:08x}-{:04x}-7{count:03x}-{}",
            ClientId::PREFIX,
            ms >> 16,
            ms & 0xFFFF,
            self.tag
        ))
    }

    /// The line that an id of this import stands for.
    pub(in crate::store) fn line(&self, id: &str) -> Option<u32> {
        let digits: String =
            id.strip_prefix(ClientId::PREFIX)?.chars().filter(char::is_ascii_hexdigit).collect();
        let ms = i64::from_str_radix(digits.get(..12)?, 16).ok()?;
        let count = u32::from_str_radix(digits.get(13..16)?, 16).ok()?;
        let line = u32::try_from(ms - self.ms).ok()?.checked_mul(PER_MS)?.checked_add(count)?;
        (self.client(line).as_str() == id).then_some(line)
    }

    /// The tag of an id, whosever it is.
    pub(in crate::store) fn tag_of(id: &str) -> &str {
        id.len().checked_sub(TAG).and_then(|at| id.get(at..)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_from_the_line_and_tell_it() {
        let ids = RowIds::fresh();
        let mut last = String::new();
        for line in [0, 1, 2, 4_095, 4_096, 4_097, 1_000_000, u32::MAX] {
            let id = ids.client(line);
            assert!(id.as_str() > last.as_str(), "{id} after {last}");
            let uuid = Uuid::parse_str(id.as_str().trim_start_matches("cli_")).unwrap();
            assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, uuid::Variant::RFC4122));
            assert_eq!(ids.line(id.as_str()), Some(line));
            assert_eq!(RowIds::tag_of(id.as_str()), ids.tag);
            last = id.to_string();
        }
        // What a table shows of an id still names one row.
        assert_ne!(ids.client(7).as_str()[..24], ids.client(8).as_str()[..24]);
        for other in [RowIds::fresh().client(7).as_str(), "cli_1", "", "c", "cli_0193abcd-abcd-7abc-9abc-"] {
            assert_eq!(ids.line(other), None, "{other}");
        }
    }
}
