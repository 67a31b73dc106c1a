//! How often each shape came, on the grid that the page draws: equal parts of the whole range.

use jejak_protocol::TimeRange;
use jejak_protocol::analysis::N_PARTS;

use super::Resolved;
use crate::state::Shape;

/// Records of the shape in each part of `range`; a bucket that lies over several parts is shared out
/// among them by length. Empty where none has a time.
pub(super) fn over_time(file: &Resolved<'_>, shape: &Shape, range: TimeRange) -> Vec<u32> {
    let mut parts = Vec::new();
    for (start, width_us, n) in shape.pulse.buckets() {
        let from = file.years.utc(start).max(range.start.0);
        let to = file.years.utc(start).saturating_add(width_us);
        parts.resize(N_PARTS, 0);
        share_out(&mut parts, range, (from, to.min(range.end.0).max(from)), n);
    }
    parts
}

/// Adds `n` to the parts that `from..=to` lies over, in whole records that sum up to `n`.
fn share_out(parts: &mut [u32], range: TimeRange, (from, to): (i64, i64), n: u32) {
    let span = range.span_us() as f64 + 1.0;
    let part_us = span / parts.len().max(1) as f64;
    let length = (to - from) as f64 + 1.0;
    let before = (from.saturating_sub(range.start.0)) as f64;
    let mut given = 0_u32;
    for (idx, part) in parts.iter_mut().enumerate() {
        let until = part_us * (idx + 1) as f64;
        let share = ((until - before) / length).clamp(0.0, 1.0);
        let total = (f64::from(n) * share).round() as u32;
        *part = part.saturating_add(total - given.min(total));
        given = given.max(total);
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::TimestampUs;

    use super::*;

    fn shared(from: i64, to: i64, n: u32) -> Vec<u32> {
        let mut parts = vec![0; 4];
        let range = TimeRange {
            start: TimestampUs(1_000),
            end: TimestampUs(1_399),
        };
        share_out(&mut parts, range, (from, to), n);
        parts
    }

    #[test]
    fn records_are_shared_out_whole() {
        assert_eq!(shared(1_000, 1_000, 3), [3, 0, 0, 0]);
        assert_eq!(shared(1_399, 1_399, 3), [0, 0, 0, 3]);
        assert_eq!(shared(1_000, 1_399, 8), [2, 2, 2, 2]);
        assert_eq!(shared(1_150, 1_249, 3).iter().sum::<u32>(), 3);
        assert_eq!(shared(1_150, 1_249, 4), [0, 2, 2, 0]);
    }
}
