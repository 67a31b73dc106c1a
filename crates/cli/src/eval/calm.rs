//! Calm logs: what is told of lines that are labelled harmless.
//!
//! Benign lines are found by their labels: `derived/*/NAME.labels.tsv` (label 0), sessions labelled
//! `Normal` in `derived/*/NAME_labels.csv` (lines of `NAME.log` that name one), and logs in folders
//! whose name begins with `correct` or `normal`. Each set is analysed by itself. A calm log of a calm
//! server should yield no incident above low, also not after a normal day was learned ([`learned`]).

mod learned;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jejak_core::analyze::{Source, analyze};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, FileFacts, Severity, UserChoices};
use serde::Serialize;
use walkdir::WalkDir;

#[derive(Debug, Serialize)]
struct Scores {
    lines: u64,
    incidents: usize,
    above_low: usize,
    incidents_per_100k: f64,
    above_low_per_100k: f64,
    logs: BTreeMap<String, Log>,
    learned: learned::Scores,
}

#[derive(Debug, Serialize)]
struct Log {
    lines: u64,
    /// By severity.
    incidents: BTreeMap<Severity, usize>,
    above_low: Vec<String>,
}

/// A set of benign lines.
pub(super) struct Calm {
    pub(super) name: String,
    pub(super) analysis: Analysis,
    /// The lines themselves.
    text: Vec<u8>,
}

pub(super) fn run(data: &Path, json: bool) -> Result<String> {
    let scores = score(&analysed(data)?);
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(table(&scores))
}

/// All benign sets of a folder, by name.
pub(super) fn analysed(data: &Path) -> Result<Vec<Calm>> {
    let mut calm = Vec::new();
    for path in files(data) {
        let name = path.strip_prefix(data).unwrap_or(&path);
        let name = name.to_string_lossy().into_owned();
        let Some(text) = benign(&path)? else {
            continue;
        };
        let facts = FileFacts {
            name: name.clone(),
            size_bytes: Some(text.len() as u64),
            modified_ms: None,
        };
        let source = Source {
            facts: &facts,
            bytes: &text,
        };
        let analysis = analyze(&[source], &UserChoices::default(), Limits::default());
        calm.push(Calm {
            name,
            analysis,
            text,
        });
    }
    if calm.is_empty() {
        bail!("{} holds no log that is labelled harmless", data.display());
    }
    Ok(calm)
}

fn files(data: &Path) -> Vec<PathBuf> {
    WalkDir::new(data)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The benign lines that a file stands for: a log in a folder of normal runs, or a table of labels
/// with its log. None for every other file.
fn benign(path: &Path) -> Result<Option<Vec<u8>>> {
    let shown = path.display();
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let read = |path: &Path| {
        std::fs::read(path).with_context(|| format!("while reading {}", path.display()))
    };
    if let Some(stem) = name.strip_suffix(".labels.tsv") {
        let table = String::from_utf8_lossy(&read(path)?).into_owned();
        let log = read(&path.with_file_name(format!("{stem}.log")))?;
        let wanted = lines_labelled(&table)
            .with_context(|| format!("{shown} has no columns `line` and `label`"))?;
        return Ok(Some(picked(&log, |idx, _| wanted.contains(&idx))));
    }
    if let Some(stem) = name.strip_suffix("_labels.csv") {
        let log = path.with_file_name(format!("{stem}.log"));
        if !log.is_file() {
            return Ok(None);
        }
        let table = String::from_utf8_lossy(&read(path)?).into_owned();
        let normal: HashSet<&str> = table
            .lines()
            .filter_map(|row| row.split_once(','))
            .filter(|(_, label)| *label == "Normal")
            .map(|(session, _)| session)
            .collect();
        return Ok(Some(picked(&read(&log)?, |_, line| {
            let line = String::from_utf8_lossy(line);
            let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
            words.any(|word| normal.contains(word))
        })));
    }
    let is_log = path.extension().is_some_and(|ending| ending == "log");
    let is_normal = path
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with("correct") || name.starts_with("normal"));
    if is_log && is_normal {
        return Ok(Some(read(path)?));
    }
    Ok(None)
}

/// Lines (from 0) with the label 0.
fn lines_labelled(table: &str) -> Option<HashSet<usize>> {
    let mut rows = table.lines();
    let names: Vec<&str> = rows.next()?.split('\t').collect();
    let column = |wanted| names.iter().position(|name| *name == wanted);
    let (line, label) = (column("line")?, column("label")?);
    let wanted = rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let line: usize = cells.get(line)?.parse().ok()?;
        (*cells.get(label)? == "0")
            .then(|| line.checked_sub(1))
            .flatten()
    });
    Some(wanted.collect())
}

fn picked(log: &[u8], is_wanted: impl Fn(usize, &[u8]) -> bool) -> Vec<u8> {
    let mut text = Vec::new();
    for (idx, line) in log.split(|byte| *byte == b'\n').enumerate() {
        if !line.is_empty() && is_wanted(idx, line) {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
    }
    text
}

fn score(calm: &[Calm]) -> Scores {
    let mut logs = BTreeMap::new();
    for it in calm {
        let mut incidents: BTreeMap<Severity, usize> = BTreeMap::new();
        for incident in &it.analysis.incidents {
            *incidents.entry(incident.severity).or_default() += 1;
        }
        let above_low = it
            .analysis
            .incidents
            .iter()
            .filter(|incident| incident.severity > Severity::Low)
            .map(|incident| jejak_words::title(incident, jejak_words::Lang::En))
            .collect();
        let log = Log {
            lines: it.analysis.n_lines,
            incidents,
            above_low,
        };
        logs.insert(it.name.clone(), log);
    }
    let lines: u64 = logs.values().map(|log| log.lines).sum();
    let incidents = logs.values().flat_map(|log| log.incidents.values()).sum();
    let above_low: usize = logs.values().map(|log| log.above_low.len()).sum();
    let per_100k = |n: usize| n as f64 * 100_000.0 / lines.max(1) as f64;
    Scores {
        lines,
        incidents,
        above_low,
        incidents_per_100k: per_100k(incidents),
        above_low_per_100k: per_100k(above_low),
        logs,
        learned: learned::score(calm),
    }
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<64}{:>9}{:>11}{:>11}\n",
        "benign log", "lines", "incidents", "above low"
    );
    for (name, log) in &scores.logs {
        let n: usize = log.incidents.values().sum();
        let _ = writeln!(
            text,
            "{name:<64}{:>9}{n:>11}{:>11}",
            log.lines,
            log.above_low.len()
        );
        for title in &log.above_low {
            let _ = writeln!(text, "    {title}");
        }
    }
    let _ = writeln!(
        text,
        "{:<64}{:>9}{:>11}{:>11}\nper 100,000 lines: {:.2} incidents, {:.2} above low",
        "all",
        scores.lines,
        scores.incidents,
        scores.above_low,
        scores.incidents_per_100k,
        scores.above_low_per_100k
    );
    text.push_str(&learned::table(&scores.learned));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_lines_are_picked() {
        let wanted = lines_labelled("line\tlabel\tclass\n1\t0\tnorm\n2\t1\tsqli\n3\t-1\tnear\n");
        assert_eq!(wanted, Some(HashSet::from([0])));
        assert_eq!(lines_labelled("a\tb\n"), None);
        assert_eq!(picked(b"a\nb\nc\n", |idx, _| idx != 1), b"a\nc\n");
    }
}
