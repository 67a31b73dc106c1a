//! What a share holds: a chosen part of an analysis, and lines of its evidence where they were
//! asked for.
//!
//! As JSON, so that a later version of the page can still read it. What is not chosen is not in it:
//! neither other incidents, nor names that only they mention, nor templates, nor identifiers made by
//! hashing what is hidden.

use std::collections::{HashMap, HashSet};

use jejak_protocol::{Analysis, Entity, Level, LevelCounts, RecordRef, Row, Timeline, TimestampUs};
use serde::{Deserialize, Serialize};

use super::redact::{Class, Redactor};

/// The form of what is inside; another one is not read.
const VERSION: u32 = 1;

/// Buckets of the timeline in a link that holds everything; chosen so that a whole day keeps its
/// shape and a link its length.
const MAX_BRIEF_BUCKETS: usize = 32;

/// What the person chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Ids of incidents.
    pub incidents: HashSet<String>,
    pub has_lines: bool,
    pub hidden: Vec<Class>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parcel {
    version: u32,
    pub analysis: Analysis,
    pub lines: Vec<SharedLine>,
}

/// A line of the evidence, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLine {
    pub at: RecordRef,
    pub level: Level,
    pub text: String,
}

impl SharedLine {
    pub fn row(&self) -> Row {
        Row {
            at: self.at,
            time: None,
            level: self.level,
            text: self.text.clone(),
            spans: Vec::new(),
            fields: Vec::new(),
            continues: false,
        }
    }
}

impl Parcel {
    /// None for another version's, and for what is no parcel at all.
    pub fn from_json(json: &[u8]) -> Option<Self> {
        let parcel: Self = serde_json::from_slice(json).ok()?;
        (parcel.version == VERSION).then_some(parcel)
    }

    /// The same in few words, for a link that holds everything: without lines, with a coarse
    /// timeline.
    pub fn brief(&self) -> Self {
        let mut brief = self.clone();
        brief.lines.clear();
        brief.analysis.templates.clear();
        coarsen(&mut brief.analysis.timeline);
        for file in &mut brief.analysis.files {
            file.misfits.clear();
        }
        for incident in &mut brief.analysis.incidents {
            incident.evidence.lines.clear();
        }
        for step in brief
            .analysis
            .chains
            .iter_mut()
            .flat_map(|it| &mut it.steps)
        {
            step.lines.clear();
        }
        brief
    }

    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("plain values always are JSON")
    }
}

/// Packs the chosen part. `lines` are those of the evidence that could be read; they are left out
/// unless they were asked for.
pub fn pack(analysis: &Analysis, lines: &[Row], choice: &Choice) -> (Parcel, Redactor) {
    let mut analysis = chosen(analysis, choice);
    let mut redactor = Redactor::new(&choice.hidden);
    redactor.analysis(&mut analysis);
    rename(&mut analysis);
    let wanted: HashSet<RecordRef> = analysis
        .incidents
        .iter()
        .flat_map(|it| it.evidence.lines.iter().copied())
        .collect();
    let mut shared = Vec::new();
    if choice.has_lines {
        for row in lines.iter().filter(|row| wanted.contains(&row.at)) {
            shared.push(SharedLine {
                at: row.at,
                level: row.level,
                text: redactor.text(&row.text),
            });
        }
    }
    let parcel = Parcel {
        version: VERSION,
        analysis,
        lines: shared,
    };
    (parcel, redactor)
}

fn chosen(analysis: &Analysis, choice: &Choice) -> Analysis {
    let mut part = analysis.clone();
    let is_whole = part
        .incidents
        .iter()
        .all(|it| choice.incidents.contains(&it.id));
    part.incidents
        .retain(|it| choice.incidents.contains(&it.id));
    for chain in &mut part.chains {
        chain
            .steps
            .retain(|it| choice.incidents.contains(&it.incident));
    }
    part.chains.retain(|chain| chain.steps.len() > 1);
    // Their labels name machines and programs as no class of hidden names knows them.
    part.metrics.clear();
    // A template is made of the lines themselves.
    if !choice.has_lines {
        part.templates.clear();
    }
    if !is_whole {
        let named: HashSet<&Entity> = part.incidents.iter().flat_map(|it| &it.entities).collect();
        part.top_sources.retain(|top| named.contains(&top.entity));
        part.top_users.retain(|top| named.contains(&top.entity));
        for chain in &mut part.chains {
            chain.entities.retain(|it| named.contains(it));
        }
    }
    part
}

/// Fewer and longer buckets; nothing that was counted is lost.
fn coarsen(timeline: &mut Timeline) {
    while timeline.buckets.len() > MAX_BRIEF_BUCKETS {
        let Some(doubled_us) = timeline.bucket_us.checked_mul(2) else {
            return;
        };
        let mut merged: Vec<(TimestampUs, LevelCounts)> = Vec::new();
        for (at, counts) in &timeline.buckets {
            let start = TimestampUs(at.0.div_euclid(doubled_us) * doubled_us);
            match merged.last_mut() {
                Some((last, sums)) if *last == start => {
                    sums.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
                }
                _ => merged.push((start, *counts)),
            }
        }
        timeline.bucket_us = doubled_us;
        timeline.buckets = merged;
    }
}

