//! Trains a next-event model, a batch at a time, so that whoever drives it can show progress and stop.

use std::ops::ControlFlow;

use super::chunks::{self, Chunk};
use super::network::{Network, Scratch};
use super::{Config, Model, ModelError, Session, score};
use crate::layers::adam::Adam;
use crate::vocabulary::Vocabulary;

/// Share of the learning rate that is left at the last epoch.
const LAST_RATE: f32 = 0.1;

/// Why nothing was learned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainError {
    #[error("there are too few sessions to learn from: {n}")]
    TooFew { n: usize },
    #[error("training was stopped")]
    Stopped,
    #[error(transparent)]
    Config(#[from] ModelError),
}

/// How far training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Whole epochs of the network that is being trained.
    pub epoch: usize,
    pub n_epochs: usize,
    /// Of all that is planned; jumps to 1 when training ends early.
    pub share: f64,
    /// Mean loss of an event in the last whole epoch.
    pub loss: Option<f32>,
    pub held_out_loss: Option<f32>,
}

/// Training that is under way.
#[derive(Debug)]
pub struct Trainer {
    config: Config,
    vocabulary: Vocabulary,
    sessions: Vec<Session>,
    network: Network,
    params: Vec<f32>,
    grads: Vec<f32>,
    adam: Adam,
    rng: fastrand::Rng,
    scratch: Scratch,
    chunks: Vec<Chunk>,
    order: Vec<usize>,
    n_done: usize,
    held_out: Vec<Session>,
    held_out_chunks: Vec<Chunk>,
    epoch: usize,
    sum: (f64, f64),
    loss: Option<f32>,
    best: Option<(f32, Vec<f32>)>,
    n_worse: usize,
    /// Networks that are trained.
    members: Vec<(f32, Vec<f32>)>,
    /// What each network made of the sessions that it did not learn from, and how many they were.
    held_out_surprises: Vec<(f32, u64)>,
    is_over: bool,
}

