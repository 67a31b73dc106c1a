//! What happened in each session, in the order of the lines: the shapes of its records.
//!
//! Bounded like `names`: sessions with the lowest hashes stay, with all of their records up to
//! [`MAX_EVENTS`], so that any split of the file keeps the same ones.

use jejak_protocol::model::MAX_SESSION_EVENTS as MAX_EVENTS;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::shapes::Seen;
use crate::clock::{DAY_US, SLOT_US, UNTIMED};
use crate::hash::StableHash;
use crate::sessions::SessionName;

/// One record of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// Low half of the hash of its shape.
    pub(crate) shape: u32,
    /// Lines below the first of its session.
    pub(crate) below: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    hash: u64,
    pub(crate) name: Box<str>,
    pub(crate) events: Vec<Step>,
    pub(crate) n_events: u64,
    pub(crate) first: Seen,
    pub(crate) last: Seen,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sessions {
    list: Vec<Session>,
    by_hash: FxHashMap<u64, u32>,
    /// Once sessions were given up: the highest hash that may still be among the lowest.
    highest: Option<u64>,
}

impl Sessions {
    pub(crate) fn list(&self) -> &[Session] {
        &self.list
    }

    /// Once sessions were given up: the highest hash that may still be among the lowest.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// No session yet, in a file of which another range has said up to which hash they may stay.
    pub(crate) fn up_to(highest: Option<u64>) -> Self {
        Self {
            highest,
            ..Self::default()
        }
    }

    pub(crate) fn is_capped(&self) -> bool {
        self.highest.is_some()
    }

    /// Adds a record of the shape to a session. A daily session is another one on another day.
    #[inline]
    pub(crate) fn push(
        &mut self,
        name: SessionName<'_>,
        is_daily: bool,
        shape: u64,
        seen: Seen,
        n_max: usize,
    ) {
        let day = match is_daily {
            // A turn shifts raw times by whole slots: the day within one is the same (a clock without
            // days has but one).
            true => seen.raw.rem_euclid(SLOT_US) / DAY_US,
            false => -1,
        };
        let hash = name.hash(StableHash::new(day as u64)).finish();
        if self.highest.is_some_and(|highest| hash > highest) {
            return;
        }
        let session = match self.by_hash.get(&hash) {
            Some(idx) => self.list.get_mut(*idx as usize),
            None => {
                self.add(Session {
                    hash,
                    name: name.text(),
                    events: Vec::new(),
                    n_events: 0,
                    first: seen,
                    last: seen,
                });
                self.list.last_mut()
            }
        };
        if let Some(session) = session {
            session.n_events += 1;
            session.last = seen;
            if session.events.len() < MAX_EVENTS {
                session.events.push(Step {
                    shape: shape as u32,
                    below: lines_between(session.first, seen),
                });
            }
        }
        self.shrink_if_large(n_max);
    }

    fn add(&mut self, session: Session) {
        let idx = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_hash.insert(session.hash, idx);
        self.list.push(session);
    }

    /// Takes up the sessions of the range that follows, `n_lines` further down and `shift` later;
    /// what stood above its first stamp happened at `untimed`.
    pub(crate) fn append(
        &mut self,
        right: Self,
        n_lines: u64,
        shift: i64,
        untimed: i64,
        n_max: usize,
    ) {
        let moved = |seen: Seen| Seen {
            line: seen.line + n_lines,
            raw: match seen.raw {
                UNTIMED => untimed,
                raw => raw + shift,
            },
        };
        let highest = [self.highest, right.highest].into_iter().flatten().min();
        if highest != self.highest {
            self.highest = highest;
            self.keep(|hash| highest.is_none_or(|highest| hash <= highest));
        }
        for mut session in right.list {
            if highest.is_some_and(|highest| session.hash > highest) {
                continue;
            }
            session.first = moved(session.first);
            session.last = moved(session.last);
            let own = self.by_hash.get(&session.hash);
            match own.and_then(|idx| self.list.get_mut(*idx as usize)) {
                Some(own) => {
                    let room = MAX_EVENTS.saturating_sub(own.events.len());
                    let down = lines_between(own.first, session.first);
                    own.events
                        .extend(session.events.iter().take(room).map(|step| Step {
                            below: step.below.saturating_add(down),
                            ..*step
                        }));
                    own.n_events += session.n_events;
                    own.last = session.last;
                }
                None => self.add(session),
            }
        }
        self.shrink_if_large(n_max);
    }

    /// Shrinks what outgrew its cap by half, so that shrinking stays cheap for each record.
    fn shrink_if_large(&mut self, n_max: usize) {
        if self.list.len() > n_max + n_max / 2 {
            self.shrink(n_max);
        }
    }

    /// Keeps the `n_max` lowest hashes.
    pub(crate) fn shrink(&mut self, n_max: usize) {
        if self.list.len() <= n_max {
            return;
        }
        let mut hashes: Vec<u64> = self.list.iter().map(|session| session.hash).collect();
        hashes.sort_unstable();
        // Without room for any, no hash is low enough.
        let last = n_max.checked_sub(1).and_then(|i| hashes.get(i)).copied();
        self.highest = Some(last.unwrap_or(0));
        self.keep(|hash| last.is_some_and(|last| hash <= last));
    }

    fn keep(&mut self, stays: impl Fn(u64) -> bool) {
        self.list.retain(|session| stays(session.hash));
        self.by_hash = self
            .list
            .iter()
            .zip(0..)
            .map(|(session, idx)| (session.hash, idx))
            .collect();
    }
}

fn lines_between(above: Seen, below: Seen) -> u32 {
    u32::try_from(below.line.saturating_sub(above.line)).unwrap_or(u32::MAX)
}
