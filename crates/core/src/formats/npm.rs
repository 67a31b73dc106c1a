//! Requests as Nginx Proxy Manager logs them.
//!
//! ```text
//! [24/Jan/2026:16:51:02 +0000] - 404 404 - GET http shop.example "/a" [Client 192.0.2.7] [Length 192] [Gzip 3.10] [Sent-to shop] "curl/8.5" "-"
//! [24/Jan/2026:13:40:19 +0000] 444 - GET https 192.0.2.9 "/.env" [Client 192.0.2.7] [Length 0] [Gzip -] "curl/8.5" "-"
//! ```
//!
//! Specification: the formats `proxy` and `standard` of its `log-proxy.conf`: stamp; the cache's answer
//! and the status upstream, in the first only; status, a dash, method, scheme, host, path, client, length,
//! user agent and referer.
//!
//! Yields stamp, level by the status, and the request as [`Access`].
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`], [`Misfit::NoHeader`] and
//! [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "npm",
    about: "Requests of Nginx Proxy Manager (proxy-host-1_access.log, fallback_access.log)",
    source: "Nginx Proxy Manager, log-proxy.conf",
    samples: &[
        (
            "[24/Jan/2026:16:51:02 +0000] - 404 404 - GET http shop.example \"/a?id=7\" [Client 192.0.2.7] [Length 192] [Gzip 3.10] [Sent-to shop] \"curl/8.5\" \"https://shop.example/\"",
            "time=2026-01-24T16:51:02Z level=warning client=192.0.2.7 vhost=shop.example method=GET target=/a?id=7 status=404 bytes=192 referer=https://shop.example/ agent=curl/8.5 message=GET http shop.example \"/a?id=7\"",
        ),
        (
            "[24/Jan/2026:13:40:19 +0000] 200 - GET https 192.0.2.9 \"/\" [Client 192.0.2.7] [Length 0] [Gzip -] \"curl/8.5\" \"-\"",
            "time=2026-01-24T13:40:19Z level=info client=192.0.2.7 vhost=192.0.2.9 method=GET target=/ status=200 bytes=0 agent=curl/8.5 message=GET https 192.0.2.9 \"/\"",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        (
            "[30/Feb/2026:13:40:19 +0000] 200 - GET https h \"/\" [Client a]",
            "BadTimestamp",
        ),
        (
            "[24/Jan/2026:13:40:19 +0000] 200 - GET https h \"/\"",
            "NoHeader",
        ),
        (
            "[24/Jan/2026:13:40:19 +0000] OK - GET https h \"/\" [Client a]",
            "BadStatus",
        ),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let none = Misfit::NoHeader;
    let inner = line.strip_prefix('[').ok_or(Misfit::NoTimestamp)?;
    let (stamp, n) = stamps::clf(inner.as_bytes())?;
    let rest = inner
        .get(n..)
        .and_then(|rest| rest.strip_prefix("] "))
        .ok_or(none)?;
    let (head, tail) = rest.split_once(" [Client ").ok_or(none)?;
    let (status, request) = head
        .split_once(" - ")
        .filter(|(status, _)| !status.is_empty())
        .ok_or(none)?;
    // `- 404 404 - GET …`: the cache, upstream, and what was answered; the first dash may be one of two.
    let (status, request) = match request.split_once(" - ") {
        Some((answer, request)) if status == "-" => (answer, request),
        _ => (status, request),
    };
    let status = status.rsplit(' ').next().unwrap_or(status);
    let status = status.parse().map_err(|_| Misfit::BadStatus)?;
    let mut parts = request.splitn(4, ' ');
    let (Some(method), Some(_scheme), Some(vhost), Some(target)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(none);
    };
    let (client, tail) = tail.split_once(']').ok_or(none)?;
    let length = tail
        .split_once("[Length ")
        .and_then(|(_, rest)| rest.split_once(']'));
    let mut quoted = tail.split('"').skip(1).step_by(2);
    let user_agent = quoted.next().filter(|it| *it != "-").unwrap_or_default();
    let referer = quoted.next().filter(|it| *it != "-").unwrap_or_default();
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client,
            vhost,
            method,
            target: target.trim_matches('"'),
            status,
            bytes: length.and_then(|(n, _)| n.parse().ok()).unwrap_or(0),
            referer,
            user_agent,
            ..Access::default()
        }),
        ..Record::default()
    })
}
