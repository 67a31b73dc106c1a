//! The log formats: one file each, with its specification, samples and every reason it can fail.
//!
//! A format is stateless: what a line is depends on the line alone, so that any split of a file
//! gives the same records.

pub mod access;
pub mod app;
pub mod continuation;
pub mod json;
pub mod keys;
pub mod levels;
pub mod plain;
pub mod stamps;
pub mod syslog;

use jejak_protocol::FormatId;
use serde::{Deserialize, Serialize};

use crate::record::Line;

/// A format that a file can have. Order is the order of preference when two fit equally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// RFC 3164 and rsyslog's ISO stamps: auth.log, secure, messages, syslog.
    Syslog,
    /// Apache and nginx: common, combined, combined with virtual host.
    Access,
    /// `2026-01-04 10:15:23 ERROR [Module] text` and near relatives.
    App,
    /// One JSON object a line.
    Json,
    /// Anything else: each line is a record without time.
    Plain,
}

impl Format {
    pub const ALL: [Self; 5] = [
        Self::Syslog,
        Self::Access,
        Self::App,
        Self::Json,
        Self::Plain,
    ];

    /// Stable name, used in output and documentation.
    pub fn id(self) -> FormatId {
        FormatId(
            match self {
                Self::Syslog => "syslog",
                Self::Access => "access",
                Self::App => "app",
                Self::Json => "json",
                Self::Plain => "plain",
            }
            .to_owned(),
        )
    }

    /// Reads one line, without its line end. Never fails and never panics.
    pub fn parse<'a>(self, line: &'a str) -> Line<'a> {
        match self {
            Self::Syslog => syslog::parse(line),
            Self::Access => access::parse(line),
            Self::App => app::parse(line),
            Self::Json => json::parse(line),
            Self::Plain => plain::parse(line),
        }
    }
}
