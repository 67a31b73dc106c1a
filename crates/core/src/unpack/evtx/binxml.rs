//! Binary XML: tokens, names that are written once in a chunk, templates with places for values.
//!
//! In: a chunk and a range of it. Out: what elements and attributes say, in their order. Names and
//! templates stand where they are first used and are referred to by their place in the chunk.

use std::ops::Range;

use super::bytes::{Bytes, text};
use super::values::{self, Value};
use crate::unpack::windows_event::WindowsEvent;

/// Events hold one fragment in another at most; what goes deeper was made to.
const MAX_DEPTH: usize = 8;

/// Tokens of one event, those of its template included. Real ones have some hundreds.
const MAX_TOKENS: usize = 20_000;

/// Characters of a name; Windows' own have some twenty.
const MAX_NAME_CHARS: usize = 256;

/// Set in a token when more of its kind follow, or an element has attributes.
const MORE: u8 = 0x40;

/// Next name, hash, and the number of characters, before a name; a zero behind it.
const NAME_HEADER_BYTES: usize = 8;
const NAME_END_BYTES: usize = 2;

/// Next template, identifier and size, before a template.
const TEMPLATE_HEADER_BYTES: usize = 24;

/// Reads an event's fragment. None when it is damaged; what came before is in `event`.
pub(super) fn read(chunk: Bytes<'_>, range: Range<usize>, event: &mut WindowsEvent) -> Option<()> {
    let mut walk = Walk {
        chunk,
        event,
        n_tokens: 0,
    };
    walk.fragment(range, &[], 0)
}

struct Walk<'a, 'e> {
    chunk: Bytes<'a>,
    event: &'e mut WindowsEvent,
    n_tokens: usize,
}

/// What text belongs to.
enum Part {
    Element,
    Attribute(String),
}

impl<'a> Walk<'a, '_> {
    fn fragment(&mut self, range: Range<usize>, values: &[Value<'a>], depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut at = range.start;
        let mut n_open = 0_usize;
        let mut part = Part::Element;
        while at < range.end {
            self.n_tokens += 1;
            if self.n_tokens > MAX_TOKENS {
                return None;
            }
            let token = self.chunk.u8(at)?;
            at += 1;
            match token & !MORE {
                0x00 => break,
                0x01 => {
                    // A dependency, and the size of the element.
                    let name = at + 6;
                    let (name, behind) = self.name(name)?;
                    at = behind + if token & MORE == 0 { 0 } else { 4 };
                    self.event.open(name);
                    part = Part::Element;
                    n_open += 1;
                }
                0x02 => part = Part::Element,
                0x03 | 0x04 => {
                    self.event.close();
                    n_open = n_open.saturating_sub(1);
                    part = Part::Element;
                }
                0x05 => {
                    let value_type = self.chunk.u8(at)?;
                    let n_chars = usize::from(self.chunk.u16(at + 1)?);
                    let (n_bytes, start) = match value_type {
                        values::STRING => (n_chars * 2, at + 3),
                        _ => return None, // other types do not occur
                    };
                    let bytes = self.chunk.get(start, n_bytes)?;
                    at = start + n_bytes;
                    self.say(&part, &text(bytes));
                }
                0x06 => {
                    let (name, behind) = self.name(at)?;
                    at = behind;
                    part = Part::Attribute(name);
                }
                // Marked and unmarked text: a length and characters.
                0x07 | 0x0B => {
                    let n_bytes = usize::from(self.chunk.u16(at)?) * 2;
                    let bytes = self.chunk.get(at + 2, n_bytes)?;
                    at += 2 + n_bytes;
                    if token & !MORE == 0x07 {
                        self.say(&part, &text(bytes));
                    }
                }
                0x08 => {
                    let character = char::from_u32(u32::from(self.chunk.u16(at)?))?;
                    at += 2;
                    self.say(&part, character.encode_utf8(&mut [0; 4]));
                }
                0x09 => {
                    let (name, behind) = self.name(at)?;
                    at = behind;
                    self.say(&part, entity(&name));
                }
                0x0A => at = self.name(at)?.1,
                0x0C => at = self.template(at, depth)?,
                0x0D | 0x0E => {
                    let idx = usize::from(self.chunk.u16(at)?);
                    at += 3;
                    if let Some(value) = values.get(idx) {
                        self.value(value, &part, depth)?;
                    }
                }
                0x0F => at += 3,
                _ => return None,
            }
        }
        for _ in 0..n_open {
            self.event.close();
        }
        Some(())
    }

    fn say(&mut self, part: &Part, text: &str) {
        match part {
            Part::Element => self.event.text(text),
            Part::Attribute(name) => self.event.attribute(name, text),
        }
    }

    fn value(&mut self, value: &Value<'a>, part: &Part, depth: usize) -> Option<()> {
        match value.fragment() {
            Some(range) => self.fragment(range, &[], depth + 1),
            None => {
                if let Some(text) = value.text() {
                    self.say(part, &text);
                }
                Some(())
            }
        }
    }

    /// A template that is filled in: the place behind its values.
    fn template(&mut self, at: usize, depth: usize) -> Option<usize> {
        let definition = self.chunk.u32(at + 5)? as usize;
        let mut behind = at + 9;
        let n_body = self
            .chunk
            .u32(definition.checked_add(TEMPLATE_HEADER_BYTES - 4)?)? as usize;
        let body = definition + TEMPLATE_HEADER_BYTES;
        let end = body.checked_add(n_body)?;
        if definition == behind {
            behind = end;
        }
        let (values, behind) = values::read(self.chunk, behind)?;
        self.fragment(body..end.min(self.chunk.len()), &values, depth + 1)?;
        Some(behind)
    }

    /// The name that is referred to, and the place behind the reference.
    fn name(&self, at: usize) -> Option<(String, usize)> {
        let place = self.chunk.u32(at)? as usize;
        let n_chars = usize::from(self.chunk.u16(place.checked_add(6)?)?);
        if n_chars > MAX_NAME_CHARS {
            return None;
        }
        let name = self.chunk.get(place + NAME_HEADER_BYTES, n_chars * 2)?;
        let behind = match place == at + 4 {
            true => place + NAME_HEADER_BYTES + n_chars * 2 + NAME_END_BYTES,
            false => at + 4,
        };
        Some((text(name), behind))
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}
