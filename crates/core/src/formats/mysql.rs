//! The error log, the general log and the slow query log of MySQL and MariaDB.
//!
//! ```text
//! 2026-01-04T10:15:23.123456Z 8 [Warning] [MY-010055] [Server] IP address '192.0.2.7' could not be resolved
//! 2026-01-04 10:15:23 77 [Note] Access denied for user 'root'@'192.0.2.7' (using password: YES)
//! 2026-01-04T10:15:23.123456Z      8 Connect  root@192.0.2.7 on shop using TCP/IP
//! 260104 10:15:23      8 Query  SELECT 1
//! # Time: 2026-01-04T10:15:23.123456Z
//! # User@Host: ana[ana] @  [192.0.2.7]  Id:     8
//! # Query_time: 2.5  Lock_time: 0.0  Rows_sent: 1  Rows_examined: 100
//! SELECT SLEEP(2);
//! ```
//!
//! Specification: MySQL, "The Error Log" (the default of 5.7 and 8), "The General Query Log" and
//! "The Slow Query Log"; MariaDB, "Error Log" and "Slow Query Log Overview".
//!
//! Yields stamp, level (of the general log: info), process (`mysql`), process id (the connection),
//! and the message: without its number and subsystem, which are fields of the row; of the general
//! log with its command. A slow query begins with its time and has its own words for a message. What
//! the server says at its start, the slow query's figures and further lines of a statement continue
//! the record.
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
    about: "MySQL's and MariaDB's error log, general log and slow query log",
    source: "MySQL documentation, The Error Log, The General Query Log, The Slow Query Log",
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
        (
            "# Time: 2026-01-04T10:15:23.123456Z",
            "time=2026-01-04T10:15:23.123456Z level=notice process=mysql message=slow query",
        ),
        (
            "# Time: 260104  9:15:23",
            "time=2026-01-04T09:15:23 level=notice process=mysql message=slow query",
        ),
        ("# User@Host: ana[ana] @  [192.0.2.7]  Id:     8", "…"),
        (
            "# Query_time: 2.500012  Lock_time: 0.000001 Rows_sent: 1  Rows_examined: 100",
            "…",
        ),
        ("SET timestamp=1767521723;", "…"),
        ("SELECT SLEEP(2);", "…"),
        (
            "/usr/sbin/mysqld, Version: 8.0.35-0ubuntu0.22.04.1 ((Ubuntu)). started with:",
            "…",
        ),
        (
            "Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock",
            "…",
        ),
        ("Time                 Id Command    Argument", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("# Time: soon", "NoTimestamp"),
        ("# see above", "NoTimestamp"),
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

/// How lines of statements begin.
const STATEMENTS: [&str; 37] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "CALL", "SET", "USE", "SHOW",
    "CREATE", "ALTER", "DROP", "TRUNCATE", "LOAD", "LOCK", "UNLOCK", "BEGIN", "START", "COMMIT",
    "ROLLBACK", "EXPLAIN", "FROM", "WHERE", "AND", "OR", "ON", "JOIN", "LEFT", "INNER", "GROUP",
    "ORDER", "HAVING", "LIMIT", "UNION", "VALUES", "INTO",
];

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    if let Some(stamp) = line.strip_prefix("# Time: ") {
        return continuation::or_line(line, slow_query(stamp), Misfit::NoTimestamp);
    }
    match continuation::or_line(line, record(line), Misfit::NoTimestamp) {
        Line::Misfit(Misfit::NoTimestamp) if follows(line) => Line::Continuation,
        read => read,
    }
}

fn slow_query(stamp: &str) -> Result<Record<'_>, Misfit> {
    let bytes = stamp.as_bytes();
    let (stamp, _) = stamps::iso(bytes).or_else(|misfit| match misfit {
        Misfit::NoTimestamp => stamps::compact(bytes),
        misfit => Err(misfit),
    })?;
    Ok(Record {
        stamp: Some(stamp),
        level: Level::Notice,
        process: Cow::Borrowed("mysql"),
        message: Cow::Borrowed("slow query"),
        repeats: 1,
        ..Record::default()
    })
}

/// Figures of a slow query, what the server says of itself above both logs, and the words with which
/// lines of statements begin.
fn follows(line: &str) -> bool {
    if let Some(figures) = line.strip_prefix("# ") {
        let name = figures.split(':').next().unwrap_or_default();
        return name.len() < figures.len() && !name.contains(' ');
    }
    let word = line.split([' ', ';', '(']).next().unwrap_or_default();
    // `Set` and `On` begin sentences.
    let is_one_case = !word.bytes().any(|b| b.is_ascii_lowercase())
        || !word.bytes().any(|b| b.is_ascii_uppercase());
    (is_one_case && STATEMENTS.iter().any(|own| own.eq_ignore_ascii_case(word)))
        || line.starts_with("Tcp port: ")
        || (line.starts_with("Time ") && line.trim_end().ends_with("Argument"))
        || (line.contains(", Version: ") && line.trim_end().ends_with("started with:"))
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
