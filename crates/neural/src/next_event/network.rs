//! The network of the next-event model: embedding, LSTM layers, a full layer over all events.

use super::Config;
use super::chunks::Chunk;
use crate::layers::activation::softmax_rows;
use crate::layers::dense::Dense;
use crate::layers::embedding::{Embedded, Embedding};
use crate::layers::params::Layout;
use crate::layers::recurrent::{Gives, Recurrent, Shape, Tape, Unit};
use crate::layers::rows::Rows;
use crate::vocabulary::PADDING;

#[derive(Clone, Debug)]
pub(super) struct Network {
    layout: Layout,
    embedding: Embedding,
    recurrent: Vec<Recurrent>,
    dense: Dense,
}

/// Buffers that are reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    tokens: Vec<u32>,
    embedded: Embedded,
    /// Of each recurrent layer.
    hidden: Vec<Vec<f32>>,
    tapes: Vec<Tape>,
    /// [n_steps, n_rows, n_indexes]: logits, then probabilities.
    outputs: Vec<f32>,
    d: [Vec<f32>; 2],
}

/// A chunk and how much it counts.
pub(super) type Weighed<'a> = (&'a Chunk, f32);

impl Network {
    pub(super) fn new(config: &Config, n_indexes: usize) -> Self {
        let mut layout = Layout::default();
        let embedding = Embedding::new(&mut layout, "embedding", n_indexes, config.embedding);
        let mut n_in = config.embedding;
        let mut recurrent = Vec::new();
        for i in 0..config.layers {
            let sizes = (n_in, config.units);
            let name = format!("lstm_{}", i + 1);
            let layer = Recurrent::new(&mut layout, &name, Unit::Lstm, sizes, false, Gives::Every);
            n_in = layer.n_out();
            recurrent.push(layer);
        }
        let dense = Dense::new(&mut layout, "dense", n_in, n_indexes);
        Self {
            layout,
            embedding,
            recurrent,
            dense,
        }
    }

    pub(super) fn n_params(&self) -> usize {
        self.layout.n_params()
    }

    pub(super) fn draw(&self, rng: &mut fastrand::Rng) -> Vec<f32> {
        self.layout.draw(rng)
    }

    /// The same network, asked only for what comes behind whole contexts.
    pub(super) fn of_ends(mut self) -> Self {
        if let Some(last) = self.recurrent.last_mut() {
            last.gives = Gives::Last;
        }
        self
    }

