//! Fields read right of those that other projects' tests assert.
//!
//! Truth: Elastic's packages (`*-expected.json`: events with their original line), lnav's formats
//! (`sample` lines, which must have a time and, where one is given, the level), fail2ban's cases
//! (`fail2ban_cases.jsonl`, whose times are asserted), CrowdSec's parsers ([`crowdsec`]), Wazuh's and
//! OSSEC's decoders ([`wazuh`]). Nothing is given but the line; a log of Elastic's or CrowdSec's is read as the
//! file that it is. Each format counts the same in the mean.

mod crowdsec;
mod wazuh;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jejak_core::formats::{Layout, levels};
use jejak_core::plan;
use jejak_core::record::{Line, Record, Stamp};
use jejak_protocol::{FileFacts, Level, UserChoices};
use serde::Serialize;
use serde_json::Value;
use walkdir::WalkDir;

use super::share;

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Count {
    right: usize,
    asserted: usize,
}

#[derive(Debug, Default, Serialize)]
struct Scores {
    /// Mean over formats of right / asserted.
    mean: f64,
    right: usize,
    asserted: usize,
    /// The same by set, each the mean over its formats.
    sets: BTreeMap<String, f64>,
    formats: BTreeMap<String, Count>,
    /// What was not read right, some of each format.
    missed: BTreeMap<String, Vec<String>>,
}

/// Misses that are listed of a format.
const N_MISSED: usize = 8;

pub(super) fn run(data: &Path, json: bool) -> Result<String> {
    let mut scores = Scores::default();
    for entry in WalkDir::new(data).sort_by_file_name() {
        let path = entry
            .with_context(|| format!("while listing {}", data.display()))?
            .into_path();
        let is_in = |folder: &str| path.iter().any(|part| part.to_string_lossy() == folder);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with("-expected.json") && is_in("elastic_package") {
            elastic(&path, &mut scores)?;
        } else if name.ends_with(".json") && ["lnav", "src", "formats"].into_iter().all(is_in) {
            lnav(&path, &mut scores)?;
        } else if name == "fail2ban_cases.jsonl" {
            fail2ban(&path, &mut scores)?;
        } else if name == "parser.assert" {
            crowdsec::score(&path, &mut scores)?;
        } else if name.starts_with("wazuh_cases") && name.ends_with(".jsonl") {
            wazuh::score(&path, &mut scores)?;
        } else if name.ends_with(".ini") && ["ossec", "tests"].into_iter().all(is_in) {
            wazuh::score_ini(&path, &mut scores)?;
        }
    }
    if scores.formats.is_empty() {
        bail!("{} holds no conformance set", data.display());
    }
    let shares = scores.formats.values().map(|c| share(c.right, c.asserted));
    scores.mean = shares.sum::<f64>() / scores.formats.len() as f64;
    scores.sets = by_set(&scores.formats);
    scores.right = scores.formats.values().map(|count| count.right).sum();
    scores.asserted = scores.formats.values().map(|count| count.asserted).sum();
    if json {
        return Ok(serde_json::to_string_pretty(&scores)? + "\n");
    }
    Ok(shown(&scores))
}

/// The mean over the formats of each set.
fn by_set(formats: &BTreeMap<String, Count>) -> BTreeMap<String, f64> {
    let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (name, count) in formats {
        let set = name.split('/').next().unwrap_or(name);
        let sum = sums.entry(set).or_default();
        sum.0 += share(count.right, count.asserted);
        sum.1 += 1.0;
    }
    let mean = |(set, (sum, n)): (&str, (f64, f64))| (set.to_owned(), sum / n);
    sums.into_iter().map(mean).collect()
}

impl Scores {
    fn count(&mut self, format: &str, is_right: bool, miss: impl FnOnce() -> String) {
        let count = self.formats.entry(format.to_owned()).or_default();
        count.asserted += 1;
        count.right += usize::from(is_right);
        if !is_right {
            let missed = self.missed.entry(format.to_owned()).or_default();
            if missed.len() < N_MISSED {
                missed.push(miss());
            }
        }
    }
}

