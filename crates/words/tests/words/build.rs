//! Incidents and analyses for the tests, made by hand.

use std::collections::BTreeMap;

use jejak_protocol::{
    Analysis, Certainty, DetectorId, DetectorShare, Entity, EntityKind, Evidence, FactKey,
    FactValue, FileFacts, FileId, FileSummary, FormatId, Incident, IncidentKind, RecordRef,
    Severity, Technique, TimeRange, Timeline, TimestampUs, Zone,
};

/// 2026-12-10T02:10:00Z, which is 09:10 in WIB.
pub(crate) const START_S: i64 = 1_796_868_600;

pub(crate) fn wib() -> Zone {
    Zone::fixed("WIB", 7 * 3600)
}

pub(crate) fn at(seconds: i64) -> TimestampUs {
    TimestampUs::from_seconds(START_S + seconds)
}

/// An incident of `count` events over `span_s` seconds, with two lines of evidence.
pub(crate) fn incident(kind: IncidentKind, count: u64, span_s: i64) -> Incident {
    Incident {
        id: format!("{:04x}", kind as u32),
        kind,
        severity: Severity::High,
        risk: 72,
        certainty: Certainty::Likely,
        entities: Vec::new(),
        range: Some(TimeRange {
            start: at(0),
            end: at(span_s),
        }),
        count,
        technique: Some(Technique {
            id: "T1110.001".into(),
            name: "Brute Force: Password Guessing".into(),
        }),
        facts: BTreeMap::new(),
        shares: vec![DetectorShare {
            detector: DetectorId("signature.auth".into()),
            score: 0.9,
            share: 1.0,
        }],
        evidence: Evidence {
            n_total: count,
            lines: [0, 41]
                .map(|line| RecordRef {
                    file: FileId(0),
                    line,
                })
                .into(),
        },
    }
}

/// Adds facts and entities in the order of writing.
pub(crate) trait With: Sized {
    fn fact(self, key: FactKey, value: FactValue) -> Self;
    fn entity(self, kind: EntityKind, value: &str) -> Self;

    fn n(self, key: FactKey, n: u64) -> Self {
        self.fact(key, FactValue::Count(n))
    }

    fn say(self, key: FactKey, text: &str) -> Self {
        self.fact(key, FactValue::Text(text.into()))
    }
}

impl With for Incident {
    fn fact(mut self, key: FactKey, value: FactValue) -> Self {
        self.facts.insert(key, value);
        self
    }

    fn entity(mut self, kind: EntityKind, value: &str) -> Self {
        self.entities.push(Entity {
            kind,
            value: value.into(),
        });
        self
    }
}

/// An analysis of one file of `n_lines` lines.
pub(crate) fn analysis(incidents: Vec<Incident>, n_lines: u64) -> Analysis {
    let range = Some(TimeRange {
        start: at(-600),
        end: at(7_200),
    });
    let file = FileSummary {
        id: FileId(0),
        facts: FileFacts {
            name: "auth.log".into(),
            size_bytes: Some(n_lines * 100),
            modified_ms: None,
        },
        format: FormatId("syslog".into()),
        confidence: 0.998,
        n_bytes: n_lines * 100,
        n_lines,
        n_records: n_lines,
        n_misfits: 0,
        misfits: Vec::new(),
        range,
        notices: Vec::new(),
    };
    Analysis {
        files: vec![file],
        source_zone: Zone::utc(),
        n_bytes: n_lines * 100,
        n_lines,
        n_records: n_lines,
        n_misfits: 0,
        n_auth_failures: 0,
        range,
        timeline: Timeline::default(),
        templates: Vec::new(),
        incidents,
        chains: Vec::new(),
        top_sources: Vec::new(),
        top_users: Vec::new(),
        metrics: Vec::new(),
        notices: Vec::new(),
    }
}
