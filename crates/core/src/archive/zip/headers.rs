//! A zip without its directory: the headers that stand before each member.
//!
//! A header may leave the sizes to a descriptor behind the member, whose place is then looked for.

use super::{BUFFER_BYTES, CompressionMethod, Listing, Packed, ReadAt, io, ms_of, read_full};

const HEADER_BYTES: usize = 30;
const MAX_NAME_BYTES: usize = 4096;
const LOCAL_MAGIC: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR_MAGIC: [u8; 4] = *b"PK\x07\x08";
/// Magic, check sum, packed size, size.
const DESCRIPTOR_BYTES: usize = 16;
/// The sizes are twice as long in zip64.
const ZIP64_EXTRA_BYTES: u64 = 8;

pub(super) fn list(bytes: &dyn ReadAt, n_max: usize) -> io::Result<Listing> {
    let mut listing = Listing {
        is_damaged: true,
        ..Listing::default()
    };
    let mut found = read(bytes, 0)?;
    while let Some((packed, next)) = found {
        let is_dir = packed.name.ends_with(b"/");
        if !is_dir && !listing.add(packed.member(bytes.n_bytes()), n_max) {
            break;
        }
        found = match read(bytes, next)? {
            None => read(bytes, next + ZIP64_EXTRA_BYTES)?,
            found => found,
        };
    }
    Ok(listing)
}

/// The member whose header stands at a place, and where the next may stand.
fn read(bytes: &dyn ReadAt, at: u64) -> io::Result<Option<(Packed, u64)>> {
    let mut fixed = [0; HEADER_BYTES];
    if read_full(bytes, at, &mut fixed)? < HEADER_BYTES || !fixed.starts_with(&LOCAL_MAGIC) {
        return Ok(None);
    }
    let short = |i: usize| match fixed.get(i..i + 2) {
        Some([a, b]) => u16::from_le_bytes([*a, *b]),
        _ => 0,
    };
    let long = |i: usize| u32::from(short(i)) | (u32::from(short(i + 2)) << 16);
    let (flags, n_name, n_extra) = (short(6), short(26), short(28));
    let mut name = vec![0; usize::from(n_name).min(MAX_NAME_BYTES)];
    let n_read = read_full(bytes, at + HEADER_BYTES as u64, &mut name)?;
    name.truncate(n_read);
    let start = at + HEADER_BYTES as u64 + u64::from(n_name) + u64::from(n_extra);
    let has_descriptor = flags & 8 != 0;
    let (crc, n_packed, n_text) = (long(14), long(18), long(22));
    let is_told = !has_descriptor && n_packed != u32::MAX;
    let (end, next, sums) = if is_told {
        let end = start + u64::from(n_packed);
        (end, end, Some((crc, u64::from(n_text))))
    } else {
        find_end(bytes, start)?
    };
    let (time, date) = (i64::from(short(10)), i64::from(short(12)));
    let packed = Packed {
        name,
        modified_ms: ms_of(
            [1980 + (date >> 9), date >> 5 & 15, date & 31],
            [time >> 11, time >> 5 & 63],
        ),
        method: CompressionMethod::new(short(8)),
        is_encrypted: flags & 1 != 0,
        range: start..end,
        sums,
    };
    Ok(Some((packed, next)))
}

/// End of a member whose size nobody told, where to go on, and what its descriptor says.
type Found = (u64, u64, Option<(u32, u64)>);

fn find_end(bytes: &dyn ReadAt, start: u64) -> io::Result<Found> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut at = start;
    loop {
        let n_read = read_full(bytes, at, &mut buffer)?;
        let read = buffer.get(..n_read).unwrap_or_default();
        for found in memchr::memmem::find_iter(read, &DESCRIPTOR_MAGIC) {
            let descriptor = read.get(found..found + DESCRIPTOR_BYTES);
            let Some([_, _, _, _, c0, c1, c2, c3, p0, p1, p2, p3, t0, t1, t2, t3]) = descriptor
            else {
                continue;
            };
            let end = at + found as u64;
            let n_packed = u32::from_le_bytes([*p0, *p1, *p2, *p3]);
            if u64::from(n_packed) == end - start {
                let crc = u32::from_le_bytes([*c0, *c1, *c2, *c3]);
                let n_text = u32::from_le_bytes([*t0, *t1, *t2, *t3]);
                let next = end + DESCRIPTOR_BYTES as u64;
                return Ok((end, next, Some((crc, u64::from(n_text)))));
            }
        }
        if n_read < buffer.len() {
            let end = at + n_read as u64;
            return Ok((end, end, None));
        }
        // A descriptor may lie across two reads.
        at += (n_read - DESCRIPTOR_BYTES + 1) as u64;
    }
}
