//! The metric series of a file: each by name and labels, its values in equal buckets of time.
//!
//! Bounded in both directions and the same for any split. A series has at most [`N_BUCKETS`] buckets
//! that hold something; past that its buckets become twice as wide, so that their width is the smallest
//! that fits all its samples, whoever counted them first. Of more series than the cap those with the
//! lowest hashes are kept, as of [names](super::names). Sums are whole numbers of [`UNIT`], since sums of
//! floats depend on their order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::UNTIMED;
use crate::hash::StableHash;
use crate::record::Sample;

/// Buckets of a series. Chosen: more than a lane of the page has room for.
const N_BUCKETS: usize = 256;

/// SeriesTable of a file. Chosen: what node_exporter tells of a machine, twice; 30 MB at most.
pub(crate) const N_SERIES: usize = 2048;

/// Width of the narrowest buckets.
const FIRST_WIDTH_US: i64 = 1_000_000;

/// Bytes of a name and of labels that are kept.
const MAX_TEXT_BYTES: usize = 512;

/// What sums count: small enough for seconds and shares, and a million of the largest values that are
/// summed fit an `i128`.
const UNIT: f64 = 1e-9;
const MAX_SUMMED: f64 = 1e21;

/// Samples of one stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) n: u64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    sum: i128,
    pub(crate) last: f64,
    /// Raw time and line of the last sample.
    at: (i64, u64),
}

