//! The next-event model: what usually comes next, and how surprising what came instead is.
//!
//! Source: Du et al. 2017 (DeepLog): a window of ten events, two layers of 64 LSTM units, the next
//! event. Unlike there, not the rank of an event decides but how unlikely it was, summed over a
//! session, and a session's start and end are events too, so that one that stops short is seen.
//!
//! In: sessions, each a list of events ([`Token`]) that occurred so many times. [`train`] learns
//! from sessions without labels and sets the bound on sessions that it held out; [`Model::score`]
//! says of each session which event was the most surprising. Needs no browser, no file, no clock.

mod chunks;
mod network;
mod score;
mod train;

use serde::{Deserialize, Serialize};

use crate::onnx;
use crate::vocabulary::{Token, UNKNOWN, Vocabulary};

pub use score::{Expected, SessionScore, Surprise};
pub use train::{Progress, TrainError, Trainer, train};

/// Events in the order in which they occurred, and how many sessions were just so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Session {
    pub events: Vec<Token>,
    pub n: u64,
}

/// Sizes and the course of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Events that are looked back at. Source: DeepLog.
    pub window: usize,
    pub embedding: usize,
    /// Of each layer. Source: DeepLog.
    pub units: usize,
    pub layers: usize,
    pub epochs: usize,
    /// Networks whose probabilities are averaged: each begins with other weights. More steady than
    /// one, and as many times slower.
    pub members: usize,
    /// Epochs without a better loss on held-out sessions after which training stops.
    pub patience: usize,
    pub batch: usize,
    pub learning_rate: f32,
    /// Share of the sessions that set the bound and the end of training instead of the weights.
    pub held_out: f64,
    /// Share of the held-out sessions that may be surprising.
    pub false_alarms: f64,
    /// Most events that are told apart.
    pub max_events: usize,
    /// The lists are whole sessions: how they start and end is learned as well.
    pub has_ends: bool,
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            window: 10,
            embedding: 32,
            units: 64,
            layers: 2,
            epochs: 60,
            members: 5,
            patience: 10,
            batch: 32,
            learning_rate: 0.004,
            held_out: 0.2,
            false_alarms: 0.005,
            max_events: 1000,
            has_ends: true,
            seed: 1,
        }
    }
}

/// A trained model with everything that scoring needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    pub config: Config,
    pub vocabulary: Vocabulary,
    /// Beyond it, a session's surprise is more than normal sessions showed.
    pub bound: f32,
    /// Mean negative log-likelihood of held-out events at the end of training.
    pub held_out_loss: f32,
    /// The weights of each network.
    members: Vec<Vec<f32>>,
}

/// What a stored model can be wrong about.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    #[error("the model has {got} weights where its sizes ask for {expected}")]
    Weights { expected: usize, got: usize },
    #[error("the model has a weight that is no number")]
    NotFinite,
    #[error("a size of the model is out of its bounds: {what} is {got}")]
    Size { what: &'static str, got: usize },
}

impl Model {
    /// The first of its networks as an ONNX file, for whole windows: `tokens` [batch, window] int64
    /// in, `next` [batch, events] out.
    pub fn to_onnx(&self) -> Option<Vec<u8>> {
        let network = self.network_of_ends();
        let (params, config) = (self.members.first()?, &self.config);
        let file = onnx::next_event::write(network.layers(), params, config, &self.vocabulary);
        Some(file)
    }

    /// The network of a file that [`Self::to_onnx`] made; its bound was left behind, so that nothing is
    /// surprising to it.
    pub(crate) fn of_onnx(file: &onnx::File) -> Result<Self, onnx::OnnxError> {
        let (config, vocabulary) = onnx::next_event::read(file)?;
        let n_indexes = vocabulary.n_indexes();
        let is_sane = config.check(n_indexes).is_ok();
        let config = Some(config).filter(|_| is_sane);
        let config = config.ok_or(onnx::OnnxError::Foreign("sane sizes"))?;
        let mut model = Self {
            config: Config {
                members: 1,
                ..config
            },
            vocabulary,
            bound: f32::INFINITY,
            held_out_loss: f32::INFINITY,
            members: Vec::new(),
        };
        let network = model.network_of_ends();
        let mut params = vec![0.0; network.n_params()];
        onnx::next_event::weights(file, network.layers(), &mut params)?;
        model.members.push(params);
        Ok(model)
    }

    /// What may follow each window, as probabilities of all indexes: [n, n_indexes], by the first of its
    /// networks. Windows are as long as the configuration's; what the vocabulary does not have is unknown.
    pub fn next(&self, windows: &[&[u32]]) -> Vec<f32> {
        let n_indexes = self.vocabulary.n_indexes() as u32;
        let known = |index: &u32| if *index < n_indexes { *index } else { UNKNOWN };
        let windows: Vec<Vec<u32>> = windows
            .iter()
            .map(|window| window.iter().map(known).collect())
            .collect();
        let windows: Vec<&[u32]> = windows.iter().map(Vec::as_slice).collect();
        let network = self.network_of_ends();
        let mut scratch = network::Scratch::default();
        let mut all = Vec::new();
        let Some(params) = self.members.first() else {
            return all;
        };
        for batch in windows.chunks(score::BATCH) {
            all.extend_from_slice(network.probabilities(params, batch, &mut scratch));
        }
        all
    }

    fn network_of_ends(&self) -> network::Network {
        network::Network::new(&self.config, self.vocabulary.n_indexes()).of_ends()
    }

    /// Checks a model that came from outside; scoring one that was not checked may panic.
    ///
    /// # Errors
    /// When sizes and weights do not fit together.
    pub fn check(&self) -> Result<(), ModelError> {
        self.config.check(self.vocabulary.n_indexes())?;
        let expected = network::Network::new(&self.config, self.vocabulary.n_indexes()).n_params();
        for params in &self.members {
            let got = params.len();
            if expected != got {
                return Err(ModelError::Weights { expected, got });
            }
            if !params.iter().all(|param| param.is_finite()) {
                return Err(ModelError::NotFinite);
            }
        }
        Ok(())
    }
}

impl Config {
    /// Bounds beyond which a model would be no use or fill a tab's memory. Chosen.
    fn check(&self, n_indexes: usize) -> Result<(), ModelError> {
        let sizes = [
            ("window", self.window, 1..=200),
            ("embedding", self.embedding, 1..=1024),
            ("units", self.units, 1..=1024),
            ("layers", self.layers, 1..=8),
            ("batch", self.batch, 1..=4096),
            ("members", self.members, 1..=16),
            ("events", n_indexes, 1..=100_000),
        ];
        for (what, got, bounds) in sizes {
            if !bounds.contains(&got) {
                return Err(ModelError::Size { what, got });
            }
        }
        Ok(())
    }
}