/// Ids are hashes of names: whoever can guess a name could prove it by them.
fn rename(analysis: &mut Analysis) {
    let mut ids = HashMap::new();
    for (n, incident) in (1..).zip(&mut analysis.incidents) {
        let id = format!("i{n}");
        ids.insert(std::mem::replace(&mut incident.id, id.clone()), id);
    }
    for (n, chain) in (1..).zip(&mut analysis.chains) {
        chain.id = format!("c{n}");
        for step in &mut chain.steps {
            if let Some(id) = ids.get(&step.incident) {
                step.incident.clone_from(id);
            }
        }
    }
    for (n, template) in (1..).zip(&mut analysis.templates) {
        template.id = format!("t{n}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jejak_protocol::{
        Certainty, EntityKind, Evidence, FileId, Incident, IncidentKind, Severity, TemplateSummary,
        Top,
    };

    use super::*;

    fn address(value: &str) -> Entity {
        Entity {
            kind: EntityKind::SourceAddress,
            value: value.to_owned(),
        }
    }

    fn incident(id: &str, source: &str, line: u64) -> Incident {
        Incident {
            id: id.to_owned(),
            kind: IncidentKind::BruteForce,
            severity: Severity::High,
            risk: 70,
            certainty: Certainty::Sure,
            entities: vec![address(source)],
            range: None,
            count: 9,
            technique: None,
            facts: BTreeMap::new(),
            shares: Vec::new(),
            evidence: Evidence {
                n_total: 1,
                lines: vec![at(line)],
            },
        }
    }

    fn at(line: u64) -> RecordRef {
        RecordRef {
            file: FileId(0),
            line,
        }
    }

    fn row(line: u64, text: &str) -> Row {
        SharedLine {
            at: at(line),
            level: Level::Warning,
            text: text.to_owned(),
        }
        .row()
    }

    fn analysis() -> Analysis {
        let top = |value| Top {
            entity: address(value),
            n_records: 1,
            n_suspicious: 1,
        };
        Analysis {
            incidents: vec![
                incident("hash-a", "203.0.113.5", 3),
                incident("hash-b", "198.51.100.7", 8),
            ],
            top_sources: vec![top("203.0.113.5"), top("198.51.100.7")],
            templates: vec![TemplateSummary {
                id: "hash-t".to_owned(),
                text: "template words".to_owned(),
                count: 1,
                level: Level::Info,
                first: None,
                last: None,
                over_time: vec![1; 24],
                example: at(3),
            }],
            ..Analysis::default()
        }
    }

    fn packed(incidents: &[&str], has_lines: bool, hidden: &[Class]) -> String {
        let choice = Choice {
            incidents: incidents.iter().map(|id| (*id).to_owned()).collect(),
            has_lines,
            hidden: hidden.to_vec(),
        };
        let rows = [row(3, "from 203.0.113.5"), row(8, "from 198.51.100.7")];
        let (parcel, _) = pack(&analysis(), &rows, &choice);
        let json = parcel.to_json();
        assert_eq!(Parcel::from_json(&json), Some(parcel));
        String::from_utf8(json).expect("JSON is UTF-8")
    }

    #[test]
    fn what_is_not_chosen_is_not_in_it() {
        let json = packed(&["hash-a"], false, &[]);
        assert!(json.contains("203.0.113.5"));
        for absent in ["198.51.100.7", "hash-", "template words", "\"from "] {
            assert!(!json.contains(absent), "{absent}");
        }
    }

    #[test]
    fn hidden_names_are_nowhere_in_it() {
        let json = packed(&["hash-a", "hash-b"], true, &Class::ALL);
        assert!(json.contains("from address-1") && json.contains("from address-2"));
        for absent in ["203.0.113.5", "198.51.100.7", "hash-"] {
            assert!(!json.contains(absent), "{absent}");
        }
    }

    #[test]
    fn lines_come_only_on_request() {
        assert!(packed(&["hash-a"], true, &[]).contains("from 203.0.113.5"));
        assert!(!packed(&["hash-a"], true, &[]).contains("198.51.100.7"));
        assert!(!packed(&["hash-a"], false, &[]).contains("from 203.0.113.5"));
    }

    #[test]
    fn a_brief_parcel_counts_all_that_the_whole_one_does() {
        let mut analysis = analysis();
        analysis.timeline = Timeline {
            bucket_us: 7,
            buckets: (0..500)
                .map(|i| (TimestampUs(7 * i), [1, 0, 0, 0, 2, 0, 0]))
                .collect(),
        };
        let choice = Choice {
            incidents: HashSet::from(["hash-a".to_owned()]),
            has_lines: true,
            hidden: Vec::new(),
        };
        let (parcel, _) = pack(&analysis, &[row(3, "from 203.0.113.5")], &choice);
        let brief = parcel.brief();
        let timeline = &brief.analysis.timeline;
        assert!(timeline.buckets.len() <= MAX_BRIEF_BUCKETS);
        let n: u64 = timeline.buckets.iter().flat_map(|(_, counts)| counts).sum();
        assert_eq!(n, 1_500);
        assert_eq!(brief.lines, []);
        assert_eq!(brief.analysis.incidents.len(), 1);
    }

    #[test]
    fn another_version_is_not_read() {
        let json = packed(&[], false, &[]).replace("\"version\":1", "\"version\":2");
        assert_eq!(Parcel::from_json(json.as_bytes()), None);
        assert_eq!(Parcel::from_json(b"{}"), None);
    }
}
