//! Records per level over time, on a grid that widens until it fits its bound.

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{Level, LevelCounts};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Widths of a bucket in seconds. Each divides the next (so that merging is exact) and a slot of
/// 366 days (so that a turn of the year moves whole buckets).
const WIDTHS_S: [i64; 14] = [
    1, 5, 15, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 518_400, 31_622_400,
];

pub(super) const N_WIDTHS: usize = WIDTHS_S.len();

/// Records of one bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) counts: LevelCounts,
    /// First line in the file that was counted here.
    pub(crate) first_line: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Histogram {
    width_idx: usize,
    /// By bucket number: raw time / width.
    buckets: FxHashMap<i64, Bucket>,
    /// The bucket that was counted last and not put into the map yet: logs stay in one for long.
    open: Option<(i64, Bucket)>,
}

impl Histogram {
    pub(crate) fn width_us(&self) -> i64 {
        width_us(self.width_idx)
    }

    #[inline]
    pub(crate) fn push(&mut self, raw: i64, level: Level, line: u64, n_max: usize) {
        let width_us = self.width_us();
        // Most records lie in the bucket of the one before, which needs no division.
        let is_in =
            |open: i64| (0..width_us).contains(&raw.wrapping_sub(open.wrapping_mul(width_us)));
        match &mut self.open {
            Some((open, bucket)) if is_in(*open) => bucket.count(level),
            _ => {
                self.close(n_max);
                let mut bucket = Bucket {
                    counts: LevelCounts::default(),
                    first_line: line,
                };
                bucket.count(level);
                self.open = Some((raw.div_euclid(self.width_us()), bucket));
            }
        }
    }

    /// Puts the open bucket into the map and widens the grid while it has too many.
    pub(crate) fn close(&mut self, n_max: usize) {
        if let Some((number, bucket)) = self.open.take() {
            self.put(number, bucket);
        }
        while self.buckets.len() > n_max && self.width_idx + 1 < WIDTHS_S.len() {
            self.widen(self.width_idx + 1);
        }
    }

    /// Adds counts at a raw time.
    pub(crate) fn add(&mut self, raw: i64, bucket: Bucket, n_max: usize) {
        self.close(n_max);
        self.put(raw.div_euclid(self.width_us()), bucket);
        self.close(n_max);
    }

    fn put(&mut self, number: i64, bucket: Bucket) {
        self.buckets
            .entry(number)
            .and_modify(|own| own.join(&bucket))
            .or_insert(bucket);
    }

    /// Takes up the counts of the range that follows, `n_lines` further down and `shift` later.
    pub(crate) fn append(&mut self, mut right: Self, n_lines: u64, shift: i64, n_max: usize) {
        self.close(n_max);
        right.close(n_max);
        let width_idx = self.width_idx.max(right.width_idx);
        self.widen(width_idx);
        right.widen(width_idx);
        let by = shift.div_euclid(width_us(width_idx));
        for (number, mut bucket) in right.buckets {
            bucket.first_line += n_lines;
            self.put(number + by, bucket);
        }
        self.close(n_max);
    }

    fn widen(&mut self, width_idx: usize) {
        if width_idx <= self.width_idx {
            return;
        }
        let by = width_us(width_idx) / self.width_us();
        for (number, bucket) in std::mem::take(&mut self.buckets) {
            self.put(number.div_euclid(by), bucket);
        }
        self.width_idx = width_idx;
    }

    /// `(raw time of the bucket's start, bucket)` in order of time.
    pub(crate) fn sorted(&self) -> Vec<(i64, Bucket)> {
        let mut all: Vec<_> = self
            .buckets
            .iter()
            .map(|(number, bucket)| (*number, *bucket))
            .chain(self.open)
            .map(|(number, bucket)| (number.saturating_mul(self.width_us()), bucket))
            .collect();
        all.sort_unstable_by_key(|(at, bucket)| (*at, bucket.first_line));
        all.dedup_by(|next, before| {
            let is_same = next.0 == before.0;
            if is_same {
                before.1.join(&next.1);
            }
            is_same
        });
        all
    }
}

impl Bucket {
    fn count(&mut self, level: Level) {
        if let Some(n) = self.counts.get_mut(level.index()) {
            *n += 1;
        }
    }

    fn join(&mut self, other: &Self) {
        add(&mut self.counts, &other.counts);
        self.first_line = self.first_line.min(other.first_line);
    }
}

pub(super) fn width_us(width_idx: usize) -> i64 {
    WIDTHS_S
        .get(width_idx)
        .or(WIDTHS_S.last())
        .copied()
        .unwrap_or(1)
        * US_PER_SECOND
}

/// Adds level by level.
pub(crate) fn add(to: &mut LevelCounts, from: &LevelCounts) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SLOT_US;

    #[test]
    fn widths_nest_and_divide_a_slot() {
        for pair in WIDTHS_S.windows(2) {
            assert_eq!(pair[1] % pair[0], 0, "{pair:?}");
        }
        for width in WIDTHS_S {
            assert_eq!(SLOT_US % (width * US_PER_SECOND), 0, "{width}");
        }
    }

    #[test]
    fn the_grid_widens_to_its_bound() {
        let mut h = Histogram::default();
        for s in 0..1_000 {
            h.push(s * US_PER_SECOND, Level::Info, 0, 10);
        }
        h.close(10);
        assert_eq!(h.width_us(), 300 * US_PER_SECOND);
        let sorted = h.sorted();
        assert_eq!(sorted.len(), 4);
        assert_eq!(
            sorted
                .iter()
                .map(|(_, b)| b.counts.iter().sum::<u64>())
                .sum::<u64>(),
            1_000
        );
    }
}
