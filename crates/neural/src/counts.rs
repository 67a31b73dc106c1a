//! Which counts of events a session usually has, learned without labels.
//!
//! Most events of a session come a fixed number of times (a block is written three times, or not); some
//! come as often as somebody happens to ask (a block is read). [`learn`] tells them apart by how many
//! different numbers they come in. Then a session is unusual when it has an event that no learned one had,
//! when an event comes far more often than ever, when one is missing that all of them had, or when its fixed
//! events come in a combination that none had.
//!
//! Each rule is used only where the learned sessions would have kept it themselves: each of them is judged
//! by what all the others teach, and a rule that calls too many of them unusual is left out.
//!
//! Source of new events and combinations: Landauer et al. 2024, "A critical review of common log data sets
//! used for evaluation of sequence-based anomaly detection techniques" (new events, event count vectors).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::vocabulary::Token;

/// How often each event comes; those that do not come are left out.
pub type Counts = BTreeMap<Token, u32>;

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

/// Share of the learned sessions that a rule may call unusual. That of the next-event model's bound.
const FALSE_ALARMS: f64 = 0.005;

/// Fewer sessions than this cannot show that a rule keeps within [`FALSE_ALARMS`].
const MIN_SESSIONS: u64 = 200;

/// With more combinations than this they are no small set of ways to go. Chosen: the file stays small.
const MAX_COMBINATIONS: usize = 4096;

/// Sessions with the same counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub counts: Counts,
    pub n: u64,
    /// Those of them that the log did not cut: only they tell what is missing in a session.
    pub n_whole: u64,
}

/// The counts that sessions usually have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usual {
    /// In the order of their tokens.
    events: Vec<Bounds>,
    /// How many times as often as ever an event may come; None when nothing can be said.
    room: Option<u32>,
    /// Combinations of the events that are not free, by their places in `events`, with the number of
    /// sessions that had them. Empty when sessions go too many ways.
    combinations: BTreeMap<Vec<(u32, u32)>, u64>,
    /// Fewest sessions that make a combination usual.
    support: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bounds {
    event: Token,
    /// What every whole session had; 0 when nothing can be said.
    least: u32,
    most: u32,
    is_free: bool,
}

/// Why a session is unusual: an event that comes more or less often than it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlike {
    pub event: Token,
    pub n: u32,
    /// The nearest number that would have been usual; 0 for an event that no learned session had.
    pub usual: u32,
}

/// Counts of a sequence.
pub fn counts(events: &[Token]) -> Counts {
    let mut counts = Counts::new();
    for event in events {
        let n = counts.entry(*event).or_default();
        *n = n.saturating_add(1);
    }
    counts
}

