//! `cargo xtask test`: everything that must hold before a change is taken.

use std::process::Command;

use anyhow::Result;

use crate::build::{self, Profile};
use crate::{check, chromium, paths, process, server, tools};

pub(crate) fn run() -> Result<()> {
    tools::require_node()?;
    // First what may ask for the user's help, before minutes are spent.
    let chromium = chromium::ensure()?;
    check::run()?;
    rust_tests()?;
    browser_tests(&chromium, None)
}

pub(crate) fn browser_only(pattern: Option<&str>) -> Result<()> {
    tools::require_node()?;
    browser_tests(&chromium::ensure()?, pattern)
}

/// Unit, property, corpus, boundary and server tests. nextest is quicker but optional. Examples in
/// doc comments are left out by both: the workspace has none, and looking for them takes minutes.
fn rust_tests() -> Result<()> {
    let has_nextest = process::output(process::cargo().args(["nextest", "--version"])).is_some();
    // Every failure in one run, not only the first.
    let runner: &[&str] = if has_nextest {
        &["nextest", "run", "--no-fail-fast"]
    } else {
        &["test", "--no-fail-fast"]
    };
    let targets = ["--locked", "--workspace", "--lib", "--bins", "--tests"];
    process::run(process::cargo().args(runner).args(targets))
}

/// The release build of the page, served by the real server, in a real browser.
fn browser_tests(chromium: &std::path::Path, pattern: Option<&str>) -> Result<()> {
    build::run(Profile::Release)?;
    let server = server::build()?;
    let command_line = server::build_command_line()?;
    let tests = paths::root().join("tests").join("browser");
    tools::ensure_node_modules(&tests)?;
    let mut node = Command::new("node");
    node.current_dir(&tests).arg("run.mjs").args(pattern);
    node.env("JEJAK_CHROMIUM", chromium);
    node.env("JEJAK_SERVER", server);
    node.env("JEJAK_CLI", command_line);
    node.env("JEJAK_DIST", paths::dist());
    process::run(&mut node)
}
