//! Which counts of events a session usually has, learned without labels.
//!
//! Most events of a session come a fixed number of times (a block is written three times, or not); some
//! come as often as somebody happens to ask (a block is read). [`learn`] tells them apart by how many
//! different numbers they come in. The way of a session is how often each of its fixed events came. Then a
//! session is unusual when it has an event that no learned one had, when an event comes far more often than
//! ever, when one is missing that all of them had, or when it goes a way that is not usual ([`Judge`]).
//!
//! Each rule is used only where the learned sessions would have kept it themselves: each of them is judged
//! by what all the others teach, and a rule that calls too many of them unusual is left out.
//!
//! Source of new events and ways: Landauer et al. 2024, "A critical review of common log data sets
//! used for evaluation of sequence-based anomaly detection techniques" (new events, event count vectors).

mod judge;
mod learn;
#[cfg(test)]
mod tests;
mod ways;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::vocabulary::Token;
use ways::Way;

pub use judge::Judge;
pub use learn::learn;

/// How often each event comes; those that do not come are left out.
pub type Counts = BTreeMap<Token, u32>;

/// Share of the learned sessions that a rule may call unusual. That of the next-event model's bound.
const FALSE_ALARMS: f64 = 0.005;

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
    /// Ways of the learned sessions, with how many went each. Empty when sessions go too many ways.
    ways: BTreeMap<Way, u64>,
    /// Fewest sessions that make a way usual.
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

impl Usual {
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

    fn way(&self, counts: &Counts) -> Way {
        let places = (0..)
            .zip(&self.events)
            .filter(|(_, bounds)| !bounds.is_free);
        places
            .filter_map(|(place, bounds)| Some((place, *counts.get(&bounds.event)?)))
            .collect()
    }
}
