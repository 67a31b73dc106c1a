//! Squid's own access log.
//!
//! ```text
//! 1767521723.250    120 192.0.2.7 TCP_MISS/200 1234 GET http://example.org/a ana HIER_DIRECT/192.0.2.9 text/html
//! 1767521723.250      0 192.0.2.7 TCP_DENIED/407 3890 CONNECT example.org:443 - HIER_NONE/- text/html
//! ```
//!
//! Specification: Squid `logformat squid`.
//!
//! Yields stamp, level by the status, the request as [`Access`] and `method target` as message.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::NoHeader`] (fewer than nine fields),
//! [`Misfit::BadStatus`] (no `WORD/123`).

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "squid",
    about: "Squid's access log",
    source: "Squid logformat squid",
    samples: &[
        (
            "1767521723.250    120 192.0.2.7 TCP_MISS/200 1234 GET http://example.org/a ana HIER_DIRECT/192.0.2.9 text/html",
            "time=2026-01-04T10:15:23.25Z level=info client=192.0.2.7 user=ana method=GET target=http://example.org/a status=200 bytes=1234 message=GET http://example.org/a",
        ),
        (
            "1767521723.250      0 192.0.2.7 TCP_DENIED/407 3890 CONNECT example.org:443 - HIER_NONE/- text/html",
            "time=2026-01-04T10:15:23.25Z level=warning client=192.0.2.7 method=CONNECT target=example.org:443 status=407 bytes=3890 message=CONNECT example.org:443",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("1767521723.250 120 192.0.2.7", "NoHeader"),
        (
            "1767521723.250 120 192.0.2.7 TCP_MISS 1234 GET / - A/b c/d",
            "BadStatus",
        ),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let mut words = line.split_ascii_whitespace();
    let mut next = || words.next().ok_or(Misfit::NoHeader);
    let stamp = next()
        .ok()
        .and_then(|word| word.parse().ok())
        .and_then(stamps::epoch)
        .ok_or(Misfit::NoTimestamp)?;
    let (_took_ms, client, result, bytes) = (next()?, next()?, next()?, next()?);
    let (method, target, user, _hierarchy, _type) = (next()?, next()?, next()?, next()?, next()?);
    let (_, status) = result.rsplit_once('/').ok_or(Misfit::BadStatus)?;
    let status = status.parse().map_err(|_| Misfit::BadStatus)?;
    let start = method.as_ptr() as usize - line.as_ptr() as usize;
    let end = target.as_ptr() as usize - line.as_ptr() as usize + target.len();
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        message: Cow::Borrowed(line.get(start..end).unwrap_or_default()),
        repeats: 1,
        access: Some(Access {
            client,
            user: if user == "-" { "" } else { user },
            method,
            target,
            status,
            bytes: bytes.parse().unwrap_or(0),
            ..Access::default()
        }),
        ..Record::default()
    })
}
