//! Cross-validation: each part of the training samples measures a network that did not see it.
//!
//! Parts are stretches of time, not single lines: neighbours are too alike to be torn apart.

use std::fmt::Write as _;

use jejak_neural::sequence::{Checkpoint, Kind, Sample, Sizes};
use jejak_trees::metrics::{self, Confusion};

use super::corpus::Corpus;
use super::manifest::scored;
use super::{Config, run_training};

/// A line for each network: the mean F1 over the parts, and how far they lie apart.
pub(crate) fn cross_validate(
    corpus: &Corpus,
    config: &Config,
    kinds: &[Kind],
    n_folds: usize,
) -> String {
    let samples: Vec<&Sample> = corpus.training.iter().chain(&corpus.validation).collect();
    let mut text = String::new();
    for kind in kinds {
        let mut f1s = Vec::new();
        for fold in 0..n_folds {
            let (start, end) = (
                fold * samples.len() / n_folds,
                (fold + 1) * samples.len() / n_folds,
            );
            let is_held_out = |i: &usize| (start..end).contains(i);
            let own = |held_out: bool| -> Vec<Sample> {
                (0..samples.len())
                    .filter(|i| is_held_out(i) == held_out)
                    .filter_map(|i| samples.get(i).map(|sample| (*sample).clone()))
                    .collect()
            };
            let (mut training, test) = (own(false), own(true));
            // The end of training and the threshold come from a tenth that the fold does not measure.
            let validation = training.split_off(training.len() - training.len() / 10);
            let sizes = Sizes {
                kind: *kind,
                ..config.network.clone()
            };
            let start =
                Checkpoint::start(sizes, config.training.clone(), corpus.vocabulary.clone());
            let Ok(network) = run_training(*kind, start, &training, &validation, |_| Ok(())) else {
                continue;
            };
            let threshold = metrics::best_threshold(&scored(&network, &validation));
            f1s.push(Confusion::at(&scored(&network, &test), threshold).f1());
        }
        let (mean, sd) = metrics::mean_and_sd(&f1s);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}: F1 {mean:.3} ± {sd:.3} over {n_folds} folds",
            kind.name()
        );
    }
    text
}
