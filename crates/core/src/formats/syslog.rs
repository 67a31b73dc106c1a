//! Syslog as it lies in files: RFC 3164 and rsyslog's ISO stamps; lines of RFC 5424 in between are
//! read as [`rfc5424`] does.
//!
//! ```text
//! Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster from 173.234.31.186
//! <38>Dec  1 06:55:46 gate su(pam_unix)[12]: session opened for user root
//! 2026-01-04T10:15:23.123456+07:00 web-1 systemd[1]: Started Session 4 of user ana.
//! Jan  4 10:15:23 web-1 kernel: [   12.345678] Out of memory: Killed process 77 (java)
//! <34>1 2026-01-04T10:15:23Z web-1 su 77 ID47 - 'su root' failed for ana
//! ```
//!
//! Yields stamp, level (from the priority, or Solaris' `[ID 800047 auth.crit]`; else unknown),
//! host, process (without its folder), process id, message, repeats. `message repeated 5 times:
//! [ … ]` gives the inner message with five repeats; the older `last message repeated 5 times`
//! cannot name it and keeps its own text. The host may be missing when `process[pid]:` follows.
//!
//! A stamp of RFC 3164 and a host make a record even without a process; an ISO stamp, which many
//! formats have, asks for `host process:` too. A level word where the host should be is another
//! format's.
//!
//! Fails with [`Misfit::NoTimestamp`] (no stamp at the start), [`Misfit::BadTimestamp`] (not in the
//! calendar) and [`Misfit::NoHeader`] (nothing, or no process, after the stamp).

use std::borrow::Cow;

use jejak_protocol::Level;
use memchr::memchr;

use super::spec::Spec;
use super::{access, continuation, haproxy, levels, rfc5424, stamps};
use crate::record::{Line, Misfit, Record, Stamp};

