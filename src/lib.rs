//! The page: drop log files, read what happened, follow it to the lines that prove it.
//!
//! `state` remembers and derives without a browser, `worker_client` speaks with the analysis
//! workers, `ui` draws. The page reads no byte of a file: it hands `File` handles to the workers.

pub mod state;
