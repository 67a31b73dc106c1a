//! How many records a chosen range holds, from the timeline's counts.

use jejak_protocol::{TimeRange, Timeline};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub n: u64,
    /// False where the range cuts through a bucket: its part is estimated by its length.
    pub is_exact: bool,
}

/// Records within the range, both ends included.
pub fn n_records(timeline: &Timeline, range: TimeRange) -> Counted {
    let bucket_us = timeline.bucket_us.max(1);
    let mut counted = Counted {
        n: 0,
        is_exact: true,
    };
    for (start, counts) in &timeline.buckets {
        let last_us = start.0.saturating_add(bucket_us - 1);
        let within_us = last_us.min(range.end.0) - start.0.max(range.start.0) + 1;
        if within_us <= 0 {
            continue;
        }
        let n: u64 = counts.iter().sum();
        if within_us >= bucket_us {
            counted.n += n;
        } else {
            counted.is_exact = false;
            counted.n += (n as f64 * within_us as f64 / bucket_us as f64).round() as u64;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use jejak_protocol::TimestampUs;

    use super::*;

    #[test]
    fn whole_buckets_are_counted_and_parts_estimated() {
        let timeline = Timeline {
            bucket_us: 100,
            buckets: vec![
                (TimestampUs(0), [10, 0, 0, 0, 0, 0, 0]),
                (TimestampUs(100), [0, 0, 20, 0, 0, 0, 0]),
                (TimestampUs(300), [0, 0, 0, 0, 0, 0, 40]),
            ],
        };
        for (start, end, n, is_exact) in [
            (0, 399, 70, true),
            (0, 99, 10, true),
            (200, 299, 0, true),
            (0, 149, 20, false),
            (300, 300, 0, false),
            (-900, 9_000, 70, true),
        ] {
            let range = TimeRange {
                start: TimestampUs(start),
                end: TimestampUs(end),
            };
            let expected = Counted { n, is_exact };
            assert_eq!(n_records(&timeline, range), expected, "{start}..={end}");
        }
    }
}
