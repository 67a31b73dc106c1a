//! The metric series of all files, as the page draws them beside the timeline.

use jejak_protocol::TimestampUs;
use jejak_protocol::metrics::{MetricPoint, MetricSeries};

use super::Resolved;
use crate::state::{Series, SeriesBucket, SeriesTable};

/// Series that are told. Chosen: a person looks at a handful; those that move come first.
const N_SERIES: usize = 64;

/// The series that move, then the others, each by file, name and labels.
pub(super) fn series(files: &[Resolved<'_>]) -> Vec<MetricSeries> {
    let mut list: Vec<MetricSeries> = files
        .iter()
        .flat_map(|file| {
            file.input
                .state
                .body
                .series
                .tracks()
                .map(move |track| of(file, track))
        })
        .collect();
    let rests = |series: &MetricSeries| series.points.len() < 2 || series.min >= series.max;
    list.sort_by(|a, b| {
        let key = |it: &MetricSeries| (rests(it), it.file);
        key(a)
            .cmp(&key(b))
            .then_with(|| (&a.name, &a.labels).cmp(&(&b.name, &b.labels)))
    });
    list.truncate(N_SERIES);
    list
}

/// Whether series were left out, there or where files were read.
pub(super) fn n_given_up(files: &[Resolved<'_>], n_told: usize) -> Option<u64> {
    let series = || files.iter().map(|file| &file.input.state.body.series);
    let n_kept: usize = series().map(|it| it.tracks().count()).sum();
    let is_capped = series().any(SeriesTable::is_capped);
    (is_capped || n_kept > n_told).then(|| (n_kept - n_told) as u64)
}

fn of(file: &Resolved<'_>, track: &Series) -> MetricSeries {
    let timed = track.buckets.iter().map(|(number, bucket)| {
        let raw = number.saturating_mul(track.width_us);
        (TimestampUs(file.years.utc(raw)), bucket)
    });
    // Without a time of its own a sample is of the moment when the file was written.
    let written = file.input.plan.facts.modified_ms;
    let untimed = track
        .untimed
        .iter()
        .filter_map(|bucket| Some((TimestampUs(written?.saturating_mul(1000)), bucket)));
    let mut points: Vec<MetricPoint> = timed
        .chain(untimed)
        .map(|(at, bucket)| point(at, bucket))
        .collect();
    points.sort_by_key(|point| point.at);
    let buckets = || track.buckets.values().chain(&track.untimed);
    let n_samples: u64 = buckets().map(|bucket| bucket.n).sum();
    let weighted: f64 = buckets()
        .map(|bucket| bucket.mean() * bucket.n as f64)
        .sum();
    let min = buckets()
        .map(|bucket| bucket.min)
        .fold(f64::INFINITY, f64::min);
    let max = buckets()
        .map(|bucket| bucket.max)
        .fold(f64::NEG_INFINITY, f64::max);
    MetricSeries {
        file: file.id,
        name: track.name.to_string(),
        labels: track.labels.to_string(),
        n_samples,
        min,
        max,
        mean: (weighted / n_samples.max(1) as f64).clamp(min, max),
        width_us: track.width_us,
        points,
    }
}

fn point(at: TimestampUs, bucket: &SeriesBucket) -> MetricPoint {
    MetricPoint {
        at,
        n_samples: bucket.n,
        min: bucket.min,
        mean: bucket.mean(),
        max: bucket.max,
        last: bucket.last,
    }
}
