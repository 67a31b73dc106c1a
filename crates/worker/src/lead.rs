//! The lead: plans the files, deals out their ranges, merges what comes back, tells the page.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use jejak_core::archive::{Budget, MAX_DEPTH};
use jejak_core::plan::{Foreign, Refusal};
use jejak_core::run::{Pace, Piece, Reached, Run, RunFile, Task};
use jejak_core::sequences::for_models;
use jejak_core::windows::Scores;
use jejak_core::{Plan, plan};
use jejak_protocol::messages::{Failure, RequestId, RunId};
use jejak_protocol::model::Judgement;
use jejak_protocol::{FileFacts, FileId, FromWorker, Notice, NoticeKind, UserChoices};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File, MessageEvent, MessagePort};

use crate::archives::{self, Opened};
use crate::link::{self, FromPeer, ToPeer};
use crate::page::Page;
use crate::questions::{Question, Questions};
use crate::sources::Sources;
use crate::tasks::{self, Desk};
use crate::{blocks, models, panics};

/// Shortest time between two progress messages.
const PROGRESS_GAP_MS: f64 = 100.0;

/// Tasks that a peer holds at a time: one to read, one to go on with while the lead is busy.
const N_TASKS_PER_PEER: usize = 2;

/// A worker that runs analyses, with the peers that help it.
pub(crate) struct Lead {
    page: Page,
    peers: Rc<[MessagePort]>,
    run: Rc<RefCell<Option<Rc<LeadRun>>>>,
}

impl Lead {
    pub(crate) fn alone(page: Page) -> Self {
        Self::of(page, Vec::new())
    }

