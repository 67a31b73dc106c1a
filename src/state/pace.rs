//! How fast a run reads and how long it still takes, from what it reports.
//!
//! In: moments in milliseconds (any clock) with bytes done and total. Out: bytes a second over the
//! last few seconds, and the time left at that speed.

use std::collections::VecDeque;

/// Speed is taken over the last moments only: the first blocks are slow, disks change their mind.
const WINDOW_MS: f64 = 5_000.0;
/// Below this, a speed is noise and a time left would jump about.
const SHORTEST_MS: f64 = 700.0;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    /// `(moment in ms, bytes done)`, ascending.
    samples: VecDeque<(f64, u64)>,
    n_bytes_total: u64,
}

impl Pace {
    pub fn note(&mut self, now_ms: f64, n_bytes_done: u64, n_bytes_total: u64) {
        self.n_bytes_total = n_bytes_total;
        self.samples.push_back((now_ms, n_bytes_done));
        while self
            .samples
            .get(1)
            .is_some_and(|(at, _)| now_ms - at >= WINDOW_MS)
        {
            self.samples.pop_front();
        }
    }

    /// None until there is enough to tell.
    pub fn bytes_per_s(&self) -> Option<f64> {
        let (from, to) = (self.samples.front()?, self.samples.back()?);
        let elapsed_ms = to.0 - from.0;
        let n_bytes = to.1.saturating_sub(from.1);
        (elapsed_ms >= SHORTEST_MS && n_bytes > 0).then(|| n_bytes as f64 * 1000.0 / elapsed_ms)
    }

    /// Whole seconds, rounded up; None until there is enough to tell.
    pub fn seconds_left(&self) -> Option<u64> {
        let (_, n_bytes_done) = self.samples.back()?;
        let n_left = self.n_bytes_total.saturating_sub(*n_bytes_done);
        Some((n_left as f64 / self.bytes_per_s()?).ceil() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_follows_the_recent_speed() {
        let mut pace = Pace::default();
        pace.note(0.0, 0, 1_000);
        assert_eq!(pace.seconds_left(), None);
        pace.note(1_000.0, 100, 1_000);
        assert_eq!(pace.seconds_left(), Some(9));
        for second in 2..10 {
            pace.note(f64::from(second) * 1_000.0, 100, 1_000);
        }
        assert_eq!(pace.bytes_per_s(), None, "it stands still");
        pace.note(10_000.0, 600, 1_000);
        assert_eq!(pace.seconds_left(), Some(4));
    }

    #[test]
    fn a_total_that_was_too_low_gives_nothing_left() {
        let mut pace = Pace::default();
        pace.note(0.0, 10, 5);
        pace.note(1_000.0, 20, 5);
        assert_eq!(pace.seconds_left(), Some(0));
    }
}
