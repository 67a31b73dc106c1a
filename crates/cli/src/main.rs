//! `jejak`: the analysis of the page, on the command line.
//!
//! Reads the arguments, leaves the work to one module per command. It understands no log itself:
//! that is `jejak-core`; sentences come from `jejak-words`.

mod analyze;
mod args;
mod clocks;
mod eval;
mod generate;
mod given;
mod inputs;
mod learn;
mod output;
mod own_formats;
mod progress;
mod reading;
mod signin;
mod status;
mod templates;
mod train;
mod whole;
mod zone;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use status::Status;

fn main() -> ExitCode {
    let result = match Args::parse().command {
        Command::Analyze(args) => analyze::run(&args),
        Command::Templates(args) => templates::run(&args),
        Command::Learn(args) => learn::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Eval(args) => eval::run(&args),
    };
    match result {
        Ok(status) => status.into(),
        Err(error) => {
            output::complain(&format!("{error:#}"));
            Status::Failed.into()
        }
    }
}
