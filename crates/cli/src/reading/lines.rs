//! Reads chosen lines again: the evidence, which the analysis holds only as places.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};

use jejak_core::plan::Container;
use jejak_protocol::{FileId, RecordRef};

use super::at::{Bytes, BytesAt};
use super::{FileRead, Origin, stream};

/// Bytes read at once while looking for a line: about a segment of the index.
const CHUNK_BYTES: usize = 128 * 1024;

/// The text of the lines as the analysis saw them. A line that cannot be read any more is left out.
pub(crate) fn texts(
    files: &[FileRead],
    wanted: &BTreeSet<RecordRef>,
) -> BTreeMap<RecordRef, String> {
    let mut texts = BTreeMap::new();
    for (file, id) in files.iter().zip(0..) {
        let id = FileId(id);
        let at = |line| RecordRef { file: id, line };
        let lines: Vec<u64> = wanted
            .range(at(0)..=at(u64::MAX))
            .map(|at| at.line)
            .collect();
        if lines.is_empty() {
            continue;
        }
        // An error ends this file; what was read until then is shown.
        let _ = read_lines(file, &lines, &mut |line, text| {
            texts.insert(at(line), text);
        });
    }
    texts
}

fn read_lines(
    file: &FileRead,
    lines: &[u64],
    found: &mut dyn FnMut(u64, String),
) -> io::Result<()> {
    let bytes = match &file.origin {
        Origin::Nowhere => return Ok(()),
        Origin::Handle(bytes) => bytes.clone(),
        Origin::Path(path) => Bytes::whole(File::open(path)?),
    };
    let from = |offset| BytesAt {
        bytes: bytes.clone(),
        offset,
    };
    let mut text = stream::text(from(0), &file.plan);
    let mut next_line = 0;
    for &line in lines {
        let (offset, first_line) = file.state.near_line(line);
        if file.plan.container == Container::Plain && first_line > next_line {
            text = Box::new(BufReader::with_capacity(CHUNK_BYTES, from(offset)));
            next_line = first_line;
        }
        while next_line < line {
            text.skip_until(b'\n')?;
            next_line += 1;
        }
        found(
            line,
            read_line(&mut text, line, file.plan.limits.line_bytes)?,
        );
        next_line += 1;
    }
    Ok(())
}

/// One line as the analysis reads it: without its end, cut at the limit, broken bytes replaced.
fn read_line(text: &mut dyn BufRead, line: u64, limit: usize) -> io::Result<String> {
    let mut bytes = Vec::new();
    let n = (&mut *text)
        .take(limit as u64 + 1)
        .read_until(b'\n', &mut bytes)?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if n > limit {
        bytes.truncate(limit);
        text.skip_until(b'\n')?;
    }
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
    let bytes = match line {
        0 => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
        _ => bytes,
    };
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_and_the_next_one_is_whole() {
        let mut text: &[u8] = b"\xEF\xBB\xBFab\r\nabcdefgh\nabcd\n\xFF\nend";
        let limit = 4;
        let expected = ["ab", "abcd", "abcd", "\u{FFFD}", "end", ""];
        // The first is longer than the limit with its mark; it is cut where the analysis cuts it.
        let first = read_line(&mut text, 0, 16).unwrap();
        assert_eq!(first, expected[0]);
        for (i, expected) in expected.iter().enumerate().skip(1) {
            assert_eq!(read_line(&mut text, i as u64, limit).unwrap(), *expected);
        }
    }
}
