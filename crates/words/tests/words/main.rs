//! What people read, checked from outside: every kind of incident, in both languages, with all of
//! its facts, with some and with none.
//!
//! `golden.txt` holds the texts of typical incidents for translators to read through; after a
//! wanted change run `JEJAK_BLESS=1 cargo test -p jejak-words` and look at the difference.

mod build;
mod documents;
mod hostile;
mod missing;
mod reports;
mod sentences;
mod verdicts;
