//! Gated recurrent unit: one layer, one direction.
//!
//! z, r = σ(x·W + b + h·R + b'), n = tanh(x·W + b + r·(h·R + b')), h' = (1 − z)·n + z·h. The gates
//! stand in the order z, r, n, as ONNX has them with `linear_before_reset`. Source: Cho et al. 2014,
//! in the form that multiplies before it resets, which needs one product a step instead of two.

use super::activation::{sigmoid, tanh};
use super::dense::Dense;
use super::matrix::{self, view, view_mut};
use super::params::{Layout, StartValue, glorot};
use super::recurrent::{Order, Shape};
use super::rows::Rows;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gru {
    /// x·W + b of all gates.
    pub(crate) input: Dense,
    /// h·R + b' of all gates.
    pub(crate) hidden: Dense,
}

/// What the pass backward needs of the pass forward.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    /// [n_steps, n_rows, 3 · n_units], after their functions.
    gates: Vec<f32>,
    /// h·R + b', before the reset: [n_steps, n_rows, 3 · n_units].
    from_hidden: Vec<f32>,
}

impl Gru {
    pub(crate) fn new(layout: &mut Layout, name: &str, n_in: usize, n_units: usize) -> Self {
        let mut slot =
            |part: &str, shape, drawn| layout.slot(format!("{name}.{part}"), shape, drawn);
        // In this order they lie in checkpoints.
        let shape = (n_in, 3 * n_units);
        let from_input = slot("from_input", shape, glorot(n_in, n_units));
        let shape = (n_units, 3 * n_units);
        let from_hidden = slot("from_hidden", shape, glorot(n_units, n_units));
        let bias = slot("bias", (1, 3 * n_units), StartValue::Zero);
        let hidden_bias = slot("hidden_bias", (1, 3 * n_units), StartValue::Zero);
        Self {
            input: Dense {
                weights: from_input,
                bias,
            },
            hidden: Dense {
                weights: from_hidden,
                bias: hidden_bias,
            },
        }
    }

    pub(crate) fn n_units(&self) -> usize {
        self.hidden.weights.n_rows
    }

    /// `x`: [n_steps, n_rows]. Sets `hidden`: [n_steps, n_rows, n_units].
    pub(crate) fn forward(
        &self,
        params: &[f32],
        x: Rows<'_>,
        shape: Shape,
        order: Order,
        tape: &mut Tape,
        hidden: &mut Vec<f32>,
    ) {
        let n_units = self.n_units();
        let (n_all, n_rows) = (shape.n_steps * shape.n_rows, shape.n_rows);
        let (row, gate_row) = (n_rows * n_units, n_rows * 3 * n_units);
        let weights = view(self.hidden.weights.of(params), n_units, 3 * n_units);
        x.forward(&self.input, params, &mut tape.gates);
        tape.from_hidden.resize(n_all * 3 * n_units, 0.0);
        hidden.resize(n_all * n_units, 0.0);
        matrix::fill_rows(&mut tape.from_hidden, self.hidden.bias.of(params));
        let mut hidden_before = vec![0.0; row];
        for (place, step) in order.steps(shape.n_steps).enumerate() {
            let from_hidden = &mut tape.from_hidden[step * gate_row..][..gate_row];
            if place > 0 {
                let hidden = view(&hidden_before, n_rows, n_units);
                matrix::add(view_mut(from_hidden, n_rows, 3 * n_units), hidden, weights);
            }
            let gates = &mut tape.gates[step * gate_row..][..gate_row];
            let hidden = &mut hidden[step * row..][..row];
            for i in 0..n_rows {
                let at = i * n_units..(i + 1) * n_units;
                step_row(
                    &mut gates[i * 3 * n_units..][..3 * n_units],
                    &from_hidden[i * 3 * n_units..][..3 * n_units],
                    &hidden_before[at.clone()],
                    &mut hidden[at],
                );
            }
            hidden_before.copy_from_slice(hidden);
        }
    }

