//! The model worker: learns what is usual and judges by it; a shell over `jejak_neural`.
//!
//! The page starts it when a model is first used. Learning takes seconds, so it goes in slices of
//! some ten milliseconds, between which a cancel is heard. Nothing here understands a log: sessions
//! come from the analysis worker as bytes, by way of the page. The server's audit log is judged here
//! too, by trees.

mod audit;
mod grow;
mod learn;
mod page;

use std::cell::Cell;
use std::rc::Rc;

use jejak_neural::baseline::{Baseline, BaselineError};
use jejak_neural::normal_day;
use jejak_neural::onnx::{self, OnnxError};
use jejak_protocol::model::{BaselineFacts, FromModel, JobId, ModelFailure, Sessions, ToModel};
use jejak_protocol::{TimeRange, TimestampUs};
use jejak_trees::Model;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessageEvent;

use crate::page::Page;

fn main() {
    console_error_panic_hook::set_once();
    let Some(page) = Page::of_this_worker() else {
        return;
    };
    // The job that may go on learning.
    let current = Rc::new(Cell::new(None));
    let hear = {
        let page = page.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((message, attachments)) = page::read(&event) {
                hear(&page, &current, message, &attachments);
            }
        })
    };
    page.listen(&hear);
    // The worker listens for as long as it lives.
    hear.forget();
    let build = option_env!("JEJAK_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"));
    page.send(
        &FromModel::Ready {
            build: build.to_owned(),
        },
        None,
    );
}

fn hear(
    page: &Page,
    current: &Rc<Cell<Option<JobId>>>,
    message: ToModel,
    attachments: &js_sys::Array,
) {
    match message {
        ToModel::Learn {
            job,
            range,
            name,
            texts,
        } => {
            current.set(Some(job));
            let (page, current) = (page.clone(), Rc::clone(current));
            let sessions = sessions(attachments);
            spawn_local(async move {
                let wanted = normal_day::Wanted { range, name, texts };
                let learned = match sessions {
                    Some(sessions) => learn::learn(&page, job, &current, &sessions, wanted).await,
                    None => Err(ModelFailure::Damaged),
                };
                match learned {
                    Ok(baseline) => {
                        let bytes = baseline.to_bytes();
                        let facts = facts(&baseline, bytes.len());
                        page.send(&FromModel::Learned { job, facts }, Some(&bytes));
                    }
                    Err(failure) => page.send(&FromModel::Failed { job, failure }, None),
                }
            });
        }
        ToModel::Judge { job } => {
            let judged = sessions(attachments)
                .ok_or(ModelFailure::Damaged)
                .and_then(|sessions| {
                    let baseline = baseline(&bytes(attachments, 1))?;
                    Ok(normal_day::judge(&baseline, &sessions))
                });
            let answer = match judged {
                Ok(judgement) => FromModel::Judged { job, judgement },
                Err(failure) => FromModel::Failed { job, failure },
            };
            page.send(&answer, None);
        }
        ToModel::Describe { job } => {
            let bytes = bytes(attachments, 0);
            let answer = match baseline(&bytes) {
                Ok(baseline) => FromModel::Described {
                    job,
                    facts: facts(&baseline, bytes.len()),
                },
                Err(failure) => FromModel::Failed { job, failure },
            };
            page.send(&answer, None);
        }
        ToModel::Score {
            job,
            schema_hash,
            sequences,
        } => {
            let answer = match network(&bytes(attachments, 0), schema_hash.as_deref()) {
                Ok(network) => {
                    let sequences: Vec<&[u32]> = sequences.iter().map(Vec::as_slice).collect();
                    let begun_ms = page.now_ms();
                    let scores = network.answers(&sequences);
                    FromModel::Scored {
                        job,
                        scores,
                        elapsed_ms: page.now_ms() - begun_ms,
                    }
                }
                Err(failure) => FromModel::Failed { job, failure },
            };
            page.send(&answer, None);
        }
        ToModel::Audit { job } => {
            let log = bytes(attachments, 0);
            let labels = (attachments.length() > 1).then(|| bytes(attachments, 1));
            let judgement = audit::judge(&log, labels.as_deref());
            page.send(&FromModel::Audited { job, judgement }, None);
        }
        ToModel::Grow { job } => {
            let before = forest(&bytes(attachments, 1));
            let grown = postcard::from_bytes(&bytes(attachments, 0))
                .map_err(|_| ModelFailure::Damaged)
                .and_then(|labelled| grow::grow(&labelled, before.as_ref()));
            match grown {
                Ok(grown) => {
                    let answer = FromModel::Grown {
                        job,
                        before: grown.before,
                        after: grown.after,
                    };
                    page.send(&answer, Some(grown.model.to_json().as_bytes()));
                }
                Err(failure) => page.send(&FromModel::Failed { job, failure }, None),
            }
        }
        ToModel::ScoreRows { job, rows } => {
            let answer = match forest(&bytes(attachments, 0)) {
                Some(model) => {
                    let begun_ms = page.now_ms();
                    let scores = rows.iter().map(|row| model.forest.score(row) as f32);
                    FromModel::Scored {
                        job,
                        scores: scores.collect(),
                        elapsed_ms: page.now_ms() - begun_ms,
                    }
                }
                None => FromModel::Failed {
                    job,
                    failure: ModelFailure::Damaged,
                },
            };
            page.send(&answer, None);
        }
        ToModel::Cancel { job } => {
            if current.get() == Some(job) {
                current.set(None);
            }
        }
    }
}

fn sessions(attachments: &js_sys::Array) -> Option<Sessions> {
    postcard::from_bytes(&bytes(attachments, 0)).ok()
}

fn forest(bytes: &[u8]) -> Option<Model> {
    Model::from_json(std::str::from_utf8(bytes).ok()?).ok()
}

fn bytes(attachments: &js_sys::Array, i: u32) -> Vec<u8> {
    let bytes = attachments.get(i).dyn_into::<js_sys::Uint8Array>();
    bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

fn baseline(bytes: &[u8]) -> Result<Baseline, ModelFailure> {
    Baseline::from_bytes(bytes).map_err(|error| match error {
        BaselineError::NotABaseline => ModelFailure::NotABaseline,
        BaselineError::Version { .. } => ModelFailure::OtherVersion,
        BaselineError::Damaged | BaselineError::Model(_) => ModelFailure::Damaged,
    })
}

/// A network whose tokens are those of its manifest, where that is given.
fn network(bytes: &[u8], schema_hash: Option<&str>) -> Result<onnx::Read, ModelFailure> {
    let network = onnx::read_any(bytes).map_err(|error| match error {
        OnnxError::Schema { .. } => ModelFailure::OtherTokens,
        _ => ModelFailure::Damaged,
    })?;
    schema_hash
        .map_or(Ok(()), |hash| network.fits(hash))
        .map_err(|_| ModelFailure::OtherTokens)?;
    Ok(network)
}

fn facts(baseline: &Baseline, n_bytes: usize) -> BaselineFacts {
    BaselineFacts {
        name: baseline.name.clone(),
        n_sessions: baseline.n_sessions,
        n_events: baseline.n_events,
        n_templates: baseline.texts.len() as u64,
        range: baseline.range_us.map(|(start, end)| TimeRange {
            start: TimestampUs(start),
            end: TimestampUs(end),
        }),
        n_bytes: n_bytes as u64,
        has_counts: baseline.counts.is_some(),
    }
}
