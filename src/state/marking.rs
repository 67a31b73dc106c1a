//! Marks in one line of a log, and the pattern that they make.
//!
//! In: a line and which part of it is what. Out: a regular expression with named groups that reads
//! other lines built like it: signs stay as they are, words and numbers may be others, and a marked
//! part ends where the sign behind it stands.

use std::ops::Range;

/// A part of the line that is a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the line.
    pub range: Range<usize>,
    pub field: &'static str,
}

/// Why a part cannot be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmarkable {
    Nothing,
    Overlaps,
}

/// Marks a part that is given in UTF-16 units, as the browser counts. Spaces at its ends are left out;
/// a field that was marked before moves.
///
/// # Errors
/// Nothing is left of the part, or it lies over another one.
pub fn mark(
    marks: &mut Vec<Mark>,
    line: &str,
    units: Range<u32>,
    field: &'static str,
) -> Result<(), Unmarkable> {
    let start = byte_at(line, units.start);
    let end = byte_at(line, units.end);
    let part = line.get(start..end).ok_or(Unmarkable::Nothing)?;
    let start = start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    if start >= end {
        return Err(Unmarkable::Nothing);
    }
    let others = marks.iter().filter(|mark| mark.field != field);
    if others
        .into_iter()
        .any(|mark| mark.range.start < end && start < mark.range.end)
    {
        return Err(Unmarkable::Overlaps);
    }
    marks.retain(|mark| mark.field != field);
    let range = start..end;
    marks.push(Mark { range, field });
    marks.sort_by_key(|mark| mark.range.start);
    Ok(())
}

/// Byte offset of a UTF-16 offset.
fn byte_at(line: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in line.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(c.len_utf16());
    }
    line.len()
}

/// The pattern of the marks, which are in order and do not overlap; empty without any.
pub fn pattern(line: &str, marks: &[Mark]) -> String {
    let mut pattern = String::new();
    let mut at = 0;
    for mark in marks {
        let before = line.get(at..mark.range.start).unwrap_or_default();
        gap(&mut pattern, before);
        let value = line.get(mark.range.clone()).unwrap_or_default();
        let next = line
            .get(mark.range.end..)
            .and_then(|rest| rest.chars().next());
        pattern.push_str("(?<");
        pattern.push_str(mark.field);
        pattern.push('>');
        if mark.field == "time" {
            shape(&mut pattern, value);
        } else {
            value_pattern(&mut pattern, value, next);
        }
        pattern.push(')');
        at = mark.range.end;
    }
    if let Some(sign) = line
        .get(at..)
        .filter(|_| at > 0)
        .and_then(|rest| rest.chars().next())
    {
        // What the last mark ends at; the rest of the line may be anything.
        gap(&mut pattern, sign.encode_utf8(&mut [0; 4]));
    }
    pattern
}

/// What stands between marks: signs as they are, any word for a word.
fn gap(pattern: &mut String, text: &str) {
    runs(text, |run, kind| match kind {
        Kind::Space => pattern.push_str(r"\s+"),
        Kind::Digits | Kind::Letters => {
            if !pattern.ends_with(r"\w+") {
                pattern.push_str(r"\w+");
            }
        }
        Kind::Sign => escape(pattern, run),
    });
}

/// A stamp: its signs as they are, its numbers and names by their kind.
fn shape(pattern: &mut String, text: &str) {
    runs(text, |run, kind| match kind {
        Kind::Space => pattern.push_str(" +"),
        Kind::Digits => pattern.push_str(r"\d+"),
        Kind::Letters => pattern.push_str("[A-Za-z]+"),
        Kind::Sign => escape(pattern, run),
    });
}

/// A value ends at the sign behind it, or with its words.
fn value_pattern(pattern: &mut String, value: &str, next: Option<char>) {
    let has_space = value.contains(char::is_whitespace);
    match next {
        None if has_space => pattern.push_str(".*"),
        None => pattern.push_str(r"\S+"),
        Some(next) if value.contains(next) => pattern.push_str(".+?"),
        Some(next) if next.is_whitespace() => {
            pattern.push_str(if has_space { ".+?" } else { r"\S+" });
        }
        Some(next) if next.is_alphanumeric() => pattern.push_str(".+?"),
        Some(next) => {
            pattern.push_str("[^");
            escape(pattern, next.encode_utf8(&mut [0; 4]));
            if !has_space {
                pattern.push_str(r"\s");
            }
            pattern.push_str("]*");
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Digits,
    Letters,
    Sign,
}

fn kind(c: char) -> Kind {
    match c {
        c if c.is_whitespace() => Kind::Space,
        c if c.is_ascii_digit() => Kind::Digits,
        c if c.is_alphanumeric() || c == '_' => Kind::Letters,
        _ => Kind::Sign,
    }
}

fn runs(text: &str, mut each: impl FnMut(&str, Kind)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let own = kind(first);
        let len = match own {
            Kind::Sign => first.len_utf8(),
            own => rest.find(|c| kind(c) != own).unwrap_or(rest.len()),
        };
        let (run, behind) = rest.split_at(len);
        each(run, own);
        rest = behind;
    }
}

/// A sign that means something in a pattern gets a backslash.
fn escape(pattern: &mut String, text: &str) {
    for c in text.chars() {
        if r"\.+*?()|[]{}^$#&-~%".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(line: &str, parts: &[(&'static str, &str)]) -> Vec<Mark> {
        let mut all = Vec::new();
        for (field, text) in parts {
            let at = line.find(text).expect("the part stands in the line");
            let units = |end: usize| line[..end].encode_utf16().count() as u32;
            mark(&mut all, line, units(at)..units(at + text.len()), field)
                .expect("it can be marked");
        }
        all
    }

    fn check(line: &str, parts: &[(&'static str, &str)], expect: &str) {
        assert_eq!(pattern(line, &marks(line, parts)), expect, "{line}");
    }

    #[test]
    fn marks_make_a_pattern() {
        check(
            "04.01.2026 10:15 |WARN| till-7 ana: drawer open",
            &[
                ("time", "04.01.2026 10:15"),
                ("level", "WARN"),
                ("user", "ana"),
                ("message", "drawer open"),
            ],
            r"(?<time>\d+\.\d+\.\d+ +\d+:\d+)\s+\|(?<level>[^\|\s]*)\|\s+\w+\-\w+\s+(?<user>[^:\s]*):\s+(?<message>.*)",
        );
        check(
            "é (10.0.0.1) x",
            &[("source", "10.0.0.1")],
            r"\w+\s+\((?<source>[^\)\s]*)\)",
        );
        check("a b", &[], "");
        check("id=7", &[("status", "7")], r"\w+=(?<status>\S+)");
    }

    #[test]
    fn a_field_is_marked_once_and_never_over_another() {
        let line = "one two three";
        let mut all = marks(line, &[("user", "two")]);
        assert_eq!(
            mark(&mut all, line, 0..5, "host"),
            Err(Unmarkable::Overlaps)
        );
        assert_eq!(mark(&mut all, line, 3..4, "host"), Err(Unmarkable::Nothing));
        assert_eq!(mark(&mut all, line, 9..99, "host"), Ok(()));
        assert_eq!(mark(&mut all, line, 0..4, "user"), Ok(()));
        let ranges: Vec<_> = all.iter().map(|it| (it.field, it.range.clone())).collect();
        assert_eq!(ranges, [("user", 0..3), ("host", 9..13)]);
    }
}
