//! The error log of Apache httpd, 2.2 and 2.4.
//!
//! ```text
//! [Sun Jan 04 10:15:23 2026] [error] [client 192.0.2.7] Directory index forbidden by rule: /srv/
//! [Sun Jan 04 10:15:23.123456 2026] [core:error] [pid 7:tid 8] [client 192.0.2.7:5678] AH00126: Invalid URI in request GET /../ HTTP/1.1
//! ```
//!
//! Specification: httpd `ErrorLogFormat`, its default of 2.4 and the fixed form of 2.2.
//!
//! Yields stamp, level, process (`apache`), process id, source (without its port) and the message
//! without its referer. The module and the thread are shown as fields of the row only: what went
//! wrong is told by the message's own number.
//!
//! Fails with [`Misfit::NoTimestamp`] (no `[weekday month day …]`), [`Misfit::BadTimestamp`] and
//! [`Misfit::NoHeader`] (no `[level]` or `[module:level]` after it).

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{app, continuation, levels, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "apache-error",
    about: "The error log of Apache httpd (error.log, error_log)",
    source: "httpd ErrorLogFormat, 2.2 and 2.4",
    samples: &[
        (
            "[Sun Jan 04 10:15:23 2026] [error] [client 192.0.2.7] Directory index forbidden by rule: /srv/",
            "time=2026-01-04T10:15:23 level=error process=apache source=192.0.2.7 message=Directory index forbidden by rule: /srv/",
        ),
        (
            "[Sun Jan 04 10:15:23.123456 2026] [core:error] [pid 7:tid 8] [client 2001:db8::7:5678] AH00126: Invalid URI in request GET /../ HTTP/1.1, referer: http://example.org/",
            "time=2026-01-04T10:15:23.123456 level=error process=apache pid=7 source=2001:db8::7 message=AH00126: Invalid URI in request GET /../ HTTP/1.1",
        ),
        (
            "[Sun Jan 04 10:15:23.683120 2026] [mpm_event:notice] [pid 1312:tid 1312] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations",
            "time=2026-01-04T10:15:23.68312 level=notice process=apache pid=1312 message=AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations",
        ),
        (
            "[Sun Jan 04 10:15:23.5 2026] [auth_basic:error] [pid 13] [remote 192.0.2.7:33968] AH01617: user rina: authentication failure for \"/admin/\": Password Mismatch",
            "time=2026-01-04T10:15:23.5 level=error process=apache pid=13 source=192.0.2.7 message=AH01617: user rina: authentication failure for \"/admin/\": Password Mismatch",
        ),
        (
            "[Sun Jan  4 10:15:23 2026] [notice] mod_jk child [7] in error state 6",
            "time=2026-01-04T10:15:23 level=notice process=apache message=mod_jk child [7] in error state 6",
        ),
        ("  File \"/srv/app.py\", line 3, in handler", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("[2026-01-04 10:15:23] [error] x", "NoTimestamp"),
        ("[Sun Feb 30 10:15:23 2026] [error] x", "BadTimestamp"),
        ("[Sun Jan 04 10:15:23 2026] [girst] x", "NoHeader"),
        ("[Sun Jan 04 10:15:23 2026] x", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let inner = line.strip_prefix('[').ok_or(Misfit::NoTimestamp)?;
    let (stamp, n) = stamps::ctime(inner.as_bytes())?;
    let rest = inner.get(n..).and_then(|rest| rest.strip_prefix("] "));
    let rest = rest.ok_or(Misfit::NoTimestamp)?;
    let ((_, level), mut rest) = bracket(rest)
        .and_then(|(inner, rest)| Some((named_level(inner)?, rest)))
        .ok_or(Misfit::NoHeader)?;
    let (mut pid, mut source) = ("", None);
    while let Some((inner, after)) = bracket(rest) {
        if let Some(ids) = inner.strip_prefix("pid ") {
            pid = ids.split(':').next().unwrap_or(ids);
        } else if let Some(peer) = inner
            .strip_prefix("client ")
            .or_else(|| inner.strip_prefix("remote "))
        {
            source = Some(Cow::Borrowed(app::without_port(peer)));
        } else if !inner.starts_with("tid ") {
            break;
        }
        rest = after;
    }
    let message = rest.rsplit_once(", referer: ").map_or(rest, |(m, _)| m);
    Ok(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed("apache"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        source,
        ..Record::default()
    })
}

/// Module and referer of a line.
pub(crate) fn fields<'a>(line: &'a str, mut take: impl FnMut(&'a str, &'a str)) {
    let header = line.split_once("] ").and_then(|(_, rest)| bracket(rest));
    if let Some(((module, _), _)) =
        header.and_then(|(inner, rest)| Some((named_level(inner)?, rest)))
    {
        take("module", module);
    }
    if let Some((_, referer)) = line.rsplit_once(", referer: ") {
        take("referer", referer);
    }
}

/// `[inner]` at the start, and what follows it and the spaces.
fn bracket(rest: &str) -> Option<(&str, &str)> {
    let (inner, rest) = rest.strip_prefix('[')?.split_once(']')?;
    Some((inner, rest.trim_start_matches(' ')))
}

/// `core:error` or `error`; Apache's trace levels are `trace1` to `trace8`.
fn named_level(inner: &str) -> Option<(&str, Level)> {
    let (module, word) = inner.rsplit_once(':').unwrap_or(("", inner));
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    Some((module, levels::from_word(word)?))
}
