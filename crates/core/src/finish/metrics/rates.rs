//! How fast counters rise, and the mean of what a sum and a count tell of.
//!
//! Only the last value of each stretch of time counts, and its highest where the counter began anew
//! within: the first stretch has no rate, for nothing is known of the time before it.

use jejak_protocol::metrics::MetricPoint;
use jejak_protocol::time::US_PER_SECOND;

use super::track::{Point, Track};

/// A series that falls in more of its steps than this is no counter, whatever it is called.
const MAX_RESETS: f64 = 0.1;

/// The rate over each stretch, in units a second; None for what is no counter, or has one value only.
pub(super) fn rate(track: &Track<'_>) -> Option<Vec<MetricPoint>> {
    let steps = steps(&track.points)?;
    let rates = steps
        .iter()
        .map(|step| step.to.valued(step.rise / step.seconds));
    Some(rates.collect())
}

/// What was added to the sum by what was added to the count; stretches in which nothing was counted are
/// left out.
pub(super) fn mean(sum: &Track<'_>, count: &Track<'_>) -> Option<Vec<MetricPoint>> {
    let (sums, counts) = (steps(&sum.points)?, steps(&count.points)?);
    let mut counts = counts.iter().peekable();
    let mut points = Vec::new();
    for step in sums {
        while counts.next_if(|it| it.to.at < step.to.at).is_some() {}
        if let Some(counted) = counts.next_if(|it| it.to.at == step.to.at)
            && counted.rise > 0.0
        {
            points.push(step.to.valued(step.rise / counted.rise));
        }
    }
    (!points.is_empty()).then_some(points)
}

struct Step<'a> {
    to: &'a Point,
    rise: f64,
    seconds: f64,
}

/// From each point to the next.
fn steps(points: &[Point]) -> Option<Vec<Step<'_>>> {
    let mut n_resets = 0_u32;
    let mut steps = Vec::new();
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        let us = to.last_at.0.saturating_sub(from.last_at.0);
        if us <= 0 {
            continue;
        }
        let is_reset = to.last < from.last || to.max > to.last;
        n_resets += u32::from(is_reset);
        let rise = match (is_reset, to.max > to.last) {
            (false, _) => to.last - from.last,
            // Up to the highest, and from nothing to the last.
            (true, true) => (to.max - from.last).max(0.0) + to.last,
            (true, false) => to.last,
        };
        steps.push(Step {
            to,
            rise,
            seconds: us as f64 / US_PER_SECOND as f64,
        });
    }
    let is_counter = f64::from(n_resets) <= MAX_RESETS * steps.len() as f64 || n_resets <= 1;
    let is_negative = points.iter().any(|point| point.min < 0.0);
    (!steps.is_empty() && is_counter && !is_negative).then_some(steps)
}

#[cfg(test)]
mod tests {
    use jejak_protocol::metrics::MetricUnit;
    use jejak_protocol::{FileId, RecordRef, TimestampUs};

    use super::super::track::Role;
    use super::*;

    fn track(values: &[f64]) -> Track<'static> {
        let point = |(i, value): (usize, &f64)| {
            let at = TimestampUs::from_seconds(i as i64 * 10);
            Point {
                at,
                last_at: at,
                n: 1,
                min: *value,
                mean: *value,
                max: *value,
                last: *value,
                record: RecordRef {
                    file: FileId(0),
                    line: i as u64,
                },
            }
        };
        Track {
            file: FileId(0),
            name: "a_total",
            labels: "",
            unit: MetricUnit::Plain,
            role: Role::Counter,
            width_us: 1,
            points: values.iter().enumerate().map(point).collect(),
        }
    }

    fn rates(values: &[f64]) -> Option<Vec<f64>> {
        let points = rate(&track(values))?;
        Some(points.iter().map(|point| point.mean).collect())
    }

    #[test]
    fn a_counter_that_begins_anew_did_not_fall() {
        assert_eq!(
            rates(&[100.0, 110.0, 130.0, 20.0, 40.0]),
            Some(vec![1.0, 2.0, 2.0, 2.0])
        );
    }

    #[test]
    fn what_falls_often_or_stands_alone_is_no_counter() {
        assert_eq!(rates(&[5.0, 3.0, 4.0, 2.0, 3.0]), None);
        assert_eq!(rates(&[5.0]), None);
        assert_eq!(rates(&[-5.0, 5.0]), None);
    }

    #[test]
    fn a_reset_within_a_stretch_counts_both_ways() {
        let mut track = track(&[100.0, 30.0, 50.0]);
        track.points[1].max = 120.0;
        let rates: Vec<f64> = rate(&track)
            .expect("a counter")
            .iter()
            .map(|point| point.mean)
            .collect();
        assert_eq!(rates, [5.0, 2.0]);
    }

    #[test]
    fn the_mean_is_of_what_was_added() {
        let (sum, count) = (
            track(&[10.0, 16.0, 16.0, 26.0]),
            track(&[1.0, 4.0, 4.0, 5.0]),
        );
        let means: Vec<f64> = mean(&sum, &count)
            .expect("means")
            .iter()
            .map(|point| point.mean)
            .collect();
        assert_eq!(means, [2.0, 10.0]);
    }
}
