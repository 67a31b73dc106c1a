//! What is shared of an analysis: the chosen part of it, with names hidden. Packing, encrypting and
//! sending it is left to `crate::share`.

pub mod parcel;
pub mod redact;
mod scan;

pub use parcel::{Choice, Parcel, SharedLine, pack};
pub use redact::{Class, Redactor};
