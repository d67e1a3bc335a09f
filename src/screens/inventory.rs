//! How assets are said, and the forms and questions about them.

use crate::domain::asset::away::AwayKind;
use crate::theme::Role;
use crate::ui::badge::Badge;

/// How an asset is at this moment: what is in order, and away by its times, is away.
#[must_use]
pub fn condition(stored: &str, away: Option<AwayKind>) -> Badge<'_> {
    match (stored, away) {
        ("available" | "booked", Some(kind)) => Badge::new("◐", kind.label(), Role::Waiting),
        ("maintenance", _) => Badge::new("◐", AwayKind::Maintenance.label(), Role::Waiting),
        ("booked", None) => Badge::of("available"),
        (word, _) => Badge::of(word),
    }
}
