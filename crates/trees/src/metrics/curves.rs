//! Curves over all thresholds, the areas under them, and calibration.

use serde::{Deserialize, Serialize};

use super::Scored;

/// A point of a curve: for ROC x is the false-positive rate and y the recall, for precision and
/// recall x is the recall and y the precision. All in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
    pub threshold: f64,
}

/// Scores from high to low; after each group of equal ones: threshold, true and false positives so far.
fn steps(scored: &[Scored]) -> Vec<(f64, f64, f64)> {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut tp, mut fp) = (0.0, 0.0);
    sorted
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|equal| {
            let (score, _) = equal.first()?;
            for (_, truth) in equal {
                *if *truth { &mut tp } else { &mut fp } += 1.0;
            }
            Some((*score, tp, fp))
        })
        .collect()
}

fn totals(scored: &[Scored]) -> (f64, f64) {
    let n_true = scored.iter().filter(|(_, truth)| *truth).count() as f64;
    (n_true, scored.len() as f64 - n_true)
}

/// Recall by false-positive rate, from (0, 0) to (1, 1); empty without both classes.
pub fn roc(scored: &[Scored]) -> Vec<Point> {
    let (n_true, n_false) = totals(scored);
    if n_true == 0.0 || n_false == 0.0 {
        return Vec::new();
    }
    let start = Point {
        x: 0.0,
        y: 0.0,
        threshold: 1.0,
    };
    let rest = steps(scored).into_iter().map(|(threshold, tp, fp)| Point {
        x: fp / n_false,
        y: tp / n_true,
        threshold,
    });
    std::iter::once(start).chain(rest).collect()
}

/// Chance that an anomaly scores higher than an ordinary thing, in [0, 1]; 0.5 without both classes.
pub fn roc_auc(scored: &[Scored]) -> f64 {
    let curve = roc(scored);
    if curve.is_empty() {
        return 0.5;
    }
    let areas = curve.iter().zip(curve.iter().skip(1));
    areas.map(|(a, b)| (b.x - a.x) * (a.y + b.y) / 2.0).sum()
}

/// Precision by recall; empty without anomalies.
pub fn pr(scored: &[Scored]) -> Vec<Point> {
    let (n_true, _) = totals(scored);
    if n_true == 0.0 {
        return Vec::new();
    }
    let points = steps(scored).into_iter().map(|(threshold, tp, fp)| Point {
        x: tp / n_true,
        y: tp / (tp + fp),
        threshold,
    });
    points.collect()
}

/// Average precision: precision at each step, weighted by the recall that it adds; in [0, 1].
pub fn pr_auc(scored: &[Scored]) -> f64 {
    let mut recall = 0.0;
    let mut sum = 0.0;
    for point in pr(scored) {
        sum += (point.x - recall) * point.y;
        recall = point.x;
    }
    sum
}

/// Scores of one band against what they were of.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    pub mean_score: f64,
    /// Share of anomalies.
    pub share: f64,
    pub n: u64,
}

/// Bands of equal width over [0, 1]; empty ones are left out.
pub fn calibration(scored: &[Scored], n_bins: usize) -> Vec<Bin> {
    let mut sums = vec![(0.0, 0_u64, 0_u64); n_bins.max(1)];
    for (score, truth) in scored {
        let idx = ((score * sums.len() as f64) as usize).min(sums.len() - 1);
        if let Some((sum, n_true, n)) = sums.get_mut(idx) {
            *sum += score;
            *n_true += u64::from(*truth);
            *n += 1;
        }
    }
    sums.into_iter()
        .filter(|(_, _, n)| *n > 0)
        .map(|(sum, n_true, n)| Bin {
            mean_score: sum / n as f64,
            share: n_true as f64 / n as f64,
            n,
        })
        .collect()
}

/// Mean squared distance of score and truth, in [0, 1].
pub fn brier(scored: &[Scored]) -> f64 {
    let off = |(score, truth): &Scored| {
        let truth = if *truth { 1.0 } else { 0.0 };
        (score - truth) * (score - truth)
    };
    scored.iter().map(off).sum::<f64>() / scored.len().max(1) as f64
}

/// At most `n` points, the first and the last among them.
pub(super) fn thinned(points: Vec<Point>, n: usize) -> Vec<Point> {
    if points.len() <= n {
        return points;
    }
    let last = points.len() - 1;
    (0..n)
        .filter_map(|i| points.get(i * last / (n - 1)).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_is_the_chance_to_be_ranked_higher() {
        let scored = [(0.9, true), (0.8, false), (0.7, true), (0.1, false)];
        assert!((roc_auc(&scored) - 0.75).abs() < 1e-12);
        let perfect = [(0.9, true), (0.1, false)];
        assert_eq!((roc_auc(&perfect), pr_auc(&perfect)), (1.0, 1.0));
        let equal = [(0.5, true), (0.5, false), (0.5, false)];
        assert!((roc_auc(&equal) - 0.5).abs() < 1e-12);
        assert_eq!(roc_auc(&[(0.5, true)]), 0.5);
    }

    #[test]
    fn average_precision_as_scikit_learn_has_it() {
        // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.8333…
        let scored = [(0.1, false), (0.4, false), (0.35, true), (0.8, true)];
        assert!((pr_auc(&scored) - 0.833_333_333).abs() < 1e-6);
    }

    #[test]
    fn bands_hold_what_was_scored() {
        let scored = [(0.05, false), (0.07, true), (0.95, true), (1.0, true)];
        let bins = calibration(&scored, 10);
        assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<_>>(), [2, 2]);
        assert_eq!((bins[0].share, bins[1].share), (0.5, 1.0));
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let points: Vec<Point> = (0..1000)
            .map(|i| Point {
                x: f64::from(i),
                y: 0.0,
                threshold: 0.0,
            })
            .collect();
        let thin = thinned(points, 10);
        assert_eq!((thin.len(), thin[0].x, thin[9].x), (10, 0.0, 999.0));
    }
}
