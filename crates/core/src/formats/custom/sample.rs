//! How a described format reads sample lines, for the person who describes it.

use jejak_protocol::custom::{CustomFormat, FormatFault, SampleField, SampleKind, SampleLine};

use super::{Custom, key};
use crate::formats::spec::stamp_text;
use crate::record::{Line, Misfit};

/// Lines that are looked at, and bytes of each.
const N_LINES: usize = 500;
const LINE_BYTES: usize = 4096;

/// Reads each line with the format.
///
/// # Errors
/// What is wrong with the description.
pub fn sample(format: &CustomFormat, lines: &[String]) -> Result<Vec<SampleLine>, FormatFault> {
    let custom = Custom::new(format)?;
    let lines = lines.iter().take(N_LINES);
    Ok(lines.map(|line| one(&custom, line)).collect())
}

fn one(custom: &Custom, line: &str) -> SampleLine {
    let text = line.get(..line.floor_char_boundary(LINE_BYTES));
    let text = text.unwrap_or(line);
    let (kind, time) = custom.read(text, |line| match line {
        Line::Record(record) => {
            let time = record.stamp.map(stamp_text).unwrap_or_default();
            (SampleKind::Record, time)
        }
        Line::Continuation => (SampleKind::Continues, String::new()),
        Line::Misfit(Misfit::BadTimestamp) => (SampleKind::BadTime, String::new()),
        Line::Misfit(_) => (SampleKind::NoMatch, String::new()),
    });
    SampleLine {
        text: text.to_owned(),
        kind,
        fields: fields(custom, text),
        time,
    }
}

fn fields(custom: &Custom, text: &str) -> Vec<SampleField> {
    let regex = &custom.0.regex;
    let Some(found) = regex.captures(text) else {
        return Vec::new();
    };
    let units = |end: usize| {
        let n = text.get(..end).map_or(0, |it| it.encode_utf16().count());
        u32::try_from(n).unwrap_or(u32::MAX)
    };
    let named = regex
        .capture_names()
        .flatten()
        .filter_map(|name| Some((name, found.name(name)?)));
    let mut fields: Vec<_> = named
        .filter(|(_, group)| !group.is_empty())
        .map(|(name, group)| SampleField {
            start: units(group.start()),
            end: units(group.end()),
            name: name.to_owned(),
            is_known: key(name).is_some(),
        })
        .collect();
    fields.sort_by_key(|field| (field.start, std::cmp::Reverse(field.end)));
    fields
}
