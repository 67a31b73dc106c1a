//! Scores sessions: each distinct window once, however often and wherever it occurs.

use rustc_hash::FxHashMap;

use super::network::Scratch;
use super::{Model, Session, chunks};
use crate::vocabulary::{END, PADDING, START, Token, UNKNOWN};

/// Windows that go through the network together; the least that keeps its products busy.
pub(super) const BATCH: usize = 64;

/// An event is no surprise as long as it costs no more than this: one in 55 is likely enough.
/// Chosen on HDFS: it decides as well between 3 and 5, and much better than the rank alone.
const USUAL_NATS: f32 = 4.0;

/// What an event counts at the most that the model never saw: 1e-9 is 20.7 nats.
const LEAST_PROBABILITY: f32 = 1e-9;

/// A bound is not lower than this, however regular the held-out sessions were. Chosen: one event
/// with a likelihood of one in a thousand must not be enough.
const LEAST_BOUND: f32 = 3.0;

/// Expected events that are named beside a surprise.
const N_EXPECTED: usize = 3;

/// What would have come next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// None: the session would have ended.
    pub event: Option<Token>,
    pub probability: f32,
}

/// An event and how far from expected it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Surprise {
    /// Place in the session; its length when it is the end that came too early.
    pub position: usize,
    /// None: the session ended.
    pub event: Option<Token>,
    /// The training data never had this event.
    pub is_new: bool,
    /// How many events were likelier.
    pub rank: u32,
    pub probability: f32,
    /// The likeliest first.
    pub expected: Vec<Expected>,
}

/// What a model says of one session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionScore {
    /// How surprising the session is, in nats; 0 when every event was among the likely ones.
    pub surprise: f32,
    /// It is beyond what the model saw in normal sessions.
    pub is_surprising: bool,
    /// Its first event is none that sessions usually begin with: it may have begun before the log.
    pub begins_oddly: bool,
    /// The least expected event; of equally unexpected ones the first. None where there is
    /// nothing to expect: in an empty session without an end.
    pub worst: Option<Surprise>,
}

/// What the network says of an event behind a window.
#[derive(Clone, Copy, Debug)]
struct Verdict {
    rank: u32,
    probability: f32,
}

#[derive(Debug, Default)]
struct Answer {
    /// By what came next.
    verdicts: FxHashMap<u32, Verdict>,
    expected: Vec<Expected>,
}

impl Model {
    /// Scores sessions, in their order.
    pub fn score(&self, sessions: &[Session]) -> Vec<SessionScore> {
        let lists: Vec<Vec<u32>> = sessions
            .iter()
            .map(|session| chunks::indexes(session, &self.vocabulary, self.config.has_ends))
            .collect();
        let answers = self.answers(&lists);
        sessions
            .iter()
            .zip(&lists)
            .map(|(session, indexes)| self.session_score(session, indexes, &answers))
            .collect()
    }

    fn session_score(
        &self,
        session: &Session,
        indexes: &[u32],
        answers: &FxHashMap<&[u32], Answer>,
    ) -> SessionScore {
        let mut surprise = 0.0;
        let mut worst: Option<(usize, Verdict)> = None;
        let mut begins_oddly = false;
        for place in 1..indexes.len() {
            let verdict = answers
                .get(context(indexes, place, self.config.window))
                .and_then(|answer| answer.verdicts.get(&indexes[place]).copied());
            let Some(verdict) = verdict else { continue };
            let nats = -verdict.probability.max(LEAST_PROBABILITY).ln();
            surprise += (nats - USUAL_NATS).max(0.0);
            begins_oddly |= self.config.has_ends && place == 1 && nats > USUAL_NATS;
            let is_worse = worst.is_none_or(|(_, before)| verdict.probability < before.probability);
            if is_worse {
                worst = Some((place, verdict));
            }
        }
        let worst = worst.map(|(place, verdict)| {
            let context = context(indexes, place, self.config.window);
            let position = place - usize::from(self.config.has_ends);
            Surprise {
                position,
                event: session.events.get(position).copied(),
                is_new: indexes[place] == UNKNOWN,
                rank: verdict.rank,
                probability: verdict.probability,
                expected: answers
                    .get(context)
                    .map_or_else(Vec::new, |answer| answer.expected.clone()),
            }
        });
        SessionScore {
            surprise,
            is_surprising: surprise > self.bound,
            begins_oddly,
            worst,
        }
    }

