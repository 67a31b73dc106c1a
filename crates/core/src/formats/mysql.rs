//! The error log and the general log of MySQL and MariaDB.
//!
//! ```text
//! 2026-01-04T10:15:23.123456Z 8 [Warning] [MY-010055] [Server] IP address '192.0.2.7' could not be resolved
//! 2026-01-04 10:15:23 77 [Note] Access denied for user 'root'@'192.0.2.7' (using password: YES)
//! 2026-01-04T10:15:23.123456Z      8 Connect  root@192.0.2.7 on shop using TCP/IP
//! 260104 10:15:23      8 Query  SELECT 1
//! ```
//!
//! Specification: MySQL, "The Error Log" (the default of 5.7 and 8) and "The General Query Log";
//! MariaDB, "Error Log".
//!
//! Yields stamp, level (of the general log: info), process (`mysql`), process id (the connection),
//! and the message: without its number and subsystem, which are fields of the row; of the general
//! log with its command. Further lines of a statement continue the record.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`] and [`Misfit::NoHeader`] (no
//! connection followed by `[Level]` or a command).

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "mysql",
    about: "MySQL's and MariaDB's error log and general log",
    source: "MySQL documentation, The Error Log, The General Query Log",
    samples: &[
        (
            "2026-01-04T10:15:23.123456Z 8 [Warning] [MY-010055] [Server] IP address '192.0.2.7' could not be resolved",
            "time=2026-01-04T10:15:23.123456Z level=warning process=mysql pid=8 message=IP address '192.0.2.7' could not be resolved",
        ),
        (
            "2026-01-04 10:15:23 77 [Note] Access denied for user 'root'@'192.0.2.7' (using password: YES)",
            "time=2026-01-04T10:15:23 level=notice process=mysql pid=77 message=Access denied for user 'root'@'192.0.2.7' (using password: YES)",
        ),
        (
            "2026-01-04T10:15:23.123456Z 0 [System] [MY-010931] [Server] ready for connections.",
            "time=2026-01-04T10:15:23.123456Z level=info process=mysql pid=0 message=ready for connections.",
        ),
        (
            "2026-01-04T10:15:23.123456Z\t    8 Connect\troot@192.0.2.7 on shop using TCP/IP",
            "time=2026-01-04T10:15:23.123456Z level=info process=mysql pid=8 message=Connect root@192.0.2.7 on shop using TCP/IP",
        ),
        (
            "260104 10:15:23 [ERROR] mysqld: Table 'x' is marked as crashed",
            "time=2026-01-04T10:15:23 level=error process=mysql message=mysqld: Table 'x' is marked as crashed",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("2026-02-30T10:15:23Z 8 [Note] x", "BadTimestamp"),
        ("2026-01-04 10:15:23.110 +02:00 [Warning] x", "NoHeader"),
        ("2026-01-04 10:15:23 Job 5 failed", "NoHeader"),
        ("2026-01-04 10:15:23 5 jobs", "NoHeader"),
        ("2026-01-04 10:15:23 [main] INFO x", "NoHeader"),
    ],
};

/// Commands of the general log.
const COMMANDS: [&str; 14] = [
    "Connect",
    "Query",
    "Quit",
    "Init DB",
    "Execute",
    "Prepare",
    "Close stmt",
    "Reset stmt",
    "Field List",
    "Statistics",
    "Ping",
    "Change user",
    "Kill",
    "Binlog Dump",
];

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let bytes = line.as_bytes();
    let (stamp, n, is_old) = match stamps::iso(bytes) {
        Err(Misfit::NoTimestamp) => {
            let (stamp, n) = stamps::compact(bytes)?;
            (stamp, n, true)
        }
        read => {
            let (stamp, n) = read?;
            (stamp, n, false)
        }
    };
    let rest = line.get(n..).unwrap_or_default();
    let spaced = rest.trim_start_matches([' ', '\t']);
    if spaced.len() == rest.len() {
        return Err(Misfit::NoHeader);
    }
    let (pid, rest) = match spaced.split_once(' ') {
        Some((pid, rest)) if is_number(pid) => (pid, rest),
        _ => ("", spaced),
    };
    // Only old versions name no connection; others write `[Warning]` behind a stamp too.
    if pid.is_empty() && !is_old {
        return Err(Misfit::NoHeader);
    }
    let (level, message) = match rest.strip_prefix('[') {
        Some(inner) => {
            let (word, text) = inner.split_once(']').ok_or(Misfit::NoHeader)?;
            let level = match word {
                "Note" => Level::Notice,
                "System" => Level::Info,
                "Warning" => Level::Warning,
                "ERROR" | "Error" => Level::Error,
                _ => return Err(Misfit::NoHeader),
            };
            (level, Cow::Borrowed(without_numbers(text)))
        }
        None => {
            let known = COMMANDS.iter().find_map(|command| {
                let text = rest.strip_prefix(command)?;
                (text.is_empty() || text.starts_with('\t')).then_some((*command, text))
            });
            let (command, text) = known.filter(|_| !pid.is_empty()).ok_or(Misfit::NoHeader)?;
            let text = text.trim_start();
            (Level::Info, Cow::Owned(format!("{command} {text}")))
        }
    };
    Ok(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed("mysql"),
        pid,
        message,
        repeats: 1,
        ..Record::default()
    })
}

/// ` [MY-010055] [Server] text`.
fn without_numbers(text: &str) -> &str {
    let text = text.trim_start();
    match text
        .strip_prefix("[MY-")
        .and_then(|rest| rest.split_once("] ["))
    {
        Some((_, rest)) => rest.split_once("] ").map_or(text, |(_, text)| text),
        None => text,
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}
