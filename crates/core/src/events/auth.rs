//! Sign-ins: refused, accepted, and whom they name.
//!
//! In: a record of any program. Out: `AuthFailure`, `AuthSuccess`, or only names. For sshd a
//! failure is one line, `Failed METHOD for [invalid user ]NAME from ADDR port N`; the PAM, `Invalid
//! user` and disconnect lines around it tell of the same try and count nothing. It leaves sudo, su
//! and user administration to `privilege`.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{behind, filled, last_address_in, source_in, strip_ignore_case, user_in};
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
}

/// Methods whose refusal is a try at credentials. GSSAPI and host-based refusals are left out: a
/// client offers them by itself before it asks its user anything.
const SSH_METHODS: [&str; 4] = ["password", "none", "publickey", "keyboard-interactive/pam"];

/// What the record says about a sign-in; None when it says nothing.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let message = without_solaris_id(message);
    let is_sshd = is_sshd(&record.process);
    if let Some(meaning) = ssh_verdict(message) {
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
    if let Some(meaning) = unauthorized(message) {
        return Some(meaning);
    }
    let kind = verdict(message)?;
    let source = source_in(message).or_else(|| last_address_in(message));
    Some(Meaning {
        kind: Some(kind),
        source: source.map(Cow::Borrowed),
        user: user_in(message).map(Cow::Borrowed),
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
    let (name, from) = rest.rsplit_once(" from ")?;
    let (source, port) = from.split_once(" port ")?;
    let is_port = port.bytes().next().is_some_and(|b| b.is_ascii_digit());
    if source.is_empty() || source.contains(' ') || !is_port {
        return None;
    }
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
    Some(Meaning {
        kind: Some(EventKind::AuthFailure),
        source: behind(fields, "rhost=", " ")
            .and_then(filled)
            .map(Cow::Borrowed),
        user: behind(fields, " user=", " ")
            .and_then(filled)
            .map(Cow::Borrowed),
        detail: detail::BY_PAM,
        ..Meaning::default()
    })
}

/// A sign-in over HTTP as an application writes it: `POST /login … 401`. The status is a value.
fn unauthorized(message: &str) -> Option<Meaning<'_>> {
    static SIGN_IN: LazyLock<Regex> = LazyLock::new(|| {
        compile(
            r"(?i)\bPOST\b.{0,200}(?:login|signin|sign-in|auth|session|token|masuk)|(?:login|signin|sign-in|auth|session|masuk).{0,200}\bPOST\b",
        )
    });
    static STATUS: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"(?:status(?:code)?\W{1,3}|returned |\|\s*|HTTP/\d\.\d\W{1,2})40[13]\b")
    });
    if !message.contains("POST") || !SIGN_IN.is_match(message) {
        return None;
    }
    let is_refused = STATUS.is_match(message);
    let source = source_in(message).or_else(|| last_address_in(message));
    Some(Meaning {
        kind: is_refused.then_some(EventKind::AuthFailure),
        source: source.map(Cow::Borrowed),
        user: user_in(message).map(Cow::Borrowed),
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// Whether a line of any other program tells of a sign-in that was refused or accepted.
fn verdict(message: &str) -> Option<EventKind> {
    // Both stems are rare; most shapes end here.
    if !AUTH_STEM.is_match(message) {
        return None;
    }
    if FAILURE.is_match(message) {
        let is_other = NO_TRY.is_match(message);
        return (!is_other).then_some(EventKind::AuthFailure);
    }
    let is_success = SUCCESS.is_match(message) && !NEGATION.is_match(message);
    is_success.then_some(EventKind::AuthSuccess)
}

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are constants, compiled by every test")
}

static AUTH_STEM: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)log[- ]?in|log[- ]?on|logged|logond|wrongpass|user|challenger|sign|auth|otentik|passw|credential|masuk|sandi|sasl|access denied|no such user",
    )
});

