//! Large logs out of the project's own small ones: their lines, over and over, with a clock that runs
//! on, other addresses and other process ids in each round.
//!
//! The same size gives the same bytes.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::kind::Kind;
use crate::paths;

const SSHD: [&str; 3] = [
    "public/samples/break-in/auth.log",
    "tests/fixtures/real/sshd_rfc3164.log",
    "tests/fixtures/real/sshd_verbose_rfc3164.log",
];
const ACCESS: [&str; 3] = [
    "public/samples/break-in/access.log",
    "tests/fixtures/real/nginx_combined.log",
    "tests/fixtures/real/apache_combined.log",
];
const MIXED: [&str; 4] = [
    "public/samples/break-in/auth.log",
    "tests/fixtures/real/cron_syslog.log",
    "tests/fixtures/real/journal_short.log",
    "tests/fixtures/real/sudo_su_accounts_rfc3164.log",
];

/// Seconds between two lines at most; with the rest a year holds 500 MB of lines.
const MAX_GAP_S: u64 = 12;

const MONTHS: [(&str, u64); 12] = [
    ("Jan", 31),
    ("Feb", 28),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// Makes the file unless it is there; returns its path.
pub(super) fn file(folder: &Path, kind: Kind, n_mb: u64) -> Result<PathBuf> {
    let path = folder.join(format!("{}-{n_mb}.log", kind.name()));
    let n_bytes = n_mb * 1_000_000;
    if path.metadata().is_ok_and(|facts| facts.len() >= n_bytes) {
        return Ok(path);
    }
    eprintln!("making {}", path.display());
    let lines = lines(kind)?;
    let file = File::create(&path).with_context(|| format!("while creating {}", path.display()))?;
    let mut out = BufWriter::new(file);
    // Spread over some ten months, whatever the size.
    let n_lines =
        n_bytes / (lines.iter().map(|l| l.len() as u64 + 16).sum::<u64>() / lines.len() as u64);
    let gap_ms = (300 * 86_400_000 / n_lines.max(1)).min(MAX_GAP_S * 1000);
    let (mut n_written, mut clock_ms, mut round) = (0, 0, 0);
    while n_written < n_bytes {
        for line in &lines {
            let text = match kind {
                Kind::Access => request(line, clock_ms / 1000, round),
                _ => format!("{} {}\n", stamp(clock_ms / 1000), other(line, round)),
            };
            out.write_all(text.as_bytes())?;
            n_written += text.len() as u64;
            clock_ms += gap_ms;
        }
        round += 1;
    }
    out.flush().context("while writing the log")?;
    Ok(path)
}

/// Lines of syslog without their stamps, whole ones of access logs.
fn lines(kind: Kind) -> Result<Vec<String>> {
    let sources = match kind {
        Kind::Sshd => &SSHD[..],
        Kind::Access => &ACCESS,
        Kind::Mixed => &MIXED,
    };
    let mut lines = Vec::new();
    for source in sources {
        let text = std::fs::read_to_string(paths::root().join(source))
            .with_context(|| format!("while reading {source}"))?;
        let wanted = text
            .lines()
            .filter(|line| kind != Kind::Sshd || line.contains(" sshd["));
        lines.extend(wanted.filter_map(|line| match kind {
            Kind::Access => Some(line.to_owned()),
            _ => line.get(16..).map(str::to_owned),
        }));
    }
    Ok(lines)
}

/// A request with another moment and other addresses.
fn request(line: &str, second: u64, round: u64) -> String {
    let moved = other(line, round);
    let around = moved
        .split_once('[')
        .and_then(|(head, rest)| Some((head, rest.split_once(']')?.1)));
    let Some((head, rest)) = around else {
        return moved + "\n";
    };
    let (month, day) = month_and_day(second);
    let (hour, minute) = (second / 3600 % 24, second / 60 % 60);
    let year = 2025 + second / (365 * 86_400);
    format!(
        "{head}[{day:02}/{month}/{year}:{hour:02}:{minute:02}:{:02} +0000]{rest}\n",
        second % 60
    )
}

/// Month and day of the month of a second of a common year.
fn month_and_day(second: u64) -> (&'static str, u64) {
    let mut day = second / 86_400 % 365;
    let mut name = "Dec";
    for (month, n_days) in MONTHS {
        name = month;
        if day < n_days {
            break;
        }
        day -= n_days;
    }
    (name, day + 1)
}

/// `Mar  2 04:05:06` of a second of a common year.
fn stamp(second: u64) -> String {
    let (name, day) = month_and_day(second);
    let (hour, minute) = (second / 3600 % 24, second / 60 % 60);
    format!("{name} {day:2} {hour:02}:{minute:02}:{:02}", second % 60)
}

/// The line as it might be in another round: process ids and the addresses of documentation nets
/// move on, everything else stays.
fn other(line: &str, round: u64) -> String {
    let pid = |text: &str| {
        let (head, rest) = text.split_once('[')?;
        let (pid, rest) = rest.split_once("]:")?;
        let pid = (pid.parse::<u64>().ok()? + round * 977) % 4_000_000;
        Some(format!("{head}[{pid}]:{rest}"))
    };
    let line = pid(line).unwrap_or_else(|| line.to_owned());
    // Some hundred thousand sources come back in turn, as in a log of months.
    let (a, b) = (round / 250 % 250 + 1, round % 250 + 1);
    line.replace("203.0.113.", &format!("100.{a}.{b}."))
        .replace("198.51.100.", &format!("172.{a}.{b}."))
}
