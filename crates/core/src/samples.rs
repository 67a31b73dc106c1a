//! Where a file is looked at before it is read, so that everyone who reads it plans the same.
//!
//! In: the file's size. Out: the ranges whose bytes [`plan`](crate::plan) takes. The beginning
//! counts most (a gzip file shows its magic bytes there); a few stretches behind it show whether the
//! rest is alike. A stretch can begin and end within a line.

use std::ops::Range;

/// Bytes of the first stretch: some 500 lines of the usual kinds.
pub const FIRST_BYTES: u64 = 64 * 1024;

/// Stretches behind the first, at equal distances, and their length.
const N_LATER: u64 = 4;
const LATER_BYTES: u64 = 16 * 1024;

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
    use super::*;

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
