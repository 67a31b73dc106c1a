//! The analysis as a file to keep or send: JSON for machines, Markdown and HTML for people, CSV of
//! the incidents for spreadsheets.
//!
//! Both take evidence lines through a lookup that the caller brings, since lines are not kept in an
//! analysis. The JSON schema is described in `docs/report.md`; a change that breaks a reader raises
//! [`json::SCHEMA`].

pub mod csv;
pub mod escape;
pub mod html;
pub mod json;
pub mod markdown;

use jejak_protocol::{Analysis, FileId, RecordRef};

use crate::time::Reader;

/// How a report is written.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    pub reader: Reader<'a>,
    /// The raw line at a place, where it can still be read.
    pub line_at: &'a dyn Fn(RecordRef) -> Option<String>,
}

impl std::fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("reader", &self.reader)
            .finish_non_exhaustive()
    }
}

/// A lookup for callers that have no lines at hand.
pub fn no_lines(_: RecordRef) -> Option<String> {
    None
}

/// The name of a file; its number where the analysis does not list it.
pub fn file_name(analysis: &Analysis, id: FileId) -> String {
    let file = analysis.files.iter().find(|file| file.id == id);
    file.map_or_else(|| format!("#{}", id.0), |file| file.facts.name.clone())
}

/// Lines are counted from 1 wherever a person reads them.
pub const fn line_number(at: RecordRef) -> u64 {
    at.line.saturating_add(1)
}
