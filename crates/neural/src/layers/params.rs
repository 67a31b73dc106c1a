//! All weights of a network in one vector, and where each layer's lie in it.
//!
//! One vector makes the optimiser, checkpoints, the norm of a gradient and its numerical check a
//! loop each, whatever the network looks like.

use std::ops::Range;

/// A matrix of weights within the vector of all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) n_rows: usize,
    pub(crate) n_cols: usize,
    /// How the weights are drawn before training.
    pub(crate) start_value: StartValue,
}

/// How weights are drawn before training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum StartValue {
    Zero,
    /// One from the given column on, for so many columns; zero elsewhere.
    OneFrom(usize, usize),
    /// Evenly within ± this.
    Within(f32),
}

impl Slot {
    pub(crate) fn len(&self) -> usize {
        self.n_rows * self.n_cols
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.len()
    }

    /// # Panics
    /// When `all` was made by another layout.
    pub(crate) fn of<'a>(&self, all: &'a [f32]) -> &'a [f32] {
        &all[self.range()]
    }

    /// # Panics
    /// As [`Slot::of`].
    pub(crate) fn of_mut<'a>(&self, all: &'a mut [f32]) -> &'a mut [f32] {
        &mut all[self.range()]
    }
}

/// Hands out slots, one behind the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layout {
    pub(crate) slots: Vec<Slot>,
}

impl Layout {
    pub(crate) fn slot(
        &mut self,
        name: String,
        (n_rows, n_cols): (usize, usize),
        start_value: StartValue,
    ) -> Slot {
        let slot = Slot {
            name,
            start: self.n_params(),
            n_rows,
            n_cols,
            start_value,
        };
        self.slots.push(slot.clone());
        slot
    }

    pub(crate) fn n_params(&self) -> usize {
        self.slots.last().map_or(0, |slot| slot.range().end)
    }

    /// Weights before training; the same seed gives the same.
    pub(crate) fn draw(&self, rng: &mut fastrand::Rng) -> Vec<f32> {
        let mut params = vec![0.0; self.n_params()];
        for slot in &self.slots {
            let n_cols = slot.n_cols;
            for (i, param) in slot.of_mut(&mut params).iter_mut().enumerate() {
                *param = match slot.start_value {
                    StartValue::Zero => 0.0,
                    StartValue::OneFrom(first, n) => {
                        f32::from((first..first + n).contains(&(i % n_cols)))
                    }
                    StartValue::Within(bound) => (2.0 * rng.f32() - 1.0) * bound,
                };
            }
        }
        params
    }
}

/// Glorot's bound: keeps the size of values and gradients from layer to layer.
/// Source: Glorot and Bengio 2010, equation 16.
pub(crate) fn glorot(n_in: usize, n_out: usize) -> StartValue {
    StartValue::Within((6.0 / (n_in + n_out) as f32).sqrt())
}
