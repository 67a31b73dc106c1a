//! Which metric series the timeline shows, and each of them within a range of time.
//!
//! The analysis tells them in the order in which a person looks at them. Everything here is plain data;
//! drawing is the timeline's.

use jejak_protocol::metrics::{MetricPoint, MetricSeries, MetricUnit};
use jejak_protocol::{TimeRange, TimestampUs};

/// More lanes would push what is below the timeline off a small screen.
pub const MAX_SHOWN: usize = 8;

/// Shown before the person chooses: processors, memory, load, errors.
const N_FIRST: usize = 4;

/// A gap of so many usual steps is drawn as one.
const GAP_STEPS: i64 = 4;

/// The series that are shown, by their places in the list.
pub fn shown(series: &[MetricSeries], chosen: Option<&[String]>) -> Vec<usize> {
    let Some(keys) = chosen else {
        return first(series);
    };
    let place = |key: &String| series.iter().position(|it| it.key() == *key);
    keys.iter().filter_map(place).take(MAX_SHOWN).collect()
}

/// What moves can be compared with what happened; a single value cannot.
fn first(series: &[MetricSeries]) -> Vec<usize> {
    let moves = |(_, it): &(usize, &MetricSeries)| it.points.len() > 1 && it.min < it.max;
    let moving = series.iter().enumerate().filter(moves);
    moving.map(|(idx, _)| idx).take(N_FIRST).collect()
}

/// The choice with one series put in or taken out; None where there is no more room.
pub fn toggled(
    series: &[MetricSeries],
    chosen: Option<&[String]>,
    key: &str,
) -> Option<Vec<String>> {
    let now = shown(series, chosen);
    let mut keys: Vec<String> = now
        .into_iter()
        .filter_map(|idx| Some(series.get(idx)?.key()))
        .collect();
    match keys.iter().position(|own| own == key) {
        Some(at) => {
            keys.remove(at);
        }
        None if keys.len() >= MAX_SHOWN => return None,
        None => keys.push(key.to_owned()),
    }
    Some(keys)
}

/// The places of the series whose names or labels hold all words.
pub fn found(
    series: &[MetricSeries],
    words: &str,
    name: impl Fn(&MetricSeries) -> String,
) -> Vec<usize> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let fits = |(_, it): &(usize, &MetricSeries)| {
        let text = format!("{} {} {}", it.name, it.labels, name(it)).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let fitting = series.iter().enumerate().filter(fits);
    fitting.map(|(idx, _)| idx).collect()
}

/// A part of a series without a gap in it.
pub type Piece = Vec<MetricPoint>;

/// The points of a range, with the one before and the one behind it, so that a line goes on to its edges.
pub fn pieces(series: &MetricSeries, range: TimeRange) -> Vec<Piece> {
    let points = series.points.as_slice();
    let from = points
        .partition_point(|it| it.at < range.start)
        .saturating_sub(1);
    let to = (points.partition_point(|it| it.at <= range.end) + 1).min(points.len());
    let gap_us = usual_step_us(points).saturating_mul(GAP_STEPS);
    let mut pieces: Vec<Piece> = Vec::new();
    for point in points.get(from..to).unwrap_or_default() {
        let goes_on = pieces.last_mut().filter(|piece| {
            piece
                .last()
                .is_some_and(|last: &MetricPoint| point.at.0.saturating_sub(last.at.0) <= gap_us)
        });
        match goes_on {
            Some(piece) => piece.push(*point),
            None => pieces.push(vec![*point]),
        }
    }
    pieces
}

/// The middle one of the distances between points. Of two points nothing tells whether they are far apart.
fn usual_step_us(points: &[MetricPoint]) -> i64 {
    let mut steps: Vec<i64> = points
        .iter()
        .zip(points.iter().skip(1))
        .map(|(a, b)| b.at.0.saturating_sub(a.at.0))
        .collect();
    steps.sort_unstable();
    match steps.len() {
        0 | 1 => i64::MAX / GAP_STEPS,
        n => steps.get(n / 2).copied().unwrap_or(i64::MAX / GAP_STEPS),
    }
}

