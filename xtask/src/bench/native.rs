//! Programs on one file: CPU seconds, wall seconds, peak memory of each.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use wait4::Wait4 as _;

use super::kind::Kind;
use super::peers;

/// Each program runs so often; the run with the least CPU time counts, the others were disturbed.
const N_RUNS: usize = 3;

/// What one program took.
pub(super) struct Measured {
    pub(super) name: String,
    /// What it read of the file, where that was not all.
    pub(super) n_bytes: Option<u64>,
    pub(super) cpu: Duration,
    pub(super) wall: Duration,
    /// None where the system does not tell.
    pub(super) peak_bytes: Option<u64>,
}

/// Jejak on one thread first, the one to which the others are compared.
pub(super) fn measure(file: &Path, kind: Kind, folder: &Path) -> Result<Vec<Measured>> {
    let jejak = peers::jejak()?;
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    // The first to read a file would pay for the disk.
    std::io::copy(&mut std::fs::File::open(file)?, &mut std::io::sink())?;
    let mut all = Vec::new();
    for (what, jobs) in [("analyze", 1), ("analyze", n_cores), ("templates", 1)] {
        let jobs = jobs.to_string();
        let mut command = Command::new(&jejak);
        command.args([what, "--jobs", &jobs]).arg(file);
        let name = format!("`jejak {what} --jobs {jobs}`");
        all.push(best(&name, &mut command, N_RUNS)?);
    }
    for mut peer in peers::all(file, kind, folder)? {
        let n_runs = if peer.n_bytes.is_some() { 1 } else { N_RUNS };
        let measured = best(&peer.name, &mut peer.command, n_runs)?;
        all.push(Measured {
            n_bytes: peer.n_bytes,
            ..measured
        });
    }
    Ok(all)
}

/// One run of the whole analysis with as many threads as processors.
pub(super) fn analyze_once(file: &Path) -> Result<Measured> {
    let mut command = Command::new(peers::jejak()?);
    once("jejak analyze", command.arg("analyze").arg(file))
}

fn best(name: &str, command: &mut Command, n_runs: usize) -> Result<Measured> {
    eprintln!("measuring {name}");
    let mut runs = Vec::new();
    for _ in 0..n_runs {
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
        n_bytes: None,
        cpu: used.rusage.utime + used.rusage.stime,
        wall,
        peak_bytes: (used.rusage.maxrss > 0).then_some(used.rusage.maxrss),
    })
}
