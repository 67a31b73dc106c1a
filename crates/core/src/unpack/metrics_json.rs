//! What Prometheus and Grafana answer about metrics, in JSON: each sample becomes a line of Prometheus'
//! text.
//!
//! ```text
//! {"status":"success","data":{"resultType":"matrix","result":[
//!   {"metric":{"__name__":"up","job":"node"},"values":[[1767521723.25,"1"],…]}]}}     query_range
//! {"results":{"A":{"frames":[{"schema":{"fields":[…]},"data":{"values":[[…],[…]]}}]}}} Grafana's frames
//!
//! up{job="node"} 1 1767521723.250
//! ```
//!
//! Also one moment (`vector`), and the bare arrays that promtool and a panel's JSON are. Several answers
//! may follow each other. One series is read at a time, whole: what is longer than [`MAX_SERIES_BYTES`]
//! stops the stream. A series that is no such JSON is passed over.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

use super::{BLOCK_BYTES, End, Stop};

/// Chosen: Prometheus answers with 11,000 samples of a series at most, half a megabyte.
const MAX_SERIES_BYTES: usize = 32 << 20;

/// Bytes of labels that are written with each sample. Chosen: four times what series are told apart by.
const MAX_LABELS_BYTES: usize = 2048;

/// How far into a file its beginning is looked at.
const HEAD_BYTES: usize = 4096;

#[derive(Debug, Default)]
pub(super) struct MetricsJson {
    /// The bytes of the series that is read, from its brace on.
    series: Vec<u8>,
    /// Brackets that are open within it.
    depth: u32,
    /// Between the brackets of the array that holds series.
    is_inside: bool,
    has_whole: bool,
    /// Brackets that are open around that array.
    n_around: u32,
    in_text: bool,
    is_escaped: bool,
    /// The last text outside of series: the name of what follows.
    name: Vec<u8>,
    /// What was read and not written.
    pending: VecDeque<Written>,
}

/// A series whose samples are still to be written.
#[derive(Debug)]
struct Written {
    /// `up{job="node"} `.
    head: String,
    /// Seconds, and the value as it stands there.
    samples: std::vec::IntoIter<(f64, Value)>,
}

/// Whether bytes begin as an answer about metrics does.
pub(super) fn is_answer(first: &[u8]) -> bool {
    let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    let head = first.get(..HEAD_BYTES).unwrap_or(first);
    // Line ends of JSON that was written for the eye do not matter.
    let head: Vec<u8> = head
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let has = |text: &[u8]| memchr::memmem::find(&head, text).is_some();
    let is_result = head.starts_with(b"{\"status\":\"success\"")
        && (has(b"\"resultType\":\"matrix\"") || has(b"\"resultType\":\"vector\""));
    let is_frames = head.starts_with(b"{\"results\":{") && has(b"\"frames\":[{\"schema\":");
    is_result
        || is_frames
        || head.starts_with(b"[{\"metric\":{")
        || head.starts_with(b"[{\"schema\":{")
}

impl MetricsJson {
    /// Takes bytes, up to a block of text; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let mut n_taken = 0;
        loop {
            self.write(out);
            if out.len() >= BLOCK_BYTES {
                return Ok(n_taken);
            }
            let Some(byte) = input.get(n_taken) else {
                return Ok(n_taken);
            };
            n_taken += 1;
            self.take(*byte);
            if self.series.len() > MAX_SERIES_BYTES {
                return Err(Stop::OverLimit);
            }
        }
    }

    fn take(&mut self, byte: u8) {
        let is_read = self.depth > 0;
        if is_read {
            self.series.push(byte);
        }
        if self.in_text {
            self.in_text = self.is_escaped || byte != b'"';
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            if !is_read && self.in_text && self.name.len() < 16 {
                self.name.push(byte);
            }
            return;
        }
        match byte {
            b'"' => {
                self.in_text = true;
                self.name.clear();
            }
            b'{' | b'[' if is_read => self.depth += 1,
            b'}' | b']' if is_read => {
                self.depth -= 1;
                if self.depth == 0 {
                    self.end_series();
                }
            }
            b'{' if self.is_inside => {
                self.series.push(byte);
                self.depth = 1;
            }
            b']' if self.is_inside => {
                self.is_inside = false;
                self.has_whole = true;
            }
            b'[' if !self.is_inside => {
                let is_named = matches!(self.name.as_slice(), b"result" | b"frames");
                self.is_inside = is_named || self.n_around == 0;
            }
            b'{' => self.n_around += 1,
            b'}' => self.n_around = self.n_around.saturating_sub(1),
            _ => {}
        }
    }

    fn end_series(&mut self) {
        let bytes = std::mem::take(&mut self.series);
        if let Ok(series) = serde_json::from_slice::<Series>(&bytes) {
            series.into_written(&mut self.pending);
        }
    }

    /// Writes what is pending, up to a block.
    fn write(&mut self, out: &mut Vec<u8>) {
        while let Some(series) = self.pending.front_mut() {
            for (seconds, value) in series.samples.by_ref() {
                let value = match &value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) => number.to_string(),
                    _ => continue,
                };
                if value.parse::<f64>().is_err() {
                    continue;
                }
                let line = format!("{}{value} {seconds:.3}\n", series.head);
                out.extend_from_slice(line.as_bytes());
                if out.len() >= BLOCK_BYTES {
                    return;
                }
            }
            self.pending.pop_front();
        }
    }

    pub(super) fn finish(&self) -> End {
        match self.has_whole && !self.is_inside && self.n_around == 0 {
            true => End::Complete,
            false => End::Truncated,
        }
    }
}

