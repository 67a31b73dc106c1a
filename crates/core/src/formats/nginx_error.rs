//! The error log of nginx (and of OpenResty, Angie, Tengine, which kept its form).
//!
//! ```text
//! 2026/01/04 10:15:23 [error] 97#97: *50 user "rina": password mismatch, client: 192.0.2.7, server: shop, request: "GET /admin/ HTTP/1.1", host: "shop.example"
//! 2026/01/04 10:15:23 [notice] 1#1: signal 15 (SIGTERM) received, exiting
//! ```
//!
//! Specification: nginx `ngx_log.c` and `ngx_http_log_error_handler`.
//!
//! Yields stamp (local, without zone), level, process (`nginx`), process id, source, and the message
//! without its connection's number and without what nginx adds behind `, client: `; that is shown as
//! fields of the row.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`] and [`Misfit::NoHeader`] (no
//! `[level] process#thread:`).

use std::borrow::Cow;

use super::spec::Spec;
use super::{continuation, levels, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "nginx-error",
    about: "The error log of nginx (error.log)",
    source: "nginx ngx_log.c",
    samples: &[
        (
            "2026/01/04 10:15:23 [error] 97#97: *50 user \"rina\": password mismatch, client: 192.0.2.7, server: shop, request: \"GET /admin/ HTTP/1.1\", host: \"shop.example\"",
            "time=2026-01-04T10:15:23 level=error process=nginx pid=97 source=192.0.2.7 message=user \"rina\": password mismatch",
        ),
        (
            "2026/01/04 10:15:23 [error] 7#8: *5 open() \"/srv/a, client: b\" failed (2: No such file or directory), client: 2001:db8::7, server: , request: \"GET /a HTTP/1.1\"",
            "time=2026-01-04T10:15:23 level=error process=nginx pid=7 source=2001:db8::7 message=open() \"/srv/a, client: b\" failed (2: No such file or directory)",
        ),
        (
            "2026/01/04 10:15:23 [notice] 1#1: signal 15 (SIGTERM) received, exiting",
            "time=2026-01-04T10:15:23 level=notice process=nginx pid=1 message=signal 15 (SIGTERM) received, exiting",
        ),
        (
            "2026/01/04 10:15:23 [emerg] 7#7: bind() to 0.0.0.0:80 failed (98: Address already in use)",
            "time=2026-01-04T10:15:23 level=critical process=nginx pid=7 message=bind() to 0.0.0.0:80 failed (98: Address already in use)",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("2026/02/30 10:15:23 [error] 7#7: x", "BadTimestamp"),
        ("2026/01/04 10:15:23 [error] x", "NoHeader"),
        ("2026/01/04 10:15:23 main.go:7: x", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let (stamp, n) = stamps::iso(line.as_bytes())?;
    let rest = line.get(n..).and_then(|rest| rest.strip_prefix(" ["));
    let (word, rest) = rest
        .and_then(|rest| rest.split_once("] "))
        .ok_or(Misfit::NoHeader)?;
    let level = levels::from_word(word).ok_or(Misfit::NoHeader)?;
    let (ids, text) = rest.split_once(": ").ok_or(Misfit::NoHeader)?;
    let (pid, thread) = ids.split_once('#').ok_or(Misfit::NoHeader)?;
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if !is_number(pid) || !is_number(thread) {
        return Err(Misfit::NoHeader);
    }
    let (message, source) = split_client(without_connection(text));
    Ok(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed("nginx"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        source: source.map(Cow::Borrowed),
        ..Record::default()
    })
}

/// `*50 text`.
fn without_connection(text: &str) -> &str {
    let number = text.strip_prefix('*').and_then(|rest| rest.split_once(' '));
    number
        .filter(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()))
        .map_or(text, |(_, text)| text)
}

/// The text and the address behind it. A path in the text can imitate the mark: the address is what
/// parses as one.
fn split_client(text: &str) -> (&str, Option<&str>) {
    const MARK: &str = ", client: ";
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(MARK)) {
        let (at, start) = (from + at, from + at + MARK.len());
        let rest = text.get(start..).unwrap_or_default();
        let address = rest.split(',').next().unwrap_or(rest);
        if address.parse::<std::net::IpAddr>().is_ok() || address.starts_with("unix:") {
            return (text.get(..at).unwrap_or(text), Some(address));
        }
        from = start;
    }
    (text, None)
}

/// What nginx adds behind the text: `client`, `server`, `request`, `upstream`, `host`, `referrer`.
pub(crate) fn fields<'a>(line: &'a str, mut take: impl FnMut(&'a str, &'a str)) {
    for name in ["server", "request", "upstream", "host", "referrer"] {
        let value = line
            .match_indices(name)
            .find_map(|(at, _)| {
                let before = line.get(..at)?;
                let after = line.get(at + name.len()..)?;
                before.ends_with(", ").then(|| after.strip_prefix(": "))?
            })
            .unwrap_or_default();
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
            None => value.split(',').next().unwrap_or(value),
        };
        take(name, value);
    }
}
