//! Everything that a person reads, in English and Indonesian, from typed values.
//!
//! In: keys of the catalogues and the values of `jejak-protocol`. Out: text. The page, the command
//! line and the server all speak through this crate, so that one finding is one sentence everywhere.
//! No analysis, no markup but the Markdown report, no clock, no locale database.

#[macro_use]
mod catalogue;

pub mod chain;
pub mod command_line;
pub mod duration;
pub mod fact;
pub mod incident;
pub mod lang;
pub mod metric;
pub mod names;
pub mod noun;
pub mod number;
pub mod report;
pub mod time;
pub mod ui;
pub mod verdict;
pub mod visible;

pub use catalogue::Text;
pub use chain::{Steps, chain_sentence, chain_title, stage_name, step_sentence};
pub use fact::{Fact, fact_label, fact_value, facts};
pub use incident::{next_steps, sentence, title};
pub use lang::Lang;
pub use metric::{metric_extent, metric_name, metric_title, metric_value};
pub use noun::{Noun, counted};
pub use time::Reader;
pub use verdict::verdict;
pub use visible::visible;
