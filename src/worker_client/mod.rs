//! The page's line to the analysis workers: starts them, hands them `File`s, asks for rows.
//!
//! In: `File` handles and questions. Out: what the workers say, as events and as answers to
//! questions. The page never reads a byte of a file; it also never waits for a worker that is gone:
//! a crash, a missing start or an unanswered cancel ends the workers and answers every question.
//!
//! Each run gets fresh workers, because WebAssembly memory never shrinks: ending a worker is the only
//! way to give it back.

mod crew;
pub(crate) mod model;
mod questions;
mod script;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use jejak_protocol::messages::{Failure, RequestId};
use jejak_protocol::model::Judgement;
use jejak_protocol::{FileFacts, FromWorker, RunId, ToWorker, UserChoices};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use wasm_bindgen::JsValue;
use web_sys::File;

use self::crew::{Crew, Heard};
pub(crate) use self::questions::RowsAnswer;

/// Workers start in well under a second; a browser that takes longer than this does not start them.
const READY_TIMEOUT: Duration = Duration::from_secs(20);
/// A block takes milliseconds and the end of a large run seconds; a worker that does not answer a
/// cancel in this time is stuck.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(15);

/// What the page is told without asking.
#[derive(Debug)]
pub(crate) enum Event {
    /// Progress, a partial result, the end of the run.
    Said(FromWorker),
    /// The workers are gone; the detail is for the curious.
    Lost(Failure, String),
    /// The workers did not stop when asked and were ended.
    StoppedHard,
}

type Answer = Result<FromWorker, Failure>;
type Listener = Rc<dyn Fn(Event)>;

#[derive(Clone)]
pub(crate) struct WorkerClient {
    inner: Rc<RefCell<Inner>>,
    listener: Listener,
}

#[derive(Default)]
struct Inner {
    crew: Option<Crew>,
    /// Grows with each crew, so that what an ended one still says is not heard.
    crew_number: u32,
    /// What waits for the workers to be ready.
    start: Option<(RunId, Vec<FileFacts>, UserChoices, Vec<File>)>,
    run: RunId,
    last_request: RequestId,
    questions: HashMap<RequestId, oneshot::Sender<Answer>>,
    /// Questions whose answer is bytes.
    bytes: HashMap<RequestId, oneshot::Sender<Result<js_sys::Uint8Array, Failure>>>,
    timeout: Option<TimeoutHandle>,
    has_run: bool,
}

impl Inner {
    fn next_request(&mut self) -> Result<RequestId, Failure> {
        if self.crew.is_none() {
            return Err(Failure::Ended);
        }
        if !self.has_run {
            return Err(Failure::NotKept);
        }
        Ok(self.count_request())
    }

    fn count_request(&mut self) -> RequestId {
        self.last_request = RequestId(self.last_request.0.wrapping_add(1));
        self.last_request
    }
}

impl WorkerClient {
    /// Starts the workers, so that they are ready when files come.
    pub(crate) fn new(listener: impl Fn(Event) + 'static) -> Self {
        let client = Self {
            inner: Rc::default(),
            listener: Rc::new(listener),
        };
        client.start_crew();
        client
    }

    /// Starts a run over the files; an earlier run is ended.
    pub(crate) fn start(
        &self,
        run: RunId,
        facts: Vec<FileFacts>,
        choices: UserChoices,
        files: Vec<File>,
    ) {
        let is_used = self.inner.borrow().has_run || self.inner.borrow().crew.is_none();
        if is_used {
            self.end_crew(Failure::Ended);
            self.start_crew();
        }
        {
            let mut inner = self.inner.borrow_mut();
            inner.run = run;
            inner.has_run = true;
            inner.start = Some((run, facts, choices, files));
        }
        self.start_when_ready();
    }

    /// Asks the run to stop, with a result of what was read; ends the workers when they do not.
    pub(crate) fn cancel(&self) {
        let run = self.inner.borrow().run;
        self.post(&ToWorker::Cancel { run });
        let client = self.clone();
        self.after(CANCEL_TIMEOUT, move || client.end());
    }

    /// Ends the workers at once; what they have not said is lost.
    pub(crate) fn end(&self) {
        self.end_crew(Failure::Ended);
        (self.listener)(Event::StoppedHard);
    }

    /// Ends what runs and forgets the files; the workers of the next run are started at once.
    pub(crate) fn release(&self) {
        self.end_crew(Failure::Ended);
        self.start_crew();
    }

    /// Has what a model said of the sessions taken up into the incidents, or taken out again. The
    /// analysis with it comes as an event of the run.
    pub(crate) fn take_up(&self, judgement: Option<Judgement>) {
        let run = self.inner.borrow().run;
        let judgement = judgement.map(Box::new);
        self.post(&ToWorker::TakeUp { run, judgement });
    }