pub const SPEC: Spec = Spec {
    id: "syslog",
    about: "Linux and Unix system logs (auth.log, secure, messages, syslog), journalctl's short forms, HAProxy, network devices",
    source: "RFC 3164; rsyslog's RSYSLOG_FileFormat",
    samples: &[
        (
            "Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster from 192.0.2.7",
            "time=12-10T06:55:46 host=LabSZ process=sshd pid=24200 message=Invalid user webmaster from 192.0.2.7",
        ),
        (
            "2026-01-04T10:15:23.123456+07:00 web-1 systemd[1]: Started Session 4 of user ana.",
            "time=2026-01-04T03:15:23.123456Z host=web-1 process=systemd pid=1 message=Started Session 4 of user ana.",
        ),
        (
            "Jan  4 10:15:23 web-1 kernel: [   12.345678] Out of memory: Killed process 77 (java)",
            "time=01-04T10:15:23 host=web-1 process=kernel message=Out of memory: Killed process 77 (java)",
        ),
        (
            "<38>Dec  1 06:55:46 gate su(pam_unix)[12]: session opened for user root",
            "time=12-01T06:55:46 level=info host=gate process=su(pam_unix) pid=12 message=session opened for user root",
        ),
        (
            "Jan  4 10:15:23 lb haproxy[7]: 192.0.2.7:33317 [04/Jan/2026:10:15:23.655] http-in~ static/srv1 10/0/30/69/109 503 2750 - - ---- 1/1/1/1/0 0/0 {shop.example} {} \"GET /a?id=7 HTTP/1.1\"",
            "time=01-04T10:15:23 level=error host=lb process=haproxy pid=7 client=192.0.2.7 vhost=http-in method=GET target=/a?id=7 status=503 bytes=2750 message=GET /a?id=7 HTTP/1.1",
        ),
        (
            "Jan  4 10:15:23 web-1 nginx[7]: 192.0.2.7 - - [04/Jan/2026:10:15:23 +0000] \"GET /a?id=7 HTTP/1.1\" 404 153 \"-\" \"curl/8.4.0\"",
            "time=01-04T10:15:23 level=warning host=web-1 process=nginx pid=7 client=192.0.2.7 method=GET target=/a?id=7 status=404 bytes=153 agent=curl/8.4.0 message=GET /a?id=7 HTTP/1.1",
        ),
        (
            "2026-01-04T10:15:23.5Z edge cdn[7]: {\"client_ip\": \"192.0.2.7\", \"url\": \"/a\", \"request_method\": \"GET\", \"status\": 404, \"level\": \"warn\"}",
            "time=2026-01-04T10:15:23.5Z level=warning host=edge process=cdn pid=7 source=192.0.2.7 client=192.0.2.7 method=GET target=/a status=404 bytes=0 message=GET /a",
        ),
        (
            "Jan  4 10:15:23 lb haproxy[7]: Proxy http-in started.",
            "time=01-04T10:15:23 host=lb process=haproxy pid=7 message=Proxy http-in started.",
        ),
        (
            "Jan  4 10:15:23 web-1 sshd[7]: message repeated 3 times: [ Failed password for root from 192.0.2.7 port 1 ssh2]",
            "time=01-04T10:15:23 host=web-1 process=sshd pid=7 repeats=3 message=Failed password for root from 192.0.2.7 port 1 ssh2",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("Feb 30 10:15:23 h x: y", "BadTimestamp"),
        ("Jan  4 10:15:23", "NoHeader"),
        ("2026-01-04T10:15:23Z INFO text", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, header(line), Misfit::NoTimestamp)
}

fn header(line: &str) -> Result<Record<'_>, Misfit> {
    let (level, rest) = priority(line);
    if rest.starts_with("1 ") && rest.len() < line.len() {
        return rfc5424::record(line); // a relay writes both
    }
    let bytes = rest.as_bytes();
    let is_iso = matches!(bytes.first(), Some(b'0'..=b'9'));
    let (stamp, n) = if is_iso {
        stamps::iso(bytes)?
    } else {
        stamps::rfc3164(bytes)?
    };
    let rest = after_stamp(rest.get(n..).unwrap_or_default())?;
    let sender = sender(rest, is_iso)?;
    Ok(record(stamp, level, sender))
}

/// Who wrote a line, and what.
#[derive(Default)]
struct Sender<'a> {
    host: &'a str,
    tag: Tag<'a>,
    message: &'a str,
}

/// `process[pid]`.
#[derive(Default)]
struct Tag<'a> {
    process: &'a str,
    pid: &'a str,
}

fn record<'a>(stamp: Stamp, level: Level, sender: Sender<'a>) -> Record<'a> {
    let (level, message) = match sender.message.as_bytes().first() {
        Some(b'[') => annotated(level, sender.message),
        _ => (level, sender.message),
    };
    let level = match level {
        Level::Unknown => levels::from_cisco(sender.tag.process)
            .or_else(|| levels::from_cisco(message))
            .unwrap_or(level),
        _ => level,
    };
    let (repeats, message) = repeated(message);
    let request = match sender.tag.process {
        "haproxy" => haproxy::request(message),
        // Access logs that a web server sends to syslog.
        "nginx" | "apache" | "apache2" | "httpd" | "lighttpd" | "caddy" | "traefik" => {
            access::in_text(message)
        }
        _ => None,
    };
    if request.is_none()
        && is_object(message)
        && let Some(record) = from_object(stamp, level, &sender, message)
    {
        return record;
    }
    let (access, level, message) = match request {
        Some((request, line)) => {
            let level = access::level(request.status);
            (Some(request), level, line)
        }
        None => (None, level, message),
    };
    Record {
        stamp: Some(stamp),
        level,
        host: Cow::Borrowed(sender.host),
        process: Cow::Borrowed(sender.tag.process),
        pid: sender.tag.pid,
        message: Cow::Borrowed(message),
        repeats,
        access,
        source: None,
        user: None,
        samples: Vec::new(),
        windows: None,
    }
}

