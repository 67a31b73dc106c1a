//! Columns of a table that hold metrics, and the samples of a row.
//!
//! Two forms, as Grafana exports both: each series a column beside the time (`Time,cpu,memory`), or each
//! sample a row with the columns that name its series (`Series;Time;Value`, `Time,host,value`). A table
//! with anything else in it is a log.

use std::borrow::Cow;

use jejak_protocol::metrics::MetricUnit;
use serde::{Deserialize, Serialize};

use super::super::keys::Key;
use super::cells::Cell;
use crate::record::Sample;

/// Columns of labels beside a value. Chosen: with more, the rows are records of something.
const MAX_LABELS: usize = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Measures {
    #[default]
    Nothing,
    /// The columns, each a series of its heading's name.
    Columns(Vec<usize>),
    /// The column of the value, that of the metric's name, and those that are labels.
    Rows {
        value: usize,
        name: Option<usize>,
        labels: Vec<usize>,
    },
}

impl Measures {
    /// What the rows of a table hold: `time` are the columns that tell when.
    pub(super) fn find(
        names: &[String],
        keys: &[Option<Key>],
        time: &[usize],
        rows: &[Vec<Cell<'_>>],
    ) -> Self {
        let others: Vec<usize> = (0..names.len()).filter(|at| !time.contains(at)).collect();
        let speaks_of_logs = |at: &usize| {
            matches!(
                keys.get(*at),
                Some(Some(
                    Key::Message
                        | Key::Event
                        | Key::Level
                        | Key::Status
                        | Key::Request
                        | Key::Target
                ))
            )
        };
        if rows.is_empty() || others.iter().any(speaks_of_logs) {
            return Self::Nothing;
        }
        let cells = |at: usize| {
            rows.iter()
                .filter_map(move |row| row.get(at))
                .filter(|cell| !is_none(&cell.text))
        };
        let is_empty = |at: &usize| cells(*at).next().is_none();
        let is_measured =
            |at: &usize| !is_empty(at) && cells(*at).all(|cell| number(&cell.text).is_some());
        let is_named = |at: usize, wanted: &[&str]| {
            names
                .get(at)
                .is_some_and(|name| wanted.iter().any(|it| name.eq_ignore_ascii_case(it)))
        };
        let value = others
            .iter()
            .copied()
            .find(|at| is_named(*at, &["value"]) && is_measured(at));
        let worded: Vec<usize> = others
            .iter()
            .copied()
            .filter(|at| Some(*at) != value && !is_empty(at))
            .collect();
        let are_words = !worded.is_empty() && !worded.iter().any(is_measured);
        if let (Some(value), true, 0..=MAX_LABELS) = (value, are_words, worded.len()) {
            let (mut named, labels): (Vec<usize>, Vec<usize>) = worded
                .into_iter()
                .partition(|at| is_named(*at, &["series", "metric", "name", "measurement"]));
            // With two of them, neither is it.
            let name = named.pop().filter(|_| named.is_empty());
            return Self::Rows {
                value,
                name,
                labels: labels.into_iter().chain(named).collect(),
            };
        }
        let measured: Vec<usize> = others.iter().copied().filter(is_measured).collect();
        match others.iter().all(|at| is_measured(at) || is_empty(at)) && !measured.is_empty() {
            true => Self::Columns(measured),
            false => Self::Nothing,
        }
    }

    /// The samples of a row.
    pub(super) fn samples<'a>(
        &self,
        names: &'a [String],
        row: impl Iterator<Item = Cell<'a>>,
    ) -> Vec<Sample<'a>> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Columns(columns) => {
                let measured = row.enumerate().filter(|(at, _)| columns.contains(at));
                let sample = |(at, cell): (usize, Cell<'_>)| {
                    let (value, unit) = number(&cell.text)?;
                    let (name, labels) = in_parts(names.get(at)?);
                    Some(Sample {
                        name: Cow::Borrowed(name),
                        labels: Cow::Borrowed(labels),
                        value: Some(value),
                        unit: unit.max(unit_of_heading(name)),
                    })
                };
                measured.filter_map(sample).collect()
            }
            Self::Rows {
                value,
                name,
                labels,
            } => row_sample(names, row, (*value, *name, labels))
                .into_iter()
                .collect(),
        }
    }
}

/// The sample of a row that names its series.
fn row_sample<'a>(
    names: &'a [String],
    row: impl Iterator<Item = Cell<'a>>,
    (value, name, labels): (usize, Option<usize>, &[usize]),
) -> Option<Sample<'a>> {
    let (mut of, mut read, mut said) = (None, None, String::new());
    for (at, cell) in row.enumerate() {
        if at == value {
            read = number(&cell.text);
        } else if Some(at) == name {
            of = Some(cell.text);
        } else if labels.contains(&at) && !is_none(&cell.text) {
            if !said.is_empty() {
                said.push(',');
            }
            let heading = names.get(at).map_or("", String::as_str);
            said.push_str(&format!("{heading}={:?}", &*cell.text));
        }
    }
    let of = match (of, name) {
        (Some(of), _) => of,
        (None, Some(_)) => return None,
        (None, None) => Cow::Borrowed(names.get(value)?.as_str()),
    };
    // Grafana joins what it knows of a series into one text.
    let (name, own) = match of {
        Cow::Borrowed(text) => {
            let (name, own) = in_parts(text);
            (Cow::Borrowed(name), Cow::Borrowed(own))
        }
        Cow::Owned(text) => {
            let (name, own) = in_parts(&text);
            (Cow::Owned(name.to_owned()), Cow::Owned(own.to_owned()))
        }
    };
    let (value, unit) = read?;
    Some(Sample {
        name,
        labels: if said.is_empty() {
            own
        } else {
            Cow::Owned(said)
        },
        value: Some(value),
        unit,
    })
}

