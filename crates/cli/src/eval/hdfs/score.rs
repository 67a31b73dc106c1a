//! What each detector says of sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use anyhow::{Context as _, Result};
use jejak_neural::counts::{self, Counts, Seen};
use jejak_neural::next_event;
use jejak_trees::metrics::Scored;
use jejak_trees::{Forest, Growth, Table, features, fit_forest, fit_tree};

use super::read::Session;

/// Seeds of the decision tree, as many as the reference figures have.
const N_SEEDS: u64 = 10;

/// Share of the sessions that it learns from: one in so many.
const ONE_IN: usize = 4;

/// From here on a tree, a forest and strangeness say yes.
pub(super) const SPEAKS: f64 = 0.5;

#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) sequence: bool,
    pub(super) counts: bool,
    pub(super) all: bool,
    /// How strange the next-event model finds it, in [0, 1]; half at its bound.
    pub(super) strangeness: f64,
}

/// What the detectors that need no labels say of `scored`, after learning from `learned`.
pub(super) fn without_labels(
    learned: &[Session],
    scored: &[Session],
    support: u64,
) -> Result<Vec<Said>> {
    let seen: Vec<Seen> = learned
        .iter()
        .map(|session| Seen {
            counts: counts_of(session),
            n: 1,
            n_whole: 1,
        })
        .collect();
    let usual = counts::learn(&seen, support);
    let model = next_event::train(&distinct(learned), &config(), |_| ControlFlow::Continue(()))
        .context("while learning what follows what")?;
    // Alone, the next event is believed where it surprises more than in anything learned from; beside
    // the counts, which know nothing of order, it need not find everything by itself.
    let most = model
        .score(&distinct(learned))
        .iter()
        .map(|score| score.surprise)
        .fold(model.bound, f32::max);
    let surprises = model.score(&each(scored));
    let counts: Vec<Counts> = scored.iter().map(counts_of).collect();
    let judge = usual.among(counts.iter().map(|counts| (counts, 1)));
    let said = counts.iter().zip(surprises).map(|(counts, surprise)| {
        let counts = judge.of(counts, true).is_some();
        Said {
            sequence: surprise.is_surprising,
            counts,
            all: counts || surprise.surprise > most,
            strangeness: 1.0 - 0.5_f64.powf(f64::from(surprise.surprise / model.bound)),
        }
    });
    Ok(said.collect())
}

fn counts_of(session: &Session) -> Counts {
    let events: Vec<u64> = session
        .events
        .iter()
        .map(|event| u64::from(*event))
        .collect();
    counts::counts(&events)
}

/// Three networks are more steady than one; a command can wait.
fn config() -> next_event::Config {
    next_event::Config {
        members: 3,
        ..next_event::Config::default()
    }
}

/// Each sequence once, with how often it occurs.
fn distinct(sessions: &[Session]) -> Vec<next_event::Session> {
    let mut n: BTreeMap<&[u32], u64> = BTreeMap::new();
    for session in sessions {
        *n.entry(&session.events).or_default() += 1;
    }
    n.into_iter()
        .map(|(events, n)| of_events(events, n))
        .collect()
}

fn each(sessions: &[Session]) -> Vec<next_event::Session> {
    sessions
        .iter()
        .map(|session| of_events(&session.events, 1))
        .collect()
}

fn of_events(events: &[u32], n: u64) -> next_event::Session {
    next_event::Session {
        events: events.iter().map(|event| u64::from(*event)).collect(),
        n,
    }
}

/// Decision tree and random forest, each learned from a random quarter with labels and scored on the
/// rest, once for each seed; both say yes from [`SPEAKS`] on.
pub(super) fn trees(sessions: &[Session]) -> Result<Vec<(Vec<Scored>, Vec<Scored>)>> {
    let counts: Vec<Counts> = sessions.iter().map(counts_of).collect();
    let truth: Vec<bool> = sessions.iter().map(|session| session.is_anomaly).collect();
    let mut runs = Vec::new();
    for seed in 1..=N_SEEDS {
        let (train, test) = split(sessions.len(), seed);
        let learned: Vec<Counts> = train
            .iter()
            .filter_map(|i| counts.get(*i))
            .cloned()
            .collect();
        let vocabulary: BTreeSet<u64> = learned.iter().flat_map(BTreeMap::keys).copied().collect();
        let vocabulary: Vec<u64> = vocabulary.into_iter().collect();
        let table = features::of_sessions(&counts, &truth, &vocabulary);
        let (train, test) = (table.select(&train), table.select(&test));
        let growth = Growth {
            seed,
            max_depth: 16,
            ..Growth::default()
        };
        let tree = Forest {
            trees: vec![fit_tree(&train, &growth)?],
        };
        let forest = fit_forest(&train, &growth)?;
        runs.push((scored(&tree, &test), scored(&forest, &test)));
    }
    Ok(runs)
}

fn scored(forest: &Forest, table: &Table) -> Vec<Scored> {
    let scores = table.rows.iter().map(|row| forest.score(row));
    scores.zip(table.truth.iter().copied()).collect()
}

/// A random quarter, and the rest.
fn split(n: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..n).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    let rest = order.split_off(n / ONE_IN);
    (order, rest)
}