/// Whether a message is an object of JSON, behind the mark of CEE or not.
fn is_object(message: &str) -> bool {
    // Almost no message does.
    let is_likely = message
        .bytes()
        .next()
        .is_some_and(|first| matches!(first, b'{' | b'@') || !first.is_ascii_graphic());
    let text = message.strip_prefix("@cee:").unwrap_or(message);
    is_likely && text.trim_start().starts_with('{') && text.trim_end().ends_with('}')
}

/// What the object in a message says: request, source, user, level and text; who wrote it and when says
/// the header.
fn from_object<'a>(
    stamp: Stamp,
    level: Level,
    sender: &Sender<'a>,
    message: &'a str,
) -> Option<Record<'a>> {
    let text = message.strip_prefix("@cee:").unwrap_or(message).trim();
    let Line::Record(record) = super::json::parse(text) else {
        return None;
    };
    let process = match sender.tag.process {
        "" => record.process,
        process => Cow::Borrowed(process),
    };
    Some(Record {
        stamp: Some(stamp),
        level: if record.level == Level::Unknown {
            level
        } else {
            record.level
        },
        host: Cow::Borrowed(sender.host),
        process,
        pid: sender.tag.pid,
        ..record
    })
}

/// The level in `<38>`, and what follows it. Priorities end at 191 (RFC 3164 section 4.1.1).
pub(super) fn priority(line: &str) -> (Level, &str) {
    let none = (Level::Unknown, line);
    let Some(rest) = line.strip_prefix('<') else {
        return none;
    };
    let Some((digits, rest)) = rest.split_once('>').filter(|(d, _)| d.len() <= 3) else {
        return none;
    };
    match digits.parse::<u32>() {
        Ok(priority) if priority <= 191 => (levels::from_severity(priority % 8), rest),
        _ => none,
    }
}

/// Skips what lies between stamp and header: spaces, or `: ` and `, ` of some devices.
fn after_stamp(rest: &str) -> Result<&str, Misfit> {
    let separated = rest
        .strip_prefix(": ")
        .or_else(|| rest.strip_prefix(' '))
        .ok_or(Misfit::NoHeader)?;
    let rest = separated.trim_start_matches(' ');
    if rest.is_empty() {
        return Err(Misfit::NoHeader);
    }
    Ok(rest)
}

fn sender(rest: &str, is_iso: bool) -> Result<Sender<'_>, Misfit> {
    let end = memchr(b' ', rest.as_bytes()).unwrap_or(rest.len());
    let (first, after) = rest.split_at_checked(end).ok_or(Misfit::NoHeader)?;
    let after = after.strip_prefix(' ').unwrap_or(after);
    // `sshd[12]:` or `sshd:` where the host should be: the line names none.
    if first.ends_with(':')
        && let Some((tag, message)) = tag(rest)
        && (!is_iso || !tag.pid.is_empty())
    {
        return Ok(Sender {
            host: "",
            tag,
            message,
        });
    }
    let is_level =
        first.bytes().all(|b| b.is_ascii_uppercase()) && levels::from_word(first).is_some();
    if is_level || (is_iso && !is_host(first)) {
        return Err(Misfit::NoHeader);
    }
    let after = after.trim_start_matches(' ');
    if let Some((tag, message)) = tag(after) {
        return Ok(Sender {
            host: first,
            tag,
            message,
        });
    }
    if is_iso && !is_object(after) {
        return Err(Misfit::NoHeader);
    }
    // Only a host: devices, and `last message repeated 3 times`, which may even lack the host.
    let is_bare = first == "last" && after.starts_with("message repeated ");
    Ok(Sender {
        host: if is_bare { "" } else { first },
        tag: Tag::default(),
        message: if is_bare { rest } else { after },
    })
}

/// Whether a word can be a host name or an address; level words are what other formats have there.
fn is_host(word: &str) -> bool {
    word.bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'%'))
        && word.bytes().any(|b| b.is_ascii_alphanumeric())
        && !word.ends_with(':')
        && levels::from_word(word).is_none()
}

