//! How well lines are grouped into templates, against labelled lines.
//!
//! Truth: tables `<name>_structured.csv` (first labels) and `<name>_structured_corrected.csv`
//! (corrected ones) beside the log `<name>`, with the columns `Content` and `EventTemplate`, one row
//! a line. Grouping accuracy (GA) is the share of lines whose group has exactly the lines of their
//! true group; FGA is the F1 over groups. One setting for all systems, and nothing is given but the
//! lines: `raw` reads them as they are, `message` only the labelled content.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jejak_core::{groups, plan};
use jejak_protocol::{FileFacts, UserChoices};
use serde::Serialize;
use walkdir::WalkDir;

use super::share;

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Score {
    ga: f64,
    fga: f64,
}

#[derive(Debug, Default, Serialize)]
struct Scores {
    /// Raw lines, corrected labels.
    mean: Score,
    systems: BTreeMap<String, Score>,
    /// Means of the others.
    variants: BTreeMap<String, Score>,
}

/// Raw lines or messages, and which labels.
const MAIN: &str = "raw_corrected";

pub(super) fn run(data: &Path, json: bool) -> Result<String> {
    let mut by_variant: BTreeMap<&str, BTreeMap<String, Score>> = BTreeMap::new();
    for table in tables(data)? {
        let system = system(&table.path);
        let rows = rows(&table.path)?;
        let truth: Vec<&str> = rows.iter().map(|row| row.template.as_str()).collect();
        let messages = groups::of_messages(rows.iter().map(|row| row.content.as_str()));
        let raw = of_log(&table.log, rows.len())?;
        let (of_raw, of_message) = match table.is_corrected {
            true => (MAIN, "message_corrected"),
            false => ("raw_first", "message_first"),
        };
        for (variant, found) in [(of_raw, &raw), (of_message, &messages)] {
            let scores = by_variant.entry(variant).or_default();
            scores.insert(system.clone(), score(found, &truth));
        }
    }
    let scores = Scores {
        mean: mean(by_variant.get(MAIN)),
        systems: by_variant.remove(MAIN).unwrap_or_default(),
        variants: by_variant
            .into_iter()
            .map(|(name, systems)| (name.to_owned(), mean(Some(&systems))))
            .collect(),
    };
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(shown(&scores))
}

struct Table {
    path: PathBuf,
    log: PathBuf,
    is_corrected: bool,
}

/// Tables of labels with a log; where a folder has both, each with its own.
fn tables(data: &Path) -> Result<Vec<Table>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(data).sort_by_file_name() {
        let path = entry
            .with_context(|| format!("while listing {}", data.display()))?
            .into_path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some((log, ending)) = name.and_then(|name| name.split_once("_structured")) else {
            continue;
        };
        let is_corrected = ending == "_corrected.csv";
        let log = path.with_file_name(log);
        // A folder with corrected labels repeats the first ones, which have a folder of their own.
        let is_repeated = !is_corrected
            && path
                .with_file_name(format!(
                    "{}_structured_corrected.csv",
                    log.file_name().unwrap_or_default().to_string_lossy()
                ))
                .exists();
        if (is_corrected || ending == ".csv") && log.is_file() && !is_repeated {
            found.push(Table {
                path,
                log,
                is_corrected,
            });
        }
    }
    if found.is_empty() {
        bail!(
            "{} holds no table *_structured.csv beside a log",
            data.display()
        );
    }
    Ok(found)
}

fn system(table: &Path) -> String {
    let folder = table.parent().and_then(Path::file_name);
    folder.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn of_log(log: &Path, n_rows: usize) -> Result<Vec<String>> {
    let shown = log.display();
    let bytes = std::fs::read(log).with_context(|| format!("while reading {shown}"))?;
    let facts = FileFacts {
        name: log.to_string_lossy().into_owned(),
        size_bytes: Some(bytes.len() as u64),
        modified_ms: None,
    };
    let plan = plan(&[&bytes], &facts, &UserChoices::default());
    let found = groups::of_lines(&plan, &String::from_utf8_lossy(&bytes));
    if found.len() != n_rows {
        bail!("{shown} has {} lines, its labels {n_rows}", found.len());
    }
    Ok(found)
}

struct Row {
    content: String,
    template: String,
}

fn rows(path: &Path) -> Result<Vec<Row>> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
    let mut table = cells(&text).into_iter();
    let names = table.next().unwrap_or_default();
    let column = |name: &str| {
        let at = names
            .iter()
            .position(|own| own.trim_start_matches('\u{feff}') == name);
        at.with_context(|| format!("{shown} has no column `{name}`"))
    };
    let (content, template) = (column("Content")?, column("EventTemplate")?);
    let row = |cells: Vec<String>| {
        Some(Row {
            content: cells.get(content)?.clone(),
            template: cells.get(template)?.clone(),
        })
    };
    Ok(table.filter_map(row).collect())
}

/// The cells of a CSV text (RFC 4180).
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, is_quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            ('"', _) => is_quoted = !is_quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (c, _) => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

fn score(found: &[String], truth: &[&str]) -> Score {
    let by_found = grouped(found.iter().map(String::as_str));
    let by_truth = grouped(truth.iter().copied());
    let is_right = |lines: &&Vec<usize>| {
        let first = lines.first().and_then(|line| truth.get(*line));
        first.and_then(|template| by_truth.get(template)) == Some(*lines)
    };
    let right: Vec<_> = by_found.values().filter(is_right).collect();
    let n_lines = right.iter().map(|lines| lines.len()).sum();
    let precision = share(right.len(), by_found.len());
    let recall = share(right.len(), by_truth.len());
    Score {
        ga: share(n_lines, truth.len()),
        fga: match precision + recall {
            0.0 => 0.0,
            sum => 2.0 * precision * recall / sum,
        },
    }
}

/// Lines of each group, ascending.
fn grouped<'t>(names: impl Iterator<Item = &'t str>) -> HashMap<&'t str, Vec<usize>> {
    let mut groups: HashMap<&str, Vec<usize>> = HashMap::new();
    for (line, name) in names.enumerate() {
        groups.entry(name).or_default().push(line);
    }
    groups
}

fn mean(systems: Option<&BTreeMap<String, Score>>) -> Score {
    let scores: Vec<_> = systems.into_iter().flat_map(BTreeMap::values).collect();
    let n = scores.len().max(1) as f64;
    Score {
        ga: scores.iter().map(|score| score.ga).sum::<f64>() / n,
        fga: scores.iter().map(|score| score.fga).sum::<f64>() / n,
    }
}

fn shown(scores: &Scores) -> String {
    let mut text = String::from("raw lines, corrected labels       GA    FGA\n");
    let mut row = |name: &str, score: Score| {
        let _ = writeln!(text, "{name:<31} {:.3}  {:.3}", score.ga, score.fga);
    };
    for (system, score) in &scores.systems {
        row(system, *score);
    }
    row("mean", scores.mean);
    for (variant, score) in &scores.variants {
        row(&format!("mean of {variant}"), *score);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_counts_only_when_it_is_exact() {
        let found: Vec<String> = ["a", "a", "b", "b", "c"].map(str::to_owned).to_vec();
        let score = score(&found, &["x", "x", "y", "z", "z"]);
        assert_eq!(score.ga, 0.4);
        assert!((score.fga - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn cells_hold_commas_quotes_and_line_ends() {
        assert_eq!(
            cells("a,\"b, \"\"c\"\"\nd\"\r\n1,\n"),
            [["a", "b, \"c\"\nd"], ["1", ""]]
        );
    }
}
