//! Is risk calibrated? How often incidents are true, by how high their risk is.
//!
//! All labelled logs at once. In access logs an incident is true when most of its evidence is labelled
//! an attack; in sshd logs when the address has failures enough for its kind (a burst for
//! `brute_force`, a sign-in after it for a takeover); in CrowdSec's tests when a scenario fires and
//! its sources name the incident's (tests of parsers alone, which load no scenario that could fire,
//! tell nothing and are left out); in benign logs no incident above is true. What has no label is
//! left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, EntityKind, Incident, IncidentKind};
use jejak_trees::metrics::Scored;
use serde::Serialize;

use super::pictures::{self, Topic};
use super::{analysis_of, calm, crowdsec, find, share};

/// Width of a row of the table: the width of a severity.
const STEP: u8 = 20;

/// Of the lowest risk that is medium, as a share of the highest.
const MEDIUM: f64 = 0.4;

#[derive(Debug, Default, Serialize)]
struct Scores {
    /// From the lowest risks to the highest.
    bins: Vec<Bin>,
    /// Share of the neighbouring filled bins in which the higher is more often true.
    monotone: f64,
    n: usize,
    /// The same by kind.
    kinds: BTreeMap<IncidentKind, Bin>,
    /// What is not true though its risk is medium or more: risk, kind and whom it is about.
    wrong: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Bin {
    from: u8,
    to: u8,
    n: usize,
    n_true: usize,
    share_true: f64,
    mean_risk: f64,
}

/// An incident, and whether it is true.
#[derive(Debug)]
struct Judged {
    risk: u8,
    kind: IncidentKind,
    about: String,
    is_true: bool,
}

impl Judged {
    fn new(incident: &Incident, is_true: bool) -> Self {
        let about = incident.entities.first();
        Self {
            risk: incident.risk,
            kind: incident.kind,
            about: about.map_or_else(String::new, |entity| entity.value.clone()),
            is_true,
        }
    }
}

pub(super) fn run(data: &Path, json: bool, plots: Option<&Path>) -> Result<String> {
    let mut judged = of_web(data)?;
    judged.extend(of_ssh(data)?);
    judged.extend(of_crowdsec(data)?);
    for it in calm::analysed(data)? {
        let incidents = it.analysis.incidents.iter();
        judged.extend(incidents.map(|incident| Judged::new(incident, false)));
    }
    if let Some(folder) = plots {
        let mut topic = Topic::new("risk-incidents", "Incidents by risk");
        let scored: Vec<Scored> = judged
            .iter()
            .map(|it| (f64::from(it.risk) / 100.0, it.is_true))
            .collect();
        topic.judge("medium risk and more", &scored, MEDIUM);
        pictures::draw(&[topic], folder)?;
    }
    let scores = score(&judged);
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(table(&scores))
}

fn of_web(data: &Path) -> Result<Vec<Judged>> {
    let mut judged = Vec::new();
    for case in find::cases(data, "web", ".labels.tsv")? {
        let text = std::fs::read_to_string(&case.truth)
            .with_context(|| format!("while reading {}", case.truth.display()))?;
        let labels: HashMap<u64, bool> = text
            .lines()
            .skip(1)
            .filter_map(|row| {
                let mut cells = row.split('\t');
                let line: u64 = cells.next()?.parse().ok()?;
                let is_attack = match cells.next()? {
                    "0" => false,
                    "1" => true,
                    _ => return None,
                };
                Some((line.checked_sub(1)?, is_attack))
            })
            .collect();
        let limits = Limits {
            n_evidence: 10_000,
            ..Limits::default()
        };
        let analysis = analysis_of(&case.log, limits, None)?;
        judged.extend(analysis.incidents.iter().filter_map(|incident| {
            let known: Vec<bool> = incident
                .evidence
                .lines
                .iter()
                .filter_map(|at| labels.get(&at.line).copied())
                .collect();
            let n_attacks = known.iter().filter(|is_attack| **is_attack).count();
            let is_true = n_attacks * 2 > known.len();
            (!known.is_empty()).then(|| Judged::new(incident, is_true))
        }));
    }
    Ok(judged)
}

fn of_ssh(data: &Path) -> Result<Vec<Judged>> {
    let mut judged = Vec::new();
    for case in find::cases(data, "ssh", ".sources.tsv")? {
        let text = std::fs::read_to_string(&case.truth)
            .with_context(|| format!("while reading {}", case.truth.display()))?;
        let mut rows = text.lines().map(|row| row.split('\t').collect::<Vec<_>>());
        let names = rows.next().unwrap_or_default();
        let truth: BTreeMap<&str, BTreeMap<&str, u64>> = rows
            .filter_map(|row| {
                let numbers = names
                    .iter()
                    .skip(1)
                    .copied()
                    .zip(row.iter().skip(1))
                    .filter_map(|(name, cell)| Some((name, cell.parse().ok()?)))
                    .collect();
                Some((*row.first()?, numbers))
            })
            .collect();
        let analysis = analysis_of(&case.log, Limits::default(), None)?;
        judged.extend(
            analysis
                .incidents
                .iter()
                .filter_map(|incident| Some(Judged::new(incident, is_true_ssh(incident, &truth)?))),
        );
    }
    Ok(judged)
}

fn is_true_ssh(incident: &Incident, truth: &BTreeMap<&str, BTreeMap<&str, u64>>) -> Option<bool> {
    let source = incident
        .entities
        .iter()
        .find(|entity| entity.kind == EntityKind::SourceAddress)?;
    let of = |column: &str| {
        let row = truth.get(source.value.as_str());
        row.and_then(|row| row.get(column)).copied().unwrap_or(0)
    };
    match incident.kind {
        IncidentKind::BruteForce => Some(of("bf_5in600s") == 1),
        IncidentKind::SlowBruteForce | IncidentKind::PasswordSpraying => Some(of("failed") >= 5),
        IncidentKind::AccountTakeover => Some(of("pw_accept_after_5fails_600s") == 1),
        _ => None,
    }
}

fn of_crowdsec(data: &Path) -> Result<Vec<Judged>> {
    let mut judged = Vec::new();
    for (case, analysis) in crowdsec::analysed(data, None)? {
        if !case.loads_scenarios(data)? {
            continue;
        }
        let sources: BTreeSet<&str> = case.sources.iter().map(String::as_str).collect();
        let is_quiet = case.n_overflows == 0 && sources.is_empty();
        judged.extend(about_somebody(&analysis).map(|incident| {
            let mut names = incident.entities.iter().map(|entity| entity.value.as_str());
            let is_named = names.any(|name| sources.contains(name));
            Judged::new(incident, !is_quiet && is_named)
        }));
    }
    Ok(judged)
}

/// Incidents about an address or a user.
fn about_somebody(analysis: &Analysis) -> impl Iterator<Item = &Incident> {
    analysis.incidents.iter().filter(|incident| {
        incident.entities.first().is_some_and(|entity| {
            matches!(entity.kind, EntityKind::SourceAddress | EntityKind::User)
        })
    })
}

fn score(judged: &[Judged]) -> Scores {
    let bins: Vec<Bin> = (0..100 / STEP)
        .map(|nth| {
            let (from, to) = (
                nth * STEP,
                if nth == 4 { 100 } else { nth * STEP + STEP - 1 },
            );
            bin(from, to, judged.iter())
        })
        .collect();
    let filled: Vec<&Bin> = bins.iter().filter(|bin| bin.n > 0).collect();
    let n_rising = filled
        .windows(2)
        .filter(|pair| matches!(pair, [low, high] if low.share_true <= high.share_true))
        .count();
    let kinds: BTreeSet<IncidentKind> = judged.iter().map(|it| it.kind).collect();
    let of_kind = |kind| bin(0, 100, judged.iter().filter(|it| it.kind == kind));
    Scores {
        monotone: share(n_rising, filled.len().saturating_sub(1)),
        n: judged.len(),
        kinds: kinds
            .into_iter()
            .map(|kind| (kind, of_kind(kind)))
            .collect(),
        wrong: judged
            .iter()
            .filter(|it| !it.is_true && it.risk >= 40)
            .map(|it| format!("{} {:?} {}", it.risk, it.kind, it.about))
            .collect(),
        bins,
    }
}

/// Counts what has a risk between two, both inclusive.
fn bin<'a>(from: u8, to: u8, judged: impl Iterator<Item = &'a Judged>) -> Bin {
    let own: Vec<&Judged> = judged.filter(|it| (from..=to).contains(&it.risk)).collect();
    let n_true = own.iter().filter(|it| it.is_true).count();
    let sum: f64 = own.iter().map(|it| f64::from(it.risk)).sum();
    Bin {
        from,
        to,
        n: own.len(),
        n_true,
        share_true: share(n_true, own.len()),
        mean_risk: sum / own.len().max(1) as f64,
    }
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<10}{:>11}{:>7}{:>8}{:>11}\n",
        "risk", "incidents", "true", "share", "mean risk"
    );
    for bin in &scores.bins {
        let range = format!("{}–{}", bin.from, bin.to);
        let _ = writeln!(
            text,
            "{range:<10}{:>11}{:>7}{:>8.3}{:>11.1}",
            bin.n, bin.n_true, bin.share_true, bin.mean_risk
        );
    }
    for (kind, bin) in &scores.kinds {
        let name = serde_json::to_value(kind).unwrap_or_default();
        let _ = writeln!(
            text,
            "{:<24}{:>7}{:>7}{:>8.3}{:>8.1}",
            name.as_str().unwrap_or_default(),
            bin.n,
            bin.n_true,
            bin.share_true,
            bin.mean_risk
        );
    }
    let _ = writeln!(
        text,
        "{} incidents; the higher of two neighbouring rows is more often true in {:.2} of the cases",
        scores.n, scores.monotone
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_what_is_true() {
        let judged = |risk, is_true| Judged {
            risk,
            kind: IncidentKind::BruteForce,
            about: String::new(),
            is_true,
        };
        let scores = score(&[
            judged(5, false),
            judged(25, false),
            judged(25, true),
            judged(100, true),
        ]);
        let shares: Vec<f64> = scores
            .bins
            .iter()
            .filter(|bin| bin.n > 0)
            .map(|bin| bin.share_true)
            .collect();
        assert_eq!(shares, vec![0.0, 0.5, 1.0]);
        assert!((scores.monotone - 1.0).abs() < 1e-9);
    }
}
