//! What networks are made of: layers with a pass forward and a pass backward, and the optimiser.
//!
//! Values are row-major `f32`. A sequence is time-major: [n_steps, n_rows, n_features], so that one
//! step of all rows lies together. Layers own no weights: they know where theirs lie in the vector
//! of all (`params`). The passes backward are checked against differences in `tests.rs`.

pub(crate) mod activation;
pub(crate) mod adam;
pub(crate) mod dense;
pub(crate) mod embedding;
pub(crate) mod gru;
#[cfg(any(test, target_family = "wasm"))]
mod kernel;
pub(crate) mod lstm;
pub(crate) mod matrix;
pub(crate) mod params;
pub(crate) mod recurrent;
pub(crate) mod rows;

#[cfg(test)]
mod tests;
