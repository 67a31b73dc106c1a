//! Which events a model knows, and the numbers by which its network calls them.
//!
//! In: tokens (a template's hash, an event id of a data set). Out: indexes below `n_indexes`. What
//! was not in the training data is one index, [`UNKNOWN`]; training and scoring use this one map.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// An event as whoever asks names it: the stable hash of a template, or an id of a data set.
pub type Token = u64;

/// Counts up whenever the same events would be given other indexes, or a network's inputs change.
pub const SCHEMA_VERSION: u32 = 1;

/// Fills sequences up to the length of a batch; never predicted.
pub const PADDING: u32 = 0;
/// Any event that the training data did not have.
pub const UNKNOWN: u32 = 1;
/// Before the first event of a session.
pub const START: u32 = 2;
/// Behind the last event of a session.
pub const END: u32 = 3;
const N_SPECIAL: u32 = 4;

/// The events of the training data, in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Token>", into = "Vec<Token>")]
pub struct Vocabulary {
    tokens: Vec<Token>,
    indexes: FxHashMap<Token, u32>,
}

impl Vocabulary {
    /// The `limit` most frequent events; of equally frequent ones, those with the lowest token.
    pub fn of(events: impl Iterator<Item = (Token, u64)>, limit: usize) -> Self {
        let mut counts: FxHashMap<Token, u64> = FxHashMap::default();
        for (token, n) in events {
            let count = counts.entry(token).or_default();
            *count = count.saturating_add(n);
        }
        let mut counted: Vec<(Token, u64)> = counts.into_iter().collect();
        counted.sort_unstable_by_key(|(token, n)| (std::cmp::Reverse(*n), *token));
        counted.truncate(limit);
        let mut tokens: Vec<Token> = counted.into_iter().map(|(token, _)| token).collect();
        tokens.sort_unstable();
        tokens.into()
    }

    pub fn index(&self, token: Token) -> u32 {
        self.indexes.get(&token).copied().unwrap_or(UNKNOWN)
    }

    /// The event at an index; none at padding, unknown, start and end.
    pub fn token(&self, index: u32) -> Option<Token> {
        let place = index.checked_sub(N_SPECIAL)?;
        self.tokens.get(place as usize).copied()
    }

    pub fn n_indexes(&self) -> usize {
        self.tokens.len() + N_SPECIAL as usize
    }

    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Over the schema's version and all events: two vocabularies with one hash are the same.
    pub fn hash(&self) -> u64 {
        // FNV-1a: stable over builds and machines, unlike the standard hashers.
        let version = u64::from(SCHEMA_VERSION);
        let words = std::iter::once(version).chain(self.tokens.iter().copied());
        words
            .flat_map(u64::to_le_bytes)
            .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    }
}

impl From<Vec<Token>> for Vocabulary {
    fn from(tokens: Vec<Token>) -> Self {
        let indexes = tokens.iter().copied().zip(N_SPECIAL..).collect();
        Self { tokens, indexes }
    }
}

impl From<Vocabulary> for Vec<Token> {
    fn from(vocabulary: Vocabulary) -> Self {
        vocabulary.tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_beyond_the_limit_are_unknown() {
        let vocabulary = Vocabulary::of([(7, 1), (9, 5), (3, 5), (8, 2)].into_iter(), 3);
        assert_eq!(vocabulary.tokens(), [3, 8, 9]);
        assert_eq!(vocabulary.index(3), 4);
        assert_eq!(vocabulary.index(7), UNKNOWN);
        assert_eq!(vocabulary.token(6), Some(9));
        assert_eq!(vocabulary.token(END), None);
        assert_eq!(vocabulary.token(7), None);
    }

    #[test]
    fn the_hash_tells_vocabularies_apart() {
        let of = |tokens: &[Token]| Vocabulary::from(tokens.to_vec()).hash();
        assert_eq!(of(&[1, 2]), of(&[1, 2]));
        assert_ne!(of(&[1, 2]), of(&[1, 3]));
        assert_ne!(of(&[]), of(&[0]));
    }
}
