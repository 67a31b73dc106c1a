//! What models say, taken up into the incidents that rules found.
//!
//! An opinion counts as a share of each incident that it is about: one of the same source at the time,
//! or one that rests on the same lines. What no incident tells is an incident by itself; alike opinions
//! are one.

use std::collections::{BTreeMap, BTreeSet};

use jejak_protocol::{
    DetectorId, DetectorShare, Entity, EntityKind, FactKey, FactValue, Incident, RecordRef,
    TimeRange,
};
use rustc_hash::FxHashMap;

use super::{divide, incident};
use crate::detectors::Finding;
use crate::detectors::model::Opinion;

/// Entities that an incident of alike opinions names.
const N_ENTITIES: usize = 50;

/// Untold opinions that are one incident: by the model, what it said, and of whom. Sessions that go
/// another way in the same way are one, whoever they are of.
type Alike = (DetectorId, String, Option<Entity>);

/// Adds the opinions to the incidents; `keep`: evidence lines kept for each.
pub(super) fn take_up(incidents: &mut Vec<Incident>, opinions: Vec<Opinion>, keep: usize) {
    if opinions.is_empty() {
        return;
    }
    let told = Told::of(incidents);
    let mut untold: BTreeMap<Alike, Vec<Finding>> = BTreeMap::new();
    for opinion in opinions {
        let about = told.about(&opinion, incidents);
        for idx in &about {
            if let Some(incident) = incidents.get_mut(*idx) {
                support(incident, &opinion.model, opinion.finding.score);
            }
        }
        if about.is_empty() {
            let Opinion { model, finding, .. } = opinion;
            let who = match finding.aspect.is_empty() {
                true => finding.entities.first().cloned(),
                false => None,
            };
            let key = (model, finding.aspect.clone(), who);
            untold.entry(key).or_default().push(finding);
        }
    }
    for ((model, aspect, _), findings) in untold {
        incidents.extend(unexplained(&model, &aspect, findings, keep));
    }
}

/// Where the incidents are found by what an opinion knows.
struct Told {
    by_entity: BTreeMap<Entity, Vec<usize>>,
    by_line: FxHashMap<RecordRef, Vec<usize>>,
}

impl Told {
    fn of(incidents: &[Incident]) -> Self {
        let mut told = Self {
            by_entity: BTreeMap::new(),
            by_line: FxHashMap::default(),
        };
        for (idx, incident) in incidents.iter().enumerate() {
            if let Some(entity) = incident.entities.first() {
                told.by_entity.entry(entity.clone()).or_default().push(idx);
            }
            for line in &incident.evidence.lines {
                told.by_line.entry(*line).or_default().push(idx);
            }
        }
        told
    }

    /// Positions of the incidents that the opinion is about.
    fn about(&self, opinion: &Opinion, incidents: &[Incident]) -> BTreeSet<usize> {
        let range = opinion.finding.range;
        let is_then = |idx: &&usize| {
            let incident = incidents.get(**idx);
            incident.is_some_and(|incident| overlaps(incident.range, range))
        };
        let who = opinion.finding.entities.first();
        let of_entity = who.and_then(|who| self.by_entity.get(who));
        let of_entity = of_entity.into_iter().flatten().filter(is_then);
        let of_lines = opinion.lines.iter().filter_map(|at| self.by_line.get(at));
        of_entity.chain(of_lines.flatten()).copied().collect()
    }
}

fn overlaps(a: Option<TimeRange>, b: Option<TimeRange>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.overlaps(b))
}

/// Adds a model's score to an incident that rules found: it says that they are not alone.
fn support(incident: &mut Incident, model: &DetectorId, score: f64) {
    let shares = &mut incident.shares;
    match shares.iter_mut().find(|share| share.detector == *model) {
        Some(own) => own.score = own.score.max(score),
        None => shares.push(DetectorShare {
            detector: model.clone(),
            score,
            share: 0.0,
        }),
    }
    divide(shares);
}

