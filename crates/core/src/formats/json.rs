//! JSON lines: one object a line, read by well-known key names.
//!
//! ```text
//! {"time":"2026-01-04T10:15:23Z","level":"error","msg":"refused","user":"ana","ip":"192.0.2.7"}
//! {"@timestamp":"2026-01-04T10:15:23.5Z","log":{"level":"warn"},"source":{"ip":"192.0.2.7"},"message":"x"}
//! {"level":50,"time":1767521723250,"pid":"7","hostname":"web-1","name":"shop","msg":"refused"}
//! {"remote_addr":"192.0.2.7","request":"GET / HTTP/1.1","status":404,"time_local":"04/Feb/2024:15:42:45 +0000"}
//! ```
//!
//! Specification: RFC 8259, <https://jsonlines.org>; the key names are those of pino, bunyan, zap,
//! Serilog, Elastic Common Schema, Caddy, Traefik and nginx, see [`keys`]. Objects are followed two
//! levels down, their names joined by dots. The first of several keys of one meaning counts.
//!
//! A message may be a list of bytes, as journald writes text that is no UTF-8.
//!
//! Yields stamp, level, host, process, pid, source, user, an [`Access`] where status and target (or
//! a request line) are named, and the message; without a message key that is the request, or else
//! the whole line. Text with escapes is copied, all other text is borrowed.
//!
//! Fails with [`Misfit::BadJson`], [`Misfit::NotAnObject`] (other JSON) and
//! [`Misfit::BadTimestamp`] (time keys, but none whose value is a known stamp). An object without a time is
//! a record without time. A process id that is written as a number is not kept.

mod members;

use std::borrow::Cow;

use self::members::Members;
use super::continuation;
use super::spec::Spec;
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "json",
    about: "JSON, one object a line: pino, bunyan, zap, slog, Serilog, Elastic Common Schema, journalctl -o json, Caddy, Traefik, nginx, MongoDB, Suricata's EVE, Zeek's JSON, cloud audit trails",
    source: "RFC 8259; jsonlines.org; the names of the fields are listed in the source (formats/keys.rs)",
    samples: &[
        (
            r#"{"level":50,"time":1767521723250,"hostname":"web-1","name":"shop","msg":"refused"}"#,
            "time=2026-01-04T10:15:23.25Z level=error host=web-1 process=shop message=refused",
        ),
        (
            r#"{"@timestamp":"2026-01-04T10:15:23.5Z","log":{"level":"warn"},"source":{"ip":"192.0.2.7"},"user":{"name":"ana"},"message":"x"}"#,
            "time=2026-01-04T10:15:23.5Z level=warning source=192.0.2.7 user=ana message=x",
        ),
        (
            r#"{"@timestamp":"2026-01-04T10:15:23Z","log.level":"error","host.name":"web-1","service.name":"shop","source.ip":"192.0.2.7","message":"x"}"#,
            "time=2026-01-04T10:15:23Z level=error host=web-1 process=shop source=192.0.2.7 message=x",
        ),
        (
            r#"{"__REALTIME_TIMESTAMP":"1767521723000000","_HOSTNAME":"web-1","PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","_PID":"7","MESSAGE":[104,105,32,195,40]}"#,
            "time=2026-01-04T10:15:23Z level=error host=web-1 process=sshd pid=7 message=hi \u{FFFD}(",
        ),
        (
            r#"{"level":"info","ts":1767521723.25,"msg":"handled request","request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/b"},"status":404,"size":3}"#,
            "time=2026-01-04T10:15:23.25Z level=info source=192.0.2.7 client=192.0.2.7 method=GET target=/b status=404 bytes=3 message=handled request",
        ),
        (
            r#"{"timestamp":"2026-01-04T10:15:23.250000+0000","event_type":"alert","src_ip":"192.0.2.7","src_port":5678,"dest_ip":"192.0.2.9","proto":"TCP","alert":{"signature":"ET SCAN sqlmap","severity":2}}"#,
            "time=2026-01-04T10:15:23.25Z source=192.0.2.7 message=ET SCAN sqlmap",
        ),
        (
            r#"{"t":{"$date":"2026-01-04T10:15:23.250+00:00"},"s":"W","c":"ACCESS","msg":"Authentication failed","attr":{"user":"ana","remote":"192.0.2.7:5678"}}"#,
            "time=2026-01-04T10:15:23.25Z level=warning source=192.0.2.7 user=ana message=Authentication failed",
        ),
        (
            r#"{"ts":1767521723.25,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/b","headers":{"User-Agent":["sqlmap/1.8"],"Accept":["*/*"]}},"status":200,"size":3}"#,
            "time=2026-01-04T10:15:23.25Z level=info process=http.log.access source=192.0.2.7 client=192.0.2.7 method=GET target=/b status=200 bytes=3 agent=sqlmap/1.8 message=handled request",
        ),
        (
            r#"{"ClientHost":"192.0.2.7","DownstreamStatus":502,"RequestMethod":"GET","RequestPath":"/a","ServiceName":"shop@docker","time":"2026-01-04T10:15:23Z"}"#,
            "time=2026-01-04T10:15:23Z level=error source=192.0.2.7 client=192.0.2.7 method=GET target=/a status=502 bytes=0 message=GET /a",
        ),
        (
            r#"{"time":"2026-01-04T10:15:23.5+07:00","level":"WARN","source":{"function":"main.pay","line":7},"msg":"slow","ms":900}"#,
            "time=2026-01-04T03:15:23.5Z level=warning message=slow",
        ),
    ],
    misfits: &[
        ("hello", "BadJson"),
        ("{\"a\":", "BadJson"),
        ("[1,2]", "NotAnObject"),
        (r#"{"time":"soon"}"#, "BadTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    // `shop-1  | {"level":…}`: Docker Compose names the container before each line.
    let (container, object) = match line.as_bytes().first() {
        Some(b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9') => {
            super::app::container(line).unwrap_or(("", line))
        }
        _ => ("", line),
    };
    let trimmed = object.trim_matches([' ', '\t', '\r', ',']);
    if !trimmed.starts_with('{') {
        let is_json = trimmed.starts_with('[') || trimmed.starts_with('"');
        return match continuation::follows(line) {
            true => Line::Continuation,
            false if is_json => Line::Misfit(Misfit::NotAnObject),
            false => Line::Misfit(Misfit::BadJson),
        };
    }
    match serde_json::from_str::<Members<'_>>(trimmed) {
        Ok(Members(named)) => match named.into_record(trimmed) {
            Ok(record) if record.process.is_empty() => Line::Record(Record {
                process: Cow::Borrowed(container),
                ..record
            }),
            Ok(record) => Line::Record(record),
            Err(misfit) => Line::Misfit(misfit),
        },
        // The rest of an object that is spread over lines.
        Err(_) if line.starts_with([' ', '\t']) => Line::Continuation,
        Err(_) => Line::Misfit(Misfit::BadJson),
    }
}

