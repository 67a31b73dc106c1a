//! The analysis of Jejak: bytes of log files in, incidents with their evidence out.
//!
//! ```text
//! bytes ─ lines ─ formats ─ record ─ shapes ─ events ─┐
//!            (partial, merge: any split, any workers)  ├─ State ─ finish ─ detectors ─ Analysis
//!                                 histogram, entities ─┘
//! ```
//!
//! Invariant: pure. No browser, no files, no clock, no threads, no logging globals; what it needs
//! of the outside (a file's date, the chosen zone) is an argument.
//! Invariant: mergeable. `merge` is associative over adjacent ranges of a file, so that any split
//! into blocks and any number of workers give the same [`Analysis`](jejak_protocol::Analysis).
//! Invariant: nothing in a file can stop it. A line that fits nothing is counted and listed.
//!
//! It deliberately does not render sentences (`jejak-words`), keep rows (they are read again from
//! the file), or call a model (scores are an argument of `finish`).

pub mod analyze;
pub mod archive;
pub mod chains;
pub mod detectors;
pub mod events;
pub mod finish;
pub mod formats;
pub mod incidents;
pub mod index;
pub mod plan;
pub mod record;
pub mod rows;
pub mod run;
pub mod samples;
pub mod sequences;
pub mod state;
pub mod unpack;
pub mod windows;

mod clock;
mod hash;
mod level;
mod requests;
mod sessions;
mod shape;
mod templates;

pub use finish::{FileInput, finish, windows};
pub use plan::{Limits, Plan, plan};
pub use state::{Reader, State, partial};
/// How lines are grouped, for measuring.
pub use templates::groups;
