//! Sequence models: learning what usually follows what, and telling what does not fit.
//!
//! In: lists of events that others found in logs. Out: models, and what they say of other lists.
//! Pure: no browser, no file, no clock; the same seed gives the same model on the same machine.

pub mod baseline;
pub mod counts;
mod layers;
pub mod next_event;
pub mod normal_day;
pub mod onnx;
pub mod sequence;
pub mod vocabulary;
