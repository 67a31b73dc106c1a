//! A recurrent layer of either kind, in one direction or both.

use super::gru::{self, Gru};
use super::lstm::{self, Lstm};
use super::params::Layout;
use super::rows::Rows;

/// The kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Lstm,
    Gru,
}

/// How many sequences, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) n_steps: usize,
    pub(crate) n_rows: usize,
}

/// From which end a sequence is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Forwards,
    Backwards,
}

impl Order {
    pub(crate) fn steps(self, n_steps: usize) -> impl Iterator<Item = usize> {
        (0..n_steps).map(move |step| match self {
            Self::Forwards => step,
            Self::Backwards => n_steps - 1 - step,
        })
    }
}

/// Which hidden states go on to the next layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    Every,
    /// The state after the whole sequence was read, from each end.
    Last,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Lstm(Lstm),
    Gru(Gru),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recurrent {
    pub(crate) name: String,
    pub(crate) gives: Gives,
    /// One for each direction: forwards, then backwards.
    pub(crate) cells: Vec<Cell>,
}

/// What the pass backward needs of the pass forward; reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    lstm: [lstm::Tape; 2],
    gru: [gru::Tape; 2],
    /// [n_steps, n_rows, n_units] of each direction.
    hidden: [Vec<f32>; 2],
}

const ORDERS: [Order; 2] = [Order::Forwards, Order::Backwards];

impl Recurrent {
    pub(crate) fn new(
        layout: &mut Layout,
        name: &str,
        unit: Unit,
        (n_in, n_units): (usize, usize),
        is_bidirectional: bool,
        gives: Gives,
    ) -> Self {
        let names = ["forwards", "backwards"].map(|way| format!("{name}.{way}"));
        let n_ways = if is_bidirectional { 2 } else { 1 };
        let cell = |name: &String| match unit {
            Unit::Lstm => Cell::Lstm(Lstm::new(layout, name, n_in, n_units)),
            Unit::Gru => Cell::Gru(Gru::new(layout, name, n_in, n_units)),
        };
        Self {
            name: name.to_owned(),
            gives,
            cells: names.iter().take(n_ways).map(cell).collect(),
        }
    }

    pub(crate) fn n_units(&self) -> usize {
        match self.cells.first() {
            Some(Cell::Lstm(lstm)) => lstm.n_units(),
            Some(Cell::Gru(gru)) => gru.n_units(),
            None => 0,
        }
    }

    pub(crate) fn n_out(&self) -> usize {
        self.n_units() * self.cells.len()
    }

    /// `x`: [n_steps, n_rows]. Sets `out`: [n_steps or 1, n_rows, n_out].
    pub(crate) fn forward(
        &self,
        params: &[f32],
        x: Rows<'_>,
        shape: Shape,
        tape: &mut Tape,
        out: &mut Vec<f32>,
    ) {
        for (way, cell) in self.cells.iter().enumerate() {
            let (order, hidden) = (ORDERS[way], &mut tape.hidden[way]);
            match cell {
                Cell::Lstm(lstm) => {
                    lstm.forward(params, x, shape, order, &mut tape.lstm[way], hidden);
                }
                Cell::Gru(gru) => {
                    gru.forward(params, x, shape, order, &mut tape.gru[way], hidden);
                }
            }
        }
        let n_units = self.n_units();
        out.resize(self.n_steps_out(shape) * shape.n_rows * self.n_out(), 0.0);
        for (way, hidden) in tape.hidden.iter().enumerate().take(self.cells.len()) {
            let hidden = match (self.gives, ORDERS[way]) {
                (Gives::Last, Order::Forwards) => {
                    &hidden[(shape.n_steps - 1) * shape.n_rows * n_units..]
                }
                _ => &hidden[..],
            };
            let rows = out.chunks_exact_mut(self.n_out());
            for (row, hidden) in rows.zip(hidden.chunks_exact(n_units)) {
                row[way * n_units..][..n_units].copy_from_slice(hidden);
            }
        }
    }

    /// `d_out`: as [`Recurrent::forward`] sets it. Adds to `grads`, sets `d_x`.
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
        tape: &Tape,
        d_out: &[f32],
        d_x: &mut Vec<f32>,
    ) {
        let n_units = self.n_units();
        let mut d_hidden = vec![0.0; shape.n_steps * shape.n_rows * n_units];
        let mut d_x_way = Vec::new();
        for (way, cell) in self.cells.iter().enumerate() {
            let start = match (self.gives, ORDERS[way]) {
                (Gives::Last, Order::Forwards) => (shape.n_steps - 1) * shape.n_rows * n_units,
                _ => 0,
            };
            d_hidden.fill(0.0);
            let rows = d_hidden[start..].chunks_exact_mut(n_units);
            for (hidden, row) in rows.zip(d_out.chunks_exact(self.n_out())) {
                hidden.copy_from_slice(&row[way * n_units..][..n_units]);
            }
            let (order, hidden) = (ORDERS[way], &tape.hidden[way][..]);
            let d_x = if way == 0 { &mut *d_x } else { &mut d_x_way };
            match cell {
                Cell::Lstm(lstm) => {
                    let tape = &tape.lstm[way];
                    lstm.backward(params, grads, x, shape, order, tape, hidden, &d_hidden, d_x);
                }
                Cell::Gru(gru) => {
                    let tape = &tape.gru[way];
                    gru.backward(params, grads, x, shape, order, tape, hidden, &d_hidden, d_x);
                }
            }
        }
        for (d, of_way) in d_x.iter_mut().zip(&d_x_way) {
            *d += of_way;
        }
    }

    fn n_steps_out(&self, shape: Shape) -> usize {
        match self.gives {
            Gives::Every => shape.n_steps,
            Gives::Last => 1,
        }
    }
}
