//! Which rows of a long list are drawn: the arithmetic of the windowed lists.
//!
//! Browsers cap the height of an element (some 17 to 33 million pixels), so past [`MAX_HEIGHT_PX`]
//! the scroll bar stands for more rows than it has pixels, and the list moves by whole rows.

/// Safe in every engine.
pub const MAX_HEIGHT_PX: f64 = 8_000_000.0;
/// Rows drawn beyond each edge, so that a quick scroll does not show holes.
const OVERSCAN: u64 = 12;

/// The geometry of a list whose rows are equally high, save one that may be expanded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    pub n_total: u64,
    pub row_px: f64,
    pub viewport_px: f64,
    /// Row that is expanded and the height that it adds.
    pub expanded: Option<(u64, f64)>,
}

/// What to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    pub first: u64,
    /// One past the last.
    pub end: u64,
    /// Where the first drawn row begins, from the top of the list.
    pub top_px: f64,
}

impl Rows {
    fn natural_px(&self) -> f64 {
        self.n_total as f64 * self.row_px + self.expanded.map_or(0.0, |(_, px)| px)
    }

    /// Height of the scrolled element.
    pub fn height_px(&self) -> f64 {
        self.natural_px().min(MAX_HEIGHT_PX)
    }

    /// Whether the scroll bar stands for more than its pixels.
    pub fn is_scaled(&self) -> bool {
        self.natural_px() > MAX_HEIGHT_PX
    }

    /// Last row that can stand at the top.
    fn last_first(&self) -> u64 {
        let n_visible = (self.viewport_px / self.row_px).floor() as u64;
        self.n_total.saturating_sub(n_visible.max(1))
    }

    /// Top of a row in an unscaled list.
    fn row_top_px(&self, row: u64) -> f64 {
        let before = self
            .expanded
            .map_or(0.0, |(at, px)| if at < row { px } else { 0.0 });
        row as f64 * self.row_px + before
    }

    /// First row that is at least partly seen at this scroll position.
    pub fn first_at(&self, scroll_px: f64) -> u64 {
        let scroll_px = scroll_px.max(0.0);
        if self.is_scaled() {
            let room = (MAX_HEIGHT_PX - self.viewport_px).max(1.0);
            let share = (scroll_px / room).clamp(0.0, 1.0);
            return (share * self.last_first() as f64).round() as u64;
        }
        let row = match self.expanded {
            Some((at, px)) if scroll_px >= self.row_top_px(at) + self.row_px => {
                (((scroll_px - px) / self.row_px).floor().max(0.0) as u64).max(at)
            }
            _ => (scroll_px / self.row_px).floor() as u64,
        };
        row.min(self.n_total.saturating_sub(1))
    }

    /// Scroll position at which `row` stands at the top.
    pub fn scroll_for(&self, row: u64) -> f64 {
        if self.is_scaled() {
            let room = (MAX_HEIGHT_PX - self.viewport_px).max(0.0);
            let last = self.last_first().max(1) as f64;
            return (row as f64 / last).clamp(0.0, 1.0) * room;
        }
        self.row_top_px(row)
            .min((self.height_px() - self.viewport_px).max(0.0))
    }

    pub fn drawn(&self, scroll_px: f64) -> Drawn {
        let seen = self.first_at(scroll_px);
        let n_visible = (self.viewport_px / self.row_px).ceil() as u64 + 1;
        // A scaled list has no exact place for its rows: they hang from the viewport's top.
        let first = if self.is_scaled() {
            seen
        } else {
            seen.saturating_sub(OVERSCAN)
        };
        Drawn {
            first,
            end: (seen + n_visible + OVERSCAN).min(self.n_total),
            top_px: if self.is_scaled() {
                scroll_px
                    .min((MAX_HEIGHT_PX - self.viewport_px).max(0.0))
                    .max(0.0)
            } else {
                self.row_top_px(first)
            },
        }
    }

    /// Scroll position that brings `row` into view with the least movement; None if it is in view.
    pub fn reveal(&self, row: u64, scroll_px: f64) -> Option<f64> {
        let first = self.first_at(scroll_px);
        let n_whole = (self.viewport_px / self.row_px).floor().max(1.0) as u64;
        if self.is_scaled() {
            return (row < first || row >= first + n_whole)
                .then(|| self.scroll_for(row.saturating_sub(n_whole / 2)));
        }
        let top = self.row_top_px(row);
        if top < scroll_px {
            Some(top)
        } else if top + self.row_px > scroll_px + self.viewport_px {
            Some(top + self.row_px - self.viewport_px)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(n_total: u64) -> Rows {
        Rows {
            n_total,
            row_px: 20.0,
            viewport_px: 400.0,
            expanded: None,
        }
    }

    #[test]
    fn a_short_list_is_drawn_whole() {
        let drawn = list(5).drawn(0.0);
        assert_eq!((drawn.first, drawn.end, drawn.top_px), (0, 5, 0.0));
        assert_eq!(list(0).drawn(0.0).end, 0);
    }

    #[test]
    fn the_middle_of_a_list_is_a_window() {
        let drawn = list(10_000).drawn(20_000.0);
        assert_eq!(drawn.first, 988);
        assert_eq!(drawn.end, 1_033);
        assert_eq!(drawn.top_px, 988.0 * 20.0);
    }

    #[test]
    fn an_expanded_row_moves_those_below_it() {
        let rows = Rows {
            expanded: Some((10, 100.0)),
            ..list(1_000)
        };
        assert_eq!(rows.first_at(200.0), 10);
        assert_eq!(rows.first_at(290.0), 10, "its expansion is in view");
        assert_eq!(rows.first_at(320.0), 11);
        assert_eq!(rows.scroll_for(11), 320.0);
        assert_eq!(rows.height_px(), 20_100.0);
    }

    #[test]
    fn every_row_of_a_huge_list_can_be_reached() {
        let rows = list(100_000_000);
        assert_eq!(rows.height_px(), MAX_HEIGHT_PX);
        for row in [0, 1, 77_777_777, 99_999_980] {
            assert_eq!(rows.first_at(rows.scroll_for(row)), row);
        }
        let end = rows.drawn(MAX_HEIGHT_PX - 400.0);
        assert_eq!(end.end, 100_000_000);
        assert_eq!(end.first, 99_999_980);
    }

    #[test]
    fn revealing_moves_as_little_as_possible() {
        let rows = list(100);
        assert_eq!(rows.reveal(3, 0.0), None);
        assert_eq!(rows.reveal(25, 0.0), Some(120.0));
        assert_eq!(rows.reveal(2, 100.0), Some(40.0));
    }
}
