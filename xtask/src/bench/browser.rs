//! The page in Chromium on one file; scripts of tests/browser/bench/ do the measuring.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::build::{self, Profile};
use crate::{chromium, paths, server, tools};

/// What run.mjs prints, as one line of JSON.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Measured {
    pub(super) browser: String,
    pub(super) n_workers: u32,
    /// From the drop to the whole analysis.
    pub(super) wall_ms: f64,
    /// From the drop to the first rows or incidents on the page.
    pub(super) first_result_ms: Option<f64>,
    /// Reading the same `File` with as many workers, doing nothing with the bytes.
    pub(super) read_only_ms: f64,
    /// Private memory of the page's process at its highest, less that before the drop.
    pub(super) peak_bytes: u64,
    /// None when no task reached 50 ms, from which on the browser reports them.
    pub(super) longest_task_ms: Option<f64>,
    pub(super) n_incidents: u32,
    pub(super) n_lines: u64,
    pub(super) cpu_ms: CpuMs,
}

/// Processor time by who worked.
#[derive(Debug, Deserialize)]
pub(super) struct CpuMs {
    pub(super) workers: f64,
    /// The thread that draws.
    pub(super) page: f64,
    /// Threads that compile and collect.
    pub(super) engine: f64,
    pub(super) others: f64,
}

/// What interact.mjs prints: how long the page takes to answer.
#[derive(Debug, Deserialize)]
pub(super) struct Interaction {
    pub(super) acts: Vec<Act>,
}

/// Something a person does some times, from the key or the click to the second frame after it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Act {
    pub(super) name: String,
    pub(super) middle_ms: f64,
    pub(super) longest_ms: f64,
    /// None when no task of the page's thread reached 50 ms.
    pub(super) longest_task_ms: Option<f64>,
}

/// The whole analysis of a file, from the drop to its result.
pub(super) fn measure(file: &Path) -> Result<Measured> {
    script("run.mjs", file)
}

/// The same, measured at its first run: for files on which one takes minutes.
pub(super) fn measure_once(file: &Path) -> Result<Measured> {
    script_with("run.mjs", file, &["--once"])
}

/// What a person does with the result.
pub(super) fn interact(file: &Path) -> Result<Interaction> {
    script("interact.mjs", file)
}

/// What normal.mjs prints: from the drop until each was on the page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NormalDay {
    browser: String,
    analysed_ms: f64,
    found_ms: f64,
    said: String,
}

/// A normal day learned from all of a file, and the file compared with it: one line for a person.
pub(super) fn normal_day(file: &Path) -> Result<String> {
    let NormalDay {
        browser,
        analysed_ms,
        found_ms,
        said,
    } = script("normal.mjs", file)?;
    Ok(format!(
        "{browser}: analysed {:.1} s after the drop, learned and compared {:.1} s after it: {said}",
        analysed_ms / 1000.0,
        found_ms / 1000.0
    ))
}

fn script<T: DeserializeOwned>(name: &str, file: &Path) -> Result<T> {
    script_with(name, file, &[])
}

/// Runs a script of tests/browser/bench/ on a file; the last line that it prints is its result.
fn script_with<T: DeserializeOwned>(name: &str, file: &Path, args: &[&str]) -> Result<T> {
    tools::require_node()?;
    let chromium = chromium::ensure()?;
    build::run(Profile::Release)?;
    let server = server::build()?;
    let tests = paths::root().join("tests").join("browser");
    tools::ensure_node_modules(&tests)?;
    let mut node = Command::new("node");
    node.current_dir(tests)
        .arg(format!("bench/{name}"))
        .arg(file)
        .args(args);
    node.env("JEJAK_CHROMIUM", chromium);
    node.env("JEJAK_SERVER", server);
    node.env("JEJAK_DIST", paths::dist());
    let output = node
        .stderr(Stdio::inherit())
        .output()
        .context("while starting node")?;
    if !output.status.success() {
        bail!("bench/{name} failed ({})", output.status);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text
        .lines()
        .last()
        .with_context(|| format!("bench/{name} said nothing"))?;
    serde_json::from_str(line).with_context(|| format!("while reading `{line}`"))
}
