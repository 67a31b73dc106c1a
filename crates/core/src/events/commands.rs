//! Command lines: what sudo, cron, the audit daemon, a shell's history or an application says was run.
//!
//! In: a record, or a command. Out: the sign that the command gives, the gravest if several. A
//! command is read as a person would: what is fetched *and* run, a shell *and* where it is tied to.
//! The same words in prose (`curl is not installed`) are no command, so outside of programs that
//! write commands only text with a shell's own marks is looked at.

mod rules;

use std::borrow::Cow;
use std::sync::LazyLock;

use jejak_protocol::EntityKind;
use regex::Regex;

use super::signs::Sign;
use super::text::{between, filled};
use super::{EventKind, Meaning, auth};
use crate::record::Record;
use crate::shape;

/// What a record of a program that writes commands says; None for every other program.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let program = record.process.rsplit('/').next().unwrap_or_default();
    match program.to_ascii_lowercase().as_str() {
        "cron" | "crond" | "cronie" | "anacron" | "fcron" => cron(message),
        "crontab" => crontab(message),
        "bash" | "sh" | "zsh" | "-bash" | "history" | "snoopy" | "auditbeat" | "execve" => {
            shell(message)
        }
        _ => None,
    }
}

/// A command within the text of any other program: only with a shell's own marks around it.
pub(super) fn in_text<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    // Whether a line is looked at must not hang on masked words: all lines of a shape agree.
    if !may_hold_command(message) || !rules::may_be_in(&shape::text(message)) {
        return None;
    }
    let sign = sign_of(message).filter(|_| !is_prose(message));
    let named = auth::names_only(message);
    Some(Meaning {
        kind: sign.map(|_| EventKind::Sign),
        sign,
        object: sign.map(|_| (EntityKind::Command, Cow::Borrowed(message.trim()))),
        depends_on_value: true,
        source: named.source.or_else(|| {
            record
                .source
                .as_ref()
                .map(|source| Cow::Owned(source.to_string()))
        }),
        user: named.user,
        ..Meaning::default()
    })
}

/// The gravest sign that a command gives.
pub(super) fn sign_of(command: &str) -> Option<Sign> {
    if command.len() < 4 {
        return None;
    }
    // A megabyte of arguments says nothing more than its beginning.
    let end = command.floor_char_boundary(MAX_COMMAND_BYTES.min(command.len()));
    let command = command.get(..end).unwrap_or(command);
    rules::gravest(command).filter(|sign| !(*sign == Sign::DownloadRun && is_local(command)))
}

/// Bytes of a command that are read; chosen: longer than any that a person types.
const MAX_COMMAND_BYTES: usize = 8192;

/// `(root) CMD (run-parts /etc/cron.hourly)`, `(*system*) RELOAD (/etc/cron.d/x)`.
fn cron(message: &str) -> Option<Meaning<'_>> {
    if !message.starts_with('(') {
        return None;
    }
    let user = between(message, "(", ")").and_then(filled);
    let command = ["CMD (", "CMDOUT (", "CMDEND ("]
        .iter()
        .find_map(|mark| message.split_once(mark))
        .map(|(_, rest)| rest.strip_suffix(')').unwrap_or(rest).trim());
    let (sign, object) = match command {
        Some(command) => (sign_of(command), Some(command)),
        // A table that changed on disk; who changed it is not said.
        None if message.contains(") RELOAD (") => (Some(Sign::CronEntry), None),
        None => (None, None),
    };
    Some(told(sign, user, object))
}

/// `(budi) REPLACE (budi)`, `(root) BEGIN EDIT (root)`.
fn crontab(message: &str) -> Option<Meaning<'_>> {
    if !message.starts_with('(') {
        return None;
    }
    let user = between(message, "(", ")").and_then(filled);
    let is_change = message.contains(") REPLACE (");
    Some(told(is_change.then_some(Sign::CronEntry), user, None))
}

/// `HISTORY: PID=77 UID=1000 curl …`, `budi: curl …`, snoopy's `[uid:0 sid:1 tty: cwd:/ filename:/bin/x]: x y`.
fn shell(message: &str) -> Option<Meaning<'_>> {
    let command = match message.split_once("]: ") {
        Some((head, rest)) if head.starts_with('[') => rest,
        _ => message,
    };
    let user = between(message, "user=", " ").or_else(|| between(message, "username:", " "));
    Some(told(sign_of(command), user, Some(command)))
}

pub(super) fn told<'a>(
    sign: Option<Sign>,
    user: Option<&'a str>,
    object: Option<&'a str>,
) -> Meaning<'a> {
    Meaning {
        kind: sign.map(|_| EventKind::Sign),
        sign,
        user: user.and_then(filled).map(Cow::Borrowed),
        object: object
            .filter(|_| sign.is_some())
            .map(|command| (EntityKind::Command, Cow::Borrowed(command))),
        depends_on_value: true,
        ..Meaning::default()
    }
}

/// Bytes that every command worth a look has, and most messages lack one of.
fn may_hold_command(message: &str) -> bool {
    message.len() >= 8 && memchr::memchr3(b'|', b'-', b'>', message.as_bytes()).is_some()
        || message.contains("chattr")
        || memchr::memchr(b'\\', message.as_bytes()).is_some()
}

/// Text about a command rather than a command: an error of a shell or a package manager, a manual.
fn is_prose(message: &str) -> bool {
    static PROSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:command not found|no such file|not installed|is already installed|unable to locate|usage:|unpacking|setting up|selecting previously|status (?:half-)?installed|deprecated|example)\b",
        )
        .expect("a constant")
    });
    PROSE.is_match(message)
}

/// Fetching from the machine itself is a health check.
fn is_local(command: &str) -> bool {
    let is_from = |mark: &str| {
        command.match_indices(mark).any(|(at, _)| {
            let host = command.get(at + mark.len()..).unwrap_or_default();
            !["127.", "localhost", "[::1]"]
                .iter()
                .any(|own| host.starts_with(own))
        })
    };
    command.contains("://") && !is_from("://")
}

#[cfg(test)]
mod tests;
