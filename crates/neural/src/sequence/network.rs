//! The layers of a sequence network, forward and backward.

use super::{Sample, Sizes};
use crate::layers::activation::sigmoid;
use crate::layers::dense::Dense;
use crate::layers::embedding::{Embedded, Embedding};
use crate::layers::params::Layout;
use crate::layers::recurrent::{Gives, Recurrent, Shape, Tape};
use crate::layers::rows::Rows;
use crate::vocabulary::PADDING;

#[derive(Clone, Debug)]
pub(crate) struct Layers {
    pub(crate) layout: Layout,
    pub(crate) embedding: Embedding,
    pub(crate) recurrent: [Recurrent; 2],
    pub(crate) hidden: Dense,
    pub(crate) output: Dense,
    n_steps: usize,
}

/// Buffers that are reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    tokens: Vec<u32>,
    embedded: Embedded,
    x: [Vec<f32>; 2],
    tapes: [Tape; 2],
    /// Of each value behind the first recurrent layer: 0, or what makes up for those at 0.
    mask: Vec<f32>,
    hidden: Vec<f32>,
    output: Vec<f32>,
    d: [Vec<f32>; 2],
}

/// What is left out of a batch.
pub(super) struct Dropout<'r> {
    pub(super) share: f32,
    pub(super) rng: &'r mut fastrand::Rng,
}

impl Layers {
    pub(crate) fn new(sizes: &Sizes, n_indexes: usize) -> Self {
        let mut layout = Layout::default();
        let embedding = Embedding::new(&mut layout, "embedding", n_indexes, sizes.embedding);
        let (unit, both) = (sizes.kind.unit(), sizes.kind.is_bidirectional());
        let shape = (sizes.embedding, sizes.units[0]);
        let first = Recurrent::new(&mut layout, "recurrent_1", unit, shape, both, Gives::Every);
        let shape = (first.n_out(), sizes.units[1]);
        let second = Recurrent::new(&mut layout, "recurrent_2", unit, shape, both, Gives::Last);
        let hidden = Dense::new(&mut layout, "hidden", second.n_out(), sizes.dense);
        let output = Dense::new(&mut layout, "output", sizes.dense, 1);
        Self {
            layout,
            embedding,
            recurrent: [first, second],
            hidden,
            output,
            n_steps: sizes.sequence,
        }
    }

    /// One probability for each sequence.
    pub(super) fn probabilities<'s>(
        &self,
        params: &[f32],
        sequences: &[&[u32]],
        scratch: &'s mut Scratch,
    ) -> &'s [f32] {
        self.forward(params, sequences, None, scratch);
        for logit in &mut scratch.output {
            *logit = sigmoid(*logit);
        }
        &scratch.output
    }

    /// Mean cross-entropy of a batch. Sets `grads` to its gradient.
    pub(super) fn train(
        &self,
        params: &[f32],
        grads: &mut [f32],
        batch: &[&Sample],
        dropout: Dropout<'_>,
        scratch: &mut Scratch,
    ) -> f64 {
        let sequences: Vec<&[u32]> = batch.iter().map(|s| &s.indexes[..]).collect();
        let shape = self.forward(params, &sequences, Some(dropout), scratch);
        let n = batch.len() as f32;
        let mut loss = 0.0;
        for (logit, sample) in scratch.output.iter_mut().zip(batch) {
            loss += cross_entropy(*logit, sample.is_incident);
            *logit = (sigmoid(*logit) - f32::from(sample.is_incident)) / n;
        }
        self.backward(params, grads, shape, scratch);
        loss / f64::from(n)
    }

    fn forward(
        &self,
        params: &[f32],
        sequences: &[&[u32]],
        dropout: Option<Dropout<'_>>,
        scratch: &mut Scratch,
    ) -> Shape {
        let shape = Shape {
            n_steps: self.n_steps,
            n_rows: sequences.len(),
        };
        scratch.tokens.clear();
        for step in 0..self.n_steps {
            scratch.tokens.extend(sequences.iter().map(|sequence| {
                let from_end = self.n_steps - step;
                let place = sequence.len().checked_sub(from_end);
                let index = place.and_then(|place| sequence.get(place));
                index.copied().unwrap_or(PADDING)
            }));
        }
        let [second, last] = &mut scratch.x;
        let [tape_1, tape_2] = &mut scratch.tapes;
        let embedded = &mut scratch.embedded;
        self.embedding.forward(params, &scratch.tokens, embedded);
        self.recurrent[0].forward(params, embedded.rows(), shape, tape_1, second);
        scratch.mask.clear();
        if let Some(Dropout { share, rng }) = dropout {
            let kept = 1.0 / (1.0 - share);
            let mask = second
                .iter()
                .map(|_| if rng.f32() < share { 0.0 } else { kept });
            scratch.mask.extend(mask);
            multiply(second, &scratch.mask);
        }
        let second = Rows::own(second);
        self.recurrent[1].forward(params, second, shape, tape_2, last);
        self.hidden.forward(params, last, &mut scratch.hidden);
        for value in &mut scratch.hidden {
            *value = value.max(0.0);
        }
        self.output
            .forward(params, &scratch.hidden, &mut scratch.output);
        shape
    }

    /// From the logits' gradient, which stands in `scratch.output`.
    fn backward(&self, params: &[f32], grads: &mut [f32], shape: Shape, scratch: &mut Scratch) {
        grads.fill(0.0);
        let [second, last] = &scratch.x;
        let (first, second) = (scratch.embedded.rows(), Rows::own(second));
        let [tape_1, tape_2] = &scratch.tapes;
        let [d, d_below] = &mut scratch.d;
        self.output
            .backward(params, grads, &scratch.hidden, &scratch.output, d);
        for (d, value) in d.iter_mut().zip(&scratch.hidden) {
            if *value <= 0.0 {
                *d = 0.0;
            }
        }
        self.hidden.backward(params, grads, last, d, d_below);
        self.recurrent[1].backward(params, grads, second, shape, tape_2, d_below, d);
        multiply(d, &scratch.mask);
        self.recurrent[0].backward(params, grads, first, shape, tape_1, d, d_below);
        self.embedding.backward(grads, &scratch.embedded, d_below);
    }
}

