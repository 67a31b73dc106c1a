//! Text with a time in its first columns, in any form, order and language that a person would read.
//!
//! ```text
//! <W>2026-01-04 10:15:23.818 1 => <4:ana(-1)> Rejected connection from 192.0.2.7:29530: Wrong password
//! 1767521723 - 01/04/2026 10:15:23 Host: 192.0.2.7/192.0.2.7 Port: 1 TCP Blocked
//! [10.30 16:49:06] chrome.exe - shop.example:443 open through proxy 192.0.2.9:5070 HTTPS
//! HsmService:2026-01-04 10:15:23,978[MainThread]hsmService:737 [INFO] started
//! ```
//!
//! There is no specification. It is read before plain text and after every other format: a file is
//! one when half of its lines have a time among their first [`COLUMNS`] bytes. A date with its year is
//! preferred to one without, that to a number of seconds, that to a clock without a day.
//!
//! Yields stamp, a level that stands before the stamp or after it as in application logs, the word
//! before the stamp as process where nothing else stands there, and the text. Where more is said before
//! the stamp, the message is the whole line.
//!
//! Fails with [`Misfit::NoTimestamp`].

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{app, continuation, levels, stamps};
use crate::record::{Line, Misfit, Record, Stamp};

/// Where a stamp may start. Chosen: three columns of names and numbers, but not the text.
const COLUMNS: usize = 96;

/// Where a number of seconds or a clock may start: the first word or the one behind a process.
const FIRST_COLUMNS: usize = 24;

pub const SPEC: Spec = Spec {
    id: "timed",
    about: "Any other text with a time in its first columns: Mumble, HCL Domino, PortSentry, Proxifier, print and proxy logs, programs with the dates of their country",
    source: "none",
    samples: &[
        (
            "<W>2026-01-04 10:15:23.818 1 => <4:ana(-1)> Rejected connection from 192.0.2.7:29530: Wrong password",
            "time=2026-01-04T10:15:23.818 level=warning message=1 => <4:ana(-1)> Rejected connection from 192.0.2.7:29530: Wrong password",
        ),
        (
            "1767521723 - 01/14/2026 10:15:23 Host: 192.0.2.7/192.0.2.7 Port: 1 TCP Blocked",
            "time=2026-01-14T10:15:23 process=Host message=192.0.2.7/192.0.2.7 Port: 1 TCP Blocked",
        ),
        (
            "[10.30 16:49:06] chrome.exe - shop.example:443 open through proxy 192.0.2.9:5070 HTTPS",
            "time=10-30T16:49:06 process=chrome.exe message=shop.example:443 open through proxy 192.0.2.9:5070 HTTPS",
        ),
        (
            "HsmService:2026-01-04 10:15:23,978[MainThread]hsmService:737 [INFO] started",
            "time=2026-01-04T10:15:23.978 level=info process=HsmService message=started",
        ),
        (
            "Kasir-2 17 Agustus 2025 10:15:23 mulai",
            "time=2025-08-17T10:15:23 process=Kasir-2 message=mulai",
        ),
        (
            "lantai-2 ana 401 [04/Jan/2026:10:15:23 +0700] 1 3 - 192.0.2.7",
            "time=2026-01-04T03:15:23Z process=lantai-2 message=lantai-2 ana 401 [04/Jan/2026:10:15:23 +0700] 1 3 - 192.0.2.7",
        ),
        (
            "@40000000695a3e8b1dcd6500 status: local 1/10",
            "time=2026-01-04T10:18:41.5Z process=status message=local 1/10",
        ),
        (
            "10:15:23.25 kopi diseduh",
            "time=T10:15:23.25 message=kopi diseduh",
        ),
        ("    at org.example.Shop.run(Shop.java:12)", "…"),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("order 1767521723 was paid", "NoTimestamp"),
        ("meeting at 10:15:23", "NoTimestamp"),
        ("version 10.30", "NoTimestamp"),
        ("2026-02-30 10:15:23 x", "NoTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    match find(line) {
        Some((stamp, start, end)) => Line::Record(record(line, stamp, start, end)),
        None if continuation::follows(line) => Line::Continuation,
        None => Line::Misfit(Misfit::NoTimestamp),
    }
}

/// The best stamp of the first columns, where it starts and where it ends.
fn find(line: &str) -> Option<(Stamp, usize, usize)> {
    let among = |columns: usize, read: fn(&[u8]) -> stamps::Read| {
        starts(line, columns).find_map(|start| {
            let (stamp, n) = read(line.as_bytes().get(start..)?).ok()?;
            let end = start + n;
            let ends = !line
                .as_bytes()
                .get(end)
                .is_some_and(u8::is_ascii_alphanumeric);
            ends.then_some((stamp, start, end))
        })
    };
    among(COLUMNS, stamps::any)
        .or_else(|| among(COLUMNS, stamps::partial))
        .or_else(|| among(1, stamps::tai64n))
        .or_else(|| among(FIRST_COLUMNS, bare))
        .filter(|(stamp, start, _)| match stamp {
            // Proven by nothing else, these stand first, behind a process's number or in a bracket.
            Stamp::Utc(_) | Stamp::Local(_) | Stamp::Yearless(_) | Stamp::Dayless(_)
                if is_bare(line, *start) =>
            {
                stands_first(line, *start)
            }
            _ => true,
        })
}

/// A number of seconds or a clock without a day.
fn bare(bytes: &[u8]) -> stamps::Read {
    match stamps::epoch_digits(bytes) {
        Err(Misfit::NoTimestamp) => stamps::clock(bytes),
        read => read,
    }
}

/// Whether the stamp there is a [`bare`] one.
fn is_bare(line: &str, start: usize) -> bool {
    line.as_bytes().get(start..).is_some_and(|at| {
        stamps::any(at).is_err() && stamps::partial(at).is_err() && bare(at).is_ok()
    })
}

/// Whether only a number, a word with one, or an opening bracket stands before.
fn stands_first(line: &str, start: usize) -> bool {
    let before = line.get(..start).unwrap_or_default();
    before.ends_with(['[', '(']) || before.bytes().all(|b| b.is_ascii_digit() || b == b' ')
}

/// Places among the first columns where a word starts.
fn starts(line: &str, columns: usize) -> impl Iterator<Item = usize> + '_ {
    let bytes = line.as_bytes();
    (0..bytes.len().min(columns)).filter(move |&i| {
        let is_start = matches!(bytes.get(i), Some(b) if b.is_ascii_alphanumeric() || *b == b'@');
        let is_apart = match i.checked_sub(1).and_then(|i| bytes.get(i)) {
            None => true,
            Some(before) => {
                !before.is_ascii_alphanumeric() && !matches!(before, b'.' | b'_' | b'-')
            }
        };
        is_start && is_apart
    })
}

