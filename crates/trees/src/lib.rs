//! Decision trees and forests over counts, and how well a model does.
//!
//! ```text
//! Table (features by name, rows, truth) ─► fit (linfa) ─► Forest of Trees as plain data
//!                                                          │ score · importance · path of a decision
//!                                                          └ Model: forest + manifest, as JSON
//! audit::Entry ─► audit::windows ─► Judges: a tree and a forest over the server's audit log
//! scores and truth ─► metrics: figures with intervals, curves, calibration
//! ```
//!
//! Trees are grown by linfa and kept as plain data: a page draws them, a decision is told by its path,
//! and scoring needs nothing of linfa. Without the feature `grow` this crate is that part alone.
//!
//! Invariant: no clock, no thread, no chance but that of a seed; it runs in a browser as natively.
//! It deliberately does not parse logs (`jejak-core` gives counts; entries of the server's own log come
//! as JSON, one a line) and says no sentence (`jejak-words`).

#[cfg(feature = "grow")]
pub mod audit;
pub mod features;
#[cfg(feature = "grow")]
pub mod fit;
pub mod metrics;
pub mod model;
#[cfg(feature = "grow")]
pub mod taught;
pub mod tree;

#[cfg(feature = "grow")]
pub use fit::{Growth, fit_forest, fit_tree};
pub use model::{Manifest, Model, ModelError};
pub use tree::{Forest, Node, Step, Tree};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Rows of numbers with their truth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub schema: Schema,
    /// [n_rows][n_features], in the order of the schema.
    pub rows: Vec<Vec<f64>>,
    /// Whether the row is an anomaly.
    pub truth: Vec<bool>,
}

impl Table {
    /// The rows at the positions.
    pub fn select(&self, at: &[usize]) -> Self {
        Self {
            schema: self.schema.clone(),
            rows: at
                .iter()
                .filter_map(|i| self.rows.get(*i))
                .cloned()
                .collect(),
            truth: at
                .iter()
                .filter_map(|i| self.truth.get(*i))
                .copied()
                .collect(),
        }
    }
}

/// What the numbers of a row are. A model reads rows of its own schema only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    pub features: Vec<String>,
}

impl Schema {
    pub fn new<'a>(features: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            features: features.into_iter().map(str::to_owned).collect(),
        }
    }

    /// SHA-256 of the names in order, in hexadecimal.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for name in &self.features {
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
