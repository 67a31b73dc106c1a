//! How much a single record asks for attention, whatever stands around it.
//!
//! In: a record and what it means. Out: a number in [0, 1] by which records can be ranked: what is
//! lost if nobody looks. It comes from the kind of event, from the priority that the line names in any
//! of the usual ways (levels of syslog, of Cisco's and F5's message codes, of CEF, `severity=…`), and
//! from words that speak of harm, of limits, of changes to rights and settings, or of routine. No
//! product's messages are listed here; how many records make an incident is the detectors' matter.

use std::sync::LazyLock;

use jejak_protocol::Level;
use regex::{Regex, RegexSet};

use super::wordlist::WordList;
use super::{EventKind, Meaning, network};
use crate::formats::levels;
use crate::record::Record;

/// What a group of words weighs. From the gravest to the least; the gravest that occurs counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Something was found that only those who mean harm bring.
    Harm,
    /// Somebody tries what is not done by mistake.
    Attack,
    /// Something is at its limit, broken, or was stopped.
    Limit,
    /// Rights, accounts, rules or settings are not what they were.
    Change,
    /// What happens all day.
    Routine,
}

const WORDS: &[(Class, &[&str])] = &[
    (
        Class::Harm,
        &[
            "malware",
            "infected",
            "ransomware",
            "rootkit",
            "trojan",
            "backdoor",
            "botnet",
            "spyware",
            "keylogger",
            "mimikatz",
            "cryptominer",
            "malicious",
            "ioc hit",
            "malware-callback",
            "threatintelligence",
            "exploit detected",
            "compromised",
            "exfiltration",
            "webshell",
            "meterpreter",
            "cobalt strike",
        ],
    ),
    (
        Class::Attack,
        &[
            "attack",
            "threat",
            "\"event_type\":\"alert\"",
            "[priority:",
            "intrusion",
            "spoof",
            "spoofed",
            "spoofing",
            "syn flood",
            "flood",
            "flooding",
            "teardrop",
            "smurf",
            "land attack",
            "ddos",
            "bdos",
            "syncookie",
            "syn cookie",
            "dos",
            "brute force",
            "bruteforce",
            "port scan",
            "portscan",
            "sql injection",
            "sql-inj",
            "xss",
            "promiscuous mode",
            "privilege escalation",
            "locked out",
            "account locked",
            "lockout",
            "exploit",
            "overflow attempt",
            "shellcode",
            "blacklisted",
            "quarantine",
            "shunned",
            "erase configuration",
            "audit log cleared",
            "reverse path check",
            "signature",
        ],
    ),
    (
        Class::Limit,
        &[
            "limit exceeded",
            "exceeded",
            "limit reached",
            "has reached limit",
            "rate limit",
            "collision",
            "failover",
            "hardware",
            "sensor",
            "no free leases",
            "quota",
            "is down",
            "out of service",
            "expired",
            "certificate verify failed",
            "corrupted",
            "corrupt",
            "critical",
            "emergency",
            "exceeds",
            "data loss",
            "unreachable",
            "disallowing",
            "checksum",
            "turned off",
            "has stopped",
            "invalid user",
            "possible break",
            "died",
            "killed",
            "too many",
        ],
    ),
    (
        Class::Change,
        &[
            "new user",
            "new group",
            "user added",
            "user deleted",
            "group added",
            "add user",
            "add group",
            "add member",
            "remove member",
            "delete user",
            "update user",
            "useradd",
            "userdel",
            "groupadd",
            "password changed",
            "password reset",
            "changed password",
            "begin configuration",
            "end configuration",
            "blocked",
            "role assignment",
            "permission",
            "permissions",
            "add-mailboxpermission",
            "sendas",
            "sendonbehalf",
            "privilege level",
            "priv level changed",
            "policy changed",
            "time has been changed",
            "rule added",
            "configuration changed",
            "config changed",
            "integrity",
            "access record",
            "credentials",
            "sharing invitation",
            "protection",
            "sensitivity",
            "hygiene",
            "campaign",
            "governance",
            "investigation",
            "alerts",
            "securitycompliance",
        ],
    ),
    (
        Class::Routine,
        &[
            "teardown",
            "built",
            "logged out",
            "logout",
            "session closed",
            "session opened",
            "started",
            "succeeded",
            "successful",
            "successfully",
            "permitted",
            "completed",
            "configured",
            "up to date",
            "updated",
            "installed",
            "translation",
            "status",
        ],
    ),
];

