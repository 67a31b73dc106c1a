//! tar: headers of 512 bytes, each before its file's bytes.
//!
//! Specification: POSIX.1-2001 (ustar, pax), GNU tar (long names, large sizes). Only headers are
//! read; from one to the next is a step. Sparse files of GNU tar are listed and not read.

use std::io;

use jejak_protocol::NoticeKind;
use tar::{EntryType, Header, PaxExtensions};

use super::{Listing, MAX_NAME_BYTES, Member, ReadAt, name_of, read_full};

const BLOCK_BYTES: u64 = 512;

/// A pax header with more than this has more than names.
const MAX_PAX_BYTES: u64 = 64 << 10;

/// A header whose check sum is right.
pub(super) fn is_tar(first: &[u8]) -> bool {
    let Some(block) = first.get(..BLOCK_BYTES as usize) else {
        return false;
    };
    block.first() != Some(&0) && is_header(block)
}

fn is_header(block: &[u8]) -> bool {
    /// Where the check sum stands; it is made with spaces in its place.
    const SUM: std::ops::Range<usize> = 148..156;
    let sum = block.iter().zip(0..).fold(0_u32, |sum, (byte, at)| {
        sum + u32::from(if SUM.contains(&at) { b' ' } else { *byte })
    });
    block.len() == BLOCK_BYTES as usize
        && Header::from_byte_slice(block)
            .cksum()
            .is_ok_and(|said| said == sum)
}

/// What headers before a file's own say of it.
#[derive(Debug, Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    modified_s: Option<i64>,
}

pub(super) fn list(bytes: &dyn ReadAt, n_max: usize) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut ahead = Ahead::default();
    let mut at = 0;
    let mut block = [0; BLOCK_BYTES as usize];
    loop {
        let n_read = read_full(bytes, at, &mut block)?;
        // Zeros end an archive; some writers leave them out.
        let mut filled = block.iter().take(n_read);
        if at > 0 && filled.all(|byte| *byte == 0) {
            break;
        }
        if n_read < block.len() || !is_header(&block) {
            listing.is_damaged = true;
            break;
        }
        let header = Header::from_byte_slice(&block);
        let start = at + BLOCK_BYTES;
        let Some(size) = ahead.size.or_else(|| header.entry_size().ok()) else {
            listing.is_damaged = true;
            break;
        };
        let end = start.saturating_add(size);
        let entry_type = header.entry_type();
        match entry_type {
            EntryType::GNULongName => {
                let name = read(bytes, start, size.min(MAX_NAME_BYTES))?;
                let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
                ahead.name = Some(name.to_vec());
            }
            EntryType::XHeader => ahead.take(&read(bytes, start, size.min(MAX_PAX_BYTES))?),
            EntryType::GNULongLink | EntryType::XGlobalHeader => {}
            _ => {
                let ahead = std::mem::take(&mut ahead);
                if is_file(entry_type)
                    && !listing.add(member(header, ahead, start..end, bytes), n_max)
                {
                    break;
                }
            }
        }
        listing.is_damaged |= end > bytes.n_bytes();
        at = end.div_ceil(BLOCK_BYTES).saturating_mul(BLOCK_BYTES);
        if at > bytes.n_bytes() {
            break;
        }
    }
    Ok(listing)
}

fn is_file(entry_type: EntryType) -> bool {
    entry_type.is_file() || entry_type.is_contiguous() || entry_type.is_gnu_sparse()
}

fn member(
    header: &Header,
    ahead: Ahead,
    range: std::ops::Range<u64>,
    bytes: &dyn ReadAt,
) -> Member {
    let own_s = || header.mtime().ok().and_then(|s| i64::try_from(s).ok());
    let modified_s = ahead.modified_s.or_else(own_s).filter(|s| *s > 0);
    let name = ahead
        .name
        .unwrap_or_else(|| header.path_bytes().into_owned());
    let start = range.start.min(bytes.n_bytes());
    Member {
        name: name_of(&name),
        modified_ms: modified_s.and_then(|s| s.checked_mul(1000)),
        head: Vec::new(),
        range: start..range.end.min(bytes.n_bytes()),
        tail: Vec::new(),
        problem: header
            .entry_type()
            .is_gnu_sparse()
            .then_some(NoticeKind::UnknownPacking),
    }
}

fn read(bytes: &dyn ReadAt, start: u64, n_bytes: u64) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; n_bytes as usize];
    let n_read = read_full(bytes, start, &mut buffer)?;
    buffer.truncate(n_read);
    Ok(buffer)
}

impl Ahead {
    fn take(&mut self, pax: &[u8]) {
        for pair in PaxExtensions::new(pax).filter_map(Result::ok) {
            let value = pair.value_bytes();
            match pair.key_bytes() {
                b"path" => self.name = Some(value.to_vec()),
                b"size" => self.size = number(value),
                b"mtime" => self.modified_s = number(value).and_then(|s| i64::try_from(s).ok()),
                _ => {}
            }
        }
    }
}

/// The whole part of a decimal number.
fn number(text: &[u8]) -> Option<u64> {
    let whole = text.split(|byte| *byte == b'.').next()?;
    std::str::from_utf8(whole).ok()?.parse().ok()
}
