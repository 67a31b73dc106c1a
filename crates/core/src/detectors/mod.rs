//! Detectors: pure functions from the list of events to findings, over time and per entity.
//!
//! A detector reads [`Input`] alone and yields [`Finding`]s; what these mean together (severity,
//! risk, the words of a fact) is decided in `incidents`. Every number that decides lies in
//! [`thresholds`]. They deliberately do not parse text: a record's meaning is found in `events`.

pub mod finding;
pub mod input;

pub use finding::Finding;
pub use input::Input;