    fn post(&self, message: &ToWorker) {
        self.post_with(message, None);
    }

    fn post_with(&self, message: &ToWorker, attachment: Option<JsValue>) {
        if let Some(crew) = &self.inner.borrow().crew {
            crew.post(message, attachment);
        }
    }

    fn start_crew(&self) {
        let number = {
            let mut inner = self.inner.borrow_mut();
            inner.crew_number = inner.crew_number.wrapping_add(1);
            inner.has_run = false;
            inner.crew_number
        };
        let client = self.clone();
        let crew = Crew::start(move |heard| {
            if client.inner.borrow().crew_number == number {
                client.hear(heard);
            }
        });
        match crew {
            Ok(crew) => self.inner.borrow_mut().crew = Some(crew),
            Err(detail) => (self.listener)(Event::Lost(Failure::NoWorker, detail)),
        }
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Ready => self.start_when_ready(),
            Heard::WrongBuild(build) => self.lose(Failure::BuildMismatch, build),
            Heard::Crashed(detail) => self.lose(Failure::WorkerCrashed, detail),
            Heard::NotStarted(detail) => self.lose(Failure::NoWorker, detail),
            Heard::Said(message) => self.take(message),
            Heard::Bytes(request, bytes) => {
                let asked = self.inner.borrow_mut().bytes.remove(&request);
                if let Some(asked) = asked {
                    // Whoever asked may have left the view.
                    asked.send(Ok(bytes)).ok();
                }
            }
        }
    }

    fn take(&self, message: FromWorker) {
        let answered = match &message {
            FromWorker::Rows { request, .. }
            | FromWorker::Context { request, .. }
            | FromWorker::Located { request, .. }
            | FromWorker::Judged { request, .. }
            | FromWorker::FormatTried { request, .. } => Some((*request, None)),
            FromWorker::Refused {
                request, failure, ..
            } => Some((*request, Some(*failure))),
            _ => None,
        };
        if let Some((request, failure)) = answered {
            let question = self.inner.borrow_mut().questions.remove(&request);
            if let Some(question) = question {
                // Whoever asked may have left the view: nobody to tell is fine.
                question.send(failure.map_or(Ok(message), Err)).ok();
            }
            return;
        }
        match message {
            FromWorker::Done { .. } => self.clear_timeout(),
            // The program that said so has ended, though its worker may not notice.
            FromWorker::Failed { failure, .. } => self.end_crew(failure),
            _ => {}
        }
        (self.listener)(Event::Said(message));
    }

    /// Starts the waiting run once the workers listen; gives up on workers that never do.
    fn start_when_ready(&self) {
        let mut inner = self.inner.borrow_mut();
        let is_ready = inner.crew.as_ref().is_some_and(Crew::is_ready);
        if is_ready {
            if let Some((run, files, choices, handles)) = inner.start.take() {
                if let Some(crew) = &inner.crew {
                    let start = ToWorker::Start {
                        run,
                        files,
                        choices,
                    };
                    crew.post(&start, handles.iter().map(JsValue::from));
                }
                drop(inner);
                self.clear_timeout();
            }
        } else if inner.start.is_some() && inner.timeout.is_none() {
            drop(inner);
            let client = self.clone();
            self.after(READY_TIMEOUT, move || {
                client.lose(Failure::NoWorker, "no answer to start-up".to_owned());
            });
        }
    }

    fn lose(&self, failure: Failure, detail: String) {
        self.end_crew(failure);
        (self.listener)(Event::Lost(failure, detail));
    }

    /// Ends the workers, which gives their memory back, and answers every open question.
    fn end_crew(&self, failure: Failure) {
        self.clear_timeout();
        let (questions, bytes) = {
            let mut inner = self.inner.borrow_mut();
            inner.crew = None;
            inner.crew_number = inner.crew_number.wrapping_add(1);
            inner.start = None;
            let questions = std::mem::take(&mut inner.questions);
            (questions, std::mem::take(&mut inner.bytes))
        };
        for (_, asked) in bytes {
            asked.send(Err(failure)).ok();
        }
        for (_, question) in questions {
            question.send(Err(failure)).ok();
        }
    }

    fn after(&self, duration: Duration, act: impl FnOnce() + 'static) {
        self.clear_timeout();
        let client = self.clone();
        let timeout = set_timeout_with_handle(
            move || {
                client.inner.borrow_mut().timeout = None;
                act();
            },
            duration,
        );
        self.inner.borrow_mut().timeout = timeout.ok();
    }

    fn clear_timeout(&self) {
        if let Some(timeout) = self.inner.borrow_mut().timeout.take() {
            timeout.clear();
        }
    }
}
