//! Whom and what a line names, and where in it.

use std::net::IpAddr;
use std::ops::Range;

use jejak_protocol::{EntityKind, Level};
use memchr::memmem;

use crate::events::{self, Meaning};
use crate::record::{Access, Line, Record};
use crate::{level, shape};

/// One name in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: EntityKind,
    pub(super) value: String,
    /// Bytes of the line where it stands; None when it stands there in another spelling.
    pub(super) range: Option<Range<usize>>,
}

/// What is shown of a line besides its text.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) level: Level,
    /// Each name of a kind once; what the format says comes first.
    pub(super) names: Vec<Named>,
    /// Kind and value of what the event is about.
    pub(super) object: Option<(EntityKind, String)>,
}

impl Parts {
    /// `body`: the text that `line` was read from; `text`: the line as it stands in the file.
    pub(super) fn of(line: &Line<'_>, body: &str, text: &str) -> Self {
        let mut parts = Self::default();
        match line {
            Line::Record(record) => parts.read_record(record, text),
            Line::Continuation => {
                if let Some(meaning) = events::classify_continuation(body) {
                    parts.read_meaning(&meaning, text);
                }
            }
            Line::Misfit(_) => {}
        }
        for range in addresses(text) {
            let value = text.get(range.clone()).unwrap_or_default();
            parts.add(EntityKind::SourceAddress, value, Some(range));
        }
        parts
    }

    fn read_record(&mut self, record: &Record<'_>, text: &str) {
        if !record.samples.is_empty() {
            return;
        }
        let meaning = events::classify(record);
        self.level = match &record.access {
            Some(_) => record.level,
            None => level::of(record.level, meaning.kind, &shape::text(&record.message)),
        };
        self.find(EntityKind::Host, &record.host, text);
        self.find(EntityKind::Service, &record.process, text);
        self.find(EntityKind::Process, record.pid, text);
        if let Some(access) = &record.access {
            self.read_access(access, text);
        }
        for source in record.source.iter() {
            self.find(EntityKind::SourceAddress, source, text);
        }
        for user in record.user.iter() {
            self.find(EntityKind::User, user, text);
        }
        self.read_meaning(&meaning, text);
    }

    fn read_access(&mut self, access: &Access<'_>, text: &str) {
        self.find(EntityKind::SourceAddress, access.client, text);
        self.find(EntityKind::Service, access.vhost, text);
        self.find(EntityKind::User, access.user, text);
        self.find(EntityKind::Path, path(access), text);
        self.find(EntityKind::UserAgent, access.user_agent, text);
        if access.status > 0 {
            let status = access.status.to_string();
            // The request may hold the same digits: the status stands behind it.
            let behind = range_of(text, access.target).map_or(0, |range| range.end);
            let range = word_in(text, &status, behind);
            self.add(EntityKind::Status, &status, range);
        }
    }

    fn read_meaning(&mut self, meaning: &Meaning<'_>, text: &str) {
        for source in meaning.source.iter() {
            self.find(EntityKind::SourceAddress, source, text);
        }
        for user in meaning.user.iter() {
            self.find(EntityKind::User, user, text);
        }
        if let Some((kind, value)) = &meaning.object {
            self.object = Some((*kind, value.clone().into_owned()));
            self.find(*kind, value, text);
        }
    }

    fn find(&mut self, kind: EntityKind, value: &str, text: &str) {
        if !value.is_empty() {
            let range = range_of(text, value).or_else(|| word_in(text, value, 0));
            self.add(kind, value, range);
        }
    }

    fn add(&mut self, kind: EntityKind, value: &str, range: Option<Range<usize>>) {
        let is_known = |named: &Named| named.kind == kind && named.value == value;
        if !self.names.iter().any(is_known) {
            let value = value.to_owned();
            self.names.push(Named { kind, value, range });
        }
    }

    pub(super) fn names_entity(&self, kind: EntityKind, value: &str) -> bool {
        self.names
            .iter()
            .any(|named| named.kind == kind && is_same(&named.value, value))
    }
}

/// Long names are kept cut in the analysis; a cut one stands for all that begin with it.
fn is_same(named: &str, value: &str) -> bool {
    const SURELY_WHOLE_BYTES: usize = 250;
    named == value || (value.len() > SURELY_WHOLE_BYTES && named.starts_with(value))
}

/// The path of a request, without query and fragment.
pub(super) fn path<'a>(access: &Access<'a>) -> &'a str {
    let target = access.target;
    target.split(['?', '#']).next().unwrap_or(target)
}

/// Where a part of `text` lies in it, if it is one and not a copy.
pub(super) fn range_of(text: &str, part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let range = start..start.checked_add(part.len())?;
    (text.get(range.clone())? == part && !part.is_empty()).then_some(range)
}

/// The first occurrence of `value` from byte `from` on that is no part of a longer word.
fn word_in(text: &str, value: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    memmem::find_iter(bytes.get(from..)?, value.as_bytes())
        .map(|at| from + at..from + at + value.len())
        .find(|range| {
            !is_word(range.start.checked_sub(1).and_then(|i| bytes.get(i)))
                && !is_word(bytes.get(range.end))
        })
}

/// Addresses in a text, v4 and v6, without ports and the `::ffff:` of mapped ones.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':');
    let mut ranges = Vec::new();
    let mut at = 0;
    while let Some(skipped) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(is_part))
    {
        let start = at + skipped;
        let rest = bytes.get(start..).unwrap_or_default();
        let n = rest
            .iter()
            .position(|byte| !is_part(byte))
            .unwrap_or(rest.len());
        at = start + n;
        let follows = start.checked_sub(1).and_then(|i| bytes.get(i));
        if n >= 3 && !is_glued(bytes, start, follows) && !is_word(bytes.get(at)) {
            ranges.extend(text.get(start..at).and_then(|run| address_in(run, start)));
        }
    }
    ranges
}

fn is_word(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Whether digits at `start` end a word or are a version: `v1.2.3.4`, `Chrome/119.0.0.0`.
fn is_glued(bytes: &[u8], start: usize, before: Option<&u8>) -> bool {
    let is_version = before == Some(&b'/')
        && start
            .checked_sub(2)
            .and_then(|i| bytes.get(i))
            .is_some_and(u8::is_ascii_alphanumeric);
    is_word(before) || is_version
}

fn address_in(run: &str, start: usize) -> Option<Range<usize>> {
    let (run, start) = match run.get(..7) {
        Some(mapped) if mapped.eq_ignore_ascii_case("::ffff:") => (run.get(7..)?, start + 7),
        _ => (run, start),
    };
    let trimmed = run.trim_end_matches(['.', ':']);
    let without_port = trimmed.rsplit_once(':').map_or(trimmed, |(head, _)| head);
    [run, trimmed, without_port]
        .into_iter()
        // A bare `::` says nothing; a time such as 10:15:23 does not parse.
        .find(|candidate| candidate.len() > 2 && candidate.parse::<IpAddr>().is_ok())
        .map(|found| start..start + found.len())
}
