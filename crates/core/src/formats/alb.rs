//! Access logs of AWS' application load balancers.
//!
//! ```text
//! https 2026-01-04T10:15:23.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://shop.example:443/a HTTP/1.1" "curl/8.4.0" …
//! ```
//!
//! Specification: AWS, "Access logs for your Application Load Balancer".
//!
//! Yields stamp, level by the status that the client got, the balancer as host and the request as
//! [`Access`] with the site as virtual host.
//!
//! Fails with [`Misfit::NoHeader`] (no known kind of connection first, or fewer than 14 values),
//! [`Misfit::NoTimestamp`] and [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::words::{Words, dashed};
use super::{access, app, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "alb",
    about: "AWS application load balancer",
    source: "AWS, Access logs for your Application Load Balancer",
    samples: &[
        (
            "https 2026-01-04T10:15:23.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 404 404 34 57 \"GET https://shop.example:443/a?id=7 HTTP/1.1\" \"curl/8.4.0\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:x",
            "time=2026-01-04T10:15:23.186641Z level=warning host=app/shop/50dc6c495c0c9188 client=192.0.2.7 vhost=shop.example method=GET target=/a?id=7 status=404 bytes=57 agent=curl/8.4.0 message=GET https://shop.example:443/a?id=7 HTTP/1.1",
        ),
        (
            "h2 2026-01-04T10:15:24Z app/shop/50dc6c495c0c9188 192.0.2.7:2818 - -1 -1 -1 503 - 34 57 \"GET https://shop.example:443/ HTTP/2.0\" \"-\" - -",
            "time=2026-01-04T10:15:24Z level=error host=app/shop/50dc6c495c0c9188 client=192.0.2.7 vhost=shop.example method=GET target=/ status=503 bytes=57 message=GET https://shop.example:443/ HTTP/2.0",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        (
            "https soon app/x/1 192.0.2.7:1 - 0 0 0 200 200 0 0 \"GET / HTTP/1.1\" \"-\"",
            "NoTimestamp",
        ),
        (
            "https 2026-01-04T10:15:23Z app/x/1 192.0.2.7:1 - 0 0 0 OK 200 0 0 \"GET / HTTP/1.1\" \"-\"",
            "BadStatus",
        ),
        ("https 2026-01-04T10:15:23Z app/x/1", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    const KINDS: [&str; 6] = ["http", "https", "h2", "grpcs", "ws", "wss"];
    let mut words = Words::new(line);
    let mut next = || words.next().ok_or(Misfit::NoHeader);
    if !KINDS.contains(&next()?) {
        return Err(Misfit::NoHeader);
    }
    let (stamp, _) = stamps::iso(next()?.as_bytes())?;
    let (balancer, client) = (next()?, next()?);
    for _ in 0..4 {
        next()?; // the target, and three durations
    }
    let status = next()?.parse().map_err(|_| Misfit::BadStatus)?;
    let (_target_status, _received, sent) = (next()?, next()?, next()?);
    let (request, agent) = (next()?, next()?);
    let (method, url, protocol) = access::split_request(request);
    let (vhost, target) = parts(url);
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        host: Cow::Borrowed(balancer),
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client: app::without_port(client),
            vhost,
            method,
            target,
            protocol,
            status,
            bytes: sent.parse().unwrap_or(0),
            user_agent: dashed(agent),
            ..Access::default()
        }),
        ..Record::default()
    })
}

/// Host and path of an address; without a scheme all of it is the path.
fn parts(url: &str) -> (&str, &str) {
    let Some((_, rest)) = url.split_once("://") else {
        return ("", url);
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    (name, if path.is_empty() { "/" } else { path })
}
