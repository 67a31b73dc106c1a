//! What stands beside a model's file: where it comes from, how well it does, and how to check it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_neural::onnx;
use jejak_neural::sequence::{Course, Network, Sample, Sizes};
use jejak_neural::vocabulary::SCHEMA_VERSION;
use jejak_trees::metrics::{self, Report, Scored};
use serde::{Deserialize, Serialize};

use super::Config;
use super::corpus::{Corpus, Recipe};

/// Sequences whose scores are kept, to be replayed wherever the model runs.
const N_REFERENCE: usize = 64;

/// Makes all of `models/`.
const COMMAND: &str = "jejak train --config models/training.toml --kind lstm,gru,bi-lstm";

/// Seed of the intervals' resamplings.
const SEED: u64 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    /// Version of the tokens' schema, and the hash of the vocabulary.
    pub(crate) schema: (u32, String),
    /// Of how lines become tokens, and of the vocabulary.
    pub(crate) schema_hash: String,
    pub(crate) trained_on: String,
    pub(crate) licence: String,
    pub(crate) command: String,
    pub(crate) sizes: Sizes,
    pub(crate) course: Course,
    pub(crate) corpus: Recipe,
    pub(crate) n_weights: usize,
    pub(crate) n_bytes: usize,
    /// From validation samples.
    pub(crate) threshold: f64,
    /// By what was measured on.
    pub(crate) figures: BTreeMap<String, Report>,
}

/// Sequences and what the network made of them when it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Reference {
    pub(crate) input: Vec<Vec<u32>>,
    pub(crate) output: Vec<f32>,
}

impl Manifest {
    pub(crate) fn of(network: &Network, config: &Config, corpus: &Corpus) -> Self {
        let threshold = metrics::best_threshold(&scored(network, &corpus.validation));
        let figures = corpus.tests().map(|(name, set)| {
            let report = metrics::report(&scored(network, &set.samples), threshold, SEED);
            (name.to_owned(), report)
        });
        Self {
            name: network.sizes.kind.name().to_owned(),
            schema: (
                SCHEMA_VERSION,
                format!("{:016x}", network.vocabulary.hash()),
            ),
            schema_hash: network.schema_hash(),
            trained_on: "synthetic logs of `jejak generate`".to_owned(),
            licence: "MIT".to_owned(),
            command: COMMAND.to_owned(),
            sizes: network.sizes.clone(),
            course: config.training.clone(),
            corpus: config.corpus.clone(),
            n_weights: network.n_params(),
            n_bytes: onnx::write(network).len(),
            threshold,
            figures: figures.into_iter().collect(),
        }
    }

    /// Writes the model's folder.
    pub(crate) fn write(&self, dir: &Path, network: &Network, corpus: &Corpus) -> Result<()> {
        let shown = dir.display();
        let write = || -> Result<()> {
            fs::create_dir_all(dir)?;
            fs::write(dir.join("model.onnx"), onnx::write(network))?;
            fs::write(dir.join("manifest.json"), json(self)?)?;
            fs::write(
                dir.join("reference.json"),
                json(&reference(network, corpus))?,
            )?;
            Ok(())
        };
        write().with_context(|| format!("while writing {shown}"))
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

pub(crate) fn scored(network: &Network, samples: &[Sample]) -> Vec<Scored> {
    let sequences: Vec<&[u32]> = samples.iter().map(|sample| &sample.indexes[..]).collect();
    let scores = network.score(&sequences).into_iter().map(f64::from);
    scores
        .zip(samples.iter().map(|sample| sample.is_incident))
        .collect()
}

/// Samples from all over what came later, as many incidents as ordinary lines where there are.
fn reference(network: &Network, corpus: &Corpus) -> Reference {
    let samples = &corpus.later.samples;
    let of = |is_incident| {
        let fitting: Vec<&Sample> = samples
            .iter()
            .filter(|sample| sample.is_incident == is_incident)
            .collect();
        let stride = (fitting.len() / (N_REFERENCE / 2)).max(1);
        let chosen = fitting.into_iter().step_by(stride).take(N_REFERENCE / 2);
        chosen
            .map(|sample| sample.indexes.clone())
            .collect::<Vec<_>>()
    };
    let input = [of(true), of(false)].concat();
    let sequences: Vec<&[u32]> = input.iter().map(Vec::as_slice).collect();
    Reference {
        output: network.score(&sequences),
        input,
    }
}
