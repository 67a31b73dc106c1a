//! What the page remembers and what it derives: plain Rust without a browser, tested natively.
//!
//! The view state round-trips through the address (`fragment`), the preferences through a line of
//! text (`prefs`), and the run folds the workers' messages (`run`). Drawing lives in `ui`.

pub mod agent;
pub mod axis;
pub mod buckets;
pub mod clocks;
pub mod drawing;
pub mod fragment;
pub mod groups;
pub mod lanes;
pub mod marking;
pub mod marks;
pub mod metrics;
pub mod models;
pub mod names;
pub mod normal;
pub mod own_formats;
pub mod pace;
pub mod pick;
pub mod prefs;
pub mod ranges;
pub mod round;
pub mod run;
pub mod segments;
pub mod selection;
pub mod share;
pub mod spark;
pub mod teaching;
pub mod ticks;
pub mod view;
pub mod windowing;
pub mod zone;
