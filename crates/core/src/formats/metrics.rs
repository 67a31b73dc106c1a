//! Samples of metrics as Prometheus and OpenMetrics write them, one a line.
//!
//! ```text
//! # TYPE node_cpu_seconds_total counter
//! node_cpu_seconds_total{cpu="0",mode="idle"} 10870.69
//! http_requests_total{method="post",code="200"} 1027 1767521723000
//! foo_seconds_bucket{le="10.0"} 17 1767521723.25 # {trace_id="KOO5S4vxi0o"} 0.67
//! ```
//!
//! Specification: Prometheus' text exposition format 0.0.4 (stamps in milliseconds) and OpenMetrics 1.0
//! (in seconds, with exemplars, which are left out). Names of one word without labels may be anything:
//! only those with `_` or `:`, and `up`, are taken for a metric.
//!
//! Yields the sample, its stamp where it has one, and the line up to the stamp as message. A line without
//! a stamp is of the moment when the file was written. Comments go with what stands above them.
//!
//! Fails with [`Misfit::NoHeader`] and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use super::spec::Spec;
use super::stamps;
use crate::record::{Line, Misfit, Record, Sample};

pub const SPEC: Spec = Spec {
    id: "metrics",
    about: "Metrics: what a program tells Prometheus (/metrics), node_exporter's textfiles, OpenMetrics with times (promtool tsdb dump)",
    source: "Prometheus text exposition format 0.0.4; OpenMetrics 1.0",
    samples: &[
        ("# HELP node_load1 1m load average.", "…"),
        ("# TYPE node_load1 gauge", "…"),
        (
            "node_load1 0.21",
            "sample=node_load1 0.21 message=node_load1 0.21",
        ),
        (
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 10870.69",
            "sample=node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 10870.69 message=node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 10870.69",
        ),
        (
            "http_requests_total{path=\"/a \\\"}\\\"\"} 1.027e+03 1767521723250",
            "time=2026-01-04T10:15:23.25Z sample=http_requests_total{path=\"/a \\\"}\\\"\"} 1027 message=http_requests_total{path=\"/a \\\"}\\\"\"} 1.027e+03",
        ),
        (
            "foo_seconds_bucket{le=\"10.0\"} 17 1767521723.25 # {trace_id=\"KOO5S4vxi0o\"} 0.67",
            "time=2026-01-04T10:15:23.25Z sample=foo_seconds_bucket{le=\"10.0\"} 17 message=foo_seconds_bucket{le=\"10.0\"} 17",
        ),
        (
            "up{job=\"shop\"} 1",
            "sample=up{job=\"shop\"} 1 message=up{job=\"shop\"} 1",
        ),
        ("temperature_celsius NaN", "message=temperature_celsius NaN"),
        ("# EOF", "…"),
    ],
    misfits: &[
        ("hello", "NoHeader"),
        ("apples 5", "NoHeader"),
        ("# a comment of somebody", "NoHeader"),
        ("node_load1 high", "NoHeader"),
        ("node_load1{cpu=\"0\" 1", "NoHeader"),
        ("node_load1 1 12", "BadTimestamp"),
    ],
};

/// Reads one line.
pub fn parse(line: &str) -> Line<'_> {
    let is_comment = ["# HELP ", "# TYPE ", "# UNIT "]
        .iter()
        .any(|start| line.starts_with(start));
    if is_comment || line == "# EOF" || line.trim().is_empty() {
        return Line::Continuation;
    }
    match record(line) {
        Ok(record) => Line::Record(record),
        Err(misfit) => Line::Misfit(misfit),
    }
}

fn record(line: &str) -> Result<Record<'_>, Misfit> {
    let none = Misfit::NoHeader;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':');
    let end = line.bytes().position(|b| !is_name(b)).ok_or(none)?;
    let (name, rest) = line.split_at_checked(end).ok_or(none)?;
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(inner) => {
            let end = labels_end(inner).ok_or(none)?;
            (
                inner.get(..end).ok_or(none)?,
                inner.get(end + 1..).ok_or(none)?,
            )
        }
        None => ("", rest),
    };
    let is_metric = !labels.is_empty() || name == "up" || name.contains(['_', ':']);
    if !is_metric || name.bytes().next().is_none_or(|b| b.is_ascii_digit()) {
        return Err(none);
    }
    let after = rest.strip_prefix([' ', '\t']).ok_or(none)?.trim_start();
    let said = after
        .split_once(" # ")
        .map_or(after, |(said, _exemplar)| said);
    let mut words = said.split_ascii_whitespace();
    let value = words.next().and_then(number).ok_or(none)?;
    let stamp = match words.next() {
        Some(word) => {
            let count: f64 = word.parse().map_err(|_| none)?;
            Some(stamps::epoch(count).ok_or(Misfit::BadTimestamp)?)
        }
        None => None,
    };
    if words.next().is_some() {
        return Err(none);
    }
    let n_value = said.find([' ', '\t']).unwrap_or(said.len());
    let message = line
        .get(..line.len() - after.len() + n_value)
        .unwrap_or(line);
    let sample = Sample {
        name: Cow::Borrowed(name),
        labels: Cow::Borrowed(labels.trim_end_matches(',')),
        value,
    };
    Ok(Record {
        stamp,
        message: Cow::Borrowed(message),
        repeats: 1,
        // What is not a number, or without end, is no point of a line.
        samples: if value.is_finite() {
            vec![sample]
        } else {
            Vec::new()
        },
        ..Record::default()
    })
}

/// A value as Go writes it.
fn number(word: &str) -> Option<f64> {
    let starts = word.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    (starts || word == "NaN" || word == "Inf")
        .then(|| word.parse().ok())
        .flatten()
}

/// Where the brace closes that opened `inner`: not inside quotes, where `\` escapes.
fn labels_end(inner: &str) -> Option<usize> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    inner.bytes().position(|b| {
        let is_plain = !std::mem::take(&mut is_escaped);
        match b {
            b'\\' if is_plain && is_quoted => is_escaped = true,
            b'"' if is_plain => is_quoted = !is_quoted,
            b'}' if !is_quoted => return true,
            _ => {}
        }
        false
    })
}
