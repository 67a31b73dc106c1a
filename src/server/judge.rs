//! Judging an audit log by trees: fetched or chosen, handed to the model worker, and judged again as it
//! grows. The page itself reads no entry.

use std::time::Duration;

use jejak_protocol::audit_trees::AuditJudgement;
use jejak_protocol::model::{FromModel, ModelFailure, ToModel};
use js_sys::{Array, Promise, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::Server;
use super::api::{self, Fault};
use super::log;
use crate::worker_client::model::ModelClient;

/// The newest bytes of a log that are judged: entries of months.
const MOST_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
/// Between two judgements of a log that grows.
const PAUSE: Duration = Duration::from_secs(2);

/// Why there is no judgement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Trouble {
    Server(Fault),
    Worker(ModelFailure),
    File,
}

/// For as long as the audit log is shown.
#[derive(Clone, Copy)]
pub(crate) struct Judge {
    pub(crate) is_busy: RwSignal<bool>,
    pub(crate) trouble: RwSignal<Option<Trouble>>,
    pub(crate) judgement: RwSignal<Option<AuditJudgement>>,
    pub(crate) is_cut: RwSignal<bool>,
    pub(crate) follows: RwSignal<bool>,
    client: StoredValue<ModelClient, LocalStorage>,
    /// Only the newest question's answer counts, and only its log is followed.
    turn: StoredValue<u32>,
}

impl Judge {
    pub(crate) fn new() -> Self {
        Self {
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            judgement: RwSignal::new(None),
            is_cut: RwSignal::new(false),
            follows: RwSignal::new(false),
            client: StoredValue::new_local(ModelClient::default()),
            turn: StoredValue::new(0),
        }
    }

    /// Judges the server's own log, with labels where they are given, and follows it.
    pub(crate) fn own(self, server: Server, labels: Option<File>) {
        let turn = self.begin();
        spawn_local(async move {
            if let Err(trouble) = self.judge_own(turn, labels).await
                && self.is_current(turn)
            {
                self.end(Some(trouble));
                if let Trouble::Server(fault) = trouble {
                    server.note(fault);
                }
            }
        });
    }

    /// Judges a log that the person chose.
    pub(crate) fn file(self, log: &File, labels: Option<File>) {
        let turn = self.begin();
        let parts = Array::of1(log);
        spawn_local(async move {
            let judged = self.judge(turn, &parts, labels.as_ref()).await;
            if self.is_current(turn) {
                self.end(judged.err());
            }
        });
    }

    /// Forgets what is under way and gives the worker's memory back.
    pub(crate) fn stop(self) {
        self.turn
            .try_update_value(|turn| *turn = turn.wrapping_add(1));
        self.client.try_with_value(ModelClient::end);
    }

    fn begin(self) -> u32 {
        self.trouble.set(None);
        self.follows.set(false);
        self.is_busy.set(true);
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }

    fn end(self, trouble: Option<Trouble>) {
        self.is_busy.try_set(false);
        self.trouble.try_set(trouble);
    }

    fn is_current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    async fn judge_own(self, turn: u32, labels: Option<File>) -> Result<(), Trouble> {
        let blob = api::audit_log().await.map_err(Trouble::Server)?;
        let last_seq = log::last_seq(&blob).await.unwrap_or(0);
        let parts = Array::of1(&blob);
        self.judge(turn, &parts, labels.as_ref()).await?;
        if !self.is_current(turn) {
            return Ok(());
        }
        self.end(None);
        let reader = api::audit_stream(last_seq).await.map_err(Trouble::Server)?;
        self.follows.try_set(true);
        while let Some(chunk) = log::next(&reader).await {
            parts.push(&chunk);
            if self.is_current(turn) {
                pause().await;
            }
            if !self.is_current(turn) {
                // The answer is of no use: whoever judges again asks anew.
                let _cancelled = reader.cancel();
                return Ok(());
            }
            self.judge(turn, &parts, labels.as_ref()).await?;
        }
        if self.is_current(turn) {
            self.follows.try_set(false);
        }
        Ok(())
    }

    async fn judge(self, turn: u32, parts: &Array, labels: Option<&File>) -> Result<(), Trouble> {
        let whole = Blob::new_with_blob_sequence(parts).map_err(|_| Trouble::File)?;
        let from = (whole.size() - MOST_BYTES).max(0.0);
        let newest = whole.slice_with_f64(from).map_err(|_| Trouble::File)?;
        let log = bytes(&newest).await?;
        let labels = match labels {
            Some(labels) => Some(bytes(labels).await?),
            None => None,
        };
        let Some(client) = self
            .client
            .try_get_value()
            .filter(|_| self.is_current(turn))
        else {
            return Ok(());
        };
        let attachments: Vec<&Uint8Array> = [Some(&log), labels.as_ref()]
            .into_iter()
            .flatten()
            .collect();
        let answer = client
            .ask(|job| ToModel::Audit { job }, &attachments, |_| ())
            .await;
        if !self.is_current(turn) {
            return Ok(());
        }
        match answer.map_err(Trouble::Worker)? {
            (FromModel::Audited { judgement, .. }, _) => {
                self.is_cut.try_set(from > 0.0);
                self.judgement.try_set(Some(judgement));
                Ok(())
            }
            _ => Err(Trouble::Worker(ModelFailure::Crashed)),
        }
    }
}

async fn bytes(blob: &Blob) -> Result<Uint8Array, Trouble> {
    let buffer = JsFuture::from(blob.array_buffer()).await;
    buffer
        .map(|buffer| Uint8Array::new(&buffer))
        .map_err(|_| Trouble::File)
}

async fn pause() {
    let wait = Promise::new(&mut |done, _| {
        set_timeout(move || drop(done.call0(&JsValue::NULL)), PAUSE);
    });
    JsFuture::from(wait).await.ok();
}
