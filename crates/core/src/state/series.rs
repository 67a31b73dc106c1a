//! The metric series of a file: each by name and labels, its values in equal buckets of time.
//!
//! Bounded in both directions and the same for any split. A series has at most so many buckets that hold
//! something; past that its buckets become twice as wide, so that their width is the smallest that fits
//! all its samples, whoever counted them first. Of more series than the cap those with the lowest hashes
//! are kept, as of [names](super::names). Sums are whole numbers of [`UNITS`], since sums of floats depend
//! on their order. The buckets of histograms (`…_bucket{le="…"}`) are left out: their sum and count, which
//! stand beside them, say what a person asks.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use jejak_protocol::metrics::MetricUnit;
use serde::{Deserialize, Serialize};

use crate::clock::UNTIMED;
use crate::formats::metrics::Declared;
use crate::hash::StableHash;
use crate::plan::Limits;
use crate::record::Sample;

/// Width of the narrowest buckets.
const FIRST_WIDTH_US: i64 = 1_000_000;

/// Bytes of a name and of labels that are kept.
const MAX_TEXT_BYTES: usize = 512;

/// What sums count in, by the unit: a power of two, so that halves and quarters are whole. A million of
/// the largest values that are summed fit an `i128`.
const UNITS: f64 = (1_u64 << 30) as f64;
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
    pub(crate) at: (i64, u64),
}

impl Bucket {
    fn of(value: f64, at: (i64, u64)) -> Self {
        let units = value.clamp(-MAX_SUMMED, MAX_SUMMED) * UNITS;
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
        (self.sum as f64 / UNITS / self.n.max(1) as f64).clamp(self.min, self.max)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Series {
    pub(crate) name: Box<str>,
    pub(crate) labels: Box<str>,
    /// The unit that values name; of several the last in their order.
    pub(crate) unit: MetricUnit,
    pub(crate) width_us: i64,
    /// By the number of the bucket since 1970.
    pub(crate) buckets: BTreeMap<i64, Bucket>,
    /// Samples without a time.
    pub(crate) untimed: Option<Bucket>,
}

impl Series {
    fn new(sample: &Sample<'_>) -> Self {
        Self {
            name: cut(&sample.name).into(),
            labels: cut(&sample.labels).into(),
            unit: sample.unit,
            width_us: FIRST_WIDTH_US,
            buckets: BTreeMap::new(),
            untimed: None,
        }
    }

    fn put(&mut self, number: i64, bucket: &Bucket, limits: &Limits) {
        self.buckets
            .entry(number)
            .and_modify(|own| own.add(bucket))
            .or_insert(*bucket);
        // Numbers around zero stay two, however wide their buckets.
        while self.buckets.len() > limits.n_points.max(2) {
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

    fn append(&mut self, mut right: Self, limits: &Limits) {
        self.unit = self.unit.max(right.unit);
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
            self.put(number, &bucket, limits);
        }
        if let Some(bucket) = &right.untimed {
            self.put_untimed(bucket);
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SeriesTable {
    /// By the hashes of name and labels.
    series: BTreeMap<u64, Series>,
    /// What comments say of names, by their hashes; of several the first in their order.
    declared: BTreeMap<u64, Declared>,
    is_capped: bool,
}

impl SeriesTable {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Series> {
        self.series.values()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Series were given up.
    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// Counts one sample; `raw` is [`UNTIMED`] where nothing tells its time.
    pub(crate) fn push(&mut self, sample: &Sample<'_>, raw: i64, line: u64, limits: &Limits) {
        let Some(value) = sample.value else { return };
        if sample.name.ends_with("_bucket") && sample.labels.contains("le=\"") {
            return;
        }
        let hash = StableHash::new(0)
            .bytes(cut(&sample.name).as_bytes())
            .bytes(cut(&sample.labels).as_bytes())
            .finish();
        let series = self
            .series
            .entry(hash)
            .or_insert_with(|| Series::new(sample));
        series.unit = series.unit.max(sample.unit);
        let bucket = Bucket::of(value, (raw, line));
        if raw == UNTIMED {
            series.put_untimed(&bucket);
        } else {
            series.put(raw.div_euclid(series.width_us), &bucket, limits);
        }
        self.cap(limits);
    }

    /// Notes what a comment says of a name.
    pub(crate) fn declare(&mut self, name: &str, declared: Declared, limits: &Limits) {
        note(&mut self.declared, name_hash(name), declared);
        self.cap(limits);
    }

    /// What comments say of a name.
    pub(crate) fn declared(&self, name: &str) -> Option<Declared> {
        self.declared.get(&name_hash(name)).copied()
    }

    /// Takes up the series of the range that follows, whose lines are `n_lines` further down.
    pub(crate) fn append(&mut self, right: Self, n_lines: u64, limits: &Limits) {
        self.is_capped |= right.is_capped;
        for (hash, declared) in right.declared {
            note(&mut self.declared, hash, declared);
        }
        for (hash, mut series) in right.series {
            for bucket in series.buckets.values_mut().chain(&mut series.untimed) {
                bucket.at.1 += n_lines;
            }
            match self.series.entry(hash) {
                Entry::Occupied(mut own) => own.get_mut().append(series, limits),
                Entry::Vacant(own) => drop(own.insert(series)),
            }
        }
        self.cap(limits);
    }

    fn cap(&mut self, limits: &Limits) {
        while self.series.len() > limits.n_series {
            self.series.pop_last();
            self.is_capped = true;
        }
        // A name that comments tell of has a series or more, so that this cap is the same one.
        while self.declared.len() > limits.n_series {
            self.declared.pop_last();
        }
    }
}

fn note(all: &mut BTreeMap<u64, Declared>, hash: u64, declared: Declared) {
    all.entry(hash)
        .and_modify(|own| *own = declared.min(*own))
        .or_insert(declared);
}

fn name_hash(name: &str) -> u64 {
    StableHash::new(0).bytes(cut(name).as_bytes()).finish()
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
            value: Some(value),
            unit: MetricUnit::Plain,
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
                &Limits::DEFAULT,
            );
        }
        series
    }

    #[test]
    fn buckets_widen_until_they_fit() {
        let samples: Vec<_> = (0..10_000).map(|i| (0, i, i as f64)).collect();
        let series = series(&samples);
        let track = series.iter().next().expect("a series");
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
        let limits = Limits {
            n_series: 20,
            ..Limits::DEFAULT
        };
        for i in 0..30 {
            series.push(&sample(&format!("m_{i}"), 1.0), 0, i, &limits);
        }
        assert_eq!(series.iter().count(), 20);
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
            joined.append(series(right), left.len() as u64, &Limits::DEFAULT);
            prop_assert_eq!(joined, series(&samples));
        }
    }
}
