//! CrowdSec's tests of parsers: what they say that each line of a log holds.
//!
//! Truth: `parser.assert` beside each log: `results["stage"]["parser"][i].Evt.Meta["name"] == "value"`,
//! where `i` counts the events that came to that stage. Only parsers that saw every line, or in the
//! stage after that every line that some parser read, tell which line `i` is; others are left out.
//! A format is what one parser of the second stage reads.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use jejak_core::events;
use jejak_core::record::Record;

use super::{Scores, is_clock, is_moment, layout_of, read};

/// What one test asserts: by stage and parser, the values by line and name.
#[derive(Default)]
struct Asserts {
    n_events: BTreeMap<(String, String), usize>,
    successes: BTreeSet<(String, String, usize)>,
    values: BTreeMap<(String, String, usize), Vec<(String, String)>>,
}

pub(super) fn score(path: &Path, scores: &mut Scores) -> Result<()> {
    let read_text = |path: &Path| -> Result<String> {
        let bytes =
            std::fs::read(path).with_context(|| format!("while reading {}", path.display()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let asserts = Asserts::of(&read_text(path)?);
    let Some(log) = log_beside(path) else {
        return Ok(());
    };
    let text = read_text(&log)?;
    let layout = layout_of(&text);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let (formats, wanted) = asserts.by_line(lines.len());
    for (i, values) in wanted {
        let (Some(line), Some(format)) = (lines.get(i), formats.get(&i)) else {
            continue;
        };
        let name = format!("crowdsec/{}", format.rsplit('/').next().unwrap_or(format));
        read(&layout, line, |record| {
            for (field, value) in values {
                let is_right = record.is_some_and(|record| has(record, field, &value));
                scores.count(&name, is_right, || format!("{field}={value} in {line}"));
            }
        });
    }
    Ok(())
}

/// The log of a test has the name of its folder mostly; there is one.
fn log_beside(path: &Path) -> Option<std::path::PathBuf> {
    let entries = std::fs::read_dir(path.parent()?).ok()?;
    let mut logs: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "log"))
        .collect();
    (logs.len() == 1).then(|| logs.pop()).flatten()
}

/// What is asserted of a line, by field.
type Fields = BTreeMap<&'static str, String>;

impl Asserts {
    fn of(text: &str) -> Self {
        let mut asserts = Self::default();
        for line in text.lines() {
            asserts.take(line);
        }
        asserts
    }

    fn take(&mut self, line: &str) -> Option<()> {
        let (left, right) = line.split_once(" == ")?;
        if let Some(inner) = left.strip_prefix("len(results[\"") {
            let (stage, rest) = inner.split_once("\"][\"")?;
            let (parser, _) = rest.split_once("\"])")?;
            let key = (stage.to_owned(), parser.to_owned());
            self.n_events.insert(key, right.trim().parse().ok()?);
            return None;
        }
        let (stage, rest) = left.strip_prefix("results[\"")?.split_once("\"][\"")?;
        let (parser, rest) = rest.split_once("\"][")?;
        let (i, rest) = rest.split_once("].")?;
        let key = (stage.to_owned(), parser.to_owned(), i.parse().ok()?);
        if rest == "Success" && right == "true" {
            self.successes.insert(key);
            return None;
        }
        let name = rest.strip_prefix("Evt.")?;
        let value: String = serde_json::from_str(right).ok()?;
        self.values
            .entry(key)
            .or_default()
            .push((name.to_owned(), value));
        None
    }

    /// The parser of each line, and what is asserted of it, each field once.
    fn by_line(&self, n_lines: usize) -> (BTreeMap<usize, String>, BTreeMap<usize, Fields>) {
        let n_of = |stage: &str, parser: &str| {
            self.n_events
                .get(&(stage.to_owned(), parser.to_owned()))
                .copied()
        };
        let mut formats = BTreeMap::new();
        for (stage, parser, i) in &self.successes {
            if stage == "s01-parse" && n_of(stage, parser) == Some(n_lines) {
                formats.insert(*i, parser.clone());
            }
        }
        let parsed: Vec<usize> = formats.keys().copied().collect();
        let mut wanted: BTreeMap<usize, Fields> = BTreeMap::new();
        for ((stage, parser, i), values) in &self.values {
            let n = n_of(stage, parser);
            let line = match stage.as_str() {
                "s00-raw" | "s01-parse" if n == Some(n_lines) => *i,
                "s02-enrich" if n == Some(parsed.len()) => match parsed.get(*i) {
                    Some(line) => *line,
                    None => continue,
                },
                _ => continue,
            };
            for (name, value) in values {
                let is_syslog = parser.ends_with("syslog-logs");
                if let Some(field) = field(name, is_syslog).filter(|_| !is_nothing(value)) {
                    wanted
                        .entry(line)
                        .or_default()
                        .entry(field)
                        .or_insert_with(|| value.clone());
                }
            }
        }
        (formats, wanted)
    }
}

/// What programs write where they have nothing to say.
fn is_nothing(value: &str) -> bool {
    matches!(value, "" | "-" | "undefined" | "<nil>")
}

/// The fields that a log line can hold; the program and host only where the line's own header says them.
fn field(name: &str, is_syslog: bool) -> Option<&'static str> {
    Some(match name {
        "Enriched[\"MarshaledTime\"]" => "time",
        "Meta[\"source_ip\"]" => "source",
        "Meta[\"username\"]" | "Meta[\"target_user\"]" | "Meta[\"user\"]" => "user",
        "Meta[\"http_status\"]" => "status",
        "Meta[\"http_verb\"]" => "method",
        "Meta[\"http_path\"]" => "path",
        "Meta[\"http_user_agent\"]" => "agent",
        "Parsed[\"program\"]" if is_syslog => "process",
        "Parsed[\"pid\"]" if is_syslog => "pid",
        "Meta[\"machine\"]" if is_syslog => "host",
        _ => return None,
    })
}

/// Whether a line says so: in fields of its format, or in words that an event is read from.
fn has(record: &Record<'_>, field: &str, wanted: &str) -> bool {
    let access = record.access.as_ref();
    let meaning = events::classify(record);
    let wanted = wanted.trim_matches(['\'', '`', '"']); // some patterns take the quotes with the name
    let is = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(wanted));
    let own = |pick: fn(&jejak_core::record::Access<'_>) -> String| access.map(pick);
    match field {
        "time" => record.stamp.is_some_and(|stamp| {
            // The year that a line leaves out is the one in which the test was written.
            is_moment(stamp, wanted) || is_clock(stamp, wanted)
        }),
        "source" => {
            // The same address, however it is written.
            let address = |text: &str| text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical());
            let wanted = address(wanted);
            let is = |text: Option<&str>| {
                is(text) || wanted.is_some() && text.and_then(address) == wanted
            };
            is(record.source.as_deref())
                || is(access.map(|it| it.client))
                || is(meaning.source.as_deref())
        }
        "user" => {
            is(record.user.as_deref())
                || is(access.map(|it| it.user))
                || is(meaning.user.as_deref())
        }
        "status" => is(own(|it| it.status.to_string()).as_deref()),
        "method" => is(access.map(|it| it.method)),
        "path" => {
            is(access.map(|it| it.target))
                || is(access.map(|it| it.target.split('?').next().unwrap_or(it.target)))
        }
        "agent" => is(access.map(|it| it.user_agent)),
        "process" => is(Some(&record.process)) || is(record.process.rsplit('/').next()),
        "pid" => is(Some(record.pid)),
        "host" => is(Some(&record.host)),
        _ => false,
    }
}
