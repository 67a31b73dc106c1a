//! The trees of models/ say here what they said where they were made.

use std::fs;
use std::path::{Path, PathBuf};

use jejak_trees::{Forest, Manifest, Model};
use serde::Deserialize;

/// Scores are sums of at most some ten shares: they differ in the last digits only.
const TOLERANCE: f64 = 1e-9;

#[derive(Deserialize)]
struct Reference {
    input: Vec<Vec<f64>>,
    output: Vec<f64>,
}

fn folders() -> Vec<PathBuf> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let entries = fs::read_dir(models).expect("models/ is part of the project");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.join("forest.json").exists());
    folders.sort();
    folders
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = fs::read_to_string(path).expect("every model has it");
    serde_json::from_str(&text).expect("it was written by the same version")
}

#[test]
fn every_forest_repeats_its_reference_scores() {
    let folders = folders();
    assert!(!folders.is_empty(), "there are forests to check");
    for folder in folders {
        let name = folder.display();
        let forest: Forest = read(&folder.join("forest.json"));
        let manifest: Manifest = read(&folder.join("manifest.json"));
        assert_eq!(manifest.schema.hash(), manifest.schema_hash, "{name}");
        let reference: Reference = read(&folder.join("reference.json"));
        assert!(reference.input.len() >= 32, "{name}");
        for (row, expected) in reference.input.iter().zip(&reference.output) {
            let score = forest.score(row);
            assert!((score - expected).abs() < TOLERANCE, "{name}: {score}");
        }
        let model = Model { manifest, forest };
        assert_eq!(
            Model::from_json(&model.to_json()).as_ref(),
            Ok(&model),
            "{name}"
        );
    }
}
