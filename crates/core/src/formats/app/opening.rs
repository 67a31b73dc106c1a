//! The start of an application log line: the stamp, and a level or a bracket before it.

use jejak_protocol::Level;

use super::super::{levels, stamps};
use crate::record::{Misfit, Stamp};

/// What a line says up to its stamp.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'a> {
    pub(super) stamp: Stamp,
    pub(super) level: Option<Level>,
    pub(super) process: &'a str,
    pub(super) pid: &'a str,
    /// Address before the stamp.
    pub(super) source: Option<&'a str>,
    /// The stamp alone does not prove a log line.
    pub(super) needs_level: bool,
    pub(super) rest: &'a str,
}

impl<'a> Opening<'a> {
    pub(super) fn new(stamp: Stamp, rest: &'a str) -> Self {
        Self {
            stamp,
            level: None,
            process: "",
            pid: "",
            source: None,
            needs_level: false,
            rest,
        }
    }
}

pub(super) fn read(line: &str) -> Result<Opening<'_>, Misfit> {
    match at_start(line) {
        Err(Misfit::NoTimestamp) => prefixed(line),
        read => read,
    }
}

/// A word before the stamp: `192.0.2.7 2026-01-04 10:15:23.123 UTC [77] ana@shop FATAL: x`
/// (PostgreSQL with the client first), or the container in `shop-1  | 2026-01-04T10:15:23Z INFO x`
/// (Docker Compose).
fn prefixed(line: &str) -> Result<Opening<'_>, Misfit> {
    let (word, rest) = line.split_once(' ').ok_or(Misfit::NoTimestamp)?;
    if let Some((container, rest)) = container(line) {
        let mut opening = at_start(rest)?;
        opening.process = container;
        return Ok(opening);
    }
    let (stamp, n) = stamps::iso(rest.as_bytes())?;
    let is_address = word.parse::<std::net::IpAddr>().is_ok();
    Ok(Opening {
        source: is_address.then_some(word),
        needs_level: true,
        ..Opening::new(stamp, tail(rest, n)?)
    })
}

/// `name  | rest`, as Docker Compose puts the container before each line.
pub(in crate::formats) fn container(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.split_once(' ')?;
    let rest = rest.trim_start_matches(' ').strip_prefix("| ")?;
    let is_name = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    is_name.then_some((name, rest))
}

fn at_start(line: &str) -> Result<Opening<'_>, Misfit> {
    match line.as_bytes().first() {
        Some(b'0'..=b'9') => digits(line),
        Some(b'[') => bracket(line),
        Some(b'(') => parenthesis(line),
        Some(b'A'..=b'Z' | b'a'..=b'z') => letters(line),
        Some(b'-') => labelled(line.strip_prefix("- ").unwrap_or_default()),
        _ => Err(Misfit::NoTimestamp),
    }
}

fn digits(line: &str) -> Result<Opening<'_>, Misfit> {
    match stamps::any(line.as_bytes()) {
        Ok((stamp, n)) => Ok(Opening::new(stamp, tail(line, n)?)),
        Err(Misfit::NoTimestamp) => {
            let (stamp, n) = stamps::compact(line.as_bytes())?;
            Ok(Opening {
                // Pipes prove it as well as a level does: `20171223-22:15:29:606|Step_LSC|…`.
                needs_level: line.as_bytes().get(n) != Some(&b'|'),
                ..Opening::new(stamp, tail(line, n)?)
            })
        }
        Err(misfit) => Err(misfit),
    }
}

/// What follows a stamp, if the stamp ends there: `10:15:23abc` is none.
fn tail(line: &str, n: usize) -> Result<&str, Misfit> {
    let rest = line.get(n..).ok_or(Misfit::NoTimestamp)?;
    match rest.bytes().next() {
        Some(b) if b.is_ascii_alphanumeric() => Err(Misfit::NoTimestamp),
        _ => Ok(rest),
    }
}

