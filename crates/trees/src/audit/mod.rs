//! The server's audit log as rows for trees: what an address, or an account, did in ten minutes.
//!
//! ```text
//! audit.jsonl ─► Entry ─► windows (subject × ten minutes, with what came before) ─► Judges ─► Verdict
//! labels.csv, or the log of a simulation itself ─► Labels ─► the truth of each window
//! ```
//!
//! One implementation for the command line and the page's worker. A window knows of itself and of the
//! day before it, never of what comes after, so that a verdict does not change while the log grows.

mod entry;
mod judges;
mod labels;
mod shipped;
mod windows;

pub use entry::{Entry, entries};
pub use judges::{Judges, THRESHOLD, Verdict, cross_judged, growth, part, table};
pub use labels::{Labels, LabelsError};
pub use shipped::shipped;
pub use windows::{FEATURES, Subject, WINDOW_S, Window, schema, windows};
