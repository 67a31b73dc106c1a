//! The seam for models: what a model is asked, and what it answers.
//!
//! A window is what one source did within [`WINDOW_S`] seconds, as counts. Windows that look alike
//! are one: a model scores each distinct window once, however often it occurs. Core never calls a
//! model; whoever has one scores the [`Windows`] of a run and hands the [`Scores`] to `finish`.

use jejak_protocol::model::Judgement;
use jejak_protocol::{DetectorId, TimestampUs};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::detectors::input::{EntityIdx, Event};
use crate::events::EventKind;
use crate::hash::StableHash;

/// Length of a window in seconds, aligned to multiples since 1970. The span in which guessing is
/// judged by its signature, so that models see what the rule sees.
pub const WINDOW_S: i64 = 600;

/// What each feature counts, in order. The last two look around the window, half a day to each side:
/// refused sign-ins of the same source, and the windows that have any. Who tries once in ten minutes
/// for hours looks like a stranger who knocked once in every single window.
pub const FEATURES: [&str; 10] = [
    "auth_failures",
    "auth_successes",
    "distinct_users",
    "privilege_refusals",
    "web_attacks",
    "client_errors",
    "distinct_objects",
    "errors",
    "auth_failures_day",
    "auth_windows_day",
];

/// Counts of one window, by the names in [`FEATURES`].
pub type Features = [u32; FEATURES.len()];

/// Windows that have the same features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub features: Features,
    /// How often it occurs.
    pub n: u64,
}

/// The distinct windows of a run, in order of their features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    pub distinct: Vec<Window>,
}

/// What one source did in one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceWindow {
    pub source: String,
    /// Start, in windows since 1970.
    pub number: i64,
    pub features: Features,
}

/// What models said of windows and of sessions; empty when there is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Who scored, as it is shown beside the score.
    pub detector: Option<DetectorId>,
    by_features: FxHashMap<u64, f64>,
    /// What a model of order said of the sessions.
    pub sessions: Option<Judgement>,
}

impl Scores {
    /// Scores in the order of `windows.distinct`; what lies outside [0, 1] is brought into it, and
    /// what is no number is left out.
    pub fn new(detector: DetectorId, windows: &Windows, scores: &[f64]) -> Self {
        let by_features = windows
            .distinct
            .iter()
            .zip(scores)
            .filter(|(_, score)| !score.is_nan())
            .map(|(window, score)| (hash(&window.features), score.clamp(0.0, 1.0)))
            .collect();
        Self {
            detector: Some(detector),
            by_features,
            sessions: None,
        }
    }

    pub fn of(&self, features: &Features) -> Option<f64> {
        self.by_features.get(&hash(features)).copied()
    }
}

/// A window where it occurred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    pub(crate) source: EntityIdx,
    /// Start, in windows since 1970.
    pub(crate) number: i64,
    pub(crate) features: Features,
}

/// The windows of all sources, by source and time. Events without a time or a source have none.
pub(crate) fn occurrences(events: &[Event]) -> Vec<Occurrence> {
    let mut open: FxHashMap<(EntityIdx, i64), Open> = FxHashMap::default();
    for event in events {
        if let (Some(source), Some(time)) = (event.source, event.time) {
            open.entry((source, number(time))).or_default().push(event);
        }
    }
    let mut all: Vec<Occurrence> = open
        .into_iter()
        .map(|((source, number), open)| Occurrence {
            source,
            number,
            features: open.features(),
        })
        .collect();
    all.sort_unstable_by_key(|occurrence| (occurrence.source, occurrence.number));
    for of_source in all.chunk_by_mut(|a, b| a.source == b.source) {
        look_around(of_source);
    }
    all
}

/// Windows to each side that belong to the day around a window.
const HALF_DAY: i64 = 12 * 3600 / WINDOW_S;

/// Fills in what the day around each window of one source has; they are in order of time.
fn look_around(windows: &mut [Occurrence]) {
    let failures: Vec<(i64, u32)> = windows.iter().map(|w| (w.number, w.features[0])).collect();
    let (mut first, mut end) = (0, 0);
    let (mut n_failures, mut n_windows) = (0_u32, 0_u32);
    for window in windows {
        while let Some((number, n)) = failures.get(end)
            && *number <= window.number + HALF_DAY
        {
            n_failures = n_failures.saturating_add(*n);
            n_windows += u32::from(*n > 0);
            end += 1;
        }
        while let Some((number, n)) = failures.get(first)
            && *number < window.number - HALF_DAY
        {
            n_failures = n_failures.saturating_sub(*n);
            n_windows -= u32::from(*n > 0);
            first += 1;
        }
        window.features[8] = n_failures;
        window.features[9] = n_windows;
    }
}

