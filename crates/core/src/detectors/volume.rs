//! Changes of volume: times with far more records than usual.
//!
//! In: records over time. Out: a finding for each of the few widest peaks. The measure is robust:
//! median and median absolute deviation over equal buckets, quiet ones included, so that the peaks
//! themselves do not raise what is usual. Quiet times and seasons are left to trained models.

use std::collections::BTreeMap;

use jejak_protocol::{Certainty, FactKey, IncidentKind, RecordRef, TimeRange, TimestampUs};

use super::finding::{Finding, choose, ids};
use super::input::{Input, n_of};
use super::thresholds::{
    ROBUST_DEVIATIONS, VOLUME_BUCKETS, VOLUME_BUCKETS_MIN, VOLUME_CHANGES, VOLUME_EXCESS,
    VOLUME_FACTOR,
};
use super::tries::median;

#[derive(Clone, Default)]
struct Coarse {
    count: u64,
    refs: Vec<RecordRef>,
}

pub fn detect(input: &Input<'_>) -> Vec<Finding> {
    let Some((range, width_us)) = grid(input) else {
        return Vec::new();
    };
    let n_buckets = (range.span_us() / width_us + 1) as usize;
    let mut coarse = vec![Coarse::default(); n_buckets];
    for bucket in input.buckets {
        let idx = (bucket.start.0 - range.start.0).max(0) / width_us;
        if let Some(into) = coarse.get_mut(idx as usize) {
            into.count += n_of(&bucket.counts);
            into.refs.extend(bucket.first);
        }
    }
    let values: Vec<f64> = coarse.iter().map(|bucket| bucket.count as f64).collect();
    let typical = median(values.clone());
    // Silent more often than not: there is no usual volume to compare with.
    if typical == 0.0 {
        return Vec::new();
    }
    let away = values.iter().map(|value| (value - typical).abs()).collect();
    // 1.4826: the deviation of a normal law from its MAD (Rousseeuw and Croux 1993).
    let deviation = (1.4826 * median(away)).max(typical.sqrt());
    let limit = (typical + ROBUST_DEVIATIONS * deviation)
        .max(typical * VOLUME_FACTOR)
        .max(typical + VOLUME_EXCESS as f64);
    let mut findings: Vec<Finding> = runs(&coarse, limit)
        .into_values()
        .map(|run| finding(&run, &coarse, range.start, width_us, typical, input))
        .collect();
    findings.sort_by(|a, b| b.score.total_cmp(&a.score));
    findings.truncate(VOLUME_CHANGES);
    findings
}

/// A grid of few enough buckets that each is a fair sample; None when the run is too short for it.
fn grid(input: &Input<'_>) -> Option<(TimeRange, i64)> {
    let range = input.range?;
    let n_fine = range.span_us().checked_div(input.bucket_us)? + 1;
    let factor = n_fine.div_euclid(VOLUME_BUCKETS as i64) + 1;
    let n_coarse = n_fine / factor;
    (n_coarse >= VOLUME_BUCKETS_MIN as i64).then_some((range, input.bucket_us * factor))
}

/// Neighbouring buckets above the limit, by the first of them.
fn runs(coarse: &[Coarse], limit: f64) -> BTreeMap<usize, Vec<usize>> {
    let mut runs: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (idx, _) in coarse
        .iter()
        .enumerate()
        .filter(|(_, bucket)| bucket.count as f64 > limit)
    {
        let joins = runs
            .values_mut()
            .next_back()
            .filter(|run| run.last().is_some_and(|last| last + 1 == idx));
        match joins {
            Some(run) => run.push(idx),
            None => {
                runs.insert(idx, vec![idx]);
            }
        }
    }
    runs
}

fn finding(
    run: &[usize],
    coarse: &[Coarse],
    start: TimestampUs,
    width_us: i64,
    typical: f64,
    input: &Input<'_>,
) -> Finding {
    let mut finding = Finding::over(ids::VOLUME, IncidentKind::VolumeChange, &[], 0);
    let at = |idx: usize| start.0 + idx as i64 * width_us;
    let (first, last) = (run.first().copied(), run.last().copied());
    finding.range = first.zip(last).map(|(first, last)| TimeRange {
        start: TimestampUs(at(first)),
        end: TimestampUs(at(last + 1) - 1),
    });
    let buckets: Vec<&Coarse> = run.iter().filter_map(|idx| coarse.get(*idx)).collect();
    finding.count = buckets.iter().map(|bucket| bucket.count).sum();
    finding.n_evidence = finding.count;
    let refs = buckets
        .iter()
        .flat_map(|bucket| bucket.refs.iter().copied())
        .collect();
    finding.evidence = choose(refs, input.limits.n_evidence);
    let actual = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0) as f64;
    // 0.2 at the factor, 1 at a hundred times it.
    let times = actual / (typical.max(1.0) * VOLUME_FACTOR);
    finding.score = (0.2 + 0.4 * times.log10()).clamp(0.0, 1.0);
    finding.certainty = Certainty::NotSure;
    finding.measure(actual, typical, "per_bucket");
    finding.fact(
        FactKey::Interval,
        jejak_protocol::FactValue::DurationUs(width_us),
    );
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detectors::testing::World;

    fn found(counts: &[u64]) -> Vec<(u64, f64)> {
        let mut world = World::default();
        world.volumes(600, counts);
        world.with(|input| {
            detect(input)
                .iter()
                .map(|finding| (finding.count, finding.typical.unwrap_or(-1.0)))
                .collect()
        })
    }

    #[test]
    fn one_peak_over_two_buckets_is_one_finding() {
        let mut counts = vec![50; 100];
        counts[40] = 900;
        counts[41] = 800;
        assert_eq!(found(&counts), vec![(1700, 50.0)]);
    }

    #[test]
    fn waves_small_logs_and_short_logs_are_usual() {
        let waves: Vec<u64> = (0..100).map(|nth| 100 + 80 * (nth % 12)).collect();
        assert_eq!(found(&waves), vec![]);
        let mut small = vec![1; 100];
        small[40] = 60;
        assert_eq!(found(&small), vec![]);
        assert_eq!(found(&[10, 10, 9000, 10]), vec![]);
    }

    #[test]
    fn a_log_that_is_mostly_silent_has_no_usual_volume() {
        let mut counts = vec![0; 100];
        counts[0] = 5;
        counts[60] = 700;
        assert_eq!(found(&counts), vec![]);
    }
}
