//! How the lines of one file are built: its format, and what only the file itself can say.
//!
//! A container's runtime wraps the lines of some program, whose format a plan finds out; a CSV file
//! names its columns; a person describes a format. What a line
//! is still depends on the line and the layout alone.

use std::borrow::Cow;

use jejak_protocol::{FormatId, Level};
use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::custom::Custom;
use super::docker::{self, Envelope};
use super::{Format, app, json, plain};
use crate::events;
use crate::record::{Line, Record};

/// What a line is to a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Record,
    Continuation,
    Misfit,
}

/// The format of a file's lines and of what they wrap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    pub format: Format,
    /// Of the lines inside, where the format [wraps](Format::wraps) some.
    pub inner: Option<Format>,
    /// Other formats whose lines lie between, as a look at some lines found them.
    pub also: Vec<Format>,
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
            also: Vec::new(),
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
        // Records are large: each move that is spared is a copy for every line.
        let take = |line: Line<'_>, text: &str| match (&self.service, &line) {
            (Some(service), Line::Record(record)) if names_no_program(record) => {
                let mut record = record.clone();
                record.process = Cow::Borrowed(&**service);
                take(Line::Record(record), text)
            }
            _ => take(line, text),
        };
        let open = match self.format {
            Format::Docker => docker::open_json,
            Format::Cri => docker::open_cri,
            _ => {
                return match (&self.columns, &self.custom) {
                    (Some(columns), _) => columns.read(line, |read| take(read, line)),
                    (None, Some(custom)) => custom.read(line, |read| take(read, line)),
                    (None, None) => {
                        let own = self.format.parse(line);
                        match self.foreign(line, &own) {
                            Some(foreign) => take(foreign, line),
                            None => take(own, line),
                        }
                    }
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

    /// Whether a line fits the format itself, for a look at which format a file has; what it wraps and
    /// what stands between its lines says nothing.
    pub(crate) fn fits(&self, line: &str) -> Fit {
        let of = |line: &Line<'_>| match line {
            Line::Record(_) => Fit::Record,
            Line::Continuation => Fit::Continuation,
            Line::Misfit(_) => Fit::Misfit,
        };
        match (self.format.wraps(), &self.columns, &self.custom) {
            (false, None, None) => of(&self.format.parse(line)),
            _ => self.read(line, |line, _| of(&line)),
        }
    }

    /// A line of another program that lies between those of the format: a file that several write has
    /// objects of JSON between lines of text, and lines with a date and a level between others. `own`:
    /// what the line is to the format.
    #[inline]
    fn foreign<'a>(&self, line: &'a str, own: &Line<'a>) -> Option<Line<'a>> {
        let is_misfit = matches!(own, Line::Misfit(_));
        if !is_misfit && !self.format.is_lax() {
            return None;
        }
        let mut between = self.also.iter().map(|format| format.parse(line));
        let record = between.find(|read| matches!(read, Line::Record(_)));
        if record.is_some() || !is_misfit {
            return record;
        }
        let other = match line.as_bytes().first() {
            Some(b'{') if self.format == Format::Json => return None,
            Some(b'{') => json::parse(line),
            _ => app::parse(line),
        };
        match other {
            Line::Record(record) if record.stamp.is_some() && record.level != Level::Unknown => {
                Some(Line::Record(record))
            }
            _ => None,
        }
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

/// Whether the file's service wrote the record, as far as the line tells.
#[inline]
fn names_no_program(record: &Record<'_>) -> bool {
    record.process.is_empty() && events::header_of(record).is_none()
}

#[cfg(test)]
mod tests {
    use super::super::spec::describe;
    use super::*;

    #[test]
    fn lines_of_other_programs_between() {
        let object = r#"{"time":"2026-01-04T10:15:23Z","level":"error","msg":"no route"}"#;
        let read = "time=2026-01-04T10:15:23Z level=error message=no route";
        let request = r#"192.0.2.7 - - [04/Feb/2024:15:42:45 +0000] "GET /a HTTP/1.1" 200 5"#;
        for (format, also, line, expected) in [
            (Format::Logfmt, vec![], object, read),
            (
                Format::Syslog,
                vec![],
                "2026-01-04 10:15:23 ERROR x",
                "time=2026-01-04T10:15:23 level=error message=x",
            ),
            // Without a time and a level it may be anything.
            (Format::Logfmt, vec![], r#"{"a":1}"#, "NoHeader"),
            (Format::Logfmt, vec![], "2026-01-04 10:15:23 x", "NoHeader"),
            (Format::Json, vec![], "{\"a\":", "BadJson"),
            (Format::App, vec![], request, "NoTimestamp"),
            (
                Format::App,
                vec![Format::Access],
                request,
                "time=2024-02-04T15:42:45Z level=info client=192.0.2.7 method=GET target=/a status=200 bytes=5 message=GET /a HTTP/1.1",
            ),
        ] {
            let layout = Layout {
                also,
                ..Layout::from(format)
            };
            let got = layout.read(line, |line, _| describe(&line));
            assert_eq!(got, expected, "{format:?}: {line}");
        }
    }
}
