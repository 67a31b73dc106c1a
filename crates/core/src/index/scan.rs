//! Counts the rows of each segment that fit a filter; reads only those whose summary leaves it open.
//!
//! Counts are exact and some bytes a segment, so that no list of rows is needed, however many fit: a
//! page reads again the few segments that it shows.

use jejak_protocol::{Filter, TimeRange};

use super::lines::{Above, split};
use super::segment::Share;
use super::{Index, Place, SegmentId};
use crate::rows::Matcher;
use crate::state::text_of_line;

/// A filter and what was found of it so far, in the order of the index.
#[derive(Debug)]
pub struct Scan {
    filter: Filter,
    /// Position in the order of the index: what is before it was counted.
    next: usize,
    found: Vec<Found>,
    n_found: u64,
    is_complete: bool,
}

/// A segment with fitting rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: SegmentId,
    pub(super) place: Place,
    pub(super) n_rows: u32,
    /// Fitting rows of all segments before it.
    pub(super) n_before: u64,
}

impl Scan {
    pub fn new(filter: Filter) -> Self {
        Self {
            filter,
            next: 0,
            found: Vec::new(),
            n_found: 0,
            is_complete: false,
        }
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Fitting rows so far.
    pub fn n_found(&self) -> u64 {
        self.n_found
    }

    /// Every segment was counted.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Segments looked at, of all.
    pub fn n_seen(&self) -> usize {
        self.next
    }

    pub(super) fn found(&self) -> &[Found] {
        &self.found
    }

    /// Where rows may still be missing: what lies before it is settled.
    pub(super) fn settled_before(&self, index: &Index) -> Option<Place> {
        index.order.get(self.next).map(|(place, _)| *place)
    }

    /// Counts what can be told without reading; the next segment to be read, or None at the end.
    pub fn next(&mut self, index: &Index) -> Option<SegmentId> {
        while let Some((_, id)) = index.order.get(self.next) {
            match self.known_count(index, *id) {
                Some(n_rows) => self.add(index, n_rows),
                None => return Some(*id),
            }
        }
        self.is_complete = true;
        None
    }

    /// Takes up the bytes of the segment that [`next`](Self::next) gave. `matcher`: of this filter.
    pub fn take(&mut self, index: &Index, matcher: &Matcher<'_>, id: SegmentId, bytes: &[u8]) {
        if index.order.get(self.next).map(|(_, id)| *id) == Some(id) {
            let n_rows = self.count(index, matcher, id, bytes);
            self.add(index, n_rows);
        }
    }

    fn add(&mut self, index: &Index, n_rows: u32) {
        if let Some((place, id)) = index.order.get(self.next)
            && n_rows > 0
        {
            self.found.push(Found {
                id: *id,
                place: *place,
                n_rows,
                n_before: self.n_found,
            });
            self.n_found += u64::from(n_rows);
        }
        self.next += 1;
    }

    fn known_count(&self, index: &Index, id: SegmentId) -> Option<u32> {
        let is_other_file = !self.filter.files.is_empty() && !self.filter.files.contains(&id.file);
        let segment = index.segment(id)?;
        match self.share(index, id) {
            _ if is_other_file => Some(0),
            Share::None => Some(0),
            Share::All if self.filter.is_range_only() => Some(segment.n_lines),
            Share::All | Share::Some => None,
        }
    }

    fn share(&self, index: &Index, id: SegmentId) -> Share {
        let share_in = |range: TimeRange| index.segment(id).map(|segment| segment.share_in(range));
        self.filter
            .range
            .map_or(Some(Share::All), share_in)
            .unwrap_or(Share::None)
    }

    fn count(&self, index: &Index, matcher: &Matcher<'_>, id: SegmentId, bytes: &[u8]) -> u32 {
        let (Some(file), Some(segment)) = (index.file(id.file), index.segment(id)) else {
            return 0;
        };
        let n_rows = if self.filter.range.is_some() && self.share(index, id) == Share::Some {
            index.lines(id, bytes).fitting(index, matcher).len()
        } else {
            // No line's own time decides, so none needs to be known: only lines that fit otherwise
            // are parsed. A time in the range stands for all.
            let time = self.filter.range.map(|range| range.start);
            let offset = segment.bytes().start;
            let ranges: Vec<_> = split(bytes).take(segment.n_lines as usize).collect();
            let text_at = |idx: usize| {
                let range = ranges.get(idx)?;
                let line = bytes.get(range.clone())?;
                let at = offset + range.start as u64;
                Some(text_of_line(line, at, file.plan.limits.line_bytes))
            };
            let above = Above::new(&file.plan, segment.start_level);
            let fits = |idx: &usize| {
                text_at(*idx).is_some_and(|text| {
                    matcher.matches(
                        &file.plan,
                        &text,
                        time,
                        |shape| index.templates.id_of_shape(shape),
                        || above.level_at(*idx, text_at),
                    )
                })
            };
            (0..ranges.len()).filter(fits).count()
        };
        u32::try_from(n_rows).unwrap_or(u32::MAX)
    }
}