fn layout_of(text: &str) -> Layout {
    let facts = FileFacts {
        name: String::new(),
        size_bytes: Some(text.len() as u64),
        modified_ms: None,
    };
    plan(&[text.as_bytes()], &facts, &UserChoices::default()).layout
}

/// Reads the first line of a text as a record, if it is one.
fn read<R>(layout: &Layout, line: &str, take: impl FnOnce(Option<&Record<'_>>) -> R) -> R {
    layout.read(
        line.lines().next().unwrap_or_default(),
        |line, _| match &line {
            Line::Record(record) => take(Some(record)),
            Line::Continuation | Line::Misfit(_) => take(None),
        },
    )
}

/// `/apache/data_stream/error/…` is `elastic/apache/error`.
fn elastic(path: &Path, scores: &mut Scores) -> Result<()> {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let at = parts.iter().position(|part| part == "data_stream");
    let part = |at: Option<usize>| at.and_then(|at| parts.get(at)).map_or("", |part| part);
    let package = part(at.and_then(|at| at.checked_sub(1)));
    let name = format!("elastic/{package}/{}", part(at.map(|at| at + 1)));
    let document = json(path)?;
    let events = document["expected"].as_array().cloned().unwrap_or_default();
    let lines: Vec<&str> = events
        .iter()
        .filter_map(|event| event["event"]["original"].as_str())
        .collect();
    let layout = layout_of(&lines.join("\n"));
    for event in &events {
        if let Some(line) = event["event"]["original"].as_str() {
            read(&layout, line, |record| {
                for (field, is_right) in asserted(event, record) {
                    scores.count(&name, is_right, || format!("{field} in {line}"));
                }
            });
        }
    }
    Ok(())
}

/// Each field that an event asserts and a log line can hold, and whether the record has it.
fn asserted(event: &Value, record: Option<&Record<'_>>) -> Vec<(&'static str, bool)> {
    const POINTERS: [&str; 12] = [
        "/@timestamp",
        "/log/level",
        "/message",
        "/source/address",
        "/user/name",
        "/process/pid",
        "/http/request/method",
        "/http/request/referrer",
        "/http/response/status_code",
        "/http/response/body/bytes",
        "/url/original",
        "/user_agent/original",
    ];
    let value = |pointer: &'static str| {
        let value = event.pointer(pointer)?;
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let is_right = record.is_some_and(|record| has(record, pointer, &text));
        Some((pointer, is_right))
    };
    POINTERS.into_iter().filter_map(value).collect()
}

fn has(record: &Record<'_>, pointer: &str, wanted: &str) -> bool {
    let access = record.access.as_ref();
    // The packages keep the dash that stands for nothing.
    let wanted = if wanted == "-" { "" } else { wanted };
    let source = record.source.as_deref();
    let user = record.user.as_deref();
    match pointer {
        "/@timestamp" => record.stamp.is_some_and(|stamp| is_moment(stamp, wanted)),
        "/log/level" => {
            levels::from_word(wanted.trim_end_matches(|c: char| c.is_ascii_digit()))
                == Some(record.level)
        }
        // nginx' own addition behind the text is read as fields.
        "/message" => !record.message.is_empty() && wanted.starts_with(&*record.message),
        "/source/address" => source.or(access.map(|a| a.client)) == Some(wanted),
        "/user/name" => user.or(access.map(|a| a.user)).unwrap_or("") == wanted,
        "/process/pid" => record.pid == wanted,
        "/http/request/method" => access.is_some_and(|a| a.method.eq_ignore_ascii_case(wanted)),
        "/http/request/referrer" => access.is_some_and(|a| a.referer == wanted),
        "/http/response/status_code" => access.is_some_and(|a| a.status.to_string() == wanted),
        "/http/response/body/bytes" => access.is_some_and(|a| a.bytes.to_string() == wanted),
        "/url/original" => access.is_some_and(|a| a.target == wanted),
        "/user_agent/original" => access.is_some_and(|a| a.user_agent == wanted),
        _ => false,
    }
}

