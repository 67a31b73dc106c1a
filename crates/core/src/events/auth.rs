//! Sign-ins: refused, accepted, and whom they name.
//!
//! In: a record of any program. Out: `AuthFailure`, `AuthSuccess`, or only names. For sshd a
//! failure is one line, `Failed METHOD for [invalid user ]NAME from ADDR port N`; the PAM, `Invalid
//! user` and disconnect lines around it tell of the same try and count nothing. It leaves sudo, su
//! and user administration to `privilege`.

mod words;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use self::words::{AUTH_STEM, compile, is_called_guessing, verdict};
use super::text::{
    address_in, behind, filled, last_address_in, source_in, strip_ignore_case, user_in,
};
use super::{EventKind, Meaning, refusals};
use crate::record::Record;

/// Bits of `Meaning::detail` for `AuthFailure` and `AuthSuccess`.
pub mod detail {
    /// The log itself says that there is no such user.
    pub const INVALID_USER: u8 = 1;
    /// Written by PAM: the service may tell of the same try in its own words too.
    pub const BY_PAM: u8 = 2;
    /// `AuthSuccess` by a key, which nobody guesses.
    pub const BY_KEY: u8 = 4;
    /// `AuthFailure`: a key that does not fit, for a user who exists.
    pub const OFFERED_KEY: u8 = 8;
    /// `AuthFailure`: the end of a sign-in whose refusal has a record of its own.
    pub const TOLD_AGAIN: u8 = 16;
    /// `AuthFailure`: told by a program that watches the log of the service, which may be there too.
    pub const BY_WATCHER: u8 = 64;
    /// `AuthFailure`: the program itself says that somebody guesses, or keeps them out for it.
    pub const TOLD_GUESSING: u8 = 128;
}

/// Methods whose refusal is a try at credentials. GSSAPI and host-based refusals are left out: a
/// client offers them by itself before it asks its user anything.
const SSH_METHODS: [&str; 4] = ["password", "none", "publickey", "keyboard-interactive/pam"];

/// What the record says about a sign-in; None when it says nothing.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let message = without_solaris_id(message);
    let is_sshd = is_sshd(&record.process);
    if let Some(meaning) = ssh_verdict(message).filter(|_| is_sshd || is_of_sshd(message)) {
        // sshd's own sentence from another program is what a stranger made that program repeat.
        let is_own = is_sshd || record.process.is_empty();
        return Some(if is_own { meaning } else { Meaning::default() });
    }
    if is_sshd {
        return Some(refusals::of_sshd(message).unwrap_or_else(|| names_only(message)));
    }
    if !record.process.is_empty() && is_quoted(message) {
        return Some(Meaning::default());
    }
    if let Some(meaning) = pam_failure(message, record) {
        return Some(meaning);
    }
    if let Some(meaning) = ldap_bind(message) {
        return Some(meaning);
    }
    by_words(message, record)
}

/// What the words of any program say about a sign-in.
pub(super) fn by_words<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let is_post = is_post_of_sign_in(message);
    // `Failed Login: username=…`: a header that is part of the sentence.
    let is_headed = record.pid.is_empty() && AUTH_STEM.is_match(&record.process);
    if is_headed {
        let sentence = format!("{} {}: {message}", record.host, record.process);
        return Some(Meaning {
            kind: verdict(&sentence),
            source: source_in(message).map(Cow::Borrowed),
            user: user_in(message).map(Cow::Borrowed),
            depends_on_value: true,
            ..Meaning::default()
        })
        .filter(|meaning| meaning.kind.is_some());
    }
    let source = || source_in(message).or_else(|| last_address_in(message));
    if is_called_guessing(message) && (record.source.is_some() || source().is_some()) {
        return Some(Meaning {
            kind: Some(EventKind::AuthFailure),
            source: source().map(Cow::Borrowed),
            user: user_in(message).map(Cow::Borrowed),
            detail: detail::TOLD_GUESSING,
            ..Meaning::default()
        });
    }
    let kind = if is_post && is_unauthorized(message) {
        Some(EventKind::AuthFailure)
    } else {
        verdict(message)
    };
    if kind.is_none() && !is_post {
        return None;
    }
    let source = source();
    // What a library throws below a sign-in is told again by the service, with its address.
    let is_thrown = source.is_none() && record.source.is_none() && message.contains("xception");
    Some(Meaning {
        kind: kind.filter(|_| !is_thrown),
        source: source.map(Cow::Borrowed),
        user: user_in(message).map(Cow::Borrowed),
        // The status of a request is a value.
        depends_on_value: is_post,
        ..Meaning::default()
    })
    .filter(|meaning| meaning.kind.is_some() || is_post)
}

/// Whether a sentence like sshd's ends as sshd ends it: others write `Failed password for x from y port
/// z` of their own sign-ins.
fn is_of_sshd(message: &str) -> bool {
    message.contains(" ssh2") || message.contains(" ssh1")
}

