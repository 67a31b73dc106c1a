//! Forests on sign-ins: on generated logs, and on real sshd logs with a split by source and time.
//!
//! * `generated`: learned from some seeds, thresholds from others, scored on yet others, once in the
//!   wordings of training and once in those held out.
//! * `ssh`: learned from half of the sources and the first half of the time of the hosts in
//!   `derived/ssh`, scored on the other sources in the second half. Truth is five failures within 600
//!   seconds, by source; harmless sources are all others.
//! * `ssh, from generated`: the forest of the generated logs on all of the real ones.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_core::windows::Features;
use jejak_generate::Wording;
use jejak_trees::metrics::{Report, Scored, best_threshold, report};
use jejak_trees::{Forest, Growth, fit_forest, fit_tree};
use serde::Serialize;

use super::find;
use super::pictures::{self, Topic};
use super::ssh;
use crate::signin::{Windows, generated, windows_of};

/// Seeds of logs that are learned from, that set the threshold, and that are scored.
pub(crate) const TRAIN: [u64; 6] = [11, 12, 13, 14, 15, 16];
pub(crate) const VALIDATE: [u64; 2] = [21, 22];
pub(crate) const TEST: [u64; 4] = [31, 32, 33, 34];

#[derive(Debug, Serialize)]
struct Scores {
    rows: Vec<Row>,
    at_best: Vec<AtBest>,
}

/// What no judge of these windows can exceed: windows that look the same are of attacks and of others.
#[derive(Debug, Serialize)]
struct AtBest {
    data: String,
    accuracy: f64,
}

/// One model on one set of windows.
#[derive(Debug, Serialize)]
struct Row {
    data: String,
    model: &'static str,
    windows: Report,
    /// By source: the highest score of its windows.
    sources: Report,
}

pub(crate) struct Models {
    pub(crate) tree: (Forest, f64),
    pub(crate) forest: (Forest, f64),
}

pub(super) fn run(data: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let mut rows = Vec::new();
    let mut at_best = Vec::new();
    let models = learn(
        &logs(&TRAIN, Wording::Training),
        &logs(&VALIDATE, Wording::Training),
    )?;
    for (name, wording) in [
        ("generated", Wording::Training),
        ("generated, held-out wording", Wording::HeldOut),
    ] {
        let windows = logs(&TEST, wording);
        score(name, &models, &windows, &mut rows);
        at_best.push(AtBest {
            data: name.to_owned(),
            accuracy: accuracy_at_best(&windows),
        });
    }
    let real = real(data)?;
    score("ssh, from generated", &models, &real, &mut rows);
    let (train, validate, test) = split(&real);
    score(
        "ssh, by source and time",
        &learn(&train, &validate)?,
        &test,
        &mut rows,
    );
    if let Some(folder) = plots {
        pictures::draw(&topics(&rows), folder)?;
    }
    let scores = Scores { rows, at_best };
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(table(&scores))
}

pub(crate) fn logs(seeds: &[u64], wording: Wording) -> Windows {
    let mut all = Windows::default();
    for seed in seeds {
        all.extend(generated(*seed, wording));
    }
    all
}

/// A tree and a forest, with the thresholds that serve validation data best.
pub(crate) fn learn(train: &Windows, validate: &Windows) -> Result<Models> {
    let growth = Growth {
        min_leaf: 2,
        ..Growth::default()
    };
    let table = train.table();
    let tree = Forest {
        trees: vec![fit_tree(&table, &growth)?],
    };
    let forest = fit_forest(&table, &growth)?;
    let with_threshold = |forest: Forest| {
        let threshold = best_threshold(&scored(&forest, validate));
        (forest, threshold)
    };
    Ok(Models {
        tree: with_threshold(tree),
        forest: with_threshold(forest),
    })
}

pub(crate) fn scored(forest: &Forest, windows: &Windows) -> Vec<Scored> {
    let table = windows.table();
    let scores = table.rows.iter().map(|row| forest.score(row));
    scores.zip(table.truth.iter().copied()).collect()
}

fn score(data: &str, models: &Models, windows: &Windows, rows: &mut Vec<Row>) {
    for (model, (forest, threshold)) in [
        ("decision tree", &models.tree),
        ("random forest", &models.forest),
    ] {
        let scored = scored(forest, windows);
        let scores: Vec<f64> = scored.iter().map(|(score, _)| *score).collect();
        rows.push(Row {
            data: data.to_owned(),
            model,
            windows: report(&scored, *threshold, 1),
            sources: report(&windows.by_source(&scores), *threshold, 1),
        });
    }
}

