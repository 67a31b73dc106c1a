//! Files whose lines another file of the run holds too, so that nothing is counted twice.
//!
//! A log that is copied when it is rotated lies there twice for a while (`auth.log`, `auth.log.1`),
//! and people drop a file and the archive with it. In: what was read of all files. Out: which of
//! them are copies. Nothing is read again: a digest of the lines is kept of each file. What has no
//! times, or next to no lines, is never taken for a copy.

use std::collections::HashSet;

use super::FileInput;
use crate::state::State;

/// Fewer lines may be the same by chance.
const MIN_LINES: u64 = 5;

/// For each file, whether an earlier one has the same lines.
pub(super) fn of(files: &[FileInput<'_>]) -> Vec<bool> {
    let mut seen = HashSet::new();
    files
        .iter()
        .map(|file| identity(file.state).is_some_and(|same| !seen.insert(same)))
        .collect()
}

/// The same for files with the same lines, and as good as only for them.
fn identity(state: &State) -> Option<(u64, u64, u64)> {
    let body = &state.body;
    let is_known = body.range.is_some() && body.n_lines >= MIN_LINES;
    is_known.then(|| (state.n_bytes(), body.n_lines, body.digest.value()))
}

/// The files with nothing in place of copies; positions stay.
pub(super) fn left_out<'a>(
    files: &[FileInput<'a>],
    is_copy: &[bool],
    nothing: &'a State,
) -> Vec<FileInput<'a>> {
    files
        .iter()
        .zip(is_copy)
        .map(|(file, is_copy)| FileInput {
            state: if *is_copy { nothing } else { file.state },
            ..*file
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use jejak_protocol::{FileFacts, UserChoices};

    use super::*;
    use crate::{Reader, partial, plan};

    /// So many lines of a host, from a second of the day on.
    fn log(n_lines: u32, from: u32, host: &str) -> String {
        let mut text = String::new();
        for n in 0..n_lines {
            let second = from + n;
            let (hour, minute) = (second / 3600, second / 60 % 60);
            let _ = writeln!(
                text,
                "2026-03-10T{hour:02}:{minute:02}:{:02}Z {host} kedai[7]: order {n} taken",
                second % 60
            );
        }
        text
    }

    fn check(texts: &[String], expect: &[bool]) {
        let facts = FileFacts {
            name: "x.log".to_owned(),
            size_bytes: None,
            modified_ms: None,
        };
        let read: Vec<_> = texts
            .iter()
            .map(|text| {
                let plan = plan(&[text.as_bytes()], &facts, &UserChoices::default());
                let state = partial(&plan, text.as_bytes(), 0);
                (plan, state)
            })
            .collect();
        let files: Vec<FileInput<'_>> = read
            .iter()
            .map(|(plan, state)| FileInput {
                plan,
                state,
                notices: &[],
            })
            .collect();
        assert_eq!(of(&files), expect);
    }

    #[test]
    fn the_same_lines_twice_are_one_file() {
        check(&[log(50, 0, "a"), log(50, 0, "a")], &[false, true]);
        check(&[log(50, 0, "a"), log(50, 3600, "a")], &[false, false]);
        check(&[log(4, 0, "a"), log(4, 0, "a")], &[false, false]);
        // Lines of the same lengths at the same times, by another host.
        check(&[log(50, 0, "a"), log(50, 0, "b")], &[false, false]);
        check(&[log(50, 0, "a"), log(51, 0, "a")], &[false, false]);
    }

    #[test]
    fn the_digest_is_that_of_the_lines_however_they_were_read() {
        let text = log(50, 0, "a");
        let facts = FileFacts {
            name: "x.log".to_owned(),
            size_bytes: None,
            modified_ms: None,
        };
        let plan = plan(&[text.as_bytes()], &facts, &UserChoices::default());
        let whole = partial(&plan, text.as_bytes(), 0);
        for cut in [0, 1, 700, text.len() - 1, text.len()] {
            let (left, right) = text.as_bytes().split_at(cut);
            let mut reader = Reader::new(&plan);
            let mut state = reader.read(left, 0);
            let right = Reader::new(&plan).read(right, cut as u64);
            reader.merge(&mut state, right);
            assert_eq!(identity(&state), identity(&whole), "cut at {cut}");
        }
    }

    #[test]
    fn lines_without_times_are_not_compared() {
        let text = "ready\n".repeat(2000);
        check(&[text.clone(), text], &[false, false]);
    }
}
