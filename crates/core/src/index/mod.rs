//! Finding rows again: which bytes of which file hold the rows that a list shows.
//!
//! Rows are not kept. Every line of every file is a row, lines that continue a record too. Rows are
//! ordered by (effective time, file, line): the effective time of a line is the latest time of any
//! record up to it in its file, so that a file keeps its own order and several merge into one.
//! Whether a row lies in a range is judged by its own time: that of its record, or of the last
//! record above it. Lines above the first stamp have none; they come first and lie in no range.
//!
//! In: states, and the bytes of segments when they are asked for. Out: rows, counts, positions. The
//! queries ([`Scan`], [`Page`], [`Rank`]) say which segment they need next and take it up; whoever
//! drives them reads the bytes, so that nothing here waits, and a driver can stop between any two.

mod context;
mod lines;
mod page;
mod rank;
mod scan;
mod segment;

use std::ops::Range;
use std::sync::Arc;

use jejak_protocol::{FileId, RecordRef};

use crate::clock::Years;
use crate::finish::FileInput;
use crate::plan::{Container, Plan};
use crate::templates::Templates;

pub use lines::Lines;
pub use page::Page;
pub use rank::Rank;
pub use scan::Scan;

use segment::Segment;

/// Some hundred lines of one file that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId {
    pub file: FileId,
    idx: u32,
}

/// Where a row stands among all rows. Of a segment: not after its first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Effective time in microseconds since 1970; `i64::MIN` above the first stamp.
    effective_us: i64,
    file: FileId,
    line: u64,
}

/// Where the lines of a run's files stand. Of what was read when it was made.
#[derive(Debug)]
pub struct Index {
    files: Vec<IndexedFile>,
    /// All segments by the place of their first row.
    order: Vec<(Place, SegmentId)>,
    templates: Templates,
}

#[derive(Debug)]
struct IndexedFile {
    plan: Arc<Plan>,
    /// Latest raw time, which settles the years.
    latest: Option<i64>,
    day_of_slot_0: Option<i64>,
    segments: Vec<Segment>,
}

impl Index {
    /// `templates`: those that [`finish`](crate::finish()) gave for the same files.
    pub fn new(files: &[FileInput<'_>], templates: Templates) -> Self {
        let files: Vec<_> = files.iter().map(IndexedFile::new).collect();
        let mut order: Vec<_> = files
            .iter()
            .zip(0..)
            .flat_map(|(file, id)| file.places(FileId(id)))
            .collect();
        order.sort_unstable_by_key(|(place, _)| *place);
        Self {
            files,
            order,
            templates,
        }
    }

    /// Bytes of a segment in its (inflated) file.
    pub fn bytes_of(&self, id: SegmentId) -> Range<u64> {
        self.segment(id).map_or(0..0, |segment| segment.bytes())
    }

    /// How the file of a segment is to be read.
    pub fn container(&self, file: FileId) -> Container {
        self.file(file)
            .map_or(Container::Plain, |file| file.plan.container)
    }

    pub fn n_lines(&self, file: FileId) -> u64 {
        let last = self.file(file).and_then(|file| file.segments.last());
        last.map_or(0, Segment::end_line)
    }

    fn file(&self, id: FileId) -> Option<&IndexedFile> {
        self.files.get(id.0 as usize)
    }

    fn segment(&self, id: SegmentId) -> Option<&Segment> {
        self.file(id.file)?.segments.get(id.idx as usize)
    }

    /// The segment that holds a line.
    fn segment_of(&self, at: RecordRef) -> Option<SegmentId> {
        let segments = &self.file(at.file)?.segments;
        let n_before = segments.partition_point(|segment| segment.first_line <= at.line);
        let idx = n_before.checked_sub(1)?;
        let holds = segments.get(idx)?.end_line() > at.line;
        holds.then_some(SegmentId {
            file: at.file,
            idx: u32::try_from(idx).ok()?,
        })
    }
}

impl IndexedFile {
    fn new(input: &FileInput<'_>) -> Self {
        let body = &input.state.body;
        let latest = body.range.map(|(_, latest)| latest);
        let years = Years::resolve(latest, body.carry.day_of_slot_0(), input.plan);
        Self {
            plan: Arc::new(input.plan.clone()),
            latest,
            day_of_slot_0: body.carry.day_of_slot_0(),
            segments: segment::resolve(&body.segments, input.state.lines_end(), &years),
        }
    }

    fn places(&self, file: FileId) -> impl Iterator<Item = (Place, SegmentId)> {
        self.segments.iter().zip(0..).map(move |(segment, idx)| {
            let place = Place {
                effective_us: segment.before_us,
                file,
                line: segment.first_line,
            };
            (place, SegmentId { file, idx })
        })
    }
}
