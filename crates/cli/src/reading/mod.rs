//! Reads the inputs: opens and plans each, reads it block by block on several threads, merges.
//!
//! In: the inputs and how many threads may work. Out: for each input its plan, its state, what a
//! person should know, and where its lines can be read again. No file is ever held whole: a thread
//! holds one block. Small files and streams are read by one thread each; large plain files one after
//! the other, in adjacent ranges by all threads.

mod archives;
mod at;
mod inflated;
mod lines;
mod open;
mod plain;
mod stream;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use jejak_core::{Plan, State};
use jejak_protocol::{Notice, NoticeKind, UserChoices};

pub(crate) use inflated::Inflated;
pub(crate) use lines::texts;
pub(crate) use open::Origin;

use crate::inputs::{Input, Missing};
use crate::progress::Progress;

/// Bytes that are read at once. The worker reads the same; it makes no difference to the result.
const BLOCK_BYTES: u64 = 4 * 1024 * 1024;

/// What became of an input.
#[derive(Debug)]
pub(crate) struct FileRead {
    pub(crate) plan: Plan,
    pub(crate) state: State,
    pub(crate) notices: Vec<Notice>,
    pub(crate) problem: Option<Problem>,
    pub(crate) origin: Origin,
    /// Named by the user, not found in a folder or an archive.
    pub(crate) is_named: bool,
}

/// Why an input was not read, or not to its end. Each has its sentence in `output`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Missing(Missing),
    /// The system's own words.
    Failed(String),
    /// The file is shorter now than when it was opened.
    Shrank,
    /// A compressed file that ends early or is damaged.
    Damaged,
    /// A compressed file that grows without measure.
    Inflated,
    /// No text; what the analysis says of it.
    Binary(NoticeKind),
    /// What the analysis says of it as well.
    Noticed(NoticeKind),
}

/// Reads all inputs; the result is in their order, the files of archives behind them, and the same for
/// any number of threads.
pub(crate) fn read_all(
    inputs: &[Input],
    choices: &UserChoices,
    n_threads: usize,
    progress: &Progress,
) -> Vec<FileRead> {
    let opened = in_parallel(n_threads, inputs.len(), |i| {
        inputs
            .get(i)
            .map(|input| open::open(input, choices, i < open::MAX_HANDLES))
    });
    let opened: Vec<_> = opened.into_iter().flatten().collect();
    let opened = archives::open_all(opened, choices, n_threads);
    let n_bytes = opened.iter().map(open::Opened::n_bytes_on_disk).sum();
    progress.start(n_bytes);
    let is_large = |file: &open::Opened| n_threads > 1 && file.n_bytes_plain() > 2 * BLOCK_BYTES;
    // Small ones side by side first, so that the large ones have all threads.
    let mut read = in_parallel(n_threads, opened.len(), |i| {
        opened
            .get(i)
            .filter(|file| !is_large(file))
            .map(|file| file.read(1, progress))
    });
    for (file, read) in opened.iter().zip(&mut read) {
        if read.is_none() {
            *read = Some(file.read(n_threads, progress));
        }
    }
    opened
        .into_iter()
        .zip(read.into_iter().flatten())
        .map(|(file, (state, end))| file.close(state, end))
        .collect()
}

/// Results of `task(0)` to `task(n - 1)` in order, made by some threads that take the next in turn.
fn in_parallel<T: Send>(n_threads: usize, n: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if n_threads <= 1 || n <= 1 {
        return (0..n).map(task).collect();
    }
    let mut results = Vec::with_capacity(n);
    in_order(n_threads, n, task, |result| results.push(result));
    results
}

/// Does `n` tasks in threads and hands each result on as soon as those before it were: few have to wait.
fn in_order<T: Send>(
    n_threads: usize,
    n: usize,
    task: impl Fn(usize) -> T + Sync,
    hand_on: impl FnMut(T) + Send,
) {
    let next = AtomicUsize::new(0);
    // What waits by its number, the number that comes next, and whom it is handed to.
    let done = Mutex::new((BTreeMap::new(), 0, hand_on));
    let work = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= n {
                return;
            }
            let result = task(i);
            // A panic while handing on goes on below.
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            let (waiting, n_handed, hand_on) = &mut *done;
            waiting.insert(i, result);
            while let Some(result) = waiting.remove(n_handed) {
                hand_on(result);
                *n_handed += 1;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads.min(n)).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn results_come_in_order() {
        for n_threads in [1, 2, 7] {
            let squares = in_parallel(n_threads, 100, |i| i * i);
            assert_eq!(squares, (0..100).map(|i| i * i).collect::<Vec<_>>());
            assert!(in_parallel(n_threads, 0, |i| i).is_empty());
        }
    }
}
