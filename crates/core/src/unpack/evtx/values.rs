//! Values that fill a template: a list of sizes and types, then their bytes.

use std::fmt::Write as _;
use std::ops::Range;

use super::bytes::{Bytes, text};
use crate::clock::civil_from_days;

pub(super) const STRING: u8 = 0x01;
const FRAGMENT: u8 = 0x21;
/// Set in a type when there are several values of it.
const ARRAY: u8 = 0x80;

/// Values of one event. Real ones have up to 30.
const MAX_VALUES: usize = 4096;

/// Bytes of binary data that are shown.
const MAX_HEX_BYTES: usize = 256;

#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    value_type: u8,
    bytes: Bytes<'a>,
    start: usize,
}

/// The values at a place, and the place behind them.
pub(super) fn read(chunk: Bytes<'_>, at: usize) -> Option<(Vec<Value<'_>>, usize)> {
    let n_values = chunk.u32(at)? as usize;
    if n_values > MAX_VALUES {
        return None;
    }
    let mut start = at + 4 + n_values * 4;
    let mut values = Vec::with_capacity(n_values);
    for idx in 0..n_values {
        let n_bytes = usize::from(chunk.u16(at + 4 + idx * 4)?);
        values.push(Value {
            value_type: chunk.u8(at + 6 + idx * 4)?,
            bytes: Bytes(chunk.get(start, n_bytes)?),
            start,
        });
        start += n_bytes;
    }
    Some((values, start))
}

impl Value<'_> {
    /// The place of a value that is a fragment itself.
    pub(super) fn fragment(&self) -> Option<Range<usize>> {
        let is_fragment = self.value_type == FRAGMENT && self.bytes.len() > 0;
        is_fragment.then(|| self.start..self.start + self.bytes.len())
    }

    /// None where there is nothing to say.
    pub(super) fn text(&self) -> Option<String> {
        if self.value_type & ARRAY == 0 {
            return one(self.value_type, self.bytes);
        }
        let value_type = self.value_type & !ARRAY;
        let parts: Vec<String> = match (value_type, size_of(value_type)) {
            (STRING, _) => strings(self.bytes.0),
            (_, Some(n_bytes)) => self
                .bytes
                .0
                .chunks_exact(n_bytes)
                .filter_map(|bytes| one(value_type, Bytes(bytes)))
                .collect(),
            _ => Vec::new(),
        };
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Strings with a zero behind each.
fn strings(bytes: &[u8]) -> Vec<String> {
    let mut strings = vec![Vec::new()];
    for unit in bytes.chunks_exact(2) {
        match (unit, strings.last_mut()) {
            ([0, 0], _) => strings.push(Vec::new()),
            (unit, Some(last)) => last.extend_from_slice(unit),
            _ => {}
        }
    }
    strings.retain(|string| !string.is_empty());
    strings.iter().map(|string| text(string)).collect()
}

fn size_of(value_type: u8) -> Option<usize> {
    Some(match value_type {
        0x03 | 0x04 => 1,
        0x05 | 0x06 => 2,
        0x07 | 0x08 | 0x0B | 0x0D | 0x14 => 4,
        0x09 | 0x0A | 0x0C | 0x11 | 0x15 => 8,
        0x0F | 0x12 => 16,
        _ => return None,
    })
}

fn one(value_type: u8, bytes: Bytes<'_>) -> Option<String> {
    Some(match value_type {
        STRING => text(bytes.0),
        0x02 => String::from_utf8_lossy(bytes.0)
            .trim_end_matches('\0')
            .to_owned(),
        0x03 => bytes.u8(0)?.cast_signed().to_string(),
        0x04 => bytes.u8(0)?.to_string(),
        0x05 => bytes.u16(0)?.cast_signed().to_string(),
        0x06 => bytes.u16(0)?.to_string(),
        0x07 => bytes.u32(0)?.cast_signed().to_string(),
        0x08 => bytes.u32(0)?.to_string(),
        0x09 => bytes.u64(0)?.cast_signed().to_string(),
        0x0A => bytes.u64(0)?.to_string(),
        0x0B => f32::from_bits(bytes.u32(0)?).to_string(),
        0x0C => f64::from_bits(bytes.u64(0)?).to_string(),
        0x0D => (bytes.u32(0)? != 0).to_string(),
        0x0E if bytes.len() > 0 => hex(bytes.0.get(..MAX_HEX_BYTES).unwrap_or(bytes.0)),
        0x0F => guid(bytes)?,
        0x10 => match bytes.len() {
            4 => format!("0x{:x}", bytes.u32(0)?),
            _ => format!("0x{:x}", bytes.u64(0)?),
        },
        0x11 => time(bytes.u64(0)?)?,
        0x12 => system_time(bytes)?,
        0x13 => sid(bytes)?,
        0x14 => format!("0x{:x}", bytes.u32(0)?),
        0x15 => format!("0x{:x}", bytes.u64(0)?),
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

fn guid(bytes: Bytes<'_>) -> Option<String> {
    let rest = hex(bytes.get(8, 8)?);
    let (clock, node) = rest.split_at_checked(4)?;
    let (a, b, c) = (bytes.u32(0)?, bytes.u16(4)?, bytes.u16(6)?);
    Some(format!("{{{a:08X}-{b:04X}-{c:04X}-{clock}-{node}}}"))
}

/// `S-1-5-21-…`: an authority and numbers below it.
fn sid(bytes: Bytes<'_>) -> Option<String> {
    let authority = bytes
        .get(2, 6)?
        .iter()
        .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mut text = format!("S-{}-{authority}", bytes.u8(0)?);
    for idx in 0..usize::from(bytes.u8(1)?) {
        let _ = write!(text, "-{}", bytes.u32(8 + idx * 4)?);
    }
    Some(text)
}

/// Tenths of microseconds since 1601, as text in UTC.
pub(super) fn time(ticks: u64) -> Option<String> {
    const TICKS_PER_SECOND: u64 = 10_000_000;
    const DAYS_TO_1970: i64 = 134_774;
    let (seconds, ticks) = (ticks / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND);
    let days = i64::try_from(seconds / 86_400).ok()? - DAYS_TO_1970;
    let (year, month, day) = civil_from_days(days);
    if !(1601..=9999).contains(&year) {
        return None;
    }
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let micros = ticks / 10;
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
    ))
}

fn system_time(bytes: Bytes<'_>) -> Option<String> {
    let part = |idx: usize| bytes.u16(idx * 2);
    let (year, month, day) = (part(0)?, part(1)?, part(3)?);
    let (hour, minute, second, millis) = (part(4)?, part(5)?, part(6)?, part(7)?);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"
    ))
}
