//! The timeline's counts as bars for a range: joined to a width that a person can read off.
//!
//! In: the analysis' buckets (equal, sparse, ascending). Out: bars of a round width (seconds,
//! minutes, hours, days of the shown zone), sparse too. Counts are only added, never spread: bars
//! are never narrower than the buckets, and every record is in exactly one bar.

use jejak_protocol::{LevelCounts, TimeRange, Timeline, TimestampUs};

use super::round::ROUND_US;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bars {
    pub width_us: i64,
    /// `(start, counts)`, ascending; empty bars are left out.
    pub bars: Vec<(TimestampUs, LevelCounts)>,
}

impl Bars {
    /// The highest bar.
    pub fn max(&self) -> u64 {
        self.bars
            .iter()
            .map(|(_, counts)| counts.iter().sum())
            .max()
            .unwrap_or(0)
    }
}

/// Bars for `range`, at most about `n_bars_max` of them. `offset_us` is the shown zone's distance
/// from UTC, so that days begin at the person's midnight.
pub fn bars(timeline: &Timeline, range: TimeRange, n_bars_max: u32, offset_us: i64) -> Bars {
    let width_us = width_for(range.span_us(), timeline.bucket_us, n_bars_max);
    let mut bars: Vec<(TimestampUs, LevelCounts)> = Vec::new();
    for (start, counts) in &timeline.buckets {
        let last_us = start.0.saturating_add(timeline.bucket_us.max(1) - 1);
        if last_us < range.start.0 || start.0 > range.end.0 {
            continue;
        }
        let local_us = start.0.saturating_add(offset_us);
        let bar = TimestampUs(local_us.div_euclid(width_us) * width_us - offset_us);
        match bars.last_mut() {
            Some((at, sum)) if *at == bar => {
                for (sum, n) in sum.iter_mut().zip(counts) {
                    *sum += n;
                }
            }
            _ => bars.push((bar, *counts)),
        }
    }
    Bars { width_us, bars }
}

/// The smallest round width that gives few enough bars and is a multiple of the buckets'.
fn width_for(span_us: i64, bucket_us: i64, n_bars_max: u32) -> i64 {
    let bucket_us = bucket_us.max(1);
    let least_us = (span_us / i64::from(n_bars_max.max(1))).max(bucket_us);
    let round = ROUND_US
        .into_iter()
        .find(|width| *width >= least_us && width % bucket_us == 0);
    match round {
        Some(width) => width,
        None => least_us.div_euclid(bucket_us).max(1) * bucket_us,
    }
}

#[cfg(test)]
mod tests {
    use super::super::round::{DAY_US, HOUR_US, MINUTE_US, SECOND_US};
    use super::*;

    fn timeline(bucket_us: i64, n_buckets: i64) -> Timeline {
        Timeline {
            bucket_us,
            buckets: (0..n_buckets)
                .map(|i| (TimestampUs(i * bucket_us), [1, 0, 0, 0, 0, 2, 0]))
                .collect(),
        }
    }

    fn range(start_us: i64, end_us: i64) -> TimeRange {
        TimeRange {
            start: TimestampUs(start_us),
            end: TimestampUs(end_us),
        }
    }

    fn n_records(bars: &Bars) -> u64 {
        bars.bars.iter().flat_map(|(_, counts)| counts).sum()
    }

    #[test]
    fn joining_loses_no_record() {
        let timeline = timeline(MINUTE_US, 600);
        for n_max in [1, 7, 60, 200, 10_000] {
            let joined = bars(&timeline, range(0, 600 * MINUTE_US), n_max, 0);
            assert_eq!(n_records(&joined), 1_800, "{n_max} bars");
            assert_eq!(joined.width_us % MINUTE_US, 0);
        }
    }

    #[test]
    fn widths_are_round() {
        let timeline = timeline(SECOND_US, 36_000);
        let joined = bars(&timeline, range(0, 10 * HOUR_US), 200, 0);
        assert_eq!(joined.width_us, 5 * MINUTE_US);
        assert_eq!(joined.bars.len(), 120);
        assert_eq!(joined.max(), 900);
    }

    #[test]
    fn days_begin_at_the_shown_midnight() {
        let timeline = timeline(HOUR_US, 24 * 300);
        let joined = bars(&timeline, range(0, 300 * DAY_US), 300, 7 * HOUR_US);
        assert_eq!(joined.width_us, DAY_US);
        let first = joined.bars.first().map(|(at, _)| at.0);
        assert_eq!(first, Some(-7 * HOUR_US));
    }

    #[test]
    fn a_range_takes_only_its_buckets() {
        let timeline = timeline(MINUTE_US, 60);
        let part = bars(&timeline, range(90 * SECOND_US, 150 * SECOND_US), 100, 0);
        assert_eq!(part.bars.len(), 2);
    }

    #[test]
    fn odd_widths_are_survived() {
        assert_eq!(bars(&timeline(0, 3), range(0, 0), 0, 0).bars.len(), 1);
        assert_eq!(
            width_for(1_000 * DAY_US, 7 * SECOND_US, 10) % (7 * SECOND_US),
            0
        );
    }
}
