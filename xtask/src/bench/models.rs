//! The shipped networks in Chromium beside onnxruntime-web, on the same files in one run.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::build::{self, Profile};
use crate::{chromium, paths, server, tools};

/// What models/run.mjs prints, as one line of JSON.
#[derive(Debug, Deserialize)]
struct Measured {
    browser: String,
    runtime: String,
    results: Vec<Network>,
}

/// Sequences a second of both, and the greatest difference of a score.
#[derive(Debug, Deserialize)]
struct Network {
    name: String,
    ours: f64,
    theirs: f64,
    difference: f64,
}

/// Measures, prints and writes docs/benchmarks-models.md.
pub(super) fn run(machine: &str, day: &str) -> Result<()> {
    tools::require_node()?;
    let chromium = chromium::ensure()?;
    build::run(Profile::Release)?;
    let server = server::build()?;
    let tests = paths::root().join("tests").join("browser");
    let bench = tests.join("bench").join("models");
    tools::ensure_node_modules(&tests)?;
    tools::ensure_node_modules(&bench)?;
    let mut node = Command::new("node");
    node.current_dir(bench).arg("run.mjs");
    node.arg(paths::root().join("models"));
    node.env("JEJAK_CHROMIUM", chromium);
    node.env("JEJAK_SERVER", server);
    node.env("JEJAK_DIST", paths::dist());
    let output = node.stderr(Stdio::inherit()).output();
    let output = output.context("while starting node")?;
    if !output.status.success() {
        bail!("bench/models failed ({})", output.status);
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed
        .lines()
        .last()
        .context("bench/models said nothing")?;
    let measured: Measured = serde_json::from_str(last).context("while reading its result")?;
    let text = report(&measured, machine, day)?;
    println!("{text}");
    let path = paths::root().join("docs").join("benchmarks-models.md");
    std::fs::write(&path, text).context("while writing docs/benchmarks-models.md")
}

fn report(measured: &Measured, machine: &str, day: &str) -> Result<String> {
    let mut text = String::from("# Networks in the browser\n\n");
    writeln!(
        text,
        "Measured by `cargo xtask bench --models` on {day}; {machine}. {} and {}, one thread each, \
         taken in turns: 512 sequences of 50 tokens, the middle of seven rounds. Ratios travel \
         between machines, seconds do not.\n",
        measured.browser, measured.runtime
    )?;
    text.push_str("| Network | Jejak, sequences/s | onnxruntime-web, sequences/s | Ratio | Greatest difference of a score |\n");
    text.push_str("|---|---:|---:|---:|---:|\n");
    for it in &measured.results {
        let ratio = it.ours / it.theirs;
        writeln!(
            text,
            "| {} | {:.0} | {:.0} | {ratio:.2} | {:.1e} |",
            it.name, it.ours, it.theirs, it.difference
        )?;
    }
    Ok(text)
}
