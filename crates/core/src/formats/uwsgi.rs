//! Requests as uWSGI writes them.
//!
//! ```text
//! [pid: 77|app: 0|req: 4/9] 192.0.2.7 (wati) {44 vars in 1322 bytes} [Sun Jan  4 10:15:23 2026] GET /a => generated 192 bytes in 21 msecs (HTTP/1.1 200) 4 headers in 106 bytes
//! ```
//!
//! Specification: uWSGI, "Formatting uWSGI requests logs", the default.
//!
//! Yields stamp, level by the status, process id, and the request as [`Access`].
//!
//! Fails with [`Misfit::NoHeader`] (no `[pid: …] ADDRESS (USER) {…}`), [`Misfit::NoTimestamp`],
//! [`Misfit::BadRequest`] (no ` => generated`) and [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "uwsgi",
    about: "uWSGI's requests",
    source: "uWSGI, Formatting uWSGI requests logs",
    samples: &[
        (
            "[pid: 77|app: 0|req: 4/9] 192.0.2.7 (wati) {44 vars in 1322 bytes} [Sun Jan  4 10:15:23 2026] GET /a?id=7 => generated 192 bytes in 21 msecs (HTTP/1.1 404) 4 headers in 106 bytes (1 switches on core 0)",
            "time=2026-01-04T10:15:23 level=warning pid=77 client=192.0.2.7 user=wati method=GET target=/a?id=7 status=404 bytes=192 message=GET /a?id=7",
        ),
        (
            "[pid: 77|app: 0|req: 5/10] 192.0.2.7 () {44 vars in 1322 bytes} [Sun Jan  4 10:15:24 2026] POST /login => generated 12 bytes in 2 msecs (HTTP/1.1 200) 4 headers in 106 bytes",
            "time=2026-01-04T10:15:24 level=info pid=77 client=192.0.2.7 method=POST target=/login status=200 bytes=12 message=POST /login",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        (
            "[pid: 77|app: 0|req: 4/9] 192.0.2.7 () {1 vars in 2 bytes} [soon] GET / => generated 1 bytes",
            "NoTimestamp",
        ),
        (
            "[pid: 77|app: 0|req: 4/9] 192.0.2.7 () {1 vars in 2 bytes} [Sun Jan  4 10:15:23 2026] GET /",
            "BadRequest",
        ),
        (
            "[pid: 77|app: 0|req: 4/9] 192.0.2.7 () {1 vars in 2 bytes} [Sun Jan  4 10:15:23 2026] GET / => generated 1 bytes in 2 msecs (none)",
            "BadStatus",
        ),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let none = Misfit::NoHeader;
    let rest = line.strip_prefix("[pid: ").ok_or(none)?;
    let (ids, rest) = rest.split_once("] ").ok_or(none)?;
    let (client, rest) = rest.split_once(" (").ok_or(none)?;
    let (user, rest) = rest.split_once(") {").ok_or(none)?;
    let (_vars, rest) = rest.split_once("} [").ok_or(none)?;
    let (stamp, n) = stamps::ctime(rest.as_bytes())?;
    let rest = rest.get(n..).and_then(|rest| rest.strip_prefix("] "));
    let rest = rest.ok_or(Misfit::NoTimestamp)?;
    let (request, answer) = rest
        .split_once(" => generated ")
        .ok_or(Misfit::BadRequest)?;
    let (method, target) = request.split_once(' ').ok_or(Misfit::BadRequest)?;
    let (_, after) = answer.split_once(" (HTTP/").ok_or(Misfit::BadStatus)?;
    let (protocol, after) = after.split_once(' ').ok_or(Misfit::BadStatus)?;
    let status = after
        .split(')')
        .next()
        .and_then(|status| status.parse().ok());
    let status = status.ok_or(Misfit::BadStatus)?;
    let bytes = answer
        .split(' ')
        .next()
        .and_then(|bytes| bytes.parse().ok());
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        pid: ids.split('|').next().unwrap_or_default(),
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client,
            user,
            method,
            target,
            protocol,
            status,
            bytes: bytes.unwrap_or(0),
            ..Access::default()
        }),
        ..Record::default()
    })
}
