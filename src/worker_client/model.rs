//! The page's line to the model worker, which is started when it is first needed.
//!
//! In: what to learn or judge. Out: answers, and how far learning is. A worker that ends answers
//! everything that waits; the next question starts another.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_events::EventListener;
use jejak_protocol::model::{FromModel, JobId, ModelFailure, ToModel};
use js_sys::{Array, Uint8Array};
use serde::Serialize as _;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};

use super::crew::own_build;
use super::script;

/// An answer with the bytes beside it.
type Answer = Result<(FromModel, Option<Uint8Array>), ModelFailure>;

/// How far learning is: the share of it in [0, 1], and the time that it took.
pub(crate) type Progress = (f64, f64);

#[derive(Clone, Default)]
pub(crate) struct ModelClient {
    line: Rc<RefCell<Option<Line>>>,
    last_job: Rc<Cell<u32>>,
    waiting: Rc<RefCell<HashMap<JobId, Waiting>>>,
}

struct Line {
    worker: Worker,
    /// Sent once the worker listens.
    unsent: Rc<RefCell<Option<Vec<Array>>>>,
    _listeners: [EventListener; 2],
}

impl Drop for Line {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

struct Waiting {
    answer: oneshot::Sender<Answer>,
    on_progress: Rc<dyn Fn(Progress)>,
}

impl ModelClient {
    /// Asks and waits; `message` is made with the question's number.
    pub(crate) async fn ask(
        &self,
        message: impl FnOnce(JobId) -> ToModel,
        attachments: &[&Uint8Array],
        on_progress: impl Fn(Progress) + 'static,
    ) -> Answer {
        let job = JobId(self.last_job.get().wrapping_add(1));
        self.last_job.set(job.0);
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting {
            answer,
            on_progress: Rc::new(on_progress),
        };
        self.waiting.borrow_mut().insert(job, waiting);
        if self.post(&message(job), attachments).is_err() {
            self.end();
        }
        answered.await.unwrap_or(Err(ModelFailure::Crashed))
    }

    /// Stops what was asked last.
    pub(crate) fn cancel(&self) {
        let job = JobId(self.last_job.get());
        self.post(&ToModel::Cancel { job }, &[]).ok();
    }

    fn post(&self, message: &ToModel, attachments: &[&Uint8Array]) -> Result<(), JsValue> {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        let parts = Array::of1(&message.serialize(&serializer)?);
        for bytes in attachments {
            parts.push(bytes);
        }
        if self.line.borrow().is_none() {
            let line = self.start()?;
            self.line.replace(Some(line));
        }
        let line = self.line.borrow();
        let Some(line) = line.as_ref() else {
            return Ok(());
        };
        if let Some(unsent) = line.unsent.borrow_mut().as_mut() {
            unsent.push(parts);
            return Ok(());
        }
        line.worker.post_message(&parts)
    }

    fn start(&self) -> Result<Line, JsValue> {
        let script =
            script::of("jejak-neural-worker").ok_or("index.html names no jejak-neural-worker")?;
        let worker = Worker::new(&script)?;
        let unsent = Rc::new(RefCell::new(Some(Vec::new())));
        let on_message = {
            let (client, unsent, own) = (self.clone(), Rc::clone(&unsent), worker.clone());
            EventListener::new(&worker, "message", move |event| {
                client.hear(event, &own, &unsent);
            })
        };
        let client = self.clone();
        let on_error = EventListener::new(&worker, "error", move |_| client.end());
        Ok(Line {
            worker,
            unsent,
            _listeners: [on_message, on_error],
        })
    }

    fn hear(&self, event: &web_sys::Event, worker: &Worker, unsent: &RefCell<Option<Vec<Array>>>) {
        let parts = event
            .dyn_ref::<MessageEvent>()
            .and_then(|event| event.data().dyn_into::<Array>().ok());
        let Some(parts) = parts else { return };
        let Ok(message) = serde_wasm_bindgen::from_value::<FromModel>(parts.get(0)) else {
            return;
        };
        let job = match &message {
            FromModel::Ready { build } if build != own_build() => {
                self.end();
                return;
            }
            FromModel::Ready { .. } => {
                for parts in unsent.take().unwrap_or_default() {
                    worker.post_message(&parts).ok();
                }
                return;
            }
            FromModel::Progress {
                job,
                share,
                elapsed_ms,
            } => {
                let waiting = self.waiting.borrow();
                let on_progress = waiting.get(job).map(|it| Rc::clone(&it.on_progress));
                drop(waiting);
                if let Some(on_progress) = on_progress {
                    on_progress((*share, *elapsed_ms));
                }
                return;
            }
            FromModel::Learned { job, .. }
            | FromModel::Judged { job, .. }
            | FromModel::Described { job, .. }
            | FromModel::Scored { job, .. }
            | FromModel::Grown { job, .. }
            | FromModel::Audited { job, .. }
            | FromModel::Failed { job, .. } => *job,
        };
        let waiting = self.waiting.borrow_mut().remove(&job);
        let Some(waiting) = waiting else { return };
        let answer = match message {
            FromModel::Failed { failure, .. } => Err(failure),
            message => Ok((message, parts.get(1).dyn_into().ok())),
        };
        // Whoever asked may have left the view.
        waiting.answer.send(answer).ok();
    }

    /// Ends the worker, which gives its memory back.
    pub(crate) fn end(&self) {
        // Not dropped here: this may be one of its own listeners.
        if let Some(line) = self.line.take() {
            line.worker.terminate();
            leptos::prelude::queue_microtask(move || drop(line));
        }
        for (_, waiting) in self.waiting.take() {
            waiting.answer.send(Err(ModelFailure::Crashed)).ok();
        }
    }
}