/// `node_load1{job="a"}` as name and labels. `{job="a"}` alone is an expression's.
pub(super) fn in_parts(heading: &str) -> (&str, &str) {
    let parts = heading
        .strip_suffix('}')
        .and_then(|rest| rest.split_once('{'))
        .filter(|(name, labels)| !name.contains(' ') && labels.contains('='));
    match parts {
        Some(("", labels)) => ("value", labels),
        Some(parts) => parts,
        None => (heading, ""),
    }
}

/// `CPU %`, `memory (bytes)`.
fn unit_of_heading(heading: &str) -> MetricUnit {
    let heading = heading.trim_end_matches(')');
    match () {
        () if heading.ends_with('%') => MetricUnit::Percent,
        () if heading.ends_with("(bytes") => MetricUnit::Bytes,
        () if heading.ends_with("(s") || heading.ends_with("(seconds") => MetricUnit::Seconds,
        () => MetricUnit::Plain,
    }
}

fn is_none(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "null" | "NaN" | "undefined")
}

/// A number in the unit that it names: as Grafana writes both, or with a decimal comma.
fn number(text: &str) -> Option<(f64, MetricUnit)> {
    let text = text.trim();
    if let Some(value) = decimal(text) {
        return Some((value, MetricUnit::Plain));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.,".contains(c)))?;
    let (number, unit) = text.split_at_checked(end)?;
    const KIB: f64 = 1024.0;
    let (factor, unit) = match unit.trim() {
        "%" => (1.0, MetricUnit::Percent),
        "°C" | "C" => (1.0, MetricUnit::Celsius),
        "s" => (1.0, MetricUnit::Seconds),
        "ns" => (1e-9, MetricUnit::Seconds),
        "µs" | "us" => (1e-6, MetricUnit::Seconds),
        "ms" => (1e-3, MetricUnit::Seconds),
        "min" | "mins" => (60.0, MetricUnit::Seconds),
        "hour" | "hours" => (3600.0, MetricUnit::Seconds),
        "req/s" | "ops/s" | "c/s" | "p/s" => (1.0, MetricUnit::Plain),
        "K" => (1e3, MetricUnit::Plain),
        "Mil" => (1e6, MetricUnit::Plain),
        "Bil" => (1e9, MetricUnit::Plain),
        unit => {
            let factor = match unit.strip_suffix("/s").unwrap_or(unit) {
                "B" => 1.0,
                "kB" | "KB" => 1e3,
                "MB" => 1e6,
                "GB" => 1e9,
                "TB" => 1e12,
                "KiB" | "kiB" => KIB,
                "MiB" => KIB * KIB,
                "GiB" => KIB * KIB * KIB,
                "TiB" => KIB * KIB * KIB * KIB,
                _ => return None,
            };
            (factor, MetricUnit::Bytes)
        }
    };
    decimal(number).map(|value| (value * factor, unit))
}

/// `12.5`, `1e-3`, `12,5`.
fn decimal(text: &str) -> Option<f64> {
    let read = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
    read(text).or_else(|| {
        let is_comma = !text.contains('.') && text.matches(',').count() == 1;
        is_comma.then(|| read(&text.replace(',', ".")))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units() {
        let gib = 1024.0 * 1024.0 * 1024.0;
        for (text, expected) in [
            ("12.5", Some((12.5, MetricUnit::Plain))),
            ("12,5", Some((12.5, MetricUnit::Plain))),
            ("1e-3", Some((0.001, MetricUnit::Plain))),
            ("12.5%", Some((12.5, MetricUnit::Percent))),
            ("1.5 GiB", Some((1.5 * gib, MetricUnit::Bytes))),
            ("2 kB/s", Some((2000.0, MetricUnit::Bytes))),
            ("250 ms", Some((0.25, MetricUnit::Seconds))),
            ("inf", None),
            ("1,024,000", None),
            ("12 apples", None),
            ("192.0.2.7", None),
            ("", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn headings_in_parts() {
        for (heading, expected) in [
            ("cpu user", ("cpu user", "")),
            ("node_load1{job=\"a\"}", ("node_load1", "job=\"a\"")),
            ("{job=\"a\"}", ("value", "job=\"a\"")),
            ("{{legend}}", ("{{legend}}", "")),
        ] {
            assert_eq!(in_parts(heading), expected, "{heading}");
        }
    }
}