/// One series of a result, or one frame.
#[derive(Debug, Deserialize)]
struct Series {
    #[serde(default)]
    metric: BTreeMap<String, String>,
    #[serde(default)]
    values: Vec<(f64, Value)>,
    value: Option<(f64, Value)>,
    schema: Option<Schema>,
    data: Option<Data>,
}

#[derive(Debug, Deserialize)]
struct Schema {
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Debug, Deserialize)]
struct Field {
    #[serde(default)]
    name: String,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
struct Data {
    #[serde(default)]
    values: Vec<Vec<Value>>,
}

impl Series {
    fn into_written(self, pending: &mut VecDeque<Written>) {
        let mut samples = self.values;
        samples.extend(self.value);
        if !samples.is_empty() {
            pending.push_back(Written {
                head: head("value", &self.metric),
                samples: samples.into_iter(),
            });
        }
        let (Some(schema), Some(data)) = (self.schema, self.data) else {
            return;
        };
        let columns: Vec<(Field, Vec<Value>)> =
            schema.fields.into_iter().zip(data.values).collect();
        // Milliseconds.
        let times: Vec<Option<f64>> = columns
            .iter()
            .find(|(field, _)| field.r#type == "time")
            .map(|(_, values)| values.iter().map(Value::as_f64).collect())
            .unwrap_or_default();
        for (field, values) in columns {
            if field.r#type != "number" {
                continue;
            }
            let name = match field.name.as_str() {
                "Value" | "" => "value",
                name => name,
            };
            let samples: Vec<(f64, Value)> = times
                .iter()
                .zip(values)
                .filter_map(|(ms, value)| Some((((*ms)? / 1e3), value)))
                .collect();
            pending.push_back(Written {
                head: head(name, &field.labels.unwrap_or_default()),
                samples: samples.into_iter(),
            });
        }
    }
}

/// Name and labels as Prometheus writes them, and a space.
fn head(name: &str, labels: &BTreeMap<String, String>) -> String {
    let name = labels.get("__name__").map_or(name, String::as_str);
    let mut said = String::new();
    for (label, value) in labels.iter().filter(|(label, _)| *label != "__name__") {
        if said.len() + label.len() + value.len() > MAX_LABELS_BYTES {
            break;
        }
        let value = escaped(value);
        let comma = if said.is_empty() { "" } else { "," };
        let _ = write!(said, "{comma}{}=\"{value}\"", one_line(label));
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':'));
    let cut = name
        .get(..name.floor_char_boundary(MAX_LABELS_BYTES))
        .unwrap_or(name);
    match (starts && name.chars().all(is_plain), said.is_empty()) {
        (true, true) => format!("{cut} "),
        (true, false) => format!("{cut}{{{said}}} "),
        (false, true) => format!("{{\"{}\"}} ", one_line(cut)),
        (false, false) => format!("{{\"{}\",{said}}} ", one_line(cut)),
    }
}

fn escaped(value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"");
    value.replace('\n', "\\n").replace('\r', "\\r")
}

/// Without what would end a name or its line.
fn one_line(name: &str) -> String {
    name.replace(['"', '\n', '\r', '\\', '{', '}', '='], "_")
}

#[cfg(test)]
mod tests;
