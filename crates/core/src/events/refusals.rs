//! Refusals: a service turns somebody away, whatever it was that they wanted.
//!
//! In: a message of any program. Out: `Refusal` with the address that was turned away. General words
//! of refusal, invalidity and abuse near an address, no patterns of single products: mail that is
//! rejected, a relay or a query that is denied, a host that is not allowed, a client that breaks the
//! protocol, a request for what is not there. What this machine itself was refused by others (a
//! database that is down) is an error, not a refusal.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jejak_protocol::Level;
use regex::Regex;

use super::auth::is_sshd;
use super::text::{behind, filled, last_address_in, source_in, user_in};
use super::{EventKind, Meaning, services};
use crate::record::Record;

/// What the record says; None where nobody is turned away or nobody is named.
pub(super) fn classify<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    if !is_in_words(message, record.level) {
        return None;
    }
    turned_away(message, record)
}

/// What a service's own words say, where no general word does.
pub(super) fn of_service<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let is_refused = services::refuses(message, record);
    is_refused.then(|| turned_away(message, record)).flatten()
}

fn turned_away<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    let source = source_in(message).or_else(|| last_address_in(message));
    if source.is_none() && record.source.is_none() {
        return None;
    }
    Some(Meaning {
        kind: Some(EventKind::Refusal),
        source: source.map(Cow::Borrowed),
        user: user_in(message).map(Cow::Borrowed),
        ..Meaning::default()
    })
}

/// Whether a line tells that somebody is turned away, even if it names nobody.
pub(super) fn is_told(message: &str, process: &str, level: Level) -> bool {
    match is_sshd(process) {
        true => is_at_door(message),
        false => is_in_words(message, level),
    }
}

/// What is only told to whoever looks for faults is told again where it counts.
fn is_in_words(message: &str, level: Level) -> bool {
    level != Level::Debug
        && STEMS.is_match(message)
        && REFUSAL.is_match(message)
        && !OWN.is_match(message)
}

/// What sshd writes of those who come no further than its door. They count as no try at a password:
/// that is a line of its own, where the server writes it.
pub(super) fn of_sshd(message: &str) -> Option<Meaning<'_>> {
    if !is_at_door(message) {
        return None;
    }
    // `from HOST via ADDRESS`: the second is where they came in here.
    let named = message.split(" via ").next().unwrap_or(message);
    let source = source_in(named)
        .or_else(|| last_address_in(named))
        .or_else(|| host_in(named))
        .or_else(|| behind(message, "rhost=", " ").and_then(filled))?;
    Some(Meaning {
        kind: Some(EventKind::Refusal),
        source: Some(Cow::Borrowed(source)),
        user: user_in(message).map(Cow::Borrowed),
        detail: detail::AT_DOOR,
        ..Meaning::default()
    })
}

fn is_at_door(message: &str) -> bool {
    static DOOR: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build([
                "invalid user ",
                "illegal user ",
                "authentication failure for",
                "authentication error for",
                "not allowed because",
                "login refused",
                "refused connect",
                "maximum authentication attempts",
                "did not receive identification",
                "bad protocol version",
                "timeout before authentication",
                "unable to negotiate",
                "invalid format",
                "protocol identifier",
                "code incorrect",
                "connection corrupted",
                "auth fail",
                "authentication methods available",
                "too many authentication failures",
                "not known to the underlying",
                "authenticating user ",
                "[preauth]",
                "failed keyboard-interactive for",
                "failed hostbased for",
                "(pam_unix) authentication failure",
                "kex_exchange_identification",
                "banner exchange",
                "read from socket failed",
                "no matching ",
                "corrupted mac",
                "bad packet length",
                "bad client public",
            ])
            .expect("some dozen short words make a small automaton")
    });
    let is_harmless = [
        "Postponed ",
        "Connection from ",
        "input_userauth",
        "Accepted ",
        // PAM's line; sshd tells of the same try in its own words.
        "pam_",
        "SSH: Server;",
    ]
    .iter()
    .any(|words| message.starts_with(words));
    // Whom the machine does not know comes no further, whatever was postponed.
    let is_unknown = message.starts_with("Postponed ") && message.contains(" invalid user ");
    (is_unknown || !is_harmless) && DOOR.is_match(message)
}

/// The name of a host behind the last ` from `.
fn host_in(message: &str) -> Option<&str> {
    let (_, rest) = message.rsplit_once(" from ")?;
    let host = rest.split([' ', ',']).next()?;
    let is_host = host.contains('.')
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    is_host.then_some(host)
}

/// Values of `Meaning::detail` for `Refusal`.
pub mod detail {
    /// Before any sign-in; a failure that follows is told again by its own line.
    pub const AT_DOOR: u8 = 1;
    /// The line names nobody; whether another of its connection does is known at the end.
    pub const UNNAMED: u8 = 2;
}

