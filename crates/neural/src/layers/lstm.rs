//! Long short-term memory: one layer, one direction.
//!
//! i, o, f = σ(x·W + h·R + b), g = tanh(…), c' = f·c + i·g, h' = o·tanh(c'). The gates stand in the
//! order i, o, f, g, as ONNX has them. Source: Hochreiter and Schmidhuber 1997 with the forget gate
//! of Gers et al. 2000; the forget gate starts open (Jozefowicz et al. 2015).

use super::activation::{sigmoid, tanh};
use super::dense::Dense;
use super::matrix::{self, view, view_mut};
use super::params::{Layout, Slot, StartValue, glorot};
use super::recurrent::{Order, Shape};
use super::rows::Rows;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lstm {
    /// x·W + b of all gates.
    pub(crate) input: Dense,
    pub(crate) from_hidden: Slot,
}

/// What the pass backward needs of the pass forward.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    /// [n_steps, n_rows, 4 · n_units], after their functions.
    gates: Vec<f32>,
    cells: Vec<f32>,
    tanh_cells: Vec<f32>,
}

impl Lstm {
    pub(crate) fn new(layout: &mut Layout, name: &str, n_in: usize, n_units: usize) -> Self {
        let mut slot =
            |part: &str, shape, drawn| layout.slot(format!("{name}.{part}"), shape, drawn);
        // In this order they lie in models that people keep.
        let weights = slot("from_input", (n_in, 4 * n_units), glorot(n_in, n_units));
        let drawn = glorot(n_units, n_units);
        let from_hidden = slot("from_hidden", (n_units, 4 * n_units), drawn);
        let drawn = StartValue::OneFrom(2 * n_units, n_units);
        let bias = slot("bias", (1, 4 * n_units), drawn);
        Self {
            input: Dense { weights, bias },
            from_hidden,
        }
    }

