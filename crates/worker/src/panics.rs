//! Tells the page when the worker panics. The program ends with the panic; the page starts another.

use std::cell::Cell;

use jejak_protocol::FromWorker;
use jejak_protocol::messages::{Failure, RunId};

use crate::page::Page;

thread_local! {
    static RUN: Cell<RunId> = const { Cell::new(RunId(0)) };
}

/// The run that a panic from now on belongs to.
pub(crate) fn belong_to(run: RunId) {
    RUN.set(run);
}

pub(crate) fn report() {
    std::panic::set_hook(Box::new(|info| {
        let detail = info.to_string();
        web_sys::console::error_1(&detail.as_str().into());
        // Looked up anew: a hook must be shareable between threads, which a handle is not.
        if let Some(page) = Page::of_this_worker() {
            page.send(&FromWorker::Failed {
                run: RUN.get(),
                failure: Failure::WorkerCrashed,
                detail,
            });
        }
    }));
}
