//! journald's export format: each entry becomes a line of JSON, as `journalctl -o json` writes it.
//!
//! ```text
//! __CURSOR=s=…
//! __REALTIME_TIMESTAMP=1767521723250000
//! _HOSTNAME=web-1
//! MESSAGE=Invalid user rina from 192.0.2.7
//!
//! ```
//!
//! Specification: systemd, Journal Export Format. A field is `NAME=text` and a line end, or `NAME`, a
//! line end, the size of its bytes as 64 bits and those bytes; an empty line ends an entry. Bytes that
//! are no UTF-8 are replaced.

use serde_json::{Map, Value};

use super::{BLOCK_BYTES, End, Stop};

/// The first field of every entry.
pub(super) const MAGIC: &[u8] = b"__CURSOR=";

/// Bytes of a field that are kept; what a line may have.
const MAX_FIELD_BYTES: usize = 64 << 10;
/// Fields of an entry: journald writes some 30.
const MAX_FIELDS: usize = 1024;
const SIZE_BYTES: usize = 8;

#[derive(Debug)]
pub(super) struct JournalExport {
    entry: Map<String, Value>,
    n_entry_bytes: usize,
    part: Vec<u8>,
    next: Next,
}

#[derive(Clone, Debug)]
enum Next {
    /// A field's name, or all of it.
    Line,
    Size {
        name: String,
    },
    Bytes {
        name: String,
        n_left: u64,
    },
    /// The line end behind a field's bytes.
    LineEnd,
}

impl JournalExport {
    pub(super) fn new() -> Self {
        Self {
            entry: Map::new(),
            n_entry_bytes: 0,
            part: Vec::new(),
            next: Next::Line,
        }
    }

    /// Takes bytes, up to a block of text; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let mut n_taken = 0;
        while out.len() < BLOCK_BYTES {
            let rest = input.get(n_taken..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            n_taken += self.step(rest, out)?;
        }
        Ok(n_taken)
    }

