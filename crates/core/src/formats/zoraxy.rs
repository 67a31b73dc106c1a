//! Requests as the reverse proxy Zoraxy logs them, and the lines of its other modules.
//!
//! ```text
//! 2026/01/04 10:15:23 [2026-01-04 10:15:23.150624] [router:host-http] [origin:shop.example] [client: 192.0.2.7] [useragent: curl/8.5] POST /a 404
//! [2026-01-04 10:15:23.150624] [dashboard] [system:info] started
//! ```
//!
//! Specification: `mod/info/logger` of Zoraxy. The stamp in front is that of Go's log package and may be
//! missing.
//!
//! Yields stamp, level (by the status, or as the module says), the module as process, and the request as
//! [`Access`].
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`], [`Misfit::NoHeader`] and
//! [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{access, continuation, levels, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "zoraxy",
    about: "Requests and messages of the reverse proxy Zoraxy",
    source: "Zoraxy, mod/info/logger",
    samples: &[
        (
            "2026/01/04 10:15:23 [2026-01-04 10:15:23.150624] [router:host-http] [origin:shop.example] [client: 192.0.2.7] [useragent: Mozilla/5.0 (X11) curl] POST /a 404",
            "time=2026-01-04T10:15:23.150624 level=warning process=router client=192.0.2.7 vhost=shop.example method=POST target=/a status=404 bytes=0 agent=Mozilla/5.0 (X11) curl message=POST /a 404",
        ),
        (
            "[2026-01-04 10:15:23.150624] [dashboard] [system:error] port is taken",
            "time=2026-01-04T10:15:23.150624 level=error process=dashboard message=port is taken",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("[2026-01-04 10:15:23.150624] started", "NoHeader"),
        (
            "[2026-02-30 10:15:23.150624] [x] [system:info] y",
            "BadTimestamp",
        ),
        (
            "[2026-01-04 10:15:23.150624] [router:a] [origin:b] [client: c] [useragent: d] GET / OK",
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
    let own = match line.as_bytes().first() {
        Some(b'[') => line,
        // `2026/01/04 10:15:23 ` of the log package.
        _ => line
            .get(20..)
            .filter(|_| stamps::iso(line.as_bytes()).is_ok())
            .unwrap_or_default(),
    };
    let inner = own.strip_prefix('[').ok_or(Misfit::NoTimestamp)?;
    let (stamp, n) = stamps::iso(inner.as_bytes())?;
    let rest = inner
        .get(n..)
        .and_then(|rest| rest.strip_prefix("] ["))
        .ok_or(none)?;
    let (module, rest) = rest.split_once("] [").ok_or(none)?;
    let process = Cow::Borrowed(module.split(':').next().unwrap_or(module));
    if let Some(system) = rest.strip_prefix("system:") {
        let (level, message) = system.split_once("] ").ok_or(none)?;
        return Ok(Record {
            stamp: Some(stamp),
            level: levels::from_word(level).unwrap_or_default(),
            process,
            message: Cow::Borrowed(message),
            repeats: 1,
            ..Record::default()
        });
    }
    let (vhost, rest) = rest
        .strip_prefix("origin:")
        .and_then(|rest| rest.split_once("] [client: "))
        .ok_or(none)?;
    let (client, rest) = rest.split_once("] [useragent: ").ok_or(none)?;
    let (user_agent, request) = rest.rsplit_once("] ").ok_or(none)?;
    let (method, answered) = request.split_once(' ').ok_or(none)?;
    let (target, status) = answered.rsplit_once(' ').ok_or(none)?;
    let status = status.parse().map_err(|_| Misfit::BadStatus)?;
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        process,
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client,
            vhost,
            method,
            target,
            status,
            user_agent,
            ..Access::default()
        }),
        ..Record::default()
    })
}
