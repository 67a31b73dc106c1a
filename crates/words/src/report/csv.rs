//! The incidents as CSV (RFC 4180) for spreadsheets: a row for each incident.
//!
//! Text in it comes from logs, and so from strangers: a cell that a spreadsheet would run as a
//! formula gets an apostrophe before it, as OWASP's "CSV Injection" advises, and hidden characters
//! are made visible.

use jejak_protocol::{Analysis, Entity, Incident};
use serde::Serialize;

use super::{Options, file_name, line_number};
use crate::incident::{sentence, title};
use crate::names;
use crate::time::rfc3339;
use crate::visible::visible;

/// Spreadsheets take a file for UTF-8 when it begins so.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// Places of evidence in a row: the JSON report has all that are kept.
const N_PLACES: usize = 10;

/// Names of the columns: those of the JSON report where it has the same.
const COLUMNS: [&str; 16] = [
    "id",
    "kind",
    "severity",
    "risk",
    "certainty",
    "start",
    "end",
    "count",
    "title",
    "sentence",
    "entities",
    "technique",
    "technique_name",
    "evidence",
    "evidence_total",
    "detectors",
];

/// All incidents, by risk, as the analysis has them.
pub fn csv(analysis: &Analysis, options: &Options<'_>) -> String {
    let mut out = String::from(BYTE_ORDER_MARK);
    row(&mut out, &COLUMNS.map(str::to_owned));
    for incident in &analysis.incidents {
        row(&mut out, &cells(incident, analysis, options));
    }
    out
}

/// Any table whose cells may come from logs, its head first, as safe as [`csv`].
pub fn table(rows: &[Vec<String>]) -> String {
    let mut out = String::from(BYTE_ORDER_MARK);
    for cells in rows {
        row(&mut out, cells);
    }
    out
}

fn cells(it: &Incident, analysis: &Analysis, options: &Options<'_>) -> [String; 16] {
    let lang = options.reader.lang;
    let moment = |at| rfc3339(at);
    let technique = it.technique.as_ref();
    let places = it.evidence.lines.iter().take(N_PLACES);
    let places = places.map(|&at| format!("{}:{}", file_name(analysis, at.file), line_number(at)));
    let detectors = it.shares.iter().map(|share| {
        let name = names::detector_name(&share.detector, lang);
        format!("{name} {:.2}", share.share)
    });
    [
        it.id.clone(),
        wire_name(&it.kind),
        wire_name(&it.severity),
        it.risk.to_string(),
        wire_name(&it.certainty),
        it.range
            .map(|range| moment(range.start))
            .unwrap_or_default(),
        it.range.map(|range| moment(range.end)).unwrap_or_default(),
        it.count.to_string(),
        title(it, lang),
        sentence(it, options.reader),
        list(it.entities.iter().map(entity)),
        technique.map(|it| it.id.clone()).unwrap_or_default(),
        technique.map(|it| it.name.clone()).unwrap_or_default(),
        list(places),
        it.evidence.n_total.to_string(),
        list(detectors),
    ]
}

fn entity(entity: &Entity) -> String {
    format!("{}={}", wire_name(&entity.kind), entity.value)
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

/// `brute_force`: the name that the JSON report has.
fn wire_name<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

fn row(out: &mut String, cells: &[String]) {
    for (i, raw) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        cell(out, raw);
    }
    out.push_str("\r\n");
}

fn cell(out: &mut String, raw: &str) {
    let shown = visible(raw);
    let needs_quotes = shown.contains([',', '"', ';', '\'', '\t']) || is_formula(&shown);
    if !needs_quotes {
        out.push_str(&shown);
        return;
    }
    out.push('"');
    if is_formula(&shown) {
        out.push('\'');
    }
    out.push_str(&shown.replace('"', "\"\""));
    out.push('"');
}

/// Whether a spreadsheet would run the cell. Blanks before it do not help; full-width signs count
/// where they are typed.
fn is_formula(text: &str) -> bool {
    text.starts_with('\t')
        || text.trim_start().starts_with([
            '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str) {
        let mut out = String::new();
        cell(&mut out, raw);
        assert_eq!(out, expected, "{raw:?}");
    }

    #[test]
    fn cells_are_quoted_where_they_must() {
        check("", "");
        check("brute_force", "brute_force");
        check("2026-01-06T09:14:00Z", "2026-01-06T09:14:00Z");
        check("a,b", "\"a,b\"");
        check("say \"hi\"", "\"say \"\"hi\"\"\"");
        check("a; b", "\"a; b\"");
    }

    #[test]
    fn no_cell_is_a_formula() {
        check("=1+1", "\"'=1+1\"");
        check("+1", "\"'+1\"");
        check("-2+3", "\"'-2+3\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\t=1", "\"'\t=1\"");
        check("  =1", "\"'  =1\"");
        check("＝1", "\"'＝1\"");
        check(
            "=HYPERLINK(\"http://x\")",
            "\"'=HYPERLINK(\"\"http://x\"\")\"",
        );
        check("a=1", "a=1");
    }

    #[test]
    fn hidden_characters_are_shown_and_lines_stay_one() {
        check("a\nb", "a⟨U+000A⟩b");
        check("\r=1", "⟨U+000D⟩=1");
        check("x\u{202e}y", "x⟨U+202E⟩y");
    }
}
