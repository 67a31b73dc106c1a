//! Access logs of Apache, nginx and what follows them: common, combined, with virtual host.
//!
//! ```text
//! 192.0.2.7 - ana [04/Feb/2024:15:42:45 +0000] "GET /a?b=c HTTP/1.1" 200 512
//! 192.0.2.7 - - [04/Feb/2024:15:42:45 +0000] "GET / HTTP/1.1" 404 - "https://example.org/" "curl/8.5"
//! shop.example.org:443 2001:db8::7 - - [04/Feb/2024:15:42:45 +0000] "GET / HTTP/1.1" 200 1 "-" "-"
//! 192.0.2.7 - - [04/Feb/2024:15:42:45 +0000] "\x16\x03\x01" 400 157 "-" "-" "-" 0.003
//! ```
//!
//! Specification: Apache `mod_log_config` (`LogFormat` common, combined, vhost_combined), nginx
//! `ngx_http_log_module` (combined). Fields after the agent are accepted and ignored.
//!
//! Yields stamp, level (5xx error, 4xx warning, else info), the request as [`Access`], and the
//! request line as message. Escapes (`\"`, `\xHH`) stay as the server wrote them. A user may hold
//! spaces; a request may be empty, binary or no HTTP.
//!
//! Fails with [`Misfit::NoTimestamp`] (no `[stamp]`), [`Misfit::BadTimestamp`], [`Misfit::NoHeader`]
//! (fewer than client, identity and user before it), [`Misfit::BadRequest`] (no quoted request),
//! [`Misfit::UnclosedQuote`] (of the request) and [`Misfit::BadStatus`] (no three digits).

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

use jejak_protocol::Level;
use memchr::{memchr, memchr_iter, memrchr};

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Access, Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "access",
    about: "Web server access logs: Apache and nginx, common, combined and with virtual host; Caddy, Traefik, lighttpd and others in the same form",
    source: "Apache mod_log_config; nginx ngx_http_log_module",
    samples: &[
        (
            r#"192.0.2.7 - ana [04/Feb/2024:15:42:45 +0000] "GET /a?b=c HTTP/1.1" 200 512"#,
            "time=2024-02-04T15:42:45Z level=info client=192.0.2.7 user=ana method=GET target=/a?b=c status=200 bytes=512 message=GET /a?b=c HTTP/1.1",
        ),
        (
            r#"192.0.2.7 - - [04/Feb/2024:15:42:45 +0700] "GET / HTTP/1.1" 404 - "https://example.org/" "curl/8.5""#,
            "time=2024-02-04T08:42:45Z level=warning client=192.0.2.7 method=GET target=/ status=404 bytes=0 referer=https://example.org/ agent=curl/8.5 message=GET / HTTP/1.1",
        ),
        (
            r#"shop.example.org:443 2001:db8::7 - - [04/Feb/2024:15:42:45 +0000] "POST /pay HTTP/1.1" 502 1 "-" "-""#,
            "time=2024-02-04T15:42:45Z level=error client=2001:db8::7 vhost=shop.example.org:443 method=POST target=/pay status=502 bytes=1 message=POST /pay HTTP/1.1",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        (
            r#"h - - [30/Feb/2024:15:42:45 +0000] "GET / HTTP/1.1" 200 1"#,
            "BadTimestamp",
        ),
        (
            r#"h [04/Feb/2024:15:42:45 +0000] "GET / HTTP/1.1" 200 1"#,
            "NoHeader",
        ),
        ("h - - [04/Feb/2024:15:42:45 +0000] GET /", "BadRequest"),
        (
            r#"h - - [04/Feb/2024:15:42:45 +0000] "GET /"#,
            "UnclosedQuote",
        ),
        (
            r#"h - - [04/Feb/2024:15:42:45 +0000] "GET / HTTP/1.1" 20x 1"#,
            "BadStatus",
        ),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, request(line), Misfit::NoTimestamp)
}

/// The request that a text records in one of these forms, and its request line.
pub(super) fn in_text(text: &str) -> Option<(Access<'_>, &str)> {
    let record = request(text).ok()?;
    match record.message {
        Cow::Borrowed(line) => Some((record.access?, line)),
        Cow::Owned(_) => None,
    }
}