    /// `d_hidden`: [n_steps, n_rows, n_units], what is asked of each step. Adds to `grads`, sets
    /// `d_x`: as the rows of `x`.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the pass forward's, and its results"
    )]
    pub(crate) fn backward(
        &self,
        params: &[f32],
        grads: &mut [f32],
        x: Rows<'_>,
        shape: Shape,
        order: Order,
        tape: &Tape,
        hidden: &[f32],
        d_hidden: &[f32],
        d_x: &mut Vec<f32>,
    ) {
        let n_units = self.n_units();
        let (n_all, n_rows) = (shape.n_steps * shape.n_rows, shape.n_rows);
        let (row, gate_row) = (n_rows * n_units, n_rows * 3 * n_units);
        let weights = view(self.hidden.weights.of(params), n_units, 3 * n_units);
        let mut d_gates = vec![0.0; n_all * 3 * n_units];
        let mut d_from_hidden = vec![0.0; gate_row];
        let mut d_carried = vec![0.0; row];
        let nothing = vec![0.0; row];
        let steps: Vec<usize> = order.steps(shape.n_steps).collect();
        for (place, step) in steps.iter().enumerate().rev() {
            let before = place.checked_sub(1).and_then(|i| steps.get(i));
            let hidden_before = before.map_or(&nothing[..], |b| &hidden[b * row..][..row]);
            for (d, asked) in d_carried.iter_mut().zip(&d_hidden[step * row..][..row]) {
                *d += asked;
            }
            let d_gates = &mut d_gates[step * gate_row..][..gate_row];
            for i in 0..n_rows {
                let at = i * n_units..(i + 1) * n_units;
                let gates_at = i * 3 * n_units..(i + 1) * 3 * n_units;
                step_row_back(
                    &tape.gates[step * gate_row..][gates_at.clone()],
                    &tape.from_hidden[step * gate_row..][gates_at.clone()],
                    &hidden_before[at.clone()],
                    &mut d_carried[at],
                    &mut d_gates[gates_at.clone()],
                    &mut d_from_hidden[gates_at],
                );
            }
            matrix::add_column_sums(self.hidden.bias.of_mut(grads), &d_from_hidden);
            let d_rows = view(&d_from_hidden, n_rows, 3 * n_units);
            let d_before = view_mut(&mut d_carried, n_rows, n_units);
            matrix::add(d_before, d_rows, weights.reversed_axes());
            if before.is_some() {
                let grad = view_mut(self.hidden.weights.of_mut(grads), n_units, 3 * n_units);
                let hidden = view(hidden_before, n_rows, n_units);
                matrix::add(grad, hidden.reversed_axes(), d_rows);
            }
        }
        x.backward(&self.input, params, grads, &d_gates, d_x);
    }
}

fn step_row(gates: &mut [f32], from_hidden: &[f32], before: &[f32], hidden: &mut [f32]) {
    let n = hidden.len();
    let (bounded, new) = gates.split_at_mut(2 * n);
    for (gate, from_hidden) in bounded.iter_mut().zip(from_hidden) {
        *gate = sigmoid(*gate + from_hidden);
    }
    let (z, r) = bounded.split_at(n);
    let (new, before) = (&mut new[..n], &before[..n]);
    let from_hidden = &from_hidden[2 * n..][..n];
    for k in 0..n {
        new[k] = tanh(new[k] + r[k] * from_hidden[k]);
        hidden[k] = (1.0 - z[k]) * new[k] + z[k] * before[k];
    }
}

/// `d_hidden` becomes the part that the state before is asked directly.
fn step_row_back(
    gates: &[f32],
    from_hidden: &[f32],
    before: &[f32],
    d_hidden: &mut [f32],
    d_gates: &mut [f32],
    d_from_hidden: &mut [f32],
) {
    let n = d_hidden.len();
    let (z, rest) = gates.split_at(n);
    let (r, new) = rest.split_at(n);
    let (new, before) = (&new[..n], &before[..n]);
    let from_hidden = &from_hidden[2 * n..][..n];
    let (d_z, rest) = d_gates.split_at_mut(n);
    let (d_r, d_new) = rest.split_at_mut(n);
    let d_new = &mut d_new[..n];
    for k in 0..n {
        let d = d_hidden[k];
        d_z[k] = d * (before[k] - new[k]) * z[k] * (1.0 - z[k]);
        d_new[k] = d * (1.0 - z[k]) * (1.0 - new[k] * new[k]);
        d_r[k] = d_new[k] * from_hidden[k] * r[k] * (1.0 - r[k]);
        d_hidden[k] = d * z[k];
    }
    let (bounded, d_last) = d_from_hidden.split_at_mut(2 * n);
    bounded[..n].copy_from_slice(d_z);
    bounded[n..].copy_from_slice(d_r);
    for k in 0..n {
        d_last[k] = d_new[k] * r[k];
    }
}
