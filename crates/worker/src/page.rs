//! The worker's end of the line to the page: messages as arrays `[header, …attachments]`.

use jejak_protocol::messages::RequestId;
use jejak_protocol::model::{Sessions, SourceWindows};
use jejak_protocol::{FromWorker, Lists, RunId, ToWorker};
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, Event, EventTarget, MessageEvent};

#[derive(Clone, Debug)]
pub(crate) struct Page {
    scope: DedicatedWorkerGlobalScope,
}

impl Page {
    /// None outside of a worker.
    pub(crate) fn of_this_worker() -> Option<Self> {
        let scope = js_sys::global().dyn_into().ok()?;
        Some(Self { scope })
    }

    pub(crate) fn listen(&self, hear: &Closure<dyn FnMut(MessageEvent)>) {
        self.scope
            .set_onmessage(Some(hear.as_ref().unchecked_ref()));
    }

    /// Listens for other events of the worker's own.
    pub(crate) fn listen_for(&self, name: &str, hear: &Closure<dyn FnMut(Event)>) {
        let target: &EventTarget = &self.scope;
        // Fails for no name of an event.
        target
            .add_event_listener_with_callback(name, hear.as_ref().unchecked_ref())
            .ok();
    }

    pub(crate) fn send(&self, mut header: FromWorker) {
        let sent = header
            .take_lists()
            .iter()
            .try_for_each(|part| self.send_part(header.run().unwrap_or_default(), part))
            .and_then(|()| message(&header));
        match sent {
            Ok(message) => self.post(&message),
            Err(error) => log_unsent(&error),
        }
    }

    pub(crate) fn send_sessions(&self, run: RunId, request: RequestId, sessions: &Sessions) {
        let header = FromWorker::Sessions { run, request };
        if let Err(error) = self.send_with_bytes(&header, sessions) {
            log_unsent(&error);
        }
    }

    pub(crate) fn send_windows(&self, run: RunId, request: RequestId, windows: &SourceWindows) {
        let header = FromWorker::Windows { run, request };
        if let Err(error) = self.send_with_bytes(&header, windows) {
            log_unsent(&error);
        }
    }

    fn send_part(&self, run: RunId, part: &Lists) -> Result<(), JsValue> {
        self.send_with_bytes(&FromWorker::Lists { run }, part)
    }

    fn send_with_bytes(&self, header: &FromWorker, part: &impl Serialize) -> Result<(), JsValue> {
        let bytes = postcard::to_allocvec(part).map_err(|error| error.to_string())?;
        let bytes = js_sys::Uint8Array::from(bytes.as_slice());
        let message = message(header)?;
        message.push(&bytes);
        self.scope
            .post_message_with_transfer(&message, &js_sys::Array::of1(&bytes.buffer()))
    }

    pub(crate) fn post(&self, message: &js_sys::Array) {
        if let Err(error) = self.scope.post_message(message) {
            log_unsent(&error);
        }
    }

    /// Milliseconds of a clock that only goes forward.
    pub(crate) fn now_ms(&self) -> f64 {
        self.scope
            .performance()
            .map_or_else(js_sys::Date::now, |performance| performance.now())
    }
}

/// `[header]`, as the page reads it.
///
/// # Errors
/// When the header cannot be told in JavaScript's values.
pub(crate) fn message(header: &FromWorker) -> Result<js_sys::Array, JsValue> {
    // Maps as plain objects: inside a tagged enum serde cannot read a JavaScript `Map`.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    let header = header.serialize(&serializer)?;
    Ok(js_sys::Array::of1(&header))
}

fn log_unsent(error: &JsValue) {
    web_sys::console::error_2(&"A message could not be sent:".into(), error);
}

/// The header and the attachments of a message from the page; None for what is no message of ours.
pub(crate) fn read(event: &MessageEvent) -> Option<(ToWorker, js_sys::Array)> {
    let parts: js_sys::Array = event.data().dyn_into().ok()?;
    match serde_wasm_bindgen::from_value(parts.get(0)) {
        Ok(message) => Some((message, parts.slice(1, parts.length()))),
        Err(error) => {
            let text = format!("A message could not be read: {error}");
            web_sys::console::error_1(&text.into());
            None
        }
    }
}
