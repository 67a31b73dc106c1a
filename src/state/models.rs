//! Cards of models: what their folders say of them, as the build joins it.

use std::collections::BTreeMap;

use jejak_trees::metrics::Report;
use jejak_trees::{Forest, Manifest, Model};
use serde::Deserialize;

/// One model: who made it, how, and how well it does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Card {
    pub name: String,
    #[serde(alias = "data")]
    pub trained_on: String,
    pub licence: String,
    pub command: String,
    /// From this score on it calls something an anomaly.
    pub threshold: f64,
    /// By what was measured on.
    #[serde(default)]
    pub figures: BTreeMap<String, Report>,
    /// Where there is one set alone.
    #[serde(default)]
    report: Option<Report>,
    #[serde(default)]
    pub seed: Option<u64>,
    #[serde(default)]
    course: Option<Course>,
    #[serde(default)]
    pub n_bytes: Option<u64>,
    /// A tree or forest; networks have none here.
    #[serde(skip)]
    pub model: Option<Model>,
    #[serde(default)]
    schema: serde_json::Value,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Course {
    seed: u64,
}

/// The cards that the build joined; those that cannot be read are left out, so that one bad folder
/// does not hide the others.
pub fn cards(text: &str) -> Vec<Card> {
    let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    all.into_iter().filter_map(card).collect()
}

fn card(value: serde_json::Value) -> Option<Card> {
    let forest: Option<Forest> = value
        .get("forest")
        .and_then(|forest| serde_json::from_value(forest.clone()).ok());
    let model = forest.and_then(|forest| {
        let manifest: Manifest = serde_json::from_value(value.clone()).ok()?;
        Some(Model { manifest, forest })
    });
    let mut card: Card = serde_json::from_value(value).ok()?;
    card.model = model;
    if let (true, Some(report)) = (card.figures.is_empty(), card.report.take()) {
        card.figures.insert("simulated".to_owned(), report);
    }
    Some(card)
}

impl Card {
    pub fn of_model(model: &Model, n_bytes: usize) -> Self {
        let it = &model.manifest;
        Self {
            name: it.name.clone(),
            trained_on: it.data.clone(),
            licence: it.licence.clone(),
            command: it.command.clone(),
            threshold: it.threshold,
            figures: it.figures.clone(),
            report: None,
            seed: Some(it.seed),
            course: None,
            n_bytes: Some(n_bytes as u64),
            model: Some(model.clone()),
            schema: serde_json::json!({ "features": it.schema.features }),
        }
    }

    pub fn seed(&self) -> Option<u64> {
        self.seed.or(self.course.as_ref().map(|course| course.seed))
    }

    /// Whether it scores what sources do in logs that are opened.
    pub fn judges_sources(&self) -> bool {
        self.features()
            .first()
            .is_some_and(|it| it == "auth_failures")
    }

    /// What the values of a row count, where it reads rows.
    pub fn features(&self) -> Vec<String> {
        let features = self.schema.get("features").cloned().unwrap_or_default();
        serde_json::from_value(features).unwrap_or_default()
    }

    /// Features with their importance, the greatest first; those without any are left out.
    pub fn importance(&self) -> Vec<(String, f64)> {
        let features = self.features();
        let Some(model) = &self.model else {
            return Vec::new();
        };
        let parts = model.forest.importance(features.len());
        let mut all: Vec<(String, f64)> = features
            .into_iter()
            .zip(parts)
            .filter(|(_, part)| *part > 0.0)
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_models_has_a_card() {
        let folders = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
        let entries = std::fs::read_dir(folders).expect("models/ is part of the project");
        let manifests = entries
            .flatten()
            .map(|entry| entry.path().join("manifest.json"));
        let texts: Vec<String> = manifests
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect();
        let cards = cards(&format!("[{}]", texts.join(",")));
        assert_eq!(cards.len(), texts.len());
        assert!(cards.iter().all(|card| !card.figures.is_empty()));
        assert!(cards.iter().all(|card| card.seed().is_some()));
    }

    #[test]
    fn what_is_no_card_is_left_out() {
        assert_eq!(cards("nonsense"), []);
        assert_eq!(cards("[{}, 5]"), []);
    }
}
