//! `jejak-server`: reads the command line and leaves the work to the library.

use clap::Parser;
use jejak_server::commands::{Cli, run};

fn main() -> anyhow::Result<()> {
    run(Cli::parse())
}
