//! The result of a run: all that the overview, the timeline and the lists show.

use serde::{Deserialize, Serialize};

use crate::chain::Chain;
use crate::entity::Entity;
use crate::file::{FileFacts, FileId, FormatId, Level, RecordRef};
use crate::incident::Incident;
use crate::metrics::MetricSeries;
use crate::notice::Notice;
use crate::time::{TimeRange, TimestampUs, Zone};

/// What was read from one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileSummary {
    pub id: FileId,
    pub facts: FileFacts,
    pub format: FormatId,
    /// Share of the sampled lines that fit the format, in [0, 1].
    pub confidence: f64,
    /// Bytes after decompression.
    pub n_bytes: u64,
    pub n_lines: u64,
    /// Lines that start a record; the others continue one, are blank, or fit nothing.
    pub n_records: u64,
    /// Lines that fit neither the format nor the record above them.
    pub n_misfits: u64,
    /// Up to 100 of the misfits, the first in order.
    pub misfits: Vec<u64>,
    pub range: Option<TimeRange>,
    /// What a person should know about the file: cut lines, broken encoding, truncated gzip.
    pub notices: Vec<Notice>,
}

/// Records per level; index with `Level::index`.
pub type LevelCounts = [u64; 7];

/// Counts over time on a grid of equal buckets; empty buckets are left out.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timeline {
    /// Width of a bucket in microseconds.
    pub bucket_us: i64,
    /// `(start of the bucket, counts)`, ascending.
    pub buckets: Vec<(TimestampUs, LevelCounts)>,
}

/// A kind of record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSummary {
    /// Stable over runs and files: a hash of the text, in hexadecimal.
    pub id: String,
    /// Constant words with `<*>` for what varies.
    pub text: String,
    pub count: u64,
    pub level: Level,
    pub first: Option<TimestampUs>,
    pub last: Option<TimestampUs>,
    pub example: RecordRef,
    /// Records in each of [`N_PARTS`] equal parts of the analysis' range; empty where none has a time.
    #[serde(default)]
    pub over_time: Vec<u32>,
}

/// Parts of the range in which a template's records are counted: as many as a small drawing shows.
pub const N_PARTS: usize = 24;

impl TemplateSummary {
    /// Adds the counts of what is the same template.
    pub fn add_over_time(&mut self, counts: &[u32]) {
        self.over_time
            .resize(self.over_time.len().max(counts.len()), 0);
        for (own, n) in self.over_time.iter_mut().zip(counts) {
            *own = own.saturating_add(*n);
        }
    }
}

/// An entity with the number of records that name it and how many of them are evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Top {
    pub entity: Entity,
    pub n_records: u64,
    /// Failed sign-ins, refused commands, attack requests and errors among them.
    pub n_suspicious: u64,
}

/// Everything a run found. Valid at any moment of a run for what was read so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    pub files: Vec<FileSummary>,
    /// Zone that was taken for local times without one.
    pub source_zone: Zone,
    pub n_bytes: u64,
    pub n_lines: u64,
    pub n_records: u64,
    pub n_misfits: u64,
    /// Failed sign-ins counted over all files, repeated messages included.
    pub n_auth_failures: u64,
    pub range: Option<TimeRange>,
    pub timeline: Timeline,
    pub templates: Vec<TemplateSummary>,
    /// By risk, then by start.
    pub incidents: Vec<Incident>,
    /// Incidents of one story, joined: by risk, then by start.
    pub chains: Vec<Chain>,
    pub top_sources: Vec<Top>,
    pub top_users: Vec<Top>,
    /// Metrics that the files hold: those that move first, then by name.
    #[serde(default)]
    pub metrics: Vec<MetricSeries>,
    /// What was given up to stay within the memory bounds.
    pub notices: Vec<Notice>,
}
