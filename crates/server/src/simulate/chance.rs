//! Chance that repeats: the same seed gives the same run, as far as the network allows.

/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// For another actor, whose turns then do not change this one's.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// In `[low, high)`; `low` when there is nothing between.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % high.saturating_sub(low).max(1)
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, n: u64) -> bool {
        self.between(0, 100) < n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_turns() {
        let turns = |seed| {
            let mut chance = Chance::new(seed);
            let first = (0..5).map(|_| chance.between(10, 20)).collect::<Vec<_>>();
            (first, chance.fork().between(0, 1_000_000))
        };
        assert_eq!(turns(7), turns(7));
        assert_ne!(turns(7), turns(8));
        assert!(turns(7).0.iter().all(|turn| (10..20).contains(turn)));
        assert_eq!(Chance::new(1).between(5, 5), 5);
    }
}