/// What a series was within a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Within {
    pub min: f64,
    pub mean: f64,
    pub max: f64,
}

/// None where it has no sample there. Both ends belong to the range.
pub fn within(series: &MetricSeries, range: TimeRange) -> Option<Within> {
    let points = series.points.as_slice();
    let from = points.partition_point(|it| it.at < range.start);
    let to = points.partition_point(|it| it.at <= range.end);
    let mut inside = points.get(from..to)?;
    // Between two samples the value is the last known one, unless they lie far apart.
    if inside.is_empty() {
        let before = points.get(from.checked_sub(1)?..from)?;
        let next = points.get(from)?;
        let last = before.first()?;
        let is_gap =
            next.at.0.saturating_sub(last.at.0) > usual_step_us(points).saturating_mul(GAP_STEPS);
        if is_gap {
            return None;
        }
        inside = before;
    }
    let n: u64 = inside.iter().map(|it| it.n_samples).sum();
    let sum: f64 = inside.iter().map(|it| it.mean * it.n_samples as f64).sum();
    let (min, max) = extent(inside)?;
    Some(Within {
        min,
        mean: (sum / n.max(1) as f64).clamp(min, max),
        max,
    })
}

fn extent(points: &[MetricPoint]) -> Option<(f64, f64)> {
    points
        .iter()
        .map(|it| (it.min, it.max))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
}

/// Lower and upper end of the scale on which a series is drawn: that of all its values, so that zooming
/// leaves it alone. Shares stand between nothing and all.
pub fn scale(series: &MetricSeries) -> (f64, f64) {
    let (min, max) = (series.min, series.max);
    let whole = match series.unit {
        MetricUnit::Ratio => 1.0,
        MetricUnit::Percent => 100.0,
        _ => f64::INFINITY,
    };
    // A line on the very edge would be half a line.
    let roomy = |from: f64, to: f64| {
        let room = ((to - from) * 0.05).max(to.abs() * 1e-3).max(1e-12);
        (from - room, to + room)
    };
    if min >= 0.0 && max <= whole && whole.is_finite() {
        return roomy(0.0, whole);
    }
    // What stays far above nothing would be a line at the top.
    let from = if min >= 0.0 && min < 0.7 * max {
        0.0
    } else {
        min
    };
    roomy(from, max)
}

