//! The rows `[offset, offset + limit)` of a scan, by merging the files from the nearest segment on.
//!
//! The scan's counts tell the segment to start at. Of every other file, one segment at most begins
//! before that place and ends behind it; its rows behind the place were counted before it, so as
//! many more are skipped. What is read does not depend on the offset: some segments for each file.

use std::collections::VecDeque;

use jejak_protocol::Row;

use super::scan::Found;
use super::{Index, Lines, Place, Scan, SegmentId};
use crate::rows::{self, Matcher};

/// A page that is being read.
#[derive(Debug)]
pub struct Page {
    /// No row before it belongs to the page.
    start: Place,
    /// Rows from `start` on that come before the page.
    n_skip: u64,
    limit: usize,
    /// Rows from here on are not settled while the scan goes on.
    end: Option<Place>,
    files: Vec<Cursor>,
    rows: Vec<Row>,
}

/// One file's rows that come next.
#[derive(Debug, Default)]
struct Cursor {
    /// Segments to read, in order.
    segments: VecDeque<Found>,
    lines: Option<Lines>,
    /// Fitting positions in `lines` that were not taken yet.
    fitting: VecDeque<usize>,
}

/// What a page needs next, or the file whose row is next.
enum Next {
    Read(SegmentId),
    Row(usize, Place),
    Nothing,
}

impl Page {
    pub fn new(index: &Index, scan: &Scan, offset: u64, limit: u32) -> Self {
        let found = scan.found();
        let n_begun = found.partition_point(|segment| segment.n_before <= offset);
        let mut page = Self {
            start: Place {
                effective_us: i64::MIN,
                file: jejak_protocol::FileId(0),
                line: 0,
            },
            n_skip: 0,
            limit: limit as usize,
            end: scan.settled_before(index),
            files: index.files.iter().map(|_| Cursor::default()).collect(),
            rows: Vec::new(),
        };
        let Some(first) = n_begun.checked_sub(1).and_then(|i| found.get(i)) else {
            return page;
        };
        page.start = first.place;
        page.n_skip = offset - first.n_before;
        let is_before = |segment: &Found| {
            index.segment(segment.id).is_none_or(|own| {
                let last = Place {
                    effective_us: own.after_us,
                    file: segment.id.file,
                    line: own.end_line().saturating_sub(1),
                };
                last < page.start
            })
        };
        for segment in found.iter().filter(|segment| !is_before(segment)) {
            if let Some(file) = page.files.get_mut(segment.id.file.0 as usize) {
                file.segments.push_back(*segment);
            }
        }
        page
    }

    /// Merges what was read; the next segment to read, or None when the page is whole.
    pub fn next(&mut self, index: &Index, scan: &Scan) -> Option<SegmentId> {
        let words = rows::words(scan.filter());
        while self.rows.len() < self.limit {
            match self.least() {
                Next::Read(id) => return Some(id),
                Next::Row(file, place) if self.end.is_none_or(|end| place < end) => {
                    self.pop(index, file, &words);
                }
                Next::Row(..) | Next::Nothing => break,
            }
        }
        None
    }

    /// Takes up the segment that [`next`](Self::next) gave. `matcher`: of the scan's filter.
    pub fn take(&mut self, index: &Index, matcher: &Matcher<'_>, lines: Lines) {
        let id = lines.id();
        let Some(file) = self.files.get_mut(id.file.0 as usize) else {
            return;
        };
        let Some(segment) = file.segments.pop_front_if(|segment| segment.id == id) else {
            return;
        };
        let start = self.start;
        let mut fitting = lines.fitting(index, matcher);
        fitting.retain(|idx| lines.place(*idx).is_some_and(|place| place >= start));
        if segment.place < start {
            self.n_skip += fitting.len() as u64;
        }
        file.fitting = fitting.into();
        file.lines = Some(lines);
    }

    pub fn rows(self) -> Vec<Row> {
        self.rows
    }

    /// The least of the files' next rows, where an unread segment stands for its first row.
    fn least(&self) -> Next {
        let nexts = self.files.iter().enumerate().filter_map(|(file, cursor)| {
            let row = cursor.fitting.front();
            let row = row.and_then(|idx| cursor.lines.as_ref()?.place(*idx));
            let segment = cursor.segments.front();
            match (row, segment) {
                (Some(place), _) => Some((place, Next::Row(file, place))),
                (None, Some(segment)) => Some((segment.place, Next::Read(segment.id))),
                (None, None) => None,
            }
        });
        nexts
            .min_by_key(|(place, _)| *place)
            .map_or(Next::Nothing, |(_, next)| next)
    }

    fn pop(&mut self, index: &Index, file_idx: usize, words: &[&str]) {
        let Some(cursor) = self.files.get_mut(file_idx) else {
            return;
        };
        let Some(idx) = cursor.fitting.pop_front() else {
            return;
        };
        if self.n_skip > 0 {
            self.n_skip -= 1;
            return;
        }
        let (Some(lines), Some(file)) = (&cursor.lines, index.files.get(file_idx)) else {
            return;
        };
        self.rows.extend(lines.row(&file.plan, idx, words));
    }
}
