//! Which encoding a text has. Source of names and tables: the WHATWG Encoding Standard, through `encoding_rs`.

use super::ReadError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset(pub(super) &'static Encoding);

impl Charset {
    /// The encoding of a name such as `utf-16le` or `latin1`.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn parse(name: &str) -> Result<Self, ReadError> {
        Encoding::for_label(name.trim().as_bytes())
            .map(Self)
            .ok_or_else(|| ReadError::Charset(name.to_owned()))
    }

    /// Its name, e.g. `UTF-8`, `UTF-16LE`, `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    pub(super) fn is_utf8(self) -> bool {
        self.0 == UTF_8
    }
}

/// Bytes that a guess among the encodings of one byte a character looks at: more does not make it better.
const LOOKED_AT: usize = 4 << 20;
/// Bytes at the start that tell UTF-16 by its zero bytes.
const HEAD: usize = 64 << 10;

/// Watches a text go by and says what encoding it has.
pub(super) struct Witness {
    utf8: Decoder,
    /// What the decoder writes to; nobody reads it.
    scratch: Vec<u8>,
    detector: EncodingDetector,
    seen: usize,
    head: Vec<u8>,
    malformed: u64,
    beyond_ascii: u64,
    zeros: u64,
}

impl Witness {
    pub(super) fn new() -> Self {
        Self {
            utf8: UTF_8.new_decoder_with_bom_removal(),
            scratch: vec![0; 64 << 10],
            detector: EncodingDetector::new(Iso2022JpDetection::Allow),
            seen: 0,
            head: Vec::new(),
            malformed: 0,
            beyond_ascii: 0,
            zeros: 0,
        }
    }

    /// Sees the next bytes.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if self.seen < LOOKED_AT {
            self.detector.feed(bytes, false);
        }
        self.seen += bytes.len();
        self.zeros += bytes.iter().filter(|b| **b == 0).count() as u64;
        self.beyond_ascii += bytes.iter().filter(|b| **b >= 0xC0).count() as u64;
        self.decode(bytes, false);
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            let (result, read, _) =
                self.utf8.decode_to_utf8_without_replacement(bytes, &mut self.scratch, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.malformed += 1,
            }
        }
    }

    /// The encoding; `country` is where the file is likely from.
    pub(super) fn verdict(mut self, country: Option<&str>) -> Verdict {
        self.decode(&[], true);
        let marked = Encoding::for_bom(&self.head).map(|(encoding, _)| encoding);
        let charset = marked.or_else(|| self.utf16_by_zeros()).unwrap_or_else(|| {
            // A few broken bytes in a text that is otherwise UTF-8 are rows to put aside, not another encoding.
            if self.malformed == 0 || self.malformed * 20 <= self.beyond_ascii {
                return UTF_8;
            }
            let country = country.map(str::to_ascii_lowercase);
            self.detector.guess(country.as_deref().map(str::as_bytes), Utf8Detection::Deny)
        });
        let is_wide = charset == UTF_16LE || charset == UTF_16BE;
        Verdict {
            charset: Charset(charset),
            is_binary: !is_wide && self.zeros * 50 > self.seen as u64 && self.zeros > 8,
        }
    }

    /// Text without a mark in which every second byte is often zero: ASCII characters of two bytes.
    fn utf16_by_zeros(&self) -> Option<&'static Encoding> {
        let zeros = |odd: usize| self.head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let (first, second, pairs) = (zeros(0), zeros(1), self.head.len() / 2);
        let many = |zeros: usize, others: usize| zeros * 10 >= pairs.max(1) && others * 10 <= zeros;
        match () {
            () if many(second, first) => Some(UTF_16LE),
            () if many(first, second) => Some(UTF_16BE),
            () => None,
        }
    }
}

/// What a witness says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// The encoding.
    pub(super) charset: Charset,
    /// So many zero bytes that it is no text.
    pub(super) is_binary: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Verdict {
        let mut witness = Witness::new();
        bytes.chunks(7).for_each(|chunk| witness.see(chunk));
        witness.verdict(Some("IN"))
    }

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn tells_encodings() {
        let text = "name,phone\nPriya Sharma,98450 12345\nप्रिया शर्मा,98450 12346\n";
        assert_eq!(of(text.as_bytes()).charset.name(), "UTF-8");
        assert_eq!(of("name\nPriya".as_bytes()).charset.name(), "UTF-8");
        assert_eq!(of("\u{FEFF}name\nPriya".as_bytes()).charset.name(), "UTF-8");
        assert_eq!(of(b"").charset.name(), "UTF-8");
        for mark in [true, false] {
            assert_eq!(of(&utf16(text, mark, false)).charset.name(), "UTF-16LE");
            assert_eq!(of(&utf16(text, mark, true)).charset.name(), "UTF-16BE");
        }
        let latin: Vec<u8> = "name,phone\nJosé Núñez,1\nJürgen Müller,2\nFrançois Lefèvre,3\n"
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect();
        assert_eq!(of(&latin).charset.name(), "windows-1252");
    }

    #[test]
    fn a_few_broken_bytes_do_not_make_another_encoding() {
        let mut text = "प्रिया शर्मा,98450 12346\n".repeat(40).into_bytes();
        text.extend(b"Jos\xE9,98450 12345\n");
        assert_eq!(of(&text).charset.name(), "UTF-8");
    }

    #[test]
    fn tells_what_is_no_text() {
        let bytes: Vec<u8> = (0..4_000_u32).map(|i| u8::try_from(i * 7 % 11).unwrap()).collect();
        assert!(of(&bytes).is_binary);
        assert!(!of(b"name,phone\nPri\0ya,98450 12345\n").is_binary);
    }
}
