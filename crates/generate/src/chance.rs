//! Chance that repeats on every machine: whole numbers only, and no crate whose next release might
//! draw other numbers from the same seed.

/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
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

    /// In `[low, high)`, every order of magnitude as likely: how long people wait, how much they send.
    pub(crate) fn spread(&mut self, low: u64, high: u64) -> u64 {
        let low = low.max(1);
        let n_doublings = u64::from((high.saturating_sub(1).max(low) / low).ilog2());
        let from = low << self.between(0, n_doublings + 1);
        self.between(from, (from * 2).min(high.max(from + 1)))
    }

    /// True so many times in a hundred.
    pub(crate) fn percent(&mut self, n: u64) -> bool {
        self.between(0, 100) < n
    }

    /// One of the things, each as likely.
    ///
    /// # Panics
    /// When there is none: all choices are constants of this crate.
    pub(crate) fn one_of<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        let i = self.between(0, of.len() as u64) as usize;
        of.get(i).expect("there is something to choose from")
    }

    /// The same for what is copied.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        *self.one_of(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_turns() {
        let turns = |seed| {
            let mut chance = Chance::new(seed);
            (0..5).map(|_| chance.next()).collect::<Vec<_>>()
        };
        assert_eq!(turns(7), turns(7));
        assert_ne!(turns(7), turns(8));
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut chance = Chance::new(3);
        for (low, high) in [(1, 2), (5, 5), (3, 1000), (700, 90_000)] {
            for _ in 0..500 {
                let flat = chance.between(low, high);
                let spread = chance.spread(low, high);
                assert!(
                    low <= flat && flat < high.max(low + 1),
                    "{low} {flat} {high}"
                );
                assert!(
                    low <= spread && spread < high.max(low + 1),
                    "{low} {spread} {high}"
                );
            }
        }
    }
}
