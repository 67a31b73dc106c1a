//! Programs beside which Jejak is measured: each with the arguments that make it do the most alike.
//!
//! What is not installed is left out and named. Drain3 comes from PyPI into a folder of target/bench,
//! logdrain from crates.io into the tools cache, both at pinned versions; the others are the system's.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::kind::Kind;
use super::machine;
use crate::{paths, process, tools};

const DRAIN3: &str = "0.9.11";
const LOGDRAIN: &str = "0.3.2";

/// Reads messages (what stands behind the header of a line) into Drain3 and prints how many clusters
/// there are. The same fair share of work as ours: it is not asked to mask or to parse times.
const DRAIN3_PROGRAM: &str = "\
import sys
from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig
config = TemplateMinerConfig()
config.profiling_enabled = False
miner = TemplateMiner(config=config)
left = int(sys.argv[1])
with open(sys.argv[2], 'rb') as lines:
    for line in lines:
        left -= len(line)
        if left < 0:
            break
        miner.add_log_message(line.decode('utf-8', 'replace').rstrip('\\n'))
print(len(miner.drain.clusters))
";

/// Drain3 reads no more than this of a file: more takes minutes and gives the same ratio.
const DRAIN3_BYTES: u64 = 5_000_000;

pub(super) struct Peer {
    pub(super) name: String,
    pub(super) command: Command,
    /// What it reads of the file, where that is not all; one run is enough then.
    pub(super) n_bytes: Option<u64>,
}

/// Those that are there, for a file.
pub(super) fn all(file: &Path, kind: Kind, folder: &Path) -> Result<Vec<Peer>> {
    let mut peers = Vec::new();
    let mut add = |name: String, mut command: Command, n_bytes: Option<u64>| {
        command.arg(file);
        peers.push(Peer {
            name,
            command,
            n_bytes,
        });
    };
    if let Some(version) = machine::version("rg") {
        let mut command = Command::new("rg");
        command.args(["--no-config", "-j1", "-c", kind.full_line()]);
        let name = format!("`rg -c`, a regex over the full line ({version})");
        add(name, command, None);
    }
    if let Some(version) = machine::version("lnav") {
        let mut command = Command::new("lnav");
        command.args(["-n", "-c", ";SELECT count(*) FROM all_logs"]);
        add(
            format!("`lnav -n`, load and count ({version})"),
            command,
            None,
        );
    }
    if kind == Kind::Access
        && let Some(version) = machine::version("goaccess")
    {
        let mut command = Command::new("goaccess");
        command.args(["--log-format=COMBINED", "--no-progress", "--output"]);
        command.arg(folder.join("goaccess.json"));
        let version = version.trim_end_matches('.').to_owned();
        add(
            format!("`goaccess`, report as JSON ({version})"),
            command,
            None,
        );
    }
    if let Some(program) = logdrain() {
        let mut command = Command::new(program);
        command.args(["--format", "json"]);
        let name = format!("`logdrain`, templates of whole lines (logdrain {LOGDRAIN})");
        add(name, command, None);
    }
    if let Some(python) = drain3(folder) {
        let n_bytes = file
            .metadata()
            .map_or(0, |facts| facts.len())
            .min(DRAIN3_BYTES);
        let mut command = Command::new(python);
        command.args(["-c", DRAIN3_PROGRAM, &n_bytes.to_string()]);
        let name = format!(
            "Drain3, templates of whole lines of the first {} MB (drain3 {DRAIN3}, Python)",
            n_bytes / 1_000_000
        );
        add(name, command, Some(n_bytes));
    }
    Ok(peers)
}

/// The command line of the logdrain crate, installed; None, with a word, where that fails.
fn logdrain() -> Option<PathBuf> {
    let installed = tools::ensure_program("logdrain", "logdrain-cli", LOGDRAIN);
    told(installed.context("logdrain is left out"))
}

/// A Python that has Drain3; None, with a word, where there is none.
fn drain3(folder: &Path) -> Option<PathBuf> {
    let home = folder.join(format!("drain3-{DRAIN3}"));
    let python = home.join("bin").join("python3");
    let has_it = |python: &Path| {
        let mut ask = Command::new(python);
        ask.args(["-c", "import drain3"]);
        process::output(&mut ask).is_some()
    };
    if has_it(&python) {
        return Some(python);
    }
    let install = || -> Result<PathBuf> {
        let mut venv = Command::new("python3");
        process::run(venv.args(["-m", "venv"]).arg(&home))?;
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet"]);
        process::run(pip.arg(format!("drain3=={DRAIN3}")))?;
        Ok(python.clone())
    };
    told(install().context("Drain3 is left out"))
}

fn told<T>(result: Result<T>) -> Option<T> {
    result.inspect_err(|error| eprintln!("{error:#}")).ok()
}

/// The release build of the command line.
pub(super) fn jejak() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "jejak-cli"]);
    process::run(&mut cargo)?;
    let name = format!("jejak{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target().join("release").join(name))
}
