//! `expect.toml`: what a person says a case must show, checked against the report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::golden::place;
use crate::run::Outcome;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    #[serde(default)]
    exit: i32,
    /// Incidents by kind: all kinds that may occur, and how often. Left out: not checked.
    kinds: Option<BTreeMap<String, usize>>,
    #[serde(default)]
    incident: Vec<Incident>,
    /// All chains, by risk. Left out: not checked.
    chain: Option<Vec<Chain>>,
    /// Values that no incident may name, neither first nor beside others.
    #[serde(default)]
    innocent: Vec<String>,
    #[serde(default)]
    totals: BTreeMap<String, u64>,
    /// Format by file name.
    #[serde(default)]
    formats: BTreeMap<String, String>,
    /// Kinds of notices by file name; under `run`, those of the whole run. All must be there, none else.
    #[serde(default)]
    notices: BTreeMap<String, BTreeSet<String>>,
    /// First and last time of the whole.
    start: Option<String>,
    end: Option<String>,
    /// Parts of standard error.
    #[serde(default)]
    stderr: Vec<String>,
    #[serde(default)]
    truth: Vec<Truth>,
}

/// An incident that must be there. Only what is said is checked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Incident {
    kind: String,
    /// Value of the entity that it is about.
    entity: Option<String>,
    /// Values that it names as well.
    #[serde(default)]
    names: Vec<String>,
    count: Option<u64>,
    severity: Option<String>,
    certainty: Option<String>,
    technique: Option<String>,
    start: Option<String>,
    end: Option<String>,
    /// `file:line` places among its evidence.
    #[serde(default)]
    evidence: Vec<String>,
    evidence_total: Option<u64>,
    /// Place in the list, from 1.
    rank: Option<usize>,
    /// Parts of its sentence.
    #[serde(default)]
    says: Vec<String>,
}

/// A chain with exactly these stages in this order, repeats included.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    stages: Vec<String>,
    /// Values that it names.
    #[serde(default)]
    names: Vec<String>,
    /// `file:line` places among the lines of its steps.
    #[serde(default)]
    lines: Vec<String>,
    /// Parts of its sentence.
    #[serde(default)]
    says: Vec<String>,
}

/// The first entities of all incidents of a kind are exactly those that a table marks with 1.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Truth {
    kind: String,
    /// Below `JEJAK_DATA`, with tabs and a heading; the entity is in the first column.
    table: String,
    column: String,
}

/// All that is not as expected.
pub(crate) fn check(expect: &Expect, outcome: &Outcome, data: Option<&Path>) -> Vec<String> {
    let report = &outcome.report;
    let mut failures = Vec::new();
    let mut fail = |sentence: String| failures.push(sentence);
    if outcome.exit != expect.exit {
        fail(format!(
            "exit status {}, not {}: {}",
            outcome.exit, expect.exit, outcome.stderr
        ));
    }
    for part in &expect.stderr {
        if !outcome.stderr.contains(part.as_str()) {
            fail(format!("standard error lacks `{part}`: {}", outcome.stderr));
        }
    }
    for (name, expected) in &expect.totals {
        let got = report.get("totals").and_then(|totals| totals.get(name));
        if got.and_then(Value::as_u64) != Some(*expected) {
            fail(format!("totals.{name} is {got:?}, not {expected}"));
        }
    }
    for (name, expected) in [("start", &expect.start), ("end", &expect.end)] {
        let got = report.get(name).and_then(Value::as_str);
        if expected.is_some() && expected.as_deref() != got {
            fail(format!("{name} is {got:?}, not {expected:?}"));
        }
    }
    check_files(expect, report, &mut fail);
    check_incidents(expect, report, &mut fail);
    if let Some(chains) = &expect.chain {
        check_chains(chains, report, &mut fail);
    }
    for truth in &expect.truth {
        if let Err(sentence) = truth.check(report, data) {
            fail(sentence);
        }
    }
    failures
}

fn check_files(expect: &Expect, report: &Value, fail: &mut dyn FnMut(String)) {
    let files = list(report, "files");
    let file_of = |name: &str| files.iter().find(|file| text(file, "name") == name);
    for (name, expected) in &expect.formats {
        let got = file_of(name).map(|file| text(file, "format"));
        if got != Some(expected.as_str()) {
            fail(format!("{name} has the format {got:?}, not {expected}"));
        }
    }
    for (name, expected) in &expect.notices {
        let holder = match name.as_str() {
            "run" => Some(report),
            name => file_of(name),
        };
        let Some(holder) = holder else {
            fail(format!("there is no file {name}"));
            continue;
        };
        let got: BTreeSet<String> = list(holder, "notices")
            .iter()
            .map(|notice| text(notice, "kind").to_owned())
            .collect();
        if got != *expected {
            fail(format!("{name} has the notices {got:?}, not {expected:?}"));
        }
    }
}

fn check_incidents(expect: &Expect, report: &Value, fail: &mut dyn FnMut(String)) {
    let incidents = list(report, "incidents");
    if let Some(expected) = &expect.kinds {
        let mut got = BTreeMap::new();
        for incident in incidents {
            *got.entry(text(incident, "kind").to_owned()).or_insert(0) += 1;
        }
        if got != *expected {
            fail(format!(
                "kinds are {got:?}, not {expected:?}: {}",
                titles(incidents)
            ));
        }
    }
    for wanted in &expect.incident {
        let nearest = incidents
            .iter()
            .enumerate()
            .map(|(i, incident)| wanted.lacks(i + 1, incident))
            .min_by_key(Vec::len);
        match nearest {
            Some(lacks) if lacks.is_empty() => {}
            lacks => fail(format!(
                "no incident is {wanted:?}; the nearest lacks {lacks:?}; there are {}",
                titles(incidents)
            )),
        }
    }
    for innocent in &expect.innocent {
        for incident in incidents {
            if entities(incident).any(|value| value == innocent) {
                fail(format!(
                    "{innocent} is innocent but in: {}",
                    text(incident, "title")
                ));
            }
        }
    }
}

