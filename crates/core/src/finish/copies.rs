//! Files whose lines another file of the run holds too, so that nothing is counted twice.
//!
//! A log that is copied when it is rotated lies there twice for a while (`auth.log`, `auth.log.1`),
//! and people drop a file and the archive with it. In: what was read of all files. Out: which of
//! them are copies. Nothing is read again: two files are the same when they are so in all that is
//! kept of them, and one goes on where the other ends when the lines, bytes and times of every
//! stretch are the same up to there. Files without times are never taken for copies.

use super::FileInput;
use crate::state::State;

/// Whole stretches of lines ([`Segment`](crate::state::Segment)s) that must agree before the shorter
/// file counts as the beginning of the longer. Chosen: a thousand lines of the same lengths at the
/// same microseconds are no coincidence.
const MIN_SEGMENTS: usize = 1;

/// For each file, whether an earlier one has the same lines, or any has them and more.
pub(super) fn of(files: &[FileInput<'_>]) -> Vec<bool> {
    let others = |idx: usize| files.iter().enumerate().filter(move |(i, _)| *i != idx);
    files
        .iter()
        .enumerate()
        .map(|(idx, file)| {
            others(idx).any(|(other_idx, other)| {
                let is_earlier = other_idx < idx;
                let is_held = is_earlier && is_same(file.state, other.state)
                    || is_beginning(file.state, other.state);
                is_held && file.plan.layout == other.plan.layout
            })
        })
        .collect()
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

fn is_same(a: &State, b: &State) -> bool {
    let (a_body, b_body) = (&a.body, &b.body);
    a_body.range.is_some()
        && a.n_bytes() == b.n_bytes()
        && a_body.n_lines == b_body.n_lines
        && a_body.n_records == b_body.n_records
        && a_body.range == b_body.range
        && a_body.segments == b_body.segments
        && a_body.histogram == b_body.histogram
        && a_body.events == b_body.events
        && a_body.names == b_body.names
        && a_body.tracks == b_body.tracks
}

/// Whether `long` begins with all lines of `short`.
fn is_beginning(short: &State, long: &State) -> bool {
    if short.body.range.is_none() || short.n_bytes() >= long.n_bytes() {
        return false;
    }
    let Some((last, whole)) = short.body.segments.split_last() else {
        return false;
    };
    let Some((same, rest)) = long.body.segments.split_at_checked(whole.len()) else {
        return false;
    };
    let goes_on = rest.first().is_some_and(|next| {
        next.offset == last.offset && next.min_raw <= last.min_raw && last.max_raw <= next.max_raw
    });
    whole.len() >= MIN_SEGMENTS && whole == same && goes_on
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use jejak_protocol::{FileFacts, UserChoices};

    use super::*;
    use crate::{partial, plan};

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
        // The names are as long, so are the lines: hosts of one kind that write at the same time.
        check(&[log(1, 0, "a"), log(2, 0, "a")], &[false, false]);
    }

    #[test]
    fn a_copy_that_the_log_outgrew_is_its_beginning() {
        check(&[log(3000, 0, "a"), log(1500, 0, "a")], &[false, true]);
        check(&[log(1500, 0, "a"), log(3000, 0, "a")], &[true, false]);
        check(&[log(1500, 1, "a"), log(3000, 0, "a")], &[false, false]);
    }

    #[test]
    fn lines_without_times_are_not_compared() {
        let text = "ready\n".repeat(2000);
        check(&[text.clone(), text], &[false, false]);
    }
}
