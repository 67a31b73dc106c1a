//! The workers of one run: a lead that the page speaks with, and peers that it deals work to.
//!
//! Dropping a crew ends its workers. What a worker says before all are ready is kept here; after
//! that only the lead speaks.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;
use jejak_protocol::messages::RequestId;
use jejak_protocol::{FromWorker, Lists, ToWorker};
use serde::Serialize as _;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageChannel, MessageEvent, Worker};

use super::script;

/// More workers than this wait for the disk, not for the processor.
const N_PEERS_MAX: u32 = 3;

/// What a crew says.
#[derive(Debug)]
pub(super) enum Heard {
    /// All workers listen.
    Ready,
    /// A worker of another build answered: an old copy came from a cache.
    WrongBuild(String),
    NotStarted(String),
    Crashed(String),
    Said(FromWorker),
    /// An answer that is bytes: sessions for the model worker, windows.
    Bytes(RequestId, js_sys::Uint8Array),
}

type Hear = Rc<dyn Fn(Heard)>;

pub(super) struct Crew {
    workers: Rc<Vec<Worker>>,
    is_ready: Rc<Cell<bool>>,
    _listeners: Vec<EventListener>,
}

impl Drop for Crew {
    fn drop(&mut self) {
        for worker in self.workers.iter() {
            worker.terminate();
        }
    }
}

impl Crew {
    pub(super) fn start(hear: impl Fn(Heard) + 'static) -> Result<Self, String> {
        let hear: Hear = Rc::new(hear);
        let script = script::of("jejak-worker").ok_or("index.html names no jejak-worker")?;
        let n_workers = n_peers() as usize + 1;
        let workers = (0..n_workers)
            .map(|_| Worker::new(&script).map_err(|error| text_of(&error)))
            .collect::<Result<Vec<_>, _>>()?;
        let crew = Self {
            is_ready: Rc::default(),
            workers: Rc::new(workers),
            _listeners: Vec::new(),
        };
        Ok(crew.listening(&hear))
    }

    pub(super) fn is_ready(&self) -> bool {
        self.is_ready.get()
    }

    /// Sends to the lead.
    pub(super) fn post(&self, message: &ToWorker, attachments: impl IntoIterator<Item = JsValue>) {
        let sent = array(message, attachments).and_then(|parts| {
            self.workers
                .first()
                .map_or(Ok(()), |w| w.post_message(&parts))
        });
        log_failed(sent);
    }

    fn listening(mut self, hear: &Hear) -> Self {
        let n_ready = Rc::new(Cell::new(0));
        for worker in self.workers.iter() {
            let on_message = {
                let (hear, n_ready) = (hear.clone(), n_ready.clone());
                let (workers, is_ready) = (Rc::downgrade(&self.workers), self.is_ready.clone());
                let lists = Cell::default();
                EventListener::new(worker, "message", move |event| {
                    let Some(message) = read(event, &lists) else {
                        return;
                    };
                    if let FromWorker::Sessions { request, .. }
                    | FromWorker::Windows { request, .. } = message
                    {
                        hear(Heard::Bytes(request, attachment(event)));
                        return;
                    }
                    let FromWorker::Ready { build } = message else {
                        hear(Heard::Said(message));
                        return;
                    };
                    if build != own_build() {
                        hear(Heard::WrongBuild(build));
                        return;
                    }
                    n_ready.set(n_ready.get() + 1);
                    let Some(workers) = workers.upgrade() else {
                        return;
                    };
                    if n_ready.get() == workers.len() {
                        log_failed(link(&workers));
                        is_ready.set(true);
                        hear(Heard::Ready);
                    }
                })
            };
            let on_error = {
                let (hear, is_ready) = (hear.clone(), self.is_ready.clone());
                EventListener::new(worker, "error", move |event| {
                    let detail = event
                        .dyn_ref::<ErrorEvent>()
                        .map(ErrorEvent::message)
                        .unwrap_or_default();
                    hear(if is_ready.get() {
                        Heard::Crashed(detail)
                    } else {
                        Heard::NotStarted(detail)
                    });
                })
            };
            self._listeners.extend([on_message, on_error]);
        }
        self
    }
}

