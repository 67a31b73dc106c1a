//! The position of a record among the rows of a scan.

use jejak_protocol::RecordRef;

use super::{Index, Lines, Place, Scan, SegmentId};
use crate::rows::Matcher;

/// Counts the rows of a complete scan that come before a record.
#[derive(Debug)]
pub struct Rank {
    at: RecordRef,
    place: Option<Place>,
    /// Segments of which only some rows come before; known once the place is.
    open: Vec<SegmentId>,
    n_before: u64,
}

impl Rank {
    pub fn new(at: RecordRef) -> Self {
        Self {
            at,
            place: None,
            open: Vec::new(),
            n_before: 0,
        }
    }

    /// The next segment to read, or None when the position is known.
    pub fn next(&self, index: &Index) -> Option<SegmentId> {
        match self.place {
            None => index.segment_of(self.at),
            Some(_) => self.open.last().copied(),
        }
    }

    /// Takes up the segment that [`next`](Self::next) gave. `matcher`: of the scan's filter.
    pub fn take(&mut self, index: &Index, scan: &Scan, matcher: &Matcher<'_>, lines: &Lines) {
        let Some(place) = self.place else {
            self.place(index, scan, lines);
            return;
        };
        self.open.pop();
        let fitting = lines.fitting(index, matcher);
        let is_before = |idx: &&usize| lines.place(**idx).is_some_and(|own| own < place);
        self.n_before += fitting.iter().filter(is_before).count() as u64;
    }

    pub fn n_before(&self) -> u64 {
        self.n_before
    }

    /// Finds the place of the record in its segment, and which segments lie around it.
    fn place(&mut self, index: &Index, scan: &Scan, lines: &Lines) {
        let idx = lines.position(self.at.line);
        // A file that shrank has no such line; its segment's end is as near as can be told.
        let place = idx.and_then(|idx| lines.place(idx)).unwrap_or(Place {
            effective_us: index.segment(lines.id()).map_or(i64::MIN, |s| s.after_us),
            file: self.at.file,
            line: self.at.line,
        });
        self.place = Some(place);
        for found in scan.found() {
            let Some(segment) = index.segment(found.id) else {
                continue;
            };
            let last = Place {
                effective_us: segment.after_us,
                file: found.id.file,
                line: segment.end_line().saturating_sub(1),
            };
            if last < place {
                self.n_before += u64::from(found.n_rows);
            } else if found.place < place {
                self.open.push(found.id);
            }
        }
    }
}
