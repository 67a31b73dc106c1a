//! Each token's row of a table.

use super::params::{Layout, Slot, StartValue};

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Embedding {
    pub(crate) table: Slot,
}

impl Embedding {
    pub(crate) fn new(layout: &mut Layout, name: &str, n_tokens: usize, n_out: usize) -> Self {
        // As Keras draws it.
        let drawn = StartValue::Within(0.05_f32.max(1.0 / (n_out as f32).sqrt()));
        Self {
            table: layout.slot(format!("{name}.table"), (n_tokens, n_out), drawn),
        }
    }

    pub(crate) fn n_out(&self) -> usize {
        self.table.n_cols
    }

    /// `tokens`: [n] below the table's rows. Out: [n, n_out].
    pub(crate) fn forward(&self, params: &[f32], tokens: &[u32], out: &mut Vec<f32>) {
        let table = self.table.of(params);
        out.clear();
        for token in tokens {
            out.extend_from_slice(&table[self.row(*token)]);
        }
    }

    /// `d_out`: [n, n_out].
    pub(crate) fn backward(&self, grads: &mut [f32], tokens: &[u32], d_out: &[f32]) {
        let table = self.table.of_mut(grads);
        for (token, d_row) in tokens.iter().zip(d_out.chunks_exact(self.n_out())) {
            for (grad, d) in table[self.row(*token)].iter_mut().zip(d_row) {
                *grad += d;
            }
        }
    }

    fn row(&self, token: u32) -> std::ops::Range<usize> {
        let start = token as usize * self.n_out();
        start..start + self.n_out()
    }
}
