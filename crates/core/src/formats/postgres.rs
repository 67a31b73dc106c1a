//! PostgreSQL's log on standard error, with the prefixes that people use.
//!
//! ```text
//! 2026-01-04 10:15:23.123 UTC [77] ana@shop FATAL:  password authentication failed for user "ana"
//! 2026-01-04 10:15:23.123 UTC [77] ana@shop DETAIL:  Connection matched pg_hba.conf line 97
//! 2026-01-04 10:15:23.123 UTC [77] LOG:  database system is ready to accept connections
//! 2026-01-04 10:15:23 WIB [77]: user=ana,db=shop,app=psql,client=192.0.2.7 ERROR:  no such table
//! ```
//!
//! Specification: PostgreSQL, "Error Reporting and Logging", `log_line_prefix`: `%m [%p] %q%u@%d `
//! (Debian), `%m [%p] `, `%t [%p]: user=%u,db=%d,app=%a,client=%h ` (pgBadger), with `%r` or `%h`
//! after the process id.
//!
//! Yields stamp, level, process (`postgres`), process id, user, source and message. `DETAIL`, `HINT`,
//! `CONTEXT`, `QUERY`, `STATEMENT` and lines that begin with a tab continue the record above.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`] and [`Misfit::NoHeader`] (no process
//! id in brackets, or no severity of PostgreSQL's with a colon and two spaces).

use std::borrow::Cow;
use std::net::IpAddr;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{app, continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "postgres",
    about: "PostgreSQL's log",
    source: "PostgreSQL documentation, Error Reporting and Logging",
    samples: &[
        (
            "2026-01-04 10:15:23.123 UTC [77] ana@shop FATAL:  password authentication failed for user \"ana\"",
            "time=2026-01-04T10:15:23.123Z level=critical process=postgres pid=77 user=ana message=password authentication failed for user \"ana\"",
        ),
        (
            "2026-01-04 10:15:23.123 UTC [77] ana@shop DETAIL:  Connection matched pg_hba.conf line 97",
            "…",
        ),
        (
            "2026-01-04 10:15:23.123 WIB [77] LOG:  database system is ready to accept connections",
            "time=2026-01-04T10:15:23.123 level=info process=postgres pid=77 message=database system is ready to accept connections",
        ),
        (
            "2026-01-04 10:15:23 UTC [77]: user=ana,db=shop,app=psql,client=192.0.2.7 ERROR:  relation \"x\" does not exist",
            "time=2026-01-04T10:15:23Z level=error process=postgres pid=77 source=192.0.2.7 user=ana message=relation \"x\" does not exist",
        ),
        (
            "2026-01-04 10:15:23 UTC [77-1] 192.0.2.7(5678) ana@shop WARNING:  there is no transaction in progress",
            "time=2026-01-04T10:15:23Z level=warning process=postgres pid=77 source=192.0.2.7 user=ana message=there is no transaction in progress",
        ),
        ("\tSELECT 1", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("2026-02-30 10:15:23 UTC [7] LOG:  x", "BadTimestamp"),
        ("2026-01-04 10:15:23 UTC LOG:  x", "NoHeader"),
        ("2026-01-04 10:15:23 [7] INFO: x", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    match entry(line) {
        Ok(line) => line,
        Err(Misfit::NoTimestamp) if continuation::follows(line) => Line::Continuation,
        Err(misfit) => Line::Misfit(misfit),
    }
}

fn entry(line: &str) -> Result<Line<'_>, Misfit> {
    let (stamp, n) = stamps::iso(line.as_bytes())?;
    let rest = line.get(n..).unwrap_or_default().trim_start_matches(' ');
    // A zone's name that is not read: `WIB`.
    let rest = match rest.split_once(" [") {
        Some((zone, rest)) if zone.bytes().all(|b| b.is_ascii_uppercase()) => rest,
        _ => rest.strip_prefix('[').ok_or(Misfit::NoHeader)?,
    };
    let (pid, rest) = rest.split_once(']').ok_or(Misfit::NoHeader)?;
    let pid = pid.split('-').next().unwrap_or(pid);
    if pid.is_empty() || !pid.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Misfit::NoHeader);
    }
    let (prefix, message) = rest.split_once(":  ").ok_or(Misfit::NoHeader)?;
    let (who, severity) = prefix.rsplit_once(' ').ok_or(Misfit::NoHeader)?;
    let level = match severity {
        "DEBUG" | "DEBUG1" | "DEBUG2" | "DEBUG3" | "DEBUG4" | "DEBUG5" => Level::Debug,
        "LOG" | "INFO" => Level::Info,
        "NOTICE" => Level::Notice,
        "WARNING" => Level::Warning,
        "ERROR" => Level::Error,
        "FATAL" | "PANIC" => Level::Critical,
        "DETAIL" | "HINT" | "CONTEXT" | "QUERY" | "STATEMENT" | "LOCATION" => {
            return Ok(Line::Continuation);
        }
        _ => return Err(Misfit::NoHeader),
    };
    let (user, source) = names(who);
    Ok(Line::Record(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed("postgres"),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        source: source.map(Cow::Borrowed),
        user: user.map(Cow::Borrowed),
        ..Record::default()
    }))
}

/// User and address of a prefix: `ana@shop`, `192.0.2.7(5678)`, `user=ana,db=shop,client=192.0.2.7`.
fn names(who: &str) -> (Option<&str>, Option<&str>) {
    let (mut user, mut source) = (None, None);
    for word in who.split([' ', ',']) {
        let known = |value: &&str| !matches!(*value, "" | "[unknown]");
        let address = |text: &str| text.parse::<IpAddr>().is_ok();
        if let Some(name) = word.strip_prefix("user=") {
            user = Some(name).filter(known);
        } else if let Some(host) = word.strip_prefix("client=") {
            source = Some(host).filter(|host| address(host));
        } else if let Some((name, _)) = word.split_once('@') {
            user = Some(name).filter(known);
        } else {
            let host = word.split('(').next().unwrap_or(word);
            let host = app::without_port(host);
            source = source.or(Some(host).filter(|host| address(host)));
        }
    }
    (user, source)
}