/// Traits of command lines and scripts that people who administer do without.
static TRAITS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // Hidden, encoded, or told not to ask.
        r"(?i)\s-e(?:nc|ncodedcommand|c)?\s+[a-z0-9+/=]{8,}|frombase64string|-w(?:indowstyle)?\s+hid|executionpolicy\s+bypass|-nop\b",
        // Fetched from elsewhere.
        r"(?i)downloadstring|downloadfile|invoke-webrequest|urlcache|bitsadmin\b.{0,40}transfer|\bcurl(?:\.exe)?\s.{0,80}https?://",
        // Started from where anybody may write.
        r"(?i)\\users\\+public\\|\\appdata\\+(?:local|roaming)\\+[^\\]+(?:\\+[^\\]+)?\.(?:exe|ps1|js|vbs|bat)|\\(?:windows\\+)?temp\\+|\\downloads\\+\S+\.(?:exe|scr)",
        // Protection turned off, traces removed, copies of what holds secrets.
        r"(?i)set-mppreference|disablerealtimemonitoring|advfirewall|vssadmin|shadowcopy|harddiskvolumeshadowcopy|reg(?:\.exe)?\s+(?:save|import|add)\b|\\(?:sam|ntds\.dit)\b|lsass|sdelete|wevtutil\s+cl",
        // Programs of the system that run what others wrote.
        r"(?i)\b(?:mshta|regsvr32|rundll32|certutil|wscript|cscript|verclsid|sdbinst|csc|installutil|fodhelper|computerdefaults|pscp|psexec|paexec|wmic)(?:\.exe)?\b",
        // Accounts and neighbours.
        r"(?i)\bnet1?(?:\.exe)?\s+(?:user|localgroup|use|config|group|view)\b|invoke-command|createthread|get-wmiobject|new-pssession|enter-pssession|\bwhoami\b",
        // A name that reads backwards.
        "\u{202e}|\\\\u202e|(?i)\\.(?:scr|cod|exe)\\d?\\\\+c",
    ])
    .expect("the patterns are constants, compiled by every test")
});

/// How much the record asks for attention, in [0, 1].
pub fn gravity(record: &Record<'_>, meaning: &Meaning<'_>) -> f64 {
    let message = record.message.as_ref();
    let named = priority(message);
    let level = named.unwrap_or(record.level);
    let of_sign: f64 = meaning
        .sign
        .map_or(0.0, |sign| if sign.is_deed() { 0.9 } else { 0.65 });
    let of_event = of_sign.max(of_kind(record, meaning, named.is_some()));
    let text_is_asked = record.access.is_none();
    let of_words = if text_is_asked {
        of_words(message)
    } else {
        None
    };
    // Where the line itself says that it is for information, words of limits and changes are often
    // names of its fields.
    let is_informed = named.is_some_and(|level| level <= Level::Notice)
        // Of what network devices tell, warnings are the everyday part.
        || message.contains("-4-") && of_device(message) == Some(Level::Warning);
    let of_text = match of_words {
        Some(Class::Harm) => 0.8,
        Some(Class::Attack) if is_informed => 0.45,
        Some(Class::Attack) => 0.62,
        // Whoever changes a network device changes what it lets through.
        Some(Class::Change) if of_device(message).is_some() => 0.4,
        Some(Class::Limit | Class::Change) if is_informed => 0.2,
        Some(Class::Limit) => 0.42,
        Some(Class::Change) => 0.4,
        Some(Class::Routine) | None => 0.0,
    };
    let of_traits = if text_is_asked {
        of_traits(message)
    } else {
        0.0
    };
    // Somebody is turned away, or something, and the line does not say who.
    let of_refusal = match meaning.kind {
        None if text_is_asked
            && super::refusals::is_told(message, &record.process, record.level) =>
        {
            0.35
        }
        _ => 0.0,
    };
    let of_signature = if text_is_asked && is_signature(message) {
        0.62
    } else {
        0.0
    };
    let base = of_event
        .max(of_text)
        .max(of_traits)
        .max(of_refusal)
        .max(of_signature);
    // What a line is said to be about matters more than the priority that it was given.
    let is_quiet = of_words == Some(Class::Routine) && base < 0.3;
    let base = if is_quiet { base * 0.6 } else { base };
    // At which level a service writes that it turned somebody away is its habit.
    let is_refusal = named.is_none_or(|level| level < Level::Error)
        && matches!(
            meaning.kind,
            Some(EventKind::Refusal | EventKind::WebClientError | EventKind::AuthFailure)
        );
    let of_level = if is_refusal { 0.0 } else { of_level(level) };
    (base + of_level).clamp(0.0, 1.0)
}

