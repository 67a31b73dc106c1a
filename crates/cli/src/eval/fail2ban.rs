//! fail2ban's test lines: is the failure seen, and the right host?
//!
//! Truth: `derived/conformance/**/fail2ban_cases*.jsonl`: a line of one service, whether that service's
//! filter matches it, and the host. A line is found when its event counts against somebody. The truth
//! is relative to one filter, so the service's name may be given as the file's name (`with`) or not
//! (`without`); no rule is made from a single service, so leaving a service out changes nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_core::events::EventKind;
use serde::{Deserialize, Serialize};

use super::judge::{Judged, judge};
use super::learned::{Learned, beside};
use super::{find, share};

#[derive(Debug, Deserialize)]
struct Case {
    filter: String,
    log: String,
    #[serde(rename = "match")]
    is_match: bool,
    #[serde(default)]
    host: Option<String>,
}

#[derive(Debug, Serialize)]
struct Scores {
    /// With the service's name.
    #[serde(flatten)]
    with: Rates,
    without: Rates,
    /// Without the name: matching lines that were not found, others that were, and wrong hosts.
    missed: Vec<String>,
    wrong: Vec<String>,
    wrong_host: Vec<String>,
    services: BTreeMap<String, Rates>,
}

#[derive(Debug, Default, Serialize)]
struct Rates {
    /// Matching lines that are found.
    tpr: f64,
    /// Other lines that are not.
    tnr: f64,
    /// Hosts of found lines that are right.
    host: f64,
    n_positive: usize,
    n_negative: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    positive: usize,
    found: usize,
    negative: usize,
    quiet: usize,
    hosts: usize,
    right: usize,
}

pub(super) fn run(data: &Path, json: bool, learned: Option<&Learned>) -> Result<String> {
    let cases: Vec<Case> = find::json_lines(data, "fail2ban_cases")?;
    beside(learned, json, |learned| Ok(scores(&cases, learned)), table)
}

fn scores(cases: &[Case], learned: Option<&Learned>) -> Scores {
    let (with, services) = score(cases, |case| format!("{}.log", case.filter), learned);
    let (without, _) = score(cases, |_| "case.log".to_owned(), learned);
    let mut scores = Scores {
        with,
        without,
        missed: Vec::new(),
        wrong: Vec::new(),
        wrong_host: Vec::new(),
        services,
    };
    for case in cases {
        let mut count = Count::default();
        count.add(case, &judge(&case.log, "case.log", learned));
        let list = match (case.is_match, count.found + count.negative - count.quiet) {
            (true, 0) => &mut scores.missed,
            (false, 1..) => &mut scores.wrong,
            (true, _) if count.right < count.hosts => &mut scores.wrong_host,
            _ => continue,
        };
        list.push(format!("{}: {}", case.filter, case.log));
    }
    scores
}

fn score(
    cases: &[Case],
    name: impl Fn(&Case) -> String,
    learned: Option<&Learned>,
) -> (Rates, BTreeMap<String, Rates>) {
    let mut all = Count::default();
    let mut services: BTreeMap<String, Count> = BTreeMap::new();
    for case in cases {
        let judged = judge(&case.log, &name(case), learned);
        all.add(case, &judged);
        services
            .entry(case.filter.clone())
            .or_default()
            .add(case, &judged);
    }
    let services = services
        .into_iter()
        .map(|(name, count)| (name, count.rates()))
        .collect();
    (all.rates(), services)
}

impl Count {
    fn add(&mut self, case: &Case, judged: &Judged) {
        let is_found = judged.is_unusual || judged.kind.is_some_and(is_against);
        if !case.is_match {
            self.negative += 1;
            self.quiet += usize::from(!is_found);
            return;
        }
        self.positive += 1;
        self.found += usize::from(is_found);
        if let (Some(host), true) = (&case.host, is_found) {
            self.hosts += 1;
            let is_right = judged
                .source
                .as_deref()
                .is_some_and(|source| is_same(source, host));
            self.right += usize::from(is_right);
        }
    }

    fn rates(self) -> Rates {
        Rates {
            tpr: share(self.found, self.positive),
            tnr: share(self.quiet, self.negative),
            host: share(self.right, self.hosts),
            n_positive: self.positive,
            n_negative: self.negative,
        }
    }
}

/// Whether the event counts against whoever it names.
fn is_against(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::AuthFailure
            | EventKind::Refusal
            | EventKind::Blocked
            | EventKind::WebAttack
            | EventKind::WebClientError
            | EventKind::SudoFailed
            | EventKind::SudoRefused
            | EventKind::SuFailed
    )
}

/// The same address, however it is written; names by their letters.
fn is_same(a: &str, b: &str) -> bool {
    let address = |text: &str| text.parse::<std::net::IpAddr>().map(|ip| ip.to_canonical());
    match (address(a), address(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => a.eq_ignore_ascii_case(b),
    }
}

fn table(scores: &Scores) -> String {
    let mut text = format!(
        "{:<28}{:>7}{:>7}{:>7}{:>9}{:>9}\n",
        "service", "tpr", "tnr", "host", "matching", "others"
    );
    let mut row = |name: &str, rates: &Rates| {
        let _ = writeln!(
            text,
            "{name:<28}{:>7.3}{:>7.3}{:>7.3}{:>9}{:>9}",
            rates.tpr, rates.tnr, rates.host, rates.n_positive, rates.n_negative
        );
    };
    for (name, rates) in &scores.services {
        row(name, rates);
    }
    row("all, with the service's name", &scores.with);
    row("all, without", &scores.without);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_filter_matches_and_what_it_does_not() {
        let case = |log: &str, is_match, host: Option<&str>| Case {
            filter: "x".to_owned(),
            log: log.to_owned(),
            is_match,
            host: host.map(str::to_owned),
        };
        let line = "Mar 10 09:00:00 gerbang app[1]: ";
        let (rates, _) = score(
            &[
                case(
                    &format!("{line}Login failed for budi from ::ffff:203.0.113.9"),
                    true,
                    Some("203.0.113.9"),
                ),
                case(&format!("{line}started"), false, None),
                case(&format!("{line}nothing to see"), true, Some("203.0.113.9")),
            ],
            |_| "x.log".to_owned(),
            None,
        );
        assert!((rates.tpr - 0.5).abs() < 1e-9);
        assert!((rates.tnr - 1.0).abs() < 1e-9);
        assert!((rates.host - 1.0).abs() < 1e-9);
    }
}
