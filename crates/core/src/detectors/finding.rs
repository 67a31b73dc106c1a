//! What a detector hands on: one suspicion about one entity, with the lines that prove it.

use std::collections::BTreeMap;

use jejak_protocol::{
    Certainty, Entity, FactKey, FactValue, IncidentKind, RecordRef, TimeRange, TimestampUs,
};

use super::errors::Usual;
use super::input::Event;

/// Names of the detectors; stable, used in output.
pub mod ids {
    pub const AUTH: &str = "signature.auth";
    pub const PRIVILEGE: &str = "signature.privilege";
    pub const WEB: &str = "signature.web";
    pub const SIGNS: &str = "signature.signs";
    pub const NETWORK: &str = "signature.network";
    pub const ERRORS: &str = "signature.errors";
    pub const ERROR_RATE: &str = "frequency.errors";
    pub const TEMPLATES: &str = "frequency.templates";
    pub const VOLUME: &str = "frequency.volume";
    pub const METRICS: &str = "frequency.metrics";
    pub const CLOCKS: &str = "time.clocks";
    pub const SILENCES: &str = "time.silences";
    pub const NEXT_EVENT: &str = "model.next_event";
}

/// Sources that are named where many are told together; the evidence has them all.
pub const NAMED: usize = 20;

/// One suspicion. Findings of one kind about the same entity become one incident, unless their
/// `aspect` differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub detector: &'static str,
    pub kind: IncidentKind,
    /// Part of the identity: the attack class, for example. Usually empty.
    pub aspect: String,
    /// Whom it is about first, then others that play a part.
    pub entities: Vec<Entity>,
    pub range: Option<TimeRange>,
    /// How strong it is, in [0, 1].
    pub score: f64,
    pub certainty: Certainty,
    /// Usual and observed value of what was measured.
    pub typical: Option<f64>,
    pub actual: Option<f64>,
    pub facts: BTreeMap<FactKey, FactValue>,
    /// In order of time; bounded by `Limits::n_evidence`.
    pub evidence: Vec<RecordRef>,
    /// Records that are evidence, whether kept or not.
    pub n_evidence: u64,
    /// Events that make it up: tries, requests, errors.
    pub count: u64,
}

impl Finding {
    /// A finding without facts or entities; `events` are its proof, in order of time.
    pub fn over(
        detector: &'static str,
        kind: IncidentKind,
        events: &[&Event],
        keep: usize,
    ) -> Self {
        let refs: Vec<RecordRef> = events.iter().map(|event| event.at).collect();
        Self {
            detector,
            kind,
            aspect: String::new(),
            entities: Vec::new(),
            range: range_of(events.iter().filter_map(|event| event.time)),
            score: 0.0,
            certainty: Certainty::Likely,
            typical: None,
            actual: None,
            facts: BTreeMap::new(),
            n_evidence: refs.len() as u64,
            evidence: choose(refs, keep),
            count: weight_of(events),
        }
    }

    pub fn fact(&mut self, key: FactKey, value: FactValue) {
        self.facts.insert(key, value);
    }

    pub fn count_fact(&mut self, key: FactKey, count: u64) {
        self.fact(key, FactValue::Count(count));
    }

    pub fn text_fact(&mut self, key: FactKey, text: Option<&str>) {
        if let Some(text) = text {
            self.fact(key, FactValue::Text(text.to_owned()));
        }
    }

    /// Observed against usual, with the unit that words know.
    pub fn measure(&mut self, actual: f64, typical: f64, unit: &str) {
        self.measured(actual, unit);
        self.typical = Some(typical);
        self.fact(FactKey::Typical, FactValue::Number(typical));
    }

    /// Observed against what is usual, where the run is long enough to know it.
    pub(super) fn compare(&mut self, actual: f64, usual: Option<Usual>, unit: &str) {
        match usual {
            Some(usual) => self.measure(actual, usual.typical, unit),
            None => self.measured(actual, unit),
        }
    }

    /// Observed, where nothing tells what is usual.
    pub fn measured(&mut self, actual: f64, unit: &str) {
        self.actual = Some(actual);
        self.fact(FactKey::Actual, FactValue::Number(actual));
        self.text_fact(FactKey::MeasureUnit, Some(unit));
    }

    /// Takes up what others saw of the same: when, how often, whom, and the lines that prove it, all of them.
    /// Score, certainty and facts stay its own.
    pub fn take_up(&mut self, others: Vec<Self>) {
        if others.is_empty() {
            return;
        }
        for other in others {
            self.range = union(self.range, other.range);
            self.count += other.count;
            self.n_evidence += other.n_evidence;
            self.evidence.extend(other.evidence);
            self.with(other.entities);
        }
        self.evidence.sort_unstable();
        self.evidence.dedup();
    }

    /// Adds entities that are not in the list yet.
    pub fn with(&mut self, entities: impl IntoIterator<Item = Entity>) {
        for entity in entities {
            if !self.entities.contains(&entity) {
                self.entities.push(entity);
            }
        }
    }
}

/// First, last and evenly chosen lines between, `keep` at most (and never fewer than two).
pub fn choose(refs: Vec<RecordRef>, keep: usize) -> Vec<RecordRef> {
    let keep = keep.max(2);
    if refs.len() <= keep {
        return refs;
    }
    // In 64 bits: the product passes 2^32 in a tab.
    let (n_steps, last) = (keep as u64 - 1, refs.len() as u64 - 1);
    (0..=n_steps)
        .filter_map(|step| refs.get((step * last / n_steps) as usize))
        .copied()
        .collect()
}

fn union(a: Option<TimeRange>, b: Option<TimeRange>) -> Option<TimeRange> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.union(b)),
        (one, other) => one.or(other),
    }
}

pub fn weight_of(events: &[&Event]) -> u64 {
    events.iter().map(|event| u64::from(event.weight)).sum()
}

pub fn range_of(times: impl Iterator<Item = TimestampUs>) -> Option<TimeRange> {
    times.fold(None, |range: Option<TimeRange>, at| {
        let moment = TimeRange { start: at, end: at };
        Some(range.map_or(moment, |range| range.union(moment)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jejak_protocol::FileId;

    #[test]
    fn chosen_lines_hold_the_first_and_the_last() {
        let refs: Vec<RecordRef> = (0..1000)
            .map(|line| RecordRef {
                file: FileId(0),
                line,
            })
            .collect();
        for keep in [2, 3, 7, 200, 999] {
            let chosen = choose(refs.clone(), keep);
            assert_eq!(chosen.len(), keep);
            assert_eq!(chosen.first(), refs.first());
            assert_eq!(chosen.last(), refs.last());
            assert!(chosen.is_sorted());
        }
        assert_eq!(choose(refs.clone(), usize::MAX), refs);
        assert_eq!(choose(refs.clone(), 0).len(), 2);
    }
}
