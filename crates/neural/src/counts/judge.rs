//! Judges the sessions of a log by the counts that were learned.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::ways::{self, Way};
use super::{Counts, Unlike, Usual};

/// Tells which sessions of one log are unusual.
#[derive(Clone, Debug)]
pub struct Judge<'u> {
    usual: &'u Usual,
    /// Learned ways that are not usual.
    rare: BTreeSet<&'u Way>,
}

impl Usual {
    /// `log`: counts of all the sessions that are to be judged, and how many sessions have them.
    pub fn among<'c>(&self, log: impl IntoIterator<Item = (&'c Counts, u64)>) -> Judge<'_> {
        Judge {
            usual: self,
            rare: ways::rare(self, log),
        }
    }
}

impl Judge<'_> {
    /// The event by which a session is unusual, the plainest reason first; None when it is not.
    ///
    /// `is_whole`: nothing of the session lies before or behind the log. What the log cut may lack anything,
    /// but not have more than a usual session has.
    pub fn of(&self, counts: &Counts, is_whole: bool) -> Option<Unlike> {
        self.new_event(counts)
            .or_else(|| self.too_many(counts))
            .or_else(|| self.too_few(counts).filter(|_| is_whole))
            .or_else(|| self.other_way(counts, is_whole))
    }

    fn new_event(&self, counts: &Counts) -> Option<Unlike> {
        let mut new = counts
            .iter()
            .filter(|(event, _)| self.usual.place(**event).is_none());
        let (event, n) = new.next()?;
        Some(Unlike {
            event: *event,
            n: *n,
            usual: 0,
        })
    }

    fn too_many(&self, counts: &Counts) -> Option<Unlike> {
        let room = self.usual.room?;
        let beyond = counts.iter().filter_map(|(event, n)| {
            let most = self.usual.bounds(*event)?.most;
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
        self.usual.events.iter().find_map(|bounds| {
            let n = counts.get(&bounds.event).copied().unwrap_or(0);
            (n < bounds.least).then_some(Unlike {
                event: bounds.event,
                n,
                usual: bounds.least,
            })
        })
    }

    /// The event that is farthest from the most alike of the usual ways.
    fn other_way(&self, counts: &Counts, is_whole: bool) -> Option<Unlike> {
        let own = self.usual.way(counts);
        let is_usual = |way: &Way| !self.rare.contains(way);
        if self.usual.ways.contains_key(&own) && is_usual(&own) {
            return None;
        }
        let usual = self.usual.ways.iter().filter(|(way, _)| is_usual(way));
        let alike = usual
            .map(|(way, n)| {
                let mut unlike = ways::difference(&own, way);
                unlike.retain(|(_, n, usual)| is_whole || n > usual);
                (unlike, n)
            })
            .min_by_key(|(unlike, n)| {
                let by = unlike.iter().map(|(_, n, usual)| n.abs_diff(*usual));
                (by.map(u64::from).sum::<u64>(), Reverse(**n))
            });
        let (unlike, _) = alike?;
        let (place, n, usual) = unlike
            .into_iter()
            .max_by_key(|(place, n, usual)| (n.abs_diff(*usual), Reverse(*place)))?;
        let event = self.usual.events.get(place as usize)?.event;
        Some(Unlike { event, n, usual })
    }
}
