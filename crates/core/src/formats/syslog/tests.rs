//! Headers, tags, repeats and near misses of syslog.

use super::*;

/// `host|process|pid|level|repeats|message`, `~` for a continuation, or the misfit.
fn check(line: &str, expected: &str) {
    let got = match parse(line) {
        Line::Record(r) => format!(
            "{}|{}|{}|{:?}|{}|{}",
            r.host, r.process, r.pid, r.level, r.repeats, r.message
        ),
        Line::Continuation => "~".to_owned(),
        Line::Misfit(misfit) => format!("{misfit:?}"),
    };
    assert_eq!(got, expected, "{line}");
}

#[test]
fn headers() {
    for (line, expected) in [
        (
            "Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user a from 192.0.2.1",
            "LabSZ|sshd|24200|Unknown|1|Invalid user a from 192.0.2.1",
        ),
        (
            "Dec  1 06:55:46 gate su(pam_unix)[12]: x",
            "gate|su(pam_unix)|12|Unknown|1|x",
        ),
        ("<38>Dec  1 06:55:46 gate su: x", "gate|su||Info|1|x"),
        ("<0>Dec  1 06:55:46 gate su: x", "gate|su||Critical|1|x"),
        (
            "2026-01-04T10:15:23.123456+07:00 web-1 systemd[1]: Started x.",
            "web-1|systemd|1|Unknown|1|Started x.",
        ),
        (
            "2026-01-04 10:15:23 web-1 sudo: ana : TTY=pts/0",
            "web-1|sudo||Unknown|1|ana : TTY=pts/0",
        ),
        (
            "2026-01-04T10:15:23Z fe80::1 sshd[1]: x",
            "fe80::1|sshd|1|Unknown|1|x",
        ),
        ("2026-01-04T10:15:23Z sshd[1]: x", "|sshd|1|Unknown|1|x"),
        ("Jan  4 10:15:23 sshd[77]: x", "|sshd|77|Unknown|1|x"),
        (
            "Jan  4 10:15:23   lighttpd[53690]: (mod) x",
            "|lighttpd|53690|Unknown|1|(mod) x",
        ),
        (
            "Jan  4 10:15:23 h /usr/sbin/CRON[5]: (root) CMD (x)",
            "h|CRON|5|Unknown|1|(root) CMD (x)",
        ),
        (
            "Jan  4 10:15:23 h (systemd)[9]: x",
            "h|(systemd)|9|Unknown|1|x",
        ),
        (
            "Jan  4 10:15:23 h postfix/smtpd[9]: x: y",
            "h|postfix/smtpd|9|Unknown|1|x: y",
        ),
        (
            "Jan  4 10:15:23 h kernel: [   12.345678] eth0: up",
            "h|kernel||Unknown|1|eth0: up",
        ),
        (
            "Jan  4 10:15:23 h kernel:[   12.345678] eth0: up",
            "h|kernel||Unknown|1|eth0: up",
        ),
        (
            "Jan  4 10:15:23 h kernel: [drm] x",
            "h|kernel||Unknown|1|[drm] x",
        ),
        (
            "Jan  4 10:15:23 h sshd[1]: [ID 800047 auth.crit] fatal: x",
            "h|sshd|1|Critical|1|fatal: x",
        ),
        (
            "Jan  4 10:15:23 h proftpd[12] h2 (192.0.2.1): x",
            "h|proftpd|12|Unknown|1|h2 (192.0.2.1): x",
        ),
        (
            "Jan  4 10:15:23 h sogod [26818]: x",
            "h|sogod|26818|Unknown|1|x",
        ),
        (
            "Jan  4 10:15:23 h com.apple.xpc.launchd[1] (com.apple.x[3]): x",
            "h|com.apple.xpc.launchd|1|Unknown|1|(com.apple.x[3]): x",
        ),
        ("Jan  4 10:15:23 h a::b: x", "h|a::b||Unknown|1|x"),
        (
            "Jan  4 10:15:23 gw system,error,critical login failure",
            "gw|||Unknown|1|system,error,critical login failure",
        ),
        ("Jan  4 10:15:23 h sshd[1]:", "h|sshd|1|Unknown|1|"),
        ("Jan  4 2026 10:15:23 h sshd[1]: x", "h|sshd|1|Unknown|1|x"),
        ("Jan  4 10:15:23 hôte düd[1]: é", "hôte|düd|1|Unknown|1|é"),
        (
            "<34>1 2026-01-04T10:15:23Z h su 77 ID47 - \u{feff}'su root' failed",
            "h|su|77|Critical|1|'su root' failed",
        ),
        (
            "<165>1 2026-01-04T10:15:23Z h app - ID [a@1 k=\"v]\\\"\"][b] text",
            "h|app||Notice|1|text",
        ),
    ] {
        check(line, expected);
    }
}

#[test]
fn repeats() {
    for (line, expected) in [
        (
            "Jan  4 10:15:23 h sshd[1]: message repeated 5 times: [ Failed password for root]",
            "h|sshd|1|Unknown|5|Failed password for root",
        ),
        (
            "Jan  4 10:15:23 h sshd[1]: message repeated 2 times: [x [preauth]]",
            "h|sshd|1|Unknown|2|x [preauth]",
        ),
        (
            "Jan  4 10:15:23 h last message repeated 3 times",
            "h|||Unknown|3|last message repeated 3 times",
        ),
        (
            "Jan  4 10:15:23 last message repeated 3 times",
            "|||Unknown|3|last message repeated 3 times",
        ),
        (
            "Jan  4 10:15:23 h --- last message repeated 1 time ---",
            "h|||Unknown|1|--- last message repeated 1 time ---",
        ),
        (
            "Jan  4 10:15:23 h x: message repeated 0 times: [y]",
            "h|x||Unknown|1|y",
        ),
        (
            "Jan  4 10:15:23 h x: message repeated 99999999999 times: [y]",
            "h|x||Unknown|1|message repeated 99999999999 times: [y]",
        ),
    ] {
        check(line, expected);
    }
}

#[test]
fn reasons_to_fail() {
    for (line, expected) in [
        ("hello", "NoTimestamp"),
        ("<999>x", "NoTimestamp"),
        ("Feb 30 10:15:23 h sshd[1]: x", "BadTimestamp"),
        ("Jan  4 10:15:23", "NoHeader"),
        ("Jan  4 10:15:23 ", "NoHeader"),
        ("2026-01-04 10:15:23 ERROR Module: x", "NoHeader"),
        ("2026-01-04 10:15:23 [main] ERROR x: y", "NoHeader"),
        ("2026-01-04 10:15:23 h some words", "NoHeader"),
        ("<34>1 2026-01-04T10:15:23Z h", "NoHeader"),
        ("\tat x.Y.z(Y.java:3)", "~"),
        ("", "~"),
    ] {
        check(line, expected);
    }
}
