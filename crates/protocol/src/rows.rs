//! Rows of the records view: read again from the files when they are shown.

use serde::{Deserialize, Serialize};

use crate::entity::{Entity, EntityKind};
use crate::file::{FileId, Level, RecordRef};
use crate::time::{TimeRange, TimestampUs};

/// What a part of a row's text is. Offsets count UTF-16 code units, as JavaScript slices text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    Time,
    Level,
    Entity(EntityKind),
    /// Part that a search or a detector matched.
    Match,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
    pub kind: SpanKind,
}

/// A named part of a record, as the format gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowField {
    pub name: String,
    pub value: String,
    /// Set when the value is an entity that can be filtered by.
    pub entity: Option<EntityKind>,
}

/// One line as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub at: RecordRef,
    pub time: Option<TimestampUs>,
    pub level: Level,
    /// The raw line, invalid bytes replaced; cut at the stated limit.
    pub text: String,
    pub spans: Vec<Span>,
    pub fields: Vec<RowField>,
    /// A line that continues the record above (stack trace).
    pub continues: bool,
}

/// Which rows a list shows. All set conditions hold together.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    pub range: Option<TimeRange>,
    pub files: Vec<FileId>,
    /// Words to find, without regard to case; all must occur.
    pub text: String,
    pub with: Vec<Entity>,
    pub without: Vec<Entity>,
    /// Only records at least this bad, with all their lines.
    pub level: Option<Level>,
    /// Only rows of these templates; all when there is none.
    #[serde(default)]
    pub templates: Vec<String>,
}

impl Filter {
    /// Whether rows can be listed by position alone, without reading the files.
    pub fn is_range_only(&self) -> bool {
        self.text.is_empty()
            && self.with.is_empty()
            && self.without.is_empty()
            && self.level.is_none()
            && self.templates.is_empty()
    }
}