/// Joins the first worker, as the lead, to each of the others.
fn link(workers: &[Worker]) -> Result<(), JsValue> {
    let Some((lead, peers)) = workers.split_first() else {
        return Ok(());
    };
    let mut ports = Vec::new();
    for peer in peers {
        let channel = MessageChannel::new()?;
        let port = JsValue::from(channel.port2());
        let parts = array(&ToWorker::Peer, [port.clone()])?;
        peer.post_message_with_transfer(&parts, &js_sys::Array::of1(&port))?;
        ports.push(JsValue::from(channel.port1()));
    }
    let header = ToWorker::Lead {
        n_peers: ports.len() as u32,
    };
    let transfer: js_sys::Array = ports.iter().collect();
    let message = array(&header, ports)?;
    lead.post_message_with_transfer(&message, &transfer)
}

/// `[header, …attachments]`.
fn array(
    header: &ToWorker,
    attachments: impl IntoIterator<Item = JsValue>,
) -> Result<js_sys::Array, JsValue> {
    // Maps as plain objects, as the workers send them too.
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_maps_as_objects(true);
    let parts = js_sys::Array::of1(&header.serialize(&serializer)?);
    for attachment in attachments {
        parts.push(&attachment);
    }
    Ok(parts)
}

/// The next message; None for a part of one, which is kept in `lists` until the rest comes.
fn read(event: &web_sys::Event, lists: &Cell<Lists>) -> Option<FromWorker> {
    let parts: js_sys::Array = event.dyn_ref::<MessageEvent>()?.data().dyn_into().ok()?;
    match try_read(&parts, lists) {
        Ok(message) => message,
        Err(error) => {
            web_sys::console::error_1(&format!("A message could not be read: {error}").into());
            None
        }
    }
}

/// The bytes beside a message; empty when there are none.
fn attachment(event: &web_sys::Event) -> js_sys::Uint8Array {
    let parts = event
        .dyn_ref::<MessageEvent>()
        .and_then(|event| event.data().dyn_into::<js_sys::Array>().ok());
    parts
        .and_then(|parts| parts.get(1).dyn_into().ok())
        .unwrap_or_else(|| js_sys::Uint8Array::new_with_length(0))
}

fn try_read(parts: &js_sys::Array, lists: &Cell<Lists>) -> Result<Option<FromWorker>, String> {
    let mut message: FromWorker =
        serde_wasm_bindgen::from_value(parts.get(0)).map_err(|error| error.to_string())?;
    match message {
        FromWorker::Lists { .. } => {
            let bytes = js_sys::Uint8Array::new(&parts.get(1)).to_vec();
            let part = postcard::from_bytes(&bytes).map_err(|error| error.to_string())?;
            let mut before = lists.take();
            before.extend(part);
            lists.set(before);
            return Ok(None);
        }
        FromWorker::Partial { .. }
        | FromWorker::Done { .. }
        | FromWorker::Judged { .. }
        | FromWorker::TakenUp { .. } => {
            message.put_lists(lists.take());
        }
        _ => {}
    }
    Ok(Some(message))
}

fn log_failed(sent: Result<(), JsValue>) {
    if let Err(error) = sent {
        web_sys::console::error_2(&"A message could not be sent:".into(), &error);
    }
}

/// The build that page and workers share.
pub(crate) fn own_build() -> &'static str {
    option_env!("JEJAK_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"))
}

/// Peers beside the lead: a core is left to the page.
fn n_peers() -> u32 {
    let n_cores = leptos::prelude::window().navigator().hardware_concurrency() as u32;
    n_cores.saturating_sub(1).clamp(1, N_PEERS_MAX)
}

fn text_of(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| error.message().into())
}
