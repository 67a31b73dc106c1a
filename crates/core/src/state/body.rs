//! What the whole lines of a range amount to: counts, histogram, shapes, names, events, metric series,
//! segments.
//!
//! A body can take one more line at its end and another body behind it; `state` sees to the cut
//! lines between them. Line numbers count from the body's first line, raw times from the slot of
//! its first stamp.

use jejak_protocol::{Level, LevelCounts};
use serde::{Deserialize, Serialize};

use super::events::{Event, Events};
use super::histogram::{self, Bucket, Histogram};
use super::names::{NameId, Names};
use super::series::SeriesTable;
use super::sessions::Sessions;
use super::shapes::{Seen, Shapes};
use super::tracks::Tracks;
use crate::clock::{Carry, UNTIMED};
use crate::events::callers::Callers;
use crate::hash::Digest;
use crate::plan::Plan;

/// Some hundred lines that are read again together: a summary to find and skip them by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// First byte in the (inflated) file.
    pub(crate) offset: u64,
    pub(crate) first_line: u64,
    pub(crate) n_lines: u32,
    /// Raw time of the last stamp above it, [`UNTIMED`] when there is none: its lines are read again
    /// with the clock that they had.
    pub(crate) start_raw: i64,
    /// Level of the record above it, to which its first lines may belong; None when there is none.
    pub(crate) start_level: Option<Level>,
    /// Lowest and highest raw time, [`UNTIMED`] when none of its lines has one.
    pub(crate) min_raw: i64,
    pub(crate) max_raw: i64,
}

/// Lines of a segment. Chosen: some 100 kB to read for a screenful, 48 bytes to keep for each.
pub(crate) const SEGMENT_LINES: u32 = 1024;

/// Bytes after which a segment of long lines is full before it has its lines.
pub(crate) const SEGMENT_BYTES: u64 = 256 << 10;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) n_lines: u64,
    pub(crate) n_records: u64,
    pub(crate) n_misfits: u64,
    pub(crate) misfits: Vec<u64>,
    /// Of all lines, to know the same file again.
    pub(crate) digest: Digest,
    pub(crate) n_cut: u64,
    pub(crate) n_invalid: u64,
    pub(crate) n_control: u64,
    pub(crate) n_auth_failures: u64,
    pub(crate) carry: Carry,
    /// Level of the last record.
    pub(crate) last_level: Option<Level>,
    /// Lowest and highest raw time of a record.
    pub(crate) range: Option<(i64, i64)>,
    pub(crate) histogram: Histogram,
    /// Records above the first stamp.
    pub(crate) untimed: LevelCounts,
    pub(crate) shapes: Shapes,
    pub(crate) tracks: Tracks,
    pub(crate) names: Names,
    pub(crate) sessions: Sessions,
    pub(crate) series: SeriesTable,
    pub(crate) events: Events,
    /// Who is at the other end, for events that do not say.
    pub(crate) callers: Callers<NameId>,
    pub(crate) segments: Vec<Segment>,
}

impl Body {
    /// Opens a segment for a line that starts at `offset`, where the last one is full or missing.
    #[inline]
    pub(crate) fn touch_segment(&mut self, offset: u64) {
        if let Some(last) = self.segments.last_mut()
            && last.n_lines < SEGMENT_LINES
            && offset - last.offset < SEGMENT_BYTES
        {
            last.n_lines += 1;
            return;
        }
        self.segments.push(Segment {
            offset,
            first_line: self.n_lines,
            n_lines: 1,
            start_raw: self.carry.last().unwrap_or(UNTIMED),
            start_level: self.last_level,
            min_raw: UNTIMED,
            max_raw: UNTIMED,
        });
    }

    /// Counts a record of measurements: it has its place and time, and is none of the things that happened.
    pub(crate) fn count_measured(&mut self, raw: i64) {
        self.n_records += 1;
        self.last_level = Some(Level::Unknown);
        if raw != UNTIMED {
            self.range = join(self.range, Some((raw, raw)));
            if let Some(segment) = self.segments.last_mut() {
                segment.cover(raw, raw);
            }
        }
    }

    /// Counts a record at its level and time; `raw` is [`UNTIMED`] above the first stamp.
    #[inline]
    pub(crate) fn count_record(&mut self, raw: i64, level: Level, plan: &Plan) {
        self.n_records += 1;
        self.last_level = Some(level);
        if raw == UNTIMED {
            if let Some(n) = self.untimed.get_mut(level.index()) {
                *n += 1;
            }
            return;
        }
        let n_max = plan.limits.n_buckets;
        self.histogram.push(raw, level, self.n_lines, n_max);
        self.range = join(self.range, Some((raw, raw)));
        if let Some(segment) = self.segments.last_mut() {
            segment.cover(raw, raw);
        }
    }

