//! Who is at the other end of a connection, where another of its lines names them.
//!
//! Many services write the address once, when a connection opens or ends, and what went wrong on a
//! line of its own: MongoDB (`[conn7]`), OpenLDAP (`conn=1022`), sendmail (the message's id), sshd
//! and others that fork (the process id). In: records in their order, with what each means. Out: the
//! failure against somebody, at the line at which both are known. It leaves to its callers for how
//! long a log is followed; it remembers a bounded number of connections.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{EventKind, Meaning, header_of, refusals};
use crate::record::Record;

/// Connections that are followed at once. Chosen: services hold some ten thousand at most.
const MAX_OPEN: usize = 1 << 14;

/// Connections of a log, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Callers {
    open: BTreeMap<String, Caller>,
}

#[derive(Clone, Debug, Default)]
struct Caller {
    source: Option<String>,
    /// What went wrong before it was known who called.
    pending: Option<EventKind>,
}

/// A failure and whom it counts against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    pub kind: EventKind,
    pub source: String,
}

impl Callers {
    /// Goes on by one record; what it, alone or with those before it, tells against somebody.
    pub fn push(&mut self, record: &Record<'_>, meaning: &Meaning<'_>) -> Option<Against> {
        let own = header_of(record);
        let (process, pid, message) = own.unwrap_or((&record.process, record.pid, &record.message));
        let source = meaning.source.as_deref().or(record.source.as_deref());
        let kind = match meaning.kind {
            Some(_) => meaning.kind.filter(|_| meaning.is_against()),
            None if source.is_none() && refusals::is_told(message, process, record.level) => {
                Some(EventKind::Refusal)
            }
            None => None,
        };
        let against = |kind, source: &str| Against {
            kind,
            source: source.to_owned(),
        };
        let Some(key) = key_of(process, pid, message) else {
            return Some(against(kind?, source?));
        };
        if self.open.len() >= MAX_OPEN && !self.open.contains_key(&key) {
            self.open.clear();
        }
        let caller = self.open.entry(key.clone()).or_default();
        if let Some(source) = source {
            caller.source = Some(source.to_owned());
        }
        if meaning.kind == Some(EventKind::AuthSuccess) {
            caller.pending = None;
        }
        caller.pending = kind.or(caller.pending);
        let told = match (&caller.source, caller.pending) {
            (Some(source), Some(kind)) => {
                caller.pending = None;
                Some(against(kind, source))
            }
            _ => None,
        };
        if is_end(message) {
            self.open.remove(&key);
        }
        told
    }
}

/// What the connection of a line is called; None where nothing tells it from others.
fn key_of(process: &str, pid: &str, message: &str) -> Option<String> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| {
        // `conn=1022 op=1`, `[conn7] …`, and the id that mail servers write first.
        Regex::new(r"^(?:conn=(\d+)\b|\[conn(\d+)\]|([0-9A-Za-z]{10,20}): )").expect("a constant")
    });
    let is_numbered = process
        .strip_prefix("conn")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    if is_numbered {
        return Some(process.to_owned());
    }
    let id = NAMED
        .captures(message)
        .and_then(|found| found.iter().skip(1).flatten().next());
    match id {
        Some(id) if id.as_str().bytes().any(|byte| byte.is_ascii_digit()) => {
            Some(format!("{process} {}", id.as_str()))
        }
        _ if pid.is_empty() => None,
        _ => Some(format!("{process}[{pid}]")),
    }
}

/// Whether the connection is over, so that its number may be given to another.
fn is_end(message: &str) -> bool {
    const ENDS: [&str; 5] = [
        "Connection closed by",
        "Connection reset by",
        "Disconnected from",
        "end connection",
        "disconnect from",
    ];
    ENDS.iter().any(|words| message.starts_with(words)) || message.ends_with(" closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of programs with their process ids; at which of them who is told of.
    fn check(lines: &[(&str, &str, &str)], expect: &[(usize, &str)]) {
        let mut callers = Callers::default();
        let mut told = Vec::new();
        for (idx, (process, pid, message)) in lines.iter().enumerate() {
            let record = Record {
                process: (*process).into(),
                pid,
                message: (*message).into(),
                repeats: 1,
                ..Record::default()
            };
            let meaning = super::super::classify(&record);
            if let Some(against) = callers.push(&record, &meaning) {
                told.push((idx, against.source));
            }
        }
        let expect: Vec<_> = expect
            .iter()
            .map(|(idx, source)| (*idx, (*source).to_owned()))
            .collect();
        assert_eq!(told, expect, "{lines:?}");
    }

    #[test]
    fn the_address_stands_on_another_line() {
        check(
            &[
                (
                    "slapd",
                    "7",
                    "conn=12 fd=21 ACCEPT from IP=203.0.113.9:45011 (IP=192.0.2.1:389)",
                ),
                (
                    "slapd",
                    "7",
                    "conn=13 fd=22 ACCEPT from IP=198.51.100.7:45012 (IP=192.0.2.1:389)",
                ),
                ("slapd", "7", "conn=12 op=1 RESULT tag=97 err=49 text="),
                ("slapd", "7", "conn=13 op=1 RESULT tag=97 err=0 text="),
            ],
            &[(2, "203.0.113.9")],
        );
        check(
            &[
                (
                    "conn7",
                    "",
                    "Failed to authenticate budi@kedai with mechanism X: AuthenticationFailed",
                ),
                (
                    "conn7",
                    "",
                    "end connection 203.0.113.9:53276 (0 connections now open)",
                ),
                (
                    "conn7",
                    "",
                    "end connection 198.51.100.7:53277 (0 connections now open)",
                ),
            ],
            &[(1, "203.0.113.9")],
        );
    }

    #[test]
    fn one_process_is_one_connection_until_it_ends() {
        check(
            &[
                (
                    "sshd",
                    "31",
                    "Connection from 203.0.113.9 port 4431 on 192.0.2.1 port 22",
                ),
                (
                    "sshd",
                    "32",
                    "Connection from 198.51.100.7 port 4431 on 192.0.2.1 port 22",
                ),
                (
                    "sshd",
                    "31",
                    "Disconnecting: Too many authentication failures [preauth]",
                ),
                ("sshd", "32", "Connection closed by 198.51.100.7"),
                (
                    "sshd",
                    "32",
                    "Disconnecting: Too many authentication failures [preauth]",
                ),
            ],
            &[(2, "203.0.113.9")],
        );
    }

    #[test]
    fn who_signed_in_is_not_told_of() {
        check(
            &[
                (
                    "sshd",
                    "31",
                    "Failed publickey for sari from 203.0.113.9 port 4431 ssh2: RSA SHA256:x",
                ),
                (
                    "sshd",
                    "31",
                    "Accepted publickey for sari from 203.0.113.9 port 4431 ssh2: RSA SHA256:y",
                ),
                ("sshd", "31", "Connection closed by 203.0.113.9"),
            ],
            &[],
        );
    }
}
