//! fail2ban's own log: whom its filters found in other logs, and whom it keeps out.
//!
//! In: `[sshd] Found 203.0.113.9 - 2026-01-04 10:15:23` and `[sshd] Ban 203.0.113.9` of the programs
//! `fail2ban.filter` and `fail2ban.actions`. Out: a failed sign-in where the jail watches sign-ins, else a
//! refusal. The same try may stand in the log that fail2ban watches too: `auth::detail::BY_WATCHER`.

use std::borrow::Cow;

use super::text::address_in;
use super::{EventKind, Meaning, auth};
use crate::record::Record;

/// What the record says of somebody; None where it is not fail2ban's, or about itself.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    if !record.process.starts_with("fail2ban") {
        return None;
    }
    let (_, rest) = message.split_once('[')?;
    let (jail, rest) = rest.split_once("] ")?;
    let (is_ban, rest) = match rest.strip_prefix("Found ") {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix("Ban ")?),
    };
    let source = address_in(rest.split(' ').next()?)?;
    let (kind, detail) = match (watches_sign_ins(jail), is_ban) {
        // It watches fail2ban's own log: what it counts was told before.
        _ if jail == "recidive" => (None, 0),
        (true, false) => (Some(EventKind::AuthFailure), auth::detail::BY_WATCHER),
        (true, true) => (
            Some(EventKind::AuthFailure),
            auth::detail::BY_WATCHER | auth::detail::TOLD_GUESSING,
        ),
        (false, _) => (Some(EventKind::Refusal), 0),
    };
    Some(Meaning {
        kind,
        source: Some(Cow::Borrowed(source)),
        detail,
        // The jail is a value.
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// Whether a jail, by its name, watches sign-ins. The names are those that fail2ban comes with and those
/// of the services that people name their own after.
fn watches_sign_ins(jail: &str) -> bool {
    const OTHERS: [&str; 8] = [
        "spam",
        "reject",
        "ddos",
        "limit",
        "botsearch",
        "badbots",
        "noscript",
        "overflow",
    ];
    const SIGN_INS: [&str; 44] = [
        "ssh",
        "auth",
        "login",
        "sasl",
        "dovecot",
        "imap",
        "pop3",
        "courier",
        "ftp",
        "exim",
        "sieve",
        "dropbear",
        "wordpress",
        "wp-",
        "nextcloud",
        "owncloud",
        "gitlab",
        "gitea",
        "grafana",
        "mysql",
        "mssql",
        "mongodb",
        "xrdp",
        "pam",
        "bitwarden",
        "vaultwarden",
        "roundcube",
        "webmin",
        "asterisk",
        "freeswitch",
        "squirrelmail",
        "horde",
        "proxmox",
        "openvpn",
        "cockpit",
        "jellyfin",
        "hass",
        "phpmyadmin",
        "guacamole",
        "zabbix",
        "perdition",
        "cyrus",
        "sogo",
        "drupal",
    ];
    let jail = jail.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| jail.contains(word));
    has(&SIGN_INS) && !has(&OTHERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_and_kept_out() {
        use auth::detail::{BY_WATCHER, TOLD_GUESSING};
        let failure = Some(EventKind::AuthFailure);
        for (process, message, kind, detail) in [
            (
                "fail2ban.filter",
                "[sshd] Found 203.0.113.9 - 2026-01-04 10:15:23",
                failure,
                BY_WATCHER,
            ),
            (
                "fail2ban.actions",
                "NOTICE  [postfix-sasl] Ban 203.0.113.9",
                failure,
                BY_WATCHER | TOLD_GUESSING,
            ),
            (
                "fail2ban.actions",
                "[nginx-botsearch] Ban 203.0.113.9",
                Some(EventKind::Refusal),
                0,
            ),
            (
                "fail2ban.actions",
                "[exim-spam] Ban 203.0.113.9",
                Some(EventKind::Refusal),
                0,
            ),
            ("fail2ban.actions", "[recidive] Ban 203.0.113.9", None, 0),
            ("fail2ban.actions", "[sshd] Unban 203.0.113.9", None, 0),
            ("fail2ban.jail", "Jail 'sshd' started", None, 0),
        ] {
            let record = Record::said(process, message);
            let meaning = super::super::classify(&record);
            assert_eq!((meaning.kind, meaning.detail), (kind, detail), "{message}");
            if kind.is_some() {
                assert_eq!(meaning.source.as_deref(), Some("203.0.113.9"), "{message}");
            }
        }
    }
}
