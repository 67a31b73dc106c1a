//! How the lines of one file are built: its format, and what only the file itself can say.
//!
//! A container's runtime wraps the lines of some program, whose format a plan finds out; a CSV file
//! names its columns; a person describes a format. What a line
//! is still depends on the line and the layout alone.

use std::borrow::Cow;

use jejak_protocol::FormatId;
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::custom::Custom;
use super::docker::{self, Envelope};
use super::{Format, plain};
use crate::events;
use crate::record::Line;

/// The format of a file's lines and of what they wrap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub format: Format,
    /// Of the lines inside, where the format [wraps](Format::wraps) some.
    pub inner: Option<Format>,
    /// Of the formats that name their columns.
    pub columns: Option<Columns>,
    /// Of the format that a person described.
    pub custom: Option<Custom>,
    /// What the file is named after; the program of lines that name none.
    pub service: Option<Box<str>>,
}

impl From<Format> for Layout {
    fn from(format: Format) -> Self {
        Self {
            format,
            inner: None,
            columns: None,
            custom: None,
            service: None,
        }
    }
}

impl From<Custom> for Layout {
    fn from(custom: Custom) -> Self {
        Self {
            custom: Some(custom),
            ..Self::from(Format::Custom)
        }
    }
}

impl Layout {
    /// The layout of a file of this format, with the columns that its first lines name.
    pub fn of(format: Format, lines: &[impl AsRef<str>]) -> Self {
        Self {
            columns: match format {
                Format::Csv => Columns::csv(lines),
                Format::W3c => Columns::w3c(lines),
                Format::Zeek => Columns::zeek(lines),
                _ => None,
            },
            ..Self::from(format)
        }
    }

    /// Stable name: `docker`, or `docker/json` with the format inside.
    pub fn id(&self) -> FormatId {
        if let Some(custom) = &self.custom {
            return custom.id();
        }
        match self.inner.filter(|inner| *inner != Format::Plain) {
            Some(inner) => FormatId(format!("{}/{}", self.format.spec().id, inner.spec().id)),
            None => self.format.id(),
        }
    }

    /// Reads one line, without its line end, and hands on what it is with the text that it is made
    /// of: the line, or the line inside it. Never fails and never panics.
    #[inline]
    pub fn read<R>(&self, line: &str, take: impl FnOnce(Line<'_>, &str) -> R) -> R {
        let take = |line: Line<'_>, text: &str| take(self.served(line), text);
        let open = match self.format {
            Format::Docker => docker::open_json,
            Format::Cri => docker::open_cri,
            format => {
                return match (&self.columns, &self.custom) {
                    (Some(columns), _) => columns.read(line, |read| take(read, line)),
                    (None, Some(custom)) => custom.read(line, |read| take(read, line)),
                    (None, None) => take(format.parse(line), line),
                };
            }
        };
        match open(line) {
            Ok(Envelope { stamp, text }) => {
                let inner = match self.inner {
                    Some(inner) => inner.parse(&text),
                    None => plain::parse(&text),
                };
                take(Envelope::close(stamp, &text, inner), &text)
            }
            Err(misfit) => take(Line::Misfit(misfit), line),
        }
    }

    /// The line, with the file's service where it names no program.
    #[inline]
    fn served<'a>(&'a self, mut line: Line<'a>) -> Line<'a> {
        if let (Some(service), Line::Record(record)) = (&self.service, &mut line)
            && record.process.is_empty()
            && events::header_of(record).is_none()
        {
            record.process = Cow::Borrowed(service);
        }
        line
    }

    /// The text that a line is made of, for a look at what a file wraps; None when it wraps none.
    pub(crate) fn inner_text(&self, line: &str) -> Option<String> {
        let open = match self.format {
            Format::Docker => docker::open_json,
            Format::Cri => docker::open_cri,
            _ => return None,
        };
        open(line).ok().map(|envelope| envelope.text.into_owned())
    }
}
