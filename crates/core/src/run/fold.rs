//! Merges the states of a file's ranges as they arrive, from the beginning of the file on.
//!
//! Only what arrived ahead of a gap waits; readers take ranges in order, so that is little.

use std::collections::BTreeMap;

use crate::plan::Plan;
use crate::state::{Reader, State};

#[derive(Debug)]
pub(super) struct Fold {
    /// From the file's first byte to the first gap.
    prefix: State,
    /// By their first byte.
    waiting: BTreeMap<u64, State>,
}

impl Fold {
    pub(super) fn new() -> Self {
        Self {
            prefix: State::empty(),
            waiting: BTreeMap::new(),
        }
    }

    pub(super) fn prefix(&self) -> &State {
        &self.prefix
    }

    /// Takes up the state of one range; ranges do not overlap.
    pub(super) fn take(&mut self, state: State, plan: &Plan) {
        if state.n_bytes() == 0 {
            return;
        }
        self.waiting.insert(state.start(), state);
        let mut reader = Reader::new(plan);
        while let Some(next) = self.waiting.remove(&self.prefix.end()) {
            reader.merge(&mut self.prefix, next);
        }
    }

    /// Ends the file. What lies behind a gap is dropped: its line numbers are unknown.
    pub(super) fn close(&mut self, plan: &Plan) {
        self.waiting.clear();
        Reader::new(plan).close(&mut self.prefix);
    }
}
