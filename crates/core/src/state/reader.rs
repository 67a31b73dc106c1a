//! Reads bytes into a [`State`]: splits lines, parses each, and counts what it means.
//!
//! What is slow is done once per shape and remembered: `Reader` holds that memory, so keep one for
//! as long as a file is read. It never changes a result.

mod records;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use self::records::Known;
use super::body::Body;
use super::sessions::Sessions;
use super::{Fragment, State};
use crate::events::web;
use crate::plan::Plan;

/// One whole line, without its line feed.
#[derive(Clone, Copy)]
struct Whole<'a> {
    bytes: &'a [u8],
    /// The same as text, when that is known already.
    text: Option<&'a str>,
    /// First byte in the file.
    offset: u64,
}

/// Reads the blocks of one file.
#[derive(Debug)]
pub struct Reader<'p> {
    plan: &'p Plan,
    known: FxHashMap<u64, Known>,
    requests: web::Memory,
    /// Up to which hash sessions may stay, as far as merging has told: no later range need keep more.
    highest_session: Option<u64>,
}

/// The state of one block: the contract's `partial`.
///
/// `position`: offset of the block's first byte in the (inflated) file.
pub fn partial(plan: &Plan, block: &[u8], position: u64) -> State {
    Reader::new(plan).read(block, position)
}