/// Words of refusal right at words of sign-in, both orders, English and Indonesian.
static FAILURE: LazyLock<Regex> = LazyLock::new(|| {
    const WHAT: &str = r"(?:log[- ]?in|log[- ]?on|sign[- ]?(?:in|on)|auth(?:entication|orization)?|passwords?|passwd|credentials?|otp|2fa|mfa)";
    compile(&format!(
        r#"(?ix)
        \b(?:failed|failure|invalid|incorrect|unsuccessful|bad|wrong|rejected|denied|refused|unauthori[sz]ed|non-existent)[\ _-](?:user[\ _-]|ssh\ |sasl\ |smtp\ )?{WHAT}\b
        | \b{WHAT}(?:[\ _-](?:attempt|try|request|check|verification|authentication|login|data))*
          (?:\ (?:for|from|by|of|as|on|with)\ .{{1,120}}?)?
          [\ _:,-]+(?:has\ |was\ |is\ |have\ )?(?:failed|failure|fails|unsuccessful|denied|rejected|refused|incorrect|invalid|wrong|mismatch|error)\b
        | \b(?:failed|unable|could\ not|cannot|can't|tried)\ (?:to\ )?(?:log[- ]?in|sign[- ]?in|log[- ]?on|authenticate)\b
        | \b(?:authfail|badlogin|auth\ fail|fail(?:ed)?\ login|login_error|loginfailed|login_failed|authentication_failure)\b
        | \baccess\ denied\ for\ user\b
        | \b(?:wrong|invalid|incorrect|bad|unknown)\ (?:user\ ?name|username|user|login|account|e-?mail)(?:\ name)?(?:\ (?:or|and)|,|\s?/)\ ?(?:password|passwd|pass|credentials?)
        | \b(?:wrongpass|wrong_password|bad_password|invalid_credentials|invalid_login|user_not_found|logondenied|nt_status_(?:no_such_user|wrong_password|logon_failure|account_locked_out)|login_error|incorrectpassword)\b
        | \bchallengeresponsefailed\b | \binvalidpassword\b | \bwrong\ password\b | \bpassword\ mismatch\b
        | \bcould\ not\ retrieve\ user\b | \b(?:login|logon|auth)\ (?:failure|denied|rejected)\b
        | \bno\ such\ user\ found\ from\b
        | \bgagal\ (?:masuk|login|log\ in|sign\ in|otentikasi|autentikasi)\b
        | \b(?:login|masuk|otentikasi|autentikasi)\b.{{0,60}}\b(?:gagal|ditolak)\b
        | \b(?:kata\ ?sandi|password|sandi)\ (?:yang\ )?(?:salah|keliru|tidak\ (?:valid|cocok|benar|sesuai))\b
        "#
    ))
});

/// Lines with the same words that are about a service, a page, a setting or a sum of earlier tries.
static NO_TRY: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?ix)
        \b(?:log[- ]?in|sign[- ]?in|auth(?:entication)?|password|passwd|credentials?)[\ _-](?:page|form|template|module|modules|service|server|backend|provider|plugin|handler|policy|file|database|db|config(?:uration)?|option|method|reset|hash|store|cache|token\ endpoint|settings?|screen|view|script)\b(?:[^=]|$)
        | \bsince\ (?:the\ )?last\b
        | \bfailed\ to\ (?:load|start|open|read|write|parse|connect|send|reset|change|update|create|render|fetch|init)
        | \b(?:reset|cleared|clearing|resetting|unlock(?:ed|ing)?)\b.{0,40}\b(?:counter|failed|failures|count)\b
        | \bmore\ authentication\ failures?\b
        | \bfail2ban\b | \bfailregex\b
        | \b(?:no|0|zero)\ (?:failed|invalid|bad)\b
        | \bwithout\ (?:any\ )?(?:failed|authentication)\b
        ",
    )
});

