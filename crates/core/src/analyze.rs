//! The whole way in one call, for those who have all bytes: tests, evaluation, small inputs.
//!
//! Large inputs go through `plan`, `Reader` and `finish` block by block; this is the same.

use jejak_protocol::{Analysis, FileFacts, Notice, UserChoices};

use crate::finish::{FileInput, finish, windows};
use crate::plan::{Container, Limits, Plan, plan};
use crate::samples;
use crate::state::{Reader, State};
use crate::unpack::{BLOCK_BYTES, Unpacker};
use crate::windows::{Scores, Windows};

/// One file with its bytes as they lie on disk.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub facts: &'a FileFacts,
    pub bytes: &'a [u8],
}

/// Reads all files, each in one block, and finishes.
pub fn analyze(sources: &[Source<'_>], choices: &UserChoices, limits: Limits) -> Analysis {
    analyze_with(sources, choices, limits, |_| Scores::default())
}

/// The same with a model, which scores the windows of what was read.
pub fn analyze_with(
    sources: &[Source<'_>],
    choices: &UserChoices,
    limits: Limits,
    score: impl FnOnce(&Windows) -> Scores,
) -> Analysis {
    let read: Vec<_> = sources
        .iter()
        .map(|source| {
            let mut plan = plan(&samples::of(source.bytes), source.facts, choices);
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
    let scores = score(&windows(&inputs));
    finish(&inputs, &scores).analysis
}

/// Reads all of one file, unpacked as its plan says.
pub fn read(plan: &Plan, bytes: &[u8]) -> (State, Vec<Notice>) {
    if plan.refusal.is_some() {
        return (State::empty(), Vec::new());
    }
    let mut reader = Reader::new(plan);
    let (mut state, notices) = match plan.container {
        Container::Plain => (reader.read(bytes, 0), Vec::new()),
        Container::Packed(_) => unpacked(&mut reader, plan.container, bytes),
    };
    reader.close(&mut state);
    (state, notices)
}

fn unpacked(
    reader: &mut Reader<'_>,
    container: Container,
    mut bytes: &[u8],
) -> (State, Vec<Notice>) {
    let (mut unpacker, mut text) = (Unpacker::new(container), Vec::new());
    let mut state = State::empty();
    loop {
        let position = unpacker.n_out();
        let pushed = unpacker.push(bytes, &mut text);
        let block = reader.read(&text, position);
        reader.merge(&mut state, block);
        let is_full = text.len() >= BLOCK_BYTES;
        text.clear();
        match pushed {
            Ok(n) if is_full => bytes = bytes.get(n..).unwrap_or_default(),
            Ok(_) | Err(_) => break,
        }
    }
    let position = unpacker.n_out();
    unpacker.drain(&mut text);
    let block = reader.read(&text, position);
    reader.merge(&mut state, block);
    let notice = unpacker.finish().notice(unpacker.n_out());
    (state, notice.into_iter().collect())
}