    /// What comes behind each distinct window.
    fn answers<'l>(&self, lists: &'l [Vec<u32>]) -> FxHashMap<&'l [u32], Answer> {
        let mut answers: FxHashMap<&[u32], Answer> = FxHashMap::default();
        for indexes in lists {
            for place in 1..indexes.len() {
                let context = context(indexes, place, self.config.window);
                let unknown = Verdict {
                    rank: u32::MAX,
                    probability: 0.0,
                };
                let answer = answers.entry(context).or_default();
                answer.verdicts.insert(indexes[place], unknown);
            }
        }
        // Those of one length together: nothing is padded, and only what is behind them is asked for. The
        // order settles rounding.
        let mut contexts: Vec<&[u32]> = answers.keys().copied().collect();
        contexts.sort_unstable_by_key(|context| (context.len(), *context));
        let network = self.network_of_ends();
        let n_indexes = self.vocabulary.n_indexes();
        let mut scratch = Scratch::default();
        let mut all = Vec::new();
        let of_a_length = contexts.chunk_by(|a, b| a.len() == b.len());
        for batch in of_a_length.flat_map(|contexts| contexts.chunks(BATCH)) {
            all.clear();
            for params in &self.members {
                let of_member = network.probabilities(params, batch, &mut scratch);
                all.resize(of_member.len(), 0.0);
                for (sum, probability) in all.iter_mut().zip(of_member) {
                    *sum += probability / self.members.len() as f32;
                }
            }
            for (row, context) in batch.iter().enumerate() {
                let at = row * n_indexes;
                if let Some(answer) = answers.get_mut(context) {
                    self.answer(&all[at..at + n_indexes], answer);
                }
            }
        }
        answers
    }

    fn answer(&self, probabilities: &[f32], answer: &mut Answer) {
        let can_come = |index: u32| !matches!(index, PADDING | UNKNOWN | START);
        let candidates = || {
            (0..)
                .zip(probabilities)
                .filter(|(index, _)| can_come(*index))
        };
        for (index, verdict) in &mut answer.verdicts {
            let own = probabilities.get(*index as usize).copied();
            let Some(own) = own.filter(|_| can_come(*index)) else {
                continue;
            };
            let n_likelier = candidates().filter(|(_, p)| **p > own).count();
            verdict.rank = u32::try_from(n_likelier).unwrap_or(u32::MAX);
            verdict.probability = own;
        }
        let mut ranked: Vec<(u32, f32)> = candidates().map(|(index, p)| (index, *p)).collect();
        ranked.sort_unstable_by(|(i, a), (j, b)| b.total_cmp(a).then(i.cmp(j)));
        answer.expected = ranked
            .into_iter()
            .take(N_EXPECTED)
            .map(|(index, probability)| Expected {
                event: self.vocabulary.token(index).filter(|_| index != END),
                probability,
            })
            .collect();
    }
}

/// The least surprise that keeps those of sessions known to be normal, each with how many they are,
/// within a share of false alarms.
pub(super) fn bound(mut normal: Vec<(f32, u64)>, false_alarms: f64) -> f32 {
    normal.sort_unstable_by(|(a, _), (b, _)| b.total_cmp(a));
    let n_all: u64 = normal.iter().map(|(_, n)| n).sum();
    let mut n_allowed = (n_all as f64 * false_alarms).floor() as u64;
    for (surprise, n) in normal {
        if n > n_allowed {
            return surprise.max(LEAST_BOUND);
        }
        n_allowed -= n;
    }
    LEAST_BOUND
}

/// What stands before a place, as far back as the window reaches.
fn context(indexes: &[u32], place: usize, window: usize) -> &[u32] {
    &indexes[place.saturating_sub(window)..place]
}
