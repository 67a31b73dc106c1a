//! Requests: who asked for what, whether it was refused, and whether it carries an attack.
//!
//! In: the request of an access log line. Out: `WebAttack` with its class, `WebClientError` for
//! 4xx, else only names. The class of a request is found in `attack`; this file knows no patterns.

mod attack;
mod code;
mod decode;
mod marks;
mod memory;
mod paths;
mod patterns;
mod sqli;
mod weak;
mod xss;

use std::borrow::Cow;

use jejak_protocol::EntityKind;

use self::attack::{Agent, Referer, Suspicion, Target};
pub(crate) use self::memory::Memory;
use super::{EventKind, Meaning, Sign};
use crate::record::{Access, Record};

/// Bytes of an answer that count as a transfer; pages and pictures are smaller, dumps and archives
/// are not. Chosen.
const TRANSFER_BYTES: u64 = 8 << 20;

/// What an attack request tries. The order is the order of preference when several fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum AttackClass {
    Sqli = 1,
    Xss,
    Traversal,
    /// Shell commands and code of any language, template expressions among it.
    CommandInjection,
    /// Another file or address is named as the thing to load.
    Inclusion,
    /// Marks that a scanner leaves: its name, its own test strings.
    Scanner,
    /// A well-known file or page that the site may have left open.
    Probe,
}

impl AttackClass {
    pub const ALL: [Self; 7] = [
        Self::Sqli,
        Self::Xss,
        Self::Traversal,
        Self::CommandInjection,
        Self::Inclusion,
        Self::Scanner,
        Self::Probe,
    ];

    /// The value of `FactKey::AttackClass`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqli => "sqli",
            Self::Xss => "xss",
            Self::Traversal => "traversal",
            Self::CommandInjection => "command_injection",
            Self::Inclusion => "inclusion",
            Self::Scanner => "scanner",
            Self::Probe => "probe",
        }
    }

    /// Looks for a way in without trying to use it.
    pub fn is_reconnaissance(self) -> bool {
        matches!(self, Self::Scanner | Self::Probe)
    }
}

/// `Meaning::detail` of a request: the class in the low half, the first digit of the status above.
///
/// A `WebClientError` of class `Probe` asked for a door that is not there: too little for an attack
/// by itself.
pub fn detail_of(class: Option<AttackClass>, status: u16) -> u8 {
    let status_class = (status / 100).min(15) as u8;
    class.map_or(0, |class| class as u8) | status_class << 4
}

/// Bit of a request's detail: nothing by itself, part of the attack when the source attacks as well.
pub const WEAK: u8 = 8;

/// The class in a request's detail.
pub fn class_of(detail: u8) -> Option<AttackClass> {
    AttackClass::ALL
        .into_iter()
        .find(|class| *class as u8 == detail & 7)
}

/// The first digit of the status in a request's detail.
pub fn status_class_of(detail: u8) -> u8 {
    detail >> 4
}

/// What a request means.
pub(super) fn classify<'a>(access: &Access<'a>) -> Meaning<'a> {
    let (target, agent, referer) = (
        Target::of(access.target),
        Agent::of(access.user_agent),
        Referer::of(access.referer),
    );
    of_suspected(access, attack::suspicion_of(access, target, agent, referer))
}

/// The same, with what is remembered of its parts.
pub(super) fn classify_with<'a>(access: &Access<'a>, memory: &mut Memory) -> Meaning<'a> {
    of_suspected(access, memory.suspicion_of(access))
}

fn of_suspected<'a>(access: &Access<'a>, suspicion: Option<Suspicion>) -> Meaning<'a> {
    let path = access.target.split(['?', '#']).next().unwrap_or_default();
    let is_refused = (400..500).contains(&access.status);
    let refused = is_refused.then_some(EventKind::WebClientError);
    let (kind, class) = match suspicion {
        Some(Suspicion::Attack(class)) => (Some(EventKind::WebAttack), Some(class)),
        Some(Suspicion::Door) => (refused, Some(AttackClass::Probe)),
        Some(Suspicion::Weak(class)) => (Some(EventKind::WebAttack), Some(class)),
        None => (refused, None),
    };
    let is_weak =
        kind == Some(EventKind::WebAttack) && !matches!(suspicion, Some(Suspicion::Attack(_)));
    let may_sign_in = kind == refused && (class.is_none() || access.status == 200);
    let (kind, class) = if may_sign_in && is_refused_sign_in(access, path) {
        // A form that is shown again is the one of a well-known door.
        let is_form = access.status == 200;
        (
            Some(EventKind::AuthFailure),
            class.or(is_form.then_some(AttackClass::Probe)),
        )
    } else {
        (kind, class)
    };
    let sign = is_web_shell(access, path).then_some(Sign::WebShell);
    let is_transfer = kind.is_none() && access.bytes >= TRANSFER_BYTES;
    let kind = kind
        .or(sign.map(|_| EventKind::Sign))
        .or(is_transfer.then_some(EventKind::Transfer));
    Meaning {
        kind,
        sign,
        source: named(access.client),
        user: named(access.user),
        object: named(path).map(|path| (EntityKind::Path, path)),
        detail: detail_of(class, access.status) | if is_weak { WEAK } else { 0 },
        weight: (kind == Some(EventKind::Transfer))
            .then(|| u32::try_from(access.bytes >> 10).unwrap_or(u32::MAX)),
        ..Meaning::default()
    }
}

