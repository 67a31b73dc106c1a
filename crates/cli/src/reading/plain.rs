//! A plain file in adjacent ranges, each read by one thread in blocks, merged in their order.

use std::ops::Range;

use jejak_core::{Plan, Reader, State};

use super::at::Bytes;
use super::open::End;
use super::{BLOCK_BYTES, Problem, in_order};
use crate::progress::Progress;

/// Ranges for each thread: some, so that a slow thread holds up little at the end; few, because
/// each has tables of its own that must be merged.
const RANGES_PER_THREAD: u64 = 4;

/// The state of the file up to `size_bytes`, or up to where it could be read.
pub(super) fn read(
    file: &Bytes,
    plan: &Plan,
    size_bytes: u64,
    n_threads: usize,
    progress: &Progress,
) -> (State, End) {
    let ranges = ranges(size_bytes, n_threads);
    let read = |i: usize| {
        let range = ranges.get(i).cloned().unwrap_or_default();
        read_range(file, plan, range, progress)
    };
    let mut reader = Reader::new(plan);
    let mut whole = State::empty();
    let mut end = End::Whole;
    in_order(n_threads, ranges.len(), read, |(part, part_end)| {
        // What stands behind a gap is no neighbour any more.
        if end == End::Whole {
            reader.merge(&mut whole, part);
            end = part_end;
        }
    });
    reader.close(&mut whole);
    (whole, end)
}

fn ranges(size_bytes: u64, n_threads: usize) -> Vec<Range<u64>> {
    if n_threads <= 1 {
        return std::iter::once(0..size_bytes).collect();
    }
    let n_blocks = size_bytes.div_ceil(BLOCK_BYTES);
    let n_ranges = n_threads as u64 * RANGES_PER_THREAD;
    let step = n_blocks.div_ceil(n_ranges).max(1) * BLOCK_BYTES;
    (0..size_bytes.div_ceil(step))
        .map(|i| i * step..((i + 1) * step).min(size_bytes))
        .collect()
}

fn read_range(file: &Bytes, plan: &Plan, range: Range<u64>, progress: &Progress) -> (State, End) {
    let mut reader = Reader::new(plan);
    let n_buffer = BLOCK_BYTES.min(range.end - range.start);
    let mut buffer = vec![0; n_buffer as usize];
    let mut offset = range.start;
    let mut state = reader.read(&[], offset);
    while offset < range.end {
        let n_wanted = n_buffer.min(range.end - offset) as usize;
        let wanted = buffer.get_mut(..n_wanted).unwrap_or_default();
        let n = match file.read_full(wanted, offset) {
            Ok(n) => n,
            Err(error) => return (state, End::Early(Problem::Failed(error.to_string()))),
        };
        let block = reader.read(wanted.get(..n).unwrap_or_default(), offset);
        reader.merge(&mut state, block);
        offset += n as u64;
        progress.add(n as u64);
        if n < n_wanted {
            return (state, End::Early(Problem::Shrank));
        }
    }
    (state, End::Whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_adjacent_and_whole() {
        for size in [0, 1, BLOCK_BYTES, BLOCK_BYTES + 1, 100 * BLOCK_BYTES + 7] {
            for n_threads in [1, 2, 3, 64] {
                let ranges = ranges(size, n_threads);
                let mut offset = 0;
                for range in &ranges {
                    assert_eq!(range.start, offset);
                    offset = range.end;
                }
                assert_eq!(offset, size, "{n_threads} threads");
            }
        }
    }
}