/// The same of a kind of record, by its template: what varies is masked, so that nobody is named.
pub fn of_template(text: &str, level: Level) -> f64 {
    let record = Record {
        level,
        message: text.into(),
        repeats: 1,
        ..Record::default()
    };
    gravity(&record, &super::classify(&record))
}

/// `ET WEB_SERVER Possible …`, `GPL SNMP public access`: the name of a rule of Suricata or Snort, which
/// stands for the message of an alert.
fn is_signature(message: &str) -> bool {
    let mut words = message.split(' ');
    let is_source = matches!(words.next(), Some("ET" | "ETPRO" | "GPL" | "SURICATA"));
    is_source
        && words.next().is_some_and(|class| {
            class.len() > 1 && class.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
        })
}

/// The severity of a message of Cisco's devices.
fn of_device(message: &str) -> Option<Level> {
    message.contains('%').then(|| priority(message))?
}

fn of_kind(record: &Record<'_>, meaning: &Meaning<'_>, has_priority: bool) -> f64 {
    match meaning.kind {
        Some(EventKind::UidZero) => 0.95,
        Some(EventKind::GroupAdded | EventKind::SudoRefused) => 0.8,
        // Nothing by itself.
        Some(EventKind::WebAttack) if meaning.detail & super::web::WEAK != 0 => 0.4,
        Some(EventKind::WebAttack) => 0.75,
        Some(EventKind::SudoFailed | EventKind::SuFailed) => 0.6,
        Some(EventKind::SynFlood) => 0.6,
        Some(EventKind::AuthFailure) => 0.55,
        Some(EventKind::ServiceRestart) => 0.45,
        // The level of the line is added below.
        Some(EventKind::Error) => 0.3,
        // A firewall that refuses does its work; how gravely is said by its priority.
        Some(EventKind::Blocked) if meaning.detail == network::detail::SEEN => 0.12,
        Some(EventKind::Blocked | EventKind::Refusal) if has_priority => 0.15,
        Some(EventKind::Blocked) => 0.35,
        Some(EventKind::Refusal) => 0.4,
        Some(EventKind::WebClientError) => match record.access {
            Some(_) if super::web::class_of(meaning.detail).is_some() => 0.5,
            _ => 0.35,
        },
        Some(EventKind::SudoCommand | EventKind::SuSuccess) => 0.25,
        Some(EventKind::AuthSuccess) => 0.15,
        _ => 0.1,
    }
}

fn of_level(level: Level) -> f64 {
    match level {
        Level::Critical => 0.3,
        Level::Error => 0.15,
        Level::Warning => 0.08,
        Level::Notice => 0.02,
        Level::Info | Level::Unknown => 0.0,
        Level::Debug => -0.05,
    }
}

/// The priority that the text itself gives, in the ways of devices that send no other.
fn priority(message: &str) -> Option<Level> {
    static PRIORITY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?x)
            %[A-Z][A-Z0-9_]+-(?:\w+-)?(?P<cisco>[0-7])-\w           # %ASA-4-106023, %SYS-5-CONFIG_I
            | \b[0-9a-f]{8}:(?P<f5>[0-7]):\s                        # 01010038:2:
            | \bCEF:\d(?:\|[^|]*){5}\|(?P<cef>\d{1,2})\|            # CEF:0|…|…|…|…|name|7|
            | \bpri=(?P<pri>[0-7])\b                                # pri=1 of SonicWall
            | "(?i:severity|severityvalue|event_severity)"\s*:\s*"(?P<word>\w+)"
            | \b(?i:severity|level)="?(?P<plain>(?i:emergency|alert|critical|high|error|warning|medium|low|information|notice))\b
            "#,
        )
        .expect("a constant")
    });
    // Most messages have none of the marks that every way has one of.
    let is_likely = message.contains(['%', ':', '=']);
    let found = is_likely.then(|| PRIORITY.captures(message))??;
    let digit = |name| {
        found
            .name(name)
            .and_then(|it| it.as_str().parse::<u8>().ok())
    };
    if let Some(number) = digit("cisco").or(digit("f5")).or(digit("pri")) {
        return Some(levels::from_severity(number.into()));
    }
    if let Some(number) = digit("cef") {
        return Some(match number {
            0..=3 => Level::Notice,
            4..=6 => Level::Warning,
            7..=8 => Level::Error,
            _ => Level::Critical,
        });
    }
    let word = found.name("word").or(found.name("plain"))?;
    Some(match word.as_str().to_ascii_lowercase().as_str() {
        "emergency" | "alert" | "critical" | "fatal" => Level::Critical,
        "high" | "error" | "audit_failure" => Level::Error,
        "warning" | "warn" | "medium" => Level::Warning,
        "notice" => Level::Notice,
        "low" | "info" | "information" | "informational" | "audit_success" => Level::Info,
        _ => return None,
    })
}

