//! Reads bytes into a [`State`]: splits lines, parses each, and counts what it means.
//!
//! What is slow is done once per shape and remembered: `Reader` holds that memory, so keep one for
//! as long as a file is read. It never changes a result.

use std::borrow::Cow;

use jejak_protocol::{EntityKind, Level};
use rustc_hash::FxHashMap;

use super::body::{Body, Event};
use super::names::NameId;
use super::shapes::Seen;
use super::slots::Slot;
use super::{Fragment, State};
use crate::clock::UNTIMED;
use crate::events::{self, EventKind, Meaning, Sign};
use crate::plan::Plan;
use crate::record::{Line, Record};
use crate::{level, shape};

/// Shapes whose meaning is remembered. Past it, each line of a further shape is classified anew.
const MAX_KNOWN: usize = 1 << 16;

/// What is known of a shape after its first line.
#[derive(Clone, Debug)]
struct Known {
    level: Level,
    kind: Option<EventKind>,
    sign: Option<Sign>,
    detail: u8,
    source: Place,
    user: Place,
    /// Lines of the shape must be classified one by one.
    is_asked_again: bool,
}

/// Where a value of a shape comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    At(Slot),
}

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
            body: Body::default(),
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
        let open = if state.has_break {
            &mut state.tail
        } else {
            &mut state.head
        };
        if open.n_bytes == 0 {
            open.offset = end;
        }
        let Some(first_end) = memchr::memchr(b'\n', block) else {
            open.extend(block, block.len() as u64, limit);
            return;
        };
        let first = block.get(..first_end).unwrap_or_default();
        open.extend(first, first.len() as u64, limit);
        if state.has_break {
            let line = std::mem::take(&mut state.tail);
            self.push_fragment(&mut state.body, &line);
        }
        state.has_break = true;
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
        let limit = self.plan.limits.line_bytes;
        left.end = right.end;
        let open = if left.has_break {
            &mut left.tail
        } else {
            &mut left.head
        };
        if open.n_bytes == 0 {
            open.offset = right.head.offset;
        }
        open.extend(&right.head.bytes, right.head.n_bytes, limit);
        if !right.has_break {
            return;
        }
        if left.has_break {
            let line = std::mem::take(&mut left.tail);
            self.push_fragment(&mut left.body, &line);
        }
        left.has_break = true;
        left.tail = right.tail;
        left.body.append(right.body, self.plan);
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

    fn push_text(&mut self, body: &mut Body, text: &str) {
        let plan = self.plan;
        plan.layout.read(text, |line, text| match line {
            Line::Record(record) => self.push_record(body, &record),
            Line::Continuation => {
                if let Some(meaning) = events::classify_continuation(text) {
                    push_event(body, &Record::default(), &meaning, 1);
                }
            }
            Line::Misfit(_) => {
                body.n_misfits += 1;
                if body.misfits.len() < plan.limits.n_misfits {
                    body.misfits.push(body.n_lines);
                }
            }
        });
    }

    fn push_record(&mut self, body: &mut Body, record: &Record<'_>) {
        let raw = match record.stamp {
            Some(stamp) => body.carry.push(stamp, self.plan),
            None => body.carry.last().unwrap_or(UNTIMED),
        };
        let seen = Seen {
            line: body.n_lines,
            raw,
        };
        if record.access.is_some() {
            let meaning = events::classify(record);
            let (hash, text) = crate::requests::shape(record);
            body.count_record(raw, record.level, self.plan);
            body.shapes
                .count(hash, record.level, seen, || text.text().into());
            push_event(body, record, &meaning, record.repeats);
            return;
        }
        let hash = shape::of_record(record);
        let known = match self.known.get(&hash) {
            Some(known) if !known.is_asked_again => known,
            _ => {
                let meaning = events::classify(record);
                let known = learn(record, &meaning);
                push_known(body, &known, record, raw, hash, seen, self.plan);
                push_event(body, record, &meaning, record.repeats);
                if self.known.len() < MAX_KNOWN {
                    self.known.insert(hash, known);
                }
                return;
            }
        };
        push_known(body, known, record, raw, hash, seen, self.plan);
        let value = |place: Place| match place {
            Place::At(slot) => slot.value(&record.message).map(Into::into),
            Place::Nowhere => None,
        };
        let meaning = Meaning {
            kind: known.kind,
            sign: known.sign,
            source: value(known.source),
            user: value(known.user),
            detail: known.detail,
            ..Meaning::default()
        };
        push_event(body, record, &meaning, record.repeats);
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

/// Counts a record under its shape and level.
fn push_known(
    body: &mut Body,
    known: &Known,
    record: &Record<'_>,
    raw: i64,
    hash: u64,
    seen: Seen,
    plan: &Plan,
) {
    body.count_record(raw, known.level, plan);
    body.shapes.count(hash, known.level, seen, || {
        shape::text(&record.message).into()
    });
}

/// What to remember of a shape from its first line.
fn learn(record: &Record<'_>, meaning: &Meaning<'_>) -> Known {
    let mut is_asked_again = meaning.depends_on_value || meaning.object.is_some();
    let mut place = |value: &Option<Cow<'_, str>>| match value {
        None => Place::Nowhere,
        Some(value) => match Slot::of(&record.message, value) {
            Some(slot) => Place::At(slot),
            None => {
                is_asked_again = true;
                Place::Nowhere
            }
        },
    };
    let (source, user) = (place(&meaning.source), place(&meaning.user));
    Known {
        level: level::of(record.level, meaning.kind, &shape::text(&record.message)),
        kind: meaning.kind,
        sign: meaning.sign,
        detail: meaning.detail,
        source,
        user,
        is_asked_again,
    }
}

/// Counts the entities that a record names, and keeps the event when it is one.
fn push_event(body: &mut Body, record: &Record<'_>, meaning: &Meaning<'_>, weight: u32) {
    let is_suspicious = meaning.kind.is_some_and(EventKind::is_suspicious);
    let mut name = |kind: EntityKind, text: &str| {
        if text.is_empty() {
            NameId::NONE
        } else {
            body.names.count(kind, text, is_suspicious)
        }
    };
    let source = meaning.source.as_deref().or(record.source.as_deref());
    let user = meaning.user.as_deref().or(record.user.as_deref());
    let source = name(EntityKind::SourceAddress, source.unwrap_or(""));
    let user = name(EntityKind::User, user.unwrap_or(""));
    let Some(kind) = meaning.kind else { return };
    let object = match &meaning.object {
        Some((kind, text)) => name(*kind, text),
        None => NameId::NONE,
    };
    let (service, agent) = match &record.access {
        Some(access) => (access.vhost, access.user_agent),
        None => (&*record.process, ""),
    };
    let event = Event {
        raw: body.carry.last().unwrap_or(UNTIMED),
        line: body.n_lines,
        kind,
        sign: meaning.sign,
        detail: meaning.detail,
        weight: meaning.weight.unwrap_or(weight),
        source,
        user,
        object,
        service: name(EntityKind::Service, service),
        host: name(EntityKind::Host, &record.host),
        agent: name(EntityKind::UserAgent, agent),
    };
    if kind == EventKind::AuthFailure {
        body.n_auth_failures += u64::from(weight);
    }
    body.events.push(event);
}

/// Whether there are control bytes other than those of text: tab, line ends, escape (colours).
fn has_control(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x1B))
}
