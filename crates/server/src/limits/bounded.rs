//! The memory of a limit: a table of bounded size.
//!
//! Up to its cap it remembers each key by itself. Keys beyond that share one of a fixed number of
//! places, chosen by a keyed hash: a flood of addresses then slows the newcomers, it neither grows
//! the table nor frees those that are in it.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;

/// Chosen: 32 KiB for each limit, and few keys a place even under a flood of a million.
const N_SHARED: usize = 4_096;

/// Clones share one table.
#[derive(Debug)]
pub struct Bounded<K>(Arc<Mutex<Table<K>>>);

#[derive(Debug)]
struct Table<K> {
    known: HashMap<K, Nanos>,
    max_known: usize,
    shared: Vec<Option<Nanos>>,
    hasher: RandomState,
    /// Newcomers since it was last looked through for keys that may be forgotten.
    n_since_look: usize,
}

impl<K: Eq + Hash> Bounded<K> {
    pub(super) fn new(max_known: usize) -> Self {
        Self(Arc::new(Mutex::new(Table {
            known: HashMap::new(),
            max_known,
            shared: vec![None; N_SHARED],
            hasher: RandomState::new(),
            n_since_look: 0,
        })))
    }

    /// Whether it is worth looking for keys to forget: it is full, and not just looked through.
    pub(super) fn is_full(&self) -> bool {
        let table = self.table();
        table.known.len() >= table.max_known && table.n_since_look * 8 >= table.max_known
    }

    pub(super) fn remove(&self, key: &K) {
        let mut table = self.table();
        table.known.remove(key);
        let place = table.place(key);
        if let Some(shared) = table.shared.get_mut(place) {
            *shared = None;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.table().known.len()
    }

    fn table(&self) -> MutexGuard<'_, Table<K>> {
        // Every change of the table is a single step, so that a panic leaves it sound.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Table<K> {
    fn place(&self, key: &K) -> usize {
        let hash = self.hasher.hash_one(key) % (N_SHARED as u64);
        usize::try_from(hash).unwrap_or(0)
    }
}

impl<K> Clone for Bounded<K> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Clone + Eq + Hash> StateStore for Bounded<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut table = self.table();
        if let Some(until) = table.known.get_mut(key) {
            let (answer, next) = decide(Some(*until))?;
            *until = next;
            return Ok(answer);
        }
        if table.known.len() < table.max_known {
            let (answer, next) = decide(None)?;
            table.known.insert(key.clone(), next);
            return Ok(answer);
        }
        table.n_since_look += 1;
        let place = table.place(key);
        let shared = table.shared.get_mut(place);
        let (answer, next) = decide(shared.as_deref().copied().flatten())?;
        if let Some(shared) = shared {
            *shared = Some(next);
        }
        Ok(answer)
    }
}

impl<K: Clone + Eq + Hash> ShrinkableKeyedStateStore<K> for Bounded<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut table = self.table();
        table.known.retain(|_, until| *until > drop_below);
        table.n_since_look = 0;
    }

    fn len(&self) -> usize {
        Self::len(self)
    }

    fn is_empty(&self) -> bool {
        Self::len(self) == 0
    }
}
