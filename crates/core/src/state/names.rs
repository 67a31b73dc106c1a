//! The entities of a file: each once, counted, in a table that keeps the lowest hashes at its cap.
//!
//! Why the lowest hashes: whichever way a file is split, the entries that the whole would keep are
//! kept by every part, with all their counts. Keeping the first or the most frequent would depend
//! on the order of arrival.

use jejak_protocol::EntityKind;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::hash::StableHash;

/// Position of a name in its table. Valid until the next `shrink` or `append`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct NameId(pub(crate) u32);

impl NameId {
    /// No entity here.
    pub(crate) const NONE: Self = Self(u32::MAX);

    pub(crate) fn index(self) -> Option<usize> {
        (self != Self::NONE).then_some(self.0 as usize)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Name {
    pub(crate) kind: EntityKind,
    hash: u64,
    pub(crate) text: Box<str>,
    /// Records that name it.
    pub(crate) n_records: u64,
    /// Records that name it and mean trouble.
    pub(crate) n_suspicious: u64,
    /// Whether one of them is a sign-in that failed.
    fails: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Names {
    list: Vec<Name>,
    by_hash: FxHashMap<u64, u32>,
    is_capped: bool,
    /// Length after the last `shrink`, so that growing tables are not walked at every line.
    n_at_shrink: usize,
}

/// Bytes of a name that are kept; a hostile line can hold a megabyte of "user name".
const MAX_NAME_BYTES: usize = 256;

impl Names {
    pub(crate) fn list(&self) -> &[Name] {
        &self.list
    }

    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// Finds or adds a name and counts one record for it.
    #[inline]
    pub(crate) fn count(&mut self, kind: EntityKind, text: &str, is_suspicious: bool) -> NameId {
        let text = cut(text);
        let hash = StableHash::new(kind as u64).bytes(text.as_bytes()).finish();
        let idx = match self.by_hash.get(&hash) {
            Some(idx) => *idx,
            None => self.add(kind, hash, text.into()),
        };
        if let Some(name) = self.list.get_mut(idx as usize) {
            name.n_records += 1;
            name.n_suspicious += u64::from(is_suspicious);
        }
        NameId(idx)
    }

    /// Notes that it failed to sign in.
    #[inline]
    pub(crate) fn note_failure(&mut self, id: NameId) {
        if let Some(name) = id.index().and_then(|idx| self.list.get_mut(idx)) {
            name.fails = true;
        }
    }

    /// Whether it ever failed to sign in.
    #[inline]
    pub(crate) fn fails(&self, id: NameId) -> bool {
        let name = id.index().and_then(|idx| self.list.get(idx));
        name.is_some_and(|name| name.fails)
    }

    fn add(&mut self, kind: EntityKind, hash: u64, text: Box<str>) -> u32 {
        let idx = u32::try_from(self.list.len()).unwrap_or(u32::MAX - 1);
        self.list.push(Name {
            kind,
            hash,
            text,
            n_records: 0,
            n_suspicious: 0,
            fails: false,
        });
        self.by_hash.insert(hash, idx);
        idx
    }

    /// Takes up the names of the range that follows; returns their ids here, by their ids there.
    pub(crate) fn append(&mut self, right: Self) -> Vec<NameId> {
        self.is_capped |= right.is_capped;
        let mut ids = Vec::with_capacity(right.list.len());
        for name in right.list {
            let idx = match self.by_hash.get(&name.hash) {
                Some(idx) => *idx,
                None => self.add(name.kind, name.hash, name.text),
            };
            if let Some(own) = self.list.get_mut(idx as usize) {
                own.n_records += name.n_records;
                own.n_suspicious += name.n_suspicious;
                own.fails |= name.fails;
            }
            ids.push(NameId(idx));
        }
        ids
    }

    /// Whether some kind may hold more names than `n_max`; cheap.
    pub(crate) fn may_exceed(&self, n_max: usize) -> bool {
        self.list.len() > n_max
    }

    /// Whether the table grew by a quarter since it was last walked.
    pub(crate) fn grew(&self) -> bool {
        self.list.len() > self.n_at_shrink + self.n_at_shrink / 4
    }

    /// Keeps the `n_max` lowest hashes of each kind. Returns the new ids by the old ones
    /// (`NameId::NONE` for what went), or None when nothing changed.
    pub(crate) fn shrink(&mut self, n_max: usize) -> Option<Vec<NameId>> {
        let mut by_kind: FxHashMap<EntityKind, Vec<u64>> = FxHashMap::default();
        for name in &self.list {
            by_kind.entry(name.kind).or_default().push(name.hash);
        }
        self.n_at_shrink = self.list.len();
        by_kind.retain(|_, hashes| hashes.len() > n_max);
        if by_kind.is_empty() {
            return None;
        }
        let highest: FxHashMap<EntityKind, Option<u64>> = by_kind
            .into_iter()
            .map(|(kind, mut hashes)| {
                hashes.sort_unstable();
                (
                    kind,
                    n_max.checked_sub(1).and_then(|i| hashes.get(i)).copied(),
                )
            })
            .collect();
        self.is_capped = true;
        let mut ids = Vec::with_capacity(self.list.len());
        self.by_hash.clear();
        let old = std::mem::take(&mut self.list);
        for name in old {
            let stays = match highest.get(&name.kind) {
                Some(highest) => highest.is_some_and(|highest| name.hash <= highest),
                None => true,
            };
            if stays {
                let idx = u32::try_from(self.list.len()).unwrap_or(u32::MAX - 1);
                self.by_hash.insert(name.hash, idx);
                self.list.push(name);
                ids.push(NameId(idx));
            } else {
                ids.push(NameId::NONE);
            }
        }
        self.n_at_shrink = self.list.len();
        Some(ids)
    }
}

fn cut(text: &str) -> &str {
    if text.len() <= MAX_NAME_BYTES {
        return text;
    }
    text.get(..text.floor_char_boundary(MAX_NAME_BYTES))
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_each_name_once() {
        let mut names = Names::default();
        let a = names.count(EntityKind::User, "root", false);
        let b = names.count(EntityKind::User, "root", true);
        let c = names.count(EntityKind::Host, "root", true);
        assert_eq!(a, b);
        assert_ne!(a, c);
        assert_eq!(names.list()[0].n_records, 2);
        assert_eq!(names.list()[0].n_suspicious, 1);
    }

    #[test]
    fn the_cap_keeps_the_same_names_in_any_order() {
        let words: Vec<String> = (0..100).map(|i| format!("user{i}")).collect();
        let kept = |order: &[String]| {
            let mut names = Names::default();
            for word in order {
                names.count(EntityKind::User, word, false);
                names.shrink(10);
            }
            let mut kept: Vec<_> = names.list().iter().map(|n| n.text.clone()).collect();
            kept.sort();
            kept
        };
        let mut back = words.clone();
        back.reverse();
        assert_eq!(kept(&words), kept(&back));
        assert_eq!(kept(&words).len(), 10);
    }
}