    pub(crate) fn of(page: Page, peers: Vec<MessagePort>) -> Self {
        let lead = Self {
            page,
            peers: peers.into(),
            run: Rc::default(),
        };
        for (peer_idx, port) in lead.peers.iter().enumerate() {
            let run = Rc::downgrade(&lead.run);
            let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                if let Some((message, _)) = link::read::<FromPeer>(&event) {
                    hear_peer(&run, peer_idx, message);
                }
            });
            port.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            // Lives as long as the port does.
            hear.forget();
        }
        lead
    }

    /// Starts a run; one that is still going is dropped without a word.
    pub(crate) fn start(
        &self,
        id: RunId,
        facts: Vec<FileFacts>,
        choices: UserChoices,
        files: Vec<File>,
    ) {
        panics::belong_to(id);
        let blobs: Vec<Blob> = files.iter().map(|file| Blob::clone(file)).collect();
        for port in &*self.peers {
            link::send(port, &ToPeer::Start { run: id }, &blobs);
        }
        let sources = Rc::new(Sources::new(blobs));
        let run = Rc::new(LeadRun {
            id,
            page: self.page.clone(),
            questions: Rc::new(Questions::new(self.page.clone(), id, Rc::clone(&sources))),
            given: files,
            sources,
            peers: Rc::clone(&self.peers),
            run: RefCell::new(Run::new(facts, choices)),
            n_dealt: self.peers.iter().map(|_| Cell::new(0)).collect(),
            is_reading: Cell::new(false),
            is_over: Cell::new(false),
            is_replaced: Cell::new(false),
            budget: RefCell::default(),
            scores: RefCell::default(),
            pace: Cell::default(),
            n_bytes_shown: Cell::new(0),
            last_progress_ms: Cell::new(f64::MIN),
        });
        if let Some(before) = self.run.replace(Some(Rc::clone(&run))) {
            before.is_replaced.set(true);
        }
        spawn_local(run.plan_files());
    }

    pub(crate) fn cancel(&self, id: RunId) {
        let run = self.run.borrow().clone();
        if let Some(run) = run.filter(|run| run.id == id) {
            run.cancel();
        }
    }

    /// Sends the sessions of what was read so far, for the model worker.
    pub(crate) fn send_sessions(&self, id: RunId, request: RequestId) {
        if let Some(run) = self.run.borrow().as_ref().filter(|run| run.id == id) {
            let sessions = for_models(&run.run.borrow().sequences());
            self.page.send_sessions(id, request, &sessions);
        }
    }

    /// Sends what each source did in what was read so far.
    pub(crate) fn send_windows(&self, id: RunId, request: RequestId) {
        if let Some(run) = self.run.borrow().as_ref().filter(|run| run.id == id) {
            let windows = models::for_page(run.run.borrow().source_windows());
            self.page.send_windows(id, request, &windows);
        }
    }

    /// Sends the analysis once more, with the scores of a model or without any.
    pub(crate) fn judge(
        &self,
        id: RunId,
        request: RequestId,
        model: Option<&[u8]>,
        is_trial: bool,
    ) {
        let current = self.run.borrow().clone();
        let Some(run) = current.filter(|run| run.id == id) else {
            return;
        };
        let mut scores = match model.map(models::read) {
            None => Scores::default(),
            Some(Some(model)) => models::scores(&model, &run.run.borrow().windows()),
            Some(None) => {
                self.page.send(FromWorker::Refused {
                    run: id,
                    request,
                    failure: Failure::OtherModel,
                });
                return;
            }
        };
        scores.sessions.clone_from(&run.scores.borrow().sessions);
        let analysis = run.run.borrow().finish(&scores).analysis;
        if !is_trial {
            *run.scores.borrow_mut() = scores;
        }
        self.page.send(FromWorker::Judged {
            run: id,
            request,
            analysis: Box::new(analysis),
        });
    }

    /// Takes up what the model worker said of the sessions, and sends the analysis with it.
    pub(crate) fn take_up(&self, id: RunId, judgement: Option<Box<Judgement>>) {
        if let Some(run) = self.run.borrow().as_ref().filter(|run| run.id == id) {
            run.scores.borrow_mut().sessions = judgement.map(|judgement| *judgement);
            let finished = run.run.borrow().finish(&run.scores.borrow());
            self.page.send(FromWorker::TakenUp {
                run: id,
                analysis: Box::new(finished.analysis),
            });
        }
    }

    /// A question about another run than this one's stays unanswered: nobody waits for it.
    pub(crate) fn ask(&self, id: RunId, question: Question) {
        if let Some(run) = self.run.borrow().as_ref().filter(|run| run.id == id) {
            run.questions.ask(question);
        }
    }
}

fn hear_peer(run: &Weak<RefCell<Option<Rc<LeadRun>>>>, peer_idx: usize, message: FromPeer) {
    let Some(run) = run.upgrade().and_then(|run| run.borrow().clone()) else {
        return;
    };
    match message {
        FromPeer::Reached {
            run: id,
            task,
            reached,
        } if id == run.id => run.note(task, reached),
        FromPeer::Piece { run: id, piece } if id == run.id => {
            if piece.is_last
                && let Some(n_dealt) = run.n_dealt.get(peer_idx)
            {
                n_dealt.set(n_dealt.get().saturating_sub(1));
            }
            run.deal_to_peers();
            run.take(*piece);
        }
        // Of a run that was replaced.
        FromPeer::Reached { .. } | FromPeer::Piece { .. } => {}
    }
}

struct LeadRun {
    id: RunId,
    page: Page,
    /// As they were given; what was found in archives lies in them, or in copies.
    given: Vec<File>,
    sources: Rc<Sources>,
    questions: Rc<Questions>,
    peers: Rc<[MessagePort]>,
    run: RefCell<Run>,
    /// Tasks that each peer holds.
    n_dealt: Vec<Cell<usize>>,
    /// The lead itself reads.
    is_reading: Cell<bool>,
    is_over: Cell<bool>,
    /// A newer run has begun; this one ends without a word.
    is_replaced: Cell<bool>,
    /// What may still be unpacked of packed archives.
    budget: RefCell<Budget>,
    /// What models said so far.
    scores: RefCell<Scores>,
    pace: Cell<Pace>,
    /// Bytes that the last interim analysis covers.
    n_bytes_shown: Cell<u64>,
    last_progress_ms: Cell<f64>,
}

