//! The mergeable part of the analysis: what a range of a file's bytes amounts to.
//!
//! ```text
//! bytes of a block ──► head │ whole lines (Body) │ tail
//! merge:  left.tail + right.head is one more line between the two bodies
//! ```
//!
//! [`Reader::read`] is `partial`, [`Reader::merge`] joins adjacent ranges, [`State::close`] ends a
//! file. Merging is associative, so any split into blocks gives the same state at the end of a file
//! (apart from the segments, which only say where lines stand).

mod body;
pub(crate) mod course;
mod events;
pub(crate) mod histogram;
mod names;
mod pulse;
mod reader;
mod series;
mod sessions;
mod shapes;
mod slots;
mod tracks;

use serde::{Deserialize, Serialize};

pub use reader::{Reader, partial};

pub(crate) use body::{Body, Segment};
pub(crate) use names::{Name, NameId};
pub(crate) use reader::text_of_line;
pub(crate) use series::{Bucket as SeriesBucket, Series};
pub(crate) use sessions::Step;
pub(crate) use shapes::{Seen, Shape};
#[cfg(test)]
pub(crate) use tracks::N_STEPS;
pub(crate) use tracks::Track;

/// The beginning of a line whose end, or the end of a line whose beginning, lies elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Fragment {
    /// First byte in the file.
    offset: u64,
    /// Up to the limit of a line; the rest is only counted.
    bytes: Vec<u8>,
    n_bytes: u64,
}

impl Fragment {
    fn new(bytes: &[u8], offset: u64, limit: usize) -> Self {
        let mut fragment = Self {
            offset,
            ..Self::default()
        };
        fragment.extend(bytes, bytes.len() as u64, limit);
        fragment
    }

    /// Adds what follows: `n_bytes` bytes of which `bytes` are the first.
    fn extend(&mut self, bytes: &[u8], n_bytes: u64, limit: usize) {
        // One byte more than the limit shows that a line is too long.
        let room = (limit + 1).saturating_sub(self.bytes.len());
        self.bytes
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.n_bytes += n_bytes;
    }
}

/// What a range of a file amounts to. Ranges of one file are merged in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    start: u64,
    end: u64,
    /// Bytes up to the first line end; empty when the range starts the file.
    head: Fragment,
    /// Bytes after the last line end.
    tail: Fragment,
    /// A line end was seen, or the range starts the file: `tail` starts a line.
    has_break: bool,
    pub(crate) body: Body,
}

impl State {
    /// The state of no bytes at the start of a file.
    pub fn empty() -> Self {
        Self {
            start: 0,
            end: 0,
            head: Fragment::default(),
            tail: Fragment::default(),
            has_break: true,
            body: Body::default(),
        }
    }

    /// First byte in the (inflated) file.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// End in the (inflated) file: where the next range starts.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Where the last whole line ends, its line feed included.
    pub(crate) fn lines_end(&self) -> u64 {
        if self.tail.n_bytes > 0 {
            self.tail.offset
        } else {
            self.end
        }
    }

    /// Bytes covered, after decompression.
    pub fn n_bytes(&self) -> u64 {
        self.end - self.start
    }

    /// Whole lines seen so far.
    pub fn n_lines(&self) -> u64 {
        self.body.n_lines
    }

    /// A place to start reading for a line: the offset of a line at or before it in the (inflated)
    /// file, and the number of the line there.
    pub fn near_line(&self, line: u64) -> (u64, u64) {
        let segments = &self.body.segments;
        let n_before = segments.partition_point(|segment| segment.first_line <= line);
        match n_before.checked_sub(1).and_then(|i| segments.get(i)) {
            Some(segment) => (segment.offset, segment.first_line),
            None => (0, 0),
        }
    }

    /// The bytes that another worker's [`State::from_bytes`] reads.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// # Errors
    /// When the bytes were not written by the same build's [`State::to_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        postcard::from_bytes(bytes)
    }
}
