//! Incidents: what happened, to whom, how sure we are, and the lines that prove it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entity::{Entity, EntityKind};
use crate::file::RecordRef;
use crate::time::{TimeRange, TimestampUs};

/// What happened. Each kind has its sentence, next step and ATT&CK technique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    BruteForce,
    SlowBruteForce,
    PasswordSpraying,
    AccountTakeover,
    PrivilegeEscalation,
    /// Programs and commands that nobody wants: fetched and run, shells to elsewhere, miners.
    Malware,
    /// What makes an intruder come back: jobs, keys, services, start-up files.
    Persistence,
    /// Logs, histories or protections taken away, a clock set back.
    LogTampering,
    /// Permissions, deletions and changes of files that matter to the system.
    FileActivity,
    WebScan,
    WebAttack,
    /// Scans of ports and hosts, floods, rare addresses gone to, much sent out.
    SuspiciousNetwork,
    SystemError,
    /// Memory, disk, files, processes or connections ran out.
    ResourceExhaustion,
    /// Records that should be there and are not: a gap, a silence, a heartbeat that stopped.
    MissingRecords,
    NewTemplate,
    VolumeChange,
    /// A metric near its limit, or at a higher level than usual.
    MetricChange,
    /// Unlike what a model learnt to be usual, and nothing else tells what it is.
    UnusualBehaviour,
}

impl IncidentKind {
    pub const ALL: [Self; 19] = [
        Self::BruteForce,
        Self::SlowBruteForce,
        Self::PasswordSpraying,
        Self::AccountTakeover,
        Self::PrivilegeEscalation,
        Self::Malware,
        Self::Persistence,
        Self::LogTampering,
        Self::FileActivity,
        Self::WebScan,
        Self::WebAttack,
        Self::SuspiciousNetwork,
        Self::SystemError,
        Self::ResourceExhaustion,
        Self::MissingRecords,
        Self::NewTemplate,
        Self::VolumeChange,
        Self::MetricChange,
        Self::UnusualBehaviour,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    pub const ALL: [Self; 5] = [
        Self::Info,
        Self::Low,
        Self::Medium,
        Self::High,
        Self::Critical,
    ];
}

/// How sure the detectors are that the incident is what its kind says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Shown as "not sure".
    NotSure,
    Likely,
    Sure,
}

/// Name of a detector, e.g. `signature.auth`, `frequency.volume`; stable, used in output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DetectorId(pub String);

/// How much one detector adds to an incident's risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetectorShare {
    pub detector: DetectorId,
    /// The detector's own score, in [0, 1].
    pub score: f64,
    /// Its part of the risk, in [0, 1]; the shares of an incident add up to 1.
    pub share: f64,
}

/// MITRE ATT&CK technique, e.g. `T1110.001`, `Brute Force: Password Guessing`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Technique {
    pub id: String,
    pub name: String,
}

/// The lines that prove an incident: all are counted, a bounded choice is kept.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Evidence {
    pub n_total: u64,
    /// First, last and chosen lines between, in order of time.
    pub lines: Vec<RecordRef>,
}

/// What a fact about an incident says; each has a label in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKey {
    /// The acting address.
    Source,
    /// How many addresses acted, when several.
    Sources,
    User,
    /// How many users were tried.
    Users,
    Host,
    Service,
    /// A session that goes another way than usual, and how many do so in the same way.
    Session,
    Sessions,
    /// How it differs: `new_event`, `unlikely_event`, `ends_early`, `too_long`, `too_many`,
    /// `too_few`; of metrics `near_limit`, `level_up`.
    Deviation,
    /// Failed tries.
    Failures,
    /// Failures before the first success.
    FailuresBefore,
    /// The moment of the (first) success.
    SucceededAt,
    /// Command that was run.
    Command,
    /// What became of a privilege: see `PrivilegeAct` values in the glossary.
    Act,
    /// Group that a user was added to.
    Group,
    /// What the records are signs of, the gravest first, separated by commas; the values are in the
    /// glossary.
    Sign,
    /// Address that was gone to.
    Destination,
    /// Distinct addresses that were tried, and distinct ports.
    Destinations,
    Ports,
    /// Bytes sent.
    Bytes,
    /// Requests in all.
    Requests,
    /// Requests answered with 4xx.
    ClientErrors,
    /// Distinct paths asked for.
    Paths,
    /// One path, the most telling.
    Path,
    /// Class of a web attack: `sqli`, `xss`, `traversal`, `command_injection`, `inclusion`, `scanner`, `probe`.
    AttackClass,
    /// Attack requests that were answered with 2xx.
    Answered,
    UserAgent,
    /// Exception class or the error's template.
    Error,
    /// Restarts of a service.
    Restarts,
    /// Template text.
    Template,
    /// Name and labels of a metric series, apart by ` · `; of a share in use `@cpu`, `@memory`, `@swap`,
    /// `@disk` or `@open_files`.
    Metric,
    /// Texts of the templates that usually come there, one a line; an empty one is the end of the session.
    Expected,
    /// Median gap between tries, in microseconds; how long a metric was so.
    Interval,
    /// Errors and refusals that came in the same time.
    Meanwhile,
    /// Observed and usual value of what the detector measured; unit by `MeasureUnit`.
    Actual,
    Typical,
    /// Unit of `Actual` and `Typical`: `per_600s`, `per_bucket`, `failures`, `distinct_users`, ….
    MeasureUnit,
}

/// The value of a fact. Text comes from a log: show it as text, never as markup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    Count(u64),
    Number(f64),
    Text(String),
    Time(TimestampUs),
    DurationUs(i64),
}

/// One story: what the detectors found about the same entities at about the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Stable over runs on the same input: a hash of kind, entities and start, in hexadecimal.
    pub id: String,
    pub kind: IncidentKind,
    pub severity: Severity,
    /// 0 to 100.
    pub risk: u8,
    pub certainty: Certainty,
    /// The first is the one the incident is about.
    pub entities: Vec<Entity>,
    /// None when none of its records has a time.
    pub range: Option<TimeRange>,
    /// Events that make it up (tries, requests, errors), not lines.
    pub count: u64,
    pub technique: Option<Technique>,
    pub facts: BTreeMap<FactKey, FactValue>,
    pub shares: Vec<DetectorShare>,
    pub evidence: Evidence,
}

/// Whether a name is of what writes Windows' own event logs.
#[must_use]
pub fn is_windows_provider(name: &str) -> bool {
    name.starts_with("Microsoft-Windows-")
        || name.starts_with("Microsoft Windows ")
        || matches!(name, "Service Control Manager" | "EventLog")
}

/// Whether Windows itself tells of what entities are about.
#[must_use]
pub fn are_of_windows(entities: &[Entity]) -> bool {
    entities.iter().any(|entity| {
        matches!(entity.kind, EntityKind::Service | EntityKind::Process)
            && is_windows_provider(&entity.value)
    })
}
