//! The histograms of all files on one grid in UTC.

use std::collections::BTreeMap;

use jejak_protocol::time::US_PER_SECOND;
use jejak_protocol::{LevelCounts, RecordRef, TimeRange, Timeline, TimestampUs};

use super::Resolved;
use crate::detectors::input::Bucket;
use crate::state::histogram;

/// Buckets that the page gets: enough to zoom in some steps without reading again.
const N_PAGE: i64 = 4_000;

/// Buckets that detectors compare: enough for a usual value, few enough to have counts in each.
const N_DETECTORS: i64 = 240;

/// Widths that people read easily, in seconds; wider ones are whole days.
const WIDTHS_S: [i64; 13] = [
    1, 5, 15, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800,
];

/// Counts on the detectors' grid.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) bucket_us: i64,
    pub(super) buckets: Vec<Bucket>,
}

pub(super) fn for_page(files: &[Resolved<'_>], range: Option<TimeRange>) -> Timeline {
    let bucket_us = width_us(files, range, N_PAGE);
    let buckets = collect(files, bucket_us)
        .into_iter()
        .map(|(start, (counts, _))| (start, counts))
        .collect();
    Timeline { bucket_us, buckets }
}

pub(super) fn for_detectors(files: &[Resolved<'_>], range: Option<TimeRange>) -> Grid {
    let bucket_us = width_us(files, range, N_DETECTORS);
    let buckets = collect(files, bucket_us)
        .into_iter()
        .map(|(start, (counts, first))| Bucket {
            start,
            counts,
            first: Some(first),
        })
        .collect();
    Grid { bucket_us, buckets }
}

fn collect(
    files: &[Resolved<'_>],
    bucket_us: i64,
) -> BTreeMap<TimestampUs, (LevelCounts, RecordRef)> {
    let mut buckets: BTreeMap<TimestampUs, (LevelCounts, RecordRef)> = BTreeMap::new();
    for file in files {
        for (raw, bucket) in file.input.state.body.histogram.sorted() {
            let start = file
                .years
                .utc(raw)
                .div_euclid(bucket_us)
                .saturating_mul(bucket_us);
            let first = file.at(bucket.first_line);
            buckets
                .entry(TimestampUs(start))
                .and_modify(|(counts, own_first)| {
                    histogram::add(counts, &bucket.counts);
                    *own_first = (*own_first).min(first);
                })
                .or_insert((bucket.counts, first));
        }
    }
    buckets
}

/// The smallest readable width that is no finer than any file's histogram and gives at most
/// `n_max` buckets over the range.
fn width_us(files: &[Resolved<'_>], range: Option<TimeRange>, n_max: i64) -> i64 {
    let finest = files
        .iter()
        .map(|file| file.input.state.body.histogram.width_us())
        .max()
        .unwrap_or(US_PER_SECOND);
    let span = range.map_or(0, TimeRange::span_us);
    let least = finest.max(span / n_max);
    WIDTHS_S
        .iter()
        .map(|width| width * US_PER_SECOND)
        .find(|width| *width >= least)
        .unwrap_or_else(|| {
            let day_us = 86_400 * US_PER_SECOND;
            (least + day_us - 1) / day_us * day_us
        })
}
