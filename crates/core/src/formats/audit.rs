//! The kernel's audit log (`/var/log/audit/audit.log`), with the records of one event joined.
//!
//! ```text
//! type=USER_LOGIN msg=audit(1767521723.250:4287): pid=77 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=failed'
//! type=SYSCALL msg=audit(1767521723.250:4288): arch=c000003e syscall=59 success=yes exit=0 pid=78 auid=1000 uid=0 tty=pts0 comm="curl" exe="/usr/bin/curl" key="net"
//! type=EXECVE msg=audit(1767521723.250:4288): argc=2 a0="curl" a1="http://192.0.2.9/x"
//! ```
//!
//! Specification: the Linux audit documentation, "Audit event fields"; `auditd(8)`.
//!
//! Yields stamp, host (`node=`), process (the program's name, from `exe` or `comm`), process id,
//! source (`addr`), user (`acct`, decoded when it is written in hexadecimal, or the enriched `AUID`),
//! level (warning where the result is a failure) and the message: the type and all that follows the
//! event's number. Records that only add to an event (`CWD`, `PATH`, `EXECVE`, `PROCTITLE`,
//! `SOCKADDR`, …) continue the record above: the kernel writes them after what they belong to.
//!
//! Fails with [`Misfit::NoHeader`] (no `type=… msg=audit(…):`) and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "audit",
    about: "The Linux audit log (audit.log); the records of one event are joined",
    source: "auditd(8); Linux audit documentation",
    samples: &[
        (
            "type=USER_LOGIN msg=audit(1767521723.250:4287): pid=77 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res=failed'",
            "time=2026-01-04T10:15:23.25Z level=warning process=sshd pid=77 source=192.0.2.7 user=root message=USER_LOGIN pid=77 uid=0 auid=4294967295 ses=4294967295 msg='op=login acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res=failed'",
        ),
        (
            "node=web-1 type=USER_AUTH msg=audit(1767521723.250:4288): pid=78 uid=0 msg='op=PAM:authentication acct=28696E76616C6964207573657229 exe=\"/usr/bin/su\" hostname=? addr=? res=success'",
            "time=2026-01-04T10:15:23.25Z host=web-1 process=su pid=78 user=(invalid user) message=USER_AUTH pid=78 uid=0 msg='op=PAM:authentication acct=28696E76616C6964207573657229 exe=\"/usr/bin/su\" hostname=? addr=? res=success'",
        ),
        (
            "type=SYSCALL msg=audit(1767521723.250:4289): arch=c000003e syscall=59 success=yes exit=0 pid=79 auid=1000 uid=0 comm=\"curl\" exe=\"/usr/bin/curl\" key=\"net\"\u{1d}ARCH=x86_64 SYSCALL=execve AUID=\"ana\" UID=\"root\"",
            "time=2026-01-04T10:15:23.25Z process=curl pid=79 user=ana message=SYSCALL arch=c000003e syscall=59 success=yes exit=0 pid=79 auid=1000 uid=0 comm=\"curl\" exe=\"/usr/bin/curl\" key=\"net\"\u{1d}ARCH=x86_64 SYSCALL=execve AUID=\"ana\" UID=\"root\"",
        ),
        (
            "type=EXECVE msg=audit(1767521723.250:4289): argc=2 a0=\"curl\" a1=\"http://192.0.2.9/x\"",
            "…",
        ),
        (
            "type=CWD msg=audit(1767521723.250:4289): cwd=\"/root\"",
            "…",
        ),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("type=SYSCALL msg=x", "NoHeader"),
        ("type=SYSCALL msg=audit(soon:1): x", "BadTimestamp"),
    ],
};

/// Types of records that add to the event of a record above them.
const ADDS: [&str; 18] = [
    "CWD",
    "PATH",
    "EXECVE",
    "PROCTITLE",
    "SOCKADDR",
    "SOCKETCALL",
    "OBJ_PID",
    "IPC",
    "IPC_SET_PERM",
    "MMAP",
    "FD_PAIR",
    "BPRM_FCAPS",
    "CAPSET",
    "MQ_OPEN",
    "MQ_SENDRECV",
    "KERN_MODULE",
    "OPENAT2",
    "EOE",
];

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    match event(line) {
        Ok(line) => line,
        Err(Misfit::NoHeader) if continuation::follows(line) => Line::Continuation,
        Err(misfit) => Line::Misfit(misfit),
    }
}

fn event(line: &str) -> Result<Line<'_>, Misfit> {
    let (host, rest) = match line.strip_prefix("node=") {
        Some(rest) => rest.split_once(' ').ok_or(Misfit::NoHeader)?,
        None => ("", line),
    };
    let rest = rest.strip_prefix("type=").ok_or(Misfit::NoHeader)?;
    let (kind, head) = rest.split_once(' ').ok_or(Misfit::NoHeader)?;
    let head = head.strip_prefix("msg=audit(").ok_or(Misfit::NoHeader)?;
    let (id, text) = head.split_once("):").ok_or(Misfit::NoHeader)?;
    let seconds = id.split(':').next().and_then(|time| time.parse().ok());
    let stamp = seconds
        .and_then(stamps::epoch)
        .ok_or(Misfit::BadTimestamp)?;
    if ADDS.contains(&kind) {
        return Ok(Line::Continuation);
    }
    let value = |name: &str| value(text, name);
    let program = value("exe").or_else(|| value("comm")).unwrap_or_default();
    let user = match value("acct") {
        Some(name) => Some(name),
        None => value("AUID").filter(|name| *name != "unset"),
    };
    let has_failed = ["res=failed", "success=no", "res=0"]
        .iter()
        .any(|word| text.contains(word));
    // The type is the first word of what happened; it stands in the line before the number.
    let message = format!("{kind} {}", text.trim_start());
    Ok(Line::Record(Record {
        stamp: Some(stamp),
        level: if has_failed {
            Level::Warning
        } else {
            Level::Unknown
        },
        host: Cow::Borrowed(host),
        process: Cow::Borrowed(program.rsplit('/').next().unwrap_or(program)),
        pid: value("pid").unwrap_or_default(),
        message: Cow::Owned(message),
        repeats: 1,
        access: None,
        source: value("addr")
            .filter(|addr| addr.parse::<std::net::IpAddr>().is_ok())
            .map(Cow::Borrowed),
        user: user.map(decoded),
        samples: Vec::new(),
        windows: None,
    }))
}

/// The value of ` name=`, without quotes; None where it is unknown (`?`).
fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(name)?;
        let end = at + name.len();
        let starts = at
            .checked_sub(1)
            .and_then(|i| bytes.get(i))
            .is_none_or(|b| matches!(b, b' ' | b'\'' | 0x1D));
        if starts && bytes.get(end) == Some(&b'=') {
            let rest = text.get(end + 1..)?;
            let value = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next()?,
                None => rest.split([' ', '\'', '\u{1d}']).next()?,
            };
            return Some(value).filter(|value| !matches!(*value, "" | "?" | "(null)"));
        }
        from = end;
    }
}

/// Names that hold spaces or quotes are written in hexadecimal.
fn decoded(name: &str) -> Cow<'_, str> {
    let is_hex = name.len() >= 6
        && name.len().is_multiple_of(2)
        && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
        && name.bytes().any(|b| b.is_ascii_digit());
    let byte = |at: usize| u8::from_str_radix(name.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = is_hex
        .then(|| (0..name.len()).step_by(2).map(byte).collect())
        .flatten();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) if text.bytes().any(|b| b == b' ' || b == b'"') => Cow::Owned(text),
        _ => Cow::Borrowed(name),
    }
}
