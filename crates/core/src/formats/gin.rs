//! Requests as the Go framework Gin writes them.
//!
//! ```text
//! [GIN] 2026/01/04 - 10:15:23 | 401 |     505.317µs |       192.0.2.7 | POST     "/client"
//! ```
//!
//! Specification: gin's `defaultLogFormatter`.
//!
//! Yields stamp, level by the status and the request as [`Access`].
//!
//! Fails with [`Misfit::NoHeader`] (no `[GIN] ` nor a stamp before a bar, or fewer than five parts), [`Misfit::NoTimestamp`]
//! and [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "gin",
    about: "Requests of programs made with Gin (Go)",
    source: "gin, logger.go",
    samples: &[
        (
            "[GIN] 2026/01/04 - 10:15:23 | 401 |     505.317µs |       192.0.2.7 | POST     \"/client\"",
            "time=2026-01-04T10:15:23 level=warning client=192.0.2.7 method=POST target=/client status=401 bytes=0 message=POST     \"/client\"",
        ),
        (
            "[GIN] 2026/01/04 - 10:15:24 | 200 |      1.2ms |       192.0.2.7 | GET      \"/a?id=7\"",
            "time=2026-01-04T10:15:24 level=info client=192.0.2.7 method=GET target=/a?id=7 status=200 bytes=0 message=GET      \"/a?id=7\"",
        ),
        (
            "2026-01-04T10:15:23Z | 401 |     279.715µs |    192.0.2.7 | POST     \"/client\"",
            "time=2026-01-04T10:15:23Z level=warning client=192.0.2.7 method=POST target=/client status=401 bytes=0 message=POST     \"/client\"",
        ),
        (
            "[GIN-debug] GET    /client                   --> shop/api.List (4 handlers)",
            "level=debug message=GET    /client                   --> shop/api.List (4 handlers)",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        (
            "[GIN] soon | 200 | 1ms | 192.0.2.7 | GET \"/\"",
            "NoTimestamp",
        ),
        (
            "[GIN] 2026/01/04 - 10:15:23 | OK | 1ms | 192.0.2.7 | GET \"/\"",
            "BadStatus",
        ),
        ("[GIN] 2026/01/04 - 10:15:23", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    if let Some(message) = line.strip_prefix("[GIN-debug] ") {
        return Ok(Record {
            level: jejak_protocol::Level::Debug,
            message: Cow::Borrowed(message),
            repeats: 1,
            ..Record::default()
        });
    }
    let rest = match line.strip_prefix("[GIN] ") {
        Some(rest) => rest,
        // Programs that only replace the form of the stamp: `2026-01-04T10:15:23Z | 401 | …`.
        None => line
            .split_once(" | ")
            .filter(|(stamp, _)| stamps::iso(stamp.as_bytes()).is_ok_and(|(_, n)| n == stamp.len()))
            .map(|_| line)
            .ok_or(Misfit::NoHeader)?,
    };
    let mut parts = rest.splitn(5, " | ").map(str::trim);
    let mut next = || parts.next().ok_or(Misfit::NoHeader);
    // `2026/01/04 - 10:15:23`: the dash stands between date and time.
    let when = next()?;
    let (stamp, _) = match when.split_once(" - ") {
        Some((date, time)) => stamps::iso(format!("{date} {time}").as_bytes())?,
        None => stamps::iso(when.as_bytes())?,
    };
    let (status, _took, client, request) = (next()?, next()?, next()?, next()?);
    let status = status.parse().map_err(|_| Misfit::BadStatus)?;
    let (method, target) = request.split_once(' ').ok_or(Misfit::NoHeader)?;
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client,
            method,
            target: target.trim_start().trim_matches('"'),
            status,
            ..Access::default()
        }),
        ..Record::default()
    })
}
