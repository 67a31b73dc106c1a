//! One JSON array of objects: each object becomes a line.
//!
//! ```text
//! {"Records":[{"eventTime":"2026-01-04T10:15:23Z", …},{…}]}     CloudTrail, S3 notifications
//! [
//!   {"timestamp": "2026-01-04T10:15:23Z", …},                    exports of cloud consoles
//! ]
//! ```
//!
//! White space between the members of an object is left out, so that an object that is spread over
//! lines is one line. Brackets and quotes are counted and nothing else is checked: whether an object
//! is JSON is for the format. Several arrays may follow each other, as `cat` joins files; what stands
//! between them is passed over.

use super::{BLOCK_BYTES, End, Stop};

/// Names under which services keep their arrays, in any case.
const NAMES: [&str; 8] = [
    "records",
    "events",
    "logevents",
    "findings",
    "value",
    "entries",
    "logs",
    "results",
];

#[derive(Debug)]
pub(super) struct JsonArray {
    /// The bracket that opens an array was passed.
    is_inside: bool,
    /// One that closes an array was.
    has_whole: bool,
    /// Brackets that are open within the array.
    depth: u32,
    in_text: bool,
    is_escaped: bool,
}

/// Whether bytes begin as an array of objects does, or as an object that holds one under a known name.
pub(super) fn is_array(first: &[u8]) -> bool {
    let rest = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    let rest = rest.trim_ascii_start();
    let array = match rest.split_first() {
        Some((b'[', _)) => rest,
        Some((b'{', rest)) => match after_name(rest) {
            Some(array) => array,
            None => return false,
        },
        _ => return false,
    };
    let inside = array.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    let object = inside.and_then(|inside| inside.strip_prefix(b"{"));
    // `[{` may begin a line of text; an object goes on with a name, or ends.
    object.is_some_and(|object| matches!(object.trim_ascii_start().first(), Some(b'"' | b'}')))
}

/// What stands behind `"Records":`.
fn after_name(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"\"")?;
    let end = memchr::memchr(b'"', rest)?;
    let (name, rest) = rest.split_at_checked(end)?;
    let is_known = NAMES
        .iter()
        .any(|known| known.as_bytes().eq_ignore_ascii_case(name));
    let rest = rest.get(1..)?.trim_ascii_start().strip_prefix(b":")?;
    is_known.then(|| rest.trim_ascii_start())
}

impl JsonArray {
    pub(super) fn new() -> Self {
        Self {
            is_inside: false,
            has_whole: false,
            depth: 0,
            in_text: false,
            is_escaped: false,
        }
    }

    /// Takes bytes, up to a block of text; returns how many.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<usize, Stop> {
        let room = BLOCK_BYTES.saturating_sub(out.len());
        let input = input.get(..room).unwrap_or(input);
        for byte in input {
            self.take(*byte, out);
        }
        Ok(input.len())
    }

    fn take(&mut self, byte: u8, out: &mut Vec<u8>) {
        if !self.is_inside {
            self.is_inside = byte == b'[';
            return;
        }
        if self.in_text {
            self.in_text = self.is_escaped || byte != b'"';
            self.is_escaped = byte == b'\\' && !self.is_escaped;
            // A line end in a text is no JSON; in the output it would end the line.
            out.push(if byte == b'\n' { b' ' } else { byte });
            return;
        }
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' if self.depth == 0 => return,
            b']' if self.depth == 0 => {
                self.is_inside = false;
                self.has_whole = true;
                return;
            }
            b'}' | b']' => self.depth -= 1,
            b',' if self.depth == 0 => return,
            b'"' => self.in_text = true,
            b' ' | b'\t' | b'\r' | b'\n' => return,
            _ => {}
        }
        out.push(byte);
        if self.depth == 0 && matches!(byte, b'}' | b']') {
            out.push(b'\n');
        }
    }

    pub(super) fn finish(&self) -> End {
        match self.has_whole && !self.is_inside {
            true => End::Complete,
            false => End::Truncated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unpack::Layer;
    use crate::unpack::testing::unpacked;

    fn unpack(bytes: &[u8], step: usize) -> (String, End) {
        unpacked(Layer::JsonArray, bytes, step)
    }

    #[test]
    fn objects_are_lines_whatever_the_pieces() {
        let text =
            "{\"Records\": [\n {\"a\": [1, {\"b\":\"]},\\\"\"}],\n  \"c\": null},{\"d\":{}}\n]}\n";
        let expected = "{\"a\":[1,{\"b\":\"]},\\\"\"}],\"c\":null}\n{\"d\":{}}\n";
        for step in 1..=text.len() {
            let got = unpack(text.as_bytes(), step);
            assert_eq!((got.0.as_str(), got.1), (expected, End::Complete), "{step}");
        }
        let twice = text.repeat(2);
        let got = unpack(twice.as_bytes(), 7);
        assert_eq!(got, (expected.repeat(2), End::Complete));
        let cut = unpack(b"[{\"a\":1},{\"b\":", 3);
        assert_eq!(cut, ("{\"a\":1}\n{\"b\":".to_owned(), End::Truncated));
    }

    #[test]
    fn lines_of_objects_are_no_array() {
        for (text, expected) in [
            ("{\"Records\":[{\"a\":1}]}", true),
            ("\u{feff}{ \"records\" : [ { \"a\":1}]}", true),
            ("[{\"a\":1},", true),
            ("[\n  {\n    \"a\"", true),
            ("[{}]", true),
            ("{\"Records\":[]}", false),
            ("{\"time\":\"x\",\"Records\":[{\"a\":1}]}", false),
            ("{\"items\":[{\"a\":1}],\"time\":1}", false),
            ("[1,2]", false),
            ("[{main}] started", false),
            ("[error] x", false),
            ("", false),
        ] {
            assert_eq!(is_array(text.as_bytes()), expected, "{text}");
        }
    }
}
