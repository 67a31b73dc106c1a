//! The whole way in one call, for those who have all bytes: tests, evaluation, small inputs.
//!
//! Large inputs go through `plan`, `Reader` and `finish` block by block; this is the same.

use std::io::Read as _;

use jejak_protocol::{Analysis, FileFacts, Notice, NoticeKind, UserChoices};

use crate::finish::{FileInput, finish};
use crate::plan::{Container, Limits, Plan, plan};
use crate::samples;
use crate::state::{Reader, State};

/// One file with its bytes as they lie on disk.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub facts: &'a FileFacts,
    pub bytes: &'a [u8],
}

/// Reads all files, each in one block, and finishes.
pub fn analyze(sources: &[Source<'_>], choices: &UserChoices, limits: Limits) -> Analysis {
    let read: Vec<_> = sources
        .iter()
        .map(|source| {
            let mut plan = plan(&samples_of(source.bytes), source.facts, choices);
            plan.limits = limits;
            let (state, notices) = read(&plan, source.bytes);
            (plan, state, notices)
        })
        .collect();
    let inputs: Vec<_> = read
        .iter()
        .map(|(plan, state, notices)| FileInput {
            plan,
            state,
            notices,
        })
        .collect();
    finish(&inputs).analysis
}

fn samples_of(bytes: &[u8]) -> Vec<&[u8]> {
    samples::ranges(bytes.len() as u64)
        .into_iter()
        .filter_map(|range| bytes.get(range.start as usize..range.end as usize))
        .collect()
}

fn read(plan: &Plan, bytes: &[u8]) -> (State, Vec<Notice>) {
    if plan.refusal.is_some() {
        return (State::empty(), Vec::new());
    }
    let mut reader = Reader::new(plan);
    let (mut state, notices) = match plan.container {
        Container::Plain => (reader.read(bytes, 0), Vec::new()),
        Container::Gzip => {
            let mut text = Vec::new();
            let end = flate2::bufread::MultiGzDecoder::new(bytes).read_to_end(&mut text);
            let notices = end
                .err()
                .map(|_| Notice {
                    kind: NoticeKind::TruncatedStream,
                    count: text.len() as u64,
                })
                .into_iter()
                .collect();
            (reader.read(&text, 0), notices)
        }
    };
    reader.close(&mut state);
    (state, notices)
}
