//! Programs on one file: CPU seconds, wall seconds, peak memory of each.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use wait4::Wait4 as _;

use super::machine;
use crate::{paths, process};

/// Each program runs so often; the run with the least CPU time counts, the others were disturbed.
const N_RUNS: usize = 3;

/// A syslog line taken apart: what ripgrep has to match on the whole of every line.
const FULL_LINE: &str =
    r"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\[: ]+)(?:\[(\d+)\])?: (.*)$";

/// What one program took.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) cpu: Duration,
    pub(super) wall: Duration,
    /// None where the system does not tell.
    pub(super) peak_bytes: Option<u64>,
}

/// Jejak on one thread first, the one to which the others are compared.
pub(super) fn measure(file: &Path) -> Result<Vec<Measured>> {
    let jejak = build()?;
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    // The first to read a file would pay for the disk.
    std::io::copy(&mut std::fs::File::open(file)?, &mut std::io::sink())?;
    let mut all = Vec::new();
    for jobs in [1, n_cores] {
        let mut command = Command::new(&jejak);
        command
            .args(["analyze", "--jobs", &jobs.to_string()])
            .arg(file);
        all.push(best(
            &format!("`jejak analyze --jobs {jobs}`"),
            &mut command,
        )?);
    }
    if let Some(version) = machine::version("rg") {
        let mut command = Command::new("rg");
        command
            .args(["--no-config", "-j1", "-c", FULL_LINE])
            .arg(file);
        all.push(best(
            &format!("`rg -c`, a regex over the full line ({version})"),
            &mut command,
        )?);
    }
    if let Some(version) = machine::version("lnav") {
        let mut command = Command::new("lnav");
        command
            .args(["-n", "-c", ";SELECT count(*) FROM syslog_log"])
            .arg(file);
        all.push(best(
            &format!("`lnav -n`, load and count ({version})"),
            &mut command,
        )?);
    }
    Ok(all)
}

fn build() -> Result<PathBuf> {
    let mut cargo = process::cargo();
    cargo.args(["build", "--locked", "--release", "--package", "jejak-cli"]);
    process::run(&mut cargo)?;
    let name = format!("jejak{}", std::env::consts::EXE_SUFFIX);
    Ok(paths::target().join("release").join(name))
}

fn best(name: &str, command: &mut Command) -> Result<Measured> {
    eprintln!("measuring {name}");
    let mut runs = Vec::new();
    for _ in 0..N_RUNS {
        runs.push(once(name, command)?);
    }
    runs.into_iter().min_by_key(|run| run.cpu).context("no run")
}

fn once(name: &str, command: &mut Command) -> Result<Measured> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let start = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("while starting {name}"))?;
    let used = child
        .wait4()
        .with_context(|| format!("while waiting for {name}"))?;
    let wall = start.elapsed();
    if !used.status.success() {
        bail!("{name} failed ({})", used.status);
    }
    Ok(Measured {
        name: name.to_owned(),
        cpu: used.rusage.utime + used.rusage.stime,
        wall,
        peak_bytes: (used.rusage.maxrss > 0).then_some(used.rusage.maxrss),
    })
}
