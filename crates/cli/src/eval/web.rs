//! Attacks in access logs, by class: how many requests are found, and how many harmless ones with them.
//!
//! Truth: `derived/web/<name>.labels.tsv` with the columns `line` (from 1), `label` (1 attack, 0
//! harmless, −1 left out) and `class`. A request is found when its line is evidence of any web
//! incident; `own` counts attack incidents alone, which go by the request itself and not by what
//! its source did besides. Of what was in the body of a request its line bears no trace: requests
//! that look in every part like an ordinary page view are counted, and recall is given without them
//! as well.

mod trace;

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, IncidentKind};
use serde::Serialize;

use super::find::{self, Case};
use super::learned::{Learned, beside};
use super::{analysis_of, share};

#[derive(Debug, Default, Serialize)]
struct Scores {
    recall: BTreeMap<String, f64>,
    recall_all: f64,
    /// The same by the requests' own traces.
    recall_own: BTreeMap<String, f64>,
    /// Share of the harmless requests that are evidence of any web incident.
    benign_fpr: f64,
    /// The same of the requests whose line bears a trace.
    recall_traced: BTreeMap<String, f64>,
    /// Requests by class; `benign` for the harmless ones.
    n: BTreeMap<String, usize>,
    /// Requests without a trace by class.
    n_traceless: BTreeMap<String, usize>,
    n_benign_found: usize,
    /// Lines that were not found though they bear a trace, by class.
    missed: BTreeMap<String, Vec<String>>,
    /// Harmless lines that were.
    wrong: Vec<String>,
}

#[derive(Debug, Default)]
struct Count {
    n: usize,
    n_found: usize,
    n_own: usize,
    n_traceless: usize,
    /// Found, of those without a trace.
    n_guessed: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

const BENIGN: &str = "benign";

pub(super) fn run(data: &Path, json: bool, learned: Option<&Learned>) -> Result<String> {
    beside(learned, json, |learned| score(data, learned), table)
}

fn score(data: &Path, learned: Option<&Learned>) -> Result<Scores> {
    let mut counts = BTreeMap::new();
    for case in find::cases(data, "web", ".labels.tsv")? {
        let limits = Limits {
            n_evidence: usize::MAX,
            n_riskiest: usize::MAX,
            ..Limits::default()
        };
        let labels = labels(&case)?;
        let log = std::fs::read(&case.log)
            .with_context(|| format!("while reading {}", case.log.display()))?;
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.split('\n').collect();
        let analysis = analysis_of(&case.log, limits, learned)?;
        count(&labels, &analysis, &lines, &mut counts);
    }
    Ok(scores(&counts))
}

/// Line (from 0) and class of a labelled request; harmless ones are all of one class.
type Label = (u64, String);

fn labels(case: &Case) -> Result<Vec<Label>> {
    let shown = case.truth.display();
    let text =
        std::fs::read_to_string(&case.truth).with_context(|| format!("while reading {shown}"))?;
    rows(&text).with_context(|| format!("{shown} has no columns `line`, `label` and `class`"))
}

fn rows(table: &str) -> Option<Vec<Label>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next()?.split('\t').collect();
    let column = |wanted| names.iter().position(|name| *name == wanted);
    let (line, label, class) = (column("line")?, column("label")?, column("class")?);
    let row = |text: &str| {
        let cells: Vec<&str> = text.split('\t').collect();
        let line: u64 = cells.get(line)?.parse().ok()?;
        let class = match *cells.get(label)? {
            "0" => BENIGN,
            "1" => cells.get(class)?,
            _ => return None,
        };
        Some((line.checked_sub(1)?, class.to_owned()))
    };
    Some(lines.filter_map(row).collect())
}

