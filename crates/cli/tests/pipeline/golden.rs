//! `expect.json`: the whole report, so that no change goes unseen. Evidence stands as `file:line`, each
//! template in one line.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::Outcome;

pub(crate) fn check(folder: &Path, outcome: &Outcome) -> Result<(), String> {
    let path = folder.join("expect.json");
    let shown = path.display();
    let mut report = outcome.report.clone();
    shorten(&mut report);
    let got = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())? + "\n";
    if std::env::var_os("JEJAK_BLESS").is_some_and(|bless| !bless.is_empty()) {
        return fs::write(&path, got).map_err(|error| format!("{shown}: {error}"));
    }
    let expected = fs::read_to_string(&path)
        .map_err(|error| format!("{shown}: {error}; `cargo xtask bless` writes it"))?;
    // A checkout on Windows may have changed the line ends.
    let expected = expected.replace("\r\n", "\n");
    match first_difference(&expected, &got) {
        None => Ok(()),
        Some((line, expected, got)) => Err(format!(
            "{shown}:{line}: expected `{expected}`, got `{got}`; if that is right, `cargo xtask bless` and read the difference"
        )),
    }
}

/// Evidence and templates as one text each: a golden is read by people.
fn shorten(report: &mut Value) {
    let list = |value: &mut Value, name: &str, shown: fn(&Value) -> String| {
        if let Some(items) = value.get_mut(name).and_then(Value::as_array_mut) {
            for item in items {
                *item = Value::String(shown(item));
            }
        }
    };
    if let Some(incidents) = report.get_mut("incidents").and_then(Value::as_array_mut) {
        for incident in incidents {
            list(incident, "evidence", place);
        }
    }
    if let Some(chains) = report.get_mut("chains").and_then(Value::as_array_mut) {
        for step in chains.iter_mut().flat_map(|chain| {
            let steps = chain.get_mut("steps").and_then(Value::as_array_mut);
            steps.into_iter().flatten()
        }) {
            list(step, "lines", place);
        }
    }
    list(report, "templates", template);
}

/// `93 error auth.log:12 Failed password for <*>`.
fn template(template: &Value) -> String {
    let text = |name: &str| template.get(name).and_then(Value::as_str).unwrap_or("");
    let count = template.get("count").and_then(Value::as_u64).unwrap_or(0);
    let example = template.get("example").map(place).unwrap_or_default();
    format!("{count} {} {example} {}", text("level"), text("text"))
}

/// `file:line` of a line of evidence.
pub(crate) fn place(line: &Value) -> String {
    let file = line.get("file").and_then(Value::as_str).unwrap_or("?");
    let number = line.get("line").and_then(Value::as_u64).unwrap_or(0);
    format!("{file}:{number}")
}

fn first_difference<'a>(a: &'a str, b: &'a str) -> Option<(usize, &'a str, &'a str)> {
    let (mut left, mut right) = (a.lines(), b.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (a, b) => return Some((number, a.unwrap_or("(end)"), b.unwrap_or("(end)"))),
        }
    }
    None
}
