//! Where a file is looked at before it is read, so that everyone who reads it plans the same.
//!
//! In: the file's size. Out: the ranges whose bytes [`plan`](crate::plan) takes. The beginning
//! counts most (a gzip file shows its magic bytes there); a few stretches behind it show whether the
//! rest is alike. A stretch can begin and end within a line.

use std::ops::Range;

use crate::plan::Container;
use crate::unpack::End;

/// Bytes of the first stretch: some 500 lines of the usual kinds.
pub const FIRST_BYTES: u64 = 64 * 1024;

/// Stretches behind the first, at equal distances, and their length.
const N_LATER: u64 = 4;
const LATER_BYTES: u64 = 16 * 1024;

/// Bytes of the first stretch of a packed file that shows no text before: a block of bzip2 holds up to
/// 900 kB, which may not get smaller by packing, and gives none of it before its end.
pub const PACKED_BYTES: u64 = 1024 * 1024;

/// Where to look instead when the first stretch is the beginning of something packed whose text has not
/// begun; None where it has, or where there is nothing more.
pub fn again(first: &[u8], size_bytes: u64) -> Option<Range<u64>> {
    let n_first = first.len() as u64;
    if n_first < FIRST_BYTES || n_first >= size_bytes {
        return None;
    }
    let (container, text, end) = Container::of(first, 1)?;
    let is_silent = container != Container::Plain && text.is_empty() && end == End::Truncated;
    is_silent.then(|| 0..size_bytes.min(PACKED_BYTES))
}

/// The samples of a file that is in memory.
pub fn of(bytes: &[u8]) -> Vec<&[u8]> {
    let size_bytes = bytes.len() as u64;
    let cut = |range: Range<u64>| bytes.get(range.start as usize..range.end as usize);
    let samples: Vec<&[u8]> = ranges(size_bytes).into_iter().filter_map(cut).collect();
    let first = samples.first().copied().unwrap_or_default();
    match again(first, size_bytes).and_then(cut) {
        Some(longer) => vec![longer],
        None => samples,
    }
}

/// Ranges to sample of a file, ascending, none overlapping; the first from its beginning.
pub fn ranges(size_bytes: u64) -> Vec<Range<u64>> {
    let first = 0..size_bytes.min(FIRST_BYTES);
    let rest = size_bytes - first.end;
    if rest <= N_LATER * LATER_BYTES {
        let whole = 0..size_bytes;
        return vec![whole];
    }
    let step = rest / N_LATER;
    let later = (1..=N_LATER).map(|i| {
        let end = if i == N_LATER {
            size_bytes
        } else {
            first.end + step * i
        };
        end - LATER_BYTES..end
    });
    std::iter::once(first.clone()).chain(later).collect()
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{FileFacts, UserChoices};

    use super::*;
    use crate::plan;

    /// The first text of bzip2 comes at the end of a block, behind what is looked at of other files.
    #[test]
    fn a_packed_file_is_looked_at_until_its_text_begins() {
        let mut seed = 7_u64;
        let mut text = String::new();
        while text.len() < 2_000_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let name = seed >> 33;
            text.push_str(&format!(
                "Mar 10 09:00:00 gerbang app[77]: user{name} came\n"
            ));
        }
        let best = bzip2::Compression::best();
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), best);
        std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("memory takes all");
        let bytes = encoder.finish().expect("memory takes all");
        let size = bytes.len() as u64;
        assert!(size > FIRST_BYTES + N_LATER * LATER_BYTES, "{size}");
        let first = &bytes[..FIRST_BYTES as usize];
        assert_eq!(again(first, size), Some(0..size.min(PACKED_BYTES)));
        let facts = FileFacts {
            name: "auth.log.1.bz2".to_owned(),
            size_bytes: Some(size),
            modified_ms: None,
        };
        let plan = plan(&of(&bytes), &facts, &UserChoices::default());
        assert_eq!(plan.refusal, None);
        assert_eq!(of(text.as_bytes()).len(), 5, "plain text shows itself");
    }

    #[test]
    fn ranges_ascend_apart_and_reach_both_ends() {
        for size in [0, 1, 65_536, 65_537, 131_072, 131_073, 1 << 20, 1 << 40] {
            let ranges = ranges(size);
            assert_eq!(ranges.first().map(|r| r.start), Some(0), "{size}");
            assert_eq!(ranges.last().map(|r| r.end), Some(size), "{size}");
            for pair in ranges.windows(2) {
                assert!(pair[0].end <= pair[1].start, "{size}: {ranges:?}");
            }
            let n_bytes: u64 = ranges.iter().map(|r| r.end - r.start).sum();
            assert!(n_bytes <= FIRST_BYTES + N_LATER * LATER_BYTES, "{size}");
        }
    }
}
