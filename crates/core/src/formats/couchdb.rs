//! The log of Apache CouchDB, with its requests.
//!
//! ```text
//! [notice] 2026-01-04T10:15:23.579985Z couchdb@192.0.2.9 <0.176.0> e1fed412f8 shop.example 192.0.2.7 ana GET /orders 404 ok 1
//! [info] 2026-01-04T10:15:23.579985Z couchdb@192.0.2.9 <0.9.0> -------- Application couch started
//! ```
//!
//! Specification: `couch_log_writer_file.erl` and `chttpd:maybe_log/2` of CouchDB 2 and later: level,
//! stamp, node, process, request's number, and for a request host, client, user (`undefined` for none),
//! method, path, status, end and milliseconds.
//!
//! Yields stamp, level, host (node), the Erlang process as process id, and the request as [`Access`].
//!
//! Fails with [`Misfit::NoHeader`], [`Misfit::NoTimestamp`] and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, levels, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "couchdb",
    about: "Apache CouchDB's log, with its requests",
    source: "CouchDB, couch_log_writer_file.erl, chttpd.erl",
    samples: &[
        (
            "[notice] 2026-01-04T10:15:23.579985Z couchdb@192.0.2.9 <0.176.0> e1fed412f8 shop.example 192.0.2.7 ana GET /orders 404 ok 1",
            "time=2026-01-04T10:15:23.579985Z level=warning host=couchdb@192.0.2.9 process=couchdb pid=<0.176.0> client=192.0.2.7 user=ana vhost=shop.example method=GET target=/orders status=404 bytes=0 message=GET /orders 404 ok 1",
        ),
        (
            "[notice] 2026-01-04T10:15:23.579985Z couchdb@192.0.2.9 <0.176.0> e1fed412f8 shop.example 192.0.2.7 undefined GET /orders 200 ok 1",
            "time=2026-01-04T10:15:23.579985Z level=notice host=couchdb@192.0.2.9 process=couchdb pid=<0.176.0> client=192.0.2.7 vhost=shop.example method=GET target=/orders status=200 bytes=0 message=GET /orders 200 ok 1",
        ),
        (
            "[info] 2026-01-04T10:15:23.579985Z couchdb@192.0.2.9 <0.9.0> -------- Application couch started",
            "time=2026-01-04T10:15:23.579985Z level=info host=couchdb@192.0.2.9 process=couchdb pid=<0.9.0> message=Application couch started",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("[notice] soon node@h <0.1.0> - x", "NoTimestamp"),
        (
            "[notice] 2026-02-30T10:15:23Z node@h <0.1.0> - x",
            "BadTimestamp",
        ),
        ("[notice] 2026-01-04T10:15:23Z main started", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let none = Misfit::NoHeader;
    let (word, rest) = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
        .ok_or(none)?;
    let level = levels::from_word(word).ok_or(none)?;
    let (stamp, n) = stamps::iso(rest.as_bytes())?;
    let rest = rest
        .get(n..)
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or(none)?;
    let mut parts = rest.splitn(4, ' ');
    let (Some(node), Some(pid), Some(_request), Some(message)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(none);
    };
    let is_process = pid.starts_with('<') && pid.ends_with('>');
    if !is_process || !node.contains('@') {
        return Err(none);
    }
    let access = request(message);
    let (level, message) = match &access {
        Some((access, line)) => (level.max(access::level(access.status)), *line),
        None => (level, message),
    };
    Ok(Record {
        stamp: Some(stamp),
        level,
        host: Cow::Borrowed(node),
        process: Cow::Borrowed("couchdb"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        access: access.map(|(access, _)| access),
        ..Record::default()
    })
}

/// `host client user GET /path 404 ok 1`, and the request in it.
fn request(message: &str) -> Option<(Access<'_>, &str)> {
    let mut parts = message.splitn(4, ' ');
    let (vhost, client, user, request) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    client.parse::<std::net::IpAddr>().ok()?;
    let mut parts = request.split(' ');
    let (method, target, status) = (parts.next()?, parts.next()?, parts.next()?);
    let access = Access {
        client,
        user: if user == "undefined" { "" } else { user },
        vhost,
        method,
        target,
        status: status.parse().ok()?,
        ..Access::default()
    };
    Some((access, request))
}
