//! Windows events in XML: each event becomes a line of JSON, as those of an EVTX file do.
//!
//! ```text
//! <?xml version="1.0" encoding="utf-8" standalone="yes"?>
//! <Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>
//! <Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID> … </System>
//! <EventData><Data Name='TargetUserName'>rina</Data> … </EventData></Event> … </Events>
//! ```
//!
//! Written by the event viewer, `wevtutil qe /f:xml` (without `Events` around), `Get-WinEvent` with
//! `ToXml()`, and by the readers of EVTX files, one event a line or spread over many. What stands
//! between events is passed over. An event ends at the first `</Event>`, which text cannot hold
//! unescaped; what is inside is read with quick-xml as far as it is XML.

use memchr::{memchr, memmem};
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::windows_event::WindowsEvent;
use super::{BLOCK_BYTES, End, Stop};

const CLOSE: &[u8] = b"</Event>";

/// Bytes of an event that are read; Windows' own have at most 64 KiB of data.
const MAX_EVENT_BYTES: usize = 1 << 20;

/// Bytes of a tag between events; they have some hundred.
const MAX_TAG_BYTES: usize = 4096;

/// Elements in each other. Real events have five.
const MAX_DEPTH: usize = 64;

/// Where the first event must begin, and say what the system says.
const MAX_HEAD_BYTES: usize = 4096;

#[derive(Debug, Default)]
pub(super) struct EventsXml {
    /// The tag or the event that is not whole yet.
    part: Vec<u8>,
    /// `part` is an event.
    is_event: bool,
    /// `Events` is open.
    is_list: bool,
}

/// Whether bytes begin as a list of Windows events does, or as the first of some.
pub(super) fn is_events(first: &[u8]) -> bool {
    let mut rest = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    rest = rest.get(..MAX_HEAD_BYTES).unwrap_or(rest);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = if rest.starts_with(b"<?") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"Record ") {
            // What evtx_dump writes above each event.
            b"\n"
        } else {
            break;
        };
        let Some(at) = memmem::find(rest, end) else {
            return false;
        };
        rest = rest.get(at + end.len()..).unwrap_or_default();
    }
    matches!(name_of(rest), b"Event" | b"Events") && memmem::find(rest, b"<System>").is_some()
}

/// The name in a tag; `/Events` of one that closes.
fn name_of(tag: &[u8]) -> &[u8] {
    let Some(inner) = tag.strip_prefix(b"<") else {
        return b"";
    };
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
    let end = inner.iter().position(is_end);
    end.and_then(|end| inner.get(..end)).unwrap_or_default()
}

impl EventsXml {
    /// Takes bytes up to the end of a block of text; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let mut n_taken = 0;
        while out.len() < BLOCK_BYTES {
            let rest = input.get(n_taken..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            n_taken += match self.is_event {
                true => self.take_event(rest, out),
                false => self.take_tag(rest),
            };
        }
        Ok(n_taken)
    }

    /// Takes bytes up to the end of a tag; returns how many.
    fn take_tag(&mut self, rest: &[u8]) -> usize {
        if self.part.is_empty() {
            let Some(start) = memchr(b'<', rest) else {
                return rest.len();
            };
            if start > 0 {
                return start;
            }
        }
        let end = memchr(b'>', rest).map(|end| end + 1);
        let n_taken = end.unwrap_or(rest.len());
        let n_room = MAX_TAG_BYTES - self.part.len();
        self.part.extend(rest.iter().take(n_taken.min(n_room)));
        if end.is_none() {
            return n_taken;
        }
        match name_of(&self.part) {
            b"Event" if !self.part.ends_with(b"/>") => self.is_event = true,
            b"Events" => self.is_list = true,
            b"/Events" => self.is_list = false,
            _ => {}
        }
        if !self.is_event {
            self.part.clear();
        }
        n_taken
    }

    /// Takes bytes up to the end of an event; returns how many.
    fn take_event(&mut self, rest: &[u8], out: &mut Vec<u8>) -> usize {
        // The end may have begun before these bytes.
        let n_before = self.part.len().saturating_sub(CLOSE.len() - 1);
        let tail = self.part.get(n_before..).unwrap_or_default();
        let seam = [tail, rest.get(..CLOSE.len() - 1).unwrap_or(rest)].concat();
        let end = match memmem::find(&seam, CLOSE) {
            Some(at) => Some(at + CLOSE.len() - tail.len()),
            None => memmem::find(rest, CLOSE).map(|at| at + CLOSE.len()),
        };
        let n_taken = end.unwrap_or(rest.len());
        self.keep(rest.get(..n_taken).unwrap_or_default());
        if end.is_some() {
            self.write_event(out);
            self.part.clear();
            self.is_event = false;
        }
        n_taken
    }

    /// Keeps what is read of an event, and behind that as much as its end may lie in.
    fn keep(&mut self, bytes: &[u8]) {
        self.part.extend_from_slice(bytes);
        let n_most = MAX_EVENT_BYTES + CLOSE.len();
        if self.part.len() > n_most {
            let n_over = self.part.len() - n_most;
            self.part.drain(MAX_EVENT_BYTES..MAX_EVENT_BYTES + n_over);
        }
    }

    fn write_event(&mut self, out: &mut Vec<u8>) {
        self.part.truncate(MAX_EVENT_BYTES);
        read_event(&String::from_utf8_lossy(&self.part)).write(out);
    }

    /// Gives the event that was cut.
    pub(super) fn drain(&mut self, out: &mut Vec<u8>) {
        if self.is_event {
            self.write_event(out);
        }
    }

    pub(super) fn finish(&self) -> End {
        match self.part.is_empty() && !self.is_list {
            true => End::Complete,
            false => End::Truncated,
        }
    }
}

/// What an event says, as far as it is XML.
fn read_event(text: &str) -> WindowsEvent {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_dangling_amp = true;
    let mut event = WindowsEvent::new();
    let mut depth = 0_usize;
    while let Ok(part) = reader.read_event() {
        match part {
            Event::Start(tag) if depth < MAX_DEPTH => {
                depth += 1;
                open(&mut event, &tag);
            }
            Event::Empty(tag) => {
                open(&mut event, &tag);
                event.close();
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                event.close();
            }
            Event::Text(text) => event.text(&text.xml10_content()),
            Event::CData(text) => event.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten();
                match (character, resolve_predefined_entity(&entity)) {
                    (Some(character), _) => event.text(character.encode_utf8(&mut [0; 4])),
                    (None, Some(text)) => event.text(text),
                    (None, None) => {}
                }
            }
            Event::Eof | Event::Start(_) => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    event
}

fn open(event: &mut WindowsEvent, tag: &BytesStart<'_>) {
    event.open(tag.local_name().as_ref().to_owned());
    for attribute in tag.attributes().with_checks(false).flatten() {
        if let Ok(text) = attribute.normalized_value(XmlVersion::Implicit1_0) {
            event.attribute(attribute.key.as_ref(), &text);
        }
    }
}

#[cfg(test)]
mod tests;
