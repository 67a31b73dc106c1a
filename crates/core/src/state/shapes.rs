//! The distinct shapes of a file with their counts, bounded like `names`: the lowest hashes stay.

use jejak_protocol::Level;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::course::Course;
use super::pulse::Pulse;
use crate::clock::UNTIMED;

/// A moment of a shape: its line in the file and the raw time there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) line: u64,
    pub(crate) raw: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shape {
    pub(crate) hash: u64,
    /// Masked text of the message.
    pub(crate) text: Box<str>,
    pub(crate) level: Level,
    pub(crate) count: u64,
    pub(crate) first: Seen,
    pub(crate) last: Seen,
    /// Of the records that have a stamp.
    pub(crate) course: Course<N_STEPS>,
    /// Likewise.
    pub(crate) pulse: Pulse,
}

/// Silences kept of a shape: the longest, and the one that is usual beside it.
const N_STEPS: usize = 2;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shapes {
    list: Vec<Shape>,
    by_hash: FxHashMap<u64, u32>,
    /// Records of shapes that were given up.
    n_given_up: u64,
}

impl Shapes {
    pub(crate) fn list(&self) -> &[Shape] {
        &self.list
    }

    pub(crate) fn n_given_up(&self) -> u64 {
        self.n_given_up
    }

    pub(crate) fn may_exceed(&self, n_max: usize) -> bool {
        self.list.len() > n_max
    }

    /// Counts one record; `text` is asked for at the first of a shape.
    #[inline]
    pub(crate) fn count(
        &mut self,
        hash: u64,
        level: Level,
        seen: Seen,
        has_stamp: bool,
        text: impl FnOnce() -> Box<str>,
    ) {
        let idx = match self.by_hash.get(&hash) {
            Some(idx) => *idx,
            None => self.add(Shape {
                hash,
                text: text(),
                level,
                count: 0,
                first: seen,
                last: seen,
                course: Course::default(),
                pulse: Pulse::default(),
            }),
        };
        if let Some(shape) = self.list.get_mut(idx as usize) {
            shape.count += 1;
            shape.last = seen;
            if has_stamp {
                shape.course.push(seen);
                shape.pulse.push(seen.raw);
            }
        }
    }

    fn add(&mut self, shape: Shape) -> u32 {
        let idx = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_hash.insert(shape.hash, idx);
        self.list.push(shape);
        idx
    }

    /// Takes up the shapes of the range that follows, `n_lines` further down and `shift` later;
    /// what stood above its first stamp happened at `untimed`.
    pub(crate) fn append(&mut self, right: Self, n_lines: u64, shift: i64, untimed: i64) {
        self.n_given_up += right.n_given_up;
        let moved = |seen: Seen| Seen {
            line: seen.line + n_lines,
            raw: if seen.raw == UNTIMED {
                untimed
            } else {
                seen.raw + shift
            },
        };
        for mut shape in right.list {
            shape.first = moved(shape.first);
            shape.last = moved(shape.last);
            let course = std::mem::take(&mut shape.course);
            let pulse = std::mem::take(&mut shape.pulse);
            let idx = match self.by_hash.get(&shape.hash) {
                Some(idx) => {
                    if let Some(own) = self.list.get_mut(*idx as usize) {
                        own.count += shape.count;
                        own.last = shape.last;
                    }
                    *idx
                }
                None => self.add(shape),
            };
            if let Some(own) = self.list.get_mut(idx as usize) {
                own.course.append(course, moved);
                own.pulse.append(pulse, shift);
            }
        }
    }

    /// Keeps the `n_max` lowest hashes.
    pub(crate) fn shrink(&mut self, n_max: usize) {
        if self.list.len() <= n_max {
            return;
        }
        self.list.sort_unstable_by_key(|shape| shape.hash);
        let n_lost: u64 = self.list.iter().skip(n_max).map(|shape| shape.count).sum();
        self.n_given_up += n_lost;
        self.list.truncate(n_max);
        self.by_hash = self
            .list
            .iter()
            .zip(0..)
            .map(|(shape, idx)| (shape.hash, idx))
            .collect();
    }
}
