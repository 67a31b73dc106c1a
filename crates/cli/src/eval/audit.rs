//! Trees on the server's audit log: logs of `jejak-server simulate`, which come with labels.
//!
//! In: every folder below the data that holds `audit.jsonl` and `labels.csv`. A row is what an address,
//! or an account, did in ten minutes. Splits: by time (the first 60 % of each log teach, the rest is
//! scored), by address or account (half of the names teach, the others are scored), and by log (each is
//! judged by what all others teach). `shipped` are the trees that the page brings along.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jejak_trees::audit::{
    Judges, Labels, Subject, THRESHOLD, Window, entries, part, shipped, windows,
};
use jejak_trees::metrics::{Report, Scored, report};
use serde::Serialize;
use walkdir::WalkDir;

use super::pictures::{self, Topic};

/// Published on simulated sign-ins: accuracy of a decision tree and of a forest.
const PUBLISHED: [(&str, f64); 2] = [("decision tree", 1.0), ("random forest", 0.9911)];

/// Share of a log's time that teaches.
const TAUGHT: f64 = 0.6;

/// A log of a simulation.
pub(crate) struct Log {
    pub(crate) name: String,
    /// By subject, in the order of [`Subject::ALL`].
    pub(crate) windows: [Vec<Window>; 2],
}

#[derive(Debug, Serialize)]
struct Scores {
    logs: Vec<String>,
    rows: Vec<Row>,
    published_accuracy: BTreeMap<&'static str, f64>,
}

/// One kind of trees, on what they did not learn from.
#[derive(Debug, Serialize)]
struct Row {
    split: &'static str,
    subject: &'static str,
    model: &'static str,
    windows: Report,
    /// By name: the highest score of its windows.
    names: Report,
}

pub(super) fn run(data: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let logs = logs(data)?;
    let mut rows = Vec::new();
    for subject in Subject::ALL {
        let all = of_subject(&logs, subject);
        for (split, judged) in [
            ("by time", by_time(&all)?),
            ("by name", by_name(&all)?),
            ("by log", by_log(&all)?),
            ("shipped", judged(&shipped(subject)?, &all)),
        ] {
            rows.extend(judged.rows(split, subject));
        }
    }
    if let Some(folder) = plots {
        pictures::draw(&topics(&rows), folder)?;
    }
    let scores = Scores {
        logs: logs.into_iter().map(|log| log.name).collect(),
        rows,
        published_accuracy: PUBLISHED.into(),
    };
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    table(&scores)
}

/// Each kind of trees on windows of each subject, on all splits that left something to score.
fn topics(rows: &[Row]) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for row in rows.iter().filter(|row| row.windows.n > 0) {
        let stem = format!("audit-{}-{}", row.subject, row.model.replace(' ', "-"));
        let title = format!("Audit log, {}: {}", row.subject, row.model);
        let judge = (row.split.to_owned(), row.windows.clone());
        match topics.iter_mut().find(|topic| topic.stem == stem) {
            Some(topic) => topic.judges.push(judge),
            None => topics.push(Topic {
                judges: vec![judge],
                ..Topic::new(stem, title)
            }),
        }
    }
    topics
}

/// The windows of all logs that are about one kind of subject.
pub(crate) fn of_subject(logs: &[Log], subject: Subject) -> Vec<Named> {
    let of = |log: &Log| {
        let own = Subject::ALL.iter().zip(&log.windows);
        let windows = own.filter(|(it, _)| **it == subject).flat_map(|(_, it)| it);
        (log.name.clone(), windows.cloned().collect())
    };
    logs.iter().map(of).collect()
}

/// All labelled logs below a folder, by path.
pub(crate) fn logs(data: &Path) -> Result<Vec<Log>> {
    let mut logs = Vec::new();
    for entry in WalkDir::new(data).sort_by_file_name() {
        let entry = entry.with_context(|| format!("while listing {}", data.display()))?;
        let (log, labels) = (entry.path(), entry.path().with_file_name("labels.csv"));
        if entry.file_name() != "audit.jsonl" || !labels.exists() {
            continue;
        }
        let read = |path: &Path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("while reading {}", path.display()))
        };
        let (entries, n_others) = entries(&read(log)?);
        if n_others > 0 {
            bail!("{}: {n_others} lines are no entries", log.display());
        }
        let labels = Labels::read(&read(&labels)?)
            .with_context(|| format!("while reading {}", labels.display()))?;
        let folder = log.parent().unwrap_or(data);
        logs.push(Log {
            name: folder
                .strip_prefix(data)
                .unwrap_or(folder)
                .display()
                .to_string(),
            windows: Subject::ALL
                .map(|subject| windows(&entries, subject, |entry| labels.of(entry))),
        });
    }
    if logs.is_empty() {
        bail!(
            "{} holds no folder with audit.jsonl and labels.csv, as `jejak-server simulate --out` makes them",
            data.display()
        );
    }
    Ok(logs)
}

