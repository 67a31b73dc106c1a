//! The shipped networks and one that says what comes next, in Chromium beside onnxruntime-web, on the same
//! files in one run.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use super::peers;
use crate::build::{self, Profile};
use crate::{chromium, paths, process, server, tools};

/// Shipped networks by folder, in the order in which they are told.
const SHIPPED: [&str; 3] = ["lstm", "gru", "bi-lstm"];

/// What models/run.mjs prints, as one line of JSON.
#[derive(Debug, Deserialize)]
struct Measured {
    browser: String,
    runtime: String,
    results: Vec<Network>,
}

/// Sequences a second of both, and the greatest difference of an answer.
#[derive(Debug, Deserialize)]
struct Network {
    name: String,
    /// Tokens of a sequence, and answers to each.
    tokens: u32,
    answers: u32,
    ours: f64,
    theirs: f64,
    difference: f64,
}

/// Measures, prints and writes docs/benchmarks-models.md.
pub(super) fn run(machine: &str, day: &str) -> Result<()> {
    tools::require_node()?;
    let chromium = chromium::ensure()?;
    let next_event = next_event()?;
    build::run(Profile::Release)?;
    let server = server::build()?;
    let tests = paths::root().join("tests").join("browser");
    let bench = tests.join("bench").join("models");
    tools::ensure_node_modules(&tests)?;
    tools::ensure_node_modules(&bench)?;
    let mut node = Command::new("node");
    node.current_dir(bench).arg("run.mjs");
    for name in SHIPPED {
        let file = paths::root().join("models").join(name).join("model.onnx");
        node.arg(name).arg(file);
    }
    node.arg("next-event").arg(next_event);
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

/// The network of a normal day of a generated log, as the page learns it.
fn next_event() -> Result<PathBuf> {
    let jejak = peers::jejak()?;
    let folder = paths::target().join("bench");
    std::fs::create_dir_all(&folder).context("while making target/bench")?;
    let [log, baseline, onnx] =
        ["normal.log", "normal.jejak-model", "next-event.onnx"].map(|name| folder.join(name));
    let mut generate = Command::new(&jejak);
    generate.args(["generate", "--lines", "20000", "--seed", "1", "--output"]);
    process::run(generate.arg(&log))?;
    let mut learn = Command::new(&jejak);
    learn.arg("learn").arg(&log).arg("--output").arg(&baseline);
    process::run(learn.arg("--no-progress").arg("--onnx").arg(&onnx))?;
    Ok(onnx)
}

fn report(measured: &Measured, machine: &str, day: &str) -> Result<String> {
    let mut text = String::from("# Networks in the browser\n\n");
    writeln!(
        text,
        "Measured by `cargo xtask bench --models` on {day}; {machine}. {} and {}, one thread each, \
         taken in turns, the middle of seven rounds. `next-event` is the network of a normal day \
         learned from a generated log. Ratios travel between machines, seconds do not; what was done \
         to have them is told in [decision 20](decisions/0020-own-recurrent-layers.md).\n",
        measured.browser, measured.runtime
    )?;
    text.push_str("| Network | Tokens | Answers | Jejak, sequences/s | onnxruntime-web, sequences/s | Ratio | Greatest difference of an answer |\n");
    text.push_str("|---|---:|---:|---:|---:|---:|---:|\n");
    for it in &measured.results {
        let ratio = it.ours / it.theirs;
        writeln!(
            text,
            "| {} | {} | {} | {:.0} | {:.0} | {ratio:.2} | {:.1e} |",
            it.name, it.tokens, it.answers, it.ours, it.theirs, it.difference
        )?;
    }
    Ok(text)
}
