//! Time as every part of Jejak says it: microseconds since 1970 in UTC, ranges, and zones.

use serde::{Deserialize, Serialize};

pub const US_PER_SECOND: i64 = 1_000_000;

/// Microseconds since 1970-01-01T00:00:00Z; negative before it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TimestampUs(pub i64);

impl TimestampUs {
    /// From whole seconds since 1970, UTC.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds * US_PER_SECOND)
    }

    /// Whole seconds since 1970, rounded towards the past.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(US_PER_SECOND)
    }
}

/// A closed range of time: both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TimeRange {
    pub start: TimestampUs,
    pub end: TimestampUs,
}

impl TimeRange {
    /// Length in microseconds; 0 for a single moment.
    pub const fn span_us(self) -> i64 {
        self.end.0 - self.start.0
    }

    pub fn contains(self, at: TimestampUs) -> bool {
        self.start <= at && at <= self.end
    }

    /// Whether some moment belongs to both.
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// One of `n` equal parts, counted from 0; parts meet in a moment.
    pub fn part(self, idx: usize, n: usize) -> Self {
        let edge = |idx: usize| {
            let share = idx as f64 / n.max(1) as f64;
            let us = (self.span_us() as f64 * share.min(1.0)) as i64;
            TimestampUs(self.start.0.saturating_add(us))
        };
        Self {
            start: edge(idx),
            end: edge(idx + 1),
        }
    }

    /// The smallest range that covers both.
    pub fn union(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// The offset from UTC of local times that name no zone: a list of changes in order.
///
/// A fixed zone has one entry. Zones with summer time carry a table made by whoever knows the zone
/// database (the command line, the browser), so that the analysis needs none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// What the person chose: `UTC`, `WIB`, `+07:00`, `Asia/Jakarta`.
    pub name: String,
    /// Seconds east of UTC before the first change.
    pub offset_s: i32,
    /// `(local seconds since 1970 from which the offset holds, seconds east of UTC)`, ascending.
    #[serde(default)]
    pub changes: Vec<(i64, i32)>,
}

impl Zone {
    pub fn utc() -> Self {
        Self::fixed("UTC", 0)
    }

    pub fn fixed(name: &str, offset_s: i32) -> Self {
        Self {
            name: name.to_owned(),
            offset_s,
            changes: Vec::new(),
        }
    }

    /// Seconds east of UTC at a local time, in seconds since 1970 as a wall clock there shows it.
    pub fn offset_at_local(&self, local_s: i64) -> i32 {
        let n_before = self.changes.partition_point(|(from, _)| *from <= local_s);
        match n_before.checked_sub(1).and_then(|i| self.changes.get(i)) {
            Some((_, offset_s)) => *offset_s,
            None => self.offset_s,
        }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}