/// Whether somebody tried to sign in and was turned away: what was posted to a page of sign-in, or a
/// name that the server asked for and refused (RFC 9110, 401).
fn is_refused_sign_in(access: &Access<'_>, path: &str) -> bool {
    const PAGES: [&str; 10] = [
        "login",
        "signin",
        "sign-in",
        "logon",
        "sign_in",
        "/auth",
        "/session",
        "/_session",
        "/token",
        "masuk",
    ];
    match access.status {
        // WordPress and Django send whom they let in elsewhere (302), and show their form again to all
        // others.
        200 if access.is_post() => {
            let is_form = path.ends_with("/wp-login.php") || path.ends_with("/admin/login/");
            is_form && !access.target.contains("action=")
        }
        401 if !access.user.is_empty() => true,
        401 | 403 if access.is_post() => {
            let path = path.to_ascii_lowercase();
            PAGES.iter().any(|page| path.contains(page))
        }
        _ => false,
    }
}

/// What a firewall of requests says of one: ModSecurity and Coraza, in the error log of their server.
pub(super) fn of_firewall<'a>(message: &'a str, record: &Record<'_>) -> Option<Meaning<'a>> {
    if !message.contains("ModSecurity: ") && !message.contains("Coraza: ") {
        return None;
    }
    const CLASSES: [(AttackClass, &[&str]); 6] = [
        (AttackClass::Sqli, &["sqli", "sql injection"]),
        (AttackClass::Xss, &["xss", "cross-site", "cross site"]),
        (
            AttackClass::Traversal,
            &["attack-lfi", "path traversal", "file access"],
        ),
        (
            AttackClass::Inclusion,
            &["attack-rfi", "remote file", "ssrf"],
        ),
        (
            AttackClass::CommandInjection,
            &["rce", "injection", "code execution", "command execution"],
        ),
        (AttackClass::Scanner, &["scanner", "security scan"]),
    ];
    let source = super::text::source_in(message)
        .or_else(|| super::text::between(message, "[client \"", "\""));
    if source.is_none() && record.source.is_none() {
        return None;
    }
    // Addresses in the rule's text are what the client sent.
    let source = source.filter(|_| record.source.is_none());
    // Starting, and rules that only count, name no rule.
    if !message.contains("[id \"") {
        return None;
    }
    let lower = message.to_ascii_lowercase();
    let class = CLASSES
        .iter()
        .find(|(_, words)| words.iter().any(|word| lower.contains(word)))
        .map_or(AttackClass::Probe, |(class, _)| *class);
    let status = if lower.contains("access denied") {
        403
    } else {
        0
    };
    Some(Meaning {
        kind: Some(EventKind::WebAttack),
        source: source.map(Cow::Borrowed),
        object: super::text::between(message, "[uri \"", "\"")
            .map(|path| (EntityKind::Path, Cow::Borrowed(path))),
        detail: detail_of(Some(class), status),
        depends_on_value: true,
        ..Meaning::default()
    })
}

/// Whether a page that runs commands answered: a script among uploads that was handed something, or
/// one with the name of a well-known shell.
fn is_web_shell(access: &Access<'_>, path: &str) -> bool {
    const SCRIPTS: [&str; 9] = [
        ".php", ".php5", ".php7", ".phtml", ".jsp", ".jspx", ".asp", ".aspx", ".ashx",
    ];
    const NAMES: [&str; 22] = [
        "c99",
        "c100",
        "r57",
        "wso",
        "wso2",
        "b374k",
        "alfa",
        "alfashell",
        "indoxploit",
        "webshell",
        "shell",
        "cmd",
        "backdoor",
        "cmdshell",
        "cmdasp",
        "jspspy",
        "aspxspy",
        "filesman",
        "weevely",
        "gel4y",
        "p0wny",
        "simple-backdoor",
    ];
    const UPLOADS: [&str; 8] = [
        "/uploads/",
        "/upload/",
        "/userfiles/",
        "/attachments/",
        "/avatars/",
        "/images/",
        "/tmp/",
        "/media/",
    ];
    if !(200..300).contains(&access.status) {
        return false;
    }
    let Some((folder, file)) = path.rsplit_once('/') else {
        return false;
    };
    let Some(stem) = SCRIPTS.iter().find_map(|ending| file.strip_suffix(ending)) else {
        return false;
    };
    let stem = stem.to_ascii_lowercase();
    let is_handed = access.is_post() || access.target.contains('?');
    if NAMES.contains(&stem.as_str()) {
        return true;
    }
    let folder = format!("{}/", folder.to_ascii_lowercase());
    is_handed && stem != "index" && UPLOADS.iter().any(|upload| folder.contains(upload))
}