#[cfg(test)]
mod tests {
    use jejak_protocol::Level;

    use super::*;
    use crate::record::Stamp;

    fn record(line: &str) -> Record<'_> {
        match parse(line) {
            Line::Record(record) => record,
            other => panic!("{line}: {other:?}"),
        }
    }

    /// `stamp seconds|level|host|process|pid|source|user|message`.
    fn check(line: &str, expected: &str) {
        let r = record(line);
        let stamp = match r.stamp {
            Some(Stamp::Utc(at)) => at.seconds(),
            Some(Stamp::Local(us)) => -us / 1_000_000,
            _ => 0,
        };
        let got = format!(
            "{stamp}|{:?}|{}|{}|{}|{}|{}|{}",
            r.level,
            r.host,
            r.process,
            r.pid,
            r.source.unwrap_or_default(),
            r.user.unwrap_or_default(),
            r.message
        );
        assert_eq!(got, expected, "{line}");
    }

    #[test]
    fn well_known_keys() {
        for (line, expected) in [
            // The audit log of jejak-server.
            (
                r#"{"seq":7,"at":"2026-01-04T10:15:23.250000Z","event":"sign_in_password","outcome":"refused","account":"ana","address":"192.0.2.7"}"#,
                "1767521723|Unknown||||192.0.2.7|ana|sign_in_password refused",
            ),
            (
                r#"{"at":"info","address":"Jalan Merdeka 7","outcome":"ok","event":"moved"}"#,
                "0|Unknown||||||moved",
            ),
            (
                r#"{"time":"2026-01-04T10:15:23Z","level":"error","msg":"no","user":"ana","ip":"192.0.2.7"}"#,
                "1767521723|Error||||192.0.2.7|ana|no",
            ),
            (
                r#"{"@timestamp":"2026-01-04T10:15:23.5Z","log":{"level":"warn"},"source":{"ip":"192.0.2.7"},"user":{"name":"ana"},"message":"x"}"#,
                "1767521723|Warning||||192.0.2.7|ana|x",
            ),
            (
                r#"{"level":50,"time":1767521723250,"pid":"7","hostname":"web-1","name":"shop","msg":"no"}"#,
                "1767521723|Error|web-1|shop|7|||no",
            ),
            (
                r#"{"ts":1767521723.25,"level":"info","msg":"a\"b\u00e9"}"#,
                "1767521723|Info||||||a\"bé",
            ),
            (
                r#"{"Timestamp":"2026-01-04 10:15:23","Level":"Information","n":1}"#,
                "-1767521723|Info||||||{\"Timestamp\":\"2026-01-04 10:15:23\",\"Level\":\"Information\",\"n\":1}",
            ),
            (
                r#"{"time":0.25,"event":"paid","ts":1767521723,"message":"x"}"#,
                "1767521723|Unknown||||||x",
            ),
            (
                r#"{"log":"hello\n","stream":"stderr","time":"2026-01-04T10:15:23.123456789Z"}"#,
                "1767521723|Unknown||||||hello\n",
            ),
            (r#"shop-1  | {"msg":"x"}"#, "0|Unknown||shop-1||||x"),
            (r#"{"a":1}"#, "0|Unknown||||||{\"a\":1}"),
            (r#"  {"msg":"x"},"#, "0|Unknown||||||x"),
            (
                r#"{"msg":null,"message":"x","level":null,"user":true}"#,
                "0|Unknown||||||x",
            ),
            (
                r#"{"MESSAGE":"x","__REALTIME_TIMESTAMP":"1767521723000000","PRIORITY":"3","_PID":"7","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"h"}"#,
                "1767521723|Error|h|sshd|7|||x",
            ),
        ] {
            check(line, expected);
        }
    }

    #[test]
    fn requests() {
        let nginx = r#"{"remote_addr":"192.0.2.7","request":"GET /a HTTP/1.1","status":"404","body_bytes_sent":"12","time_local":"04/Feb/2024:15:42:45 +0000"}"#;
        let r = record(nginx);
        assert_eq!((r.level, &*r.message), (Level::Warning, "GET /a HTTP/1.1"));
        let access = r.access.expect("a request");
        assert_eq!(
            (access.client, access.method, access.target),
            ("192.0.2.7", "GET", "/a")
        );
        assert_eq!((access.status, access.bytes), (404, 12));
        let caddy = r#"{"level":"info","ts":1767521723.2,"msg":"handled request","request":{"remote_ip":"192.0.2.7","method":"GET","uri":"/b"},"status":200,"size":3}"#;
        let r = record(caddy);
        assert_eq!((r.level, &*r.message), (Level::Info, "handled request"));
        assert_eq!(
            r.access.map(|a| (a.client, a.target)),
            Some(("192.0.2.7", "/b"))
        );
        assert_eq!(record(r#"{"status":"up","path":"/x"}"#).access, None);
    }

    #[test]
    fn reasons_to_fail() {
        for (line, expected) in [
            ("hello", Line::Misfit(Misfit::BadJson)),
            ("{\"a\":", Line::Misfit(Misfit::BadJson)),
            ("{\"a\":1} x", Line::Misfit(Misfit::BadJson)),
            ("[1,2]", Line::Misfit(Misfit::NotAnObject)),
            ("\"text\"", Line::Misfit(Misfit::NotAnObject)),
            (r#"{"time":"soon"}"#, Line::Misfit(Misfit::BadTimestamp)),
            (r#"{"ts":12}"#, Line::Misfit(Misfit::BadTimestamp)),
            ("}", Line::Continuation),
            ("  \"a\": 1,", Line::Continuation),
            ("", Line::Continuation),
        ] {
            assert_eq!(parse(line), expected, "{line}");
        }
    }

    #[test]
    fn deep_nesting_overflows_no_stack() {
        for (open, close) in [("[", "]"), ("{\"b\":", "}")] {
            let n = 100_000;
            let line = format!("{{\"a\":{}1{}}}", open.repeat(n), close.repeat(n));
            assert!(matches!(
                parse(&line),
                Line::Record(_) | Line::Misfit(Misfit::BadJson)
            ));
        }
    }
}
