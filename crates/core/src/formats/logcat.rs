//! Android's logcat, with threads or in brief.
//!
//! ```text
//! 01-04 10:15:23.123  1000  2340  2340 E ActivityManager: cannot start
//! 01-04 10:15:23.123 V/Configuration( 1766): locales updated
//! ```
//!
//! Specification: `logcat -v threadtime` and `logcat -v time`.
//!
//! Yields stamp, level by its letter, the tag as process, process id and message.
//!
//! Fails with [`Misfit::NoTimestamp`], [`Misfit::BadTimestamp`] and [`Misfit::NoHeader`] (no level
//! letter and tag).

use std::borrow::Cow;

use jejak_protocol::Level;

use super::spec::Spec;
use super::{continuation, stamps};
use crate::record::{Line, Misfit, Record};

pub const SPEC: Spec = Spec {
    id: "logcat",
    about: "Android's logcat",
    source: "logcat -v threadtime, logcat -v time",
    samples: &[
        (
            "01-04 10:15:23.123  1000  2340  2341 E ActivityManager: cannot start: no till",
            "time=01-04T10:15:23.123 level=error process=ActivityManager pid=2340 message=cannot start: no till",
        ),
        (
            "01-04 10:15:23.123  2340  2341 D Kedai   : ready",
            "time=01-04T10:15:23.123 level=debug process=Kedai pid=2340 message=ready",
        ),
        (
            "01-04 10:15:23.123 V/Configuration( 1766): locales updated",
            "time=01-04T10:15:23.123 level=debug process=Configuration pid=1766 message=locales updated",
        ),
    ],
    misfits: &[
        ("hello", "NoTimestamp"),
        ("13-04 10:15:23.123  1  2 E a: b", "BadTimestamp"),
        ("01-04 10:15:23.123 the shop is open", "NoHeader"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    continuation::or_line(line, record(line), Misfit::NoTimestamp)
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let (stamp, n) = stamps::dashed_month_day(line.as_bytes())?;
    let rest = line.get(n..).unwrap_or_default().trim_start_matches(' ');
    let header = brief(rest).or_else(|| with_threads(rest));
    let (level, process, pid, message) = header.ok_or(Misfit::NoHeader)?;
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

type Header<'a> = (Level, &'a str, &'a str, &'a str);

/// `V/Tag( 1766): text`.
fn brief(rest: &str) -> Option<Header<'_>> {
    let (letter, rest) = rest.split_once('/')?;
    let (head, message) = rest.split_once("): ")?;
    let (tag, pid) = head.rsplit_once('(')?;
    Some((level(letter)?, tag.trim_end(), pid.trim_start(), message))
}

/// `[uid] pid tid E Tag: text`.
fn with_threads(rest: &str) -> Option<Header<'_>> {
    let mut rest = rest;
    let mut numbers = [""; 3];
    let mut n_words = 0;
    loop {
        let (word, after) = rest.split_once(' ')?;
        rest = after.trim_start_matches(' ');
        if let Some(level) = level(word).filter(|_| n_words >= 2) {
            // `uid pid tid`, or without the user.
            let pid = numbers.get(n_words - 2).copied().unwrap_or_default();
            let (tag, message) = rest.split_once(": ").or_else(|| rest.split_once(']'))?;
            return Some((level, tag.trim_end(), pid, message));
        }
        *numbers.get_mut(n_words)? = word;
        n_words += 1;
    }
}

fn level(letter: &str) -> Option<Level> {
    Some(match letter {
        "V" | "D" => Level::Debug,
        "I" => Level::Info,
        "W" => Level::Warning,
        "E" => Level::Error,
        "F" | "A" => Level::Critical,
        _ => return None,
    })
}
