//! Learns which counts sessions usually have.

use std::collections::BTreeMap;

use super::ways::Way;
use super::{Bounds, FALSE_ALARMS, Seen, Usual};
use crate::vocabulary::Token;

/// An event that comes in so many different numbers is free. Chosen on `hdfs_train` alone: what
/// belongs to a state comes in at most three (not, once, again), what is read comes in any.
const MIN_NUMBERS: usize = 4;

/// A number counts as one that an event comes in when this share of the sessions has it. Chosen: one
/// odd session in a thousand is no rule.
const MIN_SHARE: f64 = 0.001;

/// An event may come so many times as often as it ever did: the least of these that keeps the learned
/// sessions usual. Chosen: twice, as counts of reads grow with the length of a log; beyond the last, one
/// session's count says nothing of another's.
const ROOMS: [u32; 6] = [2, 3, 4, 6, 8, 16];

/// Fewer sessions than this cannot show that a rule keeps within [`FALSE_ALARMS`].
const MIN_SESSIONS: u64 = 200;

/// More ways than this are no small set. Chosen: the file stays small.
const MAX_WAYS: usize = 4096;

/// Learns from sessions that are taken for ordinary. `support`: how many of them must go the same
/// way, 1 where all are known to be ordinary, more where some may not be.
pub fn learn(sessions: &[Seen], support: u64) -> Usual {
    let support = support.max(1);
    let n_all: u64 = sessions.iter().map(|seen| seen.n).sum();
    let n_whole: u64 = sessions.iter().map(|seen| seen.n_whole).sum();
    // Where most are cut, those that are not are the short ones: they tell nothing of the others.
    let is_least_known = n_whole >= MIN_SESSIONS && n_whole >= n_all.div_ceil(2);
    let mut numbers: BTreeMap<Token, Numbers> = BTreeMap::new();
    for seen in sessions {
        for (event, n) in &seen.counts {
            numbers.entry(*event).or_default().add(*n, seen);
        }
    }
    let events: Vec<Bounds> = numbers
        .iter()
        .map(|(event, numbers)| {
            numbers.bounds(*event, n_all, Some(n_whole).filter(|_| is_least_known))
        })
        .collect();
    let mut usual = Usual {
        events,
        room: room(sessions, &numbers),
        ways: BTreeMap::new(),
        support,
    };
    let mut ways: BTreeMap<Way, u64> = BTreeMap::new();
    // What the log cut went that way too: it makes a way usual, though none unusual.
    for seen in sessions {
        *ways.entry(usual.way(&seen.counts)).or_default() += seen.n;
    }
    // Without one of its own sessions such a way would not be usual.
    let n_alone: u64 = ways.values().filter(|n| **n <= support).sum();
    ways.retain(|_, n| *n >= support);
    if is_kept(n_alone, n_all) && ways.len() <= MAX_WAYS {
        usual.ways = ways;
    }
    usual
}

/// Whether a rule that calls `n` of the learned sessions unusual may be used.
fn is_kept(n: u64, n_sessions: u64) -> bool {
    n_sessions >= MIN_SESSIONS && n as f64 <= n_sessions as f64 * FALSE_ALARMS
}

/// The numbers in which one event comes, where it comes at all.
#[derive(Debug, Default)]
struct Numbers {
    /// Of all sessions, and of the whole ones.
    sessions: BTreeMap<u32, u64>,
    whole: BTreeMap<u32, u64>,
}

impl Numbers {
    fn add(&mut self, n: u32, seen: &Seen) {
        *self.sessions.entry(n).or_default() += seen.n;
        if seen.n_whole > 0 {
            *self.whole.entry(n).or_default() += seen.n_whole;
        }
    }

    /// `n_whole`: of the whole sessions, where they tell what is missing.
    fn bounds(&self, event: Token, n_all: u64, n_whole: Option<u64>) -> Bounds {
        let n_with: u64 = self.whole.values().sum();
        let least = self.whole.first_key_value().filter(|(_, n_least)| {
            // One session alone with the least would not have kept what the others teach.
            Some(n_with) == n_whole && **n_least > 1
        });
        let n_without = n_all.saturating_sub(self.sessions.values().sum());
        let numbers = self.sessions.values().copied().chain([n_without]);
        let enough = (n_all as f64 * MIN_SHARE).max(1.0);
        Bounds {
            event,
            least: least.map_or(0, |(least, _)| *least),
            most: self.sessions.last_key_value().map_or(0, |(most, _)| *most),
            is_free: numbers.filter(|n| *n as f64 >= enough).count() >= MIN_NUMBERS,
        }
    }

    /// The most that the other sessions had, when a session has `n`; None when no other had the event.
    fn most_of_others(&self, n: u32) -> Option<u32> {
        let (most, n_most) = self.sessions.last_key_value()?;
        match *most == n && *n_most == 1 {
            true => self.sessions.range(..n).next_back().map(|(n, _)| *n),
            false => Some(*most),
        }
    }
}

/// The least room with which hardly any learned session is beyond what the others had.
fn room(sessions: &[Seen], numbers: &BTreeMap<Token, Numbers>) -> Option<u32> {
    let n_all: u64 = sessions.iter().map(|seen| seen.n).sum();
    let beyond = |seen: &Seen| {
        let times = seen.counts.iter().filter_map(|(event, n)| {
            let others = numbers.get(event)?.most_of_others(*n)?;
            Some(n.div_ceil(others.max(1)))
        });
        times.max().unwrap_or(0)
    };
    let beyond: Vec<(u32, u64)> = sessions.iter().map(|seen| (beyond(seen), seen.n)).collect();
    ROOMS.into_iter().find(|room| {
        let n_beyond: u64 = beyond
            .iter()
            .filter(|(times, _)| times > room)
            .map(|(_, n)| n)
            .sum();
        n_beyond as f64 <= n_all as f64 * FALSE_ALARMS
    })
}
