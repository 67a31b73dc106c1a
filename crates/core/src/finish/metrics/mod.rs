//! The metric series of all files, as the page draws them beside the timeline and detectors read them.
//!
//! ```text
//! series of the states ─► tracks (scrapes of one machine joined) ─► values, rates of counters, means of
//! sums by counts, shares in use ─► in order of what a person looks at first
//! ```

mod in_use;
mod order;
mod rates;
mod scrapes;
mod track;

use jejak_protocol::metrics::{MetricKind, MetricPoint, MetricSeries, MetricUnit};
use jejak_protocol::{TimeRange, TimestampUs};

use self::track::{Point, Role, Track};
use super::Resolved;

/// Series that are told, and their points. Chosen: all that node_exporter tells of a machine, of which some
/// hundred series move at all; more points would hold up the page.
const N_SERIES: usize = 1024;
const N_POINTS: usize = 1 << 16;

/// What is told of metrics.
pub(super) struct Metrics {
    pub(super) series: Vec<MetricSeries>,
    /// Series that are not told, if that is so; those that no file kept are not counted.
    pub(super) n_given_up: Option<u64>,
}

pub(super) fn of(files: &[Resolved<'_>]) -> Metrics {
    let tracks = scrapes::joined(files);
    let mut series = in_use::series(&tracks);
    series.extend(told(&tracks));
    leave_out_shared(&mut series);
    order::sort(&mut series);
    let (n_all, mut n_points) = (series.len(), 0);
    let mut told = Vec::new();
    for mut own in series {
        rest(&mut own);
        n_points += own.points.len();
        if told.len() == N_SERIES || n_points > N_POINTS {
            break;
        }
        told.push(own);
    }
    let n_over = n_all - told.len();
    let is_capped = files
        .iter()
        .any(|file| file.input.state.body.series.is_capped());
    Metrics {
        series: told,
        n_given_up: (is_capped || n_over > 0).then_some(n_over as u64),
    }
}

/// Those that detectors look at: all shares in use, and of each subject and file the first that moves. What
/// else a machine tells goes up and down for reasons of its own.
pub(super) fn watched(series: &[MetricSeries]) -> Vec<MetricSeries> {
    let mut seen = std::collections::BTreeSet::new();
    let is_watched = |it: &&MetricSeries| {
        matches!(it.kind, MetricKind::InUse(_))
            || order::subject(it).is_some_and(|subject| seen.insert((subject, it.file)))
    };
    series.iter().filter(is_watched).cloned().collect()
}

/// From the first to the last point.
pub(super) fn range(series: &[MetricSeries]) -> Option<TimeRange> {
    let points = series.iter().flat_map(|series| &series.points);
    points
        .map(|point| TimeRange {
            start: point.at,
            end: point.at,
        })
        .reduce(TimeRange::union)
}

/// Takes off the labels that all series have: what is asked of one machine says its name with every line.
fn leave_out_shared(series: &mut [MetricSeries]) {
    let [first, others @ ..] = &*series else {
        return;
    };
    if others.is_empty() {
        return;
    }
    let of = |it: &MetricSeries| -> std::collections::BTreeSet<(String, String)> {
        let own = track::labels(&it.labels);
        own.map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    };
    let mut shared = of(first);
    for other in others {
        let own = of(other);
        shared.retain(|label| own.contains(label));
        if shared.is_empty() {
            return;
        }
    }
    for own in series {
        let is_own =
            |(name, value): &(&str, &str)| !shared.iter().any(|(a, b)| a == name && b == value);
        let kept = track::labels(&own.labels).filter(is_own);
        own.labels = track::said(kept);
    }
}

/// Each track as what it is.
fn told(tracks: &[Track<'_>]) -> Vec<MetricSeries> {
    let sums: std::collections::BTreeMap<(&str, &str, u32), &Track<'_>> = tracks
        .iter()
        .filter(|track| track.role == Role::Sum)
        .filter_map(|track| Some((track.key(track.name.strip_suffix("_sum")?), track)))
        .collect();
    let mut series = Vec::new();
    let mut has_mean = std::collections::BTreeSet::new();
    for track in tracks.iter().filter(|track| track.role == Role::Count) {
        let Some(base) = track.name.strip_suffix("_count") else {
            continue;
        };
        let sum = sums.get(&track.key(base));
        if let Some(points) = sum.and_then(|sum| rates::mean(sum, track)) {
            has_mean.insert(track.key(base));
            let unit = unit(base, track.unit);
            series.extend(self::series(track, base, MetricKind::Mean, unit, points));
        }
    }
    for track in tracks {
        let base = track.name.strip_suffix("_sum");
        if track.role == Role::Made || base.is_some_and(|it| has_mean.contains(&track.key(it))) {
            continue;
        }
        let own = unit(track.name, track.unit);
        let rate = match track.role {
            Role::Gauge | Role::Made => None,
            Role::Counter | Role::Sum | Role::Count => rates::rate(track),
        };
        series.extend(match rate {
            Some(points) => {
                // Seconds in each second are a share of the time.
                let own = if own == MetricUnit::Seconds {
                    MetricUnit::Ratio
                } else {
                    own
                };
                self::series(track, track.name, MetricKind::Rate, own, points)
            }
            None => self::series(
                track,
                track.name,
                MetricKind::Value,
                own,
                track.points.iter().map(Point::told).collect(),
            ),
        });
    }
    series
}

/// None without points.
fn series(
    track: &Track<'_>,
    name: &str,
    kind: MetricKind,
    unit: MetricUnit,
    points: Vec<MetricPoint>,
) -> Option<MetricSeries> {
    let last = points.last()?.last;
    let min = points.iter().map(|it| it.min).fold(f64::INFINITY, f64::min);
    let max = points
        .iter()
        .map(|it| it.max)
        .fold(f64::NEG_INFINITY, f64::max);
    let n_samples: u64 = points.iter().map(|it| it.n_samples).sum();
    let sum: f64 = points.iter().map(|it| it.mean * it.n_samples as f64).sum();
    Some(MetricSeries {
        file: track.file,
        name: name.to_owned(),
        labels: track.labels.to_owned(),
        kind,
        unit,
        n_samples,
        min,
        max,
        mean: (sum / n_samples.max(1) as f64).clamp(min, max),
        last,
        width_us: track.width_us,
        points,
    })
}

/// The unit that a value names, else that of the metric's name.
fn unit(name: &str, named: MetricUnit) -> MetricUnit {
    if named != MetricUnit::Plain {
        return named;
    }
    let base = ["_total", "_sum", "_count"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    if name.ends_with("_count") {
        return MetricUnit::Plain;
    }
    [
        ("_bytes", MetricUnit::Bytes),
        ("_seconds", MetricUnit::Seconds),
        ("_ratio", MetricUnit::Ratio),
        ("_percent", MetricUnit::Percent),
        ("_celsius", MetricUnit::Celsius),
    ]
    .into_iter()
    .find(|(end, _)| base.ends_with(end))
    .map_or(MetricUnit::Plain, |(_, unit)| unit)
}

/// Of a series that never moves, its ends are all there is to draw.
fn rest(series: &mut MetricSeries) {
    if series.min < series.max || series.points.len() <= 2 {
        return;
    }
    let ends = [
        series.points.first().copied(),
        series.points.last().copied(),
    ];
    series.points = ends.into_iter().flatten().collect();
}

/// A time of a file, as it is told.
fn utc(file: &Resolved<'_>, raw: i64) -> TimestampUs {
    TimestampUs(file.years.utc(raw))
}
