//! The networks of models/ say here what they said where they were made.

use std::fs;
use std::path::{Path, PathBuf};

use jejak_neural::onnx;
use serde::Deserialize;

/// Greatest difference of a score: sums of 32-bit numbers in another order differ in the last digits.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Reference {
    input: Vec<Vec<u32>>,
    output: Vec<f32>,
}

#[derive(Deserialize)]
struct Manifest {
    /// Version of the tokens' schema, and the hash of the vocabulary.
    schema: (u32, String),
    schema_hash: String,
    n_weights: usize,
    n_bytes: usize,
}

fn folders() -> Vec<PathBuf> {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let entries = fs::read_dir(models).expect("models/ is part of the project");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.join("model.onnx").exists());
    folders.sort();
    folders
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> T {
    let text = fs::read_to_string(path).expect("every model has it");
    serde_json::from_str(&text).expect("it was written by the same version")
}

#[test]
fn a_manifest_of_other_tokens_is_refused() {
    let folders = folders();
    let network = |folder: &PathBuf| {
        let bytes = fs::read(folder.join("model.onnx")).expect("every model has it");
        onnx::read(&bytes).expect("it was written by the same version")
    };
    let mut other = network(&folders[0]);
    let hash = other.schema_hash();
    let mut tokens = other.vocabulary.tokens().to_vec();
    tokens[0] ^= 1;
    other.vocabulary = tokens.into();
    let refused = other.fits(&hash).expect_err("one of its words is another");
    assert_eq!(refused.expected, hash);
    assert_ne!(refused.got, hash);
}

#[test]
fn every_network_repeats_its_reference_scores() {
    let folders = folders();
    assert!(!folders.is_empty(), "there are networks to check");
    for folder in folders {
        let name = folder.display();
        let bytes = fs::read(folder.join("model.onnx")).expect("every model has it");
        let network = onnx::read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let manifest: Manifest = read(&folder.join("manifest.json"));
        let hash = format!("{:016x}", network.vocabulary.hash());
        let schema = (jejak_neural::vocabulary::SCHEMA_VERSION, hash);
        assert_eq!(manifest.schema, schema, "{name}");
        assert_eq!(network.fits(&manifest.schema_hash), Ok(()), "{name}");
        assert_eq!(
            (manifest.n_weights, manifest.n_bytes),
            (network.n_params(), bytes.len()),
            "{name}"
        );
        let reference: Reference = read(&folder.join("reference.json"));
        let sequences: Vec<&[u32]> = reference.input.iter().map(Vec::as_slice).collect();
        let scores = network.score(&sequences);
        assert_eq!(scores.len(), reference.output.len(), "{name}");
        for (score, expected) in scores.iter().zip(&reference.output) {
            assert!(
                (score - expected).abs() <= TOLERANCE,
                "{name}: {score} is not {expected}"
            );
        }
    }
}
