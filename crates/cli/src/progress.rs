//! The progress bar: on standard error, only where that is a terminal.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jejak_words::{Lang, Noun, counted};

/// How far a run is, in bytes as they lie on disk. Threads share it.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar that shows only on a terminal, and not when it is unwanted.
    pub(crate) fn new(is_wanted: bool, n_files: usize, lang: Lang) -> Self {
        let is_shown = is_wanted && std::io::stderr().is_terminal();
        let target = if is_shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{msg}  {wide_bar:.cyan/dim}  {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(counted(n_files as u64, Noun::File, lang));
        Self(bar)
    }

    /// Starts to count towards a total. A stream adds to the total as it comes.
    pub(crate) fn start(&self, n_bytes: u64) {
        self.0.set_length(n_bytes);
    }

    pub(crate) fn add(&self, n_bytes: u64) {
        self.0.inc(n_bytes);
    }

    /// Bytes of a stream, whose end nobody knows.
    pub(crate) fn add_to_both(&self, n_bytes: u64) {
        self.0.inc_length(n_bytes);
        self.0.inc(n_bytes);
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