/// Whether a stamp is the moment that a text names, to the millisecond; one without a zone is
/// compared by its clock, one without a year by what it has.
fn is_moment(stamp: Stamp, wanted: &str) -> bool {
    let Ok((wanted, _)) = jejak_core::formats::stamps::any(wanted.as_bytes()) else {
        return false;
    };
    let ms = |us: i64| us.div_euclid(1000);
    match (stamp, wanted) {
        (Stamp::Utc(own), Stamp::Utc(wanted)) => ms(own.0) == ms(wanted.0),
        // The zone of a test is not in the line: minutes and seconds are.
        (Stamp::Local(own), Stamp::Utc(wanted)) => {
            const QUARTER_MS: i64 = 15 * 60 * 1000;
            (ms(own) - ms(wanted.0)).rem_euclid(QUARTER_MS) == 0
        }
        (Stamp::Local(own), Stamp::Local(wanted)) => ms(own) == ms(wanted),
        (Stamp::Yearless(own), Stamp::Local(wanted) | Stamp::Yearless(wanted)) => {
            const DAY_MS: i64 = 86_400_000;
            ms(own).rem_euclid(DAY_MS) == ms(wanted).rem_euclid(DAY_MS)
        }
        _ => false,
    }
}

fn lnav(path: &Path, scores: &mut Scores) -> Result<()> {
    let document = json(path)?;
    for (name, format) in document.as_object().into_iter().flatten() {
        for sample in format["sample"].as_array().into_iter().flatten() {
            let Some(line) = sample["line"].as_str() else {
                continue;
            };
            let name = format!("lnav/{name}");
            read(&layout_of(line), line, |record| {
                let has_time = record.is_some_and(|record| record.stamp.is_some());
                scores.count(&name, has_time, || format!("time in {line}"));
                if let Some(level) = sample["level"].as_str() {
                    let wanted = levels::from_word(level);
                    let is_right = record.is_some_and(|record| {
                        wanted == Some(record.level)
                            // lnav's name for a line of no level.
                            || level == "info" && record.level == Level::Unknown
                    });
                    scores.count(&name, is_right, || format!("{level} in {line}"));
                }
            });
        }
    }
    Ok(())
}

fn fail2ban(path: &Path, scores: &mut Scores) -> Result<()> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
    for line in text.lines() {
        let case: Value =
            serde_json::from_str(line).with_context(|| format!("while reading {shown}"))?;
        let (Some(filter), Some(log), Some(time)) = (
            case["filter"].as_str(),
            case["log"].as_str(),
            case["time"].as_str(),
        ) else {
            continue;
        };
        read(&layout_of(log), log, |record| {
            let stamp = record.and_then(|record| record.stamp);
            let is_right =
                stamp.is_some_and(|stamp| is_moment(stamp, time) || is_clock(stamp, time));
            scores.count(&format!("fail2ban/{filter}"), is_right, || {
                format!("{time} in {log}")
            });
        });
    }
    Ok(())
}

/// fail2ban's times are in the zone of its tests: minutes and seconds must agree.
fn is_clock(stamp: Stamp, wanted: &str) -> bool {
    let wanted = match jejak_core::formats::stamps::any(wanted.as_bytes()) {
        Ok((Stamp::Local(wanted), _)) => wanted,
        Ok((Stamp::Utc(wanted), _)) => wanted.0,
        _ => return false,
    };
    const QUARTER_S: i64 = 15 * 60;
    let own = match stamp {
        Stamp::Utc(own) => own.0,
        Stamp::Local(own) | Stamp::Yearless(own) | Stamp::Dayless(own) => own,
    };
    (own.div_euclid(1_000_000) - wanted.div_euclid(1_000_000)).rem_euclid(QUARTER_S) == 0
}

fn json(path: &Path) -> Result<Value> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("while reading {shown}"))?;
    serde_json::from_str(&text).with_context(|| format!("while reading {shown}"))
}

fn shown(scores: &Scores) -> String {
    let mut text = String::from("format                                   right  asserted\n");
    for (format, count) in &scores.formats {
        let _ = writeln!(
            text,
            "{format:<40} {:>5}  {:>8}",
            count.right, count.asserted
        );
    }
    for (set, mean) in &scores.sets {
        let _ = writeln!(text, "mean over the formats of {set:<15} {mean:.3}");
    }
    let _ = writeln!(
        text,
        "all                                      {:>5}  {:>8}\nmean over formats {:.3}",
        scores.right, scores.asserted, scores.mean
    );
    text
}