fn named(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_run_commands() {
        let check = |method, target, status, expect| {
            let access = Access {
                client: "203.0.113.9",
                method,
                target,
                status,
                ..Access::default()
            };
            let meaning = classify(&access);
            assert_eq!(meaning.sign.is_some(), expect, "{method} {target} {status}");
        };
        check("POST", "/wp-content/uploads/2026/01/x.php", 200, true);
        check("GET", "/uploads/x.php?c=id", 200, true);
        check("GET", "/c99.php", 200, true);
        check("GET", "/c99.php", 404, false);
        check("GET", "/uploads/x.php?c=id", 403, false);
        check("GET", "/uploads/x.jpg?c=id", 200, false);
        check("POST", "/index.php", 200, false);
        check("GET", "/images/logo.png", 200, false);
    }

    #[test]
    fn forms_that_are_shown_again() {
        let kind = |method, target, status| {
            classify(&Access {
                client: "203.0.113.9",
                method,
                target,
                status,
                ..Access::default()
            })
            .kind
        };
        let refused = Some(EventKind::AuthFailure);
        assert_eq!(kind("POST", "/wp-login.php", 200), refused);
        assert_eq!(
            kind("POST", "/toko/admin/login/?next=/admin/", 200),
            refused
        );
        assert_eq!(kind("POST", "/_session", 401), refused);
        assert_eq!(kind("POST", "/wp-login.php", 302), None);
        assert_eq!(kind("GET", "/wp-login.php", 200), None);
        assert_eq!(kind("POST", "/wp-login.php?action=lostpassword", 200), None);
        assert_eq!(kind("POST", "/login", 200), None);
    }

    #[test]
    fn what_a_firewall_of_requests_says() {
        let record = Record::default();
        let class = |message| of_firewall(message, &record).and_then(|it| class_of(it.detail));
        assert_eq!(
            class(
                "[client 203.0.113.9] ModSecurity: Access denied with code 403. [id \"942100\"] [msg \"SQL Injection Attack Detected via libinjection\"] [uri \"/menu\"]"
            ),
            Some(AttackClass::Sqli)
        );
        assert_eq!(
            class(
                "[client 203.0.113.9] ModSecurity: Warning. [id \"920350\"] [msg \"Host header is a numeric IP address\"] [uri \"/\"]"
            ),
            Some(AttackClass::Probe)
        );
        assert_eq!(
            class("ModSecurity: StatusEngine call successfully sent."),
            None
        );
    }

    #[test]
    fn sign_ins_that_are_refused() {
        let kind = |method, target, status, user| {
            classify(&Access {
                client: "203.0.113.9",
                user,
                method,
                target,
                status,
                ..Access::default()
            })
            .kind
        };
        let failure = Some(EventKind::AuthFailure);
        assert_eq!(kind("POST", "/api/login", 401, ""), failure);
        assert_eq!(kind("POST", "/users/sign_in?x=1", 403, ""), failure);
        assert_eq!(kind("post", "/auth/login", 401, ""), failure);
        assert_eq!(kind("GET", "/dav/a", 401, "budi"), failure);
        let error = Some(EventKind::WebClientError);
        assert_eq!(kind("GET", "/dav/a", 401, ""), error, "the server asks");
        assert_eq!(kind("POST", "/cart", 403, ""), error);
        assert_eq!(kind("POST", "/api/login", 200, ""), None);
    }

    #[test]
    fn a_large_answer_is_a_transfer() {
        let meaning = |bytes| {
            classify(&Access {
                client: "203.0.113.9",
                method: "GET",
                target: "/dump.tar.gz2",
                status: 200,
                bytes,
                ..Access::default()
            })
            .weight
        };
        assert_eq!(meaning(64 << 20), Some(64 << 10));
        assert_eq!(meaning(1 << 20), None);
    }

    #[test]
    fn detail_holds_class_and_status() {
        for class in AttackClass::ALL {
            for status in [0, 200, 404, 599] {
                let detail = detail_of(Some(class), status);
                assert_eq!(class_of(detail), Some(class));
                assert_eq!(u16::from(status_class_of(detail)), status / 100);
            }
        }
        assert_eq!(class_of(detail_of(None, 404)), None);
    }
}
