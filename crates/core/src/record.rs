//! One parsed line: what every format yields and everything after parsing reads.

use std::borrow::Cow;

use jejak_protocol::metrics::MetricUnit;
use jejak_protocol::{Level, TimestampUs};

/// A moment as the line wrote it. Years and zones that it left out are filled in later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Names its zone: a point in time.
    Utc(TimestampUs),
    /// Full date on a wall clock of unknown zone, microseconds since 1970 as if it were UTC.
    Local(i64),
    /// No year: microseconds since 1 January 00:00 of a leap year, on a wall clock.
    Yearless(i64),
    /// No date: microseconds since midnight, on a wall clock.
    Dayless(i64),
}

/// The request that an access log line records. Empty text where the log has `-`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Access<'a> {
    pub client: &'a str,
    pub user: &'a str,
    /// Virtual host, in vhost formats.
    pub vhost: &'a str,
    /// Empty when the request line is no HTTP request.
    pub method: &'a str,
    /// Path and query as sent, still percent-encoded; the whole request line when it is no HTTP.
    pub target: &'a str,
    pub protocol: &'a str,
    /// 0 when missing.
    pub status: u16,
    pub bytes: u64,
    pub referer: &'a str,
    pub user_agent: &'a str,
}

impl Access<'_> {
    /// Whether something was posted; some programs write methods in lower case.
    pub fn is_post(&self) -> bool {
        self.method.eq_ignore_ascii_case("POST")
    }
}

/// A line that starts a record.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Record<'a> {
    pub stamp: Option<Stamp>,
    pub level: Level,
    /// Machine that wrote the line; empty when the format has none.
    pub host: Cow<'a, str>,
    /// Program, module or logger; empty when the format has none.
    pub process: Cow<'a, str>,
    /// Process id, empty when the format has none.
    pub pid: &'a str,
    /// What is left after the header: the part that templates are made of.
    pub message: Cow<'a, str>,
    /// How often the message happened: `N` in `message repeated N times: [ … ]`, else 1.
    /// `message` is then the inner one.
    pub repeats: u32,
    /// Set by access log formats; `message` is then the request line.
    pub access: Option<Access<'a>>,
    /// Source address and user that the format itself names in fields (JSON keys, for example).
    pub source: Option<Cow<'a, str>>,
    pub user: Option<Cow<'a, str>>,
    /// What was measured, in formats of metrics.
    pub samples: Vec<Sample<'a>>,
    /// What may be a Windows event, in formats of named values.
    pub windows: Option<WindowsEvent<'a>>,
}

#[cfg(test)]
impl<'a> Record<'a> {
    /// What a program said, with nothing else known.
    pub(crate) fn said(process: &'a str, message: &'a str) -> Self {
        Self {
            process: process.into(),
            message: message.into(),
            repeats: 1,
            ..Self::default()
        }
    }
}

/// A number of an event, and all that was written of it: the message may be its sentence alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowsEvent<'a> {
    pub id: u32,
    pub text: &'a str,
}

/// A number that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample<'a> {
    /// Of the metric, or of the table's column.
    pub name: Cow<'a, str>,
    /// `cpu="0",mode="idle"`; empty where there are none.
    pub labels: Cow<'a, str>,
    /// Finite; None for what is not a number, or without end.
    pub value: Option<f64>,
    /// As the value itself names it.
    pub unit: MetricUnit,
}

/// What a line is to its format.
#[derive(Clone, Debug, PartialEq)]
#[allow(
    clippy::large_enum_variant,
    reason = "a line is read and dropped; boxing it would allocate once per line"
)]
pub enum Line<'a> {
    /// Starts a record.
    Record(Record<'a>),
    /// Belongs to the record above: stack frames, indented text, blank lines.
    Continuation,
    /// Fits neither. The reason is one of the format's documented ones.
    Misfit(Misfit),
}

/// Why a line does not fit its format; each format documents which it can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    NoTimestamp,
    BadTimestamp,
    NoHeader,
    BadRequest,
    BadStatus,
    UnclosedQuote,
    BadJson,
    NotAnObject,
}
