//! Carries out one task of a run: reads its range and hands in what it amounts to.

use jejak_core::run::{Piece, Reached, Task};
use jejak_core::{Plan, Reader, State};
use web_sys::File;

use crate::blocks::{self, Blocks};

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
    file: &File,
    buffer: &mut Vec<u8>,
    desk: &impl Desk,
) {
    let mut reader = Reader::new(plan);
    let mut blocks = Blocks::new(file, task.start..task.end);
    let mut state = reader.read(&[], task.start);
    let mut notices = Vec::new();
    while !desk.is_stopped() {
        match blocks.next(buffer).await {
            Ok(true) => {
                let block = reader.read(buffer, state.end());
                reader.merge(&mut state, block);
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

fn reached(state: &State) -> Reached {
    Reached {
        n_bytes: state.n_bytes(),
        n_lines: state.n_lines(),
    }
}
