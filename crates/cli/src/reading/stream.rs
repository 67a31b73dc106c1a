//! What can only be read from front to back: compressed files, pipes, standard input.
//!
//! A pipe cannot be read again, so what comes out of it is also written to a nameless temporary file
//! for the lines of evidence; the system removes that file with the program.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write as _};

use jejak_core::plan::Container;
use jejak_core::{Plan, Reader, State};

use super::BLOCK_BYTES;
use super::at::{Bytes, BytesAt};
use super::inflated::{self, Inflated};
use super::open::End;
use crate::progress::Progress;

/// Bytes taken from the system at once before they are inflated.
const CHUNK_BYTES: usize = 256 * 1024;

/// A pipe whose first bytes were taken for the plan.
pub(super) struct Pipe {
    head: io::Cursor<Vec<u8>>,
    rest: Box<dyn Read + Send>,
    /// None when there is no room for temporary files: then evidence has no text.
    copy: Option<File>,
}

impl Pipe {
    /// Takes up to `n_head` bytes, which [`Pipe::head`] shows.
    pub(super) fn new(mut rest: Box<dyn Read + Send>, n_head: u64) -> io::Result<Self> {
        let mut head = Vec::new();
        rest.by_ref().take(n_head).read_to_end(&mut head)?;
        Ok(Self {
            head: io::Cursor::new(head),
            rest,
            copy: tempfile::tempfile().ok(),
        })
    }

    /// Takes more for the head, up to `n_head` bytes in all, before anything is read.
    pub(super) fn look_further(&mut self, n_head: u64) -> io::Result<()> {
        let head = self.head.get_mut();
        let n_more = n_head.saturating_sub(head.len() as u64);
        self.rest.by_ref().take(n_more).read_to_end(head)?;
        Ok(())
    }

    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }

    /// The file with what has gone through.
    pub(super) fn into_copy(self) -> Option<Bytes> {
        self.copy.map(Bytes::whole)
    }

    /// Reads the rest, which only the copy keeps.
    pub(super) fn read_to_end(&mut self) -> io::Result<Bytes> {
        io::copy(self, &mut io::sink())?;
        let copy = self.copy.take().ok_or(io::ErrorKind::StorageFull)?;
        Ok(Bytes::whole(copy))
    }
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match self.head.read(buffer)? {
            0 => self.rest.read(buffer)?,
            n => n,
        };
        let taken = buffer.get(..n).unwrap_or_default();
        if let Some(copy) = &mut self.copy
            && copy.write_all(taken).is_err()
        {
            self.copy = None;
        }
        Ok(n)
    }
}

/// Counts what goes through.
struct Counted<'p, R> {
    inner: R,
    count: &'p dyn Fn(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        (self.count)(n as u64);
        Ok(n)
    }
}

/// Reads a pipe to its end.
pub(super) fn read_pipe(pipe: &mut Pipe, plan: &Plan, progress: &Progress) -> (State, End) {
    let count = |n| progress.add_to_both(n);
    read(
        Counted {
            inner: pipe,
            count: &count,
        },
        plan,
    )
}

/// Reads a compressed file to its end.
pub(super) fn read_file(bytes: &Bytes, plan: &Plan, progress: &Progress) -> (State, End) {
    let count = |n| progress.add(n);
    let inner = BytesAt {
        bytes: bytes.clone(),
        offset: 0,
    };
    read(
        Counted {
            inner,
            count: &count,
        },
        plan,
    )
}

/// The text of a file or its copy from the beginning, inflated where it is compressed.
pub(super) fn text<'a>(bytes: impl Read + 'a, plan: &Plan) -> Box<dyn BufRead + 'a> {
    let bytes = BufReader::with_capacity(CHUNK_BYTES, bytes);
    match plan.container {
        Container::Plain => Box::new(bytes),
        Container::Packed(_) => Box::new(BufReader::with_capacity(
            CHUNK_BYTES,
            Inflated::new(bytes, plan.container),
        )),
    }
}

fn read(bytes: impl Read, plan: &Plan) -> (State, End) {
    let mut text = text(bytes, plan);
    let mut reader = Reader::new(plan);
    let mut state = State::empty();
    let mut buffer = vec![0; BLOCK_BYTES as usize];
    let end = loop {
        let (n, error) = fill(&mut text, &mut buffer);
        let block = reader.read(buffer.get(..n).unwrap_or_default(), state.n_bytes());
        reader.merge(&mut state, block);
        match error {
            Some(error) => break End::Early(inflated::problem(&error)),
            None if n < buffer.len() => break End::Whole,
            None => {}
        }
    };
    reader.close(&mut state);
    (state, end)
}

/// Fills the buffer as far as the stream goes. What came before an error counts.
fn fill(text: &mut dyn BufRead, buffer: &mut [u8]) -> (usize, Option<io::Error>) {
    let mut n_read = 0;
    while let Some(rest) = buffer.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
        match text.read(rest) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (n_read, Some(error)),
        }
    }
    (n_read, None)
}
