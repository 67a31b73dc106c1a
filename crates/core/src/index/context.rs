//! Lines around a line of a file, whatever any filter says.

use jejak_protocol::{FileId, RecordRef, Row};

use super::{Index, Lines, SegmentId};

impl Index {
    /// Segments that hold the line and `n_around` lines before and after it, in order.
    pub fn around(&self, at: RecordRef, n_around: u32) -> Vec<SegmentId> {
        let (first, end) = self.line_range(at, n_around);
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let holds =
            |segment: &super::Segment| segment.first_line < end && segment.end_line() > first;
        let segments = file.segments.iter().zip(0..);
        segments
            .filter(|(segment, _)| holds(segment))
            .map(|(_, idx)| SegmentId { file: at.file, idx })
            .collect()
    }

    /// The rows of a segment that lie around a line.
    pub fn rows_around(&self, at: RecordRef, n_around: u32, lines: &Lines) -> Vec<Row> {
        let (first, end) = self.line_range(at, n_around);
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let positions = (first..end).filter_map(|line| lines.position(line));
        positions
            .filter_map(|idx| lines.row(&file.plan, idx, &[]))
            .collect()
    }

    fn line_range(&self, at: RecordRef, n_around: u32) -> (u64, u64) {
        let n_around = u64::from(n_around);
        let first = at.line.saturating_sub(n_around);
        let end = at.line.saturating_add(n_around).saturating_add(1);
        (first, end.min(self.n_lines(FileId(at.file.0))))
    }
}
