//! Columns of a table that hold metrics, and the samples of a row.
//!
//! Two forms, as Grafana exports both: each series a column beside the time (`Time,cpu,memory`), or each
//! sample a row (`Series;Time;Value`). A table with anything else in it is a log.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::keys::Key;
use super::cells::Cell;
use crate::record::Sample;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Measures {
    #[default]
    Nothing,
    /// The columns, each a series of its heading's name.
    Columns(Vec<usize>),
    /// The column that names the series, and that of the value.
    Rows { name: usize, value: usize },
}

impl Measures {
    /// What the rows of a table hold: `time` are the columns that tell when.
    pub(super) fn find(
        names: &[String],
        keys: &[Option<Key>],
        time: &[usize],
        rows: &[Vec<Cell<'_>>],
    ) -> Self {
        let is_logged = keys.iter().enumerate().any(|(at, key)| {
            !time.contains(&at)
                && matches!(
                    key,
                    Some(
                        Key::Message
                            | Key::Event
                            | Key::Level
                            | Key::Status
                            | Key::Request
                            | Key::Target
                    )
                )
        });
        if is_logged || rows.is_empty() {
            return Self::Nothing;
        }
        let cells = |at: usize| {
            rows.iter()
                .filter_map(move |row| row.get(at))
                .filter(|cell| !is_none(&cell.text))
        };
        let is_measured = |at: &usize| {
            cells(*at).next().is_some() && cells(*at).all(|cell| number(&cell.text).is_some())
        };
        let others: Vec<usize> = (0..names.len()).filter(|at| !time.contains(at)).collect();
        let named = |wanted: &[&str]| {
            let is = |at: &&usize| {
                names
                    .get(**at)
                    .is_some_and(|name| wanted.iter().any(|it| name.eq_ignore_ascii_case(it)))
            };
            others.iter().find(is).copied()
        };
        if let (Some(name), Some(value), 2) = (
            named(&["series", "metric", "name", "measurement"]),
            named(&["value"]).filter(is_measured),
            others.len(),
        ) {
            return Self::Rows { name, value };
        }
        let is_empty = |at: &usize| cells(*at).next().is_none();
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
                    Some(Sample {
                        name: Cow::Borrowed(names.get(at)?.as_str()),
                        labels: Cow::Borrowed(""),
                        value: number(&cell.text)?,
                    })
                };
                measured.filter_map(sample).collect()
            }
            Self::Rows { name, value } => {
                let (mut of, mut read) = (None, None);
                for (at, cell) in row.enumerate() {
                    if at == *name {
                        of = Some(cell.text);
                    } else if at == *value {
                        read = number(&cell.text);
                    }
                }
                let sample = of.zip(read).map(|(name, value)| Sample {
                    name,
                    labels: Cow::Borrowed(""),
                    value,
                });
                sample.into_iter().collect()
            }
        }
    }
}

fn is_none(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "null" | "NaN" | "undefined")
}

/// A number, and its unit as Grafana writes it behind the number.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(value) = text.parse::<f64>() {
        return Some(value).filter(|value| value.is_finite());
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c)))?;
    let (number, unit) = text.split_at_checked(end)?;
    let factor = match unit.trim() {
        "%" | "s" | "B" | "C" | "°C" | "req/s" | "ops/s" | "c/s" | "B/s" | "b/s" => 1.0,
        "ns" => 1e-9,
        "µs" | "us" => 1e-6,
        "ms" => 1e-3,
        "min" | "mins" => 60.0,
        "hour" | "hours" => 3600.0,
        "K" | "kB" | "KB" | "kB/s" | "kb/s" => 1e3,
        "Mil" | "MB" | "MB/s" | "Mb/s" => 1e6,
        "Bil" | "GB" | "GB/s" | "Gb/s" => 1e9,
        "TB" => 1e12,
        "KiB" | "KiB/s" => 1024.0,
        "MiB" | "MiB/s" => 1024.0 * 1024.0,
        "GiB" | "GiB/s" => 1024.0 * 1024.0 * 1024.0,
        "TiB" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|value| value * factor)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_with_units() {
        for (text, expected) in [
            ("12.5", Some(12.5)),
            ("1e-3", Some(0.001)),
            ("12.5%", Some(12.5)),
            ("1.5 GiB", Some(1.5 * 1024.0 * 1024.0 * 1024.0)),
            ("250 ms", Some(0.25)),
            ("inf", None),
            ("12 apples", None),
            ("192.0.2.7", None),
            ("", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
