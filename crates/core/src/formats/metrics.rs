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
//! (in seconds, with exemplars, which are left out), with the quoted names of Prometheus 3, and promtool's
//! `tsdb dump`, which writes the name as a label. Names of one word without labels may be anything: only
//! those with `_` or `:`, and `up`, are taken for a metric, unless a stamp stands behind the value, as
//! Graphite writes it too. A sample without a name (what an expression gave) is called `value`.
//!
//! Yields the sample, its stamp where it has one, and the line up to the stamp as message. A line without
//! a stamp is of the moment when the file was written. Comments go with what stands above them; what
//! `# TYPE` says of a name is read by [`declared`].
//!
//! Fails with [`Misfit::NoHeader`] and [`Misfit::BadTimestamp`].

use std::borrow::Cow;

use jejak_protocol::metrics::MetricUnit;
use serde::{Deserialize, Serialize};

use super::spec::Spec;
use super::stamps;
use crate::record::{Line, Misfit, Record, Sample};

pub const SPEC: Spec = Spec {
    id: "metrics",
    about: "Metrics: what a program tells Prometheus (/metrics), node_exporter's textfiles, OpenMetrics with times, `promtool tsdb dump`, Graphite's lines",
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
        (
            "{\"http.server.duration\",route=\"/a\"} 0.25",
            "sample=http.server.duration{route=\"/a\"} 0.25 message={\"http.server.duration\",route=\"/a\"} 0.25",
        ),
        (
            "{cpu=\"0\"} 0.5 1767521723",
            "time=2026-01-04T10:15:23Z sample=value{cpu=\"0\"} 0.5 message={cpu=\"0\"} 0.5",
        ),
        (
            "{__name__=\"node_load1\", job=\"node\"} 4.54 1767521723250",
            "time=2026-01-04T10:15:23.25Z sample=node_load1{job=\"node\"} 4.54 message={__name__=\"node_load1\", job=\"node\"} 4.54",
        ),
        (
            "web1.load 0.5 1767521723",
            "time=2026-01-04T10:15:23Z sample=web1.load 0.5 message=web1.load 0.5",
        ),
        (
            "temperature_celsius NaN",
            "sample=temperature_celsius none message=temperature_celsius NaN",
        ),
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

/// What `# TYPE` says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Declared {
    Counter,
    Gauge,
    Histogram,
    Summary,
}

/// The name that a comment declares, and as what.
pub(crate) fn declared(line: &str) -> Option<(&str, Declared)> {
    let mut words = line.strip_prefix("# TYPE ")?.split_ascii_whitespace();
    let name = words.next()?;
    let kind = match words.next()? {
        "counter" => Declared::Counter,
        "gauge" => Declared::Gauge,
        "histogram" | "gaugehistogram" => Declared::Histogram,
        "summary" => Declared::Summary,
        _ => return None,
    };
    Some((name.trim_matches('"'), kind))
}

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
    let of = subject(line).ok_or(none)?;
    let after = of.rest.strip_prefix([' ', '\t']).ok_or(none)?.trim_start();
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
    let is_metric = of.is_certain || stamp.is_some();
    if !is_metric || words.next().is_some() {
        return Err(none);
    }
    let n_value = said.find([' ', '\t']).unwrap_or(said.len());
    let message = line
        .get(..line.len() - after.len() + n_value)
        .unwrap_or(line);
    Ok(Record {
        stamp,
        message: Cow::Borrowed(message),
        repeats: 1,
        samples: vec![Sample {
            name: Cow::Borrowed(of.name),
            labels: Cow::Borrowed(of.labels),
            value: Some(value).filter(|value| value.is_finite()),
            unit: MetricUnit::Plain,
        }],
        ..Record::default()
    })
}

/// What a line is about.
struct Subject<'a> {
    name: &'a str,
    labels: &'a str,
    /// It is a metric's even if no stamp stands behind its value.
    is_certain: bool,
    rest: &'a str,
}

fn subject(line: &str) -> Option<Subject<'_>> {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-');
    let end = line.bytes().position(|b| !is_name(b))?;
    let (name, rest) = line.split_at_checked(end)?;
    if name.bytes().next().is_some_and(|b| !is_initial(b)) {
        return None;
    }
    let Some(inner) = rest.strip_prefix('{') else {
        let is_plain = !name.contains(['.', '-']);
        return (!name.is_empty()).then_some(Subject {
            name,
            labels: "",
            is_certain: is_plain && (name == "up" || name.contains(['_', ':'])),
            rest,
        });
    };
    let end = labels_end(inner)?;
    let (labels, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
    let (name, labels) = match (name, quoted_name(labels)) {
        ("", Some((quoted, labels))) => (quoted, labels),
        ("", None) => ("value", labels),
        _ => (name, labels),
    };
    let labels = labels.trim().trim_end_matches(',');
    Some(Subject {
        name,
        labels,
        // `{}` alone may stand in any text.
        is_certain: labels.contains("=\"") || line.starts_with("{\""),
        rest,
    })
}

fn is_initial(b: u8) -> bool {
    b.is_ascii_alphabetic() || matches!(b, b'_' | b':')
}

/// A name that stands in quotes before the labels, or as the first of them.
fn quoted_name(labels: &str) -> Option<(&str, &str)> {
    let labels = labels.trim_start();
    let quoted = labels.strip_prefix("__name__=").unwrap_or(labels);
    let (name, rest) = quoted.strip_prefix('"')?.split_once('"')?;
    let rest = rest.trim_start();
    match rest.strip_prefix(',') {
        Some(rest) => Some((name, rest)),
        None => rest.is_empty().then_some((name, rest)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_declared() {
        for (line, expected) in [
            (
                "# TYPE a_total counter",
                Some(("a_total", Declared::Counter)),
            ),
            ("# TYPE \"a.b\" gauge", Some(("a.b", Declared::Gauge))),
            ("# TYPE a untyped", None),
            ("# HELP a counter", None),
            ("# TYPE a", None),
        ] {
            assert_eq!(declared(line), expected, "{line}");
        }
    }
}