/// −ln of the probability that was given to what is true, from the logit, which does not overflow.
pub(super) fn cross_entropy(logit: f32, is_incident: bool) -> f64 {
    let z = f64::from(if is_incident { -logit } else { logit });
    z.max(0.0) + (-z.abs()).exp().ln_1p()
}

/// No factors at all leave the values as they are.
fn multiply(values: &mut [f32], factors: &[f32]) {
    for (value, factor) in values.iter_mut().zip(factors) {
        *value *= factor;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    fn check(kind: Kind) {
        let sizes = Sizes {
            kind,
            sequence: 6,
            vocabulary: 8,
            embedding: 3,
            units: [4, 3],
            dense: 3,
            ..Sizes::default()
        };
        let layers = Layers::new(&sizes, 9);
        let mut params = layers.layout.draw(&mut fastrand::Rng::with_seed(2));
        let samples = [
            (vec![4, 5, 6, 7, 8, 4], true),
            (vec![5, 5], false),
            (vec![8, 7, 6, 5, 4, 8, 7, 6], true),
        ]
        .map(|(indexes, is_incident)| Sample {
            indexes,
            is_incident,
        });
        let batch: Vec<&Sample> = samples.iter().collect();
        let mut scratch = Scratch::default();
        let mut loss = |params: &[f32], grads: &mut [f32]| {
            // The same seed leaves out the same values each time.
            let mut rng = fastrand::Rng::with_seed(7);
            let dropout = Dropout {
                share: 0.3,
                rng: &mut rng,
            };
            layers.train(params, grads, &batch, dropout, &mut scratch)
        };
        let mut grads = vec![0.0; params.len()];
        loss(&params, &mut grads);
        let mut unused = grads.clone();
        let step = 5e-3_f32;
        for i in 0..params.len() {
            let at = params[i];
            params[i] = at + step;
            let above = loss(&params, &mut unused);
            params[i] = at - step;
            let below = loss(&params, &mut unused);
            params[i] = at;
            let numeric = (above - below) / f64::from(2.0 * step);
            let error = (numeric - f64::from(grads[i])).abs();
            assert!(
                error < 1e-3,
                "{kind:?}, weight {i}: {numeric} is not {}",
                grads[i]
            );
        }
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        for kind in Kind::ALL {
            check(kind);
        }
    }

    #[test]
    fn cross_entropy_does_not_overflow() {
        assert!((cross_entropy(0.0, true) - std::f64::consts::LN_2).abs() < 1e-12);
        assert_eq!(cross_entropy(1000.0, false), 1000.0);
        assert_eq!(cross_entropy(1000.0, true), 0.0);
    }
}
