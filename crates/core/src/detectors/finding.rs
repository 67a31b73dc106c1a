//! What a detector hands on: one suspicion about one entity, with the lines that prove it.

use std::collections::BTreeMap;

use jejak_protocol::{FactKey, FactValue, IncidentKind, RecordRef, TimeRange};

use super::input::EntityIdx;

/// Names of the detectors; stable, used in output.
pub mod ids {
    pub const AUTH: &str = "signature.auth";
    pub const PRIVILEGE: &str = "signature.privilege";
    pub const WEB: &str = "signature.web";
    pub const ERRORS: &str = "signature.errors";
    pub const RARITY: &str = "frequency.template";
    pub const VOLUME: &str = "frequency.volume";
}

/// One suspicion. Findings about the same entity and kind become one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub detector: &'static str,
    pub kind: IncidentKind,
    /// Whom it is about. None: a template or the whole log, named by the facts.
    pub entity: Option<EntityIdx>,
    /// Others that play a part, the most telling first.
    pub others: Vec<EntityIdx>,
    pub range: Option<TimeRange>,
    /// How strong it is, in [0, 1].
    pub score: f64,
    /// Usual and observed value of what was measured.
    pub typical: Option<f64>,
    pub actual: Option<f64>,
    pub facts: BTreeMap<FactKey, FactValue>,
    /// At most `Limits::n_evidence` records, in order of time.
    pub evidence: Vec<RecordRef>,
    /// Records that are evidence, whether kept or not.
    pub n_evidence: u64,
    /// Events that make it up: tries, requests, errors.
    pub count: u64,
}