fn request(line: &str) -> Result<Record<'_>, Misfit> {
    let (before, stamp, rest) = split_at_stamp(line)?;
    let (who, rest) = match before {
        "" => tls(rest).ok_or(Misfit::NoHeader)?,
        _ => (who(before).ok_or(Misfit::NoHeader)?, rest),
    };
    let is_tls = before.is_empty();
    let quoted = rest.strip_prefix('"').ok_or(Misfit::BadRequest)?;
    let end = request_end(quoted).ok_or(Misfit::UnclosedQuote)?;
    let (line, rest) = quoted.split_at_checked(end).ok_or(Misfit::UnclosedQuote)?;
    let rest = rest.get(1..).unwrap_or_default();
    // Apache's ssl_request_log has no status.
    let (status, rest) = if is_tls { (0, rest) } else { status(rest)? };
    let (bytes, rest) = bytes(rest);
    let (referer, rest) = quoted_field(rest);
    let (user_agent, _) = quoted_field(rest);
    let (method, target, protocol) = split_request(line);
    let access = Access {
        client: who.client,
        user: who.user,
        vhost: who.vhost,
        method,
        target,
        protocol,
        status,
        bytes,
        referer,
        user_agent,
    };
    Ok(Record {
        stamp: Some(stamp),
        level: if is_tls {
            Level::Unknown
        } else {
            level(status)
        },
        host: Cow::Borrowed(""),
        process: Cow::Borrowed(""),
        pid: "",
        message: Cow::Borrowed(line),
        repeats: 1,
        access: Some(access),
        source: None,
        user: None,
        samples: Vec::new(),
        windows: None,
    })
}

pub(super) fn level(status: u16) -> Level {
    match status {
        500.. => Level::Error,
        400..500 => Level::Warning,
        _ => Level::Info,
    }
}

/// What stands before ` [stamp] `, the stamp, and what follows it.
fn split_at_stamp(line: &str) -> Result<(&str, crate::record::Stamp, &str), Misfit> {
    let bytes = line.as_bytes();
    // A user may hold a bracket: the stamp is in the first one that holds a stamp.
    let mut failure = Misfit::NoTimestamp;
    for at in memchr_iter(b'[', bytes).take(4) {
        let inner = bytes.get(at + 1..).unwrap_or_default();
        let read = match stamps::clf(inner) {
            Err(Misfit::NoTimestamp) => stamps::iso(inner),
            read => read,
        };
        match read {
            Ok((stamp, n)) => {
                let before = line.get(..at).unwrap_or_default();
                let rest = line
                    .get(at + 1 + n..)
                    .and_then(|rest| rest.strip_prefix(']'));
                let rest = rest.ok_or(Misfit::NoTimestamp)?;
                return Ok((before, stamp, rest.trim_start_matches(' ')));
            }
            Err(Misfit::BadTimestamp) => failure = Misfit::BadTimestamp,
            Err(_) => {}
        }
    }
    Err(failure)
}

#[derive(Clone, Copy, Default)]
struct Who<'a> {
    vhost: &'a str,
    client: &'a str,
    user: &'a str,
}

/// `192.0.2.7 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 "`, which stands behind the stamp in the
/// ssl_request_log of Apache, and the request.
fn tls(rest: &str) -> Option<(Who<'_>, &str)> {
    let mut parts = rest.splitn(4, ' ');
    let (client, protocol, _cipher, request) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_tls = protocol.starts_with("TLS") || protocol.starts_with("SSL") || protocol == "-";
    let who = Who {
        client,
        ..Who::default()
    };
    (is_tls && is_address(client)).then_some((who, request))
}

/// `client identity user`, with the virtual host before it or not.
fn who(before: &str) -> Option<Who<'_>> {
    let (first, rest) = word(before)?;
    // `192.0.2.7, 198.51.100.1 - -`: proxies name those they forward for, the first is the client.
    let (first, rest) = match first.strip_suffix(',') {
        Some(client) if is_address(client) => (client, behind_list(rest)?),
        _ => (first, rest),
    };
    let (second, rest) = word(rest)?;
    let user = rest.trim_matches(' ');
    // One word left: that is the user, and the line is of the ordinary form.
    if memchr(b' ', user.as_bytes()).is_none() || !is_vhost(first, second) {
        let user = dashed(user);
        let is_whole = !rest.is_empty();
        return is_whole.then_some(Who {
            vhost: "",
            client: first,
            user,
        });
    }
    let (_identity, user) = word(user)?;
    Some(Who {
        vhost: first,
        client: second,
        user: dashed(user.trim_matches(' ')),
    })
}

/// What follows the rest of a list of addresses.
fn behind_list(mut rest: &str) -> Option<&str> {
    loop {
        let (next, after) = word(rest)?;
        rest = after;
        if !next.ends_with(',') {
            return Some(rest);
        }
    }
}

/// The next word, and what follows the spaces after it.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(' ');
    let end = memchr(b' ', text.as_bytes()).filter(|end| *end > 0)?;
    let (word, rest) = text.split_at_checked(end)?;
    Some((word, rest.strip_prefix(' ').unwrap_or(rest)))
}

/// `name:port client`, or `name address`, where a client and its identity would stand.
fn is_vhost(first: &str, second: &str) -> bool {
    if is_address(first) {
        return false;
    }
    let has_port = first.rsplit_once(':').is_some_and(|(name, port)| {
        !name.is_empty() && !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())
    });
    (has_port && second != "-") || is_address(second)
}

