//! The shipped networks on real logs, of which they never saw a line: attacks and faults against ordinary
//! work, line by line, beside keywords and logistic regression.
//!
//! * `web`: requests by the labels of `derived/web`; near misses are left out;
//! * `hdfs`: a line is of a fault when it names a session that is labelled an anomaly;
//! * `ssh`: a line is of an attack when it names a source with five failures in 600 seconds; what sshd
//!   writes without an address belongs to nobody and is left out. Packed logs are not read;
//! * `fail2ban`: single lines that a filter matches, against the others of its tests;
//! * `wazuh`: single lines of rule level 5 and more, against those of level 3 and less.
//!
//! Of single lines the rules have an opinion too, their gravity; what a network adds to it is measured by
//! the higher of both.
//!
//! Networks and their thresholds come from the folder of models; nothing here is learned or chosen on the
//! logs that are scored. Each line is read with those before it; of long logs every n-th line is scored.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use jejak_core::plan;
use jejak_core::record::{Line, Record, Stamp};
use jejak_neural::onnx;
use jejak_neural::sequence::{Kind, Network, Sizes, window};
use jejak_neural::vocabulary::{Token, Vocabulary};
use jejak_protocol::{FileFacts, UserChoices};
use jejak_trees::metrics::{self, Confusion, Scored};
use serde::{Deserialize, Serialize};

use super::find;
use super::judge::judge;
use super::pictures::{self, Topic};
use crate::train::baselines::{Logistic, keyword_score};
use crate::train::corpus::{Corpus, Recipe, indexes};

/// Most lines of one set that are scored: enough for two digits, and some seconds for a network.
const MAX_LINES: usize = 20_000;

#[derive(Debug, Serialize)]
struct Row {
    log: String,
    model: String,
    lines: usize,
    incidents: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    roc_auc: f64,
    false_positive_rate: f64,
    /// What the figures are of, to be drawn.
    #[serde(skip)]
    scored: Vec<Scored>,
    #[serde(skip)]
    threshold: f64,
}

/// A line that is scored.
struct Labelled {
    tokens: Vec<Token>,
    is_incident: bool,
    /// In lower case.
    text: String,
    /// What the rules make of it; None of lines that are no log by themselves.
    gravity: Option<f64>,
}

/// From here on an event is against somebody, as the rules' gravity has it.
pub(super) const GRAVE: f64 = 0.4;

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

/// What a manifest says that is needed to judge by its network.
#[derive(Deserialize)]
struct Made {
    schema_hash: String,
    threshold: f64,
    corpus: Recipe,
}

pub(super) fn run(data: &Path, models: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let logs = [
        ("web", web(data)?),
        ("hdfs", hdfs(data)?),
        ("ssh", ssh(data)?),
        ("fail2ban", fail2ban(data)?),
        ("wazuh", wazuh(data)?),
    ];
    let mut rows = Vec::new();
    let mut corpus = None;
    for kind in Kind::ALL {
        let (network, made) = load(&models.join(kind.name()))?;
        for (name, lines) in &logs {
            let all = sequences(lines, &network.vocabulary);
            let all: Vec<&[u32]> = all.iter().map(Vec::as_slice).collect();
            let scores: Vec<f64> = network.score(&all).into_iter().map(f64::from).collect();
            let own = scores.iter().copied();
            rows.push(row(name, kind.name(), lines, own, made.threshold));
            if let Some(gravities) = gravities(lines) {
                // The score on the scale of gravity: either speaks up where it does alone.
                let graver = |score: f64, gravity: f64| gravity.max(score * GRAVE / made.threshold);
                let both = scores.iter().zip(gravities);
                let both = both.map(|(score, gravity)| graver(*score, gravity));
                let called = format!("rules or {}", kind.name());
                rows.push(row(name, &called, lines, both, GRAVE));
            }
        }
        corpus.get_or_insert_with(|| {
            let Sizes {
                vocabulary, time, ..
            } = network.sizes;
            Corpus::make(&made.corpus, vocabulary, time)
        });
    }
    if let Some(corpus) = corpus {
        let logistic = Logistic::fit(&corpus.training, corpus.vocabulary.n_indexes())?;
        let validation: Vec<Scored> = corpus
            .validation
            .iter()
            .map(|sample| (logistic.score(&sample.indexes), sample.is_incident))
            .collect();
        let threshold = metrics::best_threshold(&validation);
        for (name, lines) in &logs {
            let all = sequences(lines, &corpus.vocabulary);
            let scores = all.iter().map(|it| logistic.score(it));
            rows.push(row(name, "logistic regression", lines, scores, threshold));
        }
    }
    for (name, lines) in &logs {
        let scores = lines.iter().map(|line| keyword_score(&line.text));
        rows.push(row(name, "keywords", lines, scores, 0.5));
        if let Some(gravities) = gravities(lines) {
            rows.push(row(name, "rules", lines, gravities.into_iter(), GRAVE));
        }
    }
    rows.sort_by_key(|row| logs.iter().position(|(name, _)| *name == row.log));
    if let Some(folder) = plots {
        pictures::draw(&topics(&rows), folder)?;
    }
    match json {
        true => Ok(serde_json::to_string_pretty(&rows)? + "\n"),
        false => Ok(table(&rows)),
    }
}

