//! The logs that networks are measured on, line by line with their truth:
//!
//! * `web`: requests by the labels of `derived/web`; near misses are left out;
//! * `hdfs`: a line is of a fault when it names a session that is labelled an anomaly;
//! * `ssh`: a line is of an attack when it names a source with five failures in 600 seconds; what sshd
//!   writes without an address belongs to nobody and is left out;
//! * `fail2ban`: single lines that a filter matches, against the others of its tests;
//! * `wazuh`: single lines of rule level 5 and more, against those of level 3 and less.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::plan;
use jejak_core::record::{Line, Record, Stamp};
use jejak_neural::sequence::window;
use jejak_neural::vocabulary::Token;
use jejak_protocol::{FileFacts, UserChoices};
use serde::Deserialize;

use crate::eval::find;
use crate::eval::judge::judge;

/// Most lines of one set that are scored: enough for two digits, and some seconds for a network.
const MAX_LINES: usize = 20_000;

/// A line that is scored.
pub(super) struct Labelled {
    pub(super) tokens: Vec<Token>,
    pub(super) is_incident: bool,
    /// In lower case.
    pub(super) text: String,
    /// What the rules make of it; None of lines that are no log by themselves.
    pub(super) gravity: Option<f64>,
}

/// A test of fail2ban.
#[derive(Deserialize)]
struct Filtered {
    log: String,
    #[serde(rename = "match")]
    is_match: bool,
}

/// A test of Wazuh.
#[derive(Deserialize)]
struct Ruled {
    log: String,
    #[serde(default)]
    level: u8,
}

/// Every log by its name.
pub(super) fn all(data: &Path) -> Result<[(&'static str, Vec<Labelled>); 5]> {
    Ok([
        ("web", web(data)?),
        ("hdfs", hdfs(data)?),
        ("ssh", ssh(data)?),
        ("fail2ban", fail2ban(data)?),
        ("wazuh", wazuh(data)?),
    ])
}

fn web(data: &Path) -> Result<Vec<Labelled>> {
    let mut all = Vec::new();
    for case in find::cases(data, "web", ".labels.tsv")? {
        let table = text(&case.truth)?;
        let labels: HashMap<usize, bool> = table
            .lines()
            .skip(1)
            .filter_map(|row| {
                let mut cells = row.split('\t');
                let line: usize = cells.next()?.parse().ok()?;
                let label = cells.next()?;
                (label != "-1").then_some((line.checked_sub(1)?, label == "1"))
            })
            .collect();
        let truth = |idx: usize, _: &str, _: &Record<'_>| labels.get(&idx).copied();
        all.extend(labelled(&case.log, truth)?);
    }
    Ok(thinned(all))
}

fn hdfs(data: &Path) -> Result<Vec<Labelled>> {
    let mut all = Vec::new();
    for case in find::cases(data, "hdfs", "_labels.csv")? {
        let table = text(&case.truth)?;
        let labels: BTreeMap<&str, bool> = table
            .lines()
            .filter_map(|row| row.split_once(','))
            .map(|(session, label)| (session, label == "Anomaly"))
            .collect();
        let truth = |_: usize, line: &str, _: &Record<'_>| {
            words(line)
                .filter_map(|word| labels.get(word).copied())
                .max()
        };
        all.extend(labelled(&case.log, truth)?);
    }
    Ok(thinned(all))
}

fn ssh(data: &Path) -> Result<Vec<Labelled>> {
    let mut all = Vec::new();
    for case in find::cases(data, "ssh", ".sources.tsv")? {
        let table = text(&case.truth)?;
        let mut rows = table.lines().map(|row| row.split('\t').collect::<Vec<_>>());
        let names = rows.next().unwrap_or_default();
        let burst = names.iter().position(|name| *name == "bf_5in600s");
        let burst = burst.with_context(|| format!("{} has no bf_5in600s", case.truth.display()))?;
        let guesses: HashSet<&str> = rows
            .filter(|row| row.get(burst) == Some(&"1"))
            .filter_map(|row| row.first().copied())
            .collect();
        let truth = |_: usize, line: &str, record: &Record<'_>| {
            let is_address = |word: &&str| word.parse::<std::net::IpAddr>().is_ok();
            let mut named = words(line).filter(is_address).peekable();
            match named.peek().is_some() || record.process != "sshd" {
                true => Some(named.any(|address| guesses.contains(address))),
                false => None,
            }
        };
        all.extend(labelled(&case.log, truth)?);
    }
    Ok(thinned(all))
}

