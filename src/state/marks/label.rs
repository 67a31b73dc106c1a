//! Right or wrong, and what the incident was of which it was said.

use jejak_protocol::{Entity, Incident, IncidentKind, TimeRange, TimestampUs};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is what it is told to be.
    Right,
    /// It is nothing, or something else.
    Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Id of the incident.
    pub incident: String,
    pub verdict: Verdict,
    pub said_at: TimestampUs,
    pub about: About,
}

/// What an incident was, for lists and files that outlive its analysis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub kind: IncidentKind,
    /// What it is about first of all.
    pub entity: Option<Entity>,
    pub range: Option<TimeRange>,
    pub risk: u8,
}

impl Label {
    pub fn new(incident: &Incident, verdict: Verdict, now: TimestampUs) -> Self {
        Self {
            incident: incident.id.clone(),
            verdict,
            said_at: now,
            about: About {
                kind: incident.kind,
                entity: incident.entities.first().cloned(),
                range: incident.range,
                risk: incident.risk,
            },
        }
    }
}
