//! Decimal digits of every script.
//!
//! Source: the Unicode Character Database, general category `Nd` (Unicode 16); each script's ten digits are
//! contiguous and ascending.

/// The code point of the zero of every script's digits, ascending.
const ZEROS: [u32; 76] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30,
    0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0,
    0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60,
    0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0,
    0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value, 0 to 9, of a decimal digit of any script; `None` for everything else, such as `½` or `Ⅳ`.
#[must_use]
pub fn value(c: char) -> Option<u8> {
    let code = c as u32;
    let after = ZEROS.partition_point(|zero| *zero <= code);
    let offset = code - ZEROS.get(after.checked_sub(1)?)?;
    u8::try_from(offset).ok().filter(|digit| *digit < 10)
}

/// The ASCII digit for a decimal digit of any script; every other character as it is.
#[must_use]
pub fn ascii(c: char) -> char {
    value(c).map_or(c, |digit| char::from(b'0' + digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_ascend_and_do_not_overlap() {
        assert!(ZEROS.windows(2).all(|pair| pair[1] - pair[0] >= 10));
    }

    #[test]
    fn every_zero_is_numeric_by_rusts_own_table() {
        let unknown: Vec<u32> = ZEROS
            .into_iter()
            .filter(|z| !(0..10).all(|d| char::from_u32(z + d).is_some_and(char::is_numeric)))
            .collect();
        assert!(unknown.is_empty(), "{unknown:x?}");
    }

    #[test]
    fn digits_of_many_scripts() {
        for text in
            ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９", "০১২৩৪৫৬৭৮৯"]
        {
            assert_eq!(text.chars().map(ascii).collect::<String>(), "0123456789");
        }
        assert_eq!(['½', 'Ⅳ', '五', 'a', '²', ' '].map(value), [None; 6]);
    }
}