/// `%ASA-1-105005: …`: an error or worse by the number that a network device gives it, where the line
/// has no other level.
pub(super) fn is_error_of_device(message: &str) -> bool {
    // What it refused is a packet's trouble, not the device's.
    let is_refusal = ["eny", "enied", "o translation"]
        .iter()
        .any(|words| message.contains(words));
    message.starts_with('%')
        && !is_refusal
        && priority(message).is_some_and(|level| level >= Level::Error)
}

/// The gravest class of words in a message; parts of longer words are none.
fn of_words(message: &str) -> Option<Class> {
    static CLASSES: LazyLock<WordList<Class>> = LazyLock::new(|| WordList::new(WORDS));
    CLASSES
        .find_iter(message)
        .filter(|(_, at)| is_whole_word(message.as_bytes(), at.start, at.end))
        .map(|(class, _)| class)
        .min()
}

/// Whether a word begins and ends there; `FileMalwareDetected` is three.
fn is_whole_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let at = |idx: Option<usize>| idx.and_then(|idx| bytes.get(idx)).copied().unwrap_or(b' ');
    let (before, first) = (at(start.checked_sub(1)), at(Some(start)));
    let (last, after) = (at(end.checked_sub(1)), at(Some(end)));
    // `WDATPAlerts` is two as well.
    let second = at(Some(start + 1));
    let is_capital = first.is_ascii_uppercase() && second.is_ascii_lowercase();
    let begins = !before.is_ascii_alphabetic()
        || before.is_ascii_lowercase() && first.is_ascii_uppercase()
        || before.is_ascii_uppercase() && is_capital;
    let ends =
        !after.is_ascii_alphabetic() || last.is_ascii_lowercase() && after.is_ascii_uppercase();
    begins && ends
}

/// By how many traits a command or script has; a process that started is worth a look by itself where
/// somebody cares to write each of them down.
fn of_traits(message: &str) -> f64 {
    let is_started = message.contains("ommandLine") || message.contains("scriptBlockText");
    let is_connection = message.contains("destinationPort") && message.contains("image");
    if !is_started && !is_connection {
        return 0.0;
    }
    match TRAITS.matches(message).iter().count() {
        0 if is_connection && !is_started => match message.contains("powershell.exe") {
            true => 0.3,
            false => 0.1,
        },
        0 => 0.25,
        1 => 0.5,
        2 => 0.65,
        _ => 0.75,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str) -> f64 {
        let record = Record {
            message: message.into(),
            repeats: 1,
            ..Record::default()
        };
        gravity(&record, &super::super::classify(&record))
    }

    #[test]
    fn graver_lines_weigh_more() {
        for (graver, milder) in [
            (
                "kernel: device eth0 entered promiscuous mode",
                "eth0: link becomes ready",
            ),
            ("file /srv/x: malware removed", "file /srv/x: removed"),
            ("user locked out after 5 tries", "user logged out"),
            (
                "new user: name=budi, UID=1001",
                "session opened for user budi",
            ),
            (
                "%ASA-1-106022: Deny protocol connection spoof from 203.0.113.9 to 192.0.2.1",
                "%ASA-6-302013: Built outbound TCP connection 9 for outside:203.0.113.9/22",
            ),
            (
                "01010038:2: counter over the threshold",
                "01010038:6: counter over the threshold",
            ),
            (
                "CEF:0|Kedai|Gate|1|100|Odd answer|9|src=203.0.113.9",
                "CEF:0|Kedai|Gate|1|100|Odd answer|2|src=203.0.113.9",
            ),
            (
                r#"{"operation":"FileMalwareDetected"}"#,
                r#"{"operation":"FileDetected"}"#,
            ),
            (
                r#"{"event":"x","severity":"Critical"}"#,
                r#"{"event":"x","severity":"Info"}"#,
            ),
            (
                r#"{"commandLine":"powershell.exe -enc SQBFAFgAIAAoAE4A"}"#,
                r#"{"commandLine":"notepad.exe C:\\catatan.txt"}"#,
            ),
        ] {
            assert!(
                of(graver) > of(milder),
                "{graver} {} > {}",
                of(graver),
                of(milder)
            );
        }
    }

    #[test]
    fn every_record_has_a_place_between_nothing_and_all() {
        for message in ["", "x", "CEF:0|||||||99|", "%X-9-", "severity=\"?\""] {
            assert!((0.0..=1.0).contains(&of(message)), "{message}");
        }
    }
}