    pub(crate) fn n_units(&self) -> usize {
        self.from_hidden.n_rows
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
        let (row, gate_row) = (n_rows * n_units, n_rows * 4 * n_units);
        let from_hidden = view(self.from_hidden.of(params), n_units, 4 * n_units);
        x.forward(&self.input, params, &mut tape.gates);
        tape.cells.resize(n_all * n_units, 0.0);
        tape.tanh_cells.resize(n_all * n_units, 0.0);
        hidden.resize(n_all * n_units, 0.0);
        let nothing = vec![0.0; row];
        let mut before: Option<usize> = None;
        for step in order.steps(shape.n_steps) {
            let gates = &mut tape.gates[step * gate_row..][..gate_row];
            if let Some(before) = before {
                let hidden = view(&hidden[before * row..][..row], n_rows, n_units);
                matrix::add(view_mut(gates, n_rows, 4 * n_units), hidden, from_hidden);
            }
            let (cells_before, cells) = match before {
                Some(before) => two(&mut tape.cells, before, step, row),
                None => (&nothing[..], &mut tape.cells[step * row..][..row]),
            };
            let tanh_cells = &mut tape.tanh_cells[step * row..][..row];
            let hidden = &mut hidden[step * row..][..row];
            for i in 0..n_rows {
                let at = i * n_units..(i + 1) * n_units;
                step_row(
                    &mut gates[i * 4 * n_units..][..4 * n_units],
                    &cells_before[at.clone()],
                    &mut cells[at.clone()],
                    &mut tanh_cells[at.clone()],
                    &mut hidden[at],
                );
            }
            before = Some(step);
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
        let (row, gate_row) = (n_rows * n_units, n_rows * 4 * n_units);
        let from_hidden = view(self.from_hidden.of(params), n_units, 4 * n_units);
        let mut d_gates = vec![0.0; n_all * 4 * n_units];
        let mut d_carried = vec![0.0; row];
        let mut d_cells = vec![0.0; row];
        let nothing = vec![0.0; row];
        let steps: Vec<usize> = order.steps(shape.n_steps).collect();
        for (place, step) in steps.iter().enumerate().rev() {
            let before = place.checked_sub(1).and_then(|i| steps.get(i));
            let cells_before = before.map_or(&nothing[..], |b| &tape.cells[b * row..][..row]);
            for (d, asked) in d_carried.iter_mut().zip(&d_hidden[step * row..][..row]) {
                *d += asked;
            }
            let d_gates = &mut d_gates[step * gate_row..][..gate_row];
            for i in 0..n_rows {
                let at = i * n_units..(i + 1) * n_units;
                let gates_at = i * 4 * n_units..(i + 1) * 4 * n_units;
                step_row_back(
                    &tape.gates[step * gate_row..][gates_at.clone()],
                    &cells_before[at.clone()],
                    &tape.tanh_cells[step * row..][at.clone()],
                    &d_carried[at.clone()],
                    &mut d_cells[at],
                    &mut d_gates[gates_at],
                );
            }
            let d_gates = view(d_gates, n_rows, 4 * n_units);
            let d_before = view_mut(&mut d_carried, n_rows, n_units);
            matrix::set(d_before, d_gates, from_hidden.reversed_axes());
            if let Some(before) = before {
                let grad = view_mut(self.from_hidden.of_mut(grads), n_units, 4 * n_units);
                let hidden = view(&hidden[before * row..][..row], n_rows, n_units);
                matrix::add(grad, hidden.reversed_axes(), d_gates);
            }
        }
        x.backward(&self.input, params, grads, &d_gates, d_x);
    }
}

/// The part of one step to read and the part of another to write.
fn two(all: &mut [f32], read: usize, write: usize, len: usize) -> (&[f32], &mut [f32]) {
    let (low, high) = all.split_at_mut(read.max(write) * len);
    if read < write {
        (&low[read * len..][..len], &mut high[..len])
    } else {
        (&high[..len], &mut low[write * len..][..len])
    }
}

fn step_row(
    gates: &mut [f32],
    cells_before: &[f32],
    cells: &mut [f32],
    tanh_cells: &mut [f32],
    hidden: &mut [f32],
) {
    let n = hidden.len();
    let (bounded, g) = gates.split_at_mut(3 * n);
    for gate in bounded.iter_mut() {
        *gate = sigmoid(*gate);
    }
    for gate in g.iter_mut() {
        *gate = tanh(*gate);
    }
    let (i, rest) = bounded.split_at(n);
    let (o, f) = rest.split_at(n);
    let (g, cells_before) = (&g[..n], &cells_before[..n]);
    let (cells, tanh_cells) = (&mut cells[..n], &mut tanh_cells[..n]);
    for k in 0..n {
        cells[k] = f[k] * cells_before[k] + i[k] * g[k];
        tanh_cells[k] = tanh(cells[k]);
        hidden[k] = o[k] * tanh_cells[k];
    }
}

fn step_row_back(
    gates: &[f32],
    cells_before: &[f32],
    tanh_cells: &[f32],
    d_hidden: &[f32],
    d_cells: &mut [f32],
    d_gates: &mut [f32],
) {
    let n = d_hidden.len();
    let (i, rest) = gates.split_at(n);
    let (o, rest) = rest.split_at(n);
    let (f, g) = rest.split_at(n);
    let (d_i, rest) = d_gates.split_at_mut(n);
    let (d_o, rest) = rest.split_at_mut(n);
    let (d_f, d_g) = rest.split_at_mut(n);
    let (g, d_g) = (&g[..n], &mut d_g[..n]);
    let (cells_before, tanh_cells) = (&cells_before[..n], &tanh_cells[..n]);
    let d_cells = &mut d_cells[..n];
    for k in 0..n {
        let t = tanh_cells[k];
        let d_cell = d_cells[k] + d_hidden[k] * o[k] * (1.0 - t * t);
        d_o[k] = d_hidden[k] * t * o[k] * (1.0 - o[k]);
        d_i[k] = d_cell * g[k] * i[k] * (1.0 - i[k]);
        d_f[k] = d_cell * cells_before[k] * f[k] * (1.0 - f[k]);
        d_g[k] = d_cell * i[k] * (1.0 - g[k] * g[k]);
        d_cells[k] = d_cell * f[k];
    }
}