/// `[stamp]` with what writers put beside the stamp, or `[LEVEL] stamp`.
fn bracket(line: &str) -> Result<Opening<'_>, Misfit> {
    let inner = line.get(1..).unwrap_or_default();
    let read = match stamps::any(inner.as_bytes()) {
        Err(Misfit::NoTimestamp) => stamps::compact(inner.as_bytes()),
        read => read,
    };
    if let Err(Misfit::NoTimestamp) = read {
        // `[ INFO 2026-01-04 10:15:23 main] text`
        if let Some((word, rest)) = inner.trim_start_matches(' ').split_once(' ')
            && let Some(level) = levels::from_word(word)
            && let Ok((stamp, n)) = stamps::any(rest.as_bytes())
            && let Some((beside, rest)) = rest.get(n..).and_then(|rest| rest.split_once(']'))
            && beside.len() <= 32
        {
            return Ok(Opening {
                level: Some(level),
                process: beside.trim(),
                ..Opening::new(stamp, rest)
            });
        }
        return after_level(inner.split_once(']').ok_or(Misfit::NoTimestamp)?);
    }
    let (stamp, n) = read?;
    let (beside, rest) = inner
        .get(n..)
        .and_then(|rest| rest.split_once(']'))
        .ok_or(Misfit::NoTimestamp)?;
    let mut opening = Opening::new(stamp, rest);
    let beside = beside.trim_start_matches([':', ' ']);
    if let Some(pid) = beside.strip_prefix('#') {
        opening.pid = pid; // Ruby: `I, [2026-01-04T10:15:23.123456 #77]  INFO -- : text`
    } else if let Some((word, process)) = beside.split_once('/')
        && let Some(level) = levels::from_word(word)
    {
        opening.level = Some(level); // Celery: `[2026-01-04 10:15:23,123: INFO/MainProcess] text`
        opening.process = process;
    } else if let Some((level, process)) = level_among(beside) {
        opening.level = Some(level); // `[2026-01-04T10:15:23Z main ERROR shop::till] text`
        opening.process = process;
    } else if beside.contains(' ') || beside.len() > 32 {
        return Err(Misfit::NoTimestamp); // a sentence in brackets; a zone's name is one word
    }
    Ok(opening)
}

/// A level among the first words beside a stamp, and the word after it: the module.
fn level_among(beside: &str) -> Option<(Level, &str)> {
    let mut words = beside.split_ascii_whitespace();
    let level = words
        .by_ref()
        .take(3)
        .find_map(levels::from_word)
        .filter(|_| beside.contains(' '))?;
    let module = words.next().unwrap_or_default();
    let is_module = !module.contains(['=', '\'', '"']);
    Some((level, if is_module { module } else { "" }))
}

/// SSSD: `(2026-01-04 10:15:23): [be[shop]] [getpw] (0x0400): text`, `(Sun Jan  4 10:15:23 2026) [sssd] …`.
fn parenthesis(line: &str) -> Result<Opening<'_>, Misfit> {
    let none = Misfit::NoTimestamp;
    let inner = line.get(1..).unwrap_or_default();
    let (stamp, n) = stamps::any(inner.as_bytes())?;
    let (beside, rest) = inner
        .get(n..)
        .and_then(|rest| rest.split_once(')'))
        .ok_or(none)?;
    let is_fraction = beside
        .bytes()
        .all(|b| b.is_ascii_digit() || b" :.".contains(&b));
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    is_fraction
        .then(|| Opening {
            level: sssd_level(rest),
            needs_level: !rest.starts_with(" ["),
            ..Opening::new(stamp, rest)
        })
        .ok_or(none)
}

/// The bit in `(0x0040)` behind the brackets. Source: sssd(8), DEBUG LEVELS.
fn sssd_level(rest: &str) -> Option<Level> {
    let (_, mask) = rest.split_once("] (0x")?;
    Some(match mask.split_once(')')?.0 {
        "0010" | "0020" => Level::Critical,
        "0040" => Level::Error,
        "0080" => Level::Warning,
        "0100" | "0200" => Level::Info,
        _ => Level::Debug,
    })
}

/// A level word and what follows it, where a stamp must be.
fn after_level<'a>((word, rest): (&str, &'a str)) -> Result<Opening<'a>, Misfit> {
    let level = levels::from_word(word.trim()).ok_or(Misfit::NoTimestamp)?;
    let rest = rest.trim_start_matches([' ', '\t', ':', '-', '|', ',']);
    let mut opening = match rest.as_bytes().first() {
        Some(b'0'..=b'9') => digits(rest),
        Some(b'[') => bracket(rest),
        _ => Err(Misfit::NoTimestamp),
    }?;
    opening.level = Some(level);
    Ok(opening)
}

