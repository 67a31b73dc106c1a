//! Log formats that a person describes: the description, what is wrong with one, and how it reads
//! sample lines.

use serde::{Deserialize, Serialize};

/// A log format that Jejak does not know, as a person describes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct CustomFormat {
    /// Letters, digits, spaces and `- _ .`, up to [`MAX_NAME`](Self::MAX_NAME) characters.
    pub name: String,
    /// A regular expression from the start of the line, with grok's `%{NAME:field}` in it; named
    /// groups are the fields.
    pub pattern: String,
    /// How the `time` field is written, in the letters of strftime (`%d.%m.%Y %H:%M:%S`); empty when
    /// it is one of the forms that are known.
    #[serde(default)]
    pub time: String,
}

impl CustomFormat {
    pub const MAX_NAME: usize = 40;

    /// What the id of a file of this format starts with; the name follows.
    pub const ID: &'static str = "custom:";
}

/// Several of them, as they are kept and taken along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormatFile {
    /// [`FormatFile::VERSION`]; a file of another one is not read.
    pub jejak_formats: u32,
    pub formats: Vec<CustomFormat>,
}

impl FormatFile {
    pub const VERSION: u32 = 1;

    pub fn of(formats: Vec<CustomFormat>) -> Self {
        Self {
            jejak_formats: Self::VERSION,
            formats,
        }
    }
}

/// Why a described format cannot be used; each has a sentence in `words`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum FormatFault {
    /// Empty, too long, or with other characters than those allowed.
    Name,
    NoPattern,
    /// Longer than any pattern that a person writes.
    TooLong,
    /// `%{NAME}` that grok's patterns do not have.
    UnknownGrok {
        name: String,
    },
    /// No regular expression; `detail` is what the library says, in English.
    BadPattern {
        detail: String,
    },
    /// Compiled it would take too much memory.
    TooLarge,
    /// It names no field but the message, so that it would fit any line.
    NoFields,
    /// A form of the time is given, but no field is named `time`.
    NoTimeField,
    /// The form of the time is none.
    BadTimeForm,
}

/// What became of a sample line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleKind {
    Record,
    /// Belongs to the record above.
    Continues,
    /// The pattern does not fit.
    NoMatch,
    /// The pattern fits, but its time is none.
    BadTime,
}

/// A field in a sample line. Offsets count UTF-16 code units, as JavaScript slices text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleField {
    pub start: u32,
    pub end: u32,
    pub name: String,
    /// Whether the analysis knows what the field means; others are shown and searched only.
    pub is_known: bool,
}

/// How a described format reads a sample line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleLine {
    pub text: String,
    pub kind: SampleKind,
    /// By their start.
    pub fields: Vec<SampleField>,
    /// The record's time in ISO 8601, with `Z` where it names a zone; empty without one.
    pub time: String,
}
