//! `cargo xtask bless`: lets the pipeline tests write what they got as what they expect.
//!
//! The difference is then read and committed like any other change.

use anyhow::Result;

use crate::process;

pub(crate) fn run() -> Result<()> {
    let mut tests = process::cargo();
    tests.args(["test", "--locked", "--workspace", "--test", "pipeline"]);
    tests.env("JEJAK_BLESS", "1");
    process::run(&mut tests)?;
    eprintln!("Look at `git diff tests/` before committing.");
    Ok(())
}