fn letters(line: &str) -> Result<Opening<'_>, Misfit> {
    if let Some(rest) = line.get(1..).and_then(|rest| rest.strip_prefix(", [")) {
        let bracketed = line.get(line.len() - rest.len() - 1..).unwrap_or_default();
        return bracket(bracketed);
    }
    let end = line
        .bytes()
        .position(|b| !b.is_ascii_alphabetic())
        .ok_or(Misfit::NoTimestamp)?;
    let split = line.split_at_checked(end).ok_or(Misfit::NoTimestamp)?;
    match end {
        1 if split.1.starts_with(" [") => cups(split),
        1 => glog(split),
        3 => match stamps::any(line.as_bytes()) {
            Ok((stamp, n)) => Ok(Opening {
                // `Jan  4 10:15:23 …` is syslog's.
                needs_level: matches!(stamp, Stamp::Yearless(_)),
                ..Opening::new(stamp, tail(line, n)?)
            }),
            Err(Misfit::NoTimestamp) => after_level(split),
            Err(misfit) => Err(misfit),
        },
        4.. => match after_level(split) {
            Err(Misfit::NoTimestamp) => labelled(split.1.strip_prefix(' ').unwrap_or_default()),
            read => read,
        },
        _ => Err(Misfit::NoTimestamp),
    }
}

/// CUPS: `E [04/Jan/2026:10:15:23 +0000] text`.
fn cups<'a>((letter, rest): (&str, &'a str)) -> Result<Opening<'a>, Misfit> {
    let level = match letter {
        "D" | "d" => Level::Debug,
        "I" => Level::Info,
        "N" => Level::Notice,
        "W" => Level::Warning,
        "E" => Level::Error,
        "A" | "C" | "X" => Level::Critical,
        _ => return Err(Misfit::NoTimestamp),
    };
    let mut opening = bracket(rest.trim_start_matches(' '))?;
    opening.level = Some(level);
    Ok(opening)
}

/// glog and klog: `E0104 10:15:23.123456    77 server.go:12] text`, no year.
fn glog<'a>((letter, rest): (&str, &'a str)) -> Result<Opening<'a>, Misfit> {
    let none = Misfit::NoTimestamp;
    let level = match letter {
        "I" => Level::Info,
        "W" => Level::Warning,
        "E" => Level::Error,
        "F" => Level::Critical,
        _ => return Err(none),
    };
    let (stamp, n) = stamps::month_day(rest.as_bytes())?;
    let rest = rest.get(n..).unwrap_or_default().trim_start_matches(' ');
    let (pid, rest) = rest.split_once(' ').ok_or(none)?;
    let (place, rest) = rest.split_once("] ").ok_or(none)?;
    if pid.is_empty() || !pid.bytes().all(|b| b.is_ascii_digit()) || place.contains(' ') {
        return Err(none);
    }
    Ok(Opening {
        level: Some(level),
        process: place.split(':').next().unwrap_or(place),
        pid,
        ..Opening::new(stamp, rest)
    })
}

/// Supercomputers (BGL): after a label, `1117838570 2005.06.03 R02 2005-06-03-15.42.50.675872 R02
/// RAS KERNEL INFO text`; the second, longer stamp is taken, and the level must follow.
fn labelled(rest: &str) -> Result<Opening<'_>, Misfit> {
    let mut rest = rest;
    for _ in 0..3 {
        rest = rest.split_once(' ').ok_or(Misfit::NoTimestamp)?.1;
    }
    let (stamp, n) = stamps::iso(rest.as_bytes())?;
    let mut words = tail(rest, n)?.splitn(5, ' ').skip(2);
    let (Some(_facility), Some(process)) = (words.next(), words.next()) else {
        return Err(Misfit::NoTimestamp);
    };
    Ok(Opening {
        process,
        needs_level: true,
        ..Opening::new(stamp, words.next().unwrap_or_default())
    })
}
