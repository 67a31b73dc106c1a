//! From the sampled bytes of a file to lines of text, or to why it has none.
//!
//! In: stretches as they lie on disk. Out: the container, and text with the places where it may be
//! cut within a line. A file is refused by the magic bytes of what is no log, and by its share of
//! bytes that text does not have.

use std::borrow::Cow;

use super::{Container, Foreign, Refusal};
use crate::archive;
use crate::unpack::End;

/// Inflated text that is looked at. Chosen: as much as of a plain file.
const INFLATED_BYTES: u64 = 128 * 1024;

/// Lines that are looked at; of several stretches, most of them from the first.
const N_LINES: usize = 1000;
const N_FIRST_LINES: usize = 600;

/// Share of control bytes past which bytes are no text. Compressed data has 11 %, UTF-16 of plain
/// English 50 %, programs more; a log with colours or a broken line far below 1 %.
const MAX_CONTROL_SHARE: f64 = 0.05;

/// Sampled text.
#[derive(Debug)]
pub(super) struct Text<'a> {
    stretches: Vec<Cow<'a, [u8]>>,
    /// The last line of the last stretch ends with the file.
    is_whole: bool,
}

pub(super) fn of<'a>(
    samples: &[&'a [u8]],
    size_bytes: Option<u64>,
) -> (Container, Result<Text<'a>, Refusal>) {
    let first = samples.first().copied().unwrap_or_default();
    let Some((container, unpacked, end)) = Container::of(first, INFLATED_BYTES) else {
        return (Container::Plain, Err(Refusal::Binary(Foreign::Unknown)));
    };
    if container != Container::Plain {
        let text = Text {
            stretches: vec![Cow::Owned(unpacked)],
            is_whole: end == End::Complete && size_bytes == Some(first.len() as u64),
        };
        let is_none = end == End::Damaged && text.is_empty();
        return match is_none {
            true => (container, Err(Refusal::Binary(Foreign::Unknown))),
            false => (container, text.checked()),
        };
    }
    let n_bytes: u64 = samples.iter().map(|sample| sample.len() as u64).sum();
    let text = Text {
        stretches: samples
            .iter()
            .map(|sample| Cow::Borrowed(*sample))
            .collect(),
        is_whole: size_bytes == Some(n_bytes),
    };
    (Container::Plain, text.checked())
}

impl Text<'_> {
    fn is_empty(&self) -> bool {
        self.stretches.iter().all(|stretch| stretch.is_empty())
    }

    fn checked(self) -> Result<Self, Refusal> {
        let (mut n_bytes, mut n_control) = (0, 0);
        for stretch in &self.stretches {
            n_bytes += stretch.len();
            n_control += stretch.iter().filter(|byte| is_control(**byte)).count();
        }
        let first = self.stretches.first().map_or(&[][..], |first| &**first);
        if n_bytes == 0 {
            return Err(Refusal::Empty);
        }
        if let Some(kind) = archive::Kind::of(first) {
            return Err(Refusal::Archive(kind));
        }
        if let Some(kind) = Foreign::of(first) {
            return Err(Refusal::Binary(kind));
        }
        match n_control as f64 > MAX_CONTROL_SHARE * n_bytes as f64 {
            true => Err(Refusal::Binary(Foreign::Unknown)),
            false => Ok(self),
        }
    }

    /// Whole lines, without their ends and the byte order mark, each cut at `line_bytes`.
    pub(super) fn lines(&self, line_bytes: usize) -> Vec<Cow<'_, str>> {
        let n_stretches = self.stretches.len();
        let per_later = (N_LINES - N_FIRST_LINES) / n_stretches.saturating_sub(1).max(1);
        let mut lines = Vec::new();
        for (i, stretch) in self.stretches.iter().enumerate() {
            let bytes: &[u8] = stretch;
            let n_max = match (i, n_stretches) {
                (0, 1) => N_LINES,
                (0, _) => N_FIRST_LINES,
                _ => per_later,
            };
            let is_last_whole = self.is_whole && i + 1 == n_stretches;
            let bytes = match i {
                0 => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
                _ => after_first_line(bytes),
            };
            let bytes = match memchr::memrchr(b'\n', bytes) {
                Some(end) if !is_last_whole => bytes.get(..end).unwrap_or_default(),
                Some(_) => bytes.strip_suffix(b"\n").unwrap_or(bytes),
                // One long line is better than none.
                None if i == 0 || is_last_whole => bytes,
                None => continue,
            };
            let whole = bytes.split(|byte| *byte == b'\n').take(n_max);
            lines.extend(whole.map(|line| {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                String::from_utf8_lossy(line.get(..line_bytes).unwrap_or(line))
            }));
        }
        lines
    }
}

fn after_first_line(bytes: &[u8]) -> &[u8] {
    let start = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    bytes.get(start..).unwrap_or_default()
}

/// Bytes that text does not have; tab, line ends, form feed and escape it does.
pub(super) fn is_control(byte: u8) -> bool {
    (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)) || byte == 0x7F
}
