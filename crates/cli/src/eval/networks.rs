//! The shipped networks on real logs, of which they never saw a line: attacks and faults against ordinary
//! work, line by line, beside keywords and logistic regression. Which logs these are: [`logs`].
//!
//! Of single lines the rules have an opinion too, their gravity; what a network adds to it is measured by
//! the higher of both.
//!
//! Networks and their thresholds come from the folder of models; nothing here is learned or chosen on the
//! logs that are scored. Each line is read with those before it; of long logs every n-th line is scored.

mod logs;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use jejak_neural::onnx;
use jejak_neural::sequence::{Kind, Network, Sizes, window};
use jejak_neural::vocabulary::Vocabulary;
use jejak_trees::metrics::{self, Confusion, Scored};
use serde::{Deserialize, Serialize};

use super::pictures::{self, Topic};
use crate::train::baselines::{Logistic, keyword_score};
use crate::train::corpus::{Corpus, Recipe, indexes};
use logs::Labelled;

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

/// From here on an event is against somebody, as the rules' gravity has it.
pub(super) const GRAVE: f64 = 0.4;

/// What a manifest says that is needed to judge by its network.
#[derive(Deserialize)]
struct Made {
    schema_hash: String,
    threshold: f64,
    corpus: Recipe,
}

pub(super) fn run(data: &Path, models: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let logs = logs::all(data)?;
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
