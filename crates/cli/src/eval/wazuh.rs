//! Wazuh's test lines: does gravity rank them as the rules do, and is the category seen?
//!
//! Truth: `derived/conformance/**/wazuh_cases*.jsonl`, one line and the rule that fires: `level`,
//! `groups`. Severity: the share of pairs (a line of level 5 or more, a line of level 3 or less) that
//! the gravity of the event orders right, ties counting half (AUROC). Category: of the lines whose
//! groups name one of ours, the share whose event is of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_core::events::EventKind;
use jejak_trees::metrics::Scored;
use serde::{Deserialize, Serialize};

use super::judge::{Judged, judge};
use super::learned::{Learned, beside};
use super::networks::GRAVE;
use super::pictures::{self, Topic};
use super::{find, share};

#[derive(Debug, Deserialize)]
struct Case {
    log: String,
    #[serde(default)]
    level: u8,
    #[serde(default)]
    groups: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Scores {
    auroc: f64,
    /// Levels from 7 on against levels up to 3.
    auroc_high: f64,
    category_recall: f64,
    categories: BTreeMap<&'static str, Category>,
    n: usize,
    /// Lines whose category was not found, with the category.
    missed: Vec<String>,
    /// Lines of level 5 and more that are no graver than the middle of those up to 3, and lines up to
    /// 3 that are graver than the middle of the others.
    misjudged: Vec<String>,
    /// Gravities of lines of level 5 or more, and of level 3 or less.
    #[serde(skip)]
    scored: Vec<Scored>,
}

#[derive(Debug, Default, Serialize)]
struct Category {
    n: usize,
    n_found: usize,
    recall: f64,
}

pub(super) fn run(
    data: &Path,
    json: bool,
    learned: Option<&Learned>,
    plots: Option<&Path>,
) -> Result<String> {
    let cases: Vec<Case> = find::json_lines(data, "wazuh_cases")?;
    if let Some(folder) = plots {
        let mut topic = Topic::new("wazuh-severity", "Level 5 and more against 3 and less");
        topic.judge("rules", &score(&cases, None).scored, GRAVE);
        if learned.is_some() {
            topic.judge("rules and forest", &score(&cases, learned).scored, GRAVE);
        }
        pictures::draw(&[topic], folder)?;
    }
    beside(learned, json, |learned| Ok(score(&cases, learned)), table)
}

fn score(cases: &[Case], learned: Option<&Learned>) -> Scores {
    let judged: Vec<(&Case, Judged)> = cases
        .iter()
        .map(|case| (case, judge(&case.log, "case.log", learned)))
        .collect();
    let gravities = |is_wanted: fn(u8) -> bool| -> Vec<f64> {
        let wanted = judged.iter().filter(|(case, _)| is_wanted(case.level));
        wanted.map(|(_, judged)| judged.gravity).collect()
    };
    let low = gravities(|level| level <= 3);
    let mut categories: BTreeMap<&'static str, Category> = BTreeMap::new();
    let mut missed = Vec::new();
    for (case, judged) in &judged {
        if let Some(category) = category(&case.groups) {
            let count = categories.entry(category).or_default();
            count.n += 1;
            if is_of(category, judged) {
                count.n_found += 1;
            } else {
                missed.push(format!("{category}: {:?} {}", judged.kind, case.log));
            }
        }
    }
    for count in categories.values_mut() {
        count.recall = share(count.n_found, count.n);
    }
    let sum = |of: fn(&Category) -> usize| categories.values().map(of).sum();
    Scores {
        auroc: auroc(&gravities(|level| level >= 5), &low),
        auroc_high: auroc(&gravities(|level| level >= 7), &low),
        category_recall: share(sum(|it| it.n_found), sum(|it| it.n)),
        n: cases.len(),
        scored: judged
            .iter()
            .filter(|(case, _)| case.level >= 5 || case.level <= 3)
            .map(|(case, judged)| (judged.gravity, case.level >= 5))
            .collect(),
        missed,
        misjudged: misjudged(&judged),
        categories,
    }
}

fn misjudged(judged: &[(&Case, Judged)]) -> Vec<String> {
    let middle = |is_wanted: fn(u8) -> bool| {
        let wanted = judged.iter().filter(|(case, _)| is_wanted(case.level));
        let mut gravities: Vec<f64> = wanted.map(|(_, judged)| judged.gravity).collect();
        gravities.sort_by(f64::total_cmp);
        gravities.get(gravities.len() / 2).copied().unwrap_or(0.0)
    };
    let (low, high) = (middle(|level| level <= 3), middle(|level| level >= 5));
    let is_wrong = |case: &Case, judged: &Judged| {
        case.level >= 5 && judged.gravity <= low || case.level <= 3 && judged.gravity >= high
    };
    judged
        .iter()
        .filter(|(case, judged)| is_wrong(case, judged))
        .map(|(case, judged)| format!("{} {:.2}: {}", case.level, judged.gravity, case.log))
        .collect()
}

/// The first of the groups that is a category of ours.
fn category(groups: &[String]) -> Option<&'static str> {
    let has = |names: &[&str]| groups.iter().any(|group| names.contains(&group.trim()));
    if has(&["authentication_success"]) {
        Some("sign_in")
    } else if has(&[
        "authentication_failed",
        "authentication_failures",
        "invalid_login",
    ]) {
        Some("failed_sign_in")
    } else if has(&["sql_injection", "attack", "web_scan", "automatic_attack"])
        && has(&["web", "accesslog"])
    {
        Some("web_attack")
    } else if has(&["sudo", "su"]) {
        Some("privilege")
    } else if has(&[
        "firewall_drop",
        "connection_attempt",
        "access_denied",
        "recon",
    ]) {
        Some("refused")
    } else if has(&["service_availability", "system_error", "low_diskspace"]) {
        Some("system_error")
    } else {
        None
    }
}

