//! Reading at an offset, so that threads share one open file: it stays the same file when its name
//! is given to another, or removed.

use std::fs::File;
use std::io;
use std::sync::Arc;

/// Reads into `buffer` from `offset` on, as much as there is up to its length.
pub(super) fn read_full(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut n_read = 0;
    while let Some(rest) = buffer.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
        match read_some(file, rest, offset + n_read as u64) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

#[cfg(unix)]
fn read_some(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_some(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// A shared file as a stream of its own.
#[derive(Clone, Debug)]
pub(super) struct FileAt {
    pub(super) file: Arc<File>,
    pub(super) offset: u64,
}

impl io::Read for FileAt {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = read_some(&self.file, buffer, self.offset)?;
        self.offset += n as u64;
        Ok(n)
    }
}