impl<'p> Reader<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            known: FxHashMap::default(),
            requests: web::Memory::default(),
            highest_session: None,
        }
    }

    /// The state of a block of bytes that starts at offset `position` of the (inflated) file.
    pub fn read(&mut self, block: &[u8], position: u64) -> State {
        let limit = self.plan.limits.line_bytes;
        let starts_file = position == 0;
        let mut state = State {
            start: position,
            end: position + block.len() as u64,
            head: Fragment::default(),
            tail: Fragment::default(),
            has_break: starts_file,
            body: Body {
                sessions: Sessions::up_to(self.highest_session),
                ..Body::default()
            },
        };
        // Bytes of whole lines, between the first line end (the file's start) and the last one.
        let first = if starts_file {
            Some(0)
        } else {
            memchr::memchr(b'\n', block).map(|i| i + 1)
        };
        let last = memchr::memrchr(b'\n', block).map_or(0, |i| i + 1);
        let Some(first) = first else {
            state.head = Fragment::new(block, position, limit);
            return state;
        };
        if !starts_file {
            let line = block.get(..first - 1).unwrap_or_default();
            state.head = Fragment::new(line, position, limit);
            state.has_break = true;
        }
        let whole = block.get(first..last).unwrap_or_default();
        self.push_lines(&mut state.body, whole, position + first as u64);
        let rest = last.max(first);
        let tail = block.get(rest..).unwrap_or_default();
        state.tail = Fragment::new(tail, position + rest as u64, limit);
        state
    }

    /// Goes on reading where `state` ends: the same as merging the next block's state, without
    /// making one. For whoever reads block after block.
    pub fn push(&mut self, state: &mut State, block: &[u8]) {
        let limit = self.plan.limits.line_bytes;
        if state.n_bytes() == 0 {
            *state = self.read(block, state.end);
            return;
        }
        let end = state.end;
        state.end += block.len() as u64;
        let first_end = memchr::memchr(b'\n', block);
        let first = block.get(..first_end.unwrap_or(block.len()));
        let first = first.unwrap_or_default();
        let head = Fragment::new(first, end, limit);
        self.go_on(state, &head, first_end.is_some());
        let Some(first_end) = first_end else {
            return;
        };
        let start = first_end + 1;
        let last = memchr::memrchr(b'\n', block).map_or(start, |i| i + 1);
        let whole = block.get(start..last).unwrap_or_default();
        self.push_lines(&mut state.body, whole, end + start as u64);
        let rest = block.get(last..).unwrap_or_default();
        state.tail = Fragment::new(rest, end + last as u64, limit);
    }

    /// Joins two adjacent ranges: `right` starts where `left` ends.
    pub fn merge(&mut self, left: &mut State, right: State) {
        debug_assert_eq!(left.end, right.start, "ranges must be adjacent");
        // Two ranges can both start the file when one is empty.
        if right.n_bytes() == 0 {
            return;
        }
        if left.n_bytes() == 0 {
            *left = right;
            return;
        }
        left.end = right.end;
        self.go_on(left, &right.head, right.has_break);
        if !right.has_break {
            return;
        }
        left.tail = right.tail;
        left.body.append(right.body, self.plan);
        self.highest_session = left.body.sessions.highest();
    }

    /// Goes on with the line that is open at the end of `state`; behind `has_break` it is whole.
    fn go_on(&mut self, state: &mut State, head: &Fragment, has_break: bool) {
        let limit = self.plan.limits.line_bytes;
        let open = if state.has_break {
            &mut state.tail
        } else {
            &mut state.head
        };
        if open.n_bytes == 0 {
            open.offset = head.offset;
        }
        open.extend(&head.bytes, head.n_bytes, limit);
        if !has_break {
            return;
        }
        if state.has_break {
            let line = std::mem::take(&mut state.tail);
            self.push_fragment(&mut state.body, &line);
        }
        state.has_break = true;
    }

    /// Ends the file: a last line without a line end is a line, and every table is within its cap.
    pub fn close(&mut self, state: &mut State) {
        if state.has_break && state.tail.n_bytes > 0 {
            let line = std::mem::take(&mut state.tail);
            self.push_fragment(&mut state.body, &line);
        }
        state.body.shrink(self.plan);
    }

    /// Adds whole lines, each with its line feed, that start at `offset`.
    fn push_lines(&mut self, body: &mut Body, lines: &[u8], offset: u64) {
        // Checked once for all lines: most blocks are clean, and lines are short.
        let text = std::str::from_utf8(lines).ok();
        let has_control = has_control(lines);
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', lines) {
            let line = Whole {
                bytes: lines.get(start..end).unwrap_or_default(),
                text: text.and_then(|text| text.get(start..end)),
                offset: offset + start as u64,
            };
            body.n_control += u64::from(has_control && self::has_control(line.bytes));
            self.push_line(body, line);
            start = end + 1;
        }
    }

    fn push_fragment(&mut self, body: &mut Body, line: &Fragment) {
        body.n_control += u64::from(has_control(&line.bytes));
        self.push_line(
            body,
            Whole {
                bytes: &line.bytes,
                text: None,
                offset: line.offset,
            },
        );
    }

    /// Adds one whole line.
    fn push_line(&mut self, body: &mut Body, line: Whole<'_>) {
        let limit = self.plan.limits.line_bytes;
        body.touch_segment(line.offset);
        // Of a longer line, as much is kept where it is cut.
        body.digest
            .push(line.bytes.get(..limit).unwrap_or(line.bytes));
        match line.text {
            Some(text) if text.len() <= limit && line.offset != 0 => {
                self.push_text(body, text.strip_suffix('\r').unwrap_or(text));
            }
            _ => self.push_odd_line(body, line.bytes, line.offset),
        }
        body.n_lines += 1;
        body.shrink_if_large(self.plan);
    }

    /// Adds a line that may be too long, no UTF-8, or the first of the file.
    fn push_odd_line(&mut self, body: &mut Body, line: &[u8], offset: u64) {
        let limit = self.plan.limits.line_bytes;
        let text = text_of_line(line, offset, limit);
        body.n_cut += u64::from(line.len() > limit);
        body.n_invalid += u64::from(matches!(text, Cow::Owned(_)));
        self.push_text(body, &text);
    }
}

/// The text of a line as it is parsed: without line end and byte order mark, cut at the limit,
/// invalid bytes replaced. `offset`: its first byte in the file.
pub(crate) fn text_of_line(line: &[u8], offset: u64, limit: usize) -> Cow<'_, str> {
    let line = match line.get(..limit) {
        Some(cut) if line.len() > limit => cut,
        _ => line.strip_suffix(b"\r").unwrap_or(line),
    };
    String::from_utf8_lossy(match line.strip_prefix(b"\xEF\xBB\xBF") {
        Some(line) if offset == 0 => line,
        _ => line,
    })
}

/// Whether there are control bytes other than those of text: tab, line ends, escape (colours).
fn has_control(bytes: &[u8]) -> bool {
    let is_one = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1B);
    // Whole chunks are looked at without a way out between their bytes, many bytes at once.
    let (chunks, rest) = bytes.as_chunks::<64>();
    let has_one = |chunk: &[u8; 64]| chunk.iter().fold(false, |has, byte| has | is_one(byte));
    chunks.iter().any(has_one) || rest.iter().any(is_one)
}
