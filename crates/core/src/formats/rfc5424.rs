//! Syslog by RFC 5424, with its structured data.
//!
//! ```text
//! <34>1 2026-01-04T10:15:23.123Z web-1 su 77 ID47 - 'su root' failed for ana on /dev/pts/8
//! <165>1 2026-01-04T10:15:23Z gw mgd 3046 LOGOUT [junos@2636.1 username="ana"] User 'ana' exiting
//! <14>1 - - - - - - text
//! ```
//!
//! Specification: RFC 5424 section 6; the length that RFC 6587 puts before a frame is skipped.
//!
//! Yields stamp, level (from the priority), host, process (without its folder), process id, source
//! and user where a parameter of the structured data names them (by the names of [`keys`]), and the
//! message; without one, the structured data is the message.
//!
//! Fails with [`Misfit::NoHeader`] (no priority and version 1, fewer than seven fields),
//! [`Misfit::NoTimestamp`] and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use super::spec::Spec;
use super::{continuation, keys, keys::Key, stamps, syslog};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "rfc5424",
    about: "Syslog with structured data: rsyslog, syslog-ng, network devices",
    source: "RFC 5424",
    samples: &[
        (
            "<34>1 2026-01-04T10:15:23.123Z web-1 su 77 ID47 - 'su root' failed for ana on /dev/pts/8",
            "time=2026-01-04T10:15:23.123Z level=critical host=web-1 process=su pid=77 message='su root' failed for ana on /dev/pts/8",
        ),
        (
            "<165>1 2026-01-04T10:15:23+07:00 gw mgd 3046 LOGOUT [junos@2636.1 username=\"ana\" src-ip=\"192.0.2.7\"][x y=\"a \\] b\"] User 'ana' exiting",
            "time=2026-01-04T03:15:23Z level=notice host=gw process=mgd pid=3046 source=192.0.2.7 user=ana message=User 'ana' exiting",
        ),
        (
            "<13>1 2026-01-04T10:15:23.5Z 192.0.2.1 /usr/sbin/cron - - - \u{feff}(root) CMD (x)",
            "time=2026-01-04T10:15:23.5Z level=notice host=192.0.2.1 process=cron message=(root) CMD (x)",
        ),
        ("<14>1 - - - - - - text", "level=info message=text"),
        (
            "<14>1 2026-01-04T10:15:23Z h app - id [meta sequenceId=\"1\"]",
            "time=2026-01-04T10:15:23Z level=info host=h process=app message=[meta sequenceId=\"1\"]",
        ),
        (
            "62 <14>1 2026-01-04T10:15:23Z h app 7 - - framed by its own length",
            "time=2026-01-04T10:15:23Z level=info host=h process=app pid=7 message=framed by its own length",
        ),
        ("    at org.example.Shop.run(Shop.java:12)", "…"),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("<34>Jan  4 10:15:23 h su: x", "NoHeader"),
        ("<999>1 2026-01-04T10:15:23Z h a - - - x", "NoHeader"),
        ("<34>1 2026-01-04T10:15:23Z h a", "NoHeader"),
        ("<34>1 soon h a - - - x", "NoTimestamp"),
        ("<34>1 2026-02-30T10:15:23Z h a - - - x", "BadTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

pub(super) fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let framed = unframed(line);
    let (level, rest) = syslog::priority(framed);
    let rest = rest
        .split_once(' ')
        .filter(|(version, _)| rest.len() < framed.len() && is_version(version))
        .map(|(_, rest)| rest)
        .ok_or(Misfit::NoHeader)?;
    let (stamp, rest) = match rest.strip_prefix("- ") {
        Some(rest) => (None, rest),
        None => {
            let (stamp, n) = stamps::iso(rest.as_bytes())?;
            let rest = rest.get(n..).and_then(|rest| rest.strip_prefix(' '));
            (Some(stamp), rest.ok_or(Misfit::NoHeader)?)
        }
    };
    let mut parts = rest.splitn(5, ' ');
    let mut field = || parts.next().map(|part| if part == "-" { "" } else { part });
    let (Some(host), Some(process), Some(pid), Some(_)) = (field(), field(), field(), field())
    else {
        return Err(Misfit::NoHeader);
    };
    let (data, text) = split_data(parts.next().unwrap_or_default());
    let (mut source, mut user) = (None, None);
    params(data, |name, value| match keys::key(name) {
        Some(Key::Source) if source.is_none() => source = Some(Cow::Borrowed(value)),
        Some(Key::User) if user.is_none() => user = Some(Cow::Borrowed(value)),
        _ => {}
    });
    let (repeats, message) = syslog::repeated(text);
    Ok(Record {
        stamp,
        level,
        host: Cow::Borrowed(host),
        process: Cow::Borrowed(syslog::base_name(process)),
        pid,
        message: Cow::Borrowed(if message.is_empty() { data } else { message }),
        repeats,
        access: None,
        source,
        user,
        samples: Vec::new(),
        windows: None,
    })
}

/// Names and values of a line's structured data, as they are written.
pub(crate) fn fields<'a>(line: &'a str, take: impl FnMut(&'a str, &'a str)) {
    let at = unframed(line);
    // Priority with version, stamp, host, process, process id, message id.
    let data = at.splitn(7, ' ').nth(6).unwrap_or_default();
    params(split_data(data).0, take);
}

