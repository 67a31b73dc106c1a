//! Tells the page when the worker fails: a panic, or no more memory. The program ends with it; the
//! page starts another.

use std::cell::{Cell, RefCell};

use jejak_protocol::FromWorker;
use jejak_protocol::messages::{Failure, RunId};
use js_sys::{Array, RangeError, Reflect, WebAssembly};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

use crate::page::{self, Page};

thread_local! {
    static RUN: Cell<RunId> = const { Cell::new(RunId(0)) };
    static HAS_PANICKED: Cell<bool> = const { Cell::new(false) };
    /// What to say when there is no memory left to make it.
    static NO_MEMORY: RefCell<Option<Array>> = const { RefCell::new(None) };
}

/// The run that a failure from now on belongs to.
pub(crate) fn belong_to(run: RunId) {
    RUN.set(run);
    let message = page::message(&FromWorker::Failed {
        run,
        failure: Failure::OutOfMemory,
        detail: String::new(),
    });
    NO_MEMORY.set(message.ok());
}

pub(crate) fn report(page: &Page) {
    std::panic::set_hook(Box::new(|info| {
        HAS_PANICKED.set(true);
        let detail = info.to_string();
        web_sys::console::error_1(&detail.as_str().into());
        // Looked up anew: a hook must be shareable between threads, which a handle is not.
        if let Some(page) = Page::of_this_worker() {
            page.send(FromWorker::Failed {
                run: RUN.get(),
                failure: Failure::WorkerCrashed,
                detail,
            });
        }
    }));
    // A task that fails rejects its promise; only a listener's failure is an error event.
    for (name, reason) in [("error", "error"), ("unhandledrejection", "reason")] {
        let of = page.clone();
        let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let reason = Reflect::get(&event, &reason.into()).unwrap_or_default();
            if !HAS_PANICKED.get() && is_out_of_memory(&reason) {
                event.prevent_default();
                NO_MEMORY.with_borrow(|message| {
                    if let Some(message) = message {
                        of.post(message);
                    }
                });
            }
        });
        page.listen_for(name, &hear);
        // The worker listens for as long as it lives.
        hear.forget();
    }
}

/// An allocation that fails ends the program with a trap and, unlike a panic, says nothing before;
/// the browser's own allocations fail with a range error. Must not allocate.
fn is_out_of_memory(reason: &JsValue) -> bool {
    let Some(error) = reason.dyn_ref::<js_sys::Error>() else {
        return false;
    };
    let message = error.message();
    // "unreachable" in one browser, "Unreachable code should not be executed" in another. The other
    // range error is a stack that is too deep.
    (reason.is_instance_of::<WebAssembly::RuntimeError>() && message.includes("nreachable", 0))
        || (reason.is_instance_of::<RangeError>() && message.includes("llocation", 0))
}
