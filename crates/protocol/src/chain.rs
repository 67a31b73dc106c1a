//! Chains: incidents of one story, told in the order in which they happened.

use serde::{Deserialize, Serialize};

use crate::entity::Entity;
use crate::file::RecordRef;
use crate::incident::{Certainty, Severity};
use crate::time::{TimeRange, TimestampUs};

/// What a step was for. The order is the usual one; a chain is told by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Looked for open doors: web scans, port scans.
    Reconnaissance,
    /// Guessed passwords.
    Guessing,
    /// Attacked a service directly.
    Attack,
    /// Got in.
    Entry,
    /// Gained more rights, or tried to.
    Escalation,
    /// Ran programs that nobody wants.
    Execution,
    /// Left a way back in.
    Persistence,
    /// Changed or deleted files.
    Files,
    /// Took data out.
    Exfiltration,
    /// Removed traces.
    CoverUp,
}

impl Stage {
    pub const ALL: [Self; 10] = [
        Self::Reconnaissance,
        Self::Guessing,
        Self::Attack,
        Self::Entry,
        Self::Escalation,
        Self::Execution,
        Self::Persistence,
        Self::Files,
        Self::Exfiltration,
        Self::CoverUp,
    ];
}

/// One incident as a step of a chain. It is drawn as one row: the moment, the sentence of the
/// incident (a link to it), and below it the lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainStep {
    pub stage: Stage,
    /// [`crate::Incident::id`] of an incident of the same analysis.
    pub incident: String,
    /// When it began; for an entry, the moment of the sign-in. None when no line has a time.
    pub at: Option<TimestampUs>,
    /// The lines that prove the step by themselves, three at most, in order.
    pub lines: Vec<RecordRef>,
}

/// One story: two incidents or more that share an address, or an account after somebody got in.
///
/// Incidents of a chain stay in the list of incidents as well; no incident is in two chains. The
/// page draws a chain above the list: its title, its sentence, and its steps from top to bottom;
/// `jejak_words::chain` has the words for all three.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// Stable over runs on the same input, in hexadecimal.
    pub id: String,
    pub severity: Severity,
    /// 0 to 100; never below that of its riskiest incident.
    pub risk: u8,
    pub certainty: Certainty,
    /// The acting address first, where one is known; then accounts, then hosts.
    pub entities: Vec<Entity>,
    pub range: Option<TimeRange>,
    /// By time; steps without one come last.
    pub steps: Vec<ChainStep>,
}
