//! Carries out one task of a run: reads its range and hands in what it amounts to.

use jejak_core::plan::Container;
use jejak_core::run::{Piece, Reached, SLICE_BYTES, Task};
use jejak_core::unpack::{self, Unpacker};
use jejak_core::{Plan, Reader, State};
use jejak_protocol::Notice;
use web_sys::Blob;

use crate::blocks::{self, BLOCK_BYTES, Blocks, COMPRESSED_BYTES};

/// Where a task's results go, and whether they are still wanted.
pub(crate) trait Desk {
    fn is_stopped(&self) -> bool;
    fn note(&self, task: Task, reached: Reached);
    fn hand_in(&self, piece: Piece);
}

/// Reads a task's range. Hands in one last piece in any case, a short one when it is stopped or the
/// file fails.
pub(crate) async fn read(
    task: Task,
    plan: &Plan,
    file: &Blob,
    buffer: &mut Vec<u8>,
    desk: &impl Desk,
) {
    match plan.container {
        Container::Plain => read_plain(task, plan, file, buffer, desk).await,
        Container::Packed(_) => read_packed(task, plan, file, buffer, desk).await,
    }
}

async fn read_plain(task: Task, plan: &Plan, file: &Blob, buffer: &mut Vec<u8>, desk: &impl Desk) {
    let mut reader = Reader::new(plan);
    let mut blocks = Blocks::new(file.clone(), task.start..task.end, BLOCK_BYTES);
    let mut state = reader.read(&[], task.start);
    let mut notices = Vec::new();
    let reached = |state: &State| Reached {
        n_bytes: state.n_bytes(),
        n_lines: state.n_lines(),
    };
    while !desk.is_stopped() {
        match blocks.next(buffer).await {
            Ok(true) => {
                reader.push(&mut state, buffer);
                desk.note(task, reached(&state));
            }
            Ok(false) => break,
            Err(error) => {
                notices.push(blocks::notice_of(&error, state.end()));
                break;
            }
        }
    }
    desk.hand_in(Piece {
        task,
        reached: reached(&state),
        state,
        is_last: true,
        notices,
    });
}

/// The whole of a packed file, in pieces as large as the slices of a plain one.
async fn read_packed(task: Task, plan: &Plan, file: &Blob, buffer: &mut Vec<u8>, desk: &impl Desk) {
    let mut stream = Packed::new(task, plan);
    let mut blocks = Blocks::new(file.clone(), task.start..task.end, COMPRESSED_BYTES);
    let mut notice = None;
    loop {
        if desk.is_stopped() {
            break;
        }
        match blocks.next(buffer).await {
            Ok(true) if stream.push(buffer) => {
                desk.note(task, stream.reached());
                if stream.state.n_bytes() >= SLICE_BYTES {
                    desk.hand_in(stream.piece(false, Vec::new()));
                }
            }
            Ok(_) => {
                notice = stream.end();
                break;
            }
            Err(error) => {
                notice = Some(blocks::notice_of(&error, stream.n_compressed));
                break;
            }
        }
    }
    stream.flush();
    desk.hand_in(stream.piece(true, notice.into_iter().collect()));
}

/// A packed file on its way into states.
struct Packed<'p> {
    task: Task,
    unpacker: Unpacker,
    reader: Reader<'p>,
    /// Since the last piece.
    state: State,
    text: Vec<u8>,
    n_compressed: u64,
    /// Of the pieces that were handed in.
    n_lines: u64,
}

impl<'p> Packed<'p> {
    fn new(task: Task, plan: &'p Plan) -> Self {
        Self {
            task,
            unpacker: Unpacker::new(plan.container),
            reader: Reader::new(plan),
            state: State::empty(),
            text: Vec::new(),
            n_compressed: 0,
            n_lines: 0,
        }
    }

    /// Takes compressed bytes; false when nothing more can come out of the stream.
    fn push(&mut self, mut bytes: &[u8]) -> bool {
        self.n_compressed += bytes.len() as u64;
        loop {
            let pushed = self.unpacker.push(bytes, &mut self.text);
            let is_full = self.text.len() >= unpack::BLOCK_BYTES;
            self.flush();
            match pushed {
                Ok(n_taken) => bytes = bytes.get(n_taken..).unwrap_or_default(),
                Err(_) => return false,
            }
            if !is_full {
                return true;
            }
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.reader.push(&mut self.state, &self.text);
            self.text.clear();
        }
    }

    fn reached(&self) -> Reached {
        Reached {
            n_bytes: self.n_compressed,
            n_lines: self.n_lines + self.state.n_lines(),
        }
    }

    fn piece(&mut self, is_last: bool, notices: Vec<Notice>) -> Piece {
        let reached = self.reached();
        self.n_lines = reached.n_lines;
        let next = self.reader.read(&[], self.state.end());
        Piece {
            task: self.task,
            reached,
            state: std::mem::replace(&mut self.state, next),
            is_last,
            notices,
        }
    }

    fn end(&mut self) -> Option<Notice> {
        self.unpacker.drain(&mut self.text);
        self.unpacker.finish().notice(self.unpacker.n_out())
    }
}
