//! Cuts sessions into pieces of at most a window: what is learned from, and what is looked back at.

use rustc_hash::FxHashSet;

use super::{Config, Session};
use crate::vocabulary::{END, START, Vocabulary};

/// Part of a session for training: at each place from `first` on, what follows is learned.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Chunk {
    /// Up to a window of indexes, and the one that follows them.
    pub(super) indexes: Vec<u32>,
    /// Places before it have less context here than when they are scored; another chunk has them.
    pub(super) first: usize,
}

/// A session as the network reads it.
pub(super) fn indexes(session: &Session, vocabulary: &Vocabulary, has_ends: bool) -> Vec<u32> {
    let events = session.events.iter().map(|token| vocabulary.index(*token));
    let (start, end) = (has_ends.then_some(START), has_ends.then_some(END));
    start.into_iter().chain(events).chain(end).collect()
}

/// The distinct chunks of sessions, in a fixed order.
///
/// Chunks lie half a window apart, so that each event is learned once, from half a window of context
/// at least: a fifth of the work of a chunk for each event, with no measurable loss.
pub(super) fn distinct(
    sessions: &[Session],
    vocabulary: &Vocabulary,
    config: &Config,
) -> Vec<Chunk> {
    let stride = config.window.div_ceil(2);
    let mut distinct: FxHashSet<Chunk> = FxHashSet::default();
    for session in sessions {
        let indexes = indexes(session, vocabulary, config.has_ends);
        let Some(n_inputs) = indexes.len().checked_sub(1).filter(|n| *n > 0) else {
            continue;
        };
        let last = n_inputs.saturating_sub(config.window);
        let mut n_learned = 0;
        let starts = (0..last).step_by(stride).chain([last]);
        for start in starts {
            let end = (start + config.window).min(n_inputs);
            let chunk = Chunk {
                indexes: indexes[start..=end].to_vec(),
                first: n_learned - start,
            };
            n_learned = end;
            distinct.insert(chunk);
        }
    }
    let mut chunks: Vec<Chunk> = distinct.into_iter().collect();
    chunks.sort_unstable();
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(n_events: u64, window: usize, has_ends: bool) -> Vec<Chunk> {
        let session = Session {
            events: (0..n_events).collect(),
            n: 2,
        };
        let vocabulary = Vocabulary::from((0..n_events).collect::<Vec<_>>());
        let config = Config {
            window,
            has_ends,
            ..Config::default()
        };
        distinct(&[session], &vocabulary, &config)
    }

    #[test]
    fn every_event_is_learned_once() {
        for n_events in 0..40 {
            for window in [1, 2, 5, 10] {
                for has_ends in [false, true] {
                    let n_learned: usize = chunks(n_events, window, has_ends)
                        .iter()
                        .map(|chunk| chunk.indexes.len() - 1 - chunk.first)
                        .sum();
                    let n_expected = match has_ends {
                        true => n_events + 1,
                        false => n_events.saturating_sub(1),
                    };
                    assert_eq!(
                        n_learned as u64, n_expected,
                        "{n_events} events, window {window}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_chunk_is_no_longer_than_the_window() {
        for chunk in chunks(33, 10, true) {
            assert!(chunk.indexes.len() <= 11);
            assert!(chunk.first <= 10);
        }
    }
}
