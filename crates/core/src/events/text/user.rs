//! The user whom a message names, by the word before the name.

use super::address::{address_in, is_address};
use super::filled;

/// Words right before the name of a user, the telling ones first.
const USER_MARKS: [&str; 26] = [
    "user=<",
    "user=",
    "username=",
    "acct=",
    "accountid=",
    "set_id=",
    "user:",
    "username:",
    "login:",
    "\"email\":",
    "\"username\":",
    "username input ",
    "cannot login ",
    "peer '",
    "user name:",
    "login as ",
    "authentication of ",
    "invalid user ",
    "for user ",
    "username ",
    "pengguna ",
    "account ",
    "akun ",
    "user ",
    "untuk ",
    "for ",
];

/// Words after such a mark that are no name: `for the`, `user from`.
const NO_NAMES: [&str; 35] = [
    "action",
    "environment",
    "input",
    "for",
    "user=",
    "--",
    "from",
    "is",
    "was",
    "has",
    "the",
    "a",
    "an",
    "not",
    "name",
    "to",
    "in",
    "on",
    "at",
    "by",
    "login",
    "logged",
    "with",
    "dari",
    "and",
    "failed",
    "unknown",
    "authentication",
    "id",
    "invalid",
    "illegal",
    "attempt",
    "does",
    "logged-in",
    "user",
];

/// The user that a message names, by the word before it.
pub(in crate::events) fn user_in(message: &str) -> Option<&str> {
    let lower = message.to_ascii_lowercase();
    for mark in USER_MARKS {
        for (at, _) in lower.match_indices(mark) {
            let is_word = at == 0
                || !lower
                    .as_bytes()
                    .get(at - 1)
                    .is_some_and(u8::is_ascii_alphanumeric);
            let rest = message.get(at + mark.len()..).filter(|_| is_word);
            // `imap-login: Aborted`: the mark is the name of a program.
            let rest = rest.filter(|rest| mark != "login:" || !rest.starts_with(' '));
            if let Some(name) = rest.and_then(name_at) {
                return Some(name);
            }
        }
    }
    // Nextcloud: `Login failed: budi (Remote IP: 203.0.113.9)`.
    let at = lower
        .find("login failed: ")
        .filter(|_| lower.contains("(remote ip"))?;
    name_at(message.get(at + "login failed: ".len()..)?)
}

/// The name that a text starts with: quoted, in brackets, or up to a space or comma.
fn name_at(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    if let Some(name) = behind_domain(rest) {
        return Some(name);
    }
    for (open, close) in [('\'', '\''), ('"', '"'), ('<', '>'), ('[', ']')] {
        if let Some(inner) = rest.strip_prefix(open) {
            return inner
                .split_once(close)
                .map(|(name, _)| name)
                .and_then(filled);
        }
    }
    // `x' as programs of old write it, and `x` as those of today.
    if let Some(inner) = rest.strip_prefix('`') {
        return inner.split(['\'', '`']).next().and_then(filled);
    }
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>' | '"' | '\'' | ']' | ')'))
        .unwrap_or(rest.len());
    let name = rest.get(..end)?.trim_end_matches(['.', ':']);
    // `root@203.0.113.9`.
    let name = match name.rsplit_once('@') {
        Some((user, host)) if is_address(host) => user,
        _ => name,
    };
    let is_name = !name.is_empty()
        && name.len() <= 64
        && !NO_NAMES.iter().any(|word| name.eq_ignore_ascii_case(word))
        && address_in(name).is_none();
    is_name.then_some(name)
}

/// `[DOMAIN]\\[name]`, as Samba writes it.
fn behind_domain(rest: &str) -> Option<&str> {
    let (domain, rest) = rest.strip_prefix('[')?.split_once("]\\[")?;
    let is_domain = !domain.contains([' ', ']']);
    is_domain.then(|| filled(rest.split(']').next()?)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_follow_a_mark() {
        for (message, expect) in [
            ("Login failed for user budi from 203.0.113.9", Some("budi")),
            (
                "LOGIN FAILED, user=sari@example.org, ip=[::1]",
                Some("sari@example.org"),
            ),
            ("auth failed, user=<sari>, method=PLAIN", Some("sari")),
            (
                "password authentication failed for user \"app\"",
                Some("app"),
            ),
            ("Failed login attempt", None),
            ("Login failed for user from 203.0.113.9", None),
            ("superuser mode", None),
            (
                "Login failed for user `sari` from IP `203.0.113.9`",
                Some("sari"),
            ),
            ("Login failed for user `sari' from x", Some("sari")),
            ("XAuth authentication of 'sari' failed", Some("sari")),
            ("Login failed: budi (Remote IP: 203.0.113.9)", Some("budi")),
            ("User root@203.0.113.9 logged in as x", Some("root")),
            ("Cannot login KEDAI\\budi@203.0.113.9", Some("KEDAI\\budi")),
            (
                "user [KEDAI]\\[budi] at [Thu] with [NTLMv2] status [NT_STATUS_NO_SUCH_USER]",
                Some("budi"),
            ),
            (
                "535 Incorrect authentication data (set_id=budi@kedai.example)",
                Some("budi@kedai.example"),
            ),
            (
                "Failed sign-in attempt {\"ip\":\"203.0.113.9\",\"email\":\"budi@kedai.example\"}",
                Some("budi@kedai.example"),
            ),
            (
                "Error getting details for user with username input 'budi' which usually",
                Some("budi"),
            ),
            (
                "Login failed for db:odoo login:budi@kedai.example from x",
                Some("budi@kedai.example"),
            ),
            ("Pengguna 'wati' gagal masuk", Some("wati")),
        ] {
            assert_eq!(user_in(message), expect, "{message:?}");
        }
    }
}
