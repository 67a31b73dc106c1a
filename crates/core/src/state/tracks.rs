//! The course of each host in a file: clocks differ from host to host, so each has its own.
//!
//! Bounded like `names`: the lowest hashes stay, so that any split keeps the same hosts whole. Files
//! whose lines name no host have one track.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::course::Course;
use super::shapes::Seen;
use crate::hash;

/// Hosts of a file that are followed. Chosen: more share a file only on a log server, and there the
/// rest are followed in their own files.
const N_TRACKS: usize = 256;

/// Silences and steps back that are kept of a host: a few that stand out, and the one that is usual.
pub(crate) const N_STEPS: usize = 5;

/// What one host wrote into a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Track {
    hash: u64,
    pub(crate) host: Box<str>,
    pub(crate) course: Course<N_STEPS>,
    /// Records that are requests: written when they end, stamped when they began.
    pub(crate) n_requests: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tracks {
    list: Vec<Track>,
    by_hash: FxHashMap<u64, u32>,
}

impl Tracks {
    pub(crate) fn list(&self) -> &[Track] {
        &self.list
    }

    /// Takes up a record that has a stamp.
    #[inline]
    pub(crate) fn push(&mut self, host: &str, seen: Seen, is_request: bool) {
        // Most files are of one host, which is told by comparing faster than by hashing.
        let idx = match self.list.first() {
            Some(track) if *track.host == *host => 0,
            _ => self.idx_of(host),
        };
        if let Some(track) = self.list.get_mut(idx as usize) {
            track.course.push(seen);
            track.n_requests += u64::from(is_request);
        }
    }

    fn idx_of(&mut self, host: &str) -> u32 {
        let hash = hash::of_text(host);
        match self.by_hash.get(&hash) {
            Some(idx) => *idx,
            None => self.add(Track {
                hash,
                host: host.into(),
                course: Course::default(),
                n_requests: 0,
            }),
        }
    }

    fn add(&mut self, track: Track) -> u32 {
        let idx = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.by_hash.insert(track.hash, idx);
        self.list.push(track);
        idx
    }

    /// Takes up the tracks of the range that follows; `moved` tells its records' places here.
    pub(crate) fn append(&mut self, right: Self, moved: impl Fn(Seen) -> Seen + Copy) {
        for track in right.list {
            let idx = match self.by_hash.get(&track.hash) {
                Some(idx) => *idx,
                None => self.add(Track {
                    course: Course::default(),
                    n_requests: 0,
                    ..track.clone()
                }),
            };
            if let Some(own) = self.list.get_mut(idx as usize) {
                own.course.append(track.course, moved);
                own.n_requests += track.n_requests;
            }
        }
    }

    /// Whether there are so many more than the cap that shrinking is worth its while.
    #[inline]
    pub(crate) fn may_exceed(&self) -> bool {
        self.list.len() > 2 * N_TRACKS
    }

    /// Keeps the lowest hashes.
    pub(crate) fn shrink(&mut self) {
        if self.list.len() <= N_TRACKS {
            return;
        }
        self.list.sort_unstable_by_key(|track| track.hash);
        self.list.truncate(N_TRACKS);
        self.by_hash = self
            .list
            .iter()
            .zip(0..)
            .map(|(track, idx)| (track.hash, idx))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cap_keeps_the_same_hosts_in_any_order() {
        let kept = |order: &mut dyn Iterator<Item = u64>| {
            let mut tracks = Tracks::default();
            for nth in order {
                let seen = Seen { line: nth, raw: 0 };
                tracks.push(&format!("host{nth}"), seen, false);
                if tracks.may_exceed() {
                    tracks.shrink();
                }
            }
            tracks.shrink();
            let mut hosts: Vec<_> = tracks.list.into_iter().map(|track| track.host).collect();
            hosts.sort();
            hosts
        };
        let there = kept(&mut (0..2_000));
        assert_eq!(there, kept(&mut (0..2_000).rev()));
        assert_eq!(there.len(), N_TRACKS);
    }
}
