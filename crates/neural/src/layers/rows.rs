//! What a recurrent layer reads at each place of a batch: a row of its own, or one of few that many
//! places share, as tokens do.
//!
//! What a full layer makes of a shared row is made once. Of 1,600 tokens in a batch some hundred are
//! distinct, which halves the work of the networks whose first layer reads embedded tokens.

use super::dense::Dense;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a> {
    /// [n, n_in].
    values: &'a [f32],
    /// The row of each place, below n. None: each place has its own.
    shared: Option<&'a [u32]>,
}

impl<'a> Rows<'a> {
    /// `values`: [n_places, n_in].
    pub(crate) fn own(values: &'a [f32]) -> Self {
        Self {
            values,
            shared: None,
        }
    }

    /// `values`: [n, n_in]; `shared`: [n_places].
    pub(crate) fn shared(values: &'a [f32], shared: &'a [u32]) -> Self {
        Self {
            values,
            shared: Some(shared),
        }
    }

    /// Sets `out` to what `layer` makes of each place: [n_places, n_out].
    pub(crate) fn forward(self, layer: &Dense, params: &[f32], out: &mut Vec<f32>) {
        let Some(shared) = self.shared else {
            return layer.forward(params, self.values, out);
        };
        let mut made = Vec::new();
        layer.forward(params, self.values, &mut made);
        let n_out = layer.n_out();
        out.clear();
        out.reserve(shared.len() * n_out);
        for row in shared {
            out.extend_from_slice(&made[*row as usize * n_out..][..n_out]);
        }
    }

    /// `d_out`: [n_places, n_out]. Adds to `grads`, sets `d_x`: [n, n_in].
    pub(crate) fn backward(
        self,
        layer: &Dense,
        params: &[f32],
        grads: &mut [f32],
        d_out: &[f32],
        d_x: &mut Vec<f32>,
    ) {
        let Some(shared) = self.shared else {
            return layer.backward(params, grads, self.values, d_out, d_x);
        };
        let n_out = layer.n_out();
        let mut sums = vec![0.0; self.values.len() / layer.n_in() * n_out];
        for (row, d_row) in shared.iter().zip(d_out.chunks_exact(n_out)) {
            let sum = &mut sums[*row as usize * n_out..][..n_out];
            for (sum, d) in sum.iter_mut().zip(d_row) {
                *sum += d;
            }
        }
        layer.backward(params, grads, self.values, &sums, d_x);
    }
}
