//! The course of a run: what is read next, how the parts come together, how far it is.
//!
//! In: the files' facts, plans, and pieces (states of ranges) in whatever order they were read. Out:
//! tasks for whoever reads, progress, and an analysis at any moment. It reads no bytes and knows no
//! clock: workers in a browser, threads or a test drive it alike.

mod file;
mod fold;
mod pace;

use std::sync::Arc;

use jejak_protocol::messages::FileProgress;
use jejak_protocol::{FileFacts, FileId, Notice, UserChoices};
use serde::{Deserialize, Serialize};

use crate::archive;
use crate::finish::{FileInput, Finished, finish, source_windows, windows};
use crate::index::Index;
use crate::plan::Plan;
use crate::sequences::{Sequences, sequences};
use crate::state::State;
use crate::templates::Templates;
use crate::windows::{Scores, SourceWindow, Windows};

pub use file::{FIRST_SLICE_BYTES, RunFile, SLICE_BYTES};
pub use pace::Pace;

/// A range of one file for one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Task {
    pub file: FileId,
    /// First byte and end on disk.
    pub start: u64,
    pub end: u64,
}

/// How far the reader of a task is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Bytes on disk since the start of the task.
    pub n_bytes: u64,
    /// Whole lines since the start of the task.
    pub n_lines: u64,
}

/// What a reader hands in: the state of what it read since its last piece of the same task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub task: Task,
    pub state: State,
    pub reached: Reached,
    /// The task is over; at less than its end when the run was cancelled or the file failed.
    pub is_last: bool,
    /// What happened to the file's bytes. An [`Unreadable`](jejak_protocol::NoticeKind::Unreadable)
    /// or changed file is not read further.
    pub notices: Vec<Notice>,
}

/// A run over a list of files.
#[derive(Debug)]
pub struct Run {
    choices: UserChoices,
    files: Vec<RunFile>,
    is_cancelled: bool,
}

impl Run {
    pub fn new(files: Vec<FileFacts>, choices: UserChoices) -> Self {
        let files = files
            .into_iter()
            .zip(0..)
            .map(|(facts, idx)| RunFile::new(FileId(idx), facts, &choices))
            .collect();
        Self {
            choices,
            files,
            is_cancelled: false,
        }
    }

    pub fn choices(&self) -> &UserChoices {
        &self.choices
    }

    pub fn file(&self, file: FileId) -> Option<&RunFile> {
        self.files.get(file.0 as usize)
    }

    pub fn files(&self) -> &[RunFile] {
        &self.files
    }

    /// The next file whose samples are needed; None when all are planned or the run was cancelled.
    pub fn next_unplanned(&self) -> Option<FileId> {
        let is_next = |file: &&RunFile| !self.is_cancelled && !file.is_planned();
        self.files.iter().find(is_next).map(RunFile::id)
    }

    pub fn set_plan(&mut self, file: FileId, plan: Plan) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.set_plan(plan);
        }
    }

    /// Adds a file of an archive, to be planned like the others. None when there are too many.
    pub fn add(&mut self, archive: FileId, facts: FileFacts) -> Option<FileId> {
        let depth = self.file(archive)?.depth() + 1;
        if self.n_members_left() == 0 {
            return None;
        }
        let id = FileId(u32::try_from(self.files.len()).ok()?);
        let mut file = RunFile::new(id, facts, &self.choices);
        file.set_depth(depth);
        self.files.push(file);
        Some(id)
    }

    /// Files of archives that can still be added.
    pub fn n_members_left(&self) -> usize {
        let n_members = self.files.iter().filter(|file| file.depth() > 0).count();
        archive::MAX_MEMBERS.saturating_sub(n_members)
    }

    /// How far an archive is unpacked that is not planned yet.
    pub fn note_unpacked(&mut self, archive: FileId, n_bytes: u64) {
        if let Some(file) = self.files.get_mut(archive.0 as usize) {
            file.note_unpacked(n_bytes);
        }
    }

    /// An archive whose members were added: what to say of it.
    pub fn set_listed(&mut self, archive: FileId, plan: Plan, notices: Vec<Notice>) {
        if let Some(file) = self.files.get_mut(archive.0 as usize) {
            file.set_plan(plan);
            file.add_notices(notices);
        }
    }

    /// A file whose samples could not be read.
    pub fn give_up(&mut self, file: FileId, notice: Notice) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.give_up(notice);
        }
    }

    /// What to read next; None while nothing can be dealt out. The beginnings of all files come
    /// first, so that there is something of each to see.
    pub fn next_task(&mut self) -> Option<(Task, Arc<Plan>)> {
        if self.is_cancelled {
            return None;
        }
        let unbegun = |file: &RunFile| !file.is_begun() && file.has_more();
        let mut idx = self.files.iter().position(unbegun);
        idx = idx.or_else(|| self.files.iter().position(RunFile::has_more));
        let file = self.files.get_mut(idx?)?;
        let task = file.next_task()?;
        Some((task, Arc::clone(file.plan())))
    }

    /// How far a task is that was not handed in yet.
    pub fn note(&mut self, task: Task, reached: Reached) {
        if let Some(file) = self.files.get_mut(task.file.0 as usize) {
            file.note(task, reached);
        }
    }

    /// Takes up a piece. Pieces of one task come in order, tasks in any.
    pub fn take(&mut self, piece: Piece) {
        if let Some(file) = self.files.get_mut(piece.task.file.0 as usize) {
            file.take(piece);
        }
    }

    /// Deals out nothing more. The run is over once every open task was handed in.
    pub fn cancel(&mut self) {
        self.is_cancelled = true;
    }

    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled
    }

    /// Nothing is left to plan, to deal out, or to wait for.
    pub fn is_over(&self) -> bool {
        let is_over = |file: &RunFile| {
            !file.has_open_tasks() && (self.is_cancelled || (file.is_planned() && !file.has_more()))
        };
        self.files.iter().all(is_over)
    }

    /// How far each file is.
    pub fn progress(&self) -> Vec<FileProgress> {
        self.files.iter().map(RunFile::progress).collect()
    }

    /// Bytes (inflated) that an analysis would cover now.
    pub fn n_bytes(&self) -> u64 {
        self.files.iter().map(|file| file.state().n_bytes()).sum()
    }

    /// Ends every file: last lines count, and what stays unread of a cancelled run is noted. Call it
    /// once, when the run [is over](Self::is_over).
    pub fn close(&mut self) {
        for file in &mut self.files {
            file.close(self.is_cancelled);
        }
    }

    /// The analysis of what was read so far, from the beginning of each file to the first gap, with
    /// what a model said of its [`windows`](Self::windows).
    pub fn finish(&self, scores: &Scores) -> Finished {
        finish(&self.inputs(), scores)
    }

    /// What a model may be asked about what was read so far.
    pub fn windows(&self) -> Windows {
        windows(&self.inputs())
    }

    /// What each source did in what was read so far.
    pub fn source_windows(&self) -> Vec<SourceWindow> {
        source_windows(&self.inputs())
    }

    /// What happened in each session of what was read so far.
    pub fn sequences(&self) -> Sequences {
        sequences(&self.inputs())
    }

    /// Where the rows of that analysis stand. `templates`: of the same moment's
    /// [`finish`](Self::finish).
    pub fn index(&self, templates: Templates) -> Index {
        Index::new(&self.inputs(), templates)
    }

    fn inputs(&self) -> Vec<FileInput<'_>> {
        self.files.iter().map(RunFile::input).collect()
    }
}
