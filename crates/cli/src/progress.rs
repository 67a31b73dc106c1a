//! The progress bar: on standard error, only where that is a terminal.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jejak_words::{Lang, Noun, counted};

/// Steps of a bar that knows only shares.
const N_SHARES: u64 = 1000;

/// How far a run is, in bytes as they lie on disk. Threads share it.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar that shows only on a terminal, and not when it is unwanted.
    pub(crate) fn new(is_wanted: bool, n_files: usize, lang: Lang) -> Self {
        let template = "{msg}  {wide_bar:.cyan/dim}  {bytes}/{total_bytes}  {bytes_per_sec}  {eta}";
        let files = counted(n_files as u64, Noun::File, lang);
        Self(bar(is_wanted, 0, template, files))
    }

    /// The same for work of which only the share is known.
    pub(crate) fn of_share(is_wanted: bool, what: &str) -> Self {
        let template = "{msg}  {wide_bar:.cyan/dim}  {percent} %  {eta}";
        Self(bar(is_wanted, N_SHARES, template, what.to_owned()))
    }

    /// So much is done, in [0, 1].
    pub(crate) fn share(&self, share: f64) {
        self.0.set_position((share * N_SHARES as f64) as u64);
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

fn bar(is_wanted: bool, n: u64, template: &str, message: String) -> ProgressBar {
    let is_shown = is_wanted && std::io::stderr().is_terminal();
    let target = if is_shown {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(n), target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(message);
    bar
}