static STEMS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "reject",
            "refus",
            "denied",
            "deny",
            "block",
            "allow",
            "forbid",
            "authoriz",
            "authoris",
            "banned",
            "permit",
            "limiting",
            "unknown",
            "no such",
            "not exist",
            "not found",
            "identif",
            "negotiat",
            "protocol",
            "invalid",
            "illegal",
            "malform",
            "spam",
            "blacklist",
            "listed",
            "abuse",
            "attack",
            "intrusi",
            "hack",
            "violat",
            "tolak",
            "larang",
            "failed",
            "failure",
            "attacker",
            "match",
            "find user",
            "worked",
            "found",
            "definition",
            "attempts",
            "rbl",
            "delaying",
            " ban ",
            "corrupt",
            "bad ",
            "wrong",
            "preauth",
            "exceed",
            "too many",
            "mismatch",
            "ssl",
            "tls",
            "handshake",
            "did not",
            "tossed",
            "quarantin",
            "discard",
            "could not",
            "no registration",
            "lost input",
            "auth",
            "tries",
            "shun",
            "fail",
            "disabled",
            "ratelimit",
            "attempt",
            "too long",
            "too large",
            "erroneous",
            "improper",
            "non-smtp",
            "verif",
            "doesn't exist",
            "unexpected disconnection",
            "no mail in smtp",
        ])
        .expect("some dozen short words make a small automaton")
});

static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?xi)
        \b(?:rejected|rejecting|rejects|reject:|refused|refusing|denied|denying|blocked|blocking|forbidden|banned|unauthori[sz]ed|prohibited|disallowed|ditolak|menolak|dilarang|diblokir)\b
        | \b(?:is|was|are|were|been)?\ ?not\ (?:allowed|permitted|authori[sz]ed|in\ (?:the\ )?(?:allow|white)\w*)\b
        | \blimiting\ (?:requests|connections)\b | \brate\ ?limit\w*\ (?:exceeded|reached)\b
        | \b(?:user|recipient|mailbox|account|address|domain|host|sender|login|peer|extension|device)\ (?:name\ )?(?:unknown|not\ (?:found|known)|does\ not\ exist|rejected|invalid)\b
        | \b(?:unknown|invalid|illegal|no\ such|non-?existent|nonexistent|bad|wrong|malformed|suspicious)\ (?:user|recipient|mailbox|account|login|host|address|domain|sender|client|command|method|request|protocol|packet|username|extension|peer|device|hostname|credentials?|token|key|secret|certificate|input|uri|url|query|header|character)\b
        | \b(?:file|script|page|directory|resource)\ (?:does\ not\ exist|not\ found)\b
        | \bfailed\ \(\d+:\ (?:no\ such\ file|permission\ denied|not\ a\ directory|file\ name\ too\ long)
        | \bdid\ not\ receive\ identification | \bunable\ to\ negotiate\b | \bbad\ protocol\ version\b | \bprotocol\ (?:error|mismatch|violation)\b
        | \bfailed\ (?:keyboard-interactive|hostbased|password|challenge-response|pam|none)(?:/\w+)?\ for\ (?:(?:invalid|illegal)\ user\ )?\S+\ from\ ['"]?[\da-f.:\[(]
        | \bfail(?:ed|ure|ures)\ (?:for|from)\ ['"]?[\da-f.:\[(]
        | \breject= | \bshunned\b | \bdisallowing\b| \battacker\b | \bcan't\ find\ user\b | \bdoesn't\ match\b | \bdoes\ not\ match\ acl\b | \bnot\ have\ worked\b
        | \bis\ not\ found\ \(\d | \b(?:was\ )?not\ found\ (?:in\ "|or\ unable) | \bbad\ \w+(?:\ \w+)?\ request\b
        | \bfunction\ definition\b | \b(?:login|logon)\ (?:failures|attempts)\b | \b\w*rbl\b | \brbl\w+: | \bdelaying\ request\b
        | \]\ ban\ [\da-f.:]+
        | \b(?:ssl|tls)\w*\b.{0,80}\b(?:handshak\w+|errors?|failed|failure|alert|did\ not)\b | \b(?:invalid|bad|failed)\ handshake\b | \bverify\ error\b
        | \bdid\ not\ (?:issue|send|identify|authenticate)\b | \blost\ input\ channel\b | \bno\ registration\ for\b
        | \b(?:could\ not|cannot|can't|unable\ to)\ (?:access|identify|authenticate|locate|verify)\ (?:the\ )?(?:user|account|login|peer|client|hmac)\b
        | \b(?:tossed|quarantined|discarded)\ (?:message|mail)\b
        | \berror\b.{0,60}\b(?:authentication|login|password)\b
        | \b(?:message\ authentication\ code|corrupted\ mac|connection\ corrupted|bad\ packet\ length)\b
        | \btoo\ many\ (?:authentication\ failures|failures|errors|attempts|connections|invalid|unknown|bad|login)\b
        | \b(?:maximum|max)\ (?:authentication\ attempts|\w+\ attempts)\ exceeded\b
        | \b(?:possible|potential|detected)\ (?:\w+\ ){0,2}(?:attack|break-in|breakin|intrusion|abuse|spam|hack)\b | \b(?:attack|intrusion|hack(?:ing)?|abuse)\ (?:attempt|detected|from|blocked)\b
        | \b(?:spam|blacklist(?:ed)?|rbl|dnsbl|listed\ (?:in|by|at))\b
        | \bmax(?:imum)?\ auth\w*\ (?:tries|attempts)\b | (?-i:\bFAIL:\ ) | \blogin\ disabled\b
        | \brate-?\ ?limit\w*\ block\b | \bbad\ \w+:\  | \brelay(?:ing)?\ attempt\b
        | \b(?:user|recipient|mailbox|account)\ \S+\ (?:doesn't\ exist|does\ not\ exist|not\ found|(?:in\ realm\ .{1,60}\ )not\ found)\b
        | \brealm\ mismatch\b | \binvalid\ (?:qop|nonce|opaque|digest|cookie|session)\b | \berroneous\ characters\b
        | \b(?:unknown|unsupported)\ (?:algorithm|authentication\ method|auth\ method)\b
        | \b(?:uri|url|request|request\ line|header|query|file\ name|filename)\ (?:is\ |was\ )?too\ (?:long|large)\b
        | \bimproper\ command\b | \bnon-smtp\ command\b | \bauth=0/\d | \bverify\ fail\b | \bno\ mail\ in\ smtp\b
        | \bunexpected\ disconnection\b | \btoo\ many\ (?:[\w-]+\ ){1,3}(?:errors?|commands?|failures?|attempts?|connections?)\b
        | \bviolat(?:es|ed|ion)\b | \bsecurityevent=.{0,80}(?:fail|inval|bad|unexpected)
        | \b(?:auth(?:entication)?|login|password|credential|user|pass)\b.{0,40}\b(?:mismatch|fail(?:ed|ure|s)?|incorrect|invalid|wrong|unknown)\b
        | \b(?:failed|failure)\b.{0,60}\b(?:auth\w*|login|password|user)\b
        "#,
    )
    .expect("the pattern is a constant, compiled by every test")
});

/// What others did to this machine, and what services say of themselves.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        \bconnection\ refused\b | \bupstream\b | \b(?:failed|unable|could\ not|cannot|can't|error)\ (?:to\ )?(?:connect|bind|listen|open\ connection)
        | \bconnecting\ to\b | \bunban\b | \b(?:no|0)\ (?:errors?|failures?|spam)\b
        | \bnot\ spam\b | \bnon-?spam\b | \bspam\ (?:score|level|status|check)[^a-z]*(?:no|clean|0)
        | \bmap\ back\b | \breverse\ mapping\b
        | \bexception\b | \bblocked\ for\ more\ than\b | \bconnection\ (?:closed|reset)\ by\b.{0,40}$
        ",
    )
    .expect("the pattern is a constant, compiled by every test")
});

