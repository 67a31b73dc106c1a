//! Rows for the eye: one line with its parts marked and named, and whether a filter lets it pass.
//!
//! In: a file's plan and one of its lines, read again. Out: a [`Row`] whose spans count UTF-16
//! units, as JavaScript slices text. It leaves to its callers which lines are read, what time they
//! have and which template a shape belongs to.

mod fields;
mod filter;
mod names;
mod search;
mod spans;

use jejak_protocol::{Level, RecordRef, Row, TimestampUs};

pub use self::filter::{Matcher, words};

use self::names::Parts;
use self::search::Word;
use crate::plan::Plan;
use crate::record::Line;

/// One line as it is shown. `highlight`: words to mark wherever they occur, without regard to case.
pub fn render(
    plan: &Plan,
    text: &str,
    at: RecordRef,
    time: Option<TimestampUs>,
    highlight: &[&str],
) -> Row {
    let text = cut(text, plan.limits.line_bytes);
    let words: Vec<_> = highlight.iter().map(|word| Word::new(word)).collect();
    plan.layout.read(text, |line, body| {
        let parts = Parts::of(&line, body, text);
        // What the runtime of a container wraps is what is looked at.
        let format = plan.layout.inner.unwrap_or(plan.layout.format);
        Row {
            at,
            time,
            level: parts.level,
            text: text.to_owned(),
            spans: spans::of(format, text, &line, &parts, &words),
            fields: fields::of(&plan.layout, body, &line, &parts),
            continues: line == Line::Continuation,
        }
    })
}

/// The level that a record is counted at; None for lines that start none.
pub fn level_of_record(plan: &Plan, text: &str) -> Option<Level> {
    let text = cut(text, plan.limits.line_bytes);
    plan.layout.read(text, |line, body| {
        matches!(line, Line::Record(_)).then(|| Parts::of(&line, body, text).level)
    })
}

/// At most `n_bytes` of a text, cut between characters.
fn cut(text: &str, n_bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(n_bytes))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests;