/// Trains to the end. `watch` hears of every batch and may stop it.
///
/// # Errors
/// When there is too little to learn from, a size is out of bounds, or `watch` stopped it.
pub fn train(
    sessions: &[Session],
    config: &Config,
    mut watch: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<Model, TrainError> {
    let mut trainer = Trainer::new(sessions, config)?;
    while !trainer.is_over() {
        if watch(trainer.step()).is_break() {
            return Err(TrainError::Stopped);
        }
    }
    Ok(trainer.finish())
}

impl Trainer {
    /// # Errors
    /// When there is too little to learn from, or a size is out of bounds.
    pub fn new(sessions: &[Session], config: &Config) -> Result<Self, TrainError> {
        let sessions: Vec<Session> = sessions
            .iter()
            .filter(|session| !session.events.is_empty() && session.n > 0)
            .cloned()
            .collect();
        let events = sessions
            .iter()
            .flat_map(|session| session.events.iter().map(|token| (*token, session.n)));
        let vocabulary = Vocabulary::of(events, config.max_events);
        config.check(vocabulary.n_indexes())?;
        let network = Network::new(config, vocabulary.n_indexes());
        let mut trainer = Self {
            config: config.clone(),
            vocabulary,
            sessions,
            grads: vec![0.0; network.n_params()],
            adam: Adam::new(0),
            params: Vec::new(),
            network,
            rng: fastrand::Rng::with_seed(config.seed),
            scratch: Scratch::default(),
            order: Vec::new(),
            chunks: Vec::new(),
            n_done: 0,
            held_out: Vec::new(),
            held_out_chunks: Vec::new(),
            epoch: 0,
            sum: (0.0, 0.0),
            loss: None,
            best: None,
            n_worse: 0,
            members: Vec::new(),
            held_out_surprises: Vec::new(),
            is_over: config.epochs == 0,
        };
        trainer.begin_member();
        match trainer.chunks.is_empty() {
            true => Err(TrainError::TooFew {
                n: trainer.sessions.len(),
            }),
            false => Ok(trainer),
        }
    }

    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Distinct pieces of sessions that an epoch goes through.
    pub fn n_chunks(&self) -> usize {
        self.chunks.len()
    }

    /// One batch; the last one of an epoch also looks at the held-out sessions.
    pub fn step(&mut self) -> Progress {
        if self.is_over {
            return self.progress();
        }
        let end = (self.n_done + self.config.batch).min(self.order.len());
        let batch: Vec<(&Chunk, f32)> = self.order[self.n_done..end]
            .iter()
            .map(|i| (&self.chunks[*i], 1.0))
            .collect();
        let grads = Some(&mut self.grads[..]);
        let (loss, weight) = self
            .network
            .loss(&self.params, &batch, grads, &mut self.scratch);
        self.sum = (self.sum.0 + loss, self.sum.1 + weight);
        let rate =
            self.config.learning_rate * (1.0 - (1.0 - LAST_RATE) * self.member_share() as f32);
        self.adam.step(&mut self.params, &mut self.grads, rate);
        self.n_done = end;
        if end == self.order.len() {
            self.end_epoch();
        }
        self.progress()
    }

    /// The model with the weights that did best on held-out sessions.
    pub fn finish(mut self) -> Model {
        if self.members.is_empty() {
            self.end_member();
        }
        let losses = self.members.iter().map(|(loss, _)| loss);
        let held_out_loss = losses.sum::<f32>() / self.members.len() as f32;
        Model {
            bound: score::bound(self.held_out_surprises, self.config.false_alarms),
            config: self.config,
            vocabulary: self.vocabulary,
            held_out_loss,
            members: self.members.into_iter().map(|(_, params)| params).collect(),
        }
    }

    fn end_epoch(&mut self) {
        self.epoch += 1;
        self.n_done = 0;
        self.loss = Some((self.sum.0 / self.sum.1) as f32);
        self.sum = (0.0, 0.0);
        self.rng.shuffle(&mut self.order);
        let mut sum = (0.0, 0.0);
        for batch in self.held_out_chunks.chunks(self.config.batch) {
            let batch: Vec<(&Chunk, f32)> = batch.iter().map(|chunk| (chunk, 1.0)).collect();
            let of = self
                .network
                .loss(&self.params, &batch, None, &mut self.scratch);
            sum = (sum.0 + of.0, sum.1 + of.1);
        }
        // Without held-out sessions the training's own loss has to do.
        let judged = match sum.1 > 0.0 {
            true => (sum.0 / sum.1) as f32,
            false => self.loss.unwrap_or(f32::INFINITY),
        };
        if self.best.as_ref().is_none_or(|(best, _)| judged < *best) {
            self.best = Some((judged, self.params.clone()));
            self.n_worse = 0;
        } else {
            self.n_worse += 1;
        }
        if self.epoch >= self.config.epochs || self.n_worse >= self.config.patience {
            self.end_member();
            self.is_over = self.members.len() >= self.config.members;
            if !self.is_over {
                self.begin_member();
            }
        }
    }

    /// Draws the sessions and the weights that the next network begins with.
    fn begin_member(&mut self) {
        let (learned, held_out) = split(&self.sessions, &self.config, &mut self.rng);
        let distinct = |sessions: &[Session]| {
            // Each piece counts once: a rare way to do something right must be learned as well as the
            // usual one. Weighing by how often a piece occurs, or by the root of it, made more false
            // alarms.
            chunks::distinct(sessions, &self.vocabulary, &self.config)
        };
        self.chunks = distinct(&learned);
        self.held_out_chunks = distinct(&held_out);
        self.held_out = held_out;
        self.order = (0..self.chunks.len()).collect();
        self.rng.shuffle(&mut self.order);
        self.params = self.network.draw(&mut self.rng);
        self.adam = Adam::new(self.params.len());
        self.n_worse = 0;
        self.epoch = 0;
    }

    /// Keeps the best weights, and what they make of the sessions that they were not made of.
    fn end_member(&mut self) {
        let (loss, params) = self
            .best
            .take()
            .unwrap_or_else(|| (f32::NAN, self.params.clone()));
        let alone = Model {
            config: self.config.clone(),
            vocabulary: self.vocabulary.clone(),
            bound: f32::INFINITY,
            held_out_loss: loss,
            members: vec![params.clone()],
        };
        let scores = alone.score(&self.held_out);
        let surprises = scores.iter().map(|score| score.surprise);
        let counted = surprises.zip(self.held_out.iter().map(|session| session.n));
        self.held_out_surprises.extend(counted);
        self.members.push((loss, params));
    }

    fn share(&self) -> f64 {
        let n_members = self.config.members as f64;
        (self.members.len() as f64 + self.member_share()) / n_members
    }

    /// Of the network that is being trained.
    fn member_share(&self) -> f64 {
        let of_epoch = self.n_done as f64 / self.order.len().max(1) as f64;
        (self.epoch as f64 + of_epoch) / self.config.epochs.max(1) as f64
    }

    fn progress(&self) -> Progress {
        Progress {
            epoch: self.epoch,
            n_epochs: self.config.epochs,
            share: if self.is_over { 1.0 } else { self.share() },
            loss: self.loss,
            held_out_loss: self.best.as_ref().map(|(loss, _)| *loss),
        }
    }
}

/// Sessions to learn from and to judge by. Each occurrence is drawn by itself: a session that is
/// usual is in both, one that was seen once in either.
fn split(
    sessions: &[Session],
    config: &Config,
    rng: &mut fastrand::Rng,
) -> (Vec<Session>, Vec<Session>) {
    let (mut learned, mut held_out) = (Vec::new(), Vec::new());
    for session in sessions {
        let expected = session.n as f64 * config.held_out.clamp(0.0, 0.9);
        // The whole part for certain, the rest by chance.
        let n_held_out = expected.floor() as u64 + u64::from(rng.f64() < expected.fract());
        for (list, n) in [
            (&mut held_out, n_held_out),
            (&mut learned, session.n - n_held_out.min(session.n)),
        ] {
            if n > 0 {
                list.push(Session {
                    events: session.events.clone(),
                    n,
                });
            }
        }
    }
    (learned, held_out)
}