#[cfg(test)]
mod tests {
    use super::*;

    fn check(process: &'static str, message: &'static str, source: Option<&str>) {
        let record = Record::said(process, message);
        let meaning = super::super::classify(&record);
        let is_refusal = meaning.kind == Some(EventKind::Refusal);
        assert_eq!(is_refusal, source.is_some(), "{message}: {meaning:?}");
        if is_refusal {
            assert_eq!(meaning.source.as_deref(), source, "{message}");
        }
    }

    #[test]
    fn somebody_is_turned_away() {
        let who = Some("203.0.113.9");
        check(
            "postfix/smtpd",
            "NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <a@example.org>: Relay access denied",
            who,
        );
        check(
            "named",
            "client 203.0.113.9#1024: query (cache) 'example.org/A/IN' denied",
            who,
        );
        check(
            "nginx",
            "limiting requests, excess: 1.4 by zone \"one\", client: 203.0.113.9, server: x",
            who,
        );
        check(
            "sshd",
            "Unable to negotiate with 203.0.113.9 port 50404: no matching host key type found",
            who,
        );
        check(
            "sshd",
            "User budi from 203.0.113.9 not allowed because not listed in AllowUsers",
            who,
        );
        check("app", "Host 203.0.113.9 ditolak: terlalu sering", who);
        check(
            "gerbang",
            "Failed hostbased for sari from 203.0.113.9 port 45785",
            who,
        );
    }

    #[test]
    fn errors_and_ordinary_words_are_none() {
        for message in [
            "connect to 203.0.113.9 port 5432 failed: Connection refused",
            "query from 203.0.113.9 allowed",
            "access denied",
            "accepted connection from 203.0.113.9",
            "[sshd] Unban 203.0.113.9",
            "block 17 received from 203.0.113.9",
            "Address 203.0.113.9 maps to h.example, but this does not map back to the address - POSSIBLE BREAK-IN ATTEMPT!",
        ] {
            check("app", message, None);
        }
        check("sshd", "Connection closed by 203.0.113.9 port 22", None);
    }
}
