//! The server's own audit log as a file of this page: saved, or analysed like any other log and kept
//! up with while it grows.
//!
//! The log comes as the browser's own handle; the page only counts its new lines.

use js_sys::{Array, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader};

use super::api::{self, Answer, Fault};
use crate::app::App;
use crate::export;
use crate::intake::{self, Given};
use crate::state::run::Phase;
use crate::state::zone::ZoneChoice;

/// The name that people and the analysis know it by.
pub(crate) const NAME: &str = "audit.jsonl";
/// Entries are far shorter than this; the last one is found in so many bytes.
const TAIL_BYTES: f64 = 65_536.0;

/// What came since the log was read.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    /// New entries that the analysis does not have yet.
    pub(crate) n_new: RwSignal<u64>,
    /// Whether they are read as they come.
    pub(crate) follows: RwSignal<bool>,
    /// The log so far, in pieces.
    parts: StoredValue<Array, LocalStorage>,
    /// Only the newest following goes on.
    turn: StoredValue<u32>,
}

impl Live {
    pub(super) fn new() -> Self {
        Self {
            n_new: RwSignal::new(0),
            follows: RwSignal::new(false),
            parts: StoredValue::new_local(Array::new()),
            turn: StoredValue::new(0),
        }
    }

    /// Reads the log again with all that has come.
    pub(crate) fn read_new(self, app: App) {
        let parts = self.parts.get_value();
        if let Some(given) = given(&parts) {
            self.n_new.set(0);
            app.grow(vec![given]);
        }
    }
}

/// Hands the log to the browser's downloads.
pub(crate) async fn save() -> Answer<()> {
    let blob = api::audit_log().await?;
    export::download_blob(&blob, NAME)?;
    Ok(())
}

/// Opens the log as an analysis, and follows it.
pub(crate) async fn analyse(app: App, live: Live) -> Answer<()> {
    let blob = api::audit_log().await?;
    let last_seq = last_seq(&blob).await.unwrap_or(0);
    // Asked for before the reading begins: while files are read, nothing is.
    let reader = api::audit_stream(last_seq).await?;
    let parts = Array::of1(&blob);
    let given = given(&parts).ok_or(Fault::Unreachable)?;
    live.parts.set_value(parts);
    live.n_new.set(0);
    live.turn.update_value(|turn| *turn = turn.wrapping_add(1));
    let turn = live.turn.get_value();
    app.open(vec![given].into(), ZoneChoice::Utc);
    spawn_local(async move { follow(app, live, turn, reader).await });
    Ok(())
}

pub(super) async fn last_seq(blob: &Blob) -> Option<i64> {
    let from = (blob.size() - TAIL_BYTES).max(0.0);
    let tail = blob.slice_with_f64(from).ok()?;
    let text = JsFuture::from(tail.text()).await.ok()?.as_string()?;
    let line = text.lines().last()?;
    let entry: serde_json::Value = serde_json::from_str(line).ok()?;
    entry.get("seq")?.as_i64()
}

fn given(parts: &Array) -> Option<Given> {
    let file = intake::wrap_all(parts, NAME)?;
    Some(Given {
        name: NAME.to_owned(),
        file,
    })
}

/// Until the stream ends, another log is opened, or the page is left.
async fn follow(app: App, live: Live, turn: u32, reader: ReadableStreamDefaultReader) {
    while let Some(chunk) = next(&reader).await {
        let is_ours = app
            .run
            .with_untracked(|run| run.files.iter().any(|file| file.name == NAME));
        if !is_ours || live.turn.get_value() != turn {
            // The answer is of no use: whoever opens the log again asks anew.
            let _cancelled = reader.cancel();
            return;
        }
        let n_lines = chunk.to_vec().iter().filter(|byte| **byte == b'\n').count();
        live.parts.with_value(|parts| parts.push(&chunk));
        live.n_new.update(|n| *n += n_lines as u64);
        let can_read = matches!(app.phase.get_untracked(), Phase::Done { .. });
        if live.follows.get_untracked() && can_read {
            live.read_new(app);
        }
    }
}

pub(super) async fn next(reader: &ReadableStreamDefaultReader) -> Option<Uint8Array> {
    let part: JsValue = JsFuture::from(reader.read()).await.ok()?;
    let is_done = Reflect::get(&part, &"done".into()).ok()?.is_truthy();
    if is_done {
        return None;
    }
    Reflect::get(&part, &"value".into()).ok()?.dyn_into().ok()
}
