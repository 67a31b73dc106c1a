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
        hash.word(((bytes.len() as u64) << 56) ^ little_endian(rest))
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

/// The number that fewer than eight bytes make, the first of them the lowest.
#[inline]
fn little_endian(bytes: &[u8]) -> u64 {
    // Two loads that may overlap, where a loop takes one for each byte: words are short and many.
    if let (Some(low), Some(high)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let (low, high) = (u32::from_le_bytes(*low), u32::from_le_bytes(*high));
        return u64::from(low) | (u64::from(high) << (8 * (bytes.len() - 4)));
    }
    match *bytes {
        [] => 0,
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c, ..] => u64::from(u32::from_le_bytes([a, b, c, 0])),
    }
}

/// A digest of lines in their order. Two of them, one behind the other, have the digest of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digest(u64);

impl Digest {
    #[inline]
    pub(crate) fn push(&mut self, line: &[u8]) {
        self.0 = self.0.wrapping_mul(K).wrapping_add(of_line(line));
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

/// Hash of a line within one run. Four running hashes side by side: of one alone, each step waits for
/// the product of the last.
#[inline]
fn of_line(line: &[u8]) -> u64 {
    let (chunks, rest) = line.as_chunks::<32>();
    let mut lanes = [0, 1, 2, 3].map(StableHash::new);
    for chunk in chunks {
        let (words, _) = chunk.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            *lane = lane.word(u64::from_le_bytes(*word));
        }
    }
    let start = StableHash::new(line.len() as u64);
    let joined = lanes.iter().fold(start, |hash, lane| hash.word(lane.0));
    joined.bytes(rest).finish()
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
    fn the_last_bytes_count_each_at_its_place() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for n in 0..=bytes.len() {
            let mut whole = [0; 8];
            whole[..n].copy_from_slice(&bytes[..n]);
            assert_eq!(little_endian(&bytes[..n]), u64::from_le_bytes(whole), "{n}");
        }
    }

    #[test]
    fn parts_are_told_apart() {
        let one = StableHash::new(0).bytes(b"ab").bytes(b"c").finish();
        let two = StableHash::new(0).bytes(b"a").bytes(b"bc").finish();
        assert_ne!(one, two);
        assert_ne!(of_text("12345678"), of_text("123456780"));
        assert_ne!(of_text("\0"), of_text(""));
        let line = "a line of more than thirty-two bytes, of which each counts";
        for at in 0..line.len() {
            let mut other = line.as_bytes().to_vec();
            other[at] ^= 1;
            assert_ne!(of_line(line.as_bytes()), of_line(&other), "{at}");
        }
    }
}
