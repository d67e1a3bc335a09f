//! A selected row among rows: what pickers, the palette and the help share.

use super::Look;
use super::text::restyle;
use crate::action::Action;
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Which of `len` rows an action leads to; `None` when the action is not about rows.
#[must_use]
pub fn moved(selected: usize, len: usize, page: usize, action: Action) -> Option<usize> {
    let last = len.saturating_sub(1);
    let to = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => selected + 1,
        Action::First => 0,
        Action::Last => last,
        Action::PageUp => selected.saturating_sub(page),
        Action::PageDown => selected + page,
        Action::HalfUp => selected.saturating_sub(page.div_ceil(2)),
        Action::HalfDown => selected + page.div_ceil(2),
        _ => return None,
    };
    Some(to.min(last))
}

/// The first row on screen when the selected one stands as near the middle as the ends allow. It needs no memory:
/// layers are drawn from their state alone.
#[must_use]
pub fn first_shown(selected: usize, height: usize, len: usize) -> usize {
    selected.saturating_sub(height / 2).min(len.saturating_sub(height))
}

/// Paints the selected row of a layer.
pub fn select(area: Rect, buf: &mut Buffer, look: &Look<'_>) {
    restyle(buf, area, look.style(Role::Selected));
    super::text::put(buf, area.x, area.y, "▌", 1, look.style(Role::Selected));
}
