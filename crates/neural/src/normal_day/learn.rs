//! Learns a baseline from sessions, in steps.

use jejak_protocol::TimeRange;
use jejak_protocol::model::{ModelFailure, SessionPlace, Sessions};
use rustc_hash::FxHashMap;

use super::{token, tokens};
use crate::baseline::Baseline;
use crate::next_event::{Config, Progress, Session, TrainError, Trainer};
use crate::vocabulary::Token;

/// Pieces of sessions that are learned in all epochs together. Chosen: they took seven seconds in
/// Chromium on two cores that others used as well.
const N_PIECES: usize = 20_000;
const EPOCHS: std::ops::RangeInclusive<usize> = 4..=60;

/// Fewer sessions than this tell nothing of what is usual.
const MIN_SESSIONS: u64 = 20;

/// What is to be learned.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Sessions that begin and end within it; all of them without one.
    pub range: Option<TimeRange>,
    pub name: String,
    /// Template ids with their texts, to name what was expected.
    pub texts: Vec<(String, String)>,
}

/// Learning that is under way.
#[derive(Debug)]
pub struct Learning {
    trainer: Trainer,
    learned: Vec<Session>,
    wanted: Wanted,
}

impl Learning {
    /// # Errors
    /// When there are too few sessions to tell what is usual.
    pub fn begin(sessions: &Sessions, wanted: Wanted) -> Result<Self, ModelFailure> {
        let learned = within(sessions, wanted.range);
        if learned.iter().map(|session| session.n).sum::<u64>() < MIN_SESSIONS {
            return Err(ModelFailure::TooFew);
        }
        let mut config = Config {
            epochs: *EPOCHS.end(),
            // Seconds matter more here than the last steadiness.
            members: 1,
            learning_rate: 0.006,
            ..Config::default()
        };
        let n_pieces = Trainer::new(&learned, &config).map_err(failure)?.n_chunks();
        config.epochs = (N_PIECES / n_pieces.max(1)).clamp(*EPOCHS.start(), *EPOCHS.end());
        let trainer = Trainer::new(&learned, &config).map_err(failure)?;
        Ok(Self {
            trainer,
            learned,
            wanted,
        })
    }

    pub fn is_over(&self) -> bool {
        self.trainer.is_over()
    }

    /// Learns from one batch.
    pub fn step(&mut self) -> Progress {
        self.trainer.step()
    }

    pub fn finish(self) -> Baseline {
        let Wanted { range, name, texts } = self.wanted;
        let texts: FxHashMap<Token, String> = texts
            .into_iter()
            .filter_map(|(id, text)| Some((token(&id)?, text)))
            .collect();
        let range_us = range.map(|range| (range.start.0, range.end.0));
        let text = |token| texts.get(&token).cloned().unwrap_or_default();
        Baseline::new(name, self.trainer.finish(), &self.learned, range_us, text)
    }
}

fn failure(error: TrainError) -> ModelFailure {
    match error {
        TrainError::TooFew { .. } | TrainError::Config(_) => ModelFailure::TooFew,
        TrainError::Stopped => ModelFailure::Stopped,
    }
}

/// The sessions that begin and end within a range, with how many there are of each.
fn within(sessions: &Sessions, range: Option<TimeRange>) -> Vec<Session> {
    let lies_within = |place: &&SessionPlace| match (range, place.start, place.end) {
        (None, ..) => true,
        (Some(range), Some(start), Some(end)) => range.start <= start && end <= range.end,
        (Some(_), ..) => false,
    };
    sessions
        .sequences
        .iter()
        .map(|sequence| Session {
            events: tokens(sessions, &sequence.events),
            n: sequence.sessions.iter().filter(lies_within).count() as u64,
        })
        .filter(|session| session.n > 0)
        .collect()
}
