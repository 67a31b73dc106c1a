//! Metrics that stay near their limit, and metrics that rise to another level.
//!
//! In: the series that a person looks at first, and the events. Out: a finding for each of the few longest
//! stretches. By itself either says little (a backup at night, a disk that was always full), so the score
//! is low; it is higher where errors and refused sign-ins came more often meanwhile than otherwise. The
//! measure of a rise is robust: median and median absolute deviation over the series' own points.

use jejak_protocol::metrics::{MetricKind, MetricPoint, MetricResource, MetricSeries, MetricUnit};
use jejak_protocol::{
    Certainty, FactKey, FactValue, IncidentKind, RecordRef, TimeRange, TimestampUs,
};

use super::finding::{Finding, choose, ids};
use super::input::Input;
use super::thresholds::{
    LEVEL_FACTOR, LEVEL_POINTS, LEVEL_SHARE, LEVEL_US, LIMIT_POINTS, LIMIT_SHARE, LIMIT_US,
    MEANWHILE_EVENTS, MEANWHILE_FACTOR, METRIC_CHANGES, METRIC_GAP, ROBUST_DEVIATIONS,
    SERIES_POINTS,
};
use super::tries::median;

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let (mut limits, mut levels) = (Vec::new(), Vec::new());
    for series in input.metrics {
        let near = near_limit(series, input);
        let is_told = |finding: &Finding| near.iter().any(|it| overlap(it, finding));
        let higher = other_level(series, input).into_iter();
        levels.extend(higher.filter(|finding| !is_told(finding)));
        limits.extend(near);
    }
    let mut findings = longest(limits);
    findings.extend(longest(levels));
    findings
}

fn overlap(a: &Finding, b: &Finding) -> bool {
    let Some((a, b)) = a.range.zip(b.range) else {
        return false;
    };
    a.start <= b.end && b.start <= a.end
}

/// The few with the highest scores, of these the longest; in a fixed order.
fn longest(mut findings: Vec<Finding>) -> Vec<Finding> {
    let length = |finding: &Finding| finding.range.map_or(0, TimeRange::span_us);
    findings.sort_by(|a, b| {
        (b.score.total_cmp(&a.score))
            .then_with(|| length(b).cmp(&length(a)))
            .then_with(|| a.aspect.cmp(&b.aspect))
    });
    findings.truncate(METRIC_CHANGES);
    findings
}

/// Stretches in which nearly all of what there is was in use.
fn near_limit(series: &MetricSeries, input: &Input<'_>) -> Vec<Finding> {
    let Some(whole) = whole(series) else {
        return Vec::new();
    };
    let is_high = |point: &MetricPoint| point.mean >= whole * LIMIT_SHARE;
    runs(&series.points, is_high)
        .into_iter()
        .filter(|run| run.len() >= LIMIT_POINTS && span(run).span_us() >= LIMIT_US)
        .map(|run| {
            let mut finding = finding(series, run, "near_limit", input);
            let least = run.iter().map(|it| it.mean).fold(f64::INFINITY, f64::min);
            finding.measured(least, &unit(series));
            finding
        })
        .collect()
}

/// All there is, of a series that tells how much is in use.
fn whole(series: &MetricSeries) -> Option<f64> {
    let is_in_use = match series.kind {
        // Swap fills up over weeks and stays so, which harms nobody.
        MetricKind::InUse(resource) => resource != MetricResource::Swap,
        MetricKind::Value => {
            let name = series.name.to_lowercase();
            let is_rest = |word: &&str| name.contains(*word);
            let rests = ["idle", "free", "avail", "left", "sisa", "bebas"];
            !rests.iter().any(is_rest)
        }
        MetricKind::Rate | MetricKind::Mean => false,
    };
    match series.unit {
        MetricUnit::Ratio if is_in_use && series.max <= 1.0 => Some(1.0),
        MetricUnit::Percent if is_in_use && series.max <= 100.0 => Some(100.0),
        _ => None,
    }
}

/// Stretches far above what is usual of the series.
fn other_level(series: &MetricSeries, input: &Input<'_>) -> Vec<Finding> {
    let points = &series.points;
    if points.len() < SERIES_POINTS || series.min < 0.0 {
        return Vec::new();
    }
    let values: Vec<f64> = points.iter().map(|it| it.mean).collect();
    let typical = median(values.clone());
    let away = values.iter().map(|value| (value - typical).abs()).collect();
    // 1.4826: the deviation of a normal law from its MAD (Rousseeuw and Croux 1993).
    let deviation = 1.4826 * median(away);
    let limit = (typical + ROBUST_DEVIATIONS * deviation)
        .max(typical * LEVEL_FACTOR)
        .max(typical + whole(series).unwrap_or(0.0) * LEVEL_SHARE);
    runs(points, |point| point.mean > limit)
        .into_iter()
        .filter(|run| run.len() >= LEVEL_POINTS && span(run).span_us() >= LEVEL_US)
        .map(|run| {
            let mut finding = finding(series, run, "level_up", input);
            let actual = median(run.iter().map(|it| it.mean).collect());
            finding.measure(actual, typical, &unit(series));
            finding
        })
        .collect()
}

