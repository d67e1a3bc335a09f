//! Names as a search sees them: folded text, its words, how close two names are; and the cleaning of typed text.
//!
//! The fold forgets what people leave out or vary when they type a name, and nothing else: case, width, the marks of
//! Latin, Greek and Cyrillic letters, vowel points of Arabic and Hebrew, apostrophes. Marks that spell (Indic vowel
//! signs and virama, kana voicing marks) stay. It works character by character between two normalizations, which
//! makes it idempotent.

use super::digit;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Folds text for search, in NFC: `É` is `e`, `ß` is `ss`, `أ` is `ا`, `९` is `9`, `Ｄ’Souza` is `dsouza`, and white
/// space is single ASCII spaces without any at the ends. Folding twice changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    text.chars()
        .filter(|c| !is_apostrophe(*c))
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_forgotten(*c))
        .for_each(|c| push_folded(&mut folded, c));
    collapse_space(&folded.nfc().collect::<String>())
}

fn fold_ascii(text: &str) -> String {
    let mut folded = text.to_ascii_lowercase();
    folded.retain(|c| !is_apostrophe(c));
    collapse_space(&folded)
}

fn collapse_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '＇' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʾ' | 'ʿ' | '`' | '´' | '｀')
}

/// Marks and invisible characters that people leave out.
fn is_forgotten(c: char) -> bool {
    is_apostrophe(c) || is_invisible(c) || is_european_mark(c) || is_semitic_mark(c)
}

/// Combining marks of the blocks that Latin, Greek and Cyrillic letters use.
fn is_european_mark(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}'
        | '\u{0483}'..='\u{0489}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20F0}'
        | '\u{2DE0}'..='\u{2DFF}'
        | '\u{A66F}'..='\u{A672}'
        | '\u{A674}'..='\u{A67D}'
        | '\u{FE20}'..='\u{FE2F}')
}

/// Hebrew points and accents; Arabic tashkeel, Koranic marks and tatweel.
fn is_semitic_mark(c: char) -> bool {
    matches!(c,
        '\u{0591}'..='\u{05BD}'
        | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}' | '\u{05C5}' | '\u{05C7}'
        | '\u{0610}'..='\u{061A}'
        | '\u{0640}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}'
        | '\u{06E7}' | '\u{06E8}'
        | '\u{06EA}'..='\u{06ED}'
        | '\u{0898}'..='\u{089F}'
        | '\u{08CA}'..='\u{08E1}'
        | '\u{08E3}'..='\u{08FF}')
}

/// Default-ignorable characters: joiners, direction marks, variation selectors, fillers, tags.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Appends what a decomposed lower-case character folds to.
fn push_folded(out: &mut String, c: char) {
    let letters = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' | 'ɗ' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ə' => "e",
        'ɓ' => "b",
        'ƙ' => "k",
        'ƴ' => "y",
        'ς' => "σ",
        // Alef wasla; alef with hamza or madda has lost the mark already.
        'ٱ' => "ا",
        // Alef maksura, Farsi yeh.
        'ى' | 'ی' => "ي",
        // Teh marbuta, the hehs of Urdu, ae.
        'ة' | 'ہ' | 'ھ' | 'ۃ' | 'ە' => "ه",
        'ک' => "ك",
        c => return out.push(digit::ascii(c)),
    };
    out.push_str(letters);
}

/// The key that names are sorted by and whose start is searched: the fold.
#[must_use]
pub fn name_key(text: &str) -> String {
    fold(text)
}

/// Whether text holds a letter or digit that can be seen. A name has to.
#[must_use]
pub fn has_letter(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() && !is_combining_mark(c) && !is_invisible(c))
}

// ---------------------------------------------------------------------------------------------------------------
// Words

/// The words of folded text, in order. White space, punctuation and symbols part words, combining marks do not.
/// Each Han character and each Hangul syllable is a word of its own, because names in these scripts run family and
/// given name together; so is each emoji. A run of kana is one word.
#[must_use]
pub fn words(folded: &str) -> Vec<String> {
    let mut words = Words::default();
    // A sign that belongs before a letter makes one cluster even with a blank.
    for cluster in folded.graphemes(true).flat_map(|cluster| cluster.split_inclusive(' ')) {
        // Rarely, a mark sits on punctuation, or a sign that prefixes a number opens its cluster.
        let kept = cluster.trim_start_matches(|c| kind(c) == Kind::Gap);
        if kept.len() < cluster.len() {
            words.close();
        }
        let (kept, ends) = kept.strip_suffix(' ').map_or((kept, false), |kept| (kept, true));
        match kept.chars().next().map_or(Kind::Gap, kind) {
            Kind::Gap => {}
            Kind::Letter => words.extend(kept),
            Kind::Alone => words.alone(kept),
        }
        if ends {
            words.close();
        }
    }
    words.close();
    words.done
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    open: String,
}

impl Words {
    fn extend(&mut self, cluster: &str) {
        self.open.push_str(cluster);
    }

    fn alone(&mut self, cluster: &str) {
        self.close();
        self.done.push(cluster.to_owned());
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.done.push(std::mem::take(&mut self.open));
        }
    }
}

#[derive(PartialEq, Eq)]
enum Kind {
    Gap,
    Letter,
    Alone,
}

fn kind(c: char) -> Kind {
    if is_han(c) || is_hangul(c) || is_emoji(c) {
        Kind::Alone
    } else if c.is_alphanumeric() || is_combining_mark(c) {
        Kind::Letter
    } else {
        Kind::Gap
    }
}

fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3005}' | '\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFD}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{2190}'..='\u{21FF}'
        | '\u{2300}'..='\u{23FF}'
        | '\u{25A0}'..='\u{27BF}'
        | '\u{2900}'..='\u{297F}'
        | '\u{2B00}'..='\u{2BFF}'
        | '\u{1F000}'..='\u{1F0FF}'
        | '\u{1F1E6}'..='\u{1F1FF}'
        | '\u{1F300}'..='\u{1FAFF}')
}

// ---------------------------------------------------------------------------------------------------------------
// Closeness

/// How much two names are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closeness {
    /// The fold is the same: case, marks and width at most differ.
    Same,
    /// Likely the same person: see [`closeness`].
    Close,
}

/// The longest name, in words, that is compared word by word.
const MAX_WORDS: usize = 8;

/// How much two folded names are alike; `None` if they are not. Close are
///
/// - the same letters, spaced otherwise (`ram kumar`, `ramkumar`);
/// - the same words in any order, where a word of four characters or more may differ by one edit (`priya`, `pria`;
///   two swapped letters are one edit), and an initial may stand for a word (`p sharma`, `priya sharma`) as long as
///   another word is spelt out.
#[must_use]
pub fn closeness(a: &str, b: &str) -> Option<Closeness> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(Closeness::Same);
    }
    let (a, b) = (words(a), words(b));
    let close = !a.is_empty() && (a.concat() == b.concat() || words_match(&a, b));
    close.then_some(Closeness::Close)
}

fn words_match(a: &[String], mut b: Vec<String>) -> bool {
    if a.len() != b.len() || a.len() > MAX_WORDS {
        return false;
    }
    let (same, rest): (Vec<&String>, Vec<&String>) = a.iter().partition(|word| take(&mut b, word));
    let spelt_out = rest.is_empty()
        || same.iter().any(|word| word.chars().nth(1).is_some())
        || rest.iter().any(|word| b.iter().any(|other| one_edit(word, other)));
    spelt_out && can_pair(&rest, &b, 0)
}

/// Removes the word from the list; whether it was there.
fn take(words: &mut Vec<String>, word: &str) -> bool {
    words.iter().position(|other| other == word).map(|at| words.swap_remove(at)).is_some()
}

/// Whether every word of `a` has an own partner in `b`. `taken` has a bit for each word of `b` that is gone.
fn can_pair(a: &[&String], b: &[String], taken: u8) -> bool {
    let Some((word, rest)) = a.split_first() else { return true };
    b.iter().enumerate().any(|(at, other)| {
        let free = taken & (1 << at) == 0;
        free && (one_edit(word, other) || is_initial(word, other)) && can_pair(rest, b, taken | 1 << at)
    })
}

fn one_edit(a: &str, b: &str) -> bool {
    let (short, long) = (a.chars().count().min(b.chars().count()), a.chars().count().max(b.chars().count()));
    short >= 4 && long - short <= 1 && strsim::osa_distance(a, b) <= 1
}

fn is_initial(a: &str, b: &str) -> bool {
    let one = |word: &str| word.chars().count() == 1;
    (one(a) && b.starts_with(a)) || (one(b) && a.starts_with(b))
}

// ---------------------------------------------------------------------------------------------------------------
// Cleaning

/// Cleans one line of typed or imported text: NFC, without control, direction and other invisible formatting
/// characters (joiners stay: scripts and emoji need them), line breaks and runs of white space as one space, none
/// at the ends, and at most `max_chars` characters, cut between what a reader sees as characters.
#[must_use]
pub fn clean_line(text: &str, max_chars: usize) -> String {
    let kept: String = text.nfc().filter(|c| is_kept(*c) || c.is_whitespace()).collect();
    truncate(&collapse_space(&kept.nfc().collect::<String>()), max_chars)
}

/// Cleans text of several lines: as [`clean_line`] line by line, but spaces inside of a line stay; no empty lines at
/// the ends, `\n` between lines.
#[must_use]
pub fn clean_lines(text: &str, max_chars: usize) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let lines: Vec<String> = text.split('\n').map(clean_one_of_lines).collect();
    truncate(lines.join("\n").trim_matches('\n'), max_chars)
}

fn clean_one_of_lines(line: &str) -> String {
    let kept = line.chars().filter_map(|c| match c {
        '\t' => Some(' '),
        c => is_kept(c).then_some(c),
    });
    kept.nfc().collect::<String>().trim_end().to_owned()
}

fn is_kept(c: char) -> bool {
    let formatting = matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}');
    !c.is_control() && !formatting
}

/// At most `max_chars` characters, cut at the boundary of a grapheme cluster, without white space behind.
fn truncate(text: &str, max_chars: usize) -> String {
    let mut left = max_chars;
    let mut end = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        match left.checked_sub(cluster.chars().count()) {
            Some(rest) => left = rest,
            None => break,
        }
        end = at + cluster.len();
    }
    text[..end].trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_what_people_vary() {
        let cases = [
            ("  Priya   SHARMA\t", "priya sharma"),
            ("Élodie Müller", "elodie muller"),
            ("Søren Weiß", "soren weiss"),
            ("WEIẞ", "weiss"),
            ("Işıl İnan", "isil inan"),
            ("Đặng Nguyễn", "dang nguyen"),
            ("Łukasz Œuvre Æsir Þór", "lukasz oeuvre aesir thor"),
            ("Ёлкин Майя", "елкин маия"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
            ("D'Souza D’Souza Ｄ＇Ｓouza", "dsouza dsouza dsouza"),
            ("प्रिया शर्मा", "प्रिया शर्मा"),
            ("क्\u{200D}ष", "क्ष"),
            ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
            ("مُحَمَّد", "محمد"),
            ("محـــمد", "محمد"),
            ("فاطمة ليلى کریم", "فاطمه ليلي كريم"),
            ("שָׁלוֹם", "שלום"),
            ("٩٨٧ ९८७ ９８７", "987 987 987"),
            ("ｶﾞｯﾂ", "ガッツ"),
            ("王\u{3000}伟", "王 伟"),
            ("김민수", "김민수"),
            ("❤\u{FE0F} Studio", "❤ studio"),
            ("", ""),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn folds_to_nfc() {
        assert_eq!(fold("か\u{3099}"), "が");
        assert_eq!(fold("\u{1112}\u{1161}\u{11AB}"), "한");
    }

    #[test]
    fn parts_words() {
        let of = |text: &str| words(&fold(text)).join("|");
        assert_eq!(of("प्रिया शर्मा"), "प्रिया|शर्मा");
        assert_eq!(of("王伟"), "王|伟");
        assert_eq!(of("王伟Wang Wei"), "王|伟|wang|wei");
        assert_eq!(of("김민수"), "김|민|수");
        assert_eq!(of("たなか さくら"), "たなか|さくら");
        assert_eq!(of("田中さくら"), "田|中|さくら");
        assert_eq!(of("Smith-Jones & Co. (Pvt) Ltd."), "smith|jones|co|pvt|ltd");
        assert_eq!(of("98765-43210"), "98765|43210");
        assert_eq!(of("Studio📷🇮🇳 👍🏽"), "studio|📷|🇮🇳|👍🏽");
        assert_eq!(of("ตัวอย่าง"), "ตัวอย่าง");
        assert_eq!(of("தமிழ் செல்வி"), "தமிழ்|செல்வி");
        assert_eq!(of("--- …"), "");
        assert_eq!(of("\u{0D4E} 🌀 a"), "\u{0D4E}|🌀|a", "a sign that belongs before a letter, before none");
    }

    #[test]
    fn a_name_holds_a_letter() {
        for name in ["a", "7", "王", "प्रि", "é"] {
            assert!(has_letter(name), "{name}");
        }
        for name in ["", " ", "---", "\u{0301}\u{0301}", "\u{093F}\u{094D}", "\u{3164}", "\u{200B}", "👍"] {
            assert!(!has_letter(name), "{name:?}");
        }
    }

    #[test]
    fn close_names() {
        let of = |a: &str, b: &str| closeness(&fold(a), &fold(b));
        assert_eq!(of("Priya Sharma", "PRIYA  shármá"), Some(Closeness::Same));
        for (a, b) in [
            ("Priya Sharma", "Sharma Priya"),
            ("Priya Sharma", "Priya Sharm"),
            ("Priya Sharma", "Pryia Sharma"),
            ("Priya Sharma", "P Sharma"),
            ("P. Sharma", "Sharma Priya"),
            ("Ram Kumar", "Ramkumar"),
            ("王伟", "伟王"),
            ("Mohammed Ali", "Mohammad Ali"),
            ("प्रिया शर्मा", "शर्मा प्रिया"),
        ] {
            assert_eq!(of(a, b), Some(Closeness::Close), "{a} / {b}");
            assert_eq!(of(b, a), Some(Closeness::Close), "{b} / {a}");
        }
        for (a, b) in [
            ("Priya Sharma", "Pooja Sharma"),
            ("Ann", "Anna"),
            ("P S", "Priya Sharma"),
            ("Priya", "Priya Sharma"),
            ("王伟", "王芳"),
            ("", ""),
            ("---", "..."),
        ] {
            assert_eq!(of(a, b), None, "{a} / {b}");
        }
    }

    #[test]
    fn cleans_lines() {
        assert_eq!(clean_line("  Priya\r\n Sharma\u{202E}\u{0007} ", 80), "Priya Sharma");
        assert_eq!(clean_line("e\u{0301}", 80), "é");
        assert_eq!(clean_line("क्\u{200D}ष", 80), "क्\u{200D}ष");
        assert_eq!(clean_line("👨\u{200D}👩\u{200D}👧 x", 4), "");
        assert_eq!(clean_line("👨\u{200D}👩\u{200D}👧 x", 5), "👨\u{200D}👩\u{200D}👧");
        assert_eq!(clean_line("प्रिया", 4), "प्रि");
        assert_eq!(clean_line("ab cd", 3), "ab");
        assert_eq!(clean_line("abc", 0), "");
        assert_eq!(
            clean_lines("\r\n\n 12  High St \r\n\tFloor 2\r\u{202E}\n\n", 80),
            " 12  High St\n Floor 2"
        );
    }

    fn any_text() -> impl Strategy<Value = String> {
        let scripts = "[a-zA-Zß-ÿĀ-žƀ-ɏΆ-ϿЀ-ӿ\u{0300}-\u{036F}\u{0591}-\u{06FF}ऀ-ൿກ-\u{0FFF}ᄀ-ᇿぁ-ヿ㄰-㆏一-丏가-각ﬀ-ﷺ！-ﾾ \u{200B}-\u{200F}😀-😎🇦-🇿'’0-9]{0,16}";
        prop_oneof![
            "\\PC{0,16}",
            scripts,
            prop::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

        #[test]
        fn folding_twice_changes_nothing(text in any_text()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded.as_str());
            prop_assert!(unicode_normalization::is_nfc(&folded));
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        }

        #[test]
        fn the_form_of_normalization_does_not_matter(text in any_text()) {
            prop_assert_eq!(fold(&text.nfd().collect::<String>()), fold(&text.nfc().collect::<String>()));
        }

        #[test]
        fn words_hold_every_letter_in_order(text in any_text()) {
            let folded = fold(&text);
            let words = words(&folded);
            prop_assert!(words.iter().all(|word| !word.is_empty() && !word.contains(' ')));
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&words.concat()), letters(&folded));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in any_text(), max in 0..20_usize) {
            let line = clean_line(&text, max);
            prop_assert!(line.chars().count() <= max && !line.contains(char::is_control));
            prop_assert_eq!(clean_line(&line, max), line);
            let lines = clean_lines(&text, max);
            prop_assert!(lines.chars().count() <= max);
            prop_assert_eq!(clean_lines(&lines, max), lines);
        }

        #[test]
        fn closeness_is_symmetric(a in "[abp]{0,5} ?[abp]{0,5}", b in "[abp]{0,5} ?[abp]{0,5}") {
            let (a, b) = (fold(&a), fold(&b));
            prop_assert_eq!(closeness(&a, &b), closeness(&b, &a));
            prop_assert!(a.is_empty() || closeness(&a, &a) == Some(Closeness::Same));
        }
    }
}
