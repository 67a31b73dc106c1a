//! Which parts of a line are marked: time, level, names, search matches.

use std::ops::Range;

use jejak_protocol::{Level, Span, SpanKind};

use super::names::{Parts, range_of};
use super::search::Word;
use crate::formats::{Format, levels, stamps};
use crate::record::{Line, Record, Stamp};

/// Bytes of a line in which its stamp is looked for; JSON may have it late.
const STAMP_BYTES: usize = 4096;
/// Marks of matches in one line; more would hide the line.
const N_MATCHES: usize = 200;

/// Spans by their start. Time, level and names never overlap each other; matches may lie over them.
pub(super) fn of(
    format: Format,
    text: &str,
    line: &Line<'_>,
    parts: &Parts,
    words: &[Word],
) -> Vec<Span> {
    let mut marks: Vec<(Range<usize>, SpanKind)> = Vec::new();
    let mut mark = |range: Option<Range<usize>>, kind: SpanKind| {
        let Some(range) = range.filter(|range| !range.is_empty()) else {
            return;
        };
        let overlaps = |(other, _): &(Range<usize>, SpanKind)| {
            other.start < range.end && range.start < other.end
        };
        if !marks.iter().any(overlaps) {
            marks.push((range, kind));
        }
    };
    if let Line::Record(record) = line {
        mark(
            record.stamp.and_then(|stamp| stamp_in(text, stamp)),
            SpanKind::Time,
        );
        mark(level_in(format, text, record), SpanKind::Level);
    }
    for named in &parts.names {
        mark(named.range.clone(), SpanKind::Entity(named.kind));
    }
    let matches = words
        .iter()
        .flat_map(|word| word.find_all(text))
        .take(N_MATCHES);
    marks.extend(matches.map(|range| (range, SpanKind::Match)));
    marks.sort_by_key(|(range, _)| (range.start, range.end));
    in_utf16(text, marks)
}

/// Spans of byte ranges. Offsets past 4 GiB do not occur: lines are cut far below.
fn in_utf16(text: &str, marks: Vec<(Range<usize>, SpanKind)>) -> Vec<Span> {
    let mut units = Utf16::new(text);
    let mut ends = Utf16::new(text);
    marks
        .into_iter()
        .map(|(range, kind)| {
            let start = units.at(range.start);
            // Ends are not sorted: matches overlap. Going back starts over, which is rare.
            Span {
                start,
                end: ends.at(range.end),
                kind,
            }
        })
        .collect()
}

/// Counts UTF-16 units up to byte offsets, cheaply while they ascend.
struct Utf16<'a> {
    text: &'a str,
    byte: usize,
    unit: u32,
}

impl<'a> Utf16<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            unit: 0,
        }
    }

    fn at(&mut self, byte: usize) -> u32 {
        if byte < self.byte {
            (self.byte, self.unit) = (0, 0);
        }
        let between = self.text.get(self.byte..byte).unwrap_or_default();
        self.unit += between.chars().map(|c| c.len_utf16() as u32).sum::<u32>();
        self.byte += between.len();
        self.unit
    }
}

/// Where the stamp stands: the first place that reads as the same moment.
fn stamp_in(text: &str, stamp: Stamp) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len().min(STAMP_BYTES)).filter(|at| {
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let starts_word = before.is_none_or(|byte| !byte.is_ascii_alphanumeric() || *at == 1);
        starts_word && bytes.get(*at).is_some_and(u8::is_ascii_alphanumeric)
    });
    for at in starts {
        let rest = bytes.get(at..).unwrap_or_default();
        for read in [stamps::any, stamps::compact, stamps::month_day, number] {
            if let Ok((read, n)) = read(rest)
                && read == stamp
            {
                return Some(at..at + n);
            }
        }
    }
    None
}

/// Seconds or parts of them since 1970.
fn number(bytes: &[u8]) -> stamps::Read {
    let is_part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let n = bytes.iter().take_while(is_part).count();
    bytes
        .get(..n)
        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .and_then(stamps::epoch)
        .map(|stamp| (stamp, n))
        .ok_or(crate::record::Misfit::NoTimestamp)
}

/// Where the level stands that the line names.
fn level_in(format: Format, text: &str, record: &Record<'_>) -> Option<Range<usize>> {
    /// A level word that stays in the message stands at its beginning.
    const WORD_BYTES: usize = 16;
    if record.level == Level::Unknown || record.access.is_some() {
        return None;
    }
    let header = range_of(text, &record.message).map_or(0, |message| message.start) + WORD_BYTES;
    match format {
        Format::Syslog | Format::Rfc5424 if text.starts_with('<') => Some(0..text.find('>')? + 1),
        Format::Json => words(text).find(|range| {
            let is_quoted = text.as_bytes().get(range.start.wrapping_sub(1)) == Some(&b'"')
                && text.as_bytes().get(range.end) == Some(&b'"');
            is_quoted && is_level(text, range, record.level)
        }),
        _ => words(text)
            .take_while(|range| range.start < header)
            .find(|range| is_level(text, range, record.level)),
    }
}

fn is_level(text: &str, range: &Range<usize>, level: Level) -> bool {
    text.get(range.clone()).and_then(levels::from_word) == Some(level)
}

/// Runs of ASCII letters.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let skipped = bytes.get(at..)?.iter().position(u8::is_ascii_alphabetic)?;
        let start = at + skipped;
        let rest = bytes.get(start..)?;
        let n = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        at = start + n;
        Some(start..at)
    })
}
