//! What the lead and its peers say to each other.
//!
//! Both are the same build, so a message is compact bytes, `[Uint8Array, …Blob]`, and not the
//! readable objects that the page is sent: a state has some hundred thousand values.

use jejak_core::Plan;
use jejak_core::run::{Piece, Reached, Task};
use jejak_protocol::messages::RunId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, MessageEvent, MessagePort};

#[derive(Debug, Serialize, Deserialize)]
#[allow(
    clippy::large_enum_variant,
    reason = "a message is read at once and dropped"
)]
pub(crate) enum ToPeer {
    /// A run begins; attachments: its files.
    Start { run: RunId },
    /// Files were found in an archive; attachments: their bytes.
    Found { run: RunId },
    /// Reads a range of a file. Further ones wait until it is done.
    Read { run: RunId, task: Task, plan: Plan },
    /// Hands in what was read so far of every task.
    Cancel { run: RunId },
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromPeer {
    /// How far a task is.
    Reached {
        run: RunId,
        task: Task,
        reached: Reached,
    },
    Piece {
        run: RunId,
        piece: Box<Piece>,
    },
}

pub(crate) fn send<T: Serialize>(port: &MessagePort, message: &T, attachments: &[Blob]) {
    let sent = postcard::to_allocvec(message)
        .map_err(|error| JsValue::from(error.to_string()))
        .and_then(|bytes| {
            let bytes = js_sys::Uint8Array::from(bytes.as_slice());
            let parts = js_sys::Array::of1(&bytes);
            for file in attachments {
                parts.push(file);
            }
            port.post_message_with_transferable(&parts, &js_sys::Array::of1(&bytes.buffer()))
        });
    if let Err(error) = sent {
        web_sys::console::error_2(&"A message between workers was lost:".into(), &error);
    }
}

/// A message and its attachments; None for what is no message of ours.
pub(crate) fn read<T: DeserializeOwned>(event: &MessageEvent) -> Option<(T, js_sys::Array)> {
    let parts: js_sys::Array = event.data().dyn_into().ok()?;
    let bytes: js_sys::Uint8Array = parts.get(0).dyn_into().ok()?;
    let message = postcard::from_bytes(&bytes.to_vec()).ok()?;
    Some((message, parts.slice(1, parts.length())))
}
