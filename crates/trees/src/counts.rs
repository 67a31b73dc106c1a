//! Which counts of templates a session usually has, learned without labels.
//!
//! Most events of a session come a fixed number of times (a block is written three times, or not); some
//! come as often as somebody happens to ask (a block is read). [`learn`] tells them apart by how many
//! different numbers they come in. Then a session is unusual when it has an event that no learned one
//! had, when its fixed events come in a combination that none had, or when a free event comes far more
//! often than ever.
//!
//! Source of the first two: Landauer et al. 2024, "A critical review of common log data sets used for
//! evaluation of sequence-based anomaly detection techniques" (new events, event count vectors).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// How often each event comes; those that do not come are left out.
pub type Counts = BTreeMap<u32, u32>;

/// An event that comes in so many different numbers is free. Chosen on `hdfs_train` alone: what
/// belongs to a state comes in at most three (not, once, again), what is read comes in any.
const MIN_NUMBERS: usize = 4;

/// A number counts as one that an event comes in when this share of the sessions has it. Chosen: one
/// odd session in a thousand is no rule.
const MIN_SHARE: f64 = 0.001;

/// A free event may come so many times as often as it ever did. Chosen: twice, as counts of reads
/// grow with the length of a log.
const ROOM: u32 = 2;

/// The counts that sessions usually have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usual {
    /// Events whose number means nothing, with the most that was seen.
    pub free: BTreeMap<u32, u32>,
    /// All events that were seen.
    pub events: BTreeSet<u32>,
    /// Combinations of the other events, with the number of sessions that had them.
    fixed: BTreeMap<Vec<(u32, u32)>, u64>,
    /// The most records of a session.
    pub longest: u32,
    /// Fewest sessions that make a combination usual.
    support: u64,
}

/// Why a session is unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusual {
    /// An event that no learned session had.
    NewEvent(u32),
    /// Known events in numbers that no learned session had.
    NewCounts,
    /// A free event far more often than ever.
    TooMany { event: u32, n: u32, most: u32 },
}

/// Counts of a sequence.
pub fn counts(events: &[u32]) -> Counts {
    let mut counts = Counts::new();
    for event in events {
        *counts.entry(*event).or_default() += 1;
    }
    counts
}

/// Learns from sessions that are taken for ordinary. `support`: how many of them must share a
/// combination, 1 where all are known to be ordinary, more where some may not be.
pub fn learn(sessions: &[Counts], support: u64) -> Usual {
    let events: BTreeSet<u32> = sessions
        .iter()
        .flat_map(|counts| counts.keys().copied())
        .collect();
    let free: BTreeSet<u32> = events
        .iter()
        .copied()
        .filter(|event| is_free(*event, sessions))
        .collect();
    let mut usual = Usual {
        events,
        support,
        ..Usual::default()
    };
    for counts in sessions {
        *usual.fixed.entry(fixed(counts, &free)).or_default() += 1;
        usual.longest = usual.longest.max(counts.values().sum());
        for event in &free {
            let n = counts.get(event).copied().unwrap_or(0);
            let most = usual.free.entry(*event).or_default();
            *most = (*most).max(n);
        }
    }
    usual
}

/// Whether the event comes in many different numbers.
fn is_free(event: u32, sessions: &[Counts]) -> bool {
    let mut n_with: BTreeMap<u32, u64> = BTreeMap::new();
    for counts in sessions {
        *n_with
            .entry(counts.get(&event).copied().unwrap_or(0))
            .or_default() += 1;
    }
    let least = MIN_SHARE * sessions.len() as f64;
    n_with.values().filter(|n| **n as f64 >= least).count() >= MIN_NUMBERS
}

fn fixed(counts: &Counts, free: &BTreeSet<u32>) -> Vec<(u32, u32)> {
    let rest = counts.iter().filter(|(event, _)| !free.contains(*event));
    rest.map(|(event, n)| (*event, *n)).collect()
}

impl Usual {
    /// Why a session is unusual, the plainest reason first; None when it is not.
    pub fn judge(&self, counts: &Counts) -> Option<Unusual> {
        if let Some(event) = counts.keys().find(|event| !self.events.contains(*event)) {
            return Some(Unusual::NewEvent(*event));
        }
        let free: BTreeSet<u32> = self.free.keys().copied().collect();
        let n_alike = self.fixed.get(&fixed(counts, &free)).copied().unwrap_or(0);
        if n_alike < self.support.max(1) {
            return Some(Unusual::NewCounts);
        }
        self.free.iter().find_map(|(event, most)| {
            let n = counts.get(event).copied().unwrap_or(0);
            let is_too_many = n > most.saturating_mul(ROOM);
            is_too_many.then_some(Unusual::TooMany {
                event: *event,
                n,
                most: *most,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written three times, or three times with a check; read as often as it happens.
    fn sessions() -> Vec<Counts> {
        (0..300_u32)
            .map(|i| {
                let mut events = vec![1, 1, 1, 2];
                if i % 4 == 0 {
                    events.push(3);
                }
                events.extend(std::iter::repeat_n(9, (i * 7 % 23) as usize));
                counts(&events)
            })
            .collect()
    }

    #[test]
    fn what_comes_any_number_of_times_is_free() {
        let usual = learn(&sessions(), 1);
        assert_eq!(usual.free.keys().collect::<Vec<_>>(), [&9]);
        assert_eq!(usual.free.get(&9), Some(&22));
    }

    #[test]
    fn each_way_of_being_unusual_has_its_reason() {
        let usual = learn(&sessions(), 1);
        let judge = |events: &[u32]| usual.judge(&counts(events));
        assert_eq!(judge(&[1, 1, 1, 2, 9, 9]), None);
        assert_eq!(judge(&[1, 1, 1, 2, 3]), None);
        assert_eq!(judge(&[1, 1, 1, 2, 7]), Some(Unusual::NewEvent(7)));
        assert_eq!(judge(&[1, 1, 2]), Some(Unusual::NewCounts));
        let mut many = vec![1, 1, 1, 2];
        many.extend([9; 45]);
        let too_many = Unusual::TooMany {
            event: 9,
            n: 45,
            most: 22,
        };
        assert_eq!(judge(&many), Some(too_many));
    }

    #[test]
    fn what_is_rare_is_not_usual_where_more_support_is_asked() {
        let mut sessions = sessions();
        sessions.push(counts(&[1, 2]));
        assert_eq!(learn(&sessions, 1).judge(&counts(&[1, 2])), None);
        assert_eq!(
            learn(&sessions, 2).judge(&counts(&[1, 2])),
            Some(Unusual::NewCounts)
        );
    }

    #[test]
    fn of_no_sessions_everything_is_new() {
        assert_eq!(
            learn(&[], 1).judge(&counts(&[1])),
            Some(Unusual::NewEvent(1))
        );
    }
}
