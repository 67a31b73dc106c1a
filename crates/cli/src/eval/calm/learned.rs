//! Calm logs beside a normal day: of each log the first half is learned, the second compared.
//!
//! All of it is harmless, so every incident that the comparison adds is one too many.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jejak_core::finish;
use jejak_core::sequences::{for_models, sequences};
use jejak_core::windows;
use jejak_neural::normal_day::{Learning, Wanted, judge};
use jejak_protocol::{Incident, Severity};
use serde::Serialize;

use super::Calm;
use crate::whole::Whole;

#[derive(Debug, Default, Serialize)]
pub(super) struct Scores {
    /// Of the second halves of the logs that a day could be learned from.
    lines: u64,
    incidents_without: usize,
    incidents_with: usize,
    above_low_with: usize,
    without_per_100k: f64,
    with_per_100k: f64,
    logs: BTreeMap<String, Log>,
    /// Logs with too few sessions, or none, in the first half.
    not_learned: usize,
}

#[derive(Debug, Serialize)]
struct Log {
    lines: u64,
    sessions_learned: u64,
    sessions_compared: u64,
    unusual_sessions: u64,
    incidents_without: usize,
    incidents_with: usize,
    above_low_with: usize,
}

pub(super) fn score(calm: &[Calm]) -> Scores {
    let mut scores = Scores::default();
    for it in calm {
        match log(&it.name, &it.text) {
            Some(log) => {
                scores.lines += log.lines;
                scores.incidents_without += log.incidents_without;
                scores.incidents_with += log.incidents_with;
                scores.above_low_with += log.above_low_with;
                scores.logs.insert(it.name.clone(), log);
            }
            None => scores.not_learned += 1,
        }
    }
    let per_100k = |n: usize| n as f64 * 100_000.0 / scores.lines.max(1) as f64;
    scores.without_per_100k = per_100k(scores.incidents_without);
    scores.with_per_100k = per_100k(scores.incidents_with);
    scores
}

/// None when the first half has too few sessions to learn from.
fn log(name: &str, text: &[u8]) -> Option<Log> {
    let (first, second) = halves(text);
    let learned = Whole::read(name, first, None);
    let learned = [learned.part()];
    let templates = finish(&learned, &windows::Scores::default())
        .analysis
        .templates;
    let wanted = Wanted {
        texts: templates.into_iter().map(|it| (it.id, it.text)).collect(),
        ..Wanted::default()
    };
    let mut learning = Learning::begin(&for_models(&sequences(&learned)), wanted).ok()?;
    while !learning.is_over() {
        learning.step();
    }
    let baseline = learning.finish();
    let compared = Whole::read(name, second, None);
    let compared = [compared.part()];
    let judgement = judge(&baseline, &for_models(&sequences(&compared)));
    let mut scores = windows::Scores::default();
    let without = finish(&compared, &scores).analysis;
    let mut log = Log {
        lines: without.n_lines,
        sessions_learned: baseline.n_sessions,
        sessions_compared: judgement.n_sessions,
        unusual_sessions: judgement.n_unusual,
        incidents_without: without.incidents.len(),
        incidents_with: 0,
        above_low_with: 0,
    };
    scores.sessions = Some(judgement);
    let with = finish(&compared, &scores).analysis.incidents;
    let is_above_low = |incident: &&Incident| incident.severity > Severity::Low;
    log.incidents_with = with.len();
    log.above_low_with = with.iter().filter(is_above_low).count();
    Some(log)
}

/// Both halves by lines.
fn halves(text: &[u8]) -> (&[u8], &[u8]) {
    let middle = text.len() / 2;
    let rest = text.get(middle..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == b'\n');
    text.split_at(end.map_or(text.len(), |end| middle + end + 1))
}

pub(super) fn table(scores: &Scores) -> String {
    let mut text = format!(
        "\n{:<50}{:>8}{:>9}{:>9}{:>9}{:>9}{:>7}{:>11}\n",
        "second half, first half learned",
        "lines",
        "learned",
        "compared",
        "unusual",
        "without",
        "with",
        "above low"
    );
    for (name, log) in &scores.logs {
        let _ = writeln!(
            text,
            "{name:<50}{:>8}{:>9}{:>9}{:>9}{:>9}{:>7}{:>11}",
            log.lines,
            log.sessions_learned,
            log.sessions_compared,
            log.unusual_sessions,
            log.incidents_without,
            log.incidents_with,
            log.above_low_with,
        );
    }
    let _ = writeln!(
        text,
        "all {} lines: {:.2} incidents per 100,000 lines without the normal day, {:.2} with it, {} above low\nlogs without enough sessions to learn from: {}",
        scores.lines,
        scores.without_per_100k,
        scores.with_per_100k,
        scores.above_low_with,
        scores.not_learned,
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_end_at_a_line() {
        assert_eq!(halves(b"ab\ncd\nef\n"), (&b"ab\ncd\n"[..], &b"ef\n"[..]));
        assert_eq!(halves(b"ab"), (&b"ab"[..], &b""[..]));
        assert_eq!(halves(b""), (&b""[..], &b""[..]));
    }
}
