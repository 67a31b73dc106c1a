//! Privileges: sudo, su, doas, pkexec, privileged groups and accounts with uid 0.
//!
//! In: a record of one of these programs. Out: what became of the privilege, the user who asked,
//! and the command, group or target. Whether it is unusual is left to the detectors.
//!
//! ```text
//! sudo: budi : TTY=pts/0 ; PWD=/home/budi ; USER=root ; COMMAND=/usr/bin/id
//! sudo: budi : user NOT in sudoers ; TTY=pts/0 ; … ; COMMAND=/usr/bin/id
//! su: FAILED SU (to root) budi on pts/0
//! usermod[812]: add 'budi' to group 'sudo'
//! useradd[815]: new user: name=maint, UID=0, GID=0, home=/root, shell=/bin/bash
//! ```

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use super::text::{behind, between, filled};
use super::{EventKind, Meaning, auth, commands};
use crate::record::Record;

/// Groups whose members can become root or read what only root may.
const PRIVILEGED_GROUPS: [&str; 12] = [
    "sudo", "wheel", "adm", "docker", "admin", "root", "lxd", "disk", "shadow", "libvirt", "kvm",
    "sudoers",
];

/// What the record says about privileges; None when its program has nothing to do with them.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let program = record.process.rsplit('/').next().unwrap_or_default();
    // `su(pam_unix)` is how syslog named PAM's lines on older systems.
    let (program, _) = program.split_once('(').unwrap_or((program, ""));
    match program {
        "sudo" => Some(sudo(message).unwrap_or_else(|| auth::names_only(message))),
        "su" => Some(su(message).unwrap_or_else(|| auth::names_only(message))),
        "doas" => doas(message),
        "pkexec" => Some(pkexec(message).unwrap_or_else(|| auth::names_only(message))),
        "usermod" | "useradd" | "adduser" | "gpasswd" | "groupmems" | "usermod.static" => {
            Some(accounts(message).unwrap_or_else(|| auth::names_only(message)))
        }
        // A log without a program column, where the text is plain enough.
        "" if pam_fields(message).is_none() => {
            sudo(message).filter(|meaning| meaning.kind.is_some())
        }
        _ => None,
    }
}

fn sudo(message: &str) -> Option<Meaning<'_>> {
    if let Some(fields) = pam_fields(message) {
        return Some(wrong_password(fields));
    }
    let (user, rest) = message.trim_start().split_once(" : ")?;
    if user.is_empty() || user.contains(' ') {
        return None;
    }
    let command = behind(rest, "COMMAND=", "\n")
        .map(str::trim_end)
        .and_then(filled);
    let (reason, _) = rest.split_once(" ; ").unwrap_or((rest, ""));
    let kind = match sudo_reason(reason) {
        Reason::None => command.map(|_| EventKind::SudoCommand),
        Reason::Refused => Some(EventKind::SudoRefused),
        Reason::Password => Some(EventKind::SudoFailed),
        Reason::Other => None,
    };
    Some(Meaning {
        kind,
        // What was refused was not done.
        sign: command
            .filter(|_| kind == Some(EventKind::SudoCommand))
            .and_then(commands::sign_of),
        user: Some(Cow::Borrowed(user)),
        object: command.map(|text| (EntityKind::Command, Cow::Borrowed(text))),
        ..Meaning::default()
    })
}

/// What PAM tells of a password that sudo or pkexec asked for.
fn wrong_password(fields: &str) -> Meaning<'_> {
    Meaning {
        kind: Some(EventKind::SudoFailed),
        user: pam_user(fields, "ruser=").or_else(|| pam_user(fields, " user=")),
        detail: auth::detail::BY_PAM,
        ..Meaning::default()
    }
}

enum Reason {
    /// No reason: the command was run.
    None,
    Refused,
    Password,
    /// `a password is required`, `no tty present`: a script's, not a person's.
    Other,
}

fn sudo_reason(reason: &str) -> Reason {
    const REFUSED: [&str; 5] = [
        "NOT in sudoers",
        "not in the sudoers",
        "NOT authorized",
        "command not allowed",
        "not allowed to",
    ];
    if REFUSED.iter().any(|words| reason.contains(words)) {
        Reason::Refused
    } else if reason.contains("incorrect password attempt") {
        Reason::Password
    } else if ["TTY=", "PWD=", "USER=", "HOST=", "COMMAND=", "GROUP="]
        .iter()
        .any(|key| reason.trim_start().starts_with(key))
    {
        Reason::None
    } else {
        Reason::Other
    }
}

fn su(message: &str) -> Option<Meaning<'_>> {
    if let Some(fields) = pam_fields(message) {
        return Some(Meaning {
            kind: Some(EventKind::SuFailed),
            user: pam_user(fields, "ruser=").or_else(|| pam_user(fields, "logname=")),
            object: pam_user(fields, " user=").map(|name| (EntityKind::User, name)),
            detail: auth::detail::BY_PAM,
            ..Meaning::default()
        });
    }
    let (kind, by, to) = su_words(message)?;
    Some(Meaning {
        kind: Some(kind),
        user: filled(by).map(Cow::Borrowed),
        object: filled(to).map(|name| (EntityKind::User, Cow::Borrowed(name))),
        ..Meaning::default()
    })
}

