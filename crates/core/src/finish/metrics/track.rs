//! One series over time as it was read, whatever it will be told as.

use jejak_protocol::metrics::{MetricPoint, MetricUnit};
use jejak_protocol::{FileId, RecordRef, TimestampUs};

use super::{Resolved, utc};
use crate::formats::metrics::Declared;
use crate::state::Series;

/// What the samples of a series are to its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Gauge,
    Counter,
    /// `…_sum` and `…_count` of a histogram or summary.
    Sum,
    Count,
    /// `…_created`, OpenMetrics' time at which a counter began.
    Made,
}

/// The samples of one stretch of time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) at: TimestampUs,
    /// When the last sample was taken.
    pub(super) last_at: TimestampUs,
    pub(super) n: u64,
    pub(super) min: f64,
    pub(super) mean: f64,
    pub(super) max: f64,
    pub(super) last: f64,
    pub(super) record: RecordRef,
}

#[derive(Clone, Debug)]
pub(super) struct Track<'a> {
    pub(super) file: FileId,
    pub(super) name: &'a str,
    pub(super) labels: &'a str,
    pub(super) unit: MetricUnit,
    pub(super) role: Role,
    pub(super) width_us: i64,
    pub(super) points: Vec<Point>,
}

impl<'a> Track<'a> {
    pub(super) fn of(file: &Resolved<'a>, series: &'a Series) -> Self {
        let point = |at, bucket: &crate::state::SeriesBucket, last_at| Point {
            at,
            last_at,
            n: bucket.n,
            min: bucket.min,
            mean: bucket.mean(),
            max: bucket.max,
            last: bucket.last,
            record: file.at(bucket.at.1),
        };
        let timed = series.buckets.iter().map(|(number, bucket)| {
            let start = utc(file, number.saturating_mul(series.width_us));
            let last_at = utc(file, bucket.at.0);
            // A bucket with one sample is where that sample is.
            let at = if bucket.n == 1 { last_at } else { start };
            point(at, bucket, last_at)
        });
        // Without a time of its own a sample is of the moment when the file was written.
        let written = file.input.plan.facts.modified_ms;
        let untimed = series.untimed.iter().filter_map(|bucket| {
            let at = TimestampUs(written?.saturating_mul(1000));
            Some(point(at, bucket, at))
        });
        let mut points: Vec<Point> = timed.chain(untimed).collect();
        points.sort_by_key(|point| point.at);
        let declared = |name: &str| file.input.state.body.series.declared(name);
        Self {
            file: file.id,
            name: &series.name,
            labels: &series.labels,
            unit: series.unit,
            role: role(&series.name, declared),
            width_us: series.width_us,
            points,
        }
    }

    /// Of its family, with another name.
    pub(super) fn key<'n>(&self, name: &'n str) -> (&'n str, &'a str, u32) {
        (name, self.labels, self.file.0)
    }

    /// Values of a label, quotes left out.
    pub(super) fn label(&self, name: &str) -> Option<&'a str> {
        labels(self.labels)
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value)
    }
}

impl Point {
    pub(super) fn told(&self) -> MetricPoint {
        MetricPoint {
            at: self.at,
            n_samples: self.n,
            min: self.min,
            mean: self.mean,
            max: self.max,
            last: self.last,
            record: self.record,
        }
    }

    /// The same stretch of time with one value.
    pub(super) fn valued(&self, value: f64) -> MetricPoint {
        MetricPoint {
            min: value,
            mean: value,
            max: value,
            last: value,
            ..self.told()
        }
    }
}

/// Names and values of `cpu="0",mode="idle"`; escapes are left as they stand.
pub(super) fn labels(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (name, behind) = rest.split_once("=\"")?;
        let mut is_escaped = false;
        let end = behind.bytes().position(|b| {
            let ends = b == b'"' && !is_escaped;
            is_escaped = b == b'\\' && !is_escaped;
            ends
        })?;
        let (value, behind) = behind.split_at_checked(end)?;
        rest = behind.get(1..).unwrap_or_default();
        Some((name.trim_start_matches([',', ' ']), value))
    })
}

/// Labels as text.
pub(super) fn said<'l>(labels: impl Iterator<Item = (&'l str, &'l str)>) -> String {
    let all: Vec<String> = labels
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    all.join(",")
}

/// From what comments say of the metric, else from its name as Prometheus' conventions have it.
fn role(name: &str, declared: impl Fn(&str) -> Option<Declared>) -> Role {
    match declared(name) {
        Some(Declared::Counter) => return Role::Counter,
        Some(_) => return Role::Gauge,
        None => {}
    }
    let family = ["_total", "_sum", "_count", "_created"]
        .into_iter()
        .find_map(|end| Some((name.strip_suffix(end)?, end)));
    match family {
        Some((base, "_created")) if declared(base).is_some() => Role::Made,
        Some((_, "_total")) => Role::Counter,
        Some((_, "_sum")) => Role::Sum,
        Some((_, "_count")) => Role::Count,
        _ => Role::Gauge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_apart() {
        let read: Vec<_> = labels("cpu=\"0\", path=\"/a,\\\"b\\\"=\\\"\",mode=\"idle\"").collect();
        assert_eq!(
            read,
            [
                ("cpu", "0"),
                ("path", "/a,\\\"b\\\"=\\\""),
                ("mode", "idle")
            ]
        );
        assert_eq!(labels("").count(), 0);
        assert_eq!(labels("cpu=\"0").count(), 0);
    }

    #[test]
    fn a_name_or_a_comment_says_what_counts() {
        let declared = |name: &str| match name {
            "a_total" => Some(Declared::Gauge),
            "hits" => Some(Declared::Counter),
            "t_seconds" => Some(Declared::Histogram),
            _ => None,
        };
        for (name, expected) in [
            ("a_total", Role::Gauge),
            ("b_total", Role::Counter),
            ("hits", Role::Counter),
            ("t_seconds_sum", Role::Sum),
            ("t_seconds_count", Role::Count),
            ("t_seconds_created", Role::Made),
            ("jobs_created", Role::Gauge),
            ("node_load1", Role::Gauge),
        ] {
            assert_eq!(role(name, declared), expected, "{name}");
        }
    }
}
