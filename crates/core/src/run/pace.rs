//! When to show an interim result: soon at first, then so seldom that it costs next to nothing.

/// Share of the time that may go into interim results.
const MAX_SHARE: f64 = 0.1;

/// Shortest time between two; people cannot read faster.
const MIN_GAP_MS: f64 = 500.0;

/// Each gap is longer than the last by this, as what is new grows ever smaller beside what is known.
const GROWTH: f64 = 1.5;

/// Remembers what interim results cost. Times are milliseconds of any one clock.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pace {
    /// End of the last one and the gap to keep after it.
    last: Option<(f64, f64)>,
    n_shown: i32,
}

impl Pace {
    /// Whether the next is due; the first always is.
    pub fn is_due(&self, now_ms: f64) -> bool {
        self.last
            .is_none_or(|(end_ms, gap_ms)| now_ms - end_ms >= gap_ms)
    }

    /// One was made between the two moments.
    pub fn took(&mut self, start_ms: f64, end_ms: f64) {
        let cost_gap_ms = (end_ms - start_ms).max(0.0) * (1.0 / MAX_SHARE - 1.0);
        let grown_ms = MIN_GAP_MS * GROWTH.powi(self.n_shown.min(8));
        self.n_shown = self.n_shown.saturating_add(1);
        self.last = Some((end_ms, cost_gap_ms.max(grown_ms)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_takes_more_than_its_share() {
        let (mut pace, mut now_ms, mut spent_ms) = (Pace::default(), 0.0, 0.0);
        while now_ms < 100_000.0 {
            if pace.is_due(now_ms) {
                pace.took(now_ms, now_ms + 200.0);
                spent_ms += 200.0;
                now_ms += 200.0;
            }
            now_ms += 10.0;
        }
        assert!(spent_ms <= now_ms * MAX_SHARE + 200.0, "{spent_ms}");
        assert!(spent_ms >= 1_000.0, "too seldom: {spent_ms}");
    }

    #[test]
    fn the_first_is_due_at_once_and_gaps_grow() {
        let mut pace = Pace::default();
        assert!(pace.is_due(0.0));
        pace.took(0.0, 1.0);
        assert!(!pace.is_due(400.0) && pace.is_due(501.0));
        pace.took(501.0, 502.0);
        assert!(!pace.is_due(1_200.0) && pace.is_due(1_252.0));
    }
}
