//! A full layer: y = x · w + b.

use super::matrix::{self, view, view_mut};
use super::params::{Layout, Slot, StartValue, glorot};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dense {
    pub(crate) weights: Slot,
    pub(crate) bias: Slot,
}

impl Dense {
    pub(crate) fn new(layout: &mut Layout, name: &str, n_in: usize, n_out: usize) -> Self {
        let weights = format!("{name}.weights");
        Self {
            weights: layout.slot(weights, (n_in, n_out), glorot(n_in, n_out)),
            bias: layout.slot(format!("{name}.bias"), (1, n_out), StartValue::Zero),
        }
    }

    pub(crate) fn n_in(&self) -> usize {
        self.weights.n_rows
    }

    pub(crate) fn n_out(&self) -> usize {
        self.weights.n_cols
    }

    /// `x`: [n, n_in]. Out: [n, n_out].
    pub(crate) fn forward(&self, params: &[f32], x: &[f32], out: &mut Vec<f32>) {
        let (n_in, n_out) = (self.n_in(), self.n_out());
        let n = x.len() / n_in;
        out.resize(n * n_out, 0.0);
        matrix::fill_rows(out, self.bias.of(params));
        matrix::add(
            view_mut(out, n, n_out),
            view(x, n, n_in),
            view(self.weights.of(params), n_in, n_out),
        );
    }

    /// `d_out`: [n, n_out]. Sets `d_x`: [n, n_in].
    pub(crate) fn backward(
        &self,
        params: &[f32],
        grads: &mut [f32],
        x: &[f32],
        d_out: &[f32],
        d_x: &mut Vec<f32>,
    ) {
        let (n_in, n_out) = (self.n_in(), self.n_out());
        let n = x.len() / n_in;
        let d_out_rows = view(d_out, n, n_out);
        let weights = view_mut(self.weights.of_mut(grads), n_in, n_out);
        matrix::add(weights, view(x, n, n_in).reversed_axes(), d_out_rows);
        matrix::add_column_sums(self.bias.of_mut(grads), d_out);
        d_x.resize(n * n_in, 0.0);
        let weights = view(self.weights.of(params), n_in, n_out);
        matrix::set(view_mut(d_x, n, n_in), d_out_rows, weights.reversed_axes());
    }
}
