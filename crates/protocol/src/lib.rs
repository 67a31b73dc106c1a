//! What two processes say to each other: the page and its workers, the page and the server.
//!
//! Plain data with serde, nothing else: no parsing, no analysis, no browser. The analysis produces
//! these types, the page and the command line show them, so that one finding is one value everywhere.
//!
//! Integers stay below 2^53 on the wire (JavaScript numbers); ids that need 64 bits travel as text.

pub mod analysis;
pub mod audit_trees;
pub mod chain;
pub mod custom;
pub mod entity;
pub mod file;
pub mod incident;
pub mod lists;
pub mod messages;
pub mod metrics;
pub mod model;
pub mod notice;
pub mod rows;
pub mod server;
pub mod time;

pub use analysis::{Analysis, FileSummary, LevelCounts, TemplateSummary, Timeline, Top};
pub use chain::{Chain, ChainStep, Stage};
pub use custom::CustomFormat;
pub use entity::{Entity, EntityKind};
pub use file::{FileClock, FileFacts, FileId, FormatId, Level, RecordRef};
pub use incident::{
    Certainty, DetectorId, DetectorShare, Evidence, FactKey, FactValue, Incident, IncidentKind,
    Severity, Technique, are_of_windows, is_windows_provider,
};
pub use lists::Lists;
pub use messages::{FromWorker, RunId, ToWorker, UserChoices};
pub use notice::{Notice, NoticeKind};
pub use rows::{Filter, Row, RowField, Span, SpanKind};
pub use time::{TimeRange, TimestampUs, Zone};
