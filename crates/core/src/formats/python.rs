//! Python's `logging` as it writes without a configuration: `LEVEL:logger:message`.
//!
//! ```text
//! WARNING:root:cart is empty
//! ERROR:shop.orders:order 7 failed
//! Traceback (most recent call last):
//!   File "/srv/shop.py", line 12, in pay
//! ValueError: no price
//! ```
//!
//! Specification: `logging.BASIC_FORMAT`. Formatters with a time are read as application logs
//! ([`app`](super::app)).
//!
//! Yields level, process (the logger) and message; no stamp. Tracebacks belong to the line above.
//!
//! Fails with [`Misfit::NoHeader`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, levels};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "python",
    about: "Python's logging without a configuration",
    source: "Python logging.BASIC_FORMAT",
    samples: &[
        (
            "WARNING:root:cart is empty",
            "level=warning process=root message=cart is empty",
        ),
        (
            "ERROR:shop.orders:order 7 failed: no price",
            "level=error process=shop.orders message=order 7 failed: no price",
        ),
        ("Traceback (most recent call last):", "…"),
        ("  File \"/srv/shop.py\", line 12, in pay", "…"),
        ("ValueError: no price", "…"),
        (
            "CRITICAL:uvicorn.error:out of memory",
            "level=critical process=uvicorn.error message=out of memory",
        ),
        ("INFO:__main__:", "level=info process=__main__ message="),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("Warning:root:x", "NoHeader"),
        ("ERROR: disk: full", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    match record(line) {
        Some(record) => Line::Record(record),
        None if continuation::follows(line) => Line::Continuation,
        None => Line::Misfit(Misfit::NoHeader),
    }
}

fn record(line: &str) -> Option<Record<'_>> {
    let (level, rest) = line.split_at_checked(line.bytes().take(9).position(|b| b == b':')?)?;
    let level: Level =
        levels::from_word(level).filter(|_| level.bytes().all(|b| b.is_ascii_uppercase()))?;
    let (logger, message) = rest.strip_prefix(':')?.split_once(':')?;
    let is_logger = !logger.is_empty()
        && logger
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
    is_logger.then(|| Record {
        level,
        process: Cow::Borrowed(logger),
        message: Cow::Borrowed(message),
        repeats: 1,
        ..Record::default()
    })
}
