//! Reading at an offset, so that threads share one open file: it stays the same file when its name
//! is given to another, or removed.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use jejak_core::archive::{Member, ReadAt};

/// Where an input's bytes lie: in an open file, or in a range of it with a few bytes thought before
/// and behind it, as a member of an archive has them.
#[derive(Clone, Debug)]
pub(crate) struct Bytes {
    file: Arc<File>,
    head: Arc<[u8]>,
    range: Range<u64>,
    tail: Arc<[u8]>,
}

impl Bytes {
    /// A whole file, however long it is or becomes.
    pub(super) fn whole(file: File) -> Self {
        Self {
            file: Arc::new(file),
            head: Arc::default(),
            range: 0..u64::MAX,
            tail: Arc::default(),
        }
    }

    /// A member of the archive that these bytes are.
    pub(super) fn member(&self, member: &Member) -> Self {
        let at = |offset: u64| self.range.start.saturating_add(offset).min(self.range.end);
        Self {
            file: Arc::clone(&self.file),
            head: member.head.as_slice().into(),
            range: at(member.range.start)..at(member.range.end),
            tail: member.tail.as_slice().into(),
        }
    }

    /// How long the file is now, where these bytes are a whole one.
    pub(super) fn file_len(&self) -> Option<u64> {
        let is_whole = self.range == (0..u64::MAX);
        let metadata = self.file.metadata().ok()?;
        is_whole.then_some(metadata.len())
    }

    /// Reads into `buffer` from `offset` on, as much as there is up to its length.
    pub(super) fn read_full(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut n_read = 0;
        while let Some(rest) = buffer.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
            match self.read_some(rest, offset + n_read as u64) {
                Ok(0) => break,
                Ok(n) => n_read += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(n_read)
    }

    fn read_some(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let n_head = self.head.len() as u64;
        if offset < n_head {
            return io::Read::read(&mut from(&self.head, offset), buffer);
        }
        let inside = offset - n_head;
        let n_range = self.range.end - self.range.start;
        if inside >= n_range {
            return io::Read::read(&mut from(&self.tail, inside - n_range), buffer);
        }
        let n_wanted = (n_range - inside).min(buffer.len() as u64) as usize;
        let wanted = buffer.get_mut(..n_wanted).unwrap_or_default();
        read_at(&self.file, wanted, self.range.start + inside)
    }
}

fn from(bytes: &[u8], offset: u64) -> &[u8] {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    bytes.get(start..).unwrap_or_default()
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Shared bytes as a stream of its own.
#[derive(Clone, Debug)]
pub(super) struct BytesAt {
    pub(super) bytes: Bytes,
    pub(super) offset: u64,
}

impl io::Read for BytesAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.bytes.read_some(buffer, self.offset)?;
        self.offset += n as u64;
        Ok(n)
    }
}

/// Bytes whose length is known.
#[derive(Debug)]
pub(super) struct Sized {
    pub(super) bytes: Bytes,
    pub(super) n_bytes: u64,
}

impl ReadAt for Sized {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let n_left = self.n_bytes.saturating_sub(offset);
        let n_wanted = n_left.min(buffer.len() as u64) as usize;
        let wanted = buffer.get_mut(..n_wanted).unwrap_or_default();
        self.bytes.read_some(wanted, offset)
    }

    fn n_bytes(&self) -> u64 {
        self.n_bytes
    }
}
