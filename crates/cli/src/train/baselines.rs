//! What a network has to beat: words that everybody looks for, and a line through bags of words.

use jejak_neural::sequence::Sample;

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

/// Logistic regression on which tokens a sequence has, wherever they stand.
pub(crate) struct Logistic {
    weights: Vec<f64>,
    bias: f64,
}

/// Passes over the samples; the loss has settled by then.
const N_EPOCHS: usize = 15;
const RATE: f64 = 0.05;
/// Ridge: pulls weights of rare tokens to nothing.
const RIDGE: f64 = 1e-5;

impl Logistic {
    pub(crate) fn fit(samples: &[Sample], n_indexes: usize) -> Self {
        let mut own = Self {
            weights: vec![0.0; n_indexes],
            bias: 0.0,
        };
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let mut rng = fastrand::Rng::with_seed(1);
        for epoch in 0..N_EPOCHS {
            rng.shuffle(&mut order);
            let rate = RATE / (1.0 + epoch as f64);
            for sample in order.iter().filter_map(|i| samples.get(*i)) {
                let error = own.score(&sample.indexes) - f64::from(u8::from(sample.is_incident));
                for index in distinct(&sample.indexes) {
                    if let Some(weight) = own.weights.get_mut(index as usize) {
                        *weight -= rate * (error + RIDGE * *weight);
                    }
                }
                own.bias -= rate * error;
            }
        }
        own
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
        let fitted = Logistic::fit(&samples, 10);
        assert!(fitted.score(&[4, 6, 9]) > 0.9);
        assert!(fitted.score(&[4, 6, 8]) < 0.1);
    }

    #[test]
    fn keywords_are_looked_for_within_words() {
        assert_eq!(keyword_score("3 failures"), 1.0);
        assert_eq!(keyword_score("all is well"), 0.0);
    }
}