/// All models on each log.
fn topics(rows: &[Row]) -> Vec<Topic> {
    let of_log = |rows: &[Row]| -> Option<Topic> {
        let log = &rows.first()?.log;
        let mut topic = Topic::new(format!("networks-{log}"), format!("Lines of {log}"));
        for row in rows {
            topic.judge(&*row.model, &row.scored, row.threshold);
        }
        Some(topic)
    };
    rows.chunk_by(|a, b| a.log == b.log)
        .filter_map(of_log)
        .collect()
}

fn load(dir: &Path) -> Result<(Network, Made)> {
    let read = |name: &str| {
        let path = dir.join(name);
        fs::read(&path).with_context(|| format!("while reading {}", path.display()))
    };
    let network = onnx::read(&read("model.onnx")?)
        .with_context(|| format!("while reading the network of {}", dir.display()))?;
    let made: Made = serde_json::from_slice(&read("manifest.json")?)
        .with_context(|| format!("while reading the manifest of {}", dir.display()))?;
    network
        .fits(&made.schema_hash)
        .with_context(|| format!("while reading the network of {}", dir.display()))?;
    // The lines are made into tokens once for all networks.
    let is_usual = network.sizes.time == window::Time::default();
    ensure!(
        is_usual,
        "{} reads time otherwise than the others",
        dir.display()
    );
    Ok((network, made))
}

/// None where the rules have no opinion of single lines.
fn gravities(lines: &[Labelled]) -> Option<Vec<f64>> {
    lines.iter().map(|line| line.gravity).collect()
}

fn sequences(lines: &[Labelled], vocabulary: &Vocabulary) -> Vec<Vec<u32>> {
    let sequence = |line: &Labelled| indexes(&line.tokens, vocabulary);
    lines.iter().map(sequence).collect()
}

fn row(
    log: &str,
    model: &str,
    lines: &[Labelled],
    scores: impl Iterator<Item = f64>,
    threshold: f64,
) -> Row {
    let truth = lines.iter().map(|line| line.is_incident);
    let scored: Vec<Scored> = scores.zip(truth).collect();
    let confusion = Confusion::at(&scored, threshold);
    Row {
        log: log.to_owned(),
        model: model.to_owned(),
        lines: lines.len(),
        incidents: lines.iter().filter(|line| line.is_incident).count(),
        precision: confusion.precision(),
        recall: confusion.recall(),
        f1: confusion.f1(),
        roc_auc: metrics::roc_auc(&scored),
        false_positive_rate: confusion.false_positive_rate(),
        scored,
        threshold,
    }
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
        if case.log.extension().is_some_and(|ending| ending == "gz") {
            continue;
        }
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
    Ok(labelled_text(&path.to_string_lossy(), &text(path)?, truth))
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

fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "{:<10}{:<21}{:>8}{:>11}{:>11}{:>8}{:>8}{:>9}{:>8}\n",
        "log", "model", "lines", "incidents", "precision", "recall", "F1", "ROC-AUC", "FPR"
    );
    for row in rows {
        let _ = writeln!(
            text,
            "{:<10}{:<21}{:>8}{:>11}{:>11.3}{:>8.3}{:>8.3}{:>9.3}{:>8.4}",
            row.log,
            row.model,
            row.lines,
            row.incidents,
            row.precision,
            row.recall,
            row.f1,
            row.roc_auc,
            row.false_positive_rate,
        );
    }
    text
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
