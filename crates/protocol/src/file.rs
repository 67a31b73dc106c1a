//! Files and places in them.

use serde::{Deserialize, Serialize};

use crate::time::Zone;

/// Position of a file in the list that was given to a run.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct FileId(pub u32);

/// What is known of a file before it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Name, with its folder when a folder was dropped.
    pub name: String,
    /// Bytes on disk (compressed, if it is). None for a stream.
    pub size_bytes: Option<u64>,
    /// Last change, milliseconds since 1970: the year of stamps that have none ends here.
    pub modified_ms: Option<i64>,
}

/// How the clock of a file is read, where it is not like that of the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileClock {
    /// As in [`FileFacts::name`]; behind `**/`, any file whose name is this or ends with it as a path does.
    pub name: String,
    /// Zone of its stamps that name none; None for the zone of all files.
    pub zone: Option<Zone>,
    /// Added to all of its times, in microseconds: above 0 where its clock was slow.
    pub shift_us: i64,
}

impl FileClock {
    /// Whether it is about the file of this name.
    pub fn is_of(&self, name: &str) -> bool {
        match self.name.strip_prefix("**/") {
            Some(end) => name
                .strip_suffix(end)
                .is_some_and(|front| front.is_empty() || front.ends_with('/')),
            None => self.name == name,
        }
    }
}

/// One line of one file: the address of all evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordRef {
    pub file: FileId,
    /// First line of the record, counted from 0.
    pub line: u64,
}

/// Name of a log format, e.g. `syslog`, `combined`; stable, used in output and documentation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FormatId(pub String);

/// How bad the writer of a line thought it was.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The line says none.
    #[default]
    Unknown,
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
}

impl Level {
    pub const ALL: [Self; 7] = [
        Self::Unknown,
        Self::Debug,
        Self::Info,
        Self::Notice,
        Self::Warning,
        Self::Error,
        Self::Critical,
    ];

    /// Position in [`Level::ALL`] and in `LevelCounts`.
    pub const fn index(self) -> usize {
        self as usize
    }
}
