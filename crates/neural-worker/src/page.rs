//! The worker's end of the line to the page: messages as arrays `[header, …attachments]`.

use jejak_protocol::model::{FromModel, ToModel};
use js_sys::Promise;
use serde::Serialize as _;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

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

    pub(crate) fn send(&self, header: &FromModel, attachment: Option<&[u8]>) {
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
        let sent = header
            .serialize(&serializer)
            .map_err(JsValue::from)
            .and_then(|header| {
                let parts = js_sys::Array::of1(&header);
                let transferred = js_sys::Array::new();
                if let Some(bytes) = attachment {
                    let bytes = js_sys::Uint8Array::from(bytes);
                    transferred.push(&bytes.buffer());
                    parts.push(&bytes);
                }
                self.scope.post_message_with_transfer(&parts, &transferred)
            });
        if let Err(error) = sent {
            web_sys::console::error_2(&"A message could not be sent:".into(), &error);
        }
    }

    /// Milliseconds of a clock that only goes forward.
    pub(crate) fn now_ms(&self) -> f64 {
        self.scope
            .performance()
            .map_or_else(js_sys::Date::now, |performance| performance.now())
    }

    /// Lets what waits be heard.
    pub(crate) async fn breathe(&self) {
        let wait = Promise::new(&mut |done, _| {
            // Fails only where there is no clock; then nothing waits either.
            self.scope
                .set_timeout_with_callback_and_timeout_and_arguments_0(&done, 0)
                .ok();
        });
        JsFuture::from(wait).await.ok();
    }
}

/// The header and the attachments of a message from the page; None for what is no message of ours.
pub(crate) fn read(event: &MessageEvent) -> Option<(ToModel, js_sys::Array)> {
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
