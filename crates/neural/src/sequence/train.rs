//! Trains a sequence network, a batch at a time; a checkpoint goes on where it was taken.

use serde::{Deserialize, Serialize};

use super::network::{Dropout, Layers, Scratch, cross_entropy};
use super::{Course, Network, Sample, Sizes};
use crate::layers::adam::Adam;
use crate::vocabulary::{PADDING, UNKNOWN, Vocabulary};

/// How far training is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Whole epochs.
    pub epoch: usize,
    pub n_batches: usize,
    /// Batches of the epoch that is under way.
    pub batch: usize,
    /// Mean loss of the last whole epoch, and what it came to on validation samples.
    pub loss: f64,
    pub validation_loss: f64,
    pub learning_rate: f32,
}

/// Training that is under way.
#[derive(Debug)]
pub struct Trainer<'s> {
    state: Checkpoint,
    layers: Layers,
    samples: &'s [Sample],
    validation: &'s [Sample],
    grads: Vec<f32>,
    scratch: Scratch,
    rng: fastrand::Rng,
    order: Vec<usize>,
    n_done: usize,
    sum: f64,
}

/// All that training needs to go on, as it was between two epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub sizes: Sizes,
    pub course: Course,
    pub vocabulary: Vocabulary,
    pub epoch: usize,
    params: Vec<f32>,
    adam: Adam,
    seed: u64,
    learning_rate: f32,
    best: Option<(f64, Vec<f32>)>,
    n_worse: usize,
    loss: f64,
    validation_loss: f64,
}

/// A checkpoint that does not belong to the training that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the checkpoint is of another training: its {what} differs")]
pub struct CheckpointError {
    pub what: &'static str,
}

impl Checkpoint {
    /// The beginning of a training.
    pub fn start(sizes: Sizes, course: Course, vocabulary: Vocabulary) -> Self {
        let layers = Layers::new(&sizes, vocabulary.n_indexes());
        let mut rng = fastrand::Rng::with_seed(course.seed);
        let params = layers.layout.draw(&mut rng);
        Self {
            adam: Adam::new(params.len()),
            params,
            seed: rng.get_seed(),
            learning_rate: course.learning_rate,
            sizes,
            course,
            vocabulary,
            epoch: 0,
            best: None,
            n_worse: 0,
            loss: f64::NAN,
            validation_loss: f64::NAN,
        }
    }

    /// # Errors
    /// When it was taken of another network, course or vocabulary; the number of epochs may differ.
    pub fn check(
        &self,
        sizes: &Sizes,
        course: &Course,
        vocabulary: &Vocabulary,
    ) -> Result<(), CheckpointError> {
        let course = Course {
            epochs: self.course.epochs,
            ..course.clone()
        };
        let differs = [
            ("network", self.sizes != *sizes),
            ("course", self.course != course),
            ("vocabulary", self.vocabulary != *vocabulary),
        ];
        match differs.into_iter().find(|(_, differs)| *differs) {
            Some((what, _)) => Err(CheckpointError { what }),
            None => Ok(()),
        }
    }

    pub fn is_over(&self) -> bool {
        self.epoch >= self.course.epochs || self.n_worse >= self.course.patience
    }

    /// The network with the weights that did best on validation samples.
    pub fn network(&self) -> Network {
        let best = self.best.as_ref().map(|(_, params)| params.clone());
        Network {
            sizes: self.sizes.clone(),
            vocabulary: self.vocabulary.clone(),
            params: best.unwrap_or_else(|| self.params.clone()),
        }
    }
}

impl<'s> Trainer<'s> {
    /// Goes on from a checkpoint.
    pub fn new(state: Checkpoint, samples: &'s [Sample], validation: &'s [Sample]) -> Self {
        let mut trainer = Self {
            layers: Layers::new(&state.sizes, state.vocabulary.n_indexes()),
            grads: vec![0.0; state.params.len()],
            scratch: Scratch::default(),
            rng: fastrand::Rng::with_seed(state.seed),
            order: Vec::new(),
            n_done: 0,
            sum: 0.0,
            samples,
            validation,
            state,
        };
        trainer.begin_epoch();
        trainer
    }

    pub fn is_over(&self) -> bool {
        self.state.is_over() || self.samples.is_empty()
    }