/// Accuracy of a judge that knows of each row how most of those with the same counts are labelled.
fn accuracy_at_best(windows: &Windows) -> f64 {
    let mut alike: BTreeMap<Features, [usize; 2]> = BTreeMap::new();
    for row in &windows.rows {
        let [others, attacks] = alike.entry(row.features).or_default();
        match row.truth {
            true => *attacks += 1,
            false => *others += 1,
        }
    }
    let n_right: usize = alike.values().flat_map(|n| n.iter().max()).sum();
    n_right as f64 / windows.rows.len().max(1) as f64
}

/// Windows of every host with labels; those of a source with a burst are attacks.
fn real(data: &Path) -> Result<Windows> {
    let mut all = Windows::default();
    for case in find::cases(data, "ssh", ".sources.tsv")? {
        let expected = ssh::expected(&case)?;
        all.extend(windows_of(
            &case.name,
            &find::log(&case.log)?,
            None,
            |window| expected.contains(&window.source),
        ));
    }
    Ok(all)
}

/// Training, validation and test: no source is on two sides, and what is scored comes later than what
/// was learned from, host by host.
fn split(all: &Windows) -> (Windows, Windows, Windows) {
    let host = |group: &str| group.split(' ').next().unwrap_or_default().to_owned();
    let mut times: BTreeMap<String, Vec<i64>> = Default::default();
    for row in &all.rows {
        times.entry(host(&row.group)).or_default().push(row.number);
    }
    let middle: BTreeMap<String, i64> = times
        .into_iter()
        .filter_map(|(host, mut numbers)| {
            numbers.sort_unstable();
            let middle = *numbers.get(numbers.len() / 2)?;
            Some((host, middle))
        })
        .collect();
    let is_late = |row: &crate::signin::Row| {
        middle
            .get(&host(&row.group))
            .is_some_and(|middle| row.number >= *middle)
    };
    let side = |row: &crate::signin::Row| {
        let hash = row.group.bytes().fold(7_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (hash >> 20) % 20
    };
    (
        all.filter(|row| side(row) < 7 && !is_late(row)),
        all.filter(|row| (7..10).contains(&side(row)) && !is_late(row)),
        all.filter(|row| side(row) >= 10 && is_late(row)),
    )
}

/// Both models on windows, on all data.
fn topics(rows: &[Row]) -> Vec<Topic> {
    ["decision tree", "random forest"]
        .map(|model| {
            let own = rows.iter().filter(|row| row.model == model);
            Topic {
                stem: format!("signin-{}", model.replace(' ', "-")),
                title: format!("Sign-ins, windows: {model}"),
                judges: own
                    .map(|row| (row.data.clone(), row.windows.clone()))
                    .collect(),
            }
        })
        .into()
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<30}{:<15}{:>9}{:>8}{:>9}{:>10}{:>8}{:>8}{:>8}{:>9}\n",
        "data", "model", "n", "attacks", "accuracy", "precision", "recall", "F1", "FPR", "ROC-AUC"
    );
    for row in &scores.rows {
        for (what, report) in [("windows", &row.windows), ("sources", &row.sources)] {
            let _ = writeln!(
                text,
                "{:<30}{:<15}{:>9}{:>8}{:>9.4}{:>10.4}{:>8.4}{:>8.4}{:>8.4}{:>9.4}  {what}",
                row.data,
                row.model,
                report.n,
                report.n_anomalies,
                report.accuracy,
                report.precision,
                report.recall,
                report.f1,
                report.false_positive_rate,
                report.roc_auc
            );
        }
    }
    for AtBest { data, accuracy } in &scores.at_best {
        let _ = writeln!(text, "at best, windows of {data}: accuracy {accuracy:.4}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_look_the_same_cannot_all_be_right() {
        let row = |count, truth| crate::signin::Row {
            group: String::new(),
            number: 0,
            features: [count; _],
            truth,
        };
        let rows = vec![row(1, true), row(1, true), row(1, false), row(2, false)];
        assert_eq!(accuracy_at_best(&Windows { rows }), 0.75);
        assert_eq!(accuracy_at_best(&Windows::default()), 0.0);
    }
}
