//! Builds the companion server.

use std::path::PathBuf;

use anyhow::Result;

use crate::{paths, process};

/// The server, compiled for development: its program. It reads the page from dist/ when it starts.
pub(crate) fn build() -> Result<PathBuf> {
    process::run(process::cargo().args(["build", "--locked", "--package", "jejak-server"]))?;
    let name = format!("jejak-server{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target().join("debug").join(name))
}
