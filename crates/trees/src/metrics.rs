//! How well scores tell anomalies from ordinary things: figures with intervals, curves, calibration.
//!
//! In: pairs of a score in [0, 1] and the truth. No oracle lives here: a threshold is an argument, and
//! whoever calls takes it from data that is not scored.

mod curves;
mod intervals;

use serde::{Deserialize, Serialize};

pub use curves::{Bin, Point, brier, calibration, pr, pr_auc, roc, roc_auc};
pub use intervals::{bootstrap, mean_and_sd, wilson};

/// A score and whether it is of an anomaly.
pub type Scored = (f64, bool);

/// What was said against what is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Anomalies found.
    pub tp: u64,
    /// Ordinary things taken for anomalies.
    pub fp: u64,
    pub tn: u64,
    /// Anomalies missed.
    pub fn_: u64,
}

impl Confusion {
    /// Scores from the threshold on are called anomalies.
    pub fn at(scored: &[Scored], threshold: f64) -> Self {
        scored
            .iter()
            .map(|(score, truth)| (*score >= threshold, *truth))
            .collect()
    }

    fn n(&self) -> u64 {
        self.tp + self.fp + self.tn + self.fn_
    }

    pub fn accuracy(&self) -> f64 {
        share(self.tp + self.tn, self.n())
    }

    /// Of nothing found, all is right.
    pub fn precision(&self) -> f64 {
        share(self.tp, self.tp + self.fp)
    }

    /// Of no anomalies, all are found.
    pub fn recall(&self) -> f64 {
        share(self.tp, self.tp + self.fn_)
    }

    pub fn f1(&self) -> f64 {
        share(2 * self.tp, 2 * self.tp + self.fp + self.fn_)
    }

    /// Share of the ordinary things that are taken for anomalies, in [0, 1].
    pub fn false_positive_rate(&self) -> f64 {
        match self.fp + self.tn {
            0 => 0.0,
            n => self.fp as f64 / n as f64,
        }
    }
}

/// Of what was said and what is.
impl FromIterator<(bool, bool)> for Confusion {
    fn from_iter<I: IntoIterator<Item = (bool, bool)>>(pairs: I) -> Self {
        let mut counts = Self::default();
        for pair in pairs {
            *match pair {
                (true, true) => &mut counts.tp,
                (true, false) => &mut counts.fp,
                (false, false) => &mut counts.tn,
                (false, true) => &mut counts.fn_,
            } += 1;
        }
        counts
    }
}

/// Part of a whole, in [0, 1]; of nothing all.
fn share(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 1.0,
        whole => part as f64 / whole as f64,
    }
}

/// Low and high end at 95 %.
pub type Interval = (f64, f64);

/// All that is told of a model on data that it did not learn from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub n: u64,
    pub n_anomalies: u64,
    pub threshold: f64,
    pub confusion: Confusion,
    pub accuracy: f64,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub false_positive_rate: f64,
    pub roc_auc: f64,
    pub pr_auc: f64,
    /// Mean squared distance of score and truth, in [0, 1].
    pub brier: f64,
    pub precision_95: Interval,
    pub recall_95: Interval,
    pub f1_95: Interval,
    pub roc_auc_95: Interval,
    pub roc: Vec<Point>,
    pub pr: Vec<Point>,
    pub calibration: Vec<Bin>,
}

impl Report {
    /// What another threshold would give, as closely as the kept points of the curve tell.
    pub fn at(&self, threshold: f64) -> Confusion {
        if threshold == self.threshold {
            return self.confusion;
        }
        let n_ordinary = self.n - self.n_anomalies;
        // Points come with falling thresholds.
        let reached = self.roc.iter().take_while(|it| it.threshold >= threshold);
        let (x, y) = reached.last().map_or((0.0, 0.0), |it| (it.x, it.y));
        let tp = (y * self.n_anomalies as f64).round() as u64;
        let fp = (x * n_ordinary as f64).round() as u64;
        Confusion {
            tp,
            fp,
            tn: n_ordinary.saturating_sub(fp),
            fn_: self.n_anomalies.saturating_sub(tp),
        }
    }
}

