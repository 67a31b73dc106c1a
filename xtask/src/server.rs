//! Builds the companion server, and the command line that the page is compared with.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::{paths, process};

const PACKAGE: [&str; 4] = ["build", "--locked", "--package", "jejak-server"];

/// The server, compiled for development: its program. It reads the page from dist/ when it starts.
pub(crate) fn build() -> Result<PathBuf> {
    process::run(process::cargo().args(PACKAGE))?;
    Ok(paths::target().join("debug").join(program()))
}

/// The command line, compiled for development: its program.
pub(crate) fn build_command_line() -> Result<PathBuf> {
    process::run(process::cargo().args(["build", "--locked", "--package", "jejak-cli"]))?;
    let program = format!("jejak{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target().join("debug").join(program))
}

/// The server to hand out: one program with the page of dist/ inside.
pub(crate) fn build_with_page() -> Result<()> {
    process::run(process::cargo().args(PACKAGE).args(["--profile", "server"]))?;
    let program = paths::target().join("server").join(program());
    eprintln!("{} serves the page from this one file", program.display());
    Ok(())
}

/// Serves dist/ until stopped.
pub(crate) fn serve(listen: &str) -> Result<()> {
    let mut server = Command::new(build()?);
    process::run(
        server
            .args(["--listen", listen, "--dist"])
            .arg(paths::dist()),
    )
}

fn program() -> String {
    format!("jejak-server{}", std::env::consts::EXE_SUFFIX)
}
