//! Brute force against sshd, by source address: precision and recall for each host and in all.
//!
//! Truth: `derived/ssh/<host>.sources.tsv` with the columns `source` and `bf_5in600s` (five failures
//! within 600 seconds). Found: incidents of kind `brute_force`, by the entity they are about; other
//! kinds are other questions. Where nothing is to be found, finding nothing is 1.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, IncidentKind};
use serde::Serialize;

use super::find::{self, Case};
use super::learned::{Learned, beside};
use super::{analysis_of, share};

#[derive(Debug, Serialize)]
struct Scores {
    precision: f64,
    recall: f64,
    /// Failed sign-ins counted.
    failures: u64,
    hosts: BTreeMap<String, Host>,
}

#[derive(Debug, Serialize)]
struct Host {
    precision: f64,
    recall: f64,
    failures: u64,
    n_expected: usize,
    n_found: usize,
    /// Expected and not found; found and not expected.
    missed: BTreeSet<String>,
    wrong: BTreeSet<String>,
}

pub(super) fn run(data: &Path, json: bool, learned: Option<&Learned>) -> Result<String> {
    beside(learned, json, |learned| score(data, learned), table)
}

fn score(data: &Path, learned: Option<&Learned>) -> Result<Scores> {
    let mut hosts = BTreeMap::new();
    for case in find::cases(data, "ssh", ".sources.tsv")? {
        let expected = expected(&case)?;
        let analysis = analysis_of(&case.log, Limits::default(), learned)?;
        hosts.insert(case.name, host(&expected, &analysis));
    }
    Ok(scores(hosts))
}

pub(crate) fn expected(case: &Case) -> Result<BTreeSet<String>> {
    let shown = case.truth.display();
    let text =
        std::fs::read_to_string(&case.truth).with_context(|| format!("while reading {shown}"))?;
    sources(&text).with_context(|| format!("{shown} has no columns `source` and `bf_5in600s`"))
}

fn sources(table: &str) -> Option<BTreeSet<String>> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next()?.split('\t').collect();
    let column = |wanted| names.iter().position(|name| *name == wanted);
    let (source, is_burst) = (column("source")?, column("bf_5in600s")?);
    let rows = lines.map(|line| line.split('\t').collect::<Vec<&str>>());
    let is_expected = |row: &Vec<&str>| row.get(is_burst) == Some(&"1");
    Some(
        rows.filter(is_expected)
            .filter_map(|row| row.get(source).map(|source| (*source).to_owned()))
            .collect(),
    )
}

/// Behaviour is called unusual by learned detectors alone.
const FOUND: [IncidentKind; 2] = [IncidentKind::BruteForce, IncidentKind::UnusualBehaviour];

fn host(expected: &BTreeSet<String>, analysis: &Analysis) -> Host {
    let found: BTreeSet<String> = analysis
        .incidents
        .iter()
        .filter(|incident| FOUND.contains(&incident.kind))
        .filter_map(|incident| Some(incident.entities.first()?.value.clone()))
        .collect();
    let n_right = found.intersection(expected).count();
    Host {
        precision: share(n_right, found.len()),
        recall: share(n_right, expected.len()),
        failures: analysis.n_auth_failures,
        n_expected: expected.len(),
        n_found: found.len(),
        missed: expected.difference(&found).cloned().collect(),
        wrong: found.difference(expected).cloned().collect(),
    }
}

fn scores(hosts: BTreeMap<String, Host>) -> Scores {
    let sum = |of: fn(&Host) -> usize| hosts.values().map(of).sum::<usize>();
    let (n_found, n_expected) = (sum(|host| host.n_found), sum(|host| host.n_expected));
    let n_right = n_found - sum(|host| host.wrong.len());
    Scores {
        precision: share(n_right, n_found),
        recall: share(n_right, n_expected),
        failures: hosts.values().map(|host| host.failures).sum(),
        hosts,
    }
}

fn table(scores: &Scores) -> String {
    let mut text = String::new();
    let mut row = |name: &str, precision: f64, recall: f64, failures: u64, sources: &str| {
        let _ = writeln!(
            text,
            "{name:<28}{precision:>10.3}{recall:>9.3}{failures:>10}  {sources}"
        );
    };
    for (name, host) in &scores.hosts {
        let n_right = host.n_found - host.wrong.len();
        let mut sources = format!("{n_right} of {}", host.n_expected);
        for (label, list) in [("missed", &host.missed), ("wrong", &host.wrong)] {
            if !list.is_empty() {
                let list: Vec<&str> = list.iter().map(String::as_str).collect();
                let _ = write!(sources, "; {label}: {}", list.join(" "));
            }
        }
        row(name, host.precision, host.recall, host.failures, &sources);
    }
    row("all", scores.precision, scores.recall, scores.failures, "");
    format!(
        "{:<28}{:>10}{:>9}{:>10}  sources found\n{text}",
        "host", "precision", "recall", "failures"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_read_by_the_names_of_its_columns() {
        let table = "source\tfailed\tbf_5in600s\n203.0.113.9\t7\t1\n203.0.113.8\t2\t0\n";
        let expect = BTreeSet::from(["203.0.113.9".to_owned()]);
        assert_eq!(sources(table), Some(expect));
        assert_eq!(sources("source\tfailed\n"), None);
        assert_eq!(sources(""), None);
    }

    #[test]
    fn of_nothing_all_is_found() {
        assert_eq!((share(0, 0), share(1, 4)), (1.0, 0.25));
    }
}