fn check_chains(expected: &[Chain], report: &Value, fail: &mut dyn FnMut(String)) {
    let got = list(report, "chains");
    let titles: Vec<&str> = got.iter().map(|chain| text(chain, "title")).collect();
    if got.len() != expected.len() {
        fail(format!("there are {} chains: {titles:?}", got.len()));
    }
    for (wanted, chain) in expected.iter().zip(got) {
        let steps = list(chain, "steps");
        let stages: Vec<&str> = steps.iter().map(|step| text(step, "stage")).collect();
        if stages != wanted.stages {
            fail(format!(
                "the stages are {stages:?}, not {:?}",
                wanted.stages
            ));
        }
        let lines: BTreeSet<String> = steps
            .iter()
            .flat_map(|step| list(step, "lines").iter().map(place))
            .collect();
        for at in wanted.lines.iter().filter(|at| !lines.contains(*at)) {
            fail(format!("no step tells {at}; they tell {lines:?}"));
        }
        for name in &wanted.names {
            if !entities(chain).any(|value| value == name) {
                fail(format!("the chain does not name {name}"));
            }
        }
        let sentence = text(chain, "sentence");
        for part in wanted.says.iter().filter(|part| !sentence.contains(*part)) {
            fail(format!("no `{part}` in `{sentence}`"));
        }
    }
}

impl Incident {
    /// What the incident at this rank lacks of the wanted one.
    fn lacks(&self, rank: usize, incident: &Value) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut need = |name: &str, expected: Option<&str>, got: Option<&str>| {
            if expected.is_some() && expected != got {
                lacks.push(format!("{name} {expected:?} (is {got:?})"));
            }
        };
        let of = |name: &str| incident.get(name).and_then(Value::as_str);
        need("kind", Some(&self.kind), of("kind"));
        need("entity", self.entity.as_deref(), entities(incident).next());
        need("severity", self.severity.as_deref(), of("severity"));
        need("certainty", self.certainty.as_deref(), of("certainty"));
        need("start", self.start.as_deref(), of("start"));
        need("end", self.end.as_deref(), of("end"));
        let technique = incident.get("technique").map(|it| text(it, "id"));
        need("technique", self.technique.as_deref(), technique);
        let number = |name: &str| incident.get(name).and_then(Value::as_u64);
        for (name, expected) in [
            ("count", self.count),
            ("evidence_total", self.evidence_total),
        ] {
            if expected.is_some() && expected != number(name) {
                lacks.push(format!("{name} {expected:?} (is {:?})", number(name)));
            }
        }
        if self.rank.is_some_and(|wanted| wanted != rank) {
            lacks.push(format!("rank {:?} (is {rank})", self.rank));
        }
        let places: BTreeSet<String> = list(incident, "evidence").iter().map(place).collect();
        let missing = self.evidence.iter().filter(|at| !places.contains(*at));
        lacks.extend(missing.map(|at| format!("evidence {at}")));
        let missing = self
            .names
            .iter()
            .filter(|name| !entities(incident).any(|it| it == *name));
        lacks.extend(missing.map(|name| format!("name {name}")));
        let sentence = text(incident, "sentence");
        let missing = self
            .says
            .iter()
            .filter(|part| !sentence.contains(part.as_str()));
        lacks.extend(missing.map(|part| format!("words `{part}` in `{sentence}`")));
        lacks
    }
}

impl Truth {
    fn check(&self, report: &Value, data: Option<&Path>) -> Result<(), String> {
        let path = data.ok_or("truth needs JEJAK_DATA")?.join(&self.table);
        let table = std::fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        let mut rows = table
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let heading = rows.next().unwrap_or_default();
        let column = heading
            .iter()
            .position(|name| *name == self.column)
            .ok_or_else(|| format!("{} has no column {}", self.table, self.column))?;
        let expected: BTreeSet<&str> = rows
            .filter(|row| row.get(column) == Some(&"1"))
            .filter_map(|row| row.first().copied())
            .collect();
        let got: BTreeSet<&str> = list(report, "incidents")
            .iter()
            .filter(|incident| text(incident, "kind") == self.kind)
            .filter_map(|incident| entities(incident).next())
            .collect();
        if expected.is_empty() {
            return Err(format!("{} marks nothing in {}", self.table, self.column));
        }
        if got != expected {
            let missed: Vec<_> = expected.difference(&got).collect();
            let wrong: Vec<_> = got.difference(&expected).collect();
            return Err(format!("{}: missed {missed:?}, wrong {wrong:?}", self.kind));
        }
        Ok(())
    }
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value
        .get(name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

/// Values of the entities of an incident; the first is the one it is about.
fn entities(incident: &Value) -> impl Iterator<Item = &str> {
    list(incident, "entities")
        .iter()
        .map(|entity| text(entity, "value"))
}

fn titles(incidents: &[Value]) -> String {
    let titles: Vec<_> = incidents
        .iter()
        .map(|incident| format!("{} [{}]", text(incident, "title"), text(incident, "kind")))
        .collect();
    titles.join("; ")
}
