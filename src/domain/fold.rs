//! Text as search sees it, and text as it is kept.
//!
//! Folding takes away what people do not type: case, Latin accents, Arabic vowel signs. It keeps what carries
//! meaning: Indic vowel signs and viramas are part of their word.

use super::digit;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// The form in which text is searched. Idempotent.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut base = ' ';
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            if !drops_marks(base) && !is_dropped(c) {
                folded.push(c);
            }
            continue;
        }
        if is_dropped(c) {
            continue;
        }
        base = c;
        push_letter(&mut folded, c);
    }
    let composed: String = folded.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One letter, in the form that it is searched in.
fn push_letter(folded: &mut String, c: char) {
    match c {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'þ' => folded.push_str("th"),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        'ى' | 'ی' => folded.push('ي'),
        'ة' => folded.push('ه'),
        'ک' => folded.push('ك'),
        c if c.is_control() || c.is_whitespace() => folded.push(' '),
        c => folded.push(digit::ascii(c)),
    }
}

/// Scripts whose marks people leave out when they type: Latin, Greek, Cyrillic, Hebrew, Arabic.
fn drops_marks(base: char) -> bool {
    let code = u32::from(base);
    code < 0x0700 || (0x1E00..0x2000).contains(&code) || (0xFB1D..0xFE00).contains(&code)
}

/// Characters that carry nothing: Arabic tatweel, joiners, direction marks, variation selectors.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}')
}

/// The words of a folded text. A Chinese character is a word of its own; an emoji is one too.
#[must_use]
pub fn words(folded: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let flush = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for c in folded.chars() {
        if is_han_char(c) || is_emoji(c) {
            flush(&mut word, &mut words);
            words.push(c.to_string());
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            word.push(c);
        } else {
            flush(&mut word, &mut words);
        }
    }
    flush(&mut word, &mut words);
    words
}

/// Whether a text is made of Chinese characters alone.
#[must_use]
pub fn is_han(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_han_char)
}

fn is_han_char(c: char) -> bool {
    matches!(u32::from(c), 0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x2BFF | 0x1F000..=0x1FAFF)
}

/// Whether a text names anything: a name of combining marks or blanks alone does not.
#[must_use]
pub fn has_letter(text: &str) -> bool {
    text.chars().any(|c| (c.is_alphanumeric() && !is_combining_mark(c)) || is_emoji(c))
}

/// Whether two names are so alike that one person may have been entered twice: the same words in any order, or each
/// word within one slip of the pen.
#[must_use]
pub fn is_close(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (words(&fold(a)), words(&fold(b)));
    if a.is_empty() || a.len() != b.len() {
        return false;
    }
    a.sort();
    b.sort();
    a.iter().zip(&b).all(|(x, y)| {
        x == y || (x.chars().count().min(y.chars().count()) >= 4 && strsim::damerau_levenshtein(x, y) <= 1)
    })
}

/// One line as it is kept: composed, without control characters or direction overrides, cut to `max` characters
/// between graphemes.
#[must_use]
pub fn clean_line(text: &str, max: usize) -> String {
    let line: String =
        text.chars().take(max.saturating_mul(8)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let kept: String = line.nfc().filter(|c| !is_override(*c)).collect();
    cut(kept.split_whitespace().collect::<Vec<_>>().join(" ").as_str(), max)
}

/// Several lines as they are kept: the same by line; blank lines at the ends are dropped.
#[must_use]
pub fn clean_lines(text: &str, max: usize) -> String {
    let kept: String = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .nfc()
        .filter(|c| *c == '\n' || *c == '\t' || !(c.is_control() || is_override(*c)))
        .collect();
    let lines: Vec<&str> = kept.lines().map(str::trim_end).collect();
    cut(lines.join("\n").trim_matches(|c: char| c == '\n' || c == ' '), max)
}

/// Characters that reorder what is read around them.
fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(text: &str, max: usize) -> String {
    let mut kept = String::new();
    let mut count = 0;
    for grapheme in text.graphemes(true) {
        count += grapheme.chars().count();
        if count > max {
            break;
        }
        kept.push_str(grapheme);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_takes_what_people_do_not_type() {
        for (typed, folded) in [
            ("Éva  MÜLLER", "eva muller"),
            ("Straße", "strasse"),
            ("प्रिया शर्मा", "प्रिया शर्मा"),
            ("مُحَمَّد الأحمد", "محمد الاحمد"),
            ("王伟", "王伟"),
            ("٩٨٤٥٠", "98450"),
            ("९८४५०", "98450"),
            ("ﬁ ＡＢＣ", "fi abc"),
            ("Ёлка", "елка"),
        ] {
            assert_eq!(fold(typed), folded.nfc().collect::<String>(), "{typed}");
        }
    }

    #[test]
    fn marks_stay_in_their_word_and_chinese_characters_stand_alone() {
        assert_eq!(words(&fold("प्रिया शर्मा")).len(), 2);
        assert_eq!(words(&fold("王伟 Studio")), ["王", "伟", "studio"]);
        assert_eq!(words(&fold("O'Neil-Smith")), ["o", "neil", "smith"]);
    }

    #[test]
    fn a_name_needs_a_letter() {
        assert!(has_letter("प्रिया") && has_letter("王") && has_letter("7"));
        assert!(!has_letter("\u{301}\u{94d}") && !has_letter("  ") && !has_letter("--"));
    }

    #[test]
    fn close_names() {
        assert!(is_close("Priya Sharma", "Sharma Priya"));
        assert!(is_close("Priya Sharma", "Priya Sharmaa"));
        assert!(!is_close("Priya Sharma", "Anil Sharma"));
        assert!(!is_close("Ann", "Ana"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn cleaning_keeps_within_the_limit(text in ".{0,60}", max in 0_usize..40) {
            prop_assert!(clean_line(&text, max).chars().count() <= max);
        }
    }
}