/// Learns from sessions that are taken for ordinary. `support`: how many of them must share a
/// combination, 1 where all are known to be ordinary, more where some may not be.
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
        combinations: BTreeMap::new(),
        support,
    };
    let mut combinations: BTreeMap<Vec<(u32, u32)>, u64> = BTreeMap::new();
    // What the log cut went that way too: it makes a combination usual, though none unusual.
    for seen in sessions {
        *combinations.entry(usual.fixed(&seen.counts)).or_default() += seen.n;
    }
    // Without one of its own sessions such a combination would not be usual.
    let n_alone: u64 = combinations.values().filter(|n| **n <= support).sum();
    combinations.retain(|_, n| *n >= support);
    if is_kept(n_alone, n_all) && combinations.len() <= MAX_COMBINATIONS {
        usual.combinations = combinations;
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

impl Usual {
    /// The event by which a session is unusual, the plainest reason first; None when it is not.
    ///
    /// `is_whole`: nothing of the session lies before or behind the log.
    pub fn judge(&self, counts: &Counts, is_whole: bool) -> Option<Unlike> {
        self.new_event(counts)
            .or_else(|| self.too_many(counts))
            .or_else(|| self.too_few(counts).filter(|_| is_whole))
            .or_else(|| self.new_combination(counts).filter(|_| is_whole))
    }

    /// The most times that an event is no surprise.
    pub fn n_usual(&self, event: Token) -> Option<u32> {
        let bounds = self.bounds(event)?;
        Some(bounds.most.saturating_mul(self.room?))
    }

    fn bounds(&self, event: Token) -> Option<&Bounds> {
        self.events.get(self.place(event)?)
    }

    fn place(&self, event: Token) -> Option<usize> {
        let found = self
            .events
            .binary_search_by_key(&event, |bounds| bounds.event);
        found.ok()
    }

    fn new_event(&self, counts: &Counts) -> Option<Unlike> {
        let mut new = counts
            .iter()
            .filter(|(event, _)| self.place(**event).is_none());
        let (event, n) = new.next()?;
        Some(Unlike {
            event: *event,
            n: *n,
            usual: 0,
        })
    }

    fn too_many(&self, counts: &Counts) -> Option<Unlike> {
        let room = self.room?;
        let beyond = counts.iter().filter_map(|(event, n)| {
            let most = self.bounds(*event)?.most;
            let is_beyond = *n > most.saturating_mul(room);
            is_beyond.then_some((
                n / most.max(1),
                Unlike {
                    event: *event,
                    n: *n,
                    usual: most,
                },
            ))
        });
        let worst = beyond.max_by_key(|(times, _)| *times);
        worst.map(|(_, unlike)| unlike)
    }

    fn too_few(&self, counts: &Counts) -> Option<Unlike> {
        self.events.iter().find_map(|bounds| {
            let n = counts.get(&bounds.event).copied().unwrap_or(0);
            (n < bounds.least).then_some(Unlike {
                event: bounds.event,
                n,
                usual: bounds.least,
            })
        })
    }

    /// The event that is farthest from the most alike of the usual combinations.
    fn new_combination(&self, counts: &Counts) -> Option<Unlike> {
        let own = self.fixed(counts);
        if self.combinations.is_empty() || self.combinations.contains_key(&own) {
            return None;
        }
        let by_place: BTreeMap<u32, u32> = own.iter().copied().collect();
        let alike = self
            .combinations
            .iter()
            .map(|(other, n)| (difference(&by_place, other), n))
            .min_by_key(|(unlike, n)| {
                let distance: u64 = unlike
                    .iter()
                    .map(|(_, n, m)| u64::from(n.abs_diff(*m)))
                    .sum();
                (distance, std::cmp::Reverse(**n))
            });
        let (unlike, _) = alike?;
        let (place, n, usual) = unlike
            .into_iter()
            .max_by_key(|(place, n, usual)| (n.abs_diff(*usual), std::cmp::Reverse(*place)))?;
        let event = self.events.get(place as usize)?.event;
        Some(Unlike { event, n, usual })
    }

    fn fixed(&self, counts: &Counts) -> Vec<(u32, u32)> {
        let places = (0..)
            .zip(&self.events)
            .filter(|(_, bounds)| !bounds.is_free);
        places
            .filter_map(|(place, bounds)| Some((place, *counts.get(&bounds.event)?)))
            .collect()
    }
}

/// Where two combinations differ: place, number in the one, number in the other.
fn difference(own: &BTreeMap<u32, u32>, other: &[(u32, u32)]) -> Vec<(u32, u32, u32)> {
    let other: BTreeMap<u32, u32> = other.iter().copied().collect();
    let number = |of: &BTreeMap<u32, u32>, place| of.get(&place).copied().unwrap_or(0);
    let mut places: Vec<u32> = own.keys().chain(other.keys()).copied().collect();
    places.sort_unstable();
    places.dedup();
    places
        .into_iter()
        .map(|place| (place, number(own, place), number(&other, place)))
        .filter(|(_, n, m)| n != m)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(events: &[Token]) -> Seen {
        Seen {
            counts: counts(events),
            n: 1,
            n_whole: 1,
        }
    }

    /// Written three times, or three times with a check; read as often as it happens.
    fn sessions() -> Vec<Seen> {
        (0..300_u32)
            .map(|i| {
                let mut events = vec![1, 1, 1, 2];
                if i % 4 == 0 {
                    events.push(3);
                }
                events.extend(std::iter::repeat_n(9, (i * 7 % 23) as usize));
                seen(&events)
            })
            .collect()
    }

    fn unlike(event: Token, n: u32, usual: u32) -> Option<Unlike> {
        Some(Unlike { event, n, usual })
    }

    #[test]
    fn each_way_of_being_unusual_has_its_reason() {
        let usual = learn(&sessions(), 1);
        let judge = |events: &[Token]| usual.judge(&counts(events), true);
        assert_eq!(judge(&[1, 1, 1, 2, 9, 9]), None);
        assert_eq!(judge(&[1, 1, 1, 2, 3]), None);
        assert_eq!(judge(&[1, 1, 1, 2, 7]), unlike(7, 1, 0), "new");
        assert_eq!(
            judge(&[1, 1, 2]),
            unlike(1, 2, 3),
            "fewer than every session"
        );
        assert_eq!(judge(&[1, 1, 1]), unlike(2, 0, 1), "missing");
        assert_eq!(
            judge(&[1, 1, 1, 2, 3, 3]),
            unlike(3, 2, 1),
            "a new combination"
        );
        let mut many = vec![1, 1, 1, 2];
        many.extend([9; 45]);
        assert_eq!(judge(&many), unlike(9, 45, 22), "far more than ever");
        assert_eq!((usual.n_usual(9), usual.n_usual(7)), (Some(44), None));
    }

    #[test]
    fn what_the_log_cut_is_not_missing() {
        let usual = learn(&sessions(), 1);
        assert_eq!(usual.judge(&counts(&[1, 1]), false), None);
        assert_eq!(usual.judge(&counts(&[1; 7]), false), unlike(1, 7, 3));
    }

    #[test]
    fn a_cut_session_teaches_nothing_of_what_is_missing() {
        let mut sessions = sessions();
        let cut = seen(&[1]);
        sessions.push(Seen { n_whole: 0, ..cut });
        assert_eq!(
            learn(&sessions, 1).judge(&counts(&[1, 2]), true),
            unlike(1, 1, 3)
        );
        sessions.push(seen(&[1]));
        sessions.push(seen(&[1]));
        assert_eq!(learn(&sessions, 1).judge(&counts(&[1]), true), None);
    }

    #[test]
    fn what_is_rare_is_not_usual_where_more_support_is_asked() {
        let mut sessions = sessions();
        sessions.push(seen(&[1, 1, 1, 2, 3, 3]));
        let judge = |support| learn(&sessions, support).judge(&counts(&[1, 1, 1, 2, 3, 3]), true);
        assert_eq!(judge(1), None);
        assert_eq!(judge(2), unlike(3, 2, 1));
    }

    #[test]
    fn sessions_that_go_ever_other_ways_have_no_usual_combination() {
        // Each event comes once or not, in hundreds of combinations.
        let of = |bits: u32| {
            let events = (0..10_u64).filter(|bit| bits >> bit & 1 == 1);
            seen(&events.chain([99]).collect::<Vec<Token>>())
        };
        let sessions: Vec<Seen> = (0..400_u32).map(|i| of(i * 37 % 1024)).collect();
        let usual = learn(&sessions, 1);
        let other = of(38);
        assert!(!sessions.contains(&other));
        assert_eq!(usual.judge(&other.counts, true), None);
        assert_eq!(
            usual.judge(&counts(&[0, 1]), true),
            unlike(99, 0, 1),
            "every session has it"
        );
    }

    #[test]
    fn from_few_sessions_only_far_too_many_are_told() {
        let sessions = [seen(&[1, 2]), seen(&[1, 2]), seen(&[1, 2, 2])];
        let usual = learn(&sessions, 1);
        assert_eq!(usual.judge(&counts(&[1]), true), None);
        assert_eq!(
            usual.judge(&counts(&[1, 2, 2, 2, 2, 2]), true),
            unlike(2, 5, 2)
        );
    }

    #[test]
    fn where_one_count_tells_nothing_of_another_more_room_is_given() {
        // One of three sessions has ten times what the others have.
        let many = vec![1; 50];
        let sessions = [seen(&[1; 5]), seen(&[1; 4]), seen(&many)];
        let usual = learn(&sessions, 1);
        assert_eq!(usual.n_usual(1), Some(50 * 16));
        let worse = [seen(&[1]), seen(&[1; 100])];
        assert_eq!(learn(&worse, 1).n_usual(1), None);
    }

    #[test]
    fn of_no_sessions_everything_is_new() {
        assert_eq!(learn(&[], 1).judge(&counts(&[1]), true), unlike(1, 1, 0));
    }
}