    pub(super) fn layers(&self) -> crate::onnx::next_event::Layers<'_> {
        (&self.embedding, &self.recurrent, &self.dense)
    }

    /// What follows each place of each of `contexts`, as probabilities: [n_steps, n_rows, n_indexes],
    /// where n_steps is the length of the longest; 1 of a network [of ends](Self::of_ends).
    pub(super) fn probabilities<'s>(
        &self,
        params: &[f32],
        contexts: &[&[u32]],
        scratch: &'s mut Scratch,
    ) -> &'s [f32] {
        self.forward(params, contexts, scratch);
        softmax_rows(&mut scratch.outputs, self.embedding.table.n_rows);
        &scratch.outputs
    }

    /// Sum of the weighed negative log-likelihoods, and of the weights. Sets `grads` to the gradient
    /// of the mean where they are given.
    pub(super) fn loss(
        &self,
        params: &[f32],
        batch: &[Weighed<'_>],
        grads: Option<&mut [f32]>,
        scratch: &mut Scratch,
    ) -> (f64, f64) {
        let contexts: Vec<&[u32]> = batch
            .iter()
            .map(|(chunk, _)| chunk.indexes.split_last().map_or(&[][..], |(_, rest)| rest))
            .collect();
        let shape = self.forward(params, &contexts, scratch);
        let n_indexes = self.embedding.table.n_rows;
        softmax_rows(&mut scratch.outputs, n_indexes);
        let weight_sum: f64 = batch
            .iter()
            .map(|(chunk, weight)| {
                (chunk.indexes.len() - 1 - chunk.first) as f64 * f64::from(*weight)
            })
            .sum();
        let mut loss = 0.0;
        for step in 0..shape.n_steps {
            for (row, (chunk, weight)) in batch.iter().enumerate() {
                let at = (step * shape.n_rows + row) * n_indexes;
                let probabilities = &mut scratch.outputs[at..at + n_indexes];
                let target = chunk.indexes.get(step + 1).filter(|_| step >= chunk.first);
                let Some(target) = target.map(|index| *index as usize) else {
                    probabilities.fill(0.0);
                    continue;
                };
                // Below the least normal number a loss would be infinite.
                let likelihood = probabilities[target].max(f32::MIN_POSITIVE);
                loss -= f64::from(*weight) * f64::from(likelihood.ln());
                let share = (f64::from(*weight) / weight_sum) as f32;
                probabilities[target] -= 1.0;
                for d in probabilities.iter_mut() {
                    *d *= share;
                }
            }
        }
        if let Some(grads) = grads {
            self.backward(params, grads, shape, scratch);
        }
        (loss, weight_sum)
    }

    fn forward(&self, params: &[f32], contexts: &[&[u32]], scratch: &mut Scratch) -> Shape {
        let shape = Shape {
            n_steps: contexts.iter().map(|c| c.len()).max().unwrap_or(0),
            n_rows: contexts.len(),
        };
        let steps = 0..shape.n_steps;
        scratch.tokens.clear();
        scratch.tokens.extend(steps.flat_map(|step| {
            let at = move |context: &&[u32]| context.get(step).copied().unwrap_or(PADDING);
            contexts.iter().map(at)
        }));
        scratch.hidden.resize_with(self.recurrent.len(), Vec::new);
        scratch
            .tapes
            .resize_with(self.recurrent.len(), Tape::default);
        self.embedding
            .forward(params, &scratch.tokens, &mut scratch.embedded);
        for (i, layer) in self.recurrent.iter().enumerate() {
            let (below, own) = scratch.hidden.split_at_mut(i);
            let x = below
                .last()
                .map_or(scratch.embedded.rows(), |below| Rows::own(below));
            let tape = &mut scratch.tapes[i];
            layer.forward(params, x, shape, tape, &mut own[0]);
        }
        let last = &scratch.hidden[self.recurrent.len() - 1];
        self.dense.forward(params, last, &mut scratch.outputs);
        shape
    }

    /// From the logits' gradient, which stands in `scratch.outputs`.
    fn backward(&self, params: &[f32], grads: &mut [f32], shape: Shape, scratch: &mut Scratch) {
        grads.fill(0.0);
        let [d, d_below] = &mut scratch.d;
        let last = &scratch.hidden[self.recurrent.len() - 1];
        self.dense
            .backward(params, grads, last, &scratch.outputs, d);
        for (i, layer) in self.recurrent.iter().enumerate().rev() {
            let below = i.checked_sub(1).map(|i| &scratch.hidden[i]);
            let x = below.map_or(scratch.embedded.rows(), |below| Rows::own(below));
            let tape = &scratch.tapes[i];
            layer.backward(params, grads, x, shape, tape, d, d_below);
            std::mem::swap(d, d_below);
        }
        self.embedding.backward(grads, &scratch.embedded, d);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let config = Config {
            embedding: 3,
            units: 4,
            ..Config::default()
        };
        let network = Network::new(&config, 7);
        let mut rng = fastrand::Rng::with_seed(5);
        let mut params = network.draw(&mut rng);
        let chunk = |indexes: &[u32], first| Chunk {
            indexes: indexes.to_vec(),
            first,
        };
        let chunks = [chunk(&[2, 4, 5, 6, 4], 1), chunk(&[2, 5, 3], 0)];
        let batch = [(&chunks[0], 2.0), (&chunks[1], 0.5)];
        let mut scratch = Scratch::default();
        let mut grads = vec![0.0; params.len()];
        network.loss(&params, &batch, Some(&mut grads), &mut scratch);
        let step = 1e-2_f32;
        for i in 0..params.len() {
            let at = params[i];
            let mut mean = |value: f32| {
                params[i] = value;
                let (loss, weight) = network.loss(&params, &batch, None, &mut scratch);
                loss / weight
            };
            let numeric = (mean(at + step) - mean(at - step)) / f64::from(2.0 * step);
            params[i] = at;
            let error = (numeric - f64::from(grads[i])).abs();
            assert!(error < 1e-3, "weight {i}: {numeric} is not {}", grads[i]);
        }
    }
}