/// Which window a moment lies in, counted since 1970.
pub(crate) fn number(time: TimestampUs) -> i64 {
    time.seconds().div_euclid(WINDOW_S)
}

/// The distinct windows of events that are sorted as `finish` sorts them.
pub(crate) fn distinct(events: &[Event]) -> Windows {
    let mut counts: FxHashMap<Features, u64> = FxHashMap::default();
    for occurrence in occurrences(events) {
        *counts.entry(occurrence.features).or_default() += 1;
    }
    let mut distinct: Vec<Window> = counts
        .into_iter()
        .map(|(features, n)| Window { features, n })
        .collect();
    distinct.sort_unstable_by_key(|window| window.features);
    Windows { distinct }
}

/// A window while its events come in.
#[derive(Debug, Default)]
struct Open {
    counts: Features,
    users: FxHashSet<EntityIdx>,
    objects: FxHashSet<EntityIdx>,
}

impl Open {
    fn push(&mut self, event: &Event) {
        let feature = match event.kind {
            EventKind::AuthFailure => Some(0),
            EventKind::AuthSuccess => Some(1),
            EventKind::SudoRefused | EventKind::SudoFailed | EventKind::SuFailed => Some(3),
            EventKind::WebAttack => Some(4),
            EventKind::WebClientError => Some(5),
            EventKind::Error => Some(7),
            _ => None,
        };
        if let Some(count) = feature.and_then(|i| self.counts.get_mut(i)) {
            *count = count.saturating_add(event.weight);
        }
        self.users.extend(event.user);
        self.objects.extend(event.object);
    }

    fn features(&self) -> Features {
        let mut features = self.counts;
        let n = |set: &FxHashSet<EntityIdx>| u32::try_from(set.len()).unwrap_or(u32::MAX);
        features[2] = n(&self.users);
        features[6] = n(&self.objects);
        features
    }
}

fn hash(features: &Features) -> u64 {
    features
        .iter()
        .fold(StableHash::new(1), |hash, count| {
            hash.word(u64::from(*count))
        })
        .finish()
}

#[cfg(test)]
mod tests {
    use jejak_protocol::{FileId, RecordRef};

    use super::*;

    fn failure(source: usize, second: i64, user: usize) -> Event {
        Event {
            time: Some(TimestampUs::from_seconds(second)),
            at: RecordRef {
                file: FileId(0),
                line: 0,
            },
            kind: EventKind::AuthFailure,
            sign: None,
            weight: 1,
            source: EntityIdx::new(source),
            user: EntityIdx::new(user),
            object: None,
            service: None,
            host: None,
            agent: None,
            detail: 0,
        }
    }

    #[test]
    fn alike_windows_are_one() {
        let events = [
            failure(0, 5, 7),
            failure(0, 6, 8),
            failure(1, 900, 7),
            failure(1, 901, 8),
        ];
        let windows = distinct(&events);
        assert_eq!(
            windows.distinct,
            [Window {
                features: [2, 0, 2, 0, 0, 0, 0, 0, 2, 1],
                n: 2
            }]
        );
    }

    #[test]
    fn the_day_around_a_window_is_that_of_its_source() {
        let hour = 3_600;
        let events = [
            failure(0, 0, 7),
            failure(0, 11 * hour, 7),
            failure(0, 11 * hour + 1, 7),
            failure(0, 30 * hour, 7),
            failure(1, 11 * hour, 7),
        ];
        let day: Vec<_> = occurrences(&events)
            .iter()
            .map(|window| (window.features[8], window.features[9]))
            .collect();
        assert_eq!(day, [(3, 2), (3, 2), (1, 1), (1, 1)]);
    }

    #[test]
    fn a_score_is_found_by_its_window() {
        let windows = distinct(&[failure(0, 5, 7)]);
        let scores = Scores::new(DetectorId("model.test".to_owned()), &windows, &[1.5]);
        assert_eq!(scores.of(&windows.distinct[0].features), Some(1.0));
        assert_eq!(scores.of(&[9; FEATURES.len()]), None);
    }
}
