//! What the user gets: a report for reading, or one of `jejak-words` for machines and tickets.
//!
//! Everything from a log is made visible before it reaches a terminal.

mod human;
mod table;
mod templates;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result};

pub(crate) use human::{human, lines_shown};
pub(crate) use templates::templates;

/// One sentence on standard error.
pub(crate) fn complain(sentence: &str) {
    // Nobody is left to hear that standard error is closed.
    let _ = writeln!(anstream::stderr().lock(), "jejak: {sentence}");
}

/// Columns of the terminal that the result goes to; None where it goes elsewhere.
pub(crate) fn width(path: Option<&Path>) -> Option<usize> {
    let of_terminal = || terminal_size::terminal_size_of(io::stdout());
    let (terminal_size::Width(n), _) = of_terminal().filter(|_| path.is_none())?;
    Some(usize::from(n).max(40))
}

/// Writes the result to a file, or to standard output. Colours reach only a terminal. A reader that
/// goes away early (`| head`) has what it wanted.
pub(crate) fn write(text: &str, path: Option<&Path>) -> Result<()> {
    if let Some(path) = path {
        let shown = path.display();
        let file = File::create(path).with_context(|| format!("while creating {shown}"))?;
        return anstream::StripStream::new(file)
            .write_all(text.as_bytes())
            .with_context(|| format!("while writing {shown}"));
    }
    match write_out(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("while writing to standard output"),
    }
}

fn write_out(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    // What is for machines has no colours: looking for them takes less time than taking them out.
    if text.contains('\x1b') {
        anstream::AutoStream::auto(&mut stdout).write_all(text.as_bytes())?;
    } else {
        stdout.write_all(text.as_bytes())?;
    }
    stdout.flush()
}
