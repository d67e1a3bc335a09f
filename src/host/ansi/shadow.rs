//! What was drawn, so that a row can be written again as a whole.

use super::width::is_doubtful;
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::Size;
use ratatui::style::{Color, Modifier};

/// What shows on a cell without a letter.
const VISIBLE_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// Whether a blank of this style looks like an erased cell.
pub(super) fn is_bare(ground: Color, modifier: Modifier) -> bool {
    ground == Color::Reset && !modifier.intersects(VISIBLE_ON_BLANK)
}

#[derive(Clone)]
struct Row {
    cells: Vec<Cell>,
    /// Whether the terminal may show something else than these cells.
    doubtful: bool,
}

/// The cells of the screen as they were drawn last.
pub(super) struct Shadow {
    size: Size,
    rows: Vec<Row>,
}

impl Shadow {
    /// A clear screen.
    pub(super) fn new(size: Size) -> Self {
        let row = Row { cells: vec![Cell::EMPTY; usize::from(size.width)], doubtful: false };
        Self { size, rows: vec![row; usize::from(size.height)] }
    }

    /// Starts anew if the screen has another size by now; whoever draws has cleared it then.
    pub(super) fn fit(&mut self, size: Size) {
        if self.size != size {
            *self = Self::new(size);
        }
    }

    /// Every row may look otherwise than it was drawn.
    pub(super) fn doubt(&mut self) {
        for row in &mut self.rows {
            row.doubtful = true;
        }
    }

    /// These cells of a row are blank now.
    pub(super) fn erase(&mut self, y: u16, columns: std::ops::Range<u16>) {
        let Some(row) = self.rows.get_mut(usize::from(y)) else { return };
        let end = usize::from(columns.end).min(row.cells.len());
        for cell in row.cells.get_mut(usize::from(columns.start)..end).unwrap_or_default() {
            cell.reset();
        }
    }

    /// Takes what changes in a row. Says whether the terminal may disagree about where the row's text is, now or
    /// after this.
    pub(super) fn take(&mut self, y: u16, changes: &[(u16, &Cell)]) -> bool {
        let Some(row) = self.rows.get_mut(usize::from(y)) else { return false };
        for &(x, cell) in changes {
            let x = usize::from(x);
            let Some(place) = row.cells.get_mut(x) else { continue };
            place.clone_from(cell);
            // A wide character covers its neighbours, with its own ground.
            let covered = (x + 1)..(x + usize::from(cell.cell_width())).min(self.size.width.into());
            for hidden in row.cells.get_mut(covered).unwrap_or_default() {
                hidden.clone_from(cell);
                hidden.set_symbol(" ");
            }
        }
        let before = row.doubtful;
        row.doubtful = row.cells.iter().any(|cell| is_doubtful(cell.symbol()));
        before || row.doubtful
    }

    /// Lends a row's cells; to be [given back](Self::give_back).
    pub(super) fn lend(&mut self, y: u16) -> Vec<Cell> {
        self.rows.get_mut(usize::from(y)).map(|row| std::mem::take(&mut row.cells)).unwrap_or_default()
    }

    pub(super) fn give_back(&mut self, y: u16, cells: Vec<Cell>) {
        if let Some(row) = self.rows.get_mut(usize::from(y)) {
            row.cells = cells;
        }
    }
}
