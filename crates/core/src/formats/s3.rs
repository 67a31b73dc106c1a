//! Server access logs of Amazon S3.
//!
//! ```text
//! 79a59d shop-files [04/Jan/2026:10:15:23 +0000] 192.0.2.7 arn:aws:iam::1:user/wati 3E57427F3 REST.GET.OBJECT a.pdf "GET /a.pdf HTTP/1.1" 403 AccessDenied 243 - 17 - "-" "aws-cli/2.1" -
//! ```
//!
//! Specification: AWS, "Amazon S3 server access log format".
//!
//! Yields stamp, level by the status, the bucket as process and the request as [`Access`] with the
//! requester as user.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::NoHeader`] (fewer than ten values) and
//! [`Misfit::BadStatus`].

use std::borrow::Cow;

use super::spec::Spec;
use super::words::{Words, dashed};
use super::{access, continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "s3",
    about: "Amazon S3 server access log",
    source: "AWS, Amazon S3 server access log format",
    samples: &[
        (
            "79a59df900b949e5 shop-files [04/Jan/2026:10:15:23 +0000] 192.0.2.7 arn:aws:iam::1:user/wati 3E57427F3EXAMPLE REST.GET.OBJECT a.pdf \"GET /shop-files/a.pdf HTTP/1.1\" 403 AccessDenied 243 - 17 - \"-\" \"aws-cli/2.1\" -",
            "time=2026-01-04T10:15:23Z level=warning process=shop-files client=192.0.2.7 user=arn:aws:iam::1:user/wati method=GET target=/shop-files/a.pdf status=403 bytes=243 agent=aws-cli/2.1 message=GET /shop-files/a.pdf HTTP/1.1",
        ),
        (
            "79a59df900b949e5 shop-files [04/Jan/2026:10:15:24 +0000] 192.0.2.7 - 3E57427F3EXAMPLE WEBSITE.GET.OBJECT index.html \"GET / HTTP/1.1\" 200 - 512 512 17 12 \"https://shop.example/\" \"curl/8.4.0\" -",
            "time=2026-01-04T10:15:24Z level=info process=shop-files client=192.0.2.7 method=GET target=/ status=200 bytes=512 referer=https://shop.example/ agent=curl/8.4.0 message=GET / HTTP/1.1",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        (
            "a b [soon] 192.0.2.7 - r o k \"GET / HTTP/1.1\" 200",
            "NoTimestamp",
        ),
        (
            "a b [04/Jan/2026:10:15:23 +0000] 192.0.2.7 - r REST.GET.OBJECT k \"GET / HTTP/1.1\" OK",
            "BadStatus",
        ),
        (
            "192.0.2.7 - - [04/Jan/2026:10:15:23 +0000] \"GET / HTTP/1.1\" 200 5",
            "NoTimestamp",
        ),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let mut words = Words::new(line);
    let mut next = || words.next().ok_or(Misfit::NoHeader);
    let (_owner, bucket) = (next()?, next()?);
    let (stamp, _) = stamps::clf(next()?.as_bytes())?;
    let (client, requester, _id, operation, _key) = (next()?, next()?, next()?, next()?, next()?);
    if !operation.contains('.') {
        return Err(Misfit::NoHeader);
    }
    let request = next()?;
    let status = next()?.parse().map_err(|_| Misfit::BadStatus)?;
    let mut rest = words.map(dashed);
    let (_error, bytes) = (rest.next(), rest.next().unwrap_or_default());
    let (referer, agent) = (
        rest.nth(3).unwrap_or_default(),
        rest.next().unwrap_or_default(),
    );
    let (method, target, protocol) = access::split_request(request);
    Ok(Record {
        stamp: Some(stamp),
        level: access::level(status),
        process: Cow::Borrowed(bucket),
        message: Cow::Borrowed(request),
        repeats: 1,
        access: Some(Access {
            client: dashed(client),
            user: dashed(requester),
            method,
            target,
            protocol,
            status,
            bytes: bytes.parse().unwrap_or(0),
            referer,
            user_agent: agent,
            ..Access::default()
        }),
        ..Record::default()
    })
}