fn is_address(word: &str) -> bool {
    match word.bytes().next() {
        Some(b'0'..=b'9' | b':' | b'a'..=b'f' | b'A'..=b'F') => {
            word.parse::<Ipv4Addr>().is_ok() || word.parse::<Ipv6Addr>().is_ok()
        }
        _ => false,
    }
}

fn dashed(value: &str) -> &str {
    if value == "-" { "" } else { value }
}

/// Where the request's closing quote is.
///
/// Servers escape quotes inside, but not all do, and old ones write a client's `\` as it came. So
/// the closing quote is the first unescaped one before a status; if none is, the first before a
/// status even if escaped; if none is, the first unescaped one.
fn request_end(quoted: &str) -> Option<usize> {
    let bytes = quoted.as_bytes();
    let is_before_status = |at: usize| {
        matches!(
            bytes.get(at + 1..),
            Some(
                [b' ', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9']
                    | [b' ', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ', ..]
                    | [b' ', b'-', b' ', ..]
            )
        )
    };
    let (mut escaped, mut unescaped) = (None, None);
    for at in memchr_iter(b'"', bytes) {
        let is_escaped = is_escaped(bytes, at);
        match (is_escaped, is_before_status(at)) {
            (false, true) => return Some(at),
            (true, true) => escaped = escaped.or(Some(at)),
            (false, false) => unescaped = unescaped.or(Some(at)),
            (true, false) => {}
        }
    }
    escaped.or(unescaped)
}

/// Whether an odd number of backslashes stands before `at`.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// ` 200` or ` -`.
fn status(rest: &str) -> Result<(u16, &str), Misfit> {
    let rest = rest.trim_start_matches(' ');
    let end = memchr(b' ', rest.as_bytes()).unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end).ok_or(Misfit::BadStatus)?;
    match *word.as_bytes() {
        [b'-'] => Ok((0, after)),
        [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let digit = |d: u8| u16::from(d - b'0');
            Ok((digit(a) * 100 + digit(b) * 10 + digit(c), after))
        }
        _ => Err(Misfit::BadStatus),
    }
}

/// ` 512`; ` -` and anything that is no number count as 0 bytes.
fn bytes(rest: &str) -> (u64, &str) {
    let trimmed = rest.trim_start_matches(' ');
    if trimmed.starts_with('"') {
        return (0, trimmed);
    }
    let end = memchr(b' ', trimmed.as_bytes()).unwrap_or(trimmed.len());
    let (word, after) = trimmed.split_at_checked(end).unwrap_or((trimmed, ""));
    (word.parse().unwrap_or(0), after)
}

/// ` "value"`, empty for `-` and where the line ends before. A quote inside is told from the closing
/// one by what follows: the closing one stands before a space or the end.
fn quoted_field(rest: &str) -> (&str, &str) {
    let Some(quoted) = rest.trim_start_matches(' ').strip_prefix('"') else {
        return ("", rest);
    };
    let bytes = quoted.as_bytes();
    let closes = |at: &usize| matches!(bytes.get(at + 1), None | Some(b' ' | b'\r'));
    let end = memchr_iter(b'"', bytes)
        .find(|at| closes(at) && !is_escaped(bytes, *at))
        .or_else(|| memchr_iter(b'"', bytes).find(closes))
        .unwrap_or(bytes.len());
    let value = quoted.get(..end).unwrap_or_default();
    (dashed(value), quoted.get(end + 1..).unwrap_or_default())
}

/// Method, target, protocol. Without a known protocol the method must look like one and the target
/// like a target (HTTP/0.9); else all of it is the target.
pub(super) fn split_request(line: &str) -> (&str, &str, &str) {
    let none = ("", dashed(line), "");
    let bytes = line.as_bytes();
    let Some(first) = memchr(b' ', bytes) else {
        return none;
    };
    let (Some(method), Some(rest)) = (line.get(..first), line.get(first + 1..)) else {
        return none;
    };
    let is_token = !method.is_empty()
        && method.len() <= 20
        && method
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
    if !is_token {
        return none;
    }
    if let Some(last) = memrchr(b' ', rest.as_bytes())
        && let (Some(target), Some(protocol)) = (rest.get(..last), rest.get(last + 1..))
        && ["HTTP/", "RTSP/", "SIP/", "http/"]
            .iter()
            .any(|name| protocol.starts_with(name))
    {
        return (method, target.trim_matches(' '), protocol);
    }
    let is_target = matches!(rest.as_bytes().first(), Some(b'/' | b'*')) || rest.contains("://");
    if is_target && method.bytes().all(|b| b.is_ascii_uppercase()) {
        return (method, rest, "");
    }
    none
}

#[cfg(test)]
mod tests;
