//! The trace of a program's system calls, as strace writes it with `-t`, `-tt`, `-ttt` and `-f`.
//!
//! ```text
//! 08:09:33.815943 access("/etc/ld.so.nohwcap", F_OK) = -1 ENOENT (No such file or directory) <0.000019>
//! 10000 1697048351.000561 arch_prctl(ARCH_SET_FS, 0x7fb7a64c5740) = 0 <0.000003>
//! [pid   77] 10:15:23 <... accept4 resumed> {sa_family=AF_INET, …}, [16]) = 4
//! 1743339613.601613 --- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---
//! 10:15:23 +++ exited with 0 +++
//! ```
//!
//! Specification: strace(1). Yields stamp (a clock without a day is taken on the latest day that fits
//! the file's date), process id, the call as process, and the message. A call that fails is no error of
//! the program: `ENOENT` is how a path is searched. A signal that kills is one.
//!
//! Fails with [`Misfit::NoTimestamp`] and [`Misfit::NoHeader`] (no call, signal or exit follows),
//! [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "strace",
    about: "strace's trace of system calls, with times",
    source: "strace(1)",
    samples: &[
        (
            "08:09:33.815943 access(\"/etc/ld.so.nohwcap\", F_OK) = -1 ENOENT (No such file or directory) <0.000019>",
            "time=T08:09:33.815943 process=access message=access(\"/etc/ld.so.nohwcap\", F_OK) = -1 ENOENT (No such file or directory) <0.000019>",
        ),
        (
            "10000 1697048351.000561 arch_prctl(ARCH_SET_FS, 0x7fb7a64c5740) = 0 <0.000003>",
            "time=2023-10-11T18:19:11.000561Z process=arch_prctl pid=10000 message=arch_prctl(ARCH_SET_FS, 0x7fb7a64c5740) = 0 <0.000003>",
        ),
        (
            "[pid   77] 10:15:23 <... accept4 resumed> {sa_family=AF_INET}, [16]) = 4",
            "time=T10:15:23 process=accept4 pid=77 message=<... accept4 resumed> {sa_family=AF_INET}, [16]) = 4",
        ),
        (
            "1743339613.601613 --- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---",
            "time=2025-03-30T13:00:13.601613Z message=--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---",
        ),
        (
            "10:15:23 +++ exited with 0 +++",
            "time=T10:15:23 message=+++ exited with 0 +++",
        ),
        (
            "10:15:23 +++ killed by SIGSEGV (core dumped) +++",
            "time=T10:15:23 level=error message=+++ killed by SIGSEGV (core dumped) +++",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("open(\"/a\", O_RDONLY) = 3", "NoTimestamp"),
        ("10:15:23 lunch", "NoHeader"),
        ("10:15:23 Ana (kasir) pulang", "NoHeader"),
        ("25:15:23 read(3, \"\", 1) = 0", "BadTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let (pid, rest) = pid(line);
    let (stamp, n) = match stamps::epoch_digits(rest.as_bytes()) {
        Err(Misfit::NoTimestamp) => stamps::clock(rest.as_bytes())?,
        read => read?,
    };
    let message = rest
        .get(n..)
        .and_then(|rest| rest.strip_prefix(' '))
        .ok_or(Misfit::NoHeader)?;
    let (process, level) = call(message.trim_start()).ok_or(Misfit::NoHeader)?;
    Ok(Record {
        stamp: Some(stamp),
        level,
        process: Cow::Borrowed(process),
        pid,
        message: Cow::Borrowed(message),
        repeats: 1,
        ..Record::default()
    })
}

/// `77 ` before the stamp, or `[pid    77] `.
fn pid(line: &str) -> (&str, &str) {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    if let Some((pid, rest)) = line
        .strip_prefix("[pid")
        .and_then(|rest| rest.split_once(']'))
    {
        return (pid.trim(), rest.trim_start());
    }
    match line.split_once(' ') {
        Some((pid, rest)) if is_number(pid) && pid.len() < 10 => (pid, rest.trim_start()),
        _ => ("", line),
    }
}

/// The name of the call, and how bad the line is.
fn call(message: &str) -> Option<(&str, Level)> {
    if message.starts_with("--- ") && message.ends_with(" ---") {
        return Some(("", Level::Unknown));
    }
    if let Some(end) = message.strip_prefix("+++ ") {
        let level = if end.starts_with("killed by") {
            Level::Error
        } else {
            Level::Unknown
        };
        return end.ends_with("+++").then_some(("", level));
    }
    if let Some(resumed) = message.strip_prefix("<... ") {
        let (name, _) = resumed.split_once(" resumed>")?;
        return Some((name, Level::Unknown));
    }
    let (name, _) = message.split_once('(')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let ends =
        message.contains(") = ") || message.contains(")  ") || message.contains("<unfinished ...>");
    (is_name(name) && ends).then_some((name, Level::Unknown))
}
