//! What detectors read: the unified list of events over all files, and the counts beside it.
//!
//! In: filled by `finish` after years, zones and entities are resolved. Out: nothing; it is only
//! borrowed. It leaves to others how events are kept and merged.

use std::num::NonZeroU32;

use jejak_protocol::metrics::MetricSeries;
use jejak_protocol::{
    Entity, EntityKind, Level, LevelCounts, RecordRef, TemplateSummary, TimeRange, TimestampUs,
    Zone,
};

use crate::events::{EventKind, Sign};
use crate::plan::Limits;

/// Position of an entity in [`Input::entities`]. `Option<EntityIdx>` takes four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIdx(NonZeroU32);

impl EntityIdx {
    /// None past 2^32 − 2 entities.
    pub fn new(idx: usize) -> Option<Self> {
        let above = u32::try_from(idx).ok()?.checked_add(1)?;
        NonZeroU32::new(above).map(Self)
    }

    pub fn idx(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// One record that a detector asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub time: Option<TimestampUs>,
    pub at: RecordRef,
    pub kind: EventKind,
    /// What the record gives away besides its kind.
    pub sign: Option<Sign>,
    /// How often it happened at `time`: `N` of `message repeated N times`, else 1; KiB of a
    /// `Transfer`.
    pub weight: u32,
    pub source: Option<EntityIdx>,
    pub user: Option<EntityIdx>,
    pub object: Option<EntityIdx>,
    /// Program or module that wrote the record; the virtual host of a request.
    pub service: Option<EntityIdx>,
    pub host: Option<EntityIdx>,
    /// User agent of a request.
    pub agent: Option<EntityIdx>,
    /// As `Meaning::detail`.
    pub detail: u8,
}

/// An entity and how many records name it, repeats included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    pub entity: Entity,
    pub n_records: u64,
}

/// One request of an access log, whatever became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub source: EntityIdx,
    pub time: Option<TimestampUs>,
    pub at: RecordRef,
}

/// Records within one bucket of the run's grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub start: TimestampUs,
    pub counts: LevelCounts,
    /// The first record in it, as evidence; None when it is not known.
    pub first: Option<RecordRef>,
}

/// A record and its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub time: TimestampUs,
    pub at: RecordRef,
}

/// Two neighbouring records, and nothing between; `to` may lie before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    pub from: Moment,
    pub to: Moment,
}

impl Silence {
    /// Whether forward or back.
    pub fn len_us(&self) -> i64 {
        self.to
            .time
            .0
            .saturating_sub(self.from.time.0)
            .saturating_abs()
    }
}

/// How the records of one host follow each other in one file.
#[derive(Clone, Debug)]
pub struct Course {
    /// None where the lines name none.
    pub host: Option<Entity>,
    pub n_records: u64,
    /// Steps back of a minute and more.
    pub n_back: u64,
    pub first: Moment,
    pub last: Moment,
    /// The longest first; a bounded choice.
    pub silences: Vec<Silence>,
    /// The largest first; a bounded choice.
    pub steps_back: Vec<Silence>,
    pub is_of_requests: bool,
    /// Its stamps leave the day out, so that going back is a guess of ours.
    pub leaves_day_open: bool,
    /// Its stamps are of a wall clock.
    pub leaves_zone_open: bool,
    pub zone: Zone,
}

/// How the records of one shape follow each other in one file.
#[derive(Clone, Copy, Debug)]
pub struct Beat<'a> {
    pub text: &'a str,
    pub level: Level,
    pub n_records: u64,
    pub n_back: u64,
    pub first: Moment,
    pub last: Moment,
    pub longest: Option<Silence>,
    pub second: Option<Silence>,
    /// The latest record of the file, of any shape.
    pub file_last: TimestampUs,
}

/// Everything that detectors see.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Sorted by (time, file, line); events without a time come last, in order of file and line.
    pub events: &'a [Event],
    pub entities: &'a [EntityRow],
    /// All requests by (source, time, file, line), harmless ones included. May be left empty: a
    /// scan then has only its attacks and refused requests as evidence.
    pub requests: &'a [Request],
    /// All templates of the run; `example` is the first record of each.
    pub templates: &'a [TemplateSummary],
    /// Of each host and file.
    pub courses: &'a [Course],
    /// Of the shapes that came often, requests left out.
    pub beats: &'a [Beat<'a>],
    /// The metrics that a person looks at first: of each subject and file one, and all shares in use.
    pub metrics: &'a [MetricSeries],
    pub bucket_us: i64,
    /// Ascending; empty buckets are left out.
    pub buckets: &'a [Bucket],
    /// From the first to the last record with a time.
    pub range: Option<TimeRange>,
    pub n_records: u64,
    pub limits: &'a Limits,
}

impl Input<'_> {
    /// The entity at a position, empty text when there is none.
    pub fn entity(&self, idx: Option<EntityIdx>) -> Option<&Entity> {
        self.entities.get(idx?.idx()).map(|row| &row.entity)
    }

    /// Text of an entity.
    pub fn text(&self, idx: Option<EntityIdx>) -> Option<&str> {
        self.entity(idx).map(|entity| entity.value.as_str())
    }

    /// Records that name the entity.
    pub fn n_records_of(&self, idx: EntityIdx) -> u64 {
        self.entities.get(idx.idx()).map_or(0, |row| row.n_records)
    }

    /// Whether the entity is of the kind.
    pub fn is_kind(&self, idx: Option<EntityIdx>, kind: EntityKind) -> bool {
        self.entity(idx).is_some_and(|entity| entity.kind == kind)
    }
}

/// Records of all levels in a bucket.
pub fn n_of(counts: &LevelCounts) -> u64 {
    counts.iter().sum()
}

/// Records at error level or worse in a bucket.
pub fn n_errors_of(counts: &LevelCounts) -> u64 {
    counts
        .iter()
        .skip(Level::Error.index())
        .copied()
        .fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_takes_four_bytes_and_comes_back() {
        assert_eq!(size_of::<Option<EntityIdx>>(), 4);
        for idx in [0, 1, 77] {
            assert_eq!(EntityIdx::new(idx).map(EntityIdx::idx), Some(idx));
        }
        assert_eq!(EntityIdx::new(u32::MAX as usize), None);
    }

    #[test]
    fn errors_are_the_two_worst_levels() {
        let counts = [1, 2, 4, 8, 16, 32, 64];
        assert_eq!(n_of(&counts), 127);
        assert_eq!(n_errors_of(&counts), 96);
    }
}
