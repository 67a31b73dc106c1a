//! Windows events in a table, as the event viewer and PowerShell's `Export-Csv` save them: each event
//! becomes one line.
//!
//! ```text
//! Keywords,Date and Time,Source,Event ID,Task Category
//! Audit Failure,1/4/2026 10:15:23 AM,Microsoft-Windows-Security-Auditing,4625,Logon,"An account failed to log on.
//!
//! Account For Which Logon Failed:
//!     Account Name:       rina
//! "
//! ```
//!
//! The sentence of an event goes over many lines, and whom it names stands in them: between quotes a
//! line end becomes `⏎`. Only tables of Windows events are read so, and only those with such sentences:
//! any other is read line by line, each part of it by itself.
//!
//! A quote ends a value only before a separator or a line end, as some writers leave those inside as
//! they are. A row that grows past its bound has a quote too many: its lines stay lines.

use memchr::{memchr, memchr_iter};

use super::{BLOCK_BYTES, End, Stop};
use crate::formats::columns::Heading;

/// What stands for a line end between quotes.
pub(crate) const LINE_END: char = '⏎';

/// Bytes of a row; what is read of a line.
const MAX_ROW_BYTES: usize = 64 << 10;

/// Bytes of a heading; the longest known, of `Get-WinEvent`, has 400.
const MAX_HEADING_BYTES: usize = 2048;

/// What a row before the heading begins with: the type of PowerShell's objects.
const TYPE: &[u8] = b"#TYPE";

#[derive(Debug, Default)]
pub(super) struct EventsTable {
    /// The row that is not whole yet.
    row: Vec<u8>,
    /// Known behind the heading.
    separator: Option<u8>,
    place: Place,
}

/// Where in a row the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    ValueStart,
    Value,
    Quoted,
    /// Behind a quote in a quoted value, which may end it or stand for one.
    BehindQuote,
}

/// Whether bytes begin with the heading of Windows events and a row that goes over several lines.
pub(super) fn is_table(first: &[u8]) -> bool {
    let mut rest = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    let heading = loop {
        let end = memchr(b'\n', rest.get(..MAX_HEADING_BYTES).unwrap_or(rest));
        let Some((line, behind)) = end.and_then(|end| rest.split_at_checked(end)) else {
            return false;
        };
        rest = behind.get(1..).unwrap_or_default();
        if !line.starts_with(TYPE) {
            break line;
        }
    };
    let heading = String::from_utf8_lossy(heading.trim_ascii_end());
    let Some(heading) = Heading::of(&heading) else {
        return false;
    };
    let mut table = EventsTable {
        separator: Some(heading.separator),
        ..EventsTable::default()
    };
    let (mut rows, mut is_spread) = (Vec::new(), false);
    for byte in rest.iter().take(MAX_ROW_BYTES) {
        table.take(*byte, &mut rows);
        // Not every event has a long sentence.
        is_spread |= *byte == b'\n' && table.place == Place::Quoted;
    }
    let rows = String::from_utf8_lossy(&rows);
    let first = rows.lines().next().unwrap_or_default();
    is_spread && heading.event_id(first).is_some()
}

impl EventsTable {
    /// Takes bytes up to the end of a block of text; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let mut n_taken = 0;
        for byte in input {
            if out.len() >= BLOCK_BYTES {
                break;
            }
            n_taken += 1;
            self.take(*byte, out);
        }
        Ok(n_taken)
    }

    fn take(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.row.push(byte);
        self.place = self.next_place(byte);
        if byte == b'\n' && self.place == Place::ValueStart {
            if self.separator.is_none() {
                let heading = String::from_utf8_lossy(&self.row);
                self.separator = Heading::of(heading.trim_end()).map(|heading| heading.separator);
            }
            self.write_row(out);
        } else if self.row.len() > MAX_ROW_BYTES {
            out.append(&mut self.row);
            self.place = Place::Value;
        }
    }

    /// Where the byte behind this one stands.
    fn next_place(&self, byte: u8) -> Place {
        let is_separator = self.separator == Some(byte);
        match (self.place, byte) {
            (Place::Quoted, b'"') => Place::BehindQuote,
            (Place::Quoted, _) => Place::Quoted,
            (Place::BehindQuote, b'"') => Place::Quoted,
            (Place::BehindQuote, b'\r') => Place::BehindQuote,
            (_, b'\n') => Place::ValueStart,
            _ if is_separator => Place::ValueStart,
            (Place::BehindQuote, _) => Place::Quoted,
            (Place::ValueStart, b'"') if self.separator.is_some() => Place::Quoted,
            (Place::ValueStart | Place::Value, _) => Place::Value,
        }
    }

    /// Appends the row as a line.
    fn write_row(&mut self, out: &mut Vec<u8>) {
        let row = self.row.strip_suffix(b"\n").unwrap_or(&self.row);
        let mut start = 0;
        for end in memchr_iter(b'\n', row) {
            let line = row.get(start..end).unwrap_or_default();
            out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
            out.extend_from_slice(LINE_END.encode_utf8(&mut [0; 4]).as_bytes());
            start = end + 1;
        }
        out.extend_from_slice(row.get(start..).unwrap_or_default());
        out.push(b'\n');
        self.row.clear();
    }

    /// Gives the row behind which no line end stands. One that was cut keeps its lines together.
    pub(super) fn drain(&mut self, out: &mut Vec<u8>) {
        if !self.row.is_empty() {
            self.write_row(out);
        }
    }

    pub(super) fn finish(&self) -> End {
        match self.place {
            Place::Quoted => End::Truncated,
            _ => End::Complete,
        }
    }
}

#[cfg(test)]
mod tests;