/// `(kind, who, whom)` in the words of util-linux, shadow and BSD.
fn su_words(message: &str) -> Option<(EventKind, &str, &str)> {
    let (failed, rest) = match message.strip_prefix("FAILED SU ") {
        Some(rest) => (true, rest),
        None => (false, message),
    };
    let kind = if failed {
        EventKind::SuFailed
    } else {
        EventKind::SuSuccess
    };
    if let Some(rest) = rest.strip_prefix("(to ") {
        let (to, rest) = rest.split_once(") ")?;
        let (by, _) = rest.split_once(" on ").unwrap_or((rest, ""));
        return Some((kind, by, to));
    }
    for (words, kind) in [
        ("Successful su for ", EventKind::SuSuccess),
        ("FAILED su for ", EventKind::SuFailed),
    ] {
        if let Some(rest) = message.strip_prefix(words) {
            let (to, by) = rest.split_once(" by ")?;
            return Some((kind, by, to));
        }
    }
    if let Some(rest) = message.strip_prefix("BAD SU ") {
        let (by, rest) = rest.split_once(" to ")?;
        let (to, _) = rest.split_once(" on ").unwrap_or((rest, ""));
        return Some((EventKind::SuFailed, by, to));
    }
    None
}

/// OpenBSD's doas: `failed auth for budi`, `command not permitted for budi: id`,
/// `budi ran command id as root from /home/budi`.
fn doas(message: &str) -> Option<Meaning<'_>> {
    let (kind, user, command) = if let Some(user) = message.strip_prefix("failed auth for ") {
        (EventKind::SudoFailed, user, "")
    } else if let Some(rest) = message.strip_prefix("command not permitted for ") {
        let (user, command) = rest.split_once(": ").unwrap_or((rest, ""));
        (EventKind::SudoRefused, user, command)
    } else {
        let (user, rest) = message.split_once(" ran command ")?;
        let (command, _) = rest.split_once(" as ").unwrap_or((rest, ""));
        (EventKind::SudoCommand, user, command)
    };
    Some(Meaning {
        kind: Some(kind),
        user: filled(user).map(Cow::Borrowed),
        object: filled(command).map(|text| (EntityKind::Command, Cow::Borrowed(text))),
        ..Meaning::default()
    })
}

/// Polkit's `budi: Executing command [USER=root] [TTY=…] [CWD=/home/budi] [COMMAND=/usr/bin/id]`, or
/// why it did not. An environment that it does not trust is how its flaw was used (CVE-2021-4034).
fn pkexec(message: &str) -> Option<Meaning<'_>> {
    if let Some(fields) = pam_fields(message) {
        return Some(wrong_password(fields));
    }
    let (user, rest) = message.split_once(": ")?;
    if user.is_empty() || user.contains(' ') {
        return None;
    }
    let kind = if rest.starts_with("Executing command ") {
        EventKind::SudoCommand
    } else if rest.contains("Not authorized")
        || rest.starts_with("The value for ")
            // Older versions leave out "in" and spell it otherwise.
            && (rest.contains("/etc/shells file") || rest.contains("ious content"))
    {
        EventKind::SudoRefused
    } else {
        return None;
    };
    let command = between(rest, "[COMMAND=", "]").map(str::trim);
    let command = command.and_then(filled);
    Some(Meaning {
        kind: Some(kind),
        sign: command
            .filter(|_| kind == EventKind::SudoCommand)
            .and_then(commands::sign_of),
        user: Some(Cow::Borrowed(user)),
        object: command.map(|text| (EntityKind::Command, Cow::Borrowed(text))),
        ..Meaning::default()
    })
}

/// Groups and accounts. The answer hangs on the group's name or the uid, which are values.
fn accounts(message: &str) -> Option<Meaning<'_>> {
    if let Some(rest) = message.strip_prefix("new user: ") {
        let uid = between(rest, "UID=", ",")?;
        return Some(uid_zero(between(rest, "name=", ","), uid));
    }
    if message.starts_with("change user ") && message.contains(" UID from ") {
        let uid = message.rsplit("to '").next()?.trim_end_matches('\'');
        return Some(uid_zero(between(message, "change user '", "'"), uid));
    }
    let (user, group) = group_words(message)?;
    let is_privileged = PRIVILEGED_GROUPS.contains(&group);
    Some(Meaning {
        kind: is_privileged.then_some(EventKind::GroupAdded),
        user: filled(user).map(Cow::Borrowed),
        object: filled(group).map(|name| (EntityKind::Service, Cow::Borrowed(name))),
        depends_on_value: true,
        ..Meaning::default()
    })
}

fn uid_zero<'a>(user: Option<&'a str>, uid: &str) -> Meaning<'a> {
    Meaning {
        kind: (uid == "0").then_some(EventKind::UidZero),
        user: user.and_then(filled).map(Cow::Borrowed),
        depends_on_value: true,
        ..Meaning::default()
    }
}

/// `(user, group)`; the `shadow group` line that usermod writes beside the other is left out.
fn group_words(message: &str) -> Option<(&str, &str)> {
    if let Some(rest) = message.strip_prefix("add '") {
        let (user, rest) = rest.split_once('\'')?;
        let group = rest.strip_prefix(" to group '")?.trim_end_matches('\'');
        return Some((user, group));
    }
    if let Some(rest) = message.strip_prefix("user ") {
        let (user, rest) = rest.split_once(" added by ")?;
        let (_, group) = rest.split_once(" to group ")?;
        return Some((user, group));
    }
    let (group, rest) = message
        .strip_prefix("members of group ")?
        .split_once(" set by ")?;
    let (_, users) = rest.split_once(" to ")?;
    Some((users, group))
}

fn pam_fields(message: &str) -> Option<&str> {
    let (head, fields) = message.split_once("authentication failure;")?;
    (!head.starts_with("PAM ")).then_some(fields)
}

fn pam_user<'a>(fields: &'a str, key: &str) -> Option<Cow<'a, str>> {
    behind(fields, key, " ").and_then(filled).map(Cow::Borrowed)
}

#[cfg(test)]
mod tests;
