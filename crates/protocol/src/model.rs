//! Messages between the page and the model worker, which learns what is usual and judges by it.
//!
//! The wire is that of [`messages`](crate::messages): `[header, …attachments]`. Sessions and baselines
//! travel as bytes that the page only hands on.

use serde::{Deserialize, Serialize};

use crate::audit_trees::AuditJudgement;
use crate::file::RecordRef;
use crate::time::{TimeRange, TimestampUs};

/// Number of something that the model worker was asked; only grows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// The sessions of a run, alike ones together. Travels as postcard bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sessions {
    /// Ids of the templates that occur; events are positions in it.
    pub templates: Vec<String>,
    pub sequences: Vec<Sequence>,
}

/// Events of a session that are kept one by one; the others are counted. Chosen: the longest of the sessions
/// of HDFS has 298.
pub const MAX_SESSION_EVENTS: usize = 512;

/// Events one after the other, and the sessions that have just these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sequence {
    pub events: Vec<u32>,
    pub sessions: Vec<SessionPlace>,
}

/// Where a session lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPlace {
    /// The value that ties its lines together: a block id, a request id, a user.
    pub name: String,
    pub first: RecordRef,
    pub start: Option<TimestampUs>,
    pub end: Option<TimestampUs>,
}

/// What each source did, window by window. Travels as postcard bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceWindows {
    /// What each count of a window counts.
    pub features: Vec<String>,
    /// Length of a window.
    pub span_us: i64,
    pub windows: Vec<SourceCounts>,
}

/// What one source did in one window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceCounts {
    pub source: String,
    pub start: TimestampUs,
    pub counts: Vec<u32>,
}

/// Windows with what the person said of them. Travels as postcard bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub features: Vec<String>,
    pub rows: Vec<LabelledRow>,
    /// What they are of, in words for the model's card.
    pub of_what: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelledRow {
    pub counts: Vec<u32>,
    pub is_anomaly: bool,
    /// Rows of one source have the same.
    pub group: u32,
}

/// How well a forest does on rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureSet {
    pub n: u64,
    pub n_anomalies: u64,
    pub precision: f64,
    pub recall: f64,
    pub false_positive_rate: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToModel {
    /// Learns from the sessions that lie within the range; all of them without one. Attachment: the
    /// [`Sessions`].
    Learn {
        job: JobId,
        range: Option<TimeRange>,
        name: String,
        /// Template ids with their texts, to name what was expected.
        texts: Vec<(String, String)>,
    },
    /// Judges sessions by a baseline. Attachments: the [`Sessions`], the baseline.
    Judge { job: JobId },
    /// Says what a baseline is. Attachment: the baseline.
    Describe { job: JobId },
    /// Runs a shipped network, so that it can be seen to say here what it said where it was made.
    /// Attachment: its ONNX file.
    Score {
        job: JobId,
        /// Of its manifest: how lines became the tokens that it learned from. None: any.
        #[serde(default)]
        schema_hash: Option<String>,
        sequences: Vec<Vec<u32>>,
    },
    /// Judges the server's audit log by trees. Attachments: its JSON lines, and the bytes of
    /// `labels.csv` where the person gave it.
    Audit { job: JobId },
    /// Grows a forest. Attachments: [`Labelled`], the forest that it is compared with as JSON (empty:
    /// none).
    Grow { job: JobId },
    /// Runs a forest on rows. Attachment: the forest as JSON.
    ScoreRows { job: JobId, rows: Vec<Vec<f64>> },
    /// Stops learning.
    Cancel { job: JobId },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromModel {
    /// The worker listens. `build` must equal the page's own.
    Ready {
        build: String,
    },
    /// At most ten times a second.
    Progress {
        job: JobId,
        /// In [0, 1].
        share: f64,
        /// Since learning began.
        elapsed_ms: f64,
    },
    /// What was learned. Attachment: the baseline.
    Learned {
        job: JobId,
        facts: BaselineFacts,
    },
    Judged {
        job: JobId,
        judgement: Judgement,
    },
    Scored {
        job: JobId,
        scores: Vec<f32>,
        /// Without reading the file.
        elapsed_ms: f64,
    },
    /// What was grown. Attachment: the forest as JSON. The figures of both are of rows that neither
    /// learned from; None where there are too few to say.
    Grown {
        job: JobId,
        before: Option<FigureSet>,
        after: Option<FigureSet>,
    },
    Described {
        job: JobId,
        facts: BaselineFacts,
    },
    Audited {
        job: JobId,
        judgement: AuditJudgement,
    },
    Failed {
        job: JobId,
        failure: ModelFailure,
    },
}

/// What a baseline was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BaselineFacts {
    pub name: String,
    pub n_sessions: u64,
    pub n_events: u64,
    pub n_templates: u64,
    pub range: Option<TimeRange>,
    pub n_bytes: u64,
    /// It knows how often each event usually comes; those of earlier versions do not.
    #[serde(default)]
    pub has_counts: bool,
}

/// Why there is no answer; each has a sentence in `words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelFailure {
    /// Too few sessions to tell what is usual.
    TooFew,
    /// The person stopped it.
    Stopped,
    /// The file is no baseline.
    NotABaseline,
    /// The file is of another version of Jejak.
    OtherVersion,
    /// The model reads lines otherwise than this version does.
    OtherTokens,
    /// The file is cut off or changed.
    Damaged,
    /// The worker ended.
    Crashed,
}

/// What a baseline says of sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    pub n_sessions: u64,
    pub n_unusual: u64,
    /// Most events are such that the baseline never saw: it is of another kind of log.
    pub is_of_other_logs: bool,
    /// The most surprising first; alike ones are one.
    pub unusual: Vec<Unusual>,
}

/// Sessions that do not go as usual, all in the same way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unusual {
    /// Those with just these events, the first one first.
    pub sessions: Vec<SessionPlace>,
    /// In nats.
    pub surprise: f64,
    /// How strange it is, in [0, 1]; half at the bound beyond which hardly any ordinary session is.
    pub score: f64,
    pub what: Deviation,
    /// Place of it in the session, from 0.
    pub position: u32,
    pub n_events: u32,
    /// Template of the event; None at the end of the session.
    pub event: Option<String>,
    /// Of one that comes too often or too seldom.
    pub count: Option<UnusualCount>,
    /// What usually comes there, the likeliest first.
    pub expected: Vec<ExpectedEvent>,
}

/// How a session differs the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// A template that was never seen.
    NewEvent,
    /// A known template where others come.
    UnlikelyEvent,
    /// It ends where it usually goes on.
    EndsEarly,
    /// It has far more events than any session that was learned.
    TooLong,
    /// An event comes more often than in sessions that were learned.
    TooMany,
    /// An event is missing, or comes less often than in sessions that were learned.
    TooFew,
}

/// How often an event comes in a session that should have it more often, or more seldom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusualCount {
    /// Text of the event's template: the open files need not have it.
    pub text: String,
    pub n: u32,
    /// The nearest number that would have been usual.
    pub usual: u32,
}

/// An event that would have been usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedEvent {
    /// Text of the template; None: the session's end.
    pub text: Option<String>,
    /// In [0, 1].
    pub probability: f64,
}
