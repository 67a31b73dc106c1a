//! zip: a directory at the end, or, where the end is missing, headers before each file.
//!
//! Specification: PKWARE's APPNOTE. Stored members are ranges; deflated ones are shown as gzip;
//! bzip2, xz and zstd show themselves by their own first bytes.

use std::io;
use std::ops::Range;

use jejak_protocol::NoticeKind;
use rawzip::{CompressionMethod, ZipLocator};

use super::{Listing, Member, ReadAt, name_of, read_full};
use crate::clock::days_from_civil;

mod headers;

/// What a gzip stream of unknown origin begins with (RFC 1952).
pub(super) const GZIP_HEAD: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

const BUFFER_BYTES: usize = rawzip::RECOMMENDED_BUFFER_SIZE;

/// How office documents, programs and packages begin or what they must hold.
const DOCUMENT_MARKS: [&str; 5] = [
    "[Content_Types].xml",
    "META-INF/MANIFEST.MF",
    "AndroidManifest.xml",
    "mimetype",
    "META-INF/container.xml",
];

struct Bytes<'a>(&'a dyn ReadAt);

impl rawzip::ReaderAt for Bytes<'_> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(offset, buffer)
    }
}

pub(super) fn list(bytes: &dyn ReadAt, n_max: usize) -> io::Result<Listing> {
    let mut listing = match directory(bytes, n_max) {
        Some(listing) => listing,
        None => headers::list(bytes, n_max)?,
    };
    leave_out_overlaps(&mut listing);
    let marks = |member: &Member| DOCUMENT_MARKS.contains(&member.name.as_str());
    listing.is_document = listing.members.iter().any(marks);
    Ok(listing)
}

/// None when there is no directory.
fn directory(bytes: &dyn ReadAt, n_max: usize) -> Option<Listing> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let archive = ZipLocator::new()
        .locate_in_reader(Bytes(bytes), &mut buffer, bytes.n_bytes())
        .ok()?;
    let mut listing = Listing::default();
    let mut entries = archive.entries(&mut buffer);
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break,
            Err(_) => {
                listing.is_damaged = true;
                break;
            }
        };
        if entry.is_dir() {
            continue;
        }
        let Ok(body) = archive.get_entry(entry.wayfinder()) else {
            listing.is_damaged = true;
            continue;
        };
        let (start, end) = body.compressed_data_range();
        let packed = Packed {
            name: entry.file_path().as_bytes().to_vec(),
            modified_ms: modified_ms(&entry.last_modified()),
            method: entry.compression_method(),
            is_encrypted: entry.flags().is_encrypted(),
            range: start..end,
            sums: Some((entry.crc32(), entry.uncompressed_size_hint())),
        };
        listing.is_damaged |= end > bytes.n_bytes();
        if !listing.add(packed.member(bytes.n_bytes()), n_max) {
            break;
        }
    }
    Some(listing)
}

/// A member as the archive tells of it.
struct Packed {
    name: Vec<u8>,
    modified_ms: Option<i64>,
    method: CompressionMethod,
    is_encrypted: bool,
    range: Range<u64>,
    /// Check sum and size of the text, where they are known.
    sums: Option<(u32, u64)>,
}

impl Packed {
    fn member(self, n_bytes: u64) -> Member {
        let is_cut = self.range.end > n_bytes;
        let mut head = Vec::new();
        let mut tail = Vec::new();
        let is_known = match self.method {
            CompressionMethod::STORE
            | CompressionMethod::BZIP2
            | CompressionMethod::ZSTD
            | CompressionMethod::XZ => true,
            CompressionMethod::DEFLATE => {
                head = GZIP_HEAD.to_vec();
                if let Some((crc, size)) = self.sums.filter(|_| !is_cut) {
                    tail.extend(crc.to_le_bytes());
                    // RFC 1952: the size modulo 2^32.
                    tail.extend(((size & u64::from(u32::MAX)) as u32).to_le_bytes());
                }
                true
            }
            _ => false,
        };
        let problem = match (self.is_encrypted, is_known) {
            (true, _) => Some(NoticeKind::Encrypted),
            (false, false) => Some(NoticeKind::UnknownPacking),
            (false, true) => None,
        };
        Member {
            name: name_of(&self.name),
            modified_ms: self.modified_ms,
            head,
            range: self.range.start.min(n_bytes)..self.range.end.min(n_bytes),
            tail,
            problem,
        }
    }
}

/// Members that share bytes are how a small archive pretends to be a huge one; honest ones share
/// none.
fn leave_out_overlaps(listing: &mut Listing) {
    let mut order: Vec<usize> = (0..listing.members.len()).collect();
    let range = |listing: &Listing, idx: usize| {
        let member = listing.members.get(idx);
        member.map_or(0..0, |member| member.range.clone())
    };
    order.sort_by_key(|idx| range(listing, *idx).start);
    let mut end = 0;
    let mut overlaps = vec![false; listing.members.len()];
    for idx in order {
        let range = range(listing, idx);
        let is_over = range.start < end && !range.is_empty();
        if let Some(slot) = overlaps.get_mut(idx) {
            *slot = is_over;
        }
        end = end.max(range.end);
    }
    listing.is_damaged |= overlaps.contains(&true);
    let mut overlaps = overlaps.into_iter();
    listing
        .members
        .retain(|_| !overlaps.next().unwrap_or(false));
}

fn modified_ms(time: &rawzip::time::ZipDateTimeKind) -> Option<i64> {
    use rawzip::time::ZipDateTimeKind as Kind;
    let (year, month, day, hour, minute) = match time {
        Kind::Utc(t) => (t.year(), t.month(), t.day(), t.hour(), t.minute()),
        Kind::Local(t) => (t.year(), t.month(), t.day(), t.hour(), t.minute()),
    };
    ms_of(
        [i64::from(year), i64::from(month), i64::from(day)],
        [i64::from(hour), i64::from(minute)],
    )
}

/// Times of zip files name no zone, as a rule. They are read as UTC: of a file's date the year
/// matters, not the hour. None for the date that stands for none.
fn ms_of([year, month, day]: [i64; 3], [hour, minute]: [i64; 2]) -> Option<i64> {
    if month == 0 || day == 0 || [year, month, day] == [1980, 1, 1] {
        return None;
    }
    let minutes = (days_from_civil(year, month, day) * 24 + hour) * 60 + minute;
    Some(minutes * 60_000)
}
