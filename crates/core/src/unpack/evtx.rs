//! Event logs of Windows (EVTX): each event becomes a line of JSON.
//!
//! ```text
//! {"SystemTime":"2026-01-04T10:15:23.250000Z","Level":"Information","Computer":"KASIR-1",
//!  "ProviderName":"Microsoft-Windows-Security-Auditing","EventID":"4625","Channel":"Security",
//!  "EventRecordID":"7","TargetUserName":"rina","IpAddress":"192.0.2.7", …}
//! ```
//!
//! Specification: Windows XML Event Log (EVTX) format by J. Metz, [MS-EVEN6] for binary XML. A file
//! is a header of 4 KiB and chunks of 64 KiB, each readable by itself: names, and templates that
//! events are filled into, lie in the chunk of their event. The sentences that the event viewer
//! shows lie in libraries of Windows and not in the file.
//!
//! A chunk that is damaged gives the events before the damage. Chunks that were never written are
//! passed over.

mod binxml;
mod bytes;
mod values;

use self::bytes::Bytes;
use super::windows_event::WindowsEvent;
use super::{End, Stop};

pub(super) const MAGIC: &[u8] = b"ElfFile\0";

const FILE_HEADER_BYTES: usize = 4096;
const CHUNK_BYTES: usize = 65_536;
const CHUNK_MAGIC: &[u8] = b"ElfChnk\0";
/// Where the first event of a chunk stands.
const FIRST_RECORD: usize = 512;
const RECORD_MAGIC: u32 = 0x2A2A;
/// Magic, size, number, time; the size again behind the event.
const RECORD_HEADER_BYTES: usize = 24;
const RECORD_TAIL_BYTES: usize = 4;

/// Text of one chunk: real ones give some 200 KiB; a template that is made to grow is stopped here.
const MAX_CHUNK_TEXT: usize = 4 << 20;

#[derive(Debug)]
pub(super) struct Evtx {
    /// The header or the chunk that is not whole yet.
    part: Vec<u8>,
    n_wanted: usize,
    has_header: bool,
    is_damaged: bool,
}

impl Evtx {
    pub(super) fn new() -> Self {
        Self {
            part: Vec::new(),
            n_wanted: FILE_HEADER_BYTES,
            has_header: false,
            is_damaged: false,
        }
    }

    /// Takes bytes up to the end of a chunk; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let n_taken = input.len().min(self.n_wanted - self.part.len());
        self.part.extend(input.iter().take(n_taken));
        if self.part.len() == self.n_wanted {
            if self.has_header {
                self.is_damaged |= !read_chunk(&self.part, out);
            }
            self.has_header = true;
            self.n_wanted = CHUNK_BYTES;
            self.part.clear();
        }
        Ok(n_taken)
    }

    /// Gives the events of a chunk that was cut.
    pub(super) fn drain(&mut self, out: &mut Vec<u8>) {
        if self.has_header && !self.part.is_empty() {
            read_chunk(&self.part, out);
        }
    }

    pub(super) fn finish(&self) -> End {
        if self.is_damaged {
            End::Damaged
        } else if self.has_header && self.part.is_empty() {
            End::Complete
        } else {
            End::Truncated
        }
    }
}

/// Appends a line for each event of a chunk; whether it was whole.
fn read_chunk(chunk: &[u8], out: &mut Vec<u8>) -> bool {
    let bytes = Bytes(chunk);
    if !chunk.starts_with(CHUNK_MAGIC) {
        return chunk.iter().all(|byte| *byte == 0);
    }
    let end = bytes.u32(0x30).map_or(0, |end| end as usize);
    let n_before = out.len();
    let mut at = FIRST_RECORD;
    while at < end {
        let Some(n_bytes) = read_record(bytes, at, out) else {
            return false;
        };
        at += n_bytes;
        if out.len() - n_before > MAX_CHUNK_TEXT {
            return false;
        }
    }
    true
}

/// Appends the line of the event at a place; its size, or None when there is none.
fn read_record(chunk: Bytes<'_>, at: usize, out: &mut Vec<u8>) -> Option<usize> {
    if chunk.u32(at)? != RECORD_MAGIC {
        return None;
    }
    let n_bytes = chunk.u32(at + 4)? as usize;
    let body = at + RECORD_HEADER_BYTES..at.checked_add(n_bytes)?.checked_sub(RECORD_TAIL_BYTES)?;
    if body.start > body.end || body.end > chunk.len() {
        return None;
    }
    let time = values::time(chunk.u64(at + 16)?);
    let mut event = WindowsEvent::new().with(chunk.u64(at + 8)?, time);
    // What was read of a damaged event is worth its line.
    let _ = binxml::read(chunk, body, &mut event);
    event.write(out);
    Some(n_bytes)
}

#[cfg(test)]
mod tests;