fn count(
    labels: &[Label],
    analysis: &Analysis,
    log: &[&str],
    counts: &mut BTreeMap<String, Count>,
) {
    let lines = |kinds: &[IncidentKind]| -> HashSet<u64> {
        analysis
            .incidents
            .iter()
            .filter(|incident| kinds.contains(&incident.kind))
            .flat_map(|incident| incident.evidence.lines.iter().map(|at| at.line))
            .collect()
    };
    // Behaviour is called unusual by learned detectors alone.
    let found = lines(&[
        IncidentKind::WebAttack,
        IncidentKind::WebScan,
        IncidentKind::UnusualBehaviour,
    ]);
    let own = lines(&[IncidentKind::WebAttack]);
    let usual = trace::usual_agents(log);
    for (line, class) in labels {
        let count = counts.entry(class.clone()).or_default();
        let is_found = found.contains(line);
        count.n += 1;
        count.n_found += usize::from(is_found);
        count.n_own += usize::from(own.contains(line));
        let text = usize::try_from(*line)
            .ok()
            .and_then(|idx| log.get(idx))
            .unwrap_or(&"");
        if !trace::is_borne(text, &usual) {
            count.n_traceless += 1;
            count.n_guessed += usize::from(is_found);
        } else if !is_found {
            count.missed.push((*text).to_owned());
        }
        if is_found && class == BENIGN {
            count.wrong.push((*text).to_owned());
        }
    }
}

fn scores(counts: &BTreeMap<String, Count>) -> Scores {
    let mut scores = Scores::default();
    let (mut n, mut n_found) = (0, 0);
    for (class, count) in counts {
        scores.n.insert(class.clone(), count.n);
        if class == BENIGN {
            scores.benign_fpr = count.n_found as f64 / count.n.max(1) as f64;
            scores.n_benign_found = count.n_found;
            scores.wrong.clone_from(&count.wrong);
            continue;
        }
        let recall = share(count.n_found, count.n);
        scores.recall.insert(class.clone(), recall);
        let traced = share(count.n_found - count.n_guessed, count.n - count.n_traceless);
        scores.recall_traced.insert(class.clone(), traced);
        scores.n_traceless.insert(class.clone(), count.n_traceless);
        scores.missed.insert(class.clone(), count.missed.clone());
        let own = share(count.n_own, count.n);
        scores.recall_own.insert(class.clone(), own);
        n += count.n;
        n_found += count.n_found;
    }
    scores.recall_all = share(n_found, n);
    scores
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<20}{:>10}{:>9}{:>9}{:>10}{:>12}\n",
        "class", "requests", "recall", "own", "no trace", "with trace"
    );
    for (class, recall) in &scores.recall {
        let n = scores.n.get(class).copied().unwrap_or(0);
        let own = scores.recall_own.get(class).copied().unwrap_or(0.0);
        let traceless = scores.n_traceless.get(class).copied().unwrap_or(0);
        let traced = scores.recall_traced.get(class).copied().unwrap_or(0.0);
        let _ = writeln!(
            text,
            "{class:<20}{n:>10}{recall:>9.4}{own:>9.4}{traceless:>10}{traced:>12.4}"
        );
    }
    let n_benign = scores.n.get(BENIGN).copied().unwrap_or(0);
    let _ = writeln!(text, "all{:>36.4}", scores.recall_all);
    let _ = writeln!(
        text,
        "harmless requests taken for attacks: {} of {n_benign} ({:.3} %)",
        scores.n_benign_found,
        scores.benign_fpr * 100.0
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_their_line_and_near_misses_are_left_out() {
        let table = "line\tlabel\tclass\n1\t0\tnorm\n2\t1\tsqli\n3\t-1\tnear_miss\n";
        let expect = vec![(0, BENIGN.to_owned()), (1, "sqli".to_owned())];
        assert_eq!(rows(table), Some(expect));
        assert_eq!(rows("line\tclass\n"), None);
    }

    #[test]
    fn recall_and_false_alarms_are_shares_of_their_own() {
        let count = |n, n_found| Count {
            n,
            n_found,
            n_own: n_found,
            ..Count::default()
        };
        let counts = BTreeMap::from([
            (BENIGN.to_owned(), count(1000, 1)),
            ("sqli".to_owned(), count(10, 9)),
            ("xss".to_owned(), count(10, 5)),
        ]);
        let scores = scores(&counts);
        assert_eq!(scores.benign_fpr, 0.001);
        assert_eq!(scores.recall_all, 0.7);
        assert_eq!(scores.recall.get("xss"), Some(&0.5));
    }
}
