//! How the records of one host or one shape follow each other in time: silences and steps back.
//!
//! In: the records that have a stamp of their own, in the order of the file. Out: the first and the
//! last, the longest silences between neighbours, and the largest steps back. Two courses of adjacent
//! ranges join into that of both: what lies between them is one more step. It judges nothing; how
//! long is too long is for the detectors.

use std::cmp::Reverse;

use jejak_protocol::time::US_PER_SECOND;
use serde::{Deserialize, Serialize};

use super::shapes::Seen;

/// A step back is kept from here on; less is how writers that share a file disagree. Chosen: threads
/// and buffers differ by seconds.
const BACK_US: i64 = 60 * US_PER_SECOND;

/// From one record to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) from: Seen,
    pub(crate) to: Seen,
}

impl Step {
    /// Forward or back.
    pub(crate) fn len_us(self) -> u64 {
        self.to.raw.abs_diff(self.from.raw)
    }

    fn moved(self, moved: impl Fn(Seen) -> Seen) -> Self {
        Self {
            from: moved(self.from),
            to: moved(self.to),
        }
    }
}

/// `N`: silences and steps back that are kept of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Course<const N: usize> {
    pub(crate) n_records: u64,
    /// The first and the last record.
    ends: Option<(Seen, Seen)>,
    /// The longest first.
    pub(crate) silences: Vec<Step>,
    /// The largest first.
    pub(crate) steps_back: Vec<Step>,
    /// All steps back of `BACK_US` and more.
    pub(crate) n_back: u64,
}

impl<const N: usize> Course<N> {
    pub(crate) fn ends(&self) -> Option<(Seen, Seen)> {
        self.ends
    }

    /// Takes up the next record of the file that has a stamp.
    #[inline]
    pub(crate) fn push(&mut self, seen: Seen) {
        self.n_records += 1;
        match &mut self.ends {
            None => self.ends = Some((seen, seen)),
            Some((_, last)) => {
                let from = std::mem::replace(last, seen);
                self.step(Step { from, to: seen });
            }
        }
    }

    #[inline]
    fn step(&mut self, step: Step) {
        if step.to.raw > step.from.raw {
            keep::<N>(&mut self.silences, step);
        } else if step.len_us() >= BACK_US.unsigned_abs() {
            self.n_back += 1;
            keep::<N>(&mut self.steps_back, step);
        }
    }

    /// Takes up the course of the range that follows; `moved` tells its records' places here.
    pub(crate) fn append(&mut self, right: Self, moved: impl Fn(Seen) -> Seen + Copy) {
        let Some((first, last)) = right.ends else {
            return;
        };
        let (first, last) = (moved(first), moved(last));
        self.n_records += right.n_records;
        self.n_back += right.n_back;
        self.ends = match self.ends {
            None => Some((first, last)),
            Some((own_first, from)) => {
                self.step(Step { from, to: first });
                Some((own_first, last))
            }
        };
        for step in right.silences {
            keep::<N>(&mut self.silences, step.moved(moved));
        }
        for step in right.steps_back {
            keep::<N>(&mut self.steps_back, step.moved(moved));
        }
    }
}

/// Keeps the `N` longest; of equals those that come first in the file.
#[inline]
fn keep<const N: usize>(longest: &mut Vec<Step>, step: Step) {
    let rank = |step: &Step| (Reverse(step.len_us()), step.to.line);
    if longest.len() >= N && longest.last().is_none_or(|last| rank(last) <= rank(&step)) {
        return;
    }
    let at = longest.partition_point(|kept| rank(kept) < rank(&step));
    longest.insert(at, step);
    longest.truncate(N);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(line: u64, at_s: i64) -> Seen {
        Seen {
            line,
            raw: at_s * US_PER_SECOND,
        }
    }

    fn course(seconds: &[i64]) -> Course<2> {
        let mut course = Course::default();
        for (line, at_s) in seconds.iter().enumerate() {
            course.push(seen(line as u64, *at_s));
        }
        course
    }

    #[test]
    fn the_longest_silences_and_steps_back_are_kept() {
        let course = course(&[0, 10, 20, 500, 510, 400, 399, 460, 1000]);
        let lengths = |steps: &[Step]| -> Vec<u64> {
            steps.iter().map(|step| step.len_us() / 1_000_000).collect()
        };
        assert_eq!(lengths(&course.silences), [540, 480]);
        assert_eq!(lengths(&course.steps_back), [110]);
        assert_eq!((course.n_records, course.n_back), (9, 1));
        assert_eq!(course.ends(), Some((seen(0, 0), seen(8, 1000))));
    }

    #[test]
    fn any_cut_gives_the_same_course() {
        let seconds = [0, 5, 300, 310, 200, 900, 900, 100, 700, 1300, 1300, 9];
        let whole = course(&seconds);
        for cut in 0..=seconds.len() {
            let (left, right) = seconds.split_at(cut);
            let mut joined = course(left);
            joined.append(course(right), |seen| Seen {
                line: seen.line + left.len() as u64,
                ..seen
            });
            assert_eq!(joined, whole, "cut at {cut}");
        }
    }
}
