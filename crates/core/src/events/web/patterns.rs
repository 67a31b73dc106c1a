//! Sets of patterns over decoded text, compiled for speed.
//!
//! Bytes, not characters: a set that knows Unicode word boundaries falls back to a slow engine at
//! the first byte beyond ASCII. Repeats are unbounded (`.*`) where the length does not matter,
//! because a bounded one multiplies the states of the automaton.

use regex::bytes::{RegexSet, RegexSetBuilder};

/// Memory for the states of one set, built as they are met; measured: the sets need 1–4 MB on the
/// attacks of all families, and thrash below.
const STATES_BYTES: usize = 8 << 20;

#[derive(Debug)]
pub(super) struct Patterns(RegexSet);

impl Patterns {
    pub(super) fn new<T: AsRef<str>>(patterns: impl IntoIterator<Item = T>) -> Self {
        let set = RegexSetBuilder::new(patterns)
            .unicode(false)
            .dfa_size_limit(STATES_BYTES)
            .build();
        Self(set.expect("the patterns are constants, compiled by every test"))
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }
}