    /// Takes some bytes, at least one.
    fn step(&mut self, rest: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        match self.next.clone() {
            Next::Line => {
                let end = memchr::memchr(b'\n', rest);
                let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                self.keep(line);
                let Some(end) = end else {
                    return Ok(rest.len());
                };
                self.end_line(out);
                Ok(end + 1)
            }
            Next::Size { name } => {
                let n_wanted = SIZE_BYTES - self.part.len();
                let size = rest.get(..n_wanted).unwrap_or(rest);
                self.part.extend_from_slice(size);
                if let Ok(size) = <[u8; SIZE_BYTES]>::try_from(self.part.as_slice()) {
                    self.part.clear();
                    let n_left = u64::from_le_bytes(size);
                    self.next = Next::Bytes { name, n_left };
                }
                Ok(size.len())
            }
            Next::Bytes { name, n_left } => {
                let n_here = n_left.min(rest.len() as u64);
                let bytes = rest.get(..n_here as usize).unwrap_or_default();
                self.keep(bytes);
                let n_left = n_left - n_here;
                if n_left == 0 {
                    let bytes = std::mem::take(&mut self.part);
                    self.add(name, &bytes);
                    self.next = Next::LineEnd;
                } else {
                    self.next = Next::Bytes { name, n_left };
                }
                Ok(bytes.len())
            }
            Next::LineEnd if rest.first() == Some(&b'\n') => {
                self.next = Next::Line;
                Ok(1)
            }
            Next::LineEnd => Err(Stop::Damaged),
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let n_room = MAX_FIELD_BYTES - self.part.len().min(MAX_FIELD_BYTES);
        self.part.extend(bytes.iter().take(n_room));
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        let line = std::mem::take(&mut self.part);
        let equals = memchr::memchr(b'=', &line);
        match equals.and_then(|at| line.split_at_checked(at)) {
            _ if line.is_empty() => self.write(out),
            Some((name, value)) => {
                let value = value.get(1..).unwrap_or_default();
                self.add(String::from_utf8_lossy(name).into_owned(), value);
            }
            None => {
                let name = String::from_utf8_lossy(&line).into_owned();
                self.next = Next::Size { name };
            }
        }
    }

    fn add(&mut self, name: String, value: &[u8]) {
        let is_full = self.n_entry_bytes > MAX_FIELD_BYTES || self.entry.len() >= MAX_FIELDS;
        // A cursor is 200 letters that say nothing to anybody.
        if is_full || name == "__CURSOR" {
            return;
        }
        self.n_entry_bytes += value.len();
        let value = String::from_utf8_lossy(value).into_owned();
        // Of a field that is there several times, journald's own JSON keeps all; the first tells enough.
        self.entry.entry(name).or_insert(Value::String(value));
    }

    fn write(&mut self, out: &mut Vec<u8>) {
        self.n_entry_bytes = 0;
        let entry = std::mem::take(&mut self.entry);
        // Text and nothing else cannot fail to be written.
        if !entry.is_empty() && serde_json::to_writer(&mut *out, &entry).is_ok() {
            out.push(b'\n');
        }
    }

    /// Gives the entry behind which no empty line stands.
    pub(super) fn drain(&mut self, out: &mut Vec<u8>) {
        if matches!(self.next, Next::Line) {
            if !self.part.is_empty() {
                self.end_line(out);
            }
            self.write(out);
        }
    }

    pub(super) fn finish(&self) -> End {
        match self.next {
            Next::Line => End::Complete,
            _ => End::Truncated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unpack::Layer;
    use crate::unpack::testing::unpacked;

    fn unpack(bytes: &[u8], step: usize) -> (String, End) {
        unpacked(Layer::JournalExport, bytes, step)
    }

    #[test]
    fn entries_are_lines_whatever_the_pieces() {
        let mut bytes =
            b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1767521723250000\nMESSAGE=a=b\n\n".to_vec();
        bytes.extend_from_slice(b"__CURSOR=s=2\nMESSAGE\n");
        bytes.extend_from_slice(&8_u64.to_le_bytes());
        bytes.extend_from_slice(b"two\nli\xFFe\n_PID=7\n\n__CURSOR=s=3\nMESSAGE=last\n");
        let expected = "{\"__REALTIME_TIMESTAMP\":\"1767521723250000\",\"MESSAGE\":\"a=b\"}\n\
            {\"MESSAGE\":\"two\\nli\u{FFFD}e\",\"_PID\":\"7\"}\n{\"MESSAGE\":\"last\"}\n";
        for step in 1..=bytes.len() {
            let got = unpack(&bytes, step);
            assert_eq!((got.0.as_str(), got.1), (expected, End::Complete), "{step}");
        }
    }

    #[test]
    fn cut_and_damaged_ones_give_what_came_before() {
        let whole = "{\"MESSAGE\":\"x\"}\n";
        let before = b"__CURSOR=1\nMESSAGE=x\n\nFIELD\n".to_vec();
        let cut = [&*before, &[9, 0, 0]].concat();
        assert_eq!(unpack(&cut, 5), (whole.to_owned(), End::Truncated));
        let damaged = [&*before, &1_u64.to_le_bytes(), b"xy\n"].concat();
        assert_eq!(unpack(&damaged, 5), (whole.to_owned(), End::Damaged));
    }

    #[test]
    fn no_field_grows_past_its_bound() {
        let mut bytes = b"__CURSOR=1\nMESSAGE\n".to_vec();
        bytes.extend_from_slice(&(1_u64 << 20).to_le_bytes());
        bytes.extend(std::iter::repeat_n(b'x', 1 << 20));
        bytes.extend_from_slice(b"\n\n");
        let (text, end) = unpack(&bytes, 4096);
        assert_eq!(end, End::Complete);
        assert!(text.len() < MAX_FIELD_BYTES + 64, "{}", text.len());
    }
}