/// A log's name and windows.
pub(crate) type Named = (String, Vec<Window>);

/// Scores of both kinds of trees, window by window.
#[derive(Default)]
pub(crate) struct Judged {
    /// Log and name of the subject.
    names: Vec<String>,
    pub(crate) tree: Vec<Scored>,
    pub(crate) forest: Vec<Scored>,
}

impl Judged {
    fn add(&mut self, judges: &Judges, log: &str, windows: &[Window]) {
        for window in windows {
            let Some(truth) = window.truth else { continue };
            let verdict = judges.judge(window);
            self.names.push(format!("{log} {}", window.name));
            self.tree.push((verdict.tree, truth));
            self.forest.push((verdict.forest, truth));
        }
    }

    fn rows(&self, split: &'static str, subject: Subject) -> [Row; 2] {
        [
            ("decision tree", &self.tree),
            ("random forest", &self.forest),
        ]
        .map(|(model, scored)| Row {
            split,
            subject: subject.name(),
            model,
            windows: report(scored, THRESHOLD, 1),
            names: report(&self.by_name(scored), THRESHOLD, 1),
        })
    }

    fn by_name(&self, scored: &[Scored]) -> Vec<Scored> {
        let mut names: BTreeMap<&str, Scored> = BTreeMap::new();
        for (name, (score, truth)) in self.names.iter().zip(scored) {
            let name = names.entry(name).or_insert((0.0, false));
            name.0 = name.0.max(*score);
            name.1 |= truth;
        }
        names.into_values().collect()
    }
}

fn judged(judges: &Judges, logs: &[Named]) -> Judged {
    let mut judged = Judged::default();
    for (name, windows) in logs {
        judged.add(judges, name, windows);
    }
    judged
}

/// Both sides of a split of the windows of each log.
fn split(logs: &[Named], teaches: impl Fn(&[Window], &Window) -> bool) -> Result<Judged> {
    let mut taught = Vec::new();
    let mut scored: Vec<Named> = Vec::new();
    for (name, windows) in logs {
        let (to_teach, to_score): (Vec<_>, Vec<_>) = windows
            .iter()
            .cloned()
            .partition(|window| teaches(windows, window));
        taught.extend(to_teach);
        scored.push((name.clone(), to_score));
    }
    Ok(judged(&Judges::grow(&taught)?, &scored))
}

fn by_time(logs: &[Named]) -> Result<Judged> {
    split(logs, |all, window| {
        let starts = || all.iter().map(|window| window.start_s);
        let (first, last) = (starts().min().unwrap_or(0), starts().max().unwrap_or(0));
        let cut_s = first + ((last - first) as f64 * TAUGHT) as i64;
        window.start_s < cut_s
    })
}

fn by_name(logs: &[Named]) -> Result<Judged> {
    split(logs, |_, window| part(&window.name, 2) == 0)
}

/// Each log by what all others teach. Of a single log there are no others.
pub(crate) fn by_log(logs: &[Named]) -> Result<Judged> {
    let mut judged = Judged::default();
    for (name, windows) in logs {
        let others = logs.iter().filter(|(other, _)| other != name);
        let taught: Vec<&Window> = others.flat_map(|(_, windows)| windows).collect();
        if !taught.is_empty() {
            judged.add(&Judges::grow(taught)?, name, windows);
        }
    }
    Ok(judged)
}

fn table(scores: &Scores) -> Result<String> {
    let mut text = format!(
        "{:<9}{:<9}{:<15}{:>6}{:>9}{:>10}{:>11}{:>8}{:>8}{:>8}{:>9}\n",
        "split",
        "subject",
        "model",
        "n",
        "attacks",
        "accuracy",
        "precision",
        "recall",
        "F1",
        "FPR",
        "ROC-AUC"
    );
    for row in &scores.rows {
        for (what, report) in [("windows", &row.windows), ("names", &row.names)] {
            if report.n == 0 {
                continue;
            }
            // Of one kind alone there is no order to be right about.
            let roc_auc = match report.n_anomalies {
                n if n == report.n || n == 0 => "–".to_owned(),
                _ => format!("{:.4}", report.roc_auc),
            };
            writeln!(
                text,
                "{:<9}{:<9}{:<15}{:>6}{:>9}{:>10.4}{:>11.4}{:>8.4}{:>8.4}{:>8.4}{:>9}  {what}",
                row.split,
                row.subject,
                row.model,
                report.n,
                report.n_anomalies,
                report.accuracy,
                report.precision,
                report.recall,
                report.f1,
                report.false_positive_rate,
                roc_auc
            )?;
        }
    }
    for (model, accuracy) in PUBLISHED {
        writeln!(
            text,
            "published accuracy, on other data: {model} {accuracy:.4}"
        )?;
    }
    writeln!(text, "logs: {}", scores.logs.join(", "))?;
    Ok(text)
}