/// LDAP's answer to a bind (tag 97) with wrong credentials (RFC 4511: 49), as OpenLDAP writes it.
fn ldap_bind(message: &str) -> Option<Meaning<'_>> {
    (message.contains("RESULT tag=97 ")).then(|| Meaning {
        kind: message
            .contains(" err=49 ")
            .then_some(EventKind::AuthFailure),
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// Names in a record that is about nothing we know.
pub(super) fn names_only(message: &str) -> Meaning<'_> {
    Meaning {
        source: source_in(message).map(Cow::Borrowed),
        user: user_in_admin_words(message).map(Cow::Borrowed),
        ..Meaning::default()
    }
}

/// Whether the program is OpenSSH's server: `sshd`, `sshd-session`, `/usr/sbin/sshd`.
pub(super) fn is_sshd(process: &str) -> bool {
    let name = process.rsplit('/').next().unwrap_or(process);
    matches!(name, "sshd" | "sshd-session" | "sshd-auth")
}

/// Whether the message repeats a line of another program with its header, `sshd[1]: Failed …`: what
/// strangers send is often repeated, and anybody can write such a header.
fn is_quoted(message: &str) -> bool {
    static HEADER: LazyLock<Regex> = LazyLock::new(|| compile(r"[\s\x07\x1b>][\w./-]+\[\d+\]: \S"));
    message.contains("]: ") && HEADER.is_match(message) && AUTH_STEM.is_match(message)
}

/// Solaris syslog puts `[ID 800047 auth.info] ` before the message.
fn without_solaris_id(message: &str) -> &str {
    message
        .strip_prefix("[ID ")
        .and_then(|rest| rest.split_once("] "))
        .map_or(message, |(_, rest)| rest)
}

/// `Failed password for invalid user x from 1.2.3.4 port 22 ssh2` and `Accepted …`.
///
/// The name is the client's to choose and may hold ` from 5.6.7.8 port 1`; what sshd itself writes
/// comes last, so the last ` from ` counts.
fn ssh_verdict(message: &str) -> Option<Meaning<'_>> {
    let (kind, rest) = match message.strip_prefix("Failed ") {
        Some(rest) => (EventKind::AuthFailure, rest),
        None => (EventKind::AuthSuccess, message.strip_prefix("Accepted ")?),
    };
    let (method, rest) = rest.split_once(" for ")?;
    if kind == EventKind::AuthFailure && !SSH_METHODS.contains(&method) || method.contains(' ') {
        return None;
    }
    let (name, source) = rest.rmatch_indices(" from ").find_map(|(at, from)| {
        let (source, port) = rest.get(at + from.len()..)?.split_once(" port ")?;
        let is_port = port.bytes().next().is_some_and(|b| b.is_ascii_digit());
        let is_place = !source.is_empty() && !source.contains(' ') && is_port;
        is_place.then_some((rest.get(..at)?, source))
    })?;
    // For an empty name nothing is left between `invalid user ` and ` from `.
    let invalid = name
        .strip_prefix("invalid user")
        .filter(|rest| rest.is_empty() || rest.starts_with(' '));
    let user = invalid.map_or(name, |rest| rest.strip_prefix(' ').unwrap_or(rest));
    Some(Meaning {
        kind: Some(kind),
        source: Some(Cow::Borrowed(source)),
        user: filled(user).map(Cow::Borrowed),
        detail: match kind {
            EventKind::AuthSuccess if method == "publickey" => detail::BY_KEY,
            _ if invalid.is_some() => detail::INVALID_USER,
            EventKind::AuthFailure if method == "publickey" => detail::OFFERED_KEY,
            _ => 0,
        },
        ..Meaning::default()
    })
}

/// `authentication failure; logname= uid=0 … rhost=1.2.3.4  user=x` of a service that is not sshd.
fn pam_failure<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let (head, fields) = message.split_once("authentication failure;")?;
    // `PAM 5 more authentication failures; …` sums up lines that were written before.
    if head.starts_with("PAM ") || head.contains("(sshd:") && is_sshd(&record.process) {
        return Some(names_only(message));
    }
    // The other side chooses `ruser` in front of its address, and the name behind it.
    let before_user = fields
        .split_once("  user=")
        .or_else(|| fields.split_once(" user="))
        .map_or(fields, |(before, _)| before);
    let rhost = before_user.rsplit_once("rhost=").map(|(_, rest)| rest);
    Some(Meaning {
        kind: Some(EventKind::AuthFailure),
        source: rhost
            .and_then(|rest| rest.split(' ').next())
            .and_then(filled)
            .map(|host| address_in(host).unwrap_or(host))
            .map(Cow::Borrowed),
        user: behind(fields, " user=", " ")
            .and_then(filled)
            .map(Cow::Borrowed),
        detail: detail::BY_PAM,
        ..Meaning::default()
    })
}

/// A sign-in over HTTP as an application writes it: `POST /login … 401`.
fn is_post_of_sign_in(message: &str) -> bool {
    static SIGN_IN: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\bPOST\b.{0,200}(?:login|signin|sign-in|auth|session|token|masuk)|(?:login|signin|sign-in|auth|session|masuk).{0,200}\bPOST\b",
        )
    });
    (message.contains("POST") || message.contains("post")) && SIGN_IN.is_match(message)
}

/// Whether the request was answered with 401 or 403.
fn is_unauthorized(message: &str) -> bool {
    static STATUS: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i:status(?:_?code)?\W{1,3})40[13]\b|(?:returned |\|\s*|HTTP/\d\.\d\W{1,2})40[13]\b",
        )
    });
    STATUS.is_match(message)
}

/// The user in lines about accounts and sessions; narrower than in sign-ins, where `for x` counts.
fn user_in_admin_words(message: &str) -> Option<&str> {
    message.match_indices("user").find_map(|(at, _)| {
        let is_word = !message
            .as_bytes()
            .get(at.wrapping_sub(1))
            .is_some_and(u8::is_ascii_alphanumeric);
        let rest = message.get(at..).filter(|_| is_word)?;
        let after = ["user '", "user ", "user="]
            .iter()
            .find_map(|mark| strip_ignore_case(rest, mark))?;
        let end = after.find([' ', '\'', ',', '(']).unwrap_or(after.len());
        after.get(..end).filter(|name| {
            const NO_NAMES: [&str; 10] = [
                "environment",
                "",
                "from",
                "unknown",
                "is",
                "not",
                "request",
                "authentication",
                "name",
                "to",
            ];
            name.len() <= 64 && !NO_NAMES.contains(name)
        })
    })
}

#[cfg(test)]
mod tests;
