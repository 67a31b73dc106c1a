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
//! Yields stamp, level, host, process, pid, source, user, an [`Access`] where status and target (or
//! a request line) are named, and the message; without a message key that is the request, or else
//! the whole line. Text with escapes is copied, all other text is borrowed.
//!
//! Fails with [`Misfit::BadJson`], [`Misfit::NotAnObject`] (other JSON) and
//! [`Misfit::BadTimestamp`] (time keys, but none whose value is a known stamp). An object without a time is
//! a record without time. A process id that is written as a number is not kept.

mod fields;

use std::borrow::Cow;

use jejak_protocol::Level;

use self::fields::{Fields, Value};
use super::{continuation, keys::Key, levels, stamps};
use crate::record::{Access, Line, Misfit, Record, Stamp};

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
    match serde_json::from_str::<Fields<'_>>(trimmed) {
        Ok(fields) => match record(trimmed, fields) {
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

fn record<'a>(line: &'a str, mut fields: Fields<'a>) -> Result<Record<'a>, Misfit> {
    if fields.stamp.is_none() && fields.has_bad_time {
        return Err(Misfit::BadTimestamp);
    }
    let level = fields.take(Key::Level).map(|value| level(&value));
    let (access, request) = access(&mut fields);
    let from_status = access
        .as_ref()
        .map(|access| super::access::level(access.status));
    let text = |value: Option<Value<'a>>| value.map(Value::into_text).unwrap_or_default();
    let message = fields
        .take(Key::Message)
        .or_else(|| fields.take(Key::Event));
    let message = match message {
        Some(message) => message.into_text(),
        None => request.unwrap_or(Cow::Borrowed(line)),
    };
    let pid = match fields.take(Key::Pid) {
        Some(Value::Text(Cow::Borrowed(pid))) => pid,
        _ => "",
    };
    Ok(Record {
        stamp: fields.stamp,
        level: level.or(from_status).unwrap_or_default(),
        host: text(fields.take(Key::Host)),
        process: text(fields.take(Key::Process)),
        pid,
        message,
        repeats: 1,
        access,
        source: fields.take(Key::Source).map(Value::into_text),
        user: fields.take(Key::User).map(Value::into_text),
    })
}

fn moment(value: &Value<'_>) -> Option<Stamp> {
    let number = match value {
        Value::Number(number) => *number,
        Value::Text(text) => match stamps::any(text.as_bytes()) {
            Ok((stamp, _)) => return Some(stamp),
            // journald writes numbers as text.
            Err(Misfit::NoTimestamp) => text.parse().ok()?,
            Err(_) => return None,
        },
    };
    stamps::epoch(number)
}

fn level(value: &Value<'_>) -> Level {
    match value {
        Value::Text(word) => match word.parse() {
            Ok(number) => levels::from_number(number),
            Err(_) => levels::from_word(word).unwrap_or_default(),
        },
        Value::Number(number) if *number >= 0.0 => levels::from_number(*number as u64),
        Value::Number(_) => Level::Unknown,
    }
}

/// The request, if the object is one, and its request line.
///
/// `Access` borrows from the line, so values with escapes cannot be part of it and stay empty.
fn access<'a>(fields: &mut Fields<'a>) -> (Option<Access<'a>>, Option<Cow<'a, str>>) {
    let Some(Value::Number(status)) = fields.get(Key::Status).cloned().map(numeric) else {
        return (None, None);
    };
    let borrowed = |key| match fields.get(key) {
        Some(Value::Text(Cow::Borrowed(text))) => *text,
        _ => "",
    };
    let request = borrowed(Key::Request);
    let (method, target, protocol) = match request {
        "" => (
            borrowed(Key::Method),
            borrowed(Key::Target),
            borrowed(Key::Protocol),
        ),
        request => super::access::split_request(request),
    };
    if target.is_empty() || !(0.0..1000.0).contains(&status) {
        return (None, None);
    }
    let access = Access {
        client: borrowed(Key::Source),
        user: borrowed(Key::User),
        vhost: "",
        method,
        target,
        protocol,
        status: status as u16,
        bytes: 0,
        referer: borrowed(Key::Referer),
        user_agent: borrowed(Key::UserAgent),
    };
    let bytes = fields.get(Key::Bytes).cloned().map(numeric);
    let bytes = match bytes {
        Some(Value::Number(n)) if n >= 0.0 => n as u64,
        _ => 0,
    };
    let line = match request {
        "" => Cow::Owned(format!("{method} {target}")),
        request => Cow::Borrowed(request),
    };
    (Some(Access { bytes, ..access }), Some(line))
}

fn numeric(value: Value<'_>) -> Value<'_> {
    match &value {
        Value::Text(text) => text.parse().map_or(value, Value::Number),
        Value::Number(_) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
