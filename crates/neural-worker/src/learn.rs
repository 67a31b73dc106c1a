//! Learns a baseline from sessions, in slices, so that a cancel is heard and progress shown.

use std::cell::Cell;

use jejak_neural::baseline::Baseline;
use jejak_neural::next_event::{Config, Session, TrainError, Trainer};
use jejak_neural::vocabulary::Token;
use jejak_protocol::TimeRange;
use jejak_protocol::model::{FromModel, JobId, ModelFailure, SessionPlace, Sessions};
use rustc_hash::FxHashMap;

use crate::page::Page;

/// Time between two moments at which a cancel is heard.
const SLICE_MS: f64 = 40.0;
/// Shortest time between two progress messages.
const PROGRESS_GAP_MS: f64 = 100.0;

/// Pieces of sessions that are learned in all epochs together. Chosen: they took seven seconds in
/// Chromium on two cores that others used as well.
const N_PIECES: usize = 20_000;
const EPOCHS: std::ops::RangeInclusive<usize> = 4..=60;

/// Fewer sessions than this tell nothing of what is usual.
const MIN_SESSIONS: u64 = 20;

/// What is to be learned.
pub(crate) struct Wanted {
    pub(crate) range: Option<TimeRange>,
    pub(crate) name: String,
    /// Template ids with their texts.
    pub(crate) texts: Vec<(String, String)>,
}

pub(crate) async fn learn(
    page: &Page,
    job: JobId,
    current: &Cell<Option<JobId>>,
    sessions: &Sessions,
    wanted: Wanted,
) -> Result<Baseline, ModelFailure> {
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
    let mut trainer = Trainer::new(&learned, &config).map_err(failure)?;
    let begun_ms = page.now_ms();
    let (mut slice_ms, mut shown_ms) = (begun_ms, begun_ms);
    while !trainer.is_over() {
        let progress = trainer.step();
        let now_ms = page.now_ms();
        if now_ms - shown_ms >= PROGRESS_GAP_MS {
            shown_ms = now_ms;
            let progress = FromModel::Progress {
                job,
                share: progress.share,
                elapsed_ms: now_ms - begun_ms,
            };
            page.send(&progress, None);
        }
        if now_ms - slice_ms >= SLICE_MS {
            page.breathe().await;
            slice_ms = page.now_ms();
            if current.get() != Some(job) {
                return Err(ModelFailure::Stopped);
            }
        }
    }
    let texts: FxHashMap<Token, String> = wanted
        .texts
        .into_iter()
        .filter_map(|(id, text)| Some((token(&id)?, text)))
        .collect();
    let range_us = wanted.range.map(|range| (range.start.0, range.end.0));
    let text = |token| texts.get(&token).cloned().unwrap_or_default();
    let model = trainer.finish();
    Ok(Baseline::new(wanted.name, model, &learned, range_us, text))
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

/// Events as the model calls them: a template's id is a stable hash of its text.
pub(crate) fn tokens(sessions: &Sessions, events: &[u32]) -> Vec<Token> {
    events
        .iter()
        .filter_map(|event| token(sessions.templates.get(*event as usize)?))
        .collect()
}

fn token(id: &str) -> Option<Token> {
    Token::from_str_radix(id, 16).ok()
}
