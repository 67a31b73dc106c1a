//! A model with what must be known of it: what it reads, what it learned from, how well it does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::metrics::Report;
use crate::tree::Forest;
use crate::{Schema, Table};

#[derive(Debug, Error, PartialEq, Eq)]
pub enum ModelError {
    #[error("the model reads features with the hash {expected}, these have {got}")]
    Schema { expected: String, got: String },
    #[error("a table of {n_rows} rows, {n_features} features and {n_truth} truths teaches nothing")]
    Table {
        n_rows: usize,
        n_features: usize,
        n_truth: usize,
    },
    #[error("growing failed: {0}")]
    Fit(String),
    #[error("this is no model: {0}")]
    Damaged(String),
}

/// The card of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Name in findings and addresses: `forest.signin`.
    pub name: String,
    /// `decision_tree` or `random_forest`.
    pub kind: String,
    pub schema: Schema,
    pub schema_hash: String,
    /// What it learned from, in words of the command that made it.
    pub data: String,
    pub licence: String,
    pub seed: u64,
    /// The command that makes it again.
    pub command: String,
    /// From this score on a row is an anomaly; chosen on validation data.
    pub threshold: f64,
    /// On data that it did not learn from.
    pub report: Report,
    /// On all such data, by what was measured on; empty where there is one set alone.
    #[serde(default)]
    pub figures: BTreeMap<String, Report>,
}

impl Manifest {
    /// A score as core reads it: the threshold becomes 0.5, and each side keeps its order.
    pub fn calibrated(&self, score: f64) -> f64 {
        let threshold = self.threshold.clamp(1e-9, 1.0 - 1e-9);
        match score < threshold {
            true => 0.5 * score / threshold,
            false => 0.5 + 0.5 * (score - threshold) / (1.0 - threshold),
        }
    }
}

/// A forest (of one tree, for a decision tree) and its card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub manifest: Manifest,
    pub forest: Forest,
}

impl Model {
    /// Reads what [`Model::to_json`] wrote.
    ///
    /// # Errors
    /// When it is no model, or its schema is not the one that its hash was made of.
    pub fn from_json(text: &str) -> Result<Self, ModelError> {
        let model: Self =
            serde_json::from_str(text).map_err(|error| ModelError::Damaged(error.to_string()))?;
        let own = model.manifest.schema.clone();
        model.fits(&own)?;
        Ok(model)
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts can be written")
    }

    /// # Errors
    /// When rows of the schema are not what the model reads.
    pub fn fits(&self, schema: &Schema) -> Result<(), ModelError> {
        let (expected, got) = (self.manifest.schema_hash.clone(), schema.hash());
        match expected == got {
            true => Ok(()),
            false => Err(ModelError::Schema { expected, got }),
        }
    }

    /// Scores of all rows, in [0, 1].
    ///
    /// # Errors
    /// When the table has other features than the model reads.
    pub fn scores(&self, table: &Table) -> Result<Vec<f64>, ModelError> {
        self.fits(&table.schema)?;
        Ok(table
            .rows
            .iter()
            .map(|row| self.forest.score(row))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let schema = Schema::new(["a", "b"]);
        Model {
            manifest: Manifest {
                name: "forest.test".to_owned(),
                kind: "random_forest".to_owned(),
                schema_hash: schema.hash(),
                schema,
                data: String::new(),
                licence: "MIT".to_owned(),
                seed: 1,
                command: String::new(),
                threshold: 0.5,
                report: Report::default(),
                figures: BTreeMap::new(),
            },
            forest: Forest::default(),
        }
    }

    #[test]
    fn a_model_comes_back_from_its_text() {
        assert_eq!(Model::from_json(&model().to_json()), Ok(model()));
    }

    #[test]
    fn the_threshold_becomes_a_half_and_order_stays() {
        let mut manifest = model().manifest;
        manifest.threshold = 0.2;
        let said = [0.0, 0.1, 0.2, 0.6, 1.0].map(|score| manifest.calibrated(score));
        for (said, expected) in said.into_iter().zip([0.0, 0.25, 0.5, 0.75, 1.0]) {
            assert!((said - expected).abs() < 1e-9, "{said} is not {expected}");
        }
    }

    #[test]
    fn other_features_are_refused_with_both_hashes() {
        let other = Schema::new(["b", "a"]);
        let Err(ModelError::Schema { expected, got }) = model().fits(&other) else {
            panic!("other features fit");
        };
        assert_eq!(
            (expected, got),
            (model().manifest.schema_hash, other.hash())
        );
        let mut changed = model();
        changed.manifest.schema = other;
        assert!(matches!(
            Model::from_json(&changed.to_json()),
            Err(ModelError::Schema { .. })
        ));
        assert!(matches!(
            Model::from_json("{}"),
            Err(ModelError::Damaged(_))
        ));
    }

    #[test]
    fn names_that_run_together_have_other_hashes() {
        assert_ne!(
            Schema::new(["ab", "c"]).hash(),
            Schema::new(["a", "bc"]).hash()
        );
    }
}