/// Neighbouring points that fit, without a gap between them.
fn runs(points: &[MetricPoint], fits: impl Fn(&MetricPoint) -> bool) -> Vec<&[MetricPoint]> {
    let distance = |a: &MetricPoint, b: &MetricPoint| b.at.0.saturating_sub(a.at.0);
    let steps = points.iter().zip(points.iter().skip(1));
    let usual = median(steps.map(|(a, b)| distance(a, b) as f64).collect());
    let goes_on = |a: &MetricPoint, b: &MetricPoint| {
        fits(a) == fits(b) && distance(a, b) as f64 <= usual * METRIC_GAP
    };
    let runs = points.chunk_by(goes_on);
    runs.filter(|run| run.first().is_some_and(&fits)).collect()
}

fn span(run: &[MetricPoint]) -> TimeRange {
    let at = |point: Option<&MetricPoint>| point.map_or(TimestampUs(0), |it| it.at);
    TimeRange {
        start: at(run.first()),
        end: at(run.last()),
    }
}

fn finding(series: &MetricSeries, run: &[MetricPoint], how: &str, input: &Input<'_>) -> Finding {
    let range = span(run);
    let mut finding = Finding::over(ids::METRICS, IncidentKind::MetricChange, &[], 0);
    finding.aspect = format!("{how} {} {}", series.key(), range.start.0);
    finding.range = Some(range);
    finding.count = run.iter().map(|it| it.n_samples).sum();
    finding.n_evidence = finding.count;
    let refs: Vec<RecordRef> = run.iter().map(|it| it.record).collect();
    finding.evidence = choose(refs, input.limits.n_evidence);
    finding.text_fact(FactKey::Metric, Some(&name(series)));
    finding.text_fact(FactKey::Deviation, Some(how));
    finding.fact(FactKey::Interval, FactValue::DurationUs(range.span_us()));
    match meanwhile(range, input) {
        Some(n) => {
            finding.count_fact(FactKey::Meanwhile, n);
            finding.certainty = Certainty::Likely;
            finding.score = 0.6;
        }
        None => {
            finding.certainty = Certainty::NotSure;
            finding.score = 0.2;
        }
    }
    finding
}

/// Errors and refusals within the range, where they came more often than otherwise; a range that is most of
/// the time leaves too little to compare with.
fn meanwhile(range: TimeRange, input: &Input<'_>) -> Option<u64> {
    let whole = input.range?;
    let (mut n_inside, mut n_outside) = (0_u64, 0_u64);
    for event in input.events.iter().filter(|it| it.kind.is_suspicious()) {
        match event.time {
            Some(time) if range.contains(time) => n_inside += u64::from(event.weight),
            Some(_) => n_outside += u64::from(event.weight),
            None => {}
        }
    }
    let inside_us = range.span_us().max(1) as f64;
    let outside_us = whole.span_us() as f64 - inside_us;
    if outside_us < inside_us {
        return None;
    }
    let is_denser = n_inside as f64 / inside_us >= MEANWHILE_FACTOR * n_outside as f64 / outside_us;
    (n_inside >= MEANWHILE_EVENTS && is_denser).then_some(n_inside)
}

/// What words know a series by: `@cpu` of a share in use, else its name, and its labels.
fn name(series: &MetricSeries) -> String {
    let name = match series.kind {
        MetricKind::InUse(MetricResource::Cpu) => "@cpu",
        MetricKind::InUse(MetricResource::Memory) => "@memory",
        MetricKind::InUse(MetricResource::Swap) => "@swap",
        MetricKind::InUse(MetricResource::Disk) => "@disk",
        MetricKind::InUse(MetricResource::OpenFiles) => "@open_files",
        MetricKind::Value | MetricKind::Rate | MetricKind::Mean => series.name.as_str(),
    };
    match series.labels.as_str() {
        "" => name.to_owned(),
        labels => format!("{name} · {labels}"),
    }
}