impl LeadRun {
    async fn plan_files(self: Rc<Self>) {
        loop {
            let next = self.run.borrow().next_unplanned();
            let Some(id) = next else { break };
            let planned = self.plan_file(id).await;
            if self.is_replaced.get() || self.is_over.get() {
                return;
            }
            match planned {
                Ok(plan) if plan.archive().is_some() => self.open_archive(id, plan).await,
                Ok(plan) => self.run.borrow_mut().set_plan(id, plan),
                Err(notice) => self.run.borrow_mut().give_up(id, notice),
            }
            if self.is_replaced.get() || self.is_over.get() {
                return;
            }
            Rc::clone(&self).read_on();
            self.deal_to_peers();
        }
        self.end_if_over();
    }

    /// Adds the files of an archive to the run, its peers and the page.
    async fn open_archive(&self, id: FileId, plan: Plan) {
        let depth = self.run.borrow().file(id).map_or(0, RunFile::depth);
        let Some(file) = self.sources.file(id) else {
            return;
        };
        let opened = if depth < MAX_DEPTH {
            let n_max = self.run.borrow().n_members_left();
            let note = |n_bytes| {
                self.run.borrow_mut().note_unpacked(id, n_bytes);
                self.show_progress(false);
                !self.is_stopped()
            };
            archives::open(&file, &plan, n_max, &self.budget, &note).await
        } else {
            Opened::refused(NoticeKind::TooDeep)
        };
        if self.is_replaced.get() || self.is_over.get() {
            return;
        }
        let mut run = self.run.borrow_mut();
        let (mut found, mut blobs, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for (facts, blob, problem) in opened.members {
            if let Some(member) = run.add(id, facts.clone()) {
                problems.extend(problem.map(|kind| (member, kind)));
                found.push(facts);
                blobs.push(blob);
            }
        }
        for (member, kind) in problems {
            run.give_up(member, Notice { kind, count: 0 });
        }
        match opened.is_document {
            true => {
                let refusal = Some(Refusal::Binary(Foreign::Unknown));
                run.set_plan(id, Plan { refusal, ..plan });
            }
            false => run.set_listed(id, plan, opened.notices),
        }
        drop(run);
        self.sources.add(&blobs);
        for port in &*self.peers {
            link::send(port, &ToPeer::Found { run: self.id }, &blobs);
        }
        if !found.is_empty() {
            self.page.send(FromWorker::Found {
                run: self.id,
                files: found,
            });
        }
    }

    async fn plan_file(&self, id: FileId) -> Result<Plan, Notice> {
        let choices = self.run.borrow().choices().clone();
        let facts = self.run.borrow().file(id).map(|f| f.plan().facts.clone());
        let (Some(file), Some(facts)) = (self.sources.file(id), facts) else {
            return Err(Notice {
                kind: NoticeKind::Unreadable,
                count: 0,
            });
        };
        let read = match facts.size_bytes.unwrap_or(0) {
            // A browser may say of a file that is gone that it has no bytes; reading it tells.
            0 => blocks::read_whole(&file).await.map(|_| Vec::new()),
            size_bytes => blocks::read_samples(&file, size_bytes).await,
        };
        let samples = read.map_err(|error| blocks::notice_of(&error, 0))?;
        let samples: Vec<&[u8]> = samples.iter().map(Vec::as_slice).collect();
        Ok(plan(&samples, &facts, &choices))
    }

    fn deal_to_peers(&self) {
        for (port, n_dealt) in self.peers.iter().zip(&self.n_dealt) {
            while n_dealt.get() < N_TASKS_PER_PEER {
                let Some((task, plan)) = self.run.borrow_mut().next_task() else {
                    return;
                };
                n_dealt.set(n_dealt.get() + 1);
                let message = ToPeer::Read {
                    run: self.id,
                    task,
                    plan: Plan::clone(&plan),
                };
                link::send(port, &message, &[]);
            }
        }
    }

    /// The lead's own reading, until nothing is left to deal out.
    fn read_on(self: Rc<Self>) {
        if self.is_reading.get() {
            return;
        }
        // Taken now, before the peers are dealt theirs: the beginning of a file is shown first.
        let mut next = self.run.borrow_mut().next_task();
        self.is_reading.set(next.is_some());
        spawn_local(async move {
            let mut buffer = Vec::new();
            while let Some((task, plan)) = next {
                if let Some(file) = self.sources.file(task.file) {
                    tasks::read(task, &plan, &file, &mut buffer, &*self).await;
                }
                next = self.run.borrow_mut().next_task();
            }
            self.is_reading.set(false);
        });
    }

    fn take(&self, piece: Piece) {
        self.run.borrow_mut().take(piece);
        self.show_progress(false);
        self.show_partial();
        self.end_if_over();
    }

    fn cancel(&self) {
        self.run.borrow_mut().cancel();
        for port in &*self.peers {
            link::send(port, &ToPeer::Cancel { run: self.id }, &[]);
        }
        self.end_if_over();
    }

    /// Says of each file that is not what it was when it was opened that it changed.
    fn note_changes(&self) {
        let mut run = self.run.borrow_mut();
        let changed: Vec<(FileId, Notice)> = run
            .files()
            .iter()
            .filter(|file| {
                let now = self.given.get(file.id().0 as usize);
                now.is_some_and(|now| blocks::has_changed(now, &file.plan().facts))
            })
            .map(|file| {
                let kind = NoticeKind::ChangedWhileRead;
                let count = file.state().n_bytes();
                (file.id(), Notice { kind, count })
            })
            .collect();
        for (id, notice) in changed {
            run.give_up(id, notice);
        }
    }

    fn show_progress(&self, is_last: bool) {
        let now_ms = self.page.now_ms();
        if is_last || now_ms - self.last_progress_ms.get() >= PROGRESS_GAP_MS {
            self.last_progress_ms.set(now_ms);
            let files = self.run.borrow().progress();
            self.page.send(FromWorker::Progress {
                run: self.id,
                files,
            });
        }
    }

    fn show_partial(&self) {
        let start_ms = self.page.now_ms();
        let run = self.run.borrow();
        let n_bytes = run.n_bytes();
        let is_new = n_bytes > self.n_bytes_shown.get();
        if run.is_over() || run.is_cancelled() || !is_new || !self.pace.get().is_due(start_ms) {
            return;
        }
        self.n_bytes_shown.set(n_bytes);
        let finished = run.finish(&self.scores.borrow());
        self.questions
            .set_index(run.index(finished.templates), false);
        self.page.send(FromWorker::Partial {
            run: self.id,
            analysis: Box::new(finished.analysis),
        });
        let mut pace = self.pace.get();
        pace.took(start_ms, self.page.now_ms());
        self.pace.set(pace);
    }

    fn end_if_over(&self) {
        if !self.run.borrow().is_over() || self.is_over.replace(true) {
            return;
        }
        self.note_changes();
        self.run.borrow_mut().close();
        self.show_progress(true);
        let run = self.run.borrow();
        let finished = run.finish(&self.scores.borrow());
        self.questions
            .set_index(run.index(finished.templates), true);
        self.page.send(FromWorker::Done {
            run: self.id,
            analysis: Box::new(finished.analysis),
            cancelled: run.is_cancelled(),
        });
    }
}

impl Desk for LeadRun {
    fn is_stopped(&self) -> bool {
        self.is_replaced.get() || self.run.borrow().is_cancelled()
    }

    fn note(&self, task: Task, reached: Reached) {
        self.run.borrow_mut().note(task, reached);
        self.show_progress(false);
    }

    fn hand_in(&self, piece: Piece) {
        if !self.is_replaced.get() {
            self.take(piece);
        }
    }
}
