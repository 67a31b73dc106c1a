//! The ways that sessions go: which of the learned ones are usual, and how far another is from them.
//!
//! A day that is taken for ordinary need not be: what went wrong in it teaches its own ways. Few sessions
//! go each of them, so that they can be told from the ways of ordinary work ([`rare`]). The log that is
//! judged has a say too: a way that many of its sessions go is how the log goes now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Counts, FALSE_ALARMS, Usual};

/// How often each fixed event comes, by its place among the learned events; 0 is left out.
pub(super) type Way = Vec<(u32, u32)>;

/// Up to this share of the sessions are few. Chosen on the first half of the HDFS log (learned from its
/// first quarter, judged on its second); 3 % gave the same, 1 % found a third as much.
const FEW: f64 = 0.02;

/// Where more sessions than this go ways that few go, that is how they go here. Chosen: faults of one
/// session in twenty are no ordinary day to anybody.
const MOST_FAULTS: f64 = 0.05;

/// Ways of learned sessions that are not usual all the same, as few went them, and few go them in `log`.
///
/// None where hardly any session went a rare way: then nothing speaks against the day, and what it had is
/// usual. None either where sessions usually have none of the fixed events: these are then no parts of a
/// way, but what happens now and then (a visitor whose page was not found).
pub(super) fn rare<'u, 'c>(
    usual: &'u Usual,
    log: impl IntoIterator<Item = (&'c Counts, u64)>,
) -> BTreeSet<&'u Way> {
    let learned = usual
        .ways
        .values()
        .fold(0, |sum: u64, n| sum.saturating_add(*n));
    let few = |n: u64, all: u64| n as f64 <= (all as f64 * FEW).max(1.0);
    let (rare, others): (Vec<_>, Vec<_>) = usual.ways.iter().partition(|(_, n)| few(**n, learned));
    let share = rare.iter().map(|(_, n)| **n as f64).sum::<f64>() / learned as f64;
    let is_faulty = share > FALSE_ALARMS && share <= MOST_FAULTS;
    if !is_faulty || others.iter().any(|(way, _)| way.is_empty()) {
        return BTreeSet::new();
    }
    let mut n_log = 0;
    let mut in_log: BTreeMap<&Way, u64> = rare.iter().map(|(way, _)| (*way, 0)).collect();
    for (counts, n) in log {
        n_log += n;
        if let Some(n_way) = in_log.get_mut(&usual.way(counts)) {
            *n_way += n;
        }
    }
    in_log.retain(|_, n| few(*n, n_log));
    in_log.into_keys().collect()
}

/// Where two ways differ: place, number in the one, number in the other.
pub(super) fn difference(own: &[(u32, u32)], other: &[(u32, u32)]) -> Vec<(u32, u32, u32)> {
    let number = |of: &[(u32, u32)], place| {
        let found = of.binary_search_by_key(&place, |(place, _)| *place);
        let found = found.ok().and_then(|i| of.get(i));
        found.map_or(0, |(_, n)| *n)
    };
    let lacking = other.iter().filter(|(place, _)| number(own, *place) == 0);
    let own_places = own
        .iter()
        .map(|(place, n)| (*place, *n, number(other, *place)));
    own_places
        .chain(lacking.map(|(place, m)| (*place, 0, *m)))
        .filter(|(_, n, m)| n != m)
        .collect()
}
