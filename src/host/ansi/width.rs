//! Which text every terminal gives the same width, and which not.

use unicode_width::UnicodeWidthChar;

/// Whether terminals differ about the columns this takes: clusters of several code points (combining marks, joined
/// emoji, flags, variation selectors), emoji, and scripts whose signs join or change their order.
pub(super) fn is_doubtful(symbol: &str) -> bool {
    if symbol.len() == 1 {
        return false;
    }
    let mut chars = symbol.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => !is_agreed(c),
        (None, _) => false,
        _ => true,
    }
}

fn is_agreed(c: char) -> bool {
    match c.width() {
        Some(1) => {
            matches!(c,
                ' '..='\u{2ff}'
                | '\u{370}'..='\u{58f}'
                | '\u{10a0}'..='\u{10ff}'
                | '\u{1e00}'..='\u{2bff}'
                | '\u{ff61}'..='\u{ff9d}'
                | '\u{ffa1}'..='\u{ffdc}'
                | '\u{ffe8}'..='\u{fffd}')
                && !is_pictured(c)
        }
        // Without the hexagrams (U+4DC0), which became wide only lately.
        Some(2) => matches!(c,
            '\u{3001}'..='\u{3029}'
            | '\u{3000}'
            | '\u{3031}'..='\u{3247}'
            | '\u{3250}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{ff01}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}'
            | '\u{20000}'..='\u{3fffd}'),
        _ => false,
    }
}

/// Signs of one column that some terminals draw as a picture of two.
const fn is_pictured(c: char) -> bool {
    match c {
        // The few of this block that are nobody's emoji and are in use.
        '✎' | '✐' | '✓' | '✕' | '✗' | '✘' => false,
        '\u{2600}'..='\u{27bf}' => true,
        _ => matches!(c,
            '\u{203c}' | '\u{2049}' | '\u{2139}' | '\u{2194}'..='\u{2199}' | '\u{21a9}'..='\u{21aa}' | '\u{2328}'
            | '\u{23cf}' | '\u{23e9}'..='\u{23fa}' | '\u{24c2}' | '\u{25aa}'..='\u{25ab}' | '\u{25b6}' | '\u{25c0}'
            | '\u{25fb}'..='\u{25fe}' | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b07}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terminals_agree_about() {
        for symbol in
            "a é ß ə Ж λ ֏ — … “ • ₹ ← → ↓ ⌫ ⏎ ─ │ ╭ ▌ ▣ ▸ ○ ● ◐ ✎ ✓ 王 東 ー あ 한 （ ｱ 、 \u{3000}"
                .split(' ')
        {
            assert!(!is_doubtful(symbol), "{symbol}");
        }
        for symbol in
            "प्रि या र श க் ก م مُ e\u{301} 👩 👩‍👩‍👧 🇮🇳 🇮 ❤️ ❤ ☎ ▶ ⌚ 1\u{fe0f}\u{20e3} 👍🏽 ᄒ ䷀ \u{e0b0}".split(' ')
        {
            assert!(is_doubtful(symbol), "{symbol}");
        }
    }
}
