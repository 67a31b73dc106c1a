//! UTF-16 as a stream, in either byte order: units go in as they arrive, UTF-8 comes out.
//!
//! Specification: Unicode 15 section 3.10. A byte order mark at the beginning is taken off. Half a
//! surrogate pair comes out as a byte that UTF-8 does not have, so that the line counts as broken
//! like any other with such bytes.

use super::{BLOCK_BYTES, End, Stop};

/// Most UTF-8 bytes of one unit: a unit past U+07FF has three.
const MAX_UNIT_BYTES: usize = 3;

/// Stands for half a surrogate pair.
const BROKEN: u8 = 0xFF;

#[derive(Debug)]
pub(super) struct Utf16 {
    is_big_endian: bool,
    /// First byte of a unit whose second did not come yet.
    odd: Option<u8>,
    /// First half of a pair.
    high: Option<u16>,
    is_at_start: bool,
}

impl Utf16 {
    pub(super) fn new(is_big_endian: bool) -> Self {
        Self {
            is_big_endian,
            odd: None,
            high: None,
            is_at_start: true,
        }
    }

    /// Takes bytes and appends text to `out`, up to [`BLOCK_BYTES`] in it; returns how many it took.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let mut n_taken = 0;
        if let (Some(first), Some(second)) = (self.odd, input.first()) {
            self.odd = None;
            n_taken = 1;
            self.unit([first, *second], out);
        }
        let rest = input.get(n_taken..).unwrap_or_default();
        let n_room = BLOCK_BYTES.saturating_sub(out.len()) / MAX_UNIT_BYTES;
        let n_units = (rest.len() / 2).min(n_room.max(1));
        let units = rest.get(..n_units * 2).unwrap_or_default();
        out.reserve(n_units);
        for unit in units.chunks_exact(2) {
            if let [first, second] = *unit {
                self.unit([first, second], out);
            }
        }
        n_taken += units.len();
        if let [last] = rest.get(units.len()..).unwrap_or_default() {
            self.odd = Some(*last);
            n_taken += 1;
        }
        Ok(n_taken)
    }

    /// Cut when a unit or a pair is not whole.
    pub(super) fn finish(&self) -> End {
        if self.odd.is_some() || self.high.is_some() {
            End::Truncated
        } else {
            End::Complete
        }
    }

    #[inline]
    fn unit(&mut self, bytes: [u8; 2], out: &mut Vec<u8>) {
        let unit = if self.is_big_endian {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        };
        if unit < 0x80 && self.high.is_none() {
            self.is_at_start = false;
            out.push(unit as u8);
            return;
        }
        self.rare_unit(unit, out);
    }

    fn rare_unit(&mut self, unit: u16, out: &mut Vec<u8>) {
        const MARK: u16 = 0xFEFF;
        let is_start = std::mem::take(&mut self.is_at_start);
        let high = self.high.take();
        match (high, unit) {
            (None, MARK) if is_start => {}
            (Some(high), 0xDC00..0xE000) => {
                let code = 0x10000 + (u32::from(high - 0xD800) << 10) + u32::from(unit - 0xDC00);
                append(code, out);
            }
            (high, unit) => {
                out.extend(high.map(|_| BROKEN));
                match unit {
                    0xD800..0xDC00 => self.high = Some(unit),
                    0xDC00..0xE000 => out.push(BROKEN),
                    unit => append(u32::from(unit), out),
                }
            }
        }
    }
}

