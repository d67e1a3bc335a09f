//! Status: always a sign and a word; the colour only helps.

use super::Look;
use super::text::put;
use crate::theme::Role;
use ratatui::buffer::Buffer;

/// A status as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge<'a> {
    /// One cell wide.
    pub sign: &'static str,
    /// The word beside it.
    pub word: &'a str,
    /// The colour that helps.
    pub role: Role,
}

impl<'a> Badge<'a> {
    /// A badge of its own.
    #[must_use]
    pub const fn new(sign: &'static str, word: &'a str, role: Role) -> Self {
        Self { sign, word, role }
    }

    /// The badge of a well-known status word; a word that nobody knows is shown as it is, with `·`.
    #[must_use]
    pub fn of(word: &'a str) -> Self {
        let (sign, role) =
            match word {
                "paid" | "completed" | "available" | "confirmed" | "done" | "sent" | "verified"
                | "accepted" => ("✓", Role::Good),
                "part" | "partial" | "partially_paid" | "shooting" | "editing" | "maintenance"
                | "in_transit" => ("◐", Role::Waiting),
                "draft" | "inquiry" | "pending" | "tentative" | "low" => ("○", Role::Dim),
                "issued" | "active" | "booked" | "open" => ("●", Role::Waiting),
                "medium" => ("●", Role::Warn),
                "overdue" | "lost" | "failed" | "high" | "critical" => ("!", Role::Bad),
                "expired" => ("!", Role::Warn),
                "void" | "cancelled" | "trashed" | "retired" | "refunded" | "archived" | "declined" => {
                    ("×", Role::Dim)
                }
                _ => ("·", Role::Text),
            };
        let word = match word {
            "partial" | "partially_paid" => "part",
            "in_transit" => "in transit",
            other => other,
        };
        Self { sign, word, role }
    }

    /// Sign and word in one text: `✓ paid`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.sign, self.word)
    }

    /// Draws sign and word; returns how many cells they took.
    pub fn draw(&self, buf: &mut Buffer, x: u16, y: u16, max: u16, look: &Look<'_>) -> u16 {
        put(buf, x, y, &self.text(), max, look.style(self.role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::width;

    #[test]
    fn every_status_has_a_sign_of_one_cell() {
        for word in ["paid", "part", "draft", "issued", "overdue", "void", "high", "whatever"] {
            assert_eq!(width(Badge::of(word).sign), 1, "{word}");
        }
        assert_eq!(Badge::of("paid").text(), "✓ paid");
        assert_eq!(Badge::of("partial").text(), "◐ part");
        assert_eq!(Badge::of("overdue").text(), "! overdue");
        assert_eq!(Badge::of("queued").text(), "· queued");
    }
}
