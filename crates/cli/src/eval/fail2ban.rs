//! fail2ban's test lines: is the failure seen, and the right host?
//!
//! Truth: `derived/conformance/**/fail2ban_cases*.jsonl`: a line of one service, whether that service's
//! filter matches it, and the host. The lines of a service are followed in their order, so that an
//! address on another line of the same connection counts; a line is found when it completes a failure
//! against somebody. The truth is relative to one filter, so the service's name may be given as the
//! file's name (`with`) or not (`without`); `left_out`: without the name and without every rule that
//! was made for one service's lines, the general words alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use jejak_core::Limits;
use jejak_core::events::callers::{Callers, Role};
use jejak_core::events::{self, Meaning};
use jejak_core::record::Record;
use serde::{Deserialize, Serialize};

use super::judge::each_record;
use super::learned::{Learned, SPEAKS, beside};
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

impl Case {
    fn line(&self) -> String {
        format!("{}: {}", self.filter, self.log)
    }
}

#[derive(Debug, Default, Serialize)]
struct Scores {
    /// With the service's name.
    #[serde(flatten)]
    with: Rates,
    without: Rates,
    left_out: Rates,
    /// With the name: matching lines that were not found, others that were, and wrong hosts.
    missed: Vec<String>,
    wrong: Vec<String>,
    wrong_host: Vec<String>,
    /// By the general words alone.
    missed_left_out: Vec<String>,
    wrong_left_out: Vec<String>,
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
    let mut scores = Scores::default();
    let mut services: BTreeMap<String, Count> = BTreeMap::new();
    let named = |case: &Case| format!("{}.log", case.filter);
    let unnamed = |_: &Case| "case.log".to_owned();
    let with = told(cases, named, events::classify, learned);
    let without = told(cases, unnamed, events::classify, learned);
    let left_out = told(cases, unnamed, events::classify_by_words, learned);
    for (case, told) in cases.iter().zip(&with) {
        let mut count = Count::default();
        count.add(case, told);
        services
            .entry(case.filter.clone())
            .or_default()
            .add(case, told);
        let list = match (case.is_match, told.is_found) {
            (true, false) => &mut scores.missed,
            (false, true) => &mut scores.wrong,
            (true, _) if count.right < count.hosts => &mut scores.wrong_host,
            _ => continue,
        };
        list.push(case.line());
    }
    for (case, told) in cases.iter().zip(&left_out) {
        match (case.is_match, told.is_found) {
            (true, false) => scores.missed_left_out.push(case.line()),
            (false, true) => scores.wrong_left_out.push(case.line()),
            _ => (),
        }
    }
    scores.with = rates(cases, &with);
    scores.without = rates(cases, &without);
    scores.left_out = rates(cases, &left_out);
    scores.services = services
        .into_iter()
        .map(|(name, count)| (name, count.rates()))
        .collect();
    scores
}

/// What a line tells.
#[derive(Debug, Default)]
struct Told {
    /// Something against somebody, or a learned detector speaks up.
    is_found: bool,
    source: Option<String>,
}

/// What each case tells, those of a service read in their order and joined as in an analysis.
fn told(
    cases: &[Case],
    name: impl Fn(&Case) -> String,
    classify: for<'a> fn(&'a Record<'_>) -> Meaning<'a>,
    learned: Option<&Learned>,
) -> Vec<Told> {
    let mut callers: BTreeMap<&str, Callers<String>> = BTreeMap::new();
    let mut all = Vec::with_capacity(cases.len());
    for (case, idx) in cases.iter().zip(0..) {
        let name = name(case);
        let callers = callers.entry(&case.filter).or_default();
        let mut told = Told::default();
        each_record(&case.log, &name, |record| {
            let meaning = classify(record);
            let source = meaning.source.as_deref().or(record.source.as_deref());
            let step = Role::of(record, &meaning).step(record, source.is_some());
            if let Some(step) = step {
                callers.push(idx, step, source.map(str::to_owned), &Limits::default());
            }
            if let Some(source) = source.filter(|_| meaning.is_against()) {
                told.tell(source);
            }
        });
        let score = learned.map(|learned| learned.worst(&case.log, &name));
        told.is_found |= score.is_some_and(|score| score >= SPEAKS);
        all.push(told);
    }
    for joined in callers.values().flat_map(Callers::joined) {
        let told = usize::try_from(joined.told_at).ok();
        if let Some(told) = told.and_then(|idx| all.get_mut(idx)) {
            told.tell(joined.name);
        }
    }
    all
}

impl Told {
    fn tell(&mut self, source: &str) {
        self.is_found = true;
        self.source = Some(source.to_owned());
    }
}

fn rates(cases: &[Case], told: &[Told]) -> Rates {
    let mut count = Count::default();
    for (case, told) in cases.iter().zip(told) {
        count.add(case, told);
    }
    count.rates()
}

impl Count {
    fn add(&mut self, case: &Case, told: &Told) {
        if !case.is_match {
            self.negative += 1;
            self.quiet += usize::from(!told.is_found);
            return;
        }
        self.positive += 1;
        self.found += usize::from(told.is_found);
        if let (Some(host), true) = (&case.host, told.is_found) {
            self.hosts += 1;
            let source = told.source.as_deref();
            self.right += usize::from(source.is_some_and(|source| is_same(source, host)));
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
    row("all, general words alone", &scores.left_out);
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
        let cases = [
            case(
                &format!("{line}Login failed for budi from ::ffff:203.0.113.9"),
                true,
                Some("203.0.113.9"),
            ),
            case(&format!("{line}started"), false, None),
            case(&format!("{line}nothing to see"), true, Some("203.0.113.9")),
        ];
        let told = told(&cases, |_| "x.log".to_owned(), events::classify, None);
        let rates = rates(&cases, &told);
        assert!((rates.tpr - 0.5).abs() < 1e-9);
        assert!((rates.tnr - 1.0).abs() < 1e-9);
        assert!((rates.host - 1.0).abs() < 1e-9);
    }
}
