//! `cargo xtask bless`: lets the pipeline tests write what they got as what they expect, and the
//! documents that are made of the program, docs/cli.md, docs/formats.md and docs/bad-input.md.
//!
//! The difference is then read and committed like any other change.

use anyhow::Result;

use crate::process;

pub(crate) fn run() -> Result<()> {
    let mut tests = process::cargo();
    tests.args(["test", "--locked", "--workspace"]);
    for test in ["pipeline", "documents", "formats_doc", "bad_input_doc"] {
        tests.args(["--test", test]);
    }
    tests.env("JEJAK_BLESS", "1");
    process::run(&mut tests)?;
    eprintln!("Look at `git diff tests/ docs/` before committing.");
    Ok(())
}
