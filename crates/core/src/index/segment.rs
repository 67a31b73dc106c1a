//! Segments with their times resolved: what is known of their rows without reading them.

use std::ops::Range;

use jejak_protocol::{Level, TimeRange};

use crate::clock::{UNTIMED, Years};
use crate::state::Segment as Raw;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    start: u64,
    end: u64,
    pub(super) first_line: u64,
    pub(super) n_lines: u32,
    /// Raw time of the last stamp above it.
    pub(super) start_raw: i64,
    /// Level of the record that its first lines may belong to.
    pub(super) start_level: Level,
    /// Effective time of the last line above it and of its own last line.
    pub(super) before_us: i64,
    pub(super) after_us: i64,
    /// Bounds of the times of its lines; None when none has one.
    times: Option<(i64, i64)>,
}

/// How many rows of a segment lie in a range of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Share {
    None,
    Some,
    All,
}

/// Resolves the segments of a file; `end`: where the last one's last line ends.
pub(super) fn resolve(raw: &[Raw], end: u64, years: &Years<'_>) -> Vec<Segment> {
    let ends = raw.iter().skip(1).map(|next| next.offset).chain([end]);
    let mut before_us = i64::MIN;
    raw.iter()
        .zip(ends)
        .map(|(raw, end)| {
            let segment = Segment::new(raw, end, before_us, years);
            before_us = segment.after_us;
            segment
        })
        .collect()
}

impl Segment {
    fn new(raw: &Raw, end: u64, before_us: i64, years: &Years<'_>) -> Self {
        // A line without a stamp has the time of the last one above it, perhaps above the segment.
        let known = [raw.start_raw, raw.min_raw, raw.max_raw];
        let known = known.iter().filter(|raw| **raw != UNTIMED);
        let times = known.fold(None, |times: Option<(i64, i64)>, raw| {
            let us = years.utc(*raw);
            Some(times.map_or((us, us), |(min, max)| (min.min(us), max.max(us))))
        });
        Self {
            start: raw.offset,
            end: end.max(raw.offset),
            first_line: raw.first_line,
            n_lines: raw.n_lines,
            start_raw: raw.start_raw,
            start_level: raw.start_level.unwrap_or_default(),
            before_us,
            after_us: times.map_or(before_us, |(_, max)| max.max(before_us)),
            times,
        }
    }

    pub(super) fn bytes(&self) -> Range<u64> {
        self.start..self.end
    }

    pub(super) fn end_line(&self) -> u64 {
        self.first_line + u64::from(self.n_lines)
    }

    pub(super) fn share_in(&self, range: TimeRange) -> Share {
        let (start, end) = (range.start.0, range.end.0);
        match self.times {
            None => Share::None,
            Some((min, max)) if max < start || min > end => Share::None,
            // Above the first stamp of the file there may be lines of no time.
            Some((min, max)) if min >= start && max <= end && self.start_raw != UNTIMED => {
                Share::All
            }
            Some(_) => Share::Some,
        }
    }
}
