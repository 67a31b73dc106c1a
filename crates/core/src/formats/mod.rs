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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text near the borders of the grammars: their signs, stamps and words in any order.
    fn nearly_a_line() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "Jan  4 10:15:23",
            "2026-01-04T10:15:23Z",
            "[04/Feb/2024:15:42:45 +0000]",
            "081109 203615",
            "E0104 10:15:23.1 7 a.go:1]",
            "sshd[7]:",
            "host",
            "- -",
            "\"GET / HTTP/1.1\"",
            "200",
            "ERROR",
            "[",
            "]",
            "(",
            "{",
            "}",
            "|",
            ":",
            ",",
            "\"",
            "\\",
            "<34>",
            "<34>1 ",
            "é",
            "\u{1F600}",
            " ",
            "\t",
            "message repeated 2 times: [",
            "{\"time\":",
            "level=error",
            "time=",
            "[pid 7",
            "client ",
            "PHP ",
            "[ID a.b",
            "192.0.2.7",
            "- 1 2 3",
            "77#0:",
            " --- ",
            "I, [",
            "#",
            "name - ",
            "x.ERROR:",
        ]);
        prop::collection::vec(part, 0..9).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_format(text in prop_oneof![nearly_a_line(), "\\PC{0,120}"]) {
            for format in Format::ALL {
                let line = format.parse(&text);
                if let Line::Record(record) = &line {
                    prop_assert!(record.repeats >= 1);
                    prop_assert!(format != Format::Access || record.access.is_some());
                }
            }
        }

        /// What a line is depends on the line alone.
        #[test]
        fn neighbours_do_not_matter(lines in prop::collection::vec(nearly_a_line(), 1..6)) {
            for format in Format::ALL {
                let alone: Vec<_> = lines.iter().map(|line| format.parse(line)).collect();
                let mut backwards: Vec<_> = lines.iter().rev().map(|line| format.parse(line)).collect();
                backwards.reverse();
                prop_assert_eq!(alone, backwards);
            }
        }
    }
}