fn record(line: &str, stamp: Stamp, start: usize, end: usize) -> Record<'_> {
    let before = before(line.get(..start).unwrap_or_default());
    let rest = line.get(end..).unwrap_or_default();
    let read = app::after_stamp(
        stamp,
        before.level,
        rest.trim_start_matches([']', ')', '>', '"']),
    );
    let process = match before.process {
        "" => read.process,
        process => Cow::Borrowed(process),
    };
    let message = if before.says_more {
        Cow::Borrowed(line)
    } else {
        read.message
    };
    Record {
        process,
        message,
        ..read
    }
}

/// What the words before a stamp say.
#[derive(Default)]
struct Before<'a> {
    level: Option<Level>,
    process: &'a str,
    /// More than a level, a process and numbers.
    says_more: bool,
}

fn before(text: &str) -> Before<'_> {
    let mut before = Before::default();
    let is_between = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
    for word in text.split(is_between).map(|word| word.trim_matches('-')) {
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        if is_number {
            continue;
        }
        let level = levels::from_word(word).or_else(|| letter(text, word));
        if before.level.is_none() && level.is_some() {
            before.level = level;
        } else if app::is_id(word) {
            before.says_more = true;
        } else if before.process.is_empty() {
            before.process = word;
        } else {
            before.says_more |= word != before.process;
        }
    }
    before
}

/// `<W>`, `[E]`: a level's first letter, in a bracket of its own.
fn letter(text: &str, word: &str) -> Option<Level> {
    let level = match word {
        "D" | "T" | "V" => Level::Debug,
        "I" => Level::Info,
        "N" => Level::Notice,
        "W" => Level::Warning,
        "E" => Level::Error,
        "C" | "F" | "X" => Level::Critical,
        _ => return None,
    };
    let is_bracketed = ["<>", "[]", "()"].iter().any(|pair| {
        let (open, close) = pair.split_at(1);
        text.contains(&format!("{open}{word}{close}"))
    });
    is_bracketed.then_some(level)
}
