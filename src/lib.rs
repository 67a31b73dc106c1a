//! The page: drop log files, read what happened, follow it to the lines that prove it.
//!
//! `state` remembers and derives without a browser, `worker_client` speaks with the analysis
//! workers, `intake` takes files in, `ui` draws, and `app` is what all views share. The page reads no
//! byte of a file: it hands `File` handles to the workers.

// `#[component]` makes what it is given `pub` again, inside private modules.
#![allow(unreachable_pub)]

pub mod state;

mod app;
mod arrival;
mod baselines;
mod browser;
mod export;
mod forests;
mod intake;
mod kept;
mod models;
mod normal;
mod plotly_js;
mod server;
mod share;
mod taught;
mod ui;
mod worker_client;

/// Draws the page into the document's body.
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(ui::Page);
    plotly_js::prepare_when_idle();
}
