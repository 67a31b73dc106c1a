//! The log of Redis and Valkey.
//!
//! ```text
//! 77:M 04 Jan 2026 10:15:23.123 * Ready to accept connections tcp
//! 77:C 04 Jan 2026 10:15:23.123 # Possible SECURITY ATTACK detected.
//! ```
//!
//! Specification: `serverLogRaw` in Redis' `server.c`: process id, role (master, replica, child,
//! sentinel), stamp, a sign for the level (`.` debug, `-` verbose, `*` notice, `#` warning).
//!
//! Yields stamp, level, process (`redis`), process id and message.
//!
//! Fails with [`Misfit::NoHeader`] (no `number:letter` or sign) and [`Misfit::NoTimestamp`],
//! [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "redis",
    about: "Redis' and Valkey's log",
    source: "Redis server.c, serverLogRaw",
    samples: &[
        (
            "77:M 04 Jan 2026 10:15:23.123 * Ready to accept connections tcp",
            "time=2026-01-04T10:15:23.123 level=notice process=redis pid=77 message=Ready to accept connections tcp",
        ),
        (
            "77:C 04 Jan 2026 10:15:23.123 # Possible SECURITY ATTACK detected.",
            "time=2026-01-04T10:15:23.123 level=warning process=redis pid=77 message=Possible SECURITY ATTACK detected.",
        ),
        (
            "77:signal-handler (1767521723) Received SIGTERM scheduling shutdown...",
            "time=2026-01-04T10:15:23Z level=warning process=redis pid=77 message=Received SIGTERM scheduling shutdown...",
        ),
        (
            "[77] 13 Apr 12:52:30.731 # Sentinel runid is 2e3b1eed",
            "time=04-13T12:52:30.731 level=warning process=redis pid=77 message=Sentinel runid is 2e3b1eed",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("77:M ready", "NoTimestamp"),
        ("77:M 30 Feb 2026 10:15:23.123 * x", "BadTimestamp"),
        ("77:M 04 Jan 2026 10:15:23.123 x", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoHeader)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let (head, rest) = line.split_once(' ').ok_or(Misfit::NoHeader)?;
    // `[77] 13 Apr 12:52:30.731 # text` before version 3.
    let old = head
        .strip_prefix('[')
        .and_then(|head| head.strip_suffix(']'));
    let (pid, role) = match old {
        Some(pid) => (pid, "M"),
        None => head.split_once(':').ok_or(Misfit::NoHeader)?,
    };
    let is_pid = !pid.is_empty() && pid.bytes().all(|b| b.is_ascii_digit());
    if is_pid && role == "signal-handler" {
        return from_signal(pid, rest);
    }
    if !is_pid || !matches!(role, "M" | "S" | "C" | "X") {
        return Err(Misfit::NoHeader);
    }
    let (stamp, n) = match (old, stamps::clf(rest.as_bytes())) {
        (Some(_), Err(Misfit::NoTimestamp)) => stamps::day_month(rest.as_bytes())?,
        (_, read) => read?,
    };
    let rest = rest.get(n..).and_then(|rest| rest.strip_prefix(' '));
    let (sign, message) = rest
        .and_then(|rest| rest.split_once(' '))
        .ok_or(Misfit::NoHeader)?;
    let level = match sign {
        "." | "-" => Level::Debug,
        "*" => Level::Notice,
        "#" => Level::Warning,
        _ => return Err(Misfit::NoHeader),
    };
    Ok(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed("redis"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        ..Record::default()
    })
}

/// `(1767521723) Received SIGTERM scheduling shutdown...`: what may be done in a signal's handler.
fn from_signal<'a>(pid: &'a str, rest: &'a str) -> Result<Record<'a>, Misfit> {
    let (seconds, message) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(") "))
        .ok_or(Misfit::NoHeader)?;
    let (stamp, _) = stamps::epoch_digits(seconds.as_bytes())?;
    Ok(Record {
        stamp: Some(stamp),
        level: Level::Warning,
        process: Cow::Borrowed("redis"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        ..Record::default()
    })
}
