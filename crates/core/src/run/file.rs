//! One file of a run: its plan, what was dealt out of it, what came back.

use std::collections::HashMap;
use std::sync::Arc;

use jejak_protocol::messages::FileProgress;
use jejak_protocol::{FileFacts, FileId, Notice, NoticeKind, UserChoices};

use super::fold::Fold;
use super::{Piece, Reached, Task};
use crate::finish::FileInput;
use crate::plan::{Container, Plan, plan};
use crate::state::State;

/// Bytes of a file's first task: little, so that something is seen within a second.
pub const FIRST_SLICE_BYTES: u64 = 2 << 20;

/// Bytes of every other task. Chosen: merging a slice costs some milliseconds, and a cancelled run
/// loses no more than one for each reader.
pub const SLICE_BYTES: u64 = 16 << 20;

/// One file of a [`Run`](super::Run).
#[derive(Debug)]
pub struct RunFile {
    id: FileId,
    plan: Arc<Plan>,
    is_planned: bool,
    size_bytes: u64,
    /// Archives that it lies in.
    depth: usize,
    /// First byte on disk that was not dealt out.
    next: u64,
    fold: Fold,
    /// Tasks that were dealt out and are not over, with what was heard of them.
    open: HashMap<Task, Reached>,
    /// Of all tasks that are over.
    over: Reached,
    notices: Vec<Notice>,
    has_failed: bool,
}

impl RunFile {
    pub(super) fn new(id: FileId, facts: FileFacts, choices: &UserChoices) -> Self {
        let mut unread = plan(&[], &facts, choices);
        unread.refusal = None;
        Self {
            id,
            size_bytes: facts.size_bytes.unwrap_or(0),
            plan: Arc::new(unread),
            is_planned: false,
            depth: 0,
            next: 0,
            fold: Fold::new(),
            open: HashMap::new(),
            over: Reached::default(),
            notices: Vec::new(),
            has_failed: false,
        }
    }

    pub fn id(&self) -> FileId {
        self.id
    }

    /// How the file is read; before it was planned, a plan of nothing.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What was read from the beginning of the file to the first gap.
    pub fn state(&self) -> &State {
        self.fold.prefix()
    }

    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Archives that the file lies in.
    pub fn depth(&self) -> usize {
        self.depth
    }

    pub(super) fn set_depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// How far an archive is unpacked, which is not listed yet.
    pub(super) fn note_unpacked(&mut self, n_bytes: u64) {
        self.over.n_bytes = n_bytes;
    }

    pub(super) fn add_notices(&mut self, notices: Vec<Notice>) {
        self.notices.extend(notices);
    }

    pub(super) fn is_planned(&self) -> bool {
        self.is_planned
    }

    pub(super) fn set_plan(&mut self, plan: Plan) {
        self.plan = Arc::new(plan);
        self.is_planned = true;
    }

    pub(super) fn give_up(&mut self, notice: Notice) {
        self.is_planned = true;
        self.fail(notice);
    }

    fn fail(&mut self, notice: Notice) {
        // Several readers find out about the same file.
        if !std::mem::replace(&mut self.has_failed, true) {
            self.notices.push(notice);
        }
    }

    pub(super) fn is_begun(&self) -> bool {
        self.next > 0
    }

    pub(super) fn has_more(&self) -> bool {
        self.is_planned
            && !self.has_failed
            && self.plan.refusal.is_none()
            && self.next < self.size_bytes
    }

    pub(super) fn has_open_tasks(&self) -> bool {
        !self.open.is_empty()
    }

    /// Deals out the next range; a packed file is one.
    pub(super) fn next_task(&mut self) -> Option<Task> {
        if !self.has_more() {
            return None;
        }
        let start = self.next;
        let n_bytes = match (self.plan.container, start) {
            (Container::Packed(_), _) => u64::MAX,
            (Container::Plain, 0) => FIRST_SLICE_BYTES,
            (Container::Plain, _) => SLICE_BYTES,
        };
        self.next = start.saturating_add(n_bytes).min(self.size_bytes);
        let task = Task {
            file: self.id,
            start,
            end: self.next,
        };
        self.open.insert(task, Reached::default());
        Some(task)
    }

    pub(super) fn note(&mut self, task: Task, reached: Reached) {
        if let Some(known) = self.open.get_mut(&task) {
            *known = reached;
        }
    }

    pub(super) fn take(&mut self, piece: Piece) {
        if !self.open.contains_key(&piece.task) {
            return;
        }
        self.fold.take(piece.state, &self.plan);
        for notice in piece.notices {
            match notice.kind {
                NoticeKind::Unreadable | NoticeKind::ChangedWhileRead => self.fail(notice),
                _ => self.notices.push(notice),
            }
        }
        if piece.is_last {
            self.open.remove(&piece.task);
            self.over.n_bytes += piece.reached.n_bytes;
            self.over.n_lines += piece.reached.n_lines;
        } else {
            self.open.insert(piece.task, piece.reached);
        }
    }

    pub(super) fn close(&mut self, is_cancelled: bool) {
        self.fold.close(&self.plan);
        let n_unread = self.size_bytes.saturating_sub(self.n_bytes_kept());
        let is_short = n_unread > 0 && !self.has_failed && self.plan.refusal.is_none();
        if is_cancelled && is_short {
            self.notices.push(Notice {
                kind: NoticeKind::Cancelled,
                count: n_unread,
            });
        }
    }

    /// Bytes on disk whose content is in the result.
    fn n_bytes_kept(&self) -> u64 {
        match self.plan.container {
            Container::Plain => self.fold.prefix().end(),
            Container::Packed(_) => self.over.n_bytes,
        }
    }

    pub(super) fn progress(&self) -> FileProgress {
        let sum =
            |of: fn(&Reached) -> u64| of(&self.over) + self.open.values().map(of).sum::<u64>();
        let n_bytes_done = sum(|reached| reached.n_bytes);
        let is_done = self.is_planned && self.open.is_empty() && !self.has_more();
        FileProgress {
            id: self.id,
            n_bytes_done: if is_done {
                self.size_bytes
            } else {
                n_bytes_done
            },
            n_bytes_total: self.size_bytes,
            n_lines: sum(|reached| reached.n_lines),
            format: self.is_planned.then(|| self.plan.format_id()),
            confidence: self.plan.confidence,
            is_done,
        }
    }

    pub(super) fn input(&self) -> FileInput<'_> {
        FileInput {
            plan: &self.plan,
            state: self.fold.prefix(),
            notices: &self.notices,
        }
    }
}