/// RFC 5424 section 6: up to three digits, the first no zero. Only 1 exists, but some write others.
fn is_version(text: &str) -> bool {
    (1..=3).contains(&text.len())
        && !text.starts_with('0')
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// Octet counting (RFC 6587 section 3.4.1): `62 <14>1 …`.
fn unframed(line: &str) -> &str {
    let is_count = |count: &str| count.len() <= 6 && count.bytes().all(|b| b.is_ascii_digit());
    match line.split_once(' ') {
        Some((count, rest)) if is_count(count) && rest.starts_with('<') => rest,
        _ => line,
    }
}

/// `-` or `[id key="a \] b"]…`, and the text without the byte order mark that may begin it.
fn split_data(rest: &str) -> (&str, &str) {
    let mut n = usize::from(rest.starts_with('-'));
    while let Some(element) = rest.get(n..).filter(|element| element.starts_with('[')) {
        let Some(end) = element_end(element) else {
            break;
        };
        n += end;
    }
    let (data, text) = rest.split_at_checked(n).unwrap_or((rest, ""));
    let text = text.strip_prefix(' ').unwrap_or(text);
    let data = if data == "-" { "" } else { data };
    (data, text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Where the bracket that opens `rest` closes: not inside quotes, where `\` escapes.
fn element_end(rest: &str) -> Option<usize> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    rest.bytes()
        .position(|b| {
            let is_plain = !std::mem::take(&mut is_escaped);
            match b {
                b'\\' if is_plain && is_quoted => is_escaped = true,
                b'"' if is_plain => is_quoted = !is_quoted,
                b']' if !is_quoted => return true,
                _ => {}
            }
            false
        })
        .map(|n| n + 1)
}

/// Each `name="value"`, escapes as they are written.
fn params<'a>(data: &'a str, mut take: impl FnMut(&'a str, &'a str)) {
    let mut rest = data;
    while let Some((before, after)) = rest.split_once("=\"") {
        let name = before.rsplit([' ', '[']).next().unwrap_or(before);
        let mut is_escaped = false;
        let end = after.bytes().position(|b| {
            let ends = b == b'"' && !is_escaped;
            is_escaped = b == b'\\' && !is_escaped;
            ends
        });
        let Some((value, after)) = end.and_then(|end| after.split_at_checked(end)) else {
            return;
        };
        take(name, value);
        rest = after.get(1..).unwrap_or_default();
    }
}
