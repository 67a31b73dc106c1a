//! Messages between the page and its analysis workers.
//!
//! On the wire a message is an array `[header, …attachments]`: the header is one of these enums
//! (through serde-wasm-bindgen), attachments are `File` handles, `MessagePort`s or typed arrays in
//! the order that the variant's documentation gives.

use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::custom::{CustomFormat, FormatFault, SampleLine};
use crate::file::{FileClock, FileFacts, FileId, FormatId, RecordRef};
use crate::model::Judgement;
use crate::rows::{Filter, Row};
use crate::time::Zone;

/// Number of a run; only grows, so that late events of an older run can be dropped.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RunId(pub u32);

/// Number of a question about rows; only grows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct RequestId(pub u32);

/// What the user decided before a run.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UserChoices {
    /// Zone of stamps that name none.
    pub source_zone: Zone,
    /// Formats that the person described, the preferred first.
    #[serde(default)]
    pub formats: Vec<CustomFormat>,
    /// Files whose clock is read in its own way; of several about one file the first zone holds, and what is
    /// added is added up.
    #[serde(default)]
    pub clocks: Vec<FileClock>,
}

impl UserChoices {
    /// What was decided of the clock of the file of this name.
    pub fn clocks_of(&self, name: &str) -> impl Iterator<Item = &FileClock> {
        self.clocks.iter().filter(move |clock| clock.is_of(name))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToWorker {
    /// Makes the receiver the lead of the workers behind the attached `MessagePort`s (none is fine).
    Lead { n_peers: u32 },
    /// Makes the receiver a peer; attachment: the `MessagePort` to its lead.
    Peer,
    /// Starts a run over the attached `File` handles, one for each of `files`, in order.
    Start {
        run: RunId,
        files: Vec<FileFacts>,
        choices: UserChoices,
    },
    /// Stops reading; the partial result comes as `Done { cancelled: true }`.
    Cancel { run: RunId },
    /// Rows `[offset, offset + limit)` of the rows that fit the filter, in order of time.
    Rows {
        run: RunId,
        request: RequestId,
        filter: Filter,
        offset: u64,
        limit: u32,
    },
    /// The line and `n_around` lines before and after it in its file.
    Context {
        run: RunId,
        request: RequestId,
        at: RecordRef,
        n_around: u32,
    },
    /// Position in the filtered rows of the first row at or after the given record.
    Locate {
        run: RunId,
        request: RequestId,
        filter: Filter,
        at: RecordRef,
    },
    /// The sessions of what was read, for the model worker.
    Sessions { run: RunId, request: RequestId },
    /// What each source did in what was read.
    Windows { run: RunId, request: RequestId },
    /// The analysis of what was read once more. Attachment: the forest whose scores count, as JSON;
    /// without one, none do. A trial's scores count this once only.
    Judge {
        run: RunId,
        request: RequestId,
        is_trial: bool,
    },
    /// How a described format reads lines; asks for no file.
    TryFormat {
        run: RunId,
        request: RequestId,
        format: CustomFormat,
        lines: Vec<String>,
    },
    /// What the model worker said of them, to be taken up into the incidents; without one, what was
    /// said before is taken out again.
    TakeUp {
        run: RunId,
        judgement: Option<Box<Judgement>>,
    },
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileProgress {
    pub id: FileId,
    /// Bytes of the file as it lies on disk.
    pub n_bytes_done: u64,
    pub n_bytes_total: u64,
    pub n_lines: u64,
    pub format: Option<FormatId>,
    /// In [0, 1].
    pub confidence: f64,
    pub is_done: bool,
}

/// Why something failed; each has a sentence in `words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The worker panicked or was ended by the browser.
    WorkerCrashed,
    OutOfMemory,
    /// A file cannot be read any more: removed, changed or without permission.
    FileGone,
    /// The worker's build is not the page's: an old copy came from a cache.
    BuildMismatch,
    /// No answer to start-up: WebAssembly or workers are switched off.
    NoWorker,
    /// The workers were ended, by the person or after they failed: findings stay, lines cannot be
    /// read.
    Ended,
    /// The analysis was kept without its files.
    NotKept,
    /// Somebody shared the analysis without this line.
    NotShared,
    /// The model reads other counts than these workers make.
    OtherModel,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWorker {
    /// The worker listens. `build` must equal the page's own.
    Ready { build: String },
    /// Files that were found in archives; their ids follow those of the files known so far.
    Found { run: RunId, files: Vec<FileFacts> },
    /// At most ten times a second.
    Progress {
        run: RunId,
        files: Vec<FileProgress>,
    },
    /// Before a message with an analysis: a part of its [`Lists`](crate::Lists). Attachment: the part as
    /// postcard bytes.
    Lists { run: RunId },
    /// The analysis of what was read so far, without the lists that were sent before it.
    Partial { run: RunId, analysis: Box<Analysis> },
    /// The end of a run; its analysis as in `Partial`.
    Done {
        run: RunId,
        analysis: Box<Analysis>,
        cancelled: bool,
    },
    /// Answer to `TakeUp`: the analysis with what was said, as in `Partial`.
    TakenUp { run: RunId, analysis: Box<Analysis> },
    /// Answer to `Rows`. `n_total` is exact when `is_complete`, else what was found so far.
    Rows {
        run: RunId,
        request: RequestId,
        offset: u64,
        rows: Vec<Row>,
        n_total: u64,
        is_complete: bool,
    },
    /// Answer to `Context`.
    Context {
        run: RunId,
        request: RequestId,
        rows: Vec<Row>,
    },
    /// Answer to `Locate`.
    Located {
        run: RunId,
        request: RequestId,
        offset: u64,
    },
    /// Answer to `Sessions`. Attachment: [`Sessions`](crate::model::Sessions) as postcard bytes.
    Sessions { run: RunId, request: RequestId },
    /// Answer to `Windows`. Attachment: [`SourceWindows`](crate::model::SourceWindows) as postcard
    /// bytes.
    Windows { run: RunId, request: RequestId },
    /// Answer to `Judge`; its analysis as in `Partial`.
    Judged {
        run: RunId,
        request: RequestId,
        analysis: Box<Analysis>,
    },
    /// Answer to `TryFormat`.
    FormatTried {
        run: RunId,
        request: RequestId,
        lines: Result<Vec<SampleLine>, FormatFault>,
    },
    /// A question could not be answered.
    Refused {
        run: RunId,
        request: RequestId,
        failure: Failure,
    },
    /// The run ended without a result.
    Failed {
        run: RunId,
        failure: Failure,
        detail: String,
    },
}

impl FromWorker {
    /// Which run the message belongs to; None for those that belong to no run.
    pub fn run(&self) -> Option<RunId> {
        match self {
            Self::Ready { .. } => None,
            Self::Found { run, .. }
            | Self::Progress { run, .. }
            | Self::Lists { run }
            | Self::Partial { run, .. }
            | Self::Done { run, .. }
            | Self::TakenUp { run, .. }
            | Self::Rows { run, .. }
            | Self::Context { run, .. }
            | Self::Located { run, .. }
            | Self::Sessions { run, .. }
            | Self::Windows { run, .. }
            | Self::Judged { run, .. }
            | Self::FormatTried { run, .. }
            | Self::Refused { run, .. }
            | Self::Failed { run, .. } => Some(*run),
        }
    }
}
