//! Each token's row of a table.

use super::params::{Layout, Slot, StartValue};
use super::rows::Rows;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Embedding {
    pub(crate) table: Slot,
}

/// The rows of a batch's tokens, each distinct one once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Embedded {
    /// Distinct tokens in the order in which they first came.
    tokens: Vec<u32>,
    /// [n distinct tokens, n_out].
    values: Vec<f32>,
    /// Of each place, which of the distinct tokens it has.
    places: Vec<u32>,
    /// By token, which of the distinct ones it is.
    known: Vec<u32>,
}

const NOT_YET: u32 = u32::MAX;

impl Embedded {
    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows::shared(&self.values, &self.places)
    }
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

    /// `tokens`: [n] below the table's rows.
    pub(crate) fn forward(&self, params: &[f32], tokens: &[u32], out: &mut Embedded) {
        let table = self.table.of(params);
        out.tokens.clear();
        out.values.clear();
        out.places.clear();
        out.known.clear();
        out.known.resize(self.table.n_rows, NOT_YET);
        for token in tokens {
            let known = &mut out.known[*token as usize];
            if *known == NOT_YET {
                *known = out.tokens.len() as u32;
                out.tokens.push(*token);
                out.values.extend_from_slice(&table[self.row(*token)]);
            }
            out.places.push(*known);
        }
    }

    /// `d_rows`: [n distinct tokens, n_out].
    pub(crate) fn backward(&self, grads: &mut [f32], embedded: &Embedded, d_rows: &[f32]) {
        let table = self.table.of_mut(grads);
        for (token, d_row) in embedded
            .tokens
            .iter()
            .zip(d_rows.chunks_exact(self.n_out()))
        {
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