impl Bucket {
    fn of(value: f64, at: (i64, u64)) -> Self {
        let units = value.clamp(-MAX_SUMMED, MAX_SUMMED) / UNIT;
        Self {
            n: 1,
            min: value,
            max: value,
            sum: units as i128,
            last: value,
            at,
        }
    }

    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.sum = self.sum.saturating_add(other.sum);
        if other.at >= self.at {
            (self.last, self.at) = (other.last, other.at);
        }
    }

    pub(crate) fn mean(&self) -> f64 {
        (self.sum as f64 / self.n.max(1) as f64 * UNIT).clamp(self.min, self.max)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Series {
    pub(crate) name: Box<str>,
    pub(crate) labels: Box<str>,
    pub(crate) width_us: i64,
    /// By the number of the bucket since 1970.
    pub(crate) buckets: BTreeMap<i64, Bucket>,
    /// Samples without a time.
    pub(crate) untimed: Option<Bucket>,
}

impl Series {
    fn new(name: &str, labels: &str) -> Self {
        Self {
            name: cut(name).into(),
            labels: cut(labels).into(),
            width_us: FIRST_WIDTH_US,
            buckets: BTreeMap::new(),
            untimed: None,
        }
    }

    fn put(&mut self, number: i64, bucket: &Bucket) {
        self.buckets
            .entry(number)
            .and_modify(|own| own.add(bucket))
            .or_insert(*bucket);
        while self.buckets.len() > N_BUCKETS {
            self.widen();
        }
    }

    fn put_untimed(&mut self, bucket: &Bucket) {
        match &mut self.untimed {
            Some(own) => own.add(bucket),
            None => self.untimed = Some(*bucket),
        }
    }

    fn widen(&mut self) {
        self.width_us = self.width_us.saturating_mul(2);
        for (number, bucket) in std::mem::take(&mut self.buckets) {
            self.buckets
                .entry(number.div_euclid(2))
                .and_modify(|own| own.add(&bucket))
                .or_insert(bucket);
        }
    }

    fn append(&mut self, mut right: Self) {
        while self.width_us < right.width_us {
            self.widen();
        }
        while right.width_us < self.width_us {
            right.widen();
        }
        for (mut number, bucket) in right.buckets {
            // An addition may have widened this one.
            let mut width_us = right.width_us;
            while width_us < self.width_us {
                number = number.div_euclid(2);
                width_us = width_us.saturating_mul(2);
            }
            self.put(number, &bucket);
        }
        if let Some(bucket) = &right.untimed {
            self.put_untimed(bucket);
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesTable {
    tracks: BTreeMap<u64, Series>,
    is_capped: bool,
}

impl SeriesTable {
    pub(crate) fn tracks(&self) -> impl Iterator<Item = &Series> {
        self.tracks.values()
    }

    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// One sample; `raw` is [`UNTIMED`] where nothing tells its time.
    pub(crate) fn push(&mut self, sample: &Sample<'_>, raw: i64, line: u64) {
        let hash = StableHash::new(0)
            .bytes(cut(&sample.name).as_bytes())
            .bytes(cut(&sample.labels).as_bytes())
            .finish();
        let track = self
            .tracks
            .entry(hash)
            .or_insert_with(|| Series::new(&sample.name, &sample.labels));
        let bucket = Bucket::of(sample.value, (raw, line));
        if raw == UNTIMED {
            track.put_untimed(&bucket);
        } else {
            track.put(raw.div_euclid(track.width_us), &bucket);
        }
        self.cap();
    }

    /// Takes up the series of the range that follows, whose lines are `n_lines` further down.
    pub(crate) fn append(&mut self, right: Self, n_lines: u64) {
        self.is_capped |= right.is_capped;
        for (hash, mut track) in right.tracks {
            for bucket in track.buckets.values_mut().chain(&mut track.untimed) {
                bucket.at.1 += n_lines;
            }
            match self.tracks.entry(hash) {
                std::collections::btree_map::Entry::Occupied(mut own) => {
                    own.get_mut().append(track)
                }
                std::collections::btree_map::Entry::Vacant(own) => {
                    own.insert(track);
                }
            }
        }
        self.cap();
    }

    fn cap(&mut self) {
        while self.tracks.len() > N_SERIES {
            self.tracks.pop_last();
            self.is_capped = true;
        }
    }
}

/// At most [`MAX_TEXT_BYTES`] of a text, whole characters.
fn cut(text: &str) -> &str {
    let end = text.floor_char_boundary(MAX_TEXT_BYTES);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use proptest::prelude::*;

    use super::*;

    fn sample(name: &str, value: f64) -> Sample<'_> {
        Sample {
            name: Cow::Borrowed(name),
            labels: Cow::Borrowed(""),
            value,
        }
    }

    fn series(samples: &[(u8, i64, f64)]) -> SeriesTable {
        let mut series = SeriesTable::default();
        for ((name, at, value), line) in samples.iter().zip(0..) {
            let raw = if *at < 0 { UNTIMED } else { at * 1_000_000 };
            series.push(
                &sample(["cpu", "ram"][usize::from(*name)], *value),
                raw,
                line,
            );
        }
        series
    }

    #[test]
    fn buckets_widen_until_they_fit() {
        let samples: Vec<_> = (0..10_000).map(|i| (0, i, i as f64)).collect();
        let series = series(&samples);
        let track = series.tracks().next().expect("a series");
        assert_eq!(track.width_us, 64_000_000);
        let first = track.buckets.values().next().expect("a bucket");
        assert_eq!(
            (first.n, first.min, first.max, first.last),
            (64, 0.0, 63.0, 63.0)
        );
        assert_eq!(first.mean(), 31.5);
    }

    #[test]
    fn more_series_than_the_cap_are_said() {
        let mut series = SeriesTable::default();
        for i in 0..N_SERIES as u64 + 10 {
            series.push(&sample(&format!("m_{i}"), 1.0), 0, i);
        }
        assert_eq!(series.tracks().count(), N_SERIES);
        assert!(series.is_capped());
    }

    proptest! {
        /// Wherever a file is cut, its series are the same.
        #[test]
        fn any_split_gives_the_same_series(
            samples in prop::collection::vec((0..2_u8, -1..5000_i64, -1e6..1e6_f64), 0..600),
            at in any::<prop::sample::Index>(),
        ) {
            let cut = at.index(samples.len() + 1);
            let (left, right) = samples.split_at(cut);
            let mut joined = series(left);
            joined.append(series(right), left.len() as u64);
            prop_assert_eq!(joined, series(&samples));
        }
    }
}