    /// Takes up the body of the range that follows.
    pub(crate) fn append(&mut self, right: Self, plan: &Plan) {
        let (n_before, n_right) = (self.n_lines, right.n_lines);
        let untimed = self.carry.last().unwrap_or(UNTIMED);
        let last_level = self.last_level;
        self.last_level = right.last_level.or(last_level);
        let shift = self.carry.append(&right.carry, plan);
        let moved = |raw: i64| if raw == UNTIMED { UNTIMED } else { raw + shift };

        self.digest.append(right.digest, right.n_lines);
        self.n_lines += right.n_lines;
        self.n_records += right.n_records;
        self.n_misfits += right.n_misfits;
        self.n_cut += right.n_cut;
        self.n_invalid += right.n_invalid;
        self.n_control += right.n_control;
        self.n_auth_failures += right.n_auth_failures;
        let room = plan.limits.n_misfits.saturating_sub(self.misfits.len());
        self.misfits
            .extend(right.misfits.iter().take(room).map(|line| line + n_before));

        self.range = join(self.range, right.range.map(|(a, b)| (a + shift, b + shift)));
        let n_max = plan.limits.n_buckets;
        self.histogram
            .append(right.histogram, n_before, shift, n_max);
        if untimed == UNTIMED {
            histogram::add(&mut self.untimed, &right.untimed);
        } else if right.untimed != LevelCounts::default() {
            let bucket = Bucket {
                counts: right.untimed,
                first_line: n_before,
            };
            self.histogram.add(untimed, bucket, n_max);
        }
        self.shapes.append(right.shapes, n_before, shift, untimed);
        let n_sessions = plan.limits.n_sessions;
        self.sessions
            .append(right.sessions, n_before, shift, untimed, n_sessions);
        self.series.append(right.series, n_before, &plan.limits);
        self.tracks.append(right.tracks, |seen| Seen {
            line: seen.line + n_before,
            raw: seen.raw + shift,
        });

        let ids = self.names.append(right.names);
        let named = |id: NameId| id.index().and_then(|i| ids.get(i)).copied();
        self.callers.append(
            right.callers,
            (n_before, n_right),
            |id| named(id).unwrap_or(NameId::NONE),
            &plan.limits,
        );
        let names = &self.names;
        let fails = |source| names.fails(source);
        self.events
            .append(right.events, &ids, (&plan.limits, fails), |event| {
                event.line += n_before;
                event.raw = if event.raw == UNTIMED {
                    untimed
                } else {
                    event.raw + shift
                };
            });
        self.segments
            .extend(right.segments.iter().map(|segment| Segment {
                first_line: segment.first_line + n_before,
                start_raw: match segment.start_raw {
                    UNTIMED => untimed,
                    raw => raw + shift,
                },
                start_level: segment.start_level.or(last_level),
                min_raw: moved(segment.min_raw),
                max_raw: moved(segment.max_raw),
                ..*segment
            }));
        self.shrink_if_large(plan);
    }

    /// Shrinks tables that outgrew their caps by half, so that shrinking stays cheap per line.
    #[inline]
    pub(crate) fn shrink_if_large(&mut self, plan: &Plan) {
        let (n_shapes, n_entities) = (plan.limits.n_shapes, plan.limits.n_entities);
        if self.shapes.may_exceed(n_shapes + n_shapes / 2) {
            self.shapes.shrink(n_shapes);
        }
        if self.tracks.may_exceed() {
            self.tracks.shrink();
        }
        // Six kinds share the table; only a kind past its cap loses names.
        if self.names.may_exceed(n_entities + n_entities / 2) && self.names.grew() {
            self.shrink_names(n_entities);
        }
        if self.events.may_exceed(&plan.limits) {
            self.fold_events(plan);
        }
    }

    /// Folds events that are alike, where there are more than the limit.
    pub(crate) fn fold_events(&mut self, plan: &Plan) {
        let names = &self.names;
        self.events.fold(&plan.limits, |source| names.fails(source));
    }

    /// Brings every table to its cap: after this, a body depends on its lines alone.
    pub(crate) fn shrink(&mut self, plan: &Plan) {
        self.histogram.close(plan.limits.n_buckets);
        self.shapes.shrink(plan.limits.n_shapes);
        self.sessions.shrink(plan.limits.n_sessions);
        self.tracks.shrink();
        self.shrink_names(plan.limits.n_entities);
        self.fold_events(plan);
    }

    /// Drops the names past the cap, and the events that are about an address that was dropped.
    fn shrink_names(&mut self, n_max: usize) {
        if let Some(ids) = self.names.shrink(n_max) {
            self.events.rename(&ids);
            self.callers.rename(|id| {
                let id = id.index().and_then(|i| ids.get(i));
                id.copied().unwrap_or(NameId::NONE)
            });
        }
    }

    /// Whom another line of its connection names, for an event that names nobody.
    ///
    /// One that stands for others too is nobody's: they may have been of other connections.
    pub(crate) fn caller_of(&self, event: &Event) -> NameId {
        let is_many = self.events.is_folded() && event.weight > 1;
        let name = self.callers.at(event.line).filter(|_| !is_many);
        name.copied().unwrap_or(NameId::NONE)
    }
}

impl Segment {
    fn cover(&mut self, min_raw: i64, max_raw: i64) {
        if self.min_raw == UNTIMED {
            (self.min_raw, self.max_raw) = (min_raw, max_raw);
        } else {
            self.min_raw = self.min_raw.min(min_raw);
            self.max_raw = self.max_raw.max(max_raw);
        }
    }
}

fn join(a: Option<(i64, i64)>, b: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, None) | (None, one) => one,
    }
}
