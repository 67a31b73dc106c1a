//! The audit log: what happened, in order, so that no later change of it goes unseen.
//!
//! Each entry is one line of JSON in the table `audit`, with a MAC over itself and the entry before
//! it. An edit, a deletion, an insertion or a change of order breaks the chain at that entry; a log
//! whose end was cut off is told from a whole one by a checkpoint that was kept elsewhere.

mod chain;
mod entry;
mod journal;
mod read;

pub use chain::{Checkpoint, Fault, Verdict, verify};
pub(crate) use chain::{append, last_seq};
pub(crate) use entry::Entry;
pub use journal::Journal;
pub use read::export;
pub(crate) use read::{lines_after, page};