/// The bars of a range that hold a sample and no record: the table has a row for each.
pub fn starts(
    series: &[&MetricSeries],
    range: TimeRange,
    floor: impl Fn(TimestampUs) -> TimestampUs,
) -> Vec<TimestampUs> {
    let mut starts: Vec<TimestampUs> = series
        .iter()
        .flat_map(|it| &it.points)
        .filter(|point| range.contains(point.at))
        .map(|point| floor(point.at))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

#[cfg(test)]
mod tests {
    use jejak_protocol::metrics::MetricKind;
    use jejak_protocol::{FileId, RecordRef};

    use super::*;

    fn series(name: &str, values: &[(i64, f64)]) -> MetricSeries {
        let point = |(second, value): &(i64, f64)| MetricPoint {
            at: TimestampUs::from_seconds(*second),
            n_samples: 1,
            min: *value,
            mean: *value,
            max: *value,
            last: *value,
            record: RecordRef {
                file: FileId(0),
                line: 0,
            },
        };
        let all = || values.iter().map(|(_, value)| *value);
        MetricSeries {
            file: FileId(0),
            name: name.to_owned(),
            labels: String::new(),
            kind: MetricKind::Value,
            unit: MetricUnit::Plain,
            n_samples: values.len() as u64,
            min: all().fold(f64::INFINITY, f64::min),
            max: all().fold(f64::NEG_INFINITY, f64::max),
            mean: 0.0,
            last: 0.0,
            width_us: 1,
            points: values.iter().map(point).collect(),
        }
    }

    fn seconds(start: i64, end: i64) -> TimeRange {
        TimeRange {
            start: TimestampUs::from_seconds(start),
            end: TimestampUs::from_seconds(end),
        }
    }

    fn list() -> Vec<MetricSeries> {
        let mut list: Vec<MetricSeries> = (0..10)
            .map(|i| series(&format!("m{i}"), &[(0, 1.0), (10, 2.0)]))
            .collect();
        list.push(series("still", &[(0, 1.0), (10, 1.0)]));
        list
    }

    #[test]
    fn the_first_that_move_are_shown_until_somebody_chooses() {
        let mut list = list();
        list.swap(0, 10);
        assert_eq!(shown(&list, None), [1, 2, 3, 4]);
        let chosen = ["0:still".to_owned(), "7:gone".to_owned()];
        assert_eq!(shown(&list, Some(&chosen)), [0]);
        assert_eq!(shown(&list, Some(&[])), [0_usize; 0]);
        assert_eq!(shown(&[], None), [0_usize; 0]);
    }

    #[test]
    fn a_choice_begins_with_what_is_shown_and_ends_at_the_room() {
        let list = list();
        let chosen = toggled(&list, None, "0:m1").expect("room");
        assert_eq!(chosen, ["0:m0", "0:m2", "0:m3"]);
        let chosen = toggled(&list, Some(&chosen), "0:still").expect("room");
        assert_eq!(chosen.last().map(String::as_str), Some("0:still"));
        let full: Vec<String> = (0..8).map(|i| format!("0:m{i}")).collect();
        assert_eq!(toggled(&list, Some(&full), "0:m9"), None);
    }

    #[test]
    fn all_words_must_be_found() {
        let list = list();
        assert_eq!(found(&list, "", |_| String::new()).len(), 11);
        assert_eq!(found(&list, "M 3", |_| String::new()), [3]);
        assert_eq!(
            found(&list, "berat", |it| format!("beban berat {}", it.name)).len(),
            11
        );
    }

    #[test]
    fn a_line_breaks_at_gaps_and_goes_to_the_edges() {
        let own = series(
            "m",
            &[(0, 1.0), (10, 1.0), (20, 1.0), (100, 1.0), (110, 1.0)],
        );
        let seconds_of = |range| -> Vec<Vec<i64>> {
            let of = |piece: &Piece| piece.iter().map(|it| it.at.seconds()).collect();
            pieces(&own, range).iter().map(of).collect()
        };
        assert_eq!(seconds_of(seconds(12, 105)), [vec![10, 20], vec![100, 110]]);
        assert_eq!(seconds_of(seconds(200, 300)), [vec![110]]);
        assert_eq!(
            pieces(&series("m", &[]), seconds(0, 1)),
            Vec::<Piece>::new()
        );
    }

    #[test]
    fn within_a_bar_the_last_known_value_holds() {
        let own = series("m", &[(0, 1.0), (10, 3.0), (20, 5.0), (100, 7.0)]);
        let mean = |range| within(&own, range).map(|it| it.mean);
        assert_eq!(mean(seconds(0, 10)), Some(2.0));
        assert_eq!(mean(seconds(12, 14)), Some(3.0));
        assert_eq!(mean(seconds(40, 50)), None);
        assert_eq!(mean(seconds(200, 300)), None);
        assert_eq!(mean(seconds(-9, -5)), None);
    }

    #[test]
    fn scales_hold_all_values() {
        let mut own = series("m", &[(0, 0.0), (10, 50.0)]);
        assert_eq!(scale(&own), (-2.5, 52.5));
        own.unit = MetricUnit::Percent;
        assert_eq!(scale(&own), (-5.0, 105.0));
        let far = series("m", &[(0, 1000.0), (10, 1001.0)]);
        let (from, to) = scale(&far);
        assert!(from < 1000.0 && from > 990.0 && to > 1001.0);
        let flat = series("m", &[(0, 0.0), (10, 0.0)]);
        assert!(scale(&flat).1 > 0.0);
    }
}
