//! A hash that is the same on every machine, build and run: names of templates and incidents, and
//! the order by which bounded tables choose what to keep, depend on it.
//!
//! The hashers of libraries were looked at and left: `rustc-hash` and `ahash` change with the word
//! size, and `xxhash` has no cheap way to go on from a state word by word, as masking needs it.

use serde::{Deserialize, Serialize};

/// Odd constant of the 64-bit golden ratio; its high bits mix well under multiplication.
const K: u64 = 0x9E37_79B9_7F4A_7C15;

/// A running hash. Feed it, then [`StableHash::finish`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StableHash(u64);

impl StableHash {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed ^ K)
    }

    #[inline]
    pub(crate) const fn word(self, word: u64) -> Self {
        Self((self.0.rotate_left(23) ^ word).wrapping_mul(K))
    }

    /// Bytes with their length, so that `ab|c` and `a|bc` differ.
    #[inline]
    pub(crate) fn bytes(self, bytes: &[u8]) -> Self {
        let mut hash = self;
        let (chunks, rest) = bytes.as_chunks::<8>();
        for chunk in chunks {
            hash = hash.word(u64::from_le_bytes(*chunk));
        }
        let mut last = (bytes.len() as u64) << 56;
        for (i, byte) in rest.iter().enumerate() {
            last ^= u64::from(*byte) << (8 * i);
        }
        hash.word(last)
    }

    /// Spreads the state over all bits (the finaliser of MurmurHash3).
    #[inline]
    pub(crate) const fn finish(self) -> u64 {
        let mut h = self.0;
        h ^= h >> 33;
        h = h.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h ^= h >> 33;
        h = h.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        h ^ (h >> 33)
    }
}

/// A digest of lines in their order. Two of them, one behind the other, have the digest of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digest(u64);

impl Digest {
    #[inline]
    pub(crate) fn push(&mut self, line: &[u8]) {
        let line = StableHash::new(0).bytes(line).finish();
        self.0 = self.0.wrapping_mul(K).wrapping_add(line);
    }

    /// Takes up the digest of the `n_lines` lines that follow.
    pub(crate) fn append(&mut self, right: Self, n_lines: u64) {
        // K^n by squares.
        let (mut power, mut square, mut n) = (1_u64, K, n_lines);
        while n > 0 {
            if n & 1 == 1 {
                power = power.wrapping_mul(square);
            }
            square = square.wrapping_mul(square);
            n >>= 1;
        }
        self.0 = self.0.wrapping_mul(power).wrapping_add(right.0);
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }
}

/// Hash of one text.
pub(crate) fn of_text(text: &str) -> u64 {
    StableHash::new(0).bytes(text.as_bytes()).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_for_ever() {
        assert_eq!(of_text("jejak"), 13_303_825_521_514_009_334);
    }

    #[test]
    fn parts_are_told_apart() {
        let one = StableHash::new(0).bytes(b"ab").bytes(b"c").finish();
        let two = StableHash::new(0).bytes(b"a").bytes(b"bc").finish();
        assert_ne!(one, two);
        assert_ne!(of_text("12345678"), of_text("123456780"));
        assert_ne!(of_text("\0"), of_text(""));
    }
}
