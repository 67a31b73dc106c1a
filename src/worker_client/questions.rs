//! What the page asks the workers while a run is shown: each question carries a number, and its answer the same.

use futures_channel::oneshot;
use jejak_protocol::custom::{CustomFormat, FormatFault, SampleLine};
use jejak_protocol::messages::{Failure, RequestId};
use jejak_protocol::model::SourceWindows;
use jejak_protocol::{Analysis, Filter, FromWorker, RecordRef, Row, RunId, ToWorker};
use wasm_bindgen::JsValue;

use super::crew::Crew;
use super::{Answer, WorkerClient};

/// Rows of a list and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RowsAnswer {
    pub(crate) offset: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) n_total: u64,
    pub(crate) is_complete: bool,
}

impl WorkerClient {
    /// Rows `[offset, offset + limit)` of those that fit.
    pub(crate) async fn rows(
        &self,
        filter: Filter,
        offset: u64,
        limit: u32,
    ) -> Result<RowsAnswer, Failure> {
        let question = |run, request| ToWorker::Rows {
            run,
            request,
            filter,
            offset,
            limit,
        };
        match self.ask(question).await? {
            FromWorker::Rows {
                offset,
                rows,
                n_total,
                is_complete,
                ..
            } => Ok(RowsAnswer {
                offset,
                rows,
                n_total,
                is_complete,
            }),
            _ => Err(Failure::WorkerCrashed),
        }
    }

    /// A line with its neighbours.
    pub(crate) async fn context(&self, at: RecordRef, n_around: u32) -> Result<Vec<Row>, Failure> {
        let question = |run, request| ToWorker::Context {
            run,
            request,
            at,
            n_around,
        };
        match self.ask(question).await? {
            FromWorker::Context { rows, .. } => Ok(rows),
            _ => Err(Failure::WorkerCrashed),
        }
    }

    /// Position of a record among the rows that fit.
    pub(crate) async fn locate(&self, filter: Filter, at: RecordRef) -> Result<u64, Failure> {
        let question = |run, request| ToWorker::Locate {
            run,
            request,
            filter,
            at,
        };
        match self.ask(question).await? {
            FromWorker::Located { offset, .. } => Ok(offset),
            _ => Err(Failure::WorkerCrashed),
        }
    }

    /// How a described format reads lines.
    pub(crate) async fn try_format(
        &self,
        format: CustomFormat,
        lines: Vec<String>,
    ) -> Result<Result<Vec<SampleLine>, FormatFault>, Failure> {
        let (sender, answer) = oneshot::channel();
        let message = {
            let mut inner = self.inner.borrow_mut();
            // Needs no run, only somebody who listens.
            if !inner.crew.as_ref().is_some_and(Crew::is_ready) {
                return Err(Failure::NoWorker);
            }
            let request = inner.count_request();
            inner.questions.insert(request, sender);
            ToWorker::TryFormat {
                run: inner.run,
                request,
                format,
                lines,
            }
        };
        self.post(&message);
        match answer.await.unwrap_or(Err(Failure::WorkerCrashed))? {
            FromWorker::FormatTried { lines, .. } => Ok(lines),
            _ => Err(Failure::WorkerCrashed),
        }
    }

    /// The sessions of what was read, as bytes for the model worker.
    pub(crate) async fn sessions(&self) -> Result<js_sys::Uint8Array, Failure> {
        self.ask_bytes(|run, request| ToWorker::Sessions { run, request })
            .await
    }

    /// What each source did in what was read.
    pub(crate) async fn windows(&self) -> Result<SourceWindows, Failure> {
        let bytes = self
            .ask_bytes(|run, request| ToWorker::Windows { run, request })
            .await?;
        postcard::from_bytes(&bytes.to_vec()).map_err(|_| Failure::WorkerCrashed)
    }

    /// The analysis once more, with the scores of this forest or without any.
    pub(crate) async fn judge(
        &self,
        model: Option<js_sys::Uint8Array>,
        is_trial: bool,
    ) -> Result<Analysis, Failure> {
        let question = |run, request| ToWorker::Judge {
            run,
            request,
            is_trial,
        };
        match self.ask_with(question, model.map(JsValue::from)).await? {
            FromWorker::Judged { analysis, .. } => Ok(*analysis),
            _ => Err(Failure::WorkerCrashed),
        }
    }

    async fn ask_bytes(
        &self,
        question: impl FnOnce(RunId, RequestId) -> ToWorker,
    ) -> Result<js_sys::Uint8Array, Failure> {
        let (sender, answer) = oneshot::channel();
        let message = {
            let mut inner = self.inner.borrow_mut();
            let request = inner.next_request()?;
            inner.bytes.insert(request, sender);
            question(inner.run, request)
        };
        self.post(&message);
        answer.await.unwrap_or(Err(Failure::WorkerCrashed))
    }

    async fn ask(&self, question: impl FnOnce(RunId, RequestId) -> ToWorker) -> Answer {
        self.ask_with(question, None).await
    }

    async fn ask_with(
        &self,
        question: impl FnOnce(RunId, RequestId) -> ToWorker,
        attachment: Option<JsValue>,
    ) -> Answer {
        let (sender, answer) = oneshot::channel();
        let message = {
            let mut inner = self.inner.borrow_mut();
            let request = inner.next_request()?;
            inner.questions.insert(request, sender);
            question(inner.run, request)
        };
        self.post_with(&message, attachment);
        answer.await.unwrap_or(Err(Failure::WorkerCrashed))
    }
}