fn fail2ban(data: &Path) -> Result<Vec<Labelled>> {
    let cases: Vec<Filtered> = find::json_lines(data, "fail2ban_cases")?;
    let cases = cases.iter();
    Ok(single(cases.map(|case| (&*case.log, case.is_match))))
}

fn wazuh(data: &Path) -> Result<Vec<Labelled>> {
    let cases: Vec<Ruled> = find::json_lines(data, "wazuh_cases")?;
    let cases = cases
        .iter()
        .filter(|case| case.level <= 3 || case.level >= 5);
    Ok(single(cases.map(|case| (&*case.log, case.level >= 5))))
}

/// Lines that are a log each; what cannot be read as one is left out.
fn single<'c>(cases: impl Iterator<Item = (&'c str, bool)>) -> Vec<Labelled> {
    let mut all = Vec::new();
    for (text, is_incident) in cases {
        let lines = labelled_text("case.log", text, |_, _, _| Some(is_incident));
        // The last line of a message that spans some is read after all others.
        all.extend(lines.into_iter().last().map(|line| Labelled {
            gravity: Some(judge(text, "case.log", None).gravity),
            ..line
        }));
    }
    all
}

/// Every n-th line, so that no more than [`MAX_LINES`] are left.
fn thinned(lines: Vec<Labelled>) -> Vec<Labelled> {
    let stride = lines.len().div_ceil(MAX_LINES).max(1);
    lines.into_iter().step_by(stride).collect()
}

/// Words as ids and addresses are written.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.split(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c)));
    parts
        .map(|word| word.trim_matches(['.', ':', '-']))
        .chain(line.split(|c: char| !(c.is_alphanumeric() || "_-".contains(c))))
}

fn text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("while reading {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The records of a file as sequences, with their truth; those without one are only read.
fn labelled(
    path: &Path,
    truth: impl Fn(usize, &str, &Record<'_>) -> Option<bool>,
) -> Result<Vec<Labelled>> {
    let log = find::log(path)?;
    let text = String::from_utf8_lossy(&log);
    Ok(labelled_text(&path.to_string_lossy(), &text, truth))
}

fn labelled_text(
    name: &str,
    text: &str,
    truth: impl Fn(usize, &str, &Record<'_>) -> Option<bool>,
) -> Vec<Labelled> {
    let facts = FileFacts {
        name: name.to_owned(),
        size_bytes: Some(text.len() as u64),
        modified_ms: None,
    };
    let layout = plan(&[text.as_bytes()], &facts, &UserChoices::default()).layout;
    let mut windows = window::Windows::default();
    let mut labelled = Vec::new();
    let mut time_us = 0;
    for (idx, line) in text.lines().enumerate() {
        layout.read(line, |read, _| {
            let Line::Record(record) = read else { return };
            // Without a zone or a year they still tell how much time lies between two lines.
            time_us = match record.stamp {
                Some(Stamp::Utc(at)) => at.0,
                Some(Stamp::Local(us) | Stamp::Yearless(us) | Stamp::Dayless(us)) => us,
                None => time_us,
            };
            let tokens = windows.push(window::Line {
                time_us,
                group: &record.host,
                program: &record.process,
                message: &record.message,
            });
            if let Some(is_incident) = truth(idx, line, &record) {
                labelled.push(Labelled {
                    tokens,
                    is_incident,
                    text: record.message.to_lowercase(),
                    gravity: None,
                });
            }
        });
    }
    labelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_addresses_are_words() {
        let all: Vec<&str> = words("from 203.0.113.9: blk_-12, /10.0.0.1:50010").collect();
        for word in ["203.0.113.9", "blk_-12"] {
            assert!(all.contains(&word), "{all:?}");
        }
    }

    #[test]
    fn of_a_long_log_every_nth_line_stays() {
        let lines = |n: usize| -> Vec<Labelled> {
            (0..n)
                .map(|_| Labelled {
                    tokens: Vec::new(),
                    is_incident: false,
                    text: String::new(),
                    gravity: None,
                })
                .collect()
        };
        assert_eq!(thinned(lines(7)).len(), 7);
        assert_eq!(thinned(lines(MAX_LINES + 1)).len(), MAX_LINES / 2 + 1);
    }
}