static SUCCESS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?ix)
        \b(?:log[- ]?in|log[- ]?on|sign[- ]?in|auth(?:entication)?)(?:[\ _](?:attempt|request))?(?:\ (?:for|from|by|of|as)\ .{1,120}?)?[\ _:,-]+(?:was\ |is\ )?(?:successful|succeeded|success|accepted|ok|berhasil)\b
        | \bsuccessful(?:ly)?\ (?:user\ )?(?:log[- ]?in|log[- ]?on|logged\ in|logged\ on|authenticated|signed\ in|sign[- ]?in|authentication)\b
        | \blogged\ (?:in|on)\b | \bsigned\ in\b
        | \bok\ login\b | \bauth(?:entication)?\ succeeded\b
        | \bberhasil\ (?:masuk|login)\b
        | \b(?:imap|pop3|managesieve|submission)-login:\ login:
        ",
    )
});

static NEGATION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\b(?:not|no|never|unsuccessful|fail\w*|tidak|belum|if|when|must be|users? logged in)\b",
    )
});

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
            const NO_NAMES: [&str; 9] = [
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
mod tests {
    use super::*;

    fn record(process: &'static str, message: &'static str) -> Record<'static> {
        Record {
            process: process.into(),
            message: message.into(),
            repeats: 1,
            ..Record::default()
        }
    }

    /// `(program, message, kind, source, user)`
    type Case = (
        &'static str,
        &'static str,
        Option<EventKind>,
        Option<&'static str>,
        Option<&'static str>,
    );

    fn check(cases: &[Case]) {
        for &(process, message, kind, source, user) in cases {
            let record = record(process, message);
            let meaning = super::super::classify(&record);
            assert_eq!(meaning.kind, kind, "{message}");
            assert_eq!(meaning.source.as_deref(), source, "{message}");
            assert_eq!(meaning.user.as_deref(), user, "{message}");
        }
    }

    const FAIL: Option<EventKind> = Some(EventKind::AuthFailure);
    const OK: Option<EventKind> = Some(EventKind::AuthSuccess);
    const DOOR: Option<EventKind> = Some(EventKind::Refusal);
    const IP: Option<&str> = Some("203.0.113.9");

    #[test]
    fn sshd_counts_one_line_a_try() {
        check(&[
            (
                "sshd",
                "Failed password for root from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                Some("root"),
            ),
            (
                "sshd",
                "Failed none for invalid user tamu from 203.0.113.9 port 1 ssh2",
                FAIL,
                IP,
                Some("tamu"),
            ),
            (
                "sshd",
                "Failed publickey for wati from 2001:db8::9 port 4022 ssh2: RSA SHA256:abc",
                FAIL,
                Some("2001:db8::9"),
                Some("wati"),
            ),
            (
                "sshd-session",
                "Failed keyboard-interactive/pam for budi from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                Some("budi"),
            ),
            (
                "/usr/sbin/sshd",
                "Accepted publickey for wati from 203.0.113.9 port 5 ssh2: ED25519 SHA256:x",
                OK,
                IP,
                Some("wati"),
            ),
            (
                "sshd",
                "[ID 800047 auth.info] Failed password for root from 203.0.113.9 port 9 ssh2",
                FAIL,
                IP,
                Some("root"),
            ),
            (
                "sshd",
                "Invalid user tamu from 203.0.113.9 port 4022",
                DOOR,
                IP,
                Some("tamu"),
            ),
            (
                "sshd",
                "Connection closed by 203.0.113.9 port 4022 [preauth]",
                DOOR,
                IP,
                None,
            ),
            (
                "sshd",
                "error: PAM: Authentication failure for budi from 203.0.113.9",
                DOOR,
                IP,
                Some("budi"),
            ),
            (
                "sshd",
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root",
                None,
                IP,
                Some("root"),
            ),
            (
                "sshd",
                "Failed gssapi-with-mic for budi from 203.0.113.9 port 4022 ssh2",
                None,
                IP,
                None,
            ),
            (
                "sshd",
                "Postponed keyboard-interactive for budi from 203.0.113.9 port 4022 ssh2",
                None,
                IP,
                None,
            ),
        ]);
    }

    #[test]
    fn a_hostile_user_name_does_not_become_the_source() {
        check(&[
            (
                "sshd",
                "Failed password for invalid user x from 198.51.100.1 port 22 from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                Some("x from 198.51.100.1 port 22"),
            ),
            (
                "sshd",
                "Failed password for invalid user  from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                None,
            ),
            (
                "sshd",
                "Failed password for invalid user a b c from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                Some("a b c"),
            ),
            (
                "sshd",
                "Failed password for Accepted password for root from 203.0.113.9 port 4022 ssh2",
                FAIL,
                IP,
                Some("Accepted password for root"),
            ),
        ]);
    }

    #[test]
    fn other_services_have_their_own_words() {
        check(&[
            (
                "vsftpd",
                "pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=sari rhost=203.0.113.9  user=sari",
                FAIL,
                IP,
                Some("sari"),
            ),
            (
                "vsftpd",
                "[sari] FAIL LOGIN: Client \"203.0.113.9\"",
                FAIL,
                IP,
                None,
            ),
            (
                "proftpd",
                "srv (203.0.113.9[203.0.113.9]) - USER sari (Login failed): Incorrect password",
                FAIL,
                IP,
                Some("sari"),
            ),
            (
                "postfix/smtpd",
                "warning: unknown[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
                FAIL,
                IP,
                None,
            ),
            (
                "dovecot",
                "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<sari>, method=PLAIN, rip=203.0.113.9, lip=198.51.100.1",
                FAIL,
                IP,
                Some("sari"),
            ),
            (
                "postgres",
                "FATAL:  password authentication failed for user \"app\"",
                FAIL,
                None,
                Some("app"),
            ),
            (
                "mysqld",
                "Access denied for user 'root'@'203.0.113.9' (using password: YES)",
                FAIL,
                IP,
                Some("root"),
            ),
            ("AuthService", "Failed login attempt", FAIL, None, None),
            (
                "AuthService",
                "Login failed for user budi from 203.0.113.9",
                FAIL,
                IP,
                Some("budi"),
            ),
            (
                "AuthService",
                "Pengguna budi gagal masuk dari 203.0.113.9",
                FAIL,
                IP,
                Some("budi"),
            ),
            (
                "AuthService",
                "Kata sandi salah untuk budi",
                FAIL,
                None,
                Some("budi"),
            ),
            (
                "AuthService",
                "User budi logged in from 203.0.113.9",
                OK,
                IP,
                Some("budi"),
            ),
            (
                "AuthService",
                "Login berhasil untuk budi dari 203.0.113.9",
                OK,
                IP,
                Some("budi"),
            ),
            (
                "webmin",
                "Invalid login as root from 203.0.113.9",
                FAIL,
                IP,
                Some("root"),
            ),
        ]);
    }

    #[test]
    fn the_same_words_about_something_else_are_no_sign_in() {
        for message in [
            "Failed to load login page template",
            "Authentication service failed to start",
            "Invalid password policy in settings.ini",
            "There were 3 failed login attempts since the last successful login",
            "Resetting failed login counter of budi",
            "Password reset mail sent to budi",
            "Signal handler failed",
            "Connection to auth server restored",
            "0 failed logins in the last hour",
            "Session not logged in, redirecting",
            "PAM 5 more authentication failures; logname= uid=0 rhost=203.0.113.9",
        ] {
            let record = record("app", message);
            let meaning = super::super::classify(&record);
            let is_auth = matches!(
                meaning.kind,
                Some(EventKind::AuthFailure | EventKind::AuthSuccess)
            );
            assert!(!is_auth, "{message}: {:?}", meaning.kind);
        }
    }

    #[test]
    fn captures_lie_in_the_message() {
        let record = record(
            "sshd",
            "Failed password for root from 203.0.113.9 port 4022 ssh2",
        );
        let meaning = super::super::classify(&record);
        let range = record.message.as_bytes().as_ptr_range();
        for capture in [meaning.source, meaning.user].into_iter().flatten() {
            let Cow::Borrowed(text) = capture else {
                panic!("copied");
            };
            assert!(range.contains(&text.as_ptr()));
        }
    }
}
