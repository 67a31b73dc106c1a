//! What a network has to beat: words that everybody looks for, and a line through bags of words.

use anyhow::{Context as _, Result};
use jejak_neural::sequence::Sample;
use linfa::Dataset;
use linfa::traits::Fit as _;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Words by which people look for trouble in logs. Chosen before anything was measured, from what
/// articles on reading logs name; not tuned on the corpus.
const WORDS: [&str; 16] = [
    "fail",
    "error",
    "denied",
    "refused",
    "invalid",
    "attack",
    "unauthorized",
    "violation",
    "fatal",
    "critical",
    "panic",
    "exceed",
    "timeout",
    "killed",
    "out of memory",
    "malware",
];

/// 1 where a line holds one of the words.
pub(crate) fn keyword_score(text: &str) -> f64 {
    f64::from(WORDS.iter().any(|word| text.contains(word)))
}

/// Logistic regression on which tokens a sequence has, wherever they stand: linfa's, as it comes.
pub(crate) struct Logistic {
    weights: Vec<f64>,
    bias: f64,
}

impl Logistic {
    /// # Errors
    /// When the samples are all of one kind, or the search for weights breaks down.
    pub(crate) fn fit(samples: &[Sample], n_indexes: usize) -> Result<Self> {
        let mut has = Array2::<f64>::zeros((samples.len(), n_indexes));
        for (sample, mut row) in samples.iter().zip(has.rows_mut()) {
            for index in &sample.indexes {
                if let Some(cell) = row.get_mut(*index as usize) {
                    *cell = 1.0;
                }
            }
        }
        let is_incident: Array1<bool> = samples.iter().map(|sample| sample.is_incident).collect();
        let fitted = LogisticRegression::default()
            .fit(&Dataset::new(has, is_incident))
            .context("while fitting the logistic regression")?;
        // linfa decides by itself which kind its weights speak for.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Ok(Self {
            weights: fitted.params().iter().map(|weight| sign * weight).collect(),
            bias: sign * fitted.intercept(),
        })
    }

    pub(crate) fn score(&self, indexes: &[u32]) -> f64 {
        let weights = distinct(indexes)
            .into_iter()
            .map(|i| self.weights.get(i as usize));
        let sum: f64 = weights.map(|weight| weight.copied().unwrap_or(0.0)).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }
}

fn distinct(indexes: &[u32]) -> Vec<u32> {
    let mut distinct = indexes.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_that_words_alone_tell() {
        let sample = |indexes: &[u32], is_incident| Sample {
            indexes: indexes.to_vec(),
            is_incident,
        };
        let samples: Vec<Sample> = (0..200)
            .map(|i| sample(&[4, 5 + i % 3, if i % 2 == 0 { 9 } else { 8 }], i % 2 == 0))
            .collect();
        let fitted = Logistic::fit(&samples, 10).expect("there are samples of both kinds");
        assert!(fitted.score(&[4, 6, 9]) > 0.9);
        assert!(fitted.score(&[4, 6, 8]) < 0.1);
    }

    #[test]
    fn keywords_are_looked_for_within_words() {
        assert_eq!(keyword_score("3 failures"), 1.0);
        assert_eq!(keyword_score("all is well"), 0.0);
    }
}