fn append(code: u32, out: &mut Vec<u8>) {
    if let Some(c) = char::from_u32(code) {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The byte order of text that begins like UTF-16, big endian or not; None for other bytes.
///
/// By its mark, or without one by its zeros: every second byte of Latin text is one.
pub(super) fn order(bytes: &[u8]) -> Option<bool> {
    /// Bytes that are looked at, and the share of zeros on the one and the other side. English and
    /// Indonesian logs have 100 % and 0 %; a binary file has zeros on both.
    const N_LOOK: usize = 4096;
    const MIN_ZEROS: f64 = 0.7;
    const MAX_OTHERS: f64 = 0.02;
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => return None, // UTF-32
        [0xFF, 0xFE, ..] => return Some(false),
        [0xFE, 0xFF, ..] => return Some(true),
        _ => {}
    }
    let look = bytes.get(..N_LOOK).unwrap_or(bytes);
    let n_units = look.len() / 2;
    if n_units < 2 {
        return None;
    }
    let zeros = |first: usize| {
        let every_second = look.iter().skip(first).step_by(2).take(n_units);
        every_second.filter(|byte| **byte == 0).count() as f64 / n_units as f64
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd >= MIN_ZEROS && even <= MAX_OTHERS {
        Some(false)
    } else if even >= MIN_ZEROS && odd <= MAX_OTHERS {
        Some(true)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(text: &str, is_big_endian: bool) -> Vec<u8> {
        let bytes = |unit: u16| match is_big_endian {
            true => unit.to_be_bytes(),
            false => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decode(bytes: &[u8], is_big_endian: bool, step: usize) -> (Vec<u8>, End) {
        let (mut stage, mut out) = (Utf16::new(is_big_endian), Vec::new());
        for piece in bytes.chunks(step) {
            let mut rest = piece;
            while !rest.is_empty() {
                let n = stage.push(rest, &mut out).expect("any bytes are units");
                rest = &rest[n..];
            }
        }
        (out, stage.finish())
    }

    #[test]
    fn any_pieces_give_the_same_text() {
        let text = "Jan  4 10:15:23 wéb-1 x: 漢字 \u{1F600}\r\nnext\n";
        for is_big_endian in [false, true] {
            for with_mark in ["", "\u{feff}"] {
                let bytes = encode(&format!("{with_mark}{text}"), is_big_endian);
                for step in 1..=bytes.len() {
                    let (out, end) = decode(&bytes, is_big_endian, step);
                    assert_eq!(String::from_utf8(out).as_deref(), Ok(text), "{step}");
                    assert_eq!(end, End::Complete);
                }
            }
        }
    }

    #[test]
    fn a_mark_inside_stays() {
        let (out, _) = decode(&encode("a\u{feff}b", false), false, 3);
        assert_eq!(String::from_utf8(out).as_deref(), Ok("a\u{feff}b"));
    }

    #[test]
    fn halves_are_broken_bytes_and_cut_units_are_told() {
        let units: [u16; 6] = [0x61, 0xD83D, 0x62, 0xDE00, 0xD83D, 0x63];
        let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        for step in 1..=bytes.len() {
            let (out, end) = decode(&bytes, false, step);
            assert_eq!(
                (out.as_slice(), end),
                (&b"a\xFFb\xFF\xFFc"[..], End::Complete)
            );
        }
        assert_eq!(decode(b"a\0b", false, 2), (b"a".to_vec(), End::Truncated));
        assert_eq!(decode(b"\x3D\xD8", false, 2).1, End::Truncated);
    }

    #[test]
    fn the_order_shows() {
        let text = "2026-01-04 10:15:23 INFO Selesai, é\r\n".repeat(3);
        assert_eq!(order(&encode(&text, false)), Some(false));
        assert_eq!(order(&encode(&text, true)), Some(true));
        assert_eq!(order(&encode("\u{feff}漢字", true)), Some(true));
        assert_eq!(order(b"\xFF\xFE\0\0a\0\0\0"), None);
        assert_eq!(order(text.as_bytes()), None);
        assert_eq!(order(&[0; 64]), None);
        assert_eq!(order(b""), None);
    }

    #[test]
    fn blocks_stay_bounded() {
        let bytes = encode(&"\u{6F22}".repeat(BLOCK_BYTES), false);
        let (mut stage, mut out) = (Utf16::new(false), Vec::new());
        let n = stage.push(&bytes, &mut out).expect("any bytes are units");
        assert!(n < bytes.len() && out.len() <= BLOCK_BYTES + MAX_UNIT_BYTES);
    }
}