/// What only a model finds unusual.
fn unexplained(
    model: &DetectorId,
    aspect: &str,
    findings: Vec<Finding>,
    keep: usize,
) -> Option<Incident> {
    let n_alike = findings.len() as u64;
    let mut incident = incident(aspect, findings, keep)?;
    for share in &mut incident.shares {
        share.detector = model.clone();
    }
    if incident.facts.contains_key(&FactKey::Session) {
        let n = FactValue::Count(n_alike);
        incident.facts.insert(FactKey::Sessions, n);
        let is_source = |entity: &&Entity| entity.kind == EntityKind::SourceAddress;
        let n_sources = incident.entities.iter().filter(is_source).count() as u64;
        if n_sources > 1 {
            incident.facts.remove(&FactKey::Source);
            let n = FactValue::Count(n_sources);
            incident.facts.insert(FactKey::Sources, n);
        }
        incident.entities.truncate(N_ENTITIES);
    }
    Some(incident)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jejak_protocol::{Certainty, FileId, IncidentKind, TimestampUs};

    use super::*;
    use crate::incidents::fuse;

    fn at(line: u64) -> RecordRef {
        RecordRef {
            file: FileId(0),
            line,
        }
    }

    fn finding(kind: IncidentKind, source: Option<&str>, lines: &[u64]) -> Finding {
        let moment = TimestampUs(7);
        Finding {
            detector: "test",
            kind,
            aspect: String::new(),
            entities: source
                .map(|source| Entity {
                    kind: EntityKind::SourceAddress,
                    value: source.to_owned(),
                })
                .into_iter()
                .collect(),
            range: Some(TimeRange {
                start: moment,
                end: moment,
            }),
            score: 0.6,
            certainty: Certainty::NotSure,
            typical: None,
            actual: None,
            facts: BTreeMap::new(),
            evidence: lines.iter().map(|line| at(*line)).collect(),
            n_evidence: lines.len() as u64,
            count: lines.len() as u64,
        }
    }

    fn session(name: &str, aspect: &str, source: Option<&str>, lines: &[u64]) -> Opinion {
        let mut finding = finding(IncidentKind::UnusualBehaviour, source, lines);
        finding.aspect = aspect.to_owned();
        finding.text_fact(FactKey::Session, Some(name));
        finding.text_fact(FactKey::Source, source);
        Opinion {
            model: DetectorId("model.order".to_owned()),
            lines: finding.evidence.clone(),
            finding,
        }
    }

    #[test]
    fn sessions_that_differ_in_the_same_way_are_one_incident() {
        let opinions = vec![
            session("x", "new\0a", Some("203.0.113.1"), &[1, 2]),
            session("y", "new\0a", Some("203.0.113.2"), &[3, 4]),
            session("z", "new\0b", None, &[5]),
        ];
        let found = fuse(Vec::new(), opinions, 200);
        let two = found.iter().find(|it| it.entities.len() == 2);
        let two = two.expect("the two that are alike");
        assert_eq!(found.len(), 2);
        assert_eq!(
            two.facts.get(&FactKey::Sessions),
            Some(&FactValue::Count(2))
        );
        assert_eq!(two.facts.get(&FactKey::Sources), Some(&FactValue::Count(2)));
        assert_eq!(two.evidence.lines, [1, 2, 3, 4].map(at));
    }

    #[test]
    fn a_session_whose_lines_a_rule_tells_of_is_a_share_and_the_others_stay() {
        let known = finding(IncidentKind::SystemError, None, &[2]);
        let opinions = vec![
            session("x", "new\0a", None, &[1, 2]),
            session("y", "new\0a", None, &[2, 3]),
            session("z", "new\0a", None, &[9]),
        ];
        let found = fuse(vec![known], opinions, 200);
        let of = |kind| {
            found
                .iter()
                .find(|it| it.kind == kind)
                .expect("an incident")
        };
        let shares = &of(IncidentKind::SystemError).shares;
        assert_eq!(
            shares.len(),
            2,
            "one share of a model, however many sessions"
        );
        let own = of(IncidentKind::UnusualBehaviour);
        assert_eq!(
            own.facts.get(&FactKey::Sessions),
            Some(&FactValue::Count(1))
        );
        assert_eq!(own.evidence.lines, [at(9)]);
    }
}