/// `sshd[12]: `, `su: `, `kernel:[`, `sogod [26818]: `, `proftpd[123] `, and the message after it.
fn tag(rest: &str) -> Option<(Tag<'_>, &str)> {
    let bytes = rest.as_bytes();
    let mut n = 0;
    // A tag is one word: most are under 20 bytes, the longest seen are D-Bus names.
    let end = loop {
        match bytes.get(n)? {
            b'[' => break n,
            b' ' if bytes.get(n + 1) == Some(&b'[') => break n,
            b' ' => return None,
            b':' => match bytes.get(n + 1) {
                None | Some(b' ' | b'[') => break n,
                Some(_) => n += 1,
            },
            _ => n += 1,
        }
    };
    let process = rest.get(..end).filter(|process| !process.is_empty())?;
    let rest = rest.get(end..)?;
    let tail = match rest.strip_prefix(" [").or_else(|| rest.strip_prefix('[')) {
        None => rest.strip_prefix(':')?,
        Some(inner) => {
            let end = memchr(b']', inner.as_bytes())?;
            let (pid, tail) = (inner.get(..end)?, inner.get(end + 1..)?);
            if pid.len() > 32 || pid.contains(' ') {
                return None; // a bracket of the message
            }
            let is_spaced = rest.starts_with(' ');
            let is_number = pid.bytes().all(|b| b.is_ascii_digit());
            let tail = match tail.strip_prefix(':') {
                Some(tail) if is_number || !is_spaced => tail,
                None if is_number && !is_spaced && tail.starts_with(' ') => tail,
                _ => return None,
            };
            return Some((
                Tag {
                    process: base_name(process),
                    pid,
                },
                unspaced(tail),
            ));
        }
    };
    Some((
        Tag {
            process: base_name(process),
            pid: "",
        },
        unspaced(tail),
    ))
}

fn unspaced(message: &str) -> &str {
    message.strip_prefix(' ').unwrap_or(message)
}

/// `/usr/sbin/cron` is `cron`; `postfix/smtpd` names a service and its part and stays.
pub(super) fn base_name(process: &str) -> &str {
    if !process.starts_with('/') {
        return process;
    }
    match process.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => process,
    }
}

/// Takes the kernel's `[   12.345678] ` and Solaris' `[ID 800047 auth.crit] ` off a message.
fn annotated(level: Level, message: &str) -> (Level, &str) {
    let none = (level, message);
    let Some((inner, rest)) = message
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    else {
        return none;
    };
    let rest = unspaced(rest);
    if let Some(id) = inner.strip_prefix("ID ") {
        let named = id
            .rsplit_once('.')
            .and_then(|(_, word)| levels::from_word(word));
        return (named.unwrap_or(level), rest);
    }
    let uptime = inner.trim_start_matches(' ');
    let is_uptime = uptime.contains('.') && uptime.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.'));
    if is_uptime { (level, rest) } else { none }
}

/// How often a message happened, and the message itself.
pub(super) fn repeated(message: &str) -> (u32, &str) {
    let once = (1, message);
    // Three letters tell all other messages apart at once.
    if !matches!(message.as_bytes().first(), Some(b'm' | b'l' | b'-')) {
        return once;
    }
    if let Some(rest) = message.strip_prefix("message repeated ") {
        let Some((count, rest)) = times(rest) else {
            return once;
        };
        let inner = rest.strip_prefix(": [").map(unspaced);
        let inner = inner.map(|inner| inner.strip_suffix(']').unwrap_or(inner));
        return (count, inner.unwrap_or(message));
    }
    let plain = message.strip_prefix("--- ").unwrap_or(message);
    match plain.strip_prefix("last message repeated ").and_then(times) {
        Some((count, _)) => (count, message),
        None => once,
    }
}

/// `5 times`, and the rest. No line stands for fewer than one message.
fn times(rest: &str) -> Option<(u32, &str)> {
    let (count, rest) = rest.split_once(' ')?;
    let rest = rest
        .strip_prefix("times")
        .or_else(|| rest.strip_prefix("time"))?;
    Some((count.parse::<u32>().ok()?.max(1), rest))
}

#[cfg(test)]
mod tests;