    /// What is whole of the training: the epoch under way is not in it.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.state
    }

    /// One batch; the last one of an epoch also looks at the validation samples.
    pub fn step(&mut self) -> Progress {
        let course = &self.state.course;
        let end = (self.n_done + course.batch.max(1)).min(self.order.len());
        let mut batch: Vec<Sample> = self.order[self.n_done..end]
            .iter()
            .map(|i| self.samples[*i].clone())
            .collect();
        if course.unknown > 0.0 {
            let indexes = batch.iter_mut().flat_map(|sample| &mut sample.indexes);
            for index in indexes.filter(|index| **index != PADDING) {
                if self.rng.f32() < course.unknown {
                    *index = UNKNOWN;
                }
            }
        }
        let batch: Vec<&Sample> = batch.iter().collect();
        let dropout = Dropout {
            share: course.dropout,
            rng: &mut self.rng,
        };
        let params = &mut self.state.params;
        let n = batch.len() as f64;
        self.sum +=
            n * self
                .layers
                .train(params, &mut self.grads, &batch, dropout, &mut self.scratch);
        let rate = self.state.learning_rate;
        self.state.adam.step(params, &mut self.grads, rate);
        self.n_done = end;
        if end == self.order.len() {
            self.end_epoch();
        }
        self.progress()
    }

    fn progress(&self) -> Progress {
        let batch = self.state.course.batch.max(1);
        Progress {
            epoch: self.state.epoch,
            n_batches: self.order.len().div_ceil(batch),
            batch: self.n_done.div_ceil(batch),
            loss: self.state.loss,
            validation_loss: self.state.validation_loss,
            learning_rate: self.state.learning_rate,
        }
    }

    fn begin_epoch(&mut self) {
        // The order hangs on the seed alone, not on the epoch before, so that a checkpoint has it.
        self.rng = fastrand::Rng::with_seed(self.state.seed);
        self.order = (0..self.samples.len()).collect();
        self.rng.shuffle(&mut self.order);
        self.n_done = 0;
        self.sum = 0.0;
    }

    fn end_epoch(&mut self) {
        let validation_loss = self.validation_loss();
        let state = &mut self.state;
        state.loss = self.sum / self.order.len() as f64;
        state.validation_loss = validation_loss;
        // Without validation samples the training's own loss has to do.
        let judged = if self.validation.is_empty() {
            state.loss
        } else {
            validation_loss
        };
        if state.best.as_ref().is_none_or(|(best, _)| judged < *best) {
            state.best = Some((judged, state.params.clone()));
            state.n_worse = 0;
        } else {
            state.n_worse += 1;
            state.learning_rate *= state.course.slow_down;
        }
        state.epoch += 1;
        state.seed = self.rng.u64(..);
        self.begin_epoch();
    }

    fn validation_loss(&mut self) -> f64 {
        let mut sum = 0.0;
        for batch in self.validation.chunks(super::BATCH) {
            let sequences: Vec<&[u32]> = batch.iter().map(|s| &s.indexes[..]).collect();
            let params = &self.state.params;
            let scores = self
                .layers
                .probabilities(params, &sequences, &mut self.scratch);
            for (score, sample) in scores.iter().zip(batch) {
                let logit = (score / (1.0 - score)).ln().clamp(-20.0, 20.0);
                sum += cross_entropy(logit, sample.is_incident);
            }
        }
        sum / self.validation.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;

    /// An incident is a sequence whose last token occurred before.
    fn samples(seed: u64, n: usize) -> Vec<Sample> {
        let mut rng = fastrand::Rng::with_seed(seed);
        (0..n)
            .map(|_| {
                let mut indexes: Vec<u32> = (0..5).map(|_| rng.u32(4..12)).collect();
                let is_incident = rng.bool();
                let last = if is_incident {
                    indexes[2]
                } else {
                    rng.u32(12..20)
                };
                indexes.push(last);
                Sample {
                    indexes,
                    is_incident,
                }
            })
            .collect()
    }

    fn start(kind: Kind, epochs: usize) -> Checkpoint {
        let sizes = Sizes {
            kind,
            sequence: 6,
            vocabulary: 16,
            embedding: 8,
            units: [8, 6],
            dense: 4,
            ..Sizes::default()
        };
        let course = Course {
            epochs,
            learning_rate: 0.01,
            ..Course::default()
        };
        Checkpoint::start(sizes, course, (1..=16).collect::<Vec<u64>>().into())
    }

    fn run(start: Checkpoint, samples: &[Sample], validation: &[Sample]) -> Checkpoint {
        let mut trainer = Trainer::new(start, samples, validation);
        while !trainer.is_over() {
            trainer.step();
        }
        trainer.checkpoint().clone()
    }

    #[test]
    fn every_kind_learns() {
        let (training, validation, test) = (samples(1, 600), samples(2, 100), samples(3, 200));
        for kind in Kind::ALL {
            let network = run(start(kind, 10), &training, &validation).network();
            let sequences: Vec<&[u32]> = test.iter().map(|s| &s.indexes[..]).collect();
            let scores = network.score(&sequences);
            let n_right = scores
                .iter()
                .zip(&test)
                .filter(|(p, s)| (**p > 0.5) == s.is_incident);
            assert!(n_right.count() > 190, "{kind:?}");
        }
    }

    #[test]
    fn words_that_are_hidden_do_not_keep_it_from_learning() {
        let (training, test) = (samples(1, 600), samples(3, 200));
        let mut start = start(Kind::Gru, 10);
        start.course.unknown = 0.1;
        let network = run(start, &training, &[]).network();
        let sequences: Vec<&[u32]> = test.iter().map(|s| &s.indexes[..]).collect();
        let scores = network.score(&sequences);
        let n_right = scores
            .iter()
            .zip(&test)
            .filter(|(p, s)| (**p > 0.5) == s.is_incident);
        assert!(n_right.count() > 180);
    }

    #[test]
    fn a_checkpoint_goes_on_as_if_it_had_not_stopped() {
        let (training, validation) = (samples(1, 200), samples(2, 50));
        let whole = run(start(Kind::Gru, 4), &training, &validation);
        let mut half = run(start(Kind::Gru, 2), &training, &validation);
        half.course.epochs = 4;
        let resumed = run(half, &training, &validation);
        assert_eq!(whole.network(), resumed.network());
    }

    #[test]
    fn a_checkpoint_of_another_training_is_refused() {
        let checkpoint = start(Kind::Gru, 4);
        let (sizes, course) = (checkpoint.sizes.clone(), checkpoint.course.clone());
        let vocabulary = checkpoint.vocabulary.clone();
        assert_eq!(checkpoint.check(&sizes, &course, &vocabulary), Ok(()));
        let longer = Course {
            epochs: 9,
            ..course.clone()
        };
        assert_eq!(checkpoint.check(&sizes, &longer, &vocabulary), Ok(()));
        let other = Sizes {
            kind: Kind::Lstm,
            ..sizes
        };
        let error = checkpoint.check(&other, &course, &vocabulary);
        assert_eq!(error, Err(CheckpointError { what: "network" }));
    }
}