/// Points that a curve is thinned to, for a manifest.
const N_POINTS: usize = 120;

/// Resamplings of the bootstrap. Chosen: the ends of an interval move by less than 0.002 with more.
const N_RESAMPLED: usize = 300;

/// The figures of scores at a threshold; the seed is that of the bootstrap.
pub fn report(scored: &[Scored], threshold: f64, seed: u64) -> Report {
    let confusion = Confusion::at(scored, threshold);
    let Confusion { tp, fp, fn_, .. } = confusion;
    let of = |statistic: fn(&[Scored], f64) -> f64| {
        bootstrap(scored, N_RESAMPLED, seed, |sample| {
            statistic(sample, threshold)
        })
    };
    Report {
        n: confusion.n(),
        n_anomalies: tp + fn_,
        threshold,
        confusion,
        accuracy: confusion.accuracy(),
        precision: confusion.precision(),
        recall: confusion.recall(),
        f1: confusion.f1(),
        false_positive_rate: confusion.false_positive_rate(),
        roc_auc: roc_auc(scored),
        pr_auc: pr_auc(scored),
        brier: brier(scored),
        precision_95: wilson(tp, tp + fp),
        recall_95: wilson(tp, tp + fn_),
        f1_95: of(|sample, threshold| Confusion::at(sample, threshold).f1()),
        roc_auc_95: of(|sample, _| roc_auc(sample)),
        roc: curves::thinned(roc(scored), N_POINTS),
        pr: curves::thinned(pr(scored), N_POINTS),
        calibration: calibration(scored, 10),
    }
}

/// The threshold with the best F1: for validation data only. Halfway to the next lower score, so that
/// it hangs on no single row.
pub fn best_threshold(scored: &[Scored]) -> f64 {
    let mut scores: Vec<f64> = scored.iter().map(|(score, _)| *score).collect();
    scores.sort_by(f64::total_cmp);
    scores.dedup();
    let mut best = (0.0, 0.5);
    for (idx, score) in scores.iter().enumerate() {
        let below = idx.checked_sub(1).and_then(|i| scores.get(i)).copied();
        let threshold = below.map_or(*score, |below| (below + score) / 2.0);
        let f1 = Confusion::at(scored, threshold).f1();
        if f1 > best.0 {
            best = (f1, threshold);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCORED: [Scored; 6] = [
        (0.9, true),
        (0.8, true),
        (0.7, false),
        (0.4, true),
        (0.2, false),
        (0.1, false),
    ];

    #[test]
    fn a_report_tells_what_other_thresholds_give() {
        let report = report(&SCORED, 0.5, 1);
        for threshold in [0.05, 0.15, 0.3, 0.5, 0.75, 0.85, 0.95] {
            let expected = Confusion::at(&SCORED, threshold);
            assert_eq!(report.at(threshold), expected, "{threshold}");
        }
    }

    #[test]
    fn figures_are_shares_of_what_was_said_and_what_is() {
        let confusion = Confusion::at(&SCORED, 0.5);
        assert_eq!(
            confusion,
            Confusion {
                tp: 2,
                fp: 1,
                tn: 2,
                fn_: 1
            }
        );
        let report = report(&SCORED, 0.5, 1);
        assert!((report.precision - 2.0 / 3.0).abs() < 1e-12);
        assert!((report.recall - 2.0 / 3.0).abs() < 1e-12);
        assert!((report.accuracy - 4.0 / 6.0).abs() < 1e-12);
        assert!((report.false_positive_rate - 1.0 / 3.0).abs() < 1e-12);
        assert!(report.f1_95.0 <= report.f1 && report.f1 <= report.f1_95.1);
    }

    #[test]
    fn nothing_said_and_nothing_there_is_right() {
        let nothing = Confusion::default();
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.f1()),
            (1.0, 1.0, 1.0)
        );
        assert_eq!(nothing.false_positive_rate(), 0.0);
    }

    #[test]
    fn the_best_threshold_lies_between_scores() {
        assert!((best_threshold(&SCORED) - 0.3).abs() < 1e-12);
        assert_eq!(best_threshold(&[]), 0.5);
    }
}