/// What words know its values by.
fn unit(series: &MetricSeries) -> String {
    let unit = match series.unit {
        MetricUnit::Plain => "plain",
        MetricUnit::Bytes => "bytes",
        MetricUnit::Seconds => "seconds",
        MetricUnit::Ratio => "ratio",
        MetricUnit::Percent => "percent",
        MetricUnit::Celsius => "celsius",
    };
    match series.kind {
        MetricKind::Rate => format!("metric_{unit}_rate"),
        _ => format!("metric_{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::FileId;

    use super::*;
    use crate::detectors::testing::World;

    /// A point a minute.
    fn series(kind: MetricKind, unit: MetricUnit, values: &[f64]) -> MetricSeries {
        let point = |(minute, value): (usize, &f64)| MetricPoint {
            at: TimestampUs::from_seconds(minute as i64 * 60),
            n_samples: 1,
            min: *value,
            mean: *value,
            max: *value,
            last: *value,
            record: RecordRef {
                file: FileId(0),
                line: minute as u64,
            },
        };
        MetricSeries {
            file: FileId(0),
            name: "load".to_owned(),
            labels: String::new(),
            kind,
            unit,
            n_samples: values.len() as u64,
            min: values.iter().copied().fold(f64::INFINITY, f64::min),
            max: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            mean: 0.0,
            last: 0.0,
            width_us: 1,
            points: values.iter().enumerate().map(point).collect(),
        }
    }

    fn found(series: MetricSeries, failures_at: std::ops::Range<i64>) -> Vec<(String, f64, i64)> {
        let mut world = World {
            metrics: vec![series],
            range: Some(TimeRange {
                start: TimestampUs(0),
                end: TimestampUs::from_seconds(3600),
            }),
            ..World::default()
        };
        for at_s in failures_at {
            world.failure(at_s, Some("192.0.2.7"), "ana", 1);
        }
        world.with(|input| {
            let how = |finding: &Finding| match &finding.facts[&FactKey::Deviation] {
                FactValue::Text(how) => how.clone(),
                other => panic!("{other:?}"),
            };
            let minutes =
                |finding: &Finding| finding.range.map_or(0, TimeRange::span_us) / 60_000_000;
            let findings = detect(input);
            findings
                .iter()
                .map(|it| (how(it), it.score, minutes(it)))
                .collect()
        })
    }

    fn with(mut values: Vec<f64>, at: std::ops::Range<usize>, value: f64) -> Vec<f64> {
        values[at].fill(value);
        values
    }

    #[test]
    fn a_load_that_rises_for_minutes_is_told() {
        let load = |values: &[f64]| series(MetricKind::Value, MetricUnit::Plain, values);
        let usual: Vec<f64> = (0..60).map(|i| 0.4 + f64::from(i % 5) * 0.05).collect();
        let risen = with(usual.clone(), 30..40, 6.0);
        assert_eq!(found(load(&risen), 0..0), [("level_up".to_owned(), 0.2, 9)]);
        // Errors that came then make it more.
        assert_eq!(
            found(load(&risen), 1900..1930),
            [("level_up".to_owned(), 0.6, 9)]
        );
        assert_eq!(found(load(&risen), 100..130)[0].1, 0.2);
        // Most of the time is no meanwhile.
        let memory = MetricKind::InUse(MetricResource::Memory);
        let long = series(memory, MetricUnit::Ratio, &[0.97; 60]);
        assert_eq!(found(long, 1900..1930)[0].1, 0.2);
        assert_eq!(found(load(&usual), 0..0), []);
        // A single sample, and what swings all the time.
        assert_eq!(found(load(&with(usual, 30..31, 9.0)), 0..0), []);
        let swings: Vec<f64> = (0..60).map(|i| f64::from(i % 7)).collect();
        assert_eq!(found(load(&swings), 0..0), []);
    }

    #[test]
    fn what_is_nearly_used_up_is_told() {
        let memory = MetricKind::InUse(MetricResource::Memory);
        let calm = vec![0.6; 60];
        let full = with(calm.clone(), 20..40, 0.97);
        let told = found(series(memory, MetricUnit::Ratio, &full), 0..0);
        assert!(told.contains(&("near_limit".to_owned(), 0.2, 19)));
        assert_eq!(found(series(memory, MetricUnit::Ratio, &calm), 0..0), []);
        let short = with(calm, 20..23, 0.97);
        assert_eq!(found(series(memory, MetricUnit::Ratio, &short), 0..0), []);
        let swap = MetricKind::InUse(MetricResource::Swap);
        let always = vec![0.99; 60];
        assert_eq!(found(series(swap, MetricUnit::Ratio, &always), 0..0), []);
    }

    #[test]
    fn what_is_idle_may_be_all() {
        let mut idle = series(MetricKind::Value, MetricUnit::Percent, &[99.0; 60]);
        idle.name = "CPU idle".to_owned();
        assert_eq!(found(idle.clone(), 0..0), []);
        idle.name = "CPU user".to_owned();
        assert_eq!(found(idle, 0..0).len(), 1);
    }
}
