//! CrowdSec's tests: whole logs with the scenarios that must fire and the sources that they name.
//!
//! Truth: `derived/conformance/**/crowdsec_cases*.jsonl` with `log` (below the data folder),
//! `scenarios` and `sources`. A scenario counts as seen when an incident of a kind that fits its name
//! is there; a source when it is an entity of some incident. A test without overflows must stay
//! quiet: no incident above low.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::plan::Limits;
use jejak_protocol::{Analysis, IncidentKind, Severity};
use serde::{Deserialize, Serialize};

use super::learned::{Learned, beside};
use super::{analysis_of, find, share};

#[derive(Debug, Deserialize)]
pub(super) struct Case {
    pub(super) test: String,
    #[serde(default)]
    log_type: Option<String>,
    pub(super) log: String,
    #[serde(default)]
    pub(super) n_overflows: usize,
    #[serde(default)]
    scenarios: Vec<String>,
    #[serde(default)]
    pub(super) sources: Vec<String>,
}

impl Case {
    /// Whether the test's `config.yaml`, beside its log, loads scenarios; else it is about a parser, and
    /// that nothing fires says nothing.
    pub(super) fn loads_scenarios(&self, data: &Path) -> Result<bool> {
        let path = data.join(&self.log).with_file_name("config.yaml");
        let config = std::fs::read_to_string(&path)
            .with_context(|| format!("while reading {}", path.display()))?;
        let items = config
            .lines()
            .skip_while(|line| !line.starts_with("scenarios:"))
            .skip(1)
            .map_while(|line| line.trim_start().strip_prefix('-'));
        Ok(items
            .map(|item| item.trim().trim_matches('"'))
            .any(|item| !item.is_empty()))
    }
}

#[derive(Debug, Serialize)]
struct Scores {
    /// Scenarios seen, of those that must fire.
    scenario: f64,
    /// Sources named, of those that must be.
    source: f64,
    /// Tests without overflows that stay quiet.
    quiet: f64,
    families: BTreeMap<&'static str, Family>,
    missed: Vec<String>,
    loud: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Family {
    n: usize,
    n_seen: usize,
}

pub(super) fn run(data: &Path, json: bool, learned: Option<&Learned>) -> Result<String> {
    beside(learned, json, |learned| score(data, learned), table)
}

/// All cases with the analyses of their logs.
pub(super) fn analysed(data: &Path, learned: Option<&Learned>) -> Result<Vec<(Case, Analysis)>> {
    let cases: Vec<Case> = find::json_lines(data, "crowdsec_cases")?;
    let mut analysed = Vec::new();
    for case in cases {
        let analysis = analysis_of(&data.join(&case.log), Limits::default(), learned)?;
        analysed.push((case, analysis));
    }
    Ok(analysed)
}

fn score(data: &Path, learned: Option<&Learned>) -> Result<Scores> {
    let mut families: BTreeMap<&'static str, Family> = BTreeMap::new();
    let (mut sources, mut quiet) = ((0, 0), (0, 0));
    let (mut missed, mut loud) = (Vec::new(), Vec::new());
    for (case, analysis) in analysed(data, learned)? {
        let log_type = case.log_type.as_deref().unwrap_or_default();
        if case.n_overflows == 0 && case.sources.is_empty() {
            quiet.0 += 1;
            let worst = analysis.incidents.iter().map(|it| it.severity).max();
            if worst.is_none_or(|worst| worst <= Severity::Low) {
                quiet.1 += 1;
            } else {
                loud.push(format!("{} ({log_type})", case.test));
            }
            continue;
        }
        for scenario in &case.scenarios {
            let family = family(scenario);
            let count = families.entry(family).or_default();
            count.n += 1;
            let kinds = kinds(family);
            if analysis.incidents.iter().any(|it| kinds.contains(&it.kind)) {
                count.n_seen += 1;
            } else {
                missed.push(format!("{scenario} ({}, {log_type})", case.test));
            }
        }
        let named: BTreeSet<&str> = analysis
            .incidents
            .iter()
            .flat_map(|it| it.entities.iter().map(|entity| entity.value.as_str()))
            .collect();
        for source in &case.sources {
            sources.0 += 1;
            sources.1 += usize::from(named.contains(source.as_str()));
        }
    }
    let sum = |of: fn(&Family) -> usize| families.values().map(of).sum();
    Ok(Scores {
        scenario: share(sum(|it| it.n_seen), sum(|it| it.n)),
        source: share(sources.1, sources.0),
        quiet: share(quiet.1, quiet.0),
        families,
        missed,
        loud,
    })
}

/// What a scenario is about, by its name.
fn family(scenario: &str) -> &'static str {
    let name = scenario.rsplit('/').next().unwrap_or(scenario);
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let is_guessing = name.ends_with("bf")
        || has(&[
            "-bf",
            "_bf",
            "user-enum",
            "user_enum",
            "brute",
            "auth",
            "login",
            "ssh-generic",
            "impossible-travel",
        ]);
    if is_guessing && !has(&["cve"]) {
        "guessing"
    } else if has(&["iptables", "scan-multi", "portscan"]) {
        "network"
    } else if has(&["auditd", "suid", "cve-2021-4034", "cve-2024-6387"]) {
        "host"
    } else if has(&[
        "spam",
        "postfix",
        "amavis",
        "relay",
        "helo",
        "smtp",
        "refused",
        "acl-reject",
        "non-smtp",
    ]) {
        "refusals"
    } else {
        "web"
    }
}

/// Kinds of incidents that fit a family.
fn kinds(family: &str) -> &'static [IncidentKind] {
    use IncidentKind as K;
    match family {
        "guessing" => &[
            K::BruteForce,
            K::SlowBruteForce,
            K::PasswordSpraying,
            K::AccountTakeover,
        ],
        "network" => &[K::SuspiciousNetwork],
        "host" => &[
            K::Malware,
            K::Persistence,
            K::FileActivity,
            K::PrivilegeEscalation,
            K::SystemError,
        ],
        "refusals" => &[
            K::SuspiciousNetwork,
            K::BruteForce,
            K::SlowBruteForce,
            K::PasswordSpraying,
        ],
        _ => &[K::WebAttack, K::WebScan, K::Malware],
    }
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<12}{:>11}{:>7}{:>9}\n",
        "family", "scenarios", "seen", "recall"
    );
    for (name, family) in &scores.families {
        let recall = share(family.n_seen, family.n);
        let _ = writeln!(
            text,
            "{name:<12}{:>11}{:>7}{recall:>9.3}",
            family.n, family.n_seen
        );
    }
    let _ = writeln!(
        text,
        "scenarios seen {:.3}, sources named {:.3}, quiet where nothing fires {:.3}",
        scores.scenario, scores.source, scores.quiet
    );
    for (label, list) in [("missed", &scores.missed), ("not quiet", &scores.loud)] {
        for item in list {
            let _ = writeln!(text, "{label}: {item}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_belong_to_families() {
        for (scenario, expect) in [
            ("crowdsecurity/ssh-slow-bf", "guessing"),
            ("x/nextcloud-bf_user_enum", "guessing"),
            ("crowdsecurity/http-probing", "web"),
            ("crowdsecurity/CVE-2022-46169-bf", "web"),
            ("crowdsecurity/iptables-scan-multi_ports", "network"),
            ("crowdsecurity/postfix-spam", "refusals"),
            ("crowdsecurity/auditd-postexploit-rm", "host"),
        ] {
            assert_eq!(family(scenario), expect, "{scenario}");
        }
    }
}
