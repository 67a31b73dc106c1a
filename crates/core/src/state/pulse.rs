//! How often a shape came over time: a histogram that stays small, because there are many shapes.
//!
//! In: the times of the records that have a stamp of their own. Out: counts on a grid that widens
//! until it fits its bound, so that any split of the records gives the same pulse.

use serde::{Deserialize, Serialize};

use super::histogram::{N_WIDTHS, width_us};

/// Buckets of a shape. Chosen: twice what a page draws of a template, so that a grid which has just
/// widened still has as many.
const N_MAX: usize = 48;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pulse {
    width_idx: u8,
    /// Bucket number (raw time / width) and records, by number.
    buckets: Vec<(i64, u32)>,
}

impl Pulse {
    fn width_us(&self) -> i64 {
        width_us(usize::from(self.width_idx))
    }

    /// `(raw time of the bucket's start, its width, records)`, by time.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = (i64, i64, u32)> {
        let width_us = self.width_us();
        let buckets = self.buckets.iter();
        buckets.map(move |(number, n)| (number.saturating_mul(width_us), width_us, *n))
    }

    #[inline]
    pub(crate) fn push(&mut self, raw: i64) {
        let width_us = self.width_us();
        // Logs are written in order: most records lie in the last bucket, which needs no division.
        if let Some((number, n)) = self.buckets.last_mut()
            && (0..width_us).contains(&raw.wrapping_sub(number.wrapping_mul(width_us)))
        {
            *n = n.saturating_add(1);
            return;
        }
        self.add(raw.div_euclid(width_us), 1);
        self.fit();
    }

    fn add(&mut self, number: i64, n: u32) {
        match self.buckets.binary_search_by_key(&number, |(it, _)| *it) {
            Ok(at) => {
                if let Some((_, own)) = self.buckets.get_mut(at) {
                    *own = own.saturating_add(n);
                }
            }
            Err(at) => self.buckets.insert(at, (number, n)),
        }
    }

    /// Takes up the pulse of the range that follows, `shift` later.
    pub(crate) fn append(&mut self, mut right: Self, shift: i64) {
        let width_idx = self.width_idx.max(right.width_idx);
        self.widen(width_idx);
        right.widen(width_idx);
        let by = shift.div_euclid(self.width_us());
        for (number, n) in right.buckets {
            self.add(number + by, n);
        }
        self.fit();
    }

    fn fit(&mut self) {
        while self.buckets.len() > N_MAX && usize::from(self.width_idx) + 1 < N_WIDTHS {
            self.widen(self.width_idx + 1);
        }
    }

    fn widen(&mut self, width_idx: u8) {
        if width_idx <= self.width_idx {
            return;
        }
        let by = width_us(usize::from(width_idx)) / self.width_us();
        self.width_idx = width_idx;
        for (number, n) in std::mem::take(&mut self.buckets) {
            self.add(number.div_euclid(by), n);
        }
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::time::US_PER_SECOND;

    use super::*;
    use crate::clock::SLOT_US;

    fn pulse(seconds: &[i64]) -> Pulse {
        let mut pulse = Pulse::default();
        for at_s in seconds {
            pulse.push(at_s * US_PER_SECOND);
        }
        pulse
    }

    #[test]
    fn a_bucket_a_second_until_there_are_too_many() {
        let few = pulse(&[5, 5, 5, 9, 7]);
        let second = US_PER_SECOND;
        let expected = [
            (5 * second, second, 3),
            (7 * second, second, 1),
            (9 * second, second, 1),
        ];
        assert_eq!(few.buckets().collect::<Vec<_>>(), expected);
        let many = pulse(&(0..10_000).collect::<Vec<_>>());
        assert!(many.buckets.len() <= N_MAX);
        assert_eq!(many.buckets().map(|(_, _, n)| n).sum::<u32>(), 10_000);
    }

    #[test]
    fn any_cut_and_any_turn_of_the_year_gives_the_same_pulse() {
        let seconds: Vec<i64> = (0..400).map(|i| i * i * 7 % 9_001).collect();
        let whole = pulse(&seconds);
        for cut in 0..=seconds.len() {
            let (left, right) = seconds.split_at(cut);
            let mut joined = pulse(left);
            joined.append(pulse(right), 0);
            assert_eq!(joined, whole, "cut at {cut}");
        }
        let mut turned = Pulse::default();
        turned.append(pulse(&seconds), SLOT_US);
        let later: Vec<i64> = seconds
            .iter()
            .map(|at| at + SLOT_US / US_PER_SECOND)
            .collect();
        assert_eq!(turned, pulse(&later));
    }
}
