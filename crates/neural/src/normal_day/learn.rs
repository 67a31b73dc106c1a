//! Learns a baseline from sessions, in steps.

use jejak_protocol::TimeRange;
use jejak_protocol::model::{MAX_SESSION_EVENTS, ModelFailure, SessionPlace, Sessions};
use rustc_hash::FxHashMap;

use super::end::End;
use super::{token, tokens};
use crate::baseline::Baseline;
use crate::counts::{self, Seen};
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
    /// Of each, how many the end of the log did not cut.
    n_ended: Vec<u64>,
    wanted: Wanted,
}

impl Learning {
    /// # Errors
    /// When there are too few sessions to tell what is usual.
    pub fn begin(sessions: &Sessions, wanted: Wanted) -> Result<Self, ModelFailure> {
        let (learned, n_ended) = within(sessions, wanted.range).into_iter().unzip();
        let learned: Vec<Session> = learned;
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
            n_ended,
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
        let model = self.trainer.finish();
        let known = |token: &&Token| model.vocabulary.tokens().binary_search(token).is_ok();
        let seen: Vec<Seen> = model
            .score(&self.learned)
            .iter()
            .zip(self.learned.iter().zip(&self.n_ended))
            .map(|(score, (session, n_ended))| {
                let events: Vec<Token> = session.events.iter().filter(known).copied().collect();
                let is_whole = !score.begins_oddly && session.events.len() < MAX_SESSION_EVENTS;
                Seen {
                    counts: counts::counts(&events),
                    n: session.n,
                    n_whole: if is_whole { *n_ended } else { 0 },
                }
            })
            .collect();
        Baseline::new(name, model, &self.learned, range_us, text)
            .with_counts(counts::learn(&seen, 1))
    }
}

fn failure(error: TrainError) -> ModelFailure {
    match error {
        TrainError::TooFew { .. } | TrainError::Config(_) => ModelFailure::TooFew,
        TrainError::Stopped => ModelFailure::Stopped,
    }
}

/// The sessions that begin and end within a range, with how many there are of each, and how many of them
/// the end of the log did not cut.
fn within(sessions: &Sessions, range: Option<TimeRange>) -> Vec<(Session, u64)> {
    let end = End::of(sessions);
    let lies_within = |place: &&SessionPlace| match (range, place.start, place.end) {
        (None, ..) => true,
        (Some(range), Some(start), Some(end)) => range.start <= start && end <= range.end,
        (Some(_), ..) => false,
    };
    sessions
        .sequences
        .iter()
        .map(|sequence| {
            let own = || sequence.sessions.iter().filter(lies_within);
            let session = Session {
                events: tokens(sessions, &sequence.events),
                n: own().count() as u64,
            };
            let n_ended = own().filter(|place| !end.may_go_on(place)).count() as u64;
            (session, n_ended)
        })
        .filter(|(session, _)| session.n > 0)
        .collect()
}
