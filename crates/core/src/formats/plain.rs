//! Plain text, the last resort: every line that is not part of a stack trace is a record.
//!
//! ```text
//! starting up
//! WARNING: cache is cold
//! 10 jobs done
//! ```
//!
//! Yields the line as message, a level where the line starts with a level word, and a stamp where
//! it starts with one of any known form (the message is then what follows).
//!
//! Never fails.

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{app, continuation, levels, stamps};
use crate::record::{Line, Record};

pub const SPEC: Spec = Spec {
    id: "plain",
    about: "Any other text: each line is a record; a time or a level at its start is read",
    source: "none",
    samples: &[
        ("starting up", "message=starting up"),
        (
            "WARNING: cache is cold",
            "level=warning message=WARNING: cache is cold",
        ),
    ],
    misfits: &[],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    if continuation::is_trace(line) {
        return Line::Continuation;
    }
    let (stamp, message) = match stamps::any(line.as_bytes()) {
        Ok((stamp, n)) => (Some(stamp), line.get(n..).unwrap_or_default().trim_start()),
        Err(_) => (None, line),
    };
    Line::Record(Record {
        stamp,
        level: app::leading_level(message)
            .or_else(|| levels::from_cisco(message))
            .unwrap_or(Level::Unknown),
        message: Cow::Borrowed(message),
        repeats: 1,
        ..Record::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_something() {
        for (line, level, message) in [
            ("starting up", Level::Unknown, "starting up"),
            ("WARNING: cold", Level::Warning, "WARNING: cold"),
            ("[ERROR] disk", Level::Error, "[ERROR] disk"),
            ("error reading x", Level::Unknown, "error reading x"),
            ("2026-01-04 10:15:23 INFO x", Level::Info, "INFO x"),
            ("Error: disk full", Level::Error, "Error: disk full"),
        ] {
            let Line::Record(record) = parse(line) else {
                panic!("{line}: no record");
            };
            assert_eq!((record.level, &*record.message), (level, message), "{line}");
        }
        assert_eq!(parse("    at a.B(B.java:1)"), Line::Continuation);
        assert_eq!(parse(""), Line::Continuation);
    }
}
