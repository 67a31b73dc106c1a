//! The analysis worker: `File` handles in, analyses and rows out; a shell over `jejak_core`.
//!
//! The page starts several of it. One is made the lead: it deals out ranges of the files, to itself
//! and to its peers over `MessagePort`s, and merges what comes back. Reading is asynchronous, so
//! that a cancel is heard between two blocks.
//!
//! Nothing here understands a log: what to read next, how parts merge and which rows fit is core's.

mod archives;
mod blocks;
mod lead;
mod link;
mod models;
mod page;
mod panics;
mod peer;
mod questions;
mod sources;
mod tasks;

use std::cell::RefCell;
use std::rc::Rc;

use jejak_protocol::{FromWorker, ToWorker};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, MessageEvent, MessagePort};

use crate::lead::Lead;
use crate::page::Page;
use crate::questions::Question;

fn main() {
    let Some(page) = Page::of_this_worker() else {
        return;
    };
    panics::report(&page);
    let lead = Rc::new(RefCell::new(Lead::alone(page.clone())));
    let hear = {
        let page = page.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some((message, attachments)) = page::read(&event) {
                hear(&page, &lead, message, &attachments);
            }
        })
    };
    page.listen(&hear);
    // The worker listens for as long as it lives.
    hear.forget();
    let build = option_env!("JEJAK_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"));
    page.send(FromWorker::Ready {
        build: build.to_owned(),
    });
}

fn hear(page: &Page, lead: &Rc<RefCell<Lead>>, message: ToWorker, attachments: &js_sys::Array) {
    match message {
        ToWorker::Lead { .. } => {
            let ports = attached::<MessagePort>(attachments);
            *lead.borrow_mut() = Lead::of(page.clone(), ports);
        }
        ToWorker::Peer => {
            for port in attached(attachments) {
                peer::serve(port);
            }
        }
        ToWorker::Start {
            run,
            files,
            choices,
        } => lead
            .borrow_mut()
            .start(run, files, choices, attached::<File>(attachments)),
        ToWorker::Cancel { run } => lead.borrow().cancel(run),
        ToWorker::Rows {
            run,
            request,
            filter,
            offset,
            limit,
        } => lead.borrow().ask(
            run,
            Question::Rows {
                request,
                filter,
                offset,
                limit,
            },
        ),
        ToWorker::Context {
            run,
            request,
            at,
            n_around,
        } => lead.borrow().ask(
            run,
            Question::Context {
                request,
                at,
                n_around,
            },
        ),
        ToWorker::Locate {
            run,
            request,
            filter,
            at,
        } => lead.borrow().ask(
            run,
            Question::Locate {
                request,
                filter,
                at,
            },
        ),
        ToWorker::TryFormat {
            run,
            request,
            format,
            lines,
        } => page.send(FromWorker::FormatTried {
            run,
            request,
            lines: jejak_core::formats::custom::sample(&format, &lines),
        }),
        ToWorker::Sessions { run, request } => lead.borrow().send_sessions(run, request),
        ToWorker::Windows { run, request } => lead.borrow().send_windows(run, request),
        ToWorker::Judge {
            run,
            request,
            is_trial,
        } => {
            let model = attached::<js_sys::Uint8Array>(attachments).pop();
            let model = model.map(|bytes| bytes.to_vec());
            lead.borrow()
                .judge(run, request, model.as_deref(), is_trial);
        }
        ToWorker::TakeUp { run, judgement } => lead.borrow().take_up(run, judgement),
    }
}

/// The attachments of one kind, in order.
fn attached<T: JsCast>(attachments: &js_sys::Array) -> Vec<T> {
    attachments
        .iter()
        .filter_map(|value| value.dyn_into().ok())
        .collect()
}
