//! Archives: which files lie in a tar or zip, and where their bytes stand.
//!
//! In: an archive whose bytes can be read at any place. Out: its [`Member`]s, each as a range of
//! those bytes, so that a member is read like a file of its own, without a copy. A deflated member
//! of a zip is shown as the gzip stream that it amounts to: ten bytes before the range, eight
//! behind it. An archive that is packed itself (`.tar.gz`) is unpacked by the caller first.
//!
//! Nothing is trusted: sizes are cut at the archive's end, what overlaps is left out, names are
//! text. What a cut or damaged archive still shows is kept, and that it was cut is said. What a
//! member holds is for [`plan`](crate::plan()).

mod tar;
mod zip;

use std::io;
use std::ops::Range;

use jejak_protocol::{Notice, NoticeKind};
use serde::{Deserialize, Serialize};

/// Archives in one another that are opened: a zip of tarballs of zipped folders has three.
pub const MAX_DEPTH: usize = 3;

/// Members of all archives of a run. Chosen: as many files as the page takes when a folder is
/// dropped would hide what matters; a server's whole `/var/log` with a year of rotations has 2,000.
pub const MAX_MEMBERS: usize = 10_000;

/// Bytes of packed archives that are unpacked in one run before their members are read.
const MAX_COPY_BYTES: u64 = 16 << 30;

/// What may still be unpacked of the packed archives of a run.
#[derive(Clone, Debug)]
pub struct Budget {
    n_left: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self::new(MAX_COPY_BYTES)
    }
}

impl Budget {
    /// For `n_bytes` of all archives together.
    pub fn new(n_bytes: u64) -> Self {
        Self { n_left: n_bytes }
    }

    /// Takes what was just unpacked; how much of it fits. What does not is to be left out, and the archive ends
    /// there.
    pub fn take(&mut self, n_bytes: usize) -> usize {
        let n_taken = usize::try_from(self.n_left).map_or(n_bytes, |n_left| n_bytes.min(n_left));
        self.n_left -= n_taken as u64;
        n_taken
    }
}

/// Bytes of a name that are read.
const MAX_NAME_BYTES: u64 = 4096;

/// Which sort of archive it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Tar,
    Zip,
}

/// Bytes that can be read at any place.
pub trait ReadAt {
    /// Reads up to the buffer's length from `offset` on; 0 at the end.
    ///
    /// # Errors
    /// When the bytes cannot be read (any more).
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    fn n_bytes(&self) -> u64;
}

impl ReadAt for &[u8] {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let mut rest = self.get(start..).unwrap_or_default();
        io::Read::read(&mut rest, buffer)
    }

    fn n_bytes(&self) -> u64 {
        self.len() as u64
    }
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Path inside the archive.
    pub name: String,
    pub modified_ms: Option<i64>,
    /// Bytes to think before those of the range.
    pub head: Vec<u8>,
    /// In the archive's bytes.
    pub range: Range<u64>,
    /// Bytes to think behind those of the range.
    pub tail: Vec<u8>,
    /// Why it cannot be read.
    pub problem: Option<NoticeKind>,
}

impl Member {
    /// Bytes as they are read, still packed.
    pub fn n_bytes(&self) -> u64 {
        (self.head.len() + self.tail.len()) as u64 + (self.range.end - self.range.start)
    }
}

/// What an archive holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// In the archive's order.
    pub members: Vec<Member>,
    /// A document or a program that is a zip only on the outside.
    pub is_document: bool,
    /// Members that were left out because there are too many.
    is_full: bool,
    /// The archive ends early, or parts of it are no archive.
    is_damaged: bool,
}

impl Kind {
    /// By the first bytes, of which some hundred are needed.
    pub fn of(first: &[u8]) -> Option<Self> {
        if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
            Some(Self::Zip)
        } else if tar::is_tar(first) {
            Some(Self::Tar)
        } else {
            None
        }
    }
}

/// Lists the members of an archive, the first `n_max` of them.
///
/// # Errors
/// When the bytes cannot be read (any more). Damage is no error.
pub fn list(bytes: &dyn ReadAt, kind: Kind, n_max: usize) -> io::Result<Listing> {
    let mut listing = match kind {
        Kind::Tar => tar::list(bytes, n_max)?,
        Kind::Zip => zip::list(bytes, n_max)?,
    };
    listing.members.retain(|member| !is_litter(&member.name));
    Ok(listing)
}

impl Listing {
    /// What to say of the archive itself.
    pub fn notices(&self) -> Vec<Notice> {
        let count = self.members.len() as u64;
        let mut notices = vec![Notice {
            kind: NoticeKind::Archive,
            count,
        }];
        if self.is_damaged {
            let kind = NoticeKind::ArchiveDamaged;
            notices.push(Notice { kind, count });
        }
        if self.is_full {
            let kind = NoticeKind::FilesLeftOut;
            notices.push(Notice { kind, count });
        }
        notices
    }

    /// Takes up a member; false when there is no room for it.
    fn add(&mut self, member: Member, n_max: usize) -> bool {
        self.is_full = self.members.len() >= n_max;
        if !self.is_full {
            self.members.push(member);
        }
        !self.is_full
    }
}

/// The name of a member among files that come from many places.
pub fn name_in(archive: &str, member: &str) -> String {
    format!("{archive} / {member}")
}

/// What macOS puts into every archive; never logs.
fn is_litter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store")
}

/// A path as archives write it: `./var/log/x` is `var/log/x`.
fn name_of(bytes: &[u8]) -> String {
    let bytes = bytes.get(..MAX_NAME_BYTES as usize).unwrap_or(bytes);
    let name = String::from_utf8_lossy(bytes).replace('\\', "/");
    let name = name.trim_start_matches("./").trim_start_matches('/');
    name.to_owned()
}

/// Fills the buffer from `offset` on as far as there are bytes.
fn read_full(bytes: &dyn ReadAt, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n_read = 0;
    while let Some(rest) = buffer.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
        match bytes.read_at(offset.saturating_add(n_read as u64), rest)? {
            0 => break,
            n => n_read += n,
        }
    }
    Ok(n_read)
}

#[cfg(test)]
mod tests;
