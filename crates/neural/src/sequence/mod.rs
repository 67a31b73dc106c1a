//! The sequence networks: is what a machine said last, after what it said before, an incident?
//!
//! Embedding → recurrent layer → dropout → recurrent layer → full layer (relu) → one probability, over
//! sequences of tokens that [`window`] makes of log lines. LSTM, GRU and two-way LSTM differ in the
//! recurrent layers only. They learn from labelled lines, so from synthetic logs.
//!
//! In: [`Sample`]s. Out: a [`Network`], and a probability for each sequence. Needs no browser, no
//! file, no clock.

mod network;
mod train;
pub mod window;

use serde::{Deserialize, Serialize};

use crate::layers::recurrent::Unit;
use crate::vocabulary::{UNKNOWN, Vocabulary};

pub use train::{Checkpoint, CheckpointError, Progress, Trainer};

use network::Layers;
use window::Time;

/// Which recurrent layers a network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Lstm,
    Gru,
    BiLstm,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Lstm, Self::Gru, Self::BiLstm];

    /// As in file names and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lstm => "lstm",
            Self::Gru => "gru",
            Self::BiLstm => "bi-lstm",
        }
    }

    fn unit(self) -> Unit {
        match self {
            Self::Lstm | Self::BiLstm => Unit::Lstm,
            Self::Gru => Unit::Gru,
        }
    }

    fn is_bidirectional(self) -> bool {
        matches!(self, Self::BiLstm)
    }
}

/// Sizes of a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sizes {
    pub kind: Kind,
    /// Tokens in a sequence.
    pub sequence: usize,
    /// Most tokens that are told apart.
    pub vocabulary: usize,
    pub embedding: usize,
    /// Of the two recurrent layers.
    pub units: [usize; 2],
    pub dense: usize,
    /// What its sequences tell of time.
    pub time: Time,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            kind: Kind::Lstm,
            sequence: 50,
            vocabulary: 1000,
            embedding: 128,
            units: [64, 32],
            dense: 16,
            time: Time::default(),
        }
    }
}

impl Sizes {
    /// Bounds beyond which a file would fill a tab's memory. Chosen.
    pub(crate) fn are_sane(&self) -> bool {
        let sizes = [
            self.sequence,
            self.embedding,
            self.units[0],
            self.units[1],
            self.dense,
        ];
        sizes.iter().all(|size| (1..=1024).contains(size)) && self.vocabulary <= 100_000
    }
}

/// The course of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Course {
    /// Share of the values between the recurrent layers that is left out, anew for each batch.
    pub dropout: f32,
    /// Share of the tokens that are shown as unknown, anew for each batch: logs of other programs have
    /// words that no training log has.
    pub unknown: f32,
    pub learning_rate: f32,
    pub batch: usize,
    pub epochs: usize,
    /// Epochs without a better validation loss after which training stops.
    pub patience: usize,
    /// The learning rate is multiplied by this after each epoch without a better validation loss.
    pub slow_down: f32,
    pub seed: u64,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            dropout: 0.3,
            unknown: 0.0,
            learning_rate: 0.001,
            batch: 32,
            epochs: 50,
            patience: 5,
            slow_down: 0.5,
            seed: 1,
        }
    }
}

/// A sequence of indexes, as long as the network's, and whether it ends in an incident's line.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub indexes: Vec<u32>,
    pub is_incident: bool,
}

/// A network would be given other tokens than it was trained on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network reads tokens with the hash {expected}, these have {got}")]
pub struct OtherTokens {
    pub expected: String,
    pub got: String,
}

/// A trained network with its vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    pub sizes: Sizes,
    pub vocabulary: Vocabulary,
    pub(crate) params: Vec<f32>,
}

/// Sequences that go through a network together. Fixed, so that a score does not depend on how many
/// others are asked for.
const BATCH: usize = 32;

impl Network {
    /// A probability for each sequence; what the vocabulary does not have is unknown, shorter ones are padded in front, longer ones cut there.
    pub fn score(&self, sequences: &[&[u32]]) -> Vec<f32> {
        let layers = self.layers();
        let n_indexes = self.vocabulary.n_indexes() as u32;
        let known = |index: &u32| if *index < n_indexes { *index } else { UNKNOWN };
        let sequences: Vec<Vec<u32>> = sequences
            .iter()
            .map(|sequence| sequence.iter().map(known).collect())
            .collect();
        let sequences: Vec<&[u32]> = sequences.iter().map(Vec::as_slice).collect();
        let mut scratch = network::Scratch::default();
        let mut scores = Vec::with_capacity(sequences.len());
        for batch in sequences.chunks(BATCH) {
            scores.extend_from_slice(layers.probabilities(&self.params, batch, &mut scratch));
        }
        scores
    }

    pub fn n_params(&self) -> usize {
        self.params.len()
    }

    /// Of all that lies between a log and the network: how lines become tokens, and which tokens it
    /// knows. A manifest carries it.
    pub fn schema_hash(&self) -> String {
        let (reading, vocabulary) = (
            window::hash_of_reading(self.sizes.time),
            self.vocabulary.hash(),
        );
        format!("{reading:016x}{vocabulary:016x}")
    }

    /// # Errors
    /// When a manifest is about other tokens than this build would give the network.
    pub fn fits(&self, schema_hash: &str) -> Result<(), OtherTokens> {
        let got = self.schema_hash();
        match got == schema_hash {
            true => Ok(()),
            false => Err(OtherTokens {
                expected: schema_hash.to_owned(),
                got,
            }),
        }
    }

    pub(crate) fn layers(&self) -> Layers {
        Layers::new(&self.sizes, self.vocabulary.n_indexes())
    }
}
