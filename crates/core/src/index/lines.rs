//! The lines of one segment, read again, each with the time that it had in the analysis.

use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

use jejak_protocol::{Level, RecordRef, Row, TimestampUs};

use super::{Index, Place, SegmentId};
use crate::clock::{Carry, Years};
use crate::plan::Plan;
use crate::record::Line;
use crate::rows::{self, Matcher};
use crate::state::text_of_line;

/// The lines of a segment.
#[derive(Debug)]
pub struct Lines {
    id: SegmentId,
    first_line: u64,
    text: String,
    lines: Vec<Meta>,
    /// Level of the record above the segment.
    start_level: Level,
}

#[derive(Clone, Debug)]
struct Meta {
    range: Range<usize>,
    time: Option<TimestampUs>,
    effective_us: i64,
}

impl Index {
    /// Reads a segment's lines from its bytes. Bytes that are not those of the analysis any more
    /// give other lines, never more of them.
    pub fn lines(&self, id: SegmentId, bytes: &[u8]) -> Lines {
        let mut lines = Lines {
            id,
            first_line: 0,
            text: String::with_capacity(bytes.len()),
            lines: Vec::new(),
            start_level: Level::default(),
        };
        let (Some(file), Some(segment)) = (self.file(id.file), self.segment(id)) else {
            return lines;
        };
        lines.first_line = segment.first_line;
        lines.start_level = segment.start_level;
        let plan = &*file.plan;
        let years = Years::resolve(file.latest, file.day_of_slot_0, plan);
        let mut carry = Carry::after(segment.start_raw);
        let mut effective_us = segment.before_us;
        let offset = segment.bytes().start;
        for range in split(bytes).take(segment.n_lines as usize) {
            let at = offset + range.start as u64;
            let line = bytes.get(range).unwrap_or_default();
            let text = text_of_line(line, at, plan.limits.line_bytes);
            let stamp = plan.layout.read(&text, |line, _| match line {
                Line::Record(record) => record.stamp,
                Line::Continuation | Line::Misfit(_) => None,
            });
            if let Some(stamp) = stamp {
                carry.push(stamp, plan);
            }
            let time = carry.last().and_then(|raw| years.time(raw));
            let us = time.map_or(i64::MIN, |time| time.0);
            // Never past the segment's own bound: local times are not quite monotone in raw ones
            // where a zone skips an hour, and the order of segments must hold for their rows.
            effective_us = effective_us.max(us).min(segment.after_us);
            let start = lines.text.len();
            lines.text.push_str(&text);
            lines.lines.push(Meta {
                range: start..lines.text.len(),
                time,
                effective_us,
            });
        }
        lines
    }
}

impl Lines {
    pub fn id(&self) -> SegmentId {
        self.id
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Text and time of one line.
    fn get(&self, idx: usize) -> Option<(&str, Option<TimestampUs>)> {
        let meta = self.lines.get(idx)?;
        Some((self.text.get(meta.range.clone())?, meta.time))
    }

    pub(super) fn place(&self, idx: usize) -> Option<Place> {
        Some(Place {
            effective_us: self.lines.get(idx)?.effective_us,
            file: self.id.file,
            line: self.first_line + idx as u64,
        })
    }

    /// Position in the segment of a line of the file.
    pub(super) fn position(&self, line: u64) -> Option<usize> {
        usize::try_from(line.checked_sub(self.first_line)?).ok()
    }

    /// Positions of the lines that fit.
    pub(super) fn fitting(&self, index: &Index, matcher: &Matcher<'_>) -> Vec<usize> {
        let Some(file) = index.file(self.id.file) else {
            return Vec::new();
        };
        let above = Above::new(&file.plan, self.start_level);
        let text_at = |idx: usize| self.get(idx).map(|(text, _)| Cow::Borrowed(text));
        let fits = |idx: &usize| {
            self.get(*idx).is_some_and(|(text, time)| {
                matcher.matches(
                    &file.plan,
                    text,
                    time,
                    |shape| index.templates.id_of_shape(shape),
                    || above.level_at(*idx, text_at),
                )
            })
        };
        (0..self.len()).filter(fits).collect()
    }

    pub(super) fn row(&self, plan: &Plan, idx: usize, highlight: &[&str]) -> Option<Row> {
        let (text, time) = self.get(idx)?;
        let at = RecordRef {
            file: self.id.file,
            line: self.first_line + idx as u64,
        };
        Some(rows::render(plan, text, at, time, highlight))
    }
}

/// The level of the record that a line of a segment continues. Asked for lines in order, it looks
/// at each line above once.
pub(super) struct Above<'p> {
    plan: &'p Plan,
    /// A line, and the level of the record that ended or was still going on above it.
    known: Cell<(usize, Level)>,
}

impl<'p> Above<'p> {
    pub(super) fn new(plan: &'p Plan, start_level: Level) -> Self {
        Self {
            plan,
            known: Cell::new((0, start_level)),
        }
    }

    pub(super) fn level_at<'t>(
        &self,
        idx: usize,
        text_at: impl Fn(usize) -> Option<Cow<'t, str>>,
    ) -> Level {
        let (from, known) = self.known.get();
        let record = (from..idx)
            .rev()
            .find_map(|idx| rows::level_of_record(self.plan, &text_at(idx)?));
        let level = record.unwrap_or(known);
        self.known.set((idx, level));
        level
    }
}

/// Ranges of the lines, without their line feeds; a last line needs none.
pub(super) fn split(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut feeds = memchr::memchr_iter(b'\n', bytes);
    std::iter::from_fn(move || {
        let end = feeds.next().unwrap_or(bytes.len());
        let range = start..end;
        start = end + 1;
        (range.start < bytes.len()).then_some(range)
    })
}