fn is_of(category: &str, judged: &Judged) -> bool {
    let Some(kind) = judged.kind else {
        return false;
    };
    match category {
        "sign_in" => kind == EventKind::AuthSuccess,
        "failed_sign_in" => {
            matches!(
                kind,
                EventKind::AuthFailure | EventKind::SudoFailed | EventKind::SuFailed
            ) || judged.is_at_door
        }
        "web_attack" => judged.is_attack || kind == EventKind::WebAttack || judged.sign.is_some(),
        "privilege" => matches!(
            kind,
            EventKind::SudoCommand
                | EventKind::SudoRefused
                | EventKind::SudoFailed
                | EventKind::SuFailed
                | EventKind::SuSuccess
                | EventKind::GroupAdded
                | EventKind::UidZero
        ),
        "refused" => matches!(
            kind,
            EventKind::Blocked
                | EventKind::Refusal
                | EventKind::AuthFailure
                | EventKind::WebClientError
        ),
        _ => matches!(kind, EventKind::Error | EventKind::ServiceRestart) || judged.sign.is_some(),
    }
}

/// Share of the pairs in which the first is the greater, ties counting half.
fn auroc(high: &[f64], low: &[f64]) -> f64 {
    if high.is_empty() || low.is_empty() {
        return 1.0;
    }
    let won: f64 = high
        .iter()
        .flat_map(|a| low.iter().map(move |b| (a, b)))
        .map(|(a, b)| match a.total_cmp(b) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
        .sum();
    won / (high.len() * low.len()) as f64
}

fn table(scores: &Scores) -> String {
    let mut text = format!("{:<20}{:>7}{:>9}\n", "category", "lines", "recall");
    for (name, count) in &scores.categories {
        let _ = writeln!(text, "{name:<20}{:>7}{:>9.3}", count.n, count.recall);
    }
    let _ = writeln!(
        text,
        "{:<20}{:>7}{:>9.3}",
        "all", "", scores.category_recall
    );
    let _ = writeln!(
        text,
        "severity over {} lines: AUROC {:.3} (level 5 and more), {:.3} (level 7 and more), against level 3 and less",
        scores.n, scores.auroc, scores.auroc_high
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_and_ties_count_half() {
        assert!((auroc(&[0.9, 0.5], &[0.5, 0.1]) - 0.875).abs() < 1e-9);
        assert!((auroc(&[], &[0.1]) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_line_is_of_its_category() {
        let case = |log: &str, level, group: &str| Case {
            log: log.to_owned(),
            level,
            groups: vec![group.to_owned()],
        };
        let scores = score(
            &[
                case(
                    "Mar 10 09:00:00 gerbang sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2",
                    5,
                    "authentication_failed",
                ),
                case("Mar 10 09:00:00 gerbang app[1]: ready", 0, "syslog"),
            ],
            None,
        );
        assert!((scores.auroc - 1.0).abs() < 1e-9);
        assert_eq!(scores.categories["failed_sign_in"].n_found, 1);
    }
}
